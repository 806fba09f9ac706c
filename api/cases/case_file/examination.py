"""How a case was assessed, on its page: a finding on every item, legality checks, and whom else was asked."""

from collections.abc import Iterator

from api.cases.case_file.lines import ExaminationLine, FindingGroup, FindingLine, Sources
from api.labels.event_facts import document
from api.labels.words import (
    CONSULTATIONS,
    FACTOR_RESULTS,
    FINDING_KINDS,
    FINDING_RESULTS,
    LEGALITY,
    NEGATIVE_RESULTS,
    word,
)
from domain.pack.assessment import Criterion
from domain.pack.terms import Item
from domain.values import Bilingual

_LEGALITY_CHECK = Bilingual(zh="合法性审查", en="legality check")
_RESULTS = {"factor": FACTOR_RESULTS, "negative": NEGATIVE_RESULTS}


def findings(of: Sources) -> Iterator[FindingGroup]:
    """Every item the pack lists, found or not, so that what is missing shows."""
    for kind, items in of.pack.assessment.examined(of.page.ground).items():
        lines = tuple(_finding(of, kind, item) for item in items)
        if any(line.result for line in lines):
            yield FindingGroup(word(FINDING_KINDS, kind), lines)


def examinations(of: Sources) -> Iterator[ExaminationLine]:
    """Legality checks and consultations, in the order in which they were recorded."""
    checks, consultations = of.page.legality_checks, of.page.consultations
    lines = [
        ExaminationLine(
            on=check.on,
            what=_LEGALITY_CHECK,
            result=word(LEGALITY, check.passed),
            failed=not check.passed and check is checks[-1],
            document=document("审查意见书", check.opinion, _title(of, check.version)),
            version=check.version,
        )
        for check in checks
    ]
    lines += [
        ExaminationLine(
            on=held.on,
            what=word(CONSULTATIONS, held.form),
            result=of.names.step(held.step),
            failed=False,
            document=document("记录", held.record, _title(of, held.version)),
            version=held.version,
        )
        for held in consultations
    ]
    yield from sorted(lines, key=lambda line: line.version)


def _title(of: Sources, version: int) -> str | None:
    text = of.texts.get(version)
    return text.document_titles[0] if text and text.document_titles else None


def _finding(of: Sources, kind: str, item: Item) -> FindingLine:
    view = next((v for v in of.page.findings if (v.finding.of, v.finding.item) == (kind, item.id)), None)
    result = view.finding.result if view else None
    rule = item.exception if isinstance(item, Criterion) and result == "excepted" else None
    is_criterion = kind == "criterion" and (not isinstance(item, Criterion) or item.blocking)
    return FindingLine(
        item=item.name,
        result=word(_RESULTS.get(kind, FINDING_RESULTS), result) if result else None,
        against=result == ("met" if kind == "negative" else "not_met"),
        blocking=is_criterion or kind in {"ground", "negative"},
        reasons=of.reasons.get((view.version, kind, item.id)) if view else None,
        cite=rule.cite or item.cite if rule else item.cite,
        version=view.version if view else None,
        note=f"{rule.when.name.zh}：以{rule.instead.name.zh}代替" if rule else None,
    )
