"""A correction demand under way (纠错整改): to be done, to be evaluated, or ended; how often it failed, what was taken.

The fold of the events about a demand. Nothing here decides; nothing here knows a pack or a clock.
"""

from dataclasses import dataclass, replace
from typing import Literal, assert_never
from uuid import UUID

from domain.case.events import CorrectionEscalated, CorrectionEvaluated, DutyCancelled, DutyMet, DutyOpened

EVALUATION = "correction_evaluation"
"""The duty to evaluate what was done on a demand."""

Happening = DutyOpened | DutyMet | DutyCancelled | CorrectionEvaluated | CorrectionEscalated


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


def followed(state: CorrectionState | None, id_: UUID, event: Happening) -> CorrectionState | None:  # noqa: PLR0911 - one arm an event, closed by assert_never
    """A demand after an event about it; `id_` is the event's own, which names the duty it opens."""
    if isinstance(event, DutyOpened):
        shape = CorrectionUnderEvaluation if event.duty == EVALUATION else OpenCorrection
        return shape(id_, state.failed, state.measures) if state else shape(id_)
    if state is None:
        return None
    match event:
        case DutyMet():
            done = isinstance(state, OpenCorrection) and state.duty == event.duty_id
            return EndedCorrection("done", state.failed, state.measures) if done else state
        case DutyCancelled():
            dropped = not isinstance(state, EndedCorrection) and state.duty == event.duty_id
            return EndedCorrection("dropped", state.failed, state.measures) if dropped else state
        case CorrectionEvaluated():
            if event.passed:
                return EndedCorrection("passed", state.failed, state.measures)
            return replace(state, failed=state.failed + 1)
        case CorrectionEscalated():
            return replace(state, measures=(*state.measures, event.measure))
        case _:
            assert_never(event)
