"""The verbs of the office at the door: against the real API, in both languages, refused, offline, at a terminal."""

import hashlib
import io
import json
from pathlib import Path
from uuid import uuid4

import pytest

from deploy.cli.api_client import TOKEN
from deploy.cli.terminal import API_URL
from deploy.cli.work.session import TOKEN_FILE
from domain.acts.evidence.documents import AddDocument
from eventlog.pool import Pool
from eventlog.reference import install
from policies.packs.loader import pack_bytes
from tests.api.client import ApiClient, Body, CaseAtHand, RecordAtHand
from tests.api.evidence.samples import PDF
from tests.api.positions import CONTACT, HR, MEMBERS, ORGANISATION
from tests.api.shell import Shell
from tests.domain.stories import records

DONE, REFUSED, BAD_INPUT, UNREACHED, UNKNOWN, GIVEN_UP = range(6)
INTERRUPTED = 130


async def test_a_case_is_listed_shown_decided_and_exported(api: ApiClient, at: Shell, tmp_path: Path) -> None:
    """Every verb, for people and for machines."""
    case = await api.file(title=f"申请{uuid4()}")
    number = (await case.read(ORGANISATION))["number"]
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


async def test_a_vote_is_cast_and_changed(api: ApiClient, at: Shell) -> None:
    """The round need not be named: the case has one."""
    case = await api.file()
    await case.accept()
    await case.investigate()
    await case.determine()
    await case.open_round()
    await case.read(MEMBERS[0])
    at.speak(MEMBERS[0])
    first = await at.run("ballot", str(case.id), "--choice", "disagree", "--reasons", "证据不足", "--yes", "--json")
    second = await at.run("ballot", str(case.id), "--choice", "agree", "--yes", "--json")
    assert (first.code, second.code) == (DONE, DONE), first.error + second.error
    assert second.found["events"] == ["ballot_cast"]


async def test_what_is_refused_is_told_in_the_language_of_the_terminal(api: ApiClient, at: Shell) -> None:
    """Sentence, what to do, request id; on the error stream alone; the exit code says of which kind it was."""
    case = await api.file()
    await case.read(CONTACT)
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
    api: ApiClient, at: Shell, words: tuple[str, ...], said: str
) -> None:
    """Before anything is sent; what may be filled in is named."""
    case = await api.file()
    await case.read(ORGANISATION)
    at.speak(ORGANISATION)
    ended = await at.run(*(word.format(case=case.id) for word in words))
    assert ended.code == BAD_INPUT
    assert said in ended.error
    assert await case.stored_version() == case.version


async def test_nobody_answers(at: Shell) -> None:
    """An address at which nothing is, none at all, and one that is none."""
    none = await at.run("inbox")
    at.speak(ORGANISATION)
    at.monkeypatch.setenv(API_URL, "http://127.0.0.1:1")
    nothing = await at.run("cases", "list")
    at.monkeypatch.setenv(API_URL, "nonsense")
    wrong = await at.run("cases", "list")
    assert (none.code, nothing.code, wrong.code) == (UNREACHED, UNREACHED, BAD_INPUT)
    assert "sign-in" in none.error


async def test_an_act_whose_answers_are_all_lost_may_be_sent_again(api: ApiClient, at: Shell) -> None:
    """It says that nobody knows, and with which key it is done once; it is."""
    case = await api.file()
    await case.read(CONTACT)
    at.speak(CONTACT)
    withdrawal = ("act", str(case.id), "withdraw_application", "--set", "reasons=撤回", "--yes", "--json")
    key = str(uuid4())
    at.proxy.loses = b"/withdrawal "  # and none of what is asked before
    lost = await at.run(*withdrawal, "--key", key)
    at.proxy.loses = b""
    assert (lost.code, key in lost.error) == (UNKNOWN, True), lost.error
    again = await at.run(*withdrawal, "--key", key)
    assert again.code == DONE
    told = (await api.read(CONTACT, f"/v1/cases/{case.id}/events"))["events"]
    assert [each["kind"] for each in told].count("application_withdrawn") == 1


async def test_somebody_at_a_terminal_is_asked(api: ApiClient, at: Shell) -> None:
    """Each field with its choices, then the check, then whether; who says no has recorded nothing."""
    case = await api.file()
    await case.read(ORGANISATION)
    at.speak(ORGANISATION)
    act = ("act", str(case.id), "受理")
    no, _ = await at.typed(*act, answers="7\n1\n材料齐全\nn\n")
    assert no == GIVEN_UP
    assert await case.stored_version() == case.version
    yes, said = await at.typed(*act, answers="1\n材料齐全\ny\n")
    assert yes == DONE
    assert "1. 受理" in said
    assert await case.stored_version() == case.version + 1


async def test_a_sign_in_is_kept_for_its_owner_alone(api: ApiClient, at: Shell, tmp_path: Path) -> None:
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


async def test_who_ends_a_command_is_told_what_became_of_it(api: ApiClient, at: Shell) -> None:
    """Ctrl-C while an act is sent: nobody knows, and with the key that is told it is done once; reading just ends."""
    case = await api.file()
    await case.read(CONTACT)
    at.speak(CONTACT)
    withdrawal = ("act", str(case.id), "withdraw_application", "--set", "reasons=撤回", "--yes", "--json")
    key = str(uuid4())
    ended = await at.ended_while(b"/withdrawal ", *withdrawal, "--key", key)
    assert (ended.code, ended.out) == (UNKNOWN, ""), ended.error
    assert key in ended.error
    assert (await at.run(*withdrawal, "--key", key)).code == DONE
    told = (await api.read(CONTACT, f"/v1/cases/{case.id}/events"))["events"]
    assert [each["kind"] for each in told].count("application_withdrawn") == 1

    reading = await at.ended_while(b"GET /v1/tasks", "inbox")
    assert (reading.code, "Traceback" in reading.error) == (INTERRUPTED, False)


async def test_an_export_goes_on_where_it_was_broken_off(api: ApiClient, at: Shell, tmp_path: Path) -> None:
    """It has its name when it is whole; what lies there whole is not fetched again, and what is not its own goes."""
    case = await api.file()
    number = (await case.read(ORGANISATION))["number"]
    contents = [PDF.replace(b"Evidence", uuid4().hex[:8].encode()) for _ in range(2)]
    first, second = [await filed(api, case, content) for content in contents]
    await case.read(ORGANISATION)
    at.speak(ORGANISATION)
    out = tmp_path / "out"
    at.proxy.loses = second.encode()
    broken = await at.run("export", number, "--out", str(out))
    part = out / f"{number}.part"
    assert (broken.code, [each.name for each in out.iterdir()]) == (UNREACHED, [part.name])
    assert (part / f"{first}.pdf").read_bytes() == contents[0]
    (part / f"{second}.pdf").write_bytes(contents[1][:100])
    (part / "of another time").touch()

    at.proxy.loses = first.encode()  # it is there already
    whole = await at.run("export", number, "--out", str(out), "--json")
    assert whole.code == DONE, whole.error
    assert [each.name for each in out.iterdir()] == [number]
    assert _sums_hold(out / number) == {
        *(f"{each}.pdf" for each in (first, second)), "case.json", "timeline.json", "documents.json"
    }  # fmt: skip


async def filed(api: ApiClient, case: CaseAtHand, content: bytes) -> str:
    """A document in the file of a case; its digest."""
    office = api.speaking_as(ORGANISATION)
    uploaded = await office.upload(io.BytesIO(content), "材料.pdf", case_id=case.id)
    said = {"sha256": uploaded.sha256, "size": len(content), "format": uploaded.format, "title": "材料"}
    await office.act(case.id, AddDocument.model_validate(said))
    return str(uploaded.sha256)


async def test_what_is_not_a_case_is_acted_on_too(api: ApiClient, at: Shell, app_pool: Pool) -> None:
    """A work record, by the number that it bears; what is of no number is told as such."""
    pack = records.PACK.model_copy(update={"pack": "with-records"})
    await install(app_pool, "pack", pack.pack, pack_bytes(pack), "test")
    asked: Body = {
        "pack": pack.pack, "record": "pre_check", "keeper": "county-a-committee", "title": "码头", "statement": "拟议",
    }  # fmt: skip
    record = await RecordAtHand.begun(api, CONTACT, asked)
    number = (await record.read(CONTACT))["number"]
    at.speak(CONTACT)
    entered = ("work_record_add", "--set", "statement=补充说明", "--yes", "--json")
    done = await at.run("act", number, *entered)
    unknown = await at.run("act", "记〔1999〕1号", *entered)
    assert done.code == DONE, done.error
    assert done.found["events"] == ["work_record_entry_added"]
    assert (unknown.code, "记〔1999〕1号" in unknown.error) == (REFUSED, True)
