"""The API over a real engine with a worker and a real log with a projector; requests come in as ASGI."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.cases import CaseActivities
from api.auth.context import AppContext
from api.http.limits import LOOK_UPS_OF_PERSON
from api.identity.seals import Seals
from api.typesetting.fonts import fonts_at
from api.typesetting.pdf import Press
from eventlog.files.documents import DocumentFiles
from eventlog.imports import CaseImports
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.outcomes import Outcomes
from eventlog.pool import Pool
from eventlog.read_log import ReadLog
from eventlog.result_queries.batches import Batches
from eventlog.result_queries.receipts import Receipts
from eventlog.sequencer import Sequencer
from eventlog.subject_changes import SubjectChanges
from eventlog.subjects import SubjectRegister
from projections.projector.waiting import ReadModelWaiter
from tests.api.client import PUBLIC_URL, ApiClient, http_client_of
from tests.api.played import Recorder
from tests.api.signed_in import in_office, sessions_of, tokens_of_all
from tests.conftest import Database, ProjectorOver
from tests.workflows.engine import CODEC_KEY, SHORT_POLLS, installation
from workflows.messages import data_converter
from workflows.visibility import ATTRIBUTES
from workflows.worker import case_worker


@pytest.fixture(scope="session")
async def temporal_client() -> AsyncIterator[Client]:
    """A Temporal dev server of the API's own tests."""
    async with await WorkflowEnvironment.start_local(
        data_converter=data_converter(CODEC_KEY),
        search_attributes=ATTRIBUTES,
        dev_server_existing_path=str(Path(sys.executable).parent / "temporal"),
        dev_server_log_level="error",
        dev_server_extra_args=SHORT_POLLS,
    ) as environment:
        yield environment.client


@pytest.fixture(scope="module")
async def api_alone(  # noqa: PLR0913, PLR0917 - what the API runs on
    temporal_client: Client,
    app_pool: Pool,
    api_pool: Pool,
    worker_log: EventLog,
    installation_key: InstallationKey,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[ApiClient]:
    """The API alone, with the rights of its process: nobody works on cases, nobody keeps the pages."""
    installed = await installation(app_pool, installation_key, log=worker_log)
    personas = in_office(installed.organs, datetime.now(UTC).date())
    tokens = await tokens_of_all(app_pool, personas)
    sessions = await sessions_of(app_pool, personas.values())
    context = AppContext(
        pool=api_pool,
        by_key=api_pool,
        event_log=EventLog(api_pool, installation_key),
        subjects=SubjectRegister(api_pool, installation_key),
        subject_changes=SubjectChanges(api_pool, installation_key),
        imports=CaseImports(api_pool, installation_key),
        temporal=temporal_client,
        read_models=ReadModelWaiter(api_pool),
        outcomes=Outcomes(api_pool),
        read_log=ReadLog(api_pool, installation_key, look_ups_an_hour=LOOK_UPS_OF_PERSON),
        receipts=Receipts(api_pool, installation_key),
        batches=Batches(api_pool, installation_key),
        seals=Seals(installation_key),
        files=DocumentFiles.below(tmp_path_factory.mktemp("documents"), api_pool, installation_key),
        press=Press(fonts_at(None)),
        clock=lambda: datetime.now(UTC),
        public_url=PUBLIC_URL,
    )
    async with http_client_of(context) as http:
        yield ApiClient(context, installed, http, tokens, sessions, personas)


@pytest.fixture(scope="module")
async def api(
    api_alone: ApiClient, database: Database, worker_log: EventLog, projector_over: ProjectorOver
) -> AsyncIterator[ApiClient]:
    """Everything that runs: worker, sequencer, projector, API; on this module's database, each with its own rights."""
    context = api_alone.context
    projector, stop = projector_over(), asyncio.Event()
    await projector.prepare()
    async with AsyncExitStack() as running:
        await running.enter_async_context(case_worker(context.temporal, CaseActivities(worker_log)))
        tasks = await running.enter_async_context(asyncio.TaskGroup())
        tasks.create_task(Sequencer(database.dsn("rongcuo_sequencer")).run(stop))
        tasks.create_task(projector.run(stop))
        running.callback(stop.set)
        await context.read_models.start()
        running.push_async_callback(context.read_models.stop)
        await context.outcomes.start()
        running.push_async_callback(context.outcomes.stop)
        yield api_alone


@pytest.fixture(scope="module")
async def recorder(
    api_alone: ApiClient, database: Database, app_pool: Pool, worker_log: EventLog, projector_over: ProjectorOver
) -> AsyncIterator[Recorder]:
    """Somebody who performs acts and brings the pages up to them."""
    sequencer = Sequencer(database.dsn("rongcuo_sequencer"))
    projector = projector_over()
    await projector.prepare()
    yield Recorder(app_pool, worker_log, api_alone.context.subjects, api_alone.installed, sequencer, projector)
    await sequencer.close()
