"""From an act as a scenario tells it to the domain's command: what is not told gets its default.

The command's own type checks what was told, with names in place of ids, documents by their titles, and a few shorter
ways to tell opinions, demands and findings. What exists only once a case runs (a round, a proposal, a duty) is looked
up by the player and comes as `ids`.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

from pydantic import JsonValue

from domain.acts.terms import deciding_role
from domain.commands import AnyCommand
from domain.pack import Item, Outcome, StepKind
from policies.loader import pack_sha256
from policies.scenario_facts import READ, SENTENCE, demands_told, document, opinions_told
from policies.scenario_place import named
from policies.scenario_scene import CannotTell, Scene, members_of
from policies.scenario_words import CLOCK, COMMANDS, ORDINARY, ROUND
from policies.scenarios import Act, CalendarChoice

LOOKED_UP: Mapping[str, tuple[str, ...]] = {
    "sign_off": ("proposal",),
    "cast_ballot": ("round",),
    "recuse": ("round",),
    "close_round": ("round",),
    "decide_reappraisal": ("reappraisal",),
    "complete_duty": ("duty",),
    "extend_term": ("duty",),
}
"""The ids that only a running case has."""

CHOICES = ("agree", "disagree", "abstain", "postpone")
_EXTRA: Mapping[str, frozenset[str]] = {
    "sign_off": frozenset({"of"}),
    "complete_duty": frozenset({"subject"}),
    "extend_term": frozenset({"days"}),
    "record_findings": frozenset({"not_met", "missing"}),
    "replan": frozenset(CalendarChoice.model_fields),
    ROUND: frozenset({*CHOICES, "recused"}),
    ORDINARY: frozenset({"to"}),
    CLOCK: frozenset(),
}
"""What may be told of an act beside the fields of its command."""
ALONG = ("file_application", "record_findings", "propose_determination")
"""The acts of an ordinary path that facts may be told of."""
_BY_UNIT = frozenset({"file_application", "submit_supplement", "confirm_receipt", "request_reappraisal"})
_BY_COUNTER = frozenset({"request_supplement", "close_history", "confirm_same_matter", "deny_same_matter"})
_BY_ALL = {"decide_acceptance": StepKind.ACCEPTANCE, "propose_determination": StepKind.DETERMINATION}
_BY_LEAD = {
    **dict.fromkeys(("form_team", "record_defence", "record_findings", "report_investigation"), StepKind.INVESTIGATION),
    **dict.fromkeys(("open_round", "close_round"), StepKind.APPROVAL),
    "serve_feedback": StepKind.SERVICE,
}
_NOT_TOLD = frozenset({"kind", "on", "calendar_version", "proposal", "round", "reappraisal", "pack_sha256"})
"""Fields that the act itself gives, or that are looked up; of a duty the name is told."""

_DOCUMENTS = frozenset({"report", "notice", "document"})
_WRITTEN = frozenset({"title", "statement", "reasons", "missing", "summary", "remarks"})


def compose(scene: Scene, act: Act, ids: Mapping[str, UUID]) -> AnyCommand:
    """Make the command that an act tells.

    Raises:
        CannotTell: A name is unknown, or nothing is known by default.
        ValidationError: The command's own type does not admit it.
    """
    kind = COMMANDS[act.what]
    value: dict[str, object] = dict.fromkeys(_WRITTEN & kind.model_fields.keys(), SENTENCE)
    value |= {field: document(field) for field in _DOCUMENTS & kind.model_fields.keys()}
    if default := _DEFAULTS.get(act.what):
        value |= default(scene, act)
    if act.recorded:
        value["late_entry_reason"] = SENTENCE
    value |= {**_told(scene, act), **ids}
    return kind.model_validate({**value, "on": act.on, "kind": act.what})  # type: ignore[return-value]  # of the union


def usual_actors(scene: Scene, what: str) -> tuple[str, ...]:
    """Who does an act unless somebody is named: for a joint act, who proposes and who signs.

    A reappraisal is decided by second officers, who did not handle the case.

    Raises:
        CannotTell: Nobody does it usually.
    """
    usual: tuple[str, ...] = ()
    if what in _BY_UNIT:
        usual = ("unit",)
    elif what in _BY_COUNTER:
        usual = (scene.route.to,)
    elif what in _BY_ALL:
        usual = members_of(scene.body(_BY_ALL[what]))
    elif what in _BY_LEAD:
        usual = members_of(scene.body(_BY_LEAD[what]))[:1]
    elif what == "find_exception":
        usual = members_of(scene.reappraisal_body)
    elif what == "decide_reappraisal":
        usual = tuple(f"{role}-officer-2" for role in members_of(scene.reappraisal_body))
    elif what in ("shelve_case", "resume_case"):
        usual = scene.shelved_by
    elif what == "choose_transition":
        usual = (deciding_role(scene.place.pack),)
    if not usual:
        raise CannotTell((), "say who does this: by")
    return usual


def admitted_facts(scene: Scene, what: str) -> frozenset[str]:
    """The names of the facts that may be told of an act."""
    kind = COMMANDS.get(what)
    fields = frozenset(kind.model_fields if kind else ()) - _NOT_TOLD | _EXTRA.get(what, frozenset())
    if what == "extend_term":
        fields -= {"by"}  # who acts; by how much is told as `days`
    if what == ORDINARY:
        fields |= scene.place.pack.tolerance.steps.keys()
        fields |= frozenset().union(*(admitted_facts(scene, each) for each in ALONG)) - {"reasons", "late_entry_reason"}
    return fields


def _told(scene: Scene, act: Act) -> dict[str, object]:
    """The facts told, with ids for names and documents for titles; those that only shorten are read elsewhere."""
    fields = COMMANDS[act.what].model_fields
    told: dict[str, object] = {}
    for name, fact in act.facts.items():
        if name == "days" and act.what == "extend_term":
            told["by"] = fact
        elif name in fields and name not in LOOKED_UP.get(act.what, ()):
            told[name] = READ[name](scene, (name,), fact) if name in READ else fact
    return told


_Default = Callable[[Scene, Act], dict[str, object]]


def _application(scene: Scene, act: Act) -> dict[str, object]:
    pack = scene.place.pack
    return {
        "pack": pack.pack,
        "to_organ": scene.route.to,
        "applicant": named(scene.first_subject),
        "subjects": [named(name) for name in scene.scenario.subjects],
        "ground": pack.assessment.grounds[0].id,
        "error_class": pack.error_classes[0].id,
        "occurred_on": act.on - timedelta(days=60),
        "endorsement": {
            "kind": "signed",
            "signatory": "own_committee-head",
            "signed_on": act.on,
            "document": document("背书"),
        },
        "evidence": [document("证据")],
    }


def _findings(scene: Scene, act: Act) -> dict[str, object]:
    """A finding on every item: met, but for those told as `not_met`; none on those told as `missing`."""
    assessment = scene.place.pack.assessment
    ground = assessment.ground(scene.ground)
    conditions: tuple[Item, ...] = ground.conditions if ground else ()
    lists = {"condition": conditions, "criterion": assessment.criteria, "factor": assessment.factors}
    known = {item.id for items in lists.values() for item in items}
    missing, not_met = (_items(act, name, known) for name in ("missing", "not_met"))
    found = [
        {"of": of, "item": item.id, "result": "not_met" if item.id in not_met else "met", "reasons": SENTENCE}
        for of, items in lists.items()
        for item in items
        if item.id not in missing
    ]
    return {"findings": found}


def _items(act: Act, name: str, known: set[str]) -> list[str]:
    told = act.facts.get(name, [])
    items = [str(each) for each in told] if isinstance(told, list) else [str(told)]
    for index, item in enumerate(items):
        if item not in known:
            raise CannotTell((name, index), f"the pack has no item called {item}")
    return items


def _determination(scene: Scene, act: Act) -> dict[str, object]:
    """Everybody exempt, with a correction demand for each who is tolerated."""
    told = act.facts.get("opinions")
    outcomes = told if isinstance(told, dict) else dict.fromkeys(scene.scenario.subjects, Outcome.EXEMPT.value)
    tolerated: list[JsonValue] = [name for name, each in outcomes.items() if _outcome(each) != Outcome.NOT_TOLERATED]
    return {
        "opinions": opinions_told(scene, ("opinions",), {**outcomes}),
        "demands": demands_told(scene, ("opinions",), tolerated),
    }


def _outcome(told: JsonValue) -> JsonValue:
    return told.get("outcome") if isinstance(told, dict) else told


def _team(scene: Scene, act: Act) -> dict[str, object]:
    del act
    return {"members": [scene.place.actors[role] for role in members_of(scene.body(StepKind.INVESTIGATION))]}


def _of_first_subject(scene: Scene, act: Act) -> dict[str, object]:
    del act
    return {"subject": named(scene.first_subject)}


def _transition(scene: Scene, act: Act) -> dict[str, object]:
    del act
    later = scene.place.later
    if later is None:
        raise CannotTell((), "the file names no other edition that a case could be moved to: later")
    return {"pack_sha256": pack_sha256(later), "choice": "new", "ground": SENTENCE}


_DEFAULTS: Mapping[str, _Default] = {
    "file_application": _application,
    "decide_acceptance": lambda _, act: {"accepted": "refusal_ground" not in act.facts},
    "sign_off": lambda _, __: {"consents": True},
    "form_team": _team,
    "record_defence": lambda scene, act: {"mode": "oral", **_of_first_subject(scene, act)},
    "record_findings": _findings,
    "propose_determination": _determination,
    "find_exception": lambda scene, _: {
        "cause": scene.place.pack.ban.exceptions[0].id,
        "evidence": [document("证据")],
    },
    "submit_supplement": lambda _, __: {"evidence": [document("补正材料")]},
    "complete_duty": lambda _, __: {"evidence": [document("办理记录")]},
    "confirm_receipt": _of_first_subject,
    "choose_transition": _transition,
    "request_reappraisal": lambda scene, act: {"route": "request", **_of_first_subject(scene, act)},
}
