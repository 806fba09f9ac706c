"""What passes between the workflow of a stream and its activities: the task, and three answers."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from domain.agenda import Agenda
from domain.case.commands import CommandEnvelope
from domain.refusals import Refusal
from domain.risk_filings.commands import RiskFilingEnvelope
from domain.values import Frozen

Channel = Literal["update", "signal", "clock", "import"]
"""How a command came in; by import it came with a file of many, and no workflow carried it."""

AHEAD_OF_TIME = "AheadOfTime"
"""The type of the failure by which an alarm is not rung: the run that asks for it lives in the future."""


class Stamped(Frozen):
    """Something out of the inbox of a stream, stamped by the loop.

    Attributes:
        case_id: the stream, whatever its kind; histories have it under this name.
        door: how it came in; histories have it under this name.
    """

    case_id: UUID
    unreadable_sha256: str | None = None
    at: datetime
    door: Channel


class Task(Stamped):
    """One envelope out of the inbox, stamped by the loop; without an envelope, the digest of what could not be read."""

    envelope: CommandEnvelope | None


class RiskTask(Stamped):
    """The same of a risk filing."""

    envelope: RiskFilingEnvelope | None


class Recorded(Frozen):
    """The events stand; the same command again gives the same versions and events."""

    kind: Literal["recorded"] = "recorded"
    first_version: int
    version: int
    events: tuple[str, ...]
    agenda: Agenda | None
    """For the workflow alone; whoever handed the envelope in is told no agenda."""


class NotAdmitted(Frozen):
    """The rules refused; nothing happened to the case."""

    kind: Literal["not_admitted"] = "not_admitted"
    refusal: Refusal
    agenda: Agenda | None


class Unavailable(Frozen):
    """Nobody knows yet: the log could not be reached in time. The same command id may be sent again."""

    kind: Literal["unavailable"] = "unavailable"


Answer = Annotated[Recorded | NotAdmitted | Unavailable, Field(discriminator="kind")]

ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)
AGENDA: TypeAdapter[Agenda | None] = TypeAdapter(Agenda | None)
"""How an activity's answer is read; made here once a process, while a workflow's own module is run for each run."""
