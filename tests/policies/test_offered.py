"""Every act of every bundled scenario was offered just before it was done (您可以办理)."""

from pathlib import Path

import pytest

from domain.streams import CASE, RISK_FILING, WORK_RECORD
from policies.scenario_language import play
from policies.scenario_language.runs import run
from tests.domain.offered import held_against_the_offer
from tests.policies.test_scenarios import FILES, readied


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_whatever_is_admitted_was_offered(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In all packs: a case, a risk filing, a work record."""
    monkeypatch.setattr(play, "CASE", held_against_the_offer(CASE))
    monkeypatch.setattr(play, "RISK_FILING", held_against_the_offer(RISK_FILING))
    monkeypatch.setattr(play, "WORK_RECORD", held_against_the_offer(WORK_RECORD))

    assert not [fault for each in run(readied(file.read_text())) for fault in each.differences]
