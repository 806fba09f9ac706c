"""What must hold after every fault: ledger, versions, log index, clocks, and the rows of the read models."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID

from temporalio.service import RPCError

from activities.commands import CommandHandler
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.barrier import ReadModelsBehind, wait_until_current
from projections.projector.projector import READ_MODELS
from tests.faults.installation import PATIENCE_SECONDS, Inside, NotBack
from tests.faults.load import Told
from tests.projections.tables import contents
from workflows.client import WORKFLOW_KINDS, StreamClient, WorkflowKind
from workflows.digest import SCHEDULE
from workflows.inbox import Inbox

_SQL: Final = load_queries(Path(__file__).with_name("invariants.sql"))
_PAGE: Final = 500
_QUERIES_AT_ONCE: Final = 8
_GLANCE_SECONDS: Final = 0.5
_SHOWN_MAX: Final = 5
_STILL_TRIES: Final = 5


class Broken(Exception):  # noqa: N818 - says what happened
    """An invariant does not hold."""


async def read_models_are_current(inside: Inside) -> None:
    """Everything recorded is numbered and folded; what is told about the past below is then all there is."""
    try:
        await wait_until_current(inside.pool, READ_MODELS, timeout_seconds=PATIENCE_SECONDS)
    except ReadModelsBehind as behind:
        raise NotBack(str(behind)) from None


async def ledger(inside: Inside, told: Told) -> None:
    """Each command that was acknowledged is there once, with just the events it was told; no event has no command."""
    found = {
        row["command_id"]: (row["stream_id"], row["first_version"], row["last_version"])
        for row in await inside.pool.fetch(_SQL["recorded"], list(told.recorded))
    }
    expected = {command: (each.stream, each.first_version, each.version) for command, each in told.recorded.items()}
    _none(
        f"{command}: told {versions}, found {found.get(command)}"
        for command, versions in expected.items()
        if found.get(command) != versions
    )
    await _empty(inside.pool, "commands_without_their_events", "events_without_their_command")


async def versions(inside: Inside) -> None:
    """The versions of every stream are 1, 2, 3 ..."""
    await _empty(inside.pool, "streams_with_gaps")


async def log_index(inside: Inside) -> None:
    """The log index is 0, 1, 2 ... and every event has one.

    A run may still record what it was handed before the clerks left off, so what has none is looked for again.
    """
    await _empty(inside.pool, "log_index_gaps")
    lacking = set(await inside.pool.fetch(_SQL["events_without_index"]))
    if lacking:
        await read_models_are_current(inside)
        lacking &= set(await inside.pool.fetch(_SQL["events_without_index"]))
    _none(f"events_without_index: {tuple(row)}" for row in lacking)


async def clocks(inside: Inside) -> None:
    """Every open stream has a run whose agenda is the one that its log gives; no run has failed."""
    wrong: list[str] = []
    for _ in range(int(PATIENCE_SECONDS / _GLANCE_SECONDS)):
        wrong = [each for kind in WORKFLOW_KINDS for each in await _wrong_clocks(inside, kind)]
        if not wrong:
            break
        await asyncio.sleep(_GLANCE_SECONDS)  # a worker that was just started takes its runs up one after another
    _none(iter(wrong))
    failed = await inside.engine.count_workflows("ExecutionStatus = 'Failed' OR ExecutionStatus = 'TimedOut'")
    if failed.count:
        raise Broken(f"{failed.count} runs failed")


async def schedule(inside: Inside) -> None:
    """The daily digest is scheduled."""
    try:
        await inside.engine.get_schedule_handle(SCHEDULE).describe()
    except RPCError as error:
        raise Broken(f"schedule {SCHEDULE}: {error.status.name}") from None


async def rows(inside: Inside) -> None:
    """The rows of every read model are those that a rebuild from the log gives; no stream is set aside."""
    _none(f"set aside: {each}" for each in await inside.projector.missing())
    for _ in range(_STILL_TRIES):
        events = await inside.pool.fetchval(_SQL["events"])
        await read_models_are_current(inside)
        live = await contents(inside.read_models)
        for model in READ_MODELS:
            await inside.projector.rebuild(model.name)
        rebuilt = await contents(inside.read_models)
        if events == await inside.pool.fetchval(_SQL["events"]):
            break  # else a clock rang meanwhile, and the two are of different logs
    else:
        raise Broken("the log does not come to rest")
    _none(
        f"{table}: {len(set(live[table]) ^ set(rebuilt[table]))} rows differ"
        for table in live
        if live[table] != rebuilt[table]
    )


async def _wrong_clocks(inside: Inside, kind: WorkflowKind) -> list[str]:
    handler = CommandHandler(inside.log, kind.stream)
    client = StreamClient(inside.engine, kind)
    at_once = asyncio.Semaphore(_QUERIES_AT_ONCE)

    async def wrong(stream: UUID) -> str | None:
        async with at_once:
            try:
                running = await client.handle(stream).query(Inbox.agenda)
            except RPCError as error:
                return f"{kind.name} {stream}: {error.status.name} {error.message}"
            right = await handler.agenda_of(stream)
        if running == right:
            return None
        versions = running and running.version, right and right.version
        return f"{kind.name} {stream}: run and log are at versions {versions}, or their alarms differ"

    streams = [stream async for stream in _open_streams(inside, kind)]
    return [each for each in await asyncio.gather(*map(wrong, streams)) if each]


async def _open_streams(inside: Inside, kind: WorkflowKind) -> AsyncIterator[UUID]:
    last = UUID(int=0)
    while page := await inside.log.streams_not_ended(kind.stream.begins, kind.stream.ends, after=last, limit=_PAGE):
        for stream in page:
            yield stream
        last = page[-1]


async def _empty(pool: Pool, *queries: str) -> None:
    for name in queries:
        found = await pool.fetch(_SQL[name])
        _none(f"{name}: {tuple(row)}" for row in found)


def _none(broken: Iterable[str]) -> None:
    """Nothing may be broken; of what is, the first few are told."""
    if told := list(islice(broken, _SHOWN_MAX)):
        raise Broken("; ".join(told))
