"""What all commands and all events share, and what comes with every command: who, when, on which version.

A command is the body of a request, in which nobody can put actor or time; an event is a fact a log keeps for ever.
What is said of either stands in its class: nothing else lists commands or events to say something about each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import ClassVar, Literal, Self, Unpack, assert_never
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue

from domain.refusals import Refusal
from domain.registers import NOTHING, RegisterEntries
from domain.values import (
    INT8_MAX,
    Actor,
    Bilingual,
    Code,
    Day,
    FreeText,
    Frozen,
    Sha256,
    Text,
    Whole,
    is_absent,
    is_empty,
)

EXAMPLE_SUBJECT = "7d3c1a52-6a0e-4f2b-9a7f-0c7a3a0c1f10"
EXAMPLE_ID = "2b1f4a60-5d7e-4c57-8f5e-3f0d9a1f6c21"
EXAMPLE_DOCUMENT: JsonValue = {
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "title": "会议记录",
    "paper": "会议记录原件存机关档案室，未扫描。",
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where people ask for a command over HTTP, and what the description of the interface says of it.

    Its name in the access rules is the command's `kind`, its description the docstring, its body the class itself.

    Attributes:
        path: Below the stream acted on; with a slash in front, where a case, a risk filing or a record is opened.
        seen: Whether If-Match must say which version was seen.
        by_signal: An act of a committee, kept though no worker runs (docs/workflows.md); all else goes by Update.
        operation: The operation id, where it is not the kind below the plural of what is acted on.
    """

    path: str
    summary: str
    tag: str
    seen: bool = True
    by_signal: bool = False
    operation: str | None = None

    @property
    def opens(self) -> bool:
        """Whether it opens a stream; there is no version of it to have seen."""
        return self.path.startswith("/")


@dataclass(frozen=True, slots=True)
class Opens:
    """The stream that a command opens: the pack it will run under, and the organ it goes to.

    Attributes:
        pack: None: the one that holds in the organ's place.
    """

    pack: str | None
    organ: str


class Capacity(StrEnum):
    """In what capacity somebody does an act (以何身份办理), by which a conflict of interest is judged (A-39).

    Attributes:
        HANDLING: For the organ that handles the case.
        INVESTIGATING: As an investigator.
        SIGNING: As one whose consent is needed.
        VOTING: As a member of a committee.
        PARTY: For the applicant's side, where a unit acts; at the counter of an organ it is handling.
        STEPPING_ASIDE: To have no part in it any more, which nobody is kept from.
    """

    HANDLING = "handling"
    INVESTIGATING = "investigating"
    SIGNING = "signing"
    VOTING = "voting"
    PARTY = "party"
    STEPPING_ASIDE = "stepping_aside"

    def bars_party(self, *, for_unit: bool) -> bool:
        """Whether nobody does such an act in their own matter; `for_unit`: whether it is done for a unit."""
        match self:
            case Capacity.STEPPING_ASIDE:
                return False
            case Capacity.PARTY:
                return not for_unit
            case Capacity.HANDLING | Capacity.INVESTIGATING | Capacity.SIGNING | Capacity.VOTING:
                return True
            case _:
                assert_never(self)


class Command(Frozen):
    """What all commands share, and what must be loaded for their decision; the clock's own have no endpoint.

    Attributes:
        capacity: In what capacity it is done; what says nothing of it is handling.
        moves: Whether it may bring a case to another organ: then the law of every place and what the register has of
            the case's subjects now are looked up, and days are counted by the calendar of the place it goes to.
        on_stubs: Whether it says days, codes and numbers, so that the stub of what stays on paper admits it (A-47).
        example: A body, for the description of the interface; a test checks it against the class.
    """

    endpoint: ClassVar[Endpoint | None] = None
    capacity: ClassVar[Capacity] = Capacity.HANDLING
    moves: ClassVar[bool] = False
    on_stubs: ClassVar[bool] = False
    example: ClassVar[Mapping[str, JsonValue]] = {}

    def __init_subclass__(  # noqa: PLR0913 - what an endpoint has
        cls,
        *,
        path: str | None = None,
        summary: str = "",
        tag: str = "",
        seen: bool = True,
        by_signal: bool = False,
        operation: str | None = None,
        capacity: Capacity | None = None,
        **config: Unpack[ConfigDict],
    ) -> None:
        """Take what is said of the endpoint and the capacity, which stands in the head of the class."""
        super().__init_subclass__(**config)
        if capacity is not None:
            cls.capacity = capacity
        if path is not None:
            cls.endpoint = Endpoint(path, summary, tag, seen, by_signal, operation)

    on: Day | None = None
    late_entry_reason: Text | None = None

    @property
    def opens(self) -> Opens | None:
        """The stream that it opens; most act on one that exists."""
        return None

    @property
    def lacks(self) -> Refusal | None:
        """Why it is refused by its body alone, at the door, so that nothing of it is kept; most lack nothing."""
        return None

    @property
    def goes_to(self) -> str | None:
        """The organ that it hands a case over to; where it moves one and names none, that is the one that acts."""
        return None

    @property
    def links_to(self) -> UUID | None:
        """The other stream that it names, which must exist; most name none."""
        return None

    @property
    def names_subjects(self) -> tuple[UUID, ...]:
        """The registered subjects that it names."""
        return ()

    @property
    def names_matters(self) -> tuple[UUID, ...]:
        """The registered matters that it names."""
        return ()

    @property
    def names_edition(self) -> str | None:
        """The SHA-256 of the edition of a procedure that it names."""
        return None


class TypesetFile(Frozen):
    """What a document was set as: its id, the digest and size of the PDF, and the code printed on it (防伪核验码)."""

    document: UUID
    sha256: Sha256
    size: Whole = Field(ge=1, le=INT8_MAX)
    code: str = Field(pattern=r"^[0-9A-Z\-]{8,80}$")


class CommandMetadata(Frozen):
    """What comes with a command, whatever it is about; who takes it in fills this, never who wrote the body."""

    command_id: UUID
    actor: Actor
    seen: int | None = None
    request_id: str = Field(default="", max_length=64)
    access_rules: tuple[Code, ...] = ()
    as_subjects: tuple[UUID, ...] = Field(
        default=(), exclude_if=is_empty, description="which registered subjects the actor is, who acts as one of them"
    )
    typeset: TypesetFile | None = Field(
        default=None, exclude_if=is_absent, description="what a document is issued as, by whoever has set it"
    )


class Envelope(CommandMetadata):
    """A command with what comes with it: its id, the actor, the version seen, the request. The loop adds the time."""

    body: Command


Group = Literal["procedure", "material", "vote", "decision", "deadline", "result"]


@dataclass(frozen=True, slots=True)
class EventLabel:
    """What a kind of event is called on pages, and the group it is shown in."""

    group: Group
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A document that goes out with an event, under a number of its own (发文, A-59).

    It goes out in the name of the organ that has the case, also where several organs sign: the number is that of the
    organ that leads (党政机关公文处理工作条例, article 9).

    Attributes:
        mark: What stands before the year in its numbers, after the mark of the organ.
        by_actor: Whether it goes out in the name of whoever acts instead.
    """

    mark: str
    zh: str
    en: str
    by_actor: bool = False


@dataclass(frozen=True, slots=True)
class SentDocument:
    """发文 (A-59): what went out on a day; the number that the office gave it, if it did."""

    dispatch: Dispatch
    on: date
    office_number: str | None = None


class Event(Frozen):
    """What all events share.

    Attributes:
        begins: Whether streams begin with it, and with no other of their kind.
        ends: Whether it closes its stream.
        dispatch: The document that goes out with it, if one does.
        facts: What is told of an event: labels, in the order in which they are told, each with a field, or with several
            that are told together; how they are put in words follows from the type of the first.
        note: What is told with every event of the kind.
        for_person: Who holds the position in which it was done, where another acted in it (授权、替补).
    """

    label: ClassVar[EventLabel]
    begins: ClassVar[bool] = False
    ends: ClassVar[bool] = False
    dispatch: ClassVar[Dispatch | None] = None
    facts: ClassVar[Mapping[str, str]] = {}
    note: ClassVar[Bilingual | None] = None

    def __init_subclass__(
        cls, *, group: Group | None = None, zh: str = "", en: str = "", **config: Unpack[ConfigDict]
    ) -> None:
        """Take the names of a kind of event, which stand in the head of its class."""
        super().__init_subclass__(**config)
        if group is not None:
            cls.label = EventLabel(group, zh, en)

    on: date
    private: FreeText | None = None
    for_person: Code | None = Field(default=None, exclude_if=is_absent)

    def doers(self, *named: str | None) -> frozenset[str]:
        """Those whom it names as having done it, and whoever they did it for."""
        return frozenset(each for each in (*named, self.for_person) if each)

    @property
    def registers(self) -> RegisterEntries:
        """What it enters in the registers; most enter nothing."""
        return NOTHING

    @property
    def replaces(self) -> int | None:
        """The earlier event of its stream that it takes the place of, by its version; most take no other's."""
        return None

    @property
    def numbered_by(self) -> str | None:
        """The organ that gives a number to what begins, or goes out, with it, where the event itself says which."""
        return None

    @property
    def edition_pinned(self) -> str | None:
        """The edition that a case runs under from it on, by its hash; most leave that as it is."""
        return None

    @property
    def brings(self) -> frozenset[UUID]:
        """Who is a subject of a case from it on, or had applied, by the register; most bring nobody."""
        return frozenset()

    def recorded_by(self, actor: Actor) -> Self:
        """The same event as its present form tells it: of an older one the log knows beside it who recorded it."""
        del actor
        return self


@cache
def kind_of(declared: type[Command | Event]) -> str:
    """The `kind` by which a command or an event is known outside the code."""
    return str(declared.model_fields["kind"].default)
