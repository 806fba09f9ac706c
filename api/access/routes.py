"""GET /v1/access: whether somebody may do something in a case, and why, for supervisors."""

from typing import Annotated

from fastapi import Query, Request, Response

from api.access.question import Question
from api.access.views import AccessExplanations, answer
from api.auth.callers import Caller
from api.auth.context import today_of
from api.http.replies import json_reply
from api.http.routing import JsonRouter
from domain.values import Code, Day, Line, Name

router = JsonRouter(prefix="/v1", tags=["access"])


@router.read("/access", "access.explain", "Explain who may do what", AccessExplanations)
async def explain_access(  # noqa: PLR0913 - each is one part of the question
    request: Request,
    *,
    who: Caller,
    person: Annotated[Name, Query(description="id or name of one who holds a post, or the id of the post")],
    action: Annotated[Line, Query(description="as the access rules call it, or as the act is called in Chinese")],
    case: Annotated[Name | None, Query(description="id or number")] = None,
    position: Annotated[Code | None, Query(description="one of the person's posts; else each of them")] = None,
    on: Annotated[Day | None, Query(description="the day; today, if none is given")] = None,
) -> Response:
    """Allow or deny, by which rule, why each other rule does not fit, and who may."""
    return json_reply(await answer(request, who, Question(person, action, on or today_of(request), case, position)))
