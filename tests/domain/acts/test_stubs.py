"""Stubs of classified cases: dates and outcomes alone, clocks that run, and no text that gets in (A-47)."""

from dataclasses import replace

import pytest

from domain import refusals
from domain.acts.filing import ABOVE_CEILING
from domain.acts.numbers import NumberRecorded, RecordNumber
from domain.acts.on_paper.stubs import (
    NO_STUB,
    NO_TEXT_ON_A_STUB,
    STUB_NOT_NEEDED,
    RecordPaperStep,
)
from domain.case.commands import ShelveCase, WithdrawApplication
from domain.case.events import CaseOpened, DutyOpened
from domain.classification import Level, above
from domain.messages import Command
from tests.domain.scenario import deed
from tests.domain.stories import cases
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
