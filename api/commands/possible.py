"""What somebody may do on a stream now, and why not the rest (您可以办理): rules of access, and those of the acts.

Who may call at all, the access policy says; whether the act may be begun, its guard (domain/guards.py). Each is asked
itself, so that what is offered here is what is admitted when it is sent.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from operator import itemgetter
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from api.auth.policy import CommandName, Resource, allowed, is_of_kind, permitting, reaches
from api.commands.gateway import gateway_of
from api.commands.registry import ROUTES, Route
from api.http.problems import NOT_FOUND, ProblemRaised
from api.http.replies import file_reply
from api.identity.personas import Persona
from api.installed import installed_of
from domain.case.state import Case
from domain.messages import Command, kind_of
from domain.organs import Organs
from domain.possible import PossibleAct, commands_on
from domain.refusals import Refusal
from domain.streams import StreamName, StreamState
from domain.values import Bilingual, Code, Frozen

_ROUTES: Mapping[str, Route] = {route.kind: route for route in ROUTES}
_AT_HAND = frozenset({"proposal", "round"})
"""Fields by which an act is about something that waits for this organ or person."""
_SELDOM = frozenset({"deadlines", "precedents", "law", "jurisdiction", "clarification"})
"""The areas of acts that are open for long and seldom done."""
_BESIDE = frozenset(
    {
        "change_subjects", "recuse", "lift_recusal", "withdraw_application", "record_number", "request_supplement",
        "risk_filing_record_number", "work_record_record_number",
        "add_document", "confirm_same_matter", "deny_same_matter", "report_contrary_use", "raise_objection",
        "request_reappraisal", "order_correction",
    }
)  # fmt: skip
"""Acts that are open in a step, and do not lead on from it."""


UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "What If-None-Match names is still shown"}}
"""What the description of the interface says of an answer with an entity tag."""


_PAPERS = "official documents"
"""The area of acts that no step waits for."""
_BESIDE_RANK = 3
"""The rank from which on acts lead nowhere by themselves."""


class ActOffered(Frozen):
    """可以办理: an act that the caller may do now.

    Attributes:
        about: What it is about, by fields of its body.
        area: The part of the procedure it belongs to.
        leads_on: Whether the stream waits for it, or goes on by it; the others may be done, and nobody waits for them.
        post: Where it is sent.
    """

    kind: Code
    name: Bilingual
    about: Mapping[str, str]
    area: str
    leads_on: bool
    post: str


class WhyNot(Frozen):
    """The one reason why an act is not open, as the decision would give it."""

    code: Code
    says: Bilingual
    todo: Bilingual
    cite: tuple[str, ...]
    detail: str | None


class ActNotOpen(Frozen):
    """现在不能办理: an act that posts such as the caller's do, and that is not open now."""

    kind: Code
    name: Bilingual
    why: WhyNot


class ActsPossible(Frozen):
    """您可以办理: what the caller may do on this stream now, the nearest first, and why not the rest."""

    version: int = Field(description="of the stream, as If-Match asks for it")
    offered: tuple[ActOffered, ...]
    not_open: tuple[ActNotOpen, ...]


async def acts_possible(
    request: Request, who: Persona, stream: StreamName, stream_id: UUID, resource: Resource
) -> ActsPossible:
    """What somebody may do on a stream that they see.

    Raises:
        ProblemRaised: 404, there is no such stream.
    """
    expected = commands_of(who, stream, resource, await installed_of(request).organs())
    found = await gateway_of(request).possible(stream, stream_id, who.actor, expected)
    if found is None:
        raise ProblemRaised(NOT_FOUND)
    offered = [each for each in found.acts if each.refusal is None]
    return ActsPossible(
        version=found.state.version,
        offered=tuple(_offered(act, stream_id, rank) for rank, act in _nearest_first(offered, found.state)),
        not_open=tuple(_not_open(each, each.refusal) for each in found.acts if each.refusal is not None),
    )


def acts_reply(request: Request, acts: ActsPossible) -> Response:
    """What somebody may do, as JSON; the day counts as well as the version, so the entity tag is that of the answer."""
    content = acts.model_dump_json().encode()
    return file_reply(request, hashlib.sha256(content).hexdigest(), content)


def commands_of(who: Persona, stream: StreamName, resource: Resource, organs: Organs) -> Collection[type[Command]]:
    """What the access rules let somebody ask of a stream, or forbid for a reason that the stream's rules give."""
    return [each for each in commands_on(stream) if _expects(who, CommandName(kind_of(each)), resource, organs)]


def _expects(who: Persona, act: CommandName, resource: Resource, organs: Organs) -> bool:
    decision = allowed(who, act, resource, organs)
    if decision.forbidden is None:
        return decision.allow
    return any(is_of_kind(rule, who) and reaches(rule, who, resource, organs) for rule in permitting(act))


def _nearest_first(acts: Iterable[PossibleAct], state: StreamState) -> Iterable[tuple[int, PossibleAct]]:
    """Acts with their ranks, in their order."""
    ranked = [(_rank(act, state), act) for act in acts]
    return ((rank, act) for (rank, _), act in sorted(ranked, key=itemgetter(0)))


def _offered(act: PossibleAct, stream_id: UUID, rank: int) -> ActOffered:
    route = _ROUTES[act.kind]
    head, _, tail = route.path.partition("{")
    return ActOffered(
        kind=act.kind,
        name=route.name,
        about={field: str(named) for field, named in act.about.items()},
        area=route.endpoint.tag,
        leads_on=rank < _BESIDE_RANK,
        post=f"/v1{head}{stream_id}{tail.partition('}')[2]}",
    )


def _not_open(act: PossibleAct, refusal: Refusal) -> ActNotOpen:
    why = WhyNot(
        code=refusal.code,
        says=Bilingual(zh=refusal.zh, en=refusal.en),
        todo=Bilingual(zh=refusal.todo_zh, en=refusal.todo_en),
        cite=refusal.cite,
        detail=refusal.detail,
    )
    return ActNotOpen(kind=act.kind, name=_ROUTES[act.kind].name, why=why)


def _rank(act: PossibleAct, state: StreamState) -> tuple[int, date]:
    """How near an act is: what waits for one's voice, then what a term asks for by its day, then the rest."""
    area = _ROUTES[act.kind].endpoint.tag
    if area in _SELDOM:
        return _BESIDE_RANK + 1, date.max
    if act.kind in _BESIDE or area == _PAPERS:
        return _BESIDE_RANK, date.max
    if _AT_HAND & set(act.about):
        return 0, date.max
    due = _due_on(act, area, state) if isinstance(state, Case) else None
    return (2, date.max) if due is None else (1, due)


def _due_on(act: PossibleAct, area: str, case: Case) -> date | None:
    """The day of the duty that an act is about, or of the step that it leads on from; a step may have none."""
    named = act.about.get("duty")
    if isinstance(named, UUID) and named in case.open_duties:
        return case.open_duties[named].due_on
    steps = {id_ for id_, step in case.open_steps.items() if step.kind.value == area}
    terms = [duty.due_on for duty in case.open_duties.values() if duty.opened.step in steps]
    return min(terms, default=date.max if steps else None)
