"""The role `api`: opens what the application needs, serves it on loopback, and finishes requests before it ends."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.auth.context import AppContext
from api.auth.tokens import Tokens
from api.http.limits import IDLE_SECONDS, LOOK_UPS_OF_PERSON
from deploy.roles.bounded_http import BoundedHttp
from deploy.roles.engine import connect_engine
from deploy.roles.settings import Settings
from eventlog.log import EventLog
from eventlog.outcomes import Outcomes
from eventlog.pool import create_pool
from eventlog.read_log import ReadLog
from eventlog.subject_changes import SubjectChanges
from eventlog.subjects import SubjectRegister
from projections.projector.waiting import ReadModelWaiter

_CONNECTIONS = 12
"""Two of them listen."""


async def serve(settings: Settings) -> None:
    """Serve the API until cancelled; requests under way are finished first."""
    async with app_context(settings) as context:
        await _until_cancelled(create_app(context), settings)


@asynccontextmanager
async def app_context(settings: Settings) -> AsyncIterator[AppContext]:
    """Open what the API needs, and close it in the end."""
    key = settings.installation_key
    async with await create_pool(settings.database_url, application="rongcuo api", max_size=_CONNECTIONS) as pool:
        read_models, outcomes = ReadModelWaiter(pool), Outcomes(pool)
        await read_models.start()
        await outcomes.start()
        try:
            yield AppContext(
                pool=pool,
                event_log=EventLog(pool, key),
                subjects=SubjectRegister(pool, key),
                subject_changes=SubjectChanges(pool, key),
                temporal=await connect_engine(settings, key),
                read_models=read_models,
                outcomes=outcomes,
                read_log=ReadLog(pool, key, look_ups_an_hour=LOOK_UPS_OF_PERSON),
                tokens=Tokens.load(settings.tokens_file),
                clock=lambda: datetime.now(UTC),
                public_url=f"http://{settings.api_host}:{settings.api_port}",
            )
        finally:
            await outcomes.stop()
            await read_models.stop()


async def _until_cancelled(application: FastAPI, settings: Settings) -> None:
    config = uvicorn.Config(
        application,
        host=settings.api_host,
        port=settings.api_port,
        http=BoundedHttp,
        ws="none",
        proxy_headers=False,  # nothing stands before us (docs/operating.md): a header must not say who calls
        log_config=None,  # its lines go through ours
        access_log=False,
        server_header=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=5,
    )
    server = _Server(config, settings)
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise


class _Server(uvicorn.Server):
    """Leaves the signals to us, and says that it is ready once the port is its own."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self._settings = settings

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._settings.mark_ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
