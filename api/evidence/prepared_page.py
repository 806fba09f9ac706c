"""GET and POST /evidence/prepared: files that no case has yet (备用文件), named in forms by who uploaded them.

The form works without a script; with one the file is sent in parts, as into a case.
"""

from dataclasses import replace
from typing import Final
from uuid import UUID, uuid4

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.callers import require
from api.auth.context import context_of
from api.evidence import tus
from api.evidence.adding import LABELS
from api.evidence.faults import FAULTS
from api.evidence.page import SHOWN_AGAIN, uploaded
from api.evidence.prepared import prepared_by
from api.evidence.receiving import ADD_DOCUMENT
from api.evidence.sent_form import sent_form
from api.http.problems import MALFORMED, Particulars, ProblemRaised
from api.identity.personas import Persona
from api.web.forms import Form
from api.web.frame import PageRoute, Reader, page
from api.web.sent import require_own_page
from eventlog.files.uploads import UNCLAIMED_DAYS

router = APIRouter(route_class=PageRoute, include_in_schema=False)
calls = APIRouter(include_in_schema=False)
"""What the page's script calls."""

_PATH: Final = "/evidence/prepared"


@router.get(_PATH)
async def show_prepared(request: Request, who: Reader) -> Response:
    """What one has uploaded, and the form."""
    require(request, who, ADD_DOCUMENT)
    return await _prepared(request, who, Form(uuid4(), labels=LABELS))


@router.post(_PATH)
async def prepare(request: Request, who: Reader) -> Response:
    """Take a file with its form, or an upload that is there already."""
    require_own_page(request)
    require(request, who, ADD_DOCUMENT)
    context = context_of(request)
    sent = await sent_form(request, who, await context.files.uploads.open_folder(who.organ, context.clock()))
    filled = {name: text for name, text in sent.fields.items() if text.strip()}
    try:
        form = Form(UUID(filled.pop("key", "")), filled, labels=LABELS)
    except ValueError:
        raise ProblemRaised(MALFORMED, Particulars(detail="key")) from None
    try:
        if sent.problem is not None:
            raise sent.problem
        stored = sent.upload or await uploaded(request, who, filled)
    except ProblemRaised as raised:
        if raised.kind.status not in SHOWN_AGAIN:
            raise
        return await _prepared(request, who, replace(form, filled={}, problem=raised))
    return RedirectResponse(f"{_PATH}?added={stored.sha256}", 303, {"Cache-Control": "no-store"})


@calls.post(f"{_PATH}/uploads")
async def begin_upload(request: Request, who: Reader) -> Response:
    """Begin an upload."""
    require_own_page(request)
    return await tus.begun_before(request, who, "/evidence/uploads")


async def _prepared(request: Request, who: Persona, form: Form) -> Response:
    return await page(
        request,
        "prepared.html",
        form.status,
        form=form,
        files=await prepared_by(request, who),
        faults=FAULTS,
        days=UNCLAIMED_DAYS,
        added=request.query_params.get("added"),
        checked=bool(context_of(request).files.malware_command),
        uploads=f"{_PATH}/uploads",
    )
