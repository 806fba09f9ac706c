"""GET /v1/stream: what has changed, in the order of the log, as Server-Sent Events (WHATWG HTML, 9.2).

`id` of every event is its place in the log, so that whoever comes back with Last-Event-ID goes on where they were, and
is told nothing twice. The rights of the reader are asked for anew before each step.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import structlog
from fastapi import APIRouter, Header, Query, Request
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from api.auth.callers import Caller, caller
from api.auth.context import context_of
from api.auth.disclosure import begin_part, keep
from api.changes.reading import WINDOW, CaseChanged, Change, Of, ResultsChanged, changes, position
from api.http.parameters import Number
from api.http.problems import ProblemRaised
from api.http.streams import Streamed
from api.identity.personas import Persona
from domain.values import INT8_MAX

router = APIRouter(prefix="/v1")

Place = Annotated[Number, Field(ge=0, le=INT8_MAX - WINDOW)]
"""A place in the log."""

_LIFE_SECONDS = 600.0
"""After so long a stream ends, and its reader comes back: what stands between us closes what lasts for ever."""
_PING_SECONDS = 15.0
"""What stands between us may close a connection on which nothing comes."""
_PACE_SECONDS = 0.2
"""The read models move many times a second; what changed is looked for once in so many seconds."""
_MEDIA_TYPE = "text/event-stream"
_OK = 200

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


@router.get(
    "/stream",
    operation_id="changes.stream",
    summary="Follow what changes",
    tags=["changes"],
    response_class=StreamingResponse,
    responses={200: {"content": {_MEDIA_TYPE: {}}, "description": "Server-Sent Events: `case` or `results`"}},
)
async def follow(
    request: Request,
    *,
    who: Caller,
    of: Annotated[Of, Query(description="cases one sees, or subjects whose results one may ask for")] = "cases",
    since: Annotated[
        Place | None, Query(description="begin with this place in the log, 0 is its first; none: now")
    ] = None,
    last_event_id: Annotated[
        Place | None, Header(description="go on after this place, as readers of streams ask for it")
    ] = None,
) -> Response:
    """References to what was recorded since a place in the log, and then to what is recorded while one listens.

    To whoever does not ask for a stream (`Accept`), those that there are now.

    What they lead to can be read when they come. Nothing is told of what the reader does not see at that moment, and a
    stream ends with the right to read it. It ends after ten minutes too; whoever comes back with the last `id` misses
    nothing.
    """
    begin = await position(request) if since is None else since - 1
    first = await _step(request, who, of, begin if last_event_id is None else last_event_id)
    if since is None and last_event_id is None:
        first = replace(first, begins=True)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    wait = _MEDIA_TYPE in request.headers.get("accept", "")
    return Streamed(_told(request, of, first, wait=wait), headers, _MEDIA_TYPE)


@dataclass(frozen=True, slots=True)
class _Step:
    """What has changed between two places in the log, and whether that is all there is now.

    Attributes:
        begins: Whether its reader begins now, and has to know where that is to come back to it.
    """

    changes: Sequence[Change]
    after: int
    until: int
    whole: bool
    begins: bool = False

    @property
    def text(self) -> str:
        """As it is sent; the last place comes at the end, though it may be of nothing that the reader sees."""
        told = "".join(_event(each) for each in self.changes)
        moved = self.until > self.after or (self.begins and self.until >= 0)
        return f"{told}id: {self.until}\n\n" if moved else told


_NAMES: Mapping[type[Change], str] = {CaseChanged: "case", ResultsChanged: "results"}


def _event(change: Change) -> str:
    return f"id: {change.log_index}\nevent: {_NAMES[type(change)]}\ndata: {change.model_dump_json()}\n\n"


async def _step(request: Request, who: Persona, of: Of, after: int) -> _Step:
    """What has changed after a place in the log, a thousand places on at most."""
    reached = await position(request)
    until = min(max(reached, after), after + WINDOW)
    return _Step(await changes(request, who, of, after, until), after, until, whole=until >= reached)


async def _told(request: Request, of: Of, step: _Step, *, wait: bool) -> AsyncGenerator[str, None]:
    loop = asyncio.get_running_loop()
    ends = loop.time() + _LIFE_SECONDS
    with context_of(request).read_models.following() as moved:
        while True:
            if step.text:
                yield step.text
            if (step.whole and not wait) or loop.time() > ends:
                return
            if step.whole and step.until == step.after and not await _moved(moved):
                yield ": \n\n"
            if step.whole:
                await asyncio.sleep(_PACE_SECONDS)
            moved.clear()
            try:
                begin_part(request)
                step = await _step(request, await caller(request), of, step.until)
                await keep(request, _OK)
            except ProblemRaised as raised:
                _logger.info("stream ends", code=raised.kind.code)  # whoever comes back is told why
                return


async def _moved(moved: asyncio.Event) -> bool:
    """Whether the read models have moved, within the time after which a reader must hear something."""
    try:
        async with asyncio.timeout(_PING_SECONDS):
            await moved.wait()
    except TimeoutError:
        return False
    return True
