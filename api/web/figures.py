"""The big numbers above a list, each of which leads to one of its parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.values import Bilingual

S = TypeVar("S", bound=str)


@dataclass(frozen=True, slots=True)
class Figure(Generic[S]):
    """A big number that leads to its list."""

    state: S
    name: Bilingual
    tone: str
    count: int


def figures(
    lists: Mapping[S, tuple[Bilingual, str]],
    counts: Mapping[str, int],
    *,
    quiet_at_none: bool = False,
) -> tuple[Figure[S], ...]:
    """The figures of some lists, with their names and tones; `quiet_at_none` takes the tone from an empty list."""
    return tuple(
        Figure(state, name, tone if counts[state] or not quiet_at_none else "plain", counts[state])
        for state, (name, tone) in lists.items()
    )
