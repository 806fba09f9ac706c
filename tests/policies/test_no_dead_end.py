"""No case comes to where it can never be decided: an investigation finds all that is needed before it is reported."""

from functools import partial

import pytest

from domain.pack.pack import Pack
from domain.pack.steps import StepKind
from policies.packs.loader import bundled_packs
from policies.scenario_language.runs import pack_of, ready, run
from tests.policies.test_scenarios import FOLDER

PACKS = {pack.pack: pack for pack in bundled_packs()}
REFUSED = ("findings_incomplete", "factors_not_weighed")


def without_each_finding(pack: Pack) -> dict[str, str]:
    """For each item that a ground has examined, a case on the first such ground that goes on without that item."""
    steps = pack.tolerance.steps.values()
    reported = next(step.next("reported") for step in steps if step.kind is StepKind.INVESTIGATION)
    grounds = [f", ground: {ground.id}" for ground in pack.assessment.grounds] or [""]
    told: dict[str, str] = {}
    for ground in grounds:
        for of, items in pack.assessment.examined(ground.removeprefix(", ground: ")).items():
            for item in items:
                name = f"{of}.{item.id}"
                told.setdefault(name, f"正常办理, to: {reported}{ground}, missing: [{name}]")
    return told


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_a_report_lacks_nothing_that_a_determination_needs(pack: Pack) -> None:
    """Whatever is left out, the report is refused for it, in every procedure."""
    played = without_each_finding(pack)
    scenarios = "".join(
        f"  - {{name: '{name}', covers: [A-02], given: [{{2026-03-02: {way}}}],"
        " when: {2026-03-30: 时间到}, then: [{stage: end}]}\n"
        for name, way in played.items()
    )
    text = f"pack: {pack.pack}\nedition: {pack.edition}\nscenarios:\n{scenarios}"
    found = run(ready(text.encode(), "left-out.yaml", partial(pack_of, folder=FOLDER)))
    refused = {each.name for each in found for line in each.differences if any(code in line.what for code in REFUSED)}

    assert len(played) > 1
    assert set(played) - refused == set()
