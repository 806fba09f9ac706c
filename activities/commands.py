"""Handling one command on any stream: load, decide, append. Only here is `Refused` caught (docs/workflows.md)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from typing import Generic, assert_never
from uuid import UUID

import structlog
from temporalio.exceptions import ApplicationError

from activities.law import Law
from activities.messages import AHEAD_OF_TIME, Answer, NotAdmitted, Recorded, Stamped, Unavailable
from activities.recording import append_of, digest_of, earlier, refuse, refuse_unreadable
from domain import refusals
from domain.agenda import Agenda
from domain.context import DecisionContext
from domain.messages import Command, Event, kind_of
from domain.office_numbers import NUMBER_TAKEN
from domain.possible import PossibleAct, possible_acts
from domain.refusals import Refusal, Refused
from domain.streams import E, L, S, StreamKind, StreamState
from domain.values import Actor
from eventlog import shapes as eventlog
from eventlog.integrity import Manipulated
from eventlog.log import EventLog
from eventlog.meta import Meta
from eventlog.reading import Unreadable, facts_of
from eventlog.shapes import Loaded

_CONFLICTS_MAX = 5
_REMEMBERED_MAX = 2_000
_NIL = UUID(int=0)
_AHEAD_MAX = timedelta(minutes=1)
"""How far the clocks of the engine and of a worker may be apart."""

Clock = Callable[[], datetime]

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Possible:
    """A stream as it is now, and what somebody may do there or why they may not."""

    state: StreamState
    acts: tuple[PossibleAct, ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would come of a command, had it been handed in: its events, and the stream before and after them.

    What only the append finds out is not foreseen: another act meanwhile, a number that is taken.
    """

    events: tuple[Event, ...]
    before: StreamState | None
    after: StreamState
    context: DecisionContext


class CommandHandler(Generic[S, E, L]):
    """Decides the commands of one kind of stream over one log, and records what comes of them.

    Args:
        clock: this machine's time, which the loop's may not be ahead of; None: the loop's stands, as where an engine
            skips time.
    """

    def __init__(self, log: EventLog, kind: StreamKind[S, E, L], clock: Clock | None = None) -> None:
        self._log = log
        self._kind = kind
        self._clock = clock
        self._law = Law(log)
        self._folded = _Folded(kind)

    async def agenda_of(self, stream_id: UUID) -> Agenda | None:
        """The agenda of a stream from its log alone; None when it has no events (refused, or none).

        Raises:
            Manipulated, Unreadable: its events are not what was recorded, or not for this release.
        """
        return self._agenda(await self.state_of(stream_id))

    async def agenda_for_run(self, stream_id: UUID) -> Agenda | None:
        """The agenda that a run begins with; None as well for a stream that was changed.

        A run without an agenda answers whoever waits for it, and leaves; the log is compared with the runs again.
        """
        try:
            return await self.agenda_of(stream_id)
        except Manipulated:  # the log has said so aloud
            return None

    async def handle(self, task: Stamped, envelope: L | None) -> Answer:
        """Decide one command and record its outcome, at most once per command id (docs/workflows.md#decided-once).

        Who sent a Signal waits for the ledger's word and is told when it is there.

        Returns:
            `Unavailable` when others changed the stream five times in a row; the caller may send it again.

        Raises:
            ApplicationError: `AHEAD_OF_TIME`, an alarm of a run whose time is ahead of this machine's.
        """
        task = self._in_time(task)
        if envelope is None:
            return await refuse_unreadable(self._log, task)
        answer = await self._handle(task, envelope)
        if task.door == "signal" and not isinstance(answer, Unavailable):
            await self._log.announce(envelope.command_id)
        return answer

    async def _handle(self, task: Stamped, envelope: L) -> Answer:
        try:
            for _ in range(_CONFLICTS_MAX):
                if answer := await self._try(task, envelope):
                    return answer
        except Manipulated:
            return await self._not_decided(task, envelope, refusals.RECORD_CHANGED)
        except Unreadable as unreadable:
            _logger.error("stream cannot be read", stream_id=str(task.case_id), because=unreadable.detail)  # noqa: TRY400 - where it was read tells nothing
            return await self._not_decided(task, envelope, refusals.RECORD_UNREADABLE)
        _logger.warning("too many conflicts", stream_id=str(task.case_id), command_id=str(envelope.command_id))
        return Unavailable()

    async def possible(
        self, stream_id: UUID, who: Actor, at: datetime, commands: Collection[type[Command]]
    ) -> Possible | None:
        """What somebody may do now on a stream, of some commands, and why not what they may not; None: there is none.

        Raises:
            Manipulated, Unreadable: its events are not what was recorded, or not for this release.
        """
        loaded, state = await self._now(stream_id)
        if state is None:
            return None
        try:
            context = await self._law.context_of(loaded, state)
        except Refused as refused:  # then nothing is decided here at all
            return Possible(state, tuple(PossibleAct(each, {}, refused.refusal) for each in commands))
        return Possible(state, possible_acts(self._kind, state, who, at, context, commands))

    async def state_of(self, stream_id: UUID) -> S | None:
        """A stream as its events tell it now; None when it has none.

        Raises:
            Manipulated, Unreadable: its events are not what was recorded, or not for this release.
        """
        return (await self._now(stream_id))[1]

    async def foresee(self, stream_id: UUID, at: datetime, envelope: L) -> Foreseen | Answer:
        """What would come of a command at an instant: decided as any, and nothing recorded, no refusal either.

        Of one that was decided before, its outcome.

        Raises:
            Manipulated, Unreadable: the events are not what was recorded, or not for this release.
        """
        loaded, state = await self._load(stream_id, envelope)
        if loaded.earlier:
            return earlier(self._log, self._agenda(state), loaded, digest_of(envelope))
        try:
            context = await self._context(loaded, state, envelope)
            events = self._kind.decide(stream_id, state, envelope, at, context)
        except Refused as refused:
            return NotAdmitted(refusal=refused.refusal, agenda=None)
        return Foreseen(tuple(events), state, self._after(stream_id, state, events), context)

    def _in_time(self, task: Stamped) -> Stamped:
        """A task stamped no later than now: whoever reaches the engine can tell a run that it is another year."""
        now = self._clock() if self._clock else None
        if now is None or task.at <= now + _AHEAD_MAX:
            return task
        _logger.warning("run is ahead of time", stream_id=str(task.case_id), at=task.at.isoformat())
        if task.door == "clock":
            raise ApplicationError(task.at.isoformat(), type=AHEAD_OF_TIME, non_retryable=True)
        return task.model_copy(update={"at": now})

    async def _try(self, task: Stamped, envelope: L) -> Answer | None:  # noqa: PLR0911 - one arm an outcome
        """One load, decide, append; None after a conflict."""
        loaded, state = await self._load(task.case_id, envelope)
        if loaded.earlier:
            return earlier(self._log, self._agenda(state), loaded, digest_of(envelope))
        try:
            context = await self._context(loaded, state, envelope)
            events = self._kind.decide(task.case_id, state, envelope, task.at, context)
        except Refused as refused:
            return await self._refuse(task, envelope, refused.refusal, state)
        sender = state.numbered_by if state else None
        outcome = await self._log.append(append_of(task, envelope, loaded, context, events, numbered_by=sender))
        match outcome:
            case eventlog.Recorded(repeated=False):
                return self._recorded(outcome, self._after(task.case_id, state, events), events)
            case eventlog.DuplicateGrant():
                return await self._refuse(task, envelope, refusals.DUPLICATE_GRANT, state)
            case eventlog.MinutesNumberTaken():
                return await self._refuse(task, envelope, refusals.MINUTES_NUMBER_TAKEN, state)
            case eventlog.NumberTaken():
                return await self._refuse(task, envelope, NUMBER_TAKEN, state)
            case eventlog.Conflict() | eventlog.SecondTolerance() | eventlog.Recorded() | eventlog.Refused():
                return None  # the next load sees what was first: the event, the taken slot, or the ledger's row
            case eventlog.KeyReused():
                return NotAdmitted(refusal=refusals.KEY_REUSED, agenda=self._agenda(state))
            case _:
                assert_never(outcome)

    async def _now(self, stream_id: UUID) -> tuple[Loaded, S | None]:
        """A stream as it is now, whatever may be asked of it."""
        remembered = self._folded.remembered(stream_id)
        loaded = await self._log.load(stream_id, _NIL, known_leaf=remembered.leaf if remembered else None)
        return loaded, self._folded.state(loaded, remembered)

    async def _load(self, stream_id: UUID, envelope: L) -> tuple[Loaded, S | None]:
        """A stream with what a decision on it must know, and as it is now."""
        body, remembered = envelope.body, self._folded.remembered(stream_id)
        loaded = await self._log.load(
            stream_id,
            envelope.command_id,
            subject_ids=body.names_subjects,
            matter_ids=body.names_matters,
            known_leaf=remembered.leaf if remembered else None,
        )
        return loaded, self._folded.state(loaded, remembered)

    async def _context(self, loaded: Loaded, state: S | None, envelope: L) -> DecisionContext:
        if state is None and envelope.body.opens is None:
            raise Refused(self._kind.unknown)
        return await self._law.context(loaded, state, envelope.body, envelope.actor)

    def _recorded(self, outcome: eventlog.Recorded, after: S, events: list[E]) -> Recorded:
        self._folded.keep(after, outcome.last_leaf)
        return Recorded(
            first_version=outcome.first_version,
            version=after.version,
            events=tuple(kind_of(type(event)) for event in events),
            agenda=self._kind.agenda(after),
        )

    async def _refuse(self, task: Stamped, envelope: L, refusal: Refusal, state: S | None) -> Answer:
        await refuse(self._log, task, envelope, refusal)
        return NotAdmitted(refusal=refusal, agenda=self._agenda(state))

    async def _not_decided(self, task: Stamped, envelope: L, refusal: Refusal) -> Answer:
        """Refuse what cannot be decided on the stream as it is; the same command may be sent again once it can.

        An alarm rings on. A signal's sender looks into the ledger, so it is kept there.
        """
        if task.door == "clock":
            return Unavailable()
        if task.door == "signal":
            await refuse(self._log, task, envelope, refusal)
        return NotAdmitted(refusal=refusal, agenda=None)

    def _agenda(self, state: S | None) -> Agenda | None:
        return self._kind.agenda(state) if state else None

    def _after(self, stream_id: UUID, state: S | None, events: list[E]) -> S:
        after = reduce(self._kind.evolve, events, state) if state else self._kind.fold(stream_id, events)
        if after is None:
            raise TypeError(f"{self._kind.name} {stream_id}: a decision without events")
        return after


@dataclass(frozen=True, slots=True)
class _Remembered(Generic[S]):
    """A stream as it is after an event, and the leaf of that event."""

    leaf: bytes
    state: S


class _Folded(Generic[S, E, L]):
    """The streams folded last, so that a command need not load and fold a long one again.

    A leaf commits to its event and, by the chain, to all before it: what it stands for cannot have changed.
    """

    def __init__(self, kind: StreamKind[S, E, L]) -> None:
        self._kind = kind
        self._streams: dict[UUID, _Remembered[S]] = {}

    def remembered(self, stream_id: UUID) -> _Remembered[S] | None:
        """What this process knows of a stream."""
        return self._streams.get(stream_id)

    def state(self, loaded: Loaded, remembered: _Remembered[S] | None) -> S | None:
        """The stream as loaded; `remembered` is what its leaf was asked for by."""
        if loaded.known and remembered:
            return remembered.state
        events = [facts_of(self._kind.event, event) for event in loaded.events]
        if events:
            events[0] = events[0].recorded_by(Meta.model_validate_json(loaded.events[0].meta).actor)
        state = self._kind.fold(loaded.stream_id, events)
        if state is not None:
            self.keep(state, loaded.last_leaf)
        return state

    def keep(self, state: S, leaf: bytes | None) -> None:
        """Remember a stream as it is now; the longest untouched makes room."""
        self._streams.pop(state.id, None)
        if leaf is not None:
            self._streams[state.id] = _Remembered(leaf, state)
        if len(self._streams) > _REMEMBERED_MAX:
            del self._streams[next(iter(self._streams))]
