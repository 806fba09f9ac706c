"""Opening a step and its term: due date, alarms of the ladder, standing and article, all written into the event."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from domain.act import Act, Events
from domain.calendar import Calendar
from domain.deadlines import SHANGHAI, TermUnit, add_working_days, due_date, end_of_day, until
from domain.events import Alarm, DutyOpened, StepOpened
from domain.pack import DutyRule, Force, JointBody, Ladder, Pack, Sourced, TeamBody, VoteBody, Within
from domain.values import Bilingual

MISSED = "missed"
"""The rung at which a statutory term has passed."""
DUE = "due"
"""The rung at which an advisory term has passed: a reminder, never a breach (A-02)."""

_MORNING = time(9, tzinfo=SHANGHAI)
_REAPPRAISAL = Bilingual(zh="作出复议决定", en="Decide the reappraisal")
_SAME_DAY = Within(amount=0, unit=TermUnit.same_day)


@dataclass(frozen=True, slots=True)
class _Term:
    """What a term is about and where its values come from."""

    duty: str
    name: Bilingual
    responsible: str
    within: Within
    sources: tuple[Sourced | None, ...]
    step: str | None = None
    subject: UUID | None = None
    demand: int | None = None
    reappraisal: UUID | None = None
    due_on: date | None = None


def open_step(act: Act, step_id: str) -> Events:
    """Open a step and, where it has one, its term; the trigger day is that of the act that led here."""
    step = act.known.pack.step(step_id)
    events: Events = [StepOpened(on=act.on, step=step_id, step_kind=step.kind)]
    if step.within:
        responsible = act.organ_of(_answerable(act.known.pack, step.body or ""))
        events.append(_opened(act, _Term(step_id, step.name, responsible, step.within, (step.within, step), step_id)))
    return events


def open_duty(
    act: Act, rule: DutyRule, *, subject: UUID | None = None, demand: int | None = None, due_on: date | None = None
) -> DutyOpened:
    """Open a duty of an outcome; one without a term of its own is due on `due_on` (A-05), else at once."""
    responsible = "subject" if rule.by == "subject" else act.organ_of(rule.by)
    within = rule.within or _SAME_DAY
    return _opened(
        act,
        _Term(
            rule.duty,
            rule.name,
            responsible,
            within,
            (rule.within, rule),
            subject=subject,
            demand=demand,
            due_on=None if rule.within else due_on,
        ),
    )


def open_reappraisal_term(act: Act, reappraisal: UUID) -> DutyOpened:
    """Open the term within which a reappraisal is decided (A-19)."""
    track = act.known.pack.reappraisal
    responsible = act.organ_of(_answerable(act.known.pack, track.body))
    term = _Term("reappraisal", _REAPPRAISAL, responsible, track.within, (track.within, track), reappraisal=reappraisal)
    return _opened(act, term)


def _opened(act: Act, term: _Term) -> DutyOpened:
    pack, calendar = act.known.pack, act.known.calendar
    due = until(act.on, term.due_on, calendar) if term.due_on else due_date(act.on, term.within.term, calendar)
    return DutyOpened(
        on=act.on,
        duty=term.duty,
        name=term.name,
        step=term.step,
        reappraisal=term.reappraisal,
        subject=term.subject,
        demand=term.demand,
        responsible=term.responsible,
        starts_on=act.on,
        amount=term.within.amount,
        unit=term.within.unit,
        due_on=due.due_on,
        provisional=due.provisional,
        calendar_version=due.calendar_version,
        force=term.within.force,
        standing=pack.standing_of(*term.sources),
        cite=next((source.cite for source in term.sources if source and source.cite), ()),
        alarms=tuple(_alarms(due.due_on, term.within.force, pack.ladder, calendar)),
    )


def _alarms(due_on: date, force: Force, ladder: Ladder, calendar: Calendar) -> Iterator[Alarm]:
    """The instants the clock wakes for, in order; a rung is raised when so many working days have fully passed."""
    for days in sorted(ladder.remind_before, reverse=True):
        yield Alarm(rung=f"remind-{days}", at=datetime.combine(_worked_before(due_on, days, calendar), _MORNING))
    if force is Force.ADVISORY:
        yield Alarm(rung=DUE, at=end_of_day(due_on))
        return
    yield Alarm(rung=MISSED, at=end_of_day(due_on))
    for rung in ladder.rungs:
        yield Alarm(rung=f"level-{rung.level}", at=end_of_day(add_working_days(due_on, rung.after_due, calendar)))


def _worked_before(day: date, amount: int, calendar: Calendar) -> date:
    """The `amount`-th working day before a day."""
    while amount:
        day -= timedelta(days=1)
        amount -= calendar.is_working_day(day)
    return day


def _answerable(pack: Pack, body_id: str) -> str:
    """The role that answers for lateness: the lead of a joint body or team, the committee itself (A-01)."""
    body = pack.bodies[body_id]
    match body:
        case JointBody() | TeamBody():
            return body.lead
        case VoteBody():
            return body.committee
