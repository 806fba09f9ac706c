"""Read models are built beside those that are served: nobody sees it before the switch, and the rows are the same."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventlog.log import EventLog
from eventlog.pool import Connection, Pool
from eventlog.sequencer import Sequencer
from projections.cases import case_page
from projections.inbox import inbox
from projections.projector import projector as projector_module
from projections.projector import set_aside
from projections.projector.projector import KEYS, READ_MODELS, Projector
from projections.projector.read_model import ReadModel
from projections.rebuilding import aside, folding, rebuild
from projections.rebuilding.aside import Given
from projections.rebuilding.hands import Hands, processes
from projections.rebuilding.rebuild import NothingBuilt, Rebuild, RebuildRunning, Stage, TablesInUse
from projections.rebuilding.status import drop_outdated, status_of
from tests.conftest import Database, ProjectorOver
from tests.projections.conftest import Show, following, fresh
from tests.projections.stories import Story, side_by_side, tolerated
from tests.projections.tables import contents
from tests.projections.test_rebuild import every_kind_of_case
from tests.sequencing import number_all

_LEFT = "SELECT count(*) FROM pg_class WHERE relnamespace = 'read_model_next'::regnamespace AND relkind = 'r'"
_HANDS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'rongcuo rebuild'"
_BACKENDS = "SELECT pid FROM pg_stat_activity WHERE application_name = 'rongcuo rebuild'"
_PROGRAM = b"projections.rebuilding.worker"
_SECONDS = 60
_FULL = "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"


@pytest.fixture(scope="module")
async def cases(number: Show, projector: Projector) -> Sequence[Story]:
    """Cases in which every event occurs, grown side by side, all of them shown."""
    stories = every_kind_of_case()
    for story in side_by_side(stories, (4, 19, 99)):
        await number(story)
    await projector.catch_up()
    return stories


@pytest.fixture(autouse=True)
async def nothing_left(app_pool: Pool) -> AsyncIterator[None]:
    """Whatever a test did, nothing is left that was built and nobody serves."""
    yield
    assert await app_pool.fetchval(_LEFT) == 0


@pytest.fixture
def never_singly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is in the way, so nothing is written stream by stream."""

    async def singly(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(folding, "write_what_can_be", singly)


@pytest.mark.usefixtures("cases", "never_singly")
async def test_rows_copied_are_those_written_live(app_pool: Pool, projector_pool: Pool) -> None:
    """Each stream folded at once and copied gives what small batches gave, for every event."""
    live = await contents(app_pool)
    await Rebuild(projector_pool, READ_MODELS).run()

    assert await contents(app_pool) == live
    assert (await status_of(projector_pool, READ_MODELS)).current


@pytest.mark.usefixtures("cases")
async def test_processes_of_their_own_give_the_same(
    app_pool: Pool, projector_pool: Pool, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the streams are shared out."""
    monkeypatch.setattr(rebuild, "_PART_EVENTS", 20)
    live, seen = await contents(app_pool), set[Stage]()
    hands = processes(database.dsn("rongcuo_projector"), 2)
    await Rebuild(projector_pool, READ_MODELS, hands=hands, told=lambda stage, _done, _of: seen.add(stage)).run()

    assert await contents(app_pool) == live
    assert seen == {"numbers", "rows", "indexes", "catching_up", "switched"}
    assert await app_pool.fetchval(_HANDS) == 0


@pytest.mark.usefixtures("cases")
async def test_numbers_given_part_by_part_are_the_same(
    app_pool: Pool, projector_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part of the log in a transaction of its own, and what came since in that of the switch."""
    monkeypatch.setattr(aside, "_PAGE", 7)
    live = await contents(app_pool)
    await Rebuild(projector_pool, READ_MODELS).run()

    assert await contents(app_pool) == live


@pytest.mark.usefixtures("cases")
async def test_nobody_waits_for_what_is_folded(projector_pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sequencer waits for every transaction that has an id: so a hand has none before it writes its rows."""
    ids = list[object]()

    async def given(connection: Connection, streams: Collection[UUID]) -> Given:
        ids.append(await connection.fetchval("SELECT pg_current_xact_id_if_assigned()::text"))
        return await aside.given(connection, streams)

    monkeypatch.setattr(folding, "given", given)
    await Rebuild(projector_pool, READ_MODELS, hands=_parts_in(projector_pool, lambda: asyncio.sleep(0))).run()

    assert ids[0] is None


@pytest.mark.usefixtures("cases")
async def test_a_rebuild_rests_while_others_write_unless_it_is_in_haste(
    app_pool: Pool, projector_pool: Pool, number: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it goes on all the same."""
    monkeypatch.setattr(rebuild, "_PART_EVENTS", 20)
    monkeypatch.setattr(rebuild, "_BUSY_EVENTS_A_SECOND", 0.0)
    monkeypatch.setattr(rebuild, "_REST", 1e9)
    live, parts = await contents(app_pool), list[Story]()

    async def others_write() -> None:
        parts.append(Story())
        await number(tolerated(parts[-1]))

    hands = _parts_in(projector_pool, others_write)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(3):
            await Rebuild(projector_pool, READ_MODELS, hands=hands).run()
    assert (len(parts), await contents(app_pool)) == (1, live)

    await Rebuild(projector_pool, READ_MODELS, hands=hands, in_haste=True).run()
    assert len(parts) > 2
    assert (await status_of(projector_pool, READ_MODELS)).current


def _parts_in(pool: Pool, after_each: Callable[[], Awaitable[None]]) -> Hands:
    """One hand, in this process; something happens whenever it has folded a part."""

    class Hand(folding.Folding):
        async def fold(self, streams: Sequence[UUID], until: int) -> int:
            events = await super().fold(streams, until)
            await after_each()
            return events

    @asynccontextmanager
    async def hands(models: Sequence[ReadModel[Any]], build: UUID) -> AsyncIterator[Sequence[Hand]]:
        yield [Hand(pool, models, build)]

    return hands


@pytest.mark.usefixtures("cases")
async def test_processes_give_way_and_so_do_those_of_the_server(app_pool: Pool, database: Database) -> None:
    """Whoever waits for an answer goes first; the server of the tests runs on this machine."""
    async with processes(database.dsn("rongcuo_projector"), 2)(READ_MODELS, UUID(int=1)):
        backends = [row["pid"] for row in await app_pool.fetch(_BACKENDS)]
        [program] = _children_of(os.getpid())
        hands = _children_of(program)
        classes = {os.sched_getscheduler(each) for each in (program, *hands, *backends)}

    assert (len(hands), len(backends)) == (2, 2)
    assert classes == {os.SCHED_IDLE}


def _children_of(process: int) -> list[int]:
    """The processes of a rebuild that one has begun; the servers of the tests are none."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return [int(each) for each in children if _PROGRAM in Path(f"/proc/{each}/cmdline").read_bytes()]


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize(
    ("stage", "times"), [("numbers", 1), ("numbers", 2), ("rows", 1), ("indexes", 3), ("catching_up", 1)]
)
async def test_a_rebuild_that_is_killed_leaves_what_is_served_as_it_is(  # noqa: PLR0913, PLR0917 - as below
    app_pool: Pool, projector_pool: Pool, projector: Projector, database: Database, stage: Stage, times: int
) -> None:
    """Whenever that is; nobody goes on folding for it, and the next one begins anew."""
    live = await contents(app_pool)
    program = (sys.executable, "-m", "tests.projections.rebuild_until")
    killed = await asyncio.create_subprocess_exec(*program, database.dsn("rongcuo_projector"), stage, str(times))
    async with asyncio.timeout(_SECONDS):
        code = await killed.wait()
        while await app_pool.fetchval(_HANDS):  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.05)
    left, after = await app_pool.fetchval(_LEFT), await contents(app_pool)
    await projector.rebuild("inbox")

    assert (code, left > 0) == (-9, True)
    assert after == live == await contents(app_pool)
    assert await drop_outdated(projector_pool, READ_MODELS) == ()


@pytest.mark.usefixtures("cases")
async def test_there_is_one_at_a_time(projector_pool: Pool) -> None:
    """A second one is refused while the first is at it, and not after."""
    refused = list[BaseException]()
    began = asyncio.Event()

    async def second() -> None:
        await began.wait()
        with pytest.raises(RebuildRunning) as found:
            await Rebuild(projector_pool, [inbox.MODEL]).run()
        refused.append(found.value)

    first = Rebuild(projector_pool, [case_page.MODEL], told=lambda *_: began.set())
    await asyncio.gather(first.run(), second())
    await Rebuild(projector_pool, [inbox.MODEL]).run()

    assert len(refused) == 1


@pytest.mark.usefixtures("cases")
async def test_a_full_disk_is_told_and_emptied(app_pool: Pool, projector_pool: Pool) -> None:
    """What was built takes no more room, and what is served is as it was."""
    live = await contents(app_pool)
    table = inbox.MODEL.table
    full = replace(inbox.MODEL, table=replace(table, create=f"{table.create};\n{_FULL}"))
    with pytest.raises(asyncpg.DiskFullError):
        await Rebuild(projector_pool, [full]).run()
    left = await app_pool.fetchval(_LEFT)
    with pytest.raises(NothingBuilt):
        await Rebuild(projector_pool, [inbox.MODEL]).switch()

    assert left == 0
    assert await contents(app_pool) == live


async def test_what_is_built_catches_up_before_it_is_served(
    app_pool: Pool, projector_pool: Pool, projector: Projector, number: Show, cases: Sequence[Story]
) -> None:
    """With streams that went on, new ones, and documents that went out meanwhile."""
    await Rebuild(projector_pool, READ_MODELS).build()
    built = (await status_of(projector_pool, READ_MODELS)).build
    cases[0].met(cases[0].duty("correction", due_on=cases[0].on))
    more = every_kind_of_case()
    await number(cases[0], *more[:4])
    await projector.catch_up()
    await number(*more[4:])
    await Rebuild(projector_pool, READ_MODELS).switch()
    switched = await contents(app_pool)
    for model in READ_MODELS:
        await projector.rebuild(model.name)

    assert built is not None
    assert built.waits
    assert switched == await contents(app_pool)
    assert not await projector.step()


async def test_a_new_version_is_built_while_the_one_before_is_served(
    app_pool: Pool, projector_over: ProjectorOver, projector_pool: Pool, number: Show
) -> None:
    """Both are kept until the tables of the earlier release are dropped, with what is known of it."""
    new = _of_version(inbox.MODEL, 99)
    old, later = projector_over(), Story()
    await old.catch_up()
    await Rebuild(projector_pool, [new]).run()
    tolerated(later)
    await number(later)
    await old.catch_up()
    await projector_over((new,)).catch_up()
    before, after = await _rows(app_pool, inbox.MODEL), await _rows(app_pool, new)
    release = [*(model for model in READ_MODELS if model.name != "inbox"), new]
    dropped = await drop_outdated(projector_pool, release)
    left = await app_pool.fetch("SELECT version FROM projection_progress WHERE name = 'inbox'")
    await drop_outdated(projector_pool, READ_MODELS)
    await projector_over().catch_up()

    assert before == after
    assert dropped == (inbox.MODEL.table.file,)
    assert [row["version"] for row in left] == [99]
    assert await _rows(app_pool, inbox.MODEL) == before


@pytest.mark.usefixtures("cases")
async def test_it_waits_for_readers(app_pool: Pool, projector_pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that is read all the time is left to its readers; what was built stands, and is served later."""
    monkeypatch.setattr(rebuild, "_SWITCH_TRIES", 2)
    async with app_pool.acquire() as reader:
        reading = reader.transaction()
        await reading.start()
        await reader.fetch(f"SELECT * FROM read_model.{inbox.MODEL.table.file} LIMIT 1")  # noqa: S608 - our own name
        with pytest.raises(TablesInUse):
            await Rebuild(projector_pool, [inbox.MODEL]).run()
        await reading.rollback()
    live = await contents(app_pool)
    await Rebuild(projector_pool, [inbox.MODEL]).switch()

    assert await contents(app_pool) == live


@pytest.mark.usefixtures("cases")
async def test_nobody_is_told_again_what_was_shown(app_pool: Pool, projector_pool: Pool, database: Database) -> None:
    """Of a rebuild of everything nothing is heard that pages wait for."""
    heard = list[object]()
    listener: Connection = await asyncpg.connect(database.dsn("rongcuo_api"))
    await listener.add_listener("read_model", lambda *told: heard.append(told[-1]))
    await Rebuild(projector_pool, READ_MODELS).run()
    await app_pool.execute("SELECT pg_notify('read_model', '')")
    async with asyncio.timeout(_SECONDS):
        while not heard:  # noqa: ASYNC110 - asyncpg calls back
            await asyncio.sleep(0.01)
    await listener.close()

    assert heard == [""]


async def test_a_projector_rebuilds_what_is_new_beside_following_the_log(  # noqa: PLR0913, PLR0917 - one fixture for each part
    app_pool: Pool,
    projector_pool: Pool,
    projector_over: ProjectorOver,
    number: Show,
    cases: Sequence[Story],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The others go on meanwhile; a rebuild that fails leaves it to the pages."""
    monkeypatch.setattr(projector_module, "LONG_LOG", 10)
    new, rebuilt, shown, story = _of_version(inbox.MODEL, 98), list[str](), asyncio.Event(), tolerated(Story())

    async def beside(models: Sequence[ReadModel[Any]]) -> None:
        rebuilt.extend(model.name for model in models)
        await shown.wait()
        await Rebuild(projector_pool, models).run()
        raise OSError("after all")

    async with following(projector_over((*READ_MODELS, new), rebuild=beside)), fresh(app_pool) as read_models:
        await number(story)
        assert await read_models.wait_for(story.id, story.version, 20)
        places = await app_pool.fetch("SELECT log_index FROM projection_progress WHERE (name, version) = ('inbox', 98)")
        shown.set()
        async with asyncio.timeout(_SECONDS):
            while await _rows(app_pool, new) != await _rows(app_pool, inbox.MODEL):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.05)
    await drop_outdated(projector_pool, READ_MODELS)

    assert rebuilt == ["inbox"]
    assert [row["log_index"] for row in places] == [-1]
    assert len(cases) > 1


_Step = tuple[int, str]
_STEPS = st.lists(
    st.tuples(st.integers(1, 12), st.sampled_from(["shown", "built", "switched", "rebuilt", ""])),
    min_size=2,
    max_size=7,
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(steps=_STEPS)
async def test_rows_are_the_same_however_they_came_about(  # noqa: PLR0913, PLR0917 - one fixture for each part
    app_pool: Pool,
    projector_pool: Pool,
    projector: Projector,
    log: EventLog,
    sequencer: Sequencer,
    steps: list[_Step],
) -> None:
    """Cases grow by some events at a time; between, the projector reads on, a build is made, or takes its place."""
    stories, cut, built = every_kind_of_case(), 0, False
    for events, then in steps:
        cut += events
        for story in side_by_side(stories, (cut,)):
            await story.record(log)
        await number_all(app_pool, sequencer)
        if then == "shown":
            await projector.catch_up()
        elif then == "rebuilt":
            await Rebuild(projector_pool, READ_MODELS).run()
        elif then == "built":
            await Rebuild(projector_pool, READ_MODELS).build()
        elif then == "switched" and built:
            await Rebuild(projector_pool, READ_MODELS).switch()
        built = then == "built" or (built and then in {"shown", ""})
    await projector.catch_up()
    live = await contents(app_pool)
    await Rebuild(projector_pool, READ_MODELS).run()

    assert await contents(app_pool) == live
    assert await set_aside.counted(app_pool, KEYS) == (0, 0)


def _of_version(model: ReadModel[Any], version: int) -> ReadModel[Any]:
    table = model.table
    named = table.create.replace(table.file, f"{table.name}_v{version}")
    return replace(model, table=replace(table, version=version, create=named))


async def _rows(pool: Pool, model: ReadModel[Any]) -> list[str]:
    found = await pool.fetch(f"SELECT t::text FROM read_model.{model.table.file} t ORDER BY 1")  # noqa: S608 - our own name
    return [row[0] for row in found]
