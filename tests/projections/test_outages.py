"""The database says that it is full, starting or failing: sequencer and projector ask again until it is well."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import pytest

from eventlog.log import EventLog
from eventlog.outages import OUTAGE
from eventlog.pool import Connection, Pool
from eventlog.sequencer import Sequencer
from projections.projector import projector as module
from projections.projector import set_aside
from projections.projector.logged import LoggedEvent
from projections.projector.projector import KEYS, READ_MODELS
from projections.projector.table import Connection as Borrowed
from tests.conftest import ProjectorOver
from tests.projections.conftest import Show, following, fresh
from tests.projections.stories import Story, tolerated
from tests.projections.tables import contents

PASSING = {
    "08006": "connection failure",
    "25006": "read only: a standby",
    "25P03": "idle in a transaction for too long",
    "40001": "serialisation failure",
    "40P01": "deadlock",
    "53100": "disk full",
    "53200": "out of memory",
    "53300": "too many connections",
    "55000": "the database takes no connections",
    "57014": "statement ended",
    "57P01": "shutting down",
    "57P03": "recovering after a crash",
    "58030": "the disk failed",
}
"""SQLSTATEs by PostgreSQL's appendix A. The server really sends them; a statement stands in for the cause."""


class Failing:
    """A read model whose batches fail with one error of the server after another, and then no more."""

    name, version = "failing", 1
    tables = ()
    opens = frozenset[str]()
    numbering = None

    def __init__(self) -> None:
        self.left = list(PASSING)

    async def enter(self, _connection: Borrowed, _sent: object) -> None:
        """No document of its goes out."""

    async def write(self, connection: Borrowed, _events: Sequence[LoggedEvent]) -> None:
        """Have the server raise the next one."""
        if self.left:
            await connection.execute(f"DO $$ BEGIN RAISE EXCEPTION 'fault' USING ERRCODE = '{self.left.pop()}'; END $$")


async def test_the_projector_outlives_whatever_passes(
    number: Show, app_pool: Pool, projector_over: ProjectorOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it fails it returns by itself, its rows are those of a rebuild, and no stream is blamed."""
    monkeypatch.setattr(module, "_LONGEST_PAUSE_SECONDS", 0.05)
    failing, story = Failing(), tolerated(Story())
    async with following(projector_over((*READ_MODELS, failing))), fresh(app_pool) as read_models:
        await number(story)
        shown = await read_models.wait_for(story.id, story.version, 30)
    live = await contents(app_pool)
    again = projector_over()
    for model in READ_MODELS:
        await again.rebuild(model.name)

    assert shown
    assert failing.left == []
    assert await set_aside.counted(app_pool, (("failing", 1), *KEYS)) == (0, 0)
    assert await contents(app_pool) == live


class Cut:
    """A read model in the middle of whose batch the connection is lost, and nobody has noticed yet."""

    name, version = "cut", 1
    tables = ()
    opens = frozenset[str]()
    numbering = None

    def __init__(self) -> None:
        self.reached = asyncio.Event()

    async def enter(self, _connection: Borrowed, _sent: object) -> None:
        """No document of its goes out."""

    async def write(self, connection: Borrowed, _events: Sequence[LoggedEvent]) -> None:
        """Lose the connection and wait."""
        with suppress(*OUTAGE):
            await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        self.reached.set()
        await asyncio.get_running_loop().create_future()


async def test_a_projector_that_is_stopped_during_an_outage_ends(number: Show, projector_over: ProjectorOver) -> None:
    """Its transaction cannot be rolled back, which is an outage as well: it must not take that for one and go on."""
    cut, story = Cut(), Story()
    story.opened()
    running = asyncio.create_task(projector_over((*READ_MODELS, cut)).run(asyncio.Event()))
    await number(story)
    async with asyncio.timeout(20):
        await cut.reached.wait()
    running.cancel()
    await asyncio.wait([running], timeout=20)

    assert running.cancelled()


async def test_the_sequencer_outlives_a_full_disk(
    sequencer: Sequencer, owner: Connection, app_pool: Pool, log: EventLog
) -> None:
    """It goes on where it was, and every event gets its place."""
    story, stop = Story(), asyncio.Event()
    story.opened()
    await owner.execute("""
        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$;
        CREATE TRIGGER full_disk BEFORE INSERT ON sequenced FOR EACH STATEMENT EXECUTE FUNCTION full_disk()""")
    running = asyncio.create_task(sequencer.run(stop))
    await story.record(log)
    await asyncio.sleep(1)  # it fails a few times; nothing tells of that
    numbered = await app_pool.fetchval("SELECT count(*) FROM sequenced WHERE stream_id = $1", story.id)
    await owner.execute("DROP TRIGGER full_disk ON sequenced")
    async with asyncio.timeout(20):
        while await app_pool.fetchval("SELECT count(*) FROM sequenced WHERE stream_id = $1", story.id) < story.version:  # noqa: ASYNC110 - it notifies once it is well
            await asyncio.sleep(0.05)
    stop.set()
    await running

    assert numbered == 0
