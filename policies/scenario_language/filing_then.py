"""How the terms of a scenario's risk filing (容错报备) stand, as its events have left them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from domain.risk_filings.events import (
    RiskFilingClosed,
    RiskFilingEvent,
    RiskFilingExpired,
    RiskFilingReplyMissed,
    RiskFilingTermMet,
    RiskFilingTermOpened,
    RiskFilingTermReplanned,
)
from domain.terms.events import Planned
from policies.scenario_language.filing_play import FilingPlayer


@dataclass(frozen=True)
class FilingTerm:
    """A term of the filing: how it began, its last plan, and how it stands."""

    opened: RiskFilingTermOpened
    plan: Planned
    state: str = "open"


def filing_terms(play: FilingPlayer) -> Iterator[tuple[UUID, FilingTerm]]:
    """Every term it has had, in the order of their opening."""
    opened = play.terms
    terms = {id_: FilingTerm(term, term) for id_, term in opened.items()}
    for event in play.events:
        terms |= {id_: _after(term, event) for id_, term in terms.items() if _concerns(id_, event)}
    yield from terms.items()


def _concerns(term_id: UUID, event: RiskFilingEvent) -> bool:
    """Whether an event is of this term; what ends the filing ends them all."""
    return isinstance(event, RiskFilingClosed) or getattr(event, "term_id", None) == term_id


def _after(term: FilingTerm, event: RiskFilingEvent) -> FilingTerm:
    match event:
        case RiskFilingTermReplanned():
            return replace(term, plan=event)
        case RiskFilingTermMet():
            return replace(term, state="late" if event.late else "met")
        case RiskFilingReplyMissed():
            return replace(term, state="missed")
        case RiskFilingExpired():
            return replace(term, state="cancelled")
        case RiskFilingClosed() if term.state in {"open", "missed"}:
            return replace(term, state="cancelled")
        case _:
            return term
