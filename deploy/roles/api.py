"""The role `api`: opens what the application needs, serves it on loopback or over TLS, ends when requests have."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta

import structlog
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.auth.context import AppContext
from api.http.limits import IDLE_SECONDS, LOOK_UPS_OF_PERSON
from api.identity.demonstration import is_demonstration
from api.identity.seals import Seals
from api.law.rules import read_bundled
from api.search.index import SearchIndex
from deploy.roles.bounded_http import BoundedHttp
from deploy.roles.channels import hook_hosts
from deploy.roles.documents import document_files, press, word_template
from deploy.roles.engine import connect_engine
from deploy.roles.entrance import (
    provider_client,
    provider_of,
    public_url,
    require_demonstration_here,
    require_sound,
    trusted_hosts,
    trusted_proxies,
)
from deploy.roles.readiness import ready
from deploy.roles.settings import Settings
from eventlog.imports import CaseImports
from eventlog.log import EventLog
from eventlog.outages import OUTAGE
from eventlog.outcomes import Outcomes
from eventlog.pool import PLANS_OF_LISTS, PlanCacheMode, Pool, create_pool
from eventlog.read_log import ReadLog
from eventlog.result_queries.batches import Batches
from eventlog.result_queries.receipts import Receipts
from eventlog.subject_changes import SubjectChanges
from eventlog.subjects import SubjectRegister
from projections.projector.waiting import ReadModelWaiter

_CONNECTIONS = 12
"""Two of them listen."""
_LISTS = 8
"""Connections for pages and lists."""

_logger = structlog.get_logger(__name__)


async def serve(settings: Settings) -> None:
    """Serve the API until cancelled; requests under way are finished first.

    Raises:
        SettingsRefused: Something would go in clear, or a demonstration would be open to others.
    """
    require_sound(settings)
    async with app_context(settings) as context:
        application = create_app(context)
        await application.state.answering.resume()
        reading = asyncio.create_task(_read_ahead(application, context))
        try:
            await serve_until_cancelled(application, settings)
        finally:
            reading.cancel()
            await asyncio.wait([reading])
            await application.state.answering.stop()


async def _read_ahead(application: FastAPI, context: AppContext) -> None:
    """Read what is kept in memory, rules and what is searched, before a first reader has to wait for it."""
    await asyncio.to_thread(read_bundled)
    index: SearchIndex = application.state.search_index
    try:
        await index.look(context, lambda _: None, names=True)
    except OUTAGE as error:
        _logger.warning("search is read at the first search", error=repr(error))


async def _pool(settings: Settings, size: int, plans: PlanCacheMode) -> Pool:
    return await create_pool(settings.database_url, application="rongcuo api", max_size=size, plan_cache_mode=plans)


@asynccontextmanager
async def app_context(settings: Settings) -> AsyncIterator[AppContext]:
    """Open what the API needs, and close it in the end."""
    key = settings.installation_key
    async with (
        await _pool(settings, _CONNECTIONS, "force_generic_plan") as by_key,
        await _pool(settings, _LISTS, PLANS_OF_LISTS) as pool,
        provider_client(settings) as http,
    ):
        demonstration = await is_demonstration(by_key)
        if demonstration:
            require_demonstration_here(settings)
        read_models, outcomes = ReadModelWaiter(by_key), Outcomes(by_key)
        await read_models.start()
        await outcomes.start()
        try:
            yield AppContext(
                pool=pool,
                by_key=by_key,
                event_log=EventLog(by_key, key),
                subjects=SubjectRegister(by_key, key),
                subject_changes=SubjectChanges(by_key, key),
                imports=CaseImports(by_key, key),
                temporal=await connect_engine(settings, key),
                read_models=read_models,
                outcomes=outcomes,
                read_log=ReadLog(by_key, key, look_ups_an_hour=LOOK_UPS_OF_PERSON),
                receipts=Receipts(by_key, key),
                batches=Batches(by_key, key),
                seals=Seals(key),
                files=document_files(settings, by_key, key),
                press=press(settings),
                word=word_template(settings),
                clock=lambda: datetime.now(UTC),
                public_url=public_url(settings),
                trusted_hosts=trusted_hosts(settings),
                demonstration=demonstration,
                provider=provider_of(settings, http),
                hook_hosts=hook_hosts(settings),
                step_up=timedelta(minutes=settings.step_up_minutes),
            )
        finally:
            await outcomes.stop()
            await read_models.stop()


async def serve_until_cancelled(application: FastAPI, settings: Settings) -> None:
    """Serve an application on its ports until cancelled; requests under way are finished first."""
    configs = [_config(application, settings, settings.api_host, settings.api_port)]
    if settings.tls_cert_file:
        configs.append(_config(application, settings, settings.tls_host, settings.tls_port, tls=True))
    ready = asyncio.Barrier(len(configs))
    servers = [_Server(config, ready, settings) for config in configs]
    serving = asyncio.gather(*(server.serve() for server in servers))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        for server in servers:
            server.should_exit = True
        await serving
        raise


def _config(application: FastAPI, settings: Settings, host: str, port: int, *, tls: bool = False) -> uvicorn.Config:
    proxies = trusted_proxies(settings)
    return uvicorn.Config(
        application,
        host=host,
        port=port,
        http=BoundedHttp,
        ws="none",
        proxy_headers=bool(proxies),  # a header must not say who calls, unless whoever sends it is trusted to
        forwarded_allow_ips=proxies,
        ssl_certfile=settings.tls_cert_file if tls else None,
        ssl_keyfile=settings.tls_key_file if tls else None,
        log_config=None,  # its lines go through ours
        access_log=False,
        server_header=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=5,
    )


class _Server(uvicorn.Server):
    """Leaves the signals to us; once every server has its port, they say that they are ready."""

    def __init__(self, config: uvicorn.Config, ready: asyncio.Barrier, settings: Settings) -> None:
        super().__init__(config)
        self._ready = ready
        self._settings = settings

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and await self._ready.wait() == 0:
            ready(self._settings)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
