"""A year of the calendar as twelve small months: which days are worked, and which do not simply follow the week."""

from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date

from api.http.language import say
from api.labels.words import DAY_KINDS, word
from domain.terms.calendar import Calendar, DayKind

_MONDAY_FIRST = Weeks()
_MARKS = {
    DayKind.statutory: "休",
    DayKind.in_lieu: "休",
    DayKind.local: "休",
    DayKind.make_up: "班",
    DayKind.weekend: "",
    DayKind.weekday: "",
}


@dataclass(frozen=True, slots=True)
class PictureDay:
    """A day: its mark (班 or 休) where it does not simply follow the week, and what it rests on."""

    day: date
    kind: DayKind
    mark: str
    title: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class PictureMonth:
    """A month by weeks from Monday; None where a week reaches beyond it."""

    number: int
    weeks: tuple[tuple[PictureDay | None, ...], ...]


@dataclass(frozen=True, slots=True)
class YearPicture:
    """A year; `estimated` when no notice of it is in the calendar."""

    year: int
    estimated: bool
    source: str
    working_days: int
    months: tuple[PictureMonth, ...]


def year_picture(calendar: Calendar, year: int, changed: frozenset[date] = frozenset()) -> YearPicture:
    """Draw a year; the days in `changed` are marked as different from the version before."""
    return YearPicture(
        year=year,
        estimated=year not in calendar.years,
        source=calendar.years.get(year, ""),
        working_days=len(calendar.working_ordinals(year)),
        months=tuple(_month(calendar, year, number, changed) for number in range(1, 13)),
    )


def _month(calendar: Calendar, year: int, number: int, changed: frozenset[date]) -> PictureMonth:
    weeks = _MONDAY_FIRST.monthdatescalendar(year, number)
    return PictureMonth(
        number,
        tuple(tuple(_day(calendar, day, changed) if day.month == number else None for day in week) for week in weeks),
    )


def _day(calendar: Calendar, day: date, changed: frozenset[date]) -> PictureDay:
    found = calendar.day(day)
    mark = _MARKS[found.kind]
    title = f"{day} {say(word(DAY_KINDS, found.kind))}：{found.source}" if mark else ""
    return PictureDay(day, found.kind, mark, title, day in changed)
