"""Scenarios that a lawyer writes of users of results, contrary use and clarification are played."""

import pytest

from policies.scenario_language.runs import ready, run
from tests.domain.stories.results_used import PACK

GIVEN = """\
pack: nujiang
scenarios:
  - name: 结果运用
    covers: [NJ-39]
    given:
      - {2026-01-20: 正常办理, to: settlement}
"""
CLOSED = "      - {2026-03-02: 正常办理, to: closed}\n"
USED = "      - {2026-03-03: 报告违反结果运用, area: awards}\n"
CLARIFYING = "      - {2026-03-03: 启动澄清正名, ground: false_accusation}\n"


@pytest.mark.parametrize(
    ("given", "when", "then"),
    [
        ("", "{2026-01-21: 知悉结果运用}", "{event: 知悉结果运用, organ: organization, objects: false}"),
        ("", "{2026-01-21: 知悉结果运用, by: 纪检监察机关, objection: 有异议}", "{event: 知悉结果运用, objects: true}"),
        ("", "{2026-01-21: 知悉结果运用, by: discipline}", "{term: acknowledge_results, subject: 甲, state: met}"),
        ("", "{2026-03-02: 正常办理, to: closed}", "{event: 知悉结果运用, times: 2}"),
        (CLOSED, "{2026-03-03: 报告违反结果运用}", "{event: 报告违反结果运用, subject: 甲, area: assessments}"),
        (CLOSED, "{2026-03-03: 报告违反结果运用}", "{term: supervise_results, by: discipline, force: advisory}"),
        (
            CLOSED + USED,
            "{2026-03-04: 处理违反结果运用的报告, found: false}",
            "{event: contrary_use_decided, found: false}",
        ),
        (CLOSED, "{2026-03-03: 报告违反结果运用, area: salary}", "{refused: result_not_in_force}"),
        (CLOSED, "{2026-03-03: 启动澄清正名}", "{stage: clarification}"),
        (CLOSED + CLARIFYING, "{2026-03-04: 作出澄清}", "{event: 作出澄清, form: letter, recipients: [unit]}"),
        (CLOSED + CLARIFYING, "{2026-03-04: 作出澄清, reach: wider}", "{refused: consent_missing}"),
        (CLOSED + CLARIFYING, "{2026-03-04: 移送诬告陷害}", "{event: 移送诬告陷害, to_justice: true}"),
        (CLOSED + CLARIFYING, "{2026-03-04: 移送诬告陷害, to: discipline}", "{event: 移送诬告陷害, to: discipline}"),
    ],
)
def test_what_a_lawyer_writes_is_played(given: str, when: str, then: str) -> None:
    """Who does it usually and what is not told have their defaults."""
    text = f"{GIVEN}{given}    when: {when}\n    then:\n      - {then}\n"
    (played,) = run(ready(text.encode(), "example.yaml", lambda _: PACK))

    assert [each.what for each in played.differences] == []
