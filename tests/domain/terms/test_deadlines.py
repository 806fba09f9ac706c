"""Terms: the golden examples of the procedures, the Civil Code's edges, and what must always hold."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.terms.calendar import Calendar
from domain.terms.deadlines import Pause, Term, TermUnit, add_working_days, due_date, end_of_day, working_days_between
from policies.calendars.seed import national_calendar

CHINA = national_calendar().model_copy(update={"version": 7})

days = st.dates(date(2004, 1, 1), date(2030, 12, 31))
amounts = st.integers(1, 300)
terms = st.builds(
    Term, amount=st.integers(1, 60), unit=st.sampled_from([unit for unit in TermUnit if unit is not TermUnit.same_day])
)
lengths = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 40)), max_size=4)
"""Of pauses: the days the clock runs before each, and the days it stands still."""


def due(start: str, amount: int, unit: TermUnit = TermUnit.working_days) -> date:
    """Give the last day of a term, by the national calendar."""
    return due_date(date.fromisoformat(start), Term(amount=amount, unit=unit), CHINA).due_on


def stood_still(start: date, of: list[tuple[int, int]]) -> tuple[Pause, ...]:
    """Give pauses one after another, all ended."""
    pauses: list[Pause] = []
    for runs, stands in of:
        since = (pauses[-1].until or start if pauses else start) + timedelta(runs)
        pauses.append(Pause(since=since, until=since + timedelta(stands)))
    return tuple(pauses)


def recount(start: date, amount: int, calendar: Calendar) -> date:
    """Count day by day, as one would on paper: the slow, plain meaning of a term of working days."""
    day = start
    while amount:
        day += timedelta(days=1)
        amount -= calendar.is_working_day(day)
    return day


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        pytest.param("2026-01-20", 15, "2026-02-10", id="NJ acceptance"),
        pytest.param("2026-02-12", 7, "2026-02-28", id="NJ feedback over Spring Festival and two make-up Saturdays"),
        pytest.param("2026-09-18", 5, "2026-09-24", id="BT filing, a make-up Sunday is day 1"),
        pytest.param("2025-01-11", 15, "2025-02-07", id="NJ acceptance, received on a Saturday"),
        pytest.param("2026-12-24", 5, "2026-12-31", id="BT filing to the last announced day"),
    ],
)
def test_golden_examples(start: str, amount: int, expected: str) -> None:
    """Dates that people counted with the notice in hand come out, and all of them are final."""
    result = due_date(date.fromisoformat(start), Term(amount=amount, unit=TermUnit.working_days), CHINA)

    assert (result.due_on.isoformat(), result.provisional, result.calendar_version) == (expected, False, 7)


def test_a_rest_day_start_is_not_rolled_forward() -> None:
    """The library's own counter rolls a Saturday forward before it counts and is a day late; ours is not."""
    saturday = date(2025, 1, 11)

    assert chinese_calendar.find_workday(15, saturday) == date(2025, 2, 8)
    assert add_working_days(saturday, 15, CHINA) == date(2025, 2, 7)


@pytest.mark.parametrize(
    ("start", "amount", "due_on", "provisional"),
    [
        ("2026-12-24", 5, "2026-12-31", False),
        ("2026-12-24", 6, "2027-01-04", True),
        ("2026-11-19", 30, "2026-12-31", False),
        ("2026-11-20", 30, "2027-01-04", True),
        ("2027-01-29", 5, "2027-02-11", True),
    ],
)
def test_a_term_that_reaches_an_unannounced_year_is_provisional(
    start: str, amount: int, due_on: str, provisional: bool
) -> None:
    """A term stays final up to the last announced day; one day more and it rests on an estimate."""
    result = due_date(date.fromisoformat(start), Term(amount=amount, unit=TermUnit.working_days), CHINA)

    assert (result.due_on.isoformat(), result.provisional) == (due_on, provisional)


def test_a_year_missing_in_between_makes_a_term_provisional() -> None:
    """It is not enough that the first and the last year are announced."""
    gap = Calendar(name="cn", version=1, years={2026: "notice", 2028: "notice"}, days=())

    assert due_date(date(2026, 6, 1), Term(amount=24, unit=TermUnit.months), gap).provisional


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        pytest.param("2026-03-13", 1, "2026-04-13", id="same day number"),
        pytest.param("2026-03-31", 1, "2026-04-30", id="no such day: the month's last"),
        pytest.param("2024-01-31", 1, "2024-02-29", id="leap year"),
        pytest.param("2025-11-30", 3, "2026-02-28", id="last day is a make-up Saturday and stays"),
        pytest.param("2026-01-18", 1, "2026-02-24", id="last day in Spring Festival moves past it"),
        pytest.param("2025-12-15", 12, "2026-12-15", id="a year"),
        pytest.param("2026-02-14", 1, "2026-03-16", id="last day is a plain Saturday"),
    ],
)
def test_months(start: str, amount: int, expected: str) -> None:
    """Months follow Civil Code 202, and 203 where they end on a rest day."""
    assert due(start, amount, TermUnit.months).isoformat() == expected


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [("2026-03-02", 4, "2026-03-06"), ("2026-03-02", 5, "2026-03-09"), ("2026-02-12", 2, "2026-02-14")],
)
def test_calendar_days(start: str, amount: int, expected: str) -> None:
    """Every day counts, and only a last day that is a rest day moves: not a make-up Saturday."""
    assert due(start, amount, TermUnit.calendar_days).isoformat() == expected


def test_promptly_counts_working_days() -> None:
    """The advisory term for 及时 is counted as its amount of working days."""
    assert due("2026-01-20", 10, TermUnit.promptly) == due("2026-01-20", 10)


def test_the_same_day_is_the_trigger_day_itself() -> None:
    """What is due at the same time does not wait for the next working day."""
    assert due("2026-03-07", 0, TermUnit.same_day) == date(2026, 3, 7)


@pytest.mark.parametrize(("amount", "unit"), [(0, "working_days"), (1, "same_day"), (-1, "months"), (4000, "months")])
def test_a_senseless_term_is_refused(amount: int, unit: str) -> None:
    """Only the same day has no length, and no term runs backwards or for ever."""
    with pytest.raises(ValidationError):
        Term.model_validate({"amount": amount, "unit": unit})


def test_working_days_are_not_counted_backwards() -> None:
    """A negative count is a mistake of the caller, not an earlier day."""
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2026, 3, 2), -1, CHINA)


def test_a_day_ends_at_midnight_in_shanghai() -> None:
    """24:00 of a day is 16:00 UTC of that same day, also at the end of a year."""
    instant = end_of_day(date(2026, 12, 31))

    assert instant == datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert instant.isoformat() == "2027-01-01T00:00:00+08:00"


@given(days, amounts)
def test_working_days_are_what_one_counts_on_paper(start: date, amount: int) -> None:
    """The fast count gives the day that counting day by day gives, hence never a rest day."""
    due_on = add_working_days(start, amount, CHINA)

    assert due_on == recount(start, amount, CHINA)
    assert CHINA.is_working_day(due_on)


@given(days, st.integers(0, 300), st.integers(0, 300))
def test_a_term_can_be_counted_in_parts(start: date, first: int, second: int) -> None:
    """Counting on from where one stopped reaches the same day."""
    in_parts = add_working_days(add_working_days(start, first, CHINA), second, CHINA)

    assert in_parts == add_working_days(start, first + second, CHINA)


@given(days, amounts, st.integers(0, 500))
def test_used_and_remaining_make_up_the_term(start: date, amount: int, elapsed: int) -> None:
    """On any day, before the end or after it, what is used and what remains add up to the term."""
    due_on, today = add_working_days(start, amount, CHINA), start + timedelta(days=elapsed)
    used, remaining = working_days_between(start, today, CHINA), working_days_between(today, due_on, CHINA)

    assert used + remaining == amount
    assert (remaining < 0) == (used > amount)


@given(days, st.integers(1, 60))
def test_a_term_of_months_ends_in_the_right_month_on_a_working_day(start: date, amount: int) -> None:
    """The nominal end is the same day number or the month's last; the due date is the first working day from there."""
    due_on = due_date(start, Term(amount=amount, unit=TermUnit.months), CHINA).due_on
    years, month = divmod(start.month - 1 + amount, 12)
    last_number = monthrange(start.year + years, month + 1)[1]
    nominal = date(start.year + years, month + 1, min(start.day, last_number))

    assert due_on == recount(nominal - timedelta(days=1), 1, CHINA)


@given(days, amounts, st.sampled_from([TermUnit.working_days, TermUnit.calendar_days, TermUnit.months]))
def test_a_longer_term_is_never_due_earlier(start: date, amount: int, unit: TermUnit) -> None:
    """One more of a unit never brings the due date forward."""
    shorter, longer = (due_date(start, Term(amount=n, unit=unit), CHINA).due_on for n in (amount, amount + 1))

    assert start < shorter <= longer


@given(days, amounts, st.sampled_from([TermUnit.working_days, TermUnit.calendar_days, TermUnit.promptly]))
def test_provisional_means_an_unannounced_day_is_touched(start: date, amount: int, unit: TermUnit) -> None:
    """A due date is provisional exactly when some day from the trigger to it has no notice behind it."""
    result = due_date(start, Term(amount=amount, unit=unit), CHINA)
    touched = (start + timedelta(days=n) for n in range((result.due_on - start).days + 1))

    assert result.provisional == any(not CHINA.is_announced(day) for day in touched)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        pytest.param("2026-02-17", "2026-02-25", "2026-03-03", id="begun on a holiday"),
        pytest.param("2026-02-13", "2026-02-14", "2026-03-02", id="resumed on a make-up day"),
        pytest.param("2026-02-13", "2026-02-24", "2026-03-03", id="over the whole Spring Festival"),
        pytest.param("2026-02-28", "2026-03-31", "2026-02-28", id="begun on the last day"),
    ],
)
def test_a_pause_gives_back_what_was_left(since: str, until: str, expected: str) -> None:
    """NJ feedback, due 2026-02-28 without a pause: the day it is stopped counts, the day it goes on does not."""
    pause = Pause(since=date.fromisoformat(since), until=date.fromisoformat(until))
    result = due_date(date(2026, 2, 12), Term(amount=7, unit=TermUnit.working_days), CHINA, pauses=(pause,))

    assert result.due_on.isoformat() == expected


def test_a_pause_into_an_unannounced_year_makes_a_term_provisional() -> None:
    """Five working days to the last announced day are final; stopped for one day they are not."""
    pause = Pause(since=date(2026, 12, 24), until=date(2026, 12, 25))
    result = due_date(date(2026, 12, 24), Term(amount=5, unit=TermUnit.working_days), CHINA, pauses=(pause,))

    assert (result.due_on.isoformat(), result.provisional) == ("2027-01-04", True)


@pytest.mark.parametrize(
    ("not_before", "due_on", "provisional"),
    [("2026-12-30", "2026-12-31", False), ("2027-01-02", "2027-01-02", True)],
)
def test_a_promised_day_holds_back_the_last_day(not_before: str, due_on: str, provisional: bool) -> None:
    """The later day stands, as it is, and the years up to it are those that count as touched."""
    term = Term(amount=5, unit=TermUnit.working_days)
    result = due_date(date(2026, 12, 24), term, CHINA, not_before=date.fromisoformat(not_before))

    assert (result.due_on.isoformat(), result.provisional) == (due_on, provisional)


@pytest.mark.parametrize(
    ("pauses", "unit", "told"),
    [
        ([("2026-03-01", "2026-03-05")], "working_days", "before 2026-03-02"),
        ([("2026-03-09", "2026-03-05")], "calendar_days", "ends before it begins"),
        ([("2026-03-03", "2026-03-09"), ("2026-03-08", "2026-03-10")], "months", "before 2026-03-09"),
        ([("2026-03-03", None), ("2026-03-08", "2026-03-10")], "promptly", "has not ended"),
        ([("2026-03-03", None)], "working_days", "no last day yet"),
        ([("2026-03-02", "2026-03-02")], "same_day", "same day"),
    ],
)
def test_pauses_that_cannot_be_are_refused(pauses: list[tuple[str, str | None]], unit: str, told: str) -> None:
    """Before the trigger, backwards, overlapping, still open, or of what is due at once: no date comes of it."""
    stopped = tuple(Pause.model_validate({"since": since, "until": until}) for since, until in pauses)
    term = Term.model_validate({"amount": 0 if unit == "same_day" else 5, "unit": unit})

    with pytest.raises(ValueError, match=told):
        due_date(date(2026, 3, 2), term, CHINA, pauses=stopped)


@given(days, st.integers(1, 60), lengths)
def test_a_paused_term_is_what_one_counts_on_paper(start: date, amount: int, of: list[tuple[int, int]]) -> None:
    """The jumps over pauses give the day that striking out each day that stands still gives."""
    pauses = stood_still(start, of)
    day, missing = start, amount
    while missing:
        day += timedelta(days=1)
        missing -= CHINA.is_working_day(day) and not any(p.since < day <= (p.until or day) for p in pauses)

    assert due_date(start, Term(amount=amount, unit=TermUnit.working_days), CHINA, pauses=pauses).due_on == day


@given(days, terms, lengths, st.data())
def test_two_pauses_that_touch_are_one(start: date, term: Term, of: list[tuple[int, int]], data: st.DataObject) -> None:
    """Stopping again at the moment the clock goes on changes nothing."""
    pauses = stood_still(start, [*of, (3, 9)])
    which, length = data.draw(st.integers(0, len(of))), [*of, (3, 9)]
    cut = data.draw(st.integers(0, length[which][1]))
    halves = [(length[which][0], cut), (0, length[which][1] - cut)]
    in_two = stood_still(start, [*length[:which], *halves, *length[which + 1 :]])

    assert due_date(start, term, CHINA, pauses=in_two) == due_date(start, term, CHINA, pauses=pauses)


@given(days, terms, lengths, st.data())
def test_a_pause_never_makes_a_term_end_earlier(
    start: date, term: Term, of: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Whichever of the pauses had not been, the term would have ended no later."""
    pauses = stood_still(start, [*of, (2, 8)])
    which = data.draw(st.integers(0, len(of)))
    without = (*pauses[:which], *pauses[which + 1 :])

    assert due_date(start, term, CHINA, pauses=without).due_on <= due_date(start, term, CHINA, pauses=pauses).due_on
