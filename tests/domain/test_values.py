"""What comes in is what it says it is: text that can be read, numbers, truth values and dates that are written so."""

import json
import unicodedata
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.characters import shown, shown_lines, shows_something, unfit_character
from domain.values import INT4_MAX, INT8_MAX, Day, Flag, Line, LogIndex, Name, Text, Version, Whole, WrittenDate

RARE = "\U00020bb7\U0002ebf0\U00031350\U000323b0"
"""Ideographs of extensions B, I, H and J; Python's tables know the first alone."""
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u180b\u180e\u200b\u200d\u2060\u2800\u3164\ufe0f\ufeff\uffa0\ufffc\U000e0001"
)
BLANKS = (" ", "\u00a0", "\u1680", "\u2003", "\u3000", *INVISIBLE, "\u0301", "\u20dd", INVISIBLE)
FORBIDDEN = tuple("\x00\x07\x1b\x7f\x85\u2028\u2029\u200e\u202e\u2066\ufffe\U0003ffff")
ANY_TYPE: tuple[object, ...] = (None, True, 0, 1, 1.0, "", "no", "0", [], {}, [0], {"a": 0})


def read(type_: Any, value: object) -> object:
    """A value as that type; the same from a request as from a file."""
    adapter = reader(type_)
    from_python = adapter.validate_python(value)
    assert adapter.validate_json(json.dumps(value)) == from_python
    return from_python


@cache
def reader(type_: Any) -> TypeAdapter[object]:
    """What reads a type."""
    return TypeAdapter(type_)


def fault(type_: Any, value: object) -> str:
    """The code of what is wrong with a value."""
    with pytest.raises(ValidationError) as caught:
        reader(type_).validate_python(value)
    return caught.value.errors()[0]["type"]


@pytest.mark.parametrize("type_", [Text, Line, Name])
@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_what_shows_nothing_is_no_text(type_: Any, blank: str) -> None:
    """Blanks, fillers, marks without a letter: alone, in a row, and with blanks around."""
    for text in (blank, blank * 3, f" {blank} "):
        assert fault(type_, text) in {"text_blank", "string_too_short", "text_character"}


@pytest.mark.parametrize("type_", [Text, Line, Name])
@pytest.mark.parametrize("character", FORBIDDEN, ids=ascii)
def test_no_text_has_a_character_that_is_none(type_: Any, character: str) -> None:
    """Wherever it stands, it is named by its code point."""
    for text in (f"示{character}例", f"a{character}", f"{character}a"):
        if character.isspace() and text.strip() == "a":
            continue  # blanks around a text are taken off before anything else
        assert fault(type_, text) == "text_character"


def test_half_a_character_is_none() -> None:
    """A lone surrogate, as Python's JSON reader gives it."""
    assert fault(Text, "示\ud800例") == "string_unicode"


@pytest.mark.parametrize(
    "text",
    [
        RARE,
        "阿依古丽·示例",
        "ئۇيغۇر",
        "\U0001f469\u200d\U0001f467",
        "\U0001fae9",
        "e\u0301",
        "。",
        "示\u200b例",
        "a" * 100,
    ],
    ids=ascii,
)
def test_what_people_write_is_text(text: str) -> None:
    """Rare ideographs, other scripts, joined emoji, marks on letters: as they were written."""
    assert read(Name, text) == text


def test_only_free_text_has_lines() -> None:
    """They end in a line feed, however the sender's system ends them."""
    assert read(Text, " 一\r\n二\t三\n") == "一\n二\t三"
    assert fault(Text, "一\r二") == "text_character"
    assert {fault(each, f"一{end}二") for each in (Line, Name) for end in "\n\t\r"} == {"text_character"}


def test_every_character_is_judged_as_unicode_says() -> None:
    """Python's tables are the second witness, for whatever they know."""
    wrong = []
    for point in range(0x110000):
        character, category = chr(point), unicodedata.category(chr(point))
        forbidden = category in {"Cc", "Cs", "Zl", "Zp"} or unicodedata.bidirectional(character) in {
            *("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
        }
        if forbidden is (unfit_character(character, lines=False) is None) and category != "Cn":
            wrong.append(hex(point))
        if category[0] in "ZCM" and category not in {"Cn", "Cs"} and shows_something(character):
            wrong.append(hex(point))

    assert [each for each in wrong if each not in {"0x200e", "0x200f", "0x61c"}] == []


@given(st.text())
def test_what_is_shown_has_no_unfit_character(text: str) -> None:
    """What is told of a refused text does no harm, and says which character it was."""
    assert unfit_character(shown(text), lines=False) is None
    assert shown(shown(text)) == shown(text)
    assert unfit_character(shown_lines(text), lines=True) is None


def test_lines_and_tabs_stay_in_a_form_that_comes_back() -> None:
    """As a browser sends them; what may not stand there is shown as its code point all the same."""
    assert shown_lines("一、事由\r\n\t二、理由\u202e") == "一、事由\n\t二、理由<U+202E>"


@given(st.text(max_size=50))
def test_what_is_read_can_be_read_again(text: str) -> None:
    """A text that came in once comes in again as it is."""
    try:
        once = read(Text, text)
    except ValidationError:
        return
    assert read(Text, once) == once


@pytest.mark.parametrize("value", [each for each in ANY_TYPE if each is not True])
def test_only_true_and_false_are_truth_values(value: object) -> None:
    """What Python, YAML or a form takes for one is refused."""
    assert read(Flag, True) is True
    assert fault(Flag, value) == "bool_type"


WRITTEN_OTHERWISE = ("1761955200", 1761955200, "2026-1-5", "20260105", "2026-01-05T00:00:00", "２０２６-01-05")


@pytest.mark.parametrize("value", [*ANY_TYPE, *WRITTEN_OTHERWISE])
def test_only_a_date_written_out_is_a_date(value: object) -> None:
    """No number of seconds, no other way to write it."""
    assert fault(Day, value) == "date_written"
    assert fault(WrittenDate, value) == "date_written"


def test_a_day_is_of_our_time() -> None:
    """Nothing happens before the People's Republic, or after what its calendar can say anything about."""
    assert read(Day, "1949-10-01") == date(1949, 10, 1)
    assert read(Day, "2099-12-31") == date(2099, 12, 31)
    assert {fault(Day, day) for day in ("0001-01-01", "1949-09-30", "2100-01-01", "9999-12-31")} == {"date_range"}
    assert fault(Day, "2026-02-30") == "date_from_datetime_parsing"
    assert reader(Day).validate_python(date(2026, 1, 5)) == date(2026, 1, 5)
    assert fault(Day, datetime(2026, 1, 5)) == "date_written"  # noqa: DTZ001 - an instant is no day, with a zone or without


@pytest.mark.parametrize("value", [*(each for each in ANY_TYPE if type(each) is not int), "15", 15.0])
def test_only_a_whole_number_is_one(value: object) -> None:
    """No truth value, text, or fraction."""
    assert fault(Whole, value) == "int_type"


def test_numbers_fit_where_they_are_kept() -> None:
    """Versions in four bytes, places in the log in eight."""
    assert read(Version, INT4_MAX) == INT4_MAX
    assert read(LogIndex, INT8_MAX) == INT8_MAX
    assert {fault(Version, INT4_MAX + 1), fault(LogIndex, INT8_MAX + 1)} == {"less_than_equal"}
    assert {fault(Version, 0), fault(Version, -1), fault(LogIndex, -1)} == {"greater_than_equal"}
