"""What a case is assessed by: negative list, exceptions of criteria, lists not known (ZS-03, R-03, A-33)."""

from dataclasses import replace

import pytest

from domain import refusals
from domain.acts.determination import BLOCKED, NEGATIVE_LIST
from domain.acts.grounds import GROUND_STATEMENT_MISSING
from domain.acts.investigation import (
    EXCEPTION_NOT_ADMITTED,
    EXCEPTION_UNPROVEN,
    NEEDS_FACTORS,
    NEEDS_FINDINGS,
    FindingEntry,
)
from domain.case.commands import RecordFindings
from domain.case.events import CaseOpened, FindingsRecorded
from domain.pack.assessment import FREE_TEXT, Graded
from domain.pack.results import Outcome
from tests.domain.scenario import Deed, deed
from tests.domain.stories import assessments, cases
from tests.domain.stories.cases import MARK

EXEMPT = cases.determined()[0]
NOT_TOLERATED = cases.determined(cases.opinion(outcome=Outcome.NOT_TOLERATED))[0]


def finding(of: str, item: str, result: str, *, documented: bool = True) -> Deed:
    """One finding, with a document as evidence or none."""
    entry = {"of": of, "item": item, "result": result, "reasons": MARK}
    evidence = {"evidence": (cases.document("事后报告"),) if documented else ()}
    return deed(
        cases.AUDIT, RecordFindings(findings=(FindingEntry.model_validate({**entry, **evidence}),)), "2026-02-09"
    )


def test_what_the_negative_list_names_is_never_tolerated() -> None:
    """A safety accident bars every tolerant outcome, by its name and article, and no other outcome (ZS-03)."""
    given = assessments.investigated(assessments.ACCEPTED, assessments.GROWN, safety_accident="met").given(
        assessments.checked("2026-02-11")
    )

    for outcome in (Outcome.EXEMPT, Outcome.REDUCED, Outcome.LIGHTER):
        refusal = given.when(cases.determined(cases.opinion(outcome=outcome))[0]).refused(NEGATIVE_LIST)
        assert (refusal.cite, refusal.detail) == (("ZS-03",), "安全生产责任事故")
    given.when(NOT_TOLERATED).then_kinds("joint_act_proposed")


def test_a_situation_found_not_to_exist_bars_nothing() -> None:
    """With every negative item denied the case goes its way."""
    assessments.CHECKED.when(EXEMPT).then_kinds("joint_act_proposed")


def test_every_negative_item_needs_a_finding() -> None:
    """Silence is no denial: the item is named that nobody looked at."""
    given = assessments.investigated(assessments.ACCEPTED, assessments.GROWN, mass_incident="missing").given(
        assessments.checked("2026-02-11")
    )

    assert given.when(NOT_TOLERATED).refused(NEEDS_FINDINGS).detail == "群体性事件处置不当"


def test_a_negative_situation_that_comes_to_light_bars_a_reappraisal_too() -> None:
    """A reappraisal cannot tolerate what the first decision could not."""
    given = assessments.investigated(assessments.ACCEPTED, assessments.GROWN, safety_accident="met").given(
        assessments.checked("2026-02-11"),
        *cases.determined(cases.opinion(outcome=Outcome.NOT_TOLERATED)),
        *cases.voted(),
        cases.served(),
        cases.received(),
        cases.asked(),
    )

    given.when(cases.reappraisal(cases.opinion())).refused(NEGATIVE_LIST)


def test_an_emergency_excepts_a_criterion_on_the_report_made_afterwards() -> None:
    """No collective decision in an emergency, but a report after it: nothing is blocked (R-03)."""
    given = assessments.investigated(assessments.ACCEPTED, assessments.GROWN, not_arbitrary="excepted").given(
        assessments.checked("2026-02-11")
    )

    assert given.case.findings["criterion", assessments.COLLECTIVE] == "excepted"
    given.when(EXEMPT).then_kinds("joint_act_proposed")
    strict = assessments.investigated(assessments.ACCEPTED, assessments.GROWN, not_arbitrary="not_met").given(
        assessments.checked("2026-02-11")
    )
    strict.when(EXEMPT).refused(BLOCKED)


def test_an_exception_without_the_report_is_refused() -> None:
    """The refusal says which document is missing, by the rule of the exception."""
    refusal = assessments.TEAM.when(finding("criterion", assessments.COLLECTIVE, "excepted", documented=False)).refused(
        EXCEPTION_UNPROVEN
    )

    assert (refusal.cite, refusal.detail) == (("R-03",), "事后报告")
    assessments.TEAM.when(finding("criterion", assessments.COLLECTIVE, "excepted")).then_kinds("findings_recorded")


@pytest.mark.parametrize(
    ("of", "item"),
    [
        ("criterion", "public_motive"),
        ("condition", "inexperience"),
        ("factor", "motive"),
        ("negative", "mass_incident"),
    ],
)
def test_only_a_criterion_with_an_exception_is_excepted(of: str, item: str) -> None:
    """Nothing else has a way out."""
    assessments.TEAM.when(finding(of, item, "excepted")).refused(EXCEPTION_NOT_ADMITTED)


def test_an_exception_is_of_its_criterion_not_of_a_namesake() -> None:
    """A factor with the id of the criterion has no exception."""
    namesake = Graded(id=assessments.COLLECTIVE, name=assessments.named("集体决策情况"))
    context = replace(cases.CONTEXT, pack=assessments.grown(factors=(namesake,)))

    assessments.TEAM.knowing(context).when(finding("factor", assessments.COLLECTIVE, "excepted")).refused(
        EXCEPTION_NOT_ADMITTED
    )


def test_where_the_grounds_are_not_known_they_are_stated_in_words() -> None:
    """The ground is free text; what was stated is private (A-33)."""
    nothing = cases.NOTHING.knowing(assessments.HIDDEN_CONTEXT)
    opened = nothing.when(cases.filed(**assessments.STATED)).the(CaseOpened)

    assert opened.ground == FREE_TEXT
    assert opened.private is not None
    assert opened.private.ground_statement == MARK
    assert MARK not in opened.model_dump_json(exclude={"private"})
    assert nothing.when(cases.filed()).refused(refusals.UNKNOWN_ITEM).detail == "s2"
    refusal = nothing.when(cases.filed(ground=FREE_TEXT)).refused(GROUND_STATEMENT_MISSING)
    assert refusal.detail == "原文点名的清单没有附文"


def test_where_the_grounds_are_known_nobody_invents_one() -> None:
    """Free text is no way around the list; a statement beside a listed ground is kept."""
    cases.NOTHING.when(cases.filed(**assessments.STATED)).refused(refusals.UNKNOWN_ITEM)
    opened = cases.NOTHING.when(cases.filed(ground_statement=MARK)).the(CaseOpened)

    assert opened.private is not None
    assert opened.private.ground_statement == MARK


@pytest.mark.parametrize("of", ["ground", "criterion"])
def test_what_stands_for_a_list_not_known_is_found_and_blocks(of: str) -> None:
    """A reviewer finds with reasons: none yet, nothing goes on; not met, nothing is tolerated (A-33)."""
    missing = assessments.investigated(assessments.STATED_CASE, assessments.HIDDEN, **{of: "missing"})
    against = assessments.investigated(assessments.STATED_CASE, assessments.HIDDEN, **{of: "not_met"})
    refusal = against.when(EXEMPT).refused(BLOCKED)

    missing.when(NOT_TOLERATED).refused(NEEDS_FINDINGS)
    assert refusal.cite == ("BT-05",)
    assert refusal.detail is not None
    against.when(NOT_TOLERATED).then_kinds("joint_act_proposed")


def test_a_prohibited_situation_is_looked_for_though_the_list_of_them_is_not_known() -> None:
    """Whether anything must not be tolerated is found as a whole; one that exists bars tolerance (BT-G1)."""
    missing = assessments.investigated(assessments.STATED_CASE, assessments.HIDDEN, negative="missing")
    exists = assessments.investigated(assessments.STATED_CASE, assessments.HIDDEN, negative="met")

    missing.when(NOT_TOLERATED).refused(NEEDS_FINDINGS)
    assert exists.when(EXEMPT).refused(NEGATIVE_LIST).cite == ("BT-05",)
    assessments.investigated(assessments.STATED_CASE, assessments.HIDDEN).when(EXEMPT).then_kinds("joint_act_proposed")


def test_factors_not_known_are_weighed_as_a_whole_and_block_nothing() -> None:
    """One finding before the report, whichever way it goes."""
    team = assessments.STATED_CASE.given(cases.team_formed("2026-02-05"), cases.heard(cases.ANN, "2026-02-06"))
    unweighed = team.given(assessments.found(assessments.HIDDEN, factor="missing"))
    against = assessments.investigated(assessments.STATED_CASE, assessments.HIDDEN, factor="not_met")

    unweighed.when(cases.reported("2026-02-10")).refused(NEEDS_FACTORS)
    against.when(EXEMPT).then_kinds("joint_act_proposed")


def test_a_finding_in_free_text_has_reasons_like_any_other() -> None:
    """The reasons are private, and as many as the findings."""
    recorded = (
        assessments.STATED_CASE.given(cases.team_formed("2026-02-05"))
        .when(assessments.found(assessments.HIDDEN))
        .the(FindingsRecorded)
    )

    assert [(f.of, f.item) for f in recorded.findings] == [
        ("criterion", FREE_TEXT),
        ("ground", FREE_TEXT),
        ("negative", FREE_TEXT),
        ("factor", FREE_TEXT),
    ]
    assert recorded.private is not None
    assert recorded.private.finding_reasons == (MARK,) * 4


@pytest.mark.parametrize("of", ["ground", "criterion", "factor", "negative"])
def test_nothing_is_found_in_free_text_where_the_lists_are_known(of: str) -> None:
    """The items of the pack are what is found on."""
    assessments.TEAM.when(finding(of, FREE_TEXT, "met")).refused(refusals.UNKNOWN_ITEM)
