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


class CommandMetadata(Frozen):
    """What the door knows of a command, whatever it is about."""

    command_id: UUID
    actor: Actor
    seen: int | None = None
    request_id: str = Field(default="", max_length=64)
    access_rules: tuple[Code, ...] = ()


class Event(Frozen):
    """What all events share."""

    on: date
    private: FreeText | None = None
