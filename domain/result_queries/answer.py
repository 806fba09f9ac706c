"""What a query of results is answered (A-37, A-38, A-58): exactly one of four, result and effect, no more."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Literal

from domain.acts.results import AreaFact
from domain.pack.results import Outcome, Purpose
from domain.values import Frozen


class AnswerKind(StrEnum):
    """有生效认定, 办理中, 无记录, 无权查看; the second and the third say nothing for or against anybody."""

    IN_FORCE = "in_force"
    IN_PROGRESS = "in_progress"
    NONE = "none"
    NO_RIGHT = "no_right"


class Influence(StrEnum):
    """Whether what was tolerated may bear on the purpose: it must not, or the procedure does not name the purpose."""

    BARRED = "barred"
    NOT_NAMED = "not_named"


StateRemark = Literal["moved", "retired", "left", "deceased", "abolished", "succeeded"]
Remark = Literal["chosen", "none_of_them", "renamed"] | StateRemark
"""How it was found who is meant, and what became of them since; no answer changes by it (A-46)."""


class ResultInForceTold(Frozen):
    """A result in force: the conclusion, since when, in which areas, the number of its case or document.

    It holds until the tolerance is revoked or decided anew (A-21); no text lets it run out.
    """

    outcome: Outcome
    since: date
    number: str | None
    areas: tuple[AreaFact, ...]


class Answer(Frozen):
    """The answer to one query: `results` and `influence` where something is in force, and nowhere else."""

    kind: AnswerKind
    results: tuple[ResultInForceTold, ...] = ()
    influence: Influence | None = None
    remarks: tuple[Remark, ...] = ()

    def still(self, later: "Answer") -> bool:
        """Whether a later answer says the same of the result."""
        return (self.kind, self.results, self.influence) == (later.kind, later.results, later.influence)


def in_force(results: Collection[ResultInForceTold], purpose: Purpose) -> Answer:
    """What is in force, and what follows for a purpose: an area that protects the unit protects nobody else."""
    named = {area.id for result in results for area in result.areas if area.protects == "subject"}
    influence = Influence.BARRED if named.intersection(purpose.areas) else Influence.NOT_NAMED
    return Answer(kind=AnswerKind.IN_FORCE, results=tuple(results), influence=influence)
