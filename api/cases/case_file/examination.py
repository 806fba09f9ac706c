"""How a case was assessed, on its page: a finding on every item that the pack lists."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.cases.case_file.sources import Sources
from api.http.language import say
from domain.pack.assessment import Criterion, Grade, Graded
from domain.pack.terms import Item
from projections.cases.view import FindingView


@dataclass(frozen=True, slots=True)
class FindingLine:
    """An item of the assessment: what was found and why, or that nothing was yet.

    Attributes:
        against: it was found against the subject; what is `blocking` then bars tolerance.
        note: what was done in the place of a criterion that was excepted.
        grade: which of its grades was found, where it has some.
    """

    item: Item
    found: FindingView | None
    reasons: str | None
    against: bool
    blocking: bool
    cite: tuple[str, ...]
    note: str | None
    grade: Grade | None = None


def findings(of: Sources) -> Iterator[tuple[str, tuple[FindingLine, ...]]]:
    """The items of each kind, found or not, so that what is missing shows."""
    for kind, items in of.pack.assessment.examined(of.page.ground).items():
        lines = tuple(_finding(of, kind, item) for item in items)
        if any(line.found for line in lines):
            yield kind, lines


def _finding(of: Sources, kind: str, item: Item) -> FindingLine:
    found = next((v for v in of.page.findings if (v.finding.of, v.finding.item) == (kind, item.id)), None)
    result = found.finding.result if found else None
    rule = item.exception if isinstance(item, Criterion) and result == "excepted" else None
    is_criterion = kind == "criterion" and (not isinstance(item, Criterion) or item.blocking)
    return FindingLine(
        item,
        found,
        reasons=of.reasons.get((found.version, kind, item.id)) if found else None,
        against=result == ("met" if kind == "negative" else "not_met"),
        blocking=is_criterion or kind in {"ground", "negative"},
        cite=rule.cite or item.cite if rule else item.cite,
        note=f"{say(rule.when.name)}：以{say(rule.instead.name)}代替" if rule else None,
        grade=item.grade(found.finding.grade) if found and isinstance(item, Graded) else None,
    )
