"""A caller's sight as the predicate of a list (api/scoped.sql)."""

from dataclasses import dataclass
from pathlib import Path

from fastapi import Request

from api.auth.policy import Action, Reach, applicant_group, places_under, reach_of
from api.auth.tokens import Persona
from api.auth.visibility import installed_of
from api.http.requests import require
from eventlog.queries import load_queries

SCOPED = load_queries(Path(__file__).with_name("scoped.sql"))


@dataclass(frozen=True, slots=True)
class Scope:
    """Jurisdictions; for a unit also the positions that endorse for its house, and its organs."""

    places: tuple[str, ...]
    signatories: tuple[str, ...] | None = None
    organs: tuple[str, ...] | None = None

    def within(self, jurisdiction: str | None) -> "Scope":
        """The part of it that lies in one jurisdiction, where one is asked for."""
        if jurisdiction is None:
            return self
        return Scope(tuple(place for place in self.places if place == jurisdiction), self.signatories, self.organs)


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
    house = applicant_group(organs, who.organ)
    signatories = tuple(p.id for p in organs.positions if p.organ in house and p.duty == "head")
    return Scope(places, signatories, house)
