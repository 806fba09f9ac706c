"""The timeline on a page (时间线): events put in words, grouped by the act that recorded them.

Who acted and when is said once for all that one act recorded. What a reader may see was settled before.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from api.http.language import told
from api.labels.event_facts import LABELS, EventNaming, Fact, facts_of
from api.labels.naming import ActorName
from api.labels.written import WrittenText
from api.streams.timeline import Entry, N
from domain.messages import Event, EventLabel

Order = Literal["newest", "oldest"]


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
    lines = _in_words(entries, naming, texts)
    grouped = [_act(list(group), naming) for _, group in groupby(lines, key=lambda line: line.entry.command_id)]
    if order == "oldest":
        return tuple(grouped)
    return tuple(TimelineAct(act.first, act.actor, act.lines[::-1]) for act in reversed(grouped))


def _act(lines: Sequence[Line], naming: EventNaming) -> TimelineAct:
    first = lines[0].entry
    return TimelineAct(first, naming.names.actor(first.actor), tuple(lines))


def _in_words(entries: Sequence[N], naming: EventNaming, texts: Callable[[N], Iterator[WrittenText]]) -> Iterator[Line]:
    """Each entry; what a later one takes the place of leads to that one, as that one leads back to it."""
    replaced = {
        entry.facts.replaces: entry.version
        for entry in entries
        if isinstance(entry.facts, Event) and entry.facts.replaces is not None
    }
    for entry in entries:
        titles = entry.words.document_titles if entry.words else ()
        facts, by = facts_of(entry.facts, naming, titles), replaced.get(entry.version)
        if by is not None:
            facts = (Fact("已被更正", told(f"见第{by}号记录", f"see entry {by}"), href=f"#e{by}"), *facts)
        yield Line(entry, LABELS[entry.kind], facts, tuple(texts(entry)))
