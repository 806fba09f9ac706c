"""Determination (认定, NJ-17, NJ-18): a joint opinion per subject, with correction demands, put to the committee."""

from dataclasses import replace
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain import refusals
from domain.acts.endorsement import require_endorsed
from domain.acts.follow_up import end_follow_up, open_with_decision
from domain.acts.investigation import require_ready
from domain.acts.matters import barring_slot, grants, second_tolerance
from domain.acts.proposals import Proposing, may_propose, propose
from domain.acts.results import apply_results, end_earlier
from domain.acts.terms import lead_on, open_supervision
from domain.case.act import Act, Events
from domain.case.decisions import DemandFact, DeterminationDecision, Grant, OpinionFact
from domain.case.state import Case
from domain.guards import guard
from domain.messages import EXAMPLE_SUBJECT, Command, Dispatch, Event
from domain.pack.assessment import Graded
from domain.pack.pack import Pack
from domain.pack.results import Outcome
from domain.pack.steps import Need, Step, StepKind
from domain.refusals import Refused, refusal
from domain.registers import RegisterEntries
from domain.values import Code, Day, FreeText, Frozen, StepId, Text, Whole


class Opinion(Frozen):
    """The opinion on one subject: outcome, liabilities waived, measures, and which of the four forms (四种形态)."""

    subject: UUID
    outcome: Outcome
    liabilities: tuple[Code, ...] = ()
    measures: tuple[Code, ...] = ()
    disposition: Code | None = Field(default=None, description="how accountability ends, where the pack decides both")
    form: Annotated[Whole, Field(ge=1, le=4)] | None = None


class CorrectionDemand(Frozen):
    """纠错整改要求: what a subject must put right."""

    subject: UUID
    demand: Text
    due_on: Day | None = Field(default=None, description="a day set by the decision; else the pack's term")


class ProposeDetermination(Command, path="determination", summary="Propose a determination", tag="determination"):
    """认定意见 (NJ-17, A-57): proposed by one organ, signed by the others or voted on."""

    example: ClassVar = {
        "opinions": [{"subject": EXAMPLE_SUBJECT, "outcome": "exempt", "liabilities": ["accountability"]}],
        "demands": [{"subject": EXAMPLE_SUBJECT, "demand": "制定管线选址的论证办法。"}],
        "reasons": "条件齐备，应予容错。",
    }
    kind: Literal["propose_determination"] = "propose_determination"
    opinions: tuple[Opinion, ...] = Field(min_length=1, max_length=200)
    demands: tuple[CorrectionDemand, ...] = ()
    no_correction_reasons: Text | None = None
    not_tolerated_because: Text | None = Field(
        default=None, description="why what must be tolerated is not: where the procedure says 应当 and all was found"
    )
    reasons: Text


class DeterminationIssued(Event, group="decision", zh="出具认定意见", en="Determination issued"):
    """出具认定意见并报批 (NJ-17, NJ-18)."""

    facts: ClassVar = {"意见": "opinions", "整改要求": "demands"}
    kind: Literal["determination_issued"] = "determination_issued"
    step: StepId
    opinions: tuple[OpinionFact, ...]
    demands: tuple[DemandFact, ...]


class CaseDecided(Event, group="decision", zh="作出认定，即时生效", en="Decided"):
    """作出认定 (BT-08, YN-02, ZS-09): the determining body decides by itself, and nobody approves; grants begin."""

    dispatch: ClassVar = Dispatch("容认", "容错认定决定书", "Determination")
    facts: ClassVar = {"意见": "opinions"}
    kind: Literal["case_decided"] = "case_decided"
    step: StepId
    opinions: tuple[OpinionFact, ...]
    grants: tuple[Grant, ...]

    @property
    def registers(self) -> RegisterEntries:
        """Its grants."""
        return RegisterEntries(grants=self.grants)


_DECIDED = "decided"
"""The outcome of a determination that needs nobody's approval."""


DISPOSITION_WRONG = refusal("disposition_wrong", 409, "BT-08", "BT-09", "BT-10", "BT-11").says("""
    问责处理意见缺失，或与容错结论不相配。
    The disposition of accountability is missing, or does not go with the outcome of tolerance.
    请选择与该结论相配的问责处理意见。
    Choose a disposition that goes with the outcome.
""")
NEGATIVE_LIST = refusal("negative_list_applies", 409, "ZS-03").says("""
    存在负面清单所列情形，不得容错。
    A situation of the negative list exists; tolerance is not admitted.
    请改为不予容错。
    Propose not_tolerated.
""")
NEEDS_DEMANDS = refusal("correction_demands_missing", 409, "NJ-24", "R-10").says("""
    容错须同时提出纠错整改要求，或说明无需整改的理由。
    Tolerance needs correction demands, or the reasons why none are needed.
    请填写整改要求或理由。
    Give demands or no_correction_reasons.
""")
BLOCKED = refusal("criterion_blocks", 409, "NJ-06", "NJ-07", "NJ-08").says("""
    有政策界限、原则或情形条件的研判结论为不符合，不得容错。
    A blocking criterion, or a condition of the situation, was found not met; tolerance is not admitted.
    请改为不予容错。
    Propose not_tolerated.
""")
GRADE_BARS = refusal("grade_bars", 409).says("""
    研判所定的等次不允许这一认定结果。
    The grade that was found does not admit this outcome.
    请改为该等次允许的结果，或不予容错。
    Propose an outcome that the grade admits, or not_tolerated.
""")
TOLERANCE_OWED = refusal("tolerance_owed", 409, "NJ-08", "A-32", "A-57").says("""
    情形条件和标准均已符合，依程序应当容错；不予容错的，须写明依据，并由上级机关督促复核。
    All was found that the procedure asks for, and it owes tolerance: a refusal has a ground, and the organ above looks.
    请改为容错，或写明不予容错的依据（not_tolerated_because）。
    Propose to tolerate, or give not_tolerated_because.
""")
OPINIONS_INCOMPLETE = refusal("opinions_incomplete", 422, "NJ-17").says("""
    须对每名当事人提出且只提出一份意见，并写明免除的责任。
    Each subject needs exactly one opinion, naming the liabilities waived.
    请补齐或更正意见。
    Complete or correct the opinions.
""")
DEMAND_DUE_TOO_SOON = refusal("correction_due_too_soon", 422, "R-10").says("""
    整改期限须晚于提出整改要求的日期。
    A correction is due after the day on which it is demanded.
    请填写以后的日期，或不填写而适用程序规定的期限。
    Give a later day, or none for the term of the procedure.
""")


@guard(ProposeDetermination)
def _may_propose(act: Act) -> tuple[Step, Proposing]:
    step_id, step = _require_examined(act)
    return step, may_propose(act, step_id, step.body or "")


def propose_determination(act: Act, command: ProposeDetermination) -> Events:
    """Propose outcomes and demands (NJ-17, NJ-24)."""
    step, proposing = _may_propose(act)
    tolerated = {opinion.subject for opinion in command.opinions if opinion.outcome.tolerated}
    uncorrected = tolerated - {demand.subject for demand in command.demands}
    if Need.CORRECTION_DEMANDS in step.needs and uncorrected and command.no_correction_reasons is None:
        raise Refused(NEEDS_DEMANDS)
    if any(demand.due_on is not None and demand.due_on <= act.on for demand in command.demands):
        raise Refused(DEMAND_DUE_TOO_SOON)
    decision = DeterminationDecision(
        opinions=opinion_facts(act.case, act.context.pack, command.opinions),
        demands=tuple(
            DemandFact(number=n, subject=d.subject, due_on=d.due_on)
            for n, d in enumerate(command.demands, 1 + max((each.number for each in act.case.ordered), default=0))
        ),
    )
    _require_admissible(act, decision)
    if command.not_tolerated_because is None and refuses_what_is_owed(act, decision.opinions):
        raise Refused(TOLERANCE_OWED, cite=act.context.pack.assessment.cite)
    private = FreeText(
        reasons=command.reasons,
        statement=command.no_correction_reasons,
        not_tolerated_because=command.not_tolerated_because,
        demands=tuple(demand.demand for demand in command.demands),
    )
    return propose(act, proposing, decision, private)


def carry_out(act: Act, decision: DeterminationDecision) -> Events:
    """Issue the opinion, and put it to the committee or decide by it, as the step leads on (NJ-17, NJ-18, ZS-09)."""
    step_id, step = _require_examined(act)
    _require_admissible(act, decision)
    issued = DeterminationIssued(on=act.on, step=step_id, opinions=decision.opinions, demands=decision.demands)
    if _DECIDED not in step.leads:
        return [issued, *act.meet_step(step_id), *lead_on(act, step_id, "proposed")]
    decided = CaseDecided(on=act.on, step=step_id, opinions=decision.opinions, grants=grants(act, decision.opinions))
    events: Events = [issued, *end_earlier(act), *end_follow_up(act), decided, *apply_results(act, decision.opinions)]
    events += open_with_decision(act.after([issued]), decision.opinions)  # of its demands too
    events += to_supervisor(act, decision.opinions)
    return [*events, *act.meet_step(step_id), *lead_on(act, step_id, _DECIDED)]


def opinion_facts(case: Case, pack: Pack, opinions: tuple[Opinion, ...]) -> tuple[OpinionFact, ...]:
    """Check that opinions cover each subject once and use the pack's words; a tolerant one waives something."""
    subjects = [subject.subject_id for subject in case.subjects]
    if sorted(opinion.subject for opinion in opinions) != sorted(subjects):
        raise Refused(OPINIONS_INCOMPLETE)
    liabilities, measures = {item.id for item in pack.liabilities}, {item.id for item in pack.measures}
    for opinion in opinions:
        if unknown := [*(set(opinion.liabilities) - liabilities), *(set(opinion.measures) - measures)]:
            raise Refused(refusals.UNKNOWN_ITEM, detail="、".join(sorted(unknown)))
        once = len(set(opinion.liabilities)) == len(opinion.liabilities)
        named = opinion.outcome.tolerated == bool(opinion.liabilities)
        if opinion.outcome not in pack.outcomes or not (once and named):
            raise Refused(OPINIONS_INCOMPLETE)
        _require_disposition(pack, opinion)
    return tuple(
        OpinionFact(
            subject=o.subject,
            outcome=o.outcome,
            liabilities=o.liabilities,
            measures=o.measures,
            form=o.form,
            disposition=o.disposition,
        )
        for o in opinions
    )


def _require_disposition(pack: Pack, opinion: Opinion) -> None:
    """Where a pack decides accountability and tolerance together, the two must go with each other (BT-08 to BT-11)."""
    fitting = [each.id for each in pack.dispositions if opinion.outcome in each.outcomes]
    if opinion.disposition is None and not pack.dispositions:
        return
    if opinion.disposition not in fitting:
        raise Refused(DISPOSITION_WRONG, detail="、".join(fitting) or None)


def require_no_block(act: Act, opinions: tuple[OpinionFact, ...]) -> None:
    """Refuse tolerance where a criterion or the situation was found not met (NJ-06 to NJ-08), or it is prohibited.

    Prohibited is what the negative list names (ZS-03), and a second tolerance.
    """
    if not any(opinion.outcome.tolerated for opinion in opinions):
        return
    assessment, findings = act.context.pack.assessment, act.case.findings
    for criterion in assessment.criteria:
        if criterion.blocking and findings.get(("criterion", criterion.id)) == "not_met":
            raise Refused(BLOCKED, cite=criterion.cite, detail=criterion.name.zh)
    ground = assessment.ground(act.case.ground)
    for condition in ground.conditions if ground else ():
        if findings.get(("condition", condition.id)) == "not_met":
            raise Refused(BLOCKED, cite=condition.cite, detail=condition.name.zh)
    _require_admitted_by_grades(act, {opinion.outcome for opinion in opinions})
    _require_not_prohibited(act)
    if slot := barring_slot(act):
        raise second_tolerance(act, slot)


def _require_admitted_by_grades(act: Act, outcomes: set[Outcome]) -> None:
    """Refuse an outcome that the grade of some item bars."""
    case, assessment = act.case, act.context.pack.assessment
    for of, items in assessment.examined(case.ground).items() if case.grades else ():
        for item in items:
            grade = item.grade(case.grades.get((of, item.id))) if isinstance(item, Graded) else None
            if grade and (of, item.id) in case.findings and not outcomes.isdisjoint(grade.bars):
                raise Refused(GRADE_BARS, cite=grade.cite or item.cite, detail=f"{item.name.zh}：{grade.name.zh}")


def refuses_what_is_owed(act: Act, opinions: tuple[OpinionFact, ...]) -> bool:
    """Whether tolerance is refused where the procedure owes it (应当, NJ-08, A-32).

    It is owed where every condition of the situation and every blocking criterion was found, and nothing prohibits it.
    """
    assessment, findings = act.context.pack.assessment, act.case.findings
    if assessment.effect != "obligatory" or all(opinion.outcome.tolerated for opinion in opinions):
        return False
    asked = assessment.examined(act.case.ground)
    weighed = {("criterion", each.id) for each in assessment.criteria if not each.blocking}
    needed = {(of, item.id) for of in ("criterion", "condition", "ground") for item in asked[of]} - weighed
    found = needed and all(findings.get(key) in {"met", "excepted"} for key in needed)
    return bool(found) and not _is_prohibited(act) and barring_slot(act) is None


def to_supervisor(act: Act, opinions: tuple[OpinionFact, ...]) -> Events:
    """Have the organ above look at a refusal of what is owed (A-57); where there is none, who supervises results."""
    if not refuses_what_is_owed(act, opinions):
        return []
    organ, contrary = act.context.organs.organ(act.case.to_organ), act.context.pack.results.contrary_use
    supervisor = organ.superior if organ else None
    supervisor = supervisor or (act.organ_of(contrary.by) if contrary else None)
    return [open_supervision(act, supervisor)] if supervisor else []


def _is_prohibited(act: Act) -> bool:
    try:
        _require_not_prohibited(act)
    except Refused:
        return True
    return False


def _require_not_prohibited(act: Act) -> None:
    """Refuse what the negative list names (ZS-03), and what was found not met in place of a list not known (A-33)."""
    assessment, findings = act.context.pack.assessment, act.case.findings
    for item in assessment.negative or assessment.unavailable.stand_ins("negative"):
        if findings.get(("negative", item.id)) == "met":
            raise Refused(NEGATIVE_LIST, cite=item.cite, detail=item.name.zh)
    for of in ("ground", "criterion"):
        for whole in assessment.unavailable.stand_ins(of):
            if findings.get((of, whole.id)) == "not_met":
                raise Refused(BLOCKED, cite=whole.cite, detail=whole.name.zh)


def _require_examined(act: Act) -> tuple[str, Step]:
    """Refuse to determine what was not endorsed, is unlawful, or was not looked into as the step asks."""
    step_id, _, step = act.open_step(StepKind.DETERMINATION)
    require_endorsed(act)
    if act.case.legality_passed is False:
        raise Refused(refusals.LEGALITY_FAILED)
    require_ready(act, step_id)
    return step_id, step


def _require_admissible(act: Act, decision: DeterminationDecision) -> None:
    subjects = {subject.subject_id for subject in act.case.subjects}
    if any(demand.subject not in subjects for demand in decision.demands):
        raise Refused(refusals.UNKNOWN_SUBJECT)
    require_no_block(act, decision.opinions)


def evolve(case: Case, event: DeterminationIssued | CaseDecided) -> Case:
    """The case after an opinion was issued, or decided by."""
    if isinstance(event, CaseDecided):
        return case.granted(event.opinions, event.grants).step_done(event.step, event.on)
    opinions = {opinion.subject: opinion for opinion in event.opinions}
    return replace(case, opinions=opinions, demands=event.demands).step_done(event.step, event.on)
