"""Pinyin of names and titles (GB/T 16159, without tones), and what of it typed letters mean."""

import os
import re
from functools import lru_cache

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # read at the import: its phrases take most of a second, unused
from pypinyin import Style, pinyin

LETTERS_MIN, LETTERS_MAX = 2, 24
_SYLLABLE, _OR = "'", "|"
_NOT_TYPED = re.compile(r"[\s'’·]")
_LETTERS = re.compile(f"[a-z]{{{LETTERS_MIN},{LETTERS_MAX}}}")
_HAN = re.compile("[\u3007\u3400-\u9fff\U00020000-\U000323af]")
_READING = re.compile("[a-z]+")
_OTHER_READINGS = r"(?:[a-z]*\|)*"
_NEXT_SYLLABLE = rf"(?:[a-z|]*'{_OTHER_READINGS})?"


def readings_of(name: str) -> str:
    """How the Chinese characters of a name may be read: 单青 is 'dan|chan|shan'qing. Empty: there are none.

    A surname is often read otherwise than the word (单, 仇, 解, 区, 查), and nothing says how somebody's is; so all
    readings of each character count.
    """
    return "".join(_SYLLABLE + _OR.join(found) for each in name if (found := _of_character(each)))


def reading_of(title: str) -> str:
    """How the Chinese characters of a title are read, each as it most often is: 应急 is 'ying'ji."""
    return "".join(_SYLLABLE + found[0] for each in title if (found := _of_character(each)))


def letters_of(typed: str) -> str | None:
    """The letters that were typed, if it may be pinyin; ü is v, as keyboards have it."""
    letters = _NOT_TYPED.sub("", typed).casefold().replace("ü", "v")
    return letters if _LETTERS.fullmatch(letters) else None


def spelt(letters: str) -> re.Pattern[str]:
    """What finds a reading by the beginnings of its syllables: zhangsan, zs, zhs and zsan all find 'zhang'san."""
    return re.compile(_SYLLABLE + f"(?:[a-z]*{_SYLLABLE})?".join(letters))


def spelt_somehow(letters: str) -> re.Pattern[str]:
    """The same among readings of which there may be several for a character."""
    return re.compile(f"['|]{_NEXT_SYLLABLE.join(letters)}")


def in_initials(found: str, letters: str) -> bool:
    """Whether in what was found each letter begins a syllable."""
    return found.count(_SYLLABLE) + found.startswith(_OR) == len(letters)


@lru_cache(maxsize=32_768)
def _of_character(character: str) -> tuple[str, ...]:
    """The readings of a character, the commonest first; one with ü is also found under u."""
    if not _HAN.fullmatch(character):
        return ()
    found = [str(each) for several in pinyin(character, style=Style.NORMAL, heteronym=True) for each in several]
    letters = [each for each in found if _READING.fullmatch(each)]
    return tuple(dict.fromkeys([*letters, *(each.replace("v", "u") for each in letters)]))
