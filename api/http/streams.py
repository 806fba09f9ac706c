"""Answers that are made while they are sent: they let go of what they read from as soon as nobody reads them."""

from collections.abc import AsyncGenerator, Mapping

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send


class Streamed(StreamingResponse):
    """What a generator yields, which is closed in the end: also where its reader went away, and not at some later time.

    A generator that waits at a `yield` knows nothing of that. Left alone, it would keep its file or its place in a
    queue until it is collected.
    """

    def __init__(self, parts: AsyncGenerator[bytes | str, None], headers: Mapping[str, str], media_type: str) -> None:
        super().__init__(parts, headers=headers, media_type=media_type)
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._parts.aclose()
