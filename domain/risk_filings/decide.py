"""The table of a risk filing: for each command, what may come of it. Decided once, in the activity that appends."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

from domain import refusals
from domain.case.act import business_date, require_in_office
from domain.case.context import DecisionContext
from domain.messages import Command
from domain.refusals import Refused, refusal
from domain.risk_filings import acts, clock
from domain.risk_filings.act import Events, RiskAct
from domain.risk_filings.commands import (
    AmendRisk,
    ArchiveRisk,
    FileRisk,
    LinkRiskToCase,
    ReplanRisk,
    ReplyToRisk,
    RingRiskAlarm,
    RiskFilingEnvelope,
    SubmitToGroup,
    WithdrawRisk,
)
from domain.risk_filings.events import RiskFilingText
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
    """Decide one command on a risk filing.

    Args:
        filing_id: The filing, also when it does not exist yet.
        filing: Its state; None before the first event.
        envelope: The command with its actor and what was seen.
        at: The instant the loop stamped.
        context: Law, calendar, organs, registers, and the case that a link names.

    Returns:
        The events to append, at least one.

    Raises:
        Refused: The rules do not admit it.
    """
    command = envelope.body
    if isinstance(command, FileRisk):
        if filing is not None:
            raise Refused(RISK_FILING_EXISTS)
        return _with_late_entry(acts.file(filing_id, command, envelope, at, context), command)
    if filing is None:
        raise Refused(refusals.UNKNOWN_RISK_FILING)
    on = business_date(command, at, history=False)
    require_in_office(envelope.actor, on, context)
    if on < filing.acted_on and not isinstance(command, RingRiskAlarm | ReplanRisk):
        raise Refused(refusals.BEFORE_OPENING)
    return _with_late_entry(_decide(RiskAct(filing, envelope.actor, at, on, envelope.seen, context), envelope), command)


def _decide(act: RiskAct, envelope: RiskFilingEnvelope) -> Events:  # noqa: PLR0911 - the table: one line a command
    command = envelope.body
    match command:
        case FileRisk():
            raise Refused(RISK_FILING_EXISTS)
        case SubmitToGroup():
            return acts.submit_to_group(act, command)
        case ReplyToRisk():
            return acts.reply(act, command)
        case ArchiveRisk():
            return acts.archive(act, command)
        case AmendRisk():
            return acts.amend(act, command)
        case WithdrawRisk():
            return acts.withdraw(act, command)
        case LinkRiskToCase():
            return acts.link(act, command)
        case RingRiskAlarm():
            return clock.ring(act, command)
        case ReplanRisk():
            return clock.replan(act, command)
        case _:
            assert_never(command)


def _with_late_entry(events: Events, command: Command) -> Events:
    """Keep why an act was entered late with the act itself."""
    if command.late_entry_reason is None:
        return events
    first, *rest = events
    written = first.private if isinstance(first.private, RiskFilingText) else RiskFilingText()
    private = written.model_copy(update={"late_entry_reason": command.late_entry_reason})
    return [first.model_copy(update={"private": private}), *rest]
