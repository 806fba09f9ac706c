"""Whom a query of results means (A-58): a name is not enough, so unit and number are held against the register's.

Nobody is taken for somebody else, and nobody is said not to be there who may be: where it is not certain, the reader
chooses among those it may be.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from domain.identity import canonical_name, canonical_number
from domain.values import Name

TAIL_MIN: Final = 4
"""So many characters of a number tell it from others of the same name in the same unit."""


def _long_enough(written: str) -> str:
    if len(canonical_name(written)) < TAIL_MIN:
        raise PydanticCustomError("number_too_short", "has fewer than {least} characters", {"least": TAIL_MIN})
    return written


NumberOrTail = Annotated[Name, AfterValidator(_long_enough)]
"""A personnel number or that of a credential (证件), whole or its last characters."""


class Agreement(StrEnum):
    """How what is asked agrees with the register; `unknown`: the register does not say."""

    SAME = "same"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Namesake:
    """One of those who bear the name: the units it is or was of, for a unit its own names, and its number, as written.

    Attributes:
        numbers: That of each entry it was registered with twice; none is known to be wrong.
    """

    subject_id: UUID
    units: tuple[str, ...]
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """A namesake, held against what is asked."""

    subject_id: UUID
    unit: Agreement
    number: Agreement

    @property
    def possible(self) -> bool:
        """Whether it may be who is meant: who is of another unit and has another number is not."""
        return self.unit is not Agreement.DIFFERS or self.number is not Agreement.DIFFERS

    @property
    def certain(self) -> bool:
        """Whether it is who is meant, if nobody else may be."""
        return Agreement.DIFFERS not in {self.unit, self.number} and Agreement.SAME in {self.unit, self.number}


def compared(namesakes: Iterable[Namesake], unit: str, number: str) -> tuple[Compared, ...]:
    """Those who may be meant, who agree most first."""
    found = [Compared(each.subject_id, _unit(each.units, unit), _number(each.numbers, number)) for each in namesakes]
    places = list(Agreement)
    return tuple(
        sorted(
            (each for each in found if each.possible),
            key=lambda each: (places.index(each.unit) + places.index(each.number), each.subject_id),
        )
    )


def certain(those: Collection[Compared]) -> UUID | None:
    """Who is meant beyond doubt: the only one whom it may be, and nothing speaks against it."""
    only = next(iter(those)) if len(those) == 1 else None
    return only.subject_id if only is not None and only.certain else None


def _unit(known: Collection[str], asked: str) -> Agreement:
    if not known:
        return Agreement.UNKNOWN
    return Agreement.SAME if canonical_name(asked) in map(canonical_name, known) else Agreement.DIFFERS


def _number(known: Collection[str], asked: str) -> Agreement:
    if not known:
        return Agreement.UNKNOWN
    return Agreement.SAME if any(_same_number(each, asked) for each in known) else Agreement.DIFFERS


def _same_number(known: str, asked: str) -> bool:
    """The whole number however it is written, or its last characters."""
    return canonical_number(known) == canonical_number(asked) or canonical_name(known).endswith(canonical_name(asked))
