"""One spelling of a name and of a number, however either is typed (field inputs F01 and F03)."""

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic_core import SchemaValidator, core_schema

from domain.identity import canonical_name, canonical_number, case_id_of_number, name_parts

DOTS = "·•・‧∙⋅･．.⸱ꞏ᛫●"
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u061c\u180e\u202e\u2066\u2800\u3164\uffa0\ufe0f\U000e0020"
BLANKS = " \u00a0\u2003\u3000\t"
BRACKETS = ("〔〕", "[]", "［］", "()", "（）", "【】", "﹝﹞", "〖〗")
WIDE_DIGITS = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}

part = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5, exclude_characters="第号號"), min_size=1, max_size=6
)
names = st.lists(part, min_size=1, max_size=3)
serials = st.integers(1, 99_999)
years = st.integers(1990, 2035)


def _typed(draw: st.DrawFn, text: str) -> str:
    """The same text with blanks and invisible characters strewn in."""
    strewn = st.sampled_from(("", "", "", *UNSEEN, *BLANKS))
    return "".join(character + draw(strewn) for character in text)


@st.composite
def typed_names(draw: st.DrawFn) -> tuple[list[str], str]:
    """A name, and how somebody types it."""
    parts = draw(names)
    dots = [draw(st.sampled_from(("", *DOTS))) for _ in parts[1:]]
    return parts, _typed(draw, parts[0] + "".join(dot + part for dot, part in zip(dots, parts[1:], strict=True)))


@st.composite
def typed_numbers(draw: st.DrawFn) -> tuple[tuple[str, int, int], str]:
    """A number of a document, and how somebody types it."""
    word, year, serial = draw(part), draw(years), draw(serials)
    brackets, ordinal, mark = (draw(st.sampled_from(each)) for each in (BRACKETS, ("", "第"), ("", "号", "號")))
    zeros = "0" * draw(st.integers(0, 3))
    typed = f"{word}{brackets[0]}{year}{brackets[1]}{ordinal}{zeros}{serial}{mark}"
    return (word, year, serial), _typed(draw, typed.translate(WIDE_DIGITS) if draw(st.booleans()) else typed)


@given(typed_names())
def test_a_name_is_one_however_it_is_typed(name: tuple[list[str], str]) -> None:
    """Dots of any kind or none, blanks, and what nobody sees, make no other person."""
    parts, typed = name

    assert canonical_name(typed) == canonical_name("·".join(parts)) == "".join(parts)


@given(names, names)
def test_different_people_do_not_collide(one: list[str], other: list[str]) -> None:
    """Whose letters differ, whose canonical name differs."""
    assert (canonical_name("·".join(one)) == canonical_name("·".join(other))) == ("".join(one) == "".join(other))


@given(typed_numbers())
def test_a_number_is_one_however_it_is_typed(number: tuple[tuple[str, int, int], str]) -> None:
    """Brackets, width, blanks, leading zeros, 第 and 号 make no other document."""
    (word, year, serial), typed = number

    assert canonical_number(typed) == canonical_number(f"{word}〔{year}〕{serial}号") == f"{word}({year}){serial}"
    assert case_id_of_number("organ", typed) == case_id_of_number("organ", f"{word}〔{year}〕{serial}号")


@given(st.tuples(part, years, serials), st.tuples(part, years, serials))
def test_different_documents_do_not_collide(one: tuple[str, int, int], other: tuple[str, int, int]) -> None:
    """Another issuer, year or serial is another number."""
    written = ["{}〔{}〕{}号".format(*each) for each in (one, other)]

    assert (canonical_number(written[0]) == canonical_number(written[1])) == (one == other)


@given(st.text())
@example("e\u00a8")  # what is left of a spacing mark composes with the letter before it
@example("甲〔2026〕第7号号")
def test_a_canonical_form_is_its_own(text: str) -> None:
    """Whatever comes in, canonicalising again changes nothing."""
    name, number = canonical_name(text), canonical_number(text)

    assert (canonical_name(name), canonical_number(number)) == (name, number)


@given(st.text())
def test_equivalent_texts_are_one(text: str) -> None:
    """Unicode's own compatibility forms are spellings too."""
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert canonical_name(unicodedata.normalize(form, text)) == canonical_name(text)
        assert canonical_number(unicodedata.normalize(form, text)) == canonical_number(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阿依古丽·示例", "阿依古丽·示范"),
        ("阿依古丽·示例", "阿依古丽"),
        ("示例局（甲）", "示例局（乙）"),
        ("王明", "王名"),
    ],
)
def test_neighbours_stay_apart(one: str, other: str) -> None:
    """What differs by a letter is another name."""
    assert canonical_name(one) != canonical_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("甲〔2026〕1号", "甲〔2026〕10号"),
        ("甲〔2026〕1号", "甲〔2026〕11号"),
        ("甲〔2026〕7号", "甲〔202〕67号"),
        ("甲〔2026〕7号", "甲20267号"),
        ("甲1号2", "甲12号"),
        ("甲3-7号", "甲37号"),
        ("甲2026第7号", "甲20267号"),
        ("甲3.7号", "甲37号"),
    ],
)
def test_neighbouring_numbers_stay_apart(one: str, other: str) -> None:
    """What keeps two numbers apart is kept."""
    assert canonical_number(one) != canonical_number(other)


def test_no_name_arises_over_the_end_of_a_sentence() -> None:
    """Punctuation of sentences stays where names are looked for in words."""
    assert canonical_name("王明") not in canonical_name("他自称姓王。明年再议，姓王、明理。")
    assert canonical_name("王明") in canonical_name("经办人王 明已到场。")


def test_the_parts_of_a_name_are_told_by_any_dot() -> None:
    """However the dot is typed."""
    assert [name_parts(f"阿依古丽{dot}示例") for dot in DOTS] == [["阿依古丽", "示例"]] * len(DOTS)
    assert name_parts("王明") == ["王明"]


def test_whatever_nobody_sees_is_left_out() -> None:
    """All blanks and invisible characters of Unicode (UAX #44), by the tables of another library."""
    unseen = SchemaValidator(
        core_schema.str_schema(pattern=r"^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}]$")
    )
    text = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF)
    strewn = "".join(each for each in text if unseen.isinstance_python(each))

    assert len(strewn) > 4_000
    assert canonical_name(strewn) == canonical_number(strewn) == ""
