"""Places (地区): which one leads several, which procedure is the law of each, which organ takes cases there."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from domain import refusals
from domain.organs import Organ, Organs
from domain.pack.pack import Pack
from domain.refusals import Refused


def upwards(organs: Organs, place: str) -> Iterator[str]:
    """A place and those above it, nearest first; a ring of superiors ends where it closes."""
    superiors = {each.id: each.superior for each in organs.jurisdictions}
    seen: set[str] = set()
    at: str | None = place
    while at in superiors and at not in seen:
        seen.add(at)
        yield at
        at = superiors[at]


def leading_place(organs: Organs, places: Collection[str]) -> str | None:
    """The lowest place that covers all of some: of mixed authorities the higher one leads (干部管理权限, NJ-09, A-48).

    Where none of them covers the others it is the nearest place above all; None: they have none in common.
    """
    if not places:
        return None
    first, *others = sorted(places)
    return next((up for up in upwards(organs, first) if all(organs.within(each, up) for each in others)), None)


def procedures_at(organs: Organs, packs: Iterable[Pack], place: str, sectors: Collection[str]) -> tuple[Pack, ...]:
    """The procedures for some sectors that hold at a place as nearly as any: its own, else those of the nearest above.

    What says no place holds everywhere, and comes last. More than one: nothing says which of them a case gets.
    """
    held = [pack for pack in packs if not pack.scope or {*sectors} <= {item.id for item in pack.scope}]
    for at in (*upwards(organs, place), None):
        if found := tuple(pack for pack in held if pack.jurisdiction == at):
            return found
    return ()


def pack_of_place(organs: Organs, packs: Iterable[Pack], place: str, sectors: Collection[str]) -> Pack:
    """The procedure that a case gets by its place and its subjects alone.

    Raises:
        Refused: No procedure holds there, or several do alike.
    """
    found = procedures_at(organs, packs, place, sectors)
    if not found:
        raise Refused(refusals.NO_LAW_HERE, detail=place)
    if len(found) > 1:
        raise Refused(refusals.AMBIGUOUS_LAW, detail="、".join(pack.name.zh for pack in found))
    return found[0]


def edition_at(
    organs: Organs, published: Mapping[str, Pack], place: str, running: tuple[str, Pack], sectors: Collection[str]
) -> tuple[tuple[str, Pack], ...]:
    """Under which edition, by its hash, a running case goes on at a place.

    That is its own edition while its procedure is the law of the place; else the newest of the procedure that is.
    None, or several, as with `procedures_at`.
    """
    there = procedures_at(organs, published.values() or (running[1],), place, sectors)
    if any(pack.pack == running[1].pack for pack in there):
        return (running,)
    return tuple((sha256, pack) for sha256, pack in published.items() if pack in there)


def takes_cases(organs: Organs, pack: Pack, route: str, place: str) -> Organ | None:
    """The organ of a place that takes cases begun in one way, by a procedure; None: it has no such way, or no organ."""
    to = next((each.to for each in pack.tolerance.opens if each.route.value == route), None)
    return organs.in_role(to, place) if to else None
