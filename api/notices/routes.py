"""GET /v1/notices: what the caller was told; /v1/hooks and /v1/deliveries: what administrators and operators keep."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import Field

from api.auth.callers import Caller, caller, require
from api.auth.context import Context, context_of
from api.http import pagination
from api.http.pagination import Limit, Next, Place
from api.http.parameters import Truth
from api.http.problems import NOT_FOUND, ProblemRaised
from api.http.replies import json_reply, list_reply
from api.http.requests import body_of
from api.http.routing import JsonRouter
from api.notices import hooks
from api.notices.hooks import HookMade, HookShown, HookWanted
from api.notices.inbox import NoticesRead, disclosed, notices_of
from domain.values import Flag, Frozen, LogIndex, Text
from eventlog.notices import outbox, reading
from eventlog.notices.outbox import State
from eventlog.notices.reading import DeliveryShown, PersonalNotice

router = JsonRouter(prefix="/v1", tags=["notices"])


def _takes(model: str) -> dict[str, Any]:
    """What the description of the interface says of a body."""
    schema = {"schema": {"$ref": f"#/components/schemas/{model}"}}
    return {"requestBody": {"required": True, "content": {"application/json": schema}}}


class Notices(Frozen):
    """What the caller was told in this post, the newest first; `unread`: how many they have not read."""

    unread: int
    items: tuple[PersonalNotice, ...]
    next: str | None = None


class ReadUntil(Frozen):
    """Up to which place in the log the caller has read what they were told."""

    log_index: LogIndex


class Hooks(Frozen):
    """The hooks that the caller may see, the oldest first."""

    items: tuple[HookShown, ...]


class Deliveries(Frozen):
    """A page of messages."""

    waiting: int
    failed: int
    paused: bool
    items: tuple[DeliveryShown, ...]
    next: str | None = None


class ById(Place):
    """By their ids."""

    id: UUID


class Redelivered(Frozen):
    """A message that is tried anew."""

    delivery_id: UUID


class Switch(Frozen):
    """暂停或恢复发送: whether nothing is sent, and why."""

    paused: Flag
    reason: Annotated[Text, Field(max_length=500)]


@router.read("/notices", "notices.list", "List what one was told", Notices)
async def list_notices(
    request: Request,
    who: Caller,
    limit: Limit = 50,
    begin: Next = None,
    unread: Annotated[Truth, Query(description="only what was not read")] = False,
) -> Response:
    """What the caller was told in this post, whatever channels they have; nobody else's."""
    found = await notices_of(request, who, pagination.index_of(begin), limit, unread=unread)
    following = pagination.following(found.notices, limit, lambda last: pagination.ByIndex(index=last.log_index))
    return list_reply(request, Notices(unread=found.unread, items=found.notices, next=following), following)


@router.read("/notices/{notice_id}", "notices.get", "Get a notice", PersonalNotice)
async def get_notice(request: Request, who: Caller, context: Context, notice_id: UUID) -> Response:
    """A notice of the caller's own, as a hook names it."""
    notice = await reading.one(context.pool, notice_id, who.person, who.position)
    if notice is None:
        raise ProblemRaised(NOT_FOUND)
    disclosed(request, who, [notice])
    return json_reply(notice)


@router.post(
    "/notices/read",
    operation_id="notices.read",
    summary="Mark notices as read",
    response_model=NoticesRead,
    openapi_extra=_takes("ReadUntil"),
)
async def read_notices(request: Request) -> Response:
    """Say that one has read what one was told, up to a place in the log; again, it changes nothing."""
    who = await caller(request)
    until = await body_of(request, ReadUntil)
    context = context_of(request)
    new = await reading.mark_read(context.pool, who.person, who.position, until.log_index, context.clock())
    return json_reply(NoticesRead(read=new, unread=await reading.unread(context.pool, who.person, who.position)))


@router.read("/hooks", "hooks.list", "List hooks", Hooks)
async def list_hooks(request: Request, who: Caller) -> Response:
    """Other programs that are told, as far as their places lie in the caller's; never their secrets."""
    return json_reply(Hooks(items=await hooks.shown(request, who)))


@router.post(
    "/hooks",
    operation_id="hooks.propose",
    summary="Propose a hook",
    status_code=201,
    response_model=HookMade,
    openapi_extra=_takes("HookWanted"),
)
async def propose_hook(request: Request) -> Response:
    """Propose a hook; the answer holds its secret, which is shown this once. Nothing is sent before it is approved."""
    who = await caller(request)
    require(request, who, "propose_hook")
    return json_reply(await hooks.proposed(request, who, await body_of(request, HookWanted)), 201)


@router.post(
    "/hooks/{hook_id}/approval", operation_id="hooks.approve", summary="Approve a hook", response_model=HookShown
)
async def approve_hook(request: Request, who: Caller, hook_id: UUID) -> Response:
    """Approve as a second person; also one that was disabled."""
    return json_reply(await hooks.approved(request, who, hook_id))


@router.post(
    "/hooks/{hook_id}/disabling", operation_id="hooks.disable", summary="Disable a hook", response_model=HookShown
)
async def disable_hook(request: Request, who: Caller, hook_id: UUID) -> Response:
    """Send nothing more there; what is on its way is stopped."""
    return json_reply(await hooks.disabled(request, who, hook_id))


@router.post(
    "/hooks/{hook_id}/secrets", operation_id="hooks.rotate", summary="Rotate a hook's secret", response_model=HookMade
)
async def rotate_secret(request: Request, who: Caller, hook_id: UUID) -> Response:
    """Another secret, shown this once; the one before signs as well until the next rotation."""
    return json_reply(await hooks.rotated(request, who, hook_id))


@router.read("/deliveries", "deliveries.list", "List deliveries", Deliveries)
async def list_deliveries(
    request: Request, who: Caller, state: State = "failed", limit: Limit = 100, begin: Next = None
) -> Response:
    """Messages in a state: for whom, how often they were tried, and what was answered last."""
    require(request, who, "manage_notices")
    context = context_of(request)
    place = pagination.place_of(begin, ById)
    found = await reading.deliveries(context.pool, [state], place.id if place else None, limit)
    following = pagination.following(found, limit, lambda last: ById(id=last.delivery_id))
    stand = await reading.counts(context.pool)
    told = Deliveries(
        waiting=stand.waiting, failed=stand.failed, paused=stand.paused, items=tuple(found), next=following
    )
    return list_reply(request, told, following)


@router.post(
    "/deliveries/{delivery_id}/redelivery",
    operation_id="deliveries.redeliver",
    summary="Deliver a message again",
    status_code=202,
    response_model=Redelivered,
)
async def redeliver(request: Request, who: Caller, delivery_id: UUID) -> Response:
    """Try a message anew that failed or was stopped, under the same id; its recipient may have had it after all."""
    require(request, who, "manage_notices")
    if not await reading.redeliver(context_of(request).pool, delivery_id):
        raise ProblemRaised(NOT_FOUND)
    return json_reply(Redelivered(delivery_id=delivery_id), 202)


@router.post(
    "/deliveries/switch",
    operation_id="deliveries.switch",
    summary="Stop deliveries or go on",
    response_model=Switch,
    openapi_extra=_takes("Switch"),
)
async def switch_deliveries(request: Request) -> Response:
    """Stop all deliveries, or let them go on; what waits is sent then. Kept with who did it and why."""
    who = await caller(request)
    require(request, who, "manage_notices")
    wanted = await body_of(request, Switch)
    context = context_of(request)
    await outbox.switch(context.pool, who.person, wanted.reason, context.clock(), paused=wanted.paused)
    return json_reply(wanted)
