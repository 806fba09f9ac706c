"""What happens to a term (期限): opened, stopped, planned anew, met, missed; `duty` folds it."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.messages import Event
from domain.pack.terms import Force, Standing
from domain.terms.deadlines import TermUnit
from domain.values import Bilingual, Code, DutyId, Frozen, Means, OrganId, Sha256, SubjectId


class Alarm(Frozen):
    """An instant the clock wakes for: a reminder, the miss itself, or a rung (提醒 / 逾期 / 督办)."""

    rung: Code
    at: datetime


class Planned(Event):
    """A due date as it was planned: the last day, the calendar it was counted by, and when the clock wakes for it.

    Attributes:
        locality: Whose festivals were counted as days off on top of the national calendar; None: nobody's.
        not_before: A day promised to people when the date was planned anew; the term never ends before it.
    """

    due_on: Annotated[date, Means("due")]
    provisional: bool
    calendar_version: Annotated[int, Means("edition_number")]
    locality: Code | None = None
    not_before: date | None = None
    alarms: tuple[Alarm, ...]


class DutyOpened(Planned, group="deadline", zh="期限开始计算", en="Term begins"):
    """期限开始计算: somebody must do something, if need be by a day; the id of this event is the duty's id."""

    facts: ClassVar = {
        "事项": "name subject",
        "责任": "responsible",
        "期限": "starts_on amount unit not_before",
        "次数": "round rounds",
        "到期": "due_on provisional",
        "依据": "cite standing force",
    }
    kind: Literal["duty_opened"] = "duty_opened"
    duty: Code
    name: Annotated[Bilingual, Means("duty_name")]
    step: Code | None
    reappraisal: UUID | None = None
    subject: SubjectId | None = None
    demand: int | None = None
    answers: UUID | None = Field(default=None, description="the event it answers: a report, an opened clarification")
    responsible: OrganId = Field(description="an organ id, or `subject`")
    starts_on: Annotated[date, Means("term")]
    amount: int
    unit: TermUnit
    goes_with: UUID | None = Field(default=None, description="the duty whose due date this one shares (A-05)")
    force: Force
    standing: Standing
    cite: Annotated[tuple[str, ...], Means("rule")]
    round: Annotated[int, Means("times")] = Field(
        default=1, description="which time it is opened: corrected again, or repeated"
    )
    rounds: int | None = Field(default=None, description="of how many, if it is repeated")


class DutyPaused(Event, group="deadline", zh="中止计时", en="Clock stopped"):
    """中止计时 (A-01, A-22): the clock stands still from the day after `on`, until what it `awaits` is settled."""

    facts: ClassVar = {"事项": "duty_id", "原因": "because"}
    kind: Literal["duty_paused"] = "duty_paused"
    duty_id: DutyId
    because: Annotated[Code, Means("pauses")]
    awaits: UUID


class DutyResumed(Planned, group="deadline", zh="恢复计时", en="Clock goes on"):
    """恢复计时 (A-01, A-22): the clock goes on from the day after `on`, with exactly what was left."""

    facts: ClassVar = {"事项": "duty_id", "原中止": "because", "到期": "due_on provisional", "日历": "calendar_version"}
    kind: Literal["duty_resumed"] = "duty_resumed"
    duty_id: DutyId
    because: Annotated[Code, Means("pauses")]


class DutyExtended(Planned, group="deadline", zh="延长期限", en="Term extended"):
    """延长期限 (A-28): a term got longer, once, by a rule that says how much and who approves."""

    facts: ClassVar = {
        "事项": "duty_id",
        "延长": "by duty_id",
        "批准": "approved_by",
        "材料": "document",
        "到期": "due_on provisional",
        "日历": "calendar_version",
    }
    kind: Literal["duty_extended"] = "duty_extended"
    duty_id: DutyId
    by: Annotated[int, Means("length")] = Field(description="in the term's own unit")
    approved_by: OrganId
    document: Sha256


class TermRule(Frozen):
    """The rule of a running term by the edition that a case was moved to; its own old one where that edition has none.

    Attributes:
        edition: The edition that planned it.
    """

    edition: Code
    amount: int
    unit: TermUnit
    force: Force
    standing: Standing
    cite: tuple[str, ...]


class DeadlineReplanned(
    Planned, group="deadline", zh="期限重排（日历或版本更新）", en="Deadline moved by a new calendar or edition"
):
    """期限重排: another calendar moved the due date of a term that had not passed.

    Attributes:
        rule: Not a calendar but another edition moved it, which gives it this rule.
    """

    facts: ClassVar = {
        "事项": "duty_id",
        "原定": "was",
        "版本": "rule",
        "到期": "due_on provisional",
        "日历": "calendar_version",
    }
    kind: Literal["deadline_replanned"] = "deadline_replanned"
    duty_id: DutyId
    was: date
    rule: TermRule | None = None


class DeadlineConfirmed(
    Planned, group="deadline", zh="期限核定（日历或版本更新）", en="Deadline confirmed by a new calendar or edition"
):
    """期限核定: another calendar left the due date where it was.

    Attributes:
        checked_version: The calendar that was asked. It is not `calendar_version`, by which the date was counted, where
            a passed date stands that this calendar would not give.
        rule: Not a calendar but another edition was asked, which gives it this rule.
    """

    facts: ClassVar = {"事项": "duty_id", "版本": "rule", "到期": "due_on provisional", "日历": "calendar_version"}
    kind: Literal["deadline_confirmed"] = "deadline_confirmed"
    duty_id: DutyId
    checked_version: int
    rule: TermRule | None = None


class DutyReassigned(Event, group="deadline", zh="责任机关变更", en="Owed by another organ from here"):
    """责任机关变更 (A-48): its case has come to another organ; the term goes on as it is."""

    facts: ClassVar = {"事项": "duty_id", "原机关": "was", "现机关": "responsible"}
    kind: Literal["duty_reassigned"] = "duty_reassigned"
    duty_id: DutyId
    was: OrganId
    responsible: OrganId


class DutyMet(Event, group="deadline", zh="期限事项完成", en="Duty met"):
    """期限内完成 / 逾期完成 (A-06): met by `on`; late on paper or late in the books are two things."""

    facts: ClassVar = {"事项": "duty_id", "完成": "late", "录入": "recorded_late_days", "材料": "evidence"}
    kind: Literal["duty_met"] = "duty_met"
    duty_id: DutyId
    late: Annotated[bool, Means("timeliness")]
    recorded_late_days: Annotated[int, Means("recorded_late")] = Field(
        description="working days between `on` and the day it was recorded"
    )
    evidence: tuple[Sha256, ...] = ()


class DutyCancelled(Event, group="deadline", zh="期限终止", en="Term ended"):
    """期限终止 (A-21): the duty has lost its object."""

    facts: ClassVar = {"事项": "duty_id", "原因": "because"}
    kind: Literal["duty_cancelled"] = "duty_cancelled"
    duty_id: DutyId
    because: Annotated[Code, Means("endings")]


class Recipient(Frozen):
    """Whom the clock told: an organ, and the post's holder on that day if it had one."""

    organ: Code
    position: Code | None
    person: Code | None


Told = Annotated[Recipient | None, Means("recipient", missing="没有应报的上级，请人工处理")]


class ReminderSent(Event, group="deadline", zh="到期提醒", en="Reminder"):
    """到期提醒 (A-06): an act of the clock before the due date."""

    facts: ClassVar = {"事项": "duty_id", "到期": "due_on", "应报": "to"}
    kind: Literal["reminder_sent"] = "reminder_sent"
    duty_id: DutyId
    due_on: date
    rung: Code
    to: Told


class DeadlineMissed(Event, group="deadline", zh="期限届满未办", en="Deadline missed"):
    """逾期 (A-06): the term passed unmet; nothing is approved by it."""

    note: ClassVar = Bilingual(
        zh="期限届满不等于批准，也不等于不批准", en="A term that has passed neither approves nor refuses"
    )
    facts: ClassVar = {"事项": "duty_id", "到期": "due_on", "责任": "attributed_to"}
    kind: Literal["deadline_missed"] = "deadline_missed"
    duty_id: DutyId
    due_on: date
    rung: Code
    attributed_to: OrganId


class EscalationRaised(Event, group="deadline", zh="逐级督办", en="Escalated"):
    """逐级督办 (A-06): a rung of the ladder, shown as the clock's act."""

    facts: ClassVar = {"层级": "name", "事项": "duty_id", "到期": "due_on", "应报": "to"}
    kind: Literal["escalation_raised"] = "escalation_raised"
    duty_id: DutyId
    due_on: date
    rung: Code
    level: int
    name: Bilingual
    to: Told


class DutyUrged(Event, group="deadline", zh="督促办理", en="Urged"):
    """督促办理 (A-60): a rung of the ladder that somebody raised by hand; why is in the words."""

    facts: ClassVar = {"层级": "name", "事项": "duty_id", "到期": "due_on", "应报": "to"}
    kind: Literal["duty_urged"] = "duty_urged"
    duty_id: DutyId
    due_on: date
    rung: Code
    level: int
    name: Bilingual
    to: Annotated[Recipient, Means("recipient")]
