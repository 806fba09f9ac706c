"""What the lines and words of a picture tell beside themselves: dashes a force, lighter lines our own defaults."""

from collections.abc import Mapping

from domain.pack.pack import Pack
from domain.pack.terms import Force, Sourced, Standing, Within
from policies.drawing.svg import INK, PALE, SMALL, SOFT, Run, Stroke
from policies.packs import words

ON_INK = "#d5dae1"
"""The colour of small words on a dark ground."""

DASHES: Mapping[Force | None, str] = {None: "", Force.STATUTORY: "", Force.ADVISORY: "7 4", Force.WINDOW: "2 4"}


def is_default(pack: Pack, *values: Sourced | None) -> bool:
    """Whether a value, or what holds it, is our own default."""
    return pack.standing_of(*values) is Standing.DEFAULT


def term_stroke(pack: Pack, within: Within | None, *holders: Sourced) -> Stroke:
    """The line of an arrow that a term stands on; thin where there is none."""
    if within is None:
        return Stroke(INK, 0.7)
    return Stroke(PALE if is_default(pack, within, *holders) else INK, 1.6, DASHES[within.force])


def source(pack: Pack, value: Sourced, *holders: Sourced, colour: str = SOFT) -> tuple[Run, ...]:
    """The articles of a value, and its standing where it is not that of the pack."""
    cites = (Run(f"  {each}", SMALL, colour=colour, whole=True) for each in words.cites(value))
    return (*cites, *tag(pack, value, *holders, colour=colour))


def tag(pack: Pack, *values: Sourced, colour: str = SOFT) -> tuple[Run, ...]:
    """The standing of a value where it is not that of the pack."""
    standing = words.other_standing(pack, *values)
    return (Run(f"  {standing}", SMALL, colour=colour, whole=True),) if standing else ()
