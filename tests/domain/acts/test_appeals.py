"""Levels of appeal: taken up or not, by whom, with which evidence, and what becomes of results meanwhile (A-62)."""

from dataclasses import replace

from domain import refusals
from domain.acts.acceptance import GROUND_MISSING
from domain.acts.appeals.levels import NO_REAPPRAISAL
from domain.acts.appeals.reappraisal import APPEAL_NOT_ACCEPTED, OTHER_HANDLERS
from domain.acts.contrary_use import RESULT_NOT_IN_FORCE
from domain.case.commands import DecideAppealAcceptance
from domain.case.events import ReappraisalDecided, ReappraisalOpened, ResultsEnded
from domain.pack.results import DutyRule, Outcome
from domain.pack.steps import HeardBy
from domain.pack.terms import Within
from domain.terms.deadlines import TermUnit
from domain.values import Bilingual
from tests.domain.scenario import deed
from tests.domain.stories import appeals, cases, results_used
from tests.domain.stories.appeals import NOT_TAKEN_UP, STAYED, UPHELD
from tests.domain.stories.cases import MARK


def test_a_result_is_applied_again_once_it_was_upheld() -> None:
    """Suspended with the acceptance, not with the request; the same areas as before."""
    assert cases.ANN in STAYED.case.results
    taken_up = STAYED.when(appeals.answered())
    assert taken_up.kinds == ["appeal_accepted", "duty_met", "results_suspended"]
    assert cases.ANN not in taken_up.given.case.results
    assert UPHELD.case.results == STAYED.case.results
    assert not UPHELD.case.suspended


def test_nothing_is_contrary_to_a_result_that_is_suspended() -> None:
    """Whoever decides meanwhile decides without it."""
    suspended = STAYED.given(appeals.answered())
    suspended.when(results_used.reported("2026-03-13")).refused(RESULT_NOT_IN_FORCE)


def test_a_suspended_result_ends_with_its_outcome() -> None:
    """Changed to what has no result: it is never applied again."""
    ordered = appeals.under(cases.reappraising(rules=("other_handlers", "stays_results"))).given(
        cases.asked(route="superior_order", actor=cases.DISCIPLINE),
        cases.reappraisal(cases.opinion(outcome=Outcome.NOT_TOLERATED)),
    )
    outcome = ordered.when(cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"))
    assert outcome.the(ResultsEnded).subject == cases.ANN
    assert not outcome.given.case.suspended
    assert not outcome.given.case.results


def test_what_is_not_taken_up_is_over_and_may_be_asked_again_in_time() -> None:
    """The decision stands with its results; the window runs on."""
    assert cases.ANN in NOT_TAKEN_UP.case.results
    assert not [*NOT_TAKEN_UP.case.open_duties.values()][-1].opened.reappraisal
    NOT_TAKEN_UP.when(cases.reappraisal(actor=cases.ORGANISATION_3)).refused(NO_REAPPRAISAL)
    NOT_TAKEN_UP.when(cases.asked("2026-03-20")).then_kinds("reappraisal_opened", "duty_opened", "duty_opened")


def test_whoever_handled_the_case_does_not_take_an_appeal_up() -> None:
    """Nor does an organ that only signs (A-19, A-62)."""
    STAYED.when(appeals.answered(actor=cases.ORGANISATION)).refused(OTHER_HANDLERS)
    STAYED.when(appeals.answered(actor=cases.DISCIPLINE_2)).refused(refusals.NOT_COMPETENT)


def test_nothing_is_found_anew_before_it_is_taken_up() -> None:
    """It is looked at from its acceptance on (A-62)."""
    found = deed(cases.ORGANISATION_2, cases.findings(), "2026-03-12")
    STAYED.when(found).refused(APPEAL_NOT_ACCEPTED)
    STAYED.given(appeals.answered()).when(found).then_kinds("findings_recorded")


def test_a_ground_is_given_where_it_is_not_taken_up_and_nowhere_else() -> None:
    """One of the list of the level."""
    id_ = [*STAYED.case.reappraisals][-1]
    for accepted, ground in ((True, "late"), (False, None)):
        body = DecideAppealAcceptance(reappraisal=id_, accepted=accepted, refusal_ground=ground, reasons=MARK)
        STAYED.when(deed(cases.ORGANISATION_2, body, "2026-03-12")).refused(GROUND_MISSING)
    STAYED.when(appeals.answered("other")).refused(refusals.UNKNOWN_ITEM)


def test_it_is_heard_by_the_same_organs_or_by_the_one_above() -> None:
    """By who decided: an organ itself, or the superior that the register names."""
    decided_by_one = appeals.under(cases.reappraising(body=None, heard_by=HeardBy.ABOVE)).when(cases.asked())
    assert decided_by_one.the(ReappraisalOpened).organs == ("prefecture-committee",)

    levels = (
        cases.reappraising(id="first", body="both"),
        cases.reappraising(id="second", body=None, heard_by=HeardBy.SAME),
        cases.reappraising(id="third", body=None, heard_by=HeardBy.ABOVE),
    )
    first = appeals.under(*levels).given(cases.asked(), cases.reappraisal())
    upheld = first.when(cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"))
    assert upheld.the(ReappraisalDecided).next_level == "second"
    again = upheld.given.when(cases.asked("2026-03-24")).the(ReappraisalOpened)
    assert (again.level, again.organs) == ("second", ("county-a-organization", "county-a-discipline"))


def test_whoever_decided_one_level_does_not_decide_the_next() -> None:
    """Other handlers on every level (A-19)."""
    levels = (cases.reappraising(id="first"), cases.reappraising(id="second"))
    first = appeals.under(*levels).given(
        cases.asked(),
        cases.reappraisal(),
        cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"),
        cases.asked("2026-03-24"),
    )
    first.when(cases.reappraisal(day="2026-03-25")).refused(OTHER_HANDLERS)
    third = cases.reappraisal(day="2026-03-25", actor=cases.ORGANISATION_3)
    first.when(third).then_kinds("joint_act_proposed")


def test_a_case_that_was_not_accepted_is_taken_up_while_a_notice_is_owed() -> None:
    """The notice of an earlier appeal is of a subject without an outcome; it goes on beside the case."""
    notice = DutyRule(
        duty="told_of_it",
        name=Bilingual(zh="告知", en="notice"),
        by="organization",
        per="subject",
        outcomes=cases.PACK.outcomes,
        within=Within(amount=3, unit=TermUnit.working_days),
    )
    pack = cases.PACK.model_copy(update={"reappraisal": cases.reappraising(told=notice)})
    asked = cases.NOT_ACCEPTED.knowing(replace(cases.CONTEXT, pack=pack)).given(
        cases.asked("2026-02-05", "not_accepted"),
        cases.reappraisal(day="2026-02-06"),
        cases.signs(cases.DISCIPLINE_2, "2026-02-06", "reappraisal"),
        cases.asked("2026-02-07", "not_accepted"),
        cases.reappraisal(day="2026-02-08", actor=cases.ORGANISATION_3, reopen=True),
    )
    outcome = asked.when(cases.signs(cases.DISCIPLINE_3, "2026-02-08", "reappraisal"))
    assert outcome.the(ReappraisalDecided).result == "reopened"
    assert [duty.opened.duty for duty in outcome.given.case.open_duties.values()].count("told_of_it") == 2
