"""Taking an application back (撤回申请, NJ-10): while nothing is decided; it says nothing for or against anybody."""

from dataclasses import replace
from typing import ClassVar, Literal

from domain import refusals
from domain.case.act import Act, Events
from domain.case.state import Case
from domain.guards import guard
from domain.messages import Capacity, Command, Event
from domain.pack.steps import RouteKind, StepKind
from domain.refusals import Refused, refusal
from domain.values import FreeText, Text


class WithdrawApplication(
    Command, path="withdrawal", summary="Withdraw the application", tag="filing", seen=False, capacity=Capacity.PARTY
):
    """撤回申请 (NJ-10): the applicant no longer asks, while nothing is decided."""

    example: ClassVar = {"reasons": "当事单位已自行整改，不再申请容错认定。"}
    kind: Literal["withdraw_application"] = "withdraw_application"
    reasons: Text


class ApplicationWithdrawn(Event, group="procedure", zh="申请撤回", en="Application withdrawn"):
    """申请撤回 (NJ-10, A-38): the applicant no longer asks; nothing is concluded, neither for nor against."""

    kind: Literal["application_withdrawn"] = "application_withdrawn"


_WITHDRAWN = "withdrawn"
_UNDECIDED = frozenset({StepKind.ACCEPTANCE, StepKind.INVESTIGATION, StepKind.DETERMINATION, StepKind.APPROVAL})
_AFTER_A_DECISION = frozenset({StepKind.SERVICE, StepKind.PUBLICITY, StepKind.FILING})


NOT_APPLIED_FOR = refusal("not_applied_for", 409, "NJ-10").says("""
    该案件不是依申请启动的，没有可以撤回的申请。
    The case was not begun by an application: there is none to withdraw.
    请由办理机关依程序办结。
    The handling organs bring it to its end.
""")
ALREADY_DECIDED = refusal("already_decided", 409, "NJ-10").says("""
    已经作出决定，不能撤回申请。
    A decision has been made: the application is not withdrawn any more.
    对决定有异议的，请在期限内申请复议。
    Whoever disagrees with the decision may ask for reappraisal in time.
""")


@guard(WithdrawApplication)
def _may_withdraw(act: Act) -> None:
    if act.case.opened.route != RouteKind.APPLICATION:
        raise Refused(NOT_APPLIED_FOR)
    act.require_unit_or(act.counter)
    running = act.case.open_steps
    if not running:
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    _require_undecided(act)
    act.require_not_before(*(act.case.acted_on.get(step) for step in running))


def withdraw(act: Act, command: WithdrawApplication) -> Events:
    """Take the application back, as the applicant's unit or at the counter: the case is over, its matter stays.

    Whoever asks again files a new application; an organ that would go on by itself begins a case of its own.
    """
    _may_withdraw(act)
    # A clarification is owed to the subject, and what was ordered to be put right is, whatever becomes of it.
    cancelled = [
        act.cancel(id_, _WITHDRAWN)
        for id_, duty in act.case.open_duties.items()
        if duty.opened.answers not in act.case.clarifications and not act.case.is_ordered(duty.opened.demand)
    ]
    return [ApplicationWithdrawn(on=act.on, private=FreeText(reasons=command.reasons)), *cancelled]


def _require_undecided(act: Act) -> None:
    """Refuse during a vote and after a decision, also where an objection has brought the case back since."""
    if act.case.round is not None:
        raise Refused(refusals.ROUND_OPEN)
    running = {state.kind for state in act.case.open_steps.values()}
    been_through = {state.kind for state in act.case.steps.values()}
    if running - _UNDECIDED or been_through & _AFTER_A_DECISION:
        raise Refused(ALREADY_DECIDED)


def evolve(case: Case, event: ApplicationWithdrawn) -> Case:
    """The case after its application was taken back: what was under way or only proposed counts for nothing (A-38)."""
    case = case.steps_touched(event.on)
    return replace(
        case,
        withdrawn=True,
        shelved=False,
        handover=None,
        steps=case.steps_ended,
        proposals={},
        disagreement=None,
        opinions={},
        demands=(),
    )
