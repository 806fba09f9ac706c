"""Short laws are short packs: what a text does not have is not written, and English is nowhere needed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli.main import app
from domain.pack.pack import Pack
from policies.drawing.panels import panels
from policies.packs.loader import bundled_packs, load_pack, pack_bytes, parse_pack
from policies.scenario_language.runs import pack_of, ready, run

SHORT = Path(__file__).parent / "short"
LAW = (SHORT / "law.yaml").read_text("utf-8")
LINES_OF_A_SHORT_LAW = 30


def played(path: Path) -> list[str]:
    """What differs in the scenarios of a file."""
    readied = ready(path.read_bytes(), path.name, lambda file: pack_of(file, path.parent))
    return [f"{each.name}: {fault}" for each in run(readied) for fault in each.differences]


def test_a_law_of_one_article_fits_in_thirty_lines_and_is_played_to_its_end() -> None:
    """From the application to the closed case; a reappraisal it does not have cannot be asked for."""
    assert len(LAW.splitlines()) <= LINES_OF_A_SHORT_LAW
    assert played(SHORT / "scenarios.yaml") == []


def test_a_name_in_chinese_stands_for_both_languages() -> None:
    """`name: 受理`, `office: 镇纪委`, and `{zh: …}` without English."""
    pack = parse_pack(LAW.replace("name: 认定,", "name: {zh: 认定},").encode(), "law.yaml")

    assert (pack.name.zh, pack.name.en) == ("兰溪镇容错认定规定", "兰溪镇容错认定规定")
    assert pack.roles["office"].en == "镇纪委"
    assert (pack.step("decision").name.zh, pack.step("decision").name.en) == ("认定", "认定")


def test_what_is_written_short_is_installed_whole() -> None:
    """The content that is kept says everything, and reads back as the same pack."""
    pack = load_pack(SHORT / "law.yaml")

    assert Pack.model_validate_json(pack_bytes(pack)) == pack


def test_a_drawing_shows_nothing_that_the_pack_does_not_have() -> None:
    """No duties, no reappraisal, no ladder; not even what we do where a text says nothing."""
    assert [panel.name for panel in panels(load_pack(SHORT / "law.yaml"))] == ["outcomes", "rules"]


@pytest.mark.parametrize("pack", [*bundled_packs()], ids=lambda pack: pack.pack)
def test_a_drawing_shows_criteria_ban_results_and_reappraisal(pack: Pack) -> None:
    """Of a pack that has them, under headings of their own, every criterion and every area by its name."""
    shown = {panel.name: panel for panel in panels(pack)}
    told = str(shown)

    assert {"assessment", "outcomes", "ban", "results", "reappraisal"} <= shown.keys()
    named = [*pack.assessment.criteria, *pack.assessment.grounds, *pack.results.areas, *pack.ban.exceptions]
    assert [item.name.zh for item in named if item.name.zh not in told] == []


def test_a_place_begins_with_a_pack_that_is_sound_and_a_scenario_that_holds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`policy new` writes three files, and nothing over what is there."""
    monkeypatch.chdir(tmp_path)
    made = CliRunner().invoke(app, ["policy", "new", "lanxi", "--name", "兰溪镇"])
    again = CliRunner().invoke(app, ["policy", "new", "lanxi"])
    chinese = CliRunner().invoke(app, ["policy", "new", "兰溪"])

    assert made.exit_code == 0, made.output
    assert sorted(path.name for path in Path("lanxi").iterdir()) == ["pack.schema.json", "pack.yaml", "scenarios.yaml"]
    pack = load_pack(Path("lanxi/pack.yaml"))
    assert (pack.pack, pack.name.zh) == ("lanxi", "兰溪镇容错纠错程序")
    assert played(Path("lanxi/scenarios.yaml")) == []
    assert (again.exit_code, chinese.exit_code) == (2, 2)
    assert "已经存在" in again.output


@pytest.mark.parametrize("pack", [*bundled_packs()], ids=lambda pack: pack.pack)
def test_a_step_is_explained_in_plain_chinese(pack: Pack, tmp_path: Path) -> None:
    """Every step of every pack, called by its id or its name, with who acts and where each outcome leads."""
    path = tmp_path / "pack.json"
    path.write_bytes(pack_bytes(pack))
    for step_id, step in pack.tolerance.steps.items():
        told = CliRunner().invoke(app, ["policy", "explain", str(path), step_id])

        assert told.exit_code == 0, told.output
        assert told.output == CliRunner().invoke(app, ["policy", "explain", str(path), step.name.zh]).output
        assert all(f"：进入{pack.step(to).name.zh}" in told.output for to in step.leads.values() if to != "end")
    unknown = CliRunner().invoke(app, ["policy", "explain", str(path), "nowhere"])
    assert unknown.exit_code == 1
    assert next(iter(pack.tolerance.steps)) in unknown.output
