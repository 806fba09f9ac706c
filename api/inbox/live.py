"""GET /inbox/live: tells a page that is open how many tasks have come since it was made (Server-Sent Events).

It carries counts and no rows, so that nothing moves under anybody's hand. `id` is the place in the log the page knows,
so whoever comes back is told the same. A stream ends by itself after a while: who reads it is then asked anew.
"""

import asyncio
from collections.abc import AsyncGenerator

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.context import context_of
from api.http.streams import Streamed
from api.inbox.desk import Desk, desk_of
from api.inbox.tasks import come_since
from api.web.frame import PageRoute, Reader
from domain.values import INT8_MAX

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_STREAM = "text/event-stream"
_LIFE_SECONDS = 120.0
_PING_SECONDS = 15.0
"""What stands between us may close a connection on which nothing comes."""
_DIGITS_MAX = 19
_PACE_SECONDS = 2.0
"""The read models move many times a second; it is counted once in so many seconds."""


@router.get("/inbox/live")
async def tell_what_came(request: Request, who: Reader) -> Response:
    """How many tasks came after `seen`, and again whenever that changes; without the wish for a stream, once."""
    desk, seen = await desk_of(request, who), _seen(request)
    once = _STREAM not in request.headers.get("accept", "")
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Streamed(_told(request, desk, seen, once=once), headers, _STREAM)


async def _told(request: Request, desk: Desk, seen: int, *, once: bool) -> AsyncGenerator[str, None]:
    context, loop = context_of(request), asyncio.get_running_loop()
    ends, told = loop.time() + _LIFE_SECONDS, 0
    with context.read_models.following() as moved:
        while True:
            moved.clear()
            count = await come_since(context.pool, desk, seen)
            if count != told or once:
                told = count
                yield f"id: {seen}\ndata: {count}\n\n"
            if once or loop.time() > ends:
                return
            await asyncio.sleep(_PACE_SECONDS)
            try:
                await asyncio.wait_for(moved.wait(), _PING_SECONDS)
            except TimeoutError:
                yield ": \n\n"


def _seen(request: Request) -> int:
    """The place in the log from which it is counted: that of the page, which a browser sends again by itself."""
    given = request.headers.get("last-event-id") or request.query_params.get("seen", "")
    plain = given.isascii() and given.isdigit() and len(given) <= _DIGITS_MAX
    return min(int(given), INT8_MAX) if plain else 0
