"""The table of commands: which body goes to which path, under which operation id; nothing is said twice."""

from dataclasses import dataclass

from api.access import CommandName, RiskFilingName
from domain import commands


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the table of commands; `seen` says whether If-Match is required."""

    body: type[commands.Command]
    kind: CommandName | RiskFilingName
    path: str
    operation: str
    summary: str
    tag: str
    seen: bool = True


FILING = Route(
    commands.FileApplication, "file_application", "/cases", "cases.file", "File an application", "filing", seen=False
)
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
        commands.CompleteDuty, "complete_duty", "duty-completions", "cases.complete_duty", "Complete a duty", "service"
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
    Route(
        commands.CloseHistory,
        "close_history",
        "history-closure",
        "cases.close_history",
        "Close the entry from paper",
        "filing",
    ),
)
