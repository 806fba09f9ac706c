"""The plots of growth (`bench/growth.py`) as SVG, both axes by powers of ten; the same bytes each time."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

GROWTH = Path(__file__).with_name("growth.json")
PLOTS = Path(__file__).with_name("plots")

_WIDTH, _HEIGHT = 760, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 210, 44, 56
_COLOURS = (
    *("#1f4e8c", "#b3541e", "#2f7d4f", "#7b3f8f", "#8a6d1a"),
    *("#4a4a4a", "#1897b5", "#d1478c", "#8bb01e", "#b02318"),
)
_FONT = 'font-family="sans-serif" font-size="13" fill="#222"'

Line = Sequence[tuple[float, float]]


def draw(growth: Path = GROWTH, folder: Path = PLOTS) -> None:
    """Draw everything that was found."""
    told = json.loads(growth.read_text(encoding="utf-8"))
    sizes: list[dict[str, Any]] = told["sizes"]
    folder.mkdir(exist_ok=True)

    def over(key: str, across: str = "cases", unit: float = 1.0) -> Line:
        """What was measured; a size at which that failed has no point."""
        return [(size[across], size[key] / unit) for size in sizes if {key, across} <= size.keys()]

    def pages(kind: str) -> Mapping[str, Line]:
        shown = [(size["cases"], size["pages_ms"][kind]) for size in sizes if "pages_ms" in size]
        names = dict.fromkeys(name for _, each in shown for name in each)
        return {name: [(cases, each[name]) for cases, each in shown if name in each] for name in names}

    writes = {"a command": over("command_ms"), "a case from paper": over("paper_case_ms")}
    events = {"an event, all read models": over("rebuild_us_an_event", "events")}
    loading = {
        "until written": over("loaded_us_an_event", "events"),
        "until shown": over("shown_us_an_event", "events"),
    }
    stored = {
        "all": over("bytes", "events", 2**20),
        "events": over("event_bytes", "events", 2**20),
        "read models": over("read_model_bytes", "events", 2**20),
    }
    for name, title, across, up, lines in (
        ("lists", "Lists", "cases", "ms", pages("lists")),
        ("figures", "Figures and law", "cases", "ms", pages("figures")),
        ("writes", "Commands and entries from paper", "cases", "ms", writes),
        ("loading", "Loading", "events", "µs an event", loading),
        ("rebuild", "Rebuild", "events", "µs an event", events),
        ("stored", "Database", "events", "MiB", stored),
    ):
        drawn = {each: line for each, line in lines.items() if line}
        if drawn:
            (folder / f"{name}.svg").write_text(plot(title, across, up, drawn), encoding="utf-8")


def plot(title: str, across: str, up: str, lines: Mapping[str, Line]) -> str:
    """One plot with both axes by powers of ten."""
    xs = [x for line in lines.values() for x, _ in line]
    ys = [y for line in lines.values() for _, y in line]
    wide, high = _powers(xs), _powers(ys)

    def at(x: float, y: float) -> tuple[float, float]:
        right = (math.log10(x) - wide[0]) / (wide[1] - wide[0]) * (_WIDTH - _LEFT - _RIGHT)
        above = (math.log10(y) - high[0]) / (high[1] - high[0]) * (_HEIGHT - _TOP - _BOTTOM)
        return _LEFT + right, _HEIGHT - _BOTTOM - above

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">',
        f"<title>{title}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="24" {_FONT} font-weight="bold">{title}: {up} against {across}</text>',
    ]
    for power in range(wide[0], wide[1] + 1):
        x, y = at(10**power, 10 ** high[0])
        parts.append(f'<path d="M{x:.1f} {_TOP}V{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{y + 20:.1f}" {_FONT} text-anchor="middle">{_number(power)}</text>')
    for power in range(high[0], high[1] + 1):
        x, y = at(10 ** wide[0], 10**power)
        parts.append(f'<path d="M{x:.1f} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" {_FONT} text-anchor="end">{_number(power)}</text>')
    for index, (name, line) in enumerate(lines.items()):
        colour, points = _COLOURS[index % len(_COLOURS)], [at(*point) for point in line]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        y = _TOP + 14 + 22 * index
        parts.append(f'<path d="M{_WIDTH - _RIGHT + 16} {y - 4}h18" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{_WIDTH - _RIGHT + 40}" y="{y}" {_FONT}>{name}</text>')
    parts.append(f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2:.0f}" y="{_HEIGHT - 12}" {_FONT}>{across}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _powers(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten between which all values lie; at least one apart."""
    low = math.floor(math.log10(min(values)))
    return low, max(low + 1, math.ceil(math.log10(max(values))))


def _number(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10**power:.{-power}f}"


if __name__ == "__main__":
    draw()
