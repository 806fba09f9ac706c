"""Waiting until read models have folded all that is in the log."""

import asyncio

import pytest

from eventlog.log import EventLog
from eventlog.pool import Pool
from projections.cases import case_page
from projections.inbox import inbox
from projections.projector.barrier import ReadModelsBehind, wait_until_current
from projections.projector.projector import Projector
from tests.conftest import ProjectorOver
from tests.projections.conftest import Show
from tests.projections.stories import Story

_MODELS = (inbox.MODEL, case_page.MODEL)


async def test_what_is_recorded_but_not_folded_is_waited_for(
    app_pool: Pool, log: EventLog, number: Show, projector: Projector
) -> None:
    """Neither an event without its number nor one that no read model has read is passed over."""
    unnumbered = Story()
    unnumbered.opened()
    await unnumbered.record(log)
    with pytest.raises(ReadModelsBehind, match="inbox"):
        await wait_until_current(app_pool, _MODELS, timeout_seconds=0.2)
    await number()
    with pytest.raises(ReadModelsBehind):
        await wait_until_current(app_pool, _MODELS, timeout_seconds=0.2)
    waiting = asyncio.create_task(wait_until_current(app_pool, _MODELS, timeout_seconds=20))
    await projector.catch_up()
    await waiting

    later = Story()
    later.opened()
    await later.record(log)
    with pytest.raises(ReadModelsBehind):
        await wait_until_current(app_pool, _MODELS, timeout_seconds=0.2)


async def test_an_empty_log_is_current(app_pool: Pool) -> None:
    """There is nothing to wait for."""
    await wait_until_current(app_pool, (), timeout_seconds=0.2)


async def test_one_read_model_that_has_folded_it_is_not_all(
    app_pool: Pool, projector_over: ProjectorOver, number: Show, projector: Projector
) -> None:
    """Whoever waits for two is not let through by one, also not by one that is far ahead of the other."""
    await number()
    await projector.catch_up()
    story = Story()
    story.opened()
    await number(story)
    await projector_over((inbox.MODEL,)).catch_up()
    await wait_until_current(app_pool, (inbox.MODEL,), timeout_seconds=0.2)
    with pytest.raises(ReadModelsBehind):
        await wait_until_current(app_pool, _MODELS, timeout_seconds=0.2)
    waiting = asyncio.create_task(wait_until_current(app_pool, _MODELS, timeout_seconds=20))
    done, _ = await asyncio.wait([waiting], timeout=0.5)
    assert not done

    await projector.catch_up()
    await waiting
