"""One route for each command on any kind of stream, made from its table; the body is the domain's command itself.

Nothing here knows a rule. Who acts comes from the token, when from the loop, the command id from Idempotency-Key.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, assert_never
from uuid import UUID

import structlog
from fastapi import APIRouter, Path, Request, Response

from api.auth.callers import caller, require
from api.auth.policy import forbidden_as
from api.commands.gateway import Done, Outcome, Pending, gateway_of
from api.commands.registry import Route
from api.http.problems import Particulars, ProblemLinks, ProblemRaised, of_refusal
from api.http.replies import json_reply
from api.http.requests import body_of, command_id, seen_version
from api.identity.personas import Persona
from domain.messages import Envelope
from domain.refusals import Refusal
from domain.streams import StreamName
from domain.values import Frozen

E = TypeVar("E", bound=Envelope)


Visible = Callable[[Request, Persona, Route, UUID], Awaitable[None]]
"""Whether the caller may do this with that stream at all; asked before anything else is looked at."""
Check = Callable[[Request, Persona, Route, UUID | None, E], Awaitable[None]]
"""What must hold before a command is handed in; the id is None for one that begins a stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamCommands(Generic[E]):
    """The commands on one kind of stream.

    Attributes:
        path: of the streams; acts are posted below one of them.
        id_name: what the id of a stream is called in paths and in logs.
        routes: its commands; those that begin a stream have a path of their own.
        new_id: the stream that a command begins, which may be one that was begun before.
        recorded: the answer when the events stand, and the model of it.
        pending: the answer while the outcome of an act by Signal is not known.
        followed: the answer in place of that, where events on this stream lead to commands on others.
        refusal_links: where whoever was refused may look.
    """

    kind: StreamName
    path: str
    id_name: str
    envelope: type[E]
    routes: Collection[Route]
    new_id: Callable[[Request, E], Awaitable[UUID]]
    visible: Visible
    check: Check[E]
    answer: type[Frozen]
    recorded: Callable[[UUID, Done, UUID], Frozen]
    pending: type[Frozen] | None = None
    followed: Callable[[Request, Persona, UUID, Done, E], Awaitable[Frozen]] | None = None
    refusal_links: Callable[[Refusal, UUID, E], ProblemLinks | None] = lambda *_: None

    def mount(self, router: APIRouter) -> None:
        """Add the route of every command."""
        for route in self.routes:
            endpoint = route.endpoint
            router.add_api_route(
                route.path,
                self._opening(route) if endpoint.opens else self._act(route),
                methods=["POST"],
                operation_id=route.operation,
                summary=endpoint.summary,
                description=route.description,
                tags=[endpoint.tag],
                status_code=201,
                response_model=self.answer,
                responses={202: {"model": self.pending}} if endpoint.by_signal else {},
            )

    def _opening(self, route: Route) -> Callable[[Request], Awaitable[Response]]:
        async def begin(request: Request) -> Response:
            who, rules = await self._caller(request, route)
            envelope = await self._envelope(request, route, who, rules)
            stream_id = await self.new_id(request, envelope)
            await self.check(request, who, route, None, envelope)
            structlog.contextvars.bind_contextvars(**{self.id_name: str(stream_id)})
            outcome = await gateway_of(request).begin(self.kind, stream_id, envelope)
            return self._reply(route, stream_id, envelope, outcome)

        return begin

    def _act(self, route: Route) -> Callable[[Request, UUID], Awaitable[Response]]:
        async def act(request: Request, stream_id: UUID = Path(alias=self.id_name)) -> Response:  # noqa: B008 - the name on the wire is the kind's
            who, rules = await self._caller(request, route)
            await self.visible(request, who, route, stream_id)
            envelope = await self._envelope(request, route, who, rules)
            structlog.contextvars.bind_contextvars(**{self.id_name: str(stream_id)})
            await self.check(request, who, route, stream_id, envelope)
            gateway = gateway_of(request)
            if route.endpoint.by_signal:
                return self._reply(route, stream_id, envelope, await gateway.approve(stream_id, envelope))
            outcome = await gateway.submit(self.kind, stream_id, envelope)
            if self.followed and isinstance(outcome, Done):
                answer = await self.followed(request, who, stream_id, outcome, envelope)
                return json_reply(answer, 201, self._headers(stream_id, outcome))
            return self._reply(route, stream_id, envelope, outcome)

        return act

    async def _caller(self, request: Request, route: Route) -> tuple[Persona, tuple[str, ...]]:
        """Who acts, and the rules that let them do this at all."""
        who = await caller(request)
        return who, require(request, who, route.kind)

    async def _envelope(self, request: Request, route: Route, who: Persona, rules: tuple[str, ...]) -> E:
        """Everything an envelope says; each fault of it ends the request."""
        id_ = command_id(request)
        seen = seen_version(request, required=route.seen)
        body = await body_of(request, route.body)
        if body.lacks is not None:
            raise ProblemRaised(of_refusal(body.lacks), Particulars(clause=body.lacks.cite))
        structlog.contextvars.bind_contextvars(command_id=str(id_))
        # The table pairs each path with one member of the union; pydantic checks it once more.
        return self.envelope.model_validate(
            {
                "command_id": id_,
                "actor": who.actor,
                "seen": seen,
                "request_id": request.state.request_id,
                "access_rules": rules,
                "body": body,
            }
        )

    def _headers(self, stream_id: UUID, done: Done) -> Mapping[str, str]:
        return {"ETag": f'"v{done.version}"', "Location": f"/v1{self.path}/{stream_id}"}

    def _reply(self, route: Route, stream_id: UUID, envelope: E, outcome: Outcome) -> Response:
        command = f"/v1/commands/{envelope.command_id}"
        match outcome:
            case Done():
                answer = self.recorded(stream_id, outcome, envelope.command_id)
                return json_reply(answer, 201, self._headers(stream_id, outcome))
            case Pending():
                if self.pending is None:
                    raise TypeError(f"a {self.kind} has no act by signal")
                pending = self.pending.model_validate({"command_id": envelope.command_id, self.id_name: stream_id})
                return json_reply(pending, 202, {"Location": command, "Retry-After": "1"})
            case Refusal():
                links = self.refusal_links(outcome, stream_id, envelope)
                particulars = Particulars(
                    detail=outcome.detail,
                    clause=outcome.cite,
                    policy=forbidden_as(outcome.code, route.kind),
                    earlier_case=outcome.earlier_case,
                    links=links,
                )
                raise ProblemRaised(of_refusal(outcome), particulars)
            case _:
                assert_never(outcome)
