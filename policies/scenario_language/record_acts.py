"""Acts on a work record (工作记录) as a scenario tells them: made into commands, with defaults for what is not told.

A scenario has at most one record. Its kind is told by its id or its Chinese name, and is the pack's first unless told.
Whoever is not named is who may ask for such a record, and after that the organ that keeps it.
"""

from pydantic import JsonValue

from domain.pack.pack import RecordKind
from domain.work_records.commands import WorkRecordCommand
from domain.work_records.state import WorkRecord
from policies.packs.located import Location
from policies.scenario_language.facts import READ, SENTENCE
from policies.scenario_language.filing_play import FILING_ID
from policies.scenario_language.place import CASE_ID, named
from policies.scenario_language.scenarios import Act
from policies.scenario_language.scene import CannotTell, Scene
from policies.scenario_language.words import RECORD_COMMANDS

_OPEN, _LINK = "work_record_open", "work_record_link"
_GIVEN = frozenset({"kind", "on", "pack", "target"})
"""Fields that the act itself gives: a link leads to the case or the risk filing of the scenario."""
_WRITTEN = frozenset({"title", "statement", "remarks"})
_TARGETS = {"case": CASE_ID, "risk_filing": FILING_ID}


def compose_record_act(scene: Scene, act: Act) -> WorkRecordCommand:
    """Make the command that an act on a work record tells.

    Raises:
        CannotTell: A name is unknown, or the pack has no such record.
        ValidationError: The command's own type does not admit it.
    """
    kind = RECORD_COMMANDS[act.what]
    value: dict[str, object] = dict.fromkeys(_WRITTEN & kind.model_fields.keys(), SENTENCE)
    of_record = record_kind(scene, act)
    if act.what == _OPEN:
        about = _first_about(scene, of_record)
        value |= {"pack": scene.place.pack.pack, "keeper": of_record.by, "about": about}
    if act.recorded:
        value["late_entry_reason"] = SENTENCE
    value |= {name: _told(scene, name, fact) for name, fact in act.facts.items() if name in record_facts(act.what)}
    if act.what == _OPEN:
        value["record"] = of_record.id
    if act.what == _LINK:
        value["target"] = _TARGETS.get(str(value.setdefault("to", "case")))
    return kind.model_validate({**value, "on": act.on})  # type: ignore[return-value]  # of the union


def usual_record_actor(scene: Scene, act: Act, record: WorkRecord | None) -> str:
    """Who does an act on a record unless somebody is named.

    Raises:
        CannotTell: The pack has no such record.
    """
    kind = record_kind(scene, act)
    if act.what == _OPEN:
        return (*kind.asked_by, kind.by)[0]
    return record.opened.keeper if record else kind.by


def record_facts(what: str) -> frozenset[str]:
    """The names of the facts that may be told of an act on a record."""
    return frozenset(RECORD_COMMANDS[what].model_fields) - _GIVEN


def record_kind(scene: Scene, act: Act) -> RecordKind:
    """The kind of record that an act names, or the pack's first.

    Raises:
        CannotTell: The pack has none, or none of that name.
    """
    kinds = scene.place.pack.records
    if not kinds:
        raise CannotTell((), "the pack has no work records")
    told = act.facts.get("record", kinds[0].id)
    for kind in kinds:
        if told in (kind.id, kind.name.zh):
            return kind
    raise CannotTell(("record",), f"no work record is called {told}; there are {', '.join(each.id for each in kinds)}")


def _first_about(scene: Scene, kind: RecordKind) -> object:
    """The first subject of the scenario that such a record may be about; a matter is named or left out."""
    subjects = scene.scenario.subjects.items()
    return next((named(name) for name, subject in subjects if subject.kind == kind.about), None)


def _about(scene: Scene, at: Location, fact: JsonValue) -> object:
    """A subject by its name, or a matter registered earlier."""
    if fact is None:
        return None
    names = (*scene.scenario.subjects, *(each.matter for each in scene.scenario.known))
    if fact not in names:
        raise CannotTell(at, f"no subject and no matter under `known` is called {fact}; there are {'、'.join(names)}")
    return named(str(fact))


def _filing(scene: Scene, at: Location, fact: JsonValue) -> object:
    """Whether it goes with the risk filing of the scenario."""
    del scene
    if not isinstance(fact, bool):
        raise CannotTell(at, "true, if it goes with the risk filing of the scenario")
    return FILING_ID if fact else None


_READ = {"about": _about, "risk_filing": _filing, "documents": READ["evidence"]}


def _told(scene: Scene, name: str, fact: JsonValue) -> object:
    return _READ[name](scene, (name,), fact) if name in _READ else fact
