"""A lawyer can write a scenario about a risk filing, alone or beside the case that it is evidence in."""

import pytest

from tests.policies.scenario_text import differences, faults

HEAD = """\
pack: zhoushan
scenarios:
  - name: 报备
    covers: [ZS-17]
    given:
      - {2026-03-02: 容错报备申请, planned_start: 2026-03-30}
"""
REPLIED = "      - {2026-03-10: 报备反馈}\n"


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("{filing: in_force}", "filing: expected in_force, is archive"),
        (
            "{term: 反馈容错报备, due: 2026-03-17, state: open}",
            "due: expected 2026-03-17, is 2026-03-16; state: expected op",
        ),
        ("{term: validity, by: discipline}", "by: expected discipline, is unit"),
        ("{event: 报备反馈, result: not_filed}", "expected {result: not_filed}, is {result: filed}"),
        ("{event: 报备期限内完成, term: validity}", "expected {term: validity}, is {term: reply}"),
        ("{alarm: validity, rung: due}", "alarm validity: rung: expected due, is remind-3"),
        ("{term: validity, subject: 甲}", "term validity: expected, but there is none"),
        ("{stage: acceptance}", "stage: expected acceptance, is none"),
    ],
)
def test_what_is_otherwise_is_told(expected: str, said: str) -> None:
    """Each expectation can fail; what holds beside it does not differ."""
    (found,) = differences(
        f"{HEAD}    when: {{2026-03-10: 报备反馈}}\n    then:\n      - {{filing: archive}}\n      - {expected}\n"
    )

    assert found.startswith("10: ")
    assert said in found


def test_the_clock_of_a_filing_runs_beside_that_of_a_case() -> None:
    """In the order of their instants: the case's reminder is of March, the end of the filing a year later."""
    told = ["discipline-officer-1", "discipline-officer-1", "unit-contact"]
    rest = f"""\
      - {{2026-03-11: 申请}}
    when: {{2027-03-11: 时间到}}
    then:
      - {{event: 到期提醒, duty: acceptance, rung: due}}
      - {{event: 报备终结, because: expired}}
      - {{told: [{", ".join(told)}]}}
"""

    assert differences(HEAD + REPLIED + rest) == []


def test_a_filing_without_a_case_links_to_none_and_with_one_to_it() -> None:
    """The scenario's own case is meant."""
    linked = "    when: {2026-03-12: 关联案件}\n    then:\n"
    filed = f"{HEAD}{REPLIED}      - {{2026-03-11: 申请}}\n"

    assert differences(HEAD + REPLIED + linked + "      - {refused: unknown_case}\n") == []
    assert differences(filed + linked + "      - {event: 报备关联案件}\n") == []


def test_facts_and_terms_that_nobody_has_are_faults() -> None:
    """Before anything is played; a pack without risk filings has none of their terms either."""
    rest = "    when: {2026-03-10: 报备反馈, result: maybe, colour: red}\n    then:\n"
    nujiang = HEAD.replace("zhoushan", "nujiang")

    assert faults(HEAD + rest + "      - {event: 报备反馈, colour: red}\n") == [
        "Input should be 'filed' or 'not_filed'",
        "risk_filing_reply has no such fact",
        "risk_filing_replied has no such fact",
    ]
    assert faults(nujiang + "    when: {2026-03-10: 时间到}\n    then:\n      - {term: reply, state: none}\n") == [
        "the pack has no risk filing",
        "no term or duty is called reply",
    ]
