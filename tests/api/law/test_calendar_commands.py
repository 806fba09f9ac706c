"""`rongcuo calendar import | preview | approve | withdraw | versions`, against an API that is served on a port."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from deploy.cli.api_client import TOKEN
from deploy.cli.terminal import API_URL
from tests.api.client import ApiClient
from tests.api.law.terminal import Terminal
from tests.api.positions import OPERATOR, REVIEWER
from workflows.roll_out import roll_out_handle


@dataclass(slots=True)
class CalendarTerminal(Terminal):
    """Its commands, and what they are tried on."""

    COMMAND = "calendar"
    api: ApiClient

    async def import_(self, *more: str) -> int:
        """Propose one more festival; the number of the draft."""
        done = await self.rongcuo("import", self.notice(), "--json", *more)
        assert done.exit_code == 0, done.output
        return int(json.loads(done.output)["draft"]["version"])

    def notice(self, day: str = "2026-11-30") -> str:
        """A notice of one holiday in a locality of its own, as a file."""
        path = self.directory / "festival.json"
        days = [{"name": "阔时节", "date": day, "isOffDay": True}]
        content = {"year": 2026, "papers": ["a notice"], "locality": f"l{uuid4().hex[:8]}", "days": days}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
        return str(path)


@pytest.fixture
def terminal(api_alone: ApiClient, tokens_directory: Path) -> CalendarTerminal:
    """A shell of whoever may read the tokens."""
    return CalendarTerminal(tokens_directory, api_alone)


async def test_from_a_notice_to_the_version_that_counts(terminal: CalendarTerminal) -> None:
    """Import says what changes and what is next, each step names the following one, and the list has both people."""
    imported = await terminal.rongcuo("import", terminal.notice("2026-12-21"))
    version = int(re.findall(r"rongcuo calendar preview (\d+)", imported.output)[0])
    preview = await terminal.rongcuo("preview", str(version))
    approved = await terminal.rongcuo("approve", str(version), "--as", REVIEWER)
    versions = await terminal.rongcuo("versions")
    await roll_out_handle(terminal.api.context.temporal, "cn", version).terminate()

    assert [done.exit_code for done in (imported, preview, approved, versions)] == [0, 0, 0, 0]
    assert "2026-12-21 地方放假" in imported.output
    assert "nothing counts by it yet" in imported.output
    assert f"rongcuo calendar approve {version} --as" in preview.output
    assert f"version {version} is published" in approved.output
    assert re.search(rf"{version} .*current.*祁怀远.*闻人澈", versions.output)


async def test_approval_wants_a_second_person_by_name(
    terminal: CalendarTerminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody approves by default, the proposer is refused, a token of the environment names its person."""
    version = await terminal.import_()
    nobody = await terminal.rongcuo("approve", str(version))
    same = await terminal.rongcuo("approve", str(version), "--as", OPERATOR)
    unknown = await terminal.rongcuo("approve", str(version), "--as", "nobody")
    monkeypatch.setenv(TOKEN, terminal.api.tokens[REVIEWER])
    other = await terminal.rongcuo("approve", str(version), "--json")
    await roll_out_handle(terminal.api.context.temporal, "cn", version).terminate()

    assert [done.exit_code for done in (nobody, same, unknown, other)] == [2, 2, 1, 0]
    assert "--as" in nobody.output
    assert "[four_eyes]" in same.output
    assert REVIEWER in unknown.output
    assert json.loads(other.output)["decided_by"]["person"] == "p099"


async def test_a_draft_is_withdrawn(terminal: CalendarTerminal) -> None:
    """By an operator unless somebody else is named; it cannot be published then."""
    version = await terminal.import_("--as", REVIEWER)
    withdrawn = await terminal.rongcuo("withdraw", str(version))
    late = await terminal.rongcuo("approve", str(version), "--as", OPERATOR)

    assert (withdrawn.exit_code, late.exit_code) == (0, 2)
    assert "[draft_ended]" in late.output


async def test_a_faulty_notice_is_told_line_by_line(terminal: CalendarTerminal) -> None:
    """As an editor wants it: file, line, column; exit 2, and nothing new is listed."""
    before = await terminal.rongcuo("versions", "--json")
    faulty = await terminal.rongcuo("import", terminal.notice("2025-11-30"))
    after = await terminal.rongcuo("versions", "--json")

    assert faulty.exit_code == 2
    assert faulty.output.startswith("festival.json:10:4: days.0.date: 2025-11-30 does not belong to 2026")
    assert before.output == after.output


async def test_what_changes_nothing_is_no_draft(terminal: CalendarTerminal) -> None:
    """A published notice imported again: exit 0, and it says so."""
    notice = terminal.notice()
    first = await terminal.rongcuo("import", notice, "--json")
    version = json.loads(first.output)["draft"]["version"]
    await terminal.rongcuo("approve", str(version), "--as", REVIEWER)
    await roll_out_handle(terminal.api.context.temporal, "cn", version).terminate()
    again = await terminal.rongcuo("import", notice)

    assert again.exit_code == 0
    assert "[calendar_unchanged]" in again.output
    assert f"version {version}" in again.output


async def test_an_api_that_does_not_answer_is_told(terminal: CalendarTerminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 1 and a sentence, no traceback."""
    monkeypatch.setenv(API_URL, "http://127.0.0.1:1")
    silent = await terminal.rongcuo("versions")

    assert silent.exit_code == 1
    assert "does not answer" in silent.output
