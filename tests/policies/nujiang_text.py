"""The file of Nujiang's pack, for tests that add to it or change it."""

from importlib.resources import files

import pytest

from domain.pack.pack import Pack
from policies.packs.loader import parse_pack
from policies.packs.located import FaultyFile

NUJIANG = (files("policies") / "packs" / "nujiang" / "undated-1.yaml").read_text("utf-8")


def with_added(text: str) -> Pack:
    """The pack with more at its end."""
    return parse_pack((NUJIANG + text).encode(), "with.yaml")


def added_faults(text: str) -> set[tuple[str, int]]:
    """Where what is added to the file is faulty, and on which line of what is added."""
    with pytest.raises(FaultyFile) as found:
        with_added(text)
    first = len(NUJIANG.splitlines())
    return {(fault.where, fault.line - first) for fault in found.value.faults}
