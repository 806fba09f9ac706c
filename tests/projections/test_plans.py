"""What lists and figures read does not grow with the cases: four times as many cost no more rows, and no more pages.

The rows are copies of one case, of the same kinds however many they are. A statement is measured by what its plan
touched, never by time.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import md5
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import api.law
import projections.cases
import projections.deadlines
import projections.matters
import projections.statistics
from api.auth.scope import SCOPED
from api.inbox.tasks import Tab, counts_statement, done_statement, statement
from api.inbox.waiting import waiting_statement
from api.search.index import _shown
from domain.pack.results import Outcome
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.cases.corrections import UNSHOWN as HIDDEN
from projections.deadlines.deadline_board import UNSHOWN
from projections.deadlines.deadline_load import SQL as _LOAD
from projections.inbox.inbox import _FOR_ORGANS
from projections.projector.projector import READ_MODELS
from projections.statistics.statistics import SQL as _YEARLY
from tests.projections.conftest import Show
from tests.projections.stories import Story, tolerated

MANY = load_queries(Path(__file__).with_name("many.sql"))
FEW, MORE = 1_000, 4_000
DAY = date(2026, 3, 24)
PLACE, UNIT, PART, NOWHERE = ["nujiang"], ["unit-of-one"], ["part:many"], ["nowhere"]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
BIG = ("case_page_v7", "case_lines_v1", "deadline_board_v6", "precedents_v2", "bans_v3", "corrections_v5", "inbox_v5")
"""The tables that have a row, or several, of every case."""


def _file(package: Any, name: str) -> Mapping[str, str]:
    return load_queries(Path(package.__file__).with_name(name))


_BANS = _file(projections.matters, "bans.sql")
_TALLIES = [
    f"{tally.name}_v{table.version}" for model in READ_MODELS for table in model.tables for tally in table.tallies
]
_NOBODY, _CASE = UUID(int=1), UUID(int=2)
_COPY = UUID(md5(b"case78", usedforsecurity=False).hexdigest())
_MATTER = UUID(md5(b"matter78", usedforsecurity=False).hexdigest())
_SUBJECT = UUID(md5(b"subject78", usedforsecurity=False).hexdigest())
_LIST = (None, None, None, None, 25, None)
_DESK: tuple[object, ...] = (
    ["crowd"],
    [],
    "busy",
    "post",
    ["busy"],
    [],
    [],
    [],
    [],
    ["duty", "sign"],
    None,
    [],
    [],
    DAY,
)
_ORDINALS = [*range(date(2025, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
_FIRST = (None, None, None, None, None)
_DEMANDS = (DAY, None, None, 50, HIDDEN)
_BOARD = (DAY, date(2026, 3, 27), None, None, None, 50, UNSHOWN)

STATEMENTS: Mapping[str, tuple[str, tuple[object, ...]]] = {
    "cases": (SCOPED["cases"], (PLACE, None, *_LIST)),
    "cases of a stage": (SCOPED["cases"], (PLACE, None, "stage-2", *_LIST[1:])),
    "cases from paper": (SCOPED["cases"], (PLACE, None, None, None, True, *_LIST[3:])),
    "cases of a unit with one": (SCOPED["cases"], (None, UNIT, *_LIST)),
    "cases of a unit with many": (SCOPED["cases"], (None, ["unit-3"], *_LIST)),
    "cases of an organ that takes part": (SCOPED["cases"], (None, PART, *_LIST)),
    "cases of a place that has none": (SCOPED["cases"], (NOWHERE, None, *_LIST)),
    "cases of a number": (SCOPED["cases"], (PLACE, None, *_LIST[:5], [_COPY])),
    "overdue cases": (SCOPED["overdue"], (PLACE, None, DAY, None, None, 25)),
    "overdue cases of a stage": (SCOPED["overdue"], (PLACE, None, DAY, "stage-2", None, 25)),
    "overdue cases of a stage that has none": (SCOPED["overdue"], (PLACE, None, DAY, "nowhere", None, 25)),
    "overdue cases of an organ that takes part": (SCOPED["overdue"], (None, PART, DAY, None, None, 25)),
    "overdue cases from paper": (SCOPED["overdue"], (PLACE, None, DAY, None, True, 25)),
    "deadlines": (SCOPED["deadlines"], (PLACE, None, None, "all", *_BOARD)),
    "deadlines overdue": (SCOPED["deadlines"], (PLACE, None, None, "overdue", *_BOARD)),
    "deadlines of a part": (SCOPED["deadlines"], (None, PART, None, "all", *_BOARD)),
    "deadlines of nobody": (SCOPED["deadlines"], (PLACE, None, "nobody", "all", *_BOARD)),
    "deadlines paused": (SCOPED["deadlines"], (PLACE, None, None, "paused", *_BOARD)),
    "corrections": (SCOPED["corrections"], (PLACE, None, "uncorrected", *_DEMANDS)),
    "corrections overdue": (SCOPED["corrections"], (PLACE, None, "overdue", *_DEMANDS)),
    "corrections that failed": (SCOPED["corrections"], (PLACE, None, "failed", *_DEMANDS)),
    "corrections that are done with": (SCOPED["corrections"], (PLACE, None, "settled", *_DEMANDS)),
    "corrections of a place that has none": (SCOPED["corrections"], (NOWHERE, None, "uncorrected", *_DEMANDS)),
    "corrections of an organ that takes part": (SCOPED["corrections"], (None, PART, "uncorrected", *_DEMANDS)),
    "what an organ has to do": (_FOR_ORGANS, (["organ-7"], (), 100)),
    "tasks": (statement("due", Tab.MINE, unit=False), (*_DESK, "mine", None, DAY, DAY, None, None, *_FIRST, 50)),
    "tasks that anybody may take": (
        statement("due", unit=False),
        (*_DESK, "unclaimed", None, DAY, DAY, None, None, *_FIRST, 50),
    ),
    "tasks that came last": (
        statement("came", unit=False),
        (*_DESK, "unclaimed", None, DAY, DAY, None, None, *_FIRST, 50),
    ),
    "tasks that are done": (statement("done", unit=False), (*_DESK, "done", None, DAY, DAY, None, None, *_FIRST, 50)),
    "numbers of tasks": (counts_statement(50, unit=False), _DESK),
    "number of tasks that are done": (done_statement(50, unit=False), _DESK),
    "number of a unit's tasks that are done": (done_statement(50, unit=True), (["unit"], UNIT, *_DESK[2:])),
    "numbers of a unit's tasks": (counts_statement(50, unit=True), (["unit"], UNIT, *_DESK[2:])),
    "what waits for an organ": (waiting_statement(unit=False), (*_DESK, "busy")),
    "what waits for a unit": (waiting_statement(unit=True), (["unit"], UNIT, *_DESK[2:], "busy")),
    "tasks that are new": (statement("new", unit=False), (*_DESK, 10**9)),
    "figures of the board": (_LOAD["figures"], (PLACE, DAY, date(2026, 3, 27), None, None)),
    "organs of the board": (_LOAD["organs"], (PLACE,)),
    "load": (_LOAD["by_day"], (PLACE, DAY, date(2026, 4, 24))),
    "load of a part": (_LOAD["by_day"], (PART, DAY, date(2026, 4, 24))),
    "ageing": (_LOAD["ages"], (PLACE, DAY, _ORDINALS)),
    "years": (_YEARLY["years"], (PLACE,)),
    "applications": (_YEARLY["applications"], (PLACE, *YEAR)),
    "outcomes": (_YEARLY["outcomes"], (PLACE, *YEAR)),
    "terms": (_YEARLY["terms"], (PLACE, *YEAR, _ORDINALS)),
    "deadlines of a year": (_YEARLY["deadlines"], (PLACE, *YEAR, DAY)),
    "summed": (_YEARLY["summed"], (PLACE, *YEAR, DAY)),
    "monthly": (_YEARLY["monthly"], (PLACE, *YEAR, DAY)),
    "grounds": (_YEARLY["grounds"], (PLACE, DAY)),
    "divergence": (_YEARLY["divergence"], (PLACE, 3)),
    "numbered": (_file(projections.cases, "case_page.sql")["bearing"], ("容(2025)77",)),
    "candidates": (_BANS["candidates"], (_MATTER, _CASE, [_SUBJECT], "ground", "class", 20, "many77")),
    "matter with what was merged into it": (_BANS["family"], (_MATTER,)),
    "repeats of a subject": (_BANS["repeats"], ([_SUBJECT],)),
    "streams that are searched": (_shown("shown_after"), (-1, 25)),
    "open cases by pack": (_file(api.law, "packs.sql")["open_cases"], ()),
    "terms behind a calendar": (_file(api.law, "calendars.sql")["behind"], (2,)),
}

KEPT = {f"{name}, by a kept plan": name for name in ("numbers of tasks", "what waits for an organ")}
"""What the api plans once for whatever it is asked with (decision 85)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a plan touched: rows read by its scans, whether kept or thrown away, pages, and tables read whole.

    Of tallies the pages alone: how many rows they have is asserted apart.
    """

    rows: int
    pages: int
    whole: frozenset[str]


@dataclass(frozen=True, slots=True)
class Measured:
    """What the statements cost, and how many rows the tallies have."""

    costs: Mapping[str, Cost]
    sizes: Mapping[str, int]


@pytest.fixture(scope="module")
async def measured(show: Show, projector_pool: Pool, api_pool: Pool) -> tuple[Measured, Measured]:
    """Every statement and every tally with few cases, and with more of the same kinds."""
    story = tolerated(Story(), Outcome.EXEMPT)
    story.duty("talk", due_on=DAY)
    story.duty("correction", due_on=DAY, demand=1, subject=story.subjects[0])
    await show(story)
    await projector_pool.execute(
        "UPDATE read_model.case_lines_v1 SET concerned = $2 WHERE case_id = $1", story.id, UNIT
    )
    few = await _with_copies(story, 1, FEW, projector_pool, api_pool)
    return few, await _with_copies(story, FEW + 1, MORE, projector_pool, api_pool)


async def _with_copies(story: Story, first: int, last: int, projector: Pool, reader: Pool) -> Measured:
    for copied in MANY.values():
        await projector.execute(copied, story.id, first, last)
    for table in (*MANY, *_TALLIES):  # as the server does by itself after a while
        await projector.execute(f"VACUUM ANALYZE read_model.{table}")
    costs = {name: await _cost(reader, *STATEMENTS[name]) for name in STATEMENTS}
    costs |= {kept: await _cost_as_kept(reader, *STATEMENTS[name]) for kept, name in KEPT.items()}
    sizes = {name: await reader.fetchval(f"SELECT count(*) FROM read_model.{name}") for name in _TALLIES}  # noqa: S608 - our own names
    return Measured(costs, sizes)


async def _cost(pool: Pool, statement: str, arguments: tuple[object, ...]) -> Cost:
    return _cost_of(await pool.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", *arguments))


async def _cost_as_kept(pool: Pool, statement: str, arguments: tuple[object, ...]) -> Cost:
    """By a plan for any arguments; an EXPLAIN that is given some takes these."""
    written = ", ".join(map(_literal, arguments))
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await connection.execute(f"PREPARE kept AS {statement}")
        explained = await connection.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE kept ({written})")
        await connection.execute("DEALLOCATE kept")
    return _cost_of(explained)


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    return f"'{{{','.join(map(str, value))}}}'" if isinstance(value, list) else f"'{value}'"


def _cost_of(explained: str) -> Cost:
    [found] = json.loads(explained)
    nodes = list(_nodes(found["Plan"]))
    scans = [node for node in nodes if node.get("Relation Name", _TALLIES[0]) not in _TALLIES]
    return Cost(
        rows=sum(_touched(node) for node in scans),
        pages=found["Plan"]["Shared Hit Blocks"] + found["Plan"]["Shared Read Blocks"],
        whole=frozenset(node["Relation Name"] for node in scans if node["Node Type"] == "Seq Scan" and _touched(node)),
    )


def _touched(scan: dict[str, Any]) -> int:
    """Rows that a scan gave or threw away."""
    thrown_away = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    each: float = scan["Actual Rows"] + sum(scan.get(why, 0) for why in thrown_away)
    loops: int = scan["Actual Loops"]
    return round(each * loops)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


@pytest.mark.parametrize("name", [*STATEMENTS, *KEPT])
async def test_four_times_as_many_cases_cost_no_more(measured: tuple[Measured, Measured], name: str) -> None:
    """No row more but what chance throws in the way, and no table of cases read whole."""
    few, more = (each.costs[name] for each in measured)
    assert more.rows <= 1.2 * few.rows + 25, (few, more)
    assert more.pages <= 1.5 * few.pages + 25, (few, more)
    assert more.whole.isdisjoint(BIG), more


@pytest.mark.parametrize("name", _TALLIES)
async def test_tallies_have_a_row_for_a_kind(measured: tuple[Measured, Measured], name: str) -> None:
    """However many there are of it."""
    few, more = (each.sizes[name] for each in measured)
    assert more <= 1.2 * few + 5
