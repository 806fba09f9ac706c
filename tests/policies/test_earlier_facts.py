"""Values that differ by the date of the facts: checked as a whole procedure, and done for cases of those days."""

from datetime import date

import pytest

from domain.pack.pack import Pack
from policies.drawing.panels import panels
from policies.packs.earlier_facts import as_of
from policies.packs.fault_phrases import in_chinese
from policies.packs.loader import parse_pack
from policies.packs.located import FaultyFile
from policies.scenario_language.runs import ready, run
from tests.policies.nujiang_text import NUJIANG

EARLIER = """earlier:
  - facts_before: 2024-07-01
    cite: [NJ-12]
    values:
      outcomes: [exempt, reduced, lighter, not_tolerated]
      tolerance: {steps: {acceptance: {within: {amount: 20}}}}
  - facts_before: 2020-01-01
    values: {assessment: {effect: discretionary}, tolerance: {steps: {acceptance: {within: {amount: 30}}}}}
"""


def pack(earlier: str = EARLIER) -> Pack:
    """The Nujiang pack with what is otherwise for earlier facts."""
    return parse_pack((NUJIANG + earlier).encode(), "earlier.yaml")


def acceptance(of: Pack) -> int:
    """How many days an acceptance has."""
    within = of.step("acceptance").within
    assert within is not None
    return within.amount


@pytest.mark.parametrize(
    ("occurred_on", "days"),
    [("2025-11-03", 15), ("2024-07-01", 15), ("2024-06-30", 20), ("2020-01-01", 20), ("2019-12-31", 30)],
)
def test_an_edition_is_as_it_was_for_facts_of_a_day(occurred_on: str, days: int) -> None:
    """The entry that ends next after the day is about it; entries do not add up."""
    assert acceptance(as_of(pack(), date.fromisoformat(occurred_on))) == days


def test_everything_else_is_as_it_is() -> None:
    """And where nothing is otherwise, the edition itself is meant."""
    edition = pack()
    before = as_of(edition, date(2024, 6, 30))

    assert before.duties == edition.duties
    assert before.step("investigation") == edition.step("investigation")
    assert as_of(edition, date(2024, 7, 1)) is edition
    assert as_of(edition, None) is edition


@pytest.mark.parametrize(
    ("values", "where", "says"),
    [
        ("{pack: other}", "earlier.0.values.pack", "不因事实的日期而不同"),
        ("{results: {subjects: [persons]}}", "earlier.0.values.results.subjects", "没有声明过 persons"),
        ("{tolerance: {steps: {acceptance: {leads: {refused: nowhere}}}}}", "refused", "没有声明过 nowhere"),
        ("{tolerance: {steps: {acceptance: {within: {amount: 15}}}}}", "earlier.0.values", "没有不同"),
        ("{tolerance: {steps: {acceptance: {within: {amount: soon}}}}}", "amount", "应为整数"),
    ],
)
def test_what_is_otherwise_is_checked_as_a_whole_procedure(values: str, where: str, says: str) -> None:
    """With its faults where the file says it."""
    with pytest.raises(FaultyFile) as caught:
        pack(f"earlier:\n  - facts_before: 2024-07-01\n    values: {values}\n")

    faults = [(fault.where, in_chinese(fault.what) or "") for fault in caught.value.faults]
    assert any(where in at and at.startswith("earlier.0.values") and says in zh for at, zh in faults), faults


def test_a_day_is_told_once() -> None:
    """Two entries of one day would contradict each other."""
    twice = EARLIER.replace("2020-01-01", "2024-07-01")
    with pytest.raises(FaultyFile) as caught:
        pack(twice)

    assert [fault.where for fault in caught.value.faults] == ["earlier.1.facts_before"]


def test_the_drawing_says_what_is_otherwise() -> None:
    """By the day, the place and the value; a pack without any has no such panel."""
    [panel] = [each for each in panels(pack()) if each.name == "earlier"]

    assert [group.head.text for group in panel.groups if group.head] == [
        "事实发生在2024-07-01以前的",
        "事实发生在2020-01-01以前的",
    ]
    assert any("受理" in line.text and line.text.endswith("20个工作日") for line in panel.groups[0].lines)
    assert all(each.name != "earlier" for each in panels(pack("")))


SCENARIOS = """pack: earlier.yaml
scenarios:
  - name: 事实发生在施行以前的，受理期限从旧
    when: {2026-01-20: 申请, occurred_on: 2024-06-30}
    then: [{term: 受理, due: 2026-02-24}]
  - name: 事实发生在施行以后的
    when: {2026-01-20: 申请, occurred_on: 2024-07-01}
    then: [{term: 受理, due: 2026-02-10}]
"""


def test_a_case_is_decided_by_what_held_for_its_facts() -> None:
    """Twenty working days, not fifteen; told by scenarios of the place."""
    readied = ready(SCENARIOS.encode(), "scenarios.yaml", lambda _: pack())

    assert [each.differences for each in run(readied)] == [(), ()]
