"""What a file says, before anybody asks whether it is right: its value, and where each part of it stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from domain.faults import Place


class Mark(NamedTuple):
    """Where a value begins: line and column, both from 1; that of a mapping's entry is its key."""

    line: int
    column: int


START = Mark(1, 1)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file as it was read.

    Attributes:
        value: Of mappings, lists, texts, numbers, truth values and nothing.
        marks: Finds where each part of the value stands; needed only where there is a fault to tell.
        keys_twice: The keys that stand twice in one mapping.
    """

    value: object
    marks: Callable[[], Mapping[Place, Mark]]
    keys_twice: tuple[Place, ...]


class Unreadable(ValueError):  # noqa: N818 - named for what it says
    """A file cannot be read at all: where, of which kind of fault, and what is wrong."""

    def __init__(self, mark: Mark, kind: str, what: str) -> None:
        super().__init__(what)
        self.mark = mark
        self.kind = kind
        self.what = what
