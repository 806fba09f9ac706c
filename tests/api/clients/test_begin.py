"""`rongcuo begin`: by the command line, by a file, at a terminal; with its documents; and what goes wrong."""

import json
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from eventlog.pool import Pool
from eventlog.reference import install
from policies.packs.loader import pack_bytes
from tests.api.client import ApiClient
from tests.api.evidence.samples import PDF
from tests.api.meetings.test_meetings import notice, ripe
from tests.api.positions import CONTACT, ENDORSER, HR, ORGANISATION, SECRETARY
from tests.api.shell import Ended, Shell
from tests.domain.stories import records

DONE, REFUSED, BAD_INPUT, UNREACHED, UNKNOWN, GIVEN_UP = range(6)


def unsent() -> bytes:
    """A document that nobody has sent yet."""
    return PDF.replace(b"Evidence", uuid4().hex[:8].encode())


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    """Such a document, as a file."""
    path = tmp_path / "会议记录.pdf"
    path.write_bytes(unsent())
    return path


async def settings(api: ApiClient, **changes: str) -> list[str]:
    """An application on the command line, its subject by name: somebody whom nobody else is called like."""
    name = f"示例{uuid4().hex[:8]}"
    await api.register(CONTACT, name)
    said = {
        "pack": "nujiang",
        "to_organ": "county-a-organization",
        "title": "弃土场整改未先完成招标",
        "statement": "已及时补救，现申请容错。",
        "applicant": name,
        "subjects": name,
        "ground": "s4",
        "error_class": "procedure_flaw",
        "occurred_on": "2026-01-05",
        "endorsement.kind": "requested",
        "endorsement.signatory": ENDORSER,
        **changes,
    }
    return [word for field, value in said.items() if value for word in ("--set", f"{field}={value}")]


async def begun(api: ApiClient) -> int:
    """How many streams there are."""
    return int(await api.context.pool.fetchval("SELECT count(DISTINCT stream_id) FROM event"))


def said_once(ended: Ended) -> None:
    """What is refused is told on the error stream alone, and without a traceback."""
    assert (ended.out, "Traceback" in ended.error) == ("", False), ended.error


async def test_an_application_with_its_document(api: ApiClient, at: Shell, minutes: Path) -> None:
    """Checked, then recorded under a number, its document in the file of the case; begun once by its key."""
    digest, before = sha256(minutes.read_bytes()).hexdigest(), await begun(api)  # noqa: ASYNC240 - a few bytes
    words = ("begin", "申请", "--evidence", str(minutes), *await settings(api))
    at.speak(CONTACT)
    checked = await at.run(*words, "--check")
    assert (checked.code, await begun(api)) == (DONE, before), checked.error
    assert "申请" in checked.out
    assert "弃土场整改未先完成招标" in checked.out
    assert (await api.read(CONTACT, "/v1/evidence/uploads"))["uploads"] == []  # nothing is sent for a look

    key = str(uuid4())
    done, again = [await at.run(*words, "--yes", "--json", "--key", key) for _ in range(2)]
    assert (done.code, again.code) == (DONE, DONE), done.error + again.error
    case_id = done.found["stream_id"]
    case = await api.read(ORGANISATION, f"/v1/cases/{case_id}?seen={done.found['version']}")
    documents = await api.read(ORGANISATION, f"/v1/cases/{case_id}/documents")
    assert await begun(api) == before + 1
    assert done.found == again.found
    assert (done.found["number"], done.found["documents"]) == (case["number"], 1)
    assert [(each["sha256"], each["title"]) for each in documents["documents"]] == [(digest, "会议记录")]
    assert {each["state"] for each in documents["named"]} == {"uploaded"}


async def test_somebody_at_a_terminal_is_asked(api: ApiClient, at: Shell, minutes: Path) -> None:
    """For what is missing: who it is by name, who signs, which documents; then the check, then whether."""
    before = await begun(api)
    at.speak(CONTACT)
    given = await settings(api, subjects="", **{"endorsement.kind": "", "endorsement.signatory": ""})
    subject = next(word.partition("=")[2] for word in given if word.startswith("applicant="))
    words = ("begin", "file_application", *given)
    files = f"nowhere.pdf\n{minutes}\n\n"
    endorsement = f"y\nrequested\n{ENDORSER}\n\nn\n\n"
    no, said = await at.typed(*words, answers=f"{files}没有这个人\n{subject}\n{endorsement}n\n")
    assert (no, await begun(api)) == (GIVEN_UP, before), said
    assert "没有这个文件" in said
    assert "没有登记" in said
    yes, said = await at.typed(*words, answers=f"{files}{subject}\n{endorsement}y\n")
    assert (yes, await begun(api)) == (DONE, before + 1), said


async def test_a_record_by_a_file_of_json(at: Shell, app_pool: Pool, tmp_path: Path) -> None:
    """All of it stands in the file, documents that are named besides are added; it has a number of its own kind."""
    pack = records.PACK.model_copy(update={"pack": "with-records"})
    await install(app_pool, "pack", pack.pack, pack_bytes(pack), "test")
    body = tmp_path / "record.json"
    asked = {"pack": pack.pack, "record": "pre_check", "keeper": "county-a-committee", "title": "码头"}
    body.write_text(json.dumps({**asked, "statement": "拟提交集体研究"}), "utf-8")
    plan = tmp_path / "方案.pdf"
    plan.write_bytes(unsent())
    at.speak(CONTACT)
    words = ("begin", "work_record_open", "--body", str(body), "--evidence", str(plan), "--yes", "--json")
    done = await at.run(*words)
    assert done.code == DONE, done.error
    assert str(done.found["number"]).startswith("记〔")
    assert done.found["documents"] == 1

    body.write_text(json.dumps(asked), "utf-8")
    lacking = await at.run(*words)
    body.write_text("[]", "utf-8")
    none = await at.run(*words)
    assert (lacking.code, none.code) == (BAD_INPUT, BAD_INPUT)
    assert "statement" in lacking.error
    said_once(lacking)
    said_once(none)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("begin", "shenqing", "--yes"), "没有这种办理"),
        (("begin", "decide_acceptance", "--yes"), "没有这种办理"),
        (("begin", "file_application", "--yes"), "--set to_organ=…"),
        (("begin", "file_application", "--yes", "--set", "applicant=从来没有这个人"), "没有登记"),
        (("begin", "file_application", "--yes", "--evidence", "nowhere.pdf"), "不能读取"),
        (("begin", "file_application"), "--yes"),
        (("begin", "register_stub", "--yes", "--evidence", __file__), "没有可附的材料"),
    ],
)
async def test_bad_input_begins_nothing(api: ApiClient, at: Shell, words: tuple[str, ...], said: str) -> None:
    """Before anything is sent; what is missing is named."""
    before = await begun(api)
    at.speak(ORGANISATION if "register_stub" in words else CONTACT)
    ended = await at.run(*words)
    assert (ended.code, said in ended.error) == (BAD_INPUT, True), ended.error
    assert await begun(api) == before
    said_once(ended)


async def test_who_may_not_is_refused_and_so_is_what_the_rules_refuse(
    api: ApiClient, at: Shell, tmp_path: Path
) -> None:
    """By the post, by the rules, by a file that is none of those that are taken: each leaves nothing behind."""
    before, words = await begun(api), ("begin", "file_application", *await settings(api))
    at.speak(HR)
    forbidden = await at.run(*words, "--yes")
    at.speak(CONTACT)
    at.monkeypatch.setenv("RONGCUO_TOKEN", "nonsense")
    nobody = await at.run(*words, "--yes")
    at.speak(CONTACT)
    unproved = await at.run(*words, "--yes")
    program = tmp_path / "程序.pdf"
    program.write_bytes(b"MZ\x90\x00" + bytes(100))
    not_taken = await at.run(*words, "--evidence", str(program), "--yes")
    assert {each.code for each in (forbidden, nobody, unproved)} == {REFUSED}
    assert not_taken.code in {REFUSED, BAD_INPUT}
    assert "NJ-10" in unproved.error
    assert await begun(api) == before
    for each in (forbidden, nobody, unproved, not_taken):
        said_once(each)


async def test_answers_that_are_lost_begin_it_once(api: ApiClient, at: Shell, minutes: Path) -> None:
    """Of the act, and of its document: with the key that is told all of it is there, once."""
    before, key = await begun(api), str(uuid4())
    words = ("begin", "file_application", *await settings(api), "--evidence", str(minutes), "--yes", "--json")
    at.speak(CONTACT)
    at.proxy.loses = b"POST /v1/cases HTTP"
    lost = await at.run(*words, "--key", key)
    at.proxy.loses = b"/documents HTTP"
    half = await at.run(*words, "--key", key)
    at.proxy.loses = b""
    assert (lost.code, half.code) == (UNKNOWN, UNKNOWN), half.error
    assert key in lost.error
    assert key in half.error
    assert "已登记" in half.error
    whole = await at.run(*words, "--key", key)
    assert (whole.code, await begun(api)) == (DONE, before + 1), whole.error
    documents = await api.read(ORGANISATION, f"/v1/cases/{whole.found['stream_id']}/documents")
    assert len(documents["documents"]) == 1

    ended = await at.ended_while(b"POST /v1/cases HTTP", *words, "--key", str(uuid4()))
    assert ended.code == UNKNOWN, ended.error


async def test_notice_of_a_meeting_is_given(api: ApiClient, at: Shell, tmp_path: Path) -> None:
    """It has a number too."""
    body = tmp_path / "notice.json"
    body.write_text(json.dumps(notice(await ripe(api))), "utf-8")
    at.speak(SECRETARY)
    done = await at.run("begin", "meeting_convene", "--body", str(body), "--yes", "--json")
    assert done.code == DONE, done.error
    shown = await api.read(SECRETARY, f"/v1/meetings/{done.found['stream_id']}")
    assert (shown["version"], shown["number"]) == (1, done.found["number"])
