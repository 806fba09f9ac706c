"""Precedents and the use of lists put in words: what the pages of precedents only lay out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.labels.naming import Names
from api.labels.words import FACTOR_RESULTS, FINDING_KINDS, FINDING_RESULTS, GROUND_KINDS, OUTCOMES, word
from api.precedents.views import PrecedentEntry
from api.statistics.views import Divergence, GroundCount, Grounds, LikeCases, ListUse
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.pack.results import Outcome
from domain.values import Bilingual
from projections.precedents.precedents import Precedent


@dataclass(frozen=True, slots=True)
class PrecedentLine:
    """A precedent in words."""

    entry: PrecedentEntry
    pack: str
    ground: str
    error_class: str
    outcomes: tuple[Bilingual, ...]
    liabilities: str
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


def precedent_line(entry: PrecedentEntry, names: Names) -> PrecedentLine:
    """A precedent in words; a factor is weighed, so it is neither met nor not."""
    criteria = [found for found in entry.findings if found.of != "factor"]
    return PrecedentLine(
        entry=entry,
        pack=names.pack.name.zh if names.pack else entry.pack,
        ground=names.ground(entry.ground),
        error_class=names.error_class(entry.error_class),
        outcomes=outcome_words(entry.outcomes),
        liabilities=names.liabilities(entry.liabilities),
        met=sum(found.result == "met" for found in criteria),
        not_met=tuple(names.assessed(found.item) for found in criteria if found.result != "met"),
    )


def outcome_words(outcomes: Sequence[Outcome]) -> tuple[Bilingual, ...]:
    """Each outcome once; several subjects may have several."""
    return tuple(word(OUTCOMES, outcome) for outcome in dict.fromkeys(outcomes))


def found_groups(row: Precedent, pack: Pack) -> Iterator[FoundGroup]:
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


def like_lines(divergence: Divergence, packs: Mapping[str, Pack], organs: Organs) -> tuple[LikeLine, ...]:
    """Groups of like cases in words."""
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
            ("、".join(words.zh for words in outcome_words(part.outcomes)), part.cases) for part in group.distribution
        ),
    )


def list_lines(grounds: Grounds, packs: Mapping[str, Pack]) -> tuple[ListLine, ...]:
    """The lists of editions as they are used, in words."""
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
