"""The timeline of a case in words: what each event says, with what its words take from the rest of the case."""

from collections.abc import Iterator, Sequence

from api.cases.timeline import TimelineEntry
from api.labels.event_facts import EventNaming
from api.labels.naming import Names
from api.labels.words import TEXT_PARTS
from api.web.timeline import Order, TimelineAct, WrittenText, acts, written
from domain.case.events import FindingsRecorded, PublicityConcluded
from domain.values import event_id
from projections.cases.view import CasePage

_PARTS = {
    part: TEXT_PARTS[part]
    for part in (
        "title",
        "organ_named",
        "statement",
        "ground_statement",
        "reasons",
        "late_entry_reason",
        "lesson",
        "demands",
    )
}
"""The parts of what people write that are shown as they are, in the order in which a page shows them."""


def timeline(
    shown: CasePage, entries: Sequence[TimelineEntry], names: Names, order: Order = "newest"
) -> tuple[TimelineAct, ...]:
    """Put a whole history in words."""
    happened = {event_id(shown.case_id, entry.version): entry.facts for entry in entries}
    naming = EventNaming(names, happened, from_paper=shown.history)
    return acts(entries, naming, lambda entry: _written(entry, names), order)


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
