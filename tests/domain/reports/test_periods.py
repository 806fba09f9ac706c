"""Periods of reports: months, quarters and years that follow one another without a gap."""

from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.pack.reporting import Frequency
from domain.reports.periods import Period, PeriodText, ended_since

FREQUENCIES = st.sampled_from(get_args(Frequency))
DAYS = st.dates(date(2000, 1, 1), date(2998, 12, 31))
TEXT: TypeAdapter[str] = TypeAdapter(PeriodText)


@given(FREQUENCIES, DAYS)
def test_every_day_lies_in_one_period_that_is_read_as_it_is_written(every: Frequency, day: date) -> None:
    """Its neighbours begin and end beside it, and its text means it alone."""
    period = Period.of(every, day)

    assert period.first <= day <= period.last
    assert Period.parse(TEXT.validate_python(str(period))) == period
    assert period.following.first == period.last + timedelta(days=1)
    assert period.following.previous == period


@given(DAYS)
def test_the_months_of_a_year_and_its_quarters_are_the_year(day: date) -> None:
    """No day is in two of them, none in none."""
    year = Period.of("year", day)
    lengths: tuple[tuple[Frequency, int], ...] = (("month", 12), ("quarter", 4))
    for every, count in lengths:
        parts = Period.of(every, year.last).back(count)

        assert (parts[0].first, parts[-1].last) == (year.first, year.last)
        assert all(one.following == other for one, other in pairwise(parts))


@pytest.mark.parametrize(
    ("text", "first", "last", "name"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "2026年2月"),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), "2028年2月"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "2026年第4季度"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
    ],
)
def test_what_a_text_means(text: str, first: date, last: date, name: str) -> None:
    """A month, a quarter, a year."""
    period = Period.parse(TEXT.validate_python(text))

    assert (period.first, period.last, period.name.zh) == (first, last, name)


@pytest.mark.parametrize(
    "text", ["", "26", "2026-13", "2026-00", "2026-Q5", "2026-q4", "2026-1", "1999", "2026-11-29", "２０２６"]
)
def test_what_is_no_period(text: str) -> None:
    """It is refused where it comes in."""
    with pytest.raises(ValidationError):
        TEXT.validate_python(text)


def test_what_has_ended_since_a_day() -> None:
    """From the period that the day lies in, to the last that is over; one that ends today is not."""
    since = date(2026, 11, 29)

    assert [str(each) for each in ended_since("month", since, date(2027, 1, 31))] == ["2026-11", "2026-12"]
    assert [str(each) for each in ended_since("quarter", since, date(2027, 1, 1))] == ["2026-Q4"]
    assert list(ended_since("year", since, date(2026, 12, 31))) == []
