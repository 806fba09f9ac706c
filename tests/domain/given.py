"""given / when for any stream: deeds are played through `decide`, each by somebody, at an instant of its own.

They are played when a test first asks what came of them: a broken rule fails that test, not the reading of a module.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Generic, Self, TypeVar
from uuid import UUID, uuid5

from domain.context import DecisionContext, LinkedStream
from domain.messages import Command, Envelope, Event, kind_of
from domain.refusals import Refusal, Refused
from domain.streams import StreamKind, StreamState
from domain.terms.deadlines import SHANGHAI
from domain.values import CLOCK, Actor

S = TypeVar("S", bound=StreamState)
E = TypeVar("E", bound=Event)
L = TypeVar("L", bound=Envelope)


@dataclass(frozen=True)
class Deed(Generic[S]):
    """Somebody sends a command at an instant, having seen a version of the stream or none.

    Attributes:
        body: A command, or one that names what exists only once the stream runs: a round, a proposal, a duty.
        linked: What the command links to, where that exists.
        as_subjects: Which registered subjects the actor is, who acts as one of them.
        brings: What whoever takes the command in brings to it.
    """

    actor: Actor
    body: Command | Callable[[S], Command]
    at: datetime
    seen: int | None = None
    linked: LinkedStream | None = None
    as_subjects: tuple[UUID, ...] = ()
    brings: Mapping[str, object] | Callable[[S], Mapping[str, object]] = field(default_factory=dict[str, object])

    def having_seen(self, version: int) -> Self:
        """The same deed by somebody who looked at an earlier version."""
        return replace(self, seen=version)


def instant(day: str, hour: int = 10) -> datetime:
    """An hour of a day in Shanghai."""
    return datetime.combine(date.fromisoformat(day), time(hour), tzinfo=SHANGHAI)


@dataclass(frozen=True, eq=False)
class BaseGiven(Generic[S, E, L]):
    """What has happened so far, and what is known beside it.

    Attributes:
        before: What had happened before.
        told: What has happened since, as it was recorded.
        deeds: What was done after that; each must be admitted.
        until: Until when the clock has rung everything that came due since.
    """

    kind: StreamKind[S, E, L]
    id: UUID
    context: DecisionContext
    before: Self | None = None
    told: tuple[E, ...] = ()
    deeds: tuple[Deed[S], ...] = ()
    until: datetime | None = None

    @property
    def events(self) -> tuple[E, ...]:
        """Everything that has happened."""
        return self._played[0]

    @property
    def state(self) -> S | None:
        """The state, if the stream has begun."""
        return self._played[1]

    @property
    def begun(self) -> S:
        """The state of a stream that has begun."""
        assert self.state is not None
        return self.state

    def given(self, *deeds: Deed[S]) -> Self:
        """Let more deeds be done; each must be admitted."""
        return replace(self, before=self, told=(), deeds=deeds, until=None)

    def rung(self, until: str) -> Self:
        """Let the clock ring everything that comes due until a day."""
        return replace(self, before=self, told=(), deeds=(), until=instant(until))

    def recorded(self, *events: E) -> Self:
        """With events that came of a deed."""
        return replace(self, before=self, told=events, deeds=(), until=None)

    def knowing(self, context: DecisionContext) -> Self:
        """The same history, another pack, calendar or register."""
        return replace(self, context=context, before=self, told=(), deeds=(), until=None)

    def decided(self, act: Deed[S]) -> tuple[E, ...]:
        """Decide one deed: its events."""
        return self._decided(act, self.state, len(self.events))

    @cached_property
    def _played(self) -> tuple[tuple[E, ...], S | None]:
        events, state = self.before._played if self.before else ((), None)  # noqa: SLF001 - its own
        state = self._after(state, self.told)
        events += self.told
        deeds = list(self.deeds)
        while deed := deeds.pop(0) if deeds else self._rings(state):
            new = self._decided(deed, state, len(events))
            events, state = events + new, self._after(state, new)
        return events, state

    def _rings(self, state: S | None) -> Deed[S] | None:
        """The next alarm that rings by itself."""
        if self.until is None or self.kind.ring is None or state is None:
            return None
        alarm = next(iter(self.kind.agenda(state).alarms), None)
        return Deed(CLOCK, self.kind.ring(alarm), alarm.at) if alarm and alarm.at <= self.until else None

    def _decided(self, act: Deed[S], state: S | None, number: int) -> tuple[E, ...]:
        body, brings = act.body, act.brings
        if not isinstance(body, Command):
            assert state is not None
            body = body(state)
        if callable(brings):
            assert state is not None
            brings = brings(state)
        envelope = self.kind.envelope.validate_python(
            {
                "command_id": uuid5(self.id, str(number)),
                "actor": act.actor,
                "seen": act.seen,
                "as_subjects": act.as_subjects,
                "body": body,
                **brings,
            }
        )
        context = replace(self.context, linked=act.linked)
        return tuple(self.kind.decide(self.id, state, envelope, act.at, context))

    def _after(self, state: S | None, events: tuple[E, ...]) -> S | None:
        for event in events:
            state = self.kind.evolve(state, event) if state else self.kind.fold(self.id, [event])
        return state


class Given(BaseGiven[S, E, L]):
    """The same, where what comes of a deed is simply its events."""

    def when(self, act: Deed[S]) -> tuple[E, ...]:
        """Decide one deed: its events."""
        return self.decided(act)

    def refused(self, act: Deed[S]) -> Refusal:
        """Why a deed is refused."""
        try:
            events = self.when(act)
        except Refused as refused:
            return refused.refusal
        raise AssertionError([kind_of(type(event)) for event in events])
