"""What has happened with a meeting (会议). In one log with the cases; its kinds tell it apart.

As with cases: kinds never change, facts hold opaque ids, what people wrote stands in `private`.
"""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from domain.meetings.commands import AgendaItem, TimeOfDay
from domain.meetings.minutes import Attendance, NamedVote, StatedResult, Votes
from domain.messages import Event
from domain.secrecy import Secret
from domain.values import Code, Frozen, Means, OrganId, Sha256

People = Annotated[tuple[Code, ...], Means("people")]


BallotsByItem = Secret[tuple[tuple[NamedVote, ...], ...]]
"""How members voted on each item, where the minutes say so: sealed in the log as a ballot is."""


class EnteredResult(Frozen):
    """登记的议题结果: what the minutes say of a case, without the words, which are private, and how each voted."""

    case: UUID
    step: Code
    taken_up: bool
    recused: tuple[Code, ...]
    votes: Votes | None
    result: StatedResult | None
    agreed: bool | None


class MeetingConvened(Event, group="procedure", zh="会议通知", en="Notice of a meeting"):
    """会议通知 (NJ-18, NS-05, NS-06): which organ meets, when, and on which cases; place and title are private.

    Attributes:
        voting: Whether it decides by votes; else it states whether all agree.
        invited: Who is asked to come beside the members.
    """

    begins: ClassVar = True
    facts: ClassVar = {"召开": "organ", "会期": "planned_on"}
    kind: Literal["meeting_convened"] = "meeting_convened"
    pack: Code
    edition: Code
    pack_sha256: Sha256
    jurisdiction: Code
    organ: OrganId
    voting: bool
    planned_on: date
    starts_at: TimeOfDay | None
    invited: People
    agenda: tuple[AgendaItem, ...]

    @property
    def numbered_by(self) -> str:
        """The organ that meets."""
        return self.organ


class MeetingChanged(Event, group="procedure", zh="变更会议通知", en="Notice changed"):
    """变更会议通知: what the notice says from here on; why is private."""

    facts: ClassVar = {"会期": "planned_on"}
    kind: Literal["meeting_changed"] = "meeting_changed"
    planned_on: date
    starts_at: TimeOfDay | None
    invited: People
    agenda: tuple[AgendaItem, ...]


class MeetingCancelled(Event, group="procedure", zh="取消会议", en="Called off"):
    """取消会议: it will not be held."""

    ends: ClassVar = True
    kind: Literal["meeting_cancelled"] = "meeting_cancelled"


class MeetingRecorded(Event, group="vote", zh="登记会议结果", en="Minutes entered"):
    """登记会议结果 (NJ-18, A-14): held on the business date, by which minutes, who came, what of each case.

    Attributes:
        minutes_id: One for each number of an organ: the log admits it once. None: the number was used before, and
            why stands with the entry.
        minutes_number: The number as it was written.
    """

    facts: ClassVar = {"会议纪要": "minutes_number", "材料": "minutes", "到会": "attendance", "各项": "items"}
    kind: Literal["meeting_recorded"] = "meeting_recorded"
    minutes_id: UUID | None
    minutes_number: str
    minutes: Sha256
    attendance: Annotated[tuple[Attendance, ...], Means("attended")]
    items: tuple[EnteredResult, ...]
    ballots: BallotsByItem


class MeetingCorrected(Event, group="vote", zh="更正会议登记", en="Entry corrected"):
    """更正会议登记 (A-42): the entry as it reads from here on; the earlier one stays where it was recorded.

    Attributes:
        corrects: The version of the entry that it takes the place of.
        minutes_id: As of an entry; None also where the number is the same as before.
    """

    facts: ClassVar = {
        "被更正的登记": "corrects",
        "会议纪要": "minutes_number",
        "材料": "minutes",
        "到会": "attendance",
        "各项": "items",
    }
    kind: Literal["meeting_corrected"] = "meeting_corrected"
    corrects: Annotated[int, Means("version")]
    minutes_id: UUID | None
    minutes_number: str
    minutes: Sha256
    attendance: Annotated[tuple[Attendance, ...], Means("attended")]
    items: tuple[EnteredResult, ...]
    ballots: BallotsByItem

    @property
    def replaces(self) -> int:
        """The entry before."""
        return self.corrects


MeetingEvent = Annotated[
    MeetingConvened | MeetingChanged | MeetingCancelled | MeetingRecorded | MeetingCorrected,
    Field(discriminator="kind"),
]

MEETING_EVENT: TypeAdapter[MeetingEvent] = TypeAdapter(MeetingEvent)
