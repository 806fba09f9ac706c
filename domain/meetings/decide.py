"""The table of a meeting: for each command, what may come of it. Decided once, where it is appended."""

from datetime import datetime
from functools import partial
from typing import assert_never
from uuid import UUID

from domain import refusals
from domain.act import Acting, BaseAct, acting, as_entered
from domain.context import DecisionContext
from domain.meetings import acts
from domain.meetings.acts import Events, MeetingAct
from domain.meetings.commands import (
    CancelMeeting,
    ChangeNotice,
    ConveneMeeting,
    CorrectMeeting,
    MeetingEnvelope,
    RecordMeeting,
)
from domain.meetings.state import Meeting
from domain.refusals import Refused, refusal

MEETING_EXISTS = refusal("meeting_exists", 409).says("""
    该会议已经通知。
    Notice of the meeting has been given already.
    请打开该会议继续办理。
    Open that meeting and go on there.
""")


def decide(
    meeting_id: UUID, meeting: Meeting | None, envelope: MeetingEnvelope, at: datetime, context: DecisionContext
) -> Events:
    """Decide one command on a meeting, as `StreamKind.decide` says.

    Raises:
        Refused: The rules do not admit it.
    """
    command = envelope.body
    if meeting is None:
        first = acting(BaseAct, envelope, at, context)
        if not isinstance(command, ConveneMeeting):
            raise Refused(refusals.UNKNOWN_MEETING, detail=str(meeting_id))
        return as_entered(acts.convene(first, command), envelope)
    act = acting(on_meeting(meeting), envelope, at, context)
    return as_entered(_decide(act, envelope), envelope)


def on_meeting(meeting: Meeting) -> Acting[MeetingAct]:
    """An act on a meeting that exists, by whoever and whenever."""
    return partial(MeetingAct, meeting=meeting)


def _decide(act: MeetingAct, envelope: MeetingEnvelope) -> Events:
    command = envelope.body
    match command:
        case ConveneMeeting():
            raise Refused(MEETING_EXISTS)
        case ChangeNotice():
            return acts.change_notice(act, command)
        case CancelMeeting():
            return acts.cancel(act, command)
        case RecordMeeting():
            return acts.record(act, command)
        case CorrectMeeting():
            return acts.correct(act, command)
        case _:
            assert_never(command)
