"""The law that is installed, as answers show it: organs, packs, calendars; read again once something was published."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Generic, TypeVar

from starlette.requests import Request

from activities.law import ORGANS
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.terms.calendar import Calendar
from domain.terms.deadlines import SHANGHAI
from eventlog import reference
from eventlog.pool import Pool
from eventlog.reference import InstalledVersion
from eventlog.shapes import Reference
from policies.packs.earlier_facts import as_of, earlier_at
from policies.packs.upcasting import installed_pack

CALENDAR = "cn"
"""The name of the national calendar."""

T = TypeVar("T")


class NotInstalled(RuntimeError):  # noqa: N818 - named for what it says
    """The installation has no organs or no calendar; `rongcuo up` installs them."""


class _Kept(Generic[T]):
    """A value that is read again once it was forgotten."""

    def __init__(self, read: Callable[[], Awaitable[T]]) -> None:
        self._read = read
        self._kept: tuple[T] | None = None
        self._times = 0
        self.known: T | None = None

    async def get(self) -> T:
        if self._kept is not None:
            return self._kept[0]
        times = self._times
        value = self.known = await self._read()
        if times == self._times:  # else it was forgotten while it was read
            self._kept = (value,)
        return value

    def forget(self) -> None:
        """Read it again when it is asked for next; until then `known` is what was read last."""
        self._kept = None
        self._times += 1


@lru_cache(maxsize=64)
def parsed_pack(content: bytes) -> Pack:
    """An installed edition; it never changes, so it is parsed once."""
    return installed_pack(content)


def pack_of_facts(content: bytes, occurred_on: date | None) -> Pack:
    """An installed edition as it is for a case whose facts happened on a day."""
    pack = parsed_pack(content)
    index = earlier_at(pack, occurred_on) if occurred_on else None
    return pack if index is None else _of_earlier(content, pack.earlier[index].facts_before)


@lru_cache(maxsize=64)
def _of_earlier(content: bytes, facts_before: date) -> Pack:
    return as_of(parsed_pack(content), facts_before - timedelta(days=1))


@lru_cache(maxsize=4)
def _parsed_organs(content: bytes) -> Organs:
    """Organs as installed; to read a version again whenever it was kept long enough would hold up every request."""
    return Organs.model_validate_json(content)


class Installed:
    """Reference data of an installation, parsed.

    Every credential that is looked up tells how often anything was published by then (`seen`); what was read before the
    last time is read again.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._publications = 0
        self._organs = _Kept(self.organs_now)
        self._calendar = _Kept(self._read_calendar)
        self._newest_packs = _Kept(self._read_newest_packs)
        self._held_since = _Kept(self._read_held_since)
        self._published: dict[tuple[str, int, str | None], Calendar] = {}

    def seen(self, publications: int) -> None:
        """Something may have been published since: so often it was."""
        if publications > self._publications:
            self._publications = publications
            self.forget()

    def forget(self) -> None:
        """Read everything again when it is asked for next: this process has just published something."""
        for kept in (self._organs, self._calendar, self._newest_packs, self._held_since):
            kept.forget()

    async def organs(self) -> Organs:
        """The newest organs."""
        return (await self._organs.get())[1]

    @property
    def known_organs(self) -> Organs | None:
        """The organs as they were read last, without asking the database; None when they never were."""
        return self._organs.known[1] if self._organs.known else None

    async def organs_now(self) -> tuple[int, Organs]:
        """The newest organs with their version, unkept."""
        content = await self._newest("organs", ORGANS)
        return content.version, _parsed_organs(content.content)

    async def calendar(self, locality: str | None = None) -> Calendar:
        """The newest national calendar, with the days off of a locality if it carries any."""
        newest = await self._calendar.get()
        if not any(overlay.name == locality for overlay in newest.overlays):
            return newest
        return await self.published(CALENDAR, newest.version, locality)

    async def published(self, name: str, version: int, locality: str | None) -> Calendar:
        """The very calendar that a date was counted by; a published version never changes, so it is kept.

        Raises:
            NotInstalled: there is no such version.
            UnknownLocality: it carries no local days of that locality.
        """
        key = (name, version, locality)
        if key not in self._published:
            found = await reference.get(self._pool, "calendar", name, version)
            if found is None:
                raise NotInstalled(f"calendar {name} {version}")
            calendar = Calendar.model_validate_json(found.content).model_copy(update={"version": version})
            self._published[key] = calendar.local(locality) if locality else calendar
        return self._published[key]

    async def packs(self) -> list[InstalledVersion]:
        """Every installed edition of every pack, the newest first."""
        return [line for line in await reference.installed(self._pool) if line.kind == "pack"]

    async def pack(self, name: str) -> Pack | None:
        """The newest edition of a pack."""
        found = await reference.get(self._pool, "pack", name)
        return None if found is None else parsed_pack(found.content)

    async def newest_packs(self) -> dict[str, Pack]:
        """The newest edition of every pack."""
        return dict(await self._newest_packs.get())

    async def held_since(self) -> Mapping[str, date]:
        """Since when each procedure has held: the day on which its first edition was published."""
        return await self._held_since.get()

    async def _read_held_since(self) -> dict[str, date]:
        published = [(line.installed_at, line.name) for line in await self.packs()]
        return {name: at.astimezone(SHANGHAI).date() for at, name in sorted(published, reverse=True)}

    async def _read_newest_packs(self) -> dict[str, Pack]:
        names = dict.fromkeys(line.name for line in await self.packs())
        found = {name: await self.pack(name) for name in names}
        return {name: pack for name, pack in found.items() if pack is not None}

    async def _read_calendar(self) -> Calendar:
        newest = await self._newest("calendar", CALENDAR)
        return await self.published(CALENDAR, newest.version, None)

    async def _newest(self, kind: reference.Kind, name: str) -> Reference:
        found = await reference.get(self._pool, kind, name)
        if found is None:
            raise NotInstalled(f"{kind} {name}")
        return found


def installed_of(request: Request) -> Installed:
    """The installed law."""
    installed: Installed = request.app.state.installed
    return installed
