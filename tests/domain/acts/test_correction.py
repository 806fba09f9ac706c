"""Correction: days, evaluation, correcting again, urging, restoring, repeated visits (ZS-35, BT-21, ZS-45, NS-20)."""

from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from domain import refusals
from domain.acts.correction import NO_CORRECTION, NO_CORRECTION_MEASURES, NOT_UNDER_EVALUATION
from domain.acts.deadlines.extension import NO_EXTENSION
from domain.acts.determination import DEMAND_DUE_TOO_SOON, CorrectionDemand
from domain.acts.service import DUTY_BY_STEP
from domain.case.correction import CorrectionUnderEvaluation, EndedCorrection, OpenCorrection
from domain.case.decisions import DemandFact
from domain.case.events import (
    CaseClosed,
    CorrectionEscalated,
    CorrectionEvaluated,
    DeadlineMissed,
    DeterminationIssued,
    DutyCancelled,
    DutyMet,
    DutyOpened,
)
from domain.pack.pack import Pack
from domain.pack.results import Outcome, Repeats
from domain.pack.terms import Force, Standing
from domain.terms.certificate import certify
from domain.terms.deadlines import Term, TermUnit
from tests.domain.scenario import Given, deed
from tests.domain.stories import cases, clocks, corrections
from tests.domain.stories.cases import MARK

DONE = corrections.SERVED.given(corrections.corrected("2026-02-25"))
FAILED = DONE.given(corrections.evaluated("2026-03-04", passed=False))
NOT_TOLERATED = cases.opinion(outcome=Outcome.NOT_TOLERATED)


def decided(given: Given, *opinions: object, day: str = "2026-03-20") -> Given:
    """A superior's order, decided by two who did not handle the case."""
    asked = given.given(cases.asked("2026-03-10", "superior_order", cases.DISCIPLINE))
    proposed = cases.reappraisal(*opinions, day=day)  # type: ignore[arg-type]  # opinions
    return asked.given(proposed, cases.signs(cases.DISCIPLINE_2, day, "reappraisal"))


# --- a day set by the decision (R-10) ---


def test_a_day_set_by_the_decision_is_the_duty_s_own_day() -> None:
    """Two demands: one by 30 April, binding; one promptly, by the pack's own term."""
    given = corrections.served_with(date(2026, 4, 30), None)
    first, second = (e for e in given.events if isinstance(e, DutyOpened) and e.duty == "correction")
    issued = next(e for e in given.events if isinstance(e, DeterminationIssued))

    assert issued.demands[0] == DemandFact(number=1, subject=cases.ANN, due_on=date(2026, 4, 30))
    assert (first.due_on, first.force, first.cite) == (date(2026, 4, 30), Force.STATUTORY, cases.PACK.duties[3].cite)
    assert (second.due_on, second.force) == (date(2026, 3, 5), Force.ADVISORY)


@pytest.mark.parametrize(
    ("set_for", "due_on"),
    [
        pytest.param("2026-02-12", "2026-02-14", id="before the feedback: the next working day"),
        pytest.param("2026-02-13", "2026-02-14", id="on the day of the feedback"),
        pytest.param("2026-02-14", "2026-02-14", id="a make-up Saturday is worked"),
        pytest.param("2026-02-16", "2026-02-16", id="a day of rest that the decision names is that day"),
    ],
)
def test_no_correction_is_due_before_it_can_be_done(set_for: str, due_on: str) -> None:
    """The feedback came on 13 February."""
    given = corrections.served_with(date.fromisoformat(set_for))

    assert clocks.running(given, "correction").due_on == date.fromisoformat(due_on)


def test_no_day_is_set_that_has_passed() -> None:
    """A demand of 11 February is due after it."""
    told = (CorrectionDemand(subject=cases.ANN, demand=MARK, due_on=date(2026, 2, 11)),)

    cases.INVESTIGATED.when(deed(cases.ORGANISATION, cases.determination(demands=told), "2026-02-11")).refused(
        DEMAND_DUE_TOO_SOON
    )


def test_no_calendar_and_no_extension_moves_a_day_that_was_set() -> None:
    """It is a day, not a length of time; its certificate says so too, and it is missed like any binding term."""
    pack = corrections.CONTEXT.pack
    duties = [
        rule.model_copy(update={"within": corrections.extensible(10)}) if rule.per == "demand" else rule
        for rule in pack.duties
    ]
    context = replace(corrections.CONTEXT, pack=pack.model_copy(update={"duties": tuple(duties)}))
    given = corrections.served_with(date(2026, 4, 30), context=context)
    later = clocks.by(given, clocks.calendar(off=["2026-04-29", "2026-04-30"])).given(clocks.replans("2026-02-14"))
    duty = clocks.running(later, "correction")
    proof = certify(
        duty.opened.starts_on,
        Term(amount=duty.opened.amount, unit=duty.opened.unit),
        later.context.calendar,
        not_before=duty.plan.not_before,
    )

    assert (duty.due_on, duty.plan.calendar_version, proof.due_on) == (date(2026, 4, 30), 8, date(2026, 4, 30))
    given.when(clocks.extended("correction", 5, "2026-03-02")).refused(NO_EXTENSION)
    assert given.when(cases.rings("correction", "missed", "2026-05-01")).the(DeadlineMissed).attributed_to == "subject"


# --- evaluation and correcting again (ZS-35, A-20) ---


def test_what_was_corrected_is_evaluated() -> None:
    """Done on 25 February; the organisation department has ten working days."""
    outcome = corrections.SERVED.when(corrections.corrected("2026-02-25"))
    opened = outcome.the(DutyOpened)

    assert outcome.kinds == ["duty_met", "duty_opened"]
    assert (opened.duty, opened.responsible, opened.due_on) == (
        "correction_evaluation",
        "county-a-organization",
        date(2026, 3, 10),
    )
    assert (opened.subject, opened.demand, opened.round, opened.cite) == (cases.ANN, 1, 1, ("ZS-35",))
    assert outcome.given.case.corrections == {
        1: CorrectionUnderEvaluation(clocks.newest(outcome.given.case, opened.duty))
    }


def test_enough_ends_it() -> None:
    """Passed in the first round."""
    outcome = DONE.when(corrections.evaluated("2026-03-04", passed=True))
    evaluated = outcome.the(CorrectionEvaluated)

    assert outcome.kinds == ["correction_evaluated", "duty_met"]
    assert (evaluated.demand, evaluated.subject, evaluated.round, evaluated.passed) == (1, cases.ANN, 1, True)
    assert outcome.given.case.corrections == {1: EndedCorrection("passed")}


def test_not_enough_is_corrected_again_and_nothing_else_changes() -> None:
    """The determination stands (A-20); the second correction has twenty working days, in the same append."""
    outcome = DONE.when(corrections.evaluated("2026-03-04", passed=False))
    opened, case = outcome.the(DutyOpened), outcome.given.case

    assert outcome.kinds == ["correction_evaluated", "duty_met", "duty_opened"]
    assert (opened.duty, opened.responsible, opened.subject, opened.demand) == ("correction", "subject", cases.ANN, 1)
    assert (opened.round, opened.due_on) == (2, date(2026, 4, 1))
    assert case.corrections == {1: OpenCorrection(clocks.newest(case, "correction"), failed=1)}
    assert (case.opinions, case.granted_at) == (DONE.case.opinions, DONE.case.granted_at)


def test_it_is_corrected_and_evaluated_until_it_is_enough() -> None:
    """Failed twice, passed in the third round; only then does the case close."""
    rest = (*cases.DUTIES, ("tracking", cases.ORGANISATION))
    given = FAILED.given(
        *(cases.done(duty, actor, "2026-03-05") for duty, actor in rest),
        corrections.corrected("2026-03-10"),
        corrections.evaluated("2026-03-12", passed=False),
        corrections.corrected("2026-03-20"),
    )
    assert not given.case.closed
    outcome = given.when(corrections.evaluated("2026-03-24", passed=True))

    assert outcome.the(CorrectionEvaluated).round == 3
    assert outcome.kinds == ["correction_evaluated", "duty_met", "case_closed"]
    assert outcome.the(CaseClosed).on == date(2026, 3, 24)
    assert outcome.given.case.corrections == {1: EndedCorrection("passed", failed=2)}


def test_a_failed_evaluation_does_not_close_the_case() -> None:
    """Nothing else is left to do, and the duty opened anew keeps the case open."""
    rest = (*cases.DUTIES, ("tracking", cases.ORGANISATION))
    given = DONE.given(*(cases.done(duty, actor, "2026-03-02") for duty, actor in rest))

    assert "case_closed" not in given.when(corrections.evaluated("2026-03-04", passed=False)).kinds


def test_without_a_term_of_its_own_an_evaluation_is_prompt() -> None:
    """Our default of ten working days, a reminder and never a breach (A-16); `again` is then the duty's own term."""
    rule = corrections.CORRECTION.model_copy(update={"within": None, "again": None})
    given = cases.SERVED.knowing(corrections.context(rule)).given(corrections.corrected("2026-02-25"))
    evaluation = clocks.running(given, "correction_evaluation").opened
    again = given.when(corrections.evaluated("2026-03-04", passed=False)).the(DutyOpened)

    assert (evaluation.force, evaluation.standing, evaluation.cite) == (Force.ADVISORY, Standing.DEFAULT, ("A-16",))
    assert (again.due_on, again.force) == (date(2026, 3, 18), Force.ADVISORY)


def test_without_a_rule_doing_it_ends_it() -> None:
    """The Nujiang pack knows no evaluation: nothing is opened."""
    outcome = cases.SERVED.when(corrections.corrected("2026-02-25"))

    assert outcome.kinds == ["duty_met"]
    assert outcome.given.case.corrections == {1: EndedCorrection("done")}


def test_an_evaluation_ends_by_its_own_act_and_by_its_own_organ() -> None:
    """It cannot be ticked off, nobody else evaluates, nothing is evaluated before it is done or by an old look."""
    DONE.when(cases.done("correction_evaluation", cases.ORGANISATION, "2026-03-04")).refused(DUTY_BY_STEP)
    DONE.when(corrections.evaluated("2026-03-04", passed=True, actor=cases.DISCIPLINE)).refused(refusals.NOT_COMPETENT)
    corrections.SERVED.when(corrections.evaluated("2026-03-04", passed=True, duty="correction")).refused(
        NOT_UNDER_EVALUATION
    )
    DONE.when(corrections.evaluated("2026-03-04", passed=True, duty="talk")).refused(NO_CORRECTION)
    FAILED.when(corrections.evaluated("2026-03-05", passed=True)).refused(refusals.NO_DUTY)
    urged = DONE.given(corrections.escalated("2026-03-03", duty="correction_evaluation"))
    urged.when(corrections.evaluated("2026-03-04", passed=True).having_seen(DONE.case.version)).refused(refusals.STALE)


# --- weak and refused correction (BT-21, BT-22, NS-16) ---


def test_a_measure_is_taken_against_weak_correction() -> None:
    """By the supervising organ, from the pack's list; the duty runs on, and later deciders see it."""
    outcome = FAILED.when(corrections.escalated("2026-03-20", "admonition"))
    taken, case = outcome.the(CorrectionEscalated), outcome.given.case

    assert outcome.kinds == ["correction_escalated"]
    assert (taken.measure, taken.refused, taken.subject, taken.demand) == ("admonition", False, cases.ANN, 1)
    assert case.corrections == {1: OpenCorrection(clocks.newest(case, "correction"), 1, ("admonition",))}
    later = outcome.given.given(corrections.corrected("2026-03-25"))
    assert later.case.corrections[1].measures == ("admonition",)


def test_refusing_to_correct_is_referred_once() -> None:
    """The referral opens for the subject; correction is still owed."""
    outcome = corrections.SERVED.when(corrections.escalated("2026-03-20", refused=True))
    opened = outcome.the(DutyOpened)

    assert outcome.kinds == ["correction_escalated", "duty_opened"]
    assert (opened.duty, opened.subject, opened.demand, opened.responsible) == (
        "refused_correction",
        cases.ANN,
        None,
        "county-a-discipline",
    )
    assert clocks.running(outcome.given, "correction").opened.round == 1
    outcome.given.when(corrections.escalated("2026-03-23", "admonition", refused=True)).then_kinds(
        "correction_escalated"
    )
    outcome.given.when(cases.done("refused_correction", cases.DISCIPLINE, "2026-03-24")).then_kinds("duty_met")


def test_a_measure_that_refers_does_so_though_correction_is_only_weak() -> None:
    """NS-16: weak or late correction is pursued too, by the measure that the pack says; the milder one is not."""
    rule = corrections.CORRECTION.model_copy(update={"refers": ("admonition",)})
    given = FAILED.knowing(corrections.context(rule))

    given.when(corrections.escalated("2026-03-20", "criticism")).then_kinds("correction_escalated")
    outcome = given.when(corrections.escalated("2026-03-20", "admonition"))
    assert outcome.kinds == ["correction_escalated", "duty_opened"]
    assert (outcome.the(CorrectionEscalated).refused, outcome.the(DutyOpened).duty) == (False, "refused_correction")
    assert clocks.running(outcome.given, "correction").opened.round == 2
    outcome.given.when(corrections.escalated("2026-03-23", "admonition")).then_kinds("correction_escalated")


def test_a_referral_is_only_for_its_outcomes_and_only_if_the_pack_has_one() -> None:
    """Refusing is recorded all the same."""
    other = corrections.rule("refused_correction", (Outcome.REDUCED,), within=corrections.WITHIN)
    for referral in (other, None):
        rule = corrections.CORRECTION.model_copy(update={"referral": referral})
        given = cases.SERVED.knowing(corrections.context(rule))

        given.when(corrections.escalated("2026-03-20", refused=True)).then_kinds("correction_escalated")


def test_only_the_supervising_organ_takes_a_measure_of_the_list() -> None:
    """Who evaluates supervises where the pack names nobody else."""
    corrections.SERVED.when(corrections.escalated("2026-03-20", actor=cases.ORGANISATION)).refused(
        refusals.NOT_COMPETENT
    )
    corrections.SERVED.when(corrections.escalated("2026-03-20", "prison")).refused(refusals.UNKNOWN_ITEM)
    corrections.SERVED.when(corrections.escalated("2026-03-20", duty="talk")).refused(NO_CORRECTION)
    cases.SERVED.when(corrections.escalated("2026-03-20")).refused(NO_CORRECTION_MEASURES)
    alone = corrections.context(corrections.CORRECTION.model_copy(update={"supervised_by": None}))
    cases.SERVED.knowing(alone).when(corrections.escalated("2026-03-20", actor=cases.ORGANISATION)).then_kinds(
        "correction_escalated"
    )


# --- a withdrawn, a restored tolerance (ZS-45, A-21) ---


def test_a_withdrawn_tolerance_drops_what_is_under_evaluation_and_looks_at_past_uses() -> None:
    """The evaluation has lost its object with the correction it is of."""
    given = decided(DONE, NOT_TOLERATED)
    cancelled = {given.case.duties[e.duty_id].opened.duty for e in given.events if isinstance(e, DutyCancelled)}

    assert "correction_evaluation" in cancelled
    assert given.case.corrections == {1: EndedCorrection("dropped")}
    assert clocks.running(given, "past_uses").opened.subject == cases.ANN
    given.when(cases.done("past_uses", cases.ORGANISATION, "2026-03-23")).then_kinds("duty_met")


def test_a_tolerance_that_stands_again_is_corrected_and_restored() -> None:
    """What had to be put right must be again; what was withheld is listed and restored."""
    withdrawn = decided(corrections.SERVED, NOT_TOLERATED).given(
        cases.asked("2026-03-24", "superior_order", cases.DISCIPLINE)
    )
    again = cases.reappraisal(cases.opinion(), day="2026-04-01", actor=cases.ORGANISATION_3)
    given = withdrawn.given(again, cases.signs(cases.DISCIPLINE_3, "2026-04-01", "reappraisal"))
    restored = clocks.running(given, "restoration")

    assert given.case.corrections == {1: OpenCorrection(clocks.newest(given.case, "correction"))}
    assert (restored.opened.subject, restored.due_on) == (cases.ANN, date(2026, 4, 16))
    assert "past_uses" not in {duty.opened.duty for duty in given.case.open_duties.values()}


def test_a_reappraisal_that_changes_no_outcome_restores_nothing() -> None:
    """Upheld, or with another measure only."""
    for opinions in ((), (cases.opinion(measures=("interview",)),)):
        given = decided(corrections.SERVED, *opinions)

        assert not {duty.opened.duty for duty in given.case.duties.values()} & {"restoration", "past_uses"}


# --- visits that are repeated (NS-20, ZS-34) ---


def test_a_visit_is_followed_by_the_next_until_there_were_enough() -> None:
    """Three visits: each next within six months of the day on which the one before was paid."""
    given = cases.APPROVED.knowing(corrections.context(corrections.CORRECTION, corrections.VISITS)).given(
        cases.served()
    )
    first = clocks.running(given, "visit")
    second = given.when(cases.done("visit", cases.ORGANISATION, "2026-03-02"))
    third = second.given.when(cases.done("visit", cases.ORGANISATION, "2026-07-01"))

    assert (first.opened.round, first.opened.rounds, first.due_on) == (1, 3, date(2026, 3, 13))
    assert second.kinds == ["duty_met", "duty_opened"]
    opened = second.the(DutyOpened)
    assert (opened.round, opened.rounds, opened.due_on) == (2, 3, date(2026, 9, 2))
    assert (opened.subject, opened.force, opened.cite) == (cases.ANN, Force.ADVISORY, ("NS-20",))
    assert third.the(DutyOpened).due_on == date(2027, 1, 4)  # 1 January is a holiday, the 2nd and 3rd a weekend
    assert third.given.when(cases.done("visit", cases.ORGANISATION, "2026-12-01")).kinds == ["duty_met"]


def test_a_visit_that_is_open_keeps_the_case_open() -> None:
    """The next visit opens in the same append as the last duty is met."""
    rest = (*cases.DUTIES, ("tracking", cases.ORGANISATION), ("correction", cases.CONTACT))
    given = cases.APPROVED.knowing(corrections.context(None, corrections.VISITS)).given(cases.served())
    given = given.given(*(cases.done(duty, actor, "2026-02-25") for duty, actor in rest))

    assert given.when(cases.done("visit", cases.ORGANISATION, "2026-03-02")).kinds == ["duty_met", "duty_opened"]


# --- what a pack may say ---


def faults(**changes: object) -> str:
    """What is wrong with the pack of these tests after some changes."""
    pack = corrections.CONTEXT.pack.model_copy(update=changes)
    with pytest.raises(ValidationError) as caught:
        Pack.model_validate(pack.model_dump(by_alias=True))
    return str(caught.value)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"evaluated_by": "nobody"}, "unknown name nobody"),
        ({"supervised_by": "nobody"}, "unknown name nobody"),
        ({"evaluated_by": None}, "needs somebody who evaluates"),
        ({"evaluated_by": None, "supervised_by": None, "within": None, "again": None}, "somebody who takes them"),
        ({"measures": ()}, "there is none"),
        ({"measures": (corrections.item("talk"), corrections.item("talk"))}, "talk is listed twice"),
        ({"referral": corrections.rule("talk")}, "talk is listed twice"),
        ({"referral": corrections.rule("correction_evaluation")}, "the name of the duty to evaluate a correction"),
        ({"referral": corrections.rule("refused_correction", per="case")}, "a referral is of one subject"),
        ({"referral": corrections.rule("refused_correction", per="demand")}, "only the duties that the feedback opens"),
        ({"referral": corrections.rule("refused_correction", by="nobody")}, "unknown name nobody"),
        ({"refers": ("prison",)}, "unknown name prison"),
        ({"refers": ("criticism",), "referral": None}, "measures refer to a referral: there is none"),
        ({"again": corrections.extensible(5, by="nobody")}, "unknown name nobody"),
    ],
)
def test_the_parts_of_a_correction_fit_together(changes: dict[str, object], says: str) -> None:
    """Every name is known and given once, and nothing stands there that could never apply."""
    assert says in faults(correction=corrections.CORRECTION.model_copy(update=changes))


def test_what_is_evaluated_is_one_duty_per_demand() -> None:
    """None, or two, would leave open what is evaluated; it is not repeated by a calendar either."""
    without = tuple(rule for rule in corrections.CONTEXT.pack.duties if rule.per != "demand")
    two = (*corrections.CONTEXT.pack.duties, corrections.rule("again", per="demand"))
    every = Repeats(every=Term(amount=1, unit=TermUnit.months), times=2)
    repeated = tuple(
        rule.model_copy(update={"repeats": every}) if rule.per == "demand" else rule
        for rule in corrections.CONTEXT.pack.duties
    )

    assert "of which there are 0" in faults(duties=without)
    assert "of which there are 2" in faults(duties=two)
    assert "not every so often" in faults(duties=repeated)


def test_what_is_repeated_takes_time() -> None:
    """Not twice on the same day."""
    with pytest.raises(ValidationError, match="needs a time from one to the next"):
        Repeats(every=Term(amount=0, unit=TermUnit.same_day), times=2)


def test_a_term_to_correct_again_may_be_extended_by_its_own_rule() -> None:
    """Each round by the rule its term comes from; the evaluation by its own."""
    rule = corrections.CORRECTION.model_copy(
        update={"again": corrections.extensible(20), "within": corrections.extensible(10)}
    )
    given = cases.SERVED.knowing(corrections.context(rule)).given(corrections.corrected("2026-02-25"))
    failed = given.given(corrections.evaluated("2026-03-04", passed=False))

    given.when(clocks.extended("correction_evaluation", 5, "2026-03-02")).then_kinds("duty_extended")
    failed.when(clocks.extended("correction", 5, "2026-03-05")).then_kinds("duty_extended")
    FAILED.when(clocks.extended("correction", 5, "2026-03-05")).refused(NO_EXTENSION)


def test_what_people_wrote_is_no_fact() -> None:
    """Reasons and titles are private."""
    for event in (
        *DONE.when(corrections.evaluated("2026-03-04", passed=False)).events,
        *corrections.SERVED.when(corrections.escalated("2026-03-20")).events,
    ):
        assert MARK not in event.model_dump_json(exclude={"private"})
    assert DONE.when(corrections.evaluated("2026-03-04", passed=True)).the(CorrectionEvaluated).private
    assert corrections.SERVED.when(corrections.corrected("2026-03-10")).the(DutyMet).late is True
