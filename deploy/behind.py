"""What a calendar is rolled out to: cases and risk filings alike, each asked in its own words (design.md section 6)."""

from datetime import timedelta
from uuid import UUID

from temporalio.client import Client

from activities.letters import Answer
from domain.commands import Letter, Replan
from domain.risk_filings.commands import ReplanRisk, RiskFilingLetter
from eventlog.pool import Pool
from projections import case_page, deadline_board, risk_filings
from projections.level import level
from workflows.post import RISK_FILING, deliver

_LEVEL_SECONDS = 10.0
"""How long it waits for the read models, before the engine has it try again."""


async def list_behind(pool: Pool, version: int, after: UUID, limit: int, /) -> tuple[UUID, ...]:
    """The list of a roll-out, from read models that know of everything recorded so far: both kinds, by id.

    Raises:
        NotLevel: they do not; a pass over an old list would find nobody and end too early.
    """
    await level(pool, (deadline_board.MODEL, case_page.MODEL, risk_filings.MODEL), timeout_seconds=_LEVEL_SECONDS)
    cases = await deadline_board.behind(pool, version, after=after, limit=limit)
    filings = await risk_filings.behind(pool, version, after=after, limit=limit)
    return tuple(sorted((*cases, *filings))[:limit])


async def send_replan(client: Client, pool: Pool, patience: timedelta, stream_id: UUID, letter: Letter, /) -> Answer:
    """Hand the letter of a roll-out to whoever it is for."""
    if not isinstance(letter.body, Replan) or await risk_filings.get(pool, stream_id) is None:
        return await deliver(client, stream_id, letter, patience=patience)
    asked = RiskFilingLetter(
        command_id=letter.command_id,
        actor=letter.actor,
        body=ReplanRisk(calendar_version=letter.body.calendar_version),
    )
    return await deliver(client, stream_id, asked, patience=patience, kind=RISK_FILING)
