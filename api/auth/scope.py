"""How far a caller's lists reach: the predicate that is written once in scoped.sql, and what it is asked with."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from fastapi import Request

from api.auth.callers import require
from api.auth.policy import Action, Reach, places_under, reach_of, speakers
from api.auth.tokens import Persona
from api.installed import installed_of
from domain.values import Frozen
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.table import read

_SQL = load_queries(Path(__file__).with_name("scoped.sql"))
SCOPED = {name: f"{_SQL['visible']}\n{statement}" for name, statement in _SQL.items() if name != "visible"}
"""The lists, each over the visible cases: $1 and $2 are the predicate of a scope."""

M = TypeVar("M", bound=Frozen)


@dataclass(frozen=True, slots=True)
class Scope:
    """How far lists reach: the jurisdictions at or below one's own; for a unit what concerns it, wherever that lies.

    Attributes:
        speakers: For a unit, the organs and positions that speak for it, of which one must be concerned.
        asked: The one jurisdiction that was asked for.
    """

    places: tuple[str, ...]
    speakers: tuple[str, ...] | None = None
    asked: str | None = None

    @property
    def predicate(self) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        """What `visible` in scoped.sql is asked with: jurisdictions, none meaning any, and speakers."""
        if self.asked is not None:
            return (self.asked,), self.speakers
        return (self.places if self.speakers is None else None), self.speakers

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
    organs = await installed_of(request).organs()
    places = places_under(organs, who.jurisdiction)
    if reach_of(who, action) is not Reach.OWN:
        return Scope(places)
    return Scope(places, speakers(organs, who.organ))


async def listed(pool: Pool, scope: Scope, query: str, model: type[M], *filters: object) -> tuple[M, ...]:
    """The rows of one of the lists, as far as a scope reaches."""
    return await read(pool, model, SCOPED[query], *scope.predicate, *filters)
