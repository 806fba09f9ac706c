"""How a due date is put in words: how many working days are left or past, and how sure the date is."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from api.http.language import say, told
from api.labels.words import PAUSES, word
from domain.pack.terms import Force
from domain.terms.calendar import Calendar
from domain.terms.certificate import certify
from domain.terms.deadlines import Term, TermUnit, working_days_between
from projections.cases.duties import DutyView

SOON_WORKING_DAYS = 3
"""From here a due date counts as near."""

Tone = Literal["plain", "soon", "late", "quiet"]
"""What a label looks like, besides its words: amber for near, red for past, grey where no clock runs."""

_COUNTED = (TermUnit.working_days, TermUnit.promptly)


@dataclass(frozen=True, slots=True)
class DueLabel:
    """The words beside a date."""

    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Standstill:
    """A clock that stands still: why, since when, and what is left of the term once it goes on."""

    because: str
    since: date
    left: str


def due_label(
    due_on: date, today: date, calendar: Calendar, *, provisional: bool = False, advisory: bool = False
) -> DueLabel:
    """How far a due date is.

    A provisional date that has passed is not overdue (decision 11); an advisory term is no breach, so it is
    never shown in red (A-02).
    """
    if due_on < today:
        if provisional:
            return DueLabel(told("暂定日期已过", "provisional date past"), "soon")
        return DueLabel(_overdue(due_on, today, calendar), "soon" if advisory else "late")
    if due_on == today:
        return DueLabel(told("今日到期", "due today"), "soon")
    left = working_days_between(today, due_on, calendar)
    if left == 0:
        days = (due_on - today).days
        return DueLabel(told(f"剩{days}日（休息日）", f"{days} days left (off)"), "soon")
    return DueLabel(
        told(f"剩{left}个工作日", f"{left} working days left"), "soon" if left <= SOON_WORKING_DAYS else "plain"
    )


def due_label_of(duty: DutyView, today: date, calendar: Calendar) -> DueLabel:
    """How far the due date of a duty is; only a statutory term can be breached."""
    advisory = duty.force is not Force.STATUTORY
    return due_label(duty.due_on, today, calendar, provisional=duty.provisional, advisory=advisory)


def standstill(duty: DutyView, calendar: Calendar) -> Standstill | None:
    """How a duty's clock stands still, if it does.

    What is left is counted by the calendar given: that in force now is the one it will be counted by when it goes on.
    """
    if duty.state != "open" or duty.paused_because is None:
        return None
    term = Term(amount=duty.amount, unit=duty.unit)
    counted = certify(duty.starts_on, term, calendar, extended_by=duty.extended_by, pauses=duty.pauses)
    return Standstill(
        because=say(word(PAUSES, duty.paused_because)),
        since=duty.pauses[-1].since,
        left=left_words(counted.left or 0, duty.unit),
    )


def left_words(left: int, unit: TermUnit) -> str:
    """What is left of a term: working days where it is counted in them, else days."""
    if counted_in_working_days(unit):
        return told(f"余{left}个工作日", f"{left} working days left")
    return told(f"余{left}日", f"{left} days left")


def term_words(amount: int, unit: TermUnit) -> str:
    """A term as a rule states it."""
    match unit:
        case TermUnit.same_day:
            return told("同步办理", "at the same time")
        case TermUnit.promptly:
            return told(f"及时（按{amount}个工作日计）", f"promptly ({amount} working days)")
        case TermUnit.working_days:
            return told(f"{amount}个工作日", f"{amount} working days")
        case TermUnit.calendar_days:
            return told(f"{amount}日", f"{amount} days")
        case TermUnit.months:
            return told(f"{amount}个月", f"{amount} months")


def duty_term_words(amount: int, unit: TermUnit, not_before: date | None) -> str:
    """The term of a duty; a day that a decision set is no length of time."""
    if unit is TermUnit.same_day and not_before is not None:
        return told("由决定指定日期", "on the day that the decision sets")
    return term_words(amount, unit)


def times_words(round_: int, rounds: int | None) -> str:
    """Which time a duty is opened: of a repeated one of how many, of a correction only from the second time on."""
    if rounds is not None:
        return told(f"第{round_}次，共{rounds}次", f"{round_} of {rounds}")
    return told(f"第{round_}次", f"no. {round_}") if round_ > 1 else ""


def length_words(amount: int, unit: TermUnit) -> str:
    """A bare length in the unit of a term, as an extension has it."""
    return term_words(amount, TermUnit.working_days if unit is TermUnit.promptly else unit)


def counted_in_working_days(unit: TermUnit) -> bool:
    """Whether used and remaining days of such a term add up to its amount."""
    return unit in _COUNTED


def _overdue(due_on: date, today: date, calendar: Calendar) -> str:
    past = working_days_between(due_on, today, calendar)
    if past:
        return told(f"逾期{past}个工作日", f"overdue by {past} working days")
    return told("已逾期（逾期后尚无工作日）", "overdue (no working day since)")
