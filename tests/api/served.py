"""The API of the tests on a socket, and a proxy before it that loses answers."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import uvicorn

from api.app import create_app
from tests.api.client import ApiClient


@asynccontextmanager
async def served(api: ApiClient, port: int) -> AsyncIterator[int]:
    """The interface on a port of this machine; 0: any that is free."""
    config = uvicorn.Config(
        create_app(api.context), port=port, ws="none", log_config=None, lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
        await asyncio.sleep(0.02)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task


@dataclass(slots=True)
class Between:
    """A proxy.

    Attributes:
        losing: So many of the next answers never arrive, though the request did.
        loses: The answer to whatever is sent with these bytes in it never arrives, as long as they are set.
        lost: How many have been lost.
        held: That something came whose answer is held back (`hold`).
    """

    port: int
    before: int
    losing: int = 0
    loses: bytes = b""
    lost: int = 0
    carrying: set[asyncio.Task[None]] = field(default_factory=set)
    held: asyncio.Event = field(default_factory=asyncio.Event)
    _holds: bytes = b""

    def hold(self, holds: bytes) -> None:
        """Hold back the answer to whatever is sent with these bytes in it, from now on; nothing: hold back nothing."""
        self._holds = holds
        self.held.clear()

    def begin(self, here: StreamReader, back: StreamWriter) -> None:
        """Carry a connection until it ends."""
        task = asyncio.create_task(self.carry(here, back))
        self.carrying.add(task)
        task.add_done_callback(self.carrying.discard)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    async def carry(self, here: StreamReader, back: StreamWriter) -> None:
        """One connection."""
        try:
            there, on = await asyncio.open_connection("127.0.0.1", self.before)
        except OSError:
            back.close()
            await asyncio.gather(back.wait_closed(), return_exceptions=True)
            return
        doomed = asyncio.Event()
        pump = asyncio.create_task(self._pump(here, on, doomed))
        try:
            while part := await there.read(65_536):
                if self.held.is_set():
                    await asyncio.wait({pump})  # until whoever waits for it goes away
                    break
                if self.losing or doomed.is_set():
                    self.losing = max(0, self.losing - 1)
                    self.lost += 1
                    break
                back.write(part)
                await back.drain()
        except OSError:
            pass
        finally:
            pump.cancel()
            back.close()
            on.close()
            await asyncio.gather(pump, back.wait_closed(), on.wait_closed(), return_exceptions=True)

    async def _pump(self, here: StreamReader, on: StreamWriter, doomed: asyncio.Event) -> None:
        with suppress(OSError):
            while part := await here.read(65_536):
                if self.loses and self.loses in part:
                    doomed.set()
                if self._holds and self._holds in part:
                    self.held.set()
                on.write(part)
                await on.drain()


@asynccontextmanager
async def between(port: int) -> AsyncIterator[Between]:
    """A proxy before a port of this machine."""
    found = Between(0, port)
    server = await asyncio.start_server(found.begin, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        for task in tuple(found.carrying):
            task.cancel()
        await asyncio.gather(*found.carrying, return_exceptions=True)
