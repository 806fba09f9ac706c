"""A report of an organ and a period: its figures by level, its trend, whether it is owed and what was handed in."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Path, Request
from pydantic import Field

from api.auth.callers import Hidden
from api.auth.context import today_of
from api.auth.scope import scope_of
from api.http.problems import MALFORMED, FieldFault, Particulars, ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from api.reports.figures import Edition, Point, editions, figures_now, trend_to
from api.reports.owed import ReportLine, duties_of, report_lines
from api.statistics.views import Indicators, indicators_of
from domain.organs import Organ
from domain.reports.figures import Figures, ReportFigures
from domain.reports.owed import Obligation
from domain.reports.periods import Period, PeriodText
from domain.values import Bilingual, Code, Frozen, Sha256

InPath = Annotated[PeriodText, Path(description="a month as 2026-11, a quarter as 2026-Q4, a year as 2026")]
NOT_BEGUN = Bilingual(zh="这个报告期还没有开始，请选择已经开始的", en="that period has not begun: choose one that has")


class PartOfReport(Frozen):
    """The figures of one place next below, with all under it."""

    jurisdiction: Code
    figures: Indicators


class TrendPoint(Frozen):
    """A period of the trend: cases opened, subjects decided, terms that fell due and those missed."""

    period: PeriodText
    filed: int
    decided: int
    due: int
    missed: int


class ReportEdition(Frozen):
    """What was handed in, or a correction of it: on which day, why, and the digest of its figures."""

    edition: int
    on: date
    figures_sha256: Sha256
    reasons: str | None


class Report(Frozen):
    """定期报告: the figures of an organ's place and all below it in a period. No person and no vote is in it.

    `whole` is the sum of `own`, the level of the organ itself, and of `below`; medians alone do not add up. Figures
    that were handed in stand as they were; `changed_since` says whether others stand there by now.
    """

    organ: Code
    jurisdiction: Code
    period: PeriodText
    first: date
    last: date
    ended: bool
    as_of: date = Field(description="the day on which the figures stood like this")
    own: Indicators
    below: tuple[PartOfReport, ...]
    whole: Indicators
    trend: tuple[TrendPoint, ...]
    figures_sha256: Sha256
    report: ReportLine | None = Field(description="as owed or handed in; none: nothing is owed for this period")
    changed_since: bool = False
    editions: tuple[ReportEdition, ...] = Field(
        default=(), description="what was handed in and each correction, the first first; all of them are kept"
    )


@dataclass(frozen=True, slots=True)
class ReportRead:
    """A report as it was read: what its page, its JSON and its file are made of.

    Attributes:
        figures: As handed in, else as they stand now.
        editions: What was handed in, and each correction, the first first.
        handed_in: The one whose figures these are: the last unless another is asked for.
        now: The digest of those that stand now.
        line: How it is owed, or was handed in.
        obligation: By which rule the organ owes such reports, if it does.
    """

    organ: Organ
    period: Period
    figures: ReportFigures
    now: str
    trend: tuple[Point, ...]
    editions: tuple[Edition, ...]
    handed_in: Edition | None
    line: ReportLine | None
    obligation: Obligation | None
    today: date

    @property
    def as_of(self) -> date:
        """The day on which the figures stood like this."""
        return self.handed_in.on if self.handed_in else self.today

    @property
    def changed_since(self) -> bool:
        """Whether other figures stand there by now than were handed in."""
        return bool(self.editions) and self.editions[-1].sha256 != self.now


async def organ_read(request: Request, who: Persona, organ_id: str) -> Organ:
    """An organ whose reports the caller reads.

    Raises:
        ProblemRaised: 403, those of no organ; 404, no such organ, or none whose reports are theirs to read.
    """
    scope = await scope_of(request, who, "read_reports")
    organ = (await installed_of(request).organs()).organ(organ_id)
    if organ is None or not scope.covers(organ.jurisdiction, organ.id):
        place = organ.jurisdiction if organ else None
        raise Hidden(who, "read_reports", exists=organ is not None, place=place)
    return organ


async def report_read(request: Request, organ: Organ, period: Period, edition: int | None = None) -> ReportRead:
    """A report of a period that has begun; of one that was corrected, the last edition unless another is asked for.

    Raises:
        ProblemRaised: 422, it has not.
    """
    today = today_of(request)
    if today < period.first:
        fault = FieldFault(pointer="path:period", code="period_not_begun", message=NOT_BEGUN.en, todo=NOT_BEGUN)
        raise ProblemRaised(MALFORMED, Particulars(errors=(fault,)))
    now = await figures_now(request, organ.jurisdiction, period)
    found = await editions(request, organ.id, period)
    handed_in = next((each for each in found if each.number == edition), found[-1] if found else None)
    lines = await report_lines(request, (organ,))
    return ReportRead(
        organ=organ,
        period=period,
        figures=handed_in.figures if handed_in else now,
        now=now.sha256,
        trend=await trend_to(request, organ.jurisdiction, period),
        editions=found,
        handed_in=handed_in,
        line=next((line for line in lines if line.period == str(period)), None),
        obligation=(await duties_of(request)).of_organ(organ).get(period.every),
        today=today,
    )


async def told(request: Request, read: ReportRead) -> Report:
    """A report in JSON."""
    packs = await installed_of(request).newest_packs()

    def said(figures: Figures) -> Indicators:
        return indicators_of(figures, packs)

    return Report(
        organ=read.organ.id,
        jurisdiction=read.organ.jurisdiction,
        period=str(read.period),
        first=read.period.first,
        last=read.period.last,
        ended=read.period.ended(read.today),
        as_of=read.as_of,
        own=said(read.figures.own),
        below=tuple(PartOfReport(jurisdiction=each.place, figures=said(each.figures)) for each in read.figures.below),
        whole=said(read.figures.whole),
        trend=tuple(
            TrendPoint(period=str(point.period), **point.counts.model_dump(exclude={"month"})) for point in read.trend
        ),
        figures_sha256=read.figures.sha256,
        report=read.line,
        changed_since=read.changed_since,
        editions=tuple(
            ReportEdition(edition=each.number, on=each.on, figures_sha256=each.sha256, reasons=each.reasons)
            for each in read.editions
        ),
    )
