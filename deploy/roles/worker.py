"""The role `worker`: runs workflows and activities of cases and risk filings, roll-outs, and the daily digest.

Every hour it holds what the engine does against the log.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

from activities.cases import CaseActivities
from activities.digest import DigestActivities
from activities.notices.delivering import DeliveryActivities
from activities.notices.hooks import HookSender
from activities.risk_filings import RiskFilingActivities
from activities.roll_out import RollOutActivities
from api.identity.seals import Seals
from deploy.roles.channels import hook_hosts, mail_server, tls_of
from deploy.roles.engine import connect_engine
from deploy.roles.notices import NoticeFollower
from deploy.roles.readiness import ready
from deploy.roles.reconciliation import AT_ONCE, Engine, keep_reconciled
from deploy.roles.roll_out_targets import ask_to_replan, list_behind
from deploy.roles.settings import Settings
from eventlog.log import EventLog
from eventlog.pool import Pool, create_pool
from projections.deadlines.digest import Composer
from workflows.client import WORKFLOW_KINDS, StreamClient
from workflows.digest import keep_schedule
from workflows.visibility import register_attributes
from workflows.worker import (
    CHORES_MAX,
    FILINGS_MAX,
    LOCAL_ACTIVITIES_MAX,
    NOTICES_MAX,
    case_worker,
    chores_worker,
    filings_worker,
    notices_worker,
)

_PATIENCE = timedelta(seconds=10)
"""How long a roll-out waits for a case: as long as people would."""
_FOLLOWING = 3
"""Connections of whoever follows the log for notices; two of them listen."""


async def work(settings: Settings) -> None:
    """Work on Temporal's task queues until cancelled."""
    key = settings.installation_key
    connections = LOCAL_ACTIVITIES_MAX + FILINGS_MAX + CHORES_MAX + AT_ONCE + NOTICES_MAX + _FOLLOWING
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
            notices_worker(client, deliveries_of(settings, pool)),
        ):
            await keep_schedule(client)
            ready(settings)
            async with asyncio.TaskGroup() as both:
                both.create_task(keep_reconciled(Engine(client, pool, log)))
                both.create_task(NoticeFollower(pool, client).run())


def deliveries_of(settings: Settings, pool: Pool) -> DeliveryActivities:
    """What delivers messages, as the settings have it.

    Raises:
        SettingsRefused: they name a mail server or networks that cannot be.
    """
    hooks = HookSender(hook_hosts(settings), settings.public_url or "urn:rongcuo", tls_of(settings.hook_ca_file))
    return DeliveryActivities(pool, Seals(settings.installation_key), hooks, mail_server(settings), _now)


def _now() -> datetime:
    return datetime.now(UTC)
