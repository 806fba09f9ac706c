"""Small frozen values that commands, events and state share; nothing here knows a procedure.

The types from `Code` to `Version` are strict: whatever comes in from outside, by request or file, is made of them and
of nothing else (tests/test_strict_values.py). What a log keeps was read by the rules of its day, so events are not.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID, uuid5

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from domain.characters import code_point, shows_something, unfit_character

INT4_MAX, INT8_MAX = 2**31 - 1, 2**63 - 1
"""What PostgreSQL keeps versions of streams in, and places in the whole log."""
FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2099, 12, 31)
"""Between which days things happen or are due: no public body of the People's Republic is older, and between which days
its festivals fall is known to 2100 (policies/calendars/notices.py)."""

_WRITTEN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


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


def readable_line(text: str) -> str:
    """Refuse a line with a character that no text may have, or that shows nothing."""
    return _readable(text, lines=False)


def readable_lines(text: str) -> str:
    """The same of a text of several lines; they end as the sender's system ends them, and here in a line feed."""
    return _readable(text.replace("\r\n", "\n"), lines=True)


def _readable(text: str, *, lines: bool) -> str:
    unfit = unfit_character(text, lines=lines)
    if unfit is not None:
        raise PydanticCustomError("text_character", "has the character {unfit}", {"unfit": code_point(unfit)})
    if not shows_something(text):
        raise PydanticCustomError("text_blank", "shows nothing")
    return text


def written_out(day: object) -> object:
    """Refuse all but a date, or one written out: a number would be read as seconds since 1970."""
    if type(day) is date or (isinstance(day, str) and _WRITTEN_DAY.fullmatch(day)):
        return day
    raise PydanticCustomError("date_written", "must be a date, written like 2027-01-01")


def of_our_time(day: date) -> date:
    """Refuse a day that no act and no term can be of."""
    if not FIRST_DAY <= day <= LAST_DAY:
        limits = {"first": str(FIRST_DAY), "last": str(LAST_DAY)}
        raise PydanticCustomError("date_range", "must lie between {first} and {last}", limits)
    return day


Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_\-]{0,63}$")]
"""A name used as data: an organ, a position, a step, a criterion."""

_WRITTEN = StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)
_SHORT = StringConstraints(strip_whitespace=True, min_length=1, max_length=100)

Text = Annotated[str, _WRITTEN, AfterValidator(readable_lines)]
"""Free text a person wrote, in several lines if need be; it always ends up in an event's private part."""

LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40_000), AfterValidator(readable_lines)
]
"""The same of a whole document."""

Line = Annotated[str, _WRITTEN, AfterValidator(readable_line)]
"""The same in one line: a title, what somebody is called in passing."""

Name = Annotated[str, _SHORT, AfterValidator(readable_line)]
"""What a person, a unit or a paper is known by: a name, or a number (文号、编号) as whoever gave it writes it."""

Flag = StrictBool
"""True or false; no other value stands for either."""

WrittenDate = Annotated[date, BeforeValidator(written_out)]
"""A date, in a request or a file written out as RFC 3339 has it."""

Day = Annotated[WrittenDate, AfterValidator(of_our_time)]
"""The day on which something happens or is due."""

Whole = StrictInt
"""A whole number; no truth value, text or fraction is one. Its bounds stand where it is used."""

Version = Annotated[StrictInt, Field(ge=1, le=INT4_MAX)]
"""The number of an event of a stream."""

LogIndex = Annotated[StrictInt, Field(ge=0, le=INT8_MAX)]
"""The place of an event in the whole log."""

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


def is_absent(value: object) -> bool:
    """Whether there is no value: what came later than the log stays out of it where nobody gave it."""
    return value is None


def is_empty(value: tuple[object, ...]) -> bool:
    """Whether a list names nothing: what few say is left out where nobody says it."""
    return not value


class Actor(Frozen):
    """Who acts (经办人): a person, in a position, of an organ, if need be on behalf of somebody.

    All are opaque ids; names live in the registers.

    Attributes:
        for_person: Who holds the position, where another acts in it: by a delegation (授权), or as an alternate (替补).
    """

    person: Code
    position: Code
    organ: Code
    on_behalf_of: Code | None = None
    for_person: Code | None = Field(default=None, exclude_if=is_absent)

    @property
    def persons(self) -> tuple[str, ...]:
        """Whoever acts, and whoever they act for: what a rule asks of one it asks of both."""
        return (self.person,) if self.for_person is None else (self.person, self.for_person)


CLOCK = Actor(person="clock", position="clock", organ="clock")
"""The actor of every act that a passed instant causes (docs/workflows.md#alarms)."""


class Document(Frozen):
    """A piece of evidence or an official document (证据材料), as its sender names it.

    Attributes:
        paper: Why it is kept on paper and was not uploaded (纸质原件).
    """

    sha256: Sha256
    title: Line
    paper: Text | None = Field(
        default=None, exclude_if=is_absent, description="where it is not uploaded: why it is on paper alone"
    )


def documents_in(value: object) -> Iterator[Document]:
    """Every document that is named anywhere in a command."""
    if isinstance(value, Document):
        yield value
    elif isinstance(value, Frozen):
        for name in type(value).model_fields:
            yield from documents_in(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from documents_in(each)


class PaperOriginal(Frozen):
    """纸质原件: a document that an act names and nobody uploaded, and why."""

    sha256: Sha256
    reason: str


def digests(documents: Iterable[Document]) -> tuple[str, ...]:
    """What stands of documents in the facts of an event."""
    return tuple(document.sha256 for document in documents)


def titles(documents: Iterable[Document]) -> tuple[str, ...]:
    """What stands of documents in its private part."""
    return tuple(document.title for document in documents)


class FreeText(Frozen):
    """What a person wrote in an act: stored encrypted, erasable, never read by decide or evolve.

    It came in by a command, as `Text` or `Line`; what was written down before these were strict stays readable.
    """

    title: str | None = None
    reasons: str | None = None
    statement: str | None = None
    document_titles: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    finding_reasons: tuple[str, ...] = ()
    late_entry_reason: str | None = None
    source: str | None = None
    ground_statement: str | None = None
    lesson: str | None = None
    organ_named: str | None = None
    place: str | None = None
    number_used_because: str | None = None
    item_remarks: tuple[str, ...] = ()
    recusal_reasons: tuple[str, ...] = ()
    not_tolerated_because: str | None = Field(default=None, exclude_if=is_absent)
    addressees: str | None = Field(default=None, exclude_if=is_absent)
    copies_to: str | None = Field(default=None, exclude_if=is_absent)
    document_text: str | None = Field(default=None, exclude_if=is_absent)
    enclosures: str | None = Field(default=None, exclude_if=is_absent)
    note: str | None = Field(default=None, exclude_if=is_absent)
    papers: tuple[PaperOriginal, ...] = Field(default=(), exclude_if=lambda papers: not papers)


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
