"""A real engine for the session, and a time-skipping one for days of waiting; nothing is downloaded."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.cases import CaseActivities
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Pool
from tests.workflows.engine import CODEC_KEY, SHORT_POLLS, Installation, OneCase, installation
from workflows.messages import data_converter
from workflows.visibility import ATTRIBUTES, register_attributes
from workflows.worker import case_worker

_PROGRAMS = Path(sys.executable).parent


@pytest.fixture(scope="session")
async def engine() -> AsyncIterator[Client]:
    """A Temporal dev server that suggests continue-as-new early."""
    async with await WorkflowEnvironment.start_local(
        data_converter=data_converter(CODEC_KEY),
        search_attributes=ATTRIBUTES,
        dev_server_existing_path=str(_PROGRAMS / "temporal"),
        dev_server_log_level="error",
        dev_server_extra_args=[*SHORT_POLLS, "--dynamic-config-value", "limit.historyCount.suggestContinueAsNew=30"],
    ) as environment:
        yield environment.client


@pytest.fixture
async def skipping() -> AsyncIterator[WorkflowEnvironment]:
    """A Temporal server whose clock jumps to the next timer."""
    async with await WorkflowEnvironment.start_time_skipping(
        data_converter=data_converter(CODEC_KEY),
        test_server_existing_path=str(_PROGRAMS / "temporal-test-server"),
    ) as environment:
        await register_attributes(environment.client)
        yield environment


@pytest.fixture(scope="module")
async def installed(app_pool: Pool, worker_log: EventLog, installation_key: InstallationKey) -> Installation:
    """An installation on this module's database."""
    return await installation(app_pool, installation_key, log=worker_log)


@pytest.fixture
async def case(engine: Client, installed: Installation) -> AsyncIterator[OneCase]:
    """A case on a case of its own, with a worker on a queue of its own."""
    queue = f"test-{uuid4()}"
    async with case_worker(engine, CaseActivities(installed.log), task_queue=queue):
        yield OneCase(engine, queue)
