"""The table of a risk filing: for each command, what may come of it. Decided once, in the activity that appends."""

from datetime import datetime
from functools import partial
from typing import assert_never
from uuid import UUID

from domain import refusals
from domain.act import Acting, BaseAct, acting, as_entered
from domain.context import DecisionContext
from domain.refusals import Refused, refusal
from domain.risk_filings import acts, clock, commands
from domain.risk_filings.act import Events, RiskAct
from domain.risk_filings.commands import RiskFilingEnvelope
from domain.risk_filings.state import RiskFiling

RISK_FILING_EXISTS = refusal("risk_filing_exists", 409).says("""
    该报备已经收到。
    The risk filing has been received already.
    请打开该报备继续办理。
    Open that filing and go on there.
""")


def decide(
    filing_id: UUID, filing: RiskFiling | None, envelope: RiskFilingEnvelope, at: datetime, context: DecisionContext
) -> Events:
    """Decide one command on a risk filing, as `StreamKind.decide` says.

    Raises:
        Refused: The rules do not admit it.
    """
    command = envelope.body
    if isinstance(command, commands.FileRisk):
        if filing is not None:
            raise Refused(RISK_FILING_EXISTS)
        return as_entered(acts.file(filing_id, command, acting(BaseAct, envelope, at, context)), envelope)
    if filing is None:
        raise Refused(refusals.UNKNOWN_RISK_FILING)
    act = acting(on_filing(filing), envelope, at, context)
    act.require_admitted(type(command))
    return as_entered(_decide(act, envelope), envelope)


def on_filing(filing: RiskFiling) -> Acting[RiskAct]:
    """An act on a filing that exists, by whoever and whenever."""
    return partial(RiskAct, filing=filing)


def _decide(act: RiskAct, envelope: RiskFilingEnvelope) -> Events:  # noqa: C901, PLR0911 - the table: one line a command
    command = envelope.body
    match command:
        case commands.FileRisk():
            raise Refused(RISK_FILING_EXISTS)
        case commands.SubmitToGroup():
            return acts.submit_to_group(act, command)
        case commands.PassRiskStage():
            return acts.pass_stage(act, command)
        case commands.ReplyToRisk():
            return acts.reply(act, command)
        case commands.ArchiveRisk():
            return acts.archive(act, command)
        case commands.AmendRisk():
            return acts.amend(act, command)
        case commands.WithdrawRisk():
            return acts.withdraw(act, command)
        case commands.LinkRiskToCase():
            return acts.link(act, command)
        case commands.RecordRiskNumber():
            return acts.record_number(act, command)
        case commands.RingRiskAlarm():
            return clock.ring(act, command)
        case commands.ReplanRisk():
            return clock.replan(act, command)
        case _:
            assert_never(command)
