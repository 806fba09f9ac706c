"""A file that anybody holds, sent to /verify without a script: what it is, and what is refused as no such form."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from api.documents import verify_page
from api.documents.verification import issued_as
from api.documents.views import Paper
from api.http import middleware
from eventlog.pool import Pool
from tests.api.browsing import Markup
from tests.api.client import ApiClient, CaseAtHand
from tests.api.documents.test_official_documents import HEAD, OFFICER_2, OWN, drafted, papers
from tests.api.positions import ORGANISATION

SCAN, EARLIER_SCAN = b"%PDF-1.7 stamped", b"%PDF-1.7 stamped askew"


@dataclass(frozen=True, slots=True)
class Held:
    """A document that was issued and its file, in a case with two scans of its stamped paper."""

    case: CaseAtHand
    paper: Paper
    file: bytes

    @property
    def api(self) -> ApiClient:
        """The API."""
        return self.case.api


@pytest.fixture(scope="module")
async def held(api: ApiClient) -> Held:
    """A notice of acceptance, issued, stamped, and its scan filed twice: the newest counts."""
    case = await api.file()
    await case.accept()
    id_ = await drafted(case, "acceptance_notice")
    await case.act(OFFICER_2, "document-checks", {"draft": id_, "passed": True})
    await case.act(HEAD, "document-signatures", {"draft": id_})
    await case.act(ORGANISATION, "document-issues", {"draft": id_})
    for scan in (EARLIER_SCAN, SCAN):
        document = {**api.documents, "sha256": hashlib.sha256(scan).hexdigest(), "title": "盖章件"}
        await case.act(ORGANISATION, "document-scans", {"issued": id_, "scan": document})
    paper = next(each for each in (await papers(case)).papers if str(each.document_id) == id_)
    pdf = await api.get(ORGANISATION, f"/v1/cases/{case.id}/official-documents/{id_}/pdf")
    return Held(case, paper, pdf.content)


@pytest.fixture(autouse=True)
async def forgotten(app_pool: Pool) -> AsyncIterator[None]:
    """What was tried in vain is forgotten after each test."""
    yield
    await app_pool.execute("DELETE FROM sign_in_attempt")


async def check(api: ApiClient, content: bytes, name: str = "文书.pdf") -> httpx2.Response:
    """Somebody who is not signed in sends a file."""
    return await api.http.post("/verify", files={"file": (name, content)}, headers=OWN)


async def test_the_file_that_was_issued_is_known_and_a_changed_byte_is_not(held: Held) -> None:
    """With its number, organ and day, and nobody's name; whatever the file is called."""
    same = await check(held.api, held.file, "../../<script>.pdf")
    changed = await check(held.api, held.file[:-1] + bytes([held.file[-1] ^ 1]))
    wrong = await check(held.api, b"%PDF-1.7 another")

    assert same.status_code == httpx2.codes.OK, same.text
    Markup(same.text).require_safe_and_whole("/verify")
    for said in ("仍然有效", "文件相同", str(held.paper.number), str(held.paper.sha256)):
        assert said in same.text
    assert str(held.case.id) not in same.text
    assert "<script>" not in same.text
    for other in (changed, wrong):
        assert other.status_code == httpx2.codes.NOT_FOUND
        assert "不是本系统印发的文件" in other.text
        assert "仍然有效" not in other.text


async def test_the_stamped_scan_is_known_as_such_and_an_earlier_one_is_not(held: Held) -> None:
    """By the file, and by its digest under the code; the command line reads the log alike."""
    log, pool, organs = held.api.context.event_log, held.api.context.pool, held.api.installed.organs
    scan = await check(held.api, SCAN)
    earlier = await check(held.api, EARLIER_SCAN)
    digest = hashlib.sha256(SCAN).hexdigest()
    by_code = await held.api.http.get(f"/verify/{held.paper.code}?sha256={digest}")
    found = await issued_as(log, pool, organs, digest)

    assert scan.status_code == httpx2.codes.OK
    assert "盖章后归卷的扫描件" in scan.text
    assert "文件相同" not in scan.text
    assert str(held.paper.sha256) in scan.text
    assert earlier.status_code == httpx2.codes.NOT_FOUND
    assert "盖章后归卷的扫描件" in by_code.text
    assert found is not None
    assert (found.number, found.scan) == (held.paper.number, digest)


async def test_it_is_found_by_its_digest_without_reading_the_log(held: Held, app_pool: Pool) -> None:
    """However long the log is: by an index."""
    assert held.file
    async with app_pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL enable_seqscan = off")
        plan = await connection.fetch(
            "EXPLAIN SELECT stream_id FROM event WHERE type IN ('document_issued', 'stamped_scan_filed')"
            " AND document_file_of(payload) = 'x' ORDER BY type, id LIMIT 1"
        )
    assert "document_file" in "\n".join(row[0] for row in plan)


async def test_nothing_of_it_is_kept(held: Held, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in a temporary file nor where files lie."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = files_below(tmp_path.parent)

    answer = await check(held.api, b"x" * 3_000_000)

    assert answer.status_code == httpx2.codes.NOT_FOUND
    assert files_below(tmp_path.parent) == before


def files_below(folder: Path) -> set[Path]:
    """All files in a folder; those of the installation of this module are among them."""
    return set(folder.rglob("*"))


async def test_a_file_that_is_too_large_is_refused_before_it_is_read_and_on_the_way(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what it says of itself; and where it says nothing, once it is more."""
    monkeypatch.setattr(verify_page, "CHECKED_BYTES_MAX", 100_000)
    monkeypatch.setattr(middleware, "_CHECKED", replace(middleware._CHECKED, bytes_max=1_000_000))  # noqa: SLF001 - the same bound

    async def endless() -> AsyncIterator[bytes]:
        head, _, _ = form("file", b"@").partition(b"@")
        yield head
        for _ in range(50):
            yield b"x" * 10_000

    announced = await check(held.api, b"x" * 200_000)
    came = await held.api.http.post("/verify", content=endless(), headers={**OWN, "Content-Type": FORM})

    for answer in (announced, came):
        assert answer.status_code == httpx2.codes.CONTENT_TOO_LARGE
        assert "50 MiB" in answer.text


BOUNDARY = "boundary" * 3
FORM = f"multipart/form-data; boundary={BOUNDARY}"


def form(name: str, content: bytes, *, file_name: str = 'filename="a.pdf"', end: bytes = b"--\r\n") -> bytes:
    """A form with one part, by hand."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; {file_name}\r\n\r\n'.encode()
    return head + content + b"\r\n--" + BOUNDARY.encode() + end


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/x-www-form-urlencoded", b"file=x", 415),
        ("application/json", b"{}", 415),
        ("multipart/form-data", form("file", b"x"), 415),
        ("multipart/form-data; boundary=" + "y" * 300, form("file", b"x"), 422),
        (FORM, b"", 422),
        (FORM, b"no form at all", 422),
        (FORM, form("file", b"x", end=b""), 422),
        (FORM, form("file", b"x")[:-30], 422),
        (FORM, form("file", b"x", end=b"\r\n") + form("file", b"y"), 422),
        (FORM, form("file", b"x", file_name='filename=""'), 422),
        (FORM, form("other", b"x", file_name=""), 422),
        (FORM, form("other", b"x" * 100_000, file_name=""), 422),
        (FORM, (form("a", b"x", file_name="", end=b"\r\n") * 30) + form("file", b"x"), 422),
        (FORM, form("file", b"x", file_name='filename="a"; ' + "z" * 10_000), 422),
    ],
    ids=[
        *("urlencoded", "json", "no boundary", "long boundary", "empty", "no form", "no end", "cut", "two files"),
        *("no file chosen", "no file", "long field", "many fields", "long header"),
    ],
)
async def test_what_is_no_such_form_is_refused_in_words(
    held: Held, content_type: str, body: bytes, status: int
) -> None:
    """As a page, without an accident and without a word on any document."""
    answer = await held.api.http.post("/verify", content=body, headers={**OWN, "Content-Type": content_type})

    assert answer.status_code == status, answer.text
    assert "text/html" in answer.headers["content-type"]
    assert "仍然有效" not in answer.text
    assert "Traceback" not in answer.text


async def test_a_form_of_another_site_is_refused(held: Held) -> None:
    """Nobody's browser is made to send files here."""
    answer = await held.api.http.post(
        "/verify", files={"file": ("a", held.file)}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == httpx2.codes.FORBIDDEN


async def test_whoever_tries_many_files_waits(held: Held) -> None:
    """As with codes; a document that is known costs nothing, and other addresses go on."""
    for _ in range(7):
        assert (await check(held.api, held.file)).status_code == httpx2.codes.OK
    tried = [await check(held.api, uuid4().bytes) for _ in range(8)]

    assert {each.status_code for each in tried[:5]} == {404}
    assert tried[-1].status_code == httpx2.codes.TOO_MANY_REQUESTS
    assert int(tried[-1].headers["retry-after"]) > 0
    assert "核验" in tried[-1].text
    assert "登录" not in Markup(tried[-1].text).text.partition("核验")[2][:40]


async def test_only_so_many_are_read_at_once(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes then is told to come back."""
    room = asyncio.Semaphore(1)
    monkeypatch.setattr(verify_page, "_READING", room)
    async with room:
        busy = await check(held.api, held.file)
    free = await check(held.api, held.file)

    assert (busy.status_code, free.status_code) == (503, 200)
    assert busy.headers["retry-after"]


async def test_a_document_that_was_voided_says_so(held: Held) -> None:
    """To whoever holds its file, or the scan."""
    await held.case.act(HEAD, "document-withdrawals", {"official": str(held.paper.document_id), "reasons": "姓名有误"})

    for content in (held.file, SCAN):
        answer = await check(held.api, content)
        assert answer.status_code == httpx2.codes.OK
        assert "已作废" in answer.text
        assert "仍然有效" not in answer.text
