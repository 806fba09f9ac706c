"""The acts on a case: who may hand them in, and what the answer is."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid5

from fastapi import APIRouter, Request
from pydantic import Field

from api.auth.context import context_of
from api.auth.visibility import require_actable
from api.cases.anonymity import require_anonymous
from api.commands.gateway import Done
from api.commands.registry import CASE_ROUTES
from api.commands.routes import StreamCommands
from api.http.problems import Particulars, ProblemLinks, ProblemRaised, of_refusal
from api.identity.personas import Persona
from api.installed import installed_of
from domain.acts.filing import ABOVE_CEILING, Opening
from domain.case.commands import CommandEnvelope
from domain.classification import above
from domain.identity import case_id_of_number
from domain.refusals import CASE_EXISTS, Refusal
from domain.values import Frozen

router = APIRouter(prefix="/v1")


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


async def _check(
    request: Request,
    who: Persona,  # noqa: ARG001 - as with other streams
    case_id: UUID | None,
    envelope: CommandEnvelope,
) -> None:
    """A digest names nobody, and what is classified above the ceiling goes no further than here."""
    if isinstance(envelope.body, Opening) and envelope.body.secrecy is not None:
        organs = await installed_of(request).organs()
        if above(envelope.body.secrecy, organs.ceiling):
            raise ProblemRaised(of_refusal(ABOVE_CEILING), Particulars(clause=ABOVE_CEILING.cite))
    if case_id is not None:
        await require_anonymous(request, case_id, envelope.body)


async def _case_id(request: Request, envelope: CommandEnvelope) -> UUID:
    """The number of an accountability or a clue begins one case, whoever sends it; any other case is of its command."""
    body = envelope.body
    if not isinstance(body, Opening) or body.reference is None:
        return uuid5(envelope.command_id, "case")
    return await context_of(request).event_log.begun_by(case_id_of_number(body.to_organ, body.reference))


def _recorded(case_id: UUID, done: Done, command_id: UUID) -> CommandRecorded:
    case = f"/v1/cases/{case_id}"
    links = CommandLinks(
        case=f"{case}?seen={done.version}",
        events=f"{case}/events?after={done.first_version - 1}",
        command=f"/v1/commands/{command_id}",
    )
    return CommandRecorded(case_id=case_id, **dict(done), links=links)


def _refusal_links(refusal: Refusal, case_id: UUID, envelope: CommandEnvelope) -> ProblemLinks:
    """The case, where there is one, and the earlier case that bars it."""
    exists = envelope.body.opens is None or refusal.code == CASE_EXISTS.code
    case = f"/v1/cases/{case_id}" if exists else None
    return ProblemLinks(
        case=case,
        events=f"{case}/events?after={envelope.seen or 0}" if case else None,
        earlier_case=f"/v1/cases/{refusal.earlier_case}" if refusal.earlier_case else None,
    )


async def _brings(request: Request, who: Persona, envelope: CommandEnvelope) -> CommandEnvelope:
    """A document that is issued brings the file that it was set as (api/documents), which the application hands in."""
    with_file: Callable[[Request, Persona, CommandEnvelope], Awaitable[CommandEnvelope]] = request.app.state.with_file
    return await with_file(request, who, envelope)


ACTS = StreamCommands(
    kind="case",
    path="/cases",
    id_name="case_id",
    envelope=CommandEnvelope,
    routes=CASE_ROUTES,
    new_id=_case_id,
    visible=require_actable,
    check=_check,
    answer=CommandRecorded,
    recorded=_recorded,
    pending=CommandPending,
    refusal_links=_refusal_links,
    brings=_brings,
)
ACTS.mount(router)
