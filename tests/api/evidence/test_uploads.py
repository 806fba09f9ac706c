"""Uploads: part by part, cut in the middle, twice at once, of everything that is no document; nothing gets lost."""

import asyncio
import os
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from eventlog.files.staging import NoRoom, Staging
from tests.api.client import ApiClient, CaseAtHand
from tests.api.evidence.samples import PART, PDF, REFUSED, TAKEN, TUS, docx, metadata, sender
from tests.api.positions import CONTACT, ORGANISATION, OTHER_CONTACT, OTHER_COUNTY, SECRETARY, SUPERVISOR


@pytest.fixture(scope="module")
async def case(api: ApiClient) -> CaseAtHand:
    """A case that was filed."""
    return await api.file()


def kept(api: ApiClient) -> Path:
    """Where the documents of this API lie."""
    root = api.context.files.staging._root  # noqa: SLF001 - the test looks at the disk
    return root.parent


@pytest.mark.parametrize("format_", TAKEN)
async def test_a_file_is_known_by_its_content(case: CaseAtHand, format_: str) -> None:
    """Its digest, its size and its format are answered, and an act names them."""
    name, content = TAKEN[format_]
    said = await sender(case, ORGANISATION).upload(name, content)

    assert said == {"sha256": sha256(content).hexdigest(), "size": len(content), "format": format_}


@pytest.mark.parametrize("why", REFUSED)
async def test_what_is_no_document_is_not_taken(case: CaseAtHand, why: str) -> None:
    """It is said why and what to do; nothing of it stays."""
    name, content, fault = REFUSED[why]
    before = sorted(kept(case.api).rglob("*"))
    answer = await sender(case, CONTACT).send(name, content)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, fault), answer.text
    assert answer.json()["errors"][0]["todo"]["zh"]
    assert sorted(kept(case.api).rglob("*")) == before


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\\b.pdf", "合同\u202efdp.exe", "a\x00.pdf", "\n.pdf", "", ".pdf", "长" * 201]
)
async def test_a_name_is_the_name_of_a_file(case: CaseAtHand, name: str) -> None:
    """No folders, no turned writing, no controls; and it is part of no path."""
    answer = await sender(case, CONTACT).begin(name, 5)

    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


@pytest.mark.parametrize(("size", "status"), [(0, 422), (200 * 1024 * 1024 + 1, 413)])
async def test_a_file_has_bytes_and_not_too_many(case: CaseAtHand, size: int, status: int) -> None:
    """Said before anything is sent."""
    assert (await sender(case, CONTACT).begin("a.pdf", size)).status_code == status


async def test_an_upload_that_was_cut_goes_on_where_it_was(case: CaseAtHand) -> None:
    """HEAD says how much has arrived, wherever the last part was cut; nothing of it is in clear on the disk."""
    content = PDF[:-6] + b"\n%" + os.urandom(700_000).hex().encode() + b"\n%%EOF\n"
    contact = sender(case, CONTACT)
    path = (await contact.begin("长.pdf", len(content))).headers["location"]
    headers = case.api.as_(CONTACT)

    async def broken() -> AsyncIterator[bytes]:
        yield content[:300_000]
        raise ConnectionResetError

    cut = await case.api.http.patch(path, headers={**headers, **PART, "Upload-Offset": "0"}, content=broken())
    assert cut.status_code == 503
    told = await case.api.http.head(path, headers=headers)
    assert told.headers["upload-offset"] == "300000"
    assert told.headers["upload-length"] == str(len(content))
    assert content[1000:1064] not in b"".join(each.read_bytes() for each in kept(case.api).rglob("*.part"))

    wrong = await contact.part(path, 5, content[5:])
    assert (wrong.status_code, wrong.json()["code"]) == (409, "upload_offset_differs")
    assert wrong.headers["upload-offset"] == "300000"
    more = await contact.part(path, 300_000, content[300_000:900_000])
    assert (more.status_code, more.headers["upload-offset"]) == (204, "900000")
    done = await contact.part(path, 900_000, content[900_000:])
    assert done.json()["sha256"] == sha256(content).hexdigest()
    assert (await contact.part(path, len(content), b"")).json()["code"] == "upload_ended"


async def test_more_than_was_announced_is_not_taken(case: CaseAtHand) -> None:
    """What had arrived stays."""
    contact = sender(case, CONTACT)
    path = (await contact.begin("a.pdf", 10)).headers["location"]

    assert (await contact.part(path, 0, b"x" * 11)).status_code == 413
    assert (await case.api.read(CONTACT, path))["offset"] == 0


async def test_two_who_send_one_upload_at_once_do_not_mix(case: CaseAtHand) -> None:
    """One is told to wait, or that so much has not arrived; the file is what was sent."""
    contact = sender(case, CONTACT)
    path = (await contact.begin("a.pdf", len(PDF))).headers["location"]
    answers = await asyncio.gather(*(contact.part(path, 0, PDF) for _ in range(4)))

    assert sorted({answer.status_code for answer in answers}) in ([200, 409], [200, 423], [200, 409, 423])
    assert [answer.json()["sha256"] for answer in answers if answer.status_code == 200] == [sha256(PDF).hexdigest()]


async def test_the_same_content_twice_at_once_comes_in_once(api: ApiClient) -> None:
    """Both uploads are kept; of two acts one is told that it is there."""
    case = await api.file()
    contact = sender(case, CONTACT)
    content = docx(**{"word/a.xml": uuid4().hex})
    one, other = await asyncio.gather(*(contact.upload("说明.docx", content) for _ in range(2)))
    assert one == other
    answers = await asyncio.gather(contact.add(one), contact.add(other))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "document_in_file"}


@pytest.mark.parametrize(
    ("position", "status"), [(SUPERVISOR, 403), (OTHER_CONTACT, 404), (OTHER_COUNTY, 404), (SECRETARY, 201)]
)
async def test_only_who_may_put_documents_in_the_file_uploads(case: CaseAtHand, position: str, status: int) -> None:
    """Before a byte is taken."""
    assert (await sender(case, position).begin("a.pdf", 10)).status_code == status


async def test_an_upload_is_its_senders_own(case: CaseAtHand) -> None:
    """Nobody else goes on with it, looks at it or gives it up; who began it may."""
    path = (await sender(case, CONTACT).begin("a.pdf", 10)).headers["location"]
    other = sender(case, ORGANISATION)

    assert (await other.part(path, 0, b"x")).status_code == 404
    assert (await case.api.get(ORGANISATION, path)).status_code == 404
    deletes = [
        await case.api.http.delete(path, headers={**case.api.as_(position), **TUS})
        for position in (ORGANISATION, CONTACT, CONTACT)
    ]
    assert [answer.status_code for answer in deletes] == [404, 204, 404]


async def test_a_content_that_one_only_names_does_not_come_into_the_file(api: ApiClient) -> None:
    """What an organ has uploaded a unit cannot make its own by the digest: it would see it then."""
    case = await api.file()
    said = await sender(case, ORGANISATION).upload()

    stolen = await sender(case, CONTACT).add(said)
    assert (stolen.status_code, stolen.json()["code"]) == (409, "document_not_uploaded")
    for wrong in ({"size": 1}, {"format": "ofd"}, {"sha256": "0" * 64}):
        refused = await sender(case, ORGANISATION).add({**said, **wrong})
        assert refused.json()["code"] == "document_not_uploaded"
    assert (await sender(case, ORGANISATION).add(said)).status_code == 201


async def test_a_full_disk_loses_nothing(case: CaseAtHand, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said, what has arrived stays, and once there is room it goes on."""
    contact = sender(case, CONTACT)
    path = (await contact.begin("a.pdf", len(PDF))).headers["location"]
    await contact.part(path, 0, PDF[:100])

    with monkeypatch.context() as full:
        full.setattr("eventlog.files.staging.Part._seal", _no_room)
        answer = await contact.part(path, 100, PDF[100:])
        assert (answer.status_code, answer.json()["code"]) == (507, "no_room")
        full.setattr(Staging, "begin", _no_room)
        assert (await contact.begin("b.pdf", 10)).status_code == 507
    assert (await contact.part(path, 100, PDF[100:])).status_code == 200


def _no_room(*_: object) -> None:
    raise NoRoom


async def test_a_protocol_is_spoken_in_its_version(case: CaseAtHand) -> None:
    """Tus 1.0.0: who speaks none or another is told which."""
    headers = {**case.api.as_(CONTACT), **metadata("a.pdf"), "Upload-Length": "10"}
    answer = await case.api.http.post(f"/v1/cases/{case.id}/uploads", headers=headers)
    assert (answer.status_code, answer.headers["tus-version"]) == (412, "1.0.0")
    told = await case.api.http.options("/v1/evidence/uploads")
    assert (told.status_code, told.headers["tus-max-size"]) == (204, str(200 * 1024 * 1024))
    path = (await sender(case, CONTACT).begin("a.pdf", 10)).headers["location"]
    plain = await case.api.http.patch(
        path, headers={**case.api.as_(CONTACT), **TUS, "Upload-Offset": "0"}, content=b"x"
    )
    assert plain.status_code == 415
    bad = await case.api.http.post(
        f"/v1/cases/{case.id}/uploads",
        headers={**case.api.as_(CONTACT), **TUS, "Upload-Metadata": "filename ###", "Upload-Length": "10"},
    )
    assert bad.status_code == 422
    assert (await sender(case, CONTACT).part(f"/v1/evidence/uploads/{UUID(int=1)}", 0, b"")).status_code == 404
