"""What people may ask of a meeting (会议): bodies of requests, like those of a case. The clock asks nothing."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, JsonValue, StringConstraints, TypeAdapter, field_validator
from pydantic_core import PydanticCustomError

from domain.meetings.minutes import Attendances, Members, Minutes, NamedVotes, StatedResult, Votes
from domain.messages import EXAMPLE_DOCUMENT, EXAMPLE_ID, Command, Envelope, Opens
from domain.values import Code, Day, Flag, Frozen, Line, Text

ITEMS_MAX = 50

TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""When a meeting begins, in Beijing time: 09:30."""


class AgendaItem(Frozen):
    """议题: a case, and the step that the meeting decides in it."""

    case: UUID
    step: Code = Field(description="a step of the case, or settle_disagreement")


Agenda = Annotated[tuple[AgendaItem, ...], Field(min_length=1, max_length=ITEMS_MAX)]


class ItemResult(Frozen):
    """议题结果: what was decided of a case on the agenda, or that it was not taken up.

    A voting organ states votes, by name where the minutes name them; any other states whether all agree.
    """

    case: UUID
    taken_up: Flag = True
    recused: Members = ()
    recusal_reasons: Text | None = None
    votes: Votes | None = None
    ballots: NamedVotes = ()
    result: StatedResult | None = Field(
        default=None, description="what the minutes say came of the vote; it must follow from the numbers"
    )
    agreed: Flag | None = Field(default=None, description="of an organ that does not vote: whether all agree now")
    remarks: Text | None = None


def _each_once(cases: list[UUID]) -> None:
    if len(set(cases)) < len(cases):
        raise PydanticCustomError("case_twice", "names the same case twice")


class _Noticed(Frozen):
    """What a notice says."""

    planned_on: Day
    starts_at: TimeOfDay | None = None
    place: Line
    invited: Members = Field(default=(), description="persons beside the members who are asked to come (列席)")
    agenda: Agenda
    remarks: Text | None = None

    @field_validator("agenda")
    @classmethod
    def _of_different_cases(cls, agenda: tuple[AgendaItem, ...]) -> tuple[AgendaItem, ...]:
        _each_once([item.case for item in agenda])
        return agenda


_NOTICE: Mapping[str, JsonValue] = {
    "planned_on": "2026-03-02",
    "starts_at": "09:30",
    "place": "县委三楼会议室",
    "agenda": [{"case": EXAMPLE_ID, "step": "approval"}],
}
_MINUTES: Mapping[str, JsonValue] = {
    "on": "2026-03-02",
    "minutes": {"number": "示纪〔2026〕7号", "document": EXAMPLE_DOCUMENT},
    "attendance": [{"member": "p031", "state": "present"}, {"member": "p032", "state": "on_leave"}],
    "items": [{"case": EXAMPLE_ID, "votes": {"agree": 5, "disagree": 1}, "result": "approved"}],
}


class ConveneMeeting(_Noticed, Command, path="/meetings", summary="Give notice of a meeting", tag="meetings"):
    """会议通知 (NJ-18, NS-05, NS-06): by the organ's secretary or head, with place, day and agenda."""

    example: ClassVar = {"pack": "nujiang", "organ": "county-a-committee", "title": "第7次常委会会议", **_NOTICE}
    kind: Literal["meeting_convene"] = "meeting_convene"
    pack: Code
    organ: Code = Field(description="the organ that meets")
    title: Line

    @property
    def opens(self) -> Opens:
        """A meeting."""
        return Opens(self.pack, self.organ)


class ChangeNotice(_Noticed, Command, path="notice", summary="Change the notice of a meeting", tag="meetings"):
    """变更会议通知: day, place or agenda, before the meeting is entered; the whole notice is given anew."""

    example: ClassVar = {**_NOTICE, "reasons": "因防汛会议改期。"}
    kind: Literal["meeting_change"] = "meeting_change"
    reasons: Text


class CancelMeeting(Command, path="cancellation", summary="Call a meeting off", tag="meetings"):
    """取消会议: it will not be held; its cases may come before another one."""

    example: ClassVar = {"reasons": "到会人数预计不足，另行召集。"}
    kind: Literal["meeting_cancel"] = "meeting_cancel"
    reasons: Text


class _Entered(Frozen):
    """What an entry of minutes says."""

    minutes: Minutes
    attendance: Attendances
    items: Annotated[tuple[ItemResult, ...], Field(min_length=1, max_length=ITEMS_MAX)]
    number_used_because: Text | None = Field(
        default=None, description="why a number that was entered before is used again, for one entered wrongly (A-42)"
    )
    remarks: Text | None = None

    @field_validator("items")
    @classmethod
    def _of_different_cases(cls, items: tuple[ItemResult, ...]) -> tuple[ItemResult, ...]:
        _each_once([item.case for item in items])
        return items


class RecordMeeting(
    _Entered, Command, path="minutes", summary="Enter what a meeting decided", tag="meetings", seen=False
):
    """登记会议结果 (NJ-18, A-14): attendance, minutes and the result of each case, in one entry; `on` is its day."""

    example: ClassVar = {**_MINUTES, "late_entry_reason": "会议纪要印发后补记。"}
    kind: Literal["meeting_record"] = "meeting_record"


class CorrectMeeting(
    _Entered, Command, path="corrections", summary="Correct what was entered of a meeting", tag="meetings", seen=False
):
    """更正会议登记 (A-42): the whole entry anew, with reasons; what was entered before stays on record."""

    example: ClassVar = {**_MINUTES, "reasons": "弃权票误记为缓议。", "late_entry_reason": "更正登记。"}
    kind: Literal["meeting_correct"] = "meeting_correct"
    reasons: Text


MeetingCommand = Annotated[
    ConveneMeeting | ChangeNotice | CancelMeeting | RecordMeeting | CorrectMeeting, Field(discriminator="kind")
]

MEETING_COMMAND: TypeAdapter[MeetingCommand] = TypeAdapter(MeetingCommand)


class MeetingEnvelope(Envelope):
    """A command on a meeting with what comes with it."""

    body: MeetingCommand


MEETING_ENVELOPE: TypeAdapter[MeetingEnvelope] = TypeAdapter(MeetingEnvelope)
