"""/verify: whether a document is what it says it is, for anybody who holds it; nobody has to sign in.

Codes and files that are of nothing here are counted as wrong passwords are: whoever tries many waits longer and longer.
What is no code at all is not looked up. A file is hashed as it comes in, and not kept.
"""

import asyncio
import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.context import context_of
from api.auth.visits import address_of
from api.documents.codes import read_code
from api.documents.verification import Verified, issued_as, verified
from api.http.limits import CHECKED_BYTES_MAX
from api.http.problems import (
    BUSY_HEADERS,
    CHECKED_FILE_TOO_LARGE,
    NOT_READABLE_NOW,
    TOO_MANY_CHECKS,
    Particulars,
    ProblemRaised,
)
from api.identity.attempts import Attempts
from api.installed import installed_of
from api.web.frame import PageRoute, page
from api.web.multipart import hashed_form, require_multipart
from api.web.sent import require_own_page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_COUNTED, _COUNTED_FILE = "verification code", "verification file"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CODE_MAX = 100
_READING = asyncio.Semaphore(8)
"""How many files of strangers are read at once; nobody waits for a place here."""


@router.get("/verify")
async def ask_code(request: Request) -> Response:
    """Where a code is typed in, or a file is chosen."""
    code = request.query_params.get("code", "").strip()[:_CODE_MAX]
    return await _shown(request, code)


@router.get("/verify/{code}")
async def verify_code(request: Request, code: str) -> Response:
    """What the code on a document leads to; with a digest, whether a file is that document."""
    return await _shown(request, code[:_CODE_MAX])


@router.post("/verify")
async def verify_file(request: Request) -> Response:
    """What a file is: a document that was issued here, the scan of its stamped paper, or neither."""
    require_own_page(request)
    require_multipart(request)
    announced = request.headers.get("content-length", "0")
    if announced.isascii() and announced.isdigit() and int(announced) > CHECKED_BYTES_MAX:
        raise ProblemRaised(CHECKED_FILE_TOO_LARGE)
    attempts = await _attempts(request, _COUNTED_FILE)
    if _READING.locked():
        raise ProblemRaised(NOT_READABLE_NOW, Particulars(headers=BUSY_HEADERS))
    async with _READING:
        sent, sha256 = await hashed_form(request, CHECKED_BYTES_MAX)
    if not sent.file_name:
        return await _page(request, 422, no_file=True)
    context, organs = context_of(request), await installed_of(request).organs()
    found = await issued_as(context.event_log, context.pool, organs, sha256)
    if found is not None:
        await attempts.succeeded(address_of(request), _COUNTED_FILE)
    return await _page(request, 200 if found else 404, found=found, file_sha256=sha256)


async def _attempts(request: Request, counted: str) -> Attempts:
    """Count one more look, unless this address has looked in vain too often.

    Raises:
        ProblemRaised: 429.
    """
    attempts: Attempts = request.app.state.attempts
    if wait := await attempts.wait_seconds(address_of(request), counted):
        raise ProblemRaised(TOO_MANY_CHECKS, Particulars(headers={"Retry-After": str(wait)}))
    return attempts


async def _shown(request: Request, code: str) -> Response:
    found, digest = None, request.query_params.get("sha256", "").strip().lower()
    if read_code(code) is not None:
        attempts = await _attempts(request, _COUNTED)
        if found := await verified(request, code):
            await attempts.succeeded(address_of(request), _COUNTED)
    return await _page(request, 404 if code and found is None else 200, code=code, found=found, digest=digest)


async def _page(  # noqa: PLR0913 - what was asked for, and what came of it
    request: Request,
    status: int,
    *,
    code: str = "",
    found: Verified | None = None,
    digest: str = "",
    file_sha256: str = "",
    no_file: bool = False,
) -> Response:
    return await page(
        request,
        "verify.html",
        status,
        code=code,
        found=found,
        digest=digest,
        digest_read=bool(_DIGEST.fullmatch(digest)),
        file_sha256=file_sha256,
        no_file=no_file,
    )
