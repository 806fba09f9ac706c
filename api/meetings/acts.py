"""The acts on a meeting: who may hand them in, and what the answer is; an entry is carried into its cases at once."""

from uuid import UUID

from fastapi import APIRouter, Request

from api.auth.meetings import require_visible
from api.commands.gateway import Done
from api.commands.registry import MEETING_ROUTES
from api.commands.routes import StreamCommands
from api.identity.personas import Persona
from api.meetings.handing_in import meeting_begun_by, require_visible_agenda
from api.meetings.results import CaseOutcome, carry_out
from domain.meetings.commands import CorrectMeeting, MeetingEnvelope, RecordMeeting
from domain.values import Frozen

router = APIRouter(prefix="/v1")


class MeetingLinks(Frozen):
    """Where to look next; the meeting waits until it shows this command."""

    meeting: str
    command: str


class MeetingActRecorded(Frozen):
    """The act stands: the versions and kinds of its events. The same key and body give the same answer.

    `cases` tells what became of an entry in each case on the agenda; sending it again finishes what is missing.
    """

    meeting_id: UUID
    first_version: int
    version: int
    events: tuple[str, ...]
    cases: tuple[CaseOutcome, ...] = ()
    links: MeetingLinks


async def _new_id(_request: Request, envelope: MeetingEnvelope) -> UUID:
    return meeting_begun_by(envelope.command_id)


def _recorded(meeting_id: UUID, done: Done, command_id: UUID) -> MeetingActRecorded:
    meeting = f"/v1/meetings/{meeting_id}?seen={done.version}"
    links = MeetingLinks(meeting=meeting, command=f"/v1/commands/{command_id}")
    return MeetingActRecorded(meeting_id=meeting_id, **dict(done), links=links)


async def _followed(
    request: Request, who: Persona, meeting_id: UUID, done: Done, envelope: MeetingEnvelope
) -> MeetingActRecorded:
    recorded = _recorded(meeting_id, done, envelope.command_id)
    if not isinstance(envelope.body, RecordMeeting | CorrectMeeting):
        return recorded
    return recorded.model_copy(update={"cases": await carry_out(request, who, meeting_id)})


ACTS = StreamCommands(
    kind="meeting",
    path="/meetings",
    id_name="meeting_id",
    envelope=MeetingEnvelope,
    routes=MEETING_ROUTES,
    new_id=_new_id,
    visible=lambda request, who, _, id_: require_visible(request, who, id_),
    check=lambda request, who, _, envelope: require_visible_agenda(request, who, envelope.body),
    answer=MeetingActRecorded,
    recorded=_recorded,
    followed=_followed,
)
ACTS.mount(router)
