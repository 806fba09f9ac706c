"""Faults speak Chinese first: every sentence about a file, whoever finds the fault, has its Chinese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import domain
from policies.packs.fault_phrases import _COMPILED, in_chinese
from policies.packs.fault_words import to_do
from policies.packs.loader import parse_pack
from policies.packs.located import FaultyFile, FileFault
from policies.scenario_language.runs import pack_of, ready

HERE = Path(__file__).parent
ROOT = Path(domain.__file__).parents[1]
LAW = (HERE / "short" / "law.yaml").read_text("utf-8")
SCENARIOS = (HERE / "short" / "scenarios.yaml").read_text("utf-8")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAYING = {"Fault", "CannotTell", "FileFault"}


def sentences() -> Iterator[tuple[str, str]]:
    """What the checks of packs and scenarios say in English, a made-up word for whatever they name."""
    for path in [*(ROOT / "domain/pack").glob("*.py"), *(ROOT / "policies/scenario_language").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
                yield from ((path.name, said) for said in map(_said, node.args[1:2]) if said)


def _said(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return ""


def test_every_sentence_of_our_checks_has_its_chinese() -> None:
    """Whoever adds a check adds its Chinese to policies/packs/fault_phrases.py."""
    assert len([*sentences()]) > 60
    lacking = [(name, said) for name, said in sentences() if not CHINESE.search(in_chinese(said) or "")]
    assert lacking == []


def test_a_phrase_takes_whatever_its_sentence_names() -> None:
    """Each of them can be filled in."""
    for pattern, zh in _COMPILED:
        sure, _, perhaps = zh.partition("|")
        named = ["甲"] * pattern.groups
        assert sure.format(*named)
        assert not perhaps or "甲" in perhaps.format("甲")


def faults(text: str) -> tuple[FileFault, ...]:
    """The faults of a pack's text."""
    with pytest.raises(FaultyFile) as caught:
        parse_pack(text.encode(), "law.yaml")
    return caught.value.faults


def changed(before: str, after: str, text: str = LAW) -> str:
    """A text with one thing changed."""
    assert before in text
    return text.replace(before, after, 1)


def line_of(text: str, part: str) -> int:
    """The line, from 1, on which something stands first."""
    return text.count("\n", 0, text.index(part)) + 1


@pytest.mark.parametrize(
    ("before", "after", "part", "says"),
    [
        pytest.param("edition: 2024-1", "edition：2024-1", "edition：", "全角冒号", id="colon in a block"),
        pytest.param("    decision: {kind", "    decision：{kind", "decision：", "全角冒号", id="colon of a step"),
        pytest.param("  - {id: 第一条", "  - {id：第一条", "{id：", "全角冒号", id="colon in braces"),
        pytest.param(
            "roles: {office: 镇纪委}", "roles: office：镇纪委", "roles: office：", "全角冒号", id="no mapping"
        ),
        pytest.param(
            "organ, organ: office", "organ， organ: office", "organ， organ", "逗号", id="comma of the braces"
        ),
        pytest.param("免责}", "免责, 减责}", "减责", "没有值", id="unquoted comma"),
        pytest.param("  opens:", "\topens:", "\topens", "制表符", id="tab"),
        pytest.param("    decision: {", "\t  decision: {", "\t  decision", "制表符", id="tab of a step"),
        pytest.param("outcomes: [exempt, ", "outcomes: [exempt, pardoned, ", "outcomes: [", "应为以下之一", id="word"),
        pytest.param("standing: in_force\n", "", "pack:", "缺少这一项", id="missing"),
        pytest.param("roles: {", "rolls: {", "rolls", "没有这个项目", id="key"),
        pytest.param("name: 告知,", "name: '告知,", "name: '告知", "引号没有合上", id="quote"),
        pytest.param("[exempt, not_tolerated]", "[exempt, not_tolerated", "tolerance:", "方括号", id="bracket"),
    ],
)
def test_what_is_typed_wrong_is_told_in_chinese_on_its_line(before: str, after: str, part: str, says: str) -> None:
    """Also what YAML itself finds, which it tells a line or two later."""
    text = changed(before, after)
    told = [(fault.line, in_chinese(fault.what) or "") for fault in faults(text)]

    assert any(line == line_of(text, part) and says in zh for line, zh in told), told


def test_a_share_in_words_is_told_to_be_a_fraction() -> None:
    """三分之二 is written 2/3."""
    text = changed(
        "bodies: {office",
        "bodies: {all: {kind: vote, committee: office, quorum: 三分之二, passes: more_than_half_of_entitled}, office",
    )
    [fault] = faults(text)

    assert "分数" in (in_chinese(fault.what) or "")
    assert "2/3" in to_do(fault.kind, fault.what).zh


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("2026-03-03: 认定意见", "2026-03-03: 认定意见书", "没有“认定意见书”这个办理"),
        ("{event: 办结}", "{event: 结办}", "没有“结办”这个事件"),
        ("{outcomes: {甲: exempt}}", "{outcomes: {乙: exempt}}", "没有叫“乙”的当事人"),
        ("covers: [第一条]", "covers: [第九条]", "没有 第九条 这一条"),
        ("pack: law.yaml", "pack: nowhere", "没有 nowhere 这个程序包"),
        ("pack: law.yaml", "pack：law.yaml", "全角冒号"),
        ("evidence: []", "evidences: []", "没有这一项"),
    ],
)
def test_faults_of_scenarios_speak_chinese_too(before: str, after: str, says: str) -> None:
    """Of what stands in them, and of how they are written."""
    text = changed(before, after, SCENARIOS)
    with pytest.raises(FaultyFile) as caught:
        ready(text.encode(), "scenarios.yaml", lambda file: pack_of(file, HERE / "short"))

    assert any(says in (in_chinese(fault.what) or "") for fault in caught.value.faults), caught.value.faults
