"""Guards (前置条件): who may begin an act, and at which point, before any field of its command is filled.

The decision of an act begins with its guard, so that it is said once; `possible_acts` asks the guards alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from domain.messages import Command

Subject = UUID | str | int
"""What an act is about, as a field of its command names it: a duty, a round, a proposal, a person, a step."""
NOTHING = UUID(int=0)
"""The id that nothing has: a guard asked about it says why there is nothing of the kind."""

Holds = Callable[..., object]
"""A guard takes the act and, under the names of the command's fields, what it is about; it raises `Refused`."""
Subjects = Callable[..., Iterable[Subject]]
"""What a field may name, given the act."""


@dataclass(frozen=True, slots=True)
class Guard:
    """The guard of a command, and the fields whose content it depends on, each with what these may name."""

    holds: Holds
    about: Mapping[str, Subjects]


_GUARDS: dict[type[Command], Guard] = {}

G = TypeVar("G", bound=Holds)


def guard(*commands: type[Command], **about: Subjects) -> Callable[[G], G]:
    """Declare a function to be the guard of commands; `about` names the fields that it takes."""

    def declared(holds: G) -> G:
        _GUARDS.update(dict.fromkeys(commands, Guard(holds, about)))
        return holds

    return declared


def guard_of(command: type[Command]) -> Guard:
    """The guard of a command on something that exists."""
    return _GUARDS[command]


def is_guarded(command: type[Command]) -> bool:
    """Whether a command has a guard; what begins a stream, and the clock's own, have none."""
    return command in _GUARDS
