"""What a calendar is rolled out to: cases and risk filings alike, each asked in its own words (decision 20)."""

from datetime import timedelta
from uuid import UUID

from temporalio.client import Client

from activities.messages import Answer
from domain.case.commands import CommandEnvelope, Replan
from domain.risk_filings.commands import ReplanRisk, RiskFilingEnvelope
from eventlog.pool import Pool
from projections.cases import case_page
from projections.deadlines import deadline_board
from projections.projector.barrier import wait_until_current
from projections.risk_filings import model as risk_filings
from workflows.client import RISK_FILING, deliver

_PATIENCE_SECONDS = 10.0
"""How long it waits for the read models, before the engine has it try again."""


async def list_behind(pool: Pool, version: int, after: UUID, limit: int, /) -> tuple[UUID, ...]:
    """The list of a roll-out, from read models that know of everything recorded so far: both kinds, by id.

    Raises:
        ReadModelsBehind: they do not; a pass over an old list would find nobody and end too early.
    """
    await wait_until_current(pool, (case_page.MODEL, risk_filings.MODEL), timeout_seconds=_PATIENCE_SECONDS)
    cases = await deadline_board.behind(pool, version, after=after, limit=limit)
    filings = await risk_filings.behind(pool, version, after=after, limit=limit)
    return tuple(sorted((*cases, *filings))[:limit])


async def send_replan(
    client: Client, pool: Pool, patience: timedelta, stream_id: UUID, envelope: CommandEnvelope, /
) -> Answer:
    """Hand the envelope of a roll-out to whoever it is for."""
    if not isinstance(envelope.body, Replan) or await risk_filings.get(pool, stream_id) is None:
        return await deliver(client, stream_id, envelope, patience=patience)
    asked = RiskFilingEnvelope(
        command_id=envelope.command_id,
        actor=envelope.actor,
        body=ReplanRisk(calendar_version=envelope.body.calendar_version),
    )
    return await deliver(client, stream_id, asked, patience=patience, kind=RISK_FILING)
