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
from domain.case.commands import AnyCommand
from domain.pack.assessment import FREE_TEXT
from domain.pack.results import Clarification, DutyRule, Outcome
from domain.pack.steps import RouteKind, StepKind
from policies.packs.loader import pack_sha256
from policies.scenario_language.facts import READ, SENTENCE, demands_told, document, opinions_told
from policies.scenario_language.findings import findings
from policies.scenario_language.place import named
from policies.scenario_language.scenarios import Act, CalendarChoice
from policies.scenario_language.scene import OPENED_BY, CannotTell, Scene, members_of
from policies.scenario_language.words import CLOCK, COMMANDS, ORDINARY, ROUND

DIGEST = "digest"
"""What is looked up by its version; all else that is looked up has an id of its own."""
DISPUTED = "step"
"""The step that joint organs disagree in; there is one at a time."""
LOOKED_UP: Mapping[str, tuple[str, ...]] = {
    "sign_off": ("proposal",),
    "settle_disagreement": (DISPUTED,),
    "cast_ballot": ("round",),
    "recuse": ("round",),
    "close_round": ("round",),
    "decide_reappraisal": ("reappraisal",),
    "complete_duty": ("duty",),
    "extend_term": ("duty",),
    "evaluate_correction": ("duty",),
    "escalate_correction": ("duty",),
    "approve_digest": (DIGEST,),
    "withdraw_digest": (DIGEST,),
    "acknowledge_results": ("duty",),
    "decide_contrary_use": ("contrary_use",),
    "issue_clarification": ("clarification",),
    "refer_false_accusation": ("clarification",),
}
"""The ids that only a running case has."""

CHOICES = ("agree", "disagree", "abstain", "postpone")
_EXTRA: Mapping[str, frozenset[str]] = {
    "sign_off": frozenset({"of"}),
    "complete_duty": frozenset({"subject"}),
    "extend_term": frozenset({"days"}),
    "record_findings": frozenset({"met", "not_met", "excepted", "missing"}),
    "evaluate_correction": frozenset({"subject"}),
    "escalate_correction": frozenset({"subject"}),
    "acknowledge_results": frozenset({"subject"}),
    "replan": frozenset(CalendarChoice.model_fields),
    "conclude_publicity": frozenset({"objections"}),
    ROUND: frozenset({*CHOICES, "recused"}),
    ORDINARY: frozenset({"to"}),
    CLOCK: frozenset(),
}
"""What may be told of an act beside the fields of its command."""
ALONG = (*OPENED_BY, "record_findings", "propose_determination")
"""The acts of an ordinary path that facts may be told of."""
_NOT_TOLD = frozenset(
    {
        *("kind", "on", "calendar_version", "pack_sha256"),
        *("proposal", "round", "reappraisal", "digest", "contrary_use", "clarification", DISPUTED),
    }
)
"""Fields that the act itself gives, or that are looked up; of a duty the name is told."""

_DOCUMENTS = frozenset({"report", "notice", "document", "opinion", "record", "minutes"})
_WRITTEN = frozenset(
    {
        *("title", "statement", "reasons", "missing", "summary", "remarks", "scope"),
        *("by_organ", "what_happened"),
    }
)


def compose(scene: Scene, act: Act, ids: Mapping[str, UUID | int | str]) -> AnyCommand:
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
    usual = _USUAL[what](scene) if what in _USUAL else ()
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


def _all_of(kind: StepKind) -> Callable[[Scene], tuple[str, ...]]:
    return lambda scene: members_of(scene.body(kind))


def _lead_of(kind: StepKind) -> Callable[[Scene], tuple[str, ...]]:
    return lambda scene: members_of(scene.body(kind))[:1]


def _unit(_: Scene) -> tuple[str, ...]:
    return ("unit",)


def _counter(scene: Scene) -> tuple[str, ...]:
    return (scene.route.to,)


def _by_rule(rule: DutyRule | Clarification | None) -> tuple[str, ...]:
    """Whom a rule of the pack names; nobody, if it has none."""
    return (rule.by,) if rule else ()


def _changes_subjects(scene: Scene) -> tuple[str, ...]:
    rule = scene.place.pack.subject_change
    return (rule.by,) if rule else _counter(scene)


_USUAL: Mapping[str, Callable[[Scene], tuple[str, ...]]] = {
    **dict.fromkeys(
        ("file_application", "submit_supplement", "confirm_receipt", "request_reappraisal", "raise_objection"), _unit
    ),
    "withdraw_application": _unit,
    **dict.fromkeys(("begin_with_accountability", "begin_by_organ"), lambda scene: scene.route.by[:1]),
    **dict.fromkeys(("request_supplement", "close_history", "confirm_same_matter", "deny_same_matter"), _counter),
    "decide_acceptance": _all_of(StepKind.ACCEPTANCE),
    "change_subjects": _changes_subjects,
    **dict.fromkeys(
        (
            *("form_team", "record_defence", "record_findings", "report_investigation"),
            *("record_legality_check", "record_consultation"),
        ),
        _lead_of(StepKind.INVESTIGATION),
    ),
    "propose_determination": _all_of(StepKind.DETERMINATION),
    **dict.fromkeys(("open_round", "close_round"), _lead_of(StepKind.APPROVAL)),
    "serve_feedback": _lead_of(StepKind.SERVICE),
    **dict.fromkeys(("start_publicity", "conclude_publicity"), _lead_of(StepKind.PUBLICITY)),
    "file_with_committee": _lead_of(StepKind.FILING),
    "find_exception": lambda scene: members_of(scene.reappraisal_body),
    "decide_reappraisal": lambda scene: tuple(f"{role}-officer-2" for role in members_of(scene.reappraisal_body)),
    **dict.fromkeys(("shelve_case", "resume_case"), lambda scene: scene.shelved_by),
    "escalate_correction": lambda scene: scene.corrections_urged_by,
    **dict.fromkeys(("write_digest", "withdraw_digest"), _lead_of(StepKind.DETERMINATION)),
    "approve_digest": _lead_of(StepKind.APPROVAL),
    "choose_transition": lambda scene: (deciding_role(scene.place.pack),),
    **dict.fromkeys(("report_contrary_use", "open_clarification"), _unit),
    "decide_contrary_use": lambda scene: _by_rule(scene.place.pack.results.contrary_use),
    **dict.fromkeys(
        ("issue_clarification", "refer_false_accusation"), lambda scene: _by_rule(scene.place.pack.clarification)
    ),
}
"""Who does an act unless somebody is named."""

_Default = Callable[[Scene, Act], dict[str, object]]


def _opening(scene: Scene, act: Act) -> dict[str, object]:
    pack = scene.place.pack
    return {
        "pack": pack.pack,
        "to_organ": scene.route.to,
        "subjects": [named(name) for name in scene.scenario.subjects],
        "ground": scene.first_ground,
        "ground_statement": SENTENCE if scene.first_ground == FREE_TEXT else None,
        "error_class": pack.error_classes[0].id,
        "occurred_on": act.on - timedelta(days=60),
        "evidence": [document("证据")],
    }


def _by_organ(scene: Scene) -> str:
    by_organ = (RouteKind.OWN_MOTION, RouteKind.CLUE_TRANSFER)
    return scene.route.route if scene.route.route in by_organ else RouteKind.OWN_MOTION


def _application(scene: Scene, act: Act) -> dict[str, object]:
    return {
        **_opening(scene, act),
        "applicant": named(scene.first_subject),
        "endorsement": {
            "kind": "signed",
            "signatory": "own_committee-head",
            "signed_on": act.on,
            "document": document("背书"),
        },
    }


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


def _conclusion(scene: Scene, act: Act) -> dict[str, object]:
    """A sentence to each objection where none is upheld; `objections` says how many there are."""
    del scene
    told = act.facts.get("objections", 0)
    many = told if isinstance(told, int) else 0
    if act.facts.get("upheld") is True or not many:
        return {}
    return {"upheld": False, "answers": [SENTENCE] * many}


def _of_first_subject(scene: Scene, act: Act) -> dict[str, object]:
    del act
    return {"subject": named(scene.first_subject)}


def _done(scene: Scene, act: Act) -> dict[str, object]:
    """A duty is done with a record of it, or with a proof of each recipient."""
    named = act.facts.get("duty")
    rule = next((rule for rule in scene.place.pack.duty_rules if named in (rule.duty, rule.name.zh)), None)
    proofs = [f"{each.name.zh}签收" for each in rule.recipients] if rule else []
    return {"evidence": [document(title) for title in proofs or ["办理记录"]]}


def _measure(scene: Scene, act: Act) -> dict[str, object]:
    """The mildest measure of the pack; one without measures refuses whatever is named."""
    del act
    rule = scene.place.pack.correction
    return {"measure": rule.measures[0].id if rule and rule.measures else "none"}


def _clarification(scene: Scene, act: Act) -> dict[str, object]:
    """On the pack's first ground."""
    rule = scene.place.pack.clarification
    return {"ground": rule.grounds[0].id if rule else "", **_of_first_subject(scene, act)}


def _issued(scene: Scene, act: Act) -> dict[str, object]:
    """In the pack's first form, to the own unit."""
    del act
    rule = scene.place.pack.clarification
    return {"form": rule.forms[0].id if rule else "", "recipients": ["unit"]}


def _referral(scene: Scene, act: Act) -> dict[str, object]:
    """To justice, unless an organ is named."""
    del scene
    return {"to_justice": "to" not in act.facts}


def _transition(scene: Scene, act: Act) -> dict[str, object]:
    del act
    later = scene.place.later
    if later is None:
        raise CannotTell((), "the file names no other edition that a case could be moved to: later")
    return {"pack_sha256": pack_sha256(later), "choice": "new", "ground": SENTENCE}


_DEFAULTS: Mapping[str, _Default] = {
    "file_application": _application,
    "begin_with_accountability": lambda scene, act: {**_opening(scene, act), "accountability": "问责一号"},
    "begin_by_organ": lambda scene, act: {**_opening(scene, act), "route": _by_organ(scene)},
    "decide_acceptance": lambda _, act: {"accepted": "refusal_ground" not in act.facts},
    "sign_off": lambda _, __: {"consents": True},
    "settle_disagreement": lambda _, __: {"agreed": True},
    "form_team": _team,
    "record_defence": lambda scene, act: {"mode": "oral", **_of_first_subject(scene, act)},
    "record_findings": findings,
    "record_legality_check": lambda _, __: {"passed": True},
    "propose_determination": _determination,
    "find_exception": lambda scene, _: {
        "cause": scene.place.pack.ban.exceptions[0].id,
        "evidence": [document("证据")],
    },
    "submit_supplement": lambda _, __: {"evidence": [document("补正材料")]},
    "conclude_publicity": _conclusion,
    "complete_duty": _done,
    "evaluate_correction": lambda _, __: {"passed": True},
    "escalate_correction": _measure,
    "confirm_receipt": _of_first_subject,
    "write_digest": lambda _, __: dict.fromkeys(("facts", "reasoning", "lesson"), SENTENCE),
    "approve_digest": lambda _, __: {"publish": True},
    "report_contrary_use": lambda scene, act: {
        "area": scene.place.pack.results.areas[0].id,
        "evidence": [document("证据")],
        **_of_first_subject(scene, act),
    },
    "decide_contrary_use": lambda _, __: {"found": True},
    "open_clarification": _clarification,
    "issue_clarification": _issued,
    "refer_false_accusation": _referral,
    "choose_transition": _transition,
    "request_reappraisal": lambda scene, act: {"route": "request", **_of_first_subject(scene, act)},
}
