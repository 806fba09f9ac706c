"""Figures of reports add up: parts to the whole, places to those above them, whatever the tree."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from domain.organs import Jurisdiction, Organs
from domain.pack.results import Outcome
from domain.pack.terms import Force
from domain.reports.figures import (
    Applications,
    Bans,
    Corrections,
    DueTerms,
    Figures,
    Reappraised,
    ReportFigures,
    report_of,
    step_days,
    total,
)
from domain.values import Bilingual

COUNTS = st.integers(0, 40)
NAME = Bilingual(zh="环节", en="step")


@st.composite
def applications(draw: st.DrawFn, route: str) -> Applications:
    """A line whose parts add up, as those of a place do."""
    accepted, not_accepted, undecided, withdrawn_undecided, unasked = (draw(COUNTS) for _ in range(5))
    return Applications(
        route=route,
        filed=accepted + not_accepted + undecided + withdrawn_undecided + unasked,
        accepted=accepted,
        not_accepted=not_accepted,
        undecided=undecided,
        withdrawn_undecided=withdrawn_undecided,
        unasked=unasked,
        withdrawn=withdrawn_undecided,
    )


@st.composite
def figures(draw: st.DrawFn) -> Figures:
    """What a place did."""
    routes = draw(st.sets(st.sampled_from(["application", "accountability", "own_motion"])))
    steps = draw(st.sets(st.sampled_from(["acceptance", "approval"])))
    duties = draw(st.sets(st.tuples(st.sampled_from(["talk", "visit"]), st.sampled_from(Force))))
    return Figures(
        applications=tuple(draw(applications(route)) for route in sorted(routes)),
        outcomes={outcome: draw(COUNTS) for outcome in Outcome},
        steps=tuple(
            step_days("nujiang", step, NAME, draw(st.lists(st.tuples(COUNTS, st.integers(1, 5)), min_size=1)))
            for step in sorted(steps)
        ),
        deadlines=tuple(
            DueTerms(pack="nujiang", duty=duty, name=NAME, force=force, due=draw(COUNTS), missed=draw(COUNTS), open=0)
            for duty, force in sorted(duties)
        ),
        corrections=Corrections(demanded=draw(COUNTS), met=draw(COUNTS)),
        bans=Bans(barred=draw(COUNTS), standing=draw(COUNTS)),
        reappraisals=Reappraised(asked=draw(COUNTS), open=draw(COUNTS)),
    )


@st.composite
def trees(draw: st.DrawFn) -> tuple[Organs, Mapping[str, Figures]]:
    """Places, each below an earlier one or below none, and what some of them did."""
    superiors = [draw(st.none() | st.integers(0, at - 1)) if at else None for at in range(draw(st.integers(1, 8)))]
    places = tuple(
        Jurisdiction(id=f"place-{at}", name=NAME, superior=None if superior is None else f"place-{superior}")
        for at, superior in enumerate(superiors)
    )
    organs = Organs(name="tree", jurisdictions=places, organs=(), positions=(), people=(), holdings=())
    acting = draw(st.sets(st.sampled_from([place.id for place in places])))
    return organs, {place: draw(figures()) for place in sorted(acting)}


@given(st.lists(figures(), max_size=4), st.randoms(use_true_random=False))
def test_a_sum_is_the_same_in_any_order_and_any_steps(parts: list[Figures], chance: object) -> None:
    """So that nobody's report depends on who was added first."""
    shuffled = list(parts)
    getattr(chance, "shuffle")(shuffled)  # noqa: B009 - a Random that Hypothesis makes
    half = len(parts) // 2

    assert total(shuffled) == total(parts) == total([total(parts[:half]), total(parts[half:])])


@given(st.lists(figures(), max_size=4))
def test_the_parts_of_a_line_add_up_to_it(parts: list[Figures]) -> None:
    """Applications by what became of them, steps by how long they took, subjects by outcome."""
    whole = total(parts)

    for line in whole.applications:
        assert line.filed == (
            line.accepted + line.not_accepted + line.undecided + line.withdrawn_undecided + line.unasked
        )
    assert whole.filed == sum(part.filed for part in parts)
    assert whole.missed == sum(part.missed for part in parts)
    assert sum(whole.outcomes.values()) == sum(sum(part.outcomes.values()) for part in parts)
    assert sum(step.count for step in whole.steps) == sum(step.count for part in parts for step in part.steps)
    for step in whole.steps:
        days = sorted(each.days for each in step.used for _ in range(each.count))
        assert step.median_days == days[(len(days) - 1) // 2]


@given(trees())
def test_a_parent_is_its_own_and_the_sum_of_its_children(tree: tuple[Organs, Mapping[str, Figures]]) -> None:
    """At every place of every tree (州、县、乡), down to the leaves; nothing is left out and nothing counted twice."""
    organs, by_place = tree
    for place in organs.jurisdictions:
        report = report_of(organs, place.id, by_place)
        children = [each.id for each in organs.jurisdictions if each.superior == place.id]
        under = [figures for at, figures in by_place.items() if organs.within(at, place.id)]

        assert report.own == by_place.get(place.id, Figures())
        assert [each.place for each in report.below] == children
        assert [each.figures for each in report.below] == [report_of(organs, at, by_place).whole for at in children]
        assert report.whole == total(under)


@given(trees())
def test_the_digest_tells_figures_apart(tree: tuple[Organs, Mapping[str, Figures]]) -> None:
    """The same figures have the same one, however they were read; one more case has another."""
    organs, by_place = tree
    report = report_of(organs, "place-0", by_place)
    more = report.model_copy(update={"own": total([report.own, Figures(bans=Bans(barred=1))])})

    assert ReportFigures.model_validate_json(report.model_dump_json()).sha256 == report.sha256
    assert more.sha256 != report.sha256
