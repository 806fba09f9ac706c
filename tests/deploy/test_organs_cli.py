"""`rongcuo organs check` and `policy check --organs` at the door; and when `up` reads organs.yaml again."""

import json
from importlib.resources import files
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from activities.law import ORGANS
from deploy.cli.main import app
from deploy.roles.installation import install_organs
from eventlog import reference, register_acts
from eventlog.pool import Pool
from eventlog.register_acts import Change
from policies.packs.located import FaultyFile

SAMPLE = files("deploy.demo") / "sample" / "organs.yaml"
TEXT = SAMPLE.read_text("utf-8")
NUJIANG = str(files("policies") / "packs" / "nujiang" / "undated-1.yaml")


def written(path: Path, *changes: tuple[str, str]) -> Path:
    """The sample with changes, as a file."""
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    return path


def test_a_sound_file_is_told_by_what_it_holds() -> None:
    """Exit code 0, and how much of what."""
    told = CliRunner().invoke(app, ("organs", "check", str(SAMPLE)))

    assert told.exit_code == 0
    assert "sample · " in told.output
    assert "165 人 people" in told.output


def test_all_faults_are_told_with_lines_and_what_to_do(tmp_path: Path) -> None:
    """Exit code 1; for machines as JSON."""
    faulty = written(
        tmp_path / "organs.yaml",
        ("{id: p033, name: 李云岫}", "{id: p033, name: 牟思齐}"),
        (
            "{person: p164, position: prefecture-operations-audit",
            "{person: p163, position: prefecture-operations-audit",
        ),
    )
    told = CliRunner().invoke(app, ("organs", "check", str(faulty)))
    read = json.loads(CliRunner().invoke(app, ("organs", "check", "--json", str(faulty))).output)

    assert told.exit_code == 1
    assert "2 处错误 / faults" in told.output
    assert "确系另一人的，写明 namesake: true" in told.output
    assert [fault["kind"] for fault in read["files"][0]["faults"]] == ["person_of_that_name", "administrators_apart"]
    assert not read["ok"]


def test_roles_of_a_pack_that_nobody_plays_are_told(tmp_path: Path) -> None:
    """Held against a register whose county has no discipline organ."""
    lacking = written(
        tmp_path / "organs.yaml", ("id: county-a-discipline, role: discipline", "id: county-a-discipline, role: unit")
    )
    told = CliRunner().invoke(app, ("policy", "check", NUJIANG, "--organs", str(lacking)))

    assert told.exit_code == 0
    assert "nujiang discipline（纪检监察机关" in told.output
    assert "demo-county-a" in told.output


async def test_a_faulty_edit_is_refused_and_what_was_installed_stays(tmp_path: Path, app_pool: Pool) -> None:
    """Nothing is installed of a file that names somebody twice without saying so."""
    path = written(tmp_path / "organs.yaml")
    installed = await install_organs(app_pool, path)
    faulty = written(path, ("{id: p033, name: 李云岫}", "{id: p033, name: 牟思齐}"))

    with pytest.raises(FaultyFile, match="同名"):
        await install_organs(app_pool, faulty)
    assert await install_organs(app_pool, written(path)) == installed


async def test_up_reads_the_file_as_long_as_nobody_changed_the_register(tmp_path: Path, app_pool: Pool) -> None:
    """Edited it is the next version; after an act it is people's, and an edit changes nothing."""
    path = written(tmp_path / "organs.yaml")
    await install_organs(app_pool, path)
    edited = written(path, ("name: 温以成", "name: 温以诚"))
    second = await install_organs(app_pool, edited)
    newest = await reference.get(app_pool, "organs", ORGANS)
    assert newest is not None
    content = newest.content.replace("温以诚".encode(), "温一诚".encode())
    change = Change(uuid4(), newest.version, content, b"{}", b"{}", "p162")
    assert await register_acts.publish(app_pool, change) == newest.version + 1
    third = await install_organs(app_pool, written(path, ("name: 温以成", "name: 别的名字")))

    assert [person.name for person in second.people][-3] == "温以诚"
    assert [person.name for person in third.people][-3] == "温一诚"
