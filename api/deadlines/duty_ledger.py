"""The ledger of a duty (期限台账), read from the case's own stream: its clock, and who said so when it was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from api.streams.sealed import Sealed
from domain.case.events import (
    EVENT,
    AnyEvent,
    DeadlineConfirmed,
    DeadlineReplanned,
    DutyCancelled,
    DutyExtended,
    DutyMet,
    DutyOpened,
    DutyPaused,
)
from domain.messages import Event
from domain.terms.deadlines import Pause
from domain.terms.duty import DutyEvent
from domain.values import Code, event_id
from eventlog.reading import facts_of
from eventlog.shapes import StoredEvent
from projections.cases.duties import DutyView, evolve, initial


@dataclass(frozen=True, slots=True)
class Ledger:
    """A duty with what its read model does not keep.

    Attributes:
        opened: the version with which it began.
        settled: that with which it was met or cancelled, if it is.
        reasons: why its clock stood still, one for each of its pauses.
        extension: the act that made it longer, if one did.
        moved: the dates that new calendars took it from, in order.
        pack_sha256: the edition that its term was counted by last: that of its case when it began, or one chosen since.
    """

    duty: DutyView
    opened: int
    pack_sha256: str
    settled: int | None = None
    reasons: tuple[Code, ...] = ()
    extension: DutyExtended | None = None
    moved: tuple[date, ...] = ()

    @property
    def stops(self) -> tuple[tuple[Pause, Code], ...]:
        """When its clock stood still, and why."""
        return tuple(zip(self.duty.pauses, self.reasons, strict=True))


def ledgers_of(case_id: UUID, stored: Sequence[StoredEvent]) -> Mapping[UUID, Ledger]:
    """The ledgers of all duties of a case, by their ids, from its whole history as stored."""
    return ledgers(case_id, [facts_of(EVENT, each) for each in stored])


def ledgers(case_id: UUID, events: Sequence[AnyEvent | Sealed]) -> Mapping[UUID, Ledger]:
    """Fold a whole history, from its first event on."""
    found: dict[UUID, Ledger] = {}
    edition = ""
    for version, event in enumerate(events, 1):
        edition = edition_after(event) or edition
        if isinstance(event, DutyOpened):
            id_ = event_id(case_id, version)
            found[id_] = Ledger(initial(id_, event), version, edition)
        elif isinstance(event, DutyEvent):
            found[event.duty_id] = _after(found[event.duty_id], version, event, edition)
    return found


def edition_after(event: AnyEvent | Sealed) -> str | None:
    """The edition that a case runs under from an event on, by its hash; None: as before."""
    return event.edition_pinned if isinstance(event, Event) else None


def _after(ledger: Ledger, version: int, event: DutyEvent, edition: str) -> Ledger:
    ledger = replace(ledger, duty=evolve(ledger.duty, event))
    if isinstance(event, DeadlineReplanned | DeadlineConfirmed) and event.rule is not None:
        ledger = replace(ledger, pack_sha256=edition)
    match event:
        case DutyPaused():
            return replace(ledger, reasons=(*ledger.reasons, event.because))
        case DutyExtended():
            return replace(ledger, extension=event)
        case DeadlineReplanned():
            return replace(ledger, moved=(*ledger.moved, event.was))
        case DutyMet() | DutyCancelled():
            return replace(ledger, settled=version)
        case _:
            return ledger
