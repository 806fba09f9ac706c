"""Which calendar a command counts by: a file, the newest one installed, or the one that comes with the software.

Where something is named or running, nothing else is taken in its place: a calendar is never guessed.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from pydantic import ValidationError

from deploy.roles.settings import DATABASE_URL
from deploy.stack.data_directory import DataDirectory, KeyMissing
from deploy.stack.embedded_postgres import EmbeddedPostgres
from domain.terms.calendar import Calendar, UnknownLocality
from eventlog.outages import OUTAGE
from eventlog.pool import Pool, create_pool
from eventlog.reference import get
from policies.calendars.seed import national_calendar

NATIONAL = "cn"
_DATABASE_FAULTS = (asyncpg.PostgresError, *OUTAGE)


class NoCalendar(Exception):  # noqa: N818 - says what is the matter
    """The calendar that was asked for cannot be had; the command does nothing."""


@dataclass(frozen=True, slots=True)
class CalendarSource:
    """Where to look.

    Attributes:
        data: The data directory of a stack that may be running.
        file: A calendar's JSON, which goes before everything else.
        locality: Whose calendar, or None for the national one.
    """

    data: Path
    file: Path | None = None
    locality: str | None = None

    def load(self) -> Calendar:
        """Give the calendar; version 0 is the one that comes with the software.

        Raises:
            NoCalendar: It cannot be read, is not installed, or has no such locality.
        """
        if self.file is not None:
            calendar = _from_file(self.file)
        else:
            url = database_url(self.data)
            calendar = national_calendar() if url is None else asyncio.run(_newest(url))
        try:
            return calendar if self.locality is None else calendar.local(self.locality)
        except UnknownLocality as unknown:
            raise NoCalendar(f"日历中没有该地方的放假日 / {unknown}") from unknown


@dataclass(frozen=True, slots=True)
class Installed:
    """The newest installed calendar, its content unnumbered as it was installed."""

    version: int
    content: Calendar


def database_url(data: Path) -> str | None:
    """The database of the stack that runs in a data directory, or the one the environment names, or None.

    Raises:
        NoCalendar: The stack runs, but the password of its database is gone.
    """
    directory = DataDirectory(data)
    if directory.running() is None:
        return os.environ.get(DATABASE_URL) or None
    try:
        return EmbeddedPostgres(directory).url("rongcuo_api")
    except KeyMissing as missing:
        raise NoCalendar(str(missing)) from missing


async def installed(pool: Pool) -> Installed:
    """Read the newest installed calendar.

    Raises:
        NoCalendar: There is none.
    """
    reference = await get(pool, "calendar", NATIONAL)
    if reference is None:
        raise NoCalendar("尚未装入日历，请先运行 rongcuo up / no calendar is installed: run `rongcuo up` first")
    return Installed(reference.version, Calendar.model_validate_json(reference.content))


@asynccontextmanager
async def database(url: str) -> AsyncIterator[Pool]:
    """Connect, for one short task.

    Raises:
        NoCalendar: The database does not answer as it should.
    """
    try:
        async with await create_pool(url, application="rongcuo calendar", max_size=1) as pool:
            yield pool
    except _DATABASE_FAULTS as error:
        raise NoCalendar(f"数据库不可用 / the database cannot be used: {error}") from error


async def _newest(url: str) -> Calendar:
    async with database(url) as pool:
        newest = await installed(pool)
    return newest.content.model_copy(update={"version": newest.version})


def _from_file(path: Path) -> Calendar:
    try:
        return Calendar.model_validate_json(path.read_bytes())
    except OSError as error:
        raise NoCalendar(f"{path.name}: 读不到 / cannot be read: {error.strerror}") from error
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:20])
        raise NoCalendar("\n".join((f"{path.name}: 不是日历 / is no calendar", *faults))) from error
