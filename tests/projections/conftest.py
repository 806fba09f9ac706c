"""A projector over a real log, and one word for record, number and show."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.sequencer import Sequencer
from projections.projector.projector import Projector
from projections.projector.waiting import ReadModelWaiter
from tests.conftest import ProjectorOver
from tests.projections.stories import Story
from tests.sequencing import number_all

Show = Callable[..., Awaitable[None]]


@asynccontextmanager
async def following(projector: Projector) -> AsyncIterator[None]:
    """A projector that follows the log by itself meanwhile."""
    stop = asyncio.Event()
    running = asyncio.create_task(projector.run(stop))
    try:
        yield
    finally:
        stop.set()
        await running


@asynccontextmanager
async def fresh(pool: Pool) -> AsyncIterator[ReadModelWaiter]:
    """Somebody who can wait for versions."""
    read_models = ReadModelWaiter(pool)
    await read_models.start()
    try:
        yield read_models
    finally:
        await read_models.stop()


@pytest.fixture(scope="module")
def projector(projector_over: ProjectorOver) -> Projector:
    """A projector with pages so small that nearly every case spans several."""
    return projector_over(page_size=3)


@pytest.fixture(scope="module")
def number(app_pool: Pool, log: EventLog, sequencer: Sequencer) -> Show:
    """Record stories and give their events their places in the log."""

    async def number(*stories: Story) -> None:
        for story in stories:
            await story.record(log)
        await number_all(app_pool, sequencer)

    return number


@pytest.fixture(scope="module")
def show(number: Show, projector: Projector) -> Show:
    """Record stories and bring the read models up to them."""

    async def show(*stories: Story) -> None:
        await number(*stories)
        await projector.catch_up()

    return show
