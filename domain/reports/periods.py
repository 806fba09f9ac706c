"""The periods of reports (报告期): months, quarters and years of the calendar, as ISO 8601 has months and years."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import StringConstraints

from domain.pack.reporting import Frequency
from domain.terms.deadlines import months_later
from domain.values import Bilingual

PeriodText = Annotated[str, StringConstraints(pattern=r"^2[0-9]{3}(-(0[1-9]|1[0-2])|-Q[1-4])?$")]
"""A period as it is written: 2026-11, 2026-Q4, 2026."""

_MONTHS: Mapping[Frequency, int] = {"month": 1, "quarter": 3, "year": 12}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month, a quarter or a year; `first` is its first day."""

    first: date
    every: Frequency

    @classmethod
    def of(cls, every: Frequency, day: date) -> Self:
        """The period that a day lies in."""
        months = _MONTHS[every]
        return cls(date(day.year, (day.month - 1) // months * months + 1, 1), every)

    @classmethod
    def parse(cls, text: PeriodText) -> Self:
        """The period that a `PeriodText` means."""
        year, _, part = text.partition("-")
        if not part:
            return cls(date(int(year), 1, 1), "year")
        if part.startswith("Q"):
            return cls(date(int(year), (int(part[1:]) - 1) * _MONTHS["quarter"] + 1, 1), "quarter")
        return cls(date(int(year), int(part), 1), "month")

    def __str__(self) -> str:
        match self.every:
            case "year":
                return f"{self.first:%Y}"
            case "quarter":
                return f"{self.first:%Y}-Q{self._quarter}"
            case _:
                return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        """Its last day."""
        return months_later(self.first, _MONTHS[self.every]) - _ONE_DAY

    @property
    def name(self) -> Bilingual:
        """What it is called."""
        match self.every:
            case "year":
                return Bilingual(zh=f"{self.first.year}年", en=f"{self.first.year}")
            case "quarter":
                return Bilingual(
                    zh=f"{self.first.year}年第{self._quarter}季度", en=f"quarter {self._quarter} of {self.first.year}"
                )
            case _:
                return Bilingual(zh=f"{self.first.year}年{self.first.month}月", en=f"{self.first:%B %Y}")

    @property
    def following(self) -> Self:
        """The one after it."""
        return type(self)(months_later(self.first, _MONTHS[self.every]), self.every)

    @property
    def previous(self) -> Self:
        """The one before it."""
        return self.of(self.every, self.first - _ONE_DAY)

    def back(self, count: int) -> "tuple[Period, ...]":
        """So many periods up to and with this one, the earliest first."""
        found: list[Period] = [self]
        while len(found) < count:
            found.append(found[-1].previous)
        return tuple(reversed(found))

    def ended(self, today: date) -> bool:
        """Whether it has passed."""
        return self.last < today

    @property
    def _quarter(self) -> int:
        return (self.first.month - 1) // _MONTHS["quarter"] + 1


def ended_since(every: Frequency, since: date, today: date) -> Iterator[Period]:
    """The periods that have ended before a day, from the one that another day lies in on, the earliest first."""
    period = Period.of(every, since)
    while period.ended(today):
        yield period
        period = period.following
