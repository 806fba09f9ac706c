"""What publishing a version of the calendar would do to the open terms: all counted, visible ones listed.

It only looks: the same rules (`domain.replanning`) decide again, case by case, when the version is rolled out.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.auth.scope import Scope, visible_among
from api.law.calendar_versions import ChangedDays, Version
from domain.terms.calendar import Calendar
from domain.terms.replanning import Effect, effect
from domain.values import Bilingual, Code, Frozen
from eventlog.pool import Pool
from projections.deadlines.deadline_board import Deadline, running

LINES_MAX = 200
"""Most lines of a preview; the counts are of all."""

EffectName = Literal["moved", "reminded", "breach_undone", "newly_near"]

_PAGE = 1000
_FIRST = UUID(int=0)


class PreviewCounts(Frozen):
    """How many running terms of the installation.

    Attributes:
        terms: all of them; a clock that stands still is counted anew when it goes on, and is none of these.
        confirmed: keep their date.
        moved: get another one.
        reminded: move after a reminder of the old date went out.
        breach_undone: count as missed, and by this version would have ended later.
        newly_near: become due within three working days.
        settled: rest on an estimate now, and on a notice then.
        provisional: rest on an estimate still.
    """

    terms: int
    confirmed: int
    moved: int
    reminded: int
    breach_undone: int
    newly_near: int
    settled: int
    provisional: int


class PreviewLine(Frozen):
    """A term to which something happens."""

    case_id: UUID
    case_number: str | None
    duty_id: UUID
    organ: Code
    name: Bilingual
    effect: Effect

    def has(self, name: EffectName) -> bool:
        """Whether this is one of the things that happen to it."""
        return _has(self.effect, name)


class CalendarPreview(Frozen):
    """What publishing a version would do, as of today."""

    version: int
    today: date
    changes: tuple[ChangedDays, ...]
    counts: PreviewCounts
    lines: tuple[PreviewLine, ...] = Field(
        description=f"visible terms to which something happens, the earliest first; at most {LINES_MAX}"
    )
    more: bool = Field(description="whether there are more such terms")


@dataclass(frozen=True, slots=True)
class _Found:
    row: Deadline
    effect: Effect


async def preview(pool: Pool, version: Version, scope: Scope | None, today: date) -> CalendarPreview:
    """Hold every running term against a version, as it would be held today; without a scope no line is shown."""
    found: list[_Found] = []
    after, local = _FIRST, cache(version.calendar.local)
    while rows := await running(pool, after=after, limit=_PAGE):
        found += await asyncio.to_thread(_effects, rows, version.calendar, local, today)
        after = rows[-1].duty_id
    affected = sorted(
        (each for each in found if each.effect.moved or each.effect.breach_undone),
        key=lambda each: (each.effect.due_on, each.row.duty_id),
    )
    visible = await _visible(pool, affected, scope)
    return CalendarPreview(
        version=version.line.version,
        today=today,
        changes=version.changes,
        counts=_counts(found),
        lines=tuple(map(_line, visible[:LINES_MAX])),
        more=len(visible) > LINES_MAX,
    )


def _effects(
    rows: Iterable[Deadline], calendar: Calendar, local: Callable[[str], Calendar], today: date
) -> list[_Found]:
    return [
        _Found(row, effect(row.duty.running, local(row.duty.locality) if row.duty.locality else calendar, today))
        for row in rows
    ]


async def _visible(pool: Pool, affected: list[_Found], scope: Scope | None) -> list[_Found]:
    if scope is None:
        return []
    seen = await visible_among(pool, scope, {each.row.case_id for each in affected})
    return [each for each in affected if each.row.case_id in seen]


def _counts(found: list[_Found]) -> PreviewCounts:
    effects = [each.effect for each in found]
    moved = sum(each.moved for each in effects)
    return PreviewCounts(
        terms=len(effects),
        confirmed=len(effects) - moved,
        moved=moved,
        reminded=sum(_has(each, "reminded") for each in effects),
        breach_undone=sum(each.breach_undone for each in effects),
        newly_near=sum(each.newly_near for each in effects),
        settled=sum(each.row.provisional and not each.effect.provisional for each in found),
        provisional=sum(each.provisional for each in effects),
    )


def _has(effect_: Effect, name: EffectName) -> bool:
    """A reminder matters only where it named a date that moves."""
    return bool(getattr(effect_, name)) and (name != "reminded" or effect_.moved)


def _line(found: _Found) -> PreviewLine:
    row = found.row
    return PreviewLine(
        case_id=row.case_id,
        case_number=row.case_number,
        duty_id=row.duty_id,
        organ=row.organ,
        name=row.duty.name,
        effect=found.effect,
    )
