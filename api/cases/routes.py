"""Reading cases: the list, the file, the history, the agenda."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from api.auth.callers import Caller
from api.auth.context import Context
from api.auth.disclosure import disclose_case
from api.auth.scope import HandedOverLine, handed_over, listed, scope_of
from api.auth.visibility import OPENINGS, require_seen, require_visible
from api.cases.timeline import Timeline, as_read, entries, reader_of, sensitivity_of
from api.cases.views import acts_on, page_seen
from api.commands.gateway import gateway_of
from api.commands.possible import UNCHANGED, ActsPossible, acts_reply
from api.http import pagination
from api.http.pagination import ByIndex, Limit, Next
from api.http.parameters import Number, Truth
from api.http.problems import NOT_FOUND, ProblemRaised
from api.http.replies import has_already, json_reply, list_reply
from api.http.requests import Seen
from api.http.routing import JsonRouter
from api.streams.timeline import timeline_reply
from domain.agenda import Agenda
from domain.values import INT4_MAX, Code, Frozen, Name
from projections.cases import case_page
from projections.cases.case_page import bearing
from projections.cases.view import CaseLine, CasePage

router = JsonRouter(prefix="/v1", tags=["cases"])

_EVENTS_MAX = 1_000


class CaseListItem(CaseLine):
    """案件: a line of the list with its title, which is missing once erased."""

    title: str | None


class CaseList(Frozen):
    """A page of cases, the newest first."""

    items: tuple[CaseListItem, ...]
    next: str | None = None


class HandedOverItem(HandedOverLine):
    """移出案件: a case that went to another organ, with its title, which is missing once erased."""

    title: str | None


class HandedOverCases(Frozen):
    """Cases that went to other organs, the last to go first."""

    items: tuple[HandedOverItem, ...]


class SubjectName(Frozen):
    """Who an id is."""

    subject_id: UUID
    name: str


class CaseFile(CasePage):
    """案卷: the page of a case with its title and the names of its subjects.

    `up_to_date` is false when the version asked for with `seen` is not shown yet. Whoever saw the case only until it
    went to another organ gets it as it was then.
    """

    title: str | None
    names: tuple[SubjectName, ...]
    up_to_date: bool


@router.read("/cases", "cases.list", "List cases", CaseList)
async def list_cases(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    context: Context,
    jurisdiction: Code | None = None,
    stage: Code | None = None,
    state: Literal["open", "closed"] | None = None,
    history: Truth | None = None,
    number: Name | None = None,
    limit: Limit = 50,
    begin: Next = None,
) -> Response:
    """Cases that the caller may see; one is found by every number it bears or bore, however it is typed."""
    scope = (await scope_of(request, who, "read_case")).within(jurisdiction)
    before = pagination.index_of(begin)
    closed = None if state is None else state == "closed"
    asked = stage, closed, history, before, limit, await bearing(context.pool, number)
    lines = await listed(context.pool, scope, "cases", CaseLine, *asked)
    titles = await OPENINGS.titles(context.event_log, [line.case_id for line in lines])
    items = tuple(CaseListItem(**line.model_dump(), title=titles.get(line.case_id)) for line in lines)
    following = pagination.following(items, limit, lambda last: ByIndex(index=last.opened_index))
    return list_reply(request, CaseList(items=items, next=following), following)


@router.read("/handed-over-cases", "cases.handed_over", "List cases that went to other organs", HandedOverCases)
async def list_handed_over(request: Request, *, who: Caller, context: Context, limit: Limit = 50) -> Response:
    """Cases that have left the caller's place, each with how and to whom; the file shows them as they were then."""
    scope = await scope_of(request, who, "read_case")
    lines = await handed_over(context.pool, scope, limit)
    titles = await OPENINGS.titles(context.event_log, [line.case_id for line in lines])
    items = tuple(HandedOverItem(**line.model_dump(), title=titles.get(line.case_id)) for line in lines)
    return list_reply(request, HandedOverCases(items=items), None)


@router.read(
    "/cases/{case_id}",
    "cases.get",
    "Get a case file",
    CaseFile,
    responses=UNCHANGED,
)
async def get_case(
    request: Request,
    who: Caller,
    context: Context,
    case_id: UUID,
    seen: Seen = 0,
) -> Response:
    """The file of a case; its ETag is what commands send back in If-Match."""
    visible = await require_seen(request, who, "read_case", case_id)
    reader = await reader_of(request, who, visible)
    page = as_read(await page_seen(context, case_id, visible, seen), reader)
    etag = f'"v{page.version}"'
    if has_already(request, etag):
        return Response(status_code=304, headers={"ETag": etag})
    disclose_case(request, who, case_id, visible.resource, "ballots" if reader.ballots and page.round else "case")
    ids = {subject.facts.subject_id for subject in page.subjects} | ({page.applicant} if page.applicant else set())
    found = await context.subjects.get(sorted(ids))
    file = CaseFile(
        **dict(page),
        title=visible.opening.title,
        names=tuple(SubjectName(subject_id=id_, name=entry.subject.name) for id_, entry in found.items()),
        up_to_date=visible.until is not None or page.version >= seen,
    )
    return json_reply(file, headers={"ETag": etag})


@router.read("/cases/{case_id}/acts", "cases.acts", "List what you may do now", ActsPossible, responses=UNCHANGED)
async def list_acts(request: Request, who: Caller, case_id: UUID) -> Response:
    """您可以办理: each act that the caller may do now, and the one reason why not each that posts like theirs do."""
    visible = await require_seen(request, who, "read_case", case_id)
    disclose_case(request, who, case_id, visible.resource, "case")
    return acts_reply(request, await acts_on(request, who, case_id, visible))


@router.read("/cases/{case_id}/events", "cases.events", "Read the history of a case", Timeline)
async def read_events(  # noqa: PLR0913 - each is one parameter of the page
    request: Request,
    *,
    who: Caller,
    context: Context,
    case_id: UUID,
    after: Annotated[Number, Query(ge=0, le=INT4_MAX, description="begin after this version")] = 0,
    limit: Annotated[Number, Query(ge=1, le=INT4_MAX, description="at most 1000")] = 200,
) -> Response:
    """The events of a case in order, straight from the log."""
    visible = await require_seen(request, who, "read_case", case_id)
    limit = min(limit, _EVENTS_MAX)
    stored = await context.event_log.read_stream(case_id, after_version=after, limit=limit)
    stored = [each for each in stored if visible.until is None or each.version <= visible.until]
    page = await case_page.get(context.pool, case_id)
    closed = {round_.round_id for round_ in page.rounds} if page else set()
    reader = await reader_of(request, who, visible)
    disclose_case(request, who, case_id, visible.resource, sensitivity_of(reader))
    events = tuple(entries(stored, reader, closed))
    following = stored[-1].version if len(stored) == limit else None
    return timeline_reply(Timeline(case_id=case_id, events=events, next=following))


@router.read("/cases/{case_id}/agenda", "cases.agenda", "Get the running deadlines", Agenda)
async def get_agenda(request: Request, who: Caller, case_id: UUID) -> Response:
    """What the engine is waiting for in this case, asked of the engine itself."""
    visible = await require_visible(request, who, "read_case", case_id)
    disclose_case(request, who, case_id, visible.resource, "case")
    agenda = await gateway_of(request).agenda_of(case_id) if visible.subjects is None else None
    if agenda is None:
        raise ProblemRaised(NOT_FOUND)
    return json_reply(agenda)
