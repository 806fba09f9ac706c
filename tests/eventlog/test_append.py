"""The contract of commands and streams, on a real server."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from eventlog.entry import GENESIS, decode_entry, leaf_hash, salted_digest
from eventlog.log import CaseErased, EventLog
from eventlog.pool import Connection, Pool
from eventlog.shapes import Conflict, KeyReused, NewEvent, Recorded, Refused
from tests.eventlog.appends import AT, event, first, following


async def test_append_then_load_gives_the_events_back(log: EventLog) -> None:
    """What was appended is what is loaded, with its version and leaf."""
    append = first(event("a", payload=b"one"), event("b", payload=b"two", private=b"text"))
    outcome = await log.append(append)
    loaded = await log.load(append.stream_id, uuid4())

    assert isinstance(outcome, Recorded)
    assert (outcome.first_version, outcome.last_version, outcome.repeated) == (1, 2, False)
    assert [(e.version, e.type, e.payload, e.meta, e.recorded_at) for e in loaded.events] == [
        (1, "a", b"one", b"meta", AT),
        (2, "b", b"two", b"meta", AT),
    ]
    assert (loaded.version, loaded.last_leaf, loaded.earlier) == (2, outcome.last_leaf, None)


async def test_a_stream_that_does_not_exist_loads_empty(log: EventLog) -> None:
    """Loading a new case is no error."""
    loaded = await log.load(uuid4(), uuid4(), subject_ids=[uuid4()], matter_ids=[uuid4()])

    assert (loaded.version, loaded.last_leaf, loaded.events) == (0, GENESIS, ())
    assert not loaded.subjects
    assert not loaded.roots


async def test_a_remembered_stream_is_not_loaded_again(log: EventLog) -> None:
    """While its last leaf is the one known, only version and leaf come; a moved stream comes whole."""
    append = first(event("a"), event("b"))
    await log.append(append)
    whole = await log.load(append.stream_id, uuid4())
    known = await log.load(append.stream_id, uuid4(), known_leaf=whole.last_leaf)
    await log.append(await following(log, append.stream_id, event("c")))
    moved = await log.load(append.stream_id, uuid4(), known_leaf=whole.last_leaf)

    assert (known.known, known.events, known.version, known.last_leaf) == (True, (), 2, whole.last_leaf)
    assert (whole.known, len(whole.events)) == (False, 2)
    assert (moved.known, [each.type for each in moved.events], moved.version) == (False, ["a", "b", "c"], 3)


async def test_a_recorded_command_shows_its_events_though_they_are_known(log: EventLog) -> None:
    """Who sends a command again is told which events it caused."""
    append = first(event("a"))
    await log.append(append)
    leaf = (await log.load(append.stream_id, uuid4())).last_leaf
    again = await log.load(append.stream_id, append.command_id, known_leaf=leaf)

    assert (again.known, [each.type for each in again.events]) == (False, ["a"])
    assert again.earlier is not None


async def test_the_same_command_again_gives_the_first_outcome(log: EventLog) -> None:
    """A retry of a recorded command returns its versions, even after the stream has moved on."""
    append = first(event(), event())
    await log.append(append)
    await log.append(await following(log, append.stream_id))

    assert await log.append(append) == Recorded(1, 2, repeated=True)
    assert (await log.load(append.stream_id, append.command_id)).version == 3


async def test_load_shows_the_earlier_outcome(log: EventLog) -> None:
    """The load statement looks the command id up in the ledger."""
    append = first()
    await log.append(append)
    earlier = (await log.load(append.stream_id, append.command_id)).earlier

    assert earlier is not None
    assert earlier == await log.outcome(append.command_id)
    assert (earlier.outcome, earlier.first_version) == ("recorded", 1)
    assert log.is_outcome_of(earlier, append.stream_id, append.digest)


async def test_another_digest_is_a_reused_key(log: EventLog) -> None:
    """A command id stands for one body and one actor."""
    append = first()
    await log.append(append)
    other = append._replace(digest=b"another body")

    assert await log.append(other) == KeyReused()
    assert await log.append(append._replace(stream_id=uuid4())) == KeyReused()


async def test_a_refusal_is_in_the_ledger_and_leaves_the_stream_alone(log: EventLog) -> None:
    """A refused command has its row; the stream is unchanged; the refusal is its first outcome for ever."""
    append = first()
    await log.append(append)
    late = await following(log, append.stream_id)

    async def refuse(refusal: bytes, digest: bytes = late.digest) -> object:
        return await log.refuse(
            command_id=late.command_id,
            stream_id=late.stream_id,
            actor=late.actor,
            digest=digest,
            refusal=refusal,
            recorded_at=AT,
        )

    assert await refuse(b'{"code": "x"}') == Refused(b'{"code": "x"}')
    assert await refuse(b'{"code": "y"}') == Refused(b'{"code": "x"}')
    assert await refuse(b'{"code": "x"}', digest=b"other") == KeyReused()
    assert await log.append(late) == Refused(b'{"code": "x"}')
    assert (await log.load(append.stream_id, late.command_id)).version == 1


async def test_a_recorded_command_cannot_be_refused(log: EventLog) -> None:
    """The first outcome wins the other way round too."""
    append = first()
    await log.append(append)
    outcome = await log.refuse(
        command_id=append.command_id,
        stream_id=append.stream_id,
        actor=append.actor,
        digest=append.digest,
        refusal=b"{}",
        recorded_at=AT,
    )

    assert outcome == Recorded(1, 1, repeated=True)


async def test_the_same_command_at_once_is_recorded_once(log: EventLog) -> None:
    """Racing retries of one command agree on one outcome."""
    append = first()
    outcomes = await asyncio.gather(*(log.append(append) for _ in range(8)))

    assert sorted(o.repeated for o in outcomes if isinstance(o, Recorded)) == [False] + [True] * 7
    assert (await log.load(append.stream_id, uuid4())).version == 1


async def test_a_stale_version_or_leaf_is_a_conflict(log: EventLog) -> None:
    """The predecessor must be there, be the last, and have the leaf that was loaded; no append leaves a hole."""
    append = first()
    await log.append(append)
    after = await following(log, append.stream_id)
    await log.append(await following(log, append.stream_id))

    assert await log.append(after) == Conflict()
    assert await log.append(after._replace(expected_version=2)) == Conflict()  # the leaf is of version 1
    assert await log.append(after._replace(expected_version=9)) == Conflict()  # a hole
    assert await log.append(first(stream_id=append.stream_id)) == Conflict()
    assert await log.outcome(after.command_id) is None
    assert [e.version for e in await log.read_stream(append.stream_id)] == [1, 2]


async def test_exactly_one_of_many_wins_each_version(log: EventLog) -> None:
    """Twenty writers of one stream: one winner per version, the others reload and go on."""
    append = first()
    await log.append(append)
    conflicts = 0

    async def write() -> int:
        nonlocal conflicts
        while True:
            outcome = await log.append(await following(log, append.stream_id))
            if isinstance(outcome, Recorded):
                return outcome.last_version
            assert outcome == Conflict()
            conflicts += 1

    versions = await asyncio.gather(*(write() for _ in range(20)))

    assert sorted(versions) == list(range(2, 22))
    assert conflicts > 0


async def test_the_chain_of_leaves_recomputes_from_the_rows(log: EventLog, app_pool: Pool) -> None:
    """Every entry carries its predecessor's leaf, agrees with its columns, and its digests verify."""
    append = first(event(private=b"p"), event(payload=b"x" * 3000))
    await log.append(append)
    await log.append(await following(log, append.stream_id, event(private=b"q")))
    rows = await app_pool.fetch("SELECT * FROM event WHERE stream_id = $1 ORDER BY version", append.stream_id)
    leaf = GENESIS
    for row in rows:
        entry = decode_entry(row["entry"])
        columns = ("stream_id", "version", "recorded_at", "valid_on", "command_id", "schema_version", "type")

        assert [getattr(entry, name) for name in columns] == [row[name] for name in columns]
        assert entry.prev_leaf == leaf
        assert entry.payload_digest == salted_digest(row["payload_salt"], row["payload"])
        if row["private"] is None:
            assert entry.private_digest is None
        else:
            assert entry.private_digest == salted_digest(row["private_salt"], row["private"])
        leaf = leaf_hash(row["entry"])

        assert leaf == row["leaf"]
    assert len(rows) == 3


async def test_the_database_refuses_a_wrong_leaf(log: EventLog, app_pool: Pool) -> None:
    """A leaf is what its entry hashes to, whoever builds the row: it cannot be written."""
    await log.append(first())

    with pytest.raises(asyncpg.GeneratedAlwaysError):
        await app_pool.execute("INSERT INTO event (stream_id, version, leaf) VALUES ($1, 1, '\\x00')", uuid4())


async def test_an_append_inside_another_transaction_is_refused_after_a_write(app_pool: Pool, log: EventLog) -> None:
    """Order rule 2: once a transaction has written, it must not append, or versions could be seen inverted."""
    append = first()
    await log.append(append)
    call = (
        "SELECT append_events($1, 1, $2, $3, '', '', now(), NULL, 'x', 1::smallint, '2026-03-01', "
        "'', '', '', NULL, NULL, NULL, NULL)"
    )
    loaded = await log.load(append.stream_id, uuid4())
    async with app_pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("SELECT pg_current_xact_id()")
        with pytest.raises(asyncpg.PostgresError) as raised:
            await connection.execute(call, append.stream_id, loaded.last_leaf, uuid4())
        await transaction.rollback()

    assert raised.value.constraint_name == "append_first_write"


@pytest.mark.parametrize("facts", [(), (event(),)], ids=["alone", "after a fact"])
async def test_an_erased_case_takes_no_private_part(
    log: EventLog, app_pool: Pool, eraser: Connection, facts: tuple[NewEvent, ...]
) -> None:
    """A key that was destroyed is not used from a cache, nor made anew; facts can still be appended."""
    append = first(event(private=b"text"))
    await log.append(append)
    await eraser.execute("DELETE FROM case_key WHERE stream_id = $1", append.stream_id)
    later = first(*facts, event(private=b"more"), stream_id=append.stream_id)._replace(expected_version=1)
    row = await app_pool.fetchrow("SELECT leaf FROM event WHERE stream_id = $1", append.stream_id)
    assert row is not None
    later = later._replace(prev_leaf=row["leaf"])

    with pytest.raises(CaseErased):
        await log.append(later)
    with pytest.raises(CaseErased):
        await log.append(later)
    assert isinstance(await log.append(await following(log, append.stream_id, *facts, event())), Recorded)
