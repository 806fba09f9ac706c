"""A correction demand under way (纠错整改): to be done, to be evaluated, or ended; how often it failed, what was taken.

Nothing here decides or folds; nothing here knows a pack or a clock.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

EVALUATION = "correction_evaluation"
"""The duty to evaluate what was done on a demand."""


@dataclass(frozen=True, slots=True)
class OpenCorrection:
    """待整改: the subject must put right what was demanded; it failed so often before, with these measures taken."""

    duty: UUID
    failed: int = 0
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionUnderEvaluation:
    """待评估: done by the subject, and looked at by the evaluating organ (ZS-35)."""

    duty: UUID
    failed: int = 0
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EndedCorrection:
    """已了结的整改: done where nobody evaluates, found enough, or without object since the outcome changed."""

    result: Literal["done", "passed", "dropped"]
    failed: int = 0
    measures: tuple[str, ...] = ()


CorrectionState = OpenCorrection | CorrectionUnderEvaluation | EndedCorrection
