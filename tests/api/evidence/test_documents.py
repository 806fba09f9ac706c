"""Documents in the file of a case: who sees which, what is given out and how, and what happened to the bytes."""

import stat
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest

from api.evidence.formats import MEDIA_TYPES
from tests.api.client import ApiClient, CaseAtHand, http_client_of
from tests.api.evidence.samples import JPEG, PDF, TAKEN, Sender, docx, sender
from tests.api.positions import CONTACT, DISCIPLINE, FINANCE, ORGANISATION, OTHER_CONTACT, OTHER_COUNTY, SUPERVISOR

INSIDE, FOR_APPLICANT, OF_UNIT = "内部研究", "征求意见函", "情况说明"


@pytest.fixture(scope="module")
async def filed(api: ApiClient) -> tuple[CaseAtHand, dict[str, str]]:
    """A case with three documents: inside, for the applicant, and the unit's own."""
    case, digests = await api.file(), dict[str, str]()
    for title, position, more in (
        (INSIDE, ORGANISATION, {}),
        (FOR_APPLICANT, ORGANISATION, {"for_applicant": True}),
        (OF_UNIT, CONTACT, {}),
    ):
        sends = sender(case, position)
        said = await sends.upload("说明.docx", docx(**{"word/a.xml": title}))
        added = await sends.add(said, title=title, **more)
        assert added.status_code == httpx2.codes.CREATED, added.text
        digests[title] = str(said["sha256"])
        case.version = added.json()["version"]
    return case, digests


@pytest.mark.parametrize(
    ("position", "sees"),
    [
        (ORGANISATION, {INSIDE, FOR_APPLICANT, OF_UNIT}),
        (DISCIPLINE, {INSIDE, FOR_APPLICANT, OF_UNIT}),
        (SUPERVISOR, {INSIDE, FOR_APPLICANT, OF_UNIT}),
        (CONTACT, {FOR_APPLICANT, OF_UNIT}),
    ],
)
async def test_each_side_sees_its_own_and_what_is_meant_for_it(
    filed: tuple[CaseAtHand, dict[str, str]], position: str, sees: set[str]
) -> None:
    """In the list and in the bytes alike; of the rest the applicant's side is not told that it is there (A-51)."""
    case, digests = filed
    listed = (await case.api.read(position, f"/v1/cases/{case.id}/documents"))["documents"]
    assert {line["title"] for line in listed if line["readable"]} == sees
    if position == CONTACT:
        assert len(listed) == len(sees)
    for title, sha256 in digests.items():
        answer = await case.api.get(position, f"/v1/cases/{case.id}/documents/{sha256}")
        assert answer.status_code == (200 if title in sees else 404)


@pytest.mark.parametrize("position", [OTHER_CONTACT, OTHER_COUNTY, FINANCE])
async def test_who_does_not_see_the_case_sees_no_document(
    filed: tuple[CaseAtHand, dict[str, str]], position: str
) -> None:
    """As if there were none."""
    case, digests = filed
    for path in ("documents", f"documents/{digests[OF_UNIT]}"):
        assert (await case.api.get(position, f"/v1/cases/{case.id}/{path}")).status_code == 404


async def test_the_timeline_tells_the_applicants_side_nothing_of_what_is_inside(
    filed: tuple[CaseAtHand, dict[str, str]],
) -> None:
    """That something came in, and not what."""
    case, digests = filed
    history = (await case.api.get(CONTACT, f"/v1/cases/{case.id}/events")).text

    assert digests[INSIDE] not in history
    assert digests[FOR_APPLICANT] in history


@pytest.mark.parametrize("format_", TAKEN)
async def test_what_is_given_out_can_do_nothing(api: ApiClient, format_: str) -> None:
    """A sandbox without scripts, the type that was found and no other, a name that is a name."""
    case = await api.file()
    name, content = TAKEN[format_]
    said = await sender(case, ORGANISATION).upload(name, content)
    title = '记录"; filename=x.html\\..'
    assert (await sender(case, ORGANISATION).add(said, title=title)).status_code == httpx2.codes.CREATED
    path = f"/v1/cases/{case.id}/documents/{said['sha256']}?download=false"
    answer = await api.get(ORGANISATION, path)

    assert answer.content == content
    assert answer.headers["content-type"] == MEDIA_TYPES[format_]  # type: ignore[index]  # a format
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert ("sandbox" in policy) == (format_ != "pdf")
    assert answer.headers["x-content-type-options"] == "nosniff"
    disposition = answer.headers["content-disposition"]
    shown = format_ in {"pdf", "jpeg", "png", "text"}
    assert disposition.startswith("inline" if shown else "attachment")
    assert quote(title, safe="") in disposition
    assert disposition.count("filename=") == 1
    assert (await api.get(ORGANISATION, path.partition("?")[0])).headers["content-disposition"].startswith("attachment")


async def test_what_is_read_is_kept(filed: tuple[CaseAtHand, dict[str, str]]) -> None:
    """Who read which document."""
    case, digests = filed
    await case.api.get(DISCIPLINE, f"/v1/cases/{case.id}/documents/{digests[INSIDE]}")
    reads = (await case.api.read(SUPERVISOR, f"/v1/reads?about={case.id}"))["items"]

    assert any(line["resource"] == "document" and line["position"] == DISCIPLINE for line in reads)


async def test_what_was_changed_or_is_gone_is_not_given_out(api: ApiClient) -> None:
    """A byte changed, the end cut off, another file in its place, no file: told, and the log stands."""
    case = await api.file()
    sends = sender(case, ORGANISATION)
    said, other = await sends.upload(), await sends.upload("现场.jpg", JPEG)
    await sends.add(said)
    root = api.context.files.store._root  # type: ignore[attr-defined]  # noqa: SLF001 - the test meddles with the disk
    path = Path(root) / str(case.id) / str(said["sha256"])
    whole = path.read_bytes()
    assert PDF[:64] not in whole
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    stranger = (path.parent / str(other["sha256"])).read_bytes()
    for bad in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[:-20], stranger, b""):
        path.write_bytes(bad)
        answer = await api.get(ORGANISATION, f"/v1/cases/{case.id}/documents/{said['sha256']}")
        assert (answer.status_code, answer.json()["code"]) == (409, "document_not_whole")
    path.unlink()
    gone = await api.get(ORGANISATION, f"/v1/cases/{case.id}/documents/{said['sha256']}")
    assert gone.json()["code"] == "document_not_whole"
    await sends.upload()
    assert (await api.get(ORGANISATION, f"/v1/cases/{case.id}/documents/{said['sha256']}")).content == PDF


def checked(api: ApiClient, script: str) -> ApiClient:
    """The same API with a malware check of the operator's."""
    files = replace(api.context.files, malware_command=(sys.executable, "-c", script))
    context = replace(api.context, files=files)
    return replace(api, context=context, http=http_client_of(context))


CLEAN = "import sys; sys.exit(0 if sys.stdin.buffer.read(5) == b'%PDF-' else 3)"
FOUND = "import sys; sys.stdin.buffer.read(); sys.exit(1)"
AWAY = "import sys; sys.exit(2)"


async def test_a_file_that_the_malware_check_lets_through_is_kept(api: ApiClient) -> None:
    """It reads the file in clear from its standard input."""
    case = await api.file()
    assert (await Sender(checked(api, CLEAN), case.id, ORGANISATION).send("a.pdf", PDF)).status_code == 200


@pytest.mark.parametrize(("script", "fault"), [(FOUND, "malware"), (AWAY, "unchecked"), (None, "unchecked")])
async def test_a_file_that_it_objects_to_or_does_not_answer_for_is_kept_back(
    api: ApiClient, script: str | None, fault: str
) -> None:
    """It is in no store and no file; where nobody could say, it is checked again and comes through."""
    case = await api.file()
    behind = checked(api, script or "")
    if script is None:
        files = replace(api.context.files, malware_command=("/nonexistent/scanner",))
        context = replace(api.context, files=files)
        behind = replace(api, context=context, http=http_client_of(context))
    begun = await sender(case, ORGANISATION).begin("a.pdf", len(PDF))
    path = begun.headers["location"]
    answer = await Sender(behind, case.id, ORGANISATION).part(path, 0, PDF)
    assert (answer.status_code, answer.json()["code"]) == (409, "file_kept_back")
    state = await api.read(ORGANISATION, path)
    assert (state["state"], state["fault"], state["sha256"]) == ("quarantined", fault, None)

    again = await api.act(ORGANISATION, f"{path}/check", {})
    assert again.json()["state"] == "stored"
