"""The Nujiang pack, whose first criterion and first factor are found by grade."""

from dataclasses import replace

from domain.acts.investigation import FindingEntry
from domain.case.commands import RecordFindings
from domain.pack.assessment import Graded
from domain.pack.pack import Pack
from domain.pack.results import Outcome
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK

GRADES = (
    {"id": "slight", "name": "轻微"},
    {"id": "middling", "name": "较重", "bars": ("exempt",), "cite": ("NJ-16",)},
    {"id": "grave", "name": "严重", "bars": ("exempt", "reduced", "lighter")},
)
FACTOR = cases.PACK.assessment.factors[0].id
CRITERION = cases.PACK.assessment.criteria[0].id


def graded(item: Graded) -> Graded:
    """An item that is found by grade."""
    return type(item).model_validate({**dict(item), "grades": GRADES})


def by_grade() -> Pack:
    """The Nujiang pack, whose first criterion and first factor are found by grade."""
    assessment = cases.PACK.assessment
    criteria = tuple(graded(each) if each.id == CRITERION else each for each in assessment.criteria)
    factors = tuple(graded(each) if each.id == FACTOR else each for each in assessment.factors)
    changed = assessment.model_copy(update={"criteria": criteria, "factors": factors})
    return Pack.model_validate(dict(cases.PACK.model_copy(update={"assessment": changed})))


PACK = by_grade()
ACCEPTED = cases.ACCEPTED.knowing(replace(cases.CONTEXT, pack=PACK)).given(
    cases.denied("2026-02-05"), cases.team_formed("2026-02-05"), cases.heard(cases.ANN, "2026-02-06")
)


def found(**results: str) -> Given:
    """Everything found and reported: by grade what is, slight unless told."""
    command = cases.findings(**{CRITERION: "slight", FACTOR: "slight", **results})
    return ACCEPTED.given(deed(cases.AUDIT, command, "2026-02-09"), cases.reported("2026-02-10"))


def proposing(outcome: Outcome) -> Deed:
    """Both organs are asked for an outcome."""
    return deed(cases.ORGANISATION, cases.determination(cases.opinion(outcome=outcome)), "2026-02-11")


def entry(of: str, item: str, result: str) -> RecordFindings:
    """One finding."""
    told = {"of": of, "item": item, "result": result, "reasons": MARK}
    return RecordFindings(findings=(FindingEntry.model_validate(told),))
