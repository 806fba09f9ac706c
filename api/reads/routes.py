"""GET /v1/reads: who read what, when and what for (查阅记录)."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from api.auth.callers import Caller
from api.http import pagination
from api.http.pagination import ByIndex, Limit, Next
from api.http.replies import list_reply
from api.http.routing import JsonRouter
from api.installed import installed_of
from api.reads.views import Wanted, persons_named, read_log_of
from domain.values import Frozen, Name
from eventlog.read_log import ReadRow, Result, Sensitivity

router = JsonRouter(prefix="/v1", tags=["access"])


class ReadList(Frozen):
    """A page of the log of reads, the newest first."""

    items: tuple[ReadRow, ...]
    next: str | None = None


@router.read("/reads", "reads.list", "List who read what", ReadList)
async def list_reads(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    person: Annotated[
        Name | None, Query(description="read by this person, or on their behalf: an id, or a name")
    ] = None,
    about: Annotated[UUID | None, Query(description="a case, a subject, a filing or a record")] = None,
    sensitivity: Sensitivity | None = None,
    result: Result | None = None,
    limit: Limit = 100,
    begin: Next = None,
) -> Response:
    """What people of the caller's place read, and what lies in it was read by anybody; refusals among it."""
    organs = await installed_of(request).organs()
    wanted = Wanted(None if person is None else persons_named(organs, person), about, sensitivity, result)
    rows = await read_log_of(request, who, wanted, before=pagination.index_of(begin), limit=limit)
    following = pagination.following(rows, limit, lambda last: ByIndex(index=last.id))
    return list_reply(request, ReadList(items=rows, next=following), following)
