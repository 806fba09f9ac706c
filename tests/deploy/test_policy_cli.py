"""`rongcuo policy check | diff | schema` at the door, on files alone; and which bundled editions `up` installs."""

import json
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.cli.api_client import TOKEN
from deploy.cli.main import app
from deploy.cli.terminal import API_URL
from deploy.roles.installation import install_bundled_packs
from domain.pack.pack import Pack
from eventlog import reference
from eventlog.pool import Pool
from policies.packs.loader import bundled_pack, edition_of, pack_bytes, pack_sha256
from policies.packs.schema import pack_schema

NUJIANG = Path(str(files("policies"))) / "packs" / "nujiang" / "undated-1.yaml"
TEXT = NUJIANG.read_text("utf-8")


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No stack in the working directory, no API in the environment."""
    monkeypatch.chdir(tmp_path)
    for variable in (API_URL, TOKEN):
        monkeypatch.delenv(variable, raising=False)


def rongcuo(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ("policy", *arguments))


def changed(name: str, *changes: tuple[str, str]) -> str:
    """The Nujiang pack with some of its words replaced, as a file in the working directory; its name."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    Path(name).write_text(text, "utf-8")
    return name


def line_of(text: str, part: str) -> int:
    """The line on which a part first stands, from 1."""
    return text[: text.index(part)].count("\n") + 1


def test_a_sound_file_says_what_it_holds() -> None:
    """One line: pack, edition, hash, how many steps and terms, how many values are ours."""
    plain, machine = rongcuo("check", str(NUJIANG)), json.loads(rongcuo("check", str(NUJIANG), "--json").output)
    digest = pack_sha256(bundled_pack("nujiang"))
    [file] = machine["files"]

    assert plain.exit_code == 0
    assert plain.output.count("\n") == 1
    assert plain.output.startswith(f"{NUJIANG}: nujiang undated-1 · 6 个步骤 steps · ")
    assert digest in plain.output
    assert machine["ok"]
    assert (file["faults"], file["holds"]["sha256"]) == ([], digest)
    by_default = {"receive", "decide"}  # of a handover, which the file says nothing of
    assert file["holds"]["terms"] == TEXT.count("within:") + len(by_default)
    assert file["holds"]["defaults"] == TEXT.count("standing: default") + len((*by_default, "clocks"))


def test_all_faults_of_all_files_are_told_at_once_with_what_to_do() -> None:
    """Each with file, line, column, place, what is wrong and what to do in both languages; sound files beside them."""
    shapes = changed(
        "shapes.yaml",
        ("unit: working_days, from: application", "unit: weeks, from: application"),
        ("returns_max: 1", "returns_max: 1\n      quorum: 3"),
        ("organization: {zh: 组织人事部门, en:", "organization: {zh: 组织人事部门, english:"),
        ("amount: 30", "amount: thirty"),
        ("calendar: cn\n", "calendar: cn\ncalendar: cn\n"),
    )
    names = changed("names.yaml", ("body: meeting", "body: council"), ("{id: cppcc,", "{id: congress,"))
    Path("broken.yaml").write_text("pack: [nujiang", "utf-8")
    done = rongcuo("check", shapes, str(NUJIANG), names, "missing.yaml", "broken.yaml")
    written = Path(shapes).read_text("utf-8")
    steps = "tolerance.steps"

    assert done.exit_code == 1
    for part, where, zh in (
        ("unit: weeks", f"{steps}.acceptance.within.unit", "不是可选的值"),
        ("quorum: 3", f"{steps}.approval.quorum", "没有这个项目"),
        ("english:", "roles.organization.english", "没有这个项目"),
        ("amount: thirty", f"{steps}.investigation.within.amount", "应为整数"),
    ):
        lines = done.output.splitlines()
        at = next(index for index, line in enumerate(lines) if f" {where}: " in line)
        assert lines[at].startswith(f"shapes.yaml:{line_of(written, part)}:")
        assert zh in lines[at + 1]
    assert f"shapes.yaml:{line_of(written, 'calendar: cn') + 1}:1: calendar: 同一层内写了两次" in done.output
    assert f"names.yaml:{line_of(TEXT, 'body: meeting')}:7: {steps}.approval.body: 没有声明过 council" in done.output
    assert "没有声明过这个名称" in done.output
    assert "congress is listed twice" in done.output
    assert "missing.yaml:1:1: 读不到" in done.output
    assert "broken.yaml:1:" in done.output
    assert f"{NUJIANG}: nujiang undated-1 ·" in done.output


def test_faults_for_machines() -> None:
    """Everything the lines say, field by field."""
    name = changed("c.yaml", ("body: meeting", "body: council"))
    done = rongcuo("check", name, "--json")
    [fault] = json.loads(done.output)["files"][0]["faults"]

    assert (done.exit_code, json.loads(done.output)["ok"]) == (1, False)
    assert (fault["line"], fault["where"]) == (line_of(TEXT, "body: meeting"), "tolerance.steps.approval.body")
    assert fault["todo"]["zh"]
    assert fault["todo"]["en"]


def test_a_difference_is_told_in_words() -> None:
    """What came, went, changed, grouped by the parts of a pack; lengths of time as people say them."""
    other = changed(
        "b.yaml",
        ("edition: undated-1", "edition: undated-2"),
        ("amount: 15, unit: working_days, from", "amount: 20, unit: working_days, standing: default, from"),
        ("cite: [NJ-12]}", "cite: [NJ-12, NJ-13]}"),
        ("  - {id: cppcc, name: {zh: 政协机关, en: political consultative conference}, cite: [NJ-02]}\n", ""),
        ("scope:\n", "scope:\n  - {id: army, name: {zh: 军队, en: army}}\n"),
        ("{served: settlement}", "{served: end}"),
        ("outcomes: [exempt, reduced, lighter]\n  subjects", "outcomes: [exempt]\n  subjects"),
        ("subject\n    outcomes: [exempt, reduced, lighter]\n    w", "subject\n    outcomes: [exempt]\n    w"),
    )
    done = rongcuo("diff", str(NUJIANG), other)

    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "nujiang undated-1 → nujiang undated-2: 11 处不同 / differences",
        "总则 general",
        "  ~ 版本名 edition: undated-1 → undated-2",
        "适用范围 scope",
        "  - 政协机关 political consultative conference [cppcc]: 依据 cite: NJ-02",
        "  + 军队 army [army]",
        "步骤 steps",
        "  ~ 受理 acceptance [acceptance]",
        "      + 期限 term › 依据 cite: NJ-13",
        "      + 期限 term › 性质 standing: 本系统默认 default of this system",
        "      ~ 期限 term: 15 个工作日 15 working days → 20 个工作日 20 working days",
        "  ~ 书面反馈 written feedback [feedback]",
        "      ~ 去向 leads › served: settlement → end",
        "结果运用 results",
        "  - 结果 outcomes: reduced",
        "  - 结果 outcomes: lighter",
        "  - 违反结果运用的报告 contrary use › 结果 outcomes: reduced",
        "  - 违反结果运用的报告 contrary use › 结果 outcomes: lighter",
    ]


def test_the_same_and_what_cannot_be_compared() -> None:
    """As diff(1): 0 the same, 2 trouble; comments and the order of keys are no difference."""
    reordered = changed("r.yaml", ("pack: nujiang\nedition: undated-1\n", "edition: undated-1  # x\npack: nujiang\n"))
    faulty = changed("f.yaml", ("body: meeting", "body: council"))
    same = rongcuo("diff", str(NUJIANG), reordered)
    machine = json.loads(rongcuo("diff", str(NUJIANG), reordered, "--json").output)
    trouble = [rongcuo("diff", str(NUJIANG), which) for which in (faulty, "missing.yaml", "nujiang@undated-1")]

    assert (same.exit_code, machine["same"], machine["changes"]) == (0, True, [])
    assert [done.exit_code for done in trouble] == [2, 2, 2]
    assert "f.yaml:" in trouble[0].output
    assert "cannot be read" in trouble[1].output
    assert "not running" in trouble[2].output


def test_the_schema_is_printed_as_it_is_kept() -> None:
    """So that one command brings the kept one up to date."""
    assert rongcuo("schema").output == pack_schema()


async def published(pool: Pool) -> list[tuple[str, int, str]]:
    """Edition, number and publisher of every published version of the pack, the oldest first."""
    found = await reference.versions(pool, "pack")
    return [
        (edition_of(each.content).edition, each.version, each.published[0])
        for each in reversed(found)
        if each.published and each.name == "nujiang"
    ]


def editions(*named: str) -> Iterable[Pack]:
    """Bundled editions of these names; `!` marks one whose content a later release changed."""
    base = bundled_pack("nujiang")
    for name in named:
        update = {"edition": name.rstrip("!"), "source": "changed" if name.endswith("!") else base.source}
        yield base.model_copy(update=update)


async def test_up_installs_a_bundled_edition_once_and_overrides_none(app_pool: Pool) -> None:
    """In their order, each once; a changed content under an installed name stays out, a new name comes in."""
    await install_bundled_packs(app_pool, editions("e1", "e2"))
    first = await published(app_pool)
    await install_bundled_packs(app_pool, editions("e1", "e2"))
    await install_bundled_packs(app_pool, editions("e1!", "e2!"))
    again = await published(app_pool)
    await install_bundled_packs(app_pool, editions("e1", "e2", "e3"))
    later = await published(app_pool)
    kept = await reference.get(app_pool, "pack", "nujiang", 2)

    assert first == again == [("e1", 1, "rongcuo up"), ("e2", 2, "rongcuo up")]
    assert later == [*first, ("e3", 3, "rongcuo up")]
    assert kept is not None
    assert kept.content == pack_bytes(next(iter(editions("e2"))))

    [own] = editions("own")
    await reference.propose(app_pool, "pack", "nujiang", pack_bytes(own), base_version=3, note="n", by="one")
    await reference.publish(app_pool, "pack", "nujiang", 4, "two")
    await install_bundled_packs(app_pool, editions("e1", "e2", "e3", "e4"))

    assert await published(app_pool) == [*later, ("own", 4, "two")]


def test_a_file_that_extends_an_edition_is_checked_as_the_whole_it_makes() -> None:
    """Over what comes with the software, or what lies in a folder; faults stand in the small file."""
    Path("bases").mkdir()
    (Path("bases") / "own.yaml").write_text(TEXT.replace("pack: nujiang", "pack: own", 1), "utf-8")
    Path("sector.yaml").write_text("extends: {pack: nujiang, edition: undated-1}\nedition: land-1\n", "utf-8")
    Path("over.yaml").write_text("extends: {pack: own, edition: undated-1}\nedition: a\nban: {bars: [all]}\n", "utf-8")
    sound, unknown = rongcuo("check", "sector.yaml"), rongcuo("check", "over.yaml")
    faulty = rongcuo("check", "over.yaml", "--base", "bases")

    assert [done.exit_code for done in (sound, unknown, faulty)] == [0, 1, 1]
    assert sound.output.startswith("sector.yaml: nujiang land-1 · 6 个步骤 steps · ")
    assert "over.yaml:1:1: extends: 没有可以延伸的 own undated-1" in unknown.output
    assert "--base" in unknown.output
    assert "over.yaml:3:14: ban.bars.0: " in faulty.output
