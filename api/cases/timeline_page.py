"""The timeline of a case on its page (时间线): its events put in words, grouped by the act that recorded them.

Who acted and when is said once for all that one act recorded. What a reader may see was settled by `api.timeline`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Literal
from uuid import UUID

from api.cases.timeline import TimelineEntry
from api.labels.event_facts import Fact, Told, facts_of
from api.labels.naming import ActorName, Names
from api.labels.words import EVENTS, TEXT_PARTS, EventWords
from domain.case.events import CaseOpened, DutyOpened, FindingsRecorded, JointActProposed, PublicityConcluded
from domain.values import Bilingual, event_id

Order = Literal["newest", "oldest"]


@dataclass(frozen=True, slots=True)
class WrittenText:
    """Something a person wrote: what it is, and its lines."""

    label: Bilingual
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One event; `erased` says that its text was there and was erased with the case's key."""

    version: int
    kind: str
    words: EventWords
    on: date
    facts: tuple[Fact, ...]
    texts: tuple[WrittenText, ...]
    erased: bool


@dataclass(frozen=True, slots=True)
class TimelineAct:
    """What one command recorded, who gave it, and when; `on` is its business date."""

    recorded_at: datetime
    on: date
    actor: ActorName
    lines: tuple[Line, ...]


def acts(
    case_id: UUID, entries: Sequence[TimelineEntry], names: Names, order: Order = "newest"
) -> tuple[TimelineAct, ...]:
    """Put a whole history in words; `order` is that of the acts and of the events in each."""
    told = _told(case_id, entries, names)
    grouped = [_act(list(group), told) for _, group in groupby(entries, key=lambda entry: entry.command_id)]
    if order == "oldest":
        return tuple(grouped)
    return tuple(TimelineAct(act.recorded_at, act.on, act.actor, act.lines[::-1]) for act in reversed(grouped))


def _told(case_id: UUID, entries: Sequence[TimelineEntry], names: Names) -> Told:
    """What the words of one event need to know of others."""
    return Told(
        names=names,
        history=any(isinstance(e.facts, CaseOpened) and e.facts.history for e in entries),
        duties={event_id(case_id, e.version): e.facts for e in entries if isinstance(e.facts, DutyOpened)},
        proposals={event_id(case_id, e.version): e.facts for e in entries if isinstance(e.facts, JointActProposed)},
    )


def _act(group: Sequence[TimelineEntry], told: Told) -> TimelineAct:
    first = group[0]
    lines = tuple(_line(entry, told) for entry in group)
    return TimelineAct(first.recorded_at, first.on, told.names.actor(first.actor), lines)


def _line(entry: TimelineEntry, told: Told) -> Line:
    titles = entry.words.document_titles if entry.words else ()
    return Line(
        version=entry.version,
        kind=entry.kind,
        words=EVENTS[entry.kind],
        on=entry.on,
        facts=facts_of(entry.facts, told, titles),
        texts=tuple(_written(entry, told.names)),
        erased=entry.words_erased,
    )


def _written(entry: TimelineEntry, names: Names) -> Iterator[WrittenText]:
    """The parts that have words; titles of documents stand beside their digests instead."""
    text = entry.words
    if text is None:
        return
    parts = {
        "title": text.title,
        "organ_named": text.organ_named,
        "statement": text.statement,
        "ground_statement": text.ground_statement,
        "reasons": text.reasons,
        "late_entry_reason": text.late_entry_reason,
        "lesson": text.lesson,
    }
    for part, written in parts.items():
        if written is not None:
            yield WrittenText(TEXT_PARTS[part], tuple(written.splitlines()))
    if text.demands:
        yield WrittenText(TEXT_PARTS["demands"], text.demands)
    if text.finding_reasons and isinstance(entry.facts, FindingsRecorded):
        reasons = zip(entry.facts.findings, text.finding_reasons, strict=False)
        lines = tuple(f"{names.assessed(finding.item, finding.of)}：{reason}" for finding, reason in reasons)
        yield WrittenText(TEXT_PARTS["finding_reasons"], lines)
    if text.finding_reasons and isinstance(entry.facts, PublicityConcluded):
        answers = tuple(f"第{number}件异议：{reason}" for number, reason in enumerate(text.finding_reasons, 1))
        yield WrittenText(TEXT_PARTS["finding_reasons"], answers)
