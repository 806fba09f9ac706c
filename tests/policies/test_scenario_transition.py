"""Scenarios in which a case goes on under another edition, given as a small file over the one it began under."""

from functools import partial
from pathlib import Path

import pytest

from policies.packs.located import FaultyFile
from policies.scenario_language.runs import Played, pack_of, ready, run

LATER = """\
extends: {pack: nujiang, edition: undated-1}
edition: later
tolerance: {steps: {acceptance: {within: {amount: 20}}}}
assessment: {effect: discretionary}
"""
SCENARIOS = """\
pack: nujiang
later: later.yaml
scenarios:
  - name: 从新
    covers: [ZS-40]
    given:
      - {2026-01-20: 申请}
      - {2026-02-02: 选择过渡适用, choice: new}
    when: {2026-02-12: 受理}
    then:
      - {event: 期限内完成, duty: acceptance}
      - {stage: investigation}
  - name: 从旧
    covers: [ZS-40]
    given: [{2026-01-20: 申请}]
    when: {2026-02-02: 选择过渡适用, choice: old}
    then:
      - {event: 过渡适用, choice: old, edition: later}
      - {term: acceptance, due: 2026-02-10}
  - name: 更严的不是从轻
    covers: [ZS-40]
    given: [{2026-01-20: 申请}]
    when: {2026-02-02: 选择过渡适用, choice: milder}
    then: [{refused: not_milder, cite: []}]
"""


def played(folder: Path, text: str) -> tuple[Played, ...]:
    """Play a file of a folder."""
    return run(ready(text.encode(), "scenarios.yaml", partial(pack_of, folder=folder)))


def test_a_scenario_chooses_between_two_editions(tmp_path: Path) -> None:
    """By the organ that decides, with a ground and a document nobody had to write."""
    (tmp_path / "later.yaml").write_text(LATER, "utf-8")
    found = played(tmp_path, SCENARIOS)

    assert [(each.name, each.differences) for each in found] == [("从新", ()), ("从旧", ()), ("更严的不是从轻", ())]


def test_without_a_later_edition_the_act_says_what_is_missing(tmp_path: Path) -> None:
    """On its line, before anything is played."""
    with pytest.raises(FaultyFile) as caught:
        played(tmp_path, SCENARIOS.replace("later: later.yaml\n", ""))

    assert {fault.what for fault in caught.value.faults} == {
        "the file names no other edition that a case could be moved to: later"
    }
