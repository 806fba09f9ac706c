"""A published calendar reaches the replies that risk filings wait for, as it reaches the terms of cases."""

from datetime import timedelta
from uuid import UUID, uuid4

from temporalio.client import Client

from activities.cases import CaseActivities
from activities.messages import Recorded
from activities.risk_filings import RiskFilingActivities
from deploy.roles.roll_out_targets import ask_to_replan, list_behind
from domain.risk_filings.events import RiskFilingTermReplanned
from eventlog.pool import Pool
from eventlog.reference import install
from eventlog.sequencer import Sequencer
from tests.conftest import ProjectorOver
from tests.sequencing import number_all
from tests.workflows.engine import EVERY_YEAR, Installation, OneCase
from tests.workflows.filings import OneFiling, install_pack
from workflows.client import WORKFLOW_KINDS, StreamClient
from workflows.messages import FILINGS_QUEUE, TASK_QUEUE
from workflows.worker import case_worker, filings_worker

_NOBODY = UUID(int=0)


async def test_cases_and_filings_are_on_one_list(
    engine: Client, installed: Installation, worker_pool: Pool, projector_over: ProjectorOver, sequencer: Sequencer
) -> None:
    """Both are behind, each is asked in its own words, and then neither is."""
    await install_pack(installed.pool)
    projector = projector_over()
    filing, case = OneFiling(engine, FILINGS_QUEUE, installed=installed), OneCase(engine, TASK_QUEUE)
    both = {filing.id, case.id}

    async def behind() -> set[UUID]:
        await number_all(installed.pool, sequencer)
        await projector.catch_up()
        return set(await list_behind(worker_pool, 2, _NOBODY, 200)) & both

    async with (
        case_worker(engine, CaseActivities(installed.log)),
        filings_worker(engine, RiskFilingActivities(installed.log)),
    ):
        await filing.file()
        await case.submit(installed.application())
        calendar = EVERY_YEAR.model_copy(update={"version": 1})
        await install(installed.pool, "calendar", "cn", calendar.model_dump_json().encode(), "test")
        listed = await behind()
        clients = [StreamClient(engine, kind, timedelta(seconds=10)) for kind in WORKFLOW_KINDS]
        answers = [await ask_to_replan(clients, installed.log, each, uuid4(), 2) for each in both]
        left = await behind()

    assert listed == both
    assert all(isinstance(answer, Recorded) for answer in answers)
    assert left == set()
    assert isinstance((await filing.events())[-1], RiskFilingTermReplanned)
