"""What the API answers, as far as a program wants it typed; what a later version adds is passed over.

A test holds every field against the description of the interface. For all else the client reads into a model of the
caller's own: `client.get(path, model)`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, JsonValue

from domain.refusals import Refusal
from domain.values import Actor, Bilingual, FreeText


class Answer(BaseModel):
    """An answer, or a part of one."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Versioned(Answer):
    """What every stream tells of itself."""

    version: int


_ID: Final = AliasChoices("case_id", "filing_id", "record_id", "meeting_id")
"""What the id of a stream is called, by its kind."""


class Identified(Answer):
    """What every stream is told apart by, in lists."""

    stream_id: UUID = Field(validation_alias=_ID)


class Numbered(Versioned):
    """What it is called by people, once it has a number; a meeting has none."""

    number: str = ""


class CaseOutcome(Answer):
    """议题办理结果: what became of an item of a meeting in its case."""

    case_id: UUID
    outcome: str
    version: int | None = None
    refusal: Refusal | None = None


class Recorded(Answer):
    """An act stands: the versions and kinds of its events; of minutes, what became of each case as well.

    Attributes:
        command_id: The key it was sent under.
    """

    command_id: UUID | None = None
    stream_id: UUID = Field(validation_alias=_ID)
    first_version: int
    version: int
    events: tuple[str, ...]
    cases: tuple[CaseOutcome, ...] = ()


class CommandOutcome(Answer):
    """What became of a command."""

    command_id: UUID
    state: Literal["recorded", "refused"]
    case_id: UUID | None = None
    first_version: int | None = None
    version: int | None = None
    events: tuple[str, ...] = ()
    refusal: Refusal | None = None


class Task(Answer):
    """待办: what is asked of whoever calls, in which case, until when."""

    case_id: UUID
    case_number: str | None = None
    organ: str
    what: str
    about: UUID
    code: str
    name: Bilingual | None = None
    step: str | None = None
    since: date
    due_on: date | None = None
    provisional: bool = False
    missed: bool = False
    paused: bool = False
    stage: str
    pack: str
    jurisdiction: str


class CaseLine(Answer):
    """A case in a list; the title is there for whoever may read it."""

    case_id: UUID
    version: int
    number: str = ""
    title: str | None = None
    pack: str
    jurisdiction: str
    opened_on: date
    stage: str
    next_due: date | None = None
    closed: bool
    history: bool
    changed_at: datetime


class Duty(Answer):
    """期限: what is due from which organ until when."""

    duty_id: UUID
    duty: str
    name: Bilingual
    responsible: str
    subject: UUID | None = None
    starts_on: date
    due_on: date
    provisional: bool = False
    state: str
    missed: bool = False
    paused_because: str | None = None
    met_on: date | None = None


class Step(Answer):
    """环节: a step that the case has come to."""

    step: str
    state: str
    opened_on: date
    closed_on: date | None = None


class SubjectName(Answer):
    """What a subject of the case is called."""

    subject_id: UUID
    name: str


class OpenRound(Answer):
    """表决进行中: a vote under way."""

    round_id: UUID
    step: str
    committee: str
    opened_on: date
    sealed: bool = False


class Case(CaseLine):
    """案卷: how a case stands; `up_to_date` is false while it does not yet show what was asked to be shown."""

    steps: tuple[Step, ...] = ()
    duties: tuple[Duty, ...] = ()
    names: tuple[SubjectName, ...] = ()
    round: OpenRound | None = None
    approved_on: date | None = None
    served_on: date | None = None
    closed_on: date | None = None
    up_to_date: bool = True


class TimelineEntry(Answer):
    """An event of a case: its facts as its reader may read them, and the words that people wrote."""

    version: int
    kind: str
    on: date
    recorded_at: datetime
    actor: Actor
    command_id: UUID
    facts: Mapping[str, JsonValue] | None = None
    words: FreeText | None = None
    words_erased: bool = False


class WhyNot(Answer):
    """Why an act is not open."""

    code: str
    says: Bilingual
    todo: Bilingual
    cite: tuple[str, ...] = ()
    detail: str | None = None


class ActOffered(Answer):
    """可以办理: an act that the caller may do now; `about` is what it is about, by fields of its command."""

    kind: str
    name: Bilingual
    about: Mapping[str, str]
    area: str
    leads_on: bool
    post: str


class ActNotOpen(Answer):
    """现在不能办理: an act that is not open now, and why."""

    kind: str
    name: Bilingual
    why: WhyNot


class ActsPossible(Answer):
    """您可以办理: what the caller may do now, the nearest first, and why not the rest."""

    version: int
    offered: tuple[ActOffered, ...]
    not_open: tuple[ActNotOpen, ...]


class Fact(Answer):
    """A labelled fact, in the words of the language that was asked for."""

    label: str
    text: str


class WrittenText(Answer):
    """What somebody wrote with an act."""

    label: Bilingual
    lines: tuple[str, ...]


class EventLabel(Answer):
    """What a kind of event is called."""

    zh: str
    en: str


class ForeseenEvent(Answer):
    """An event that would be recorded."""

    label: EventLabel
    facts: tuple[Fact, ...] = ()
    texts: tuple[WrittenText, ...] = ()


class ForeseenDeadline(Answer):
    """A day by which something would be due, and why; `before` is the day as it is now, where it would move."""

    name: Bilingual
    of: str
    responsible: str
    due_on: date
    provisional: bool
    why: str
    before: date | None = None


class ActCheck(Answer):
    """What an act would record; `recorded` is the version at which it was, under the same key."""

    kind: str
    name: Bilingual
    events: tuple[ForeseenEvent, ...] = ()
    deadlines: tuple[ForeseenDeadline, ...] = ()
    statements: tuple[Bilingual, ...] = ()
    recorded: int | None = None


class DocumentInFile(Answer):
    """A document in the file of a case; `readable` by whoever asks."""

    document_id: UUID
    version: int
    on: date
    sha256: str
    size: int
    format: str
    classification: str
    title: str | None = None
    replaced_by: UUID | None = None
    readable: bool


class DocumentsOfCase(Answer):
    """The documents of a case."""

    case_id: UUID
    documents: tuple[DocumentInFile, ...]


class Uploaded(Answer):
    """How far a file has been sent; `sha256` once all of it is there and was taken."""

    upload_id: UUID
    name: str
    size: int
    offset: int
    state: str
    sha256: str | None = None
    format: str | None = None
    fault: str | None = None


class CaseChanged(Answer):
    """Something was recorded of a case: its version now is this or a later one."""

    log_index: int
    case_id: UUID
    version: int
    case: str


class ResultsChanged(Answer):
    """What may be read of these subjects may have changed."""

    log_index: int
    subjects: tuple[UUID, ...]
    results: str


class UpTo(Answer):
    """Nothing else that the reader may see happened up to this place in the log."""

    log_index: int


Change = CaseChanged | ResultsChanged | UpTo


class Items(Answer):
    """A page of any list, its items still unread."""

    items: tuple[JsonValue, ...] = Field(validation_alias=AliasChoices("items", "events"))
    next: str | int | None = None
