"""The acts on a case: one route for each command, made from one table; the body is the domain's command itself.

Nothing here knows a rule. Who acts comes from the token, when from the loop, the command id from Idempotency-Key.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar, assert_never
from uuid import UUID, uuid5

import structlog
from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.auth.policy import Reach, reach_of
from api.auth.tokens import Persona
from api.auth.visibility import require_visible
from api.commands import gateway
from api.commands.anonymity import require_anonymous
from api.commands.registry import CASE_ROUTES, Route
from api.http.problems import Particulars, ProblemLinks, ProblemRaised, of_refusal
from api.http.replies import json_reply
from api.http.requests import body_of, caller, command_id, here_of, require, seen_version
from domain.acts.filing import Opening
from domain.case.commands import BeginWithAccountability, CommandEnvelope
from domain.messages import CommandMetadata
from domain.refusals import CASE_EXISTS, Refusal
from domain.values import Frozen, accountability_case_id

router = APIRouter(prefix="/v1")

L = TypeVar("L", bound=CommandMetadata)


class CommandLinks(Frozen):
    """Where to look next; the case waits until it shows this command."""

    case: str
    events: str
    command: str


class CommandRecorded(Frozen):
    """The act stands: the versions and kinds of its events. The same key and body give the same answer."""

    case_id: UUID
    first_version: int
    version: int
    events: tuple[str, ...]
    links: CommandLinks


class CommandPending(Frozen):
    """The act is kept and will be decided; the outcome is not known yet."""

    command_id: UUID
    state: str = Field(default="pending", pattern="^pending$")
    case_id: UUID


async def _envelope(request: Request, route: Route) -> tuple[Persona, CommandEnvelope]:
    return await envelope_of(request, route, CommandEnvelope)


async def envelope_of(request: Request, route: Route, model: type[L]) -> tuple[Persona, L]:
    """Everything an envelope says; each fault of it ends the request."""
    who = await caller(request)
    rules = require(request, who, route.kind)
    id_ = command_id(request)
    seen = seen_version(request, required=route.seen)
    body = await body_of(request, route.body)
    structlog.contextvars.bind_contextvars(command_id=str(id_))
    request_id: str = request.state.request_id
    # The table pairs each path with one member of the union; pydantic checks it once more.
    envelope = model.model_validate(
        {
            "command_id": id_,
            "actor": who.actor,
            "seen": seen,
            "request_id": request_id,
            "access_rules": rules,
            "body": body,
        }
    )
    return who, envelope


def _reply(case_id: UUID, envelope: CommandEnvelope, outcome: gateway.Outcome) -> Response:
    match outcome:
        case gateway.Done():
            case = f"/v1/cases/{case_id}"
            links = CommandLinks(
                case=f"{case}?seen={outcome.version}",
                events=f"{case}/events?after={outcome.first_version - 1}",
                command=f"/v1/commands/{envelope.command_id}",
            )
            recorded = CommandRecorded(
                case_id=case_id,
                first_version=outcome.first_version,
                version=outcome.version,
                events=outcome.events,
                links=links,
            )
            return json_reply(recorded, 201, {"ETag": f'"v{outcome.version}"', "Location": case})
        case gateway.Pending():
            headers = {"Location": f"/v1/commands/{envelope.command_id}", "Retry-After": "1"}
            return json_reply(CommandPending(command_id=envelope.command_id, case_id=case_id), 202, headers)
        case Refusal():
            refused_unmade = isinstance(envelope.body, Opening) and outcome.code != CASE_EXISTS.code
            existing = None if refused_unmade else case_id
            raise refused(outcome, existing, envelope.seen)
        case _:
            assert_never(outcome)


def refused(refusal: Refusal, case_id: UUID | None, seen: int | None = None) -> ProblemRaised:
    """What the rules refuse, as a problem: the article, what to do, the earlier case."""
    earlier = f"/v1/cases/{refusal.earlier_case}" if refusal.earlier_case else None
    case = f"/v1/cases/{case_id}" if case_id else None
    links = ProblemLinks(case=case, events=f"{case}/events?after={seen or 0}" if case else None, earlier_case=earlier)
    particulars = Particulars(
        detail=refusal.detail, clause=refusal.cite, earlier_case=refusal.earlier_case, links=links
    )
    return ProblemRaised(of_refusal(refusal), particulars)


def _opening(route: Route) -> Callable[[Request], Awaitable[Response]]:
    async def begin(request: Request) -> Response:
        _, envelope = await _envelope(request, route)
        case_id = _case_id(envelope)
        structlog.contextvars.bind_contextvars(case_id=str(case_id))
        return _reply(case_id, envelope, await gateway.file(here_of(request), case_id, envelope))

    return begin


def _case_id(envelope: CommandEnvelope) -> UUID:
    """An accountability begins one case, whoever sends it again; any other case is of its command."""
    if isinstance(envelope.body, BeginWithAccountability):
        return accountability_case_id(envelope.body.to_organ, envelope.body.accountability)
    return uuid5(envelope.command_id, "case")


def _endpoint(route: Route) -> Callable[[Request, UUID], Awaitable[Response]]:
    hand_in = gateway.approve if route.endpoint.by_signal else gateway.submit

    async def act(request: Request, case_id: UUID) -> Response:
        who, envelope = await _envelope(request, route)
        structlog.contextvars.bind_contextvars(case_id=str(case_id))
        if reach_of(who, route.kind) is not Reach.ANY:  # a unit acts in its own cases; all others do not exist to it
            await require_visible(request, who, route.kind, case_id)
        await require_anonymous(request, case_id, envelope.body)
        outcome = await hand_in(here_of(request), case_id, envelope)
        return _reply(case_id, envelope, outcome)

    return act


def _mount() -> None:
    for route in CASE_ROUTES:
        endpoint = route.endpoint
        router.add_api_route(
            route.path,
            _opening(route) if endpoint.opens else _endpoint(route),
            methods=["POST"],
            operation_id=route.operation,
            summary=endpoint.summary,
            description=route.description,
            tags=[endpoint.tag],
            status_code=201,
            response_model=CommandRecorded,
            responses={202: {"model": CommandPending}} if endpoint.by_signal else {},
        )


_mount()
