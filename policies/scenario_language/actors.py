"""Who does an act of a scenario unless somebody is named: as the pack has it."""

from collections.abc import Callable, Mapping

from domain.acts.terms import deciding_role
from domain.pack.results import Clarification, DutyRule
from domain.pack.steps import StepKind
from domain.streams import stream_of
from policies.scenario_language.scenarios import Act
from policies.scenario_language.scene import CannotTell, Scene, deciders, members_of, record_kind, track_of

OPEN_RECORD, PASS_STAGE = "work_record_open", "risk_filing_pass_stage"
_OF_UNIT = frozenset({"risk_filing_file", "risk_filing_amend", "risk_filing_withdraw"})


def usual_actors(scene: Scene, act: Act) -> tuple[str, ...]:
    """Who does an act unless somebody is named: for a joint act, who proposes and who signs.

    An appeal is decided by second officers, who did not handle the case; on a later level say by whom. On a risk filing
    it is the unit that files, the organ it files with, or that of a stage; a work record is opened by who may ask for
    it, the rest is its keeper's.

    Raises:
        CannotTell: Nobody does it usually, or the pack has no risk filing or no such record.
    """
    match stream_of(act.what):
        case "risk_filing":
            track = track_of(scene)
            if act.what == PASS_STAGE:
                told = act.facts.get("stage", track.first_stage)
                return (next((each.by for each in track.stages if each.id == told), track.to),)
            return (track.by[0] if act.what in _OF_UNIT else track.to,)
        case "work_record":
            kind = record_kind(scene, act)
            return (*(kind.asked_by if act.what == OPEN_RECORD else ()), kind.by)[:1]
        case "case":
            pass
    usual = _USUAL[act.what](scene) if act.what in _USUAL else ()
    if not usual:
        raise CannotTell((), "say who does this: by")
    return usual


def _all_of(kind: StepKind) -> Callable[[Scene], tuple[str, ...]]:
    return lambda scene: (*members_of(scene.body(kind)), *deciders(scene, kind))


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
    **dict.fromkeys(("withdraw_application", "submit_defence"), _unit),
    **dict.fromkeys(("begin_with_accountability", "begin_by_organ"), lambda scene: scene.route.by[:1]),
    **dict.fromkeys(
        (
            *("request_supplement", "close_history", "confirm_same_matter", "deny_same_matter", "record_number"),
            "hand_in_documents",
        ),
        _counter,
    ),
    "endorse_application": lambda _: ("own_committee-head",),
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
    "decide_approval": _all_of(StepKind.APPROVAL),
    **dict.fromkeys(("open_round", "close_round", "lift_recusal", "enter_meeting_result"), _lead_of(StepKind.APPROVAL)),
    "serve_feedback": _lead_of(StepKind.SERVICE),
    **dict.fromkeys(("start_publicity", "conclude_publicity"), _lead_of(StepKind.PUBLICITY)),
    "file_with_committee": _lead_of(StepKind.FILING),
    "find_exception": lambda scene: members_of(scene.exception_body),
    "decide_reappraisal": lambda scene: tuple(f"{organ}-officer-2" for organ in scene.appealed_to),
    "decide_appeal_acceptance": lambda scene: tuple(f"{organ}-officer-2" for organ in scene.appealed_to[:1]),
    **dict.fromkeys(("shelve_case", "resume_case"), lambda scene: scene.shelved_by),
    "order_correction": lambda scene: scene.corrections_ordered_by,
    "escalate_correction": lambda scene: scene.corrections_urged_by,
    **dict.fromkeys(("write_digest", "withdraw_digest"), _lead_of(StepKind.DETERMINATION)),
    "approve_digest": _lead_of(StepKind.APPROVAL),
    **dict.fromkeys(("transfer_case", "hand_down_case"), lambda scene: (f"{scene.route.to}-head",)),
    **dict.fromkeys(("elevate_case", "designate_organ"), lambda scene: (f"{scene.route.to}-above-head",)),
    "choose_transition": lambda scene: (deciding_role(scene.place.pack),),
    **dict.fromkeys(("report_contrary_use", "open_clarification"), _unit),
    "decide_contrary_use": lambda scene: _by_rule(scene.place.pack.results.contrary_use),
    **dict.fromkeys(
        ("issue_clarification", "refer_false_accusation"), lambda scene: _by_rule(scene.place.pack.clarification)
    ),
}
"""Who does an act unless somebody is named."""
