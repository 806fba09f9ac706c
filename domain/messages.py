"""What all commands and all events share, and what comes with every command: who, when, on which version.

A command is the body of a request, in which nobody can put actor or time; an event is a fact a log keeps for ever.
"""

from datetime import date
from uuid import UUID

from pydantic import Field

from domain.values import Actor, Code, FreeText, Frozen, Text


class Command(Frozen):
    """What all commands share."""

    on: date | None = None
    late_entry_reason: Text | None = None

    @property
    def links_to(self) -> UUID | None:
        """The other stream that it names, which must exist; most name none."""
        return None


class CommandMetadata(Frozen):
    """What comes with a command, whatever it is about; who takes it in fills this, never who wrote the body."""

    command_id: UUID
    actor: Actor
    seen: int | None = None
    request_id: str = Field(default="", max_length=64)
    access_rules: tuple[Code, ...] = ()


class Envelope(CommandMetadata):
    """A command with what comes with it: its id, the actor, the version seen, the request. The loop adds the time."""

    body: Command


class Event(Frozen):
    """What all events share."""

    on: date
    private: FreeText | None = None


def kind_of(declared: type[Command | Event]) -> str:
    """The `kind` by which a command or an event is known outside the code."""
    return str(declared.model_fields["kind"].default)
