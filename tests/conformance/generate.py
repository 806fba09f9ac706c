"""Write the conformance vectors: python -m tests.conformance.generate.

Two packages that know nothing of each other, or of us, count every term; where they differ, there is no vector. What
neither can know - years without a notice, gaps, local days, the Civil Code's edges - stands in edges.py, made by hand.
"""

import json
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path

import chinese_calendar
import holidays

from tests.conformance.edges import EDGES, EXAMPLE, PAUSED, Edge

HERE = Path(__file__).parent
Vector = dict[str, object]
Works = Callable[[date], bool]
Pauses = tuple[tuple[date, date], ...]

_FIRST_START, _LAST_START = date(2005, 1, 3), date(2026, 9, 1)
_STEP = timedelta(days=97)  # prime to the week and the year, so that starts fall on every kind of day
_AMOUNTS = {
    "working_days": (1, 2, 5, 7, 10, 15, 20, 30, 60),
    "calendar_days": (1, 3, 7, 10, 15, 30, 45, 60, 90),
    "months": (1, 2, 3),
}
_PAUSED_STARTS = [date(2018, 1, 9) + n * timedelta(days=79) for n in range(38)]
_PAUSES = (((2, 9),), ((0, 1),), ((4, 35),), ((1, 3), (6, 20)), ((3, 3), (5, 6), (6, 12)), ((6, 70),), ((2, 5), (5, 8)))
"""For each term its pauses, in days from the start: some touch, one is no time at all."""
_PAUSED_AMOUNTS = {"working_days": (5, 7, 15, 30), "calendar_days": (7, 10, 30, 60), "months": (1, 2, 3)}
_SECOND = holidays.country_holidays("CN", years=range(2004, 2027))


def generated() -> Iterator[Vector]:
    """Give the vectors on which both packages agree, by unit."""
    for unit, amounts in _AMOUNTS.items():
        starts = [_FIRST_START + n * _STEP for n in range((_LAST_START - _FIRST_START) // _STEP + 1)]
        for start, amount in zip(starts, islice(cycle(amounts), len(starts)), strict=True):
            first = _count(start, amount, unit, chinese_calendar.is_workday)
            if first == _count(start, amount, unit, _SECOND.is_working_day):
                yield vector(f"{unit}-{amount}-from-{start}", (start, amount, unit), "cn-1.json", *first)


def generated_paused() -> Iterator[Vector]:
    """Give the vectors with pauses on which both packages agree."""
    for unit, amounts in _PAUSED_AMOUNTS.items():
        for start, amount, offsets in zip(_PAUSED_STARTS, cycle(amounts), cycle(_PAUSES), strict=False):
            pauses = tuple((start + timedelta(since), start + timedelta(until)) for since, until in offsets)
            first = _count(start, amount, unit, chinese_calendar.is_workday, pauses)
            if first == _count(start, amount, unit, _SECOND.is_working_day, pauses):
                name = f"{unit}-{amount}-from-{start}-paused"
                yield vector(name, (start, amount, unit), "cn-1.json", *first, pauses=pauses)


def vector(  # noqa: PLR0913, PLR0917 - the columns of the table
    name: str,
    term: tuple[date, int, str],
    calendar: str,
    due_on: date,
    counted: list[date] | None,
    provisional: bool = False,
    pauses: Pauses = (),
) -> Vector:
    """Give one vector in the form of README.md."""
    start, amount, unit = term
    return {
        "id": name,
        "calendar": calendar,
        "start": start.isoformat(),
        "amount": amount,
        "unit": unit,
        "pauses": [[since.isoformat(), until.isoformat()] for since, until in pauses],
        "due_on": due_on.isoformat(),
        "provisional": provisional,
        "counted": None if counted is None else [day.isoformat() for day in counted],
    }


def by_hand(edge: Edge) -> Vector:
    """Give the vector of an edge; what it does not have it does not name."""
    term = date.fromisoformat(edge.start), edge.amount, edge.unit
    pauses = tuple(_pause(each) for each in edge.pauses.split())
    result = edge.calendar, date.fromisoformat(edge.due_on), None, edge.provisional
    added = {"extended_by": edge.extended_by, "not_before": edge.not_before}
    return vector(edge.name, term, *result, pauses=pauses) | {key: value for key, value in added.items() if value}


def files() -> dict[Path, str]:
    """Give every generated file with its text."""
    by_unit = {unit: [each for each in generated() if each["unit"] == unit] for unit in _AMOUNTS}
    edges = [
        vector(name, (date.fromisoformat(start), amount, unit), calendar, date.fromisoformat(due_on), None, provisional)
        for calendar, name, start, amount, unit, due_on, provisional in EDGES
    ]
    others = ("edges", edges), ("pauses", [*generated_paused(), *map(by_hand, PAUSED)])
    texts = {HERE / "terms" / f"{name}.json": _lines(vectors) for name, vectors in (*by_unit.items(), *others)}
    example = json.dumps(EXAMPLE, ensure_ascii=False, indent=1) + "\n"
    return {**texts, HERE / "calendars" / "example-3.json": example}


def _pause(between: str) -> tuple[date, date]:
    since, until = between.split("/")
    return date.fromisoformat(since), date.fromisoformat(until)


def _count(start: date, amount: int, unit: str, works: Works, pauses: Pauses = ()) -> tuple[date, list[date] | None]:
    """Count on paper; only working days are listed one by one."""
    day, still = start, {since + timedelta(n + 1) for since, until in pauses for n in range((until - since).days)}
    if unit == "working_days":
        counted: list[date] = []
        while len(counted) < amount:
            day += timedelta(days=1)
            counted += [day] if works(day) and day not in still else []
        return day, counted
    running = ((start + timedelta(days=amount) if unit == "calendar_days" else _months_on(start, amount)) - start).days
    while running:
        day += timedelta(days=1)
        running -= day not in still
    while not works(day) or day in still:
        day += timedelta(days=1)
    return day, None


def _months_on(start: date, months: int) -> date:
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def _lines(vectors: list[Vector]) -> str:
    """One vector a line, so that a change shows as what it is."""
    return "[\n" + ",\n".join(json.dumps(each, ensure_ascii=False) for each in vectors) + "\n]\n"


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")
