"""Small frozen values that commands, events and state share; nothing here knows a procedure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Frozen(BaseModel):
    """An immutable value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Means:
    """What a value is to whoever reads it, where its type does not say so; a page puts it in words by that.

    Attributes:
        what: A kind of thing that has a name (an organ, a step), or a table of words.
        missing: What is said where there is none; else nothing is.
    """

    what: str
    missing: str = ""


Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_\-]{0,63}$")]
"""A name used as data: an organ, a position, a step, a criterion."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
"""Free text a person wrote; it always ends up in an event's private part."""

OrganId = Annotated[Code, Means("organ")]
StepId = Annotated[Code, Means("step")]
SubjectId = Annotated[UUID, Means("subject")]
DutyId = Annotated[UUID, Means("duty")]

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Means("document")]
"""The SHA-256 of a document's bytes, in lower-case hexadecimal."""


class Bilingual(Frozen):
    """A name or sentence in Chinese and English."""

    zh: str = Field(min_length=1, max_length=400)
    en: str = Field(min_length=1, max_length=400)


class Actor(Frozen):
    """Who acts (经办人): a person, in a position, of an organ, if need be on behalf of somebody.

    All are opaque ids; names live in the registers.
    """

    person: Code
    position: Code
    organ: Code
    on_behalf_of: Code | None = None


CLOCK = Actor(person="clock", position="clock", organ="clock")
"""The actor of every act that a passed instant causes (docs/workflows.md#alarms)."""


class Document(Frozen):
    """A piece of evidence or an official document (证据材料), as its sender names it."""

    sha256: Sha256
    title: Text


def digests(documents: Iterable[Document]) -> tuple[str, ...]:
    """What stands of documents in the facts of an event."""
    return tuple(document.sha256 for document in documents)


def titles(documents: Iterable[Document]) -> tuple[str, ...]:
    """What stands of documents in its private part."""
    return tuple(document.title for document in documents)


class FreeText(Frozen):
    """What a person wrote in an act: stored encrypted, erasable, never read by decide or evolve."""

    title: Text | None = None
    reasons: Text | None = None
    statement: Text | None = None
    document_titles: tuple[Text, ...] = ()
    demands: tuple[Text, ...] = ()
    finding_reasons: tuple[Text, ...] = ()
    late_entry_reason: Text | None = None
    source: Text | None = None
    ground_statement: Text | None = None
    lesson: Text | None = None
    organ_named: Text | None = None


class SubjectFacts(Frozen):
    """What a rule may know of a subject (当事人 / 容错对象); the name stays in the register."""

    subject_id: UUID
    kind: Annotated[str, StringConstraints(pattern="^(person|unit)$")]
    sector: Code
    jurisdiction: Code


def distinct_subjects(subjects: Iterable[SubjectFacts]) -> tuple[SubjectFacts, ...]:
    """Each subject once, in their order, by whatever ids they were named."""
    return tuple({each.subject_id: each for each in subjects}.values())


def event_id(case_id: UUID, version: int) -> UUID:
    """The id of the event at `version` of a case; a duty's id is that of the event that opened it."""
    return uuid5(case_id, f"event:{version}")


def alarm_command_id(case_id: UUID, duty_id: UUID, due_on: date, rung: str) -> UUID:
    """The command id of a ringing alarm: a replanned term may ring again, the same one never twice."""
    return uuid5(case_id, f"alarm:{duty_id}:{due_on.isoformat()}:{rung}")
