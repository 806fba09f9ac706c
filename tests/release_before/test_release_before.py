"""A database of the release before: a start migrates it, every stream folds, and every read model comes out of the log.

The dumps are of the demonstrations as that release played them (README.md).
"""

import asyncio
import gzip
from asyncio.subprocess import DEVNULL, PIPE
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from temporalio.client import Client

from activities.cases import CaseActivities
from activities.messages import Recorded, Task
from api.app import create_app
from api.auth.context import AppContext
from api.http.limits import LOOK_UPS_OF_PERSON
from api.identity.demonstration import PersonaToken, tokens_of
from api.identity.seals import Seals
from api.typesetting.fonts import fonts_at
from api.typesetting.pdf import Press
from deploy.roles.installation import prepare_demonstration
from deploy.roles.settings import Settings
from deploy.stack.embedded_postgres import DATABASE_RIGHTS, program
from domain.acts.clarification import OpenClarification
from domain.case.agenda import agenda
from domain.case.commands import CommandEnvelope
from domain.case.events import EVENT
from domain.case.evolve import fold as fold_case
from domain.risk_filings.events import RISK_FILING_EVENT
from domain.risk_filings.state import fold as fold_filing
from domain.work_records.events import WORK_RECORD_EVENT
from domain.work_records.state import fold as fold_record
from eventlog.entry import GENESIS, decode_entry, leaf_hash, salted_digest
from eventlog.files.documents import DocumentFiles
from eventlog.imports import CaseImports
from eventlog.log import EventLog
from eventlog.log_reader import LogReader
from eventlog.outcomes import Outcomes
from eventlog.pool import Pool
from eventlog.read_log import ReadLog
from eventlog.result_queries.batches import Batches
from eventlog.result_queries.receipts import Receipts
from eventlog.sequencer import Sequencer
from eventlog.subject_changes import SubjectChanges
from eventlog.subjects import SubjectRegister
from policies.packs.loader import bundled_pack
from projections.cases import case_page
from projections.projector.projector import READ_MODELS, Projector
from projections.projector.waiting import ReadModelWaiter
from rongcuo_client import NO_RETRY, AsyncClient
from tests.api.client import PUBLIC_URL, Read
from tests.api.signed_in import COOKIE, sessions_of
from tests.conftest import EVERY_PROCESS, Database, Server, pool_as, superuser_of
from tests.projections.tables import contents
from tests.sequencing import number_all

DUMPS = Path(__file__).parent
READERS = {"nujiang": "prefecture-discipline-supervisor", "zhoushan": "island-e-discipline-supervisor"}
"""Who sees every case of a demonstration."""
_PSQL_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Before:
    """A database of the release before, once this release has started on it.

    Attributes:
        pool: of somebody who is every process at once, to look inside.
        log: as the worker has it.
        api: connections of the API.
        projecting: connections of the projector.
        numbers: the number of each case, as the release before showed it.
        events: how many events it had recorded.
    """

    pool: Pool
    log: EventLog
    name: str
    api: Pool
    projecting: Pool
    settings: Settings
    numbers: Mapping[UUID, str]
    events: int

    @property
    def projector(self) -> Projector:
        """A projector over it."""
        return Projector(self.projecting, LogReader(self.projecting))

    @property
    def reader(self) -> str:
        """The position of somebody who sees all of it."""
        return READERS[self.name]

    @property
    def personas(self) -> tuple[PersonaToken, ...]:
        """Everyone in office, as the start gave them tokens."""
        return tokens_of(self.settings.tokens_file)

    async def streams(self) -> Mapping[UUID, str]:
        """Every stream, and the kind of its first event."""
        rows = await self.pool.fetch("SELECT stream_id, type FROM event WHERE version = 1")
        return {row["stream_id"]: row["type"] for row in rows}


@pytest.fixture(scope="module", params=["nujiang", "zhoushan"])
async def before(
    request: pytest.FixtureRequest, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Before]:
    """Restore a dump, remember what it showed, and do what a start does."""
    database, numbers, events = await _restored(server, request.param)
    key_file = DUMPS / f"{request.param}.key"
    settings = Settings(
        database_url=database.dsn("rongcuo_projector"),
        sequencer_url=database.dsn("rongcuo_sequencer"),
        owner_url=database.dsn("rongcuo_owner"),
        temporal_address="127.0.0.1:1",
        key_file=key_file,
        tokens_file=tmp_path_factory.mktemp("start") / "tokens",
    )
    await prepare_demonstration(settings)
    async with (
        pool_as(database, EVERY_PROCESS) as pool,
        pool_as(database, "rongcuo_worker") as worker,
        pool_as(database, "rongcuo_api") as api,
        pool_as(database, "rongcuo_projector") as projecting,
    ):
        log = EventLog(worker, settings.installation_key)
        before = Before(pool, log, request.param, api, projecting, settings, numbers, events)
        await _number_all(before)
        await before.projector.catch_up()
        yield before


async def test_the_log_is_what_it_was(before: Before) -> None:
    """A start adds no event and leaves none without its place; nothing of this release is refused by the log."""
    sequenced = await before.pool.fetchval("SELECT count(*) FROM sequenced")

    assert before.events > 200
    assert await before.pool.fetchval("SELECT count(*) FROM event") == sequenced == before.events


async def test_the_chain_of_every_stream_holds(before: Before) -> None:
    """Each entry names the leaf before it and the digests of its contents, by the code of this release."""
    last: dict[UUID, bytes] = defaultdict(lambda: GENESIS)
    broken = []
    for row in await before.pool.fetch("SELECT * FROM event ORDER BY stream_id, version"):
        entry = decode_entry(row["entry"])
        contents_digests = tuple(
            salted_digest(row[f"{part}_salt"], row[part]) if row[part] is not None else None
            for part in ("payload", "private")
        )
        if (entry.prev_leaf, entry.payload_digest, entry.private_digest) != (last[row["stream_id"]], *contents_digests):
            broken.append((row["stream_id"], row["version"]))
        last[row["stream_id"]] = leaf_hash(row["entry"])

    assert broken == []


async def test_every_stream_folds(before: Before) -> None:
    """Cases, risk filings and work records of the release before have a state, and an open case its next alarms."""
    states: dict[UUID, object] = {}
    for stream, kind in (await before.streams()).items():
        payloads = [event.payload for event in (await before.log.load(stream, uuid4())).events]
        if kind.startswith("risk_filing_"):
            states[stream] = fold_filing(stream, [RISK_FILING_EVENT.validate_json(each) for each in payloads])
        elif kind.startswith("work_record_"):
            states[stream] = fold_record(stream, [WORK_RECORD_EVENT.validate_json(each) for each in payloads])
        else:
            case = fold_case(stream, [EVENT.validate_json(each) for each in payloads])
            assert case is not None
            page = await case_page.get(before.pool, stream)
            assert page is not None
            assert (page.version, page.stage, page.closed) == (case.version, case.stage, case.closed)
            assert agenda(case).next_due == page.next_due
            states[stream] = case

    assert set(before.numbers) <= set(states)
    assert all(states.values())


async def test_read_models_come_out_of_the_log_alone(before: Before) -> None:
    """What catching up gave after the start, and what a rebuild gives, are the same rows."""
    caught_up = await contents(before.pool)
    for model in READ_MODELS:
        await before.projector.rebuild(model.name)

    assert await contents(before.pool) == caught_up
    assert not await before.projector.step()


async def test_cases_keep_their_numbers(before: Before) -> None:
    """Nobody finds a case under another number after the start, nor after a rebuild."""
    pages = {case_id: await case_page.get(before.pool, case_id) for case_id in before.numbers}

    assert {case_id: page.number if page else None for case_id, page in pages.items()} == before.numbers


async def test_what_older_read_models_left_is_not_followed(before: Before) -> None:
    """The progress of versions that this release does not have stands still, or is gone with their tables."""
    ours = {(model.name, model.version) for model in READ_MODELS}
    rows = await before.pool.fetch("SELECT name, version, log_index FROM projection_progress")
    progress = {(row["name"], row["version"]): row["log_index"] for row in rows}
    end = await before.pool.fetchval("SELECT max(log_index) FROM sequenced")

    assert ours <= progress.keys()
    assert {progress[key] for key in ours} == {end}


async def test_every_case_can_be_read(before: Before) -> None:
    """The list and the page of each case, filing and record are answered, in words and as data."""
    async with _client(await _application(before)) as http:
        cases = await _items(http, before, "/v1/cases")
        filings = await _items(http, before, "/v1/risk-filings")
        records = await _items(http, before, "/v1/records")
        paths = [
            *(f"/v1/cases/{each['case_id']}{part}" for each in cases for part in ("", "/events")),
            *(f"/cases/{each['case_id']}" for each in cases),
            *(f"/risk-filings/{each['filing_id']}" for each in filings),
            *(f"/records/{each['record_id']}" for each in records),
            *("/cases", "/deadlines", "/corrections", "/statistics", "/risk-filings", "/records"),
        ]
        answers = {path: await _read(http, before, path) for path in paths}
    shown = answers["/cases"].text

    assert {UUID(each["case_id"]): each["number"] for each in cases} == before.numbers
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 200} == {}
    assert [each["number"] for each in cases if each["number"] not in shown or each["title"] not in shown] == []


async def test_names_are_found_however_they_are_typed(before: Before) -> None:
    """Who was registered as typed is found by one spelling, and shown as written."""
    register = SubjectRegister(before.api, before.settings.installation_key)
    rows = await before.pool.fetch("SELECT DISTINCT subject_id FROM subject")
    known = await register.get([row["subject_id"] for row in rows])
    found = {
        id_: [each.subject.subject_id for each in await register.find("\u2060 ".join(entry.subject.name))]
        for id_, entry in known.items()
    }

    assert known
    assert [id_ for id_, ids in found.items() if id_ not in ids] == []


async def test_a_case_goes_on(before: Before) -> None:
    """What is recorded after the start comes behind all that was there, and its case shows it."""
    opened = {case_id: await case_page.get(before.pool, case_id) for case_id in before.numbers}
    page = next(page for page in opened.values() if page and not page.clarifications)
    rule = bundled_pack(page.pack).clarification
    assert rule is not None
    ground = rule.grounds[0].id
    envelope = CommandEnvelope(
        command_id=uuid4(),
        actor=next(each.actor for each in before.personas if (each.organ, each.duty) == (page.to_organ, "officer")),
        body=OpenClarification(subject=page.subjects[0].facts.subject_id, ground=ground, statement="核查不属实"),
    )
    task = Task(case_id=page.case_id, envelope=envelope, at=datetime.now(UTC), door="update")
    answer = await CaseActivities(before.log).handle_command(task)
    await _number_all(before)
    await before.projector.catch_up()
    shown = await case_page.get(before.pool, page.case_id)
    numbered = await before.pool.fetch("SELECT version FROM sequenced WHERE log_index >= $1", before.events)

    assert isinstance(answer, Recorded)
    assert [row["version"] for row in numbered] == list(range(answer.first_version, answer.version + 1))
    assert shown is not None
    assert (shown.version, shown.number) == (answer.version, page.number)
    assert [view.ground for view in shown.clarifications] == [ground]


async def test_one_role_for_all_processes_has_no_right_any_more(before: Before) -> None:
    """What it owned is the projector's; nobody enters as it, and nothing is granted to it."""
    owners = await before.pool.fetch("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'read_model'")
    granted = await before.pool.fetchval(
        "SELECT count(*) FROM pg_class, aclexplode(relacl) AS acl WHERE acl.grantee = 'rongcuo_app'::regrole"
    )
    enters = await before.pool.fetchval("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'rongcuo_app'")

    assert [row[0] for row in owners] == ["rongcuo_projector"]
    assert (granted, enters) == (0, False)


async def _number_all(before: Before) -> None:
    assert before.settings.sequencer_url is not None
    sequencer = Sequencer(before.settings.sequencer_url)
    await number_all(before.pool, sequencer)
    await sequencer.close()


async def _restored(server: Server, name: str) -> tuple[Database, Mapping[UUID, str], int]:
    """A fresh database with a dump in it, as an operator moves a log to another server (docs/event-log.md#order).

    Returns:
        The database, the number of each case that it shows, and how many events there are.
    """
    database = Database(server, f"before_{uuid4().hex[:12]}")
    async with superuser_of(server, "postgres") as superuser:
        await superuser.execute(f"CREATE DATABASE {database.name} OWNER rongcuo_owner")
    restoring = await asyncio.create_subprocess_exec(
        program("psql"),
        *("-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", server.socket, "-U", "postgres", database.name),
        stdin=PIPE,
        stdout=DEVNULL,
        stderr=PIPE,
    )
    dump = gzip.decompress((DUMPS / f"{name}.sql.gz").read_bytes())
    _, faults = await asyncio.wait_for(restoring.communicate(dump), _PSQL_SECONDS)
    assert restoring.returncode == 0, faults.decode()
    async with superuser_of(server, database.name) as superuser:
        await superuser.execute(DATABASE_RIGHTS)
        await superuser.execute("ALTER TABLE event ALTER COLUMN epoch SET DEFAULT 2")
        shown = await superuser.fetch("SELECT case_id, number FROM read_model.case_page_v3")
        events = await superuser.fetchval("SELECT count(*) FROM event")
    return database, {row["case_id"]: row["number"] for row in shown}, events


async def _application(before: Before) -> AppContext:
    """The API over the database; reading asks nothing of the engine, so it is never reached."""
    key = before.settings.installation_key
    return AppContext(
        pool=before.api,
        by_key=before.api,
        event_log=EventLog(before.api, key),
        subjects=SubjectRegister(before.api, key),
        subject_changes=SubjectChanges(before.api, key),
        imports=CaseImports(before.api, key),
        temporal=await Client.connect(before.settings.temporal_address, lazy=True),
        read_models=ReadModelWaiter(before.api),
        outcomes=Outcomes(before.api),
        read_log=ReadLog(before.api, key, look_ups_an_hour=LOOK_UPS_OF_PERSON),
        receipts=Receipts(before.api, key),
        batches=Batches(before.api, key),
        seals=Seals(key),
        files=DocumentFiles.below(Path("none"), before.api, key),
        press=Press(fonts_at(None)),
        clock=lambda: datetime.now(UTC),
        public_url=PUBLIC_URL,
    )


def _client(context: AppContext) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(create_app(context)), base_url=PUBLIC_URL)


async def _read(http: httpx2.AsyncClient, before: Before, path: str) -> httpx2.Response:
    """What somebody who sees all of it is answered."""
    reader = next(each for each in before.personas if each.position == before.reader)
    if path.startswith("/v1/"):
        return await http.get(path, headers={"Authorization": f"Bearer {reader.token}"})
    session = (await sessions_of(before.pool, [reader]))[before.reader]
    return await http.get(path, headers={"Cookie": f"{COOKIE}={session}"})


async def _items(http: httpx2.AsyncClient, before: Before, path: str) -> list[dict[str, Any]]:
    """A list to its end, as programs read it."""
    reader = next(each for each in before.personas if each.position == before.reader)
    program = AsyncClient(PUBLIC_URL, reader.token, retry=NO_RETRY, http=http)
    return [each.root async for each in program.listed(path, Read)]
