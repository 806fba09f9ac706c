"""The timeline of a case in words: what each event says, with what its words take from the rest of the case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from api.cases.timeline import TimelineEntry
from api.labels.event_facts import EventNaming
from api.labels.naming import Names
from api.labels.words import TEXT_PARTS
from api.labels.written import WrittenText, written
from api.web.timeline import Order, TimelineAct, acts
from domain.case.events import FindingsRecorded, PublicityConcluded
from domain.pack.pack import Pack
from domain.values import event_id
from projections.cases.view import CasePage

_PARTS = {
    part: TEXT_PARTS[part]
    for part in (
        "title",
        "organ_named",
        "statement",
        "document_text",
        "ground_statement",
        "reasons",
        "not_tolerated_because",
        "late_entry_reason",
        "lesson",
        "demands",
    )
}
"""The parts of what people write that are shown as they are, in the order in which a page shows them."""
NO_OTHER: Mapping[int, Pack] = MappingProxyType({})
"""A case that has run under one procedure alone."""


def timeline(
    shown: CasePage,
    entries: Sequence[TimelineEntry],
    names: Names,
    order: Order = "newest",
    procedures: Mapping[int, Pack] = NO_OTHER,
) -> tuple[TimelineAct, ...]:
    """Put a whole history in words.

    Args:
        shown: the page.
        entries: the history.
        names: those of the procedure that the case runs under now.
        order: that of the acts.
        procedures: the other ones, each since the version of an event, where it has gone from one to another.
    """
    happened = {event_id(shown.case_id, entry.version): entry.facts for entry in entries}
    told: list[TimelineAct] = []
    for pack, part in _parts(entries, procedures):
        own = replace(names, pack=pack) if pack else names
        naming = EventNaming(own, happened, from_paper=shown.history)
        told += acts(part, naming, partial(_written, names=own), "oldest")
    if order == "oldest":
        return tuple(told)
    return tuple(replace(act, lines=act.lines[::-1]) for act in reversed(told))


def _parts(
    entries: Sequence[TimelineEntry], procedures: Mapping[int, Pack]
) -> Iterator[tuple[Pack | None, list[TimelineEntry]]]:
    """The history cut where another procedure holds; what one act recorded stays together."""
    began = {entry.command_id: procedures[entry.version] for entry in entries if entry.version in procedures}
    pack: Pack | None = None
    part: list[TimelineEntry] = []
    for entry in entries:
        if (holds := began.get(entry.command_id, pack)) is not pack:
            if part:
                yield pack, part
            pack, part = holds, []
        part.append(entry)
    if part:
        yield pack, part


def _written(entry: TimelineEntry, names: Names) -> Iterator[WrittenText]:
    """The parts as they were written; reasons, item by item, name what they are about."""
    yield from written(entry.words, _PARTS)
    reasons = entry.words.finding_reasons if entry.words else ()
    lines: tuple[str, ...] = ()
    if isinstance(entry.facts, FindingsRecorded):
        pairs = zip(entry.facts.findings, reasons, strict=False)
        lines = tuple(f"{names.assessed(finding.item, finding.of)}：{reason}" for finding, reason in pairs)
    elif isinstance(entry.facts, PublicityConcluded):
        lines = tuple(f"第{number}件异议：{reason}" for number, reason in enumerate(reasons, 1))
    if lines:
        yield WrittenText(TEXT_PARTS["finding_reasons"], lines)
