"""Text that is measured and wrapped, and a sheet that takes boxes, lines and text and gives SVG; knows no procedure.

Fonts differ from desk to desk, so widths are approximate, on the safe side: a CJK character is as wide as it is high,
a Latin one a little over half. Only presentation attributes are used, no style sheet, so that a page with a strict
content policy may carry the drawing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

INK, SOFT, PALE, GROUND, WHITE = "#1f2329", "#566070", "#7b8694", "#f4f6f8", "#ffffff"
FONTS = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"

TEXT = 13.0
SMALL = 11.0
_LATIN = 0.57
_BOLD = 1.06
_LEADING = 1.42
_TOKENS = re.compile(r"[（【「《]{0,2}(?:[!-ÿ]+|[^ ])[，。；：、）】」》]{0,2}| +")
_CORNER, _MARGIN = 9.0, 4.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rect:
    """A place on the sheet; all lengths are the sheet's own units."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right border."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower border."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one look; `whole` ones stay on one line."""

    text: str
    size: float = TEXT
    bold: bool = False
    colour: str = INK
    whole: bool = False

    def width(self, text: str | None = None) -> float:
        """About how wide the words are."""
        return sum(map(_em, self.text if text is None else text)) * self.size * (_BOLD if self.bold else 1)


Paragraph = tuple[Run, ...]


def _em(character: str) -> float:
    return 1.0 if east_asian_width(character) in "FWA" else _LATIN


@dataclass(frozen=True, slots=True)
class Block:
    """Wrapped lines of text, one below the other."""

    lines: tuple[Paragraph, ...]

    @property
    def height(self) -> float:
        """The height of all lines."""
        return sum(map(_line_height, self.lines))

    @property
    def width(self) -> float:
        """The width of the longest line."""
        return max((sum(run.width() for run in line) for line in self.lines), default=0.0)


def _line_height(line: Paragraph) -> float:
    return max(run.size for run in line) * _LEADING


def block(paragraphs: Iterable[Paragraph], width: float) -> Block:
    """Wrap paragraphs to a width; words of other scripts are not broken, and no line begins with a closing mark."""
    return Block(tuple(line for paragraph in paragraphs for line in _wrapped(paragraph, width)))


def _wrapped(paragraph: Paragraph, width: float) -> Iterable[Paragraph]:
    line: list[Run] = []
    used = 0.0
    for run in paragraph:
        for token in _tokens(run, width):
            wide = run.width(token)
            if line and used + wide > width:
                if not token.strip():
                    continue  # a line does not end beyond its width for a blank
                yield _joined(line)
                line, used, token = [], 0.0, token.lstrip()  # noqa: PLW2901 - a line does not begin with a blank
            line.append(Run(token, run.size, run.bold, run.colour))
            used += wide
    if line:
        yield _joined(line)


def _tokens(run: Run, width: float) -> Iterable[str]:
    """What is not broken: a word, a character with the marks that close it; a word too long for any line is."""
    for token in [run.text] if run.whole else _TOKENS.findall(run.text):
        yield from [token] if run.width(token) <= width else token


def _joined(line: Sequence[Run]) -> Paragraph:
    """Neighbours of one look as one run."""
    joined: list[Run] = []
    for run in line:
        last = joined[-1] if joined else None
        if last and (last.size, last.bold, last.colour) == (run.size, run.bold, run.colour):
            joined[-1] = Run(last.text + run.text, run.size, run.bold, run.colour)
        else:
            joined.append(run)
    return tuple(joined)


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line is drawn."""

    colour: str = INK
    width: float = 1.4
    dashes: str = ""

    def attributes(self) -> str:
        """As SVG."""
        dashes = f' stroke-dasharray="{self.dashes}"' if self.dashes else ""
        return f'stroke="{self.colour}" stroke-width="{number(self.width)}"{dashes}'


@dataclass(slots=True)
class Sheet:
    """What has been drawn so far; later things lie above earlier ones."""

    elements: list[str] = field(default_factory=list)

    def box(self, at: Rect, kind: str, stroke: Stroke, fill: str = WHITE, corner: float = 5) -> None:
        """A box; `kind` is its class."""
        self.elements.append(
            f'<rect class="{kind}" x="{number(at.x)}" y="{number(at.y)}" width="{number(at.width)}" '
            f'height="{number(at.height)}" rx="{number(corner)}" fill="{fill}" {stroke.attributes()}/>'
        )

    def line(self, points: Sequence[Point], stroke: Stroke, kind: str = "line") -> None:
        """A line through points, its corners rounded."""
        self.elements.append(f'<path class="{kind}" d="{_rounded(points)}" fill="none" {stroke.attributes()}/>')

    def arrow(self, points: Sequence[Point], stroke: Stroke) -> None:
        """A line with a head at its end, which points along its last part."""
        self.line(points, stroke, "arrow")
        (x0, y0), (x, y) = points[-2], points[-1]
        length = max(abs(x - x0), abs(y - y0))
        dx, dy = (x - x0) / length, (y - y0) / length
        head = [(x, y), (x - 9 * dx - 4 * dy, y - 9 * dy - 4 * dx), (x - 9 * dx + 4 * dy, y - 9 * dy + 4 * dx)]
        corners = " ".join(f"{number(a)},{number(b)}" for a, b in head)
        self.elements.append(f'<polygon points="{corners}" fill="{stroke.colour}"/>')

    def text(self, words: Block, x: float, y: float, anchor: str = "start") -> None:
        """Lines of text, `y` being the top of the first and `x` where they begin, or end with anchor `end`."""
        for line in words.lines:
            height = _line_height(line)
            base = y + height - (height - max(run.size for run in line)) / 2 - max(run.size for run in line) * 0.16
            runs = "".join(map(_tspan, line))
            where = f'x="{number(x)}" y="{number(base)}"' + ("" if anchor == "start" else f' text-anchor="{anchor}"')
            self.elements.append(f'<text {where} xml:space="preserve">{runs}</text>')
            y += height


def _tspan(run: Run) -> str:
    bold = ' font-weight="700"' if run.bold else ""
    return f'<tspan font-size="{number(run.size)}" fill="{run.colour}"{bold}>{escape(run.text)}</tspan>'


def _rounded(points: Sequence[Point]) -> str:
    path = [f"M{_at(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start, leave = _towards(corner, before), _towards(corner, after)
        path.append(f"L{_at(start)} Q{_at(corner)} {_at(leave)}")
    return " ".join([*path, f"L{_at(points[-1])}"])


def _towards(corner: Point, other: Point) -> Point:
    """A point a little way from a corner, never beyond the middle of its side."""
    (x, y), (to_x, to_y) = corner, other
    length = abs(to_x - x) + abs(to_y - y)
    share = min(_CORNER, length / 2) / length if length else 0.0
    return x + (to_x - x) * share, y + (to_y - y) * share


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def number(value: float) -> str:
    """A number as SVG, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")


def document(sheet: Sheet, width: float, height: float, title: str, description: str) -> str:
    """The sheet as an SVG file, a unit a pixel, with room for the borders of what stands outermost."""
    x, y, across, down = map(number, (-_MARGIN, -_MARGIN, width + 2 * _MARGIN, height + 2 * _MARGIN))
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}" '
        f'viewBox="{x} {y} {across} {down}" role="img" lang="zh-CN" '
        f'aria-labelledby="drawing-title drawing-desc" font-family={quoteattr(FONTS)}>'
    )
    told = f'<title id="drawing-title">{escape(title)}</title>\n<desc id="drawing-desc">{escape(description)}</desc>'
    ground = f'<rect x="{x}" y="{y}" width="{across}" height="{down}" fill="{WHITE}"/>'
    return "\n".join([opening, told, ground, *sheet.elements, "</svg>\n"])
