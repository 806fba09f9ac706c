"""GET /reads: who read what, when and what for, per person and per case (查阅记录)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.context import context_of
from api.auth.policy import FORBIDS, RULES
from api.http import pagination
from api.http.language import say
from api.http.pagination import ByIndex
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.access import ACCESS_ACTIONS, READ_RESULTS, READ_THINGS, SENSITIVITIES
from api.labels.naming import Names
from api.labels.words import word
from api.reads.views import Wanted, persons_named, read_log_of
from api.web.frame import PageRoute, Reader, page
from domain.identity import canonical_number
from domain.result_queries.purposes import OURS, purposes_in
from eventlog.queries import load_queries
from eventlog.read_log import ReadRow

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SQL = load_queries(Path(__file__).with_name("things.sql"))
_LINES = 50
_LONGEST = 100


class Called(NamedTuple):
    """What something is called, and the page on which it stands, if it has one."""

    name: str
    page: str = ""


@router.get("/reads")
async def show_reads(request: Request, who: Reader) -> Response:
    """A page of the log; the filters stand in the address."""
    asked = {
        name: request.query_params.get(name, "").strip()[:_LONGEST]
        for name in ("person", "about", "sensitivity", "result")
    }
    organs = await installed_of(request).organs()
    given = request.query_params.get("next") or None
    about = await _about(request, asked["about"])
    wanted = Wanted(
        persons=persons_named(organs, asked["person"]) if asked["person"] else None,
        about=about,
        sensitivity=next((each for each in SENSITIVITIES if each == asked["sensitivity"]), None),
        result=next((each for each in READ_RESULTS if each == asked["result"]), None),
    )
    rows = await read_log_of(request, who, wanted, before=pagination.index_of(given), limit=_LINES)
    packs = (await installed_of(request).newest_packs()).values()
    return await page(
        request,
        "reads.html",
        asked=asked,
        about=about,
        unknown=bool(asked["about"]) and about is None,
        rows=rows,
        names=Names(organs),
        called=await _called(request, who, rows),
        rules={rule.id: rule.says for rule in RULES} | {rule.id: rule.says for rule in FORBIDS},
        purposes={item.id: say(item.name) for item in (*OURS, *purposes_in(packs))},
        actions=ACCESS_ACTIONS,
        sensitivities=SENSITIVITIES,
        results=READ_RESULTS,
        before=given,
        more=pagination.following(rows, _LINES, lambda last: ByIndex(index=last.id)),
    )


async def _called(request: Request, who: Persona, rows: Sequence[ReadRow]) -> Mapping[UUID, Called]:
    """What the first thing of each row is called: by its number, or a subject of the reader's place by its name."""
    context, organs = context_of(request), await installed_of(request).organs()
    things = {row.ids[0]: row.resource for row in rows if row.ids}
    subjects = await context.subjects.get([id_ for id_, kind in things.items() if kind == "subject"])
    kinds = {id_: say(word(READ_THINGS, kind)) if kind else "编号" for id_, kind in things.items()}
    called = {id_: Called(f"{kind} {str(id_)[:8]}") for id_, kind in kinds.items()}
    called |= {
        id_: Called(each.subject.name, f"/subjects/{id_}")
        for id_, each in subjects.items()
        if organs.within(each.subject.jurisdiction, who.jurisdiction)
    }
    found = await context.pool.fetch(_SQL["numbers"], list(things))
    return called | {
        row["id"]: Called(f"{kinds[row['id']]} {row['number']}", f"/{row['page']}/{row['id']}") for row in found
    }


async def _about(request: Request, named: str) -> UUID | None:
    """What is meant by an id, or by the number of a case, a filing or a record."""
    if not named:
        return None
    try:
        return UUID(named)
    except ValueError:
        found: UUID | None = await context_of(request).pool.fetchval(_SQL["of_number"], canonical_number(named))
        return found
