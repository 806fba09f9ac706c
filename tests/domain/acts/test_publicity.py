"""After a decision: made public, objected to or not, and filed with the committee (ZS-10, ZS-26, ZS-27, A-23)."""

from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from domain import refusals
from domain.acts.investigation import NEEDS_TEAM
from domain.acts.publicity import (
    ALREADY_PUBLIC,
    NEEDS_APPEAL_OVER,
    NEEDS_REAPPRAISAL_DECIDED,
    NEEDS_RECEIPT,
    NOT_PUBLIC,
    OBJECTIONS_UNANSWERED,
    OBJECTIONS_UNDECIDED,
    PUBLICITY_OVER,
    PUBLICITY_RUNS,
)
from domain.acts.service import DUTY_BY_STEP
from domain.case.commands import ConcludePublicity, RaiseObjection
from domain.case.events import (
    DutyCancelled,
    DutyMet,
    DutyOpened,
    FeedbackServed,
    FiledWithCommittee,
    ObjectionRaised,
    PublicityConcluded,
    PublicityStarted,
    StepOpened,
)
from domain.pack.results import Outcome
from domain.pack.steps import StepKind
from domain.pack.terms import Force, Standing
from domain.refusals import Refusal
from domain.terms.deadlines import TermUnit
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import cases, clocks, publicity

NEIGHBOUR = cases.post("county-a-baiyan-contact")
"""A unit of the same place that the case is not about."""
LAST_DAY = date(2026, 4, 1)


def late(act: Deed, on: str, day: str) -> Deed:
    """A deed of an earlier day, entered late."""
    assert not callable(act.body)
    told = act.body.model_copy(update={"on": date.fromisoformat(on), "late_entry_reason": cases.MARK})
    return deed(act.actor, told, day)


def test_the_days_count_from_the_day_it_is_public() -> None:
    """Not from the service on 13 February, when its step begins: five working days after 25 March end on 1 April."""
    outcome = publicity.RECEIVED.when(publicity.publicised())
    started, window = outcome.the(PublicityStarted), outcome.the(DutyOpened)

    assert publicity.SERVED.case.open_steps["publicity"].on == date(2026, 2, 13)
    assert "publicity" not in {duty.opened.duty for duty in publicity.SERVED.case.open_duties.values()}
    assert outcome.kinds == ["publicity_started", "duty_opened"]
    assert (started.notice, started.step) == (cases.document("公示").sha256, "publicity")
    assert (window.duty, window.step, window.starts_on) == ("publicity", "publicity", date(2026, 3, 25))
    assert (window.due_on, window.force, window.responsible) == (LAST_DAY, Force.WINDOW, "county-a-organization")
    assert (window.standing, window.cite) == (Standing.DEFAULT, ("A-23",))


def test_what_is_public_names_nobody_among_the_facts() -> None:
    """Scope, statement and answers are what people wrote; who objects is nowhere in the event."""
    answered = publicity.OBJECTED.given(publicity.concluded("2026-04-02", answers=1, upheld=False))
    facts = [event.model_dump_json(exclude={"private"}) for event in answered.events]
    words = {event.kind: event.private for event in answered.events if event.private}

    assert not any(cases.MARK in each for each in facts)
    assert (words["publicity_started"].statement, words["objection_raised"].statement) == (cases.MARK, cases.MARK)
    assert words["publicity_concluded"].finding_reasons == (cases.MARK,)
    objection = next(event for event in answered.events if isinstance(event, ObjectionRaised))
    assert objection.evidence == (cases.document("异议").sha256,)
    assert cases.CONTACT.organ not in objection.model_dump_json()


def test_a_time_that_passes_concludes_nothing() -> None:
    """The clock ends the window and asks the organ for its conclusion; the step stays open (A-23)."""
    outcome = publicity.PUBLIC.when(cases.rings("publicity", "lapsed", "2026-04-02"))
    ended, asked = outcome.the(DutyCancelled), outcome.the(DutyOpened)

    assert outcome.kinds == ["duty_cancelled", "duty_opened"]
    assert (ended.because, ended.on) == ("publicity_over", LAST_DAY)
    assert (asked.duty, asked.step, asked.responsible) == ("publicity_conclusion", None, "county-a-organization")
    assert (asked.starts_on, asked.due_on) == (LAST_DAY, date(2026, 4, 2))
    assert (asked.force, asked.standing, asked.cite) == (Force.ADVISORY, Standing.DEFAULT, ("A-23",))
    assert publicity.OVER.case.stage == "publicity"
    assert publicity.OVER.when(cases.rings("publicity_conclusion", "due", "2026-04-03")).kinds == ["reminder_sent"]
    publicity.OVER.when(cases.done("publicity_conclusion", cases.ORGANISATION, "2026-04-02")).refused(DUTY_BY_STEP)


def test_quiet_leads_on() -> None:
    """Nobody objected; the duty to conclude is met and the filing begins with its own term."""
    outcome = publicity.OVER.when(publicity.concluded())
    outcome.then_kinds("publicity_concluded", "duty_met", "step_opened", "duty_opened")

    assert outcome.the(PublicityConcluded) == PublicityConcluded(
        on=date(2026, 4, 2),
        private=outcome.the(PublicityConcluded).private,
        step="publicity",
        result="quiet",
        objections=0,
        leads_to="filing",
    )
    assert outcome.the(DutyMet).late is False
    assert outcome.the(DutyOpened).due_on == date(2026, 4, 10)  # over Qingming, 4 to 6 April
    assert publicity.QUIET.case.publicity is None


def test_it_is_concluded_also_before_the_clock_has_rung() -> None:
    """The window ends on its own last day, not on that of the conclusion."""
    outcome = publicity.PUBLIC.when(publicity.concluded("2026-04-07"))

    assert outcome.the(DutyCancelled).because == "publicity_over"
    assert outcome.the(DutyCancelled).on == LAST_DAY
    assert outcome.the(StepOpened).step == "filing"


@pytest.mark.parametrize("given", [publicity.PUBLIC, publicity.OVER], ids=["window open", "window closed"])
def test_nothing_is_concluded_by_a_date_within_the_time(given: Given) -> None:
    """Neither on the last day, nor by an act of that day entered later."""
    given.when(late(publicity.concluded(), "2026-04-01", "2026-04-07")).refused(PUBLICITY_RUNS)
    given.when(late(publicity.concluded(), "2026-04-02", "2026-04-07")).then_kinds(
        "publicity_concluded",
        "duty_cancelled" if given is publicity.PUBLIC else "duty_met",
        "step_opened",
        "duty_opened",
    )


def test_a_publicity_may_last_longer() -> None:
    """Where its rule can be extended, the organ named does so before the last day."""
    longer = {**publicity.STEPS["publicity"]["within"], "extension": {"at_most": 5, "by": "committee"}}  # type: ignore[dict-item]  # a mapping, as told above
    context = replace(publicity.CONTEXT, pack=publicity.with_steps(within=longer))
    given = publicity.RECEIVED.knowing(context).given(
        publicity.publicised(), clocks.extended("publicity", 2, "2026-03-30")
    )

    assert clocks.running(given, "publicity").due_on == date(2026, 4, 3)
    given.when(publicity.concluded("2026-04-02")).refused(PUBLICITY_RUNS)


def test_an_objection_that_is_not_upheld_is_answered_and_the_case_goes_on() -> None:
    """Each objection has its reasons; two objections want two."""
    twice = publicity.OBJECTED.given(
        publicity.objected("2026-03-30", NEIGHBOUR), cases.rings("publicity", "lapsed", "2026-04-02")
    )

    twice.when(publicity.concluded(answers=1, upheld=False)).refused(OBJECTIONS_UNANSWERED)
    twice.when(publicity.concluded()).refused(OBJECTIONS_UNDECIDED)
    outcome = twice.when(publicity.concluded(answers=2, upheld=False))
    concluded = outcome.the(PublicityConcluded)
    assert (concluded.result, concluded.objections, concluded.leads_to) == ("dismissed", 2, "filing")


def test_an_objection_is_not_brushed_aside_before_the_last_day() -> None:
    """Others may still object."""
    publicity.OBJECTED.when(publicity.concluded("2026-03-30", answers=1, upheld=False)).refused(PUBLICITY_RUNS)


def test_whoever_concludes_has_seen_the_last_objection() -> None:
    """An objection changes the step."""
    conclusion = publicity.concluded("2026-03-30", upheld=True)

    publicity.OBJECTED.when(conclusion.having_seen(publicity.PUBLIC.case.version)).refused(refusals.STALE)
    publicity.OBJECTED.when(conclusion.having_seen(publicity.OBJECTED.case.version)).then_kinds(
        "publicity_concluded", "duty_cancelled", "step_opened", "duty_opened"
    )


def test_an_upheld_objection_leads_back_and_through_a_second_time() -> None:
    """The investigation begins anew; the new decision is served, received, publicised and filed like the first."""
    back = publicity.OBJECTED.given(publicity.concluded("2026-03-30", upheld=True))
    case = back.case

    assert (case.stage, case.team, case.heard, dict(case.findings)) == ("investigation", frozenset(), frozenset(), {})
    assert {duty.opened.duty for duty in case.open_duties.values()} >= {"investigation"}
    assert "publicity" not in {duty.opened.duty for duty in case.open_duties.values()}
    back.when(cases.reported("2026-03-31")).refused(NEEDS_TEAM)
    back.when(cases.asked("2026-03-31", "superior_order", cases.DISCIPLINE)).refused(refusals.WRONG_STEP)

    again = back.given(
        cases.team_formed("2026-03-31"),
        cases.heard(cases.ANN, "2026-03-31"),
        deed(cases.AUDIT, cases.findings(), "2026-04-01"),
        cases.reported("2026-04-02"),
        *cases.determined(cases.opinion(outcome=Outcome.LIGHTER), day="2026-04-03"),
        *cases.voted(day="2026-04-07"),
        cases.served("2026-04-08"),
    )
    assert again.case.opinions[cases.ANN].outcome is Outcome.LIGHTER
    assert [event.kind for event in again.events].count("tolerance_revoked") == 1
    assert [duty.opened.duty for duty in again.case.open_duties.values()].count("correction") == 1
    again.when(publicity.publicised("2026-05-20")).refused(NEEDS_RECEIPT)
    again = again.given(cases.received(day="2026-04-09"))
    again.when(publicity.publicised("2026-05-09")).refused(NEEDS_APPEAL_OVER)
    ended = again.given(
        publicity.publicised("2026-05-11"), publicity.concluded("2026-05-20"), publicity.filed("2026-05-21")
    )
    assert ended.case.stage == "settlement"
    assert sum(isinstance(event, FeedbackServed) for event in ended.events) == 2


def test_the_committee_is_told_and_not_asked() -> None:
    """The filing meets its term and leads on; nobody has to answer (ZS-10)."""
    outcome = publicity.QUIET.when(publicity.filed())

    assert outcome.kinds == ["filed_with_committee", "duty_met", "step_opened"]
    assert outcome.the(FiledWithCommittee) == FiledWithCommittee(
        on=date(2026, 4, 3),
        private=outcome.the(FiledWithCommittee).private,
        step="filing",
        with_organ="county-a-committee",
        document=cases.document("备案").sha256,
    )
    assert outcome.the(StepOpened).step_kind is StepKind.SETTLEMENT


def test_nobody_is_publicised_before_being_told() -> None:
    """Neither before receipt, nor while a reappraisal may be asked for or is open; afterwards on the very next day."""
    asked = publicity.RECEIVED.given(cases.asked())
    decided = asked.given(cases.reappraisal(), cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"))

    publicity.SERVED.when(publicity.publicised()).refused(NEEDS_RECEIPT)
    assert publicity.RECEIVED.when(publicity.publicised("2026-03-24")).refused(NEEDS_APPEAL_OVER).detail == "2026-03-24"
    asked.when(publicity.publicised()).refused(NEEDS_REAPPRAISAL_DECIDED)
    decided.when(publicity.publicised()).then_kinds("publicity_started", "duty_opened")


def test_a_pack_without_that_need_publicises_at_once() -> None:
    """What the text leaves open is the pack's to say."""
    context = replace(publicity.CONTEXT, pack=publicity.with_steps(needs=()))
    publicity.SERVED.knowing(context).when(publicity.publicised("2026-02-14")).then_kinds(
        "publicity_started", "duty_opened"
    )


def test_a_reappraisal_opened_meanwhile_is_decided_first() -> None:
    """New evidence opens one though the decision is public; nothing is concluded over it."""
    asked = publicity.OVER.given(cases.asked("2026-04-02", "new_evidence", cases.DISCIPLINE))

    asked.when(publicity.concluded("2026-04-03")).refused(NEEDS_REAPPRAISAL_DECIDED)
    decided = asked.given(
        cases.reappraisal(day="2026-04-03"),
        cases.signs(cases.DISCIPLINE_2, "2026-04-03", "reappraisal"),
    )
    decided.when(publicity.concluded("2026-04-07")).then_kinds(
        "publicity_concluded", "duty_met", "step_opened", "duty_opened"
    )


def test_an_objection_of_its_time_may_be_entered_after_it() -> None:
    """It was handed in on the last day; one of the next day was not."""
    publicity.OVER.when(late(publicity.objected(), "2026-04-01", "2026-04-02")).then_kinds("objection_raised")
    publicity.OVER.when(publicity.objected("2026-04-02")).refused(PUBLICITY_OVER)
    publicity.PUBLIC.when(publicity.objected("2026-04-02")).refused(PUBLICITY_OVER)


@pytest.mark.parametrize(
    ("given", "act", "refusal"),
    [
        pytest.param(
            publicity.RECEIVED,
            publicity.publicised(actor=cases.OTHER_CONTACT),
            refusals.NOT_COMPETENT,
            id="a unit publicises",
        ),
        pytest.param(
            publicity.PUBLIC,
            publicity.objected(actor=cases.OTHER_CONTACT),
            refusals.NOT_COMPETENT,
            id="unit of another place",
        ),
        pytest.param(
            publicity.QUIET, publicity.filed(actor=cases.SECRETARY), refusals.NOT_COMPETENT, id="the committee files"
        ),
        pytest.param(publicity.PUBLIC, publicity.publicised("2026-03-26"), ALREADY_PUBLIC, id="twice"),
        pytest.param(publicity.RECEIVED, publicity.objected(), NOT_PUBLIC, id="objected too early"),
        pytest.param(publicity.RECEIVED, publicity.concluded(), NOT_PUBLIC, id="concluded before it began"),
        pytest.param(publicity.QUIET, publicity.objected("2026-04-03"), refusals.WRONG_STEP, id="objected too late"),
        pytest.param(
            publicity.PUBLIC, publicity.filed("2026-03-26"), refusals.WRONG_STEP, id="filed before the conclusion"
        ),
        pytest.param(publicity.PUBLIC, publicity.concluded(upheld=True), OBJECTIONS_UNDECIDED, id="nothing to uphold"),
        pytest.param(cases.SERVED, publicity.publicised(), refusals.NO_SUCH_STEP, id="a pack without publicity"),
    ],
)
def test_each_act_has_its_time_and_its_organ(given: Given, act: Deed, refusal: Refusal) -> None:
    """Whoever is not competent, or comes too early or too late, is told so."""
    given.when(act).refused(refusal)


def test_the_handling_organ_takes_objections_at_the_counter() -> None:
    """Of people who belong to no unit."""
    publicity.PUBLIC.when(publicity.objected(actor=cases.DISCIPLINE)).then_kinds("objection_raised")


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"within": None}, "within"),
        ({"within": {"amount": 5, "unit": "working_days"}}, "within.force"),
        (
            {"within": {"amount": 5, "unit": "working_days", "force": "window", "from": "feedback.served"}},
            "within.from",
        ),
        ({"leads": {"quiet": "filing"}}, "leads"),
        ({"with": "committee"}, "with"),
    ],
)
def test_a_pack_that_publicises_wrongly_is_refused(changes: dict[str, object], at: str) -> None:
    """How long, as a window of its own, and where each outcome leads."""
    with pytest.raises(ValidationError) as caught:
        publicity.with_steps(**changes)

    assert [".".join(map(str, error["loc"])) for error in caught.value.errors()] == [f"tolerance.steps.publicity.{at}"]


@pytest.mark.parametrize(
    ("step", "changes", "at"),
    [
        ("feedback", {"needs": ["confirmed_correct"]}, "needs"),
        ("filing", {"with": None}, "with"),
        ("filing", {"with": "mayor"}, "with"),
    ],
)
def test_a_pack_that_files_with_nobody_is_refused(step: str, changes: dict[str, object], at: str) -> None:
    """A filing names a role of the pack; only a publicity asks whether all is settled."""
    value = publicity.PACK.model_dump(mode="json", by_alias=True)
    value["tolerance"]["steps"][step] |= changes
    with pytest.raises(ValidationError) as caught:
        type(publicity.PACK).model_validate(value)

    assert [".".join(map(str, error["loc"])) for error in caught.value.errors()] == [f"tolerance.steps.{step}.{at}"]


def test_a_term_may_run_from_a_conclusion() -> None:
    """`publicity.quiet` begins the filing's term, as the pack says; its unit is the pack's too."""
    within = publicity.PACK.step("filing").within
    assert within is not None
    assert (within.runs_from, within.unit) == ("publicity.quiet", TermUnit.working_days)


def test_what_people_say_is_bounded() -> None:
    """A statement has words, an answer too."""
    with pytest.raises(ValidationError):
        RaiseObjection(statement=" ")
    with pytest.raises(ValidationError):
        ConcludePublicity(upheld=False, answers=("",), reasons=cases.MARK)


def test_a_filing_may_be_the_last_step() -> None:
    """A lead to the end opens nothing; the case is closed with its last duty."""
    value = publicity.PACK.model_dump(mode="json", by_alias=True)
    value["tolerance"]["steps"]["filing"]["leads"] = {"filed": "end"}
    context = replace(publicity.CONTEXT, pack=type(publicity.PACK).model_validate(value))
    given = publicity.QUIET.knowing(context).given(publicity.filed())
    owed = [
        ("acceptance_notice", cases.ORGANISATION),
        ("announcement", cases.ORGANISATION),
        ("talk", cases.ORGANISATION),
        ("tracking", cases.ORGANISATION),
    ]

    assert not given.case.open_steps
    given = given.given(*(cases.done(duty, actor, "2026-04-07") for duty, actor in owed))
    given.when(cases.done("correction", cases.CONTACT, "2026-04-07")).then_kinds("duty_met", "case_closed")
