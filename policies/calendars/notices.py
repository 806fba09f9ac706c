"""Holiday notices as files: JSON in the shape that public collections of them share, applied to a calendar.

A notice is used whole or refused whole, with every fault on its line. It never leaves a day to guesswork: a year that
it does not cover completely is not announced.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from domain.terms.calendar import Calendar, DayKind, ListedDay, LocalDay, Overlay, fixed_holidays, is_weekend
from domain.values import LAST_DAY, Code, Day, Flag, Frozen, Whole, readable_line
from policies.packs.json_text import read_json
from policies.packs.located import Location, parse_model

_FIRST_YEAR = 2025
"""The regulation of 2024 is in force from 2025 on; the years before are over, and in the bundled calendar."""

_DECEMBER = 12
_MOVING_HOLIDAYS = (
    ("Spring Festival", (1, 20), (2, 24)),
    ("Qingming", (4, 3), (4, 7)),
    ("Dragon Boat Festival", (5, 24), (6, 26)),
    ("Mid-Autumn Festival", (9, 5), (10, 9)),
)
"""Between which days, month and day, a festival of the lunar calendar or the sun can fall in any year to 2100."""


_Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400), AfterValidator(readable_line)
]


def _not_endless(entries: object) -> object:
    """Stop at a list longer than any year's before its entries are looked through: each may have several faults."""
    if isinstance(entries, list | tuple) and len(entries) > _ENTRIES_MAX:
        raise PydanticCustomError("too_long", "has more than {most} entries", {"most": _ENTRIES_MAX})
    return entries


_ENTRIES_MAX = 1_000
_NOT_ENDLESS = BeforeValidator(_not_endless)


class NoticeDay(Frozen):
    """One line of a notice: a holiday's day off, or the weekend day worked for it."""

    name: _Words
    day: Day = Field(alias="date")
    is_off_day: Flag = Field(alias="isOffDay")


def _known_regulation(year: int) -> int:
    if not _FIRST_YEAR <= year <= LAST_DAY.year:
        raise ValueError(f"must be a year from {_FIRST_YEAR} on: earlier ones follow another regulation")
    return year


class Notice(Frozen):
    """The holiday arrangement of one year (节假日安排的通知), or the festivals of one locality in it.

    Attributes:
        year: The year arranged; days may reach into December of the year before.
        papers: Titles or addresses of the notice and its amendments: the source of every day.
        days: All days off and make-up days of the year, as they stand after all amendments.
        locality: Whose festivals these are; None for the national arrangement.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_alias=True)

    year: Annotated[Whole, Field(le=LAST_DAY.year), AfterValidator(_known_regulation)]
    papers: Annotated[tuple[_Words, ...], _NOT_ENDLESS] = Field(min_length=1)
    days: Annotated[tuple[NoticeDay, ...], _NOT_ENDLESS] = Field(min_length=1)
    locality: Code | None = None
    written_as: _Words | None = Field(default=None, alias="$schema")
    address: _Words | None = Field(default=None, alias="$id")

    @property
    def source(self) -> str:
        """What each of its days rests on."""
        return "; ".join(self.papers)


def parse_notice(raw: bytes, source: str) -> Notice:
    """Read and check the bytes of a notice; `source` names the file in its faults.

    Raises:
        FaultyFile: With every fault of the file and its line.
    """
    return parse_model(Notice, raw, source, _faults, read=read_json)


def apply_notice(notice: Notice, calendar: Calendar) -> Calendar:
    """Give the calendar after a notice; what an earlier notice of the same year (and locality) said is replaced."""
    return _with_local_days(notice, calendar) if notice.locality else _with_national_days(notice, calendar)


def _with_national_days(notice: Notice, calendar: Calendar) -> Calendar:
    days = {listed.day: listed for listed in calendar.days if not _superseded(listed, notice.year, calendar)}
    earlier = {listed.day: listed.kind for listed in calendar.days}
    for entry in notice.days:
        kind = DayKind.statutory if entry.is_off_day else DayKind.make_up
        if entry.is_off_day and earlier.get(entry.day) is DayKind.in_lieu:
            kind = DayKind.in_lieu  # a notice does not tell which weekday is swapped: what was known is kept
        source = None if entry.day.year == notice.year else notice.source
        days[entry.day] = ListedDay.model_validate({"day": entry.day, "kind": kind, "source": source})
    return calendar.model_copy(
        update={
            "years": dict(sorted({**calendar.years, notice.year: notice.source}.items())),
            "days": tuple(days[day] for day in sorted(days)),
        }
    )


def _superseded(listed: ListedDay, year: int, calendar: Calendar) -> bool:
    """Whether a day was listed for this year: in it, or in the December before; not what next year's notice moved."""
    of_next_year = listed.day.month == _DECEMBER and listed.source is not None
    if listed.day.year == year:
        return not (of_next_year and listed.source == calendar.years.get(year + 1))
    return listed.day.year == year - 1 and of_next_year and listed.source == calendar.years.get(year)


def _with_local_days(notice: Notice, calendar: Calendar) -> Calendar:
    overlays = {overlay.name: overlay for overlay in calendar.overlays}
    earlier = overlays[notice.locality].days if notice.locality in overlays else ()
    days = [local for local in earlier if local.day.year != notice.year]
    days += [LocalDay(day=entry.day, name=entry.name, source=notice.source) for entry in notice.days]
    name = notice.locality or ""
    overlays[name] = Overlay(name=name, days=tuple(sorted(days, key=lambda local: local.day)))
    return calendar.model_copy(update={"overlays": tuple(overlays[each] for each in sorted(overlays))})


def _faults(notice: Notice) -> Iterator[tuple[Location, str]]:
    seen: dict[date, bool] = {}
    for index, entry in enumerate(notice.days):
        at = ("days", index, "date")
        if entry.day in seen:
            twice = seen[entry.day] == entry.is_off_day
            yield at, f"{entry.day} is listed twice" if twice else f"{entry.day} is listed as off and as worked"
        seen.setdefault(entry.day, entry.is_off_day)
        yield from ((at, what) for what in _faults_of_day(entry, notice))
    if notice.locality is None:
        off = {day for day, is_off in seen.items() if is_off}
        yield from ((("days",), f"the year has a hole: {what}") for what in _holes(notice.year, off))


def _faults_of_day(entry: NoticeDay, notice: Notice) -> Iterable[str]:
    first = date(notice.year, 1, 1) if notice.locality else date(notice.year - 1, _DECEMBER, 1)
    if not first <= entry.day <= date(notice.year, _DECEMBER, 31):
        yield f"{entry.day} does not belong to {notice.year}, which may reach back to {first}"
    if notice.locality and not entry.is_off_day:
        yield f"{entry.day} is worked: a locality sets days off only"
    elif not entry.is_off_day and not is_weekend(entry.day):
        yield f"{entry.day} is worked, but it is a weekday: only a weekend day can be a make-up day"


def _holes(year: int, off: set[date]) -> Iterable[str]:
    """The statutory holidays that no day off stands for."""
    yield from (f"{day} is a statutory holiday and not listed as off" for day in fixed_holidays(year) if day not in off)
    for name, first, last in _MOVING_HOLIDAYS:
        if not any(date(year, *first) <= day <= date(year, *last) for day in off):
            yield f"no day off for {name}"
