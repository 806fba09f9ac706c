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
from tests.domain import clock_story as c
from tests.domain import story as s
from tests.domain import transition_story as t
from tests.domain.given import instant
from tests.domain.scenario import Given

TRACK, ASSESSMENT = s.PACK.tolerance, s.PACK.assessment


def now(given: Given, day: str = "2026-02-12") -> CaseNow:
    """A case as the comparison sees it."""
    at = instant(day)
    return case_now(Act(s.ORGANISATION, at, at.date(), None, given.known, given.case, evolve))


def without(items: tuple[object, ...], *ids: str) -> tuple[object, ...]:
    """A list without some of its items."""
    return tuple(item for item in items if getattr(item, "id", None) not in ids)


def without_step(name: str) -> Pack:
    """A later edition that lacks a step, whatever else that breaks."""
    return t.edition(tolerance=TRACK.model_copy(update={"steps": {k: v for k, v in TRACK.steps.items() if k != name}}))


def assessing(**changes: object) -> Pack:
    """A later edition with another assessment."""
    return t.edition(assessment=ASSESSMENT.model_copy(update=changes))


def with_criterion() -> Pack:
    """A later edition with one more criterion."""
    return assessing(criteria=t.STRICTER.assessment.criteria)


RENAMED = t.edition(bodies={f"new_{name}": body for name, body in s.PACK.bodies.items()})
EXTENDED = s.ACCEPTED.given(c.extended("investigation", 5, "2026-02-10"))
PENDING = s.FILED.given(s.proposed_acceptance("2026-02-02"))
VOTING = s.DETERMINED.given(s.opened_round())


@pytest.mark.parametrize(
    ("given", "new", "found"),
    [
        pytest.param(s.FILED, assessing(grounds=without(ASSESSMENT.grounds, "s2")), ("ground", "s2"), id="ground"),
        pytest.param(
            s.FILED,
            t.edition(error_classes=without(s.PACK.error_classes, "procedure_flaw")),
            ("error_class", "procedure_flaw"),
            id="error class",
        ),
        pytest.param(s.FILED, without_step("acceptance"), ("step", "acceptance"), id="step"),
        pytest.param(
            s.FILED,
            t.with_step("acceptance", kind=StepKind.SETTLEMENT),
            ("step", "acceptance"),
            id="step of another kind",
        ),
        pytest.param(s.FILED, RENAMED, ("body", "both"), id="body"),
        pytest.param(
            s.DETERMINED,
            t.edition(outcomes=(Outcome.REDUCED, Outcome.NOT_TOLERATED)),
            ("outcome", "exempt"),
            id="outcome",
        ),
        pytest.param(
            s.DETERMINED,
            t.edition(liabilities=without(s.PACK.liabilities, "accountability")),
            ("liability", "accountability"),
            id="liability",
        ),
        pytest.param(PENDING, t.LONGER, ("pending", ""), id="signatures"),
        pytest.param(VOTING, t.LONGER, ("pending", ""), id="a vote"),
        pytest.param(s.DETERMINED, with_criterion(), ("findings", "no_gain"), id="findings"),
        pytest.param(t.SHELVED, t.edition(c.SHELVING_PACK, shelving=None), ("shelving", ""), id="shelving"),
        pytest.param(
            t.SHELVED, t.with_term("investigation", 40, c.SHELVING_PACK), ("clock_stands", "investigation"), id="paused"
        ),
        pytest.param(EXTENDED, t.CALENDAR_DAYS, ("extended", "investigation"), id="extended in another unit"),
        pytest.param(s.FILED, t.edition(calendar="other"), ("calendar", "other"), id="calendar"),
    ],
)
def test_a_case_does_not_go_on_where_it_has_no_place(given: Given, new: Pack, found: tuple[str, str]) -> None:
    """The comparison names what is missing, and the choice is refused by it."""
    obstacles = compare(now(given), given.known.pack, new).obstacles
    refusal = t.facing(given, new).when(t.chooses(new, "new", "2026-02-12"))

    assert [(each.code, each.about) for each in obstacles] == [found]
    assert obstacles[0].says.zh in (refusal.refused(TRANSITION_IMPOSSIBLE).detail or "")
    t.facing(given, new).when(t.chooses(new, "old", "2026-02-12")).then_kinds("transition_chosen")


def test_findings_that_can_still_be_made_are_no_obstacle() -> None:
    """Before the investigation is over, one criterion more is one finding more."""
    assert compare(now(s.ACCEPTED), s.PACK, with_criterion()).obstacles == ()


def test_a_clock_that_stands_still_is_no_obstacle_where_its_length_stays() -> None:
    """Put aside under an edition that only adds a reminder: it goes on later, by that edition."""
    new = t.edition(c.SHELVING_PACK, ladder=t.STEEPER.ladder)
    after = t.moved(t.SHELVED, new, "2026-02-12").given(c.resumed("2026-03-31"))

    assert (
        c.running(after, "investigation").due_on
        == c.running(t.SHELVED.given(c.resumed("2026-03-31")), "investigation").due_on
    )
    assert c.alarms_of(after, "investigation") == ["remind-5"]


def ban(**changes: object) -> Pack:
    """A later edition with another ban."""
    return t.edition(ban=Ban.model_validate({**s.PACK.ban.model_dump(), **changes}))


@pytest.mark.parametrize(
    ("new", "code"),
    [
        pytest.param(t.edition(outcomes=(Outcome.EXEMPT, Outcome.NOT_TOLERATED)), "outcome", id="outcome"),
        pytest.param(t.edition(liabilities=without(s.PACK.liabilities, "accountability")), "liability", id="liability"),
        pytest.param(with_criterion(), "criterion", id="criterion"),
        pytest.param(ban(key=("matter",)), "ban_key", id="ban of every error"),
        pytest.param(ban(exceptions=()), "exception", id="exceptions"),
        pytest.param(t.edition(results=s.PACK.results.model_copy(update={"areas": ()})), "result", id="results"),
        pytest.param(
            t.edition(reappraisal=s.PACK.reappraisal.model_copy(update={"rules": ("no_stay",)})), "rule", id="rules"
        ),
        pytest.param(
            t.edition(reappraisal=s.PACK.reappraisal.model_copy(update={"opens": s.PACK.reappraisal.opens[:1]})),
            "route",
            id="routes",
        ),
        pytest.param(t.SHORT_SUPPLEMENT, "window", id="shorter time for papers"),
        pytest.param(assessing(effect="discretionary"), "effect", id="effect"),
    ],
)
def test_what_is_stricter_one_way_is_milder_the_other(new: Pack, code: str) -> None:
    """Each difference has its code, and its words in both directions."""
    there, back = compare(now(s.FILED), s.PACK, new), compare(now(s.FILED), new, s.PACK)

    assert {reason.code for reason in there.stricter} == {code}
    assert there.milder == ()
    assert there.verdict == "stricter"
    assert {reason.code for reason in back.milder} == {code}
    assert back.verdict == "milder"
    assert {reason.says.zh for reason in there.stricter}.isdisjoint(reason.says.zh for reason in back.milder)


def test_the_terms_of_organs_are_neither() -> None:
    """How long an organ has is for the terms, not for the comparison."""
    assert compare(now(s.FILED), s.PACK, t.LONGER).verdict == "same"
    assert compare(now(s.FILED), s.PACK, t.KINDER).verdict == "milder"


def test_what_is_milder_in_one_thing_and_stricter_in_another_is_mixed() -> None:
    """It is not the milder edition."""
    mixed = t.KINDER.model_copy(update={"assessment": t.STRICTER.assessment})

    assert compare(now(s.FILED), s.PACK, mixed).verdict == "mixed"
    t.facing(s.FILED, mixed).when(t.chooses(mixed, "milder", "2026-02-02")).refused(NOT_MILDER)


def test_another_unit_cannot_be_found_not_to_be_shorter() -> None:
    """Fifteen calendar days for the papers instead of ten working days: stricter, to be sure."""
    supplement = s.PACK.step("acceptance").supplement
    assert supplement is not None
    within = supplement.within.model_copy(
        update={"amount": 15, "unit": TermUnit.calendar_days, "extension": Extension(at_most=5, by="committee")}
    )
    new = t.with_step("acceptance", supplement=supplement.model_copy(update={"within": within}))

    assert [each.about for each in compare(now(s.FILED), s.PACK, new).stricter] == ["acceptance.supplement"]


def test_a_condition_of_another_ground_is_no_harm() -> None:
    """Only what the case itself is measured by."""
    first, *others = ASSESSMENT.grounds
    item = first.conditions[0].model_copy(update={"id": "one_more", "name": Bilingual(zh="另一条件", en="one more")})
    longer = first.model_copy(update={"conditions": (*first.conditions, item)})
    new = assessing(grounds=(longer, *others))
    of_first = replace(now(s.FILED), ground=first.id)

    assert compare(now(s.FILED), s.PACK, new).verdict == "same"
    assert [each.about for each in compare(of_first, s.PACK, new).stricter] == ["one_more"]
