"""given / when / then for a case."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import NAMESPACE_URL, uuid5

from domain.agenda import Agenda
from domain.case.commands import CommandEnvelope
from domain.case.events import AnyEvent
from domain.case.state import Case
from domain.messages import Command
from domain.refusals import Refusal, Refused
from domain.values import Actor
from tests.domain import given as base
from tests.domain.given import BaseGiven, instant

CASE_ID = uuid5(NAMESPACE_URL, "rongcuo:tests:case")

Body = Command | Callable[[Case], Command]
"""A command, or one that names what exists only once the case runs: a round, a proposal, a duty."""

Deed = base.Deed[Case]

E = TypeVar("E")


def deed(actor: Actor, body: Body, day: str, hour: int = 10) -> Deed:
    """Somebody sends a command on a day."""
    return Deed(actor, body, instant(day, hour))


class Given(BaseGiven[Case, AnyEvent, CommandEnvelope]):
    """What has happened in a case so far, and what is known beside it."""

    @property
    def case(self) -> Case:
        """The case, which exists."""
        return self.begun

    @property
    def agenda(self) -> Agenda:
        """What the clock is told."""
        return self.kind.agenda(self.case)

    def when(self, act: Deed) -> "Outcome":
        """Decide one deed."""
        try:
            return Outcome(self, self.decided(act), None)
        except Refused as refused:
            return Outcome(self, (), refused.refusal)


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
        return self.before.recorded(*self.events)

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
