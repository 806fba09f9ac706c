"""Every rule of the source texts, what of this software carries it, and the scenarios that show it.

Carried by a pack's value or by an act or event that cites the rule, or by what `outside.yaml` names; what nothing
carries has its reason there. `rongcuo policy rules` prints it, docs/rules.md keeps it, the page /rules shows it.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from domain.catalogue import (
    CASE_COMMANDS,
    CASE_EVENTS,
    RISK_FILING_COMMANDS,
    RISK_FILING_EVENTS,
    WORK_RECORD_COMMANDS,
    WORK_RECORD_EVENTS,
    terms_of,
)
from domain.pack.pack import Pack
from domain.values import Bilingual, Code, Frozen
from policies.packs.comparing import Place, part_at, sourced
from policies.packs.loader import bundled_packs
from policies.packs.located import read_model
from policies.packs.path_labels import place_words
from policies.scenario_language.scenarios import ScenarioFile
from policies.scenario_language.words import RULE_COUNTS, SITUATION_COUNTS, RuleId


class State(StrEnum):
    """How a rule stands."""

    SHOWN = "shown"
    CARRIED = "carried"
    OUTSIDE = "outside"
    MISSING = "missing"


SOURCES = ("NJ", "BT", "YN", "ZS", "NS")
"""The five source texts; what they leave open (A) and what they complain of (R) is no rule of theirs."""

_ACTS = (
    *(*CASE_COMMANDS, *CASE_EVENTS),
    *(*RISK_FILING_COMMANDS, *RISK_FILING_EVENTS),
    *(*WORK_RECORD_COMMANDS, *WORK_RECORD_EVENTS),
)
"""What people may do, and what is recorded."""
_CITED = re.compile(r"\b([A-Z]{1,2})-(\d{2})(?: to \1-(\d{2}))?\b")


class InPack(Frozen):
    """A value of a bundled pack that carries a rule without citing it."""

    pack: Code
    at: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        return tuple(self.at.split("."))


class Elsewhere(Frozen):
    """A page, a read or the log that carries a rule."""

    what: Bilingual


class Told(Frozen):
    """What is said of a rule that citations do not say: what carries it, what of it is outside, or why all of it is."""

    id: RuleId
    carried_by: InPack | Elsewhere | None = None
    rest: Bilingual | None = None
    reason: Bilingual | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.reason is None) == (self.carried_by is None and self.rest is None):
            raise ValueError("say what carries it or what remains outside, or the reason why all of it is outside")
        return self


class Outside(Frozen):
    """outside.yaml."""

    rules: tuple[Told, ...]


class Catalogue(Frozen):
    """catalogue.yaml: the names of the source texts, and a title of our own for each of their rules."""

    sources: dict[str, Bilingual]
    titles: dict[RuleId, Annotated[str, StringConstraints(min_length=2, max_length=20)]]


class Act(Frozen):
    """An act or an event whose description cites the rule."""

    name: str
    zh: str


class PackValues(Frozen):
    """The values of one pack that carry the rule, each part of the pack in words."""

    pack: Code
    edition: Code
    name: Bilingual
    values: tuple[str, ...]


class Shown(Frozen):
    """A scenario that covers the rule; `file` is its path below the scenarios."""

    file: str
    name: str


class RuleLine(Frozen):
    """One rule, what carries it, and what shows it.

    Attributes:
        state: shown by a scenario, carried without one, outside software, or missing: neither carried nor explained.
        rest: what of a carried rule remains outside software.
        reason: why all of a rule is outside software.
    """

    id: str
    source: str
    title: str
    state: State
    packs: tuple[PackValues, ...] = ()
    acts: tuple[Act, ...] = ()
    elsewhere: Bilingual | None = None
    rest: Bilingual | None = None
    reason: Bilingual | None = None
    scenarios: tuple[Shown, ...] = ()

    @property
    def wants_scenario(self) -> bool:
        """Whether a pack's value or an act carries it: what a scenario can show."""
        return bool(self.packs or self.acts)


class Count(Frozen):
    """How many rules of a source stand in each way."""

    source: str
    name: Bilingual
    rules: int = Field(ge=0)
    shown: int = Field(ge=0)
    carried: int = Field(ge=0, description="with those that a scenario shows")
    outside: int = Field(ge=0)


def rule_ids() -> tuple[str, ...]:
    """The rules of the five sources, then their situations, source by source."""
    return tuple(id_ for source in SOURCES for id_ in _ids_of(source))


def _ids_of(source: str) -> Iterator[str]:
    yield from (f"{source}-{number:02}" for number in range(1, RULE_COUNTS[source] + 1))
    yield from (f"{source}-S{number}" for number in range(1, SITUATION_COUNTS.get(source, 0) + 1))


def trace(
    packs: Sequence[Pack], scenarios: Mapping[str, ScenarioFile], catalogue: Catalogue, outside: Outside
) -> tuple[RuleLine, ...]:
    """Every rule with what carries and what shows it; `scenarios` are files by their path."""
    told = {each.id: each for each in outside.rules}
    named = [(each.id, each.carried_by) for each in outside.rules if isinstance(each.carried_by, InPack)]
    values, acts, shown = citing_values(packs, of_sources(SOURCES), named), citing_acts(SOURCES), _shown(scenarios)
    lines = []
    for id_ in rule_ids():
        said = told.get(id_)
        line = RuleLine(
            id=id_,
            source=id_.partition("-")[0],
            title=catalogue.titles[id_],
            state=State.MISSING,
            packs=tuple(values.get(id_, ())),
            acts=tuple(acts.get(id_, ())),
            elsewhere=said.carried_by.what if said and isinstance(said.carried_by, Elsewhere) else None,
            rest=said.rest if said else None,
            reason=said.reason if said else None,
            scenarios=tuple(shown.get(id_, ())),
        )
        lines.append(line.model_copy(update={"state": _state(line)}))
    return tuple(lines)


def counts(lines: Sequence[RuleLine], catalogue: Catalogue) -> tuple[Count, ...]:
    """How many rules of each source are carried, shown, and outside software."""
    made = []
    for source in SOURCES:
        states = [line.state for line in lines if line.source == source]
        shown = states.count(State.SHOWN)
        made.append(
            Count(
                source=source,
                name=catalogue.sources[source],
                rules=len(states),
                shown=shown,
                carried=shown + states.count(State.CARRIED),
                outside=states.count(State.OUTSIDE),
            )
        )
    return tuple(made)


@cache
def bundled_rules() -> tuple[RuleLine, ...]:
    """The rules by the packs and scenarios that come with this software."""
    return trace(tuple(bundled_packs()), bundled_scenarios(), bundled_catalogue(), bundled_outside())


@cache
def bundled_catalogue() -> Catalogue:
    """The titles of the rules."""
    with as_file(files("policies.rules") / "catalogue.yaml") as path:
        return read_model(Catalogue, path)


@cache
def bundled_outside() -> Outside:
    """What citations do not say."""
    with as_file(files("policies.rules") / "outside.yaml") as path:
        return read_model(Outside, path)


@cache
def bundled_scenarios() -> Mapping[str, ScenarioFile]:
    """The scenarios that come with the software, read but not played, by their path below the scenarios."""
    with as_file(files("policies") / "scenarios") as folder:
        return scenarios_in(folder)


def scenarios_in(folder: Path) -> Mapping[str, ScenarioFile]:
    """The scenario files of a folder, read but not played, by their path below it.

    Raises:
        FaultyFile: One of them is no scenario file.
    """
    paths = sorted(folder.rglob("*.yaml"))
    return {path.relative_to(folder).as_posix(): read_model(ScenarioFile, path) for path in paths}


def _state(line: RuleLine) -> State:
    if line.wants_scenario or line.elsewhere:
        return State.SHOWN if line.scenarios else State.CARRIED
    return State.OUTSIDE if line.reason else State.MISSING


def of_sources(sources: Container[str]) -> Callable[[str], bool]:
    """Whether an id is of one of some sources."""
    return lambda id_: id_.partition("-")[0] in sources


def citing_values(
    packs: Sequence[Pack], cited: Callable[[str], bool], named: Sequence[tuple[str, InPack]] = ()
) -> Mapping[str, list[PackValues]]:
    """For each id asked for the packs whose values cite it, or are named to carry it."""
    found: dict[str, list[PackValues]] = {}
    for pack in packs:
        places: dict[str, list[Place]] = {}
        general: set[Place] = {()}
        for at, value in sourced(pack):
            ids = [id_ for id_ in value.cite if cited(id_)]
            general |= {at} if len(ids) > 1 else set()
            for id_ in ids:
                places.setdefault(id_, []).append(at)
        for id_, value_named in named:
            if value_named.pack == pack.pack and part_at(pack, value_named.place) is not None:
                places.setdefault(id_, []).append(value_named.place)
        for id_, ats in places.items():
            values = place_words(pack, _telling(ats, general))
            carried = PackValues(pack=pack.pack, edition=pack.edition, name=pack.name, values=values)
            found.setdefault(id_, []).append(carried)
    return found


def _telling(places: Sequence[Place], general: Container[Place]) -> Iterator[Place]:
    """Without what cites several rules at once, where a value inside cites the rule by itself."""
    for at in places:
        if at not in general or not any(inner != at and inner[: len(at)] == at for inner in places):
            yield at


@cache
def citing_acts(sources: tuple[str, ...]) -> Mapping[str, list[Act]]:
    """For each id of these sources the acts and events whose descriptions cite it; a word that two share, once."""
    found: dict[str, list[Act]] = {}
    for each in _ACTS:
        names = terms_of(each) or (each.__name__,)
        for id_ in dict.fromkeys(cited_in(each.__doc__ or "", sources)):
            known = {act.zh for act in found.setdefault(id_, [])}
            found[id_] += (Act(name=each.__name__, zh=zh) for zh in names if zh not in known)
    return found


def cited_in(text: str, sources: Container[str] = SOURCES) -> Iterator[str]:
    """The ids of these sources that a description cites, a range one by one."""
    for source, first, last in _CITED.findall(text):
        if source in sources:
            yield from (f"{source}-{number:02}" for number in range(int(first), int(last or first) + 1))


def _shown(scenarios: Mapping[str, ScenarioFile]) -> Mapping[str, list[Shown]]:
    found: dict[str, list[Shown]] = {}
    for path, file in scenarios.items():
        for scenario in file.scenarios:
            for id_ in scenario.covers:
                found.setdefault(id_, []).append(Shown(file=path, name=scenario.name))
    return found


def selected(lines: Iterable[RuleLine], source: str | None, state: State | None) -> tuple[RuleLine, ...]:
    """The rules of one source, or in one state."""
    return tuple(line for line in lines if source in {None, line.source} and state in {None, line.state})
