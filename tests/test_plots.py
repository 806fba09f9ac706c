"""The plots of growth: what was measured is drawn, and the same is drawn the same."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench import plots

_SVG = "{http://www.w3.org/2000/svg}"
SIZES = [
    {
        "cases": cases,
        "events": cases * 14,
        "pages_ms": {"lists": {"tasks": 20.0 + power, "cases": 30.0}, "figures": {"calendar": 9.0} if power else {}},
        "command_ms": 14.0,
        "paper_case_ms": 4.0,
        "loaded_us_an_event": 500.0,
        "shown_us_an_event": 800.0,
        "rebuild_us_an_event": 100.0 / (power + 1),
        "bytes": 10**7 * (power + 1),
        "event_bytes": 10**6 * (power + 1),
        "read_model_bytes": 10**5 * (power + 1),
    }
    for power, cases in enumerate((1, 100, 10_000))
]


@pytest.fixture
def growth(tmp_path: Path) -> Path:
    """What was measured at three sizes."""
    path = tmp_path / "growth.json"
    path.write_text(json.dumps({"sizes": SIZES}))
    return path


def test_everything_measured_is_drawn_and_always_alike(growth: Path, tmp_path: Path) -> None:
    """A line for each page and cost, a point for each size that has it; drawn again, byte for byte the same."""
    plots.draw(growth, tmp_path / "one")
    plots.draw(growth, tmp_path / "two")
    drawn = {path.stem: path.read_bytes() for path in sorted((tmp_path / "one").iterdir())}

    assert drawn == {path.stem: path.read_bytes() for path in sorted((tmp_path / "two").iterdir())}
    assert set(drawn) == {"figures", "lists", "loading", "rebuild", "stored", "writes"}
    lists, figures = (ET.fromstring(drawn[name]) for name in ("lists", "figures"))  # noqa: S314 - our own drawing
    assert len(lists.findall(f"{_SVG}polyline")) == 2
    assert len(lists.findall(f"{_SVG}circle")) == 2 * len(SIZES)
    assert "tasks" in {text.text for text in lists.findall(f"{_SVG}text")}
    assert len(figures.findall(f"{_SVG}circle")) == len(SIZES) - 1


def test_what_failed_is_left_out(tmp_path: Path) -> None:
    """A size at which a part failed has no point there, and what failed at every size has no plot."""
    failed = {key: value for key, value in SIZES[-1].items() if not key.startswith(("rebuild", "command"))}
    few = [{"cases": size["cases"], "command_ms": size["command_ms"]} for size in SIZES[:-1]]
    (tmp_path / "growth.json").write_text(json.dumps({"sizes": [*few, failed]}))
    plots.draw(tmp_path / "growth.json", tmp_path)

    assert {path.stem for path in tmp_path.glob("*.svg")} == {"figures", "lists", "loading", "stored", "writes"}
    writes = ET.parse(tmp_path / "writes.svg")  # noqa: S314 - our own drawing
    assert len(writes.findall(f".//{_SVG}circle")) == 3


def test_what_costs_more_stands_higher(growth: Path, tmp_path: Path) -> None:
    """The axes go up and to the right, and every point lies between them."""
    plots.draw(growth, tmp_path)
    stored = ET.parse(tmp_path / "stored.svg")  # noqa: S314 - our own drawing
    points = [(float(each.get("cx", 0)), float(each.get("cy", 0))) for each in stored.findall(f".//{_SVG}circle")]

    every, events = points[: len(SIZES)], points[len(SIZES) : 2 * len(SIZES)]
    assert [x for x, _ in every] == sorted(x for x, _ in every)
    assert [y for _, y in every] == sorted((y for _, y in every), reverse=True)
    assert all(above < below for (_, above), (_, below) in zip(every, events, strict=True))
    assert all(0 < x < 760 and 0 < y < 440 for x, y in points)


def test_the_plots_are_of_what_is_kept(tmp_path: Path) -> None:
    """Those beside the benchmarks are drawn from the growth that is kept there."""
    plots.draw(folder=tmp_path)

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        path.name: path.read_text() for path in plots.PLOTS.iterdir()
    }
