"""Giving a document out: its bytes, opened from the store, in answers in which they can do nothing.

The answer is no page of this site: without scripts and forms, in a sandbox without an origin of its own (CSP 3), of the
type that was found and no other, framed by our own pages alone. What a browser shows is shown; all else is downloaded.
"""

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import closing
from typing import Final
from urllib.parse import quote
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.auth.context import AppContext, context_of
from api.auth.disclosure import disclose
from api.evidence.formats import ENDINGS, MEDIA_TYPES
from api.evidence.views import CaseDocuments
from api.http.problems import (
    BUSY_HEADERS,
    DOCUMENT_NOT_WHOLE,
    NOT_FOUND,
    STORE_AWAY,
    Particulars,
    ProblemRaised,
)
from api.http.streams import Streamed
from api.identity.personas import Persona
from domain.acts.evidence.documents import FileFormat
from eventlog.files.sealing import Changed, open_file
from eventlog.files.stores import FileMissing, FileName, StoreAway
from eventlog.files.uploads import KeyErased

SHOWN: Final[frozenset[FileFormat]] = frozenset({"pdf", "jpeg", "png", "text"})
"""What a browser shows by itself."""
_POLICY: Final = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""No script, no form, no request; styles are those of the reader that a browser puts around a picture."""
_PDF_POLICY: Final = f"object-src 'self'; {_POLICY}"
"""The reader of PDF is an object in Chrome, which opens none in a sandbox; it is one itself."""
_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


async def give(  # noqa: PLR0913 - who is given which document of what, and how
    request: Request, who: Persona, case_id: UUID, documents: CaseDocuments, sha256: str, *, download: bool
) -> Response:
    """A document that the caller may read.

    Raises:
        ProblemRaised: 404 there is none such for the caller; 409 it is not what came into the file; 503.
    """
    document = documents.readable(sha256)
    if document is None:
        raise ProblemRaised(NOT_FOUND)
    parts = await opened(context_of(request), FileName(case_id, sha256))
    place = documents.seen.resource.jurisdiction
    ids = document.document_id, case_id
    disclose(request, who, "read_case", "words", *ids, resource="document", place=place, count=1)
    headers = headers_of(document.format, document.title or document.sha256[:12], download=download)
    headers["Content-Length"] = str(document.size)
    return Streamed(parts, headers, MEDIA_TYPES[document.format])


def headers_of(format_: FileFormat, title: str, *, download: bool) -> dict[str, str]:
    """How a browser is told to take a file: what it may do, what it is called, whether it is shown."""
    return {
        **_HEADERS,
        "Content-Security-Policy": _PDF_POLICY if format_ == "pdf" else f"sandbox; {_POLICY}",
        "Content-Disposition": _disposition(format_, title, download=download),
    }


async def opened(context: AppContext, name: FileName) -> AsyncGenerator[bytes, None]:
    """A file in clear, whose beginning is known to be sound before anything is answered."""
    try:
        keys = await context.files.uploads.keys(name.case_id)
        sealed = await run_in_threadpool(context.files.store.get, name)
        plain = open_file(keys.of_file(name.sha256), sealed)
        first = await run_in_threadpool(next, plain, b"")
    except (FileMissing, Changed):
        raise ProblemRaised(DOCUMENT_NOT_WHOLE, Particulars(detail=name.sha256)) from None
    except StoreAway:
        raise ProblemRaised(STORE_AWAY, Particulars(headers=BUSY_HEADERS)) from None
    except KeyErased:
        raise ProblemRaised(NOT_FOUND) from None
    return _rest(first, plain, sealed)


async def _rest(
    first: bytes, plain: Generator[bytes, None, None], sealed: Generator[bytes, None, None]
) -> AsyncGenerator[bytes, None]:
    """All of it; a thread that reads is waited for, so that the file can be closed wherever its reader broke off."""
    with closing(sealed), closing(plain):
        yield first
        while part := await run_in_threadpool(next, plain, b""):
            yield part


def _disposition(format_: FileFormat, title: str, *, download: bool) -> str:
    """What the file is called when it is saved (RFC 6266), by its title and what it really is."""
    ending = ENDINGS[format_][0]
    called = quote(title.removesuffix(ending) + ending, safe="")
    kind = "attachment" if download or format_ not in SHOWN else "inline"
    return f"{kind}; filename=\"document{ending}\"; filename*=UTF-8''{called}"
