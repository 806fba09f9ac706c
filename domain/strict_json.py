"""JSON as it comes in (RFC 8259): UTF-8, each key of an object once, and nothing but JSON.

Python's own reader is lax in just this: of a key given twice it keeps the last, and it takes `NaN` for a number.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from pydantic import JsonValue

from domain.faults import Place

_DIGITS_MAX = 30
"""A number of more digits is cut to so many: it is past every bound either way, and Python reads no endless ones."""


class NotJson(ValueError):  # noqa: N818 - named for what it says
    """These bytes are no JSON: what is wrong, and on which line and column, both from 1."""

    def __init__(self, what: str, line: int = 1, column: int = 1) -> None:
        super().__init__(what)
        self.what = what
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class ParsedJson:
    """The value of a JSON text, and the keys that stand twice in one object, which make it no text to rely on."""

    value: JsonValue
    keys_twice: tuple[Place, ...]


class _Twofold(dict[str, JsonValue]):
    """An object in which keys stand twice."""

    keys_twice: tuple[str, ...] = ()


def parse_json(content: bytes) -> ParsedJson:
    """The value of a JSON text.

    Raises:
        NotJson: It is none, or no UTF-8, or nested deeper than any value of ours.
    """
    twofold: list[_Twofold] = []
    decoder = json.JSONDecoder(
        object_pairs_hook=partial(_object, twofold), parse_int=_whole, parse_constant=_no_constant
    )
    try:
        value: JsonValue = decoder.decode(content.decode())
    except UnicodeDecodeError as error:
        raise NotJson("is not UTF-8", content.count(b"\n", 0, error.start) + 1) from None
    except json.JSONDecodeError as error:
        raise NotJson(error.msg, error.lineno, error.colno) from None
    except RecursionError:
        raise NotJson("is nested too deeply") from None
    return ParsedJson(value, tuple(_keys_twice(value)) if twofold else ())


def _object(twofold: list[_Twofold], pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    kept = _Twofold(made)
    kept.keys_twice = tuple(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
    twofold.append(kept)
    return kept


def _whole(digits: str) -> int:
    return int(digits[:_DIGITS_MAX])


def _no_constant(name: str) -> JsonValue:
    raise NotJson(f"{name} is no number")


def _keys_twice(value: JsonValue) -> Iterator[Place]:
    open_: list[tuple[Place, JsonValue]] = [((), value)]
    while open_:
        at, each = open_.pop()
        if isinstance(each, _Twofold):
            yield from ((*at, key) for key in each.keys_twice)
        if isinstance(each, dict):
            open_ += (((*at, key), part) for key, part in each.items())
        elif isinstance(each, list):
            open_ += (((*at, index), part) for index, part in enumerate(each))
