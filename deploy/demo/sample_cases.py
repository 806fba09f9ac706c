"""The sample cases (示例案件): typed acts from YAML, with symbolic names for ids that exist only once a case runs.

A player performs the acts in order and resolves the names; this module knows their shape and refuses unknown ones at
load. It knows neither server nor case state. The shape is described at the top of the first file.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal, Self, assert_never
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import ConfigDict, Field, JsonValue, TypeAdapter, ValidationError, model_validator
from pydantic_core import ErrorDetails

from domain.case.commands import AnyCommand
from domain.faults import Fault, refuse_faults
from domain.meetings.commands import MEETING_COMMAND, MeetingCommand
from domain.organs import Organs
from domain.risk_filings.commands import RISK_FILING_COMMAND, RiskFilingCommand
from domain.streams import StreamName, stream_of
from domain.terms.deadlines import SHANGHAI
from domain.values import Actor, Code, Frozen, Text
from domain.work_records.commands import WORK_RECORD_COMMAND, WorkRecordCommand
from policies.packs.loader import load_organs
from policies.packs.located import read_model

_REF = re.compile(
    r"\$(?:(?P<bare>round|proposal|case|filing)|(?P<kind>subject|duty|holder|event|version|day):(?P<name>[a-z0-9_\-]+)(?::(?P<subject>[a-z0-9_\-]+))?)"
)
_COMMAND: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)


class Ref(Frozen):
    """A symbolic name in an act.

    `subject`: the registered id of the subject `name`. `duty`: the open duty of that code, of `subject` if given, the
    oldest of several. `holder`: the actor in position `name` on the day of the act. `round`, `proposal`: the open one.
    `event`: what the newest event of the kind `name` opened: a reappraisal, a clarification, a report; `version`: its
    version in the case, by which a digest is named. `case`, `filing`: the case or the risk filing that the acts began.
    `day`: so many days after the day on which the acts are played.
    """

    kind: Literal["subject", "duty", "holder", "event", "version", "day", "round", "proposal", "case", "filing"]
    name: str = ""
    subject: str = ""


Resolved = UUID | Actor | date | int
Resolve = Callable[[Ref], Resolved]
"""What the player gives: an id for a name, for `holder` the actor, for `day` the date, for `version` a number."""


class SampleSubject(Frozen):
    """A subject to register before the acts; `unit` is the organ whose contact acts for it."""

    key: Code
    kind: Literal["person", "unit"]
    name: Text
    sector: Code
    jurisdiction: Code
    unit: Code


class SampleAct(Frozen):
    """One act: by whoever holds a position on a day, with the fields of a command beside it.

    Attributes:
        on: its business date; where none is told, the day on which it is played.
        says: what it shows, for people who watch the demonstration.
        then: events that must come of it.
        refusal: the code it must be refused with instead.
        moves: subjects whose management authority the register gives to another place before it.
    """

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, JsonValue]

    position: Code = Field(alias="as")
    on: date = Field(default_factory=lambda: datetime.now(SHANGHAI).date())
    says: Text | None = None
    then: tuple[Code, ...] = ()
    refusal: Code | None = None
    moves: dict[Code, Code] = Field(default_factory=dict)

    def refs(self) -> Iterator[Ref]:
        """The names the act uses.

        Raises:
            ValueError: A name is none of the known kinds.
        """
        found: list[Ref] = []
        _written_out(self.__pydantic_extra__, found.append)
        yield from found

    @property
    def dated(self) -> bool:
        """Whether its date is told."""
        return "on" in self.model_fields_set

    @property
    def stream(self) -> StreamName:
        """Which kind of stream it is an act on."""
        return stream_of(str(self.__pydantic_extra__.get("kind")))

    def command(self, resolve: Resolve) -> AnyCommand:
        """The command on a case with every name resolved, every document hashed, dated as the act is.

        Raises:
            ValidationError: The fields are no command's.
        """
        return _COMMAND.validate_python(self._body(resolve))

    def command_on_any(self, resolve: Resolve) -> AnyCommand | RiskFilingCommand | WorkRecordCommand | MeetingCommand:
        """The same of a command on whatever it is on.

        Raises:
            ValidationError: The fields are no command's.
        """
        match self.stream:
            case "case":
                return self.command(resolve)
            case "risk_filing":
                return RISK_FILING_COMMAND.validate_python(self._body(resolve))
            case "work_record":
                return WORK_RECORD_COMMAND.validate_python(self._body(resolve))
            case "meeting":
                return MEETING_COMMAND.validate_python(self._body(resolve))

    def _body(self, resolve: Resolve) -> JsonValue:
        body = _written_out(self.__pydantic_extra__, lambda ref: _as_json(resolve(ref)))
        if not isinstance(body, dict) or not self.dated:
            return body
        return {**body, "on": self.on.isoformat()}


class SampleCase(Frozen):
    """A case told as acts on a pack's procedure; a history, since its dates are past.

    It may have a risk filing beside it, or be one alone. A filing has no history: its clock runs, and what is of an
    earlier day is entered late, with the reason why. So it is with work records, of which it may have several, one
    after the other: an act is on the one opened last.

    Attributes:
        registrar: who registers the subjects and reads the case; none = who acts first.
    """

    label: Text
    source: Text
    pack: Code
    registrar: Code | None = None
    subjects: tuple[SampleSubject, ...] = Field(min_length=1)
    acts: tuple[SampleAct, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _every_act_is_a_command(self) -> Self:
        refuse_faults("SampleCase", self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        keys = {subject.key for subject in self.subjects}
        for index, act in enumerate(self.acts):
            try:
                used = {ref.name if ref.kind == "subject" else ref.subject for ref in act.refs()}
                act.command_on_any(_placeholder)
            except ValidationError as error:
                yield from (Fault(("acts", index, *item["loc"]), _said(item)) for item in error.errors())
            except ValueError as error:
                yield Fault(("acts", index), str(error))
            else:
                for name in sorted((used | act.moves.keys()) - keys - {""}):
                    yield Fault(("acts", index), f"no subject has the key {name}")


def _said(item: ErrorDetails) -> str:
    """What is wrong; a missing field stands nowhere, so its name goes into the words."""
    return f"{item['loc'][-1]} is missing" if item["type"] == "missing" else item["msg"]


def load_sample_case(path: Path) -> SampleCase:
    """Read one sample case.

    Raises:
        FaultyFile: With every fault of the file and its line.
    """
    return read_model(SampleCase, path)


def sample_cases() -> Iterator[SampleCase]:
    """Read the sample cases that come with the software, in the order of their names."""
    with as_file(files("deploy.demo") / "sample" / "cases") as folder:
        for path in sorted(folder.glob("*.yaml")):
            yield load_sample_case(path)


def sample_lives(pack: str) -> Iterator[SampleCase]:
    """Read the lives of cases that show a pack's procedure from beginning to end, in the order of their names."""
    with as_file(files("deploy.demo") / "sample" / "lives") as folder:
        for path in sorted(folder.glob(f"{pack}/*.yaml")):
            yield load_sample_case(path)


def sample_organs() -> Organs:
    """Read the organs of the sample installation."""
    with as_file(files("deploy.demo") / "sample" / "organs.yaml") as path:
        return load_organs(path)


def _written_out(value: JsonValue, resolve: Callable[[Ref], JsonValue | None]) -> JsonValue:
    """The value with names resolved; a mapping of a title alone is a document, whose bytes are its title's in UTF-8."""
    match value:
        case dict():
            written = {key: _written_out(part, resolve) for key, part in value.items()}
            if written.keys() == {"title"}:
                written["sha256"] = sha256(str(written["title"]).encode()).hexdigest()
                written["paper"] = "演示数据，原件在纸上。"
            return written
        case list():
            return [_written_out(part, resolve) for part in value]
        case str() if value.startswith("$"):
            return resolve(_parsed(value))
        case _:
            return value


def _parsed(text: str) -> Ref:
    found = _REF.fullmatch(text)
    if found is None or (found["subject"] and found["kind"] != "duty"):
        raise ValueError(f"{text} is no name of a round, proposal, case, filing, subject, duty, holder or day")
    if found["bare"]:
        return Ref(kind=found["bare"])
    return Ref(kind=found["kind"], name=found["name"], subject=found["subject"] or "")


def _as_json(value: Resolved) -> JsonValue:
    match value:
        case Actor():
            return value.model_dump(mode="json")
        case int():
            return value
        case UUID() | date():
            return str(value)
        case _:
            assert_never(value)


def _placeholder(ref: Ref) -> Resolved:
    """Something of the right type, to see at load whether an act is a command."""
    if ref.kind == "version":
        return 1
    if ref.kind == "day":
        return date(2000, 1, 1) + timedelta(days=int(ref.name))
    if ref.kind == "holder":
        return Actor(person="somebody", position=ref.name, organ="somewhere")
    return uuid5(NAMESPACE_URL, f"{ref.kind}:{ref.name}:{ref.subject}")
