"""The number that the office gave a case: recorded by the organ that has it, put right by the same act (A-45)."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from domain import refusals
from domain.acts.acceptance import ApplicationAccepted
from domain.acts.numbers import NumberRecorded, RecordNumber
from domain.catalogue import DISPATCHES
from domain.office_numbers import DOCUMENT_NOT_SENT, NUMBER_SAME
from domain.values import Actor
from tests.domain.stories import cases
from tests.domain.stories.stubs import numbered


@pytest.mark.parametrize(
    ("number", "year", "canonical"),
    [
        ("甲组〔2025〕第012号", 2025, "甲组(2025)12"),
        ("甲组［２０２５］12号", 2025, "甲组(2025)12"),
        ("12号", 2026, "12"),
        ("甲组-12/20251", 2026, "甲组-12/20251"),
    ],
)
def test_a_number_counts_in_the_year_that_stands_in_it(number: str, year: int, canonical: str) -> None:
    """Else in that of the case; as written it is shown, in one spelling it is compared."""
    event = cases.FILED.when(numbered(number)).the(NumberRecorded)

    assert (event.number, event.organ, event.year, event.canonical) == (
        number,
        "county-a-organization",
        year,
        canonical,
    )
    assert event.private is None


def test_why_it_was_put_right_is_said_in_words() -> None:
    """The words are no fact."""
    event = (
        cases.FILED.given(numbered("甲组〔2026〕12号"))
        .when(numbered("甲组〔2026〕13号", reasons=cases.MARK))
        .the(NumberRecorded)
    )

    assert (event.number, event.private and event.private.reasons) == ("甲组〔2026〕13号", cases.MARK)


def test_the_same_number_again_says_nothing() -> None:
    """What was written differently is taken: it is how the number is shown."""
    once = cases.FILED.given(numbered("甲组〔2026〕12号"))

    once.when(numbered("甲组〔2026〕12号")).refused(NUMBER_SAME)
    once.when(numbered("甲组〔2026〕第12号")).then_kinds("number_recorded")


@pytest.mark.parametrize("actor", [cases.DISCIPLINE, cases.SECRETARY], ids=["another organ", "the committee"])
def test_only_the_organ_that_has_the_case_numbers_it(actor: Actor) -> None:
    """Nobody gives a number of another organ."""
    given = numbered("甲组〔2026〕12号")
    cases.FILED.when(replace(given, actor=actor)).refused(refusals.NOT_COMPETENT)


@pytest.mark.parametrize("number", ["", "甲组", "张三不服处分，要求重新认定，2026年3月", "12\x00号", "1" * 61])
def test_a_number_is_no_text(number: str) -> None:
    """It is kept in clear, so it has the shape of a number."""
    with pytest.raises(ValidationError):
        RecordNumber(number=number)


def test_a_document_that_went_out_bears_a_number_of_its_own() -> None:
    """Known by the event with which it went out; the case keeps its number, and each is put right by itself."""
    accepted = min(cases.ACCEPTED.case.dispatched)
    given = cases.ACCEPTED.given(numbered("甲组〔2026〕12号", "2026-02-02"))
    once = given.given(numbered("甲组办〔2026〕7号", "2026-02-02", dispatched=accepted))

    assert isinstance(once.events[accepted - 1], ApplicationAccepted)
    assert once.case.office_number == "甲组〔2026〕12号"
    assert once.case.dispatched[accepted].office_number == "甲组办〔2026〕7号"
    once.when(numbered("甲组办〔2026〕7号", "2026-02-02", dispatched=accepted)).refused(NUMBER_SAME)
    event = once.when(numbered("甲组办〔2026〕8号", "2026-02-02", dispatched=accepted)).the(NumberRecorded)
    assert (event.dispatched, event.canonical) == (accepted, "甲组办(2026)8")


@pytest.mark.parametrize("version", [1, 999])
def test_nothing_went_out_with_another_event(version: int) -> None:
    """The opening of a case sends nothing; an event that never was, neither."""
    cases.ACCEPTED.when(numbered("甲组办〔2026〕7号", "2026-02-02", dispatched=version)).refused(DOCUMENT_NOT_SENT)


def test_every_mark_of_a_document_is_that_of_one_kind_of_letter() -> None:
    """None is the mark of cases, filings or records, whose numbers would then be given twice."""
    marks = {sent.mark for sent in DISPATCHES.values()}

    assert not marks & {"容", "备", "记"}
    assert all(sent.zh and sent.en for sent in DISPATCHES.values())
