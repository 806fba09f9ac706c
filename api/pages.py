"""The pages: plain, made on the server, working without a script; each part has its own module."""

from fastapi import APIRouter
from starlette.responses import Response

from api import (
    pages_calendar,
    pages_case_file,
    pages_case_list,
    pages_certificate,
    pages_corrections,
    pages_deadlines,
    pages_digest,
    pages_frame,
    pages_load,
    pages_pack_preview,
    pages_precedents,
    pages_procedure,
    pages_risk_filings,
    pages_rules,
    pages_sign_in,
    pages_statistics,
    pages_work_records,
)

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
