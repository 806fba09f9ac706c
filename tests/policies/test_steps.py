"""What else a step may say, played by scenarios, drawn and explained (docs/steps.md)."""

from functools import partial
from pathlib import Path

import pytest

from policies.drawing.panels import panels
from policies.packs.explaining import explained
from policies.packs.fault_phrases import in_chinese
from policies.packs.loader import load_pack, parse_pack
from policies.packs.located import FaultyFile
from policies.scenario_language.runs import pack_of, ready, run

FOLDER = Path(__file__).with_name("steps")
EDITION = FOLDER / "edition.yaml"


def test_the_scenarios_hold() -> None:
    """Each of what a step may say, from the opening on."""
    path = FOLDER / "scenarios.yaml"
    found = run(ready(path.read_bytes(), path.name, partial(pack_of, folder=FOLDER)))

    assert [str(difference) for scenario in found for difference in scenario.differences] == []
    assert len(found) == 9


def test_it_is_explained_and_drawn() -> None:
    """In plain Chinese, step by step, and in panels."""
    pack = load_pack(EDITION)
    for step, said in (
        ("acceptance", ("须有材料：单位意见", "不予受理的，说明理由", "须附", "申请书")),
        ("consult", ("记录在案", "意见提出：进入")),
        ("determination", ("由谁决定：承办的提出后，单独，纪检监察机关",)),
    ):
        told = "\n".join(explained(pack, step))
        assert [each for each in said if each not in told] == []
    drawn = {panel.name: str(panel) for panel in panels(pack)}
    assert "申请书" in drawn["documents"]
    assert "限个人" in drawn["scope"]
    assert "先行责令整改" in drawn["correction"]


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("decided_by: deciding", "decided_by: alone", "determination.decided_by", "已经是承办机关"),
        ("body: asked\n", "body: meeting\n", "consult.body", "不表决"),
        ("after: [refused]", "after: [refusd]", "acceptance.duties.0.after.0", "refused"),
        ("subjects: [person]", "subjects: [persn]", "scope.1.subjects.0", "person"),
        ("scope: [court]", "scope: [cort]", "assessment.grounds.0.scope.0", "court"),
        (
            "{id: opinion, name: 单位意见",
            "{id: opinion, required: 不, name: 单位意见",
            "documents.0.required",
            "true 或 false",
        ),
        ("ordered_by: discipline", "ordered_by: disciplin", "correction.ordered_by", "discipline"),
        ("duty: reasons", "duty: talk", "acceptance.duties.0.duty", "重复"),
    ],
)
def test_what_could_not_be_done_is_a_fault_in_chinese(old: str, new: str, place: str, said: str) -> None:
    """In its place, with the nearest right word where one is misspelt."""
    text = EDITION.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(FaultyFile) as faulty:
        parse_pack(text.replace(old, new, 1).encode(), "edition.yaml")
    told = {fault.where: in_chinese(fault.what) or "" for fault in faulty.value.faults}
    assert [said in zh for where, zh in told.items() if where.endswith(place)] == [True], told
