"""A gate between a client and PostgreSQL, which refuses, kills, forgets and hangs: always, or at one message."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

_SOCKET = ".s.PGSQL.5432"
_CHUNK = 1 << 16


class Fault(Enum):
    """What happens to a message of the client, and to its connection."""

    KILLS = "the connection ends before the server has seen the message"
    FORGETS = "the server does what it is asked, and its answer is lost with the connection"
    HANGS = "the message goes nowhere and nothing is answered"
    REFUSES = "all connections end, and no new one is taken until the gate is opened"


@dataclass(eq=False)
class Gate:
    """What a client takes for the server in `folder`.

    Attributes:
        folder: of the gate's own socket.
        server: the folder of the server's socket.
        struck: how many faults have happened.
    """

    folder: Path
    server: str
    struck: int = 0
    _fault: Fault | None = None
    _at: int | None = None
    _open: asyncio.Event = field(default_factory=asyncio.Event)
    _refuses: bool = False
    _links: set[StreamWriter] = field(default_factory=set)

    def dsn(self, role: str, database: str) -> str:
        """How a role reaches a database through the gate."""
        return f"postgresql://{role}:@/{database}?host={self.folder}"

    def strike(self, fault: Fault, at: int) -> None:
        """Let one fault happen, at one of the messages that come from now on; the first is 0."""
        self._fault, self._at, self.struck = fault, at, 0

    def refuse(self) -> None:
        """End every connection and take no new one."""
        self._refuses = True
        self._cut()

    def hang(self) -> None:
        """Take connections and messages, and hand nothing on."""
        self._open.clear()

    def open(self) -> None:
        """Hand everything on again; what hung is dead, as after a cable that was out for long."""
        if not self._open.is_set():
            self._cut()
        self._refuses, self._fault = False, None
        self._open.set()

    def _cut(self) -> None:
        for link in self._links:
            link.transport.abort()

    async def _connected(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._links.add(writer)
        try:
            if not self._refuses:
                await self._pass_on(reader, writer)
        finally:
            self._links.discard(writer)
            writer.transport.abort()

    async def _pass_on(self, reader: StreamReader, writer: StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(str(Path(self.server) / _SOCKET))
        answers = asyncio.create_task(self._copy(there, writer))
        try:
            while message := await reader.read(_CHUNK):
                match self._due():
                    case None:
                        await self._open.wait()
                        back.write(message)
                    case Fault.KILLS:
                        return
                    case Fault.REFUSES:
                        self.refuse()
                        return
                    case Fault.FORGETS:
                        answers.cancel()
                        back.write(message)
                        await there.read(_CHUNK)
                        return
                    case Fault.HANGS:
                        await reader.read()  # until the client gives the connection up
                        return
        except ConnectionError:
            return
        finally:
            answers.cancel()
            back.transport.abort()

    async def _copy(self, reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(ConnectionError):
            while answer := await reader.read(_CHUNK):
                await self._open.wait()
                writer.write(answer)
        writer.transport.abort()

    def _due(self) -> Fault | None:
        """The fault of this message, if it is its turn."""
        if self._fault is None or self._at is None:
            return None
        self._at -= 1
        if self._at >= 0:
            return None
        fault, self._fault = self._fault, None
        self.struck += 1
        return fault


@asynccontextmanager
async def gate(folder: Path, server: str) -> AsyncIterator[Gate]:
    """An open gate before a server."""
    made = Gate(folder, server)
    made.open()
    listening = await asyncio.start_unix_server(made._connected, folder / _SOCKET)  # noqa: SLF001 - of this module
    try:
        yield made
    finally:
        made.refuse()
        listening.close()
