"""The runner of the benchmarks: a figure stands alone, whatever becomes of the others."""

import json
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bench import pages, run
from bench.measured import Figure, Measurement, NotMeasured, Plain, spread
from bench.page_growth import PAGES, Measured, figures
from bench.peer_rounds import Client, one_round
from bench.run import Benchmark, Promise
from projections.projector.projector import READ_MODELS

CALM, WILD = (10.0, 10.1, 10.2, 10.0), (5.0, 20.0, 9.0, 40.0)


@dataclass
class Rounds:
    """A benchmark whose runs give these rounds, one after the other."""

    key: str
    runs: list[Sequence[float]]
    taken: int = field(default=0)

    async def __call__(self) -> list[Figure]:
        """Its next run."""
        self.taken += 1
        return [Plain(self.key, "s", self.runs[self.taken - 1])]


async def _fails() -> list[Figure]:
    raise RuntimeError("lost a command")


@pytest.fixture(autouse=True)
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where results are kept, on a machine that is quiet."""
    path = tmp_path / "results.json"
    monkeypatch.setattr(run, "RESULTS", path)
    monkeypatch.setattr(run, "until_quiet", lambda: 0.01)
    return path


def _measuring(monkeypatch: pytest.MonkeyPatch, **each: Callable[[], Awaitable[Sequence[Figure]]]) -> None:
    known = {
        name: Benchmark(measure, {f"{name}_seconds": Promise(50.0, 1.0, at_most=True)})
        for name, measure in each.items()
    }
    monkeypatch.setattr(run, "BENCHMARKS", known)


def test_failure_stands_alone(monkeypatch: pytest.MonkeyPatch, results: Path) -> None:
    """A benchmark that fails is told, and the others are measured."""
    _measuring(monkeypatch, first=_fails, second=Rounds("second_seconds", [CALM]))
    monkeypatch.delenv("ONLY", raising=False)

    assert run.main() == 1

    kept = json.loads(results.read_text())
    assert kept["first_seconds"]["failed"] == "RuntimeError('lost a command')"
    assert kept["second_seconds"]["ours"] == 10.05
    assert not kept["second_seconds"]["disturbed"]
    assert {"ours_rounds", "versions", "machine", "spread", "busy_before", "runs", "at"} <= kept[
        "second_seconds"
    ].keys()
    assert all(kept["second_seconds"]["machine"].values())
    assert all(kept["second_seconds"]["versions"].values())


def test_a_peer_counts_what_its_clients_did() -> None:
    """The acts of all clients count; one that fails is told, and nothing is counted; what goes on is ended."""
    ended: list[int] = []

    def fails() -> None:
        raise LookupError("not recorded")

    with ThreadPoolExecutor(2) as threads:
        found = one_round(threads, [Client(lambda: None, lambda: ended.append(1))] * 2, 0.01)
        assert one_round(threads, [Client(fails)], 0.01) == {"failed": "LookupError('not recorded')"}
    assert int(str(found["acts"])) > 1
    assert ended == [1, 1]


def test_measured_once_more(monkeypatch: pytest.MonkeyPatch, results: Path) -> None:
    """Rounds that lie far apart are measured once more, and the calmer run counts."""
    once_more = Rounds("first_seconds", [WILD, CALM, CALM])
    _measuring(monkeypatch, first=once_more)
    monkeypatch.delenv("ONLY", raising=False)

    assert run.main() == 0

    kept = json.loads(results.read_text())["first_seconds"]
    assert (once_more.taken, kept["runs"], kept["ours"], kept["disturbed"]) == (2, 2, 10.05, False)


def test_disturbed_twice(monkeypatch: pytest.MonkeyPatch, results: Path) -> None:
    """What is disturbed twice says so."""
    _measuring(monkeypatch, first=Rounds("first_seconds", [WILD, WILD]))
    monkeypatch.delenv("ONLY", raising=False)

    run.main()

    assert json.loads(results.read_text())["first_seconds"]["disturbed"]


@pytest.mark.parametrize("only", ["second", "second_seconds", " second , "])
def test_some_alone(monkeypatch: pytest.MonkeyPatch, results: Path, only: str) -> None:
    """Some are measured alone, and the figures of the others stay; one that nobody promises any more goes."""
    first, second = Rounds("first_seconds", [CALM]), Rounds("second_seconds", [CALM])
    _measuring(monkeypatch, first=first, second=second)
    results.write_text(json.dumps({"first_seconds": {"ours": 3.0}, "forgotten": {"ours": 1.0}}))
    monkeypatch.setenv("ONLY", only)

    assert run.main() == 0

    kept = json.loads(results.read_text())
    assert (first.taken, second.taken, kept["first_seconds"], "forgotten" in kept) == (0, 1, {"ours": 3.0}, False)


@pytest.mark.parametrize(("only", "taken"), [("", 0), ("first", 1)])
def test_long_ones_are_asked_for(monkeypatch: pytest.MonkeyPatch, results: Path, only: str, taken: int) -> None:
    """What takes an hour is measured where it is named, and not once more; a part of it that failed says why."""
    long = Rounds("first_seconds", [WILD])
    promises = {key: Promise(50.0, 1.0, at_most=True) for key in ("first_seconds", "other_seconds")}

    async def measure() -> list[Figure]:
        return [*await long(), NotMeasured("other_seconds", "no page")]

    monkeypatch.setattr(run, "BENCHMARKS", {"first": Benchmark(measure, promises, long=True)})
    monkeypatch.setenv("ONLY", only)

    assert run.main() == taken

    kept = json.loads(results.read_text()) if taken else {}
    assert (long.taken, [each.get("failed") for each in kept.values()]) == (taken, [None, "no page"][: 2 * taken])


def test_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that no benchmark has is refused."""
    monkeypatch.setenv("ONLY", "strom")
    with pytest.raises(SystemExit, match="strom"):
        run.main()


def test_two_sides() -> None:
    """A figure of two sides is the median of the ratios of its rounds."""
    found = Measurement("x", "s", [(10.0, 5.0), (30.0, 10.0), (8.0, 8.0)], (), {})
    assert (found.value, found.as_json()["ratio"], spread(found)) == (2.0, 2.0, 0.5)


def test_the_page_that_does_worst() -> None:
    """A figure of many pages is that of the worst one; while one of them was not measured there is none, and why."""
    few = Measured({name: [(10.0, 1.0)] * 3 for name in PAGES})
    many = Measured(
        {**{name: [(11.0, 1.0)] * 3 for name in PAGES}, "cases": [(20.0, 5.0)] * 3, "bans": [(12.0, 6.0)] * 3}
    )
    growth, against = figures(few, many, (1_000, 100_000))
    told = [each.settings for each in (growth, against) if isinstance(each, Measurement)]

    assert [(each.key, each.value) for each in (growth, against)] == [("page_growth_100k", 2.0), ("page_vs_sql", 4.0)]
    assert [each["page"] for each in told] == ["cases", "cases"]
    assert told[1]["ratios"] == {"cases": 4.0, "bans": 2.0}
    failed = [each.as_json() for each in figures(few, Measured(failed={"cases": "500"}), (1_000, 100_000))]
    assert all("500" in str(each["failed"]) for each in failed)
    assert "failed" in figures(few, few, (1_000, 1_000))[1].as_json()


def test_tables_of_today() -> None:
    """What pages are measured on are tables of today."""
    today = {f"{table.name}_v{table.version}" for model in READ_MODELS for table in model.tables}
    assert set(pages._SQL) <= today  # noqa: SLF001 - its statements are named after tables
