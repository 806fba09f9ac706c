"""GET /inbox: what an organ must do (待办); /tasks: what the caller has to do, decide and read, and who has it."""

import asyncio
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from api.auth.callers import Caller, Hidden, caller, require
from api.auth.context import AppContext, Context, context_of
from api.auth.disclosure import disclose_listed
from api.auth.own_matter import own_subjects
from api.auth.policy import Resource, allowed, applicant_group, speakers
from api.auth.visibility import own_among
from api.http.pagination import Limit, Next
from api.http.replies import json_reply, list_reply
from api.http.requests import body_of, command_id
from api.http.routing import JsonRouter
from api.identity.personas import Persona
from api.inbox.desk import desk_of
from api.inbox.dividing import Divided, TasksDivided, divide
from api.inbox.tasks import Due, Filters, Sort, Tab, TabCount, Task, counts, page_of
from api.installed import installed_of
from api.meetings.views import RipeCase, ripe_for
from api.reports.owed import ReportLine, owed_by, raised_to
from domain.organs import UNITS, Organ, Organs
from domain.values import Code, Frozen
from projections.inbox import inbox
from projections.inbox.inbox import InboxItem

router = JsonRouter(prefix="/v1")


class Inbox(Frozen):
    """待办 of one organ."""

    organ: Code
    items: tuple[InboxItem, ...]
    ripe_for_meeting: tuple[RipeCase, ...] = Field(
        default=(), description="of an organ that decides in meetings: the cases that wait for its next one"
    )
    reports: tuple[ReportLine, ...] = Field(
        default=(), description="the periodic reports that it has to hand in, the earliest due first"
    )
    late_reports: tuple[ReportLine, ...] = Field(
        default=(), description="those of other organs that it was told are late (督办、上报), the earliest due first"
    )


class Tasks(Frozen):
    """A page of one tab of the caller's tasks, and how many there are in each tab."""

    view: Tab
    counts: tuple[TabCount, ...]
    items: tuple[Task, ...]
    next: str | None = None


@router.read("/inbox", "inbox.list", "List what an organ must do", Inbox, tags=["work"])
async def list_inbox(
    request: Request, who: Caller, context: Context, organ: Code | None = None, limit: Limit = 100
) -> Response:
    """The inbox of an organ, one's own unless another is named.

    A unit's is that of its own party committee as well, with what the subjects of its cases owe; an applicant's is what
    they owe themselves. Who has not voted yet
    stands in it for those alone who read ballots, and in nobody's own case.
    """
    mine = await own_subjects(request, who, "read_own_duties")
    if mine is not None:
        require(request, who, "read_own_duties")
        return await _of_oneself(request, who, mine, organ, limit)
    require(request, who, "read_inbox")
    organs = await installed_of(request).organs()
    found = organs.organ(organ or who.organ)
    if found is None or not allowed(who, "read_inbox", _resource(found), organs).allow:
        raise Hidden(who, "read_inbox", exists=found is not None, place=found.jurisdiction if found else None)
    reads_reports = allowed(who, "read_reports").allow
    items, ripe, reports, late = await asyncio.gather(
        _owed_by(context, organs, found, limit),
        ripe_for(request, found) if found.id == who.organ and allowed(who, "read_meetings").allow else _nothing(),
        owed_by(request, found) if reads_reports else _nothing(),
        raised_to(request, found) if reads_reports else _nothing(),
    )
    if not allowed(who, "read_ballots", _resource(found), organs).allow:
        items = tuple(item.model_copy(update={"awaited": ()}) for item in items)
    own = await own_among(request, who, {item.case_id for item in items if item.awaited})
    items = tuple(item.model_copy(update={"awaited": ()}) if item.case_id in own else item for item in items)
    disclose_listed(request, who, "read_inbox", [item.case_id for item in items])
    return json_reply(Inbox(organ=found.id, items=items, ripe_for_meeting=ripe, reports=reports, late_reports=late))


@router.read("/tasks", "tasks.list", "List the caller's tasks", Tasks, tags=["work"])
async def list_tasks(  # noqa: PLR0913, PLR0917 - each is a parameter of the address
    request: Request,
    who: Caller,
    context: Context,
    view: Tab = Tab.MINE,
    due: Due | None = None,
    stage: Code | None = None,
    sort: Sort = "due",
    limit: Limit = 50,
    after: Next = None,
) -> Response:
    """One tab of what the caller has to do, decide or read; each task is in one tab, and in none for whom it is not."""
    desk = await desk_of(request, who)
    found = await page_of(context, desk, Filters(view, due, stage, sort), after, limit)
    disclose_listed(request, who, "read_inbox", [task.case_id for task in found.tasks])
    told = tuple((await counts(context, desk)).values())
    return list_reply(request, Tasks(view=view, counts=told, items=found.tasks, next=found.following), found.following)


@router.post(
    "/tasks",
    operation_id="tasks.divide",
    summary="Claim, pass on or put off tasks",
    response_model=Divided,
    tags=["work"],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/TasksDivided"}}},
        }
    },
)
async def divide_tasks(request: Request) -> Response:
    """Divide the work of an organ: no act of a case, and nobody's leave to act; once for each key.

    Each task is changed on the version that was seen; where somebody was faster, the answer says who has it now.
    """
    who = await caller(request)
    require(request, who, "read_inbox")
    key = command_id(request)
    divided = await divide(request, who, key, await body_of(request, TasksDivided))
    disclose_listed(request, who, "read_inbox", [task.case_id for task in divided.taken])
    return json_reply(divided)


async def _owed_by(context: AppContext, organs: Organs, organ: Organ, limit: int) -> tuple[InboxItem, ...]:
    """What an organ must do; a unit with all that speak for the same applicant."""
    if organ.role not in UNITS:
        return await inbox.for_organs(context.pool, (organ.id,), limit=limit)
    group, speaking = applicant_group(organs, organ.id), speakers(organs, organ.id)
    return await inbox.for_organs(context.pool, group, speaking, limit=limit)


async def _nothing() -> tuple[()]:
    return ()


async def _of_oneself(
    request: Request, who: Persona, mine: frozenset[UUID], organ: Code | None, limit: int
) -> Response:
    """What is asked of somebody in their own matter; of no organ whatever."""
    if organ not in {None, who.organ}:
        raise Hidden(who, "read_own_duties", exists=False)
    items = await inbox.for_subjects(context_of(request).pool, sorted(mine), limit=limit)
    disclose_listed(request, who, "read_own_duties", [item.case_id for item in items])
    return json_reply(Inbox(organ=who.organ, items=items))


def _resource(organ: Organ) -> Resource:
    """An inbox as access rules see it: an organ takes part in all that is in its own."""
    own = frozenset({organ.id})
    return Resource(organ.jurisdiction, (organ.id,), parts=own, works=own)
