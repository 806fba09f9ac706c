"""Files that no case has yet: uploaded, named in a form, taken over by the case that begins, thrown away in time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import httpx2

from eventlog.files.stores import FileName
from eventlog.files.uploads import UNCLAIMED_DAYS, folder_of
from eventlog.pool import Pool
from eventlog.reference import install
from policies.packs.loader import pack_bytes
from tests.api.browsing import Markup, browse
from tests.api.client import PUBLIC_URL, ApiClient, Body, http_client_of
from tests.api.evidence.samples import PART, PDF, TUS, metadata
from tests.api.positions import CONTACT, ENDORSER, OPERATOR, ORGANISATION, OTHER_CONTACT, SUPERVISOR
from tests.domain.stories import records

PAGE = "/evidence/prepared"


def a_file() -> bytes:
    """A document that nobody has sent yet."""
    return PDF.replace(b"Evidence", uuid4().hex[:8].encode())


async def prepared(api: ApiClient, content: bytes, position: str = CONTACT, name: str = "会议记录.pdf") -> str:
    """Send a file that no case has yet; its digest."""
    headers = {**api.as_(position), **TUS, **metadata(name), "Upload-Length": str(len(content))}
    begun = await api.http.post("/v1/evidence/uploads", headers=headers)
    assert begun.status_code == httpx2.codes.CREATED, begun.text
    part = {**api.as_(position), **PART, "Upload-Offset": "0"}
    answer = await api.http.patch(begun.headers["location"], headers=part, content=content)
    assert answer.status_code == httpx2.codes.OK, answer.text
    return str(answer.json()["sha256"])


async def sent(api: ApiClient, file: tuple[str, bytes], position: str = CONTACT) -> httpx2.Response:
    """The form of the page as a browser without a script sends it."""
    given = {"Origin": PUBLIC_URL, **api.cookie(position)}
    data, files = {"key": str(uuid4()), "upload": ""}, {"file": (*file, "application/octet-stream")}
    return await api.http.post(PAGE, data=data, files=files, headers=given)


async def listed(api: ApiClient, position: str = CONTACT) -> set[str]:
    """The digests of what somebody has prepared."""
    found = (await api.read(position, "/v1/evidence/uploads"))["uploads"]
    return {each["sha256"] for each in found}


async def test_an_application_takes_its_file_into_the_case(api: ApiClient) -> None:
    """Uploaded on its page, chosen in the form, in the file of the case as it begins, and whole there."""
    content = a_file()
    answer = await sent(api, ("会议记录.pdf", content))
    assert answer.status_code == httpx2.codes.SEE_OTHER, answer.text
    digest = sha256(content).hexdigest()
    page = await browse(api, answer.headers["location"], CONTACT)
    Markup(page.text).require_safe_and_whole(PAGE)
    form = await browse(api, "/cases/new/acts/file_application", CONTACT)
    assert f'value="{digest} 会议记录"' in form.text

    fields = {
        "/pack": "nujiang",
        "/to_organ": "county-a-organization",
        "/title": "弃土场整改未先完成招标",
        "/statement": "已及时补救，现申请容错。",
        "/applicant": str(api.installed.subject),
        "/subjects": str(api.installed.subject),
        "/ground": "s4",
        "/error_class": "procedure_flaw",
        "/occurred_on": "2026-01-05",
        "/endorsement/kind": "requested",
        "/endorsement/signatory": ENDORSER,
        "rows:/evidence": "1",
        "/evidence/0/pick": f"{digest} 会议记录",
        "do": "record",
        "key": str(uuid4()),
    }
    headers = {"Origin": PUBLIC_URL, **api.cookie(CONTACT)}
    recorded = await api.http.post("/cases/new/acts/file_application", data=fields, headers=headers)
    assert recorded.status_code == httpx2.codes.SEE_OTHER, recorded.text
    case_id = UUID(recorded.headers["location"].split("/")[2])
    documents = await api.read(ORGANISATION, f"/v1/cases/{case_id}/documents")
    given_out = await api.get(ORGANISATION, f"/v1/cases/{case_id}/documents/{digest}")

    assert [(each["sha256"], each["title"]) for each in documents["documents"]] == [(digest, "会议记录")]
    assert {each["state"] for each in documents["named"] if each["sha256"] == digest} == {"uploaded"}
    assert given_out.content == content


async def test_a_program_names_what_it_sent_before(api: ApiClient) -> None:
    """Its document comes into the file by its digest alone; of another organ's it does not."""
    content = a_file()
    digest = await prepared(api, content)
    case = await api.file(evidence=[{"sha256": digest, "title": "会议记录"}])
    said: Body = {"sha256": digest, "size": len(content), "format": "pdf", "title": "会议记录"}
    of_another = await api.act(ORGANISATION, f"/v1/cases/{case.id}/documents", said)
    own = await api.act(CONTACT, f"/v1/cases/{case.id}/documents", said)

    assert (of_another.status_code, of_another.json()["code"]) == (409, "document_not_uploaded")
    assert own.status_code == httpx2.codes.CREATED, own.text


async def test_a_case_that_is_there_takes_over_from_its_page(api: ApiClient) -> None:
    """What was named by something else, or by nothing, is among the uploads that are not in the file."""
    content = a_file()
    digest = await prepared(api, content, ORGANISATION, "纪要扫描件.pdf")
    case = await api.file()
    page = await browse(api, f"/cases/{case.id}/materials", ORGANISATION)
    uploads = (await api.read(ORGANISATION, "/v1/evidence/uploads"))["uploads"]
    [upload] = [each["upload_id"] for each in uploads if each["sha256"] == digest]
    headers = {"Origin": PUBLIC_URL, **api.cookie(ORGANISATION)}
    files = {"file": ("", b"", "application/octet-stream")}
    taken = await api.http.post(
        f"/cases/{case.id}/materials", data={"key": str(uuid4()), "upload": upload}, files=files, headers=headers
    )

    assert "纪要扫描件.pdf" in page.text
    assert taken.status_code == httpx2.codes.SEE_OTHER, taken.text
    assert (await api.get(ORGANISATION, f"/v1/cases/{case.id}/documents/{digest}")).content == content


async def test_what_nobody_claims_is_thrown_away_in_time(api: ApiClient, app_pool: Pool) -> None:
    """After thirty days, with its content; what a work record names stays, and is not the uploader's to delete."""
    pack = records.PACK.model_copy(update={"pack": "with-records"})
    await install(app_pool, "pack", "with-records", pack_bytes(pack), "test")
    lost, named = await prepared(api, a_file(), CONTACT), await prepared(api, a_file(), CONTACT)
    record: Body = {
        "pack": "with-records",
        "record": "pre_check",
        "keeper": "county-a-committee",
        "title": "码头岸线调整",
        "statement": "拟提交集体研究",
        "documents": [{"sha256": named, "title": "方案"}],
    }
    opened = await api.act(CONTACT, "/v1/records", record)
    assert opened.status_code == httpx2.codes.CREATED, opened.text
    store = api.context.files.store
    later = replace(api.context, clock=lambda: datetime.now(UTC) + timedelta(days=UNCLAIMED_DAYS + 1))
    async with http_client_of(later) as http:
        headers = {**api.as_(CONTACT), **TUS, **metadata("又一份.pdf"), "Upload-Length": "5"}
        begun = await http.post("/v1/evidence/uploads", headers=headers)
    folder = folder_of(api.personas[CONTACT].organ)
    there = {each.name for each in store.files()}
    uploads = (await api.read(CONTACT, "/v1/evidence/uploads"))["uploads"]
    [its_upload] = [each["upload_id"] for each in uploads if each["sha256"] == named]
    deleted = await api.http.delete(f"/v1/evidence/uploads/{its_upload}", headers={**api.as_(CONTACT), **TUS})

    assert begun.status_code == httpx2.codes.CREATED, begun.text
    assert FileName(folder, lost) not in there
    assert FileName(folder, named) in there
    assert {lost, named} & await listed(api, CONTACT) == {named}
    assert deleted.status_code == httpx2.codes.CONFLICT


def in_clear(api: ApiClient, content: bytes) -> list[Path]:
    """The files of the installation in which a content can be read."""
    root: Path = api.context.files.staging._root.parent  # noqa: SLF001 - the test looks at the disk
    return [path for path in root.rglob("*") if path.is_file() and content[-60:] in path.read_bytes()]


async def test_they_are_the_uploader_s_own(api: ApiClient) -> None:
    """Nobody else lists, continues or deletes them; supervisors and operators prepare none; nothing lies in clear."""
    content = a_file()
    digest = await prepared(api, content)
    uploads = (await api.read(CONTACT, "/v1/evidence/uploads"))["uploads"]
    [upload] = [each["upload_id"] for each in uploads if each["sha256"] == digest]
    others = await api.http.delete(f"/v1/evidence/uploads/{upload}", headers={**api.as_(OTHER_CONTACT), **TUS})
    shown = [await browse(api, PAGE, each) for each in (SUPERVISOR, OPERATOR)]
    elsewhere = await api.http.post(PAGE, files={"file": ("a.pdf", content)}, headers=api.cookie(CONTACT))
    readable = in_clear(api, content)
    own = await api.http.delete(f"/v1/evidence/uploads/{upload}", headers={**api.as_(CONTACT), **TUS})

    assert digest not in await listed(api, OTHER_CONTACT)
    assert others.status_code == httpx2.codes.NOT_FOUND
    assert {each.status_code for each in shown} == {403}
    assert elsewhere.status_code == httpx2.codes.FORBIDDEN
    assert readable == []
    assert own.status_code == httpx2.codes.NO_CONTENT
    assert digest not in await listed(api)
