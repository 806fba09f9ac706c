"""JSON is read as its standard has it: what Python alone takes for JSON is none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.strict_json import NotJson, parse_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.booleans())
def test_what_python_writes_is_read(value: object, plain: bool) -> None:
    """With escapes, surrogate pairs among them, or without."""
    parsed = parse_json(json.dumps(value, ensure_ascii=not plain).encode())

    assert (parsed.value, parsed.keys_twice) == (value, ())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"NaN",
        b'{"a": -Infinity}',
        b"[1,]",
        b"{'a': 1}",
        b"\xff",
        b'"\x00"',
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
    ],
)
def test_what_is_no_json_is_refused(content: bytes) -> None:
    """Also what would end the reader."""
    with pytest.raises(NotJson):
        parse_json(content)


def test_a_fault_has_its_line_and_column() -> None:
    """Both from 1."""
    with pytest.raises(NotJson) as caught:
        parse_json(b'{"a": 1,\n "b": }')

    assert (caught.value.line, caught.value.column) == (2, 7)


def test_a_key_given_twice_is_told_with_its_place() -> None:
    """However it is spelt, wherever it stands, and however often."""
    parsed = parse_json(b'{"a": [{"b": 1, "\\u0062": 2, "b": 3}], "c": {}, "c": 1}')

    assert sorted(parsed.keys_twice) == [("a", 0, "b"), ("c",)]


def test_a_number_without_end_is_past_every_bound() -> None:
    """Python refuses to read it at all."""
    parsed = parse_json(b'{"n": ' + b"9" * 10_000 + b"}")

    assert isinstance(parsed.value, dict)
    assert int(str(parsed.value["n"])) > 2**63
