"""What the database itself refuses, to every process and to the owner, and what erasure may do."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from eventlog.entry import decode_entry, salted_digest
from eventlog.integrity import Manipulated
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.migrate import MigrationChanged, migrate
from eventlog.pool import Connection, Pool
from tests.conftest import PROCESSES, Database
from tests.eventlog.appends import event, first, following

WRITES = [
    "INSERT INTO event (stream_id) VALUES (gen_random_uuid())",
    "INSERT INTO sequenced VALUES (0, gen_random_uuid(), 1)",
    "INSERT INTO command (command_id, digest, recorded_at) VALUES (gen_random_uuid(), '', now())",
    "INSERT INTO case_key VALUES (gen_random_uuid(), '')",
    "INSERT INTO matter VALUES (gen_random_uuid(), NULL, gen_random_uuid(), 1)",
    "UPDATE matter SET merged_into = matter_id",
    "INSERT INTO ban_slot SELECT * FROM ban_slot",
    "UPDATE ban_slot SET occurrence_id = gen_random_uuid()",
    "DELETE FROM ban_slot",
    "INSERT INTO tolerance_grant SELECT * FROM tolerance_grant",
    "UPDATE tolerance_grant SET revoked_version = version + 1",
    "INSERT INTO reference_data SELECT * FROM reference_data",
    "INSERT INTO reference_draft_end SELECT * FROM reference_draft_end",
    "INSERT INTO subject SELECT * FROM subject",
    "INSERT INTO subject_key SELECT * FROM subject_key",
    "SELECT merge_matters('{}')",
    "SELECT revoke_grants(gen_random_uuid(), '{}')",
    "SELECT record_grants(gen_random_uuid(), '{}', '{}')",
]
"""What only functions of the owner write, and the parts of these functions."""

CHANGES = [
    "UPDATE event SET payload = '' WHERE stream_id = $1",
    "UPDATE event SET private = NULL, private_salt = NULL WHERE stream_id = $1",
    "UPDATE command SET digest = '' WHERE stream_id = $1",
    "DELETE FROM event WHERE stream_id = $1",
    "DELETE FROM command WHERE stream_id = $1",
    "DELETE FROM matter WHERE registered_stream = $1",
    "DELETE FROM tolerance_grant WHERE stream_id = $1",
]
TRUNCATED = ["event", "sequenced", "command", "reference_data", "subject CASCADE", "matter CASCADE", "tolerance_grant"]


@pytest.fixture
async def case(log: EventLog) -> UUID:
    """A stream with one event that has a private part."""
    append = first(event(payload=b"fact", private=b"reason"))
    await log.append(append)
    return append.stream_id


@pytest.fixture(scope="module", params=PROCESSES)
async def process(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Connection]:
    """A connection as each of our processes has it."""
    connection: Connection = await asyncpg.connect(database.dsn(request.param))
    yield connection
    await connection.close()


@pytest.mark.parametrize("change", CHANGES)
async def test_no_process_changes_anything(process: Connection, case: UUID, change: str) -> None:
    """None of them has a right to it."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await process.execute(change, case)


@pytest.mark.parametrize("write", WRITES)
async def test_every_process_writes_by_functions_alone(process: Connection, write: str) -> None:
    """What is consistent with the events is written with them, by whoever checks that it is."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await process.execute(write)


@pytest.mark.parametrize(
    ("role", "before"),
    [
        ("rongcuo_sequencer", "SET search_path = read_model, public"),
        ("rongcuo_owner", "CREATE TEMP TABLE sequenced (version int)"),  # no process may make one
    ],
)
async def test_the_owner_s_functions_find_the_owner_s_tables_alone(database: Database, role: str, before: str) -> None:
    """Whoever puts other names before those of the owner is refused, so that nothing of theirs runs with its rights."""
    connection: Connection = await asyncpg.connect(database.dsn(role))
    try:
        await connection.fetchval("SELECT sequence_events(1)")
        await connection.execute(before)
        with pytest.raises(asyncpg.RaiseError) as refused:
            await connection.fetchval("SELECT sequence_events(1)")
    finally:
        await connection.close()
    assert refused.value.constraint_name == "usual_search_path"


async def test_published_law_needs_a_second_person(api_pool: Pool) -> None:
    """The functions say so themselves, whoever calls them: four eyes, a draft, and the version it was made from."""
    await api_pool.execute(
        "INSERT INTO reference_draft (kind, name, version, base_version, content, sha256, note, proposed_by)"
        " SELECT 'calendar', 'drafted', n, 0, 'x', sha256('x'), '', 'p001' FROM generate_series(1, 2) AS n"
    )
    publish = "SELECT end_draft('calendar', 'drafted', $1, 'published', $2)"
    broken = []
    for version, person in ((1, "p001"), (3, "p002")):
        with pytest.raises(asyncpg.PostgresError) as raised:
            await api_pool.execute(publish, version, person)
        broken.append(raised.value.constraint_name)
    await api_pool.execute(publish, 1, "p002")
    with pytest.raises(asyncpg.PostgresError) as late:
        await api_pool.execute(publish, 2, "p002")

    assert [*broken, late.value.constraint_name] == ["four_eyes", "reference_draft_known", "reference_draft_base"]
    assert await api_pool.fetchval("SELECT array_agg(version) FROM reference_data WHERE name = 'drafted'") == [1]


@pytest.mark.parametrize("change", CHANGES)
async def test_the_owner_is_stopped_by_triggers(owner: Connection, case: UUID, change: str) -> None:
    """The owner has the right, and still the trigger refuses."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError) as raised:
        await owner.execute(change, case)

    assert raised.value.constraint_name == "append_only"


@pytest.mark.parametrize("table", TRUNCATED)
async def test_nobody_truncates(owner: Connection, process: Connection, table: str) -> None:
    """TRUNCATE is refused to the owner and to every process."""
    for executor in (owner, process):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await executor.execute(f"TRUNCATE {table}")


async def test_erasure_nulls_the_private_part_and_keeps_every_proof(
    log: EventLog, owner: Connection, eraser: Connection, case: UUID
) -> None:
    """After erasure reading gives None, and entry, leaf and payload digest still verify."""
    await log.append(await following(log, case, event(private=b"more")))
    [before, kept] = await log.read_stream(case)
    await eraser.execute(
        "UPDATE event SET private = NULL, private_salt = NULL WHERE stream_id = $1 AND version = 1", case
    )
    [after, _] = await log.read_stream(case)
    row = await owner.fetchrow("SELECT * FROM event WHERE stream_id = $1 AND version = 1", case)
    assert row is not None
    entry = decode_entry(row["entry"])

    assert (before.private, before.erased, kept.private) == (b"reason", False, b"more")
    assert (after.private, after.erased, after.payload) == (None, True, b"fact")
    assert entry.payload_digest == salted_digest(row["payload_salt"], row["payload"])
    assert entry.private_digest is not None
    assert (await log.load(case, uuid4())).version == 2


async def test_deleting_the_case_key_makes_private_parts_unreadable(
    log: EventLog, eraser: Connection, case: UUID
) -> None:
    """Without its key a ciphertext reads as erased, even in a process that had the key."""
    await eraser.execute("DELETE FROM case_key WHERE stream_id = $1", case)
    [stored] = await log.read_stream(case)

    assert (stored.private, stored.erased, stored.payload) == (None, True, b"fact")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET private = 'x' WHERE stream_id = $1",
        "UPDATE event SET private = NULL WHERE stream_id = $1",
        "UPDATE event SET payload = '' WHERE stream_id = $1",
        "UPDATE case_key SET wrapped = '' WHERE stream_id = $1",
        "DELETE FROM event WHERE stream_id = $1",
        "SELECT payload FROM event WHERE stream_id = $1",
    ],
)
async def test_the_eraser_may_do_nothing_else(eraser: Connection, case: UUID, change: str) -> None:
    """Private part and salt go together; everything else is refused to the eraser too."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await eraser.execute(change, case)


async def test_a_private_part_is_ciphertext_under_the_key_of_its_case(
    log: EventLog, app_pool: Pool, case: UUID
) -> None:
    """Nothing readable is stored, and another installation cannot read it."""
    row = await app_pool.fetchrow("SELECT private FROM event WHERE stream_id = $1", case)
    assert row is not None
    [stored] = await log.read_stream(case)

    assert b"reason" not in row["private"]
    assert stored.private == b"reason"
    other = EventLog(app_pool, InstallationKey.generate())
    with pytest.raises(Manipulated, match="key"):
        await other.read_stream(case)


async def test_the_projector_owns_the_read_models(projector_pool: Pool) -> None:
    """It makes and drops tables in the schema read_model, and nowhere else."""
    await projector_pool.execute("CREATE TABLE read_model.one (id int); DROP TABLE read_model.one")

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await projector_pool.execute("CREATE TABLE public.two (id int)")


async def test_migrating_again_changes_nothing(owner: Connection) -> None:
    """A second start applies no migration."""
    assert await migrate(owner) == 0


async def test_an_edited_migration_stops_the_start(owner: Connection) -> None:
    """What was applied must be what the file says."""
    await owner.execute("UPDATE migration SET sha256 = 'x' WHERE name = '0001_tables.sql'")

    with pytest.raises(MigrationChanged):
        await migrate(owner)
