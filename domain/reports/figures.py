"""The figures of a place in a time (R-01, R-02, R-23, NJ-37), and how those of several places add up to one.

No person, no case and no vote is in them. What cannot be added, a median, is kept as what it is made of.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from itertools import accumulate
from typing import TypeVar

from pydantic import Field

from domain.organs import Organs
from domain.pack.results import Outcome
from domain.pack.terms import Force
from domain.values import Bilingual, Code, Frozen


class Applications(Frozen):
    """Cases opened in a time on one route: `filed` is the sum of the five figures that follow it.

    `undecided` wait to be accepted or not, `unasked` began where nothing is to be accepted. An application may be
    withdrawn after it was accepted: it counts as accepted, and among `withdrawn`, which are all that were.
    """

    route: Code
    filed: int
    accepted: int
    not_accepted: int
    undecided: int
    withdrawn_undecided: int = 0
    unasked: int = 0
    withdrawn: int = 0


class DaysUsed(Frozen):
    """How many terms took so many working days."""

    days: int
    count: int


class StepDays(Frozen):
    """How long a step took where it ended in the time, in working days of the national calendar without pauses."""

    pack: Code
    step: Code
    name: Bilingual
    used: tuple[DaysUsed, ...]

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(each.count for each in self.used)

    @property
    def median_days(self) -> int:
        """The lower of the middle ones."""
        upto, count = accumulate(each.count for each in self.used), self.count
        return next(each.days for each, last in zip(self.used, upto, strict=True) if 2 * last >= count)


class DueTerms(Frozen):
    """Terms of one kind that fell due in a time: how many, how many passed unmet, how many of these are open still."""

    pack: Code
    duty: Code
    name: Bilingual
    force: Force
    due: int
    missed: int
    open: int


class Corrections(Frozen):
    """纠错整改 demanded in a time, as they stand: met, open (of them `overdue`), or ended by a later decision."""

    demanded: int = 0
    met: int = 0
    open: int = 0
    ended: int = 0
    overdue: int = 0


class Bans(Frozen):
    """不予二次容错: barred and excepted in a time; `standing` is how many occurrences bar another one now."""

    barred: int = 0
    excepted: int = 0
    standing: int = 0


class Reappraised(Frozen):
    """复议: asked for in a time, decided in it by result, and open now."""

    asked: int = 0
    open: int = 0
    upheld: int = 0
    changed: int = 0
    reopened: int = 0


class Figures(Frozen):
    """What was done in a time in one place, or in several together."""

    applications: tuple[Applications, ...] = ()
    outcomes: Mapping[Outcome, int] = Field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    steps: tuple[StepDays, ...] = ()
    deadlines: tuple[DueTerms, ...] = ()
    corrections: Corrections = Corrections()
    bans: Bans = Bans()
    reappraisals: Reappraised = Reappraised()

    @property
    def filed(self) -> int:
        """All cases opened."""
        return sum(line.filed for line in self.applications)

    @property
    def missed(self) -> int:
        """All terms that passed unmet."""
        return sum(line.missed for line in self.deadlines)


class PlaceFigures(Frozen):
    """The figures of a place with all below it."""

    place: Code
    figures: Figures


class ReportFigures(Frozen):
    """The figures of a report: those of its own level (本级), and of each place next below with all under it (下级)."""

    own: Figures
    below: tuple[PlaceFigures, ...] = ()

    @property
    def whole(self) -> Figures:
        """All together: its own, and the sum of those below."""
        return total([self.own, *(each.figures for each in self.below)])

    @property
    def sha256(self) -> str:
        """What tells these figures from others, in hexadecimal."""
        return sha256(self.model_dump_json().encode()).hexdigest()


class ReportBasis(Frozen):
    """What whoever takes in a report brings to it: its figures, and since when the procedure has held."""

    figures: ReportFigures
    held_since: date


def report_of(organs: Organs, place: str, by_place: Mapping[str, Figures]) -> ReportFigures:
    """The figures of a place and those below it, by the tree of places in the register (州、县、乡)."""
    next_below = [each.id for each in organs.jurisdictions if each.superior == place]
    return ReportFigures(
        own=by_place.get(place, Figures()),
        below=tuple(
            PlaceFigures(
                place=below,
                figures=total(figures for at, figures in sorted(by_place.items()) if organs.within(at, below)),
            )
            for below in next_below
        ),
    )


def total(parts: Iterable[Figures]) -> Figures:
    """The figures of several places together; in which order they come makes no difference."""
    each = list(parts)
    counted = Counter[Outcome]()
    for part in each:
        counted.update(part.outcomes)
    return Figures(
        applications=_by_key(
            (line for part in each for line in part.applications),
            lambda line: (line.route,),
            _added,
            lambda line: (-line.filed, line.route),
        ),
        outcomes={outcome: counted[outcome] for outcome in Outcome},
        steps=_by_key(
            (line for part in each for line in part.steps),
            lambda line: (line.pack, line.step),
            _days_added,
            lambda line: (line.pack, line.step),
        ),
        deadlines=_by_key(
            (line for part in each for line in part.deadlines),
            lambda line: (line.pack, line.duty, line.force.value),
            _added,
            lambda line: (-line.missed, -line.due, line.pack, line.duty, line.force.value),
        ),
        corrections=_sum(Corrections(), (part.corrections for part in each)),
        bans=_sum(Bans(), (part.bans for part in each)),
        reappraisals=_sum(Reappraised(), (part.reappraisals for part in each)),
    )


def step_days(pack: str, step: str, name: Bilingual, days: Iterable[tuple[int, int]]) -> StepDays:
    """How long a step took, of lengths in working days with how many took so long."""
    used = Counter[int]()
    for length, count in days:
        used[length] += count
    return StepDays(
        pack=pack, step=step, name=name, used=tuple(DaysUsed(days=d, count=n) for d, n in sorted(used.items()))
    )


_Line = TypeVar("_Line", Applications, DueTerms, Corrections, Bans, Reappraised)
_Keyed = TypeVar("_Keyed", Applications, DueTerms, StepDays)


def _by_key(
    lines: Iterable[_Keyed],
    key: Callable[[_Keyed], tuple[str, ...]],
    add: Callable[[_Keyed, _Keyed], _Keyed],
    order: Callable[[_Keyed], tuple[int | str, ...]],
) -> tuple[_Keyed, ...]:
    """Lines of one key added to one, in an order that depends on nothing but them."""
    found: dict[tuple[str, ...], _Keyed] = {}
    for line in sorted(lines, key=lambda each: each.model_dump_json()):
        known = found.get(key(line))
        found[key(line)] = line if known is None else add(known, line)
    return tuple(sorted(found.values(), key=order))


def _days_added(one: StepDays, other: StepDays) -> StepDays:
    return step_days(one.pack, one.step, one.name, ((each.days, each.count) for each in (*one.used, *other.used)))


def _sum(none: _Line, lines: Iterable[_Line]) -> _Line:
    for line in lines:
        none = _added(none, line)
    return none


def _added(one: _Line, other: _Line) -> _Line:
    """Two lines as one: every count is the sum."""
    return one.model_copy(update=dict(_counts(one, other)))


def _counts(one: Frozen, other: Frozen) -> Iterator[tuple[str, int]]:
    for name in type(one).model_fields:
        value = getattr(one, name)
        if isinstance(value, int):
            yield name, value + getattr(other, name)
