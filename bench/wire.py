"""One HTTP/1.1 connection that is kept: the cheapest client, so that the two processors go to what is measured."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

_TIMEOUT_SECONDS = 15.0


class Connection:
    """Sends one request after another and reads each answer whole; speaks only what our own server answers."""

    def __init__(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._host, self._reader, self._writer = host, reader, writer

    @classmethod
    async def open(cls, url: str) -> "Connection":
        """Connect to scheme, host and port of a URL."""
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        return cls(parts.netloc, reader, writer)

    async def post(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Post JSON; returns status and body.

        Raises:
            TimeoutError: no answer within 15 s.
            asyncio.IncompleteReadError: the server closed the connection.
        """
        lines = [f"POST {path} HTTP/1.1", f"Host: {self._host}", f"Content-Length: {len(body)}"]
        lines += ["Content-Type: application/json", *(f"{name}: {value}" for name, value in headers.items())]
        self._writer.write("\r\n".join((*lines, "", "")).encode() + body)
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = int(head.partition("content-length:")[2].partition("\r\n")[0])
            return int(head.split(" ", 2)[1]), await self._reader.readexactly(length)

    async def close(self) -> None:
        """Close the connection."""
        self._writer.close()
        await self._writer.wait_closed()
