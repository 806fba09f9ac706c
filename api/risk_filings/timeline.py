"""The history of a risk filing as far as a caller may read it: facts, and the words that are theirs to read."""

from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.disclosure import disclose
from api.auth.policy import allowed, applicant_group
from api.identity.personas import Persona
from api.installed import installed_of
from api.streams.timeline import Entry, whole_timeline
from domain.risk_filings.events import RISK_FILING_EVENT, RiskFilingEvent, RiskFilingReceived, RiskFilingText
from eventlog import persons


class RiskFilingEntry(Entry[RiskFilingEvent, RiskFilingText]):
    """One event: what happened on which day, recorded when, by whom, how it came in; words unless erased."""


async def history(
    request: Request, who: Persona, filing_id: UUID, received: RiskFilingReceived
) -> tuple[RiskFilingEntry, ...]:
    """The whole history in its order.

    The unit reads what it wrote itself and what was answered to it; handling organs read all; others no words, and
    neither does whose own matter it is (A-39).
    """
    own = who.organ in applicant_group(await installed_of(request).organs(), received.unit)
    log, pool = context_of(request).event_log, context_of(request).pool
    parties = {*received.doers(received.filed_by), *await persons.of_stream(pool, filing_id)}
    readable = own or (allowed(who, "read_words").allow and who.person not in parties)
    disclose(
        request,
        who,
        "read_risk_filings",
        "words" if readable and not own else "case",
        filing_id,
        resource="risk_filing",
        place=received.jurisdiction,
    )
    return await whole_timeline(log, filing_id, RiskFilingEntry, RISK_FILING_EVENT, readable=readable)
