"""Acts on a risk filing (容错报备) as a scenario tells them: made into commands, with defaults for what is not told.

A scenario has at most one filing. Whoever is not named is the unit that files, or the organ the pack has it file with.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from pydantic import JsonValue

from domain.pack.pack import RiskFilingTrack
from domain.risk_filings.commands import RiskFilingCommand
from policies.scenario_language.facts import READ, SENTENCE, document
from policies.scenario_language.place import CASE_ID
from policies.scenario_language.scenarios import Act
from policies.scenario_language.scene import CannotTell, Scene
from policies.scenario_language.words import FILING_COMMANDS

_AHEAD = timedelta(days=30)
"""How long before the work a filing comes unless told otherwise."""
_OF_UNIT = frozenset({"risk_filing_file", "risk_filing_amend", "risk_filing_withdraw"})
_GIVEN = frozenset({"kind", "on", "pack", "case_id"})
"""Fields that the act itself gives."""
_WRITTEN = frozenset({"title", "work", "reasons", "change"})


def compose_filing_act(scene: Scene, act: Act) -> RiskFilingCommand:
    """Make the command that an act on a filing tells.

    Raises:
        CannotTell: A name is unknown, or the pack has no risk filing.
        ValidationError: The command's own type does not admit it.
    """
    track, kind = track_of(scene), FILING_COMMANDS[act.what]
    value: dict[str, object] = dict.fromkeys(_WRITTEN & kind.model_fields.keys(), SENTENCE)
    if default := _DEFAULTS.get(act.what):
        value |= default(scene, act, track)
    if act.recorded:
        value["late_entry_reason"] = SENTENCE
    value |= {name: _told(scene, name, fact) for name, fact in act.facts.items() if name in filing_facts(act.what)}
    return kind.model_validate({**value, "on": act.on})  # type: ignore[return-value]  # of the union


def usual_filing_actor(scene: Scene, what: str) -> str:
    """Who does an act on a filing unless somebody is named.

    Raises:
        CannotTell: The pack has no risk filing.
    """
    track = track_of(scene)
    return track.by[0] if what in _OF_UNIT else track.to


def filing_facts(what: str) -> frozenset[str]:
    """The names of the facts that may be told of an act on a filing."""
    return frozenset(FILING_COMMANDS[what].model_fields) - _GIVEN


def track_of(scene: Scene) -> RiskFilingTrack:
    """The pack's rules for risk filings.

    Raises:
        CannotTell: It has none.
    """
    track = scene.place.pack.risk_filing
    if track is None:
        raise CannotTell((), "the pack has no risk filing")
    return track


def _told(scene: Scene, name: str, fact: JsonValue) -> object:
    return _READ[name](scene, (name,), fact) if name in _READ else fact


_READ = {**dict.fromkeys(("dossier", "documents"), READ["evidence"]), "minutes": READ["record"], **READ}
"""Documents by their titles, subjects by their names."""

_Default = Callable[[Scene, Act, RiskFilingTrack], dict[str, object]]


def _file(scene: Scene, act: Act, track: RiskFilingTrack) -> dict[str, object]:
    return {
        "pack": scene.place.pack.pack,
        "to_organ": track.to,
        "planned_start": act.on + _AHEAD,
        "risks": [SENTENCE],
        "dossier": [document("集体研究记录")],
    }


_DEFAULTS: Mapping[str, _Default] = {
    "risk_filing_file": _file,
    "risk_filing_reply": lambda *_: {"result": "filed"},
    "risk_filing_link_case": lambda *_: {"case_id": CASE_ID},
}
