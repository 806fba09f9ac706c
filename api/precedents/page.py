"""GET /precedents: the collection of precedents, with how like cases were decided and how the lists are used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.context import context_of
from api.auth.policy import allowed
from api.auth.scope import cases_seen, scope_of
from api.http import pagination
from api.http.language import say
from api.http.pagination import ByIndex
from api.http.problems import NOT_FOUND, ProblemRaised
from api.installed import installed_of, parsed_pack
from api.labels.naming import Names
from api.labels.words import FINDING_RESULTS, OUTCOMES, word
from api.precedents.views import entry_of, inner_places, search, words_of
from api.statistics.views import divergence_of, grounds_of
from api.web.frame import PageRoute, Reader, id_of, page
from domain.pack.pack import Pack
from domain.pack.results import Outcome
from domain.pack.terms import Item
from projections.precedents import precedents
from projections.precedents.precedents import Precedent, Wanted

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LINES = 20
_LONGEST_QUERY = 100
_RESULTS = ("met", "not_met")


class Choice(NamedTuple):
    """Something to filter by: the code of the address and what it is called."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything to filter by, as the newest editions name it."""

    packs: tuple[Choice, ...]
    grounds: tuple[Choice, ...]
    error_classes: tuple[Choice, ...]
    criteria: tuple[Choice, ...]
    results: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    text: str
    without: dict[str, None]


@router.get("/precedents")
async def show_precedents(request: Request, who: Reader) -> Response:
    """The collection, filtered as the address says; for those who read statistics, what it shows of the lists."""
    places = await inner_places(request, who)
    packs = await installed_of(request).newest_packs()
    choices = _choices(packs)
    wanted, words = _wanted(request, choices)
    given = request.query_params.get("next") or None
    found = await search(
        request, who, places, wanted, words=words, before=pagination.place_of(given, ByIndex), limit=_LINES
    )
    organs = await installed_of(request).organs()
    lines = [(entry, Names(organs, await _pack(request, row))) for row, entry in found.items]
    divergence, grounds = None, None
    if allowed(who, "read_statistics").allow:
        scope = await scope_of(request, who, "read_statistics")
        divergence, grounds = await divergence_of(request, scope), await grounds_of(request, scope)
    return await page(
        request,
        "precedents.html",
        wanted=wanted,
        words=words,
        choices=choices,
        chips=list(_chips(wanted, words, choices)),
        lines=lines,
        before=given,
        more=pagination.cursor(found.next) if found.next else None,
        divergence=divergence,
        alike=[(each, Names(organs, packs.get(each.pack))) for each in divergence.items] if divergence else (),
        grounds=grounds,
        lists=[(each, Names(organs, packs.get(each.pack))) for each in grounds.items] if grounds else (),
    )


@router.get("/precedents/{case_id}")
async def show_precedent(request: Request, who: Reader, case_id: str) -> Response:
    """A precedent: its words, what was found, what was decided; no names."""
    id_ = id_of(case_id)
    row = await precedents.one(context_of(request).pool, await inner_places(request, who), id_)
    if row is None:
        raise ProblemRaised(NOT_FOUND)
    entry = entry_of(row, (await words_of(context_of(request).event_log, [row])).get(id_))
    pack = await _pack(request, row)
    return await page(
        request,
        "precedent.html",
        entry=entry,
        names=Names(await installed_of(request).organs(), pack),
        findings=list(_findings(row, pack)),
        may_read_case=bool(await cases_seen(request, who, [id_])),
    )


async def _pack(request: Request, row: Precedent) -> Pack:
    """The very edition the case was decided under."""
    return parsed_pack(await context_of(request).event_log.recorded_edition(bytes.fromhex(row.pack_sha256)))


def _findings(row: Precedent, pack: Pack) -> Iterator[tuple[str, list[tuple[Item, str]]]]:
    """What was found of each kind of items, in the order of the pack."""
    found = {(each.of, each.item): each.result for each in row.findings}
    ground = pack.assessment.ground(row.ground)
    lists: Mapping[str, tuple[Item, ...]] = {
        "criterion": pack.assessment.criteria,
        "condition": ground.conditions if ground else (),
        "factor": pack.assessment.factors,
    }
    for kind, items in lists.items():
        if results := [(item, found[kind, item.id]) for item in items if (kind, item.id) in found]:
            yield kind, results


def _choices(packs: Mapping[str, Pack]) -> Choices:
    """The names of the newest editions; where two packs use one code, the first name stands for both."""
    grounds, classes, criteria = dict[str, str](), dict[str, str](), dict[str, str]()
    for pack in packs.values():
        for ground in pack.assessment.grounds:
            grounds.setdefault(ground.id, say(ground.name))
        for item in pack.error_classes:
            classes.setdefault(item.id, say(item.name))
        conditions = [condition for ground in pack.assessment.grounds for condition in ground.conditions]
        for item in (*pack.assessment.criteria, *conditions, *pack.assessment.factors):
            criteria.setdefault(item.id, say(item.name))
    return Choices(
        packs=tuple(Choice(name, say(pack.name)) for name, pack in packs.items()),
        grounds=_as_choices(grounds),
        error_classes=_as_choices(classes),
        criteria=_as_choices(criteria),
        results=tuple(Choice(result, say(word(FINDING_RESULTS, result))) for result in _RESULTS),
        outcomes=tuple(Choice(outcome.value, say(word(OUTCOMES, outcome))) for outcome in Outcome),
    )


def _as_choices(names: Mapping[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, name) for code, name in names.items())


def _wanted(request: Request, choices: Choices) -> tuple[Wanted, str | None]:
    """The filters of the address; what is empty or unknown filters nothing."""
    asked = request.query_params

    def known(name: str, among: Sequence[Choice]) -> str | None:
        code = asked.get(name)
        return code if code in {choice.code for choice in among} else None

    criterion = known("criterion", choices.criteria)
    wanted = Wanted(
        pack=known("pack", choices.packs),
        ground=known("ground", choices.grounds),
        error_class=known("error_class", choices.error_classes),
        outcome=known("outcome", choices.outcomes),
        criterion=criterion,
        result=known("result", choices.results) if criterion else None,
    )
    return wanted, asked.get("q", "").strip()[:_LONGEST_QUERY] or None


def _chips(wanted: Wanted, words: str | None, choices: Choices) -> Iterator[Chip]:
    """What is filtered by, each with the way to be rid of it."""

    def named(among: Sequence[Choice], code: str | None) -> str:
        return next((choice.name for choice in among if choice.code == code), "")

    result = f"：{named(choices.results, wanted.result)}" if wanted.result else ""
    said = (
        ("pack", "程序", named(choices.packs, wanted.pack)),
        ("ground", "情形", named(choices.grounds, wanted.ground)),
        ("error_class", "失误类型", named(choices.error_classes, wanted.error_class)),
        ("criterion", "研判", named(choices.criteria, wanted.criterion) + result),
        ("outcome", "结论", named(choices.outcomes, wanted.outcome)),
        ("q", "文字", words or ""),
    )
    for name, label, text in said:
        if text:
            gone = dict.fromkeys((name, "next", *(("result",) if name == "criterion" else ())))
            yield Chip(label, text, gone)
