"""GET /precedents: the collection of precedents, with how like cases were decided and how the lists are used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api import paging
from api.access import allowed
from api.incoming import here_of
from api.naming import Names
from api.pages_frame import PageRoute, page, parsed_pack, reader
from api.paging import ByIndex
from api.precedents import DigestWords, PrecedentEntry, entry_of, inner_places, search, words_of
from api.problems import NOT_FOUND, ProblemRaised
from api.reads_statistics import Divergence, GroundCount, Grounds, LikeCases, ListUse, divergence_of, grounds_of
from api.scope import scope_of
from api.sight import installed_of
from api.tokens import Persona
from api.words import FACTOR_RESULTS, FINDING_KINDS, FINDING_RESULTS, GROUND_KINDS, OUTCOMES, word
from domain.organs import Organs
from domain.pack import Outcome, Pack
from domain.values import Bilingual
from projections import precedents
from projections.case_view import CasePage
from projections.precedents import Precedent, Wanted

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LINES = 20
_SIMILAR = 5
_LONGEST_QUERY = 100
_RESULTS = ("met", "not_met")

Reader = Annotated[Persona, Depends(reader)]


@dataclass(frozen=True, slots=True)
class Choice:
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


@dataclass(frozen=True, slots=True)
class PrecedentLine:
    """A precedent in words."""

    case_id: UUID
    words: DigestWords | None
    pack: str
    ground: str
    error_class: str
    outcomes: tuple[Bilingual, ...]
    liabilities: str
    year: int | None
    published: bool
    met: int
    not_met: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundLine:
    """An item of the assessment and what was found of it."""

    item: Bilingual
    result: Bilingual
    against: bool
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """The items of one kind."""

    name: Bilingual
    lines: tuple[FoundLine, ...]


@dataclass(frozen=True, slots=True)
class LikeLine:
    """A group of like cases in words."""

    pack: str
    ground: str
    not_met: tuple[str, ...]
    met: int
    cases: int
    differs: bool
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class GroundLine:
    """A ground with how often it was relied on."""

    name: str
    kind: Bilingual
    uncovered: bool
    cases: int
    recent: int


@dataclass(frozen=True, slots=True)
class ListLine:
    """The list of an edition with how it is used."""

    pack: str
    edition: str
    use: ListUse
    lines: tuple[GroundLine, ...]
    most: int


@dataclass(frozen=True, slots=True)
class SimilarLine:
    """A precedent of the same situation, beside a case."""

    case_id: UUID
    title: str | None
    outcomes: tuple[Bilingual, ...]
    year: int | None


@router.get("/precedents")
async def show_precedents(request: Request, who: Reader) -> Response:
    """The collection, filtered as the address says; for those who read statistics, what it shows of the lists."""
    places = await inner_places(request, who)
    packs = await newest_packs(request)
    choices = _choices(packs)
    wanted, words = _wanted(request, choices)
    given = request.query_params.get("next") or None
    found = await search(request, places, wanted, words=words, before=paging.place_of(given, ByIndex), limit=_LINES)
    organs = await installed_of(request).organs()
    lines = [_line(entry, await _names(request, organs, row)) for row, entry in found.items]
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
        more=paging.cursor(found.next) if found.next else None,
        divergence=divergence,
        alike=_alike(divergence, packs, organs) if divergence else (),
        grounds=grounds,
        lists=_lists(grounds, packs) if grounds else (),
    )


@router.get("/precedents/{case_id}")
async def show_precedent(request: Request, who: Reader, case_id: str) -> Response:
    """A precedent: its words, what was found, what was decided; no names."""
    try:
        id_ = UUID(case_id)
    except ValueError:
        raise ProblemRaised(NOT_FOUND) from None
    row = await precedents.one(here_of(request).pool, await inner_places(request, who), id_)
    if row is None:
        raise ProblemRaised(NOT_FOUND)
    entry = entry_of(row, (await words_of(here_of(request).event_log, [row])).get(id_))
    pack = await _pack(request, row)
    return await page(
        request,
        "precedent.html",
        line=_line(entry, Names(await installed_of(request).organs(), pack)),
        groups=tuple(_groups(row, pack)),
        may_read_case=allowed(who, "read_statistics").allow,
    )


async def similar_to(request: Request, who: Persona, shown: CasePage) -> tuple[SimilarLine, ...] | None:
    """The newest precedents with a case's ground and error class, for those who decide; None for all others."""
    if not allowed(who, "read_statistics").allow:
        return None
    here, places = here_of(request), await inner_places(request, who)
    wanted = Wanted(pack=shown.pack, ground=shown.ground, error_class=shown.error_class)
    rows = await precedents.found(here.pool, places, wanted, apart_from=shown.case_id, limit=_SIMILAR)
    words = await words_of(here.event_log, rows)
    entries = (entry_of(row, words.get(row.case_id)) for row in rows)
    return tuple(
        SimilarLine(e.case_id, e.words.title if e.words else None, _outcomes(e.outcomes), e.year) for e in entries
    )


async def newest_packs(request: Request) -> Mapping[str, Pack]:
    """The newest edition of every pack."""
    installed = installed_of(request)
    found = {line.name: await installed.pack(line.name) for line in await installed.packs()}
    return {name: pack for name, pack in found.items() if pack is not None}


async def _pack(request: Request, row: Precedent) -> Pack:
    """The very edition the case was decided under."""
    return parsed_pack(await here_of(request).event_log.reference_by_hash(bytes.fromhex(row.pack_sha256)))


async def _names(request: Request, organs: Organs, row: Precedent) -> Names:
    return Names(organs, await _pack(request, row))


def _choices(packs: Mapping[str, Pack]) -> Choices:
    """The names of the newest editions; where two packs use one code, the first name stands for both."""
    grounds, classes, criteria = dict[str, str](), dict[str, str](), dict[str, str]()
    for pack in packs.values():
        for ground in pack.assessment.grounds:
            grounds.setdefault(ground.id, ground.name.zh)
        for item in pack.error_classes:
            classes.setdefault(item.id, item.name.zh)
        conditions = [condition for ground in pack.assessment.grounds for condition in ground.conditions]
        for item in (*pack.assessment.criteria, *conditions, *pack.assessment.factors):
            criteria.setdefault(item.id, item.name.zh)
    return Choices(
        packs=tuple(Choice(name, pack.name.zh) for name, pack in packs.items()),
        grounds=_as_choices(grounds),
        error_classes=_as_choices(classes),
        criteria=_as_choices(criteria),
        results=tuple(Choice(result, word(FINDING_RESULTS, result).zh) for result in _RESULTS),
        outcomes=tuple(Choice(outcome.value, word(OUTCOMES, outcome).zh) for outcome in Outcome),
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


def _line(entry: PrecedentEntry, names: Names) -> PrecedentLine:
    criteria = [found for found in entry.findings if found.of != "factor"]
    return PrecedentLine(
        case_id=entry.case_id,
        words=entry.words,
        pack=names.pack.name.zh if names.pack else entry.pack,
        ground=names.ground(entry.ground),
        error_class=names.error_class(entry.error_class),
        outcomes=_outcomes(entry.outcomes),
        liabilities=names.liabilities(entry.liabilities),
        year=entry.year,
        published=entry.published,
        met=sum(found.result == "met" for found in criteria),
        not_met=tuple(names.assessed(found.item) for found in criteria if found.result != "met"),
    )


def _outcomes(outcomes: Sequence[Outcome]) -> tuple[Bilingual, ...]:
    """Each outcome once; several subjects may have several."""
    return tuple(word(OUTCOMES, outcome) for outcome in dict.fromkeys(outcomes))


def _groups(row: Precedent, pack: Pack) -> Iterator[FoundGroup]:
    """What was found, in the order of the pack."""
    ground = pack.assessment.ground(row.ground)
    lists = (
        ("criterion", pack.assessment.criteria),
        ("condition", ground.conditions if ground else ()),
        ("factor", pack.assessment.factors),
    )
    found = {(each.of, each.item): each.result for each in row.findings}
    for kind, items in lists:
        results = FACTOR_RESULTS if kind == "factor" else FINDING_RESULTS
        lines = tuple(
            FoundLine(item.name, word(results, result), result != "met", item.cite)
            for item in items
            if (result := found.get((kind, item.id))) is not None
        )
        if lines:
            yield FoundGroup(word(FINDING_KINDS, kind), lines)


def _alike(divergence: Divergence, packs: Mapping[str, Pack], organs: Organs) -> tuple[LikeLine, ...]:
    return tuple(_like_line(each, Names(organs, packs.get(each.pack))) for each in divergence.items)


def _like_line(group: LikeCases, names: Names) -> LikeLine:
    return LikeLine(
        pack=names.pack.name.zh if names.pack else group.pack,
        ground=names.ground(group.ground),
        not_met=tuple(names.assessed(item) for item, result in group.criteria.items() if result != "met"),
        met=sum(result == "met" for result in group.criteria.values()),
        cases=group.cases,
        differs=group.differs,
        parts=tuple(
            ("、".join(words.zh for words in _outcomes(part.outcomes)), part.cases) for part in group.distribution
        ),
    )


def _lists(grounds: Grounds, packs: Mapping[str, Pack]) -> tuple[ListLine, ...]:
    return tuple(
        ListLine(
            pack=packs[use.pack].name.zh if use.pack in packs else use.pack,
            edition=use.edition,
            use=use,
            lines=tuple(_ground_line(count) for count in use.grounds),
            most=max(count.cases for count in use.grounds),
        )
        for use in grounds.items
    )


def _ground_line(count: GroundCount) -> GroundLine:
    return GroundLine(
        name=count.name.zh if count.name else count.ground,
        kind=word(GROUND_KINDS, count.kind),
        uncovered=count.kind != "listed",
        cases=count.cases,
        recent=count.recent,
    )
