"""What was changed behind the application's back is found by whoever loads, reads, follows or verifies the log."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from rich.console import Console

from deploy.cli.log_verify import EXIT_MANIPULATED, EXIT_NOT_CHECKED, EXIT_WHOLE, log_verify
from eventlog.integrity import Fault, Manipulated
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.log_reader import LOG_START
from eventlog.pool import Connection, Pool
from eventlog.reference import install
from eventlog.sequencer import Sequencer
from eventlog.shapes import ManipulatedEvent, Recorded
from eventlog.verification import verify
from tests.conftest import Database, Server
from tests.eventlog.appends import event, first, following
from tests.eventlog.meddling import Meddler, meddling
from tests.sequencing import number_all

At = tuple[int, Fault]


@dataclass(frozen=True)
class Change:
    """What is done to a stream of four events, and where and as what each reader finds it; None: not at all."""

    statements: tuple[str, ...]
    load: At | None
    read: At | None
    follow: At | None
    verify: At | None


def everywhere(version: int, fault: Fault, *statements: str) -> Change:
    """A change that everybody finds alike."""
    at = version, fault
    return Change(statements, at, at, at, at)


def _set(version: int, assignment: str) -> str:
    return f"UPDATE event SET {assignment} WHERE stream_id = $1 AND version = {version}"  # noqa: S608 - our own


def _swapped(assignments: str) -> str:
    return (
        f"UPDATE event e SET {assignments} FROM event o "  # noqa: S608 - our own
        "WHERE e.stream_id = $1 AND o.stream_id = $1 AND e.version IN (2, 3) AND o.version = 5 - e.version"
    )


_ALL = (
    "type", "schema_version", "recorded_at", "valid_on", "command_id", "entry", "payload", "payload_salt", "private",
    "private_salt",
)  # fmt: skip

CHANGES: Mapping[str, Change] = {
    "facts": everywhere(2, "payload", _set(2, "payload = payload || ' '::bytea")),
    "facts emptied": everywhere(2, "payload", _set(2, "payload = ''")),
    "facts of the newest": everywhere(4, "payload", _set(4, "payload = payload || ' '::bytea")),
    "salt": everywhere(2, "payload", _set(2, "payload_salt = payload_salt || ' '::bytea")),
    "type": everywhere(1, "columns", _set(1, "type = 'granted'")),
    "schema": everywhere(2, "columns", _set(2, "schema_version = 7")),
    "instant": everywhere(3, "columns", _set(3, "recorded_at = recorded_at + interval '1 microsecond'")),
    "no instant": everywhere(3, "columns", _set(3, "recorded_at = 'infinity'")),
    "day": everywhere(2, "columns", _set(2, "valid_on = valid_on + 1")),
    "no day": everywhere(2, "columns", _set(2, "valid_on = '-infinity'")),
    "day nobody can read": everywhere(4, "columns", _set(4, "valid_on = '294000-01-01'")),
    "command": everywhere(2, "columns", _set(2, "command_id = gen_random_uuid()")),
    "entry of another format": everywhere(2, "entry", _set(2, "entry = set_byte(entry, 0, 2)")),
    "entry cut off": everywhere(2, "entry", _set(2, "entry = substring(entry FOR 40)")),
    "entry emptied": everywhere(2, "entry", _set(2, "entry = ''")),
    "stream in the entry": everywhere(2, "columns", _set(2, "entry = set_byte(entry, 5, get_byte(entry, 5) # 1)")),
    "leaf before it": everywhere(2, "chain", _set(2, "entry = set_byte(entry, 60, get_byte(entry, 60) # 1)")),
    "digest in the entry": everywhere(2, "payload", _set(2, "entry = set_byte(entry, 90, get_byte(entry, 90) # 1)")),
    "meta, and so the leaf": everywhere(3, "chain", _set(2, "entry = set_byte(entry, length(entry) - 1, 0)")),
    "first deleted": everywhere(1, "missing", "DELETE FROM event WHERE stream_id = $1 AND version = 1"),
    "middle deleted": everywhere(2, "missing", "DELETE FROM event WHERE stream_id = $1 AND version = 2"),
    "newest deleted": everywhere(4, "missing", "DELETE FROM event WHERE stream_id = $1 AND version = 4"),
    "all deleted": everywhere(1, "missing", "DELETE FROM event WHERE stream_id = $1"),
    "moved away": everywhere(
        4, "missing", "UPDATE event SET stream_id = $2, version = 5 WHERE stream_id = $1 AND version = 4"
    ),
    "moved on": Change((_set(4, "version = 9"),), (4, "missing"), (9, "columns"), (4, "missing"), (4, "missing")),
    "moved below all": Change(
        (_set(4, "version = -2147483648"),), (1, "missing"), (4, "missing"), (4, "missing"), (1, "missing")
    ),
    "two swapped": everywhere(
        2, "columns", _set(2, "version = 7"), _set(3, "version = 2"), _set(7, "version = 3")
    ),
    "two swapped but for their places": everywhere(
        2, "columns", _swapped(", ".join(f"{column} = o.{column}" for column in _ALL))
    ),
    "facts swapped": everywhere(2, "payload", _swapped("payload = o.payload, payload_salt = o.payload_salt")),
    "words": Change(
        (_set(2, "private = set_byte(private, 20, get_byte(private, 20) # 1)"),),
        None, (2, "private"), None, (2, "private"),
    ),
    "words swapped": Change(
        (_swapped("private = o.private, private_salt = o.private_salt"),), None, (2, "private"), None, (2, "private")
    ),
    "words put in": Change(
        (_set(4, "private = 'said', private_salt = ''"),), None, (4, "private"), None, (4, "private")
    ),
    "key of the case": Change(
        ("UPDATE case_key SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) WHERE stream_id = $1",),
        (4, "key"), (1, "key"), None, None,
    ),
    "places swapped": Change(
        (
            "UPDATE sequenced SET version = 50 WHERE stream_id = $1 AND version = 2",
            "UPDATE sequenced SET version = 2 WHERE stream_id = $1 AND version = 3",
            "UPDATE sequenced SET version = 3 WHERE stream_id = $1 AND version = 50",
        ),
        None, None, (3, "order"), (3, "order"),
    ),
    "place deleted": Change(
        ("DELETE FROM sequenced WHERE stream_id = $1 AND version = 2",), None, None, (3, "order"), (3, "order")
    ),
    "transaction": Change((_set(2, "xid = '999999999999'"),), None, None, None, (3, "order")),
    "ledger": Change(
        ("DELETE FROM command WHERE command_id = (SELECT command_id FROM event WHERE stream_id = $1 AND version = 3)",),
        None, None, None, (3, "ledger"),
    ),
    "newest deleted, and its place": Change(
        (
            "DELETE FROM event WHERE stream_id = $1 AND version = 4",
            "DELETE FROM sequenced WHERE stream_id = $1 AND version = 4",
        ),
        None, None, None, (3, "ledger"),
    ),
}  # fmt: skip
"""Events 3 and 4 are of one command; the others have one each."""


@pytest.fixture(scope="module")
async def meddler(database: Database) -> AsyncIterator[Meddler]:
    """A superuser."""
    async with meddling(database) as meddler:
        yield meddler


@pytest.fixture(scope="module")
async def streams(log: EventLog, app_pool: Pool, sequencer: Sequencer) -> tuple[UUID, UUID]:
    """Two streams of four events, one after another in the log, with another stream before and behind them."""
    one, other = uuid4(), uuid4()
    await log.append(first())
    for stream in (one, other):
        await log.append(first(event(payload=b'{"n":1}', private=b"said"), stream_id=stream))
        await log.append(await following(log, stream, event(payload=b'{"n":2}', private=b"said more")))
        last = event(payload=b'{"n":3}', private=b"and more"), event(payload=b'{"n":4}')
        await log.append(await following(log, stream, *last))
    await log.append(first())
    await number_all(app_pool, sequencer)
    return one, other


@pytest.fixture(autouse=True)
async def nothing_set_aside(app_pool: Pool) -> AsyncIterator[None]:
    """Each test begins with nothing set aside."""
    yield
    await app_pool.execute("DELETE FROM set_aside")


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_is_found_by_everyone_who_meets_it(
    app_pool: Pool, installation_key: InstallationKey, meddler: Meddler, streams: tuple[UUID, UUID], name: str
) -> None:
    """Loaded, read, followed and verified: each says at which version what does not hold; others are not hurt."""
    change, (stream, other) = CHANGES[name], streams
    async with meddler.changed(change.statements, stream, other):
        log = EventLog(app_pool, installation_key)  # a process that remembers no key
        found = {
            "load": await _caught(log.load(stream, uuid4())),
            "read": await _caught(_read(log, stream)),
            "follow": await _followed(log, stream),
            "verify": await _verified(app_pool, stream),
        }
        kept = await app_pool.fetch("SELECT read_model, reason FROM set_aside WHERE stream_id = $1", stream)
        if name != "moved away":
            assert len(await log.read_stream(other)) == len((await log.load(other, uuid4())).events) == 4

    assert found == {"load": change.load, "read": change.read, "follow": change.follow, "verify": change.verify}
    assert [tuple(row) for row in kept] == ([("log", "manipulated")] if change.load or change.read else [])


async def test_what_is_whole_is_found_whole(app_pool: Pool, log: EventLog, streams: tuple[UUID, UUID]) -> None:
    """Nothing is found where nothing was changed, in pages however small; and how far it is, is told."""
    told: list[tuple[str, int, int]] = []
    report = await verify(app_pool, lambda part, done, of: told.append((part, done, of)), page=3)

    assert report.whole
    assert (report.events, report.streams, report.places, report.commands) == (10, 4, 10, 8)
    assert [part for part, done, of in told if done == 10] == ["events", "order"]
    assert len((await log.load(streams[0], uuid4())).events) == 4


async def test_erased_words_are_no_change(
    app_pool: Pool, log: EventLog, meddler: Meddler, streams: tuple[UUID, UUID]
) -> None:
    """Words and keys may go; every digest still holds."""
    erased = "UPDATE event SET private = NULL, private_salt = NULL WHERE stream_id = $1"
    async with meddler.changed([erased, "DELETE FROM case_key WHERE stream_id = $1"], streams[0]):
        report, page = await verify(app_pool), await log.read_stream(streams[0])

    assert report.whole
    assert [each.erased for each in page] == [True, True, True, False]


async def test_lists_leave_out_what_was_changed(
    app_pool: Pool, log: EventLog, meddler: Meddler, streams: tuple[UUID, UUID]
) -> None:
    """One stream of a list keeps no other one from it, and is set aside."""
    async with meddler.changed(CHANGES["type"].statements, streams[0]):
        firsts = await log.read_firsts(streams)
        aside = await app_pool.fetchval("SELECT stream_id FROM set_aside")

    assert [each.stream_id for each in firsts] == [streams[1]]
    assert aside == streams[0]


async def test_a_known_leaf_needs_no_events(
    app_pool: Pool, log: EventLog, meddler: Meddler, streams: tuple[UUID, UUID]
) -> None:
    """Who remembers the stream as it was decides on what it was; who has to read it again does not."""
    loaded = await log.load(streams[0], uuid4())
    async with meddler.changed(CHANGES["facts"].statements, streams[0]):
        assert (await log.load(streams[0], uuid4(), known_leaf=loaded.last_leaf)).known
    async with meddler.changed(CHANGES["newest deleted"].statements, streams[0]):
        with pytest.raises(Manipulated):
            await log.load(streams[0], uuid4(), known_leaf=loaded.last_leaf)
    assert await app_pool.fetchval("SELECT count(*) FROM set_aside") == 1


@pytest.mark.parametrize("change", ["newest deleted", "all deleted", "transaction", "moved on"])
async def test_what_was_deleted_does_not_stop_the_sequencer(  # noqa: PLR0913, PLR0917 - one fixture for each part
    app_pool: Pool,
    log: EventLog,
    meddler: Meddler,
    sequencer: Sequencer,
    streams: tuple[UUID, UUID],
    change: str,
) -> None:
    """Places go on after the last that was given, and what is appended in a deleted event's place keeps that place."""
    async with meddler.changed(CHANGES[change].statements, streams[0]):
        last = await app_pool.fetchval("SELECT max(log_index) FROM sequenced")
        after = first()
        await log.append(after)
        if change == "newest deleted":
            leaf = await app_pool.fetchval("SELECT leaf FROM event WHERE stream_id = $1 AND version = 3", streams[0])
            again = first(stream_id=streams[0])._replace(expected_version=3, prev_leaf=leaf)
            assert isinstance(await log.append(again), Recorded)
        async with _patience():
            while not (given := await _places(app_pool, after.stream_id)):
                await sequencer.step()

    assert given == [last + 1]


async def test_the_very_last_place_may_be_deleted(
    app_pool: Pool, log: EventLog, meddler: Meddler, sequencer: Sequencer
) -> None:
    """The newest event of the whole log goes, and the next one still gets its place."""
    gone, after = first(), first()
    await log.append(gone)
    await number_all(app_pool, sequencer)
    [place] = await _places(app_pool, gone.stream_id)
    async with meddler.changed(["DELETE FROM event WHERE stream_id = $1"], gone.stream_id):
        await log.append(after)
        async with _patience():
            while not (given := await _places(app_pool, after.stream_id)):
                await sequencer.step()
        page = await log.read_log(place - 1, 10)

    assert given == [place + 1]
    assert [type(each) is ManipulatedEvent for each in page] == [True, False]


async def test_a_log_cut_off_at_its_end_is_told_by_who_read_further(
    app_pool: Pool, meddler: Meddler, streams: tuple[UUID, UUID]
) -> None:
    """Events, places and commands deleted together leave read models that have read more than there is."""
    assert streams
    last = await app_pool.fetchval("SELECT max(log_index) FROM sequenced")
    await app_pool.execute("INSERT INTO projection_progress VALUES ('case_page', 1, $1)", last)
    cut = [
        f"DELETE FROM command WHERE command_id IN (SELECT command_id FROM event JOIN sequenced USING (stream_id, version) WHERE log_index > {last - 1})",  # noqa: E501, S608 - our own
        f"DELETE FROM event WHERE (stream_id, version) IN (SELECT stream_id, version FROM sequenced WHERE log_index > {last - 1})",  # noqa: E501, S608 - our own
        f"DELETE FROM sequenced WHERE log_index > {last - 1}",  # noqa: S608 - our own
    ]
    async with meddler.changed(cut):
        report = await verify(app_pool)
    await app_pool.execute("DELETE FROM projection_progress")

    assert (report.whole, report.shortened_to, report.streams_hurt) == (False, last - 1, 0)


async def test_what_comes_while_somebody_reads_is_nothing_missing(
    app_pool: Pool, installation_key: InstallationKey, log: EventLog, sequencer: Sequencer
) -> None:
    """An event recorded and numbered between two looks at the end of a stream is read, and no alarm is raised."""
    begun = first()
    await log.append(begun)

    class Slow:
        """Connections over which something happens after the first page."""

        happened = False

        async def fetch(self, *asked: Any) -> list[asyncpg.Record]:
            page = await app_pool.fetch(*asked)
            if not self.happened:
                self.happened = True
                await log.append(await following(log, begun.stream_id, event()))
                await number_all(app_pool, sequencer)
            return page

        fetchval = staticmethod(app_pool.fetchval)
        execute = staticmethod(app_pool.execute)

    read = await EventLog(Slow(), installation_key).read_stream(begun.stream_id, after_version=1)  # type: ignore[arg-type]  # stands for a slow pool

    assert [each.version for each in read] == [2]
    assert not await app_pool.fetchval("SELECT count(*) FROM set_aside")


async def test_changed_law_is_named(
    app_pool: Pool, database: Database, meddler: Meddler, streams: tuple[UUID, UUID]
) -> None:
    """A pack or a calendar is what its hash says, also where the database was told not to look."""
    assert streams
    await install(app_pool, "calendar", "cn", b"{}", "test")
    superuser: Connection = await asyncpg.connect(database.server.dsn("postgres", database.name))
    await superuser.execute("ALTER TABLE reference_data DROP CONSTRAINT reference_data_check")
    await superuser.close()
    async with meddler.changed(["UPDATE reference_data SET content = '{ }'"]):
        report = await verify(app_pool)

    assert (report.whole, report.law, report.streams_hurt) == (False, ("calendar cn 1",), 0)


def test_the_command_says_it_by_its_exit_code(
    database: Database, streams: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """0 for a whole log, as words and as JSON."""
    assert streams
    _environment(monkeypatch, database.dsn("rongcuo_worker"))
    console = Console(record=True, width=200)

    assert log_verify(tmp_path, console, as_json=False) == EXIT_WHOLE
    assert "日志完整" in console.export_text()
    assert log_verify(tmp_path, console, as_json=True) == EXIT_WHOLE
    assert json.loads(console.export_text())["whole"]


async def test_the_command_names_the_first_fault(
    database: Database,
    meddler: Meddler,
    streams: tuple[UUID, UUID],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """1 for a changed one: the stream, the version, what is wrong with it and what still holds."""
    _environment(monkeypatch, database.dsn("rongcuo_worker"))
    console = Console(record=True, width=200)
    async with meddler.changed(CHANGES["facts swapped"].statements, streams[0]):
        code = await asyncio.to_thread(log_verify, tmp_path, console, as_json=False)

    assert code == EXIT_MANIPULATED
    told = console.export_text()
    assert f"{streams[0]} 第 2 版" in told
    assert "第 1 至 1 版成立" in told


def test_the_command_says_that_it_could_not_check(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """2 where there is no such database, and where nobody said which."""
    console = Console(record=True, width=200)
    monkeypatch.delenv("RONGCUO_DATABASE_URL", raising=False)
    assert log_verify(tmp_path, console, as_json=False) == EXIT_NOT_CHECKED

    _environment(monkeypatch, server.dsn("rongcuo_worker", "nowhere"))
    assert log_verify(tmp_path, console, as_json=False) == EXIT_NOT_CHECKED


def _environment(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    for name, value in {
        "RONGCUO_DATABASE_URL": database_url,
        "RONGCUO_TEMPORAL_ADDRESS": "127.0.0.1:1",
        "RONGCUO_KEY_FILE": "none",
        "RONGCUO_TOKENS_FILE": "none",
    }.items():
        monkeypatch.setenv(name, value)


async def _caught(reading: Awaitable[object]) -> At | None:
    try:
        await reading
    except Manipulated as manipulated:
        return manipulated.version, manipulated.fault
    return None


async def _read(log: EventLog, stream: UUID) -> None:
    """Page by page, as whoever reads a whole stream does."""
    after, full = 0, True
    while full:
        page = await log.read_stream(stream, after_version=after, limit=2)
        after, full = after + len(page), len(page) == 2


async def _followed(log: EventLog, stream: UUID) -> At | None:
    page = await log.read_log(LOG_START, 1_000)
    found = [each for each in page if each.stream_id == stream and isinstance(each, ManipulatedEvent)]
    return (found[0].version, found[0].fault) if found else None


async def _verified(pool: Pool, stream: UUID) -> At | None:
    report = await verify(pool)
    found = report.faults.get(stream)
    assert report.whole is (report.first is None)
    return (found.version, found.fault) if found else None


async def _places(pool: Pool, stream: UUID) -> list[int]:
    return [
        row[0] for row in await pool.fetch("SELECT log_index FROM sequenced WHERE stream_id = $1 ORDER BY 1", stream)
    ]


def _patience() -> asyncio.Timeout:
    return asyncio.timeout(20)
