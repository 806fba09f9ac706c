"""A risk filing as its events tell it, and their fold. Nothing here decides; nothing here knows a pack or a clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never
from uuid import UUID

from domain.folding import fold_events
from domain.messages import SentDocument
from domain.risk_filings import events
from domain.risk_filings.events import Ending, Result, RiskFilingEvent, RiskFilingReceived, RiskFilingTermOpened
from domain.terms.deadlines import Term
from domain.terms.events import Alarm, Planned
from domain.terms.replanning import RunningTerm
from domain.values import event_id


@dataclass(frozen=True, slots=True)
class AwaitingReply:
    """待反馈 (ZS-18): a filing or an amendment waits for its reply, with the coordination group if sent there.

    Attributes:
        stage: Which of the stages before the reply it is at; None: it has passed them.
    """

    since: date
    amendment: bool
    group: str | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class AwaitingArchive:
    """待存档 (ZS-18): the reply was given; filing and reply are still to be archived."""

    since: date
    result: Result


@dataclass(frozen=True, slots=True)
class Archived:
    """已存档 (ZS-18): all is done; the filing stands until it ends."""


@dataclass(frozen=True, slots=True)
class Ended:
    """已终结 (A-25): it stands no longer."""

    because: Ending


Stage = AwaitingReply | AwaitingArchive | Archived | Ended


@dataclass(frozen=True, slots=True)
class OpenTerm:
    """未完成的报备期限: a running term, as a duty of a case has one.

    Attributes:
        opened: How it began.
        plan: The event that planned its last day last.
        passed: For each last day it has had, how many alarms have passed.
        checked: The newest calendar it was held against.
    """

    opened: RiskFilingTermOpened
    plan: Planned
    passed: Mapping[date, int] = field(default_factory=dict)
    missed: bool = False
    checked: int = 0

    @property
    def name(self) -> str:
        """What it is called in code."""
        return self.opened.term

    @property
    def paused(self) -> bool:
        """It never stands still."""
        return False

    @property
    def due_on(self) -> date:
        """The last day as planned."""
        return self.plan.due_on

    @property
    def ahead(self) -> tuple[Alarm, ...]:
        """The alarms still to ring, in order."""
        return self.plan.alarms[self.passed.get(self.due_on, 0) :]

    @property
    def running(self) -> RunningTerm:
        """As far as another calendar can move it."""
        return RunningTerm(
            start=self.opened.starts_on,
            term=Term(amount=self.opened.amount, unit=self.opened.unit),
            due_on=self.due_on,
            provisional=self.plan.provisional,
            not_before=self.plan.not_before,
            missed=self.missed,
        )

    def over(self, on: date) -> bool:
        """Whether it has passed on a day; an estimated date is never said to have."""
        return on > self.due_on and not self.plan.provisional


@dataclass(frozen=True)
class RiskFiling:
    """容错报备 (ZS-17, NS-02): a filing as its events tell it.

    Attributes:
        version: Number of events.
        opened: How it came in.
        filed: Whether the organ has filed it; from then on it stands, whatever becomes of an amendment.
        planned_start: As told last.
        terms: The running terms by id.
        cases: The cases it was linked to.
        handlers: Persons who replied; they do not supervise the reply.
        office_number: The number that the office gave it, as it was written.
        dispatched: What went out, by the version of the event with which it did.
        acted_on: The latest business date of an act: nothing may happen before it.
        changed: The last version at which a person changed it (docs/architecture.md#stale).
    """

    id: UUID
    version: int
    opened: RiskFilingReceived
    stage: Stage
    planned_start: date
    acted_on: date
    changed: int
    filed: bool = False
    terms: Mapping[UUID, OpenTerm] = field(default_factory=dict)
    cases: frozenset[UUID] = frozenset()
    handlers: frozenset[str] = frozenset()
    office_number: str | None = None
    dispatched: Mapping[int, SentDocument] = field(default_factory=dict)

    @property
    def jurisdiction(self) -> str:
        """The place it belongs to."""
        return self.opened.jurisdiction

    @property
    def numbered_by(self) -> str:
        """The organ in whose name documents go out."""
        return self.opened.numbered_by

    @property
    def pack_sha256(self) -> str:
        """The edition it runs under: that in force when it came in."""
        return self.opened.pack_sha256

    @property
    def closed(self) -> bool:
        """Whether it has ended."""
        return isinstance(self.stage, Ended)

    @property
    def stage_name(self) -> str:
        """The stage in one word."""
        match self.stage:
            case AwaitingReply():
                return "review" if self.stage.stage else "with_group" if self.stage.group else "reply"
            case AwaitingArchive():
                return "archive"
            case Archived():
                return "in_force"
            case Ended():
                return "closed"
            case _:
                assert_never(self.stage)


def initial(filing_id: UUID, opened: RiskFilingReceived) -> RiskFiling:
    """The state after the first event; a state holds facts alone."""
    return RiskFiling(
        id=filing_id,
        version=1,
        opened=opened.model_copy(update={"private": None}),
        stage=AwaitingReply(opened.on, amendment=False, stage=opened.stage),
        planned_start=opened.planned_start,
        acted_on=opened.on,
        changed=1,
    )


_TermEvent = (
    RiskFilingTermOpened
    | events.RiskFilingTermReplanned
    | events.RiskFilingTermMet
    | events.RiskFilingReminderSent
    | events.RiskFilingReplyMissed
    | events.RiskFilingEscalated
    | events.RiskFilingExpired
)


def fold(filing_id: UUID, happened: list[RiskFilingEvent]) -> RiskFiling | None:
    """The filing after its events in order; None when there are none."""
    return fold_events(filing_id, happened, RiskFilingReceived, initial, evolve)


def evolve(filing: RiskFiling, event: RiskFilingEvent) -> RiskFiling:  # noqa: C901, PLR0911 - one arm an event, closed by assert_never
    """The filing after one more event."""
    filing = _following(filing, event)
    if isinstance(event, _TermEvent):
        return replace(filing, terms=_terms(filing, event))
    match event:
        case RiskFilingReceived():
            raise TypeError(f"risk filing {filing.id} was received twice")
        case events.RiskFilingSentToGroup():
            stage = _awaiting_reply(filing)
            return _acted(replace(filing, stage=replace(stage, group=event.group)), event.on)
        case events.RiskFilingStagePassed():
            stage = _awaiting_reply(filing)
            handlers = filing.handlers | event.doers(event.person)
            return _acted(replace(filing, stage=replace(stage, stage=event.then), handlers=handlers), event.on)
        case events.RiskFilingReplied():
            filed = filing.filed or event.result == "filed"
            stage_now = AwaitingArchive(event.on, event.result)
            handlers = filing.handlers | event.doers(event.person)
            return _acted(replace(filing, stage=stage_now, filed=filed, handlers=handlers), event.on)
        case events.RiskFilingArchived():
            return _acted(replace(filing, stage=Archived()), event.on)
        case events.RiskFilingAmended():
            awaiting = AwaitingReply(event.on, amendment=True, stage=event.stage)
            return _acted(replace(filing, stage=awaiting, planned_start=event.planned_start), event.on)
        case events.RiskFilingLinked():
            return replace(filing, cases=filing.cases | {event.case_id}, changed=filing.version)
        case events.RiskFilingNumberRecorded():
            own = event.number if event.dispatched is None else filing.office_number
            return replace(filing, office_number=own, dispatched=event.put_in(filing.dispatched))
        case events.RiskFilingClosed():
            return _acted(replace(filing, stage=Ended(event.because), terms={}), event.on)
        case _:
            assert_never(event)


def _following(filing: RiskFiling, event: RiskFilingEvent) -> RiskFiling:
    """The filing at its next version, with what went out with the event."""
    version, dispatched = filing.version + 1, filing.dispatched
    if event.dispatch is not None:
        dispatched = {**dispatched, version: SentDocument(event.dispatch, event.on)}
    return replace(filing, version=version, dispatched=dispatched)


def _terms(filing: RiskFiling, event: _TermEvent) -> Mapping[UUID, OpenTerm]:
    if isinstance(event, RiskFilingTermOpened):
        term = OpenTerm(event, event, checked=event.calendar_version)
        return {**filing.terms, event_id(filing.id, filing.version): term}
    term = filing.terms[event.term_id]
    match event:
        case events.RiskFilingTermMet() | events.RiskFilingExpired():
            return {id_: other for id_, other in filing.terms.items() if id_ != event.term_id}
        case events.RiskFilingTermReplanned():
            term = replace(term, plan=event, checked=event.checked_version)
        case events.RiskFilingReplyMissed():
            term = replace(_rung(term, event.due_on, event.rung), missed=True)
        case events.RiskFilingReminderSent() | events.RiskFilingEscalated():
            term = _rung(term, event.due_on, event.rung)
        case _:
            assert_never(event)
    return {**filing.terms, event.term_id: term}


def _rung(term: OpenTerm, due_on: date, rung: str) -> OpenTerm:
    """Mark an alarm, and all before it, as passed for this last day."""
    passed = [alarm.rung for alarm in term.plan.alarms].index(rung) + 1
    return replace(term, passed={**term.passed, due_on: passed})


def _awaiting_reply(filing: RiskFiling) -> AwaitingReply:
    if not isinstance(filing.stage, AwaitingReply):
        raise TypeError(f"risk filing {filing.id} awaits no reply")
    return filing.stage


def _acted(filing: RiskFiling, on: date) -> RiskFiling:
    return replace(filing, acted_on=max(on, filing.acted_on), changed=filing.version)
