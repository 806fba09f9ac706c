"""Where the boxes of a graph stand and how its arrows run; knows sizes and leads, no procedure.

Arrows run only where no box can be: in the gaps between rows and in lanes to the left of the first column. What goes on
to the next row crosses one gap; what leads further or back takes a lane.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from policies.drawing.graph import Graph, Lead
from policies.drawing.svg import Block, Point, Rect

LABEL_WIDTH = 118.0
"""The room for words beside the first column, where arrows leave to a lane."""

_PORT, _ASIDE = 46.0, 20.0
_TRACK, _LANE = 10.0, 15.0
_HEAD, _GAP_MIN = 17.0, 26.0
_SIDE = 22.0
BETWEEN = 34.0
"""What is left free between boxes side by side."""

Label = Callable[[Lead, float], Block]
"""The words on an arrow, wrapped to a width."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a node needs: its box, and how far its notes reach to the right of it."""

    width: float
    height: float
    notes: float = 0.0


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow: its way from border to border, its words, their upper left corner, or the right one if `flush`."""

    lead: Lead
    points: tuple[Point, ...]
    label: Block
    label_at: Point
    flush: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes by node, arrows, and the room both take, beginning at the origin."""

    boxes: Mapping[str, Rect]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


def layout(graph: Graph, sizes: Mapping[str, Size], label: Label) -> Layout:
    """Place every box and lead every arrow."""
    return _Plan(graph, sizes, label).layout()


@dataclass(slots=True)
class _Plan:
    graph: Graph
    sizes: Mapping[str, Size]
    label: Label
    places: dict[str, tuple[int, int]] = field(init=False)
    lanes: dict[Lead, int] = field(init=False)
    outs: dict[str, list[Lead]] = field(init=False)
    ins: dict[str, list[Lead]] = field(init=False)
    sides: dict[str, list[Lead]] = field(init=False)
    tracks: dict[int, list[Lead]] = field(init=False)

    def __post_init__(self) -> None:
        self.places = self.graph.places
        self.lanes = self._lanes()
        self.outs, self.ins = defaultdict(list), defaultdict(list)
        self.sides, self.tracks = defaultdict(list), defaultdict(list)
        for lead in sorted(self.graph.leads, key=self._port_order):
            self._take_ports(lead)

    def _port_order(self, lead: Lead) -> tuple[bool, int, int]:
        return lead in self.lanes, self.places[lead.target][1], self.places[lead.source][1]

    def _lanes(self) -> dict[Lead, int]:
        """The lane of each lead that does not simply go on to the next row; short ones lie inside long ones."""
        far = [lead for lead in self.graph.leads if self._row(lead.target) - self._row(lead.source) != 1]
        taken: list[list[tuple[int, int]]] = []
        lanes: dict[Lead, int] = {}
        for lead in sorted(
            far, key=lambda each: (abs(self._row(each.target) - self._row(each.source)), *self._span(each))
        ):
            top, bottom = self._span(lead)
            free = (n for n, spans in enumerate(taken) if all(bottom < a or b < top for a, b in spans))
            lanes[lead] = next(free, len(taken))
            taken += [[]] if lanes[lead] == len(taken) else []
            taken[lanes[lead]].append((top, bottom))
        return lanes

    def _row(self, node: str) -> int:
        return self.places[node][0]

    def _span(self, lead: Lead) -> tuple[int, int]:
        """From where to where a lead is in its lane: rows are even, the gaps between them odd."""
        (source_row, source_column), (target_row, target_column) = self.places[lead.source], self.places[lead.target]
        ends = 2 * source_row + (source_column > 0), 2 * target_row - (target_column > 0)
        return min(ends), max(ends)

    def _take_ports(self, lead: Lead) -> None:
        """A lead leaves downwards and comes from above, but to and from a lane the first column uses its side."""
        by_lane = lead in self.lanes
        source_row, source_column = self.places[lead.source]
        target_row, target_column = self.places[lead.target]
        if by_lane and source_column == 0:
            self.sides[lead.source].append(lead)
        else:
            self.outs[lead.source].append(lead)
        if not by_lane or source_column:
            self.tracks[source_row].append(lead)
        if by_lane and target_column == 0:
            self.sides[lead.target].append(lead)
        else:
            self.ins[lead.target].append(lead)
        if by_lane and target_column:
            self.tracks[target_row - 1].append(lead)

    def layout(self) -> Layout:
        boxes, right = self._boxes()
        arrows = tuple(self._arrow(lead, boxes) for lead in self.graph.leads)
        last = len(self.graph.rows) - 1
        return Layout(
            boxes, arrows, right, self._row_bottom(last, boxes) + (self._gap(last) if self.tracks[last] else 0)
        )

    def _boxes(self) -> tuple[dict[str, Rect], float]:
        """Columns begin at the same place in every row; a row that fits into the first of them stands there."""
        columns = [row if len(row) == 1 or not self._is_packed(row) else row[:1] for row in self.graph.rows]
        widest = [
            max(self.sizes[row[column]].width + self.sizes[row[column]].notes for row in columns if column < len(row))
            for column in range(max(map(len, columns), default=0))
        ]
        first = LABEL_WIDTH + 12 + _LANE * (max(self.lanes.values()) + 1) if self.lanes else 0.0
        left = [first + sum(widest[:column]) + BETWEEN * column for column in range(len(widest))]
        boxes: dict[str, Rect] = {}
        y = self._gap(-1) if self.tracks[-1] else 0.0
        for number, row in enumerate(self.graph.rows):
            x = left[0]
            for column, node in enumerate(row):
                x = x if self._is_packed(row) else left[column]
                height = max(self.sizes[node].height, self._side_ports(node)[1])
                boxes[node] = Rect(x, y, self.sizes[node].width, height)
                x = boxes[node].right + BETWEEN
            y = max(boxes[node].bottom for node in row) + self._gap(number)
        return boxes, left[-1] + widest[-1] if widest else 0.0

    def _is_packed(self, row: tuple[str, ...]) -> bool:
        """Whether all of a row has room in the first column."""
        sizes = [self.sizes[node] for node in row]
        first = max(self.sizes[each[0]].width for each in self.graph.rows)
        return sum(size.width + size.notes for size in sizes) + BETWEEN * (len(row) - 1) <= first

    def _row_bottom(self, row: int, boxes: Mapping[str, Rect]) -> float:
        return max(boxes[node].bottom for node in self.graph.rows[row])

    def _labels(self, row: int) -> float:
        """The room for words below a row."""
        nodes = self.graph.rows[row] if row >= 0 else ()
        return max((self._out_label(lead).height for node in nodes for lead in self.outs[node]), default=0.0)

    def _gap(self, row: int) -> float:
        tracks = len(self.tracks[row])
        return max(_GAP_MIN, self._labels(row) + 8 + tracks * _TRACK * (tracks > 1) + _HEAD)

    def _pitch(self, node: str, ports: int) -> float:
        return (self.sizes[node].width - _PORT - 12) / max(ports, 1)

    def _out_label(self, lead: Lead) -> Block:
        return self.label(lead, self._pitch(lead.source, len(self.outs[lead.source])) - 14)

    def _side_ports(self, node: str) -> tuple[dict[tuple[Lead, bool], float], float]:
        """How far down its side a box is left or reached by each lead, and how high it must be for that.

        Whatever has its other end further up stands further up; a ring of one box leaves below where it comes back.
        """
        ends = [
            (lead, leaving) for lead in self.sides[node] for leaving in (True, False) if node == _end(lead, leaving)
        ]
        ends = list(dict.fromkeys(ends))
        ends.sort(key=lambda end: (self._row(_end(end[0], not end[1])), end[1], self.lanes[end[0]]))
        ports: dict[tuple[Lead, bool], float] = {}
        y = 4.0
        for lead, leaving in ends:
            y += max(_SIDE, self.label(lead, LABEL_WIDTH - 12).height + 6) if leaving else _SIDE
            ports[lead, leaving] = y
        needed = y + 12
        spare = max(0.0, self.sizes[node].height - needed) / 2
        return {end: down + spare for end, down in ports.items()}, needed if ends else 0.0

    def _arrow(self, lead: Lead, boxes: Mapping[str, Rect]) -> Arrow:
        source, target = boxes[lead.source], boxes[lead.target]
        lane = min(box.x for box in boxes.values()) - LABEL_WIDTH - _LANE * (self.lanes.get(lead, 0) + 0.6)
        if lead in self.sides[lead.source]:
            y = source.y + self._side_ports(lead.source)[0][lead, True]
            points: list[Point] = [(source.x, y), (lane, y)]
            label, at, flush = self.label(lead, LABEL_WIDTH - 12), (source.x - 8, y), True
            at = (at[0], y - label.height - 3)
        else:
            x, y = self._port(source, lead, self.outs[lead.source]), self._track(lead, self._row(lead.source), boxes)
            points = [(x, source.bottom), (x, y)]
            label, at, flush = self._out_label(lead), (x + 10, source.bottom + 5), False
            points += [(lane, y)] if lead in self.lanes else []
        if lead in self.sides[lead.target]:
            y = target.y + self._side_ports(lead.target)[0][lead, False]
            points += [(lane, y), (target.x, y)]
        else:
            x = self._port(target, lead, self.ins[lead.target])
            if self._falls_on(lead, points[0][0], target):
                x = points[0][0]
            is_straight = x == points[0][0] and lead not in self.lanes
            x += 0 if is_straight else _ASIDE  # else it could run on the line of one that leaves from above
            if lead in self.lanes:
                y = self._track(lead, self._row(lead.target) - 1, boxes)
                points += [(lane, y)]
            points += [(x, y), (x, target.y)]
        return Arrow(lead, _straightened(points), label, at, flush)

    def _falls_on(self, lead: Lead, x: float, target: Rect) -> bool:
        """Whether a lead out of a row that stands in the first column simply falls on the box below it."""
        row = self.graph.rows[self._row(lead.source)]
        beside = len(row) > 1 and self._is_packed(row)
        return beside and lead not in self.lanes and target.x + _SIDE < x < target.right - _SIDE

    def _port(self, box: Rect, lead: Lead, ports: list[Lead]) -> float:
        return box.x + _PORT + ports.index(lead) * (box.width - _PORT - 12) / len(ports)

    def _track(self, lead: Lead, row: int, boxes: Mapping[str, Rect]) -> float:
        above = self._row_bottom(row, boxes) if row >= 0 else 0.0
        return above + self._labels(row) + 8 + self.tracks[row].index(lead) * _TRACK


def _end(lead: Lead, leaving: bool) -> str:
    return lead.source if leaving else lead.target


def _straightened(points: list[Point]) -> tuple[Point, ...]:
    """Without points that stand still or lie on the way between their neighbours."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and (kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]):
            kept.pop()
        kept.append(point)
    return tuple(kept)
