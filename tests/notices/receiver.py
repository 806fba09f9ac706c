"""Other programs and mail servers as they may be: a receiver of hooks that misbehaves when told to, and a mailbox."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
HUGE = 50_000_000


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """The id of the message."""
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        """The body."""
        event: dict[str, Any] = json.loads(self.body)
        return event


@dataclass(slots=True)
class Receiver:
    """An HTTP server. What it answers is decided by `answers`: for each request by its number, from 0."""

    answers: Callable[[int], str] = lambda _: "200"
    received: list[Received] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}/notices"

    @property
    def ids(self) -> list[str]:
        """The ids of all messages that came, each as often as it came."""
        return [each.id for each in self.received]

    async def has(self, count: int) -> None:
        """Wait until so many requests have come."""
        async with asyncio.timeout(60):
            while len(self.received) < count:  # noqa: ASYNC110 - what comes over a socket notifies nobody
                await asyncio.sleep(0.01)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Receiver"]:
        """Serve meanwhile."""
        server = await asyncio.start_server(self._answer, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            how = self.answers(len(self.received))
            self.received.append(Received(head[0].split()[1], headers, body))
            await self._write(writer, how)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _write(self, writer: asyncio.StreamWriter, how: str) -> None:
        if how == "late":
            await asyncio.sleep(3)
        if how in {"200", "late"}:
            writer.write(_OK)
        elif how == "bot":
            writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 13\r\nConnection: close\r\n\r\n{"errcode":0}')
        elif how == "drop":
            return
        elif how == "huge":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n")
            for _ in range(HUGE // 50_000):
                writer.write(b"x" * 50_000)
                await writer.drain()
        elif how == "drip":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(100):
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.1)
        elif how.startswith("302 "):
            writer.write(f"HTTP/1.1 302 Found\r\nLocation: {how[4:]}\r\nContent-Length: 0\r\n\r\n".encode())
        else:
            writer.write(f"HTTP/1.1 {how} Status\r\nContent-Length: 5\r\nConnection: close\r\n\r\nsorry".encode())
        await writer.drain()
