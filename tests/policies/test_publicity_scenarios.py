"""A lawyer can write a scenario about publicity and filing, see the steps drawn, and have a draft compared."""

from dataclasses import dataclass

import pytest

from domain.pack.pack import Pack
from policies.drawing.picture import draw
from policies.packs.comparing import compare
from policies.packs.loader import bundled_pack
from policies.scenario_language.runs import ready, run
from tests.domain.stories.publicity import PACK
from tests.policies.test_drawing import found_wrong, seen

HEAD = """\
pack: nujiang
scenarios:
  - name: 公示
    covers: [ZS-26]
    given:
      - {2026-01-20: 正常办理, to: publicity}
"""


@dataclass(frozen=True)
class Case:
    """What is done, and what must come of it."""

    given: str
    then: str


QUIET = Case(
    """\
      - {2026-03-02: 签收}
      - {2026-04-03: 公示}
      - {2026-04-14: 时间到}
    when: {2026-04-14: 作出公示结论}
""",
    """\
    then:
      - {event: 公示结论, result: quiet, leads_to: filing}
      - {stage: filing}
""",
)
UPHELD = Case(
    """\
      - {2026-03-02: 签收}
      - {2026-04-03: 公示}
      - {2026-04-07: 提出异议}
    when: {2026-04-08: 作出公示结论, objections: 1, upheld: true}
""",
    """\
    then:
      - {event: 公示结论, result: upheld, leads_to: investigation}
      - {term: publicity, state: cancelled}
      - {stage: investigation}
""",
)
DISMISSED = Case(
    """\
      - {2026-03-02: 签收}
      - {2026-04-03: 公示}
      - {2026-04-07: 提出异议}
      - {2026-04-14: 时间到}
    when: {2026-04-14: 作出公示结论, objections: 1}
""",
    """\
    then:
      - {event: 公示结论, result: dismissed}
""",
)
EARLY = Case("    when: {2026-03-02: 公示}\n", "    then:\n      - {refused: needs_receipt}\n")
FILED = Case(
    """\
      - {2026-03-02: 正常办理, to: filing}
    when: {2026-05-20: 报备}
""",
    """\
    then:
      - {event: 备案, with_organ: committee}
      - {stage: settlement}
""",
)


def differences(case: Case, pack: Pack) -> list[str]:
    """How a scenario differs from what is expected."""
    readied = ready((HEAD + case.given + case.then).encode(), "example.yaml", lambda _: pack)
    (played,) = run(readied)
    return [each.what for each in played.differences]


@pytest.mark.parametrize("case", [QUIET, UPHELD, DISMISSED, EARLY, FILED])
def test_scenarios_about_publicity_play(case: Case) -> None:
    """With sensible defaults, and the ordinary path as far as the filing."""
    assert differences(case, PACK) == []


def test_a_wrong_expectation_is_told() -> None:
    """The scenario would fail if it were otherwise."""
    wrong = Case(QUIET.given, QUIET.then.replace("result: quiet", "result: upheld"))

    assert differences(wrong, PACK) == [
        "event publicity_concluded: expected {result: upheld, leads_to: filing}, is {result: quiet, leads_to: filing}"
    ]


def test_the_steps_are_drawn_and_compared() -> None:
    """Who is told, what must be settled before, and the way back."""
    picture = draw(PACK)
    changes = {".".join(change.at) for change in compare(bundled_pack("nujiang"), PACK)}

    assert found_wrong(seen(PACK)) == []
    for words in ("公示", "报备", "告知，不须批准", "异议成立"):
        assert words in picture
    assert {"tolerance.steps.publicity", "tolerance.steps.filing"} <= changes
