"""Investigation and determination: the team, every defence, every finding, an opinion per subject (NJ-14 to NJ-17)."""

from datetime import date

from domain import refusals
from domain.acts.determination import BLOCKED, NEEDS_DEMANDS
from domain.acts.investigation import NEEDS_DEFENCE, NEEDS_TEAM
from domain.case.commands import RecordDefence, ReportInvestigation
from domain.case.events import DefenceRecorded, DeterminationIssued, FindingsRecorded, TeamFormed
from domain.pack.results import Outcome
from tests.domain.scenario import deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK

TWO = cases.NOTHING.given(cases.filed(subjects=(cases.ANN, cases.TOWN)), *cases.accepted(), cases.denied("2026-02-05"))
TEAM = TWO.given(cases.team_formed("2026-02-05"))
FOUND = TEAM.given(deed(cases.AUDIT, cases.findings(), "2026-02-09"))
REPORTED = TWO.given(*cases.investigated((cases.ANN, cases.TOWN)))


def test_a_team_of_all_three_kinds_is_formed() -> None:
    """Organisation, discipline and a related department, each in office (NJ-14)."""
    formed = cases.ACCEPTED.when(cases.team_formed("2026-02-05")).the(TeamFormed)

    assert [member.organ for member in formed.members] == [
        "county-a-organization",
        "county-a-discipline",
        "county-a-audit",
    ]


def test_a_member_from_another_place_does_not_complete_the_team() -> None:
    """The discipline organ of county B is not that of county A; as a further member its officer is welcome."""
    elsewhere = cases.post("county-b-discipline-officer-1")

    cases.ACCEPTED.when(cases.team_formed("2026-02-05", (cases.ORGANISATION, elsewhere, cases.AUDIT))).refused(
        NEEDS_TEAM
    )
    cases.ACCEPTED.when(
        cases.team_formed("2026-02-05", (cases.ORGANISATION, elsewhere, cases.DISCIPLINE, cases.AUDIT))
    ).then_kinds("team_formed")


def test_every_subject_is_heard_before_the_report() -> None:
    """One of two subjects heard is not enough; an express waiver is (NJ-15)."""
    one = FOUND.given(cases.heard(cases.ANN, "2026-02-06"))
    both = one.given(cases.heard(cases.TOWN, "2026-02-09", "waived"))

    one.when(cases.reported("2026-02-10")).refused(NEEDS_DEFENCE)
    both.when(cases.reported("2026-02-10")).then_kinds(
        "investigation_reported", "duty_met", "step_opened", "duty_opened"
    )


def test_the_defence_itself_is_private() -> None:
    """Whom, when and how are facts; the words are not."""
    recorded = TEAM.when(cases.heard(cases.ANN, "2026-02-06")).the(DefenceRecorded)

    assert (recorded.subject, recorded.mode) == (cases.ANN, "oral")
    assert recorded.private is not None
    assert recorded.private.statement == MARK


def test_the_reasons_of_every_finding_are_kept() -> None:
    """As many reasons as findings, in their order, however long they are."""
    long = cases.findings()
    long = long.model_copy(
        update={"findings": tuple(f.model_copy(update={"reasons": "因" * 4000}) for f in long.findings)}
    )
    recorded = TEAM.when(deed(cases.AUDIT, long, "2026-02-09")).the(FindingsRecorded)

    assert recorded.private is not None
    assert [len(reason) for reason in recorded.private.finding_reasons] == [4000] * len(recorded.findings)


def test_a_later_finding_takes_the_place_of_an_earlier_one() -> None:
    """On new evidence the team finds anew; both findings stay in the log."""
    worse = TEAM.given(deed(cases.AUDIT, cases.findings(public_motive="not_met"), "2026-02-06"))
    better = worse.given(deed(cases.AUDIT, cases.findings(), "2026-02-09"))

    assert worse.case.findings["criterion", "public_motive"] == "not_met"
    assert better.case.findings["criterion", "public_motive"] == "met"


def test_a_report_is_not_dated_before_what_it_rests_on() -> None:
    """The last defence was heard on the 9th; a report of the 6th cannot rest on it."""
    early = ReportInvestigation(report=cases.document(), summary=MARK, on=date(2026, 2, 6), late_entry_reason=MARK)
    heard = FOUND.given(cases.heard(cases.ANN, "2026-02-09"), cases.heard(cases.TOWN, "2026-02-09"))

    heard.when(deed(cases.AUDIT, early, "2026-02-10")).refused(refusals.BEFORE_OPENING)


def test_a_defence_entered_late_keeps_its_day_and_reason() -> None:
    """Heard on the 6th, entered on the 9th: both days can be told, and why."""
    body = RecordDefence(subject=cases.ANN, mode="oral", statement=MARK, on=date(2026, 2, 6), late_entry_reason="下乡")
    recorded = TEAM.when(deed(cases.DISCIPLINE, body, "2026-02-09")).the(DefenceRecorded)

    assert (recorded.on, recorded.private and recorded.private.late_entry_reason) == (date(2026, 2, 6), "下乡")


def test_an_opinion_and_demands_per_subject_go_to_the_committee() -> None:
    """Outcomes differ by subject; the demands are numbered and their words are private (NJ-17, NJ-24)."""
    given = REPORTED.given(
        deed(
            cases.ORGANISATION,
            cases.determination(
                cases.opinion(), cases.opinion(cases.TOWN, Outcome.LIGHTER, measures=("interview",), form=1)
            ),
            "2026-02-11",
        )
    )
    issued = given.when(cases.signs(cases.DISCIPLINE, "2026-02-11", "determination")).the(DeterminationIssued)

    assert [(o.subject, o.outcome) for o in issued.opinions] == [(cases.ANN, "exempt"), (cases.TOWN, "lighter")]
    assert [(d.number, d.subject) for d in issued.demands] == [(1, cases.ANN), (2, cases.TOWN)]


def test_each_tolerated_subject_needs_a_demand_or_the_reasons_for_none() -> None:
    """A demand on one subject does not correct the other (NJ-24, R-10)."""
    both = cases.determination(cases.opinion(), cases.opinion(cases.TOWN))
    one = both.model_copy(update={"demands": both.demands[:1]})
    explained = one.model_copy(update={"no_correction_reasons": MARK})

    REPORTED.when(deed(cases.ORGANISATION, one, "2026-02-11")).refused(NEEDS_DEMANDS)
    REPORTED.when(deed(cases.ORGANISATION, explained, "2026-02-11")).then_kinds("joint_act_proposed")


def test_a_blocking_criterion_blocks_tolerance_only() -> None:
    """A knowing violation cannot be tolerated, but it can be determined as not tolerated (NJ-06, NJ-23)."""
    given = cases.ACCEPTED.given(cases.denied("2026-02-05"), *cases.investigated(inexperience_not_defiance="not_met"))
    refusal = given.when(cases.determined()[0]).refused(BLOCKED)

    assert refusal.cite == ("NJ-06",)
    given.when(cases.determined(cases.opinion(outcome=Outcome.NOT_TOLERATED))[0]).then_kinds("joint_act_proposed")


def test_a_criterion_that_is_not_blocking_blocks_nothing() -> None:
    """Without any loss the error can still be tolerated."""
    given = cases.ACCEPTED.given(cases.denied("2026-02-05"), *cases.investigated(some_loss="not_met"))

    given.when(cases.determined()[0]).then_kinds("joint_act_proposed")
