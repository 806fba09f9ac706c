"""The fold of what ends otherwise than by consent of all: joint organs that disagree, a withdrawn application."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import assert_never

from domain.acts.disagreement import DisagreementOpened, DisagreementSettled
from domain.acts.withdrawal import ApplicationWithdrawn
from domain.case.decisions import Decision
from domain.case.state import DISAGREEMENT, Case, DoneStep, OpenDisagreement


def disagreements_after(case: Case, event: DisagreementOpened | DisagreementSettled) -> Case:
    """The case after an event of a disagreement (A-13)."""
    case = _touch(case, (event.step, DISAGREEMENT), event.on)
    if isinstance(event, DisagreementOpened):
        return replace(case, disagreement=OpenDisagreement(event.step, event.decision, event.on, event.level))
    disputed = case.disagreement
    if disputed is None:
        raise TypeError(f"case {case.id}: {event.kind} without a disagreement")
    match event.result:
        case "passed_up":
            return replace(case, disagreement=replace(disputed, level=event.level + 1))
        case "dismissed":
            return replace(case, disagreement=None, dismissed=_with(case.dismissed, disputed))
        case "agreed" | "upheld":
            return replace(case, disagreement=None)
        case _:
            assert_never(event.result)


def withdrawn(case: Case, event: ApplicationWithdrawn) -> Case:
    """The case after its application was taken back: what was under way or only proposed counts for nothing (A-38)."""
    case = _touch(case, tuple(case.open_steps), event.on)
    return replace(
        case,
        withdrawn=True,
        shelved=False,
        steps={step: DoneStep(state.kind) for step, state in case.steps.items()},
        proposals={},
        disagreement=None,
        opinions={},
        demands=(),
    )


def _with(dismissed: Mapping[str, tuple[Decision, ...]], one: OpenDisagreement) -> Mapping[str, tuple[Decision, ...]]:
    return {**dismissed, one.step: (*dismissed.get(one.step, ()), one.decision)}


def _touch(case: Case, keys: tuple[str, ...], on: date) -> Case:
    """Note that a person changed something, and the latest day it was done on."""
    latest = {key: max(on, case.acted_on.get(key, on)) for key in keys}
    return replace(
        case, changed={**case.changed, **dict.fromkeys(keys, case.version)}, acted_on={**case.acted_on, **latest}
    )
