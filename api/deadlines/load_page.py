"""GET /deadlines/load: a heat map of the twenty working days to come by organ, and the age of steps by their limits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.context import context_of, today_of
from api.auth.scope import scope_of
from api.deadlines.certificate_words import weekdays
from api.deadlines.load import AHEAD_WORKING_DAYS, Ageing, Load, LoadDay, ageing_of, load_of
from api.http.language import say, told
from api.installed import installed_of
from api.labels.due_words import counted_in_working_days, term_words
from api.labels.naming import Names
from api.labels.step_order import steps_in_order
from api.labels.words import FORCES, word
from api.web.frame import PageRoute, Reader, page
from domain.pack.pack import Pack
from domain.terms.calendar import DayKind
from domain.values import Bilingual
from projections.deadlines.deadline_load import StepAge

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SHADES = 4
_DAYS_OF_A_HEAD = 3
_BAR = 200

Counts = Mapping[tuple[str | None, date | None], int]
"""By organ and day; no organ: of all, no day: overdue."""


@dataclass(frozen=True, slots=True)
class Column:
    """A day of the map; `mark` is the word for a rest day, or for a weekend day that is worked."""

    day: date
    weekday: str
    rest: bool
    mark: str
    today: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """How many; `shade` from 0, nothing, to 4, as many as anywhere on the map."""

    count: int = 0
    shade: int = 0
    href: str = ""
    says: str = ""


_EMPTY = Cell()
"""Most of a map; there is nothing to be said of it, and nowhere to go."""


@dataclass(frozen=True, slots=True)
class MapRow:
    """An organ with what it has overdue, day by day, and altogether."""

    organ: str
    overdue: Cell
    cells: tuple[Cell, ...]
    total: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Organs by days; `months` are the heads over the days with how many of them each spans."""

    columns: tuple[Column, ...]
    months: tuple[tuple[str, int], ...]
    rows: tuple[MapRow, ...]
    sums: MapRow


@dataclass(frozen=True, slots=True)
class Bar:
    """The ages of a step as lengths of a picture; `limit` only where the limit is counted in working days."""

    median: int
    p90: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class AgeLine:
    """A step in words and as a bar."""

    pack: str
    age: StepAge
    limit: str
    force: Bilingual
    share: str
    bar: Bar


@router.get("/deadlines/load")
async def show_load(request: Request, who: Reader) -> Response:
    """The map and the ages."""
    scope = await scope_of(request, who, "read_deadlines")
    calendar, today, pool = await installed_of(request).calendar(), today_of(request), context_of(request).pool
    load = await load_of(pool, scope, calendar, today)
    ageing = await ageing_of(pool, scope, calendar, today)
    packs = await installed_of(request).newest_packs()
    return await page(
        request,
        "deadline_load.html",
        ahead=AHEAD_WORKING_DAYS,
        map=heat_map(load, Names(await installed_of(request).organs())),
        shades=range(1, _SHADES + 1),
        ages=_age_lines(ageing, packs),
        bar_length=_BAR,
    )


def heat_map(load: Load, names: Names) -> HeatMap:
    """The map of a load; organs with the most overdue first, then those with the most to come."""
    counts: Counts = {(each.organ, each.day): each.count for each in load.items}
    most = max(counts.values(), default=1)
    columns = tuple(_column(day, load.today) for day in load.days)
    totals = Counter[str]()
    for each in load.items:
        totals[each.organ] += each.count
    order = sorted(totals, key=lambda organ: (-counts.get((organ, None), 0), -totals[organ], organ))
    rows = tuple(_row(organ, names.organ(organ), counts, columns, most) for organ in order)
    return HeatMap(
        columns=columns,
        months=tuple(
            _month(list(days)) for _, days in groupby(columns, key=lambda column: (column.day.year, column.day.month))
        ),
        rows=rows,
        sums=_row(None, told("合计", "All"), _summed(counts), columns, 0),
    )


def _column(day: LoadDay, today: date) -> Column:
    marks = {DayKind.make_up: told("班", "w"), DayKind.weekend: told("休", "r"), DayKind.weekday: ""}
    return Column(
        day.day, weekdays()[day.day.weekday()], not day.working, marks.get(day.kind, told("节", "H")), day.day == today
    )


def _month(columns: Sequence[Column]) -> tuple[str, int]:
    """The head over the days of a month, without its year where they are too few for that."""
    day, days = columns[0].day, len(columns)
    if days < _DAYS_OF_A_HEAD:
        return told(f"{day.month}月", f"{day:%b}"), days
    return told(f"{day.year}年{day.month}月", f"{day:%B %Y}"), days


def _summed(counts: Counts) -> Counts:
    sums = Counter[date | None]()
    for (_, day), count in counts.items():
        sums[day] += count
    return {(None, day): count for day, count in sums.items()}


def _row(organ: str | None, name: str, counts: Counts, columns: tuple[Column, ...], most: int) -> MapRow:
    listed = f"/deadlines?{urlencode({'organ': organ})}&" if organ else "/deadlines?"

    def cell(count: int, says: str, asked: str) -> Cell:
        if not count:
            return _EMPTY
        shade = -(-count * _SHADES // most) if most else 0
        return Cell(count, shade, listed + asked, told(f"{name}，{says}：{count}项", f"{name}, {says}: {count}"))

    overdue = counts.get((organ, None), 0)
    due = [counts.get((organ, column.day), 0) for column in columns]
    return MapRow(
        organ=name,
        overdue=cell(overdue, told("逾期", "overdue"), "state=overdue"),
        cells=tuple(
            cell(count, told(f"{on}到期", f"due on {on}"), f"day={on}")
            for count, on in zip(due, (column.day.isoformat() for column in columns), strict=True)
        ),
        total=overdue + sum(due),
    )


def _age_lines(ageing: Ageing, packs: Mapping[str, Pack]) -> list[AgeLine]:
    """The steps of each procedure in its order; one that its newest edition does not know comes last."""
    longest = max((max(age.p90_days, _limit_days(age) or 1) for age in ageing.items), default=1)
    orders = {name: steps_in_order(pack.tolerance) for name, pack in packs.items()}

    def place(age: StepAge) -> tuple[str, int]:
        order = orders.get(age.pack, ())
        return age.pack, order.index(age.step) if age.step in order else len(order)

    return [
        _age_line(age, say(pack.name) if (pack := packs.get(age.pack)) else age.pack, longest)
        for age in sorted(ageing.items, key=place)
    ]


def _age_line(age: StepAge, pack: str, longest: int) -> AgeLine:
    def length(days: int) -> int:
        return max(1, round(days * _BAR / longest)) if days else 0

    limit = _limit_days(age)
    return AgeLine(
        pack=pack,
        age=age,
        limit=term_words(age.amount, age.unit),
        force=word(FORCES, age.force),
        share=f"{age.over_share:.0%}",
        bar=Bar(length(age.median_days), length(age.p90_days), length(limit) if limit else None),
    )


def _limit_days(age: StepAge) -> int | None:
    """The limit in working days, where it is counted in them."""
    return age.amount if counted_in_working_days(age.unit) else None
