"""The receipt of an act: what was recorded, under which number and hash, when, and by whom; to be printed or kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.context import AppContext, context_of
from api.auth.policy import allowed
from api.forms.streams import STREAM_PATHS, forms_of
from api.http.problems import NOT_FOUND, ProblemRaised
from api.installed import installed_of, parsed_pack
from api.labels.event_facts import EventNaming
from api.labels.naming import Names
from api.labels.words import TEXT_PARTS
from api.labels.written import written
from api.streams.timeline import Entry
from api.web.frame import PageRoute, Reader, id_of, page
from api.web.timeline import TimelineAct, acts
from domain.catalogue import DISPATCHES
from domain.pack.pack import Pack
from domain.values import INT4_MAX, event_id
from projections.dispatches import model as dispatches
from projections.dispatches.model import DispatchView


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an act recorded, in words.

    Attributes:
        leaves: the hash of each event, by its version.
        sent: the documents that went out with events, by their versions; without one, which is still to be numbered.
    """

    act: TimelineAct
    leaves: Mapping[int, str]
    sent: Mapping[int, DispatchView | None]


async def show_receipt(request: Request, who: Reader) -> Response:
    """What was recorded with an event, for whoever may read its stream."""
    forms = forms_of(request, request.url.path.split("/")[1])
    id_, version = id_of(request.path_params[forms.id_name]), _version(request.path_params["version"])
    read = await forms.read(request, who, id_, ())
    command = next((each.command_id for each in read.entries if each.version == version), None)
    if command is None:
        raise ProblemRaised(NOT_FOUND)
    entries = [each for each in read.entries if each.command_id == command]
    log = context_of(request).event_log
    leaves = {each.version: await log.leaf_of(id_, each.version) for each in entries}
    registered = await context_of(request).subjects.get(sorted(read.subjects))
    names = Names(
        await installed_of(request).organs(),
        pack=await _pack(context_of(request), read.entries),
        subjects={each: entry.subject for each, entry in registered.items()},
        unmasked=allowed(who, "read_subjects").allow,
    )
    happened = {event_id(id_, each.version): each.facts for each in read.entries}
    naming = EventNaming(names, happened, from_paper=read.from_paper)
    return await page(
        request,
        "act_receipt.html",
        forms=forms,
        read=read,
        home=f"/{forms.name}/{id_}",
        receipt=Receipt(
            _told(entries, naming),
            {n: leaf.hex() for n, leaf in leaves.items() if leaf},
            await _sent(context_of(request), id_, entries),
        ),
        seen=entries[-1].version,
    )


async def _pack(context: AppContext, entries: Sequence[Entry[Any, Any]]) -> Pack | None:
    """The procedure under which a stream began, by whose words its steps and liabilities are called."""
    began: str | None = getattr(entries[0].facts, "pack_sha256", None)
    return parsed_pack(await context.event_log.recorded_edition(bytes.fromhex(began))) if began else None


async def _sent(
    context: AppContext, stream_id: UUID, entries: Sequence[Entry[Any, Any]]
) -> Mapping[int, DispatchView | None]:
    """What went out with some events, once it has its number; what is not numbered in two seconds will be later."""
    versions = [each.version for each in entries if each.kind in DISPATCHES]
    if not versions:
        return {}
    await context.read_models.wait_for(stream_id, versions[-1], shown=dispatches.sent_version)
    found = {each.version: each for each in await dispatches.of_stream(context.pool, stream_id)}
    return {version: found.get(version) for version in versions}


def _told(entries: Sequence[Any], naming: EventNaming) -> TimelineAct:
    return acts(entries, naming, lambda entry: written(entry.words, TEXT_PARTS), "oldest")[0]


def _version(given: str) -> int:
    """The number of an event in an address.

    Raises:
        ProblemRaised: 404, it is none.
    """
    if not (given.isascii() and given.isdecimal() and len(given) <= len(str(INT4_MAX))):
        raise ProblemRaised(NOT_FOUND)
    return int(given)


router = APIRouter(route_class=PageRoute, include_in_schema=False)
for _path in STREAM_PATHS:
    router.add_api_route(f"{_path}/receipts/{{version}}", show_receipt, methods=["GET"])
