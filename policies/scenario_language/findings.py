"""The findings that an act of a scenario tells: every item gets one, as it usually is unless told otherwise."""

from policies.scenario_language.facts import SENTENCE, document
from policies.scenario_language.scenarios import Act
from policies.scenario_language.scene import CannotTell, Scene

_RESULTS = ("met", "not_met", "excepted")
_USUAL = {"negative": "not_met"}
"""What is found where nothing is told: all is met, but for what must not be."""


def findings(scene: Scene, act: Act) -> dict[str, object]:
    """A finding on every item but those told as `missing`; an item is told by its id, or as `of.id`."""
    examined = scene.place.pack.assessment.examined(scene.ground)
    items = [(of, item.id) for of, listed in examined.items() for item in listed]
    known = {name for of, id_ in items for name in (id_, f"{of}.{id_}")}
    told = {name: _told(act, name, known) for name in (*_RESULTS, "missing")}
    found: list[dict[str, object]] = []
    for of, id_ in items:
        named = {id_, f"{of}.{id_}"}
        if named & told["missing"]:
            continue
        result = next((each for each in _RESULTS if named & told[each]), _USUAL.get(of, "met"))
        evidence = [document("事后报告")] if result == "excepted" else []
        found.append({"of": of, "item": id_, "result": result, "reasons": SENTENCE, "evidence": evidence})
    return {"findings": found}


def _told(act: Act, name: str, known: set[str]) -> set[str]:
    told = act.facts.get(name, [])
    items = [str(each) for each in told] if isinstance(told, list) else [str(told)]
    for index, item in enumerate(items):
        if item not in known:
            raise CannotTell((name, index), f"the pack has no item called {item}")
    return set(items)
