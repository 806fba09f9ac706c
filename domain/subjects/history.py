"""The history of subjects (当事人沿革): what became of a person or a unit, since which day; opaque ids and dates alone.

Nothing of it changes a case: who handles one is told, and decides (A-46).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

PersonState = Literal["moved", "retired", "left", "deceased"]
"""调动, 退休, 离开公职, 去世."""
UnitState = Literal["abolished"]
"""撤销, without a successor."""
State = PersonState | UnitState
ChangeKind = Literal["renamed", "succeeded", "functions_moved", "taken_back"] | State
"""更名, 机构改革, 职能划转 (both units remain), 更正."""


@dataclass(frozen=True, slots=True)
class SubjectChange:
    """One change of the register, by the ids of the subjects that stand for themselves.

    Attributes:
        change_id: That of the command it came with.
        on: Since which day.
        subjects: Whom it befell: one, or the units that were succeeded.
        successors: The units that took their place, or the one that took some of its functions.
        founds: Whether the successors began with it; else they had been there before.
        takes_back: The change that was recorded in error.
    """

    change_id: UUID
    kind: ChangeKind
    on: date
    subjects: tuple[UUID, ...]
    recorded_at: datetime
    successors: tuple[UUID, ...] = ()
    founds: bool = False
    takes_back: UUID | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Changes in the order in which they were recorded; what was taken back stands in it, and counts for nothing."""

    recorded: tuple[SubjectChange, ...] = ()

    @property
    def standing(self) -> tuple[SubjectChange, ...]:
        """What holds."""
        taken_back = {change.takes_back for change in self.recorded}
        return tuple(
            change for change in self.recorded if change.kind != "taken_back" and change.change_id not in taken_back
        )

    def of(self, subject: UUID) -> tuple[SubjectChange, ...]:
        """What befell a subject, or brought it forth."""
        return tuple(each for each in self.standing if subject in each.subjects or subject in each.successors)

    def befell(self, subject: UUID) -> tuple[SubjectChange, ...]:
        """What befell a subject."""
        return tuple(each for each in self.standing if subject in each.subjects)

    def founded_on(self, subject: UUID) -> date | None:
        """The day on which a unit began, where it came of others."""
        return next((each.on for each in self.standing if each.founds and subject in each.successors), None)

    def ended_on(self, subject: UUID) -> date | None:
        """The day since which there is no such person or unit any more."""
        return next((each.on for each in self.befell(subject) if each.kind in ENDS), None)

    def state(self, subject: UUID) -> SubjectChange | None:
        """What a subject is now, where it is no more what it was: the last state recorded of it."""
        as_it_was = {"renamed", "functions_moved"}
        return next((each for each in reversed(self.befell(subject)) if each.kind not in as_it_was), None)

    def before(self, *subjects: UUID) -> frozenset[UUID]:
        """The units that some units came of, however far back; themselves not among them."""
        return self._reached(subjects, forward=False)

    def after(self, *subjects: UUID) -> frozenset[UUID]:
        """The units that took the place of some units, however much later."""
        return self._reached(subjects, forward=True)

    def shared(self, *subjects: UUID) -> frozenset[UUID]:
        """The units that gave some units functions, or took some from them."""
        moves = [(*each.subjects, *each.successors) for each in self.standing if each.kind == "functions_moved"]
        return frozenset(each for move in moves if not set(move).isdisjoint(subjects) for each in move)

    def _reached(self, subjects: Sequence[UUID], *, forward: bool) -> frozenset[UUID]:
        steps: dict[UUID, set[UUID]] = {}
        for one, other in self._successions():
            begin, end = (one, other) if forward else (other, one)
            steps.setdefault(begin, set()).add(end)
        found, waiting = set[UUID](), list(subjects)
        while waiting:
            new = steps.get(waiting.pop(), set()) - found
            found |= new
            waiting.extend(new)
        return frozenset(found)

    def _successions(self) -> Iterator[tuple[UUID, UUID]]:
        for change in self.standing:
            if change.kind == "succeeded":
                yield from ((one, other) for other in change.successors for one in change.subjects)


ENDS: frozenset[ChangeKind] = frozenset({"deceased", "abolished", "succeeded"})
"""After which nothing more can befall a subject."""
