"""What a search finds, for the page and the JSON route alike: nothing that the lists do not show the same reader.

Streams are found by numbers and titles, and judged by the predicates of their lists. Persons are found as the register
finds them: whoever may look them up does, says what for where that is asked, and each one found counts as a look-up.
"""

import re
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from itertools import islice
from typing import assert_never
from uuid import UUID

from starlette.requests import Request

from api.auth.context import context_of
from api.auth.disclosure import disclose, disclose_listed
from api.auth.meetings import visible_meetings
from api.auth.policy import allowed
from api.auth.purposes import Purpose, purpose_of
from api.auth.risk_filings import filing_listed
from api.auth.scope import SCOPED, Scope, scope_of
from api.auth.searched import SEARCHED, SearchedKind
from api.auth.subjects import found_by
from api.auth.visibility import OPENINGS
from api.auth.work_records import sees, visibility_of
from api.identity.personas import Persona
from api.search.haystack import Haystack, Where
from api.search.index import SQL, SearchIndex, StreamKind, StreamTexts
from api.search.pinyin import in_initials, letters_of, spelt, spelt_somehow
from domain.identity import canonical_name, canonical_number
from domain.values import Code, Frozen
from eventlog.pool import Pool
from projections.cases.view import CaseLine
from projections.meetings.model import MeetingRow
from projections.projector.table import read
from projections.risk_filings.model import RiskFilingRow
from projections.work_records.model import WorkRecordRow

LONGEST = 100
_SHORTEST = 2
_PERSONS_MAX, _OF_PERSONS_MAX = 200, 200
_HAN = re.compile("[\u3007\u3400-\u9fff\U00020000-\U000323af]")
_DIGIT = re.compile(r"\d")

_ENOUGH = 200
"""Of what a number or a title holds so many are looked at first: those that came last, of which readers see some."""

_Row = RiskFilingRow | WorkRecordRow | MeetingRow


class Why(StrEnum):
    """Why something was found."""

    NUMBER = "number"
    TITLE = "title"
    NAME = "name"
    SUBJECT = "subject"
    PINYIN = "pinyin"
    INITIALS = "initials"


class _Rank(IntEnum):
    """What comes first: the exact number, what begins so, what holds it, and what only sounds so."""

    EXACT_NUMBER = 0
    EXACT = 1
    BEGINS = 2
    HOLDS = 3
    OF_SUBJECT = 4
    PINYIN = 5
    INITIALS = 6


class Hit(Frozen):
    """查找结果: one thing that was found.

    Attributes:
        text: the title, or the name of a subject; None: erased, or on paper.
        place: in which it lies.
        unit: of a person.
        closed: whether it is over; None: such a thing does not end.
        why: it was found.
    """

    kind: SearchedKind
    id: UUID
    number: str | None = None
    text: str | None = None
    place: Code
    unit: str | None = None
    closed: bool | None = None
    why: Why


class Group(Frozen):
    """What was found of one kind, the best first; `more`: there is more than was asked for."""

    kind: SearchedKind
    hits: tuple[Hit, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was found, and what looking up persons is for, where that has to be said."""

    groups: tuple[Group, ...]
    purpose: Purpose


@dataclass(slots=True)
class _Best:
    """The best reason for which each thing was found.

    Attributes:
        reasons: rank and reason of each.
        cuts: what was taken where only what came last was, and nothing of a worse rank.
    """

    reasons: dict[UUID, tuple[int, Why]] = field(default_factory=dict)
    cuts: list[set[UUID]] = field(default_factory=list)

    def add(self, id_: UUID, rank: int, why: Why) -> None:
        if id_ not in self.reasons or rank < self.reasons[id_][0]:
            self.reasons[id_] = (rank, why)

    def add_holding(  # noqa: PLR0913 - what is looked for, and why it is found
        self,
        texts: Haystack[UUID],
        text: str,
        why: Why,
        at_most: int,
        *,
        exact: _Rank = _Rank.EXACT,
        apart: bool = False,
    ) -> None:
        """Whose lines are a text, begin with it or hold it, of each so many at most: those that came last."""
        found = list(islice(texts.found(text, apart=apart), at_most))
        if len(found) < at_most:  # all there are, by one pass in place of three
            ranks = {Where.WHOLE: exact, Where.FIRST: _Rank.BEGINS, Where.WITHIN: _Rank.HOLDS}
            for id_, where in found:
                self.add(id_, ranks[where], why)
            return
        met = set[UUID]()
        for rank in (exact, _Rank.BEGINS, _Rank.HOLDS):
            full = len(met) + at_most
            begins, holds = rank is _Rank.BEGINS, rank is _Rank.HOLDS
            for id_ in texts.holding(text, whole=rank is exact, first=begins, apart=apart and holds):
                if id_ not in met:
                    met.add(id_)
                    self.add(id_, rank, why)
                    if len(met) == full:
                        self.cuts.append(met)
                        return

    def add_all(self, others: "_Best") -> None:
        """What was found otherwise."""
        for id_, (rank, why) in others.reasons.items():
            self.add(id_, rank, why)

    def is_enough(self, seen: Iterable[UUID], wanted: int) -> bool:
        """Whether nothing that was not taken can be among the best so many of those that the reader sees."""
        return all(len(cut.intersection(seen)) >= wanted for cut in self.cuts)

    def ranked(self) -> list[UUID]:
        return sorted(self.reasons, key=lambda each: self.reasons[each][0])


_AllOf = Callable[[StreamKind], Awaitable[_Best]]
"""Finds all streams of a kind, where too few of the last ones were seen."""


async def search(request: Request, who: Persona, typed: str, *, kinds: Sequence[SearchedKind], limit: int) -> Found:
    """What was typed, looked for in some kinds of things."""
    context, index = context_of(request), index_of(request)
    named = "subject" in kinds and may_be_name(typed)
    purpose = await purpose_of(request, who, "register") if named else Purpose(None, ())
    named = named and not purpose.missing
    streams, subjects = await index.look(
        context,
        lambda index: (_streams(index, typed, _ENOUGH), _subjects(index, typed if named else None)),
        names=named,
    )
    of_persons = _Best()
    persons = await _persons(request, who, typed, subjects, limit, of_persons) if named else None

    async def all_of(kind: StreamKind) -> _Best:
        found: _Best = await index.look(
            context, lambda index: _of_streams(index.streams[kind], typed, sys.maxsize), names=False
        )
        return found

    groups: list[Group] = []
    for kind in kinds:
        match kind:
            case "subject":
                groups += [persons] if persons else []
            case "case":
                groups.append(await _cases(request, who, streams[kind], of_persons, limit, all_of))
            case _:
                groups.append(await _others(request, who, kind, streams[kind], limit, all_of))
    return Found(tuple(group for group in groups if group.hits), purpose)


def may_be_name(typed: str) -> bool:
    """Whether what was typed is looked for among names: two Chinese characters or letters, and no digit."""
    name = canonical_name(typed)
    letters = len(name) >= _SHORTEST and (bool(_HAN.search(name)) or letters_of(typed) is not None)
    return letters and not _DIGIT.search(name)


def index_of(request: Request) -> SearchIndex:
    """What this process searches in."""
    index: SearchIndex = request.app.state.search_index
    return index


def _streams(index: SearchIndex, typed: str, at_most: int) -> Mapping[StreamKind, _Best]:
    return {kind: _of_streams(texts, typed, at_most) for kind, texts in index.streams.items()}


def _of_streams(texts: StreamTexts, typed: str, at_most: int) -> _Best:
    """The streams of a kind, by a number or a part of one, a title or its pinyin."""
    best, number = _Best(), canonical_number(typed)
    if number and _DIGIT.search(number):  # digits are not looked for in the middle of a number
        apart = number[0].isdigit()
        best.add_holding(texts.numbers, number, Why.NUMBER, at_most, exact=_Rank.EXACT_NUMBER, apart=apart)
    _by_text(best, texts.titles, texts.title_pinyin, typed, Why.TITLE, spelt, at_most)
    return best


def _subjects(index: SearchIndex, typed: str | None) -> _Best:
    best = _Best()
    if typed is not None:
        _by_text(best, index.names, index.name_pinyin, typed, Why.NAME, spelt_somehow, sys.maxsize)
    return best


def _by_text(  # noqa: PLR0913, PLR0917 - where it is looked for, and why it is found
    best: _Best,
    texts: Haystack[UUID],
    readings: Haystack[UUID],
    typed: str,
    why: Why,
    pinyin: Callable[[str], re.Pattern[str]],
    at_most: int,
) -> None:
    text, letters = canonical_name(typed), letters_of(typed)
    if len(text) >= _SHORTEST:
        best.add_holding(texts, text, why, at_most)
    if letters:
        for match in readings.find(pinyin(letters)):
            initials = in_initials(match.text, letters)
            best.add(match.owner, *((_Rank.INITIALS, Why.INITIALS) if initials else (_Rank.PINYIN, Why.PINYIN)))


async def _persons(  # noqa: PLR0913, PLR0917 - who looks for whom, and what is found by them
    request: Request, who: Persona, typed: str, best: _Best, limit: int, cases: _Best
) -> Group:
    """The entries of the register; the cases that they are in are found by them."""
    context = context_of(request)
    asked = await context.subjects.get(best.ranked()[:_PERSONS_MAX])
    standing = {entry.merged_into for entry in asked.values() if entry.merged_into}
    for id_, entry in asked.items():
        if entry.merged_into:
            best.add(entry.merged_into, *best.reasons[id_])
    entries = {**asked, **await context.subjects.get(sorted(standing))}
    roots = [entries[id_] for id_ in best.ranked() if id_ in entries and entries[id_].merged_into is None]
    seen = await found_by(request, who, roots)
    told = seen[:limit]
    ids = [entry.subject.subject_id for entry in told]
    disclose(
        request, who, "read_subjects", "register", *ids,
        resource="subject", look_ups=max(1, len(ids)), asked={"q": typed},
    )  # fmt: skip
    await _of_persons(request, who, ids, cases)
    hits = tuple(
        Hit(
            kind="subject",
            id=entry.subject.subject_id,
            text=entry.subject.name,
            place=entry.subject.jurisdiction,
            unit=entry.subject.unit_name,
            why=best.reasons[entry.subject.subject_id][1],
        )
        for entry in told
    )
    return Group(kind="subject", hits=hits, more=len(seen) > limit)


async def _of_persons(request: Request, who: Persona, subject_ids: Sequence[UUID], cases: _Best) -> None:
    if not subject_ids or not allowed(who, "read_case").allow:
        return
    context, scope = context_of(request), await scope_of(request, who, "read_case")
    ids = [str(each) for each in await context.subjects.all_ids(subject_ids)]
    for row in await context.pool.fetch(SCOPED["cases_of_subjects"], *scope.predicate, ids, _OF_PERSONS_MAX):
        cases.add(row["case_id"], _Rank.OF_SUBJECT, Why.SUBJECT)


async def _cases(  # noqa: PLR0913, PLR0917 - who looks for what, and what is found
    request: Request, who: Persona, best: _Best, of_persons: _Best, limit: int, all_of: _AllOf
) -> Group:
    context = context_of(request)
    best.add_all(of_persons)
    if not best.reasons:
        return Group(kind="case", hits=())
    scope = await scope_of(request, who, "read_case")
    lines = await _cases_seen(context.pool, scope, best, limit + 1)
    if not best.is_enough([line.case_id for line in lines], limit + 1):
        best = await all_of("case")
        best.add_all(of_persons)
        lines = await _cases_seen(context.pool, scope, best, limit + 1)
    scope.tell([line.case_id for line in lines])
    titles = await OPENINGS.titles(context.event_log, [line.case_id for line in lines[:limit]])
    hits = [
        Hit(
            kind="case",
            id=line.case_id,
            number=line.number,
            text=None if line.on_paper else titles.get(line.case_id),
            place=line.jurisdiction,
            closed=line.closed,
            why=best.reasons[line.case_id][1],
        )
        for line in lines[:limit]
    ]
    return Group(kind="case", hits=tuple(filter(_still, hits)), more=len(lines) > limit)


async def _cases_seen(pool: Pool, scope: Scope, best: _Best, limit: int) -> tuple[CaseLine, ...]:
    """The best that a scope reaches."""
    ids = best.ranked()
    ranks = [best.reasons[each][0] for each in ids]
    return await read(pool, CaseLine, SCOPED["searched"], *scope.predicate, ids, ranks, limit)


async def _others(  # noqa: PLR0913, PLR0917 - who looks for what, and what is found
    request: Request, who: Persona, kind: StreamKind, best: _Best, limit: int, all_of: _AllOf
) -> Group:
    context = context_of(request)
    if not best.reasons:
        return Group(kind=kind, hits=())
    seen = await _seen(request, who, kind, best.ranked())
    if not best.is_enough(seen, limit + 1):
        best = await all_of(kind)
        seen = await _seen(request, who, kind, best.ranked())
    first = sorted(seen, key=lambda each: (best.reasons[each][0], -seen[each].opened_index))
    titles = await OPENINGS.titles(context.event_log, first[:limit])
    disclose_listed(request, who, SEARCHED[kind], first[:limit])
    hits = [
        Hit(
            kind=kind,
            id=id_,
            number=seen[id_].number,
            text=titles.get(id_),
            place=seen[id_].jurisdiction,
            closed=_is_over(seen[id_]),
            why=best.reasons[id_][1],
        )
        for id_ in first[:limit]
    ]
    return Group(kind=kind, hits=tuple(filter(_still, hits)), more=len(first) > limit)


async def _seen(request: Request, who: Persona, kind: StreamKind, ids: Sequence[UUID]) -> dict[UUID, _Row]:
    """Those of some streams that the reader's list of them shows, by the predicate of that list."""
    pool = context_of(request).pool
    match kind:
        case "risk_filing":
            scope = await scope_of(request, who, SEARCHED[kind])
            filings = await read(pool, RiskFilingRow, SQL["risk_filings"], ids)
            return {row.filing_id: row for row in filings if filing_listed(scope, row)}
        case "work_record":
            records, visible = (
                await read(pool, WorkRecordRow, SQL["work_records"], ids),
                await visibility_of(request, who),
            )
            return {row.record_id: row for row in records if sees(visible, row)}
        case "meeting":
            meetings, seen = await read(pool, MeetingRow, SQL["meetings"], ids), await visible_meetings(request, who)
            return {
                row.meeting_id: row for row in meetings if row.jurisdiction in seen.places or row.organ in seen.organs
            }
        case "case":
            raise TypeError("cases have a statement of their own")
        case _:
            assert_never(kind)


def _is_over(row: _Row) -> bool | None:
    match row:
        case RiskFilingRow():
            return row.stage == "closed"
        case WorkRecordRow():
            return row.state == "closed"
        case MeetingRow():
            return None
        case _:
            assert_never(row)


def _still(hit: Hit) -> bool:
    """Whether it has the title by which it was found: one that was erased meanwhile finds nothing any more."""
    return hit.text is not None or hit.why not in {Why.TITLE, Why.PINYIN, Why.INITIALS}
