"""given / when / then for a case: deeds are played through `decide`, each by somebody, at an instant of its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TypeVar
from uuid import NAMESPACE_URL, uuid5

from domain.case.agenda import Agenda, agenda
from domain.case.commands import AnyCommand, CommandEnvelope
from domain.case.context import DecisionContext
from domain.case.decide import decide
from domain.case.events import AnyEvent
from domain.case.evolve import evolve, fold
from domain.case.state import Case
from domain.refusals import Refusal, Refused
from domain.terms.deadlines import SHANGHAI
from domain.values import Actor

CASE_ID = uuid5(NAMESPACE_URL, "rongcuo:tests:case")

Body = AnyCommand | Callable[[Case], AnyCommand]
"""A command, or one that names what exists only once the case runs: a round, a proposal, a duty."""

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody sends a command at an instant, having seen a version of the case or none."""

    actor: Actor
    body: Body
    at: datetime
    seen: int | None = None

    def having_seen(self, version: int) -> "Deed":
        """The same deed by somebody who looked at an earlier version."""
        return replace(self, seen=version)


def instant(day: str, hour: int = 10) -> datetime:
    """An hour of a day in Shanghai."""
    return datetime.combine(date.fromisoformat(day), time(hour), tzinfo=SHANGHAI)


def deed(actor: Actor, body: Body, day: str, hour: int = 10) -> Deed:
    """Somebody sends a command on a day."""
    return Deed(actor, body, instant(day, hour))


@dataclass(frozen=True, slots=True)
class Given:
    """What has happened so far, and what is known beside it."""

    known: DecisionContext
    events: tuple[AnyEvent, ...] = ()
    state: Case | None = None

    @property
    def case(self) -> Case:
        """The case, which exists."""
        assert self.state is not None
        return self.state

    @property
    def agenda(self) -> Agenda:
        """What the clock is told."""
        return agenda(self.case)

    def given(self, *deeds: Deed) -> "Given":
        """Let more deeds be done; each must be admitted."""
        given = self
        for each in deeds:
            given = given.when(each).given
        return given

    def knowing(self, known: DecisionContext) -> "Given":
        """The same history, other registers."""
        return replace(self, known=known)

    def when(self, act: Deed) -> "Outcome":
        """Decide one deed."""
        body = act.body(self.case) if callable(act.body) else act.body
        envelope = CommandEnvelope(
            command_id=uuid5(CASE_ID, str(len(self.events))), actor=act.actor, seen=act.seen, body=body
        )
        try:
            events = decide(CASE_ID, self.state, envelope, act.at, self.known)
        except Refused as refused:
            return Outcome(self, (), refused.refusal)
        return Outcome(self, tuple(events), None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a deed: events, or a refusal."""

    before: Given
    events: tuple[AnyEvent, ...]
    refusal: Refusal | None

    @property
    def given(self) -> Given:
        """The history with what came of the deed; a refusal is a fault of the test here."""
        assert self.refusal is None, self.refusal
        before, rest = self.before, list(self.events)
        state = before.state or fold(CASE_ID, [rest.pop(0)])
        for event in rest:
            state = evolve(state, event) if state else None
        return replace(before, events=(*before.events, *self.events), state=state)

    @property
    def kinds(self) -> list[str]:
        """The kinds of the events, in order."""
        assert self.refusal is None, self.refusal
        return [event.kind for event in self.events]

    def then(self, *expected: AnyEvent) -> Given:
        """Compare the facts of all events; what people wrote has tests of its own."""
        assert self.refusal is None, self.refusal
        actual = tuple(event.model_copy(update={"private": None}) for event in self.events)
        assert expected == actual
        return self.given

    def then_kinds(self, *expected: str) -> Given:
        """Compare the kinds of all events."""
        assert list(expected) == self.kinds
        return self.given

    def refused(self, expected: Refusal) -> Refusal:
        """Compare the refusal's code, and give it with its particulars."""
        actual = self.refusal
        assert expected.code == (actual.code if actual else self.kinds)
        assert actual is not None
        return actual

    def the(self, kind: type[E]) -> E:
        """The one event of a type."""
        assert self.refusal is None, self.refusal
        (found,) = (event for event in self.events if isinstance(event, kind))
        return found

    def all(self, kind: type[E]) -> list[E]:
        """The events of a type, in order."""
        return [event for event in self.events if isinstance(event, kind)]
