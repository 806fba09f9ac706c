"""The steps of a track as a layered graph: which lead goes on and which back, and in what row and column each step is.

Rows are the longest way from a start. Nothing depends on the order of keys, so an installed edition, whose keys are
sorted, is drawn like the file it was read from.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.pack.steps import Track
from policies.packs.words import END, outcome_rank

_BACK = frozenset({"returned", "objection"})
"""Outcomes that lead back by their nature: they give no step its place."""

CLOSED = "end."
"""The name of the end among the nodes; no step can be called so."""


@dataclass(frozen=True, slots=True)
class Lead:
    """An arrow: from one node to another, on one or more outcomes; a start has none."""

    source: str
    target: str
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes with their rows and columns, from 0, and the leads between them."""

    rows: tuple[tuple[str, ...], ...]
    leads: tuple[Lead, ...]

    @property
    def places(self) -> dict[str, tuple[int, int]]:
        """Row and column of each node."""
        return {node: (row, column) for row, nodes in enumerate(self.rows) for column, node in enumerate(nodes)}


def start(index: int) -> str:
    """The name of an entry route among the nodes."""
    return f"start.{index}"


def graph(track: Track) -> Graph:
    """Give every entry route, every step and the end a place."""
    leads = tuple(_leads(track))
    order = _order(track, leads)
    rank = {node: index for index, node in enumerate(order)}
    onward = [lead for lead in leads if rank[lead.source] < rank[lead.target]]
    row = dict.fromkeys(order, 0)
    for node in order:
        for lead in onward:
            if lead.source == node:
                row[lead.target] = max(row[lead.target], row[node] + 1)
    for index, route in enumerate(track.opens):
        row[start(index)] = row[route.first] - 1
    if CLOSED in row:
        row[CLOSED] = max(row[node] for node in order[:-1]) + 1
    return Graph(_columns(row, onward), leads)


def flow_order(track: Track) -> tuple[str, ...]:
    """The steps as one comes to them."""
    return tuple(node for row in graph(track).rows for node in row if node in track.steps)


def _leads(track: Track) -> Iterator[Lead]:
    for index, route in enumerate(track.opens):
        yield Lead(start(index), route.first)
    for name in sorted(track.steps):
        outcomes: dict[str, list[str]] = defaultdict(list)
        leads = track.steps[name].leads
        for code in sorted(leads, key=outcome_rank):
            outcomes[leads[code]].append(code)
        for target, codes in outcomes.items():
            yield Lead(name, CLOSED if target == END else target, tuple(codes))
        if not leads:
            yield Lead(name, CLOSED)


def _order(track: Track, leads: tuple[Lead, ...]) -> list[str]:
    """Every node after those that lead to it, but where leads close a ring; the end last."""
    children: dict[str, list[str]] = defaultdict(list)
    for lead in leads:
        if not lead.outcomes or not _BACK.issuperset(lead.outcomes):
            children[lead.source].append(lead.target)
    seen: set[str] = {CLOSED}

    def after(node: str) -> Iterator[str]:
        if node not in seen:
            seen.add(node)
            for child in children[node]:
                yield from after(child)
            yield node

    starts = [node for index in range(len(track.opens)) for node in after(start(index))]
    beyond = [node for name in sorted(track.steps) for node in after(name)]
    ended = [CLOSED] if any(lead.target == CLOSED for lead in leads) else []
    return [*reversed(starts), *reversed(beyond), *ended]


def _columns(row: Mapping[str, int], onward: list[Lead]) -> tuple[tuple[str, ...], ...]:
    """Side by side within a row: below those they come from, the main way first, starts last."""
    rows: list[tuple[str, ...]] = []
    column: dict[str, int] = {}
    for number in range(max(row.values(), default=-1) + 1):
        nodes = [node for node in row if row[node] == number]
        ordered = sorted(nodes, key=lambda node: _beside(node, onward, column))
        column |= {node: index for index, node in enumerate(ordered)}
        rows.append(tuple(ordered))
    return tuple(nodes for nodes in rows if nodes)


def _beside(node: str, onward: list[Lead], column: Mapping[str, int]) -> tuple[bool, float, tuple[int, str], str]:
    into = [lead for lead in onward if lead.target == node and lead.source in column]
    mean = sum(column[lead.source] for lead in into) / len(into) if into else float(len(column))
    first = min((outcome_rank(lead.outcomes[0]) for lead in into if lead.outcomes), default=(0, ""))
    return node.startswith("start."), mean, first, node
