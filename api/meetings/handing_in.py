"""Handing in an act on a meeting from a page, by the same doors as over JSON; a refusal is raised as its problem."""

from uuid import UUID, uuid5

from fastapi import Request

from api.auth.callers import require
from api.auth.policy import CommandName
from api.auth.visibility import require_visible as require_visible_case
from api.commands.gateway import Done, gateway_of
from api.http.problems import BUSY_HEADERS, UNAVAILABLE, Particulars, ProblemRaised, of_refusal
from api.identity.personas import Persona
from domain.meetings.commands import ChangeNotice, ConveneMeeting, MeetingCommand, MeetingEnvelope
from domain.messages import kind_of
from domain.refusals import Refusal


def meeting_begun_by(command_id: UUID) -> UUID:
    """The meeting that a notice begins."""
    return uuid5(command_id, "meeting")


async def require_visible_agenda(request: Request, who: Persona, command: MeetingCommand) -> None:
    """Whoever puts a case on an agenda must be allowed to see it.

    Raises:
        ProblemRaised: 404, as where there is no such case.
    """
    if isinstance(command, ConveneMeeting | ChangeNotice):
        for item in command.agenda:
            await require_visible_case(request, who, "read_case", item.case)


async def hand_in(  # noqa: PLR0913, PLR0917 - who hands in what, on what, under which key, having seen what
    request: Request, who: Persona, command_id: UUID, meeting_id: UUID, command: MeetingCommand, seen: int | None = None
) -> Done:
    """Hand in an act on a meeting that the caller sees, or the notice that begins it.

    Raises:
        ProblemRaised: 403 not with this post; 404 a case that the caller does not see; what the rules refuse; 503.
    """
    rules = require(request, who, CommandName(kind_of(type(command))))
    await require_visible_agenda(request, who, command)
    envelope = MeetingEnvelope(
        command_id=command_id,
        actor=who.actor,
        seen=seen,
        request_id=request.state.request_id,
        access_rules=rules,
        body=command,
    )
    gateway = gateway_of(request)
    begins = isinstance(command, ConveneMeeting)
    outcome = await (gateway.begin if begins else gateway.submit)("meeting", meeting_id, envelope)
    match outcome:
        case Done():
            return outcome
        case Refusal():
            raise ProblemRaised(of_refusal(outcome), Particulars(detail=outcome.detail, clause=outcome.cite))
        case _:
            raise ProblemRaised(UNAVAILABLE, Particulars(headers=BUSY_HEADERS))
