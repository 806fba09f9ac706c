"""A sample case written in a test, to see what is wrong with it."""

from pathlib import Path

import pytest

from deploy.demo.sample_cases import load_sample_case
from policies.packs.located import FaultyFile

_HEAD = """\
label: x
source: x
pack: zhoushan
subjects:
  - {key: a, kind: person, name: 某, sector: institution, jurisdiction: b, unit: c}
acts:
"""


def faults_of(folder: Path, *acts: str) -> FaultyFile:
    """What is wrong with a case of these acts; the first stands on line 7."""
    path = folder / "case.yaml"
    path.write_text(_HEAD + "".join(f"  - {act}\n" for act in acts), "utf-8")
    with pytest.raises(FaultyFile) as caught:
        load_sample_case(path)
    return caught.value


def places_of(faulty: FaultyFile) -> list[str]:
    """The line and the place of each fault, in order."""
    return [f"{fault.line} {fault.where}" for fault in faulty.faults]
