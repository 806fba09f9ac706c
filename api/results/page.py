"""GET /results: what may be read of a person or a unit, found by name; who has results as their trade asks at /hr."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.callers import require
from api.auth.context import context_of
from api.auth.disclosure import disclose
from api.auth.policy import allowed, places_under
from api.auth.purposes import purpose_of
from api.auth.subjects import found_by
from api.installed import installed_of
from api.results.views import results_of
from api.web.frame import PageRoute, Reader, page
from eventlog.subjects import Subject

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LONGEST_NAME = 100


@router.get("/results")
async def show_results(request: Request, who: Reader) -> Response:
    """Everybody of that name in the reader's place, each with the answer; without a name, the question alone.

    Where a procedure asks what a look-up is for, there is no answer before it is said.
    """
    rules = require(request, who, "read_results")
    if allowed(who, "query_results").allow:
        return RedirectResponse("/hr", 303)
    context, purpose = context_of(request), await purpose_of(request, who, "results")
    name = request.query_params.get("name", "").strip()[:_LONGEST_NAME]
    subjects = list[Subject]()
    if name and not purpose.missing:
        found = await found_by(request, who, await context.subjects.find(name))
        places = places_under(await installed_of(request).organs(), who.jurisdiction)
        subjects = [entry.subject for entry in found if entry.subject.jurisdiction in places]
        ids = [subject.subject_id for subject in subjects]
        disclose(
            request,
            who,
            "read_results",
            "results",
            *ids,
            resource="subject",
            look_ups=1,
            basis=rules,
            asked={"name": name},
        )
    return await page(
        request,
        "results.html",
        name=name,
        purpose=purpose,
        answers=list(zip(subjects, await results_of(context.pool, context.subjects, subjects), strict=True)),
        may_read_cases=allowed(who, "read_case").allow,
    )
