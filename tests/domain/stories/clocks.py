"""Deeds on running clocks: papers asked for, a case put aside, a term extended, another calendar published."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.case.commands import (
    AnyCommand,
    ExtendTerm,
    Replan,
    RequestSupplement,
    ResumeCase,
    ShelveCase,
    SubmitSupplement,
    UrgeDuty,
)
from domain.case.state import Case
from domain.context import DecisionContext
from domain.pack.pack import Pack
from domain.pack.steps import Shelving, Step, Supplement
from domain.pack.terms import Extension, Within
from domain.terms.calendar import Calendar, DayKind, ListedDay, is_weekend
from domain.terms.deadlines import TermUnit
from domain.terms.duty import OpenDuty
from domain.values import CLOCK, Actor
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK

SUPERVISOR = cases.post("county-a-discipline-supervisor")

SHELVING = Shelving(
    by="committee",
    within=Within(
        amount=60, unit=TermUnit.working_days, extension=Extension(at_most=30, by="committee"), cite=("A-22",)
    ),
    cite=("ZS-25", "A-22"),
)
SHELVING_PACK: Pack = cases.PACK.model_copy(update={"shelving": SHELVING})
"""The Nujiang pack with the shelving of another place."""
SHELVING_CONTEXT: DecisionContext = replace(cases.CONTEXT, pack=SHELVING_PACK)


def with_supplement(supplement: Supplement | None) -> DecisionContext:
    """What is known under a pack with another rule on completing the papers."""
    acceptance = cases.PACK.step("acceptance").model_copy(update={"supplement": supplement})
    return with_step("acceptance", acceptance)


def with_step(name: str, step: Step) -> DecisionContext:
    """What is known under a pack with another step."""
    track = cases.PACK.tolerance.model_copy(update={"steps": {**cases.PACK.tolerance.steps, name: step}})
    return replace(cases.CONTEXT, pack=cases.PACK.model_copy(update={"tolerance": track}))


def asked_for_papers(day: str, actor: Actor = cases.ORGANISATION) -> Deed:
    """The applicant is asked to complete the papers."""
    return deed(actor, RequestSupplement(missing=MARK), day)


def handed_in(day: str, actor: Actor = cases.CONTACT) -> Deed:
    """The papers come."""
    return deed(actor, SubmitSupplement(evidence=(cases.document("补正"),), remarks=MARK), day)


def shelved(day: str, actor: Actor = cases.SECRETARY) -> Deed:
    """The committee puts the case aside."""
    return deed(actor, ShelveCase(reasons=MARK), day)


def resumed(day: str, actor: Actor = cases.SECRETARY) -> Deed:
    """The committee takes the case up again."""
    return deed(actor, ResumeCase(reasons=MARK), day)


def extended(duty: str, by: int, day: str, actor: Actor = cases.SECRETARY) -> Deed:
    """The newest duty of that name gets longer."""

    def body(case: Case) -> AnyCommand:
        return ExtendTerm(duty=newest(case, duty), by=by, reasons=MARK, document=cases.document("延期"))

    return deed(actor, body, day)


def urged(level: int, day: str, actor: Actor = SUPERVISOR, duty: str = "acceptance") -> Deed:
    """Somebody raises a rung of the ladder for the newest duty of that name."""

    def body(case: Case) -> AnyCommand:
        return UrgeDuty(duty=newest(case, duty), level=level, reasons=MARK)

    return deed(actor, body, day)


def replans(day: str, version: int = 8, actor: Actor = CLOCK) -> Deed:
    """The roll-out of a calendar asks the case."""
    return deed(actor, Replan(calendar_version=version), day)


def newest(case: Case, duty: str) -> UUID:
    """The id of the newest duty of a name."""
    return [id_ for id_, each in case.duties.items() if each.opened.duty == duty][-1]


def running(given: Given, duty: str) -> OpenDuty:
    """The newest duty of a name, which runs or stands still."""
    found = given.case.duties[newest(given.case, duty)]
    assert isinstance(found, OpenDuty)
    return found


def alarms_of(given: Given, duty: str) -> list[str]:
    """The rungs that the agenda would ring next for the newest duty of a name."""
    id_ = newest(given.case, duty)
    return [alarm.rung for alarm in given.agenda.alarms if alarm.duty == id_]


def calendar(
    version: int = 8, *, off: Iterable[str] = (), worked: Iterable[str] = (), announced: Iterable[int] = ()
) -> Calendar:
    """The story's calendar by a later notice: some days off, some weekend days worked, some years announced."""
    days = {listed.day: listed for listed in cases.CALENDAR.days}
    for day in map(date.fromisoformat, off):
        days[day] = ListedDay(day=day, kind=DayKind.statutory, source="通知")
    for day in map(date.fromisoformat, worked):
        assert is_weekend(day)
        days[day] = ListedDay(day=day, kind=DayKind.make_up, source="通知")
    return cases.CALENDAR.model_copy(
        update={
            "version": version,
            "days": tuple(days[day] for day in sorted(days)),
            "years": {**cases.CALENDAR.years, **dict.fromkeys(announced, "通知")},
        }
    )


LATER = calendar(off=["2026-02-06"])
"""The acceptance of 20 January, due on 10 February, is due on the 11th."""
EARLIER = calendar(worked=["2026-01-24"])
"""It is due on the 9th."""
MUCH_EARLIER = calendar(worked=["2026-01-24", "2026-01-25", "2026-01-31"])
"""It is due on the 5th."""
ESTIMATED = cases.CALENDAR.model_copy(update={"years": {y: of for y, of in cases.CALENDAR.years.items() if y < 2026}})
"""The story's calendar before the notice for 2026 was published."""
SPRINGS = (
    calendar(worked=["2026-03-14", "2026-03-21", "2026-03-28", "2026-04-11", "2026-04-18", "2026-05-16"]),
    calendar(off=["2026-03-13", "2026-03-18", "2026-03-25", "2026-04-08", "2026-04-15", "2026-05-06", "2026-05-20"]),
)
"""Two springs: one with six more days worked, one with seven more days off."""


def by(given: Given, new: Calendar) -> Given:
    """The same history, known by another calendar."""
    return given.knowing(replace(given.context, calendar=new))
