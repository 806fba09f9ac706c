"""The findings that an act of a scenario tells: every item gets one, as it usually is unless told otherwise."""

from domain.pack.assessment import RESULTS, Graded
from policies.packs.located import Location
from policies.scenario_language.facts import SENTENCE, document
from policies.scenario_language.scenarios import Act
from policies.scenario_language.scene import CannotTell, Scene

_USUAL = {"negative": "not_met"}
"""What is found where nothing is told: all is met, but for what must not be."""


def findings(scene: Scene, act: Act) -> dict[str, object]:
    """A finding on every item but those told as `missing`; an item is told by its id, or as `of.id`.

    What is found by grade has the first one that bars nothing, unless `grades` tells it.
    """
    examined = scene.place.pack.assessment.examined(scene.ground)
    items = [(of, item.id) for of, listed in examined.items() for item in listed]
    graded = {(of, item.id): item for of, listed in examined.items() for item in listed if isinstance(item, Graded)}
    known = {name for of, id_ in items for name in (id_, f"{of}.{id_}")}
    told = {name: _told(act, name, known) for name in (*RESULTS, "missing")}
    by_grade = act.facts.get("grades")
    by_grade = by_grade if isinstance(by_grade, dict) else {}
    for name in by_grade:
        _require_known(name, known, ("grades", name))
    found: list[dict[str, object]] = []
    for of, id_ in items:
        named = {id_, f"{of}.{id_}"}
        if named & told["missing"]:
            continue
        item = graded.get((of, id_))
        usual = next(iter(sorted(item.grades, key=lambda each: len(each.bars))), None) if item else None
        result = next((each for each in RESULTS if named & told[each]), usual.id if usual else _USUAL.get(of, "met"))
        result = next((str(by_grade[each]) for each in sorted(named) if each in by_grade), result)
        evidence = [document("事后报告")] if result == "excepted" else []
        found.append({"of": of, "item": id_, "result": result, "reasons": SENTENCE, "evidence": evidence})
    return {"findings": found}


def _told(act: Act, name: str, known: set[str]) -> set[str]:
    told = act.facts.get(name, [])
    items = [str(each) for each in told] if isinstance(told, list) else [str(told)]
    for index, item in enumerate(items):
        _require_known(item, known, (name, index))
    return set(items)


def _require_known(item: str, known: set[str], at: Location) -> None:
    if item not in known:
        raise CannotTell(at, f"the pack has no item called {item}")
