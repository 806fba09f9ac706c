"""The scenarios and the lives of Nanjing's state-owned enterprises: each holds, and the rules they show are told."""

from pathlib import Path

import pytest

from deploy.demo.sample_cases import SampleCase, sample_lives, sample_organs
from domain.pack.terms import Standing
from policies.packs.loader import bundled_pack
from policies.scenario_language.runs import pack_of, ready, run

FOLDER = Path(__file__).parents[2] / "policies" / "scenarios" / "nanjing-sasac"
FILES = sorted(FOLDER.glob("*.yaml"))
PACK = bundled_pack("nanjing-sasac")
LIVES = tuple(sample_lives("nanjing-sasac"))
CARRIED = {"NS-01", "NS-02", "NS-03", "NS-05", "NS-06", "NS-07", "NS-08", "NS-09", "NS-10", "NS-11"}
CARRIED |= {"NS-12", "NS-13", "NS-14", "NS-15", "NS-16", "NS-18", "NS-19", "NS-20", "NS-21"}
"""The rules that a case, a risk filing or a work record carries; the others are no part of any."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_scenarios_hold(path: Path) -> None:
    """Every scenario comes out as it says."""
    played = run(ready(path.read_bytes(), path.name, lambda file: pack_of(file, path.parent)))

    assert played
    assert [(each.name, each.differences) for each in played if each.differences] == []


def test_every_rule_that_a_case_carries_has_a_scenario() -> None:
    """None is left out, and none is claimed that is not carried."""
    read = [ready(path.read_bytes(), path.name, lambda file: pack_of(file, FOLDER)).file for path in FILES]
    covered = {rule for file in read for scenario in file.scenarios for rule in scenario.covers}

    assert {rule for rule in covered if rule.startswith("NS-")} == CARRIED


def test_what_the_text_does_not_say_is_marked_as_ours() -> None:
    """The joint opinion, how often a visit is repeated, and what is in force: only the list of 2021."""
    visit = next(rule for rule in PACK.duties if rule.duty == "visit")

    assert PACK.standing_of(PACK.bodies["both"]) is Standing.DEFAULT
    assert visit.repeats is not None
    assert visit.repeats.standing is Standing.DEFAULT
    assert [each.standing for each in PACK.assessment.lists] == [Standing.IN_FORCE]
    assert PACK.tolerance.opens[1].needs == ()


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.source)
def test_whoever_acts_in_a_life_holds_the_position_on_that_day(life: SampleCase) -> None:
    """The organs of the sample installation have everybody whom the lives name."""
    organs = sample_organs()

    assert life.pack == PACK.pack
    for act in life.acts:
        position = organs.position(act.position)
        assert position is not None
        seats = {seat.position for seat in organs.seats_of(position.organ, act.on)}
        assert organs.holder(position.organ, position.duty, act.on) or act.position in seats
