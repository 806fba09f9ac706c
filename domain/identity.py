"""One spelling of a name and of a number, so that two people who write the same thing differently find the same thing.

What was written is kept and shown; the canonical form is only compared. It ignores what typing adds or varies: width
and compatibility forms (NFKC, UAX #15), case, blanks and invisible characters (Default_Ignorable_Code_Point, UAX #44),
the kind of bracket, the kind of dot and dash. Each form is its own canonical form.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from uuid import NAMESPACE_OID, UUID, uuid5

_INVISIBLE = (
    r"\s\x00-\x1f\x7f-\x9f\u2800"  # blanks and controls; U+2800 is a braille pattern without dots
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_DOTS = (
    "\u00b7\u0387\u16eb\u2022\u2024\u2027\u2219\u22c5\u25cf\u25e6\u2981\u2e30\u2e31\u2e33\u30fb\uff65\ua78f"
    "\u2e3c\u119e\u318d.\uff0e\ufe52"
)
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2043\ufe63\uff0d"
_DASHES = _HYPHENS + "\u2014\u2015\u2212\ufe58"
_SLASHES = "/\u2044\u2215\uff0f"
_OPENING = "([{<\u2039\u2329\u27e6\u27e8\u2772\u3008\u300a\u3010\u3014\u3016\u3018\u301a"
_CLOSING = ")]}>\u203a\u232a\u27e7\u27e9\u2773\u3009\u300b\u3011\u3015\u3017\u3019\u301b"

_BRACKETS: Mapping[str, str] = dict.fromkeys(_OPENING, "(") | dict.fromkeys(_CLOSING, ")")
_IN_NAMES: Mapping[str, str] = {**_BRACKETS, **dict.fromkeys(_DOTS + _HYPHENS, "")}
_IN_NUMBERS: Mapping[str, str] = {
    **_BRACKETS,
    **dict.fromkeys(_DOTS, "."),
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_SLASHES, "/"),
    "\u865f": "号",
}
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_NUMBERING = re.compile(r"(?<![0-9])第(?=[0-9(])|(?<=[0-9)])号$|(?<![0-9])0+(?=[0-9])")
_PARTS = re.compile(f"[{re.escape(_DOTS)}]")


def canonical_name(written: str) -> str:
    """The one spelling of a name of a person or a unit, and of words among which names are looked for.

    Dots and hyphens between the parts of a name are left out, since many write none: 阿依古丽·示例 is 阿依古丽示例.
    Other punctuation stays, so that no name arises over the end of a sentence.
    """
    return _settled(written, _name)


@lru_cache(1_024)
def canonical_number(written: str) -> str:
    """The one spelling of the number of a document, a clue or a credential: 示问责〔2026〕第007号 is 示问责(2026)7.

    第 before a number, 号 at the end and leading zeros are left out. Dots and dashes stay, as one kind each: 3-7 and
    37 are two numbers.
    """
    return _settled(written, _number)


def name_parts(written: str) -> list[str]:
    """The parts of a name between its dots, as written: 阿依古丽, 示例."""
    return [part for part in _PARTS.split(written) if part]


def case_id_of_number(organ: str, number: str) -> UUID:
    """The case that a number begins: one of an organ's begins one case, however it is written (BT-04, YN-05)."""
    return uuid5(uuid5(NAMESPACE_OID, f"rongcuo:accountability:{organ}"), canonical_number(number))


def _unvaried(alike: Mapping[str, str]) -> Callable[[str], str]:
    """What leaves out what nobody sees, and gives each character that is typed for another one that other one."""
    varied = re.compile(f"[{_INVISIBLE}{re.escape(''.join(alike))}]")

    def put(found: re.Match[str]) -> str:
        return alike.get(found[0], "")

    return lambda text: varied.sub(put, text)


_name_unvaried, _number_unvaried = _unvaried(_IN_NAMES), _unvaried(_IN_NUMBERS)


def _name(text: str) -> str:
    return _name_unvaried(_compatible(_name_unvaried(text)))


def _number(text: str) -> str:
    seen = _number_unvaried(_compatible(_number_unvaried(text)))
    return _NUMBERING.sub("", _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), seen))


def _compatible(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _settled(text: str, once: Callable[[str], str]) -> str:
    """Apply a step until it changes nothing: what it leaves out may bring together what then composes (UAX #15)."""
    while (changed := once(text)) != text:
        text = changed
    return text
