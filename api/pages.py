"""The pages: plain, made on the server, working without a script; each part has its own module."""

from fastapi import APIRouter
from starlette.responses import Response

import api.access.page
import api.accounts.account_page
import api.accounts.accounts_page
import api.accounts.joining_page
import api.accounts.position_page
import api.accounts.provider_page
import api.accounts.sign_in_page
import api.accounts.step_up_page
import api.accounts.tokens_page
import api.cases.list_page
import api.cases.page
import api.corrections.page
import api.deadlines.certificate_page
import api.deadlines.load_page
import api.deadlines.page
import api.deadlines.urging_page
import api.digests.page
import api.dispatches.page
import api.documents.page
import api.documents.verify_page
import api.evidence.page
import api.evidence.prepared_page
import api.exports.page
import api.forms.page
import api.forms.receipts
import api.help.page
import api.imports.page
import api.inbox.live
import api.inbox.page
import api.law.calendar_page
import api.law.pack_preview_page
import api.law.packs_page
import api.law.procedure_page
import api.law.rules_page
import api.meetings.page
import api.meetings.papers_page
import api.notices.calendar
import api.notices.operating_page
import api.notices.page
import api.operations.page
import api.people.file_page
import api.people.page
import api.precedents.page
import api.reads.page
import api.registers.page
import api.reports.page
import api.result_queries.batch_page
import api.result_queries.page
import api.results.page
import api.risk_filings.page
import api.saved_views.page
import api.search.page
import api.statistics.page
import api.work_records.page
from api.web.frame import static_file

router = APIRouter(include_in_schema=False)

ROUTERS = (
    router,
    api.accounts.sign_in_page.router,
    api.accounts.provider_page.router,
    api.accounts.provider_page.channel,
    api.accounts.joining_page.router,
    api.accounts.position_page.router,
    api.accounts.account_page.router,
    api.accounts.accounts_page.router,
    api.accounts.step_up_page.router,
    api.accounts.tokens_page.router,
    api.imports.page.router,
    api.inbox.page.router,
    api.help.page.router,
    api.inbox.live.router,
    api.cases.list_page.router,
    api.cases.page.router,
    api.deadlines.certificate_page.router,
    api.deadlines.page.router,
    api.corrections.page.router,
    api.deadlines.load_page.router,
    api.deadlines.urging_page.router,
    api.digests.page.router,
    api.dispatches.page.router,
    api.documents.page.router,
    api.documents.verify_page.router,
    api.precedents.page.router,
    api.registers.page.router,
    api.results.page.router,
    api.result_queries.page.router,
    api.result_queries.batch_page.router,
    api.statistics.page.router,
    api.reports.page.router,
    api.law.calendar_page.router,
    api.law.packs_page.router,
    api.law.procedure_page.router,
    api.law.pack_preview_page.router,
    api.notices.page.router,
    api.notices.operating_page.router,
    api.notices.calendar.router,
    api.risk_filings.page.router,
    api.saved_views.page.router,
    api.search.page.router,
    api.evidence.page.calls,
    api.evidence.prepared_page.calls,
    api.evidence.prepared_page.router,
    api.evidence.page.router,
    api.exports.page.router,
    api.law.rules_page.router,
    api.operations.page.router,
    api.people.file_page.router,
    api.people.page.router,
    api.work_records.page.router,
    api.meetings.page.router,
    api.meetings.papers_page.router,
    api.reads.page.router,
    api.access.page.router,
    api.forms.page.router,
    api.forms.receipts.router,
)


@router.get("/static/{name}")
async def show_static_file(name: str) -> Response:
    """The style sheet and the icon."""
    return static_file(name)
