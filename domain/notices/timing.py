"""When somebody is sent something: quiet hours, days off, and one digest instead of a flood."""

from datetime import date, datetime, time, timedelta

from domain.notices.kinds import NoticeKind
from domain.terms.calendar import Calendar
from domain.terms.deadlines import SHANGHAI
from domain.values import Frozen

WINDOW = timedelta(hours=1)
"""Within how long so many messages are a flood; a digest tells all that come until the end of such an hour."""
_DAYS_MAX = 60
"""Longer than any time off: no calendar has as many rest days in a row."""


class Choice(Frozen):
    """What somebody has chosen.

    Attributes:
        quiet_from, quiet_until: hours of Shanghai in which nothing is sent; equal: there are none.
        working_days: whether nothing is sent on a day off.
        muted: what is only shown.
        digest_after: after how many messages within an hour the others come in one.
    """

    quiet_from: time = time(20)
    quiet_until: time = time(8)
    working_days: bool = True
    muted: frozenset[NoticeKind] = frozenset()
    digest_after: int = 5

    def quiet(self, at: time) -> bool:
        """Whether it is in the quiet hours, which may go over midnight."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until


def tell_at(now: datetime, choice: Choice, calendar: Calendar, *, obliged: bool) -> datetime:
    """The first instant from now on at which somebody may be sent something; what they must be told, at once."""
    if obliged:
        return now
    at = now.astimezone(SHANGHAI)
    for _ in range(_DAYS_MAX):
        if choice.working_days and not calendar.is_working_day(at.date()):
            at = _at(at.date() + timedelta(days=1), time(0))
        elif choice.quiet(at.time()):
            passed = at.time() >= choice.quiet_until
            at = _at(at.date() + timedelta(days=passed), choice.quiet_until)
        else:
            return at
    return at


def digest_ends(now: datetime, sent: int, choice: Choice, *, together: bool = False) -> datetime | None:
    """The end of the hour that a digest stands for, where somebody was sent that many within the last; else None.

    What comes together is told in a digest from the first on. Hours are counted alike for everyone, so that whoever
    asks twice is told the same.
    """
    if sent < choice.digest_after and not together:
        return None
    return now.replace(minute=0, second=0, microsecond=0) + WINDOW


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, SHANGHAI)
