"""The verbs of the office at the door: against the real API, in both languages, refused, offline, at a terminal."""

import asyncio
import hashlib
import json
import os
import pty
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from deploy.cli.api_client import TOKEN
from deploy.cli.main import app
from deploy.cli.terminal import API_URL
from deploy.cli.work.session import TOKEN_FILE
from tests.api.client import ApiClient
from tests.api.positions import CONTACT, HR, MEMBERS, ORGANISATION
from tests.api.served import Between, between, served

DONE, REFUSED, BAD_INPUT, UNREACHED, UNKNOWN, GIVEN_UP = range(6)
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    error: str

    @property
    def found(self) -> dict[str, object]:
        """Its answer, as a machine reads it."""
        answer: dict[str, object] = json.loads(self.out)
        return answer


@dataclass(slots=True)
class Terminal:
    """Runs commands as somebody, in a folder of their own."""

    monkeypatch: pytest.MonkeyPatch
    proxy: Between
    api: ApiClient

    def speak(self, who: str, language: str = "zh_CN.UTF-8") -> None:
        """Be somebody from now on."""
        for name, value in {API_URL: self.proxy.url, TOKEN: self.api.tokens[who], "LC_ALL": language}.items():
            self.monkeypatch.setenv(name, value)

    async def run(self, *words: str, stdin: str = "") -> Ended:
        """Run a command; nobody is at its terminal."""
        done = await asyncio.to_thread(CliRunner().invoke, app, words, input=stdin)
        return Ended(done.exit_code, done.stdout, done.stderr)

    async def typed(self, *words: str, answers: str) -> tuple[int | None, str]:
        """Run it at a real terminal, on which somebody types these lines."""
        ours, theirs = pty.openpty()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "deploy.cli.main", *words, stdin=theirs, stderr=theirs, stdout=PIPE, cwd=ROOT
        )
        os.close(theirs)
        os.write(ours, answers.encode())
        reading = asyncio.create_task(asyncio.to_thread(_all_of, ours))
        await process.communicate()
        said = await reading
        os.close(ours)
        return process.returncode, said


def _all_of(terminal: int) -> str:
    parts = []
    try:
        while part := os.read(terminal, 65_536):
            parts.append(part)
    except OSError:  # the other end is closed
        pass
    return b"".join(parts).decode()


@pytest.fixture
async def at(api: ApiClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Terminal]:
    """A terminal before the API, in an empty folder, with no settings of anybody's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    for name in (API_URL, TOKEN, TOKEN_FILE):
        monkeypatch.delenv(name, raising=False)
    with capture_logs():  # the API runs in this process, and what it notes is no answer of a command
        async with served(api, 0) as port, between(port) as proxy:
            yield Terminal(monkeypatch, proxy, api)


async def test_a_case_is_listed_shown_decided_and_exported(api: ApiClient, at: Terminal, tmp_path: Path) -> None:
    """Every verb, for people and for machines."""
    case = await api.file(title=f"申请{uuid4()}")
    number = (await case.get(ORGANISATION)).json()["number"]
    assert isinstance(number, str)
    at.speak(ORGANISATION)

    listed = await at.run("cases", "list", "--number", number)
    machine = await at.run("cases", "list", "--number", number, "--json")
    tasks = await at.run("inbox", "--view", "unclaimed", "--json")
    shown = await at.run("case", "show", number)
    assert {each.code for each in (listed, machine, tasks, shown)} == {DONE}
    assert listed.out.split("\t")[0] == number
    assert [each["case_id"] for each in json.loads(machine.out)["items"]] == [str(case.id)]
    assert str(case.id) in tasks.out
    assert "decide_acceptance" in shown.out
    assert "受理" in shown.out

    given = ("--set", "accepted=yes", "--set", "reasons=材料齐全")
    checked = await at.run("act", number, "受理", "--check", *given)
    assert checked.code == DONE
    assert "材料齐全" in checked.out
    assert await case.stored_version() == case.version

    key = str(uuid4())
    done = await at.run("act", number, "decide_acceptance", "--yes", "--json", "--key", key, *given)
    again = await at.run("act", number, "decide_acceptance", "--yes", "--json", "--key", key, *given)
    assert (done.code, again.code) == (DONE, DONE), done.error
    assert done.found == again.found
    assert done.found["command_id"] == key

    exported = await at.run("export", number, "--out", str(tmp_path / "out"), "--json")
    folder = Path(str(exported.found["folder"]))
    assert _sums_hold(folder) >= {"case.json", "timeline.json", "documents.json"}
    twice = await at.run("export", number, "--out", str(tmp_path / "out"))
    assert (twice.code, "没有覆盖" in twice.error) == (BAD_INPUT, True)


def _sums_hold(folder: Path) -> set[str]:
    """The files of an export, each of which is what its list says."""
    lines = [line.split("  ") for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines()]
    assert [hashlib.sha256((folder / name).read_bytes()).hexdigest() for _, name in lines] == [
        sum_ for sum_, _ in lines
    ]
    return {name for _, name in lines}


async def test_a_vote_is_cast_and_changed(api: ApiClient, at: Terminal) -> None:
    """The round need not be named: the case has one."""
    case = await api.file()
    await case.accept()
    await case.investigate()
    await case.determine()
    await case.open_round()
    await case.get(MEMBERS[0])
    at.speak(MEMBERS[0])
    first = await at.run("ballot", str(case.id), "--choice", "disagree", "--reasons", "证据不足", "--yes", "--json")
    second = await at.run("ballot", str(case.id), "--choice", "agree", "--yes", "--json")
    assert (first.code, second.code) == (DONE, DONE), first.error + second.error
    assert second.found["events"] == ["ballot_cast"]


async def test_what_is_refused_is_told_in_the_language_of_the_terminal(api: ApiClient, at: Terminal) -> None:
    """Sentence, what to do, request id; on the error stream alone; the exit code says of which kind it was."""
    case = await api.file()
    await case.get(CONTACT)
    reasons = ("--set", "reasons=撤回", "--yes")
    at.speak(CONTACT)
    assert (await at.run("act", str(case.id), "withdraw_application", *reasons)).code == DONE
    zh = await at.run("act", str(case.id), "withdraw_application", *reasons)
    at.speak(CONTACT, "en_GB.UTF-8")
    en = await at.run("act", str(case.id), "withdraw_application", *reasons)
    at.speak(HR)
    hidden = await at.run("case", "show", str(case.id))
    at.monkeypatch.setenv(TOKEN, "nonsense")
    nobody = await at.run("inbox")

    assert {each.code for each in (zh, en, hidden, nobody)} == {REFUSED}
    assert zh.out == en.out == ""
    assert "请求编号" in zh.error
    assert "request" in en.error
    assert zh.error.splitlines()[0] != en.error.splitlines()[0]
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in en.error.splitlines()[0])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("act", "{case}", "shouli", "--yes"), "没有这种办理"),
        (("act", "{case}", "受理", "--yes", "--set", "nonsense=1"), "没有这一项"),
        (("act", "{case}", "受理", "--yes", "--set", "reasons"), "没有这一项"),
        (("act", "{case}", "受理", "--yes"), "--set accepted=…"),
        (("act", "{case}", "受理", "--yes", "--set", "accepted=maybe", "--set", "reasons=x"), "accepted"),
        (("act", "{case}", "受理", "--set", "accepted=yes", "--set", "reasons=x"), "--yes"),
        (("act", "{case}", "受理", "--yes", "--body", "nowhere.json"), "不能读取"),
        (("act", "{case}", "file_application", "--yes"), "没有这种办理"),
    ],
)
async def test_bad_input_is_told_and_nothing_is_recorded(
    api: ApiClient, at: Terminal, words: tuple[str, ...], said: str
) -> None:
    """Before anything is sent; what may be filled in is named."""
    case = await api.file()
    await case.get(ORGANISATION)
    at.speak(ORGANISATION)
    ended = await at.run(*(word.format(case=case.id) for word in words))
    assert ended.code == BAD_INPUT
    assert said in ended.error
    assert await case.stored_version() == case.version


async def test_nobody_answers(at: Terminal) -> None:
    """An address at which nothing is, none at all, and one that is none."""
    none = await at.run("inbox")
    at.speak(ORGANISATION)
    at.monkeypatch.setenv(API_URL, "http://127.0.0.1:1")
    nothing = await at.run("cases", "list")
    at.monkeypatch.setenv(API_URL, "nonsense")
    wrong = await at.run("cases", "list")
    assert (none.code, nothing.code, wrong.code) == (UNREACHED, UNREACHED, BAD_INPUT)
    assert "sign-in" in none.error


async def test_an_act_whose_answers_are_all_lost_may_be_sent_again(api: ApiClient, at: Terminal) -> None:
    """It says that nobody knows, and with which key it is done once; it is."""
    case = await api.file()
    await case.get(CONTACT)
    at.speak(CONTACT)
    withdrawal = ("act", str(case.id), "withdraw_application", "--set", "reasons=撤回", "--yes", "--json")
    key = str(uuid4())
    at.proxy.loses = b"/withdrawal "  # and none of what is asked before
    lost = await at.run(*withdrawal, "--key", key)
    at.proxy.loses = b""
    assert (lost.code, key in lost.error) == (UNKNOWN, True), lost.error
    again = await at.run(*withdrawal, "--key", key)
    assert again.code == DONE
    told = (await api.get(CONTACT, f"/v1/cases/{case.id}/events")).json()["events"]
    assert [each["kind"] for each in told].count("application_withdrawn") == 1


async def test_somebody_at_a_terminal_is_asked(api: ApiClient, at: Terminal) -> None:
    """Each field with its choices, then the check, then whether; who says no has recorded nothing."""
    case = await api.file()
    await case.get(ORGANISATION)
    at.speak(ORGANISATION)
    act = ("act", str(case.id), "受理")
    no, _ = await at.typed(*act, answers="7\n1\n材料齐全\nn\n")
    assert no == GIVEN_UP
    assert await case.stored_version() == case.version
    yes, said = await at.typed(*act, answers="1\n材料齐全\ny\n")
    assert yes == DONE
    assert "1. 受理" in said
    assert await case.stored_version() == case.version + 1


async def test_a_sign_in_is_kept_for_its_owner_alone(api: ApiClient, at: Terminal, tmp_path: Path) -> None:
    """The token comes from input, never from an argument; a file that others read is not taken."""
    wrong = await at.run("sign-in", "--url", at.proxy.url, stdin="nonsense\n")
    file = tmp_path / "settings" / "rongcuo" / "sign-in.json"
    assert (wrong.code, file.exists()) == (REFUSED, False)
    right = await at.run("sign-in", "--url", at.proxy.url, stdin=f"{api.tokens[ORGANISATION]}\n")
    assert (right.code, file.stat().st_mode & 0o777) == (DONE, 0o600)
    assert api.tokens[ORGANISATION] not in right.out + right.error
    assert (await at.run("inbox")).code == DONE

    file.chmod(0o644)
    assert (await at.run("inbox")).code == BAD_INPUT
    token = tmp_path / "token"
    token.write_text(api.tokens[ORGANISATION] + "\n")
    at.monkeypatch.setenv(TOKEN_FILE, str(token))
    at.monkeypatch.setenv(API_URL, at.proxy.url)
    assert (await at.run("inbox")).code == BAD_INPUT
    token.chmod(0o600)
    assert (await at.run("inbox")).code == DONE
    at.monkeypatch.delenv(TOKEN_FILE)
    at.monkeypatch.delenv(API_URL)
    assert (await at.run("sign-out")).code == DONE
    assert (await at.run("inbox")).code == UNREACHED
