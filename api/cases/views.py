"""Reading the page of a case, for the JSON routes and for pages alike."""

from uuid import UUID

from api.auth.context import AppContext
from api.streams.rows import row_at
from projections.cases import case_page
from projections.cases.view import CasePage


async def page_of(context: AppContext, case_id: UUID, seen: int = 0) -> CasePage:
    """The page of a case that exists, once it shows the version seen."""
    return await row_at(context.pool, context.read_models, case_id, seen, case_page.get, case_page.shown_version)
