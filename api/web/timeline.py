"""The timeline on a page (时间线): events put in words, grouped by the act that recorded them.

Who acted and when is said once for all that one act recorded. What a reader may see was settled before.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from api.labels.event_facts import LABELS, EventNaming, Fact, facts_of
from api.labels.naming import ActorName
from api.streams.timeline import Entry, N
from domain.messages import EventLabel
from domain.values import Bilingual, FreeText

Order = Literal["newest", "oldest"]


@dataclass(frozen=True, slots=True)
class WrittenText:
    """Something a person wrote: what it is, and its lines."""

    label: Bilingual
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words."""

    entry: Entry[Any, Any]
    words: EventLabel
    facts: tuple[Fact, ...]
    texts: tuple[WrittenText, ...]


@dataclass(frozen=True, slots=True)
class TimelineAct:
    """What one command recorded, and who gave it; `first` tells when."""

    first: Entry[Any, Any]
    actor: ActorName
    lines: tuple[Line, ...]


def acts(
    entries: Sequence[N], naming: EventNaming, texts: Callable[[N], Iterator[WrittenText]], order: Order = "newest"
) -> tuple[TimelineAct, ...]:
    """Put a whole history in words; `order` is that of the acts and of the events in each."""
    grouped = [_act(list(group), naming, texts) for _, group in groupby(entries, key=lambda entry: entry.command_id)]
    if order == "oldest":
        return tuple(grouped)
    return tuple(TimelineAct(act.first, act.actor, act.lines[::-1]) for act in reversed(grouped))


def _act(group: Sequence[N], naming: EventNaming, texts: Callable[[N], Iterator[WrittenText]]) -> TimelineAct:
    lines = tuple(_line(entry, naming, texts) for entry in group)
    return TimelineAct(group[0], naming.names.actor(group[0].actor), lines)


def _line(entry: N, naming: EventNaming, texts: Callable[[N], Iterator[WrittenText]]) -> Line:
    titles = entry.words.document_titles if entry.words else ()
    return Line(entry, LABELS[entry.kind], facts_of(entry.facts, naming, titles), tuple(texts(entry)))


def written(text: FreeText | None, parts: Mapping[str, Bilingual]) -> Iterator[WrittenText]:
    """The parts that have words; titles of documents stand beside their digests instead."""
    for part, label in parts.items() if text is not None else ():
        said: str | tuple[str, ...] | None = getattr(text, part)
        if said:
            yield WrittenText(label, tuple(said.splitlines()) if isinstance(said, str) else said)
