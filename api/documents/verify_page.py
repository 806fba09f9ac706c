"""GET /verify: whether a document is what it says it is, for anybody who holds it; nobody has to sign in.

Wrong codes are counted as wrong passwords are: whoever tries many waits longer and longer. What is no code at all
is not looked up.
"""

import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.visits import address_of
from api.documents.codes import read_code
from api.documents.verification import verified
from api.http.problems import TOO_MANY_ATTEMPTS, Particulars, ProblemRaised
from api.identity.attempts import Attempts
from api.web.frame import PageRoute, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_COUNTED = "verification code"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CODE_MAX = 100


@router.get("/verify")
async def ask_code(request: Request) -> Response:
    """Where a code is typed in."""
    code = request.query_params.get("code", "").strip()[:_CODE_MAX]
    return await _shown(request, code)


@router.get("/verify/{code}")
async def verify_code(request: Request, code: str) -> Response:
    """What the code on a document leads to; with a digest, whether a file is that document."""
    return await _shown(request, code[:_CODE_MAX])


async def _shown(request: Request, code: str) -> Response:
    attempts: Attempts = request.app.state.attempts
    found, digest = None, request.query_params.get("sha256", "").strip().lower()
    if read_code(code) is not None:
        if wait := await attempts.wait_seconds(address_of(request), _COUNTED):
            raise ProblemRaised(TOO_MANY_ATTEMPTS, Particulars(headers={"Retry-After": str(wait)}))
        if found := await verified(request, code):
            await attempts.succeeded(address_of(request), _COUNTED)
    return await page(
        request,
        "verify.html",
        404 if code and found is None else 200,
        code=code,
        found=found,
        digest=digest,
        digest_read=bool(_DIGEST.fullmatch(digest)),
    )
