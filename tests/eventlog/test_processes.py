"""One database role for each process: what each may do, written down for review, and what it is refused."""

import os
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

import asyncpg
import pytest

from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Connection, Pool
from eventlog.queries import load_queries
from eventlog.sequencer import Sequencer
from eventlog.shapes import NewMatter, Recorded
from projections.projector.projector import Projector
from tests.conftest import EVERY_PROCESS, PROCESSES, Database, ProjectorOver
from tests.eventlog.appends import event, first, following

_SQL = load_queries(Path(__file__).with_name("rights.sql"))
_WRITTEN = Path(__file__).with_name("rights.txt")
_HEAD = """\
各角色的权限 What each database role may do. Read by people; written by test_processes.py with RONGCUO_RECORD_RIGHTS=1.
"""
_OTHERS = (EVERY_PROCESS, "rongcuo_owner")
"""The owner may do all that triggers do not refuse."""

_APPEND = "SELECT append_events" + str((None,) * 18).replace("None", "NULL")
_COMMON: tuple[str, ...] = (
    "SELECT install_reference('calendar', 'cn', '', 'me')",
    "SELECT * FROM migration",
    "CREATE TABLE public.mine (n int)",
    "CREATE TEMPORARY TABLE mine (n int)",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "ALTER TABLE event DISABLE TRIGGER ALL",
    "ALTER TABLE event OWNER TO current_user",
    "CREATE ROLE another",
    "SET ROLE rongcuo_owner",
    "SET session_replication_role = replica",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "SELECT pg_read_file('PG_VERSION')",
)
_READ_MODEL = "DELETE FROM read_model.case_page_v7"
REFUSED: Mapping[str, tuple[str, ...]] = {
    "rongcuo_api": (
        "SELECT sequence_events(1)",
        "UPDATE projection_progress SET log_index = 0",
        "INSERT INTO digest (day, log_index, content) VALUES ('2026-03-02', 1, '{}')",
        "INSERT INTO reconciliation (begun_at, compared, differed, unrepaired) VALUES (now(), 1, '{}', 0)",
        "DELETE FROM set_aside",
        "UPDATE set_aside SET tries = 0",
        "CREATE TABLE read_model.mine (n int)",
        _READ_MODEL,
    ),
    "rongcuo_worker": (
        "SELECT sequence_events(1)",
        "SELECT register_subject(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
        "SELECT merge_subjects(NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
        "SELECT separate_subject(NULL, NULL, NULL, NULL, NULL, NULL)",
        "SELECT end_draft('calendar', 'cn', 1, 'published', 'me')",
        "SELECT * FROM reference_draft",
        "SELECT * FROM subject_key",
        "INSERT INTO subject_person SELECT * FROM subject_person",
        "UPDATE projection_progress SET log_index = 0",
        "DELETE FROM set_aside",
        "SELECT * FROM read_model.inbox_v5",
        "CREATE TABLE read_model.mine (n int)",
        _READ_MODEL,
    ),
    "rongcuo_projector": (
        _APPEND,
        "SELECT refuse_command(NULL, NULL, NULL, NULL, NULL, NULL)",
        "SELECT load_stream(NULL, NULL, NULL, NULL, NULL, NULL)",
        "SELECT sequence_events(1)",
        "SELECT end_draft('calendar', 'cn', 1, 'published', 'me')",
        "SELECT * FROM case_key",
        "SELECT * FROM event",
        "SELECT * FROM command",
        "SELECT * FROM subject",
        "SELECT * FROM subject_person",
        "SELECT * FROM reference_data",
        "DELETE FROM projection_progress",
    ),
    "rongcuo_sequencer": (
        _APPEND,
        *(
            f"SELECT * FROM {table}"  # noqa: S608 - our own names
            for table in ("event", "event_evidence", "sequenced", "command", "case_key", "subject", "set_aside")
        ),
        "SELECT * FROM read_model.case_page_v7",
        "SELECT load_stream(NULL, NULL, NULL, NULL, NULL, NULL)",
    ),
}
"""Statements of which none may go through, beside those of test_rights.py."""


@pytest.fixture(scope="module", autouse=True)
async def read_models(projector_over: ProjectorOver) -> Projector:
    """The tables of the read models, as the projector makes them."""
    projector = projector_over()
    await projector.prepare()
    return projector


async def test_the_rights_of_every_role_are_written_down(owner: Connection) -> None:
    """A right more or less is seen by whoever reviews the change."""
    found = await owner.fetch(_SQL["rights"], _OTHERS)
    roles = groupby(((row["role"], row["allowed"]) for row in found), key=lambda each: each[0])
    told = _HEAD + "".join(f"\n{role}\n" + "".join(f"  {allowed}\n" for _, allowed in lines) for role, lines in roles)
    if os.environ.get("RONGCUO_RECORD_RIGHTS"):
        _WRITTEN.write_text(told, "utf-8")

    assert told == _WRITTEN.read_text("utf-8")


@pytest.mark.parametrize("role", PROCESSES)
async def test_each_process_is_refused_what_others_do(database: Database, role: str) -> None:
    """Each statement by itself, with the right of that process alone."""
    connection: Connection = await asyncpg.connect(database.dsn(role))
    done = []
    try:
        for statement in (*_COMMON, *REFUSED[role]):
            try:
                await connection.execute(statement)
            except asyncpg.InsufficientPrivilegeError:
                continue
            done.append(statement)
    finally:
        await connection.close()

    assert done == []


async def test_the_sequencer_needs_no_more_than_it_has(
    database: Database, worker_log: EventLog, projector_pool: Pool
) -> None:
    """It numbers what the worker appends, and whoever reads the log is told."""
    sequencer = Sequencer(database.dsn("rongcuo_sequencer"))
    append = first()
    await worker_log.append(append)
    while not await sequencer.step():
        pass
    await sequencer.close()

    assert await projector_pool.fetchval("SELECT count(*) FROM sequenced WHERE stream_id = $1", append.stream_id) == 1


async def test_the_api_appends_to_work_records_alone(api_pool: Pool, installation_key: InstallationKey) -> None:
    """Whatever is of a case is decided by the worker; a work record has no workflow."""
    log = EventLog(api_pool, installation_key)
    begun = first(event("work_record_opened", private=b"words"))

    assert isinstance(await log.append(begun), Recorded)
    on = await following(log, begun.stream_id, event("work_record_entry_added"), event("work_record_linked"))
    assert isinstance(await log.append(on), Recorded)
    for append in (
        first(event("case_opened")),
        first(event("work_record_opened"), event("case_opened")),
        first(event("work_record_opened"))._replace(matters=[NewMatter(begun.stream_id, 0)]),
        await following(log, begun.stream_id, event("approved")),
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await log.append(append)


async def test_the_api_adds_nothing_to_a_case(
    api_pool: Pool, worker_log: EventLog, installation_key: InstallationKey
) -> None:
    """Not even an event that a work record may have: no case could be folded with it."""
    log, case = EventLog(api_pool, installation_key), first(event("case_opened"))
    await worker_log.append(case)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await log.append(await following(log, case.stream_id, event("work_record_closed")))

    assert len(await worker_log.read_stream(case.stream_id)) == 1


async def test_the_projector_checks_words_that_it_cannot_read(
    projector_pool: Pool, worker_log: EventLog, installation_key: InstallationKey
) -> None:
    """It sees that they are those recorded; no key of a case is for it, had its process that of the installation."""
    log, case = EventLog(projector_pool, installation_key), first(event("case_opened", private=b"words"))
    await worker_log.append(case)
    await log.check_stream(case.stream_id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await log.read_stream(case.stream_id)


async def test_a_read_model_is_opened_to_those_who_read_it(
    owner: Connection, projector_pool: Pool, worker_pool: Pool, api_pool: Pool, read_models: Projector
) -> None:
    """What an earlier release made for others, and without an index, is opened by a start; a rebuilt one is open."""
    await projector_pool.execute("REVOKE ALL ON read_model.case_page_v7 FROM rongcuo_api, rongcuo_worker")
    await projector_pool.execute("DROP INDEX read_model.corrections_v5_due")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await worker_pool.fetch("SELECT FROM read_model.case_page_v7")
    await read_models.open_to_readers()
    await read_models.rebuild("inbox")

    assert await worker_pool.fetch("SELECT FROM read_model.case_page_v7") == []
    assert await api_pool.fetchval("SELECT to_regclass('read_model.corrections_v5_due') IS NOT NULL")
    assert await api_pool.fetch("SELECT FROM read_model.inbox_v5") == []
    assert await owner.fetchval("SELECT tableowner FROM pg_tables WHERE tablename = 'inbox_v5'") == "rongcuo_projector"
