"""Scenarios written in a test: how they differ from what they expect, and what is wrong with those that cannot play."""

from functools import partial
from pathlib import Path

import pytest

from policies.packs.located import FaultyFile
from policies.scenario_language.runs import pack_of, ready, run


def differences(text: str) -> list[str]:
    """How the scenarios differ, each on its line."""
    readied = ready(text.encode(), "example.yaml", partial(pack_of, folder=Path()))
    return [f"{each.line}: {each.what}" for scenario in run(readied) for each in scenario.differences]


def faults(text: str) -> list[str]:
    """What is wrong with a file that cannot be played, without what there is instead."""
    with pytest.raises(FaultyFile) as refused:
        differences(text)
    return [each.what.partition(";")[0] for each in refused.value.faults]
