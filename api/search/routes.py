"""GET /v1/search: what a number, title, name or pinyin finds."""

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import Field

from api.auth.callers import Caller
from api.auth.searched import SearchedKind, searched_by
from api.http.pagination import Limit
from api.http.replies import json_reply
from api.http.routing import JsonRouter
from api.search.views import LONGEST, Group, search
from domain.values import Frozen, Name

router = JsonRouter(prefix="/v1", tags=["work"])


class SearchResult(Frozen):
    """查找结果: what was found, by kinds; of each the best first."""

    groups: tuple[Group, ...]
    purpose_missing: bool = Field(
        default=False, description="persons were not looked for: the procedure in force asks what for (X-Purpose)"
    )


@router.read("/search", "work.search", "Search", SearchResult)
async def get_search(
    request: Request,
    who: Caller,
    q: Annotated[Name, Query(max_length=LONGEST, description="a number, words of a title, a name, or its pinyin")],
    kind: SearchedKind | None = None,
    limit: Limit = 10,
) -> Response:
    """Cases, risk filings, work records, meetings and subjects, as far as the caller's lists show them.

    Numbers are compared in their one spelling, names by their characters, by the beginnings of their syllables in
    pinyin, or by these alone: 单小青, shanxiaoqing, shanxq, sxq. What else is sealed in a file is not searched.
    """
    kinds = [each for each in searched_by(who) if kind in {None, each}]
    found = await search(request, who, q, kinds=kinds, limit=limit)
    return json_reply(SearchResult(groups=found.groups, purpose_missing=found.purpose.missing))
