"""What of a procedure is otherwise for facts of an earlier day (从旧): an edition as it is for the facts of a case.

What an edition says of earlier facts is laid over it as an edition is laid over another, and what comes of it is a
whole procedure, checked as one.
"""

from collections.abc import Iterator
from datetime import date

from pydantic import ValidationError

from domain.faults import Fault, Place
from domain.pack.effects import faults_of_effect
from domain.pack.pack import Pack
from domain.pack.parts import EarlierFacts
from policies.packs.layering import laid_over

EARLIER, VALUES = "earlier", "values"
_OF_THE_EDITION = frozenset(
    {
        *("pack", "edition", "name", "standing", "source", "calendar", "jurisdiction", "effective_from", "rules"),
        *("roles", "risk_filing", "records", "reports", "inquiry", EARLIER),
    }
)
"""The keys that say what an edition is, who is in it, or what is no case: no day of facts changes them."""


def as_of(pack: Pack, occurred_on: date | None) -> Pack:
    """An edition as it is for a case whose facts happened on a day."""
    index = None if occurred_on is None else earlier_at(pack, occurred_on)
    return pack if index is None else _laid(pack, pack.earlier[index], index)[0]


def earlier_at(pack: Pack, occurred_on: date) -> int | None:
    """Which of the entries on earlier facts is about a day: the one that ends next after it."""
    later = [(each.facts_before, index) for index, each in enumerate(pack.earlier) if occurred_on < each.facts_before]
    return min(later)[1] if later else None


def faults_of_earlier(pack: Pack) -> Iterator[Fault]:
    """Everything wrong with what a file says of earlier facts, where it says so."""
    days = [each.facts_before for each in pack.earlier]
    for index, entry in enumerate(pack.earlier):
        at: Place = (EARLIER, index)
        if entry.facts_before in days[:index]:
            yield Fault((*at, "facts_before"), f"{entry.facts_before} is listed twice")
        fixed = sorted(_OF_THE_EDITION & entry.values.keys())
        yield from (Fault((*at, VALUES, key), f"{key} is the same for all facts: leave it out") for key in fixed)
        if not fixed:
            yield from _of_entry(pack, entry, index)


def _of_entry(pack: Pack, entry: EarlierFacts, index: int) -> Iterator[Fault]:
    try:
        laid, places = _laid(pack, entry, index)
    except _Unfit as unfit:
        yield from unfit.faults
        return
    if laid == pack.model_copy(update={EARLIER: ()}):
        yield Fault((EARLIER, index, VALUES), "nothing is otherwise than it is anyway")
    for fault in faults_of_effect(laid):
        yield Fault(_in_file(fault.at, places), fault.what)


class _Unfit(Exception):  # noqa: N818 - says what is the matter
    """What is laid over an edition makes no procedure of it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


def _laid(pack: Pack, entry: EarlierFacts, index: int) -> tuple[Pack, dict[Place, Place]]:
    """The procedure for facts before a day, and for each place of it the place in the file that answers for it."""
    whole = pack.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={EARLIER})
    made, places = laid_over(whole, {**entry.values}, (EARLIER, index, VALUES))
    try:
        return Pack.model_validate(made), places
    except ValidationError as error:
        raise _Unfit([Fault(_in_file(each["loc"], places), each["msg"]) for each in error.errors()]) from error


def _in_file(at: Place, places: dict[Place, Place]) -> Place:
    """The place in the file of what stands at a place, or of what is nearest around it."""
    while at and at not in places:
        at = at[:-1]
    return places[at]
