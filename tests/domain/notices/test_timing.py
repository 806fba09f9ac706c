"""When somebody is sent something: quiet hours over midnight, days off, what cannot wait, and digests."""

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.notices.kinds import NoticeKind
from domain.notices.timing import WINDOW, Choice, digest_ends, tell_at
from domain.terms.calendar import Calendar, DayKind, ListedDay
from domain.terms.deadlines import SHANGHAI

MONDAY_OFF = datetime(2026, 10, 5, tzinfo=SHANGHAI).date()
CALENDAR = Calendar(
    name="cn",
    version=1,
    years={2026: "test"},
    days=(ListedDay(day=MONDAY_OFF, kind=DayKind.statutory, source="test"),),
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of October 2026 in Shanghai; the 2nd is a Friday."""
    return datetime(2026, 10, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (at(2, 10), at(2, 10)),
        (at(1, 20), at(2, 8)),
        (at(1, 23, 59), at(2, 8)),
        (at(2, 0), at(2, 8)),
        (at(2, 7, 59), at(2, 8)),
        (at(2, 8), at(2, 8)),
        (at(2, 21), at(6, 8)),
        (at(3, 12), at(6, 8)),
    ],
    ids=str,
)
def test_quiet_hours_and_days_off_hold_it_back(now: datetime, told: datetime) -> None:
    """From eight in the evening until eight in the morning, over a weekend and the holiday after it."""
    assert tell_at(now, Choice(), CALENDAR, obliged=False) == told


def test_hours_within_a_day_may_be_quiet() -> None:
    """Over noon; and equal hours are no quiet hours."""
    noon = Choice(quiet_from=time(12), quiet_until=time(14), working_days=False)
    none = Choice(quiet_from=time(12), quiet_until=time(12), working_days=False)

    assert tell_at(at(3, 13), noon, CALENDAR, obliged=False) == at(3, 14)
    assert tell_at(at(3, 12), none, CALENDAR, obliged=False) == at(3, 12)


def test_what_the_procedure_has_them_told_waits_for_nothing() -> None:
    """At three in the morning of a holiday."""
    assert tell_at(at(5, 3), Choice(), CALENDAR, obliged=True) == at(5, 3)


@given(
    some.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2026, 12, 1)),  # noqa: DTZ001 - of Shanghai below
    some.times(),
    some.times(),
    some.booleans(),
)
def test_it_is_told_neither_earlier_nor_at_a_time_that_was_ruled_out(
    now: datetime, since: time, until: time, working: bool
) -> None:
    """Whatever hours somebody chooses."""
    choice = Choice(quiet_from=since, quiet_until=until, working_days=working)

    told = tell_at(now.replace(tzinfo=SHANGHAI), choice, CALENDAR, obliged=False)

    assert told >= now.replace(tzinfo=SHANGHAI)
    assert not choice.quiet(told.time())
    assert not working or CALENDAR.is_working_day(told.date())


def test_a_flood_becomes_one_message_at_the_end_of_its_hour() -> None:
    """Whoever asks again within the hour is told the same end."""
    choice = Choice(digest_after=5, muted=frozenset({NoticeKind.DUTY}))

    assert digest_ends(at(2, 10, 20), 4, choice) is None
    assert digest_ends(at(2, 10, 20), 5, choice) == at(2, 11)
    assert digest_ends(at(2, 10, 59), 99, choice) == at(2, 11)
    assert digest_ends(at(2, 11), 5, choice) == at(2, 11) + WINDOW
