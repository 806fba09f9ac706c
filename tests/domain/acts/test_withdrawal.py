"""An application taken back: while nothing is decided; the case is over and says nothing (NJ-10, A-38)."""

from dataclasses import replace
from datetime import date

import pytest

from domain import refusals
from domain.acts.withdrawal import ALREADY_DECIDED, NOT_APPLIED_FOR
from domain.case.commands import CloseHistory
from domain.case.events import ApplicationWithdrawn, DutyCancelled
from domain.case.state import DISAGREEMENT, DoneStep
from domain.refusals import Refusal
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import cases, clocks, direct_decisions, disputes, publicity, results_used


def test_the_applicants_unit_takes_it_back() -> None:
    """Its duties have lost their object, the case is closed; why stands in the words alone."""
    outcome = cases.FILED.when(disputes.withdrawn("2026-01-26"))
    event = outcome.the(ApplicationWithdrawn)

    assert outcome.kinds == ["application_withdrawn", "duty_cancelled", "case_closed"]
    assert (event.on, event.private and event.private.reasons) == (date(2026, 1, 26), cases.MARK)
    assert outcome.the(DutyCancelled).because == "withdrawn"
    assert outcome.given.case.closed
    assert outcome.given.agenda.alarms == ()


@pytest.mark.parametrize(
    ("given", "day"),
    [
        pytest.param(cases.ACCEPTED, "2026-02-05", id="under investigation"),
        pytest.param(cases.FILED.given(clocks.asked_for_papers("2026-01-22")), "2026-01-26", id="papers asked for"),
        pytest.param(cases.INVESTIGATED, "2026-02-11", id="to be determined"),
        pytest.param(cases.INVESTIGATED.given(cases.determined()[0]), "2026-02-11", id="a signature awaited"),
        pytest.param(cases.DETERMINED, "2026-02-12", id="before the committee, which has not opened a round"),
        pytest.param(cases.DETERMINED.given(*cases.voted("postpone")), "2026-02-13", id="returned"),
        pytest.param(disputes.VOTING, "2026-01-29", id="a disagreement is open"),
    ],
)
def test_while_nothing_is_decided(given: Given, day: str) -> None:
    """Every step ends, nothing stands for anybody, and nothing that was proposed is left."""
    case = given.given(disputes.withdrawn(day)).case

    assert (case.closed, case.withdrawn, case.open_duties) == (True, True, {})
    assert (case.opinions, case.proposals, case.demands, case.disagreement) == ({}, {}, (), None)
    assert {type(state) for state in case.steps.values()} == {DoneStep}
    assert case.stage == "closed"


def test_the_counter_takes_it_back_for_the_applicant() -> None:
    """The organ applied to enters what came on paper; another organ does not."""
    cases.FILED.when(disputes.withdrawn("2026-01-26", cases.ORGANISATION)).then_kinds(
        "application_withdrawn", "duty_cancelled", "case_closed"
    )
    cases.FILED.when(disputes.withdrawn("2026-01-26", cases.DISCIPLINE)).refused(refusals.NOT_COMPETENT)


SHELVED = cases.NOTHING.knowing(clocks.SHELVING_CONTEXT).given(
    cases.filed(), *cases.accepted(), cases.team_formed("2026-02-05"), clocks.shelved("2026-02-11")
)


def test_a_case_put_aside_is_withdrawn_too() -> None:
    """It is not put aside any more, and its clocks do not stand still for ever."""
    case = SHELVED.given(disputes.withdrawn("2026-02-12")).case

    assert (case.closed, case.shelved) == (True, False)


@pytest.mark.parametrize(
    ("given", "act", "refusal"),
    [
        pytest.param(direct_decisions.BEGUN, disputes.withdrawn("2026-03-02"), NOT_APPLIED_FOR, id="begun by an organ"),
        pytest.param(
            cases.DETERMINED.given(cases.opened_round()),
            disputes.withdrawn("2026-02-12"),
            refusals.ROUND_OPEN,
            id="during a vote",
        ),
        pytest.param(cases.APPROVED, disputes.withdrawn("2026-02-13"), ALREADY_DECIDED, id="approved"),
        pytest.param(cases.NOT_ACCEPTED, disputes.withdrawn("2026-02-05"), ALREADY_DECIDED, id="not accepted"),
        pytest.param(cases.RECEIVED, disputes.withdrawn("2026-02-25"), ALREADY_DECIDED, id="settled"),
        pytest.param(
            publicity.OBJECTED.given(publicity.concluded("2026-03-30", upheld=True)),
            disputes.withdrawn("2026-03-31"),
            ALREADY_DECIDED,
            id="investigated anew after an objection, with a decision in force",
        ),
        pytest.param(cases.CLOSED, disputes.withdrawn("2026-02-26"), refusals.WRONG_STEP, id="closed"),
        pytest.param(
            cases.FILED.given(disputes.withdrawn("2026-01-26")),
            disputes.withdrawn("2026-01-27"),
            refusals.WRONG_STEP,
            id="twice",
        ),
    ],
)
def test_what_is_decided_or_was_not_asked_for_is_not_taken_back(given: Given, act: Deed, refusal: Refusal) -> None:
    """Against a decision there is reappraisal; an organ ends what it began itself."""
    given.when(act).refused(refusal)


def test_it_is_not_dated_before_what_was_done_since() -> None:
    """Accepted on 4 February, it was not withdrawn on the 2nd."""
    act = disputes.withdrawn("2026-02-05")
    assert not callable(act.body)
    body = act.body.model_copy(update={"on": date(2026, 2, 2), "late_entry_reason": cases.MARK})

    cases.ACCEPTED.when(replace(act, body=body)).refused(refusals.BEFORE_OPENING)


@pytest.mark.parametrize(
    "act",
    [
        cases.proposed_acceptance("2026-02-11"),
        cases.team_formed("2026-02-11"),
        cases.heard(cases.ANN, "2026-02-11"),
        cases.denied("2026-02-11"),
        cases.asked("2026-02-11", "superior_order", cases.SECRETARY),
        cases.asked("2026-02-11", "not_accepted"),
    ],
)
def test_nothing_goes_on_after_it(act: Deed) -> None:
    """Whoever asks again files anew, and an organ that would go on begins a case of its own."""
    cases.ACCEPTED.given(disputes.withdrawn("2026-02-10")).when(act).refused(refusals.WRONG_STEP)


def test_a_history_is_withdrawn_before_it_is_closed() -> None:
    """Entered from paper, it is closed with the end of the entry."""
    from_paper = replace(cases.filed(history=True), actor=cases.ORGANISATION)
    given = cases.NOTHING.given(from_paper, disputes.withdrawn("2026-01-26", cases.ORGANISATION))

    assert not given.case.closed
    given.when(deed(cases.ORGANISATION, CloseHistory(), "2026-01-27")).then_kinds("history_closed", "case_closed")


def test_a_clarification_is_still_owed() -> None:
    """It is the subject's, whatever becomes of the application; the case closes when it is given."""
    given = cases.ACCEPTED.knowing(results_used.CONTEXT).given(results_used.clarifying("2026-02-05"))
    outcome = given.when(disputes.withdrawn("2026-02-06"))

    assert outcome.kinds == ["application_withdrawn", "duty_cancelled", "duty_cancelled"]
    assert [duty.opened.duty for duty in outcome.given.case.open_duties.values()] == ["clarification"]
    outcome.given.when(results_used.clarified("2026-02-09")).then_kinds(
        "clarification_issued", "duty_met", "case_closed"
    )


def test_an_open_disagreement_goes_with_it() -> None:
    """Nobody votes on what is not asked for any more."""
    given = disputes.VOTING.given(disputes.withdrawn("2026-01-29"))

    assert DISAGREEMENT not in {duty.opened.duty for duty in given.case.open_duties.values()}
    given.when(cases.opened_round("2026-01-30")).refused(refusals.WRONG_STEP)
