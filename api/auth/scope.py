"""How far a caller's lists reach: the predicate that is written once in scoped.sql, and what it is asked with."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from fastapi import Request

from api.auth.callers import require
from api.auth.context import context_of
from api.auth.disclosure import disclose_listed
from api.auth.own_matter import own_subjects
from api.auth.policy import Action, Reach, allowed, applicant_group, places_under, reach_of, speakers
from api.identity.personas import Persona
from api.installed import installed_of
from domain.case.lifecycle import MovedBy
from domain.organs import Organs
from domain.values import Code
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.cases.parties import left_mark, part_mark
from projections.cases.procedure import subject_mark
from projections.projector.table import Row, StreamRow, read

_SQL = load_queries(Path(__file__).with_name("scoped.sql"))
SCOPED = {name: f"{_SQL['visible']}\n{statement}" for name, statement in _SQL.items() if name != "visible"}
"""The lists, each over the visible cases: $1 and $2 are the predicate of a scope."""

M = TypeVar("M", bound=StreamRow)


def _untold(_ids: Sequence[UUID]) -> None:
    """Lists that are no answer to anybody tell nothing."""


@dataclass(frozen=True, slots=True)
class Scope:
    """How far lists reach: the jurisdictions at or below one's own; for some what concerns them, wherever that lies.

    Attributes:
        places: The jurisdictions, none where only what concerns one is seen.
        speakers: Whose mark a case must bear to be seen: those who speak for a unit, or the organ that takes part.
        organs: The organs meant by these.
        takes_part: Whether these take part, and are not those whose own it is.
        subjects: Which subjects the reader is, who sees their own matter alone; None: they see what they see otherwise.
        asked: The one jurisdiction that was asked for.
        tell: What is told of that which is listed as far as it reaches.
    """

    places: tuple[str, ...]
    speakers: tuple[str, ...] | None = None
    organs: tuple[str, ...] = ()
    takes_part: bool = False
    subjects: frozenset[UUID] | None = None
    asked: str | None = None
    tell: Callable[[Sequence[UUID]], None] = field(default=_untold, compare=False)

    @property
    def predicate(self) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        """What `visible` in scoped.sql is asked with: jurisdictions, none meaning any, and speakers."""
        if self.asked is not None:
            return (self.asked,), self.speakers
        return (self.places if self.speakers is None else None), self.speakers

    @property
    def has_figures(self) -> bool:
        """Whether figures are kept for it: of places, or of the one organ that takes part."""
        return self.speakers is None or self.takes_part

    @property
    def counted_by(self) -> tuple[str, ...]:
        """What figures are kept by for whoever sees so far: the places, or the one organ that takes part.

        Raises:
            TypeError: by several marks one case could be counted twice.
        """
        if self.speakers is None:
            return self.places if self.asked is None else (self.asked,)
        if not self.has_figures:
            raise TypeError("figures are kept by places, and by organs that take part")
        return self.speakers

    def covers(self, jurisdiction: str, *organs: str) -> bool:
        """Whether what lies there, and is of these organs, is seen: for what is no case and bears no marks."""
        return jurisdiction in self.places if self.speakers is None else bool(set(organs) & set(self.organs))

    def within(self, jurisdiction: str | None) -> "Scope":
        """The part of it that lies in one jurisdiction, where one is asked for."""
        if jurisdiction is None:
            return self
        if self.speakers is None and jurisdiction not in self.places:
            return Scope(())
        return replace(self, asked=jurisdiction)


async def scope_of(request: Request, who: Persona, action: Action) -> Scope:
    """How far a caller's lists reach.

    Raises:
        ProblemRaised: 403, the caller reads no such lists.
    """
    require(request, who, action)
    mine = await own_subjects(request, who, action)
    scope = scope_within(await installed_of(request).organs(), who, action, mine or frozenset())
    return replace(scope, tell=partial(disclose_listed, request, who, action))


def scope_within(organs: Organs, who: Persona, action: Action, mine: frozenset[UUID] = frozenset()) -> Scope:
    """How far somebody's lists reach who may read some, and is these registered subjects."""
    match reach_of(who, action):
        case Reach.ANY | Reach.PLACE:
            return Scope(places_under(organs, who.jurisdiction))
        case Reach.PART:
            return Scope((), (part_mark(who.organ),), (who.organ,), takes_part=True)
        case Reach.OWN:
            return Scope((), speakers(organs, who.organ), applicant_group(organs, who.organ))
        case Reach.OWN_MATTER:
            return Scope((), tuple(map(subject_mark, sorted(mine))), subjects=mine)
        case reach:
            raise TypeError(f"{action}: nothing is listed as far as {reach}")


async def visible_among(pool: Pool, scope: Scope, case_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of some cases that a scope reaches."""
    rows = await pool.fetch(SCOPED["visible_among"], *scope.predicate, list(case_ids))
    return frozenset(row["case_id"] for row in rows)


async def cases_seen(request: Request, who: Persona, case_ids: Sequence[UUID]) -> list[UUID]:
    """Those of some cases that are there for the caller, in their order: what a page may lead to."""
    if not case_ids or not allowed(who, "read_case").allow:
        return []
    seen = await visible_among(context_of(request).pool, await scope_of(request, who, "read_case"), case_ids)
    return [id_ for id_ in case_ids if id_ in seen]


class HandedOverLine(Row):
    """移出案件: a case that has left the reader's place: how, when, from which organ to which."""

    number: str
    version: int
    on: date
    by: MovedBy
    from_organ: Code
    to_organ: Code


async def handed_over(pool: Pool, scope: Scope, limit: int) -> tuple[HandedOverLine, ...]:
    """The cases that have left the places of a scope; of whoever sees what concerns them alone, nothing leaves."""
    if scope.speakers is not None:
        return ()
    marks = [left_mark(place) for place in scope.places]
    return await listed(pool, scope, "left", HandedOverLine, list(scope.places), marks, limit)


async def listed(pool: Pool, scope: Scope, query: str, model: type[M], *filters: object) -> tuple[M, ...]:
    """The rows of one of the lists, as far as a scope reaches; whoever asks is told of these cases."""
    rows = await read(pool, model, SCOPED[query], *scope.predicate, *filters)
    scope.tell([row.stream for row in rows])
    return rows
