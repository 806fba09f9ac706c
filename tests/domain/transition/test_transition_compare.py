"""The comparison of two editions for a case: what it cannot go on without, and what is milder or stricter."""

from dataclasses import replace

import pytest

from domain.acts.transition import NOT_MILDER, TRANSITION_IMPOSSIBLE, case_now
from domain.case.act import Act
from domain.case.evolve import evolve
from domain.pack.pack import Pack
from domain.pack.results import Ban, Outcome
from domain.pack.steps import StepKind
from domain.pack.terms import Extension
from domain.terms.deadlines import TermUnit
from domain.transition.comparison import CaseNow, compare
from domain.values import Bilingual
from tests.domain.given import instant
from tests.domain.scenario import Given
from tests.domain.stories import cases, clocks, transitions

TRACK, ASSESSMENT = cases.PACK.tolerance, cases.PACK.assessment


def now(given: Given, day: str = "2026-02-12") -> CaseNow:
    """A case as the comparison sees it."""
    at = instant(day)
    return case_now(Act(cases.ORGANISATION, at, at.date(), None, given.context, given.case, evolve))


def without(items: tuple[object, ...], *ids: str) -> tuple[object, ...]:
    """A list without some of its items."""
    return tuple(item for item in items if getattr(item, "id", None) not in ids)


def without_step(name: str) -> Pack:
    """A later edition that lacks a step, whatever else that breaks."""
    return transitions.edition(
        tolerance=TRACK.model_copy(update={"steps": {k: v for k, v in TRACK.steps.items() if k != name}})
    )


def assessing(**changes: object) -> Pack:
    """A later edition with another assessment."""
    return transitions.edition(assessment=ASSESSMENT.model_copy(update=changes))


def with_criterion() -> Pack:
    """A later edition with one more criterion."""
    return assessing(criteria=transitions.STRICTER.assessment.criteria)


RENAMED = transitions.edition(bodies={f"new_{name}": body for name, body in cases.PACK.bodies.items()})
EXTENDED = cases.ACCEPTED.given(clocks.extended("investigation", 5, "2026-02-10"))
PENDING = cases.FILED.given(cases.proposed_acceptance("2026-02-02"))
VOTING = cases.DETERMINED.given(cases.opened_round())


@pytest.mark.parametrize(
    ("given", "new", "found"),
    [
        pytest.param(cases.FILED, assessing(grounds=without(ASSESSMENT.grounds, "s2")), ("ground", "s2"), id="ground"),
        pytest.param(
            cases.FILED,
            transitions.edition(error_classes=without(cases.PACK.error_classes, "procedure_flaw")),
            ("error_class", "procedure_flaw"),
            id="error class",
        ),
        pytest.param(cases.FILED, without_step("acceptance"), ("step", "acceptance"), id="step"),
        pytest.param(
            cases.FILED,
            transitions.with_step("acceptance", kind=StepKind.SETTLEMENT),
            ("step", "acceptance"),
            id="step of another kind",
        ),
        pytest.param(cases.FILED, RENAMED, ("body", "both"), id="body"),
        pytest.param(
            cases.DETERMINED,
            transitions.edition(outcomes=(Outcome.REDUCED, Outcome.NOT_TOLERATED)),
            ("outcome", "exempt"),
            id="outcome",
        ),
        pytest.param(
            cases.DETERMINED,
            transitions.edition(liabilities=without(cases.PACK.liabilities, "accountability")),
            ("liability", "accountability"),
            id="liability",
        ),
        pytest.param(PENDING, transitions.LONGER, ("pending", ""), id="signatures"),
        pytest.param(VOTING, transitions.LONGER, ("pending", ""), id="a vote"),
        pytest.param(cases.DETERMINED, with_criterion(), ("findings", "no_gain"), id="findings"),
        pytest.param(
            transitions.SHELVED,
            transitions.edition(clocks.SHELVING_PACK, shelving=None),
            ("shelving", ""),
            id="shelving",
        ),
        pytest.param(
            transitions.SHELVED,
            transitions.with_term("investigation", 40, clocks.SHELVING_PACK),
            ("clock_stands", "investigation"),
            id="paused",
        ),
        pytest.param(EXTENDED, transitions.CALENDAR_DAYS, ("extended", "investigation"), id="extended in another unit"),
        pytest.param(cases.FILED, transitions.edition(calendar="other"), ("calendar", "other"), id="calendar"),
    ],
)
def test_a_case_does_not_go_on_where_it_has_no_place(given: Given, new: Pack, found: tuple[str, str]) -> None:
    """The comparison names what is missing, and the choice is refused by it."""
    obstacles = compare(now(given), given.context.pack, new).obstacles
    refusal = transitions.facing(given, new).when(transitions.chooses(new, "new", "2026-02-12"))

    assert [(each.code, each.about) for each in obstacles] == [found]
    assert obstacles[0].says.zh in (refusal.refused(TRANSITION_IMPOSSIBLE).detail or "")
    transitions.facing(given, new).when(transitions.chooses(new, "old", "2026-02-12")).then_kinds("transition_chosen")


def test_findings_that_can_still_be_made_are_no_obstacle() -> None:
    """Before the investigation is over, one criterion more is one finding more."""
    assert compare(now(cases.ACCEPTED), cases.PACK, with_criterion()).obstacles == ()


def test_a_clock_that_stands_still_is_no_obstacle_where_its_length_stays() -> None:
    """Put aside under an edition that only adds a reminder: it goes on later, by that edition."""
    new = transitions.edition(clocks.SHELVING_PACK, ladder=transitions.STEEPER.ladder)
    after = transitions.moved(transitions.SHELVED, new, "2026-02-12").given(clocks.resumed("2026-03-31"))

    assert (
        clocks.running(after, "investigation").due_on
        == clocks.running(transitions.SHELVED.given(clocks.resumed("2026-03-31")), "investigation").due_on
    )
    assert clocks.alarms_of(after, "investigation") == ["remind-5"]


def ban(**changes: object) -> Pack:
    """A later edition with another ban."""
    return transitions.edition(ban=Ban.model_validate({**cases.PACK.ban.model_dump(), **changes}))


@pytest.mark.parametrize(
    ("new", "code"),
    [
        pytest.param(transitions.edition(outcomes=(Outcome.EXEMPT, Outcome.NOT_TOLERATED)), "outcome", id="outcome"),
        pytest.param(
            transitions.edition(liabilities=without(cases.PACK.liabilities, "accountability")),
            "liability",
            id="liability",
        ),
        pytest.param(with_criterion(), "criterion", id="criterion"),
        pytest.param(ban(key=("matter",)), "ban_key", id="ban of every error"),
        pytest.param(ban(exceptions=()), "exception", id="exceptions"),
        pytest.param(
            transitions.edition(results=cases.PACK.results.model_copy(update={"areas": ()})), "result", id="results"
        ),
        pytest.param(
            transitions.edition(reappraisal=cases.reappraising(rules=("no_stay",))),
            "rule",
            id="rules",
        ),
        pytest.param(
            transitions.edition(reappraisal=cases.reappraising(opens=cases.reappraising().opens[:1])),
            "route",
            id="routes",
        ),
        pytest.param(transitions.SHORT_SUPPLEMENT, "window", id="shorter time for papers"),
        pytest.param(assessing(effect="discretionary"), "effect", id="effect"),
    ],
)
def test_what_is_stricter_one_way_is_milder_the_other(new: Pack, code: str) -> None:
    """Each difference has its code, and its words in both directions."""
    there, back = compare(now(cases.FILED), cases.PACK, new), compare(now(cases.FILED), new, cases.PACK)

    assert {reason.code for reason in there.stricter} == {code}
    assert there.milder == ()
    assert there.verdict == "stricter"
    assert {reason.code for reason in back.milder} == {code}
    assert back.verdict == "milder"
    assert {reason.says.zh for reason in there.stricter}.isdisjoint(reason.says.zh for reason in back.milder)


def test_the_terms_of_organs_are_neither() -> None:
    """How long an organ has is for the terms, not for the comparison."""
    assert compare(now(cases.FILED), cases.PACK, transitions.LONGER).verdict == "same"
    assert compare(now(cases.FILED), cases.PACK, transitions.KINDER).verdict == "milder"


def test_what_is_milder_in_one_thing_and_stricter_in_another_is_mixed() -> None:
    """It is not the milder edition."""
    mixed = transitions.KINDER.model_copy(update={"assessment": transitions.STRICTER.assessment})

    assert compare(now(cases.FILED), cases.PACK, mixed).verdict == "mixed"
    transitions.facing(cases.FILED, mixed).when(transitions.chooses(mixed, "milder", "2026-02-02")).refused(NOT_MILDER)


def test_another_unit_cannot_be_found_not_to_be_shorter() -> None:
    """Fifteen calendar days for the papers instead of ten working days: stricter, to be sure."""
    supplement = cases.PACK.step("acceptance").supplement
    assert supplement is not None
    within = supplement.within.model_copy(
        update={"amount": 15, "unit": TermUnit.calendar_days, "extension": Extension(at_most=5, by="committee")}
    )
    new = transitions.with_step("acceptance", supplement=supplement.model_copy(update={"within": within}))

    assert [each.about for each in compare(now(cases.FILED), cases.PACK, new).stricter] == ["acceptance.supplement"]


def test_a_condition_of_another_ground_is_no_harm() -> None:
    """Only what the case itself is measured by."""
    first, *others = ASSESSMENT.grounds
    item = first.conditions[0].model_copy(update={"id": "one_more", "name": Bilingual(zh="另一条件", en="one more")})
    longer = first.model_copy(update={"conditions": (*first.conditions, item)})
    new = assessing(grounds=(longer, *others))
    of_first = replace(now(cases.FILED), ground=first.id)

    assert compare(now(cases.FILED), cases.PACK, new).verdict == "same"
    assert [each.about for each in compare(of_first, cases.PACK, new).stricter] == ["one_more"]
