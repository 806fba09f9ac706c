"""`rongcuo policy test`: play scenarios by the domain alone, and tell every difference on its line."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import perf_counter

from rich.console import Console

from deploy.cli.terminal import say
from domain.values import Frozen
from policies.packs.fault_phrases import in_chinese
from policies.packs.layering import Bases
from policies.packs.loader import base_in, bundled_base
from policies.packs.located import FaultyFile, FileFault
from policies.scenario_language.runs import Played, pack_of, ready, run

EXIT_DIFFERS = 1


class DifferenceShown(Frozen):
    """One thing that is otherwise than a scenario expects, or wrong with its file; line and column from 1."""

    line: int
    column: int
    where: str
    what: str


class ScenarioShown(Frozen):
    """One scenario: it holds, or how it differs."""

    name: str
    covers: tuple[str, ...]
    ok: bool
    steps: int
    differences: tuple[DifferenceShown, ...]


class ScenarioFileShown(Frozen):
    """A file: its scenarios, or why it cannot be played."""

    file: str
    faults: tuple[DifferenceShown, ...] = ()
    scenarios: tuple[ScenarioShown, ...] = ()


class TestShown(Frozen):
    """What `policy test --json` prints: a step is a command decided; `seconds` are for reading and playing."""

    ok: bool
    scenarios: int
    failed: int
    steps: int
    seconds: float
    files: tuple[ScenarioFileShown, ...]


def test(directory: Path, console: Console, *, as_json: bool, base: Path | None = None) -> int:  # noqa: PT028 - the command, no test of pytest
    """Play every scenario of a directory (or of one file) and show what came of them; returns the exit code.

    `base` is where the editions are that packs of these scenarios extend.
    """
    bases = base_in(base) if base else bundled_base
    paths = [directory] if directory.is_file() else sorted(directory.glob("**/*.yaml"))
    if not paths:
        say(console, f"{directory}: 没有场景文件 / no scenario files")
        return EXIT_DIFFERS
    started = perf_counter()
    packs: set[Path] = set()
    files = {path: _played(path, packs, bases) for path in paths}
    scenarios = tuple(file for path, file in files.items() if path.resolve() not in packs)
    found = _shown(scenarios, perf_counter() - started)
    if as_json:
        say(console, found.model_dump_json())
    else:
        say(console, *_told(found))
    return 0 if found.ok else EXIT_DIFFERS


def _played(path: Path, packs: set[Path], bases: Bases) -> ScenarioFileShown:
    """Play one file; `packs` gets the pack's file it names, if it names one, which is itself no scenario file."""
    try:
        readied = ready(path.read_bytes(), path.name, partial(pack_of, folder=path.parent, bases=bases))
    except FaultyFile as faulty:
        return ScenarioFileShown(file=str(path), faults=tuple(map(_difference, faulty.faults)))
    except OSError as error:
        unread = DifferenceShown(line=1, column=1, where="", what=f"cannot be read: {error.strerror}")
        return ScenarioFileShown(file=str(path), faults=(unread,))
    packs.add((path.parent / readied.file.pack).resolve())
    return ScenarioFileShown(file=str(path), scenarios=tuple(map(_scenario, run(readied))))


def _scenario(played: Played) -> ScenarioShown:
    return ScenarioShown(
        name=played.name,
        covers=played.covers,
        ok=not played.differences,
        steps=played.steps,
        differences=tuple(map(_difference, played.differences)),
    )


def _difference(fault: FileFault) -> DifferenceShown:
    return DifferenceShown(line=fault.line, column=fault.column, where=fault.where, what=fault.what)


def _shown(files: tuple[ScenarioFileShown, ...], seconds: float) -> TestShown:
    scenarios = [scenario for file in files for scenario in file.scenarios]
    failed = sum(not scenario.ok for scenario in scenarios)
    return TestShown(
        ok=not failed and not any(file.faults for file in files),
        scenarios=len(scenarios),
        failed=failed,
        steps=sum(scenario.steps for scenario in scenarios),
        seconds=max(round(seconds, 3), 0.001),
        files=files,
    )


def _told(found: TestShown) -> Iterator[str]:
    for file in found.files:
        yield file.file
        yield from (_line(file.file, fault) for fault in file.faults)
        for scenario in file.scenarios:
            yield f"  {'✓' if scenario.ok else '✗'} {scenario.name}  {' '.join(scenario.covers)}"
            yield from (f"    {_line(file.file, each)}" for each in scenario.differences)
    faulty = sum(bool(file.faults) for file in found.files)
    yield (
        f"{found.scenarios} 个场景 scenarios · {found.failed} 个不符 differ · {faulty} 个文件有误 faulty files · "
        f"{found.steps:,} 步 steps · {found.steps / found.seconds:,.0f} 步/秒 steps/s"
    )


def _line(file: str, found: DifferenceShown) -> str:
    where, zh = f"{found.where}: " if found.where else "", in_chinese(found.what)
    return f"{file}:{found.line}:{found.column}: {where}{f'{zh} / ' if zh else ''}{found.what}"
