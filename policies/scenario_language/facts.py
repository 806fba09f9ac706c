"""The facts that an act of a scenario tells, as commands want them: ids for names, documents for titles."""

from collections.abc import Callable, Mapping
from hashlib import sha256

from pydantic import JsonValue

from domain.pack.results import Outcome
from domain.pack.steps import Route, Step
from policies.packs.located import Location
from policies.scenario_language.place import FILING_ID, named
from policies.scenario_language.scenarios import Act
from policies.scenario_language.scene import CannotTell, Scene

SENTENCE = "场景用语"
"""What people write in a scenario."""

Reader = Callable[[Scene, Location, JsonValue], object]


def document(title: str) -> Mapping[str, str]:
    """A document that nothing is known of but its title: it is on paper."""
    return {"title": title, "sha256": sha256(title.encode()).hexdigest(), "paper": SENTENCE}


def numbers_of(act: Act, told: str) -> list[int]:
    """The numbers of members that an act tells under a name."""
    numbers = act.facts.get(told, [])
    return [each for each in (numbers if isinstance(numbers, list) else [numbers]) if isinstance(each, int)]


def _subject_id(scene: Scene, at: Location, fact: JsonValue) -> object:
    if not isinstance(fact, str) or fact not in scene.scenario.subjects:
        raise CannotTell(at, f"no subject is called {fact}; there are {'、'.join(scene.scenario.subjects)}")
    return named(fact)


def _matter_id(scene: Scene, at: Location, fact: JsonValue) -> object:
    if fact not in [each.matter for each in scene.scenario.known]:
        raise CannotTell(at, f"no matter called {fact} stands under `known`")
    return named(str(fact))


def _titled(_: Scene, at: Location, fact: JsonValue) -> object:
    del at
    return document(fact) if isinstance(fact, str) else fact


def _member(scene: Scene, at: Location, fact: JsonValue) -> object:
    if fact not in scene.place.actors:
        raise CannotTell(at, f"nobody is called {fact}")
    return scene.place.actors[str(fact)]


def _each(read: Reader) -> Reader:
    def many(scene: Scene, at: Location, fact: JsonValue) -> object:
        facts = fact if isinstance(fact, list) else [fact]
        return [read(scene, (*at, index), each) for index, each in enumerate(facts)]

    return many


def _endorsement(scene: Scene, at: Location, fact: JsonValue) -> object:
    if not isinstance(fact, dict):
        return fact
    value: dict[str, object] = {**fact}
    if "signatory" in fact:
        signatory = _member(scene, (*at, "signatory"), fact["signatory"])
        value["signatory"] = getattr(signatory, "position", None)
    if fact.get("kind") not in ("refused", "requested"):
        value.setdefault("document", document("背书"))
    return value


def opinions_told(scene: Scene, at: Location, fact: JsonValue) -> object:
    """Opinions by name: {甲: exempt, 乙: {outcome: lighter, form: 2}}; a tolerant one waives the first liability."""
    if not isinstance(fact, dict):
        return fact
    opinions: list[dict[str, object]] = []
    for name, each in fact.items():
        told = each if isinstance(each, dict) else {"outcome": each}
        waives = told.get("outcome") in {outcome.value for outcome in Outcome if outcome.tolerated}
        waived = [scene.first("liability", scene.place.pack.liabilities).id] if waives else []
        both = {"liabilities": waived, **_disposition(scene, told.get("outcome"))}
        opinions.append({"subject": _subject_id(scene, (*at, name), name), **both, **told})
    return opinions


def _disposition(scene: Scene, outcome: JsonValue) -> dict[str, object]:
    """How accountability ends with an outcome: as the first that goes with it, where the pack decides both."""
    fitting = (each.id for each in scene.place.pack.dispositions if outcome in {o.value for o in each.outcomes})
    found = next(fitting, None)
    return {"disposition": found} if found else {}


def named_told(scene: Scene, at: Location, fact: JsonValue) -> object:
    """Documents that the procedure asks for by name, by that name or its code."""
    track = scene.place.pack.tolerance
    asking: tuple[Route | Step, ...] = (*track.opens, *track.steps.values())
    listed = [each for one in asking for each in one.documents]
    named: list[dict[str, object]] = []
    for index, name in enumerate(fact if isinstance(fact, list) else [fact]):
        found = next((each for each in listed if name in (each.id, each.name.zh)), None)
        if found is None:
            there = "、".join(dict.fromkeys(each.name.zh for each in listed))
            raise CannotTell((*at, index), f"no document is listed as {name}; there are {there}")
        named.append({"name": found.id, "document": document(found.name.zh)})
    return named


def demands_told(scene: Scene, at: Location, fact: JsonValue) -> object:
    """Demands by the names of whom they bind, {甲: 2026-06-30} with the day that the decision sets."""
    if isinstance(fact, dict):
        return [
            {"subject": _subject_id(scene, (*at, name), name), "demand": SENTENCE, "due_on": day}
            for name, day in fact.items()
        ]
    names = fact if isinstance(fact, list) else [fact]
    return [{"subject": _subject_id(scene, (*at, index), name), "demand": SENTENCE} for index, name in enumerate(names)]


def _about(scene: Scene, at: Location, fact: JsonValue) -> object:
    """A subject by its name, or a matter registered earlier."""
    if fact is None:
        return None
    names = (*scene.scenario.subjects, *(each.matter for each in scene.scenario.known))
    if fact not in names:
        raise CannotTell(at, f"no subject and no matter under `known` is called {fact}; there are {'、'.join(names)}")
    return named(str(fact))


def _filing(_: Scene, at: Location, fact: JsonValue) -> object:
    """Whether it goes with the risk filing of the scenario."""
    if not isinstance(fact, bool):
        raise CannotTell(at, "true, if it goes with the risk filing of the scenario")
    return FILING_ID if fact else None


def read(scene: Scene, name: str, fact: JsonValue) -> object:
    """A fact as the command wants it.

    Raises:
        CannotTell: It names somebody or something that the scenario does not have.
    """
    return _READ[name](scene, (name,), fact) if name in _READ else fact


_READ: Mapping[str, Reader] = {
    "applicant": _subject_id,
    "subject": _subject_id,
    "subjects": _each(_subject_id),
    "add": _each(_subject_id),
    "remove": _each(_subject_id),
    "earlier_matter": _matter_id,
    "candidates": _each(_matter_id),
    **dict.fromkeys(("evidence", "documents", "dossier"), _each(_titled)),
    "about": _about,
    "risk_filing": _filing,
    "report": _titled,
    "notice": _titled,
    "document": _titled,
    "minutes": _titled,
    "opinion": _titled,
    "record": _titled,
    "member": lambda scene, at, fact: getattr(_member(scene, at, fact), "person", None),
    "members": _each(_member),
    "endorsement": _endorsement,
    "opinions": opinions_told,
    "demands": demands_told,
    "named": named_told,
}
