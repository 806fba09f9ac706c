"""Waiting for a page: told by the projector, right even when nobody tells, bounded always."""

import asyncio
from uuid import uuid4

from eventlog.pool import Pool
from projections.projector.projector import Projector
from projections.projector.waiting import ReadModelWaiter
from tests.projections.conftest import Show, fresh
from tests.projections.stories import Story


async def test_those_who_wait_are_woken(number: Show, projector: Projector, app_pool: Pool) -> None:
    """Everybody who waits for a version reached by the next batches is told, long before giving up."""
    stories = [Story() for _ in range(5)]
    for story in stories:
        story.opened()
    await projector.prepare()
    await number(*stories)
    async with fresh(app_pool) as read_models:
        waiting = [
            asyncio.create_task(read_models.wait_for(story.id, story.version, 60))
            for story in stories
            for _ in range(3)
        ]
        await asyncio.sleep(0)  # let them begin
        await projector.catch_up()
        async with asyncio.timeout(20):
            told = await asyncio.gather(*waiting)

    assert all(told)


async def test_what_is_shown_needs_no_waiting(show: Show, app_pool: Pool) -> None:
    """A version already passed is answered without any listener."""
    story = Story()
    story.opened()
    await show(story)

    assert await ReadModelWaiter(app_pool).wait_for(story.id, story.version - 1)


async def test_waiting_ends(app_pool: Pool, projector: Projector) -> None:
    """A version that never comes is given up."""
    await projector.prepare()
    async with fresh(app_pool) as read_models:
        assert not await read_models.wait_for(uuid4(), 1, 0.05)


async def test_a_lost_notification_costs_no_truth(number: Show, projector: Projector, app_pool: Pool) -> None:
    """Without a listener the answer comes late but is right."""
    story = Story()
    story.opened()
    await projector.prepare()
    await number(story)
    deaf = ReadModelWaiter(app_pool)
    waiting = asyncio.create_task(deaf.wait_for(story.id, story.version, 3))
    await projector.catch_up()

    assert await waiting


async def test_nobody_is_woken_early(show: Show, app_pool: Pool) -> None:
    """Neither by an earlier version of the case nor by a later one of another case."""
    story, other = Story(), Story()
    story.opened()
    await show(story)
    async with fresh(app_pool) as read_models:
        waiting = asyncio.create_task(read_models.wait_for(story.id, story.version + 1, 1))
        await asyncio.sleep(0.2)  # let it look and begin to wait
        told = f"{story.id} {story.version}\n{other.id} {story.version + 1}"
        await app_pool.execute("SELECT pg_notify('read_model', $1)", told)
        shown = await waiting

    assert not shown
