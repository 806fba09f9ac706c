"""What goes into the log and what comes out of it; `log.py` alone writes and reads it.

Those that every append makes are named tuples, and the events that are read are not frozen: a frozen dataclass takes
three to five times as long to make. Nothing changes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

from eventlog.integrity import Fault

# --- what is appended ---


class NewEvent(NamedTuple):
    """One event to append. `payload` holds facts with opaque ids only; free text goes into `private`."""

    type: str
    schema_version: int
    payload: bytes
    private: bytes | None
    valid_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What a grant tolerates: the occurrence of a matter, for a subject, with the liability waived.

    `matter_id` is the root of the matter. A `ban_key` that depends on the matter contains this id as `str(matter_id)`:
    the slot of a matter merged later is found by it. With `exception_version`, the version of a finding on the
    recurrence in the same stream, the slot is not taken.
    """

    matter_id: UUID
    occurrence_id: UUID
    subject_id: UUID
    liability: str
    ban_key: str
    exception_version: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGrant(Tolerance):
    """A tolerance granted by the event at `event_offset` of the same append (0 = its first event)."""

    event_offset: int


@dataclass(frozen=True, slots=True)
class NewMatter:
    """A matter registered by the event at `event_offset`."""

    matter_id: UUID
    event_offset: int


@dataclass(frozen=True, slots=True)
class MatterMerge:
    """Two matters found to be the same one. Both must be roots, else the append is a `Conflict`."""

    matter_id: UUID
    into: UUID


@dataclass(frozen=True, slots=True)
class Revocation:
    """The event at `event_offset` ends what an event of this stream granted: to everyone, or to one subject."""

    granted_version: int
    subject_id: UUID | None
    event_offset: int


class Append(NamedTuple):
    """All that one command writes, in one transaction.

    Attributes:
        expected_version: version of the stream's last event as loaded, 0 for a new stream.
        prev_leaf: `Loaded.last_leaf`.
        digest: of body and actor, without the time; tells a repeated command from a reused id.
        meta: goes into every entry; for how the command came in.
        recorded_at: the clock of the caller, with a zone.
    """

    stream_id: UUID
    expected_version: int
    prev_leaf: bytes
    command_id: UUID
    digest: bytes
    actor: bytes
    meta: bytes
    recorded_at: datetime
    events: Sequence[NewEvent]
    grants: Sequence[NewGrant] = ()
    matters: Sequence[NewMatter] = ()
    merges: Sequence[MatterMerge] = ()
    revocations: Sequence[Revocation] = ()


# --- what became of it ---


class Recorded(NamedTuple):
    """The events stand. `repeated`: they stood before, under this very command.

    `last_leaf` lets the next append go without a load; None when repeated.
    """

    first_version: int
    last_version: int
    repeated: bool
    last_leaf: bytes | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The ledger holds a refusal of this command (JSON)."""

    refusal: bytes


@dataclass(frozen=True, slots=True)
class KeyReused:
    """The command id was used for another body, actor or stream. Nothing was written; take a new id."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something loaded has changed: the stream, or a matter that is no root any more. Reload and decide again."""


@dataclass(frozen=True, slots=True)
class SecondTolerance:
    """The ban key's slot holds another occurrence: the one tolerated in this stream."""

    stream_id: UUID
    occurrence_id: UUID


@dataclass(frozen=True, slots=True)
class DuplicateGrant:
    """A live grant for this occurrence, subject and liability exists already."""


@dataclass(frozen=True, slots=True)
class MinutesNumberTaken:
    """Another meeting of the organ has minutes of that number."""


@dataclass(frozen=True, slots=True)
class NumberTaken:
    """Another case has this number of the organ and year."""


Outcome = (
    Recorded | Refused | KeyReused | Conflict | SecondTolerance | DuplicateGrant | MinutesNumberTaken | NumberTaken
)


# --- what is read ---


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """The first and only outcome of a command id; of what command, `EventLog.is_outcome_of` tells by its digest."""

    command_id: UUID
    stream_id: UUID | None
    actor: bytes | None
    digest: bytes
    outcome: Literal["recorded", "refused"]
    first_version: int | None
    last_version: int | None
    refusal: bytes | None
    recorded_at: datetime


@dataclass(slots=True)
class RecordedEvent:
    """An event as folds see it: all but its private part; secret facts in clear, unless it was read without the key."""

    stream_id: UUID
    version: int
    type: str
    schema_version: int
    recorded_at: datetime
    valid_on: date
    command_id: UUID
    meta: bytes
    payload: bytes


@dataclass(slots=True)
class StoredEvent(RecordedEvent):
    """An event with its private part, decrypted; None when it never had one, or when it is `erased`."""

    private: bytes | None
    erased: bool


@dataclass(slots=True)
class SequencedEvent(RecordedEvent):
    """An event with its place in the whole log: contiguous, the first is 0. Secret facts are sealed."""

    log_index: int


@dataclass(frozen=True, slots=True)
class ManipulatedEvent:
    """What is known of an event of the log that is not what was recorded: its place, and what does not hold.

    Its type, its business date and its meta part are told where there is an entry that tells them.
    """

    stream_id: UUID
    version: int
    log_index: int
    fault: Fault
    type: str | None
    valid_on: date | None
    meta: bytes = b"{}"


@dataclass(frozen=True, slots=True)
class Reference:
    """The newest version of a pack, a calendar or the organs."""

    kind: str
    name: str
    version: int
    sha256: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """What a decision may know of a subject: no name. `merged_into` is who a duplicate stands for."""

    subject_id: UUID
    kind: Literal["person", "unit"]
    sector: str
    jurisdiction: str
    merged_into: UUID | None


@dataclass(frozen=True, slots=True)
class BanSlot:
    """The occurrence that was tolerated under a ban key."""

    ban_key: str
    matter_id: UUID
    occurrence_id: UUID
    stream_id: UUID
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Tolerance):
    """A live grant."""

    stream_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything a decision needs, of one moment.

    Attributes:
        version: of the last event, 0 for a new stream.
        last_leaf: leaf of the last event, `GENESIS` for a new stream.
        known: the caller knows the events, by their last leaf; `events` is empty.
        earlier: what the ledger holds for the command id.
        reference: newest version by (kind, name).
        subjects: facts by subject id; an unknown id is missing.
        persons: who of these subjects and of those of the stream hold positions, as the organs name them.
        roots: root by matter id, for the stream's own matters and those asked for; an unknown id is missing.
        slots: of those roots and all that was merged into them.
        grants: live ones, of the same.
    """

    stream_id: UUID
    version: int
    last_leaf: bytes
    known: bool
    events: tuple[RecordedEvent, ...]
    earlier: LedgerRow | None
    reference: Mapping[tuple[str, str], Reference]
    subjects: Mapping[UUID, SubjectFacts]
    roots: Mapping[UUID, UUID]
    slots: tuple[BanSlot, ...]
    grants: tuple[Grant, ...]
    persons: frozenset[str] = frozenset()
