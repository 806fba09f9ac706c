"""uvicorn's HTTP connections with bounds that it has not: on the head, in bytes and in seconds, and on their number.

The bound on a body, and an exact one on the head once it is whole, are in api/http/middleware.py.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from uuid import uuid4

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from api.http.limits import BODY_SECONDS, CONNECTIONS_MAX, HEAD_BYTES_MAX, HEAD_SECONDS, LINGER_SECONDS
from api.http.problems import (
    BUSY_HEADERS,
    HEAD_TOO_LARGE,
    MEDIA_TYPE,
    NO_HTTP,
    TOO_MANY_CONNECTIONS,
    TOO_SLOW,
    ProblemRaised,
    ProblemType,
    problem,
)


class BoundedHttp(HttpToolsProtocol):
    """One connection: waits so long for the head of a request, and for what is left of one that is answered already.

    A refusal is given before the whole request was read. The connection is then closed for writing only, and what
    still comes is thrown away for a moment: closed altogether, the other side would never read the answer.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._in_head = True
        self._head_bytes = 0
        self._read = 0
        self._refused = False
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        """Begin to wait for a head, unless there are too many connections."""
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS_MAX:
            self._refuse(TOO_MANY_CONNECTIONS)
        else:
            self._expect(HEAD_SECONDS, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._expect_nothing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; of what is no whole head yet, count the bytes."""
        if self._refused:
            return
        if self._in_head and self._timer is None:
            self._expect(HEAD_SECONDS, self._too_slow)
        read = self._read
        super().data_received(data)
        if self._in_head and read == self._read:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES_MAX:
                self._refuse(HEAD_TOO_LARGE)

    def on_headers_complete(self) -> None:
        """A head is there."""
        self._expect_nothing()
        self._in_head, self._head_bytes, self._read = False, 0, self._read + 1
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A request is there; the next byte begins another head."""
        self._expect_nothing()
        self._in_head, self._read = True, self._read + 1
        super().on_message_complete()
        if self.cycle.response_complete:
            self._expect(HEAD_SECONDS, self._too_slow)

    def on_response_complete(self) -> None:
        """An answer is given; what is left of its request is not read for ever."""
        super().on_response_complete()
        if not self._in_head:
            self._expect(BODY_SECONDS, self._abort)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words are replaced by ours
        """Refuse what is no HTTP."""
        self._refuse(NO_HTTP)

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection; an answer that its reader has not taken by now is not waited for."""
        if self.transport.get_write_buffer_size():
            self._abort()
        super().timeout_keep_alive_handler()

    def _expect(self, seconds: float, otherwise: Callable[[], None]) -> None:
        self._expect_nothing()
        self._timer = self.loop.call_later(seconds, otherwise)

    def _expect_nothing(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        if self._read and not self.cycle.response_complete:
            self._abort()  # the head of a second request, begun while the first is being answered
        else:
            self._refuse(TOO_SLOW)

    def _abort(self) -> None:
        self.transport.abort()

    def _refuse(self, kind: ProblemType) -> None:
        """Answer without a request, and close."""
        if self.transport.is_closing():
            return
        self._refused = True
        raised = ProblemRaised(kind)
        told = problem(raised, public_url="", instance=None, request_id=uuid4().hex, language="zh")
        content = told.model_dump_json(exclude_none=True).encode()
        headers = {
            "Content-Type": MEDIA_TYPE,
            "Content-Length": str(len(content)),
            "Connection": "close",
            **(BUSY_HEADERS if kind is TOO_MANY_CONNECTIONS else {}),
        }
        lines = (f"HTTP/1.1 {kind.status} {HTTPStatus(kind.status).phrase}", *map(": ".join, headers.items()), "", "")
        self.transport.write("\r\n".join(lines).encode() + content)
        if self.transport.can_write_eof():  # over TLS it cannot
            self.transport.write_eof()
        self._expect(LINGER_SECONDS, self._abort)
