"""How the terms of a scenario's case and risk filing stand, as their events have left them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from domain.messages import Event, kind_of
from domain.pack.terms import Force
from domain.terms.events import Planned
from domain.values import event_id
from policies.scenario_language.streams import CasePlayed, FilingPlayed

_OPENED = ("duty_opened", "risk_filing_term_opened")
_CLOSED = "risk_filing_closed"
"""The end of a risk filing, which ends its terms."""
_STATES: Mapping[str, str] = {
    "duty_met": "met",
    "duty_cancelled": "cancelled",
    "duty_paused": "paused",
    "duty_resumed": "open",
    "deadline_missed": "missed",
    "risk_filing_term_met": "met",
    "risk_filing_reply_missed": "missed",
    "risk_filing_expired": "cancelled",
}
"""How a term stands after an event about it; one that was met may have been met late."""


@dataclass(frozen=True)
class Term:
    """A term: by what names it is called, whom it is about, who answers for it, its last plan, and how it stands."""

    id: UUID
    names: tuple[str, str]
    subject: UUID | None
    by: str
    force: Force
    plan: Planned
    state: str = "open"


def terms(stream: CasePlayed | FilingPlayed) -> tuple[Term, ...]:
    """Every term that a stream has had, in the order of their opening."""
    found: dict[UUID, Term] = {}
    for version, event in enumerate(stream.events, 1):
        facts = dict(event)
        about = facts.get("duty_id", facts.get("term_id"))
        if kind_of(type(event)) in _OPENED and isinstance(event, Planned):
            names = (facts.get("duty") or facts["term"], facts["name"].zh)
            id_ = event_id(stream.id, version)
            found[id_] = Term(id_, names, facts.get("subject"), facts["responsible"], facts["force"], event)
        elif kind_of(type(event)) == _CLOSED:
            found |= {
                id_: replace(each, state="cancelled") for id_, each in found.items() if each.state in ("open", "missed")
            }
        elif about in found:
            found[about] = _after(found[about], event)
    return tuple(found.values())


def _after(term: Term, event: Event) -> Term:
    state = _STATES.get(kind_of(type(event)), term.state)
    late = state == "met" and dict(event).get("late")
    plan = event if isinstance(event, Planned) else term.plan
    return replace(term, plan=plan, state="late" if late else state)
