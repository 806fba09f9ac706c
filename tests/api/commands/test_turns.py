"""Turns at a stream: a few at once, the others in their order, and no line without end."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from api.commands.turns import TooManyWaiting, Turns


async def _line(turns: Turns, stream_id: UUID, number: int, act: Callable[[int], Awaitable[object]]) -> None:
    """So many at one stream, each with something to do in its turn."""

    async def one(at: int) -> None:
        async with turns.turn(stream_id):
            await act(at)

    await asyncio.gather(*map(one, range(number)))


async def test_a_few_at_once_and_each_in_its_order() -> None:
    """Never more than may be at once, as many as may, first come first served."""
    here, most, order = 0, 0, []

    async def act(at: int) -> None:
        nonlocal here, most
        here += 1
        most = max(most, here)
        order.append(at)
        await asyncio.sleep(0)
        here -= 1

    await _line(Turns(at_once=4), uuid4(), 60, act)

    assert (most, order) == (4, list(range(60)))


async def test_streams_do_not_wait_for_each_other() -> None:
    """Whoever holds up one stream holds up no other."""
    turns, held = Turns(at_once=1), asyncio.Event()
    slow = asyncio.create_task(_line(turns, uuid4(), 2, lambda _: held.wait()))
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await _line(turns, uuid4(), 20, lambda _: asyncio.sleep(0))
    held.set()
    await slow


async def test_a_full_line_takes_nobody_more() -> None:
    """Past the bound one is told at once; when the line is shorter again, one may come again."""
    turns, stream_id, held = Turns(at_once=1, waiting_max=2), uuid4(), asyncio.Event()
    line = asyncio.create_task(_line(turns, stream_id, 3, lambda _: held.wait()))
    await asyncio.sleep(0)
    with pytest.raises(TooManyWaiting):
        await _line(turns, stream_id, 1, lambda _: asyncio.sleep(0))
    held.set()
    await line

    await _line(turns, stream_id, 3, lambda _: asyncio.sleep(0))


async def test_nobody_waits_without_end() -> None:
    """A turn that does not come is given up, and its place in the line is free again."""
    turns, stream_id, held = Turns(1, 1, timedelta(milliseconds=20)), uuid4(), asyncio.Event()
    first = asyncio.create_task(_line(turns, stream_id, 1, lambda _: held.wait()))
    await asyncio.sleep(0)
    for _ in range(3):
        with pytest.raises(TooManyWaiting):
            await _line(turns, stream_id, 1, lambda _: asyncio.sleep(0))
    held.set()
    await first


async def test_whoever_leaves_the_line_leaves_no_gap() -> None:
    """A caller that is cancelled while it waits, or fails in its turn, takes no place with it."""
    turns, stream_id, held = Turns(at_once=1), uuid4(), asyncio.Event()
    first = asyncio.create_task(_line(turns, stream_id, 1, lambda _: held.wait()))
    waiting = asyncio.create_task(_line(turns, stream_id, 1, lambda _: held.wait()))
    await asyncio.sleep(0)
    waiting.cancel()
    held.set()
    await first
    with pytest.raises(ZeroDivisionError):
        async with turns.turn(stream_id):
            raise ZeroDivisionError
    async with asyncio.timeout(5):
        await _line(turns, stream_id, 5, lambda _: asyncio.sleep(0))
