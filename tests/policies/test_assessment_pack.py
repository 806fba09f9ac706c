"""The assessment in a pack: faults with their lines, the picture, the comparison, and scenarios of such a pack."""

from functools import partial
from pathlib import Path

import pytest

from domain.pack.pack import Pack
from domain.pack.steps import ConsultationForm
from policies.packs import words as pack_words
from policies.packs.comparing import How, compare
from policies.packs.fault_words import to_do
from policies.packs.loader import bundled_pack, pack_bytes, pack_sha256
from policies.packs.located import FaultyFile, parse_model
from policies.scenario_language.runs import pack_of, ready, run
from tests.policies.nujiang_text import NUJIANG
from tests.policies.test_drawing import found_wrong, seen

COLLECTIVE = next(line.strip()[2:] for line in NUJIANG.splitlines() if "{id: not_arbitrary," in line)
NEGATIVE = """  negative:
    - {id: safety_accident, name: {zh: 安全生产责任事故, en: safety accident}, list: county-2016, cite: [ZS-03]}
    - {id: mass_incident, name: {zh: 群体性事件处置不当, en: badly handled mass incident}, cite: [ZS-03]}
"""
LISTS = """  lists:
    - id: county-2016
      name: {zh: 某县容错清单, en: list of a county}
      layer: county
      edition: '2016'
      effective_from: 2016-07-01
      review_by: {amount: 12, unit: months, standing: default, cite: [R-01]}
      owner: discipline
      source: 虚构
      cite: [ZS-02, ZS-40]
"""
EXCEPTED = COLLECTIVE[:-1] + (
    ",\n       exception: {when: {id: emergency, name: {zh: 应急处置, en: emergency}},"
    " instead: {id: report, name: {zh: 事后报告, en: report afterwards}}, cite: [R-03]}}"
)
_AT_ERRORS = "\nerror_classes: "
_NEEDS = "needs: [findings_complete, same_matter_checked, correction_demands]"


def changed(*changes: tuple[str, str]) -> str:
    """The Nujiang pack with some of its words replaced, each at its first place."""
    text = NUJIANG
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


GROWN = changed(
    (_AT_ERRORS, f"\n{NEGATIVE}{LISTS}{_AT_ERRORS}"),
    (COLLECTIVE, EXCEPTED),
    (_NEEDS, _NEEDS[:-1] + ", legality_checked]\n      may: [group_meeting]"),
    ("needs: [team_formed,", "may: [hearing, expert_opinion]\n      needs: [team_formed,"),
)
"""The Nujiang pack with a negative list, a list with an edition, an exception, checks and consultations."""


def hidden() -> str:
    """The Nujiang pack with none of its lists known."""
    before, _, rest = NUJIANG.partition("\n  grounds:  ")
    after = rest[rest.index(_AT_ERRORS) :]
    reason = "{reason: {zh: 原文只列名称, en: only named}, items: 8, cite: [BT-05]}"
    unknown = ", ".join(f"{name}: {reason}" for name in ("grounds", "criteria", "factors", "negative"))
    return f"{before}\n  unavailable: {{{unknown}}}\n{after}"


def pack(text: str) -> Pack:
    """The pack of a text."""
    return parse_model(Pack, text.encode(), "pack.yaml")


def faults(text: str) -> list[tuple[str, int, str]]:
    """Where a text is faulty, on which line, and what is to be done, in English."""
    with pytest.raises(FaultyFile) as caught:
        pack(text)
    return [(fault.where, fault.line, to_do(fault.kind, fault.what).en) for fault in caught.value.faults]


def line_of(text: str, part: str) -> int:
    """The line on which a part of a text first stands, from 1."""
    return text[: text.index(part)].count("\n") + 1


def test_nothing_of_it_changes_a_pack_that_has_none() -> None:
    """Nujiang has no negative list, no list not known, no consultation; its installed content reads back."""
    nujiang = bundled_pack("nujiang")

    assert (nujiang.assessment.negative, nujiang.assessment.lists) == ((), ())
    assert nujiang.assessment.unavailable.model_dump(exclude_none=True) == {}
    assert Pack.model_validate_json(pack_bytes(pack(GROWN))) == pack(GROWN)


def test_all_faults_of_an_assessment_are_told_at_once_with_their_lines() -> None:
    """A list nobody declared, an owner nobody is, names given twice, and consulting where nobody is asked."""
    text = GROWN.replace("list: county-2016", "list: county-2015")
    text = text.replace("owner: discipline", "owner: archive").replace("id: mass_incident", "id: safety_accident")
    text = text.replace("returns_max: 1", "returns_max: 1\n      may: [hearing]\n      needs: [legality_checked]")
    text = text.replace("{id: background,", "{id: free_text,")

    assert {(where, line) for where, line, _ in faults(text)} == {
        ("assessment.negative.0.list", line_of(text, "list: county-2015")),
        ("assessment.negative.1.id", line_of(text, "{id: safety_accident, name: {zh: 群体")),
        ("assessment.lists.0.owner", line_of(text, "owner: archive")),
        ("assessment.factors.0.id", line_of(text, "{id: free_text,")),
        ("tolerance.steps.approval.may", line_of(text, "may: [hearing]\n      needs")),
        ("tolerance.steps.approval.needs", line_of(text, "needs: [legality_checked]")),
    }


def test_a_list_is_given_or_not_known_and_never_both() -> None:
    """A procedure that has no list has none: the ground of a case is then told in words."""
    reason = "{reason: {zh: 未附, en: not attached}}"
    both = GROWN.replace(_AT_ERRORS, f"\n  unavailable: {{grounds: {reason}}}\n{_AT_ERRORS}")
    neither = hidden().replace("unavailable: {grounds: ", "unavailable: {factors: ").replace(", criteria: ", ", x: ")
    neither = neither[: neither.index(", x: ")] + "}\n" + neither[neither.index(_AT_ERRORS) :]
    bare = neither.replace(neither[neither.index("  unavailable: ") : neither.index(_AT_ERRORS)], "\n")

    assert [(where, todo) for where, _, todo in faults(both)] == [
        ("assessment.unavailable.grounds", "both given and unavailable: remove one of the two")
    ]
    for text in (neither, bare):
        assert pack(text).assessment.in_own_words
        assert pack(text).assessment.examined("free_text")["criterion"] == ()
    assert pack(hidden()).assessment.examined("free_text").keys() >= {"ground", "criterion", "factor"}


def test_somebody_must_ask_for_the_findings_that_must_not_be_missing() -> None:
    """A negative list that no step looks at would be a list that nobody keeps."""
    without = "needs: [same_matter_checked, correction_demands]"
    told = [
        faults(GROWN.replace("needs: [findings_complete, same", "needs: [same")),
        faults(hidden().replace(_NEEDS, without)),
    ]

    assert [[where for where, _, _ in each] for each in told] == [["assessment.negative"], ["assessment.unavailable"]]
    assert "findings_complete" in told[0][0][2]


@pytest.mark.parametrize(
    "words",
    [
        "某县容错清单（2016）",
        "县级，2016-07-01 起施行；由纪检监察机关维护",
        "12个月内复核更新",
        "负面清单，不得容错",
        "安全生产责任事故（某县容错清单）",
        "“集体决策，而非个人妄为”的例外：应急处置的，以事后报告代替",
        "须备　逐项研判完毕 · 核对同一事项 · 提出整改要求 · 合法性审查",
        "可以　听证会 · 专业机构或专家意见",
        "可以　协调小组会商",
    ],
)
def test_the_picture_tells_it(words: str) -> None:
    """Lists with their editions, what must not be tolerated, exceptions, checks, consultations."""
    assert words in said(GROWN)


def test_the_picture_tells_what_is_not_known() -> None:
    """By its reason and the number of entries it is said to have; a pack without any of it has no such panel."""
    assert "情形清单（共8项）未公开，以文字写明并附理由" in said(hidden())
    assert "原文只列名称" in said(hidden())
    assert "认定的清单" not in said(NUJIANG)


@pytest.mark.parametrize("text", [GROWN, hidden()], ids=["grown", "hidden"])
def test_the_picture_is_drawn_well(text: str) -> None:
    """Nothing overlaps, and all words stay in their boxes."""
    assert found_wrong(seen(pack(text))) == []


def said(text: str) -> str:
    """The words of the drawing of a pack; lines of one paragraph are joined, runs too."""
    return seen(pack(text)).words.replace("\n", "")


def test_every_form_of_consultation_has_words() -> None:
    """No code is left without Chinese."""
    assert set(pack_words.CONSULTATIONS) == set(ConsultationForm)


def test_two_editions_are_compared_in_all_of_it() -> None:
    """What is new, by its name and never by its place; dates among them."""
    later = GROWN.replace("effective_from: 2016-07-01", "effective_from: 2018-01-01").replace(
        "may: [hearing, ", "may: ["
    )
    later = later.replace(NEGATIVE.splitlines()[2], "").replace("R-03]}}", "R-03, A-33]}}")
    changes = {(".".join(each.at), each.how) for each in compare(pack(GROWN), pack(later))}

    assert changes == {
        ("assessment.lists.county-2016.effective_from", How.CHANGED),
        ("assessment.negative.mass_incident", How.REMOVED),
        ("assessment.criteria.not_arbitrary.exception.cite.A-33", How.ADDED),
        ("tolerance.steps.investigation.may.hearing", How.REMOVED),
    }
    [changed_date] = [each for each in compare(pack(GROWN), pack(later)) if each.at[-1] == "effective_from"]
    assert (changed_date.before, changed_date.after) == ("2016-07-01", "2018-01-01")
    assert pack_sha256(pack(GROWN)) != pack_sha256(pack(later))


SCENARIOS = """\
scenarios:
  - name: 负面清单所列情形存在的，不得容错
    covers: [ZS-03]
    given:
      - {2026-01-20: 正常办理, to: determination, met: [safety_accident]}
      - {2026-02-11: 否认同一事项}
      - {2026-02-11: 合法性审查}
    when: {2026-02-11: 认定意见}
    then:
      - {refused: negative_list_applies, cite: [ZS-03]}

  - name: 应急处置未经集体决策、事后报告的，例外适用
    covers: [R-03]
    given:
      - {2026-01-20: 正常办理, to: determination, excepted: criterion.not_arbitrary}
    when: {2026-02-11: 正常办理, to: approval}
    then:
      - {event: 合法性审查意见, passed: true, step: determination}
      - {stage: approval}

  - name: 未作合法性审查，不得提出认定意见；未通过的也不得
    covers: [BT-12, R-21]
    given:
      - {2026-01-20: 正常办理, to: determination}
      - {2026-02-11: 否认同一事项}
      - {2026-02-11: 合法性审查, passed: false, opinion: 审查意见书}
    when: {2026-02-11: 认定意见}
    then:
      - {refused: legality_check_failed, cite: [NJ-17]}

  - name: 未通过之后照常办理的，停在认定
    covers: [BT-12]
    given:
      - {2026-01-20: 正常办理, to: determination}
      - {2026-02-11: 合法性审查, passed: false}
    when: {2026-02-11: 正常办理, to: approval}
    then:
      - {refused: legality_check_failed}

  - name: 复杂的，可以听证
    covers: [ZS-24]
    given:
      - {2026-01-20: 正常办理, to: investigation}
    when: {2026-02-04: 组织会商论证, form: hearing, record: 听证笔录}
    then:
      - {event: 会商论证记录, form: hearing, step: investigation}

  - name: 程序没有规定的会商形式不予记录
    covers: [ZS-22]
    given:
      - {2026-01-20: 正常办理, to: investigation}
    when: {2026-02-04: 组织会商论证, form: group_meeting}
    then:
      - {refused: consultation_not_admitted}
"""
UNKNOWN = """\
scenarios:
  - name: 情形清单未公开的，以文字写明，逐案研判
    covers: [A-33]
    given:
      - {2026-01-20: 申请}
    when: {2026-02-11: 正常办理, to: approval}
    then:
      - {event: 逐项研判意见, findings: [{of: criterion}, {of: ground, item: free_text}, {result: not_met}, {}]}
      - {stage: approval}

  - name: 自述情形经研判不成立的，不得容错
    covers: [A-33]
    given:
      - {2026-01-20: 正常办理, to: determination, not_met: ground.free_text}
      - {2026-02-11: 否认同一事项}
    when: {2026-02-11: 认定意见}
    then:
      - {refused: criterion_blocks, cite: [BT-05]}

  - name: 没有写明情形的，不予立案
    covers: [A-33]
    when: {2026-01-20: 申请, ground_statement: null}
    then:
      - {refused: ground_statement_missing}
"""


@pytest.mark.parametrize(("text", "scenarios"), [(GROWN, SCENARIOS), (hidden(), UNKNOWN)], ids=["grown", "hidden"])
def test_lawyers_write_scenarios_for_it(tmp_path: Path, text: str, scenarios: str) -> None:
    """A pack of one's own, played: negative items, exceptions, free text, checks and consultations."""
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    raw = f"pack: own.yaml\n{scenarios}".encode()
    found = run(ready(raw, "example.yaml", partial(pack_of, folder=tmp_path)))

    assert [str(difference) for scenario in found for difference in scenario.differences] == []
    assert len(found) == scenarios.count("- name:")


def test_an_item_that_the_pack_does_not_have_is_a_fault_of_the_scenario(tmp_path: Path) -> None:
    """Before anything is played, at its place."""
    (tmp_path / "own.yaml").write_text(GROWN, encoding="utf-8")
    text = SCENARIOS.replace("met: [safety_accident]", "met: [safety_accidents], excepted: ground.free_text")

    with pytest.raises(FaultyFile) as refused:
        ready(f"pack: own.yaml\n{text}".encode(), "example.yaml", partial(pack_of, folder=tmp_path))
    assert [each.what for each in refused.value.faults] == ["the pack has no item called safety_accidents"]
