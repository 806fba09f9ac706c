"""GET /rules: the rules of the source texts by source and by state, then our defaults and the demands."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.auth.callers import require
from api.http.language import say
from api.installed import installed_of
from api.law.rules import rules
from api.web.frame import PageRoute, Reader, page
from domain.pack.pack import Pack
from domain.values import Bilingual
from policies.rules.articles import ArticleLine, rules_of
from policies.rules.defaults import bundled_defaults
from policies.rules.rules import SOURCES, State
from policies.rules.text import carriers, citing

router = APIRouter(route_class=PageRoute, include_in_schema=False)


STATES: Mapping[State, Bilingual] = MappingProxyType(
    {
        State.SHOWN: Bilingual(zh="有场景", en="shown by a scenario"),
        State.CARRIED: Bilingual(zh="已承载", en="carried"),
        State.OUTSIDE: Bilingual(zh="软件之外", en="outside software"),
        State.MISSING: Bilingual(zh="未承载", en="not carried"),
    }
)
_STATE_CHOICES = ((State.SHOWN, "有场景"), (State.CARRIED, "已承载，没有场景"), (State.OUTSIDE, "软件之外"))


async def _of_places(request: Request) -> Sequence[tuple[Pack, tuple[ArticleLine, ...]]]:
    """The articles of the places whose newest editions list their own."""
    packs = (await installed_of(request).newest_packs()).values()
    return [(pack, rules_of(pack, {})) for pack in packs if pack.rules]


@router.get("/rules")
async def show_rules(request: Request, who: Reader) -> Response:
    """Filtered as the address says; what is empty or unknown filters nothing. Citations of every page lead here."""
    require(request, who, "read_law")
    asked = request.query_params
    source = asked.get("source") if asked.get("source") in SOURCES else None
    state = next((each for each in State if each.value == asked.get("state")), None)
    found = await rules(source, state)
    defaults = () if source or state else await run_in_threadpool(bundled_defaults)
    return await page(
        request,
        "rules.html",
        found=found,
        source=source,
        state=state,
        states=STATES,
        source_choices=[(each.source, f"{each.source} {say(each.name)}") for each in found.counts],
        state_choices=_STATE_CHOICES,
        lines=[(line, tuple(carriers(line))) for line in found.items],
        places=() if source or state else await _of_places(request),
        defaults=[(line, tuple(citing(line.packs, line.acts))) for line in defaults],
    )
