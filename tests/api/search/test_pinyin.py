"""Names and titles are found by pinyin: whole, by initials, by beginnings; surnames however they are read."""

import re
from collections.abc import Callable
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.search import haystack
from api.search.haystack import Haystack
from api.search.pinyin import in_initials, letters_of, reading_of, readings_of, spelt, spelt_somehow

SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "任": "ren", "曾": "zeng", "查": "zha", "盖": "ge", "尹": "yin",
    "乐": "yue", "朴": "piao", "覃": "qin", "冼": "xian", "宓": "mi", "缪": "miao", "晁": "chao", "翟": "zhai",
    "员": "yun", "万俟": "moqi", "尉迟": "yuchi", "长孙": "zhangsun", "单于": "chanyu", "澹台": "tantai", "吕": "lv",
}  # fmt: skip


@pytest.mark.parametrize("surname", sorted(SURNAMES))
def test_a_surname_is_found_as_it_is_read(surname: str) -> None:
    """Beside how the character is read as a word."""
    pattern = spelt_somehow(SURNAMES[surname] + "qing")

    assert pattern.search(readings_of(f"{surname}青"))


@pytest.mark.parametrize(
    "typed", ["shanxiaoqing", "sxq", "shanxq", "shxiaoq", "Shan Xiao Qing", "shan'xiao'qing", "shanx"]
)
def test_one_name_is_found_by_whatever_begins_its_syllables(typed: str) -> None:
    """Full, initials, mixed, with blanks or marks, and while it is being typed."""
    letters = letters_of(typed)

    assert letters is not None
    assert spelt_somehow(letters).search(readings_of("单小青"))


@pytest.mark.parametrize("typed", ["hanxiao", "angx", "sq", "xqs", "shanqing"])
def test_what_no_syllable_begins_with_is_not_found(typed: str) -> None:
    """The middle of a syllable is nothing, and no syllable is passed over."""
    assert not spelt_somehow(typed).search(readings_of("单小青"))


@pytest.mark.parametrize("typed", ["s", "", "123", "单小青", "shan1", "s" * 40])
def test_what_is_no_pinyin(typed: str) -> None:
    """One letter, figures, tones, characters."""
    assert letters_of(typed) is None


def test_why_it_was_found() -> None:
    """By initials alone, or by more."""
    reading = reading_of("单位应急抢修")
    initials, whole = spelt("yjqx").search(reading), spelt("yingjiq").search(reading)
    surname = spelt_somehow("sw").search(readings_of("单位"))

    assert initials is not None
    assert whole is not None
    assert surname is not None
    assert in_initials(initials[0], "yjqx")
    assert in_initials(surname[0], "sw")
    assert not in_initials(whole[0], "yingjiq")


@given(st.text(max_size=30))
def test_any_name_has_readings_of_letters_and_marks_alone(name: str) -> None:
    """So no name can break a line, or be taken for a pattern."""
    assert set(reading_of(name) + readings_of(name)) <= set("abcdefghijklmnopqrstuvwxyz'|")


_LINES = st.lists(st.text("ab1'", min_size=1, max_size=5), max_size=3)
_GIVEN = st.lists(st.tuples(st.integers(0, 5), _LINES), max_size=40)


@given(_GIVEN, st.text("ab1", min_size=1, max_size=3), st.integers(0, 4))
def test_joined_lines_find_what_each_line_holds(
    given_: list[tuple[int, list[str]]], sought: str, joined_after: int
) -> None:
    """Whatever was put again, before or after they were joined."""
    stack, plain = Haystack[int](), dict[int, list[str]]()
    with patch.object(haystack, "_FRESH_MAX", joined_after):
        for n, (owner, lines) in enumerate(given_):
            stack.put(owner, lines)
            plain[owner] = lines
            if n % 3 == 0:
                list(stack.find(re.compile("a")))

        def holding(whether: Callable[[str], bool]) -> set[int]:
            return {owner for owner, lines in plain.items() if any(map(whether, lines))}

        apart = re.compile(rf"(?<![0-9]){re.escape(sought)}")
        assert {match.owner for match in stack.find(re.compile(re.escape(sought)))} == holding(lambda s: sought in s)
        assert set(stack.holding(sought)) == holding(lambda line: sought in line)
        assert set(stack.holding(sought, whole=True)) == holding(lambda line: line == sought)
        assert set(stack.holding(sought, first=True)) == holding(lambda line: line.startswith(sought))
        assert set(stack.holding(sought, apart=True)) == holding(lambda line: apart.search(line) is not None)


def test_those_that_came_last_are_told_first() -> None:
    """Whether they were joined or not; so whoever takes some takes the newest."""
    stack = Haystack[int]()
    for owner in range(900):
        stack.put(owner, [f"{owner}号"])
        if owner % 500 == 0:
            list(stack.holding("号"))
    assert list(stack.holding("号")) == list(reversed(range(900)))
