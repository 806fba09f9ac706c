"""Investigation and determination: the team, every defence, every finding, an opinion per subject (NJ-14 to NJ-17)."""

from datetime import date

from domain import refusals
from domain.acts.determination import BLOCKED, NEEDS_DEMANDS
from domain.acts.investigation import NEEDS_DEFENCE, NEEDS_TEAM
from domain.case.commands import RecordDefence, ReportInvestigation
from domain.case.events import DefenceRecorded, DeterminationIssued, FindingsRecorded, TeamFormed
from domain.pack.results import Outcome
from tests.domain import story as s
from tests.domain.scenario import deed
from tests.domain.story import MARK

TWO = s.NOTHING.given(s.filed(subjects=(s.ANN, s.TOWN)), *s.accepted(), s.denied("2026-02-05"))
TEAM = TWO.given(s.team_formed("2026-02-05"))
FOUND = TEAM.given(deed(s.AUDIT, s.findings(), "2026-02-09"))
REPORTED = TWO.given(*s.investigated((s.ANN, s.TOWN)))


def test_a_team_of_all_three_kinds_is_formed() -> None:
    """Organisation, discipline and a related department, each in office (NJ-14)."""
    formed = s.ACCEPTED.when(s.team_formed("2026-02-05")).the(TeamFormed)

    assert [member.organ for member in formed.members] == [
        "county-a-organization",
        "county-a-discipline",
        "county-a-audit",
    ]


def test_a_member_from_another_place_does_not_complete_the_team() -> None:
    """The discipline organ of county B is not that of county A; as a further member its officer is welcome."""
    elsewhere = s.post("county-b-discipline-officer-1")

    s.ACCEPTED.when(s.team_formed("2026-02-05", (s.ORGANISATION, elsewhere, s.AUDIT))).refused(NEEDS_TEAM)
    s.ACCEPTED.when(s.team_formed("2026-02-05", (s.ORGANISATION, elsewhere, s.DISCIPLINE, s.AUDIT))).then_kinds(
        "team_formed"
    )


def test_every_subject_is_heard_before_the_report() -> None:
    """One of two subjects heard is not enough; an express waiver is (NJ-15)."""
    one = FOUND.given(s.heard(s.ANN, "2026-02-06"))
    both = one.given(s.heard(s.TOWN, "2026-02-09", "waived"))

    one.when(s.reported("2026-02-10")).refused(NEEDS_DEFENCE)
    both.when(s.reported("2026-02-10")).then_kinds("investigation_reported", "duty_met", "step_opened", "duty_opened")


def test_the_defence_itself_is_private() -> None:
    """Whom, when and how are facts; the words are not."""
    recorded = TEAM.when(s.heard(s.ANN, "2026-02-06")).the(DefenceRecorded)

    assert (recorded.subject, recorded.mode) == (s.ANN, "oral")
    assert recorded.private is not None
    assert recorded.private.statement == MARK


def test_the_reasons_of_every_finding_are_kept() -> None:
    """As many reasons as findings, in their order, however long they are."""
    long = s.findings()
    long = long.model_copy(
        update={"findings": tuple(f.model_copy(update={"reasons": "因" * 4000}) for f in long.findings)}
    )
    recorded = TEAM.when(deed(s.AUDIT, long, "2026-02-09")).the(FindingsRecorded)

    assert recorded.private is not None
    assert [len(reason) for reason in recorded.private.finding_reasons] == [4000] * len(recorded.findings)


def test_a_later_finding_takes_the_place_of_an_earlier_one() -> None:
    """On new evidence the team finds anew; both findings stay in the log."""
    worse = TEAM.given(deed(s.AUDIT, s.findings(public_motive="not_met"), "2026-02-06"))
    better = worse.given(deed(s.AUDIT, s.findings(), "2026-02-09"))

    assert worse.case.findings["criterion", "public_motive"] == "not_met"
    assert better.case.findings["criterion", "public_motive"] == "met"


def test_a_report_is_not_dated_before_what_it_rests_on() -> None:
    """The last defence was heard on the 9th; a report of the 6th cannot rest on it."""
    early = ReportInvestigation(report=s.document(), summary=MARK, on=date(2026, 2, 6), late_entry_reason=MARK)
    heard = FOUND.given(s.heard(s.ANN, "2026-02-09"), s.heard(s.TOWN, "2026-02-09"))

    heard.when(deed(s.AUDIT, early, "2026-02-10")).refused(refusals.BEFORE_OPENING)


def test_a_defence_entered_late_keeps_its_day_and_reason() -> None:
    """Heard on the 6th, entered on the 9th: both days can be told, and why."""
    body = RecordDefence(subject=s.ANN, mode="oral", statement=MARK, on=date(2026, 2, 6), late_entry_reason="下乡")
    recorded = TEAM.when(deed(s.DISCIPLINE, body, "2026-02-09")).the(DefenceRecorded)

    assert (recorded.on, recorded.private and recorded.private.late_entry_reason) == (date(2026, 2, 6), "下乡")


def test_an_opinion_and_demands_per_subject_go_to_the_committee() -> None:
    """Outcomes differ by subject; the demands are numbered and their words are private (NJ-17, NJ-24)."""
    given = REPORTED.given(
        deed(
            s.ORGANISATION,
            s.determination(s.opinion(), s.opinion(s.TOWN, Outcome.LIGHTER, measures=("interview",), form=1)),
            "2026-02-11",
        )
    )
    issued = given.when(s.signs(s.DISCIPLINE, "2026-02-11", "determination")).the(DeterminationIssued)

    assert [(o.subject, o.outcome) for o in issued.opinions] == [(s.ANN, "exempt"), (s.TOWN, "lighter")]
    assert [(d.number, d.subject) for d in issued.demands] == [(1, s.ANN), (2, s.TOWN)]


def test_each_tolerated_subject_needs_a_demand_or_the_reasons_for_none() -> None:
    """A demand on one subject does not correct the other (NJ-24, R-10)."""
    both = s.determination(s.opinion(), s.opinion(s.TOWN))
    one = both.model_copy(update={"demands": both.demands[:1]})
    explained = one.model_copy(update={"no_correction_reasons": MARK})

    REPORTED.when(deed(s.ORGANISATION, one, "2026-02-11")).refused(NEEDS_DEMANDS)
    REPORTED.when(deed(s.ORGANISATION, explained, "2026-02-11")).then_kinds("joint_act_proposed")


def test_a_blocking_criterion_blocks_tolerance_only() -> None:
    """A knowing violation cannot be tolerated, but it can be determined as not tolerated (NJ-06, NJ-23)."""
    given = s.ACCEPTED.given(s.denied("2026-02-05"), *s.investigated(inexperience_not_defiance="not_met"))
    refusal = given.when(s.determined()[0]).refused(BLOCKED)

    assert refusal.cite == ("NJ-06",)
    given.when(s.determined(s.opinion(outcome=Outcome.NOT_TOLERATED))[0]).then_kinds("joint_act_proposed")


def test_a_criterion_that_is_not_blocking_blocks_nothing() -> None:
    """Without any loss the error can still be tolerated."""
    given = s.ACCEPTED.given(s.denied("2026-02-05"), *s.investigated(some_loss="not_met"))

    given.when(s.determined()[0]).then_kinds("joint_act_proposed")
