"""GET /access: the question why somebody may or may not do something, and the answer, for supervisors."""

from collections.abc import Iterable
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.access.question import Question
from api.access.views import AccessExplanations, answer
from api.auth.callers import require
from api.auth.context import today_of
from api.auth.policy import ACTIONS, COMMAND_NAMES, Action
from api.http.problems import ProblemRaised
from api.identity.personas import Persona
from api.labels.access import ACCESS_ACTIONS
from api.web.frame import PageRoute, Reader, page
from domain.values import Bilingual

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LONGEST = 100
_SHOWN_AGAIN = 422


@router.get("/access")
async def show_access(request: Request, who: Reader) -> Response:
    """The question as a form; where it is asked, each post of the person with the rules."""
    require(request, who, "explain_access")
    asked = {name: request.query_params.get(name, "").strip()[:_LONGEST] for name in ("person", "action", "case")}
    found, problem = None, None
    if asked["person"] and asked["action"]:
        question = Question(asked["person"], asked["action"], _day(request), asked["case"] or None)
        found, problem = await _answer(request, who, question)
    return await page(
        request,
        "access.html",
        200 if problem is None else problem.kind.status,
        asked=asked,
        on=_day(request),
        found=found,
        problem=problem,
        groups=_groups(),
    )


def _groups() -> tuple[tuple[str, list[tuple[str, Bilingual]]], ...]:
    """What can be asked about, with its words: acts, and all else."""

    def named(actions: Iterable[Action]) -> list[tuple[str, Bilingual]]:
        # GB 18030 has the common characters in the order of their pinyin, by which people look for a word
        words = ((each, ACCESS_ACTIONS[each]) for each in actions)
        return sorted(words, key=lambda each: each[1].zh.encode("gb18030"))

    return ("查阅、登记和管理", named(ACTIONS - COMMAND_NAMES)), ("办理", named(COMMAND_NAMES))


async def _answer(
    request: Request, who: Persona, question: Question
) -> tuple[AccessExplanations | None, ProblemRaised | None]:
    """The answer, or what is wrong with the question; what is not there for the reader is a page of its own."""
    try:
        return await answer(request, who, question), None
    except ProblemRaised as raised:
        if raised.kind.status != _SHOWN_AGAIN:
            raise
        return None, raised


def _day(request: Request) -> date:
    try:
        return date.fromisoformat(request.query_params.get("on", ""))
    except ValueError:
        return today_of(request)
