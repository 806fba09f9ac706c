"""Which reports are owed and which have come in, line by line: derived from law, calendar and records, never kept."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from fastapi import Request
from pydantic import Field

from api.auth.context import context_of, today_of
from api.auth.scope import Scope
from api.installed import installed_of
from domain.organs import Organ
from domain.pack.reporting import Frequency
from domain.pack.terms import Force, Standing
from domain.reports.owed import Duties, Obligation
from domain.reports.periods import Period, PeriodText
from domain.terms.deadlines import Term
from domain.values import Bilingual, Code, Frozen
from projections.work_records import model as work_records
from projections.work_records.model import HandedIn

ReportState = Literal["owed", "overdue", "handed_in"]


class ReportLine(Frozen):
    """定期报告: one that an organ owes or has handed in; why it is due on that day, and by which rule.

    The term runs from `period_ended_on`; a report of ours in default of a rule has `standing` default (A-53).
    """

    organ: Code
    jurisdiction: Code
    period: PeriodText
    report_name: Bilingual
    every: Frequency
    to_organ: Code | None = Field(description="none: the register has no organ above")
    pack: Code
    period_ended_on: date
    report_term: Term
    due_on: date
    provisional: bool
    force: Force
    cite: tuple[str, ...]
    standing: Standing
    report_state: ReportState
    rung_level: int | None = Field(default=None, description="how far its ladder has gone; 0: it only reminds (A-06)")
    rung_name: Bilingual | None = None
    raised_on: date | None = None
    raised_to: Code | None = Field(default=None, description="the organ that was told last")
    handed_in_on: date | None = None
    record_id: UUID | None = None
    number: str | None = None


async def duties_of(request: Request) -> Duties:
    """What says which reports are owed, as of now."""
    installed = installed_of(request)
    organs = await installed.organs()
    localities = {None, *(each.overlay for each in organs.jurisdictions)}
    calendars = {locality: await installed.calendar(locality) for locality in localities}
    return Duties(
        organs=organs,
        packs=tuple((await installed.newest_packs()).values()),
        since=await installed.held_since(),
        calendar_of=lambda place: calendars[organs.locality(place)],
    )


async def report_lines(request: Request, organs: Sequence[Organ]) -> tuple[ReportLine, ...]:
    """The reports of some organs: what they owe, the earliest due first, then what they handed in, the latest first.

    One statement, however many organs there are.
    """
    duties, now, today = await duties_of(request), context_of(request).clock(), today_of(request)
    found = await work_records.handed_in(context_of(request).pool, [organ.id for organ in organs])
    by_organ: dict[str, dict[str, HandedIn]] = {}
    for each in found:
        by_organ.setdefault(each.organ, {})[each.period] = each
    owed = [line for organ in organs for line in _owed(duties, organ, by_organ.get(organ.id, {}), today, now)]
    known = {organ.id: organ for organ in organs}
    came = [line for each in found for line in _came(duties, known[each.organ], each)]
    owed.sort(key=lambda line: (line.due_on, line.organ, line.period))
    came.sort(key=lambda line: (line.period_ended_on, line.handed_in_on or today, line.organ), reverse=True)
    return (*owed, *came)


async def owed_by(request: Request, organ: Organ) -> tuple[ReportLine, ...]:
    """What an organ has to hand in (待办), the earliest due first; no statement where it could owe none."""
    if next((await duties_of(request)).owed(organ, (), today_of(request)), None) is None:
        return ()
    return tuple(line for line in await report_lines(request, (organ,)) if line.report_state != "handed_in")


async def raised_to(request: Request, organ: Organ) -> tuple[ReportLine, ...]:
    """The late reports of other organs that an organ was told of (督办、上报), the earliest due first.

    Nothing is asked of the database where no procedure has a statutory report: what is advisory is never raised.
    """
    duties = await duties_of(request)
    statutory = [p for p in duties.packs if any(rule.within.force is Force.STATUTORY for rule in p.reporting)]
    if not any(step.to == organ.role for pack in duties.packs for step in pack.ladder.rungs) or not statutory:
        return ()
    lines = await report_lines(request, [each for each in duties.organs.organs if each.id != organ.id])
    return tuple(line for line in lines if line.rung_level and line.raised_to == organ.id)


async def owed_in(request: Request, scope: Scope) -> tuple[ReportLine, ...]:
    """What the organs that a scope covers have to hand in, the earliest due first."""
    organs = (await installed_of(request).organs()).organs
    lines = await report_lines(request, [organ for organ in organs if scope.covers(organ.jurisdiction, organ.id)])
    return tuple(line for line in lines if line.report_state != "handed_in")


def _owed(
    duties: Duties, organ: Organ, came: Mapping[str, HandedIn], today: date, now: datetime
) -> Iterator[ReportLine]:
    for owed in duties.owed(organ, came, today):
        late = owed.due.due_on < today and not owed.due.provisional
        told: dict[str, object] = {"provisional": owed.due.provisional}
        if raised := duties.raised(owed, now):
            told |= {"rung_level": raised.level, "rung_name": raised.name, "raised_on": raised.on}
            told |= {"raised_to": raised.to.organ if raised.to else None}
        yield _line(owed.obligation, owed.period, owed.due.due_on, "overdue" if late else "owed").model_copy(
            update=told
        )


def _came(duties: Duties, organ: Organ, came: HandedIn) -> Iterator[ReportLine]:
    """What was handed in, by the rule of now; of a rule that is gone nothing but the record itself is left."""
    period = Period.parse(came.period)
    obligation = duties.of_organ(organ).get(period.every)
    if obligation is not None:
        yield _line(obligation, period, came.due_on, "handed_in").model_copy(
            update={
                "to_organ": came.to,
                "handed_in_on": came.on,
                "record_id": came.record_id,
                "number": came.number,
            }
        )


def _line(obligation: Obligation, period: Period, due_on: date, state: ReportState) -> ReportLine:
    rule, pack = obligation.rule, obligation.pack
    return ReportLine(
        organ=obligation.organ.id,
        jurisdiction=obligation.organ.jurisdiction,
        period=str(period),
        report_name=rule.name,
        every=rule.every,
        to_organ=obligation.to.id if obligation.to else None,
        pack=pack.pack,
        period_ended_on=period.last,
        report_term=rule.within.term,
        due_on=due_on,
        provisional=False,
        force=rule.within.force,
        cite=rule.cite,
        standing=pack.standing_of(rule),
        report_state=state,
    )
