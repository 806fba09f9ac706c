"""The alarms of a term (提醒、逾期、督办): for which instants the clock wakes, and which of them may ring.

Cases and risk filings have the same; nothing here knows which of the two a term is of.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Protocol

from domain.pack.terms import Force, Ladder, LadderRung
from domain.terms.calendar import Calendar
from domain.terms.deadlines import SHANGHAI, add_working_days, end_of_day
from domain.terms.events import Alarm, Planned

MISSED = "missed"
"""The rung at which a statutory term has passed."""
DUE = "due"
"""The rung at which an advisory term has passed: a reminder, never a breach (A-02)."""
LAPSED = "lapsed"
"""The rung at which a subject's own window has passed: what it waited for goes on without it (A-01)."""

_REMIND = "remind-"
_MORNING = time(9, tzinfo=SHANGHAI)


class Running(Protocol):
    """A term under way, whatever it is of."""

    @property
    def name(self) -> str:
        """What it is called in code."""

    @property
    def plan(self) -> Planned:
        """The event that planned its last day last."""

    @property
    def due_on(self) -> date:
        """Its last day."""

    @property
    def ahead(self) -> tuple[Alarm, ...]:
        """The alarms still to ring, in order."""

    @property
    def missed(self) -> bool:
        """Whether it counts as missed."""

    @property
    def paused(self) -> bool:
        """Whether its clock stands still."""


def reminds(rung: str) -> bool:
    """Whether a rung only reminds."""
    return rung == DUE or rung.startswith(_REMIND)


def ringing(term: Running) -> list[Alarm]:
    """The alarms ahead that may ring: an estimated date reminds, and is never a breach (decision 11)."""
    return [alarm for alarm in term.ahead if reminds(alarm.rung) or not term.plan.provisional]


def level_of(rung: str, ladder: Ladder) -> LadderRung | None:
    """The step of the ladder that a rung stands for, if it is one."""
    return next((step for step in ladder.rungs if rung_of(step) == rung), None)


def alarms(due_on: date, force: Force, ladder: Ladder, calendar: Calendar) -> tuple[Alarm, ...]:
    """The instants the clock wakes for, in order; a rung is raised when so many working days have fully passed."""
    return tuple(_alarms(due_on, force, ladder, calendar))


def _alarms(due_on: date, force: Force, ladder: Ladder, calendar: Calendar) -> Iterator[Alarm]:
    for days in sorted(ladder.remind_before, reverse=True):
        yield Alarm(rung=f"{_REMIND}{days}", at=datetime.combine(_worked_before(due_on, days, calendar), _MORNING))
    match force:
        case Force.ADVISORY:
            yield Alarm(rung=DUE, at=end_of_day(due_on))
        case Force.WINDOW:
            yield Alarm(rung=LAPSED, at=end_of_day(due_on))
        case Force.STATUTORY:
            yield Alarm(rung=MISSED, at=end_of_day(due_on))
            for step in ladder.rungs:
                at = end_of_day(add_working_days(due_on, step.after_due, calendar))
                yield Alarm(rung=rung_of(step), at=at)


def rung_of(step: LadderRung) -> str:
    """What a step of the ladder is called among the alarms of a term."""
    return f"level-{step.level}"


def _worked_before(day: date, amount: int, calendar: Calendar) -> date:
    """The `amount`-th working day before a day."""
    while amount:
        day -= timedelta(days=1)
        amount -= calendar.is_working_day(day)
    return day
