"""GET /rules: every rule of the source texts, what carries it, and the scenarios that show it."""

from typing import Literal

from fastapi import Request, Response

from api.auth.callers import Caller, require
from api.http.replies import json_reply
from api.http.routing import JsonRouter
from api.law.rules import Rules, rules
from policies.rules.rules import State

router = JsonRouter(prefix="/v1/rules", tags=["law"])


@router.read("", "rules.list", "List the rules of the source texts", Rules)
async def list_rules(
    request: Request,
    who: Caller,
    source: Literal["NJ", "BT", "YN", "ZS", "NS"] | None = None,
    state: State | None = None,
) -> Response:
    """By the packs and scenarios that come with this software, not by what is installed."""
    require(request, who, "read_law")
    return json_reply(await rules(source, state))
