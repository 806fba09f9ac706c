"""The outermost layer: an id on every answer, bounds on what comes in, HEAD wherever GET is, no accident untold."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.limits import (
    BODY_BYTES_MAX,
    BODY_SECONDS,
    CHECKED_BYTES_MAX,
    CHECKED_SECONDS_MAX,
    FILE_BYTES_MAX,
    FILE_PATHS,
    HEAD_BYTES_MAX,
    UPLOAD_BYTES_MAX,
    UPLOAD_SECONDS_MAX,
)
from api.http.parameters import require_readable_address
from api.http.problems import (
    BUSY_HEADERS,
    HEAD_TOO_LARGE,
    INTERNAL,
    NOT_READABLE_NOW,
    UNAVAILABLE,
    Particulars,
    ProblemRaised,
)
from eventlog.outages import OUTAGE

REQUEST_ID = "X-Request-Id"

_UNFIT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_.\-]+")
_GIVEN_ID_CHARACTERS = 64

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


Told = Callable[[Request, ProblemRaised], Awaitable[Response]]
"""How a problem is answered, as a page or as JSON."""
Kept = Callable[[Request, int], Awaitable[None]]
"""What must be kept before an answer of some status goes out; what raises keeps the answer back."""


class _Marked:
    """Sends an answer with the request's id, and without content where only its head was asked for.

    Attributes:
        status: of what was sent; 0 while nothing was.
        kept_back: why nothing of an answer was sent.
    """

    def __init__(self, send: Send, request: Request, keep: Kept, *, head_only: bool) -> None:
        self._send = send
        self._request = request
        self._keep = keep
        self._head_only = head_only
        self.status = 0
        self.kept_back: Exception | None = None

    async def __call__(self, message: Message) -> None:
        """Send a part of the answer, of which nothing goes out before what it tells is kept."""
        if self.kept_back is not None:
            return
        if message["type"] == "http.response.start":
            try:
                await self._keep(self._request, message["status"])
            except Exception as error:  # noqa: BLE001 - whatever it was, it is answered in place of what is kept back
                self.kept_back = error
                return
            self.status = message["status"]
            answered = MutableHeaders(scope=message)
            answered[REQUEST_ID] = self._request.state.request_id
            answered.setdefault("Cache-Control", "private, no-cache")
            answered.setdefault("X-Content-Type-Options", "nosniff")
        elif self._head_only:
            message = {**message, "body": b""}
        await self._send(message)

    def unkept(self) -> "_Marked":
        """The same for an answer that tells nothing."""
        self.kept_back, self._keep = None, _nothing_kept
        return self


async def _nothing_kept(_request: Request, _status: int) -> None:
    """What a problem needs before it goes out."""


class RequestMiddleware:
    """ASGI middleware: nothing outside it sees a request without id, a body without bound, or a traceback.

    The id of a request is ours, since it goes into the log of events; one that the caller gave is logged beside it.
    """

    def __init__(self, app: ASGIApp, tell: Told, keep: Kept = _nothing_kept) -> None:
        self._app = app
        self._tell = tell
        self._keep = keep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, method = Headers(scope=scope), scope["method"]
        if method == "HEAD":  # as GET, without the content (RFC 9110, 9.3.2)
            scope = {**scope, "method": "GET"}
        request_id = uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        marked = _Marked(send, Request(scope), self._keep, head_only=method == "HEAD")
        with structlog.contextvars.bound_contextvars(request_id=request_id, **_given_id(headers)):
            try:
                _require_small_head(scope)
                scope["app"].state.entrance.require(scope)
                require_readable_address(scope)
                await self._app(scope, _bounded(receive, headers, _bounds(scope)), marked)
                if marked.kept_back is not None:
                    await self._answer(scope, receive, marked, _accident(marked.kept_back, scope))
            except Exception as error:
                if marked.status:
                    raise
                await self._answer(scope, receive, marked, _accident(error, scope))
            except asyncio.CancelledError:
                if not marked.status:  # the role stops, and cannot wait until this is known
                    await self._answer(scope, receive, marked, _away(scope))
                raise
            if method == "POST":
                _logger.info("request", path=scope["path"], status=marked.status)

    async def _answer(self, scope: Scope, receive: Receive, marked: _Marked, raised: ProblemRaised) -> None:
        """Answer with a problem, which tells nothing that would have to be kept."""
        answer = await self._tell(Request(scope), raised)
        await answer(scope, receive, marked.unkept())


def _given_id(headers: Headers) -> dict[str, str]:
    """The caller's own id for the request, as it may stand in a log."""
    given = _UNFIT_IN_AN_ID.sub("", headers.get(REQUEST_ID, ""))[:_GIVEN_ID_CHARACTERS]
    return {"client_request_id": given} if given else {}


def _require_small_head(scope: Scope) -> None:
    lines = sum(len(name) + len(value) for name, value in scope["headers"])
    if lines + len(scope.get("raw_path") or b"") + len(scope["query_string"]) > HEAD_BYTES_MAX:
        raise ProblemRaised(HEAD_TOO_LARGE)


def _accident(error: Exception, scope: Scope) -> ProblemRaised:
    if isinstance(error, ProblemRaised):
        return error
    if isinstance(error, OUTAGE):
        _logger.warning("database away", error=type(error).__name__)
        return _away(scope)
    _logger.error("request failed", exc_info=error)
    return ProblemRaised(INTERNAL)


def _away(scope: Scope) -> ProblemRaised:
    """What is answered while what is needed is away: of an act the outcome is not known, and a reader comes back."""
    return ProblemRaised(
        NOT_READABLE_NOW if scope["method"] == "GET" else UNAVAILABLE, Particulars(headers=BUSY_HEADERS)
    )


@dataclass(frozen=True, slots=True)
class _Bounds:
    """How large the body of a request may be, and how long all of it may take, and each next part of it."""

    bytes_max: int
    seconds: float = BODY_SECONDS
    pause_seconds: float = BODY_SECONDS


BODY = _Bounds(BODY_BYTES_MAX)
_FILE = _Bounds(FILE_BYTES_MAX)
_UPLOAD = _Bounds(UPLOAD_BYTES_MAX + BODY_BYTES_MAX, seconds=UPLOAD_SECONDS_MAX)
"""A document, with what else a form has around it."""
_CHECKED = _Bounds(CHECKED_BYTES_MAX + BODY_BYTES_MAX, seconds=CHECKED_SECONDS_MAX)
_CHECKED_AT = "/verify"
_UPLOADED = re.compile(r"(?:/v1)?/evidence/uploads/[^/]+|/evidence/prepared|/cases/[^/]+/materials")
"""To which addresses documents are sent; their bodies are read once it is known who sends them."""


def _bounds(scope: Scope) -> _Bounds:
    if _UPLOADED.fullmatch(scope["path"]):
        return _UPLOAD
    if scope["path"] == _CHECKED_AT:
        return _CHECKED
    return _FILE if scope["path"].startswith(FILE_PATHS) else BODY


def _bounded(receive: Receive, headers: Headers, bounds: _Bounds) -> Receive:
    """Count a body as it comes in, and its seconds; one that says that it is too large is not read at all."""
    announced, bytes_max = headers.get("content-length", "0"), bounds.bytes_max
    left = bytes_max - (int(announced) if announced.isascii() and announced.isdigit() else 0)
    if left >= 0:
        left = bytes_max
    until, whole = 0.0, False

    async def bounded() -> Message:
        nonlocal left, until, whole
        if left < 0:
            raise HTTPException(413)
        now = asyncio.get_running_loop().time()
        until = until or now + bounds.seconds
        try:
            async with asyncio.timeout_at(None if whole else min(until, now + bounds.pause_seconds)):
                message = await receive()
        except TimeoutError:
            # what is left of the body, if it comes after all, must not be taken for another request
            raise HTTPException(408, headers={"Connection": "close"}) from None
        left -= len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if left < 0:
            raise HTTPException(413)
        return message

    return bounded
