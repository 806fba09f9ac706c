"""The guides for authors of packs: every snippet fits into a pack as it stands, and no key is left out."""

import re
from pathlib import Path

import pytest
import yaml
from pydantic import JsonValue
from typer.testing import CliRunner

import domain
from deploy.cli.main import app
from domain.pack.pack import Pack
from policies.packs.loader import bundled_packs, load_pack, parse_pack
from policies.packs.located import FaultyFile

DOCS = Path(domain.__file__).parents[1] / "docs"
GUIDE = (DOCS / "packs.md").read_text(encoding="utf-8")
SNIPPETS = [
    (f"{name}:{text.count(chr(10), 0, found.start()) + 2}", found[1])
    for name in ("packs.md", "steps.md", "editions.md", "appeals.md", "official-documents.md")
    for text in [(DOCS / name).read_text(encoding="utf-8")]
    for found in re.finditer(r"```yaml\n(.*?)```", text, re.DOTALL)
    if not found[1].startswith("# yaml-language-server")
]


def put_in(whole: JsonValue, part: JsonValue) -> JsonValue:
    """A part put in its place: mappings key by key, all else instead of what stood there."""
    if isinstance(whole, dict) and isinstance(part, dict) and whole.get("kind") == part.get("kind", whole.get("kind")):
        return {**whole, **{key: put_in(whole.get(key), each) for key, each in part.items()}}
    return part


@pytest.mark.parametrize("snippet", [text for _, text in SNIPPETS], ids=[where for where, _ in SNIPPETS])
def test_a_snippet_is_sound_where_it_is_put(snippet: str) -> None:
    """In one of the bundled packs, whose names it uses; a file that extends another is sound by itself."""
    part = yaml.safe_load(snippet)
    assert set(part) <= {*Pack.model_fields, "extends", "remove"}
    faults = {}
    for pack in bundled_packs():
        whole = (
            part if "extends" in part else put_in(pack.model_dump(mode="json", by_alias=True, exclude_none=True), part)
        )
        try:
            parse_pack(yaml.safe_dump(whole, allow_unicode=True).encode(), pack.pack)
        except FaultyFile as faulty:
            faults[pack.pack] = [str(fault) for fault in faulty.faults]
        else:
            return
    pytest.fail(f"no pack takes it: {faults}")


def test_the_guide_has_snippets() -> None:
    """A pattern that finds none would prove nothing."""
    assert len(SNIPPETS) > 10


def test_the_guide_tells_every_key_of_the_language() -> None:
    """What was added to the language is added to the guide."""
    schema = Pack.model_json_schema(by_alias=True)
    keys = {key for shape in (schema, *schema["$defs"].values()) for key in shape.get("properties", ())}
    named = set(
        re.findall(
            r"[a-z_]+",
            GUIDE + (DOCS / "steps.md").read_text("utf-8") + (DOCS / "official-documents.md").read_text("utf-8"),
        )
    )

    assert sorted(keys - named) == []


def test_the_guide_is_read_in_an_hour() -> None:
    """Whoever adds to it takes something away, or writes it on a page of its own; the rest is there to look up."""
    taught, _, rest = GUIDE.partition("\n## 各部分")
    assert len(taught.splitlines()) <= 260
    assert len(rest.splitlines()) <= 380


def blocks(kind: str) -> list[str]:
    """The blocks of the guide that are marked so."""
    return re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture
def qingxi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place of the guide, built of its blocks in their order."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pack.yaml").write_text("".join(blocks("yaml qingxi")), "utf-8")
    (tmp_path / "scenarios.yaml").write_text("".join(blocks("yaml scenarios")), "utf-8")
    return tmp_path / "pack.yaml"


def told(*arguments: str) -> str:
    """What a command says."""
    return CliRunner().invoke(app, ["policy", *arguments]).output


def test_the_place_of_the_guide_is_a_sound_pack_whose_scenarios_hold(qingxi: Path) -> None:
    """A reader who copies it has a procedure that runs; every article it lists is carried."""
    pack = load_pack(qingxi)
    rules = told("rules", "pack.yaml", "--scenarios", "scenarios.yaml")

    assert pack.pack not in {bundled.pack for bundled in bundled_packs()}
    assert "4 个场景 scenarios · 0 个不符 differ · 0 个文件有误" in told("test", "scenarios.yaml")
    assert f"{len(pack.rules)} 条由程序承载" in rules
    assert "未承载" not in rules


def test_the_guide_shows_what_the_commands_say(qingxi: Path) -> None:
    """Faults and explanations stand in it word for word."""
    (explained,) = blocks("text explain")
    assert explained == "$ rongcuo policy explain pack.yaml 受理\n" + told("explain", "pack.yaml", "受理")

    text = qingxi.read_text("utf-8")
    for before, after in (
        ("name: 没有谋取私利,", "name: 没有谋取私利, 没有优亲厚友,"),
        ("unit: working_days, from: application", "unit: work_days, from: application"),
    ):
        assert before in text
        text = text.replace(before, after, 1)
    qingxi.write_text(text, "utf-8")
    (faults,) = blocks("text faults")
    assert faults == "$ rongcuo policy check pack.yaml\n" + told("check", "pack.yaml")
