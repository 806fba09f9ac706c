"""Hooks as people keep them: a system administrator proposes one, a security administrator approves it.

Both see the hooks of their place. A secret is shown when it is made, and never again.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from starlette.requests import Request

from activities.notices.addresses import AddressRefused
from api.auth.callers import Denied, Hidden, require
from api.auth.context import context_of
from api.auth.policy import Action, Resource, allowed
from api.http.problems import CONFLICT, MALFORMED, FieldFault, Particulars, ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from domain.organs import Organs
from domain.values import Code, Frozen, Line, Name
from eventlog.notices import hooks
from eventlog.notices.hooks import HookState, KeptHook, new_secret

_SEES: tuple[Action, ...] = ("propose_hook", "approve_hook", "manage_notices")


class HookWanted(Frozen):
    """A hook as it is proposed.

    Attributes:
        url: https://host/path; the host must be among those that the operator names.
        place: the jurisdiction whose organs it is told of, with those under it.
    """

    name: Name
    url: Line
    place: Code


class HookShown(Frozen):
    """接收地址: a program that is told of notices.

    Attributes:
        state: proposed: nothing is sent before somebody else approves it; disabled: by people, or because it answered
            410.
        two_secrets: whether the secret before the present one signs as well.
    """

    hook_id: UUID
    name: str
    url: str
    place: Code
    state: HookState
    because: str | None
    proposed_by: Code
    approved_by: Code | None
    made_at: datetime
    changed_at: datetime
    two_secrets: bool


class HookMade(Frozen):
    """A hook with its new secret, which is shown this once."""

    hook: HookShown
    secret: str


async def shown(request: Request, who: Persona) -> tuple[HookShown, ...]:
    """The hooks that somebody may see.

    Raises:
        Denied: they see none.
    """
    organs = await installed_of(request).organs()
    seeing = [action for action in _SEES if allowed(who, action).allow]
    if not seeing:
        raise Denied(who, _SEES[0], allowed(who, _SEES[0]))
    found = await hooks.listed(context_of(request).pool)
    return tuple(_shown(each) for each in found if any(_may(who, action, each.place, organs) for action in seeing))


async def proposed(request: Request, who: Persona, wanted: HookWanted) -> HookMade:
    """Propose a hook.

    Raises:
        ProblemRaised: 403, 422 with what is wrong with its address.
    """
    organs, context = await installed_of(request).organs(), context_of(request)
    if wanted.place not in {each.id for each in organs.jurisdictions}:
        raise _fault("place", "没有这个地区 / there is no such jurisdiction")
    require(request, who, "propose_hook", Resource(jurisdiction=wanted.place), organs)
    try:
        context.hook_hosts.target(wanted.url)
    except AddressRefused as refused:
        raise _fault("url", str(refused)) from None
    hook_id, secret, now = uuid4(), new_secret(), context.clock()
    kept = KeptHook(
        hook_id, wanted.name, wanted.url, wanted.place, "proposed", None, who.person, None, now, now, two_secrets=False
    )
    await hooks.propose(context.pool, kept, context.seals.seal(secret, hook_id))
    return HookMade(hook=_shown(kept), secret=secret)


async def approved(request: Request, who: Persona, hook_id: UUID) -> HookShown:
    """Approve a hook that somebody else proposed, or one that was disabled.

    Raises:
        ProblemRaised: 403, 404; 409, it is one's own, or is told already.
    """
    await _at_hand(request, who, "approve_hook", hook_id)
    context = context_of(request)
    if not await hooks.approve(context.pool, hook_id, who.person, context.clock()):
        raise ProblemRaised(
            CONFLICT,
            Particulars(
                detail="已经启用，或者是本人提出的：须由另一人批准 / active already, or one's own: another approves it"
            ),
        )
    return await _one(request, hook_id)


async def disabled(request: Request, who: Persona, hook_id: UUID) -> HookShown:
    """Disable a hook: whoever proposes or approves them may."""
    action: Action = "propose_hook" if allowed(who, "propose_hook").allow else "approve_hook"
    await _at_hand(request, who, action, hook_id)
    context = context_of(request)
    await hooks.disable(context.pool, hook_id, who.person, context.clock())
    return await _one(request, hook_id)


async def rotated(request: Request, who: Persona, hook_id: UUID) -> HookMade:
    """Give a hook another secret; the one before signs as well until the next time."""
    await _at_hand(request, who, "propose_hook", hook_id)
    context, secret = context_of(request), new_secret()
    await hooks.rotate(context.pool, hook_id, context.seals.seal(secret, hook_id), context.clock())
    return HookMade(hook=await _one(request, hook_id), secret=secret)


async def _at_hand(request: Request, who: Persona, action: Action, hook_id: UUID) -> None:
    require(request, who, action)
    organs = await installed_of(request).organs()
    known: Mapping[UUID, KeptHook] = {each.hook_id: each for each in await hooks.listed(context_of(request).pool)}
    hook = known.get(hook_id)
    if hook is None or not _may(who, action, hook.place, organs):
        raise Hidden(who, action, hook_id, exists=hook is not None)


def _may(who: Persona, action: Action, place: str, organs: Organs) -> bool:
    return allowed(who, action, Resource(jurisdiction=place), organs).allow


async def _one(request: Request, hook_id: UUID) -> HookShown:
    found = await hooks.listed(context_of(request).pool)
    return next(_shown(each) for each in found if each.hook_id == hook_id)


def _shown(hook: KeptHook) -> HookShown:
    return HookShown(**{name: getattr(hook, name) for name in HookShown.model_fields})


def _fault(field: str, message: str) -> ProblemRaised:
    return ProblemRaised(
        MALFORMED, Particulars(errors=(FieldFault(pointer=f"/{field}", code="refused", message=message),))
    )
