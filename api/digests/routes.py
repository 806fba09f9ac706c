"""The daily digests (每日期限简报) as they were kept, each as far as the reader's sight reaches."""

from datetime import date, datetime

from fastapi import APIRouter, Request, Response

from activities.digest import Digest
from api.auth.scope import Scope, scope_of
from api.http import pagination
from api.http.pagination import Limit, Next, Place
from api.http.problems import NOT_FOUND, ProblemRaised
from api.http.replies import json_reply
from api.http.requests import Caller, Here
from domain.values import Frozen
from eventlog import digests
from eventlog.digests import KeptDigest

router = APIRouter(prefix="/v1", tags=["work"])


class Totals(Frozen):
    """The counts of a digest, of all organs in sight together."""

    overdue: int
    today: int
    soon: int
    paused: int
    raised: int


class VisibleDigest(Digest):
    """The digest of a day: what it says of the jurisdictions in the caller's sight."""

    composed_at: datetime
    totals: Totals


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

    day: date


@router.get("/digests", operation_id="digests.list", summary="List daily digests", response_model=Digests)
async def list_digests(request: Request, who: Caller, here: Here, limit: Limit = 30, next: Next = None) -> Response:  # noqa: A002 - the name the answer gives it
    """One digest per working day, the latest first, with its counts."""
    scope = await scope_of(request, who, "read_deadlines")
    after = pagination.place_of(next, ByDay)
    limit = min(limit, pagination.LIMIT_MAX)
    kept = [visible_part(each, scope) for each in await digests.before(here.pool, after.day if after else None, limit)]
    following = pagination.cursor(ByDay(day=kept[-1].day)) if len(kept) == limit else None
    items = tuple(DigestLine(**each.model_dump(include=set(DigestLine.model_fields))) for each in kept)
    return json_reply(Digests(items=items, next=following), headers=pagination.link(request, following))


@router.get("/digests/{day}", operation_id="digests.get", summary="Get a daily digest", response_model=VisibleDigest)
async def get_digest(request: Request, who: Caller, here: Here, day: date) -> Response:
    """The digest of a day as it was composed that morning; there is none of a rest day."""
    scope = await scope_of(request, who, "read_deadlines")
    kept = await digests.get(here.pool, day)
    if kept is None:
        raise ProblemRaised(NOT_FOUND)
    return json_reply(visible_part(kept, scope))


def visible_part(kept: KeptDigest, scope: Scope) -> VisibleDigest:
    """What a digest says of a scope."""
    whole = Digest.model_validate_json(kept.content)
    organs = tuple(line for line in whole.organs if line.jurisdiction in scope.places)
    overdue = tuple(duty for duty in whole.overdue if duty.jurisdiction in scope.places)
    records = tuple(record for record in whole.records if record.jurisdiction in scope.places)
    return VisibleDigest(
        **whole.model_dump(exclude={"organs", "overdue", "records"}),
        records=records,
        organs=organs,
        overdue=overdue,
        composed_at=kept.composed_at,
        totals=Totals(**{name: sum(getattr(line, name) for line in organs) for name in Totals.model_fields}),
    )
