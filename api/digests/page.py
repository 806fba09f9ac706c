"""GET /digests and /digests/{day}: the daily digest of deadlines (每日期限简报), to read and to print."""

from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.context import context_of
from api.auth.policy import allowed
from api.auth.scope import scope_of
from api.digests.views import VisibleDigest, visible_part
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import Names
from api.web.frame import PageRoute, Reader, page
from eventlog import digests
from eventlog.digests import KeptDigest

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/digests")
async def latest_digest(request: Request, who: Reader) -> Response:
    """The latest digest; before the first one, when it will come."""
    latest = await digests.before(context_of(request).pool, None, 1)
    return await _shown(request, who, latest[0] if latest else None, day=None)


@router.get("/digests/{day}")
async def digest_of_day(request: Request, who: Reader, day: str) -> Response:
    """The digest of a day; of a day without one, why there is none."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise ProblemRaised(NOT_FOUND) from None
    return await _shown(request, who, await digests.get(context_of(request).pool, wanted), day=wanted)


async def _shown(request: Request, who: Persona, kept: KeptDigest | None, *, day: date | None) -> Response:
    scope = await scope_of(request, who, "read_deadlines")
    digest = visible_part(kept, scope) if kept else None
    earlier = await digests.before(context_of(request).pool, digest.day if digest else day, 1)
    return await page(
        request,
        "digest.html",
        200 if digest or day is None else 404,
        digest=digest,
        day=day,
        not_listed=_not_listed(digest),
        earlier=earlier[0].day if earlier else None,
        names=Names(await installed_of(request).organs()),
        may_read_cases=allowed(who, "read_case").allow,
        may_read_records=allowed(who, "read_work_records").allow,
    )


def _not_listed(digest: VisibleDigest | None) -> int:
    """How many overdue duties are only counted: a digest lists so many and no more."""
    return digest.totals.overdue - len(digest.overdue) if digest else 0
