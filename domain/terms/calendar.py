"""The working-day calendar: one immutable version says of every day whether it is worked, and on whose word.

A day the calendar does not list follows the week. A year without a published notice is only estimated, and says so.
This module may not know where a calendar comes from, nor what a term is.
"""

import json
from calendar import isleap
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from itertools import count, pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.values import Code, Frozen

ESTIMATE_BASIS = "估算：周末及《全国年节及纪念日放假办法》（2024年修订）所定放假日，该年放假通知尚未公布"
"""The source of a day in a year not yet announced."""

_FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_SATURDAY = 5


class DayKind(StrEnum):
    """Why a day is worked or not."""

    statutory = "statutory"
    """Off by the holiday arrangement itself: the festival, its compensation, and the weekend inside it."""
    in_lieu = "in_lieu"
    """A weekday off (调休) in exchange for a weekend day worked."""
    make_up = "make_up"
    """A weekend day worked (调休上班)."""
    weekend = "weekend"
    weekday = "weekday"
    local = "local"
    """Off in one locality only, by its own rule: a festival of a minority area (民族节日)."""


class UnknownLocality(LookupError):  # noqa: N818 - says what is the matter
    """The calendar carries no festivals of that locality; it is not taken for one that has none."""

    def __init__(self, locality: str, known: Iterable[str]) -> None:
        listed = ", ".join(known) or "none"
        super().__init__(f"the calendar carries no local days of {locality!r}; it carries those of: {listed}")


class ListedDay(Frozen):
    """A day named by a notice or by an estimate; `source` only where it is not that of the day's year."""

    day: date
    kind: Literal[DayKind.statutory, DayKind.in_lieu, DayKind.make_up, DayKind.local]
    source: str | None = None

    @model_validator(mode="after")
    def _fits_the_week(self) -> Self:
        swapped = self.kind in (DayKind.make_up, DayKind.in_lieu)
        if swapped and (self.kind is DayKind.make_up) != is_weekend(self.day):
            raise ValueError(f"{self.day} cannot be {self.kind}: a make-up day is a weekend day, a day in lieu is not")
        return self


class LocalDay(Frozen):
    """A festival day of one locality, and the notice it rests on."""

    day: date
    name: str = Field(min_length=1)
    source: str = Field(min_length=1)


class Overlay(Frozen):
    """The days off (地方放假) that one locality has on top of the national ones.

    Source: 全国年节及纪念日放假办法 article 4, by which governments of minority areas set days for their own festivals.

    Attributes:
        name: The locality.
        days: Its festival days in ascending order, each once.
    """

    name: Code
    days: tuple[LocalDay, ...]

    @model_validator(mode="after")
    def _each_day_once_in_order(self) -> Self:
        _ascend(local.day for local in self.days)
        return self


class CalendarDay(Frozen):
    """What the calendar says of one day, and the notice or basis it rests on."""

    day: date
    is_working_day: bool
    kind: DayKind
    source: str
    status: Literal["official", "estimated"]


class Calendar(Frozen):
    """One version of a working-day calendar (工作日历).

    Attributes:
        name: Which calendar, `cn` for the national one.
        version: Number given when it is installed; 0 means content not yet installed.
        years: The announced years, each with its notice.
        days: The listed days in ascending order, each once. In a year not announced they are estimates.
        overlays: What localities have on top; the national calendar itself does not count by them, see `local`.
    """

    name: str
    version: int = Field(ge=0)
    years: dict[int, str]
    days: tuple[ListedDay, ...]
    overlays: tuple[Overlay, ...] = ()

    @model_validator(mode="after")
    def _each_day_and_locality_once(self) -> Self:
        _ascend(listed.day for listed in self.days)
        localities = [overlay.name for overlay in self.overlays]
        if len(set(localities)) < len(localities):
            raise ValueError(f"a locality has two overlays: {', '.join(localities)}")
        return self

    @property
    def announced_until(self) -> date | None:
        """The published horizon: the last day of the announced years that follow one another without a gap."""
        if not self.years:
            return None
        return date(next(year for year in count(min(self.years)) if year not in self.years) - 1, 12, 31)

    def is_announced(self, day: date) -> bool:
        """Tell whether the year of `day` rests on a published notice."""
        return day.year in self.years

    def is_working_day(self, day: date) -> bool:
        """Tell whether `day` counts in a term of working days."""
        return self._kind(day) in (DayKind.weekday, DayKind.make_up)

    def day(self, day: date) -> CalendarDay:
        """Explain one day: what it is, and by which source."""
        listed = self._listed.get(day)
        announced = self.is_announced(day)
        return CalendarDay(
            day=day,
            is_working_day=self.is_working_day(day),
            kind=self._kind(day),
            source=(listed and listed.source) or self.years.get(day.year, ESTIMATE_BASIS),
            status="official" if announced else "estimated",
        )

    def working_ordinals(self, year: int) -> tuple[int, ...]:
        """Give the proleptic ordinals of a year's working days, ascending: terms are counted by bisecting them."""
        known = self._ordinals.get(year)
        if known is None:
            first = date(year, 1, 1).toordinal()
            ordinals = range(first, first + 365 + isleap(year))
            known = tuple(ordinal for ordinal in ordinals if self.is_working_day(date.fromordinal(ordinal)))
            self._ordinals[year] = known
        return known

    def ordinals_of_years(self, first: date, last: date) -> tuple[int, ...]:
        """Give those of all years from that of a day to that of another: the database counts terms by them."""
        return tuple(each for year in range(first.year, last.year + 1) for each in self.working_ordinals(year))

    def local(self, locality: str) -> Self:
        """Give the calendar of a locality: this one with the days off that it carries for it.

        Raises:
            UnknownLocality: It carries none.
        """
        found = next((overlay for overlay in self.overlays if overlay.name == locality), None)
        if found is None:
            raise UnknownLocality(locality, (overlay.name for overlay in self.overlays))
        return self.with_overlay(found)

    def with_overlay(self, overlay: Overlay) -> Self:
        """Give the calendar of a locality, named after both: each of its days that would be worked is off."""
        off = [
            ListedDay(day=local.day, kind=DayKind.local, source=f"{local.name}: {local.source}")
            for local in overlay.days
            if self.is_working_day(local.day)
        ]
        days = self._listed | {listed.day: listed for listed in off}
        update = {
            "name": f"{self.name}+{overlay.name}",
            "days": tuple(days[day] for day in sorted(days)),
            "overlays": (),
        }
        return self.model_copy(update=update)

    def canonical_bytes(self) -> bytes:
        """The calendar as anyone can write it again: JSON with sorted keys, without blanks, in UTF-8."""
        value = self.model_dump(mode="json")
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def sha256(self) -> str:
        """The hash a certificate names its calendar by, in lower-case hexadecimal; the version number is part of it."""
        return sha256(self.canonical_bytes()).hexdigest()

    def model_copy(self, *, update: Mapping[str, object] | None = None, deep: bool = False) -> Self:  # noqa: ARG002 - nothing here can change, a deep copy is the same
        """Copy by building anew: pydantic's own copy skips the checks and keeps the counts of the old days."""
        return self.model_validate({**dict(self), **(update or {})})

    def _kind(self, day: date) -> DayKind:
        listed = self._listed.get(day)
        if listed is not None:
            return listed.kind
        if day.year not in self.years and (day.month, day.day) in _FIXED_HOLIDAYS:
            return DayKind.statutory
        return DayKind.weekend if is_weekend(day) else DayKind.weekday

    @cached_property
    def _listed(self) -> dict[date, ListedDay]:
        return {listed.day: listed for listed in self.days}

    @cached_property
    def _ordinals(self) -> dict[int, tuple[int, ...]]:
        return {}


def changed_days(before: Calendar, after: Calendar) -> Iterator[CalendarDay]:
    """Yield, as the later one explains them, the days that one of two calendars works and the other does not."""
    years = {*before.years, *after.years, *(listed.day.year for each in (before, after) for listed in each.days)}
    for year in sorted(years):
        differing = {*before.working_ordinals(year)} ^ {*after.working_ordinals(year)}
        yield from (after.day(date.fromordinal(ordinal)) for ordinal in sorted(differing))


def fixed_holidays(year: int) -> tuple[date, ...]:
    """Give the statutory holidays known without a notice: New Year's Day, Labour Day, National Day.

    Source: 全国年节及纪念日放假办法 as amended in 2024, in force from 2025-01-01; earlier years had other days.
    """
    return tuple(date(year, month, day) for month, day in _FIXED_HOLIDAYS)


def is_weekend(day: date) -> bool:
    """Tell whether `day` is a Saturday or Sunday, worked or not."""
    return day.weekday() >= _SATURDAY


def _ascend(days: Iterable[date]) -> None:
    for earlier, later in pairwise(days):
        if earlier >= later:
            raise ValueError(f"{later} is listed twice or out of order, after {earlier}")
