"""Investigation (调查核实, NJ-14 to NJ-17, BT-07): a team or an organ hears every defence and makes every finding."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, ClassVar, Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain import refusals
from domain.acts.evidence.listed import require_documents
from domain.acts.terms import lead_on
from domain.case.act import Act, Events
from domain.case.state import Case
from domain.context import DecisionContext
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, EXAMPLE_SUBJECT, Capacity, Command, Event
from domain.pack.assessment import Graded
from domain.pack.pack import Pack
from domain.pack.steps import Need, Step, StepKind, TeamBody
from domain.pack.terms import Item
from domain.refusals import Refused, refusal
from domain.values import (
    Actor,
    Code,
    Document,
    FreeText,
    Frozen,
    Means,
    Sha256,
    StepId,
    SubjectId,
    Text,
    digests,
    is_absent,
)


class FormTeam(Command, path="team", summary="Form the joint team", tag="investigation"):
    """成立联合调查核实组 (NJ-14)."""

    example: ClassVar = {
        "members": [
            {"person": "p032", "position": "county-a-organization-officer-1", "organ": "county-a-organization"},
            {"person": "p035", "position": "county-a-discipline-officer-1", "organ": "county-a-discipline"},
            {"person": "p045", "position": "county-a-finance-officer-1", "organ": "county-a-finance"},
        ]
    }
    kind: Literal["form_team"] = "form_team"
    members: tuple[Actor, ...] = Field(min_length=1, max_length=50)


class RecordDefence(
    Command, path="defences", summary="Record a defence", tag="investigation", capacity=Capacity.INVESTIGATING
):
    """听取申辩 (NJ-15): a subject's defence was heard, or was expressly waived."""

    example: ClassVar = {"subject": EXAMPLE_SUBJECT, "mode": "oral", "statement": "对事实无异议，请求考虑其主动补救。"}
    kind: Literal["record_defence"] = "record_defence"
    subject: UUID
    mode: Literal["oral", "written", "waived"]
    statement: Text


class SubmitDefence(
    Command,
    path="defence-statements",
    summary="Hand in a statement of defence",
    tag="investigation",
    seen=False,
    capacity=Capacity.PARTY,
):
    """提交申辩意见 (NJ-15): what a subject states in writing, by themselves or through their unit."""

    example: ClassVar = {"subject": EXAMPLE_SUBJECT, "statement": "对事实无异议，请求考虑主动补救和挽回损失的情况。"}
    kind: Literal["submit_defence"] = "submit_defence"
    subject: UUID
    statement: Text


class FindingEntry(Frozen):
    """One finding: which item of the pack, what was found, and on what evidence.

    `free_text` is the item where the list is not known (A-33). `result` is met or not_met, or one of the grades of an
    item that has some. On a `negative` item `met` means that the prohibited situation exists. `excepted` is for a
    criterion that has an exception, with the report made afterwards as evidence.
    """

    of: Literal["condition", "criterion", "factor", "negative", "ground"]
    item: Code
    result: Code
    reasons: Text
    evidence: tuple[Document, ...] = ()


class RecordFindings(
    Command, path="findings", summary="Record findings", tag="investigation", capacity=Capacity.INVESTIGATING
):
    """逐项研判 (NJ-06, NJ-07, NJ-16)."""

    example: ClassVar = {
        "findings": [{"of": "criterion", "item": "public_motive", "result": "met", "reasons": "为解决灌溉用水。"}]
    }
    kind: Literal["record_findings"] = "record_findings"
    findings: tuple[FindingEntry, ...] = Field(min_length=1, max_length=100)


class ReportInvestigation(
    Command,
    path="investigation-report",
    summary="Report the investigation",
    tag="investigation",
    capacity=Capacity.INVESTIGATING,
):
    """提交调查核实结果 (NJ-17)."""

    example: ClassVar = {"report": EXAMPLE_DOCUMENT, "summary": "失误属实，起因为缺乏经验，损失已挽回。"}
    kind: Literal["report_investigation"] = "report_investigation"
    report: Document
    summary: Text


class TeamMember(Frozen):
    """A member of the joint team."""

    organ: Code
    person: Code
    position: Code


class TeamFormed(Event, group="procedure", zh="成立联合调查核实组", en="Joint team formed"):
    """成立联合调查核实组 (NJ-14)."""

    facts: ClassVar = {"成员": "members"}
    kind: Literal["team_formed"] = "team_formed"
    step: StepId
    members: tuple[TeamMember, ...]


class DefenceRecorded(Event, group="material", zh="听取申辩", en="Defence heard"):
    """听取申辩 (NJ-15)."""

    facts: ClassVar = {"当事人": "subject", "方式": "mode"}
    kind: Literal["defence_recorded"] = "defence_recorded"
    step: StepId
    subject: SubjectId
    mode: Annotated[Literal["oral", "written", "waived"], Means("defence_modes")]
    person: Code | None = Field(default=None, description="who did it, where the organ investigates without a team")


class Finding(Frozen):
    """One finding; its reasons are private. A grade that admits nothing that tolerates is not met, every other met."""

    of: Literal["condition", "criterion", "factor", "negative", "ground"]
    item: Code
    result: Literal["met", "not_met", "excepted"]
    grade: Code | None = Field(default=None, exclude_if=is_absent)
    evidence: tuple[Sha256, ...]


class FindingsRecorded(Event, group="material", zh="逐项研判", en="Findings recorded"):
    """逐项研判意见 (NJ-06, NJ-07, NJ-16)."""

    facts: ClassVar = {"研判": "findings"}
    kind: Literal["findings_recorded"] = "findings_recorded"
    step: StepId
    findings: tuple[Finding, ...]
    person: Code | None = None


class InvestigationReported(Event, group="material", zh="提交调查核实报告", en="Investigation reported"):
    """调查核实报告 (NJ-17)."""

    facts: ClassVar = {"材料": "report"}
    kind: Literal["investigation_reported"] = "investigation_reported"
    step: StepId
    report: Sha256
    person: Code | None = None


NO_TEAM = refusal("no_team", 409).says("""
    该程序由机关自行调查核实，不另设联合组。
    In this procedure the organ investigates by itself; there is no joint team.
    请直接听取申辩、逐项研判。
    Hear the defence and make the findings directly.
""")
NEEDS_TEAM = refusal("team_incomplete", 409, "NJ-14").says("""
    联合组须有程序规定的各方人员。
    The joint team needs members of every organ that the procedure names.
    请补充缺少的一方人员。
    Add members of the missing kind.
""")
NEEDS_DEFENCE = refusal("defence_not_heard", 409, "NJ-15").says("""
    尚未听取全部当事人的申辩意见。
    Not every subject's defence has been heard.
    请先记录每名当事人的申辩，或其明确放弃。
    Record each subject's defence, or its express waiver.
""")
NEEDS_FACTORS = refusal("factors_not_weighed", 409, "NJ-16").says("""
    综合因素尚未逐项研判。
    Not all factors have been weighed.
    请补齐各项因素的研判意见。
    Record a finding on each factor.
""")
NEEDS_FINDINGS = refusal("findings_incomplete", 409, "NJ-06", "NJ-07", "NJ-08").says("""
    政策界限、原则或情形条件尚未逐项研判。
    Criteria or conditions of the situation have no finding yet.
    请补齐各项研判意见。
    Record a finding on each of them.
""")
NO_SUCH_RESULT = refusal("finding_result_unknown", 422).says("""
    该项的研判结论只能是程序规定的等次；不分等次的，只能是符合、不符合。
    The item is found by the grades that the procedure gives it; without grades, met or not_met.
    请改为所列的结论之一。
    Choose one of those named.
""")
EXCEPTION_NOT_ADMITTED = refusal("criterion_exception_not_admitted", 422, "R-03").says("""
    该项没有例外规定，不能认定为例外适用。
    This item has no exception; it cannot be found excepted.
    请改为符合或不符合。
    Find it met or not_met.
""")
EXCEPTION_UNPROVEN = refusal("criterion_exception_unproven", 409, "R-03").says("""
    例外适用须附事后报告等证据材料。
    An exception needs evidence: the document of what was done in its place.
    请附上该项材料后重新提交。
    Add the document and send again.
""")
NEEDS_LEGALITY_CHECK = refusal("legality_not_checked", 409, "BT-12").says("""
    尚未作合法性审查。
    There was no legality check yet.
    请先记录合法性审查意见。
    Record the legality check first.
""")
NEEDS_SAME_MATTER_CHECK = refusal("same_matter_not_checked", 409, "NJ-31", "A-08").says("""
    尚未核对是否属于已容错的同一事项。
    Nobody has checked whether this is a matter tolerated before.
    请先确认或否认同一事项。
    Confirm or deny the same matter first.
""")


_MADE_HERE = {Need.TEAM_FORMED, Need.DEFENCE_HEARD, Need.FACTORS_WEIGHED, Need.FINDINGS_COMPLETE}
"""What is made in no other step than an investigation."""


@guard(FormTeam)
def _may_form_team(act: Act) -> tuple[str, TeamBody]:
    step_id, _, step = act.open_step(StepKind.INVESTIGATION)
    body = act.context.pack.bodies[step.body or ""]
    if not isinstance(body, TeamBody):
        raise Refused(NO_TEAM)
    act.require_role(body.lead)
    act.require_fresh(step_id)
    return step_id, body


def form_team(act: Act, command: FormTeam) -> Events:
    """Form the team; it has members of every kind the pack names, each in office (NJ-14)."""
    step_id, body = _may_form_team(act)
    act.require_no_party(*(member.person for member in command.members))
    for member in command.members:
        position = act.context.organs.position(member.position)
        in_office = act.context.organs.holds(member.person, member.position, act.on)
        if position is None or position.organ != member.organ or not in_office:
            raise Refused(refusals.NOT_IN_OFFICE, detail=member.person)
    if len({member.person for member in command.members}) < len(command.members):
        raise Refused(refusals.SAME_PERSON)
    organs = [act.context.organs.organ(member.organ) for member in command.members]
    present = {organ.role for organ in organs if organ and organ.jurisdiction == act.case.jurisdiction}
    if missing := [role for role in body.members if role not in present]:
        names = "、".join(act.context.pack.roles[role].zh for role in missing)
        raise Refused(NEEDS_TEAM, detail=names)
    members = tuple(TeamMember(organ=m.organ, person=m.person, position=m.position) for m in command.members)
    return [TeamFormed(on=act.on, step=step_id, members=members)]


def record_defence(act: Act, command: RecordDefence) -> Events:
    """Record that a subject was heard, or expressly waived it (NJ-15)."""
    step_id, person = _may_hear(act)
    act.require_subject(command.subject)
    private = FreeText(statement=command.statement)
    return [
        DefenceRecorded(
            on=act.on, private=private, step=step_id, subject=command.subject, mode=command.mode, person=person
        )
    ]


@guard(SubmitDefence, subject=Act.subjects)
def _may_state(act: Act, subject: UUID) -> str:
    """The step, for a unit or a subject themselves, while the case is investigated or they are heard anew."""
    step_id, _ = _made_where(act, Need.DEFENCE_HEARD)
    act.require_unit_or()
    act.require_subject(subject)
    return step_id


def submit_defence(act: Act, command: SubmitDefence) -> Events:
    """Take in what a subject states in writing (NJ-15); whoever investigates may hear more afterwards."""
    step_id = _may_state(act, command.subject)
    private = FreeText(statement=command.statement)
    return [DefenceRecorded(on=act.on, private=private, step=step_id, subject=command.subject, mode="written")]


def record_findings(act: Act, command: RecordFindings) -> Events:
    """Record findings on what the pack lists, or on what stands for a list not known (NJ-06, NJ-07, NJ-16, A-33)."""
    step_id, person = may_find(act)
    return findings_made(act, command, step_id, person)


def findings_made(act: Act, command: RecordFindings, where: str, person: str | None) -> Events:
    """The findings that somebody makes in a step, or in a reappraisal; the last one on an item counts."""
    listed = _listed(act.case, act.context.pack)
    for entry in command.findings:
        if (entry.of, entry.item) not in listed:
            raise Refused(refusals.UNKNOWN_ITEM, detail=entry.item)
        if entry.result == "excepted":
            _require_exception(entry, act.context.pack)
    findings = tuple(_finding(entry, listed[entry.of, entry.item], act.context.pack) for entry in command.findings)
    private = FreeText(
        finding_reasons=tuple(entry.reasons for entry in command.findings),
        document_titles=tuple(document.title for entry in command.findings for document in entry.evidence),
    )
    return [FindingsRecorded(on=act.on, private=private, step=where, findings=findings, person=person)]


def _finding(entry: FindingEntry, item: Item, pack: Pack) -> Finding:
    """What was found of an item: by its grade, where it has some."""
    evidence, grades = digests(entry.evidence), item.grades if isinstance(item, Graded) else ()
    match entry.result:
        case "excepted":
            return Finding(of=entry.of, item=entry.item, result="excepted", evidence=evidence)
        case ("met" | "not_met") as result if not grades:
            return Finding(of=entry.of, item=entry.item, result=result, evidence=evidence)
        case _:
            pass
    grade = next((each for each in grades if each.id == entry.result), None)
    if grade is None:
        raise Refused(NO_SUCH_RESULT, detail=f"{item.name.zh}：{'、'.join(each.name.zh for each in grades)}")
    admits = any(outcome.tolerated and outcome not in grade.bars for outcome in pack.outcomes)
    result_of_grade: Literal["met", "not_met"] = "met" if admits else "not_met"
    return Finding(of=entry.of, item=entry.item, result=result_of_grade, grade=grade.id, evidence=evidence)


@guard(ReportInvestigation)
def _may_report(act: Act) -> tuple[str, str | None]:
    """The step, with who reports where the team does not say so.

    What only an investigation can make, it makes before it ends, also where a later step asks for it: findings that are
    missing then could never be made, and the case never be decided.
    """
    step_id, person = _may_investigate(act)
    step = act.context.pack.step(step_id)
    act.require_not_before(act.case.acted_on.get(step_id))
    later = {need for other in act.context.pack.tolerance.steps.values() for need in other.needs} & _MADE_HERE
    require_ready(act, step_id, sorted(later - {*step.needs}))
    return step_id, person


def report(act: Act, command: ReportInvestigation) -> Events:
    """Report; the determination begins (NJ-17)."""
    step_id, person = _may_report(act)
    private = FreeText(statement=command.summary, document_titles=(command.report.title,))
    return [
        InvestigationReported(on=act.on, private=private, step=step_id, report=command.report.sha256, person=person),
        *act.meet_step(step_id),
        *lead_on(act, step_id, "reported"),
    ]


def require_ready(act: Act, step_id: str, beside: Iterable[Need] = ()) -> None:
    """Refuse while a step lacks what it needs: documents, what is made by then, and in itself what it needs anew."""
    step = act.context.pack.step(step_id)
    require_documents(act.case, step_id, step)
    require_needs(act.case, act.context, (*step.needs, *beside))
    if step.anew:
        require_needs(act.case.as_made_in(step_id), act.context, step.anew)


def require_needs(case: Case, context: DecisionContext, needs: tuple[Need, ...]) -> None:
    """Refuse while a named precondition of a step does not hold."""
    listed = _listed(case, context.pack).items()
    missing = {key: item.name.zh for key, item in listed if not _is_found(case, key, item)}
    legality = NEEDS_LEGALITY_CHECK if case.legality_passed is None else refusals.LEGALITY_FAILED
    unmet = {
        Need.TEAM_FORMED: (not case.team, NEEDS_TEAM),
        Need.DEFENCE_HEARD: ({subject.subject_id for subject in case.subjects} - case.heard, NEEDS_DEFENCE),
        Need.FACTORS_WEIGHED: ([name for (of, _), name in missing.items() if of == "factor"], NEEDS_FACTORS),
        Need.FINDINGS_COMPLETE: ([*missing.values()], NEEDS_FINDINGS),
        Need.LEGALITY_CHECKED: (not case.legality_passed, legality),
        Need.SAME_MATTER_CHECKED: (not case.same_matter_checked, NEEDS_SAME_MATTER_CHECK),
    }
    for need in needs:
        lacking, refusal = unmet.get(need, (False, NEEDS_FINDINGS))
        if lacking:
            raise Refused(refusal, detail="、".join(lacking) if isinstance(lacking, list) else None)


def is_of_team(act: Act) -> bool:
    """Whether the actor is a member, acts for one, or has the post of one who holds it no more (接任)."""
    if not act.case.team.isdisjoint(act.actor.persons):
        return True
    return any(
        position == act.actor.position and not act.context.organs.holds(person, position, act.on)
        for person, position in act.case.team_posts.items()
    )


@guard(RecordDefence)
def _may_hear(act: Act) -> tuple[str, str | None]:
    return _may_investigate(act, Need.DEFENCE_HEARD)


def may_find(act: Act) -> tuple[str, str | None]:
    """The step, for who may make findings in it."""
    return _may_investigate(act, Need.FINDINGS_COMPLETE, Need.FACTORS_WEIGHED)


def _made_where(act: Act, *needs: Need) -> tuple[str, Step]:
    """The step in which such needs are met: one under way that asks for one of them anew, else an investigation."""
    steps = act.context.pack.tolerance.steps
    asking = (state.kind for id_, state in act.case.open_steps.items() if not {*needs}.isdisjoint(steps[id_].anew))
    step_id, _, step = act.open_step(next(asking, StepKind.INVESTIGATION))
    return step_id, step


def _may_investigate(act: Act, *needs: Need) -> tuple[str, str | None]:
    """The step, for who may investigate: a member of the team, or where the pack has none an officer of its body.

    Who that officer is goes on record with the act: whoever handles a case does not reappraise it.
    """
    step_id, step = _made_where(act, *needs)
    if isinstance(act.context.pack.bodies[step.body or ""], TeamBody):
        if not act.case.team:
            raise Refused(NEEDS_TEAM)
        if not is_of_team(act):
            raise Refused(refusals.NOT_COMPETENT)
        person = None if act.actor.person in act.case.team else act.actor.person
    else:
        act.require_role(*act.body_roles(step))
        person = act.actor.person
    act.require_fresh(step_id)
    return step_id, person


def _require_exception(entry: FindingEntry, pack: Pack) -> None:
    """A criterion may be excepted where it has an exception, on the report made afterwards (R-03)."""
    criteria = pack.assessment.criteria if entry.of == "criterion" else ()
    criterion = next((each for each in criteria if each.id == entry.item), None)
    if criterion is None or criterion.exception is None:
        raise Refused(EXCEPTION_NOT_ADMITTED, detail=criterion.name.zh if criterion else entry.item)
    if not entry.evidence:
        rule = criterion.exception
        raise Refused(EXCEPTION_UNPROVEN, cite=rule.cite, detail=rule.instead.name.zh)


def _listed(case: Case, pack: Pack) -> dict[tuple[str, str], Item]:
    """Every item that needs a finding."""
    examined = pack.assessment.examined(case.ground)
    return {(of, item.id): item for of, items in examined.items() for item in items}


def _is_found(case: Case, key: tuple[str, str], item: Item) -> bool:
    """Whether an item has a finding as the procedure asks for it now: one by grade has one of its grades."""
    result = case.findings.get(key)
    if result is None or result == "excepted" or not (isinstance(item, Graded) and item.grades):
        return result is not None
    return item.grade(case.grades.get(key)) is not None


def evolve(case: Case, event: TeamFormed | DefenceRecorded | FindingsRecorded | InvestigationReported) -> Case:
    """The case after an event of its investigation; whoever investigates handles it."""
    match event:
        case TeamFormed():
            team = frozenset(member.person for member in event.members)
            posts = {member.person: member.position for member in event.members}
            formed = replace(case, team=team, team_posts=posts).with_made(event.step, Need.TEAM_FORMED)
            return formed.handled_by(*event.doers(*team)).touched(event.step, event.on)
        case DefenceRecorded():
            heard = replace(case, heard=case.heard | {event.subject}).with_made(event.step, event.subject)
            return heard.handled_by(*event.doers(event.person)).touched(event.step, event.on)
        case FindingsRecorded():
            found: dict[tuple[str, str], str] = {(f.of, f.item): f.result for f in event.findings}
            graded = {(f.of, f.item): f.grade for f in event.findings if f.grade}
            grades = {item: grade for item, grade in case.grades.items() if item not in found} | graded
            case = replace(case, findings={**case.findings, **found}, grades=grades).with_made(event.step, *found)
            return case.handled_by(*event.doers(event.person)).touched(event.step, event.on)
        case InvestigationReported():
            return case.handled_by(*event.doers(event.person)).step_done(event.step, event.on)
        case _:
            assert_never(event)
