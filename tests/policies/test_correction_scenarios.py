"""Scenarios of corrections, by a pack that has them evaluated and urged; what a lawyer writes, played."""

from domain.pack.pack import Pack
from policies.packs.comparing import compare
from policies.scenario_language.runs import ready, run
from tests.domain.stories import corrections

PACK: Pack = corrections.context(corrections.CORRECTION, corrections.VISITS).pack
SERVED = "{2026-01-20: 正常办理, to: settlement, approval: 2026-02-12, feedback: 2026-02-13}"
SCENARIOS = f"""\
pack: evaluating
scenarios:
  - name: 整改须经评估，未通过的再次整改
    covers: [ZS-35, A-20]
    given:
      - {SERVED}
      - {{2026-02-25: 完成后续职责, duty: correction}}
    when: {{2026-03-04: 纠错评估, passed: false}}
    then:
      - {{event: 纠错评估, round: 1, passed: false, subject: 甲}}
      - {{event: 期限开始计算, duty: correction, round: 2}}
      - {{term: correction, due: 2026-04-01, state: open, by: subject}}
      - {{term: correction_evaluation, state: met, by: organization}}
      - {{outcomes: {{甲: exempt}}}}

  - name: 评估不能代之以完成职责
    covers: [ZS-35]
    given:
      - {SERVED}
      - {{2026-02-25: 完成后续职责, duty: correction}}
    when: {{2026-03-04: 完成后续职责, duty: correction_evaluation, by: organization}}
    then:
      - {{refused: duty_met_by_act}}

  - name: 拒不整改的，采取措施并移送
    covers: [BT-21, BT-22, NS-16]
    given:
      - {SERVED}
    when: {{2026-03-20: 督促整改, refused: true, measure: admonition}}
    then:
      - {{event: 督促整改, measure: admonition, refused: true}}
      - {{term: refused_correction, subject: 甲, by: discipline, state: open}}

  - name: 决定指定了整改日期的，按该日期
    covers: [R-10]
    given:
      - {{2026-01-20: 正常办理, to: settlement, demands: {{甲: 2026-04-30}}, feedback: 2026-02-13}}
    when: {{2026-05-06: 时间到}}
    then:
      - {{event: 逾期, duty: correction, due_on: 2026-04-30}}
      - {{term: correction, due: 2026-04-30, force: statutory, state: missed}}

  - name: 回访定期重复
    covers: [NS-20, ZS-34]
    given:
      - {SERVED}
    when: {{2026-03-02: 完成后续职责, duty: visit}}
    then:
      - {{event: 期限开始计算, duty: visit, round: 2, rounds: 3}}
      - {{term: visit, due: 2026-09-02, state: open}}

  - name: 撤销容错后，核查以往的运用
    covers: [A-21]
    given:
      - {SERVED}
      - {{2026-03-10: 申请复议, route: superior_order, by: discipline}}
    when: {{2026-03-20: 复议决定, opinions: {{甲: not_tolerated}}}}
    then:
      - {{term: past_uses, subject: 甲, by: organization, state: open}}
      - {{term: correction, state: cancelled}}

  - name: 正常办理到办结
    covers: [ZS-35]
    when: {{2026-01-20: 正常办理, to: closed}}
    then:
      - {{event: 纠错评估, passed: true}}
      - {{event: 期限内完成, duty: visit, times: 3}}
      - {{stage: closed}}
"""


def test_corrections_are_told_and_played() -> None:
    """Every act and every expectation by its Chinese name; nothing differs."""
    played = run(ready(SCENARIOS.encode(), "corrections.yaml", lambda _: PACK))

    assert [str(difference) for scenario in played for difference in scenario.differences] == []
    assert len(played) == 7


def test_a_difference_in_a_correction_is_told() -> None:
    """The opposite of what came is no expectation that holds."""
    wrong = SCENARIOS.replace("round: 1, passed: false", "round: 1, passed: true")
    played = run(ready(wrong.encode(), "corrections.yaml", lambda _: PACK))

    assert len([each for scenario in played for each in scenario.differences]) == 1


def test_another_rule_for_corrections_is_a_difference_of_editions() -> None:
    """Each part by its own place and name."""
    other = corrections.CORRECTION.model_copy(
        update={"evaluated_by": "discipline", "measures": corrections.CORRECTION.measures[:1]}
    )
    changes = compare(corrections.context(corrections.CORRECTION).pack, corrections.context(other).pack)

    assert [".".join(change.at) for change in changes] == [
        "correction.evaluated_by",
        "correction.measures.admonition",
    ]
