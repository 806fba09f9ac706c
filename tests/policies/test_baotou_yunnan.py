"""Baotou and Yunnan: every rule shown by a scenario, nothing invented; a sector's list over a city's procedure."""

from functools import partial
from pathlib import Path

import pytest

from domain.pack.assessment import FREE_TEXT
from domain.pack.pack import Pack
from domain.pack.results import Outcome
from domain.pack.steps import RouteKind, StepKind
from domain.pack.terms import Standing
from policies.packs.loader import bundled_pack, load_pack
from policies.scenario_language.runs import pack_of, ready, run
from policies.scenario_language.words import RULE_COUNTS, SITUATION_COUNTS
from tests.policies.test_scenarios import FOLDER, cited

BAOTOU, YUNNAN = bundled_pack("baotou"), bundled_pack("yunnan")
SECTOR = Path(__file__).parent / "sector"


def shown(name: str) -> set[str]:
    """The rules that the scenarios of a pack cover."""
    return {
        rule
        for path in sorted((FOLDER / name).glob("*.yaml"))
        for scenario in run(ready(path.read_bytes(), path.name, partial(pack_of, folder=path.parent)))
        for rule in scenario.covers
    }


def numbered(source: str, count: int) -> set[str]:
    """The ids of all rules of a source."""
    return {f"{source}-{number:02}" for number in range(1, count + 1)}


@pytest.mark.parametrize(
    ("pack", "rules"),
    [
        (BAOTOU, numbered("BT", RULE_COUNTS["BT"])),
        (
            YUNNAN,
            numbered("YN", RULE_COUNTS["YN"]) | {f"YN-S{number + 1}" for number in range(SITUATION_COUNTS["YN"])},
        ),
    ],
    ids=["baotou", "yunnan"],
)
def test_every_rule_is_in_the_pack_and_in_a_scenario(pack: Pack, rules: set[str]) -> None:
    """Each rule of the source is cited by a value and shown by a scenario, and so is each default that is cited."""
    found = shown(pack.pack)

    assert sorted(rules - cited(pack)) == []
    assert sorted((rules | cited(pack)) - found) == []


def test_baotou_invents_no_list_that_its_text_does_not_show() -> None:
    """Situations and what must not be tolerated are unknown: one finding in words stands for each (A-33)."""
    assessment = BAOTOU.assessment

    assert (assessment.grounds, assessment.negative) == ((), ())
    assert [item.id for of in ("ground", "negative") for item in assessment.examined(FREE_TEXT)[of]] == [FREE_TEXT] * 2
    assert [criterion.blocking for criterion in assessment.criteria] == [True] * 6


def test_no_time_limit_of_baotou_binds_but_the_one_in_its_text() -> None:
    """Five working days for each of two files; all else reminds, or is our default for a track the text has not."""
    binding = {
        rule.duty: rule.within.term.amount
        for rule in BAOTOU.duty_rules
        if rule.within is None or rule.within.force.value == "statutory"
        if rule.within
    }
    steps = {step.within.force.value for step in BAOTOU.tolerance.steps.values() if step.within}

    assert binding == {"personnel_file": 5, "integrity_file": 5}
    assert all(rule.within for rule in BAOTOU.duty_rules)
    assert steps == {"advisory"}


def test_baotou_has_no_acceptance_and_yunnan_no_approval() -> None:
    """An application must be taken (BT-06); the discipline organ decides by itself (YN-02)."""
    kinds = {pack.pack: {step.kind for step in pack.tolerance.steps.values()} for pack in (BAOTOU, YUNNAN)}

    assert StepKind.ACCEPTANCE not in kinds["baotou"]
    assert kinds["yunnan"] == {StepKind.INVESTIGATION, StepKind.DETERMINATION, StepKind.SERVICE, StepKind.SETTLEMENT}


def test_yunnan_claims_no_results_and_hides_no_default() -> None:
    """Nothing is protected where the text says nothing; what is not in the cases says that it is ours."""
    ways = {route.route: YUNNAN.standing_of(route, YUNNAN.tolerance) for route in YUNNAN.tolerance.opens}

    assert (YUNNAN.results.areas, YUNNAN.results.consumers, YUNNAN.clarification) == ((), (), None)
    assert YUNNAN.standing_of(YUNNAN.results) is Standing.DEFAULT
    assert all(YUNNAN.standing_of(s, YUNNAN.tolerance) is Standing.DEFAULT for s in YUNNAN.tolerance.steps.values())
    assert ways[RouteKind.APPLICATION] is Standing.DEFAULT
    assert ways[RouteKind.OWN_MOTION] is ways[RouteKind.CLUE_TRANSFER] is Standing.IN_FORCE


def test_a_sector_list_over_baotou_plays() -> None:
    """What is tolerated is the sector's, how it is decided is the city's (ZS-15)."""
    raw = (SECTOR / "scenarios.yaml").read_bytes()
    found = run(ready(raw, "scenarios.yaml", partial(pack_of, folder=SECTOR)))

    assert [str(difference) for scenario in found for difference in scenario.differences] == []
    assert len(found) == raw.count(b"- name:")


def test_a_sector_list_leaves_the_city_as_it_was() -> None:
    """Lists that the city does not know become known; its looks, outcomes, files and results stay."""
    sector = load_pack(SECTOR / "pipes.yaml")

    assert [each.layer for each in sector.assessment.lists] == ["sector"]
    assert (sector.assessment.unavailable.grounds, sector.assessment.unavailable.negative) == (None, None)
    assert sector.assessment.criteria == BAOTOU.assessment.criteria
    assert (sector.duties, sector.results, sector.outcomes) == (BAOTOU.duties, BAOTOU.results, tuple(Outcome))
