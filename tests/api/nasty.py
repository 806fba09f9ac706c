"""Nasty values of every type, and where they can be put: in every field of a body, every parameter of an address."""

import base64
import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any
from urllib.parse import quote_from_bytes
from uuid import uuid4

from fastapi.routing import APIRoute
from hypothesis import strategies as st
from pydantic import BaseModel

from domain.faults import Place

BAD_TEXTS = (
    *("", " ", "\u3000", "\u200b", "\u2800", "\u3164", "\u00ad", "\ufeff", "\u0301", "\U000e0001"),
    *("\x00", "示\x00例", "\x1b[31m", "\u202e示例", "\u2066", "\ufffe", "\ud800", "\udfb7\ud842", "示\u2028例"),
)
ODD_TEXTS = (
    *("示\U00020bb7\U000323b0例", "ئۇيغۇر تېكىستى", "\U0001f469\u200d\U0001f467", "e\u0301\u0301\u0301", "示\u200b例"),
    *("<script>alert(1)</script>", "]]></svg>&amp;&#0;", "{{ 7*7 }}{% raw %}", "'; DROP TABLE event;--", "%s%n%00"),
    *("\\u0000\\ud800", "../../../etc/passwd", "javascript:alert(1)", "a" * 4000, "-1", "null", "true", "NaN", "0x7f"),
)
"""What is text, and must be kept and shown as it is."""
NUMBERS = (0, -1, 1, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 10**30, -(2**63) - 1, 0.5, 1e308, -0.0)
DATES = ("0001-01-01", "9999-12-31", "2026-02-30", "1761955200", "2026-11-01T00:00:00Z", "20261101", "２０２６-11-01")
OTHERS: tuple[object, ...] = (None, True, False, [], {}, [[]], {"": None}, [None], {"kind": "x"}, ["a"] * 300)

VALUES: st.SearchStrategy[object] = st.one_of(
    *map(st.sampled_from, (BAD_TEXTS, ODD_TEXTS, NUMBERS, DATES, OTHERS)),
    st.text(max_size=20),
    st.text(st.characters(categories=["Cs", "Cc", "Cn", "Cf", "Co", "Zl", "Zs"]), max_size=6),
    st.integers(),
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3), max_leaves=5
    ),
)


WORST: tuple[object, ...] = ("示\x00例", "\u200b", "\ud800", 10**30, "9999-12-31", 0)
"""What has broken something: each is put in every field, whatever chance puts there."""


def _cursor(value: object) -> bytes:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")


PLACES = st.one_of(
    st.builds(lambda index: {"index": index}, VALUES),
    st.builds(lambda day: {"day": day}, VALUES),
    st.builds(lambda day, duty: {"due_on": day, "duty_id": duty}, st.sampled_from(DATES), st.just(str(uuid4()))),
    VALUES,
)
PARAMETERS: st.SearchStrategy[str] = st.one_of(
    st.sampled_from([text.encode("utf-8", "surrogatepass") for text in (*BAD_TEXTS, *ODD_TEXTS[:-8], *DATES)]),
    st.sampled_from([b"9" * 5000, *(str(number).encode() for number in NUMBERS)]),
    st.sampled_from([b"+1", b" 1", b"1_0", b"\xff\xfe", b"yes", b"2026", b"all", b"nujiang", b"*", b"{}"]),
    st.builds(_cursor, PLACES),
    st.binary(max_size=8),
).map(quote_from_bytes)
"""A parameter's value as it stands in an address."""


WORST_PLACES = ({"index": 2**63}, {"index": "\x00"}, {"day": "9999-99-99"}, {"due_on": 0, "duty_id": str(uuid4())})
WORST_PARAMETERS = tuple(
    map(quote_from_bytes, (b"\x00", b"9" * 20, "\u200b".encode(), b"\xed\xa0\x80", *map(_cursor, WORST_PLACES)))
)
"""The same in an address."""


def full_body(model: type[BaseModel], example: Mapping[str, Any]) -> dict[str, Any]:
    """A body in which every field of a model stands, also those that the example leaves out."""
    schema = model.model_json_schema()
    made = _merged(schema, schema.get("$defs", {}), deepcopy(dict(example)))
    if not isinstance(made, dict):
        raise TypeError(f"{model.__name__} is no object")
    return made


def _merged(schema: Mapping[str, Any], known: Mapping[str, Any], value: Any) -> Any:
    """A value with what its schema has beyond it."""
    if "$ref" in schema:
        schema = known[schema["$ref"].rpartition("/")[2]]
    for union in ("anyOf", "oneOf"):
        if union in schema:
            schema = next(each for each in schema[union] if each.get("type") != "null")
            return _merged(schema, known, value)
    if schema.get("type") == "object":
        given = value if isinstance(value, dict) else {}
        return {name: _merged(each, known, given.get(name)) for name, each in schema.get("properties", {}).items()}
    if schema.get("type") == "array":
        items = schema.get("items", {})
        return [_merged(items, known, each) for each in value] if value else [_merged(items, known, None)]
    return _sample(schema) if value is None else value


def _sample(schema: Mapping[str, Any]) -> object:
    """A plain value of a type."""
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    by_format = {"uuid": str(uuid4()), "date": "2026-11-02"}
    if schema.get("type") == "string":
        return by_format.get(schema.get("format", ""), "sample" if "pattern" in schema else "示例")
    return {"boolean": False, "integer": schema.get("minimum", 1)}.get(schema.get("type", ""))


def places_in(value: object, at: Place = ()) -> Iterator[Place]:
    """Every place of a body, the whole of it last."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from places_in(part, (*at, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from places_in(part, (*at, index))
    yield at


def put(body: object, at: Place, value: object) -> object:
    """A body with another value at a place."""
    if not at:
        return value
    made: Any = deepcopy(body)
    part = made
    for step in at[:-1]:
        part = part[step]
    part[at[-1]] = value
    return made


def texts_put(body: Mapping[str, Any], text: str, names: frozenset[str]) -> dict[str, Any]:
    """A body with one text in all the fields of these names."""
    made = deepcopy(dict(body))
    for at in places_in(made):
        if at and (at[-1] in names or (len(at) > 1 and at[-2] in names)):
            value: Any = made
            for step in at[:-1]:
                value = value[step]
            if isinstance(value[at[-1]], str):
                value[at[-1]] = text
    return made


_ASKED = re.compile(r"""(?:query_params|asked)\.get\("(\w+)"|known\("(\w+)\"""")


def parameters_of(route: APIRoute) -> list[str]:
    """The parameters a route reads from the query: those declared, and those a page looks for by itself."""
    declared = [each.alias for each in route.dependant.query_params]
    source = inspect.getsource(sys.modules[route.endpoint.__module__])
    return sorted({*declared, *(one or other for one, other in _ASKED.findall(source))})
