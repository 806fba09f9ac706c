"""The fold of a stream (归并), whatever it is of: the state after all its events, from the first one on."""

from collections.abc import Callable
from functools import reduce
from typing import TypeVar
from uuid import UUID

from domain.messages import Event, kind_of

S = TypeVar("S")
E = TypeVar("E", bound=Event)
B = TypeVar("B", bound=Event)


def fold_events(
    stream_id: UUID, events: list[E], begins: type[B], initial: Callable[[UUID, B], S], evolve: Callable[[S, E], S]
) -> S | None:
    """The state after events in order; None when there are none.

    Raises:
        TypeError: the first event begins no such stream.
    """
    if not events:
        return None
    first, *rest = events
    if not isinstance(first, begins):
        raise TypeError(f"stream {stream_id} begins with {kind_of(type(first))}")
    return reduce(evolve, rest, initial(stream_id, first))
