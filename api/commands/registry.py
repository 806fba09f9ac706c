"""The table of commands: which body goes to which path, under which operation id; nothing is said twice."""

from dataclasses import dataclass

from api.auth.policy import CommandName, RiskFilingName, WorkRecordName
from domain.case import commands
from domain.messages import Command


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the table of commands; `seen` says whether If-Match is required."""

    body: type[Command]
    kind: CommandName | RiskFilingName | WorkRecordName
    path: str
    operation: str
    summary: str
    tag: str
    seen: bool = True


FILING = Route(
    commands.FileApplication, "file_application", "/cases", "cases.file", "File an application", "filing", seen=False
)
ACCOUNTABILITY = Route(
    commands.BeginWithAccountability,
    "begin_with_accountability",
    "/accountabilities",
    "accountabilities.begin",
    "Begin a case with an accountability",
    "filing",
    seen=False,
)
BY_ORGAN = Route(
    commands.BeginByOrgan,
    "begin_by_organ",
    "/cases/by-organ",
    "cases.begin_by_organ",
    "Begin a case as an organ",
    "filing",
    seen=False,
)
OPENINGS = (FILING, ACCOUNTABILITY, BY_ORGAN)
"""The commands that begin a case; each has a path of its own."""
ROUTES: tuple[Route, ...] = (
    Route(
        commands.ConfirmSameMatter,
        "confirm_same_matter",
        "matter-confirmation",
        "cases.confirm_same_matter",
        "Confirm an earlier matter",
        "matters",
    ),
    Route(
        commands.DenySameMatter,
        "deny_same_matter",
        "matter-denial",
        "cases.deny_same_matter",
        "Deny that the matter is an earlier one",
        "matters",
    ),
    Route(
        commands.FindException,
        "find_exception",
        "exception-finding",
        "cases.find_exception",
        "Propose an exception for the recurrence",
        "matters",
    ),
    Route(
        commands.DecideAcceptance,
        "decide_acceptance",
        "acceptance",
        "cases.decide_acceptance",
        "Propose to accept or not",
        "acceptance",
    ),
    Route(
        commands.SignOff,
        "sign_off",
        "sign-offs",
        "cases.sign_off",
        "Sign or dispute a proposal",
        "acceptance",
        seen=False,
    ),
    Route(
        commands.SettleDisagreement,
        "settle_disagreement",
        "disagreement-settlements",
        "cases.settle_disagreement",
        "Settle a disagreement, or pass it on",
        "acceptance",
    ),
    Route(
        commands.WithdrawApplication,
        "withdraw_application",
        "withdrawal",
        "cases.withdraw_application",
        "Withdraw the application",
        "filing",
        seen=False,
    ),
    Route(
        commands.RequestSupplement,
        "request_supplement",
        "supplement-request",
        "cases.request_supplement",
        "Ask for the papers to be completed",
        "acceptance",
    ),
    Route(
        commands.SubmitSupplement,
        "submit_supplement",
        "supplement",
        "cases.submit_supplement",
        "Hand in the papers asked for",
        "acceptance",
        seen=False,
    ),
    Route(commands.ShelveCase, "shelve_case", "shelving", "cases.shelve", "Put the case aside", "deadlines"),
    Route(commands.ResumeCase, "resume_case", "resumption", "cases.resume", "Take the case up again", "deadlines"),
    Route(commands.ExtendTerm, "extend_term", "extensions", "cases.extend_term", "Extend a term", "deadlines"),
    Route(
        commands.ChangeSubjects,
        "change_subjects",
        "subjects",
        "cases.change_subjects",
        "Take subjects in or out",
        "investigation",
    ),
    Route(commands.FormTeam, "form_team", "team", "cases.form_team", "Form the joint team", "investigation"),
    Route(
        commands.RecordDefence,
        "record_defence",
        "defences",
        "cases.record_defence",
        "Record a defence",
        "investigation",
    ),
    Route(
        commands.RecordFindings,
        "record_findings",
        "findings",
        "cases.record_findings",
        "Record findings",
        "investigation",
    ),
    Route(
        commands.RecordLegalityCheck,
        "record_legality_check",
        "legality-checks",
        "cases.record_legality_check",
        "Record a legality check",
        "investigation",
    ),
    Route(
        commands.RecordConsultation,
        "record_consultation",
        "consultations",
        "cases.record_consultation",
        "Record whom else was consulted, and how",
        "investigation",
    ),
    Route(
        commands.ReportInvestigation,
        "report_investigation",
        "investigation-report",
        "cases.report_investigation",
        "Report the investigation",
        "investigation",
    ),
    Route(
        commands.ProposeDetermination,
        "propose_determination",
        "determination",
        "cases.propose_determination",
        "Propose a determination",
        "determination",
    ),
    Route(commands.OpenRound, "open_round", "rounds", "cases.open_round", "Open a round of voting", "approval"),
    Route(
        commands.CastBallot,
        "cast_ballot",
        "ballots",
        "cases.cast_ballot",
        "Cast or change a ballot",
        "approval",
        seen=False,
    ),
    Route(commands.Recuse, "recuse", "recusals", "cases.recuse", "Leave a round", "approval", seen=False),
    Route(
        commands.CloseRound, "close_round", "round-closure", "cases.close_round", "Close a round of voting", "approval"
    ),
    Route(
        commands.ServeFeedback, "serve_feedback", "feedback", "cases.serve_feedback", "Serve the feedback", "service"
    ),
    Route(
        commands.ConfirmReceipt,
        "confirm_receipt",
        "receipts",
        "cases.confirm_receipt",
        "Confirm receipt",
        "service",
        seen=False,
    ),
    Route(
        commands.StartPublicity,
        "start_publicity",
        "publicity",
        "cases.start_publicity",
        "Make the decision public",
        "publicity",
    ),
    Route(
        commands.RaiseObjection,
        "raise_objection",
        "objections",
        "cases.raise_objection",
        "Object to what is public",
        "publicity",
        seen=False,
    ),
    Route(
        commands.ConcludePublicity,
        "conclude_publicity",
        "publicity-conclusion",
        "cases.conclude_publicity",
        "Conclude the publicity",
        "publicity",
    ),
    Route(
        commands.FileWithCommittee,
        "file_with_committee",
        "committee-filing",
        "cases.file_with_committee",
        "File the result with the committee",
        "publicity",
    ),
    Route(
        commands.CompleteDuty, "complete_duty", "duty-completions", "cases.complete_duty", "Complete a duty", "service"
    ),
    Route(
        commands.EvaluateCorrection,
        "evaluate_correction",
        "correction-evaluations",
        "cases.evaluate_correction",
        "Evaluate a correction",
        "correction",
    ),
    Route(
        commands.EscalateCorrection,
        "escalate_correction",
        "correction-escalations",
        "cases.escalate_correction",
        "Take a measure against weak correction",
        "correction",
    ),
    Route(
        commands.RequestReappraisal,
        "request_reappraisal",
        "reappraisals",
        "cases.request_reappraisal",
        "Ask for reappraisal",
        "reappraisal",
    ),
    Route(
        commands.DecideReappraisal,
        "decide_reappraisal",
        "reappraisal-decision",
        "cases.decide_reappraisal",
        "Propose a decision on reappraisal",
        "reappraisal",
    ),
    Route(commands.WriteDigest, "write_digest", "digest", "cases.write_digest", "Write the digest", "precedents"),
    Route(
        commands.ApproveDigest,
        "approve_digest",
        "digest-approval",
        "cases.approve_digest",
        "Approve the digest",
        "precedents",
    ),
    Route(
        commands.WithdrawDigest,
        "withdraw_digest",
        "digest-withdrawal",
        "cases.withdraw_digest",
        "Withdraw the digest",
        "precedents",
    ),
    Route(
        commands.AcknowledgeResults,
        "acknowledge_results",
        "result-acknowledgements",
        "cases.acknowledge_results",
        "Acknowledge a result, or object",
        "results",
        seen=False,
    ),
    Route(
        commands.ReportContraryUse,
        "report_contrary_use",
        "contrary-uses",
        "cases.report_contrary_use",
        "Report a use against a result",
        "results",
        seen=False,
    ),
    Route(
        commands.DecideContraryUse,
        "decide_contrary_use",
        "contrary-use-decisions",
        "cases.decide_contrary_use",
        "Decide a report of contrary use",
        "results",
    ),
    Route(
        commands.OpenClarification,
        "open_clarification",
        "clarifications",
        "cases.open_clarification",
        "Open a clarification",
        "clarification",
        seen=False,
    ),
    Route(
        commands.IssueClarification,
        "issue_clarification",
        "clarification-issues",
        "cases.issue_clarification",
        "Issue a clarification",
        "clarification",
    ),
    Route(
        commands.ReferFalseAccusation,
        "refer_false_accusation",
        "false-accusation-referrals",
        "cases.refer_false_accusation",
        "Refer a false accusation",
        "clarification",
    ),
    Route(
        commands.ChooseTransition,
        "choose_transition",
        "transition",
        "cases.choose_transition",
        "Choose between two editions of the procedure",
        "law",
    ),
    Route(
        commands.CloseHistory,
        "close_history",
        "history-closure",
        "cases.close_history",
        "Close the entry from paper",
        "filing",
    ),
)
