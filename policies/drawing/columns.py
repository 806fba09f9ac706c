"""What stands beside the flow of a pack's picture, in columns; knows panels by how high they are, no procedure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from policies.drawing.svg import SOFT, Rect, Sheet, Stroke

_WIDTH, _BETWEEN = 470.0, 16.0
_COLUMNS_MAX = 3
_A4_ACROSS = 297 / 210
_AROUND = 250.0
"""About how high all is that stands above and below the flow."""

Draw = Callable[[Sheet, Rect], float]
"""Draws a panel from the upper border of a place downwards; returns where it ends."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The panels beside the flow in columns; the duties stand below those of the first, next to the settlement."""

    panels: tuple[tuple[Draw, ...], ...]
    duties: Draw

    @property
    def width(self) -> float:
        """The width of all columns."""
        return len(self.panels) * (_WIDTH + _BETWEEN) - _BETWEEN

    @property
    def height(self) -> float:
        """The height of the longest."""
        first, *others = self.panels
        return max(_stack((*first, self.duties)), *map(_stack, others), 0.0)


def columns(panels: Sequence[Draw], duties: Draw, height: float, left: float) -> Columns:
    """As many columns as let the page be largest on A4 across, beside a flow of a height, with so much to its left."""
    tried = [_in_columns(panels, duties, many) for many in range(1, _COLUMNS_MAX + 1)]
    return max(tried, key=lambda each: min(_A4_ACROSS / (left + each.width), 1 / (max(height, each.height) + _AROUND)))


def beside(sheet: Sheet, what: Columns, at: Rect, settled: Rect | None) -> float:
    """Draw the panels beside the flow, and the line from the settlement to the duties; returns where they end."""
    bottoms: list[float] = []
    for index, panels in enumerate(what.panels):
        column = Rect(at.x + index * (_WIDTH + _BETWEEN), at.y, _WIDTH, at.height)
        y = at.y - _BETWEEN
        for draw in panels:
            y = draw(sheet, _below(column, y))
        bottoms.append(y)
    height = _stack((what.duties,))
    panel = Rect(at.x, max(bottoms[0] + _BETWEEN, at.bottom - height), _WIDTH, height)
    if settled:
        middle = settled.y + settled.height / 2
        entry = min(max(middle, panel.y + 10), panel.bottom - 10)
        turn = panel.x - _BETWEEN
        sheet.line([(settled.right, middle), (turn, middle), (turn, entry), (panel.x, entry)], Stroke(SOFT, 1))
    return max(*bottoms, what.duties(sheet, panel))


def _in_columns(panels: Sequence[Draw], duties: Draw, many: int) -> Columns:
    """Panels one after the other, the first column shorter by the duties below it, none much higher than the rest."""
    fair = _stack((*panels, duties)) / many
    filled: list[list[Draw]] = [[]]
    for panel in panels:
        above: list[Draw] = [*filled[-1], panel]
        above += [duties] if len(filled) == 1 else []
        if len(filled) < many and _stack(above) > fair + _stack((panel,)) / 2:
            filled.append([])
        filled[-1].append(panel)
    return Columns(tuple(map(tuple, filled)), duties)


def _stack(panels: Sequence[Draw]) -> float:
    """How high panels are, one below the other: drawn on a sheet that nobody sees."""
    at = Rect(0, 0, _WIDTH, 0)
    return sum(panel(Sheet(), at) + _BETWEEN for panel in panels) - _BETWEEN if panels else 0.0


def _below(at: Rect, y: float) -> Rect:
    """The place of the next panel of a column."""
    return Rect(at.x, y + _BETWEEN, at.width, 0)
