"""GET /procedures/{pack}/versions/{version}: what an edition would be for open cases; where a draft is published."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.callers import require
from api.auth.context import context_of, today_of
from api.auth.policy import allowed
from api.auth.scope import scope_of
from api.http.problems import NOT_FOUND, ProblemRaised
from api.installed import installed_of
from api.labels.naming import Names
from api.labels.words import UNITS, VERDICTS, VERSION_STATES
from api.law.pack_drafts import publish_draft, withdraw_draft
from api.law.pack_preview import parsed, preview, wanted
from api.web.frame import PageRoute, Reader, page
from api.web.sent import require_own_page

router = APIRouter(route_class=PageRoute, include_in_schema=False)


_VERSIONS = range(1, 2**31)


@router.get("/procedures/{name}/versions/{version}")
async def show_preview(request: Request, who: Reader, name: str, version: str) -> Response:
    """Counts of all cases, and those the reader may see; nothing is changed by looking."""
    require(request, who, "read_law")
    number = _number(version)
    looked_at = await wanted(context_of(request).pool, name, number) if number else None
    if looked_at is None:
        raise ProblemRaised(NOT_FOUND)
    scope = await scope_of(request, who, "read_deadlines") if allowed(who, "read_deadlines").allow else None
    found = await preview(context_of(request).pool, installed_of(request), looked_at, scope, today_of(request))
    return await page(
        request,
        "pack_preview.html",
        pack=parsed(looked_at.found.content),
        found=found,
        state=VERSION_STATES[found.state],
        verdicts=VERDICTS,
        units=UNITS,
        visible=scope is not None,
        names=Names(await installed_of(request).organs()),
        may_read_cases=allowed(who, "read_case").allow,
        may_approve=found.state == "draft"
        and allowed(who, "approve_pack").allow
        and not (looked_at.found.draft and looked_at.found.draft.proposed_by == who.person),
        may_withdraw=found.state in {"draft", "outdated"} and allowed(who, "propose_pack").allow,
    )


@router.post("/procedures/{name}/versions/{version}/approval")
async def approve(request: Request, who: Reader, name: str, version: str) -> Response:
    """Publish a draft as a second person."""
    require_own_page(request)
    await publish_draft(request, who, name, _number(version))
    return _go_to(name, version)


@router.post("/procedures/{name}/versions/{version}/withdrawal")
async def withdraw(request: Request, who: Reader, name: str, version: str) -> Response:
    """Take a draft back."""
    require_own_page(request)
    await withdraw_draft(request, who, name, _number(version))
    return _go_to(name, version)


def _number(version: str) -> int:
    """The number in an address; 0, which no version has, where it is none."""
    number = int(version) if version.isascii() and version.isdigit() and len(version) < len(str(2**31)) else 0
    return number if number in _VERSIONS else 0


def _go_to(name: str, version: str) -> Response:
    return RedirectResponse(f"/procedures/{name}/versions/{version}", 303, {"Cache-Control": "no-store"})
