"""GET /notices/deliveries and /hooks: what operators and administrators look after."""

from typing import Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.callers import require
from api.auth.context import context_of
from api.auth.policy import allowed
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import Names
from api.labels.words import DELIVERY_STATES, HOOK_STATES
from api.notices import hooks
from api.notices.hooks import HookMade, HookWanted
from api.web.forms import read_form
from api.web.frame import PageRoute, Reader, id_of, page
from api.web.sent import fields_of, require_own_page
from domain.values import Bilingual, Frozen, Text
from eventlog.notices import outbox, reading
from eventlog.notices.outbox import State

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_DELIVERIES, _HOOKS = "/notices/deliveries", "/hooks"
_LINES = 100
_OPEN: tuple[State, ...] = ("failed", "queued", "under_way", "stopped", "lapsed")


class _Turned(Frozen):
    do: Literal["stop", "go_on"]
    reason: Text = Field(max_length=500)


@router.get(_DELIVERIES)
async def show_deliveries(request: Request, who: Reader) -> Response:
    """Messages that failed, wait, were stopped or have lapsed, and the switch."""
    require(request, who, "manage_notices")
    pool = context_of(request).pool
    lines = [each for state in _OPEN for each in await reading.deliveries(pool, [state], None, _LINES)]
    return await page(
        request,
        "deliveries.html",
        lines=lines,
        stand=await reading.counts(pool),
        states=DELIVERY_STATES,
        names=Names(await installed_of(request).organs()),
    )


@router.post("/notices/deliveries/switch")
async def turn_switch(request: Request, who: Reader) -> Response:
    """Stop all deliveries, or let them go on."""
    require_own_page(request)
    require(request, who, "manage_notices")
    turned = read_form(_Turned, dict(await fields_of(request)))
    context = context_of(request)
    await outbox.switch(context.pool, who.person, turned.reason, context.clock(), paused=turned.do == "stop")
    return RedirectResponse(_DELIVERIES, 303)


@router.post("/notices/deliveries/{delivery_id}/redelivery")
async def redeliver(request: Request, who: Reader, delivery_id: str) -> Response:
    """Try a message anew."""
    require_own_page(request)
    require(request, who, "manage_notices")
    if not await reading.redeliver(context_of(request).pool, id_of(delivery_id)):
        raise ProblemRaised(NOT_FOUND)
    return RedirectResponse(_DELIVERIES, 303)


@router.get(_HOOKS)
async def show_hooks(request: Request, who: Reader) -> Response:
    """The hooks of the reader's place, and the form to propose one."""
    return await _hooks(request, who)


@router.post(_HOOKS)
async def propose_hook(request: Request, who: Reader) -> Response:
    """Propose a hook; its secret is shown this once."""
    require_own_page(request)
    require(request, who, "propose_hook")
    filled = await fields_of(request)
    try:
        made = await hooks.proposed(request, who, read_form(HookWanted, dict(filled)))
    except ProblemRaised as raised:
        if not raised.particulars.errors:
            raise
        return await _hooks(request, who, filled=filled, faults=[each.message for each in raised.particulars.errors])
    return await _hooks(request, who, made=made)


@router.post("/hooks/{hook_id}/approval")
async def approve_hook(request: Request, who: Reader, hook_id: str) -> Response:
    """Approve a hook as a second person."""
    require_own_page(request)
    await hooks.approved(request, who, id_of(hook_id))
    return RedirectResponse(_HOOKS, 303)


@router.post("/hooks/{hook_id}/disabling")
async def disable_hook(request: Request, who: Reader, hook_id: str) -> Response:
    """Send nothing more there."""
    require_own_page(request)
    await hooks.disabled(request, who, id_of(hook_id))
    return RedirectResponse(_HOOKS, 303)


@router.post("/hooks/{hook_id}/secrets")
async def rotate_secret(request: Request, who: Reader, hook_id: str) -> Response:
    """Another secret, shown this once."""
    require_own_page(request)
    return await _hooks(request, who, made=await hooks.rotated(request, who, id_of(hook_id)))


async def _hooks(
    request: Request,
    who: Persona,
    *,
    made: HookMade | None = None,
    filled: dict[str, str] | None = None,
    faults: list[str] | None = None,
) -> Response:
    organs = await installed_of(request).organs()
    return await page(
        request,
        "hooks.html",
        422 if faults else 200,
        hooks=await hooks.shown(request, who),
        made=made,
        filled=filled or {},
        faults=faults or [],
        hosts=sorted(context_of(request).hook_hosts.hosts),
        places=[(each.id, each.name) for each in organs.jurisdictions if organs.within(each.id, who.jurisdiction)],
        may_propose=allowed(who, "propose_hook").allow,
        may_approve=allowed(who, "approve_hook").allow,
        states=HOOK_STATES,
        names=Names(organs),
        nothing=Bilingual(zh="还没有接收地址。", en="There are no hooks yet."),
    )
