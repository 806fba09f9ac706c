"""A lawyer can write a scenario about a work record, alone or beside the risk filing and the case it is linked to."""

import pytest

from policies.packs.located import FaultyFile
from tests.policies.scenario_text import differences, faults

HEAD = """\
pack: zhoushan
scenarios:
  - name: 会商
    covers: [ZS-21]
    given:
      - {2026-03-02: 登记工作记录, record: 沟通会商}
"""
ADDED = "    when: {2026-03-10: 续记}\n    then:\n"


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("{record: closed}", "work record: record: expected closed, is open"),
        ("{record: open, next_due: 2026-06-02}", "next_due: expected 2026-06-02, is 2026-06-10"),
        ("{record: open, next_due: none}", "next_due: expected none, is 2026-06-10"),
        ("{record: open, outcome: ready}", "outcome: expected ready, is none"),
        ("{event: 续记, next_due: 2026-06-02}", "expected {next_due: 2026-06-02}, is {next_due: 2026-06-10}"),
        ("{event: work_record_closed}", "event work_record_closed: expected, but there is only work_record_entry"),
        ("{filing: reply}", "filing: expected reply, is none"),
    ],
)
def test_what_is_otherwise_is_told(expected: str, said: str) -> None:
    """Each expectation can fail; what holds beside it does not differ."""
    (found,) = differences(f"{HEAD}{ADDED}      - {{record: open, next_due: 2026-06-10}}\n      - {expected}\n")

    assert found.startswith("10: ")
    assert said in found


def test_before_it_is_opened_there_is_none() -> None:
    """Nothing to add to, and the scenario says so."""
    head = HEAD.replace("登记工作记录, record: 沟通会商", "容错报备申请")

    assert differences(head + ADDED + "      - {refused: unknown_record}\n      - {record: none}\n") == []


@pytest.mark.parametrize(
    ("to", "beside", "refused"),
    [("case", "申请", "unknown_case"), ("risk_filing", "容错报备申请", "unknown_risk_filing")],
)
def test_a_record_links_to_what_the_scenario_has(to: str, beside: str, refused: str) -> None:
    """The scenario's own case or risk filing is meant; without one the link is refused."""
    linked = f"    when: {{2026-03-12: 关联工作记录, to: {to}}}\n    then:\n"

    assert differences(f"{HEAD}{linked}      - {{refused: {refused}}}\n") == []
    assert (
        differences(f"{HEAD}      - {{2026-03-11: {beside}}}\n{linked}      - {{event: 关联工作记录, to: {to}}}\n")
        == []
    )


def test_names_and_facts_that_nobody_has_are_faults() -> None:
    """Before anything is played; a pack without work records says so."""
    opened = "    when: {2026-03-10: 登记工作记录, record: 茶话会}\n    then:\n      - {record: open}\n"
    about = "    when: {2026-03-10: 登记工作记录, about: 乙, risk_filing: 报备}\n    then:\n      - {record: open}\n"
    coloured = "    when: {2026-03-10: 续记, colour: red}\n    then:\n      - {event: 续记, colour: red}\n"
    kinds = "pre_check, in_progress_supervision, consultation, public_participation, clue, list_review"

    assert faults(HEAD + opened) == ["no work record is called 茶话会"]
    with pytest.raises(FaultyFile, match=kinds):
        differences(HEAD + opened)
    assert faults(HEAD + about) == ["no subject and no matter under `known` is called 乙"]
    assert faults(HEAD + coloured) == [
        "work_record_add has no such fact",
        "work_record_entry_added has no such fact",
    ]
    assert faults(HEAD.replace("zhoushan", "nujiang") + ADDED + "      - {record: open}\n") == [
        "the pack has no work records",
        "the pack has no work records",
    ]
