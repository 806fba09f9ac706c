"""`rongcuo policy install | approve | withdraw | list | diff`, against an API that is served on a port."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from api.identity.demonstration import TokensFile
from deploy.cli.api_client import TOKEN
from deploy.cli.terminal import API_URL
from tests.api.law.terminal import Terminal
from tests.api.law.test_packs import text
from tests.api.positions import OPERATOR, REVIEWER


@dataclass(slots=True)
class PolicyTerminal(Terminal):
    """Its commands, and what they are tried on."""

    COMMAND = "policy"
    pack: str

    def token(self, position: str) -> str:
        """The token of whoever holds a position."""
        tokens = TokensFile.model_validate_json((self.directory / "tokens").read_bytes())
        return next(entry.token for entry in tokens.personas if entry.position == position)

    def file(self, edition: str = "first", days: int = 15, but: tuple[str, str] = ("", "")) -> str:
        """An edition of this test's own pack, as a file; `but` replaces its words once."""
        path = self.directory / f"{edition}-{days}.yaml"
        path.write_text(text(self.pack, edition, days).replace(*but, 1), "utf-8")
        return str(path)


@pytest.fixture
def terminal(tokens_directory: Path) -> PolicyTerminal:
    """A shell of whoever may read the tokens."""
    return PolicyTerminal(tokens_directory, f"p{uuid4().hex[:8]}")


async def test_from_a_file_to_the_edition_that_counts(terminal: PolicyTerminal) -> None:
    """Install names the next steps, the comparison shows what a reviewer should see, the list has both people."""
    pack = terminal.pack
    first = await terminal.rongcuo("install", terminal.file())
    await terminal.rongcuo("approve", pack, "1", "--as", REVIEWER)
    second = await terminal.rongcuo("install", terminal.file("second", 20))
    step = re.findall(rf"rongcuo policy (diff {pack}@1 {pack}@2)", second.output)
    seen = await terminal.rongcuo(*step[0].split())
    by_name = await terminal.rongcuo("diff", f"{pack}@first", f"{pack}@second", "--json")
    approved = await terminal.rongcuo("approve", pack, "2", "--as", REVIEWER)
    listed = await terminal.rongcuo("list")

    assert [done.exit_code for done in (first, second, seen, by_name, approved, listed)] == [0, 0, 1, 1, 0, 0]
    assert "no case begins under it yet" in first.output
    assert f"rongcuo policy approve {pack} 1 --as" in first.output
    assert "15 working days → 20 个工作日 20 working days" in seen.output
    assert [change["at"][-1] for change in json.loads(by_name.output)["changes"]] == ["edition", "amount"]
    assert f"{pack} 2 (second) is published" in approved.output
    assert re.search(rf"{pack} 2 .*现行.*祁怀远.*闻人澈", listed.output)
    assert re.search(rf"{pack} 1 .*被取代", listed.output)


async def test_approval_wants_a_second_person_by_name(
    terminal: PolicyTerminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody approves by default, the proposer is refused, a token of the environment names its person."""
    await terminal.rongcuo("install", terminal.file())
    nobody = await terminal.rongcuo("approve", terminal.pack, "1")
    same = await terminal.rongcuo("approve", terminal.pack, "1", "--as", OPERATOR)
    unknown = await terminal.rongcuo("approve", terminal.pack, "1", "--as", "nobody")
    monkeypatch.setenv(TOKEN, terminal.token(REVIEWER))
    other = await terminal.rongcuo("approve", terminal.pack, "1", "--json")

    assert [done.exit_code for done in (nobody, same, unknown, other)] == [2, 2, 1, 0]
    assert "--as" in nobody.output
    assert "four_eyes" in same.output
    assert json.loads(other.output)["state"] == "current"


async def test_what_is_refused_says_what_to_do(terminal: PolicyTerminal) -> None:
    """A changed edition needs a new name; the same one is no fault; a withdrawn draft is gone."""
    await terminal.rongcuo("install", terminal.file())
    changed = await terminal.rongcuo("install", terminal.file(days=16))
    back = await terminal.rongcuo("withdraw", terminal.pack, "1")
    await terminal.rongcuo("install", terminal.file())
    await terminal.rongcuo("approve", terminal.pack, "2", "--as", REVIEWER)
    same = await terminal.rongcuo("install", terminal.file())
    nowhere = await terminal.rongcuo("withdraw", terminal.pack, "9")
    unknown = await terminal.rongcuo("diff", f"{terminal.pack}@2", f"{terminal.pack}@third")

    assert [done.exit_code for done in (changed, back, same, nowhere, unknown)] == [2, 0, 0, 2, 2]
    assert "[edition_exists]" in changed.output
    assert "Give it another name" in changed.output
    assert "is withdrawn" in back.output
    assert "[edition_installed]" in same.output
    assert f"{terminal.pack}@2 (first)" in unknown.output


async def test_a_faulty_file_is_sent_nowhere(terminal: PolicyTerminal) -> None:
    """Its faults are told as `check` tells them, and there is no draft."""
    path = terminal.file(but=("amount: 15", "amount: many"))
    faulty = await terminal.rongcuo("install", path)
    listed = await terminal.rongcuo("list", "--json")

    assert faulty.exit_code == 2
    assert re.search(rf"{path}:\d+:\d+: tolerance.steps.acceptance.within.amount: ", faulty.output)
    assert "应为整数" in faulty.output
    assert terminal.pack not in listed.output


async def test_what_only_the_installation_knows_is_told_on_its_line(terminal: PolicyTerminal) -> None:
    """A calendar that nobody installed is found by the API, and shown at its place in the file."""
    path = terminal.file(but=("calendar: cn", "calendar: moon"))
    refused = await terminal.rongcuo("install", path)
    whole = text(terminal.pack)
    line = whole[: whole.index("calendar: cn")].count("\n") + 1

    assert refused.exit_code == 2
    assert f"{path}:{line}:1: calendar: 没有声明过 moon；已声明的有 cn / unknown name moon" in refused.output


async def test_without_an_api_it_says_so(terminal: PolicyTerminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is listed, installed or compared by guess."""
    monkeypatch.delenv(API_URL)
    done = [
        await terminal.rongcuo("list"),
        await terminal.rongcuo("install", terminal.file()),
        await terminal.rongcuo("diff", "nujiang@1", terminal.file()),
    ]

    assert [each.exit_code for each in done] == [1, 1, 2]
    assert all("not running" in each.output for each in done)


async def test_a_draft_is_previewed_before_it_is_published(terminal: PolicyTerminal) -> None:
    """Counts for people and for machines, and where the choice is made; an unknown version is not found."""
    await terminal.rongcuo("install", terminal.file())
    plain = await terminal.rongcuo("preview", terminal.pack, "1")
    machine = await terminal.rongcuo("preview", terminal.pack, "1", "--json")
    missing = await terminal.rongcuo("preview", terminal.pack, "2")

    assert [done.exit_code for done in (plain, machine, missing)] == [0, 0, 2]
    assert "按较早版本在办" in plain.output
    assert "/transition" in plain.output
    assert json.loads(machine.output)["counts"]["cases"] == 0
