"""GET /rules: every rule of the source texts, what carries it, and the scenarios that show it."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from api.http.replies import json_reply
from api.http.requests import Caller, require
from domain.values import Frozen
from policies.rules.rules import Count, RuleLine, State, bundled_catalogue, bundled_rules, counts, selected

router = APIRouter(prefix="/v1/rules", tags=["law"])


class Rules(Frozen):
    """The rules asked for, and how many of each source are carried, shown and outside, whatever was asked for."""

    counts: tuple[Count, ...]
    items: tuple[RuleLine, ...]


@router.get("", operation_id="rules.list", summary="List the rules of the source texts", response_model=Rules)
async def list_rules(
    request: Request,
    who: Caller,
    source: Literal["NJ", "BT", "YN", "ZS", "NS"] | None = None,
    state: State | None = None,
) -> Response:
    """By the packs and scenarios that come with this software, not by what is installed."""
    require(request, who, "read_law")
    return json_reply(await rules(source, state))


async def rules(source: str | None, state: State | None) -> Rules:
    """The rules of one source or in one state; the files are read once."""
    lines = await run_in_threadpool(bundled_rules)
    return Rules(counts=counts(lines, bundled_catalogue()), items=selected(lines, source, state))
