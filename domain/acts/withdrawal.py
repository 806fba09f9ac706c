"""Taking an application back (撤回申请, NJ-10): while nothing is decided; it says nothing for or against anybody."""

from domain import refusals
from domain.case.act import Act, Events
from domain.case.commands import WithdrawApplication
from domain.case.events import ApplicationWithdrawn, DutyCancelled
from domain.pack.steps import RouteKind, StepKind
from domain.refusals import Refused
from domain.values import FreeText

_WITHDRAWN = "withdrawn"
_UNDECIDED = frozenset({StepKind.ACCEPTANCE, StepKind.INVESTIGATION, StepKind.DETERMINATION, StepKind.APPROVAL})
_AFTER_A_DECISION = frozenset({StepKind.SERVICE, StepKind.PUBLICITY, StepKind.FILING})


def withdraw(act: Act, command: WithdrawApplication) -> Events:
    """Take the application back, as the applicant's unit or at the counter: the case is over, its matter stays.

    Whoever asks again files a new application; an organ that would go on by itself begins a case of its own.
    """
    if act.case.opened.route != RouteKind.APPLICATION:
        raise Refused(refusals.NOT_APPLIED_FOR)
    act.require_unit_or(act.counter)
    running = act.case.open_steps
    if not running:
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    _require_undecided(act)
    act.require_not_before(*(act.case.acted_on.get(step) for step in running))
    # A clarification is owed to the subject, whatever becomes of the application.
    lost = (id_ for id_, duty in act.case.open_duties.items() if duty.opened.answers not in act.case.clarifications)
    cancelled = [DutyCancelled(on=act.on, duty_id=id_, because=_WITHDRAWN) for id_ in lost]
    return [ApplicationWithdrawn(on=act.on, private=FreeText(reasons=command.reasons)), *cancelled]


def _require_undecided(act: Act) -> None:
    """Refuse during a vote and after a decision, also where an objection has brought the case back since."""
    if act.case.round is not None:
        raise Refused(refusals.ROUND_OPEN)
    running = {state.kind for state in act.case.open_steps.values()}
    been_through = {state.kind for state in act.case.steps.values()}
    if running - _UNDECIDED or been_through & _AFTER_A_DECISION:
        raise Refused(refusals.ALREADY_DECIDED)
