"""The outermost layer: a request id on every answer, a bound on every body, a problem for every accident."""

import asyncio
import re
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.parameters import require_readable_address
from api.http.problems import BUSY_HEADERS, INTERNAL, UNAVAILABLE, Particulars, ProblemRaised
from api.http.replies import problem_reply
from eventlog.outages import OUTAGE

BODY_BYTES_MAX = 1024 * 1024
REQUEST_ID = "X-Request-Id"

_GIVEN_ID = re.compile(r"^[A-Za-z0-9_.\-]{1,64}$")

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class RequestMiddleware:
    """ASGI middleware: nothing outside it sees a request without id, a body without bound, or a traceback."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get(REQUEST_ID, "")
        request_id = given if _GIVEN_ID.match(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                answered = MutableHeaders(scope=message)
                answered[REQUEST_ID] = request_id
                answered.setdefault("Cache-Control", "private, no-cache")
                answered.setdefault("X-Content-Type-Options", "nosniff")
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                require_readable_address(scope)
                await self._app(scope, _bounded(receive, headers), marked)
            except Exception as error:
                if status:
                    raise
                await problem_reply(Request(scope), _accident(error))(scope, receive, marked)
            except asyncio.CancelledError:
                if not status:  # the role stops, and cannot wait until this is known
                    unknown = ProblemRaised(UNAVAILABLE, Particulars(headers=BUSY_HEADERS))
                    await problem_reply(Request(scope), unknown)(scope, receive, marked)
                raise
            if scope["method"] == "POST":
                _logger.info("request", path=scope["path"], status=status)


def _accident(error: Exception) -> ProblemRaised:
    if isinstance(error, ProblemRaised):
        return error
    if isinstance(error, OUTAGE):
        _logger.warning("database away", error=type(error).__name__)
        return ProblemRaised(UNAVAILABLE, Particulars(headers=BUSY_HEADERS))
    _logger.error("request failed", exc_info=error)
    return ProblemRaised(INTERNAL)


def _bounded(receive: Receive, headers: Headers) -> Receive:
    """Count a body as it comes in; one that says beforehand that it is too large is not read at all."""
    announced = headers.get("content-length", "0")
    left = BODY_BYTES_MAX - (int(announced) if announced.isascii() and announced.isdigit() else 0)
    if left >= 0:
        left = BODY_BYTES_MAX

    async def bounded() -> Message:
        nonlocal left
        if left >= 0:
            message = await receive()
            left -= len(message.get("body", b""))
            if left >= 0:
                return message
        raise HTTPException(413)

    return bounded
