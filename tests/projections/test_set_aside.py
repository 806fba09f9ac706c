"""A stream that a read model cannot take is set aside, all others go on, and a retry gives what a rebuild gives."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.roles.roll_out_targets import list_behind
from eventlog import reading
from eventlog.integrity import Manipulated
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.log_reader import LOG_START
from eventlog.pool import Pool
from eventlog.reading import Unreadable
from eventlog.shapes import RecordedEvent
from projections.cases import case_page
from projections.deadlines.digest import Composer
from projections.inbox import inbox
from projections.projector import logged as logged_module
from projections.projector import projector as projector_module
from projections.projector import set_aside
from projections.projector.projector import KEYS, READ_MODELS, Projector
from projections.projector.read_model import ReadModel
from tests.conftest import ProjectorOver
from tests.domain.stories import cases, filings, meetings, records
from tests.projections.choking import NUMBER, REASONS, TEXT, How, choking
from tests.projections.conftest import Show, fresh
from tests.projections.conftest import following as running
from tests.projections.stories import Story, side_by_side, tolerated
from tests.projections.tables import contents
from tests.projections.test_meetings import Meeting
from tests.projections.test_rebuild import every_kind_of_case
from tests.projections.test_risk_filings import Filing
from tests.projections.test_work_records import Record
from tests.workflows.engine import EVERY_YEAR

_LASTING = {f"{model.name}_v{model.version}" for model in READ_MODELS if model.table.lasting}
_HOWS = [(model, how) for model in READ_MODELS for how in REASONS if how != "overflow" or model.name in NUMBER]


@pytest.fixture(scope="module")
async def streams(show: Show) -> Sequence[UUID]:
    """Streams of every kind, grown side by side, with every event of a case."""
    stories = every_kind_of_case()
    for story in side_by_side(stories, (2, 5, 17, 99)):
        await show(story)
    filing = Filing(filings.filed("2026-03-17"), filings.to_group("2026-03-18"))
    filing.then(filings.replied("2026-03-20", minutes=cases.document("会商纪要")), filings.archived("2026-03-23"))
    record = Record(records.opened(records.CONSULTATION), records.added("2026-04-20", documents=(records.DOCUMENT,)))
    meeting = Meeting(meetings.convened(), meetings.recorded(), meetings.corrected())
    await show(filing, record, meeting)
    return [*(story.id for story in stories), filing.id, record.id, meeting.id]


@pytest.fixture(autouse=True)
async def nothing_set_aside(app_pool: Pool, projector: Projector) -> AsyncIterator[None]:
    """Each test leaves nothing set aside."""
    yield
    for line in await projector.missing():
        await projector.retry(line.stream_id)
    assert await set_aside.counted(app_pool, KEYS) == (0, 0)


@pytest.mark.parametrize(("model", "how"), _HOWS, ids=lambda each: getattr(each, "name", each))
async def test_one_stream_keeps_no_other_back(  # noqa: PLR0913, PLR0917 - one fixture for each part that takes part
    app_pool: Pool,
    projector_over: ProjectorOver,
    projector: Projector,
    streams: Sequence[UUID],
    model: ReadModel[Any],
    how: How,
) -> None:
    """Whatever a read model cannot take, and for whatever reason: the others are shown, with the numbers they had."""
    assert TEXT.keys() == {each.name for each in READ_MODELS}
    await projector.rebuild(model.name)
    live, bad = await contents(app_pool), await _stream_in(app_pool, model, streams)
    hurt = projector_over((choking(model, how, {bad}),), page_size=7)
    await hurt.rebuild(model.name)

    [line] = await set_aside.listed(app_pool, KEYS, bad)
    assert (line.read_model, line.reason, line.tries) == (model.name, REASONS[how], 1)
    assert "words" not in line.detail
    assert await set_aside.counted(app_pool, KEYS) == (1, 0)
    hurt_rows = await contents(app_pool)
    assert all(len(hurt_rows[table]) == len(live[table]) for table in _LASTING)
    assert _but(hurt_rows, _LASTING, bad) == _but(live, live, bad) | _but(
        await _unaffected(app_pool, model), _LASTING, bad
    )
    assert [each.tries for each in await hurt.retry(bad)] == [2]
    assert await projector.retry(bad) == ()
    assert await contents(app_pool) == live


@pytest.mark.parametrize("how", REASONS)
async def test_it_names_the_first_event_that_cannot_be_taken(
    app_pool: Pool, projector_over: ProjectorOver, streams: Sequence[UUID], how: How
) -> None:
    """The version and the place in the log, though the page holds many events of the stream before it."""
    hurt = projector_over((choking(case_page.MODEL, how, {streams[0]}, since=9),), page_size=500)
    await hurt.rebuild("case_page")
    [line] = await set_aside.listed(app_pool, KEYS)

    assert line.version == 9
    assert line.log_index == await app_pool.fetchval(
        "SELECT log_index FROM sequenced WHERE stream_id = $1 AND version = 9", streams[0]
    )


@pytest.mark.parametrize("model", [case_page.MODEL, inbox.MODEL], ids=lambda model: model.name)
async def test_later_events_wait_for_the_retry(
    app_pool: Pool, projector_over: ProjectorOver, number: Show, projector: Projector, model: ReadModel[Any]
) -> None:
    """A stream that is set aside has no rows though its later events could be taken; retried it has them all."""
    await projector.catch_up()
    bad, good = Story(), Story()
    for story in (bad, good):
        story.investigated(story.accepted(story.opened()))
    hurt = projector_over(_models(**{model.name: choking(model, "raises", {bad.id})}), page_size=3)
    await number(bad, good)
    while not (aside := await hurt.missing()):
        await hurt.step()
    await projector.catch_up()
    before = await projector.missing(), await _rows(app_pool, model, bad), await _rows(app_pool, model, good)
    left, after = await projector.retry(bad.id), await _rows(app_pool, model, bad)
    live = await contents(app_pool)
    await projector.rebuild(model.name)

    assert before[:2] == (aside, 0)
    assert before[2] > 0
    assert (left, after) == ((), before[2])
    assert await contents(app_pool) == live


async def test_who_waits_is_told_that_it_is_set_aside(
    app_pool: Pool, projector_over: ProjectorOver, number: Show, projector: Projector
) -> None:
    """Whoever waits for a version already when the stream is set aside waits no longer."""
    story = Story()
    story.opened()
    await projector.catch_up()
    hurt = projector_over(_models(case_page=choking(case_page.MODEL, "nul", {story.id})))
    async with asyncio.timeout(20), fresh(app_pool) as read_models:
        waiting = asyncio.create_task(read_models.wait_for(story.id, story.version, 600))
        await asyncio.sleep(0.2)  # let it look and begin to wait
        await number(story)
        await hurt.catch_up()
        assert not await waiting


@pytest.mark.parametrize("how", ["unreadable", "nul"])
async def test_a_number_is_kept_for_a_stream_that_cannot_begin(  # noqa: PLR0913, PLR0917 - one fixture for each part
    app_pool: Pool,
    projector_over: ProjectorOver,
    number: Show,
    projector: Projector,
    monkeypatch: pytest.MonkeyPatch,
    how: How,
) -> None:
    """Those opened after it have the numbers that they keep once it is taken back: 2, not 1."""
    on = date(2041 if how == "nul" else 2042, 1, 5)
    bad, good = Story(on), Story(on)
    bad.opened()
    good.opened()
    await number(bad, good)
    with monkeypatch.context() as earlier_release:
        if how == "nul":
            hurt = projector_over(_models(case_page=choking(case_page.MODEL, how, {bad.id})))
        else:
            _cannot_read(earlier_release, bad.id)
            hurt = projector_over()
        await hurt.catch_up()
    page = await case_page.get(app_pool, good.id)
    await projector.retry(bad.id)
    again = await case_page.get(app_pool, bad.id)
    live = await contents(app_pool)
    for model in READ_MODELS:
        await projector.rebuild(model.name)

    assert page is not None
    assert again is not None
    assert (again.number, page.number) == (f"容〔{on.year}〕1号", f"容〔{on.year}〕2号")
    assert await contents(app_pool) == live


async def test_a_projector_tries_again_when_it_starts(
    app_pool: Pool, projector_over: ProjectorOver, number: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer release takes back what the one before could not read, and from time to time what that one still does."""
    monkeypatch.setattr(projector_module, "LOOK_AGAIN_SECONDS", 0.0)
    story, other = Story(), Story()
    for each in (story, other):
        each.opened()
    await number(story)
    await _by_an_earlier_release(projector_over, story)
    aside = await case_page.shown_version(app_pool, story.id)
    async with asyncio.timeout(60), running(projector_over()):
        await _until_shown(app_pool, story)
        await number(other)
        await _until_shown(app_pool, other)
        await _aside(app_pool, other, "later_release")
        await _until_shown(app_pool, other)

    assert aside is None


async def test_a_rebuild_clears(
    app_pool: Pool, projector_over: ProjectorOver, projector: Projector, streams: Sequence[UUID]
) -> None:
    """What was set aside is folded with all others."""
    live = await contents(app_pool)
    await projector_over((choking(case_page.MODEL, "raises", set(streams)),)).rebuild("case_page")
    many = await set_aside.counted(app_pool, KEYS)
    await projector.rebuild("case_page")

    assert many.streams > 5
    assert await set_aside.counted(app_pool, KEYS) == (0, 0)
    assert await contents(app_pool) == live


async def test_what_is_made_of_the_rows_says_what_they_lack(
    app_pool: Pool, projector_over: ProjectorOver, projector: Projector, streams: Sequence[UUID]
) -> None:
    """The digest of a day counts what it could not list; a roll-out asks whom it cannot look up, until it can."""
    bad = streams[0]
    await projector_over((choking(case_page.MODEL, "raises", {bad}),)).rebuild("case_page")
    without = await Composer(app_pool)(date(2026, 3, 24), EVERY_YEAR, None, LOG_START)
    behind = await list_behind(app_pool, 1, UUID(int=0), 1_000)
    await projector.retry(bad)
    again = await Composer(app_pool)(date(2026, 3, 24), EVERY_YEAR, None, LOG_START)

    assert (without.digest.set_aside, again.digest.set_aside) == (1, 0)
    assert bad in behind
    assert bad not in await list_behind(app_pool, 1, UUID(int=0), 1_000)


async def test_what_does_not_open_is_tried_again_by_hand_alone(
    app_pool: Pool, projector_over: ProjectorOver, number: Show
) -> None:
    """Without the key nothing can be told of what is sealed: no projector takes it back by itself."""
    story = tolerated(Story())
    await number(story)
    projector = projector_over()
    await projector.catch_up()
    with pytest.raises(Manipulated):
        await EventLog(app_pool, InstallationKey.generate()).read_stream(story.id)
    [left] = await projector.missing()
    by_itself = await set_aside.repairable(app_pool, projector.keys)
    taken_back = await projector.retry(story.id)

    assert (left.read_model, left.reason, left.detail) == ("log", "manipulated", "key")
    assert by_itself == []
    assert taken_back == ()


async def test_rows_are_the_same_with_and_without_the_key(
    app_pool: Pool, projector_pool: Pool, installation_key: InstallationKey, number: Show, projector: Projector
) -> None:
    """No read model needs a secret fact."""
    await number(tolerated(Story()))
    rows = []
    for each in (projector, Projector(projector_pool, EventLog(projector_pool, installation_key))):
        for model in READ_MODELS:
            await each.rebuild(model.name)
        rows.append(await contents(app_pool))

    assert rows[0] == rows[1]
    assert any(rows[0].values())


Hurt = tuple[str, How, int, int]
_HURTS = st.lists(
    st.tuples(
        st.sampled_from([model.name for model in READ_MODELS]),
        st.sampled_from([how for how in REASONS if how != "overflow"]),
        st.integers(min_value=0, max_value=12),
        st.integers(min_value=1, max_value=12),
    ),
    max_size=6,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(hurts=_HURTS, page_size=st.integers(min_value=1, max_value=40), repaired_after=st.integers(0, 30))
async def test_rows_after_any_retries_are_those_of_a_rebuild(  # noqa: PLR0913, PLR0917 - what varies, and where
    app_pool: Pool,
    projector_over: ProjectorOver,
    projector: Projector,
    streams: Sequence[UUID],
    hurts: list[Hurt],
    page_size: int,
    repaired_after: int,
) -> None:
    """Any streams hurt for any read models from any version on, repaired at any time, retried while the log is read."""
    live = await contents(app_pool)
    models: dict[str, ReadModel[Any]] = {model.name: model for model in READ_MODELS}
    bad = [{streams[stream]} for _, _, stream, _ in hurts]
    for (name, how, _, since), hurt in zip(hurts, bad, strict=True):
        models[name] = choking(models[name], how, hurt, since=since)
    follower = projector_over(tuple(models.values()), page_size)
    await _emptied(app_pool, follower)
    for _ in range(repaired_after):
        await follower.step()
    for hurt in bad:
        hurt.clear()
    missing = {line.stream_id for line in await follower.missing()}
    await asyncio.gather(follower.catch_up(), *(follower.retry(stream) for stream in missing))

    assert await follower.missing() == ()
    assert not await projector.step()
    assert await contents(app_pool) == live


async def _rows(pool: Pool, model: ReadModel[Any], story: Story) -> int:
    table = model.table
    counted = f"SELECT count(*) FROM read_model.{table.name}_v{table.version} WHERE case_id = $1"  # noqa: S608 - our own names
    return int(await pool.fetchval(counted, story.id))


async def _emptied(pool: Pool, projector: Projector) -> None:
    """Every read model as if it had never read anything."""
    for model in READ_MODELS:
        for table in model.tables:
            await pool.execute(table.sql["drop"])
    await pool.execute("DELETE FROM projection_progress")
    await projector.prepare()


def _models(**others: ReadModel[Any]) -> tuple[ReadModel[Any], ...]:
    return tuple(others.get(model.name, model) for model in READ_MODELS)


def _cannot_read(monkeypatch: pytest.MonkeyPatch, stream: UUID) -> None:
    read = reading.facts_of

    def facts_of(adapter: Any, event: RecordedEvent) -> object:
        if event.stream_id == stream:
            raise Unreadable(event, "later_release", "of a later release")
        return read(adapter, event)

    monkeypatch.setattr(logged_module, "facts_of", facts_of)


async def _by_an_earlier_release(projector_over: ProjectorOver, story: Story) -> None:
    with pytest.MonkeyPatch.context() as earlier_release:
        _cannot_read(earlier_release, story.id)
        await projector_over().catch_up()


async def _aside(pool: Pool, story: Story, reason: str) -> None:
    """Set a stream aside as a projector of the release before does."""
    await pool.execute(
        "INSERT INTO set_aside (stream_id, read_model, model_version, version, reason, detail, year, serial) "
        "SELECT case_id, 'case_page', $3, 1, $2, '', year, serial FROM read_model.case_page_v7 WHERE case_id = $1",
        story.id,
        reason,
        case_page.MODEL.version,
    )
    for table in case_page.MODEL.tables:
        await pool.execute(table.sql["forget"], [story.id])


async def _until_shown(pool: Pool, story: Story) -> None:
    while await case_page.shown_version(pool, story.id) != story.version:  # noqa: ASYNC110 - the database tells nobody
        await asyncio.sleep(0.05)  # polling a database, not a clock


def _but(tables: Mapping[str, list[str]], some: Collection[str], stream: UUID) -> dict[str, list[str]]:
    """The tables, some of them without the rows of a stream."""
    return {
        table: [row for row in rows if table not in some or str(stream) not in row] for table, rows in tables.items()
    }


async def _stream_in(pool: Pool, model: ReadModel[Any], streams: Sequence[UUID]) -> UUID:
    """A stream that a read model has rows of, with others before and behind it where there are."""
    column = model.table.row.STREAM
    folded = "office_number IS NOT NULL" if model.table.lasting else "true"
    found = await pool.fetch(
        f"SELECT DISTINCT t.{column} FROM read_model.{model.name}_v{model.version} t "  # noqa: S608 - our own names
        f"WHERE {column} = ANY ($1) AND {folded}",
        list(streams),
    )
    having = [stream for stream in streams if stream in {row[0] for row in found}]
    return having[len(having) // 2]


async def _unaffected(pool: Pool, model: ReadModel[Any]) -> dict[str, list[str]]:
    """The tables of all other read models as they are."""
    own = {f"{table.name}_v{table.version}" for table in model.tables}
    return {table: rows for table, rows in (await contents(pool)).items() if table not in own}
