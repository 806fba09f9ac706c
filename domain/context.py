"""What `decide` may know beside the case: the law, the calendar, the organs, the registers, all as loaded at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from domain.organs import Organs
from domain.pack.pack import Pack
from domain.terms.calendar import Calendar
from domain.values import SubjectFacts


@dataclass(frozen=True, slots=True)
class Slot:
    """A taken ban slot: the occurrence tolerated under a ban key, and the case that was granted it."""

    ban_key: str
    occurrence_id: UUID
    case_id: UUID


@dataclass(frozen=True, slots=True)
class Matters:
    """The matter register as far as this case touches it: roots of the matters asked for, and their taken slots."""

    roots: Mapping[UUID, UUID] = field(default_factory=dict)
    slots: tuple[Slot, ...] = ()

    def slot(self, key: str, occurrence: UUID) -> Slot | None:
        """The slot that another occurrence has taken under a ban key; a merged matter's slot counts as its root's."""
        barring = (slot for slot in self.slots if same_ban(slot.ban_key, key) and slot.occurrence_id != occurrence)
        return next(barring, None)


@dataclass(frozen=True, slots=True)
class LinkedStream:
    """What a command links to, where it was found: a case, risk filing or meeting, and the organ it is with.

    Attributes:
        unit: Of a risk filing, who filed it.
        filed: Of a risk filing, whether it was ever filed by its organ (予以备案).
    """

    name: str
    to_organ: str
    unit: str | None = None
    filed: bool = False


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """One frozen view of everything outside the stream that a command is decided on.

    Attributes:
        calendar: That of the `locality`, if the place has one.
        subjects: Those a command names, by the ids it names them by; a duplicate's facts have the id of who it is.
        persons: Those whom the stream is or was about, who applied in it, and whom the command names, as far as they
            hold positions: by the ids that the organs know them by. The register links them, no event does.
        other_pack: The published edition that a choice between editions names; None: there is none such.
        published: The newest editions of all procedures, by their hashes: where something begins, or a case goes to
            another organ, they say which is the law there.
        linked: The case, risk filing or meeting that a command links to; None: there is none such.
    """

    pack: Pack
    pack_sha256: str
    calendar: Calendar
    organs: Organs
    subjects: Mapping[UUID, SubjectFacts] = field(default_factory=dict)
    matters: Matters = field(default_factory=Matters)
    locality: str | None = None
    other_pack: Pack | None = None
    published: Mapping[str, Pack] = field(default_factory=dict)
    linked: LinkedStream | None = None
    persons: frozenset[str] = frozenset()


ANY_ERROR = "*"
"""What stands for the error class where a pack bars every error in a matter tolerated before."""


def ban_key(matter: UUID, error_class: str) -> str:
    """The key under which a second tolerance is barred, literally matter and error class (NJ-31, A-08)."""
    return f"{matter}:{error_class}"


def same_ban(one: str, other: str) -> bool:
    """Whether two keys of one matter family bar the same thing: all but the matter is equal."""
    return one.partition(":")[2] == other.partition(":")[2]
