"""What an act of a scenario says where the scenario does not: the defaults of each command, from the pack."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from pydantic import JsonValue

from domain.pack.assessment import FREE_TEXT
from domain.pack.results import Outcome
from domain.pack.steps import RouteKind, StepKind
from policies.packs.loader import pack_sha256
from policies.scenario_language.facts import SENTENCE, demands_told, document, named_told, numbers_of, opinions_told
from policies.scenario_language.findings import findings
from policies.scenario_language.place import CASE_ID, FILING_ID, MEETING_ID, MEMBERS, PRESENT, named
from policies.scenario_language.scenarios import Act
from policies.scenario_language.scene import CannotTell, Scene, members_of, record_kind, track_of

_DOCUMENTS = frozenset({"report", "notice", "document", "opinion", "record", "minutes"})
_WRITTEN = frozenset(
    {
        *("title", "statement", "reasons", "missing", "summary", "remarks", "scope"),
        *("by_organ", "what_happened", "work", "change"),
    }
)
_AHEAD = timedelta(days=30)
"""How long before the work a risk filing comes."""


def defaults(scene: Scene, act: Act, fields: Iterable[str]) -> dict[str, object]:
    """The facts of an act unless they are told: a sentence, a document of that name, or what the table below has.

    Raises:
        CannotTell: Nothing is known by default.
    """
    value: dict[str, object] = dict.fromkeys(_WRITTEN.intersection(fields), SENTENCE)
    value |= {field: document(field) for field in _DOCUMENTS.intersection(fields)}
    return value | _DEFAULTS[act.what](scene, act) if act.what in _DEFAULTS else value


_Default = Callable[[Scene, Act], dict[str, object]]


def _opening(scene: Scene, act: Act) -> dict[str, object]:
    pack = scene.place.pack
    return {
        "pack": pack.pack,
        "to_organ": scene.route.to,
        "subjects": [named(name) for name in scene.scenario.subjects],
        "ground": scene.first_ground,
        "ground_statement": SENTENCE if scene.first_ground == FREE_TEXT else None,
        "error_class": scene.first("error class", pack.error_classes).id,
        "occurred_on": act.on - timedelta(days=60),
        "evidence": [document("证据")],
        "named": named_told(scene, ("named",), [each.id for each in scene.route.documents if each.required]),
    }


def _by_organ(scene: Scene) -> str:
    by_organ = (RouteKind.OWN_MOTION, RouteKind.CLUE_TRANSFER, RouteKind.RISK_FILING)
    return scene.route.route if scene.route.route in by_organ else RouteKind.OWN_MOTION


def _application(scene: Scene, act: Act) -> dict[str, object]:
    rule = scene.route.alongside
    return {
        **_opening(scene, act),
        "other_began_on": act.on if rule and rule.begins else None,
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
        "not_tolerated_because": SENTENCE if len(tolerated) < len(outcomes) else None,
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
    told = act.facts.get("duty")
    rule = next((rule for rule in scene.place.pack.duty_rules if told in (rule.duty, rule.name.zh)), None)
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


def _filed(scene: Scene, act: Act) -> dict[str, object]:
    track = track_of(scene)
    return {
        "pack": scene.place.pack.pack,
        "to_organ": track.to,
        "planned_start": act.on + _AHEAD,
        "risks": [SENTENCE],
        "dossier": [document("集体研究记录")],
    }


def _record(scene: Scene, act: Act) -> dict[str, object]:
    """About the first subject of the scenario that such a record may be about; a matter is named or left out."""
    kind, subjects = record_kind(scene, act), scene.scenario.subjects.items()
    about = next((named(name) for name, subject in subjects if subject.kind == kind.about), None)
    return {"pack": scene.place.pack.pack, "record": kind.id, "keeper": kind.by, "about": about}


_TARGETS = {"case": CASE_ID, "risk_filing": FILING_ID}


def _meeting(scene: Scene, act: Act) -> dict[str, object]:
    """Who votes or recused came to the meeting, by their numbers, the others were on leave; the votes are by name."""
    step_id, _ = scene.step(StepKind.APPROVAL)
    committee = members_of(scene.body(StepKind.APPROVAL))[0]
    told = {choice: numbers_of(act, choice) for choice in ("agree", "disagree", "abstain", "postpone", "recused")}
    if not any(told.values()):
        told["agree"] = list(PRESENT)
    recused, came = told.pop("recused"), {number for numbers in told.values() for number in numbers}
    member = f"{committee}-member-{{}}".format
    return {
        "meeting": MEETING_ID,
        "entry": 2,
        "step": step_id,
        "minutes": {"number": "某纪〔2026〕7号", "document": document("会议纪要")},
        "attendance": [
            {"member": member(each), "state": "present" if each in came or each in recused else "on_leave"}
            for each in range(1, MEMBERS + 1)
        ],
        "recused": [member(each) for each in recused],
        "recusal_reasons": SENTENCE if recused else None,
        "ballots": [{"member": member(each), "choice": choice} for choice, numbers in told.items() for each in numbers],
        "remarks": SENTENCE,
    }


_DEFAULTS: Mapping[str, _Default] = {
    "file_application": _application,
    "begin_with_accountability": lambda scene, act: {**_opening(scene, act), "accountability": "问责一号"},
    "begin_by_organ": lambda scene, act: {**_opening(scene, act), "route": _by_organ(scene)},
    "endorse_application": lambda _, __: {"endorses": True, "document": None},
    "decide_acceptance": lambda _, act: {"accepted": "refusal_ground" not in act.facts},
    "decide_appeal_acceptance": lambda _, act: {"accepted": "refusal_ground" not in act.facts},
    "decide_approval": lambda _, __: {"result": "approved"},
    "sign_off": lambda _, __: {"consents": True},
    "enter_meeting_result": _meeting,
    "settle_disagreement": lambda _, __: {"agreed": True},
    "form_team": _team,
    "record_defence": lambda scene, act: {"mode": "oral", **_of_first_subject(scene, act)},
    "submit_defence": _of_first_subject,
    "record_findings": findings,
    "give_advice": lambda _, __: {"favourable": True},
    "record_legality_check": lambda _, __: {"passed": True},
    "propose_determination": _determination,
    "transfer_case": lambda scene, _: {"to_organ": f"{scene.route.to}-above"},
    **dict.fromkeys(("hand_down_case", "designate_organ"), lambda scene, _: {"to_organ": scene.route.to}),
    "answer_handover": lambda _, act: {"accepts": act.facts.get("accepts", True)},
    "refer_to_superior": lambda _, __: {"asks": "elevation"},
    "find_exception": lambda scene, _: {
        "cause": scene.first("exception", scene.place.pack.ban.exceptions).id,
        "evidence": [document("证据")],
    },
    "submit_supplement": lambda _, __: {"evidence": [document("补正材料")]},
    "conclude_publicity": _conclusion,
    "complete_duty": _done,
    "order_correction": lambda scene, act: {"demand": SENTENCE, **_of_first_subject(scene, act)},
    "evaluate_correction": lambda _, __: {"passed": True},
    "escalate_correction": _measure,
    "confirm_receipt": _of_first_subject,
    "write_digest": lambda _, __: dict.fromkeys(("facts", "reasoning", "lesson"), SENTENCE),
    "approve_digest": lambda _, __: {"publish": True},
    "report_contrary_use": lambda scene, act: {
        "area": scene.first("area of results", scene.place.pack.results.areas).id,
        "evidence": [document("证据")],
        **_of_first_subject(scene, act),
    },
    "decide_contrary_use": lambda _, __: {"found": True},
    "open_clarification": _clarification,
    "issue_clarification": _issued,
    "refer_false_accusation": _referral,
    "choose_transition": _transition,
    "risk_filing_file": _filed,
    "risk_filing_pass_stage": lambda scene, _: {"stage": track_of(scene).first_stage or "", "opinion": SENTENCE},
    "risk_filing_reply": lambda _, __: {"result": "filed", "minutes": None},
    "risk_filing_link_case": lambda _, __: {"case_id": CASE_ID},
    "work_record_open": _record,
    "work_record_link": lambda _, act: {"to": "case", "target": _TARGETS.get(str(act.facts.get("to", "case")))},
    "request_reappraisal": lambda scene, act: {"route": "request", **_of_first_subject(scene, act)},
}
