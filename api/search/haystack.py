"""Lines of text, each of one owner, in which something is looked for as in one string: what a process remembers."""

import re
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from enum import Enum, auto
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)

_BREAK = "\n"
_FRESH_MAX = 500


class Match(NamedTuple, Generic[K]):
    """A line in which a pattern was found: whose it is, and what of it."""

    owner: K
    text: str


class Where(Enum):
    """Where in a line a text stands: it is all of it, or stands first in it, or within it."""

    WHOLE = auto()
    FIRST = auto()
    WITHIN = auto()


class Haystack(Generic[K]):
    """Lines by their owners. They are joined once and searched in one pass; what came since is joined apart.

    One pass over the names of 20,000 people takes some tenths of a millisecond, less than asking a database.
    """

    def __init__(self) -> None:
        self._lines: dict[K, tuple[str, ...]] = {}
        self._fresh: dict[K, tuple[str, ...]] = {}
        self._joined = _Joined[K]({})
        self._joined_fresh: _Joined[K] | None = None

    def put(self, owner: K, lines: Sequence[str]) -> None:
        """Set the lines of an owner, none of which has a line break."""
        given = tuple(lines)
        if self._lines.get(owner, ()) != given:
            self._lines[owner] = self._fresh[owner] = given
            self._joined_fresh = None

    def find(self, pattern: re.Pattern[str]) -> Iterator[Match[K]]:
        """The first match in each line; a pattern must not reach over the end of a line."""
        for joined, passed_over in self._parts():
            yield from (match for match in joined.find(pattern) if match.owner not in passed_over)

    def holding(self, text: str, *, whole: bool = False, first: bool = False, apart: bool = False) -> Iterator[K]:
        """Whose lines hold a text, those that came last first; an owner may be told more than once.

        Args:
            text: without a line break.
            whole: only lines that are the text.
            first: only lines that begin with it.
            apart: only where no digit stands before it.
        """
        sought = f"{_BREAK}{text}{_BREAK}" if whole else f"{_BREAK}{text}" if first else text
        for joined, passed_over in self._parts():
            yield from (owner for owner in joined.holding(sought, apart=apart) if owner not in passed_over)

    def found(self, text: str, *, apart: bool = False) -> Iterator[tuple[K, "Where"]]:
        """Whose lines hold a text, and where it stands in each; the arguments are those of `holding`."""
        for joined, passed_over in self._parts():
            yield from (each for each in joined.found(text, apart=apart) if each[0] not in passed_over)

    def _parts(self) -> "Iterable[tuple[_Joined[K], dict[K, tuple[str, ...]]]]":
        """What came since all was joined, and all, with those of it whose lines are others now."""
        if len(self._fresh) > _FRESH_MAX:
            self._joined = _Joined(self._lines)
            self._fresh, self._joined_fresh = {}, None
        if self._joined_fresh is None:
            self._joined_fresh = _Joined(self._fresh)
        return ((self._joined_fresh, {}), (self._joined, self._fresh))


class _Joined(Generic[K]):
    """Lines in one string, each between two line breaks, those that came last first."""

    def __init__(self, lines: dict[K, tuple[str, ...]]) -> None:
        told = [(owner, line) for owner in reversed(lines) for line in lines[owner]]
        self._text = _BREAK + "".join(f"{line}{_BREAK}" for _, line in told)
        self._owners = [owner for owner, _ in told]
        self._breaks = [0, *accumulate(len(line) + 1 for _, line in told)]
        """Where each line is begun by a line break, and where the last one ends."""

    def find(self, pattern: re.Pattern[str]) -> Iterator[Match[K]]:
        """The first match in each line."""
        end = -1
        for found in pattern.finditer(self._text):
            if found.start() >= end:
                at = bisect_right(self._breaks, found.start()) - 1
                end = self._breaks[at + 1]
                yield Match(self._owners[at], found[0])

    def holding(self, sought: str, *, apart: bool) -> Iterator[K]:
        """Whose lines hold it, line breaks and all."""
        return (self._owners[line] for line, _ in self._lines_with(sought, apart=apart))

    def found(self, text: str, *, apart: bool) -> Iterator[tuple[K, Where]]:
        """Whose lines hold it, and where; where it stands first in a line is where it stands best."""
        for line, at in self._lines_with(text, apart=apart):
            where = Where.WITHIN
            if at == self._breaks[line] + 1:
                where = Where.WHOLE if at + len(text) == self._breaks[line + 1] else Where.FIRST
            yield self._owners[line], where

    def _lines_with(self, sought: str, *, apart: bool) -> Iterator[tuple[int, int]]:
        """The lines that hold it, each with where in the whole text it stands there first."""
        text, at = self._text, self._text.find(sought)
        while at >= 0:
            if apart and text[at - 1].isdigit():
                at = text.find(sought, at + 1)
                continue
            line = bisect_right(self._breaks, at) - 1
            yield line, at
            at = text.find(sought, self._breaks[line + 1])
