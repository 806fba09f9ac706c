"""The table of a case: for each command, what may come of it. Decided once, in the activity that appends."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import assert_never, cast
from uuid import UUID

from domain import refusals
from domain.act import Acting, BaseAct, acting, as_entered
from domain.acts import (
    acceptance,
    clarification,
    clock,
    committee_filing,
    contrary_use,
    correction,
    determination,
    digests,
    disagreement,
    endorsement,
    examination,
    filing,
    investigation,
    joint,
    matters,
    numbers,
    official_documents,
    publicity,
    replan,
    results,
    service,
    standstill,
    subjects,
    transition,
    withdrawal,
)
from domain.acts.appeals import acceptance as appeal_acceptance
from domain.acts.appeals import reappraisal
from domain.acts.deadlines import extension, urging
from domain.acts.evidence import advice, documents, listed
from domain.acts.filing import Opening
from domain.acts.follow_up import awaits_receipt
from domain.acts.jurisdiction import handing_over, paper_handover, superior
from domain.acts.on_paper import paper_case, stubs
from domain.acts.on_paper.paper_case import EnterPaperCase
from domain.acts.voting import approval, approving, meetings, recusal, rounds
from domain.case import commands
from domain.case.act import Act, Events
from domain.case.commands import CommandEnvelope
from domain.case.events import AnyEvent, CaseClosed
from domain.case.evolve import evolve
from domain.case.own_matter import require_ones_own
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
        if isinstance(command, EnterPaperCase):
            events = paper_case.enter(case_id, command, first, evolve)
        else:
            events = filing.begin(case_id, command, first, evolve)
    elif isinstance(command, commands.RegisterStub):
        if case is not None:
            raise Refused(refusals.CASE_EXISTS)
        events = stubs.begin(case_id, command, acting(BaseAct, envelope, at, context, history=True), evolve)
    elif case is None:
        raise Refused(refusals.UNKNOWN_CASE)
    else:
        stubs.require_dates_only(case, command)
        undoubted = case.history_open or case.opened.on_paper
        act = acting(on_case(case), envelope, at, context, history=undoubted)
        act.require_admitted(type(command))
        require_ones_own(case, envelope)
        documents.require_in_file(case, command)
        events = _closing(act, _decide(act, envelope))
    return cast("list[AnyEvent]", as_entered(events, envelope))  # no act can name the closed list


def on_case(case: Case) -> Acting[Act]:
    """An act on a case that exists, by whoever and whenever."""
    return partial(Act, case=case, evolve=evolve)


def _decide(act: Act, envelope: CommandEnvelope) -> Events:  # noqa: C901, PLR0911, PLR0912, PLR0915 - the table: one line a command
    command = envelope.body
    match command:
        case (
            commands.FileApplication()
            | commands.BeginWithAccountability()
            | commands.BeginByOrgan()
            | commands.RegisterStub()
            | commands.EnterPaperCase()
        ):
            raise Refused(refusals.CASE_EXISTS)
        case commands.RecordPaperStep():
            return stubs.record_step(act, command)
        case commands.EndorseApplication():
            return endorsement.endorse(act, command)
        case commands.ConfirmSameMatter():
            return matters.confirm_same(act, command)
        case commands.DenySameMatter():
            return matters.deny_same(act, command)
        case commands.FindException():
            return joint.alone(act, matters.find_exception(act, command))
        case commands.DecideAcceptance():
            return joint.alone(act, acceptance.decide_acceptance(act, command))
        case commands.SignOff():
            return joint.sign_off(act, command)
        case commands.SettleDisagreement():
            return disagreement.settle(act, command)
        case commands.WithdrawApplication():
            return withdrawal.withdraw(act, command)
        case commands.RecordNumber():
            return numbers.record(act, command)
        case commands.RequestSupplement():
            return standstill.request_supplement(act, command)
        case commands.SubmitSupplement():
            return standstill.submit_supplement(act, command)
        case commands.AddDocument():
            return documents.add(act, command)
        case commands.HandInDocuments():
            return listed.hand_in(act, command)
        case commands.DraftDocument():
            return official_documents.draft(act, command)
        case commands.CheckDocument():
            return official_documents.check(act, command)
        case commands.CountersignDocument():
            return official_documents.countersign(act, command)
        case commands.SignDocument():
            return official_documents.sign(act, command)
        case commands.IssueDocument():
            return official_documents.issue(act, command, envelope.typeset)
        case commands.FileStampedScan():
            return official_documents.file_scan(act, command)
        case commands.WithdrawDocument():
            return official_documents.withdraw(act, command)
        case commands.ShelveCase():
            return standstill.shelve(act, command)
        case commands.ResumeCase():
            return standstill.resume(act, command)
        case commands.ExtendTerm():
            return extension.extend(act, command)
        case commands.UrgeDuty():
            return urging.urge(act, command)
        case commands.ChangeSubjects():
            return subjects.change(act, command)
        case commands.FormTeam():
            return investigation.form_team(act, command)
        case commands.RecordDefence():
            return investigation.record_defence(act, command)
        case commands.SubmitDefence():
            return investigation.submit_defence(act, command)
        case commands.RecordFindings():
            again = reappraisal.may_find_anew(act)
            return reappraisal.find_anew(act, command) if again else investigation.record_findings(act, command)
        case commands.RecordLegalityCheck():
            return examination.record_legality_check(act, command)
        case commands.RecordConsultation():
            return examination.record_consultation(act, command)
        case commands.GiveAdvice():
            return advice.give(act, command)
        case commands.ReportInvestigation():
            return investigation.report(act, command)
        case commands.ProposeDetermination():
            return joint.alone(act, determination.propose_determination(act, command))
        case commands.DecideApproval():
            return joint.alone(act, approving.decide_approval(act, command))
        case commands.OpenRound():
            return rounds.open_round(act, command)
        case commands.CastBallot():
            return rounds.cast_ballot(act, command)
        case commands.Recuse():
            return recusal.recuse(act, command)
        case commands.LiftRecusal():
            return recusal.lift_recusal(act, command)
        case commands.CloseRound():
            return approval.close_round(act, command)
        case commands.EnterMeetingResult():
            return meetings.enter(act, command)
        case commands.ServeFeedback():
            return service.serve_feedback(act, command)
        case commands.ConfirmReceipt():
            return service.confirm_receipt(act, command)
        case commands.StartPublicity():
            return publicity.start(act, command)
        case commands.RaiseObjection():
            return publicity.raise_objection(act, command)
        case commands.ConcludePublicity():
            return publicity.conclude(act, command)
        case commands.FileWithCommittee():
            return committee_filing.file_with_committee(act, command)
        case commands.CompleteDuty():
            return service.complete_duty(act, command)
        case commands.OrderCorrection():
            return correction.order(act, command)
        case commands.EvaluateCorrection():
            return correction.evaluate(act, command)
        case commands.EscalateCorrection():
            return correction.escalate(act, command)
        case commands.RequestReappraisal():
            return reappraisal.request(act, command)
        case commands.DecideAppealAcceptance():
            return appeal_acceptance.accept(act, command)
        case commands.DecideReappraisal():
            return joint.alone(act, reappraisal.decide_reappraisal(act, command))
        case commands.WriteDigest():
            return digests.write(act, command)
        case commands.ApproveDigest():
            return digests.approve(act, command)
        case commands.WithdrawDigest():
            return digests.withdraw(act, command)
        case commands.AcknowledgeResults():
            return results.acknowledge(act, command)
        case commands.ReportContraryUse():
            return contrary_use.report(act, command)
        case commands.DecideContraryUse():
            return contrary_use.decide_report(act, command)
        case commands.OpenClarification():
            return clarification.open_clarification(act, command)
        case commands.IssueClarification():
            return clarification.issue(act, command)
        case commands.ReferFalseAccusation():
            return clarification.refer_false_accusation(act, command)
        case commands.ChooseTransition():
            return transition.choose(act, command)
        case commands.TransferCase():
            return handing_over.transfer(act, command.to_organ, command)
        case commands.HandDownCase():
            return handing_over.hand_down(act, command.to_organ, command)
        case commands.AnswerHandover():
            return handing_over.answer(act, command)
        case commands.ReferToSuperior():
            return superior.refer(act, command)
        case commands.ElevateCase():
            return superior.elevate(act, command, command.restated)
        case commands.DesignateOrgan():
            return superior.designate(act, command.to_organ, command)
        case commands.RecordPaperHandover():
            return paper_handover.record(act, command)
        case commands.CloseHistory():
            return clock.close_history(act, command)
        case commands.RingAlarm():
            return clock.ring(act, command)
        case commands.Replan():
            return replan.replan(act, command)
        case _:
            assert_never(command)


def _closing(act: Act, events: Events) -> Events:
    """Close the case with the act that leaves nothing to do: only the settlement open, and no duty in it."""
    after = act.after(events).case
    open_kinds = {state.kind for state in after.steps.values() if isinstance(state, OpenStep)}
    reappraised = any(isinstance(state, OpenReappraisal) for state in after.reappraisals.values())
    settled = open_kinds <= {StepKind.SETTLEMENT} and not after.open_duties and not reappraised
    if settled and not after.closed and not after.history_open and not awaits_receipt(replace(act, case=after)):
        return [*events, CaseClosed(on=act.on)]
    return events
