"""The history of a risk filing as far as a caller may read it: facts, and the words that are theirs to read."""

from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.policy import allowed, applicant_group
from api.auth.tokens import Persona
from api.installed import installed_of
from api.streams.timeline import Entry, whole_timeline
from domain.risk_filings.events import RISK_FILING_EVENT, RiskFilingEvent, RiskFilingText


class RiskFilingEntry(Entry[RiskFilingEvent, RiskFilingText]):
    """One event: what happened on which day, recorded when, by whom, how it came in; words unless erased."""


async def history(request: Request, who: Persona, filing_id: UUID, unit: str) -> tuple[RiskFilingEntry, ...]:
    """The whole history in its order.

    The unit reads what it wrote itself and what was answered to it; handling organs read all; others no words.
    """
    own = who.organ in applicant_group(await installed_of(request).organs(), unit)
    readable = own or allowed(who, "read_words").allow
    log = context_of(request).event_log
    return await whole_timeline(log, filing_id, RiskFilingEntry, RISK_FILING_EVENT, readable=readable)
