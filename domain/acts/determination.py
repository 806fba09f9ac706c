"""Determination (认定, NJ-17, NJ-18): a joint opinion per subject, with correction demands, put to the committee."""

from domain import refusals
from domain.act import Act, Events
from domain.acts.investigation import require_needs
from domain.acts.matters import barring_slot, second_tolerance
from domain.acts.proposals import propose
from domain.acts.terms import open_step
from domain.case import Case
from domain.commands import Opinion, ProposeDetermination
from domain.events import DemandFact, DeterminationDecision, DeterminationIssued, OpinionFact
from domain.pack import Need, Pack, StepKind
from domain.refusals import Refused
from domain.values import FreeText


def propose_determination(act: Act, command: ProposeDetermination) -> Events:
    """Propose outcomes and demands (NJ-17, NJ-24)."""
    step_id, _, step = act.open_step(StepKind.DETERMINATION)
    tolerated = {opinion.subject for opinion in command.opinions if opinion.outcome.tolerated}
    uncorrected = tolerated - {demand.subject for demand in command.demands}
    if Need.CORRECTION_DEMANDS in step.needs and uncorrected and command.no_correction_reasons is None:
        raise Refused(refusals.NEEDS_DEMANDS)
    if any(demand.due_on is not None and demand.due_on <= act.on for demand in command.demands):
        raise Refused(refusals.DEMAND_DUE_TOO_SOON)
    decision = DeterminationDecision(
        opinions=opinion_facts(act.case, act.known.pack, command.opinions),
        demands=tuple(
            DemandFact(number=n, subject=d.subject, due_on=d.due_on) for n, d in enumerate(command.demands, 1)
        ),
    )
    _require_admissible(act, decision)
    private = FreeText(
        reasons=command.reasons,
        statement=command.no_correction_reasons,
        demands=tuple(demand.demand for demand in command.demands),
    )
    return propose(act, step_id, step.body or "", decision, private)


def carry_out(act: Act, decision: DeterminationDecision) -> Events:
    """Issue the opinion and put it to the committee (NJ-17, NJ-18)."""
    step_id, _, step = act.open_step(StepKind.DETERMINATION)
    _require_admissible(act, decision)
    issued = DeterminationIssued(on=act.on, step=step_id, opinions=decision.opinions, demands=decision.demands)
    return [issued, *act.meet_step(step_id), *open_step(act, step.next("proposed"))]


def opinion_facts(case: Case, pack: Pack, opinions: tuple[Opinion, ...]) -> tuple[OpinionFact, ...]:
    """Check that opinions cover each subject once and use the pack's words; a tolerant one waives something."""
    subjects = [subject.subject_id for subject in case.opened.subjects]
    if sorted(opinion.subject for opinion in opinions) != sorted(subjects):
        raise Refused(refusals.OPINIONS_INCOMPLETE)
    liabilities, measures = {item.id for item in pack.liabilities}, {item.id for item in pack.measures}
    for opinion in opinions:
        if unknown := [*(set(opinion.liabilities) - liabilities), *(set(opinion.measures) - measures)]:
            raise Refused(refusals.UNKNOWN_ITEM, detail="、".join(sorted(unknown)))
        once = len(set(opinion.liabilities)) == len(opinion.liabilities)
        named = opinion.outcome.tolerated == bool(opinion.liabilities)
        if opinion.outcome not in pack.outcomes or not (once and named):
            raise Refused(refusals.OPINIONS_INCOMPLETE)
    return tuple(
        OpinionFact(subject=o.subject, outcome=o.outcome, liabilities=o.liabilities, measures=o.measures, form=o.form)
        for o in opinions
    )


def require_no_block(act: Act, opinions: tuple[OpinionFact, ...]) -> None:
    """Refuse tolerance where a criterion or the situation was found not met (NJ-06 to NJ-08), or the ban holds."""
    if not any(opinion.outcome.tolerated for opinion in opinions):
        return
    assessment, findings = act.known.pack.assessment, act.case.findings
    for criterion in assessment.criteria:
        if criterion.blocking and findings.get(("criterion", criterion.id)) == "not_met":
            raise Refused(refusals.BLOCKED, cite=criterion.cite, detail=criterion.name.zh)
    ground = assessment.ground(act.case.opened.ground)
    for condition in ground.conditions if ground else ():
        if findings.get(("condition", condition.id)) == "not_met":
            raise Refused(refusals.BLOCKED, cite=condition.cite, detail=condition.name.zh)
    if slot := barring_slot(act):
        raise second_tolerance(act, slot)


def _require_admissible(act: Act, decision: DeterminationDecision) -> None:
    _, _, step = act.open_step(StepKind.DETERMINATION)
    require_needs(act.case, act.known, tuple(need for need in step.needs if need is not Need.CORRECTION_DEMANDS))
    subjects = {subject.subject_id for subject in act.case.opened.subjects}
    if any(demand.subject not in subjects for demand in decision.demands):
        raise Refused(refusals.UNKNOWN_SUBJECT)
    require_no_block(act, decision.opinions)
