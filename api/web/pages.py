"""The pages: plain, made on the server, working without a script; each part has its own module."""

from fastapi import APIRouter
from starlette.responses import Response

from api.cases import list_page as pages_case_list
from api.cases import page as pages_case_file
from api.corrections import page as pages_corrections
from api.deadlines import certificate_page as pages_certificate
from api.deadlines import load_page as pages_load
from api.deadlines import page as pages_deadlines
from api.digests import page as pages_digest
from api.law import calendar_page as pages_calendar
from api.law import pack_preview_page as pages_pack_preview
from api.law import procedure_page as pages_procedure
from api.law import rules_page as pages_rules
from api.precedents import page as pages_precedents
from api.risk_filings import page as pages_risk_filings
from api.statistics import page as pages_statistics
from api.web import frame as pages_frame
from api.web import sign_in as pages_sign_in
from api.work_records import page as pages_work_records

router = APIRouter(include_in_schema=False)

for _part in (
    pages_sign_in,
    pages_case_list,
    pages_case_file,
    pages_certificate,
    pages_deadlines,
    pages_corrections,
    pages_load,
    pages_digest,
    pages_precedents,
    pages_statistics,
    pages_calendar,
    pages_procedure,
    pages_pack_preview,
    pages_risk_filings,
    pages_rules,
    pages_work_records,
):
    router.include_router(_part.router)


@router.get("/static/{name}")
async def static_file(name: str) -> Response:
    """The style sheet and the icon."""
    return pages_frame.static_file(name)
