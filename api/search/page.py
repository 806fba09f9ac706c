"""GET /search: the box of every page leads here; what was found stands in groups, with why it was found."""

from collections.abc import Mapping
from types import MappingProxyType

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.purposes import Purpose
from api.auth.searched import SearchedKind, searched_by
from api.installed import installed_of
from api.labels.naming import Names
from api.search.views import LONGEST, Found, Why, search
from api.web.frame import PageRoute, Reader, page
from domain.catalogue import COLLECTIONS
from domain.values import Bilingual

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_HITS, _HITS_OF_ONE_KIND = 8, 50

_KINDS: Mapping[SearchedKind, tuple[str, Bilingual]] = MappingProxyType(
    {
        "case": (COLLECTIONS["case"], Bilingual(zh="案件", en="Cases")),
        "risk_filing": (COLLECTIONS["risk_filing"], Bilingual(zh="事前报备", en="Risk filings")),
        "work_record": (COLLECTIONS["work_record"], Bilingual(zh="工作记录", en="Work records")),
        "meeting": (COLLECTIONS["meeting"], Bilingual(zh="会议", en="Meetings")),
        "subject": ("subjects", Bilingual(zh="当事人", en="Subjects")),
    }
)
_WHY: Mapping[Why, Bilingual] = MappingProxyType(
    {
        Why.NUMBER: Bilingual(zh="编号", en="number"),
        Why.TITLE: Bilingual(zh="事项", en="title"),
        Why.NAME: Bilingual(zh="名称", en="name"),
        Why.SUBJECT: Bilingual(zh="当事人", en="subject"),
        Why.PINYIN: Bilingual(zh="拼音", en="pinyin"),
        Why.INITIALS: Bilingual(zh="拼音首字母", en="initials"),
    }
)


@router.get("/search")
async def show_search(request: Request, who: Reader) -> Response:
    """What was typed and what it finds; nothing typed shows how to search."""
    typed = request.query_params.get("q", "").strip()[:LONGEST]
    own = searched_by(who)
    asked: SearchedKind | None = next((kind for kind in own if kind == request.query_params.get("kind")), None)
    found = Found((), Purpose(None, ()))
    if typed:
        limit = _HITS_OF_ONE_KIND if asked else _HITS
        found = await search(request, who, typed, kinds=[asked] if asked else own, limit=limit)
    return await page(
        request,
        "search.html",
        typed=typed,
        asked=asked,
        kinds=[(kind, _KINDS[kind][1]) for kind in own],
        groups=[(group, *_KINDS[group.kind]) for group in found.groups],
        purpose=found.purpose,
        why=_WHY,
        names=Names(await installed_of(request).organs()),
        longest=LONGEST,
    )
