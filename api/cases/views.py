"""Reading the page of a case, for the JSON routes and for pages alike."""

from uuid import UUID

from fastapi import Request

from api.auth.context import AppContext, context_of
from api.auth.visibility import SeenCase
from api.cases.own_matter import is_ones_own, page_as_told
from api.commands.possible import ActsPossible, acts_possible
from api.identity.personas import Persona
from api.streams.rows import row_at
from api.streams.timeline import whole_stream
from domain.case.events import EVENT
from eventlog.reading import facts_of
from projections.cases import case_page
from projections.cases.view import CasePage
from projections.projector.logged import Logged, LoggedEvent


async def page_of(context: AppContext, case_id: UUID, seen: int = 0) -> CasePage:
    """The page of a case that exists, once it shows the version seen."""
    return await row_at(context.pool, context.read_models, case_id, seen, case_page.get, case_page.shown_version)


async def page_seen(context: AppContext, case_id: UUID, seen: SeenCase, version: int = 0) -> CasePage:
    """The page of a case as a reader sees it: as it is, or as it was when it went out of their sight."""
    page = await page_of(context, case_id, version)
    return page if seen.until is None else await _page_before(context, page, seen.until)


async def acts_on(request: Request, who: Persona, case_id: UUID, seen: SeenCase) -> ActsPossible:
    """What somebody may do on a case that they see; on one that went out of their sight, nothing."""
    if seen.until is not None:
        return ActsPossible(version=seen.until, offered=(), not_open=())
    found = await acts_possible(request, who, "case", case_id, seen.resource)
    if seen.subjects is None:
        return found
    page = page_as_told(await page_of(context_of(request), case_id), seen.subjects)
    return found.model_copy(update={"offered": tuple(each for each in found.offered if is_ones_own(each.about, page))})


async def _page_before(context: AppContext, now: CasePage, version: int) -> CasePage:
    """The page as it was before an event, made anew from the log; a case keeps its number."""
    events: list[LoggedEvent] = [
        Logged(
            now.opened_index,
            now.case_id,
            stored.version,
            stored.recorded_at,
            facts_of(EVENT, stored),
            stored.meta,
        )
        for stored in await whole_stream(context.event_log, now.case_id)
        if stored.version < version
    ]
    row = case_page.folded(events)
    shown = {name: getattr(row, name) for name in CasePage.model_fields}
    return CasePage(**shown | {"number": now.number, "serial": now.serial})
