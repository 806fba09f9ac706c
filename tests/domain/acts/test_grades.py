"""Findings by grade: an item is found by one of the grades of the pack, each of which bars what it says."""

from dataclasses import replace

import pytest

from domain.acts.determination import BLOCKED, GRADE_BARS
from domain.acts.investigation import NEEDS_FACTORS, NO_SUCH_RESULT
from domain.case.events import FindingsRecorded, JointActProposed
from domain.pack.results import Outcome
from tests.domain.scenario import deed
from tests.domain.stories import cases
from tests.domain.stories.grades import ACCEPTED, CRITERION, FACTOR, PACK, entry, found, proposing


def test_a_grade_is_kept_with_what_it_comes_to() -> None:
    """What admits nothing that tolerates is not met; every other grade is."""
    for grade, result in (("slight", "met"), ("middling", "met"), ("grave", "not_met")):
        recorded = ACCEPTED.when(deed(cases.AUDIT, entry("criterion", CRITERION, grade), "2026-02-09"))
        [finding] = recorded.the(FindingsRecorded).findings
        assert (finding.grade, finding.result) == (grade, result)


@pytest.mark.parametrize("outcome", [each for each in PACK.outcomes if each is not Outcome.EXEMPT])
def test_a_grade_bars_what_it_says_and_nothing_else(outcome: Outcome) -> None:
    """Of a factor too, which never blocks without grades; by the grade's own article."""
    refusal = found(**{FACTOR: "middling"}).when(proposing(Outcome.EXEMPT)).refused(GRADE_BARS)

    assert refusal.cite == ("NJ-16",)
    assert "较重" in (refusal.detail or "")
    found(**{FACTOR: "middling"}).when(proposing(outcome)).the(JointActProposed)


def test_the_gravest_grade_of_a_criterion_blocks_as_not_met_does() -> None:
    """Only what does not tolerate is left."""
    tolerated = next(each for each in PACK.outcomes if each.tolerated)
    found(**{CRITERION: "grave"}).when(proposing(tolerated)).refused(BLOCKED)
    found(**{CRITERION: "grave"}).when(proposing(Outcome.NOT_TOLERATED)).the(JointActProposed)
    found(**{FACTOR: "grave"}).when(proposing(tolerated)).refused(GRADE_BARS)


@pytest.mark.parametrize(
    ("of", "item", "result"),
    [("criterion", CRITERION, "met"), ("factor", FACTOR, "moderate"), ("criterion", "unintended", "slight")],
)
def test_an_item_is_found_by_its_own_grades(of: str, item: str, result: str) -> None:
    """Not as met where it has grades, by no other grade, and by none where it has none."""
    refusal = ACCEPTED.when(deed(cases.AUDIT, entry(of, item, result), "2026-02-09")).refused(NO_SUCH_RESULT)

    assert ("轻微" in (refusal.detail or "")) == (item != "unintended")


def test_the_last_finding_counts_whatever_grade_it_has() -> None:
    """A grade found anew takes the place of the earlier one."""
    given = ACCEPTED.given(
        deed(cases.AUDIT, cases.findings(**{CRITERION: "slight", FACTOR: "grave"}), "2026-02-09"),
        deed(cases.AUDIT, entry("factor", FACTOR, "slight"), "2026-02-09"),
        cases.reported("2026-02-10"),
    )
    given.when(proposing(Outcome.EXEMPT)).the(JointActProposed)


def test_what_was_found_without_a_grade_is_found_anew_under_an_edition_that_has_some() -> None:
    """A case that is moved to it lacks the finding."""
    before = cases.ACCEPTED.given(
        cases.denied("2026-02-05"),
        cases.team_formed("2026-02-05"),
        cases.heard(cases.ANN, "2026-02-06"),
        deed(cases.AUDIT, cases.findings(), "2026-02-09"),
    )
    refusal = before.knowing(replace(cases.CONTEXT, pack=PACK)).when(cases.reported("2026-02-10"))

    assert refusal.refusal is not None
    assert refusal.refusal.code in {NEEDS_FACTORS.code, "findings_incomplete"}
