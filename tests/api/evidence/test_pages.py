"""The page of documents: a form with a file and no script, what comes back when it is not taken, the frame."""

from uuid import uuid4

import httpx2
import pytest

from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient, CaseAtHand
from tests.api.evidence.samples import PART, PDF, REFUSED, TUS, docx, metadata, png, sender
from tests.api.positions import CONTACT, ORGANISATION, OTHER_CONTACT, SUPERVISOR

OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
async def case(api: ApiClient) -> CaseAtHand:
    """A case that was filed."""
    return await api.file()


async def sent(
    case: CaseAtHand,
    fields: dict[str, str],
    file: tuple[str, bytes] | None = None,
    *,
    position: str = ORGANISATION,
    headers: dict[str, str] | None = None,
) -> httpx2.Response:
    """The form as a browser without a script sends it."""
    given = {**OWN, **case.api.cookie(position), **(headers or {})}
    data = {"key": str(uuid4()), "upload": "", "classification": "internal", **fields}
    files = {"file": (*file, "application/octet-stream")} if file else {"file": ("", b"", "application/octet-stream")}
    return await case.api.http.post(f"/cases/{case.id}/materials", data=data, files=files, headers=given)


async def test_a_file_comes_in_by_a_form_alone(case: CaseAtHand) -> None:
    """Without a script; it is in the list, in its frame, and the case file leads there."""
    content = docx(**{"word/a.xml": "<script>alert(1)</script>"})
    answer = await sent(case, {"title": "<script>alert(1)</script>", "remarks": "补充"}, ("说明.docx", content))
    assert answer.status_code == httpx2.codes.SEE_OTHER, answer.text

    listed = await browse(case.api, answer.headers["location"], ORGANISATION)
    assert "已入卷" in listed.text
    assert "<script>alert" not in listed.text
    Markup(listed.text).require_safe_and_whole("/cases/x/materials")
    sha256 = answer.headers["location"].rpartition("added=")[2]
    shown = await browse(case.api, f"/cases/{case.id}/materials/{sha256}", ORGANISATION)
    assert sha256 in shown.text
    bytes_ = await browse(case.api, f"/evidence/{case.id}/{sha256}", ORGANISATION)
    assert bytes_.content == content
    assert "default-src 'none'" in bytes_.headers["content-security-policy"]
    assert f"/cases/{case.id}/materials" in (await browse(case.api, f"/cases/{case.id}", ORGANISATION)).text


async def test_what_was_typed_is_there_when_the_file_is_not_taken(case: CaseAtHand) -> None:
    """And where the file was taken and a field was not, the file need not be sent again."""
    name, content, _ = REFUSED["a web page as PDF"]
    back = await sent(case, {"title": "会议记录原件", "remarks": "第一页"}, (name, content))
    assert back.status_code == httpx2.codes.UNPROCESSABLE_CONTENT
    assert {"会议记录原件"} <= set(Markup(back.text).values("input", "value"))
    assert "这种文件不收" in back.text

    picture = png(9, 9)
    wrong = await sent(case, {"title": "图", "replaces": "0" * 64}, ("图.png", picture))
    assert wrong.status_code == httpx2.codes.CONFLICT
    kept = next(value for value in Markup(wrong.text).values("input", "value") if value and len(value) == 36)
    uploads = [v for n, v in inputs(wrong.text) if n == "upload" and v]
    assert uploads
    assert kept
    again = await sent(case, {"title": "图", "upload": uploads[0]})
    assert again.status_code == httpx2.codes.SEE_OTHER, again.text


def inputs(page: str) -> list[tuple[str, str]]:
    """The fields of the forms of a page."""
    return [(str(each.get("name")), str(each.get("value") or "")) for tag, each in Markup(page).tags if tag == "input"]


async def test_a_form_without_a_file_is_told_so(case: CaseAtHand) -> None:
    """Nothing is recorded."""
    answer = await sent(case, {"title": "没有文件"})

    assert answer.status_code == httpx2.codes.UNPROCESSABLE_CONTENT
    assert "没有选择文件" in answer.text


async def test_a_form_is_sent_twice_and_done_once(case: CaseAtHand) -> None:
    """The key makes it one act, and the content one document."""
    fields, file = {"key": str(uuid4()), "title": "两次"}, ("两次.pdf", PDF.replace(b"Evidence", b"Twice   "))
    first, second = await sent(case, fields, file), await sent(case, fields, file)

    assert [first.status_code, second.status_code] == [303, 303]
    listed = (await case.api.read(ORGANISATION, f"/v1/cases/{case.id}/documents"))["documents"]
    assert [line["title"] for line in listed].count("两次") == 1


@pytest.mark.parametrize(
    ("position", "headers", "status"),
    [
        (SUPERVISOR, {}, 403),
        (OTHER_CONTACT, {}, 404),
        (ORGANISATION, {"Sec-Fetch-Site": "cross-site"}, 403),
        (ORGANISATION, {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        (ORGANISATION, {"Content-Type": "multipart/form-data"}, 415),
        (ORGANISATION, {"Content-Type": "multipart/form-data; boundary=x"}, 422),
    ],
)
async def test_what_is_no_form_of_ours_is_refused(
    case: CaseAtHand, position: str, headers: dict[str, str], status: int
) -> None:
    """Before its file is kept."""
    given = {**OWN, **case.api.cookie(position), "Content-Type": "multipart/form-data; boundary=abc", **headers}
    answer = await case.api.http.post(f"/cases/{case.id}/materials", content=b"--nothing", headers=given)

    assert answer.status_code == status


async def test_the_pages_script_speaks_the_same_protocol(case: CaseAtHand) -> None:
    """By the session, from our own pages alone; what is the matter comes as JSON."""
    headers = {**OWN, **case.api.cookie(CONTACT), **TUS, **metadata("a.pdf"), "Upload-Length": str(len(PDF))}
    path = f"/cases/{case.id}/materials/uploads"
    foreign = await case.api.http.post(path, headers={**headers, "Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    begun = await case.api.http.post(path, headers=headers)
    assert begun.status_code == 201, begun.text
    upload = begun.headers["location"]
    part = {**OWN, **case.api.cookie(CONTACT), **PART, "Upload-Offset": "0"}
    cross = await case.api.http.patch(upload, headers={**part, "Sec-Fetch-Site": "cross-site"}, content=PDF)
    assert cross.status_code == 403
    half = await case.api.http.patch(upload, headers=part, content=PDF[:50])
    assert (half.status_code, half.headers["upload-offset"]) == (204, "50")
    assert "未入卷的上传" in (await browse(case.api, f"/cases/{case.id}/materials", CONTACT)).text
    done = await case.api.http.patch(upload, headers={**part, "Upload-Offset": "50"}, content=PDF[50:])
    assert done.json()["state"] == "stored"
    answer = await sent(case, {"title": "脚本传的", "upload": upload.rpartition("/")[2]}, position=CONTACT)
    assert answer.status_code == httpx2.codes.SEE_OTHER, answer.text
    signed_out = await case.api.http.patch(upload, headers={**OWN, **PART, "Upload-Offset": "0"}, content=b"")
    assert (signed_out.status_code, signed_out.headers["content-type"]) == (401, "application/problem+json")


async def test_an_upload_is_given_up_on_the_page(case: CaseAtHand) -> None:
    """What has arrived goes."""
    begun = await sender(case, ORGANISATION).begin("弃.pdf", 100)
    id_ = begun.json()["upload_id"]
    headers = {**OWN, **case.api.cookie(ORGANISATION)}

    assert "弃.pdf" in (await browse(case.api, f"/cases/{case.id}/materials", ORGANISATION)).text
    given_up = await case.api.http.post(f"/evidence/uploads/{id_}/giving-up", headers=headers)
    assert given_up.status_code == httpx2.codes.SEE_OTHER
    assert "弃.pdf" not in (await browse(case.api, f"/cases/{case.id}/materials", ORGANISATION)).text


async def test_what_acts_name_is_uploaded_on_paper_or_missing(api: ApiClient) -> None:
    """And what is missing leads to the form."""
    case = await api.file(evidence=[{"sha256": "c" * 64, "title": "还没上传的"}, api.documents])
    page = (await browse(api, f"/cases/{case.id}/materials", ORGANISATION)).text

    assert "未上传" in page
    assert "补传" in page
    assert "存档" in page
    assert "纸质" in page


async def test_the_unit_is_not_offered_what_is_not_its_own(api: ApiClient) -> None:
    """No tick for its own side, no inside document to replace, nothing of what is inside."""
    case = await api.file()
    organ = sender(case, ORGANISATION)
    await organ.add(await organ.upload(), title="内部的")
    page = (await browse(api, f"/cases/{case.id}/materials", CONTACT)).text

    assert "内部的" not in page
    assert 'name="for_applicant"' not in page
    assert 'name="replaces"' not in page
