"""Investigation (调查核实, NJ-14 to NJ-17, BT-07): a team or an organ hears every defence and makes every finding."""

from domain import refusals
from domain.acts.terms import open_step
from domain.case.act import Act, Events
from domain.case.commands import FindingEntry, FormTeam, RecordDefence, RecordFindings, ReportInvestigation
from domain.case.context import DecisionContext
from domain.case.events import DefenceRecorded, Finding, FindingsRecorded, InvestigationReported, TeamFormed, TeamMember
from domain.case.state import Case
from domain.pack.pack import Pack
from domain.pack.steps import Need, StepKind, TeamBody
from domain.refusals import Refused
from domain.values import FreeText


def form_team(act: Act, command: FormTeam) -> Events:
    """Form the team; it has members of every kind the pack names, each in office (NJ-14)."""
    step_id, _, step = act.open_step(StepKind.INVESTIGATION)
    body = act.known.pack.bodies[step.body or ""]
    if not isinstance(body, TeamBody):
        raise Refused(refusals.NO_TEAM)
    act.require_role(body.lead)
    act.require_fresh(step_id)
    for member in command.members:
        position = act.known.organs.position(member.position)
        in_office = act.known.organs.holds(member.person, member.position, act.on)
        if position is None or position.organ != member.organ or not in_office:
            raise Refused(refusals.NOT_IN_OFFICE, detail=member.person)
    if len({member.person for member in command.members}) < len(command.members):
        raise Refused(refusals.SAME_PERSON)
    organs = [act.known.organs.organ(member.organ) for member in command.members]
    present = {organ.role for organ in organs if organ and organ.jurisdiction == act.case.opened.jurisdiction}
    if missing := [role for role in body.members if role not in present]:
        names = "、".join(act.known.pack.roles[role].zh for role in missing)
        raise Refused(refusals.NEEDS_TEAM, detail=names)
    members = tuple(TeamMember(organ=m.organ, person=m.person, position=m.position) for m in command.members)
    return [TeamFormed(on=act.on, step=step_id, members=members)]


def record_defence(act: Act, command: RecordDefence) -> Events:
    """Record that a subject was heard, or expressly waived it (NJ-15)."""
    step_id, person = _as_investigator(act)
    if command.subject not in {subject.subject_id for subject in act.case.subjects}:
        raise Refused(refusals.UNKNOWN_SUBJECT)
    private = FreeText(statement=command.statement)
    return [
        DefenceRecorded(
            on=act.on, private=private, step=step_id, subject=command.subject, mode=command.mode, person=person
        )
    ]


def record_findings(act: Act, command: RecordFindings) -> Events:
    """Record findings on what the pack lists, or on what stands for a list not known (NJ-06, NJ-07, NJ-16, A-33)."""
    step_id, person = _as_investigator(act)
    return findings_made(act, command, step_id, person)


def findings_made(act: Act, command: RecordFindings, where: str, person: str | None) -> Events:
    """The findings that somebody makes in a step, or in a reappraisal; the last one on an item counts."""
    listed = _listed(act.case, act.known.pack)
    for entry in command.findings:
        if (entry.of, entry.item) not in listed:
            raise Refused(refusals.UNKNOWN_ITEM, detail=entry.item)
        if entry.result == "excepted":
            _require_exception(entry, act.known.pack)
    findings = tuple(
        Finding(of=e.of, item=e.item, result=e.result, evidence=tuple(d.sha256 for d in e.evidence))
        for e in command.findings
    )
    private = FreeText(
        finding_reasons=tuple(entry.reasons for entry in command.findings),
        document_titles=tuple(document.title for entry in command.findings for document in entry.evidence),
    )
    return [FindingsRecorded(on=act.on, private=private, step=where, findings=findings, person=person)]


def report(act: Act, command: ReportInvestigation) -> Events:
    """Report; the determination begins (NJ-17)."""
    step_id, person = _as_investigator(act)
    step = act.known.pack.step(step_id)
    act.require_not_before(act.case.acted_on.get(step_id))
    require_needs(act.case, act.known, step.needs)
    private = FreeText(statement=command.summary, document_titles=(command.report.title,))
    return [
        InvestigationReported(on=act.on, private=private, step=step_id, report=command.report.sha256, person=person),
        *act.meet_step(step_id),
        *open_step(act, step.next("reported")),
    ]


def require_needs(case: Case, known: DecisionContext, needs: tuple[Need, ...]) -> None:
    """Refuse while a named precondition of a step does not hold."""
    missing = {key: name for key, name in _listed(case, known.pack).items() if key not in case.findings}
    legality = refusals.NEEDS_LEGALITY_CHECK if case.legality_passed is None else refusals.LEGALITY_FAILED
    unmet = {
        Need.TEAM_FORMED: (not case.team, refusals.NEEDS_TEAM),
        Need.DEFENCE_HEARD: (
            {subject.subject_id for subject in case.subjects} - case.heard,
            refusals.NEEDS_DEFENCE,
        ),
        Need.FACTORS_WEIGHED: ([name for (of, _), name in missing.items() if of == "factor"], refusals.NEEDS_FACTORS),
        Need.FINDINGS_COMPLETE: ([*missing.values()], refusals.NEEDS_FINDINGS),
        Need.LEGALITY_CHECKED: (not case.legality_passed, legality),
        Need.SAME_MATTER_CHECKED: (not case.same_matter_checked, refusals.NEEDS_SAME_MATTER_CHECK),
    }
    for need in needs:
        lacking, refusal = unmet.get(need, (False, refusals.NEEDS_FINDINGS))
        if lacking:
            raise Refused(refusal, detail="、".join(lacking) if isinstance(lacking, list) else None)


def _as_investigator(act: Act) -> tuple[str, str | None]:
    """The step, for who may investigate: a member of the team, or where the pack has none an officer of its body.

    Who that officer is goes on record with the act: whoever handles a case does not reappraise it.
    """
    step_id, _, step = act.open_step(StepKind.INVESTIGATION)
    if isinstance(act.known.pack.bodies[step.body or ""], TeamBody):
        if not act.case.team:
            raise Refused(refusals.NEEDS_TEAM)
        if act.actor.person not in act.case.team:
            raise Refused(refusals.NOT_COMPETENT)
        person = None
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
        raise Refused(refusals.EXCEPTION_NOT_ADMITTED, detail=criterion.name.zh if criterion else entry.item)
    if not entry.evidence:
        rule = criterion.exception
        raise Refused(refusals.EXCEPTION_UNPROVEN, cite=rule.cite, detail=rule.instead.name.zh)


def _listed(case: Case, pack: Pack) -> dict[tuple[str, str], str]:
    """Every item that needs a finding, with its name."""
    examined = pack.assessment.examined(case.opened.ground)
    return {(of, item.id): item.name.zh for of, items in examined.items() for item in items}
