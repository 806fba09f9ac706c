"""Levels of appeal, as a pack says them: played, every fault at its line, drawn, explained, and read from before."""

from functools import partial
from pathlib import Path

import pytest

from policies.drawing.panels import panels
from policies.packs.explaining import explained
from policies.packs.loader import bundled_pack, load_pack, pack_bytes, parse_pack
from policies.packs.located import FaultyFile
from policies.packs.upcasting import installed_pack
from policies.scenario_language.runs import pack_of, ready, run

FOLDER = Path(__file__).with_name("appeals")
EDITION = FOLDER / "pack.yaml"
TEXT = EDITION.read_text("utf-8")
COMPLAINT = "    heard_by: above\n    needs: [new_evidence]\n"


def test_every_value_is_played() -> None:
    """Levels, routing, acceptance, evidence, terms, suspension, notices."""
    path = FOLDER / "scenarios.yaml"
    found = run(ready(path.read_bytes(), path.name, partial(pack_of, folder=FOLDER)))

    assert [str(difference) for scenario in found for difference in scenario.differences] == []
    assert len(found) == 18


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("heard_by: another", "heard_by: anothr", "appeals.0.heard_by", "did you mean another?"),
        ("    body: watch\n", "    body: meeting\n", "appeals.0.body", "one organ or jointly"),
        ("    body: watch\n", "    body: both\n", "appeals.0.body", "took the decision itself"),
        ("    body: watch\n", "", "appeals.0", "say who decides"),
        (COMPLAINT, f"{COMPLAINT}    body: both\n", "appeals.1.body", "no body beside it"),
        ("heard_by: another", "heard_by: same", "appeals.0.body", "no body beside it"),
        ("no_stay]", "stays_results, no_stay]", "appeals.0.rules", "no_stay or stays_results"),
        ("no_aggravation, no_stay]", "no_aggravation]", "appeals.0.rules", "no_stay or stays_results"),
        ("needs: [new_evidence]", "needs: [new_evidnce]", "appeals.1.needs.0", "did you mean new_evidence?"),
        ("from: complaint.accepted", "from: review.accepted", "appeals.1.within.from", "complaint.accepted"),
        ("from: review.decided", "from: feedback.received", "appeals.1.opens.0.within.from", "review.decided"),
        (
            "name: 对不予受理提出申诉, within: {amount: 15, unit: working_days, from: review.decided, cite: [A-19]}",
            "name: 对不予受理提出申诉",
            "appeals.1.opens.1",
            "from the decision before",
        ),
        ("  - id: complaint\n", "  - id: review\n", "appeals.1.id", "listed twice"),
        ("duty: complaint_notice", "duty: complaint", "appeals.1.told.duty", "a duty of a level of appeal"),
        ("outcomes: [exempt, reduced, lighter,", "outcomes: [exempt,", "appeals.1.told.outcomes", "list all of them"),
        ("per: subject\n", "per: case\n", "appeals.1.told.per", "once per subject"),
        ("grounds: [{id: late, name: 逾期}", "grounds: [{id: known_evidence, name: 逾期}", "appeals.1.acceptance", ""),
        ("remove: [reappraisal]\n", "", "appeals", "under reappraisal already"),
    ],
)
def test_what_could_not_be_followed_is_a_fault_in_its_place(old: str, new: str, place: str, said: str) -> None:
    """Each says what is wrong, or the nearest right word."""
    assert old in TEXT
    with pytest.raises(FaultyFile) as caught:
        parse_pack(TEXT.replace(old, new, 1).encode(), "changed.yaml")
    found = [(fault.where, fault.what) for fault in caught.value.faults]
    assert any(where.startswith(place) and said in what for where, what in found), found


def test_a_level_without_a_subject_is_never_come_to() -> None:
    """Organs alone would lead nobody to it."""
    text = TEXT[: TEXT.rindex("      - {route: request")] + "      - {route: new_evidence, name: 新证据}\n"
    with pytest.raises(FaultyFile) as caught:
        parse_pack(text.encode(), "changed.yaml")
    assert "nobody comes to this level" in str(caught.value.faults[0])


def test_an_edition_with_one_reappraisal_has_one_level() -> None:
    """What was installed before there were levels is read as it was, to the byte, and its reappraisal is its level."""
    for name in ("nujiang", "zhoushan"):
        pack = bundled_pack(name)
        read = installed_pack(pack_bytes(pack))
        assert read == pack
        assert pack_bytes(read) == pack_bytes(pack)
        assert b"appeals" not in pack_bytes(pack)
        (level,) = read.levels
        assert (level.id, level.name.zh, level.acceptance, level.needs) == ("reappraisal", "复议", None, ())


def test_levels_are_drawn_and_explained_by_their_names() -> None:
    """In their order, with who decides, what must come with them, and until when."""
    pack = load_pack(EDITION)
    drawn = {panel.head.text: str(panel) for panel in panels(pack)}
    assert [title for title in drawn if title.startswith("第")] == ["第1级：复核", "第2级：申诉", "第3级：再申诉"]
    assert "原决定机关的上一级机关办理" in drawn["第2级：申诉"]
    said = "\n".join(explained(pack, "申诉"))
    for each in (
        "复核作出决定以后",
        "新证据",
        "决定是否受理",
        "上一级机关",
        "暂停结果运用",
        "各有凭证",
        "可以提起再申诉",
    ):
        assert each in said
