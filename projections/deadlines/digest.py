"""Composing the daily digest (每日期限简报) from deadline board, case page and work records, in one snapshot."""

from datetime import date
from pathlib import Path
from typing import Any

import asyncpg

from activities.digest import Composed, Digest, OrganDigest, OverdueDuty, OverdueRecord
from domain.terms.calendar import Calendar
from domain.terms.deadlines import add_working_days, working_days_between
from domain.values import Bilingual
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.cases import case_page
from projections.deadlines.late_reports import late_reports
from projections.projector.barrier import wait_until_current
from projections.projector.set_aside import counted, keys_of
from projections.projector.table import Connection
from projections.work_records import model as work_records

SOON_WORKING_DAYS = 3
OVERDUE_MAX = 5000
"""Most duties a digest lists one by one; its counts are of all."""

_READ = (case_page.MODEL, work_records.MODEL)
_WARNED_FROM_MONTH = 11
"""From November a missing calendar of the next year is warned of: notices come out about then."""
_PATIENCE_SECONDS = 5.0

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class Composer:
    """Composes digests from the read models of one database."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __call__(self, day: date, calendar: Calendar, since: date | None, after: int) -> Composed:
        """The digest of a day; rungs raised by events after the log index `after` are counted.

        Raises:
            ReadModelsBehind: the read models did not come up to the log in time; a digest would leave things out.
        """
        await wait_until_current(self._pool, _READ, timeout_seconds=_PATIENCE_SECONDS)
        async with self._pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
            position = await _position(connection)
            soon_until = add_working_days(day, SOON_WORKING_DAYS, calendar)
            organs = await connection.fetch(_SQL["organs"], day, soon_until, after, position)
            overdue = await connection.fetch(_SQL["overdue"], day, OVERDUE_MAX)
            records = await connection.fetch(_SQL["records"], day, OVERDUE_MAX)
            reports = await late_reports(self._pool, day, calendar)
            aside = await counted(connection, keys_of(_READ))
        digest = Digest(
            day=day,
            since=since,
            calendar_version=calendar.version,
            announced_until=calendar.announced_until,
            missing_year=_missing_year(day, calendar),
            organs=tuple(OrganDigest(**dict(row)) for row in organs),
            overdue=tuple(OverdueDuty(**_late(row, "duty", day, calendar)) for row in overdue),
            set_aside=aside.streams,
            records=tuple(OverdueRecord(**_late(row, "name", day, calendar)) for row in records),
            reports=reports,
        )
        return Composed(digest=digest, log_index=position)


async def _position(connection: Connection) -> int:
    position: int = await connection.fetchval(
        _SQL["position"], [model.name for model in _READ], [model.version for model in _READ]
    )
    return position


def _missing_year(day: date, calendar: Calendar) -> int | None:
    wanted = (day.year, day.year + 1) if day.month >= _WARNED_FROM_MONTH else (day.year,)
    return next((year for year in wanted if year not in calendar.years), None)


def _late(row: asyncpg.Record, named: str, day: date, calendar: Calendar) -> dict[str, Any]:
    """What a digest says of a row: its name read, and how many days it is late."""
    late = working_days_between(row["due_on"], day, calendar)
    return {**dict(row), named: Bilingual.model_validate_json(row[named]), "days_late": late}
