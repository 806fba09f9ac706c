"""What happens to a term (期限): opened, stopped, planned anew, met, missed; `duty` folds it."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.messages import Event
from domain.pack.terms import Force, Standing
from domain.terms.deadlines import TermUnit
from domain.values import Bilingual, Code, Frozen, Sha256


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

    due_on: date
    provisional: bool
    calendar_version: int
    locality: Code | None = None
    not_before: date | None = None
    alarms: tuple[Alarm, ...]


class DutyOpened(Planned):
    """期限开始计算: somebody must do something, if need be by a day; the id of this event is the duty's id."""

    kind: Literal["duty_opened"] = "duty_opened"
    duty: Code
    name: Bilingual
    step: Code | None
    reappraisal: UUID | None = None
    subject: UUID | None = None
    demand: int | None = None
    answers: UUID | None = Field(default=None, description="the event it answers: a report, an opened clarification")
    responsible: Code = Field(description="an organ id, or `subject`")
    starts_on: date
    amount: int
    unit: TermUnit
    goes_with: UUID | None = Field(default=None, description="the duty whose due date this one shares (A-05)")
    force: Force
    standing: Standing
    cite: tuple[str, ...]
    round: int = Field(default=1, description="which time it is opened: corrected again, or repeated")
    rounds: int | None = Field(default=None, description="of how many, if it is repeated")


class DutyPaused(Event):
    """中止计时: the clock of a duty stands still from the day after `on`, until what it `awaits` is settled."""

    kind: Literal["duty_paused"] = "duty_paused"
    duty_id: UUID
    because: Code
    awaits: UUID


class DutyResumed(Planned):
    """恢复计时: the clock goes on from the day after `on`, with exactly what was left."""

    kind: Literal["duty_resumed"] = "duty_resumed"
    duty_id: UUID
    because: Code


class DutyExtended(Planned):
    """延长期限 (A-28): a term got longer, once, by a rule that says how much and who approves."""

    kind: Literal["duty_extended"] = "duty_extended"
    duty_id: UUID
    by: int = Field(description="in the term's own unit")
    approved_by: Code
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


class DeadlineReplanned(Planned):
    """期限重排: another calendar moved the due date of a term that had not passed.

    Attributes:
        rule: Not a calendar but another edition moved it, which gives it this rule.
    """

    kind: Literal["deadline_replanned"] = "deadline_replanned"
    duty_id: UUID
    was: date
    rule: TermRule | None = None


class DeadlineConfirmed(Planned):
    """期限核定: another calendar left the due date where it was.

    Attributes:
        checked_version: The calendar that was asked. It is not `calendar_version`, by which the date was counted, where
            a passed date stands that this calendar would not give.
        rule: Not a calendar but another edition was asked, which gives it this rule.
    """

    kind: Literal["deadline_confirmed"] = "deadline_confirmed"
    duty_id: UUID
    checked_version: int
    rule: TermRule | None = None


class DutyMet(Event):
    """期限内完成 / 逾期完成: met by `on`; late on paper or late in the books are two things."""

    kind: Literal["duty_met"] = "duty_met"
    duty_id: UUID
    late: bool
    recorded_late_days: int = Field(description="working days between `on` and the day it was recorded")
    evidence: tuple[Sha256, ...] = ()


class DutyCancelled(Event):
    """期限终止: the duty has lost its object."""

    kind: Literal["duty_cancelled"] = "duty_cancelled"
    duty_id: UUID
    because: Code


class Recipient(Frozen):
    """Whom the clock told: an organ, and the post's holder on that day if it had one."""

    organ: Code
    position: Code | None
    person: Code | None


class ReminderSent(Event):
    """到期提醒: an act of the clock before the due date."""

    kind: Literal["reminder_sent"] = "reminder_sent"
    duty_id: UUID
    due_on: date
    rung: Code
    to: Recipient | None


class DeadlineMissed(Event):
    """逾期 (A-06): the term passed unmet; nothing is approved by it."""

    kind: Literal["deadline_missed"] = "deadline_missed"
    duty_id: UUID
    due_on: date
    rung: Code
    attributed_to: Code


class EscalationRaised(Event):
    """逐级督办 (A-06): a rung of the ladder, shown as the clock's act."""

    kind: Literal["escalation_raised"] = "escalation_raised"
    duty_id: UUID
    due_on: date
    rung: Code
    level: int
    name: Bilingual
    to: Recipient | None
