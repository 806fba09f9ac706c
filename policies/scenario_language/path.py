"""Several acts in a word: the ordinary path of a pack up to a step, and a whole vote."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from pydantic import JsonValue

from domain.acts.results import ACKNOWLEDGEMENT
from domain.case.correction import EVALUATION
from domain.case.state import Case
from domain.pack.steps import JointBody, Need, StepKind, TeamBody, VoteBody
from policies.scenario_language.acts import CHOICES, admitted_facts
from policies.scenario_language.facts import numbers_of
from policies.scenario_language.place import MEMBERS, PRESENT, named
from policies.scenario_language.scenarios import Act
from policies.scenario_language.scene import OPENED_BY, CannotTell, Scene
from policies.scenario_language.words import ROUND

CLOSED = "closed"
"""Where the ordinary path ends when every duty is done."""

_LEGALITY = "record_legality_check"
_APPROVAL = "decide_approval"
_VOTED_ON = frozenset({"decide_acceptance", "propose_determination", _APPROVAL})
"""What is put forward in a step, and where its body votes decided by that."""

_ANEW = {
    Need.DEFENCE_HEARD: "record_defence",
    Need.FACTORS_WEIGHED: "record_findings",
    Need.FINDINGS_COMPLETE: "record_findings",
}
"""What is done in a step that asks for it anew, before what is done there anyway."""
_DONE_IN = {
    StepKind.ACCEPTANCE: ("decide_acceptance",),
    StepKind.INVESTIGATION: ("form_team", "record_defence", "record_findings", _LEGALITY, "report_investigation"),
    StepKind.ADVICE: ("give_advice",),
    StepKind.DETERMINATION: ("deny_same_matter", _LEGALITY, "propose_determination"),
    StepKind.APPROVAL: (_APPROVAL,),
    StepKind.SERVICE: ("serve_feedback",),
    StepKind.FILING: ("file_with_committee",),
}
"""For each kind of step what is done in it when nothing is in dispute."""
_ENDED_BY = {EVALUATION: "evaluate_correction", ACKNOWLEDGEMENT: "acknowledge_results"}
"""The duties that an act of their own ends."""


def ordinary_acts(scene: Scene, act: Act, state: Callable[[], Case | None]) -> Iterator[Act]:
    """The acts from where a case is until the step `to` is open; `state` gives the case as each of them left it.

    A fact belongs to whichever act has such a fact; a step's own name dates it, else it is done on the day before.

    Raises:
        CannotTell: A step on the way has no ordinary act.
    """
    to, on = str(act.facts.get("to")), act.on
    if state() is None:
        begins = {kind: what for what, kind in OPENED_BY.items()}
        yield along(scene, act, begins.get(scene.route.route, "begin_by_organ"), on)
    while (case := state()) is not None and to not in case.open_steps and not case.closed:
        step, kind = [(step, opened.kind) for step, opened in case.open_steps.items()][-1]
        if kind is StepKind.SETTLEMENT and to == CLOSED and case.open_duties:
            duty = next(iter(case.open_duties.values())).opened.duty
            what = _ENDED_BY.get(duty, "complete_duty")
            yield Act(on=on, what=what, facts={"duty": duty})
            continue
        if kind not in (*_DONE_IN, StepKind.PUBLICITY):
            raise CannotTell(("to",), f"the ordinary path stops at {step} and does not come to {to}")
        on = max(on, date.fromisoformat(str(act.facts.get(step, on))))
        if kind is StepKind.PUBLICITY:
            yield from _documents_of(scene, step, on, case)
            each = _of_publicity(scene, act, step, on, case)
            on = each.on
            yield each
            continue
        yield from _documents_of(scene, step, on, case)
        anew = [_ANEW[need] for need in scene.place.pack.step(step).anew if need in _ANEW]
        done = dict.fromkeys((*anew, *_DONE_IN[kind]))
        yield from (each for what in done for each in _acts_of(scene, act, what, on, case))


def _documents_of(scene: Scene, step: str, on: date, case: Case) -> Iterator[Act]:
    """The documents that a step requires by name and that are not there yet, handed in at once."""
    listed = scene.place.pack.step(step).documents
    missing: list[JsonValue] = [each.id for each in listed if each.required and (step, each.id) not in case.handed_in]
    if missing:
        yield Act(on=on, what="hand_in_documents", facts={"named": missing})


def round_acts(scene: Scene, act: Act, case: Case | None) -> Iterator[Act]:
    """A whole vote: opened, members recused, ballots cast by the members' numbers, closed."""
    body = _voting(scene, case)
    told = {choice: numbers_of(act, choice) for choice in (*CHOICES, "recused")}
    if not any(told.values()):
        told["agree"] = list(PRESENT)
    keeper = (body.committee,)
    yield Act(on=act.on, what="open_round", by=keeper, recorded=act.recorded)
    for number in told.pop("recused"):
        yield Act(on=act.on, what="recuse", by=(f"{body.committee}-member-{number}",), recorded=act.recorded)
    for choice, numbers in told.items():
        for number in numbers:
            by = (f"{body.committee}-member-{number}",)
            yield Act(on=act.on, what="cast_ballot", by=by, recorded=act.recorded, facts={"choice": choice})
    yield Act(on=act.on, what="close_round", by=keeper, recorded=act.recorded)


def _voting(scene: Scene, case: Case | None) -> VoteBody:
    """The committee that votes: that which a disagreement ends with, while there is one, else that which approves."""
    disputed = case.disagreement if case else None
    if disputed:
        joint = scene.place.pack.bodies[scene.place.pack.step(disputed.step).body or ""]
        rule = joint.on_disagreement if isinstance(joint, JointBody) else None
        body = scene.place.pack.bodies[rule.to[-1]] if rule else joint
    else:
        pack, open_ = scene.place.pack, [*case.open_steps] if case else []
        bodies = [pack.bodies[body] for id_ in open_ for body in pack.step(id_).bodies]
        body = next((each for each in bodies if isinstance(each, VoteBody)), None) or scene.body(StepKind.APPROVAL)
    if not isinstance(body, VoteBody):
        raise CannotTell((), "nobody votes in this pack")
    return body


def numbers_fault(told: JsonValue) -> str | None:
    """What is wrong with the members told of a vote."""
    numbers = told if isinstance(told, list) else [told]
    wrong = [each for each in numbers if not isinstance(each, int) or not 1 <= each <= MEMBERS]
    return f"members are numbered 1 to {MEMBERS}" if wrong else None


def _acts_of(  # noqa: C901 - one arm for each act that not every pack has
    scene: Scene, act: Act, what: str, on: date, case: Case
) -> Iterator[Act]:
    if what == "deny_same_matter":
        _, step = scene.step(StepKind.DETERMINATION)
        if Need.SAME_MATTER_CHECKED in step.needs and not case.same_matter_checked:
            yield along(scene, act, what, on)
    elif what == _LEGALITY:
        steps = [scene.place.pack.step(id_) for id_ in case.open_steps]
        asked = any(Need.LEGALITY_CHECKED in step.needs for step in steps) and case.legality_passed is None
        if asked or any(Need.LEGALITY_CHECKED in step.anew for step in steps):
            yield along(scene, act, what, on)
    elif what == "form_team":
        if isinstance(scene.body(StepKind.INVESTIGATION), TeamBody):  # an organ alone forms none (BT-07)
            yield along(scene, act, what, on)
    elif what == _APPROVAL and isinstance(scene.body(StepKind.APPROVAL), VoteBody):
        yield along(scene, act, ROUND, on)
    elif what in _VOTED_ON:
        yield along(scene, act, what, on)
        if _is_voted_on(scene, what, case):
            yield along(scene, act, ROUND, on)
    elif what == "record_defence":
        yield from (Act(on=on, what=what, facts={"subject": name}) for name in scene.scenario.subjects)
    else:
        yield along(scene, act, what, on)


def _is_voted_on(scene: Scene, what: str, case: Case) -> bool:
    """Whether what is put forward in the open step is then voted on."""
    id_ = next(id_ for id_, state in case.open_steps.items() if what in _DONE_IN.get(state.kind, ()))
    pack = scene.place.pack
    return isinstance(pack.bodies[pack.step(id_).bodies[-1]], VoteBody)


def _of_publicity(scene: Scene, act: Act, step: str, on: date, case: Case) -> Act:
    """The next act of a publicity to which nobody objects: received by all, begun, concluded after its last day."""
    for name in scene.scenario.subjects:
        if named(name) not in case.appeals:
            return Act(on=on, what="confirm_receipt", facts={"subject": name})
    if case.publicity is None:
        windows = [window.until for window in case.appeals.values() if window]
        return along(scene, act, "start_publicity", max([on, *(until + timedelta(days=1) for until in windows)]))
    window = next((duty.due_on for duty in case.open_duties.values() if duty.opened.step == step), on)
    return along(scene, act, "conclude_publicity", max(on, window + timedelta(days=1)))


def along(scene: Scene, act: Act, what: str, on: date) -> Act:
    """One act of a path, with the facts told of the path that it has."""
    facts = {name: fact for name, fact in act.facts.items() if name in admitted_facts(scene, what)}
    return Act(on=on, what=what, facts=facts)
