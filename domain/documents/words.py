"""The words of a draft as the parts of a letter: how a plain text says what is a heading, an entry, a row; pure.

A line that begins 一、 and is short heads what follows; 【label】text is an entry, 【label】 alone a line to sign
on; lines with ｜ in them are a table, the first its headings; every other line is a paragraph.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from domain.documents.letter import Block, Entry, FactTable, Heading, Paragraph, SignatureLine

BAR = "｜"
"""What stands between the cells of a row."""
_HEADING = re.compile(r"[一二三四五六七八九十]+、(\S[^。；：]{0,29})")
_ENTRY = re.compile(r"【([^【】]{1,100})】[ \t]*(.*)")
_CELLS_MAX = 16


def cell(text: str) -> str:
    """A text as it may stand in a row: in one line, without what parts cells."""
    return " ".join(text.split()).replace(BAR, "|")


def blocks(text: str) -> tuple[Block, ...]:
    """The parts of a letter that the words of a draft say."""
    lines = (line.strip() for line in text.splitlines())
    parts = groupby((line for line in lines if line), key=lambda line: BAR in line)
    return tuple(
        block
        for rows, group in parts
        for block in ((_table(list(group)),) if rows else (_line(each) for each in group))
    )


def _line(line: str) -> Block:
    if found := _HEADING.fullmatch(line):
        return Heading(text=found[1])
    if found := _ENTRY.fullmatch(line):
        return Entry(label=found[1], text=found[2]) if found[2] else SignatureLine(label=found[1])
    return Paragraph(text=line)


def _table(lines: list[str]) -> FactTable:
    """Rows as wide as their headings: what a row lacks is empty, what it has too much stands in its last cell."""
    headings, *rows = [[part.strip() for part in line.split(BAR)] for line in lines]
    headings = [each or "－" for each in headings[:_CELLS_MAX]]
    return FactTable(headings=tuple(headings), rows=tuple(tuple(_cells(row, len(headings))) for row in rows))


def _cells(row: list[str], width: int) -> Iterator[str]:
    yield from row[: width - 1]
    yield from [""] * (width - 1 - len(row))
    yield "|".join(row[width - 1 :])
