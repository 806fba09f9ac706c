"""The fonts that documents are set in: the customer's folder first, then the ones that are installed with us.

What the standard asks for (仿宋, 小标宋, 黑体, 楷体, 宋体) is licensed by its foundries and cannot come with us; where
the folder has none of them, Noto Serif SC and Noto Sans SC (SIL OFL 1.1) take their places.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn
import typst
from fontTools.ttLib import TTFont

from domain.characters import code_point
from domain.documents.letter import Letter
from domain.values import Frozen

SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
_PLACES: Final[Mapping[str, tuple[Sequence[str], str]]] = {
    "text": (
        (
            "仿宋_GB2312",
            "FangSong_GB2312",
            "仿宋",
            "FangSong",
            "方正仿宋_GBK",
            "FZFangSong-Z02",
            "STFangsong",
            "华文仿宋",
        ),
        SERIF,
    ),
    "title": (
        ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
        SERIF,
    ),
    "hei": (("黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "STHeiti"), SANS),
    "kai": (
        ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "FZKai-Z03", "STKaiti"),
        SERIF,
    ),
    "song": (("宋体", "SimSun", "方正书宋_GBK", "FZShuSong-Z01", "STSong"), SERIF),
}
"""For each place on the page the families that belong there, by the names that fonts give themselves, the first that is
there; and which of ours stands in."""
_SET_OTHERWISE: Final = frozenset("\n\t\u200b")
"""What no font need have: ends of lines, tabs, places where a word may break."""
_OURS: Final = Path(pylopdf_fonts_zh_cn.serif_path()).parent


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A character that no font has: which, and in what of the letter it stands."""

    character: str
    where: str

    @property
    def code_point(self) -> str:
        """How Unicode writes it."""
        return code_point(self.character)


@dataclass(frozen=True)
class Fonts:
    """The fonts at hand.

    Attributes:
        folders: Where they lie, the customer's first.
        files: Which files these are.
        stacks: For each place on the page the families in which a character is looked for, one after the other.
        thin: Whether ours stands in for 小标宋, and is thickened.
    """

    folders: Sequence[str]
    files: Sequence[str]
    stacks: Mapping[str, Sequence[str]]
    thin: bool

    def uncovered(self, letter: Letter) -> Sequence[Uncovered]:
        """Each character of a letter that no font has, once, with the first place where it stands.

        Whoever reads the text of a finished PDF does not find them: an empty box is extracted as the right character.
        """
        found: dict[str, Uncovered] = {}
        for where, text in texts_in(letter):
            for character in sorted(set(text) - found.keys() - _SET_OTHERWISE):
                if not any(ord(character) in _characters(file) for file in self.files):
                    found[character] = Uncovered(character, where)
        return tuple(found.values())


def fonts_at(folder: Path | None) -> Fonts:
    """The fonts of a customer's folder, and ours.

    Raises:
        NotADirectoryError: there is no such folder.
    """
    if folder is not None and not folder.is_dir():
        raise NotADirectoryError(f"the folder of fonts is not there: {folder}")
    theirs = [] if folder is None else _fonts_below(folder)
    found = [*theirs, *_fonts_below(_OURS)]
    families = list(dict.fromkeys(font.family for font in found))
    return Fonts(
        folders=[str(each) for each in (folder, _OURS) if each is not None],
        files=tuple(dict.fromkeys(font.path for font in found if font.path is not None)),
        stacks={place: _stack(families, *wanted) for place, wanted in _PLACES.items()},
        thin=not set(_PLACES["title"][0]) & set(families),
    )


def texts_in(value: object, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a letter, with the name of the field that has it (`body[3].rows[0][2]`)."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Frozen):
        for name in type(value).model_fields:
            yield from texts_in(getattr(value, name), f"{where}.{name}" if where else name)
    elif isinstance(value, tuple):
        for at, each in enumerate(value):
            yield from texts_in(each, f"{where}[{at}]")


def _fonts_below(folder: Path) -> Sequence[typst.FontInfo]:
    """The fonts of a folder, in an order that is the same everywhere."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    return sorted(fonts.fonts(), key=lambda font: (font.path or "", font.index))


def _stack(families: Iterable[str], preferred: Sequence[str], ours: str) -> Sequence[str]:
    """The first of the preferred families that is there, ours, and then whatever else may have a rare character."""
    here = list(families)
    first = next((family for family in preferred if family in here), ours)
    return tuple(dict.fromkeys((first, ours, *here)))


@cache
def _characters(file: str) -> frozenset[int]:
    """The code points for which a file has a glyph; a collection has those of its first font."""
    with TTFont(file, fontNumber=0, lazy=True) as font:
        return frozenset(font.getBestCmap())
