"""The table of commands on risk filings: which body goes to which path, under which operation id."""

from api.commands.registry import Route
from domain.risk_filings import commands

_TAG = "risk filings"

RISK_FILING = Route(
    commands.FileRisk,
    "risk_filing_file",
    "/risk-filings",
    "risk_filings.file",
    "File a risk before the work",
    _TAG,
    seen=False,
)
RISK_ROUTES: tuple[Route, ...] = (
    Route(
        commands.SubmitToGroup,
        "risk_filing_submit_to_group",
        "deliberation",
        "risk_filings.submit_to_group",
        "Put it before the coordination group",
        _TAG,
    ),
    Route(commands.ReplyToRisk, "risk_filing_reply", "reply", "risk_filings.reply", "Reply to a risk filing", _TAG),
    Route(
        commands.ArchiveRisk, "risk_filing_archive", "archive", "risk_filings.archive", "Archive a risk filing", _TAG
    ),
    Route(
        commands.AmendRisk, "risk_filing_amend", "amendment", "risk_filings.amend", "Tell of a material change", _TAG
    ),
    Route(
        commands.WithdrawRisk,
        "risk_filing_withdraw",
        "withdrawal",
        "risk_filings.withdraw",
        "Withdraw it, or end the matter",
        _TAG,
    ),
    Route(
        commands.LinkRiskToCase,
        "risk_filing_link_case",
        "case",
        "risk_filings.link_case",
        "Link it to a case",
        _TAG,
        seen=False,
    ),
)
