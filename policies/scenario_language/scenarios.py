"""The scenarios of a procedure (程序包的场景): given / when / then with dates, as YAML that a lawyer can read.

The format only, and the one way in. An act is a mapping with one date as a key and the name of the act as its value;
`by` says who, `recorded` on which later day it was entered, and all else are facts of the act as the API calls them,
with names in place of ids. Whatever does not matter is left out.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Annotated, Literal, Protocol, TypeVar

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, JsonValue, Tag
from pydantic_core import PydanticCustomError

from domain.pack.results import Outcome
from domain.values import Code, Frozen
from policies.packs.located import Location, parse_model
from policies.scenario_language.words import SAID_BY_ACT, SAID_BY_EVENT, ActWord, CitedId, EventWord, RefusalCode

T = TypeVar("T")

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ACT_FIELDS = frozenset({"by", "recorded"})


def _malformed(what: str) -> PydanticCustomError:
    return PydanticCustomError("malformed", "{what}", {"what": what})


def _not_empty(value: tuple[T, ...]) -> tuple[T, ...]:
    """A list with something in it; said once its items have their shape, else each that has not would empty it."""
    if not value:
        raise _malformed("at least one must stand here")
    return value


def _listed(value: object) -> object:
    """One name where several may stand."""
    return [value] if isinstance(value, str) else value


def _dated(value: object) -> object:
    """An act as it is written: its date is the key of what is done."""
    if not isinstance(value, dict):
        raise _malformed("an act is written {2026-01-20: 申请, ...}")
    dates = [key for key in value if _DATE.fullmatch(str(key))]
    if len(dates) != 1:
        raise _malformed(f"an act has one date as a key, this has {len(dates)}")
    word = value[dates[0]]
    own = {key: each for key, each in value.items() if key in _ACT_FIELDS}
    facts = {key: each for key, each in value.items() if key not in _ACT_FIELDS and key != dates[0]}
    said = SAID_BY_ACT.get(word, {}) if isinstance(word, str) else {}
    return {"on": dates[0], "what": word, "facts": {**said, **facts}, **own}


def _of_event(value: object) -> object:
    """An expected event as it is written: beside its name all are facts of it."""
    if not isinstance(value, dict):
        return value
    facts = {key: each for key, each in value.items() if key not in ("event", "times")}
    said = SAID_BY_EVENT.get(str(value.get("event")), {})
    return {**{key: value[key] for key in ("event", "times") if key in value}, "facts": {**said, **facts}}


class Act(Frozen):
    """Somebody does something on a date; `facts` is what matters of it."""

    on: date
    what: ActWord
    by: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    recorded: date | None = None
    facts: dict[str, JsonValue] = Field(default_factory=dict)

    @property
    def entered_on(self) -> date:
        """The day it was entered: that of the act itself, unless it was entered late."""
        return self.recorded or self.on


DatedAct = Annotated[Act, BeforeValidator(_dated)]


class Happened(Frozen):
    """`event`: an event of the act, with these facts among its own; so many `times`, or at least once."""

    event: EventWord
    times: int | None = Field(default=None, ge=0)
    facts: dict[str, JsonValue] = Field(default_factory=dict)


class RefusedWith(Frozen):
    """`refused`: the act is not admitted, on this ground, and by these articles."""

    refused: RefusalCode
    cite: tuple[CitedId, ...] | None = None


class TermStands(Frozen):
    """`term`: how the newest term or duty of a name stands after the act (for one subject, if one is named)."""

    term: str
    subject: str | None = None
    due: date | None = None
    provisional: bool | None = None
    state: Literal["open", "missed", "paused", "met", "late", "cancelled", "none"] | None = None
    by: str | None = Field(default=None, description="who answers for it")
    force: Literal["statutory", "advisory", "window"] | None = None


class AlarmAhead(Frozen):
    """`alarm`: the next alarm of a term: which rung, and the day on which it rings."""

    alarm: str
    rung: str | None = Field(default=None, description="`none`: no alarm is ahead")
    on: date | None = None


class StageIs(Frozen):
    """`stage`: the step the case is in."""

    stage: Code


class Told(Frozen):
    """`told`: the posts that the clock told, in order."""

    told: tuple[str, ...]


class ResultsInForce(Frozen):
    """`results`: the areas in which nothing may be held against a subject; empty if none."""

    results: tuple[Code, ...]
    subject: str | None = None


class BanTaken(Frozen):
    """`ban`: the error class of which a second tolerance is now barred in the matter, or `none`."""

    ban: str


class WindowOpen(Frozen):
    """`window`: until when a subject may ask for reappraisal."""

    window: date
    subject: str | None = None
    provisional: bool | None = None


class FilingIs(Frozen):
    """`filing`: the stage the risk filing is in, or `none`."""

    filing: Literal["reply", "with_group", "archive", "in_force", "closed", "none"]


class RecordIs(Frozen):
    """`record`: the stage the work record is in, or `none`; when its next entry is due, and what has come of it."""

    record: Literal["open", "closed", "none"]
    next_due: date | Literal["none"] | None = None
    outcome: Code | None = None


class OutcomesAre(Frozen):
    """`outcomes`: what stands for each subject."""

    outcomes: dict[str, Outcome]


_EXPECTATIONS = (
    *("event", "refused", "term", "alarm", "stage", "told", "results", "ban", "window", "outcomes", "filing"),
    "record",
)


def _expectation(value: object) -> str | None:
    keys = value.keys() if isinstance(value, dict) else ()
    return next((f"then {key}" for key in _EXPECTATIONS if key in keys), None)


Expectation = Annotated[
    Annotated[Happened, BeforeValidator(_of_event), Tag("then event")]
    | Annotated[RefusedWith, Tag("then refused")]
    | Annotated[TermStands, Tag("then term")]
    | Annotated[AlarmAhead, Tag("then alarm")]
    | Annotated[StageIs, Tag("then stage")]
    | Annotated[Told, Tag("then told")]
    | Annotated[ResultsInForce, Tag("then results")]
    | Annotated[BanTaken, Tag("then ban")]
    | Annotated[WindowOpen, Tag("then window")]
    | Annotated[OutcomesAre, Tag("then outcomes")]
    | Annotated[FilingIs, Tag("then filing")]
    | Annotated[RecordIs, Tag("then record")],
    Discriminator(
        _expectation,
        custom_error_type="expectation",
        custom_error_message=f"expects nothing known: one of {', '.join(_EXPECTATIONS)}",
    ),
]


class Subject(Frozen):
    """A fictional subject: a person or a unit, of a sector of the pack's scope, of this place or of the one above.

    `holds` is the post that the person holds, as the register knows. From `above_since` on the place above manages the
    subject, by the register.
    """

    kind: Literal["person", "unit"] = "person"
    sector: Code | None = None
    above: bool = False
    above_since: date | None = None
    holds: Code | None = None


def _subject(value: object) -> object:
    return {"kind": value} if isinstance(value, str) else value


class EarlierMatter(Frozen):
    """A matter registered before; `tolerated` is the error class tolerated in it, from `since` on if not from ever."""

    matter: str
    tolerated: Code | None = None
    since: date | None = None


class CalendarChoice(Frozen):
    """The bundled national calendar, perhaps with fewer announced years, or with days moved by a made-up notice."""

    announced_until: int | None = Field(default=None, ge=2004)
    off: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()


class Scenario(Frozen):
    """One scenario: what was done, what is done now, and what must come of it.

    `covers` names the articles it shows, if any: the pack's own, or those of the texts this software was made of.
    `held_by` gives a post to whoever holds another one: {committee-member-1: organization-officer-1}.
    """

    name: Annotated[str, Field(min_length=1, max_length=200)]
    covers: tuple[CitedId, ...] = ()
    subjects: dict[str, Annotated[Subject, BeforeValidator(_subject)]] = Field(
        default_factory=lambda: {"甲": Subject()}, min_length=1
    )
    held_by: dict[Code, Code] = Field(default_factory=dict)
    known: tuple[EarlierMatter, ...] = ()
    given: tuple[DatedAct, ...] = ()
    when: DatedAct
    then: Annotated[tuple[Expectation, ...], AfterValidator(_not_empty)]


class ScenarioFile(Frozen):
    """The scenarios of one edition of a pack, and the calendar of the place they are played in.

    Attributes:
        pack: The name of a bundled pack, or the path of a pack's file, from the scenario file, ending in .yaml.
        festivals: Days off in this place alone.
        later: Another edition of the pack, as `pack` names one, that a case may be moved to.
    """

    pack: str
    edition: Code | None = None
    calendar: CalendarChoice = CalendarChoice()
    festivals: tuple[date, ...] = ()
    later: str | None = None
    scenarios: Annotated[tuple[Scenario, ...], AfterValidator(_not_empty)]


Faults = Iterable[tuple[Location, str]]
"""What is wrong, and where."""


class Checks(Protocol):
    """What only the pack of a file can say of its scenarios; places are told from the act or the expectation on."""

    def posts(self, scenario: Scenario) -> Faults:
        """What is wrong with the posts that a scenario names; places are told from the scenario on."""

    def covers(self, scenario: Scenario) -> Faults:
        """What is wrong with the articles that a scenario is said to show; places are told from the scenario on."""

    def act(self, scenario: Scenario, act: Act) -> Faults:
        """What is wrong with an act."""

    def expected(self, scenario: Scenario, expected: Expectation) -> Faults:
        """What is wrong with an expectation."""


def read_scenarios(raw: bytes, source: str, checks_of: Callable[[ScenarioFile], Checks]) -> ScenarioFile:
    """Read the bytes of a scenario file; `checks_of` gives the checks of the pack a file is about.

    Raises:
        FaultyFile: With every fault of the file and its line.
    """

    def check(file: ScenarioFile) -> Faults:
        try:
            checks = checks_of(file)
        except LookupError as unknown:
            return [(("pack",), str(unknown.args[0]))]
        return _faults(file, checks)

    return parse_model(ScenarioFile, raw, source, check)


def acts(scenario: Scenario) -> Iterator[tuple[Location, Act]]:
    """The acts of a scenario in order, each with its place in it."""
    yield from ((("given", index), act) for index, act in enumerate(scenario.given))
    yield ("when",), scenario.when


def _faults(file: ScenarioFile, checks: Checks) -> Faults:
    names: set[str] = set()
    for index, scenario in enumerate(file.scenarios):
        if scenario.name in names:
            yield ("scenarios", index, "name"), "another scenario has this name"
        names.add(scenario.name)
        yield from ((("scenarios", index, *at), what) for at, what in _of_scenario(scenario, checks))


def _of_scenario(scenario: Scenario, checks: Checks) -> Faults:
    yield from checks.posts(scenario)
    yield from checks.covers(scenario)
    reached = date.min
    for at, act in acts(scenario):
        if act.recorded and act.recorded < act.on:
            yield (*at, "recorded"), "before the day it is of"
        if act.entered_on < reached:
            yield at, f"comes after what was entered on {reached}: acts stand in the order of their days"
        reached = max(reached, act.entered_on)
        yield from (((*at, *below), what) for below, what in checks.act(scenario, act))
    for index, expected in enumerate(scenario.then):
        yield from ((("then", index, *below), what) for below, what in checks.expected(scenario, expected))
