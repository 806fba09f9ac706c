"""JSON files with the place of each part: what is JSON is read as JSON, whatever wrote it (RFC 8259)."""

import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import partial

from domain.faults import Place
from domain.strict_json import NotJson, parse_json
from policies.packs.source_text import Mark, SourceText, Unreadable

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def read_json(raw: bytes) -> SourceText:
    """What a JSON file says.

    Raises:
        Unreadable: It is no JSON, or no UTF-8.
    """
    try:
        parsed = parse_json(raw)
    except NotJson as error:
        raise Unreadable(Mark(error.line, error.column), "not_json", f"is no JSON: {error.what}") from error
    return SourceText(parsed.value, partial(_marks, raw.decode()), parsed.keys_twice)


def _marks(text: str) -> Mapping[Place, Mark]:
    """Where each value of a JSON text stands; that of an object's member is its key, the later one of two."""
    lines = [0, *(found.end() for found in re.finditer("\n", text))]
    marks: dict[Place, Mark] = {}
    way: list[str | int] = []
    objects: list[bool] = []
    key_next = False
    for token in _TOKEN.finditer(text):
        word, line = token[0], bisect_right(lines, token.start())
        mark = Mark(line, token.start() - lines[line - 1] + 1)
        if word in {"}", "]"}:
            objects.pop()
            way.pop()
            key_next = False
        elif word == "," and objects[-1]:
            key_next = True
        elif word == ",":
            way[-1] = int(way[-1]) + 1
        elif word == ":":
            key_next = False
        elif key_next:
            way[-1] = json.loads(word)
            marks[tuple(way)] = mark
        else:
            if not (objects and objects[-1]):
                marks[tuple(way)] = mark
            if word in {"{", "["}:
                key_next = word == "{"
                objects.append(key_next)
                way.append("" if key_next else 0)
    return marks
