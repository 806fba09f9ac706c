"""Keys, reference data and the register of subjects."""

import asyncio
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from eventlog import reference
from eventlog.keys import CaseKeys, InstallationKey, event_place, seal, unseal
from eventlog.log import EventLog
from eventlog.pool import Connection, Pool, create_pool
from eventlog.shapes import Recorded
from eventlog.subjects import Subject, SubjectRegister
from tests.conftest import Database
from tests.eventlog.appends import a_grant, event, following, open_case
from tests.registering import enter

_REGISTERS = ["subject", "subject_key", "matter", "ban_slot", "tolerance_grant"]
_PLANNED_FOR_GOOD = 7
"""So often a statement must have been asked that PostgreSQL keeps the plan of it."""


def test_the_installation_key_is_kept_in_a_file_of_its_own(tmp_path: Path, installation_key: InstallationKey) -> None:
    """Written once, readable by its owner only, read back to the same derived keys."""
    path = tmp_path / "key"
    installation_key.write_new(path)
    again = InstallationKey.from_file(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert again.payload_codec_key() == installation_key.payload_codec_key()
    with pytest.raises(FileExistsError):
        installation_key.write_new(path)


def test_each_purpose_has_its_own_key(installation_key: InstallationKey) -> None:
    """Derived keys differ by purpose and by installation."""
    derived = {installation_key.derive("a"), installation_key.derive("b"), InstallationKey.generate().derive("a")}

    assert len(derived) == 3


def test_a_ciphertext_is_bound_to_its_place(installation_key: InstallationKey) -> None:
    """Neither a case's key nor a private part can be moved to another stream or version."""
    one, two = uuid4(), uuid4()
    case_key = bytes(range(32))
    wrapped = installation_key.wrap(case_key, one)
    cipher = AESGCM(case_key)
    sealed = seal(cipher, b"text", event_place(one, 1))

    assert installation_key.unwrap(wrapped, one) == case_key
    assert unseal(cipher, sealed, event_place(one, 1)) == b"text"
    with pytest.raises(InvalidTag):
        installation_key.unwrap(wrapped, two)
    for place in (event_place(one, 2), event_place(two, 1)):
        with pytest.raises(InvalidTag):
            unseal(cipher, sealed, place)


def test_the_cache_of_case_keys_is_bounded(installation_key: InstallationKey) -> None:
    """The least recently used key goes first; an erased one goes at once."""
    keys = CaseKeys(installation_key, capacity=2)
    a, b, c = uuid4(), uuid4(), uuid4()
    for stream in (a, b):
        keys.learn(stream, installation_key.wrap(bytes(32), stream))
    keys.get(a)
    keys.learn(c, installation_key.wrap(bytes(32), c))
    known = [keys.get(stream) is not None for stream in (a, b, c)]
    keys.learn(a, None)

    assert known == [True, False, True]
    assert keys.get(a) is None


async def test_reference_data_is_versioned_by_content(app_pool: Pool) -> None:
    """The same content is no new version; going back to an older content is one."""
    versions = [await reference.install(app_pool, "pack", "nj", content, "me") for content in (b"1", b"1", b"2", b"1")]
    newest = await reference.get(app_pool, "pack", "nj")
    second = await reference.get(app_pool, "pack", "nj", 2)

    assert versions == [1, 1, 2, 3]
    assert newest is not None
    assert (newest.version, newest.content, newest.sha256) == (3, b"1", sha256(b"1").digest())
    assert second is not None
    assert second.content == b"2"
    assert await reference.get(app_pool, "pack", "elsewhere") is None
    assert [v.version for v in await reference.installed(app_pool) if v.name == "nj"] == [3, 2, 1]


async def test_installers_at_once_take_turns(app_pool: Pool) -> None:
    """Racing installations of different contents give consecutive versions."""
    contents = [str(n).encode() for n in range(8)]
    versions = await asyncio.gather(*(reference.install(app_pool, "calendar", "cn", c, "me") for c in contents))

    assert sorted(versions) == list(range(1, 9))


async def test_load_brings_the_newest_reference_data_and_is_told_it_once(app_pool: Pool, log: EventLog) -> None:
    """What is installed travels only to whoever does not know it; a new version shows at the next load."""
    await reference.install(app_pool, "organs", "organs", b"first", "me")
    one = (await log.load(uuid4(), uuid4())).reference["organs", "organs"]
    await reference.install(app_pool, "organs", "organs", b"second", "me")
    loads = [await log.load(uuid4(), uuid4()) for _ in range(2)]
    known = await app_pool.fetchval("SELECT count FROM publication")
    statement = "SELECT reference FROM load_stream($1, $1, $2, '{}', '{}', NULL)"
    told, again = [await app_pool.fetchval(statement, uuid4(), each) for each in (known - 1, known)]

    assert (one.version, one.content) == (1, b"first")
    assert [(two.version, two.content) for two in (each.reference["organs", "organs"] for each in loads)] == [
        (2, b"second"),
        (2, b"second"),
    ]
    assert {r["name"]: (r["version"], r["content"]) for r in told if r["kind"] == "organs"} == {"organs": (2, None)}
    assert again is None


async def test_pinned_reference_data_is_found_by_hash(
    app_pool: Pool, log: EventLog, installation_key: InstallationKey
) -> None:
    """A pack that is no longer the newest is still served, from a cold cache too."""
    await reference.install(app_pool, "pack", "pinned", b"old", "me")
    await reference.install(app_pool, "pack", "pinned", b"new", "me")

    assert await log.recorded_edition(sha256(b"old").digest()) == b"old"
    assert await EventLog(app_pool, installation_key).recorded_edition(sha256(b"old").digest()) == b"old"
    with pytest.raises(KeyError):
        await log.recorded_edition(bytes(32))


async def test_a_subject_is_found_by_every_name_it_bore(app_pool: Pool, installation_key: InstallationKey) -> None:
    """Names are found in any spelling, old ones too; the newest entry holds; the table holds no name."""
    register = SubjectRegister(app_pool, installation_key)
    person = Subject(uuid4(), "person", "forestry", "nujiang", "张 三", unit_name="林业局")
    renamed = Subject(person.subject_id, "person", "water", "nujiang", "张三", aliases=("Zhang San",))
    await enter(register, person)
    await enter(register, renamed)
    found = await register.find("ＺＨＡＮＧ　ｓａｎ")
    rows = await app_pool.fetch("SELECT identity FROM subject")

    assert [(entry.subject, entry.version) for entry in found] == [(renamed, 2)]
    assert (await register.get([person.subject_id, uuid4()])).keys() == {person.subject_id}
    assert await register.find("李四") == []
    assert not any("张".encode() in row["identity"] for row in rows)


async def test_another_installation_reads_no_identity(app_pool: Pool, installation_key: InstallationKey) -> None:
    """Identities are under the installation's key, and so are the digests to look them up."""
    unit = Subject(uuid4(), "unit", "transport", "nujiang", "交通局")
    await enter(SubjectRegister(app_pool, installation_key), unit)
    stranger = SubjectRegister(app_pool, InstallationKey.generate())

    assert await stranger.find("交通局") == []
    with pytest.raises(InvalidTag):
        await stranger.get([unit.subject_id])


async def test_load_gives_facts_of_subjects_and_no_name(
    app_pool: Pool, log: EventLog, installation_key: InstallationKey
) -> None:
    """A decision knows kind, sector and jurisdiction, as of the newest entry."""
    register = SubjectRegister(app_pool, installation_key)
    subject_id = uuid4()
    await enter(register, Subject(subject_id, "person", "forestry", "nujiang", "王五"))
    await enter(register, Subject(subject_id, "person", "water", "nujiang", "王五"))
    loaded = await log.load(uuid4(), uuid4(), subject_ids=[subject_id, uuid4()])

    assert {key: facts.sector for key, facts in loaded.subjects.items()} == {subject_id: "water"}


async def test_no_case_costs_a_look_at_the_whole_register(
    database: Database, owner: Connection, installation_key: InstallationKey
) -> None:
    """Loading, granting and registering look up by keys: by plans that are kept, made while the registers are small."""
    async with (
        await create_pool(database.dsn("rongcuo_api"), max_size=1) as api,
        await create_pool(database.dsn("rongcuo_worker"), max_size=1) as worker,
    ):
        log, register = EventLog(worker, installation_key), SubjectRegister(api, installation_key)
        await _grow(log, register)
        await owner.execute("ANALYZE subject, subject_key, matter, ban_slot, tolerance_grant")
        before = await _read_whole(api, worker, owner)
        for _ in range(_PLANNED_FOR_GOOD):
            await _grow(log, register)
        after = await _read_whole(api, worker, owner)

    assert after == before


async def _grow(log: EventLog, register: SubjectRegister) -> None:
    """A case with a subject who is registered for it, and a grant."""
    subject = Subject(uuid4(), "person", "government_organ", "county-a", str(uuid4()))
    await enter(register, subject)
    stream, matter = await open_case(log)
    append = (await following(log, stream, event("granted")))._replace(grants=[a_grant(matter)])
    loaded = await log.load(stream, append.command_id, subject_ids=[subject.subject_id], matter_ids=[matter])
    assert len(loaded.subjects) == 1
    assert isinstance(await log.append(append), Recorded)


async def _read_whole(*pools: Pool | Connection) -> dict[str, int]:
    """How often each register was read from its beginning to its end, by whoever."""
    for each in pools:
        await each.execute("SELECT pg_stat_force_next_flush()")
    counts = await pools[-1].fetch(
        "SELECT relname, seq_scan FROM pg_stat_user_tables WHERE relname = ANY ($1)", _REGISTERS
    )
    return {row["relname"]: row["seq_scan"] for row in counts}
