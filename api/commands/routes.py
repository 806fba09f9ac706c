"""One route for each command on any kind of stream, made from its table; the body is the domain's command itself.

Nothing here knows a rule. Who acts comes from the token, when from the loop, the command id from Idempotency-Key.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, assert_never
from uuid import UUID

import structlog
from fastapi import APIRouter, Path, Request, Response

from activities.commands import Foreseen
from api.auth.callers import caller, require
from api.auth.policy import CommandName, forbidden_as
from api.commands.gateway import Done, Outcome, Pending, gateway_of
from api.commands.registry import Route, Sent
from api.http.problems import Particulars, ProblemLinks, ProblemRaised, of_refusal
from api.http.replies import json_reply
from api.http.requests import body_of, command_id, seen_version
from api.identity.personas import Persona
from domain.messages import Envelope
from domain.refusals import Refusal
from domain.streams import StreamName
from domain.values import Frozen

E = TypeVar("E", bound=Envelope)


Visible = Callable[[Request, Persona, CommandName, UUID], Awaitable[object]]
"""Whether the caller may do this with that stream at all; asked before anything else is looked at."""
Check = Callable[[Request, Persona, UUID | None, E], Awaitable[None]]
"""What must hold before a command is handed in; the id is None for one that begins a stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamCommands(Generic[E]):
    """The commands on one kind of stream.

    Attributes:
        path: of the streams; acts are posted below one of them.
        id_name: what the id of a stream is called in paths and in logs.
        routes: its commands; those that begin a stream have a path of their own.
        new_id: the stream that a command begins, which may be one that was begun before.
        brings: what whoever takes a command in brings to it, where a body does not say all.
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
    brings: Callable[[Request, Persona, E], Awaitable[E]] | None = None

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
            return await self._answered(request, route, None)

        return begin

    def _act(self, route: Route) -> Callable[[Request, UUID], Awaitable[Response]]:
        async def act(request: Request, stream_id: UUID = Path(alias=self.id_name)) -> Response:  # noqa: B008 - the name on the wire is the kind's
            return await self._answered(request, route, stream_id)

        return act

    async def _answered(self, request: Request, route: Route, stream_id: UUID | None) -> Response:
        who = await caller(request)
        rules = await self.admitted(request, who, route, stream_id)
        sent = Sent(command_id(request), seen_version(request, required=route.seen), await body_of(request, route.body))
        act = await self.prepared(request, who, rules, route, stream_id, sent)
        outcome = await act.handed_in()
        if isinstance(outcome, Done) and (answer := await act.followed(outcome)):
            return json_reply(answer, 201, self._headers(act.stream_id, outcome))
        return self._reply(act, outcome)

    async def admitted(self, request: Request, who: Persona, route: Route, stream_id: UUID | None) -> tuple[str, ...]:
        """The rules that let somebody do this at all, with that stream; asked before anything else is looked at.

        Raises:
            ProblemRaised: 403 not with this post; 404 they may not know of that stream.
        """
        rules = require(request, who, route.kind)
        if stream_id is not None:
            await self.visible(request, who, route.kind, stream_id)
        return rules

    async def prepared(  # noqa: PLR0913, PLR0917 - who hands in what, on what
        self,
        request: Request,
        who: Persona,
        rules: tuple[str, ...],
        route: Route,
        stream_id: UUID | None,
        sent: Sent,
    ) -> "Prepared[E]":
        """An act with everything that comes with it; what must hold before it is handed in does.

        Raises:
            ProblemRaised: its body alone lacks something, or what must hold before it is handed in does not.
        """
        if (lacks := sent.body.lacks) is not None:
            raise ProblemRaised(of_refusal(lacks), Particulars(clause=lacks.cite))
        structlog.contextvars.bind_contextvars(command_id=str(sent.command_id))
        # The table pairs each path with one member of the union; pydantic checks it once more.
        envelope = self.envelope.model_validate(
            {
                "command_id": sent.command_id,
                "actor": who.actor,
                "seen": sent.seen,
                "request_id": request.state.request_id,
                "access_rules": rules,
                "as_subjects": getattr(request.state, "as_subjects", ()),
                "body": sent.body,
            }
        )
        id_ = stream_id or await self.new_id(request, envelope)
        structlog.contextvars.bind_contextvars(**{self.id_name: str(id_)})
        await self.check(request, who, stream_id, envelope)
        if self.brings is not None:
            envelope = await self.brings(request, who, envelope)
        return Prepared(self, request, who, route, id_, envelope)

    def _headers(self, stream_id: UUID, done: Done) -> Mapping[str, str]:
        return {"ETag": f'"v{done.version}"', "Location": f"/v1{self.path}/{stream_id}"}

    def _reply(self, act: "Prepared[E]", outcome: Outcome) -> Response:
        command = f"/v1/commands/{act.envelope.command_id}"
        match outcome:
            case Done():
                answer = self.recorded(act.stream_id, outcome, act.envelope.command_id)
                return json_reply(answer, 201, self._headers(act.stream_id, outcome))
            case Pending():
                if self.pending is None:
                    raise TypeError(f"a {self.kind} has no act by signal")
                pending = {"command_id": act.envelope.command_id, self.id_name: act.stream_id}
                headers = {"Location": command, "Retry-After": "1"}
                return json_reply(self.pending.model_validate(pending), 202, headers)
            case Refusal():
                raise act.refused(outcome)
            case _:
                assert_never(outcome)


@dataclass(frozen=True, slots=True)
class Prepared(Generic[E]):
    """An act that may be handed in: everything that comes with it, and on which stream."""

    door: StreamCommands[E]
    request: Request
    who: Persona
    route: Route
    stream_id: UUID
    envelope: E

    async def handed_in(self) -> Outcome:
        """What becomes of it."""
        gateway, endpoint = gateway_of(self.request), self.route.endpoint
        if endpoint.opens:
            return await gateway.begin(self.door.kind, self.stream_id, self.envelope)
        if endpoint.by_signal:
            return await gateway.approve(self.stream_id, self.envelope)
        return await gateway.submit(self.door.kind, self.stream_id, self.envelope)

    async def foreseen(self) -> Foreseen | Done | Refusal:
        """What would become of it now; nothing is handed in."""
        return await gateway_of(self.request).foresee(self.stream_id, self.envelope)

    async def followed(self, done: Done) -> Frozen | None:
        """Where its events lead to commands on other streams: hand these in, and what to answer then."""
        if self.door.followed is None or self.route.endpoint.opens:
            return None
        return await self.door.followed(self.request, self.who, self.stream_id, done, self.envelope)

    def refused(self, refusal: Refusal) -> ProblemRaised:
        """What the rules refuse, as the problem that whoever handed it in is told."""
        particulars = Particulars(
            detail=refusal.detail,
            clause=refusal.cite,
            policy=forbidden_as(refusal.code, self.route.kind),
            earlier_case=refusal.earlier_case,
            links=self.door.refusal_links(refusal, self.stream_id, self.envelope),
        )
        return ProblemRaised(of_refusal(refusal), particulars)
