"""Small files of every kind that is taken, and of many that are not; and sending one."""

import base64
import zlib
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from struct import pack
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import httpx2

from tests.api.client import ApiClient, CaseAtHand

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R"
    b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length 44>>stream\nBT /F1 24 Tf 40 100 Td (Evidence) Tj ET      \nendstream endobj\n"
    b"trailer<</Root 1 0 R/Size 5>>\n%%EOF\n"
)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))


def png(width: int = 8, height: int = 8) -> bytes:
    """A red picture, or one that says that it is large."""
    rows = b"".join(b"\x00" + b"\xff\x00\x00" * width for _ in range(min(height, 8)))
    head = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00?\x00\x00\xff\xd9"
)


def package(**parts: bytes | str) -> bytes:
    """An office document: its parts, two underscores for a slash."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return written.getvalue()


def docx(**more: bytes | str) -> bytes:
    """A word document."""
    types = {"[Content_Types].xml": "<Types/>"}
    return package(**{**types, "word/document.xml": "<w:document/>", **more})


XLSX = package(**{"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})
OFD = package(**{"OFD.xml": "<ofd:OFD/>", "Doc_0/Document.xml": "<ofd:Document/>"})
TAKEN = {
    "pdf": ("扫描件.pdf", PDF),
    "jpeg": ("现场.JPG", JPEG),
    "png": ("图.png", png()),
    "docx": ("说明.docx", docx()),
    "xlsx": ("表.xlsx", XLSX),
    "ofd": ("公文.ofd", OFD),
    "text": ("记录.txt", "会议记录\n".encode("gb18030")),
}
REFUSED = {
    "a web page as PDF": ("报告.pdf", b"<!DOCTYPE html><script>alert(1)</script>", "not_taken"),
    "a picture with a script": ("图.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "not_taken"),
    "a program": ("程序.txt", b"MZ\x90\x00\x03", "not_taken"),
    "an archive": ("包.zip", package(**{"a.exe": b"MZ"}), "not_taken"),
    "a picture called a PDF": ("扫描件.pdf", png(), "name_differs"),
    "a text called a PDF": ("扫描件.pdf", b"only text", "name_differs"),
    "an old document": ("说明.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_format"),
    "a PDF cut off": ("扫描件.pdf", PDF[:-20], "cut_off"),
    "a PDF with an archive behind it": ("扫描件.pdf", PDF + docx(), "two_formats"),
    "a picture with an archive behind it": ("现场.jpg", JPEG + docx(), "two_formats"),
    "a picture with more behind its end": ("图.png", png() + b"more", "two_formats"),
    "a picture that is a page": ("现场.jpg", JPEG[:20] + b"<script>" + JPEG[20:], "two_formats"),
    "a PDF with a script": ("表单.pdf", PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript>>"), "active"),
    "a PDF that starts a program": (
        "表单.pdf",
        PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/Launch>>"),
        "active",
    ),
    "a document with macros": ("说明.docx", docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    "a document that declares macros": (
        "说明.docx",
        docx(**{"[Content_Types].xml": "<Types ContentType='application/vnd.ms-word.document.macroEnabled'/>"}),
        "macros",
    ),
    "a document with entities": (
        "说明.docx",
        docx(**{"word/styles.xml": '<!DOCTYPE x [<!ENTITY a "b">]>'}),
        "entities",
    ),
    "a document whose parts climb": ("说明.docx", docx(**{"../../etc/passwd": "x"}), "damaged"),
    "a document that is no document": ("说明.docx", b"PK\x03\x04" + bytes(400), "damaged"),
    "a bomb": ("说明.docx", docx(**{"word/media/a.bin": bytes(600 * 1024 * 1024)}), "bomb"),
    "a picture too large to show": ("图.png", png(60_000, 60_000), "picture_too_large"),
    "a text that is too long": ("记录.txt", b"a" * (8 * 1024 * 1024 + 1), "text_too_long"),
    "a text with controls": ("记录.txt", b"a\x1b[2J", "not_text"),
}
"""What is not taken, and why."""

TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}


def metadata(name: str) -> dict[str, str]:
    """What is said of a file when its upload begins."""
    return {"Upload-Metadata": f"filename {base64.b64encode(name.encode()).decode()}"}


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody who sends files into a case."""

    api: ApiClient
    case: UUID
    position: str

    async def begin(self, name: str, size: int) -> httpx2.Response:
        """Begin an upload."""
        headers = {**self.api.as_(self.position), **TUS, **metadata(name), "Upload-Length": str(size)}
        return await self.api.http.post(f"/v1/cases/{self.case}/uploads", headers=headers)

    async def part(self, path: str, offset: int, content: bytes) -> httpx2.Response:
        """Send a part."""
        headers = {**self.api.as_(self.position), **PART, "Upload-Offset": str(offset)}
        return await self.api.http.patch(path, headers=headers, content=content)

    async def send(self, name: str, content: bytes) -> httpx2.Response:
        """A whole file in one part; the last answer."""
        begun = await self.begin(name, len(content))
        if begun.status_code != httpx2.codes.CREATED:
            return begun
        return await self.part(begun.headers["location"], 0, content)

    async def upload(self, name: str = "扫描件.pdf", content: bytes = PDF) -> dict[str, object]:
        """A file that is taken: what an act says of it."""
        answer = await self.send(name, content)
        assert answer.status_code == httpx2.codes.OK, answer.text
        stored = answer.json()
        assert stored["sha256"] == sha256(content).hexdigest()
        return {name: stored[name] for name in ("sha256", "size", "format")}

    async def add(self, said: dict[str, object], **more: object) -> httpx2.Response:
        """Put an uploaded document in the file."""
        body = {"title": "项目会议记录", **said, **more}
        return await self.api.act(self.position, f"/v1/cases/{self.case}/documents", body)  # type: ignore[arg-type]  # of strings, numbers and flags


def sender(case: CaseAtHand, position: str) -> Sender:
    """Somebody who sends files into a case at hand."""
    return Sender(case.api, case.id, position)
