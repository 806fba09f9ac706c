"""The I/O of the daily digest (每日期限简报): compose what the day's deadlines look like, and keep it once.

It may not know the read models: composing is handed in. A digest names organs, cases and duties, never a person.
"""

from datetime import date
from typing import Literal, Protocol
from uuid import UUID

import structlog
from temporalio import activity

from domain.terms.calendar import Calendar
from domain.values import Bilingual, Code, Frozen
from eventlog import digests, reference
from eventlog.pool import Pool

NATIONAL = "cn"
"""The calendar that says on which days there is a digest."""

_NOTHING_READ = -1

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)

Outcome = Literal["kept", "was_kept", "rest_day"]
"""What came of a day: its digest was composed, it had one, or nobody works."""


class OrganDigest(Frozen):
    """The open deadlines of one organ in one jurisdiction (一地一机关).

    Attributes:
        organ: who is responsible; `subject` for the subjects of cases themselves.
        overdue: the date is past, and it is not provisional.
        today: due on the day.
        soon: due after it, within three working days.
        paused: the clock stands still; in no other count.
        raised: rungs of the ladder raised since the digest before.
        receipts: cases handed over to it that it has yet to receive (待接收); they count nowhere else as such.
    """

    jurisdiction: Code
    organ: Code
    overdue: int
    today: int
    soon: int
    paused: int
    raised: int
    receipts: int = 0


class OverdueDuty(Frozen):
    """A duty whose date is past; an advisory one is no breach (A-02)."""

    case_id: UUID
    case_number: str
    jurisdiction: Code
    organ: Code
    duty: Bilingual
    due_on: date
    days_late: int
    advisory: bool


class OverdueRecord(Frozen):
    """定期工作逾期: a work record whose next entry should have been made; confidential ones are in no digest (R-15)."""

    record_id: UUID
    record_number: str
    jurisdiction: Code
    organ: Code
    name: Bilingual
    due_on: date
    days_late: int


class LateReport(Frozen):
    """迟报的定期报告: a periodic report that should have been handed in, how far its ladder went, and who was told."""

    organ: Code
    jurisdiction: Code
    period: str
    name: Bilingual
    due_on: date
    days_late: int
    advisory: bool
    rung: Bilingual | None = None
    raised_to: Code | None = None


class Digest(Frozen):
    """The deadlines of a day, as the read models had them that morning.

    Attributes:
        since: the day of the digest before; None for the first one.
        announced_until: the last day of the announced years of the national calendar.
        missing_year: a year that should be announced by now and is not: this one, or from 1 November the next.
        overdue: the overdue duties, the oldest first; the counts of `organs` are of all.
        records: what should have come round by now, the oldest first; in no count, since nobody's right ends by it.
        reports: periodic reports that were late that morning, the oldest first; in no count, since they are of no case.
        set_aside: streams that the read models could not show that morning, so that they are in none of the others.
    """

    day: date
    since: date | None
    calendar_version: int
    announced_until: date | None
    missing_year: int | None
    organs: tuple[OrganDigest, ...]
    overdue: tuple[OverdueDuty, ...]
    records: tuple[OverdueRecord, ...] = ()
    reports: tuple[LateReport, ...] = ()
    set_aside: int = 0


class Composed(Frozen):
    """A digest, and the last event it knows of."""

    digest: Digest
    log_index: int


class Compose(Protocol):
    """Composes the digest of a day from what the read models show."""

    async def __call__(self, day: date, calendar: Calendar, since: date | None, after: int, /) -> Composed:
        """The digest; rungs raised by events after the log index `after` are counted."""


class NoCalendar(RuntimeError):  # noqa: N818 - named for what it says
    """The installation has no national calendar; `rongcuo up` installs one."""


class DigestActivities:
    """The activities of the daily digest."""

    def __init__(self, pool: Pool, compose: Compose) -> None:
        self._pool = pool
        self._compose = compose

    @activity.defn
    async def digest_of(self, day: date) -> Outcome:
        """Compose and keep the digest of a day, once; nothing on a rest day of the national calendar.

        Raises:
            NoCalendar: there is none to tell working days by.
        """
        calendar = await self._calendar()
        if not calendar.is_working_day(day):
            return "rest_day"
        if await digests.get(self._pool, day) is not None:
            return "was_kept"
        last = next(iter(await digests.before(self._pool, day, 1)), None)
        since, after = (last.day, last.log_index) if last else (None, _NOTHING_READ)
        composed = await self._compose(day, calendar, since, after)
        kept = await digests.keep(self._pool, day, composed.log_index, composed.digest.model_dump_json())
        _logger.info("daily digest", day=day.isoformat(), kept=kept)
        return "kept" if kept else "was_kept"

    async def _calendar(self) -> Calendar:
        newest = await reference.get(self._pool, "calendar", NATIONAL)
        if newest is None:
            raise NoCalendar(NATIONAL)
        return Calendar.model_validate_json(newest.content).model_copy(update={"version": newest.version})
