"""A panel of a drawing: lines of words about a part of a pack, each with its articles, its force and its standing."""

from dataclasses import dataclass

from domain.pack.pack import Pack
from domain.pack.terms import Force, Sourced, Standing, Within
from policies.packs import words


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of a value, and under it in notes.

    Attributes:
        text: the words.
        force: of the term in it.
        cites: the articles, those that follow one another as a range.
        standing: in words, where it is not the pack's.
        notes: the lines below it.
        reviewed: the id of the list whose review it tells, whose day depends on today.
    """

    text: str
    force: Force | None = None
    cites: tuple[str, ...] = ()
    standing: str = ""
    notes: tuple["Line", ...] = ()
    reviewed: str = ""

    @property
    def force_word(self) -> str:
        """The force in words; empty where no term is told."""
        return words.FORCES[self.force] if self.force else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading of their own, or under none."""

    lines: tuple[Line, ...]
    head: Line | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a pack: `name` tells panels apart, `is_default` whether the whole of it is our own."""

    name: str
    head: Line
    en: str
    groups: tuple[Group, ...]
    is_default: bool


def panel_of(pack: Pack, name: str, zh: str, en: str, *groups: Group, of: Sourced | None = None) -> Panel:
    """A panel of a value, or of several that have each their own source."""
    head = line_of(pack, zh, of) if of else Line(zh)
    return Panel(name, head, en, groups, pack.standing_of(of) is Standing.DEFAULT)


def line_of(pack: Pack, text: str, value: Sourced, *holders: Sourced, notes: tuple[Line, ...] = ()) -> Line:
    """Words with the articles of a value, the force of a term, and the standing it has of itself or its holders."""
    return Line(
        text,
        value.force if isinstance(value, Within) else None,
        tuple(words.cites(value)),
        words.other_standing(pack, value, *holders),
        notes,
    )
