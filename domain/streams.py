"""The kinds of stream in the log: a case, a risk filing, a work record, a meeting; their own rules, told alike.

Whoever loads, decides, appends, carries or shows a stream asks its kind here and need not know which one it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, Protocol, TypeVar, get_args
from uuid import UUID

from pydantic import TypeAdapter

from domain import refusals
from domain.act import Acting, BaseAct
from domain.agenda import Agenda, NextAlarm
from domain.case.agenda import agenda as agenda_of_case
from domain.case.commands import COMMAND_ENVELOPE, CommandEnvelope, Replan, RingAlarm
from domain.case.decide import decide as decide_case
from domain.case.decide import on_case
from domain.case.events import EVENT, AnyEvent
from domain.case.evolve import evolve as evolve_case
from domain.case.evolve import fold as fold_case
from domain.case.state import Case
from domain.context import DecisionContext
from domain.meetings.agenda import agenda as agenda_of_meeting
from domain.meetings.commands import MEETING_ENVELOPE, MeetingEnvelope
from domain.meetings.decide import decide as decide_meeting
from domain.meetings.decide import on_meeting
from domain.meetings.events import MEETING_EVENT, MeetingEvent
from domain.meetings.state import Meeting
from domain.meetings.state import evolve as evolve_meeting
from domain.meetings.state import fold as fold_meeting
from domain.messages import Command, Envelope, Event, kind_of
from domain.pack.articles import citing
from domain.refusals import Refusal
from domain.risk_filings.agenda import agenda as agenda_of_risk_filing
from domain.risk_filings.commands import RISK_FILING_ENVELOPE, ReplanRisk, RingRiskAlarm, RiskFilingEnvelope
from domain.risk_filings.decide import decide as decide_risk_filing
from domain.risk_filings.decide import on_filing
from domain.risk_filings.events import RISK_FILING_EVENT, RiskFilingEvent
from domain.risk_filings.state import RiskFiling
from domain.risk_filings.state import evolve as evolve_risk_filing
from domain.risk_filings.state import fold as fold_risk_filing
from domain.values import CLOCK
from domain.work_records.agenda import agenda as agenda_of_work_record
from domain.work_records.commands import WORK_RECORD_ENVELOPE, WorkRecordEnvelope
from domain.work_records.decide import decide as decide_work_record
from domain.work_records.decide import on_record
from domain.work_records.events import WORK_RECORD_EVENT, WorkRecordEvent
from domain.work_records.state import WorkRecord
from domain.work_records.state import evolve as evolve_work_record
from domain.work_records.state import fold as fold_work_record


class Beginning(Protocol):
    """What the first event of every stream tells."""

    @property
    def pack(self) -> str:
        """The pack it runs under."""

    @property
    def jurisdiction(self) -> str:
        """The place it belongs to."""


class StreamState(Protocol):
    """What every state tells, whatever it is the state of."""

    @property
    def id(self) -> UUID:
        """The stream."""

    @property
    def version(self) -> int:
        """The number of its events."""

    @property
    def opened(self) -> Beginning:
        """How it began."""

    @property
    def jurisdiction(self) -> str:
        """The place it is in now."""

    @property
    def closed(self) -> bool:
        """Whether it has ended."""

    @property
    def pack_sha256(self) -> str:
        """The edition it runs under."""

    @property
    def numbered_by(self) -> str:
        """The organ in whose name documents go out, by whose numbers."""


StreamName = Literal["case", "risk_filing", "work_record", "meeting"]

S = TypeVar("S", bound=StreamState)
E = TypeVar("E", bound=Event)
L = TypeVar("L", bound=Envelope)


Decide = Callable[[UUID, S | None, L, datetime, DecisionContext], list[E]]
"""How a command on a stream is decided: by its id, its state so far, when, and what is known."""


@dataclass(frozen=True, slots=True)
class StreamKind(Generic[S, E, L]):
    """A kind of stream: how it is read, folded and decided.

    Attributes:
        begins: The kind of its first event, by which the log tells what a stream is.
        ends: The kind of the event that closes it.
        event: How its events are read.
        envelope: How its commands are read, with everything that comes with them.
        fold: The state after all events in order; None when there are none.
        evolve: The state after one more event.
        decide: The events that come of a command; the state is None before the first event.
        acting: An act on one that exists, by whoever and whenever.
        agenda: Its next alarms and where it stands; a work record or a meeting never has an alarm.
        unknown: Why a command to a stream without events is refused.
        ring: What the clock asks when an alarm of the agenda has come; None: nothing ever rings.
        replan: What a roll-out asks when a calendar of this version was published; None: no term is counted.
    """

    name: StreamName
    begins: str
    ends: str
    event: TypeAdapter[E]
    envelope: TypeAdapter[L]
    fold: Callable[[UUID, list[E]], S | None]
    evolve: Callable[[S, E], S]
    decide: Decide[S, L, E]
    acting: Callable[[S], Acting[BaseAct]]
    agenda: Callable[[S], Agenda]
    unknown: Refusal
    ring: Callable[[NextAlarm], Command] | None = None
    replan: Callable[[int], Command] | None = None

    def of_clock(self, command_id: UUID, body: Command) -> L:
        """What the clock or a roll-out asks, as it is handed in."""
        return self.envelope.validate_python({"command_id": command_id, "actor": CLOCK, "body": body})


def _ring_case(alarm: NextAlarm) -> Command:
    return RingAlarm(duty=alarm.duty, due_on=alarm.due_on, rung=alarm.rung)


def _ring_risk_filing(alarm: NextAlarm) -> Command:
    return RingRiskAlarm(term=alarm.duty, due_on=alarm.due_on, rung=alarm.rung)


def _by_its_law(decide: Decide[S, L, E]) -> Decide[S, L, E]:
    """What is refused in a stream is refused by the articles of the procedure that it runs under."""

    def decided(stream_id: UUID, state: S | None, envelope: L, at: datetime, context: DecisionContext) -> list[E]:
        with citing(context.pack):
            return decide(stream_id, state, envelope, at, context)

    return decided


def _only(events: object, told: Callable[[type[Event]], bool]) -> str:
    """The kind of the one among some events, a closed list of them, of which something is told."""
    members: tuple[type[Event], ...] = get_args(get_args(events)[0])
    [found] = [each for each in members if told(each)]
    return kind_of(found)


CASE: StreamKind[Case, AnyEvent, CommandEnvelope] = StreamKind(
    name="case",
    begins=_only(AnyEvent, lambda event: event.begins),
    ends=_only(AnyEvent, lambda event: event.ends),
    event=EVENT,
    envelope=COMMAND_ENVELOPE,
    fold=fold_case,
    evolve=evolve_case,
    decide=_by_its_law(decide_case),
    acting=on_case,
    agenda=agenda_of_case,
    unknown=refusals.UNKNOWN_CASE,
    ring=_ring_case,
    replan=lambda version: Replan(calendar_version=version),
)
RISK_FILING: StreamKind[RiskFiling, RiskFilingEvent, RiskFilingEnvelope] = StreamKind(
    name="risk_filing",
    begins=_only(RiskFilingEvent, lambda event: event.begins),
    ends=_only(RiskFilingEvent, lambda event: event.ends),
    event=RISK_FILING_EVENT,
    envelope=RISK_FILING_ENVELOPE,
    fold=fold_risk_filing,
    evolve=evolve_risk_filing,
    decide=_by_its_law(decide_risk_filing),
    acting=on_filing,
    agenda=agenda_of_risk_filing,
    unknown=refusals.UNKNOWN_RISK_FILING,
    ring=_ring_risk_filing,
    replan=lambda version: ReplanRisk(calendar_version=version),
)
WORK_RECORD: StreamKind[WorkRecord, WorkRecordEvent, WorkRecordEnvelope] = StreamKind(
    name="work_record",
    begins=_only(WorkRecordEvent, lambda event: event.begins),
    ends=_only(WorkRecordEvent, lambda event: event.ends),
    event=WORK_RECORD_EVENT,
    envelope=WORK_RECORD_ENVELOPE,
    fold=fold_work_record,
    evolve=evolve_work_record,
    decide=_by_its_law(decide_work_record),
    acting=on_record,
    agenda=agenda_of_work_record,
    unknown=refusals.UNKNOWN_RECORD,
)
MEETING: StreamKind[Meeting, MeetingEvent, MeetingEnvelope] = StreamKind(
    name="meeting",
    begins=_only(MeetingEvent, lambda event: event.begins),
    ends=_only(MeetingEvent, lambda event: event.ends),
    event=MEETING_EVENT,
    envelope=MEETING_ENVELOPE,
    fold=fold_meeting,
    evolve=evolve_meeting,
    decide=_by_its_law(decide_meeting),
    acting=on_meeting,
    agenda=agenda_of_meeting,
    unknown=refusals.UNKNOWN_MEETING,
)

STREAM_KINDS = (CASE, RISK_FILING, WORK_RECORD, MEETING)


def stream_of(kind: str) -> StreamName:
    """On what a command is done or an event has happened, told by the beginning of its kind; all else is on a case."""
    return next((each.name for each in STREAM_KINDS if kind.startswith(f"{each.name}_")), CASE.name)
