"""The table of a case: for each command, what may come of it. Decided once, in the activity that appends."""

from datetime import datetime
from functools import partial
from typing import assert_never, cast
from uuid import UUID

from domain import refusals
from domain.act import BaseAct, acting, with_late_entry
from domain.acts import (
    acceptance,
    approval,
    clarification,
    clock,
    committee_filing,
    contrary_use,
    correction,
    determination,
    digests,
    disagreement,
    examination,
    extension,
    filing,
    investigation,
    joint,
    matters,
    publicity,
    reappraisal,
    replan,
    results,
    service,
    standstill,
    subjects,
    transition,
    withdrawal,
)
from domain.acts.filing import Opening
from domain.case.act import Act, Events
from domain.case.commands import (
    AcknowledgeResults,
    ApproveDigest,
    BeginByOrgan,
    BeginWithAccountability,
    CastBallot,
    ChangeSubjects,
    ChooseTransition,
    CloseHistory,
    CloseRound,
    CommandEnvelope,
    CompleteDuty,
    ConcludePublicity,
    ConfirmReceipt,
    ConfirmSameMatter,
    DecideAcceptance,
    DecideContraryUse,
    DecideReappraisal,
    DenySameMatter,
    EscalateCorrection,
    EvaluateCorrection,
    ExtendTerm,
    FileApplication,
    FileWithCommittee,
    FindException,
    FormTeam,
    IssueClarification,
    OpenClarification,
    OpenRound,
    ProposeDetermination,
    RaiseObjection,
    RecordConsultation,
    RecordDefence,
    RecordFindings,
    RecordLegalityCheck,
    Recuse,
    ReferFalseAccusation,
    Replan,
    ReportContraryUse,
    ReportInvestigation,
    RequestReappraisal,
    RequestSupplement,
    ResumeCase,
    RingAlarm,
    ServeFeedback,
    SettleDisagreement,
    ShelveCase,
    SignOff,
    StartPublicity,
    SubmitSupplement,
    WithdrawApplication,
    WithdrawDigest,
    WriteDigest,
)
from domain.case.events import AnyEvent, CaseClosed
from domain.case.evolve import evolve
from domain.case.state import Case, OpenReappraisal, OpenStep
from domain.context import DecisionContext
from domain.pack.steps import StepKind
from domain.refusals import Refused


def decide(
    case_id: UUID, case: Case | None, envelope: CommandEnvelope, at: datetime, context: DecisionContext
) -> list[AnyEvent]:
    """Decide one command on a case, as `StreamKind.decide` says.

    Raises:
        Refused: The rules do not admit it.
    """
    command = envelope.body
    if isinstance(command, Opening):
        if case is not None:
            raise Refused(refusals.CASE_EXISTS)
        first = acting(BaseAct, envelope, at, context, history=command.history)
        events = filing.begin(case_id, command, first, evolve)
    elif case is None:
        raise Refused(refusals.UNKNOWN_CASE)
    else:
        act = acting(partial(Act, case=case, evolve=evolve), envelope, at, context, history=case.history_open)
        act.require_not_before(case.opened.on)
        events = _closing(act, _decide(act, envelope))
    return cast("list[AnyEvent]", with_late_entry(events, command))  # no act can name the closed list


def _decide(act: Act, envelope: CommandEnvelope) -> Events:  # noqa: C901, PLR0911, PLR0912, PLR0915 - the table: one line a command
    command = envelope.body
    match command:
        case FileApplication() | BeginWithAccountability() | BeginByOrgan():
            raise Refused(refusals.CASE_EXISTS)
        case ConfirmSameMatter():
            return matters.confirm_same(act, command)
        case DenySameMatter():
            return matters.deny_same(act, command)
        case FindException():
            return joint.alone(act, matters.find_exception(act, command))
        case DecideAcceptance():
            return joint.alone(act, acceptance.decide_acceptance(act, command))
        case SignOff():
            return joint.sign_off(act, command)
        case SettleDisagreement():
            return disagreement.settle(act, command)
        case WithdrawApplication():
            return withdrawal.withdraw(act, command)
        case RequestSupplement():
            return standstill.request_supplement(act, command)
        case SubmitSupplement():
            return standstill.submit_supplement(act, command)
        case ShelveCase():
            return standstill.shelve(act, command)
        case ResumeCase():
            return standstill.resume(act, command)
        case ExtendTerm():
            return extension.extend(act, command)
        case ChangeSubjects():
            return subjects.change(act, command)
        case FormTeam():
            return investigation.form_team(act, command)
        case RecordDefence():
            return investigation.record_defence(act, command)
        case RecordFindings():
            again = reappraisal.may_find_anew(act)
            return reappraisal.find_anew(act, command) if again else investigation.record_findings(act, command)
        case RecordLegalityCheck():
            return examination.record_legality_check(act, command)
        case RecordConsultation():
            return examination.record_consultation(act, command)
        case ReportInvestigation():
            return investigation.report(act, command)
        case ProposeDetermination():
            return joint.alone(act, determination.propose_determination(act, command))
        case OpenRound():
            return approval.open_round(act, command)
        case CastBallot():
            return approval.cast_ballot(act, command)
        case Recuse():
            return approval.recuse(act, command)
        case CloseRound():
            return approval.close_round(act, command)
        case ServeFeedback():
            return service.serve_feedback(act, command)
        case ConfirmReceipt():
            return service.confirm_receipt(act, command)
        case StartPublicity():
            return publicity.start(act, command)
        case RaiseObjection():
            return publicity.raise_objection(act, command)
        case ConcludePublicity():
            return publicity.conclude(act, command)
        case FileWithCommittee():
            return committee_filing.file_with_committee(act, command)
        case CompleteDuty():
            return service.complete_duty(act, command)
        case EvaluateCorrection():
            return correction.evaluate(act, command)
        case EscalateCorrection():
            return correction.escalate(act, command)
        case RequestReappraisal():
            return reappraisal.request(act, command)
        case DecideReappraisal():
            return joint.alone(act, reappraisal.decide_reappraisal(act, command))
        case WriteDigest():
            return digests.write(act, command)
        case ApproveDigest():
            return digests.approve(act, command)
        case WithdrawDigest():
            return digests.withdraw(act, command)
        case AcknowledgeResults():
            return results.acknowledge(act, command)
        case ReportContraryUse():
            return contrary_use.report(act, command)
        case DecideContraryUse():
            return contrary_use.decide_report(act, command)
        case OpenClarification():
            return clarification.open_clarification(act, command)
        case IssueClarification():
            return clarification.issue(act, command)
        case ReferFalseAccusation():
            return clarification.refer_false_accusation(act, command)
        case ChooseTransition():
            return transition.choose(act, command)
        case CloseHistory():
            return clock.close_history(act, command)
        case RingAlarm():
            return clock.ring(act, command)
        case Replan():
            return replan.replan(act, command)
        case _:
            assert_never(command)


def _closing(act: Act, events: Events) -> Events:
    """Close the case with the act that leaves nothing to do: only the settlement open, and no duty in it."""
    after = act.after(events).case
    open_kinds = {state.kind for state in after.steps.values() if isinstance(state, OpenStep)}
    reappraised = any(isinstance(state, OpenReappraisal) for state in after.reappraisals.values())
    settled = open_kinds <= {StepKind.SETTLEMENT} and not after.open_duties and not reappraised
    if settled and not after.closed and not after.history_open:
        return [*events, CaseClosed(on=act.on)]
    return events
