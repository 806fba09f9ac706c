"""GET /digests: the daily digests of deadlines (每日期限简报), as JSON."""

from datetime import date, datetime

from fastapi import Request, Response

from api.auth.callers import Caller
from api.auth.context import Context
from api.auth.scope import scope_of
from api.digests.views import Totals, VisibleDigest, visible_part
from api.http import pagination
from api.http.pagination import Limit, Next, Place
from api.http.problems import NOT_FOUND, ProblemRaised
from api.http.replies import json_reply, list_reply
from api.http.routing import JsonRouter
from domain.values import Day, Frozen, WrittenDate
from eventlog import digests

router = JsonRouter(prefix="/v1", tags=["work"])


class DigestLine(Frozen):
    """A digest in the list."""

    day: date
    composed_at: datetime
    missing_year: int | None
    totals: Totals


class Digests(Frozen):
    """Digests, the latest first."""

    items: tuple[DigestLine, ...]
    next: str | None = None


class ByDay(Place):
    """By day."""

    day: WrittenDate


@router.read("/digests", "digests.list", "List daily digests", Digests)
async def list_digests(
    request: Request,
    who: Caller,
    context: Context,
    limit: Limit = 30,
    begin: Next = None,
) -> Response:
    """One digest per working day, the latest first, with its counts."""
    scope = await scope_of(request, who, "read_deadlines")
    after = pagination.place_of(begin, ByDay)
    found = await digests.before(context.pool, after.day if after else None, limit)
    kept = [visible_part(each, scope) for each in found]
    following = pagination.following(kept, limit, lambda last: ByDay(day=last.day))
    items = tuple(DigestLine(**each.model_dump(include=set(DigestLine.model_fields))) for each in kept)
    return list_reply(request, Digests(items=items, next=following), following)


@router.read("/digests/{day}", "digests.get", "Get a daily digest", VisibleDigest)
async def get_digest(request: Request, who: Caller, context: Context, day: Day) -> Response:
    """The digest of a day as it was composed that morning; there is none of a rest day."""
    scope = await scope_of(request, who, "read_deadlines")
    kept = await digests.get(context.pool, day)
    if kept is None:
        raise ProblemRaised(NOT_FOUND)
    return json_reply(visible_part(kept, scope))
