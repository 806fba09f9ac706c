"""What a case is examined by beside the findings: legality (合法性审查, BT-12), consultations (会商论证, ZS-22, ZS-24).

Open while a case is investigated or determined, to the body of that step.
"""

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from domain.acts.investigation import is_of_team
from domain.case.act import Act, Events
from domain.case.state import Case
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, Capacity, Command, Event
from domain.pack.steps import ConsultationForm, Need, Step, StepKind, TeamBody
from domain.refusals import Refused, refusal
from domain.values import Document, Flag, FreeText, Means, Sha256, StepId, Text


class RecordLegalityCheck(
    Command,
    path="legality-checks",
    summary="Record a legality check",
    tag="investigation",
    capacity=Capacity.INVESTIGATING,
):
    """合法性审查 (BT-12, R-21): whether it stays within law, party rules and superior documents."""

    example: ClassVar = {
        "passed": True,
        "opinion": EXAMPLE_DOCUMENT,
        "reasons": "在问责规定的幅度内，不与上位规定相抵触。",
    }
    kind: Literal["record_legality_check"] = "record_legality_check"
    passed: Flag
    opinion: Document
    reasons: Text


class RecordConsultation(
    Command,
    path="consultations",
    summary="Record whom else was consulted, and how",
    tag="investigation",
    capacity=Capacity.INVESTIGATING,
):
    """组织会商论证 (ZS-22, ZS-24): a hearing, a symposium, an expert's opinion, or a meeting of the group."""

    example: ClassVar = {"form": "hearing", "record": EXAMPLE_DOCUMENT, "summary": "当事人和利害关系人均到会陈述。"}
    kind: Literal["record_consultation"] = "record_consultation"
    form: ConsultationForm
    record: Document
    summary: Text


class LegalityChecked(Event, group="material", zh="合法性审查意见", en="Legality checked"):
    """合法性审查意见 (BT-12, R-21): the last one counts; its reasons are private."""

    facts: ClassVar = {"审查结论": "passed", "材料": "opinion"}
    kind: Literal["legality_checked"] = "legality_checked"
    step: StepId
    passed: Annotated[bool, Means("legality")]
    opinion: Sha256


class ConsultationRecorded(Event, group="material", zh="会商论证记录", en="Others consulted"):
    """会商论证记录 (ZS-22, ZS-24): who else was asked, how, and the record of it."""

    facts: ClassVar = {"形式": "form", "材料": "record"}
    kind: Literal["consultation_recorded"] = "consultation_recorded"
    step: StepId
    form: ConsultationForm
    record: Sha256


EXAMINED = (StepKind.INVESTIGATION, StepKind.DETERMINATION)
"""The kinds of steps in which a case is examined."""


CONSULTATION_NOT_ADMITTED = refusal("consultation_not_admitted", 409, "ZS-22", "ZS-24").says("""
    本环节的程序没有规定这种会商论证形式。
    The procedure knows no such consultation in this step.
    请改用程序规定的形式，或在规定的环节进行。
    Use a form that the procedure lists for this step.
""")


def record_legality_check(act: Act, command: RecordLegalityCheck) -> Events:
    """Record whether it is lawful; the last check counts (BT-12, R-21)."""
    step_id, _ = _may_examine(act)
    private = FreeText(reasons=command.reasons, document_titles=(command.opinion.title,))
    opinion = command.opinion.sha256
    return [LegalityChecked(on=act.on, private=private, step=step_id, passed=command.passed, opinion=opinion)]


def record_consultation(act: Act, command: RecordConsultation) -> Events:
    """Record whom else was asked, in a form that the step knows (ZS-22, ZS-24)."""
    step_id, step = _may_consult(act)
    if command.form not in step.may:
        raise Refused(CONSULTATION_NOT_ADMITTED, cite=step.cite)
    private = FreeText(statement=command.summary, document_titles=(command.record.title,))
    record = command.record.sha256
    return [ConsultationRecorded(on=act.on, private=private, step=step_id, form=command.form, record=record)]


@guard(RecordLegalityCheck)
def _may_examine(act: Act) -> tuple[str, Step]:
    """The step under examination, where the actor is of its body: of a team, one of its organs or its members."""
    kind = next((state.kind for state in act.case.open_steps.values() if state.kind in EXAMINED), EXAMINED[0])
    step_id, _, step = act.open_step(kind)
    of_team = isinstance(act.context.pack.bodies[step.body or ""], TeamBody)
    if not (of_team and is_of_team(act)):
        act.require_role(*act.body_roles(step))
    act.require_fresh(step_id)
    return step_id, step


@guard(RecordConsultation)
def _may_consult(act: Act) -> tuple[str, Step]:
    step_id, step = _may_examine(act)
    if not step.may:
        raise Refused(CONSULTATION_NOT_ADMITTED, cite=step.cite)
    return step_id, step


def evolve(case: Case, event: LegalityChecked | ConsultationRecorded) -> Case:
    """The case after an examination; only the last legality check counts."""
    if isinstance(event, LegalityChecked):
        case = replace(case, legality_passed=event.passed).with_made(event.step, Need.LEGALITY_CHECKED)
    return case.touched(event.step, event.on)
