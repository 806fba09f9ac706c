"""The working-day calendar: one immutable version says of every day whether it is worked, and on whose word.

A day the calendar does not list follows the week. A year without a published notice is only estimated, and says so.
This module may not know where a calendar comes from, nor what a term is.
"""

from calendar import isleap
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.values import Frozen

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


class ListedDay(Frozen):
    """A day named by a notice or by an estimate; `source` only where it is not that of the day's year."""

    day: date
    kind: Literal[DayKind.statutory, DayKind.in_lieu, DayKind.make_up]
    source: str | None = None

    @model_validator(mode="after")
    def _fits_the_week(self) -> Self:
        if self.kind is not DayKind.statutory and (self.kind is DayKind.make_up) != is_weekend(self.day):
            raise ValueError(f"{self.day} cannot be {self.kind}: a make-up day is a weekend day, a day in lieu is not")
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
    """

    name: str
    version: int = Field(ge=0)
    years: dict[int, str]
    days: tuple[ListedDay, ...]

    @model_validator(mode="after")
    def _each_day_once_in_order(self) -> Self:
        for earlier, later in pairwise(self.days):
            if earlier.day >= later.day:
                raise ValueError(f"{later.day} is listed twice or out of order, after {earlier.day}")
        return self

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


def fixed_holidays(year: int) -> tuple[date, ...]:
    """Give the statutory holidays known without a notice: New Year's Day, Labour Day, National Day.

    Source: 全国年节及纪念日放假办法 as amended in 2024, in force from 2025-01-01; earlier years had other days.
    """
    return tuple(date(year, month, day) for month, day in _FIXED_HOLIDAYS)


def is_weekend(day: date) -> bool:
    """Tell whether `day` is a Saturday or Sunday, worked or not."""
    return day.weekday() >= _SATURDAY
