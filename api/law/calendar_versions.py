"""The versions of the working-day calendar: published ones and drafts, who proposed and who published each.

A calendar is stored without its number and numbered when it is read, so that the same content can be told apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from pydantic import Field

from api.installed import CALENDAR, NotInstalled
from api.labels.naming import Names
from api.law.version_states import VersionState, Who, named, state_of
from domain.terms.calendar import Calendar, CalendarDay, changed_days
from domain.values import Code, Frozen, Sha256
from eventlog import reference
from eventlog.pool import Pool
from eventlog.reference import Draft, InstalledVersion


class CalendarLine(Frozen):
    """A version in the list.

    Attributes:
        base_version: the published version it was made from; none for what was installed without a draft.
        sha256: of the calendar's file, as certificates name it.
        announced_until: the last day of the years announced without a gap.
        note: what it rests on.
        decided_by: who published it, or took it back.
    """

    version: int
    state: VersionState
    base_version: int | None = None
    sha256: Sha256
    announced_until: date | None
    note: str | None = None
    proposed_by: Who | None = None
    proposed_at: datetime | None = None
    decided_by: Who | None = None
    decided_at: datetime | None = None


class ChangedDays(Frozen):
    """Days worked otherwise than before: in the whole country, or in one locality only."""

    locality: Code | None = Field(description="None: the national calendar")
    days: tuple[CalendarDay, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A version with its calendar; `base` is the one that a draft was made from."""

    line: CalendarLine
    calendar: Calendar
    base: Calendar | None

    @property
    def changes(self) -> tuple[ChangedDays, ...]:
        """What it changes; nothing for what was installed without a draft."""
        return tuple(changes(self.base, self.calendar)) if self.base else ()


async def versions(pool: Pool, names: Names) -> tuple[Version, ...]:
    """Every version, the newest first.

    Raises:
        NotInstalled: There is none.
    """
    lines = [line for line in await reference.installed(pool) if (line.kind, line.name) == ("calendar", CALENDAR)]
    if not lines:
        raise NotInstalled(CALENDAR)
    published = {line.version: line for line in lines}
    drafts = {draft.version: draft for draft in await reference.drafts(pool, "calendar", CALENDAR)}
    calendars = {version: numbered(draft.content, version) for version, draft in drafts.items()}
    for version in published.keys() - drafts.keys():
        calendars[version] = await _installed(pool, version)
    newest = max(published)
    return tuple(
        Version(
            _line(calendars[version], published.get(version), drafts.get(version), newest, names),
            calendars[version],
            calendars[drafts[version].base_version] if version in drafts else None,
        )
        for version in sorted(calendars, reverse=True)
    )


@lru_cache(maxsize=64)
def numbered(content: bytes, version: int) -> Calendar:
    """A stored calendar with its number; it never changes, so it is parsed once."""
    return Calendar.model_validate_json(content).model_copy(update={"version": version})


def changes(before: Calendar, after: Calendar) -> Iterator[ChangedDays]:
    """The days that two calendars work differently: nationally, then what else differs in each locality."""
    national = tuple(changed_days(before, after))
    if national:
        yield ChangedDays(locality=None, days=national)
    known = {day.day for day in national}
    for locality in sorted({overlay.name for overlay in (*before.overlays, *after.overlays)}):
        differing = changed_days(_in(locality, before), _in(locality, after))
        days = tuple(day for day in differing if day.day not in known)
        if days:
            yield ChangedDays(locality=locality, days=days)


async def _installed(pool: Pool, version: int) -> Calendar:
    found = await reference.get(pool, "calendar", CALENDAR, version)
    if found is None:
        raise NotInstalled(f"{CALENDAR} {version}")
    return numbered(found.content, version)


def _line(
    calendar: Calendar, published: InstalledVersion | None, draft: Draft | None, newest: int, names: Names
) -> CalendarLine:
    decided = (published.installed_by, published.installed_at) if published else None
    if draft and draft.end:
        decided = draft.end.by, draft.end.at
    return CalendarLine(
        version=calendar.version,
        state=state_of(calendar.version, draft, newest, published=published is not None),
        base_version=draft.base_version if draft else None,
        sha256=calendar.sha256(),
        announced_until=calendar.announced_until,
        note=draft.note if draft else None,
        proposed_by=named(draft.proposed_by, names) if draft else None,
        proposed_at=draft.proposed_at if draft else None,
        decided_by=named(decided[0], names) if decided else None,
        decided_at=decided[1] if decided else None,
    )


def _in(locality: str, calendar: Calendar) -> Calendar:
    known = any(overlay.name == locality for overlay in calendar.overlays)
    return calendar.local(locality) if known else calendar
