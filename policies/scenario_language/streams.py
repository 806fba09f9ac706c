"""The case, the risk filing (容错报备) and the work record (工作记录) of a scenario under way."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from domain.agenda import NextAlarm
from domain.case.commands import CommandEnvelope
from domain.case.events import AnyEvent
from domain.case.state import Case
from domain.context import DecisionContext
from domain.messages import Command, Envelope, Event
from domain.risk_filings.commands import RiskFilingEnvelope
from domain.risk_filings.events import RiskFilingEvent
from domain.risk_filings.state import RiskFiling
from domain.streams import StreamKind, StreamState
from domain.values import Actor
from domain.work_records.commands import WorkRecordEnvelope
from domain.work_records.events import WorkRecordEvent
from domain.work_records.state import WorkRecord

S = TypeVar("S", bound=StreamState)
E = TypeVar("E", bound=Event)
L = TypeVar("L", bound=Envelope)


@dataclass
class PlayedStream(Generic[S, E, L]):
    """One stream under way: its state, None before it begins, and all that has come of it."""

    kind: StreamKind[S, E, L]
    id: UUID
    state: S | None = None
    events: list[E] = field(default_factory=list)

    @property
    def alarms(self) -> tuple[NextAlarm, ...]:
        """Its next alarms, the first one first."""
        return self.kind.agenda(self.state).alarms if self.state else ()

    def ring(self, alarm: NextAlarm) -> Command:
        """What the clock asks when an alarm has come."""
        assert self.kind.ring, self.kind.name  # noqa: S101 - a stream without alarms has none that comes
        return self.kind.ring(alarm)

    def send(self, actor: Actor, body: Command, now: datetime, context: DecisionContext) -> list[E]:
        """Decide one command.

        Raises:
            Refused: The rules do not admit it.
        """
        number = UUID(int=len(self.events) + 1)
        envelope = self.kind.envelope.validate_python({"command_id": number, "actor": actor, "body": body})
        events = self.kind.decide(self.id, self.state, envelope, now, context)
        for event in events:
            self.state = self.kind.evolve(self.state, event) if self.state else self.kind.fold(self.id, [event])
        self.events += events
        return events


CasePlayed = PlayedStream[Case, AnyEvent, CommandEnvelope]
FilingPlayed = PlayedStream[RiskFiling, RiskFilingEvent, RiskFilingEnvelope]
RecordPlayed = PlayedStream[WorkRecord, WorkRecordEvent, WorkRecordEnvelope]
