"""What a comparison of two sides gives: the median of the ratios of all rounds, with what it was made of."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

Rounds = Sequence[tuple[float, float]]
"""Our figure and the baseline's, round by round."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """Rounds of two sides that took turns; figures are kept to so many digits, or as whole numbers."""

    key: str
    unit: str
    rounds: Rounds
    packages: Iterable[str]
    settings: Mapping[str, object]
    digits: int | None = 2

    def as_json(self, machine: Mapping[str, object]) -> dict[str, object]:
        """As bench/results.json keeps it."""
        ours, baseline = zip(*self.rounds, strict=True)
        return {
            "ratio": round(statistics.median(a / b for a, b in self.rounds), 3),
            "ours": round(statistics.median(ours), self.digits),
            "baseline": round(statistics.median(baseline), self.digits),
            "unit": self.unit,
            "ours_rounds": [round(each, self.digits) for each in ours],
            "baseline_rounds": [round(each, self.digits) for each in baseline],
            "versions": {name: version(name) for name in self.packages},
            "settings": {**self.settings, **machine},
        }
