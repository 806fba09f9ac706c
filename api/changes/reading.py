"""What has changed since a place in the log, as far as a reader sees it now: references to it, and nothing more."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, assert_never
from uuid import UUID

from starlette.requests import Request

from api.auth.callers import require
from api.auth.context import context_of
from api.auth.disclosure import disclose_listed
from api.auth.policy import places_under
from api.auth.purposes import require_purpose
from api.auth.scope import SCOPED, scope_of
from api.identity.personas import Persona
from api.installed import installed_of
from domain.messages import kind_of
from domain.values import Frozen, LogIndex
from eventlog.queries import load_queries
from projections.cases import case_page
from projections.projector.barrier import folded_to
from projections.results import result_application

Of = Literal["cases", "results"]

WINDOW = 1_000
"""How many places of the log are looked at in one step, however few of them the reader sees."""

_SQL = load_queries(Path(__file__).with_name("changes.sql"))
_MODELS = (case_page.MODEL, result_application.MODEL)
_OF_RESULTS = sorted(kind_of(each) for each in result_application.MODEL.handles)


class CaseChanged(Frozen):
    """Something was recorded of a case: its version now is this or a later one."""

    log_index: LogIndex
    case_id: UUID
    version: int
    case: str


class ResultsChanged(Frozen):
    """What may be read of these subjects may have changed: ask for it."""

    log_index: LogIndex
    subjects: tuple[UUID, ...]
    results: str


Change = CaseChanged | ResultsChanged


async def position(request: Request) -> int:
    """The place in the log up to which what references lead to can be read; -1: nothing yet."""
    reached = await folded_to(context_of(request).pool, _MODELS)
    return -1 if reached is None else reached


async def changes(request: Request, who: Persona, of: Of, after: int, until: int) -> Sequence[Change]:
    """What has changed after one place in the log, up to another, as far as the reader sees it now.

    Raises:
        ProblemRaised: 403, they read nothing of the kind; 422, they have to say what for.
    """
    match of:
        case "cases":
            return await _of_cases(request, who, after, until)
        case "results":
            return await _of_results(request, who, after, until)
        case _:
            assert_never(of)


async def _of_cases(request: Request, who: Persona, after: int, until: int) -> Sequence[CaseChanged]:
    scope = await scope_of(request, who, "read_case")
    rows = await context_of(request).pool.fetch(SCOPED["changes"], *scope.predicate, after, until)
    scope.tell(list(dict.fromkeys(row["case_id"] for row in rows)))
    return [
        CaseChanged(
            log_index=row["log_index"],
            case_id=row["case_id"],
            version=row["version"],
            case=f"/v1/cases/{row['case_id']}?seen={row['version']}",
        )
        for row in rows
    ]


async def _of_results(request: Request, who: Persona, after: int, until: int) -> Sequence[ResultsChanged]:
    """For whoever asks for results of persons: of those that lie in their place, and without the cases."""
    require(request, who, "read_results")
    await require_purpose(request, who, "results")
    context, places = context_of(request), places_under(await installed_of(request).organs(), who.jurisdiction)
    rows = await context.pool.fetch(_SQL["of_results"], after, until, _OF_RESULTS)
    known = await context.subjects.get(sorted({each for row in rows for each in row["subjects"]}))
    theirs = {id_ for id_, each in known.items() if each.subject.jurisdiction in places}
    found = [(row["log_index"], sorted(theirs.intersection(row["subjects"]))) for row in rows]
    disclose_listed(request, who, "read_results", sorted({each for _, subjects in found for each in subjects}))
    return [
        ResultsChanged(
            log_index=index,
            subjects=tuple(subjects),
            results="/v1/results?" + "&".join(f"subject={each}" for each in subjects),
        )
        for index, subjects in found
        if subjects
    ]
