"""The role `worker`: runs workflows and activities of cases and risk filings, roll-outs, and the daily digest.

Every hour it holds what the engine does against the log.
"""

from datetime import UTC, datetime, timedelta
from functools import partial

from activities.cases import CaseActivities
from activities.digest import DigestActivities
from activities.risk_filings import RiskFilingActivities
from activities.roll_out import RollOutActivities
from deploy.roles.engine import connect_engine
from deploy.roles.readiness import ready
from deploy.roles.reconciliation import AT_ONCE, Engine, keep_reconciled
from deploy.roles.roll_out_targets import ask_to_replan, list_behind
from deploy.roles.settings import Settings
from eventlog.log import EventLog
from eventlog.pool import create_pool
from projections.deadlines.digest import Composer
from workflows.client import WORKFLOW_KINDS, StreamClient
from workflows.digest import keep_schedule
from workflows.visibility import register_attributes
from workflows.worker import (
    CHORES_MAX,
    FILINGS_MAX,
    LOCAL_ACTIVITIES_MAX,
    case_worker,
    chores_worker,
    filings_worker,
)

_PATIENCE = timedelta(seconds=10)
"""How long a roll-out waits for a case: as long as people would."""


async def work(settings: Settings) -> None:
    """Work on Temporal's task queues until cancelled."""
    key = settings.installation_key
    connections = LOCAL_ACTIVITIES_MAX + FILINGS_MAX + CHORES_MAX + AT_ONCE
    async with await create_pool(settings.database_url, application="rongcuo worker", max_size=connections) as pool:
        client = await connect_engine(settings, key)
        await register_attributes(client)
        log = EventLog(pool, key)
        clients = [StreamClient(client, kind, _PATIENCE) for kind in WORKFLOW_KINDS]
        roll_out = RollOutActivities(partial(list_behind, pool), partial(ask_to_replan, clients, log))
        digest = DigestActivities(pool, Composer(pool))
        async with (
            case_worker(client, CaseActivities(log, _now)),
            filings_worker(client, RiskFilingActivities(log, _now)),
            chores_worker(client, roll_out, digest),
        ):
            await keep_schedule(client)
            ready(settings)
            await keep_reconciled(Engine(client, pool, log))


def _now() -> datetime:
    return datetime.now(UTC)
