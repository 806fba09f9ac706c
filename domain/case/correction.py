"""A correction demand under way (纠错整改): to be done, to be evaluated, or ended; how often it failed, what was taken.

The fold of the duties that carry a demand. Nothing here decides; nothing here knows a pack or a clock.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from domain.terms.events import DutyOpened

EVALUATION = "correction_evaluation"
"""The duty to evaluate what was done on a demand."""


@dataclass(frozen=True, slots=True)
class OpenCorrection:
    """待整改 (R-10): the subject must put right what was demanded; how often it failed, and the measures taken."""

    duty: UUID
    failed: int = 0
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionUnderEvaluation:
    """待评估 (ZS-35): done by the subject, and looked at by the evaluating organ."""

    duty: UUID
    failed: int = 0
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EndedCorrection:
    """已了结的整改 (R-10): done where nobody evaluates, found enough, or without object since the outcome changed."""

    result: Literal["done", "passed", "dropped"]
    failed: int = 0
    measures: tuple[str, ...] = ()


CorrectionState = OpenCorrection | CorrectionUnderEvaluation | EndedCorrection


def opened(state: CorrectionState | None, duty_id: UUID, duty: DutyOpened) -> CorrectionState:
    """A demand with another duty opened for it: to put it right, or to evaluate what was done."""
    shape = CorrectionUnderEvaluation if duty.duty == EVALUATION else OpenCorrection
    return shape(duty_id, state.failed, state.measures) if state else shape(duty_id)


def settled(state: CorrectionState, duty_id: UUID, *, met: bool) -> CorrectionState:
    """A demand after one of its duties was met or dropped; that an evaluation was made says nothing of its result."""
    if isinstance(state, EndedCorrection) or state.duty != duty_id:
        return state
    if met and isinstance(state, CorrectionUnderEvaluation):
        return state
    return EndedCorrection("done" if met else "dropped", state.failed, state.measures)
