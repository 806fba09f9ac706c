"""A need tied to its own step: what was made before the step was opened does not satisfy it."""

from dataclasses import replace

import pytest

from domain.acts.investigation import NEEDS_DEFENCE, NEEDS_FACTORS, NEEDS_FINDINGS, NEEDS_LEGALITY_CHECK
from domain.case.commands import SubmitDefence
from domain.case.events import DefenceRecorded, JointActProposed
from domain.context import DecisionContext
from domain.pack.results import Outcome
from domain.pack.steps import Need
from domain.refusals import Refusal
from tests.domain.scenario import Given, deed
from tests.domain.stories import assessments, cases, clocks
from tests.domain.stories.cases import MARK


def asking(step: str, *needs: Need) -> DecisionContext:
    """What is known where a step of the Nujiang pack asks for something anew."""
    return clocks.with_step(step, cases.PACK.step(step).model_copy(update={"anew": needs}))


def investigated(*needs: Need) -> Given:
    """A case whose investigation has made everything, before a determination that asks for some of it anew."""
    return cases.INVESTIGATED.knowing(asking("determination", *needs))


PROPOSED = deed(cases.ORGANISATION, cases.determination(), "2026-02-11")
HEARD = cases.heard(cases.ANN, "2026-02-11")
FOUND = deed(cases.DISCIPLINE, cases.findings(), "2026-02-11")


@pytest.mark.parametrize(
    ("need", "refusal"),
    [
        (Need.DEFENCE_HEARD, NEEDS_DEFENCE),
        (Need.FACTORS_WEIGHED, NEEDS_FACTORS),
        (Need.FINDINGS_COMPLETE, NEEDS_FINDINGS),
        (Need.LEGALITY_CHECKED, NEEDS_LEGALITY_CHECK),
    ],
)
def test_what_was_made_before_does_not_count(need: Need, refusal: Refusal) -> None:
    """Though the investigation has made it; the same step without the need goes on."""
    investigated(need).when(PROPOSED).refused(refusal)
    investigated().when(PROPOSED).the(JointActProposed)


def test_a_subject_is_heard_in_the_step_that_asks_for_it() -> None:
    """By an officer of its body, who goes on record with it; then the step goes on."""
    heard = investigated(Need.DEFENCE_HEARD).when(HEARD)

    assert (heard.the(DefenceRecorded).step, heard.the(DefenceRecorded).person) == (
        "determination",
        cases.DISCIPLINE.person,
    )
    heard.given.when(PROPOSED).the(JointActProposed)


def test_a_subject_states_in_writing_in_that_step_as_well() -> None:
    """Which hears them."""
    stated = deed(cases.CONTACT, SubmitDefence(subject=cases.ANN, statement=MARK), "2026-02-11")
    again = investigated(Need.DEFENCE_HEARD).given(stated)

    again.when(PROPOSED).the(JointActProposed)


def test_findings_and_a_legality_check_are_made_anew_there() -> None:
    """Each in the step that asks for it."""
    given = investigated(Need.FINDINGS_COMPLETE, Need.LEGALITY_CHECKED).given(FOUND, assessments.checked("2026-02-11"))

    given.when(PROPOSED).the(JointActProposed)


def test_a_step_that_asks_for_nothing_anew_hears_nobody() -> None:
    """As before: a defence is heard in an investigation."""
    assert investigated().when(HEARD).refusal is not None


def test_a_step_that_is_opened_again_asks_again() -> None:
    """What was made while it was open the first time is past with it."""
    returned = cases.PACK.step("approval").model_copy(update={"returns_max": 1})
    steps = {**asking("determination", Need.DEFENCE_HEARD).pack.tolerance.steps, "approval": returned}
    track = cases.PACK.tolerance.model_copy(update={"steps": steps})
    context = replace(cases.CONTEXT, pack=cases.PACK.model_copy(update={"tolerance": track}))
    given = cases.INVESTIGATED.knowing(context).given(HEARD, *cases.determined(), *cases.voted("postpone"))
    assert given.case.open_steps.keys() == {"determination"}

    again = deed(cases.ORGANISATION, cases.determination(cases.opinion(outcome=Outcome.NOT_TOLERATED)), "2026-02-13")
    given.when(again).refused(NEEDS_DEFENCE)
    given.given(cases.heard(cases.ANN, "2026-02-13")).when(again).the(JointActProposed)
