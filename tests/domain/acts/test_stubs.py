"""Stubs of classified cases: dates and outcomes alone, clocks that run, and no text that gets in (A-47)."""

from dataclasses import replace

import pytest

from domain import refusals
from domain.acts.filing import ABOVE_CEILING
from domain.acts.jurisdiction.competence import NO_TAKER
from domain.acts.jurisdiction.handing_over import AnswerHandover
from domain.acts.jurisdiction.paper_handover import RecordPaperHandover
from domain.acts.jurisdiction.superior import NOT_ABOVE
from domain.acts.numbers import NumberRecorded, RecordNumber
from domain.acts.on_paper.stubs import (
    NO_STUB,
    NO_TEXT_ON_A_STUB,
    STUB_NOT_NEEDED,
    RecordPaperStep,
    require_dates_only,
)
from domain.case.commands import ShelveCase, WithdrawApplication
from domain.case.events import CaseOpened, DutyOpened
from domain.case.state import AwaitingReceipt, AwaitingSuperior
from domain.catalogue import CASE_COMMANDS
from domain.classification import Level, above
from domain.messages import Command
from domain.values import Actor
from tests.domain.scenario import Deed, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK
from tests.domain.stories.jurisdictions import HEAD_A, HEAD_B, HEAD_PREFECTURE, PREFECTURE, A, B
from tests.domain.stories.stubs import REGISTERED, STUB, stepped, stub


def test_a_stub_has_its_level_and_its_clock() -> None:
    """Of the case it says nothing but where and when; the term of acceptance is that of any case."""
    outcome = cases.NOTHING.when(stub())
    opened, term = outcome.the(CaseOpened), outcome.the(DutyOpened)
    usual = cases.NOTHING.when(cases.filed()).the(DutyOpened)

    assert (opened.secrecy, opened.on_paper, opened.subjects, opened.private) == ("confidential", True, (), None)
    assert (term.due_on, term.alarms) == (usual.due_on, usual.alarms)
    assert REGISTERED.agenda.alarms


def test_it_goes_its_way_by_dates_and_ends() -> None:
    """Each step is ended by its day and outcome; an earlier day needs no reason, and nothing is written."""
    given = REGISTERED.given(
        stepped("acceptance", "accepted", "2026-01-26"),
        stepped("investigation", "reported", "2026-02-10"),
        stepped("determination", "proposed", "2026-02-12"),
        stepped("approval", "returned", "2026-02-13"),
        stepped("determination", "proposed", "2026-02-24"),
        stepped("approval", "approved", "2026-02-26"),
    )
    last = given.when(stepped("feedback", "served", "2026-03-02"))

    assert last.given.case.closed
    assert last.given.agenda.alarms == ()
    assert {event.private for event in last.given.events} == {None}


@pytest.mark.parametrize(
    "command",
    [
        ShelveCase(reasons="x", on=None),
        WithdrawApplication(reasons="x"),
        RecordNumber(number="甲〔2026〕1号", reasons="x"),
        RecordNumber(number="甲〔2026〕1号", late_entry_reason="x"),
    ],
)
def test_no_text_gets_in(command: Command) -> None:
    """Whatever the act, whoever asks."""
    REGISTERED.when(deed(cases.ORGANISATION, command, "2026-01-26")).refused(refusals.STUB_IS_ON_PAPER)


def test_a_late_step_has_no_reason() -> None:
    """The reason would be a text; the door refuses it before anything is kept."""
    late = RecordPaperStep(step="acceptance", outcome="accepted", late_entry_reason="x")

    assert late.lacks == STUB.model_copy(update={"late_entry_reason": "x"}).lacks == NO_TEXT_ON_A_STUB
    REGISTERED.when(deed(cases.ORGANISATION, late, "2026-01-26")).refused(NO_TEXT_ON_A_STUB)


def test_a_stub_bears_the_number_of_the_office() -> None:
    """A number is no text."""
    given = deed(cases.ORGANISATION, RecordNumber(number="甲密〔2026〕1号"), "2026-01-26")
    assert REGISTERED.when(given).the(NumberRecorded).number == "甲密〔2026〕1号"


def test_a_step_is_one_that_is_open_with_an_outcome_it_has() -> None:
    """By an organ that acts in it."""
    REGISTERED.when(stepped("investigation", "reported", "2026-01-26")).refused(refusals.WRONG_STEP)
    REGISTERED.when(stepped("acceptance", "approved", "2026-01-26")).refused(refusals.UNKNOWN_ITEM)
    by_other = replace(stepped("acceptance", "accepted", "2026-01-26"), actor=cases.AUDIT)
    REGISTERED.when(by_other).refused(refusals.NOT_COMPETENT)
    cases.FILED.when(stepped("acceptance", "accepted", "2026-01-26")).refused(NO_STUB)


@pytest.mark.parametrize("level", ["unclassified", "internal"])
def test_what_may_be_held_is_entered_whole(level: Level) -> None:
    """And what may not is refused, with what to do."""
    cases.NOTHING.when(stub(level=level)).refused(STUB_NOT_NEEDED)
    assert cases.NOTHING.when(cases.filed(secrecy=level)).the(CaseOpened).secrecy == level


@pytest.mark.parametrize("level", ["confidential", "secret", "top_secret"])
def test_what_lies_above_the_ceiling_is_not_entered(level: Level) -> None:
    """Unless the installation says that it may hold it."""
    cases.NOTHING.when(cases.filed(secrecy=level)).refused(ABOVE_CEILING)
    organs = cases.CONTEXT.organs.model_copy(update={"ceiling": level})
    higher = cases.NOTHING.knowing(replace(cases.CONTEXT, organs=organs))
    higher.when(stub(level=level)).refused(STUB_NOT_NEEDED)
    assert higher.when(cases.filed(secrecy=level)).the(CaseOpened).secrecy == level


def test_levels_have_an_order() -> None:
    """Nothing lies above itself."""
    order: tuple[Level, ...] = ("unclassified", "internal", "confidential", "secret", "top_secret")
    assert [[above(one, other) for other in order] for one in order] == [
        [rank > other for other in range(5)] for rank in range(5)
    ]


ON_A_STUB: dict[type[Command], dict[str, object]] = {
    RecordPaperStep: {"step": "acceptance", "outcome": "accepted"},
    RecordPaperHandover: {"by": "transfer", "to_organ": "prefecture-organization"},
    RecordNumber: {"number": "甲密〔2026〕1号"},
    AnswerHandover: {"accepts": True},
}
"""What alone may be done with a stub, and how it is said without a word."""
ACTS = [command for command in CASE_COMMANDS if command.endpoint is not None and not command.endpoint.opens]


@pytest.mark.parametrize("command", ACTS, ids=lambda command: command.__name__)
def test_every_other_act_is_done_on_paper(command: type[Command]) -> None:
    """Whatever can be asked of a case, with the body that the interface shows: nothing of it gets in."""
    if command in ON_A_STUB:
        require_dates_only(REGISTERED.case, command.model_validate(ON_A_STUB[command]))
        said = command.model_validate({**ON_A_STUB[command], "late_entry_reason": MARK})
        refused = REGISTERED.when(deed(cases.ORGANISATION, said, "2026-01-26")).refusal
        assert refused is not None
        assert refused.code in {refusals.STUB_IS_ON_PAPER.code, NO_TEXT_ON_A_STUB.code}
    else:
        body = command.model_validate(command.example)
        REGISTERED.when(deed(cases.ORGANISATION, body, "2026-01-26")).refused(refusals.STUB_IS_ON_PAPER)


def handed(by: str, to_organ: str, day: str, actor: Actor) -> Deed:
    """The papers of a stub went to another organ, or are to."""
    return deed(actor, RecordPaperHandover.model_validate({"by": by, "to_organ": to_organ}), day)


def answered(day: str, actor: Actor, *, accepts: bool = True) -> Deed:
    """The organ it went to takes it, or not, without a word."""
    return deed(actor, AnswerHandover(accepts=accepts), day)


def test_a_stub_is_transferred_by_days_and_organs() -> None:
    """Its clock begins anew at the organ that receives it; nobody goes on with it before, and nothing is written."""
    sent = REGISTERED.given(handed("transfer", PREFECTURE, "2026-01-26", HEAD_A))
    assert isinstance(sent.case.handover, AwaitingReceipt)
    sent.when(stepped("acceptance", "accepted", "2026-01-27")).refused(refusals.HANDOVER_PENDING)
    received = sent.when(answered("2026-01-27", HEAD_PREFECTURE))

    after = received.given.case
    assert (after.to_organ, after.jurisdiction, after.handover) == (PREFECTURE, "demo-prefecture", None)
    assert {event.private for event in received.given.events} == {None}
    assert received.given.agenda.alarms
    ended = deed(HEAD_PREFECTURE, RecordPaperStep(step="acceptance", outcome="accepted"), "2026-01-28")
    assert received.given.when(ended).given.case.stage == "investigation"


def test_a_stub_is_raised_designated_and_handed_down() -> None:
    """By who stands above; what was transferred may be declined, and then the superior says who has it."""
    raised = REGISTERED.when(handed("elevation", PREFECTURE, "2026-01-26", HEAD_PREFECTURE)).given
    assert raised.case.to_organ == PREFECTURE
    down = raised.given(handed("hand_down", A, "2026-01-27", HEAD_PREFECTURE), answered("2026-01-28", HEAD_A))
    assert down.case.to_organ == A
    declined = REGISTERED.given(
        handed("transfer", B, "2026-01-26", HEAD_A), answered("2026-01-27", HEAD_B, accepts=False)
    )
    assert isinstance(declined.case.handover, AwaitingSuperior)
    settled = declined.given(handed("designation", B, "2026-01-28", HEAD_PREFECTURE), answered("2026-01-28", HEAD_B))
    assert settled.case.to_organ == B
    assert {event.private for event in settled.events} == {None}


def test_who_has_no_say_hands_no_stub_over() -> None:
    """Nor is a case that is whole handed over so; and raised by itself alone."""
    REGISTERED.when(handed("transfer", PREFECTURE, "2026-01-26", HEAD_B)).refused(refusals.NOT_COMPETENT)
    REGISTERED.when(handed("elevation", PREFECTURE, "2026-01-26", HEAD_A)).refused(NOT_ABOVE)
    cases.FILED.when(handed("transfer", PREFECTURE, "2026-01-26", HEAD_A)).refused(NO_STUB)
    REGISTERED.when(handed("transfer", "nobody", "2026-01-26", HEAD_A)).refused(NO_TAKER)
