"""Reading what is to be done and what has come of it: inbox, deadlines, results, reappraisals, matters, bans."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.auth.policy import Resource, allowed, places_under
from api.auth.scope import SCOPED, scope_of
from api.auth.visibility import installed_of, page_of, require_visible
from api.http import pagination
from api.http.pagination import ByIndex, Limit, Next, Place
from api.http.problems import NOT_FOUND, ProblemRaised
from api.http.replies import json_reply
from api.http.requests import Caller, Here, require
from domain.terms.deadlines import SHANGHAI, add_working_days
from domain.values import Code, Frozen
from projections.cases import acknowledgements
from projections.cases.acknowledgements import Acknowledgement
from projections.cases.reappraisals import Reappraisal
from projections.deadlines.deadline_board import Deadline
from projections.inbox import inbox
from projections.inbox.inbox import InboxItem
from projections.matters import bans
from projections.matters.bans import Candidate, Matter, Occurrence
from projections.results import result_application
from projections.results.result_application import Result, ResultState

router = APIRouter(prefix="/v1")

SOON_WORKING_DAYS = 3
_SUBJECTS_MAX = 50


class Inbox(Frozen):
    """待办 of one organ."""

    organ: Code
    items: tuple[InboxItem, ...]


class ByDueDate(Place):
    """By due date, then by duty."""

    due_on: date
    duty_id: UUID


class Deadlines(Frozen):
    """A page of the deadline board."""

    today: date
    soon_until: date
    items: tuple[Deadline, ...]
    next: str | None = None


class SubjectResults(Frozen):
    """结果运用 of one subject: an answer, and what it rests on.

    `in_progress` and `none` say nothing for or against the subject (A-37, A-38). `acknowledgements` tell which of the
    organs that use a result took note of it, or object (R-07, R-13).
    """

    subject_id: UUID
    name: str
    answer: Literal["in_force", "in_progress", "none"]
    results: tuple[Result, ...]
    acknowledgements: tuple[Acknowledgement, ...] = ()


class Results(Frozen):
    """One entry a subject asked for."""

    items: tuple[SubjectResults, ...]


class Reappraisals(Frozen):
    """Reappraisals, open ones first."""

    items: tuple[Reappraisal, ...]


class Candidates(Frozen):
    """Earlier cases that may be of the same matter; a person confirms or denies."""

    case_id: UUID
    items: tuple[Candidate, ...]


class Bans(Frozen):
    """Tolerated occurrences, each of which bars a second tolerance."""

    items: tuple[Occurrence, ...]
    next: str | None = None


@router.get(
    "/inbox", operation_id="inbox.list", summary="List what an organ must do", tags=["work"], response_model=Inbox
)
async def list_inbox(
    request: Request, who: Caller, here: Here, organ: Code | None = None, limit: Limit = 100
) -> Response:
    """The inbox of an organ, one's own unless another is named."""
    require(request, who, "read_inbox")
    organs = await installed_of(request).organs()
    found = organs.organ(organ or who.organ)
    if found is None or not allowed(who, "read_inbox", Resource(found.jurisdiction, (found.id,)), organs).allow:
        raise ProblemRaised(NOT_FOUND)
    items = await inbox.for_organ(here.pool, found.id, limit=min(limit, pagination.LIMIT_MAX))
    return json_reply(Inbox(organ=found.id, items=items))


@router.get(
    "/deadlines", operation_id="deadlines.list", summary="List deadlines", tags=["work"], response_model=Deadlines
)
async def list_deadlines(  # noqa: PLR0913 - each is one filter of the board
    request: Request,
    *,
    who: Caller,
    here: Here,
    state: Literal["overdue", "today", "soon", "paused", "provisional", "all"] = "all",
    organ: Code | None = None,
    day: Annotated[date | None, Query(description="due on this day, by a clock that runs")] = None,
    limit: Limit = 100,
    next: Next = None,  # noqa: A002 - the name the answer gives it
) -> Response:
    """Open duties within the caller's sight, the oldest due date first; soon is within three working days.

    A duty that is paused is due on no day: its date is the one planned before its clock was stopped.
    """
    scope = await scope_of(request, who, "read_deadlines")
    after = pagination.place_of(next, ByDueDate)
    today = here.clock().astimezone(SHANGHAI).date()
    soon_until = add_working_days(today, SOON_WORKING_DAYS, await installed_of(request).calendar())
    limit = min(limit, pagination.LIMIT_MAX)
    due_on, duty_id = (after.due_on, after.duty_id) if after else (None, None)
    rows = await here.pool.fetch(
        SCOPED["deadlines"],
        scope.places,
        scope.speakers,
        organ,
        state,
        today,
        soon_until,
        day,
        due_on,
        duty_id,
        limit,
    )
    items = tuple(Deadline.model_validate_json(row[0]) for row in rows)
    last = items[-1] if len(items) == limit else None
    following = pagination.cursor(ByDueDate(due_on=last.due_on, duty_id=last.duty_id)) if last else None
    board = Deadlines(today=today, soon_until=soon_until, items=items, next=following)
    return json_reply(board, headers=pagination.link(request, following))


@router.get(
    "/results",
    operation_id="results.list",
    summary="Read results of subjects",
    tags=["results"],
    response_model=Results,
)
async def list_results(
    request: Request,
    who: Caller,
    here: Here,
    subject: Annotated[list[UUID], Query(min_length=1, max_length=_SUBJECTS_MAX, description="subject ids")],
) -> Response:
    """What may be read of subjects: a result in force, a case in progress, or no record."""
    require(request, who, "read_results")
    places = places_under(await installed_of(request).organs(), who.jurisdiction)
    known = await here.subjects.get(subject)
    if any(id_ not in known or known[id_].subject.jurisdiction not in places for id_ in subject):
        raise ProblemRaised(NOT_FOUND)
    results = await result_application.of_subjects(here.pool, subject)
    noted = await acknowledgements.of_subjects(here.pool, subject)
    items = tuple(
        _answered(
            id_,
            known[id_].subject.name,
            tuple(r for r in results if r.subject_id == id_),
            tuple(each for each in noted if each.subject_id == id_),
        )
        for id_ in subject
    )
    return json_reply(Results(items=items))


@router.get(
    "/reappraisals",
    operation_id="reappraisals.list",
    summary="List reappraisals",
    tags=["reappraisal"],
    response_model=Reappraisals,
)
async def list_reappraisals(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    here: Here,
    state: Literal["open", "decided"] | None = None,
    case_id: UUID | None = None,
    limit: Limit = 100,
) -> Response:
    """Reappraisals within the caller's sight."""
    scope = await scope_of(request, who, "read_reappraisals")
    rows = await here.pool.fetch(
        SCOPED["reappraisals"],
        scope.places,
        scope.speakers,
        state,
        case_id,
        min(limit, pagination.LIMIT_MAX),
    )
    return json_reply(Reappraisals(items=tuple(Reappraisal.model_validate_json(row[0]) for row in rows)))


@router.get(
    "/matters",
    operation_id="matters.candidates",
    summary="Suggest earlier matters",
    tags=["matters"],
    response_model=Candidates,
)
async def list_candidates(
    request: Request, who: Caller, here: Here, candidates_for: UUID, limit: Limit = 20
) -> Response:
    """Earlier cases that may be of the same matter as a case."""
    await require_visible(request, who, "read_matters", candidates_for)
    page = await page_of(here, candidates_for)
    items = await bans.candidates(
        here.pool,
        case_id=page.case_id,
        matter_id=page.matter_id,
        subjects=[subject.facts.subject_id for subject in page.subjects],
        ground=page.ground,
        error_class=page.error_class,
        limit=min(limit, pagination.LIMIT_MAX),
    )
    return json_reply(Candidates(case_id=page.case_id, items=items))


@router.get(
    "/matters/{matter_id}", operation_id="matters.get", summary="Get a matter", tags=["matters"], response_model=Matter
)
async def get_matter(request: Request, who: Caller, here: Here, matter_id: UUID) -> Response:
    """A matter with its occurrences, to those in whose sight one of them lies."""
    scope = await scope_of(request, who, "read_matters")
    matter = await bans.matter(here.pool, matter_id)
    if matter is None or not any(occurrence.jurisdiction in scope.places for occurrence in matter.occurrences):
        raise ProblemRaised(NOT_FOUND)
    return json_reply(matter)


@router.get(
    "/bans", operation_id="bans.list", summary="List bans on second tolerance", tags=["matters"], response_model=Bans
)
async def list_bans(
    request: Request,
    who: Caller,
    here: Here,
    limit: Limit = 100,
    next: Next = None,  # noqa: A002 - the name the answer gives it
) -> Response:
    """What was tolerated within the caller's sight and bars a second tolerance, the newest first."""
    scope = await scope_of(request, who, "read_matters")
    before = pagination.place_of(next, ByIndex)
    limit = min(limit, pagination.LIMIT_MAX)
    rows = await here.pool.fetch(SCOPED["bans"], scope.places, scope.speakers, before.index if before else None, limit)
    following = pagination.cursor(ByIndex(index=rows[-1][1])) if len(rows) == limit else None
    items = tuple(Occurrence.model_validate_json(row[0]) for row in rows)
    return json_reply(Bans(items=items, next=following), headers=pagination.link(request, following))


def _answered(
    subject_id: UUID, name: str, results: tuple[Result, ...], noted: tuple[Acknowledgement, ...]
) -> SubjectResults:
    states = {result.state for result in results}
    answer: Literal["in_force", "in_progress", "none"] = "none"
    if ResultState.IN_FORCE in states:
        answer = "in_force"
    elif ResultState.IN_PROGRESS in states:
        answer = "in_progress"
    return SubjectResults(subject_id=subject_id, name=name, answer=answer, results=results, acknowledgements=noted)
