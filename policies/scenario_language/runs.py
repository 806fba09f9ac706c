"""Runs the scenarios of a file: each is played, and every difference is told on its line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from domain.messages import Event
from domain.pack.pack import Pack
from domain.refusals import Refusal, Refused
from policies.packs.layering import Bases
from policies.packs.loader import bundled_packs, load_pack
from policies.packs.located import FaultyFile, FileFault, Location, parse_model
from policies.scenario_language.check import PackChecks
from policies.scenario_language.place import Place, place_of
from policies.scenario_language.play import Player, player
from policies.scenario_language.scenarios import Act, Checks, RefusedWith, Scenario, ScenarioFile, read_scenarios
from policies.scenario_language.scene import CannotTell
from policies.scenario_language.then import Came, difference

FindPack = Callable[[ScenarioFile], Pack]
"""The pack a file is about; raises LookupError with what to say of it."""


@dataclass(frozen=True, slots=True)
class Played:
    """What playing one scenario showed; nothing in `differences` means that it holds."""

    name: str
    covers: tuple[str, ...]
    steps: int
    differences: tuple[FileFault, ...]


@dataclass(frozen=True, slots=True)
class Readied:
    """A file read and checked, with the place its scenarios are played in."""

    file: ScenarioFile
    place: Place
    raw: bytes
    source: str


@cache
def _bundled() -> tuple[Pack, ...]:
    return tuple(bundled_packs())


def pack_of(file: ScenarioFile, folder: Path, bases: Bases | None = None) -> Pack:
    """The pack that a scenario file in a folder is about; one that extends another is laid over what `bases` finds.

    Raises:
        LookupError: There is none such, or its file is faulty.
    """
    if file.pack.endswith(".yaml"):
        try:
            found = [load_pack(folder / file.pack, bases)]
        except FaultyFile as faulty:
            raise LookupError(f"the pack cannot be used: {faulty}") from faulty
    else:
        found = [pack for pack in _bundled() if pack.pack == file.pack]
    if not found:
        known = ", ".join(sorted({pack.pack for pack in _bundled()}))
        raise LookupError(f"no pack is called {file.pack}; there are {known}, or a file that ends in .yaml")
    editions = [pack for pack in found if file.edition in (None, pack.edition)]
    if not editions:
        raise LookupError(f"{file.pack} has no edition {file.edition}; it has {', '.join(p.edition for p in found)}")
    return editions[-1]


def ready(raw: bytes, source: str, find_pack: FindPack) -> Readied:
    """Read a scenario file, once for any number of runs.

    Raises:
        FaultyFile: With every fault of the file and its line.
    """
    places: list[Place] = []

    def checks_of(file: ScenarioFile) -> Checks:
        place = place_of(find_pack(file), festivals=bool(file.festivals))
        if file.later:
            place = replace(place, later=find_pack(file.model_copy(update={"pack": file.later, "edition": None})))
        places.append(place)
        return PackChecks(places[-1])

    file = read_scenarios(raw, source, checks_of)
    return Readied(file, places[-1], raw, source)


def run(readied: Readied) -> tuple[Played, ...]:
    """Play every scenario of a file; one that differs does not keep the next from being played."""
    return tuple(_run(readied, index, scenario) for index, scenario in enumerate(readied.file.scenarios))


def _run(readied: Readied, index: int, scenario: Scenario) -> Played:
    play = player(readied.place, readied.file, scenario)
    differences = [(("scenarios", index, *at), what) for at, what in _differences(play, scenario)]
    return Played(scenario.name, scenario.covers, play.steps, _on_lines(readied, differences))


def _differences(play: Player, scenario: Scenario) -> Iterator[tuple[Location, str]]:
    for number, act in enumerate(scenario.given):
        done = _do(play, act)
        if not isinstance(done, tuple):
            yield ("given", number), _stopped(act, done)
            return
    done = _do(play, scenario.when)
    of_refusal = any(isinstance(expected, RefusedWith) for expected in scenario.then)
    if isinstance(done, str) or (isinstance(done, Refusal) and not of_refusal):
        yield ("when",), _stopped(scenario.when, done)
        return
    came = Came(play, *((done, None) if isinstance(done, tuple) else ((), done)))
    for index, expected in enumerate(scenario.then):
        if wrong := difference(came, expected):
            yield ("then", index), wrong


def _do(play: Player, act: Act) -> tuple[Event, ...] | Refusal | str:
    """What came of an act: its events, a refusal, or why the scenario does not say enough."""
    try:
        return tuple(play.do(act))
    except Refused as refused:
        return refused.refusal
    except CannotTell as cannot:
        return cannot.what


def _stopped(act: Act, why: Refusal | str) -> str:
    if isinstance(why, str):
        return why
    return f"{act.what} is refused: {why.code} ({why.zh}{why.detail or ''})"


def _on_lines(readied: Readied, differences: list[tuple[Location, str]]) -> tuple[FileFault, ...]:
    """Put differences on their lines, as the reader of files does with faults; only a failed run pays for it."""
    if not differences:
        return ()
    try:
        parse_model(ScenarioFile, readied.raw, readied.source, lambda _: differences)
    except FaultyFile as located:
        return located.faults
    return ()
