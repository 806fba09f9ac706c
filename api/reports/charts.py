"""Trends as bars: where each stands on a sheet of its own units; a template makes SVG of it, a table says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.http.language import say, told
from api.reports.figures import Point
from domain.reports.periods import Period

_LEFT, _RIGHT, _TOP, _HEIGHT, _BELOW = 44, 12, 12, 150, 30
_SLOT, _BAR, _GAP = 52, 16, 3
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with what it says; `look` is the name of its fill."""

    x: int
    y: int
    width: int
    height: int
    look: str
    value: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or a number beside an axis."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """What one colour or hatching stands for."""

    name: str
    look: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of some series over the periods of a trend.

    Attributes:
        description: What a listener is told in place of the picture.
    """

    id: str
    title: str
    description: str
    series: tuple[Series, ...]
    periods: tuple[str, ...]
    width: int
    height: int
    left: int
    right: int
    bottom: int
    bars: tuple[Bar, ...]
    ticks: tuple[Mark, ...]
    labels: tuple[Mark, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to be seen."""
        return not any(value for each in self.series for value in each.values)


def charts_of(trend: Sequence[Point]) -> tuple[Chart, ...]:
    """The trends of a report: cases and outcomes, terms and misses."""
    counts = [point.counts for point in trend]
    cases = (
        Series(told("申请（件）", "Applications"), "solid", tuple(each.filed for each in counts)),
        Series(told("作出结论（当事人）", "Outcomes (subjects)"), "hatched", tuple(each.decided for each in counts)),
    )
    terms = (
        Series(told("到期（项）", "Fell due"), "pale", tuple(each.due for each in counts)),
        Series(told("逾期（项）", "Missed"), "crossed", tuple(each.missed for each in counts)),
    )
    return (
        _chart("trend-cases", told("申请与结论的趋势", "Applications and outcomes over time"), cases, trend),
        _chart("trend-terms", told("到期与逾期的趋势", "Terms that fell due and were missed, over time"), terms, trend),
    )


def _chart(id_: str, title: str, series: tuple[Series, ...], trend: Sequence[Point]) -> Chart:
    top = _rounded(max((value for each in series for value in each.values), default=0))
    bottom = _TOP + _HEIGHT
    inner = len(series) * _BAR + (len(series) - 1) * _GAP
    bars = tuple(
        Bar(
            x=_LEFT + slot * _SLOT + (_SLOT - inner) // 2 + place * (_BAR + _GAP),
            y=bottom - height,
            width=_BAR,
            height=height,
            look=each.look,
            value=value,
        )
        for place, each in enumerate(series)
        for slot, value in enumerate(each.values)
        if (height := round(value * _HEIGHT / top))
    )
    step = top // _TICKS
    first, last = say(trend[0].period.name), say(trend[-1].period.name)
    sums = [(each.name, sum(each.values)) for each in series]
    return Chart(
        id=id_,
        title=title,
        description=told(
            f"{first}至{last}，{'；'.join(f'{name}共{total}' for name, total in sums)}。各期数字见下表。",
            f"{first} to {last}: {'; '.join(f'{name}: {total}' for name, total in sums)}. The table has each period.",
        ),
        series=series,
        periods=tuple(say(point.period.name) for point in trend),
        width=_LEFT + len(trend) * _SLOT + _RIGHT,
        height=bottom + _BELOW,
        left=_LEFT,
        right=_LEFT + len(trend) * _SLOT,
        bottom=bottom,
        bars=bars,
        ticks=tuple(Mark(bottom - round(n * _HEIGHT / _TICKS), str(n * step)) for n in range(_TICKS + 1)),
        labels=tuple(Mark(_LEFT + slot * _SLOT + _SLOT // 2, _short(point.period)) for slot, point in enumerate(trend)),
    )


def _short(period: Period) -> str:
    """A period below an axis: the century goes without saying, but of a year."""
    return str(period) if period.every == "year" else str(period)[2:]


def _rounded(most: int) -> int:
    """The end of an axis: the least that is no less than the most and has whole, round steps."""
    scale = 1
    while True:
        for step in (1, 2, 5):
            if _TICKS * step * scale >= most:
                return _TICKS * step * scale
        scale *= 10
