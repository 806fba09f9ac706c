"""The figures of a report, read when they are asked for: one statement a block, however many places lie below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import Request

from api.auth.context import context_of, today_of
from api.auth.policy import places_under
from api.identity.personas import Persona
from api.installed import installed_of
from api.streams.timeline import whole_stream
from domain.reports.figures import ReportBasis, ReportFigures, report_of
from domain.reports.periods import Period
from domain.values import FreeText
from domain.work_records.commands import OfReport, WorkRecordEnvelope
from domain.work_records.events import WORK_RECORD_EVENT, ReportCorrected, ReportHandedIn
from domain.work_records.reports import report_id
from eventlog.reading import facts_of
from projections.statistics import statistics
from projections.statistics.statistics import Asked, Monthly

_TREND: Mapping[str, int] = {"month": 12, "quarter": 8, "year": 5}
"""How many periods a trend has, with the one that it ends with."""


@dataclass(frozen=True, slots=True)
class Point:
    """What fell in a period of a trend."""

    period: Period
    counts: Monthly


async def figures_now(request: Request, place: str, period: Period) -> ReportFigures:
    """The figures of a place and all below it in a period, as they stand now."""
    organs, calendar = await installed_of(request).organs(), await installed_of(request).calendar()
    asked = Asked(places_under(organs, place), period.first, period.last, today_of(request))
    return report_of(organs, place, await statistics.figures_by_place(context_of(request).pool, asked, calendar))


async def trend_to(request: Request, place: str, period: Period) -> tuple[Point, ...]:
    """What fell in each of the periods up to one, in a place and all below it."""
    organs = await installed_of(request).organs()
    periods = period.back(_TREND[period.every])
    asked = Asked(places_under(organs, place), periods[0].first, period.last, today_of(request))
    months = await statistics.monthly(context_of(request).pool, asked)
    return tuple(Point(each, _together(each.first, _within(each, months))) for each in periods)


@dataclass(frozen=True, slots=True)
class Edition:
    """Figures as they were handed in or corrected, on a day, and why they were corrected."""

    number: int
    on: date
    figures: ReportFigures
    sha256: str
    reasons: str | None = None


async def editions(request: Request, organ: str, period: Period) -> tuple[Edition, ...]:
    """What an organ handed in for a period, and each correction of it, from the log."""
    found = list[Edition]()
    for stored in await whole_stream(context_of(request).event_log, report_id(organ, period)):
        facts = facts_of(WORK_RECORD_EVENT, stored)
        if isinstance(facts, ReportHandedIn | ReportCorrected):
            reasons = FreeText.model_validate_json(stored.private).reasons if stored.private else None
            found.append(Edition(len(found) + 1, facts.on, facts.figures, facts.figures_sha256, reasons))
    return tuple(found)


async def with_basis(request: Request, who: Persona, envelope: WorkRecordEnvelope) -> WorkRecordEnvelope:
    """A report with the figures that it hands in; whatever it lacks to be one, the rules say when they decide."""
    command = envelope.body
    if not isinstance(command, OfReport) or command.organ != who.organ:
        return envelope
    period, organs = Period.parse(command.period), await installed_of(request).organs()
    held_since = (await installed_of(request).held_since()).get(command.pack)
    organ = organs.organ(command.organ)
    if organ is None or held_since is None or not period.ended(today_of(request)):
        return envelope
    basis = ReportBasis(figures=await figures_now(request, organ.jurisdiction, period), held_since=held_since)
    return envelope.model_copy(update={"basis": basis})


def _within(period: Period, months: Sequence[Monthly]) -> list[Monthly]:
    return [month for month in months if period.first <= month.month <= period.last]


def _together(first: date, months: Sequence[Monthly]) -> Monthly:
    return Monthly(
        month=first,
        filed=sum(month.filed for month in months),
        decided=sum(month.decided for month in months),
        due=sum(month.due for month in months),
        missed=sum(month.missed for month in months),
    )
