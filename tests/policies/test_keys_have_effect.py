"""No key without effect: whatever a pack may say changes what comes of some case, or the check refuses it there.

The keys are those of the types. Each is taken away or changed where a bundled pack has it, or put in where none does;
then the check has a fault, or some bundled scenario of the pack plays otherwise. What is said for readers alone stands
in a list, with the reason.
"""

import types
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError

from domain.pack.effects import faults_of_effect
from domain.pack.pack import Pack
from domain.refusals import Refused
from policies.packs.loader import bundled_pack, bundled_packs
from policies.scenario_language.place import place_of
from policies.scenario_language.play import player
from policies.scenario_language.runs import pack_of, ready
from policies.scenario_language.scenarios import ScenarioFile, acts
from policies.scenario_language.scene import CannotTell
from tests.policies.test_scenarios import FOLDER

Key = tuple[str, str]
"""A type of the language, and a key of it as a file has it."""
Path_ = tuple[str | int, ...]

READ_BY_PEOPLE = frozenset({"name", "zh", "en", "source", "cite", "standing", "reason", "description"})
"""Said for readers: pages, drawings and certificates show them, and no rule asks for them."""
ELSEWHERE: Mapping[Key, str] = {
    ("Pack", "pack"): "which procedure it is: the registry of packs asks for it (tests/api/law)",
    ("Pack", "edition"): "which edition it is: the registry of packs asks for it (tests/api/law)",
    ("Pack", "calendar"): "which calendar the activity loads (tests/activities)",
    (
        "Pack",
        "jurisdiction",
    ): "where it holds: asked when a case is filed by place (tests/api/cases/test_jurisdictions)",
    ("Pack", "effective_from"): "not published before that day (tests/api/law/test_packs)",
    ("Pack", "inquiry"): "what look-ups are for: asked by the door (tests/api/reads)",
    ("Inquiry", "of"): "asked by the door (tests/api/reads)",
    ("Inquiry", "purposes"): "asked by the door (tests/api/reads)",
    ("Purpose", "id"): "the same",
    ("Purpose", "areas"): "the same",
    ("Pack", "reports"): "periodic reports are streams of their own (tests/domain/reports)",
    ("ReportRule", "id"): "the same",
    ("ReportRule", "by"): "the same",
    ("ReportRule", "to"): "the same",
    ("ReportRule", "every"): "the same",
    ("ReportRule", "within"): "the same",
    ("Pack", "documents"): "nothing in a case waits for its papers (tests/domain/acts/test_official_documents)",
    **{
        ("DocumentRule", key): "the same"
        for key in (
            *("id", "kind", "of", "by", "to", "copies", "title", "text"),
            *("checked", "countersigned_by", "signed_by", "numbered"),
        )
    },
    ("Assessment", "lists"): "lists are shown with the day of their next review (tests/policies/test_assessment_pack)",
    **{
        ("ItemList", key): "shown with the list"
        for key in ("id", "layer", "edition", "effective_from", "review_by", "owner")
    },
    ("ReviewBy", "amount"): "shown with the list",
    ("ReviewBy", "unit"): "shown with the list",
    ("UnavailableList", "items"): "how many entries a list is said to have: shown with it",
    ("Ground", "fallback"): "counted by itself in the statistics (tests/api/precedents)",
    **{("Article", key): "the page of rules and what refusals cite" for key in ("id", "title", "article")},
    ("Pack", "rules"): "the page of rules and what refusals cite (tests/policies/test_pack_articles)",
    **{(kind, "list"): "shown with the list that it is of" for kind in ("Ground", "Criterion", "NegativeItem")},
    ("Correction", "ordered_by"): "who orders correction meanwhile (tests/domain/acts/test_correction_orders)",
    ("Correction", "supervised_by"): "who takes measures (tests/domain/acts/test_correction)",
    ("Handover", "clocks"): "what is ours by default is what all packs have: its keys are asked",
    ("Pack", "handover"): "what is ours by default is what all packs have: its keys are asked",
    ("HandoverClocks", "designation"): "a superior says who has the case (tests/domain/acts/test_jurisdiction)",
    ("Consumer", "role"): "a role that no organ plays is named all the same",
    ("LadderRung", "level"): "shown with the rung",
    ("EarlierFacts", "facts_before"): "put in with the entry (tests/policies/test_earlier_facts)",
    ("Alongside", "ends"): "days that an application tells (tests/domain/acts/test_application_window)",
    ("Alongside", "within"): "the same",
    ("Length", "amount"): "the same",
    ("Length", "unit"): "the same",
}
"""Keys that no scenario of a case can tell, and where they have their effect."""

_GRADES = [{"id": "slight", "name": "轻微"}, {"id": "grave", "name": "严重", "bars": ["exempt", "reduced", "lighter"]}]
_STAGES = [{"id": "screening", "name": "初审", "by": "organization", "within": {"amount": 3, "unit": "working_days"}}]
_STEPS: Path_ = ("tolerance", "steps")
_LONGER = {"tolerance": {"steps": {"acceptance": {"within": {"amount": 20}}}}}

_LEVEL = bundled_pack("nujiang").model_dump(mode="json", by_alias=True)["reappraisal"]
_ACCEPTANCE = {
    "within": {"amount": 5, "unit": "working_days"},
    "grounds": [{"id": "late", "name": {"zh": "逾期", "en": "late"}}],
}
_NOTICE = {
    "duty": "told_of_it",
    "name": {"zh": "告知", "en": "notice"},
    "by": "organization",
    "per": "subject",
    "outcomes": [each.value for each in bundled_pack("nujiang").outcomes],
}
ADDED: Mapping[Key, tuple[str, Path_, Any]] = {
    **dict.fromkeys(
        (("Pack", "earlier"), ("EarlierFacts", "values")),
        ("nujiang", ("earlier",), [{"facts_before": "2099-01-01", "values": _LONGER}]),
    ),
    ("Step", "anew"): ("nujiang", (*_STEPS, "determination", "anew"), ["defence_heard"]),
    ("Extension", "times"): ("nujiang", (*_STEPS, "investigation", "within", "extension", "times"), 2),
    **{
        key: ("nujiang", ("tolerance", "opens", 0, "alongside"), {"name": "问责程序", "begins": "问责立案"})
        for key in (("Route", "alongside"), ("Alongside", "begins"))
    },
    **dict.fromkeys(
        (("Criterion", "grades"), ("Grade", "id"), ("Grade", "bars")),
        ("nujiang", ("assessment", "criteria", 0, "grades"), _GRADES),
    ),
    ("Graded", "grades"): ("nujiang", ("assessment", "factors", 0, "grades"), _GRADES),
    **dict.fromkeys(
        (("RiskFilingTrack", "stages"), *(("RiskStage", name) for name in ("id", "by", "within"))),
        ("zhoushan", ("risk_filing", "stages"), _STAGES),
    ),
    ("Pack", "shelving"): ("zhoushan", ("shelving",), None),
    ("Unavailable", "factors"): ("nujiang", ("assessment", "unavailable", "factors"), {"reason": "未公开"}),
    ("Pack", "appeals"): (
        "nujiang",
        (),
        {"reappraisal": None, "appeals": [{**_LEVEL, "acceptance": _ACCEPTANCE}]},
    ),
    ("Reappraisal", "id"): ("nujiang", ("reappraisal", "id"), "review"),
    ("Reappraisal", "heard_by"): ("nujiang", ("reappraisal",), {**_LEVEL, "body": None, "heard_by": "above"}),
    ("Reappraisal", "needs"): ("nujiang", ("reappraisal", "needs"), ["new_evidence"]),
    ("Reappraisal", "acceptance"): ("nujiang", ("reappraisal", "acceptance"), _ACCEPTANCE),
    ("AppealAcceptance", "within"): ("nujiang", ("reappraisal", "acceptance"), _ACCEPTANCE),
    ("AppealAcceptance", "grounds"): ("nujiang", ("reappraisal", "acceptance"), _ACCEPTANCE),
    ("Reappraisal", "told"): ("nujiang", ("reappraisal", "told"), _NOTICE),
    ("Route", "documents"): ("nujiang", ("tolerance", "opens", 0, "documents"), [{"id": "letter", "name": "申请书"}]),
    **{
        key: (
            "nujiang",
            ("tolerance", "steps", "acceptance", "documents"),
            [{"id": "a", "name": "b", "required": True}],
        )
        for key in (("Step", "documents"), ("ListedDocument", "id"), ("ListedDocument", "required"))
    },
    ("Step", "decided_by"): ("nujiang", ("tolerance", "steps", "determination", "decided_by"), "meeting"),
    **{
        key: (
            "nujiang",
            ("tolerance", "steps", "acceptance", "duties"),
            [{"duty": "tell", "name": "告知", "by": "organization", "after": ["accepted"], key[1]: value}],
        )
        for key, value in {
            ("StepDuty", "duty"): "tell",
            ("StepDuty", "by"): "discipline",
            ("StepDuty", "per"): "subject",
            ("StepDuty", "after"): ["refused"],
            ("StepDuty", "within"): {"amount": 3, "unit": "working_days"},
            ("StepDuty", "repeats"): {"every": {"amount": 1, "unit": "months"}, "times": 2},
            ("StepDuty", "recipients"): [{"id": "a", "name": "b"}],
        }.items()
    },
    ("Step", "duties"): (
        "nujiang",
        ("tolerance", "steps", "acceptance", "duties"),
        [{"duty": "tell", "name": "告知", "by": "organization"}],
    ),
    ("ScopeItem", "subjects"): ("nujiang", ("scope", 0, "subjects"), ["unit"]),
    ("Ground", "scope"): ("nujiang", ("assessment", "grounds", 0, "scope"), ["court"]),
    ("Within", "met_by"): ("nujiang", ("tolerance", "steps", "feedback", "within", "met_by"), "received"),
}
"""A key that no bundled pack has, or only with the value that it has anyway: where it is put in, and with what."""


class Place(NamedTuple):
    """Where a pack has a key, and what types its value may have."""

    pack: str
    at: Path_
    annotation: Any
    required: bool


def models_of(annotation: Any) -> Iterator[type[BaseModel]]:
    """The types of the language within an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in get_args(annotation):
        yield from models_of(each)


def keys(model: type[BaseModel], seen: set[type[BaseModel]] | None = None) -> Iterator[tuple[Key, Any]]:
    """Every key of a type and of those within it, once."""
    seen = set() if seen is None else seen
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        yield (model.__name__, field.alias or name), field.annotation
        for inner in models_of(field.annotation):
            yield from keys(inner, seen)


@cache
def values() -> Mapping[str, dict[str, Any]]:
    """The bundled packs as files have them."""
    return {pack.pack: pack.model_dump(mode="json", by_alias=True) for pack in bundled_packs()}


def places(pack: str, value: BaseModel, at: Path_ = ()) -> Iterator[tuple[Key, Place]]:
    """Where a pack has which key."""
    for name, field in type(value).model_fields.items():
        key, inner = field.alias or name, getattr(value, name)
        yield (type(value).__name__, key), Place(pack, (*at, key), field.annotation, field.is_required())
        entries = inner.items() if isinstance(inner, dict) else enumerate(inner) if isinstance(inner, tuple) else ()
        for index, each in [*entries, *([] if entries else [(None, inner)])]:
            if isinstance(each, BaseModel):
                yield from places(pack, each, (*at, key, *([] if index is None else [index])))


@cache
def found() -> Mapping[Key, tuple[Place, ...]]:
    """For each key, the first places that bundled packs have it at with something in it: one of each pack, or three."""
    all_: dict[Key, list[Place]] = {}
    for pack in bundled_packs():
        for key, place in places(pack.pack, pack):
            if _get(values()[pack.pack], place.at) not in (None, [], {}):
                all_.setdefault(key, []).append(place)
    return {key: tuple(each) for key, each in all_.items()}


def _get(value: Any, at: Path_) -> Any:
    for part in at:
        if isinstance(value, dict) and part not in value:
            return None
        value = value[part]
    return value


def with_(value: Any, at: Path_, new: Any) -> Any:
    """A value with another part at a place; `...` takes the key away."""
    if not at:
        return {**value, **new}
    head, *rest = at
    if isinstance(value, list):
        copied = [*value]
        copied[head] = with_(value[head], tuple(rest), new) if rest else new  # type: ignore[index]
        return copied
    if not rest:
        kept = {key: each for key, each in value.items() if key != head}
        return kept if new is ... else {**kept, head: new}
    return {**value, head: with_(value[head], tuple(rest), new)}


def others(annotation: Any, value: Any) -> Iterator[Any]:
    """Other values of a kind."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, max(0, value - 1))
    elif isinstance(value, list):
        yield value[:-1]
        yield value[1:]
    elif isinstance(value, dict) and isinstance(value.get("amount"), int):
        yield {**value, "amount": value["amount"] + 1}
    elif isinstance(value, dict) and "kind" not in value:
        yield dict([*value.items()][:-1])
    elif isinstance(value, str):
        closed = [each for each in _closed(annotation) if each != value]
        yield from closed or (f"{value}-other", "discipline")


def _closed(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from (str(each) for each in get_args(annotation))
    elif isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(each.value) for each in annotation)
    elif get_origin(annotation) in (Union, types.UnionType, Annotated):
        for each in get_args(annotation):
            yield from _closed(each)


@cache
def files(pack: str) -> tuple[Path, ...]:
    """The scenario files of a bundled pack."""
    return tuple(sorted((FOLDER / pack).glob("*.yaml")))


@cache
def readied(file: Path) -> ScenarioFile:
    """The scenarios of a file."""
    return ready(file.read_bytes(), file.name, lambda each: pack_of(each, FOLDER)).file


def traces(pack: Pack) -> Iterator[list[str]]:
    """For each scenario of a pack, what came of every act: its events, or the refusal."""
    for path in files(pack.pack):
        file = readied(path)
        place = place_of(pack, festivals=bool(file.festivals))
        if file.later:
            continue
        for scenario in file.scenarios:
            play, told = player(place, file, scenario), list[str]()
            for _, act in acts(scenario):
                try:
                    happened = play.do(act)
                    told += [each.model_dump_json(exclude={"pack_sha256", "name"}) for each in happened]
                except Refused as refused:
                    told.append(refused.refusal.code)
                except (CannotTell, ValidationError) as cannot:
                    told.append(type(cannot).__name__)
            yield told


@cache
def before(pack: str) -> tuple[list[str], ...]:
    """The traces of a bundled pack as it is."""
    return tuple(traces(Pack.model_validate(values()[pack])))


def is_told_apart(pack: str, changed: dict[str, Any]) -> bool:
    """Whether the check refuses a pack, or a scenario plays otherwise under it."""
    try:
        other = Pack.model_validate(changed)
    except ValidationError:
        return True
    if any(True for _ in faults_of_effect(other)):
        return True
    return any(now != then for now, then in zip(traces(other), before(pack), strict=True))


def variants(key: Key) -> Iterator[tuple[str, dict[str, Any]]]:
    """The bundled packs with a key taken away or changed at one of its places, or put in."""
    if key in ADDED:
        pack, at, new = ADDED[key]
        yield pack, with_(values()[pack], at, ... if new is None else new)
    for place in found().get(key, ())[:4]:
        value = _get(values()[place.pack], place.at)
        for new in (*([] if place.required else [...]), *others(place.annotation, value)):
            yield place.pack, with_(values()[place.pack], place.at, new)


ASKED = sorted(key for key, _ in keys(Pack) if key[1] not in READ_BY_PEOPLE and key not in ELSEWHERE)


@pytest.mark.parametrize("key", ASKED, ids=".".join)
def test_a_key_has_an_effect_or_is_refused(key: Key) -> None:
    """Some way of saying it otherwise makes a difference."""
    assert any(is_told_apart(pack, changed) for pack, changed in variants(key))


def test_what_is_listed_is_a_key() -> None:
    """No exception outlives its key."""
    there = {key for key, _ in keys(Pack)}
    assert set(ELSEWHERE) | set(ADDED) <= there
