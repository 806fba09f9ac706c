"""Opening a step and its term, and planning one anew: due date, alarms of the ladder, all written into the event."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict
from uuid import UUID

from domain.case.act import Act, Events, LinkedDueDate
from domain.case.correction import EVALUATION
from domain.case.decisions import DemandFact
from domain.case.lifecycle import StepOpened
from domain.case.state import DISAGREEMENT
from domain.pack.pack import Pack
from domain.pack.results import Clarification, Consumer, Correction, DutyRule, Owed
from domain.pack.steps import (
    AppealAcceptance,
    Disagreement,
    Reappraisal,
    Shelving,
    Step,
    StepKind,
    Supplement,
    TeamBody,
    answerable,
    roles_of,
)
from domain.pack.terms import Force, Sourced, Standing, Within
from domain.terms.alarms import alarms
from domain.terms.deadlines import DueDate, TermUnit, add_working_days, due_date, until
from domain.terms.duty import OpenDuty
from domain.terms.events import Alarm, DutyOpened
from domain.values import Bilingual

SUBJECT = "subject"
"""Who answers for a duty that no organ answers for."""

CONCLUSION = "publicity_conclusion"
"""The duty to conclude a publicity whose time for objections has passed."""

_SETTLE = Bilingual(zh="处理会同意见不一致", en="Settle the disagreement of the joint organs")
SUPERVISION = "refusal_supervision"
"""The duty of the organ above to look at a refusal of what is owed (A-57)."""
_SUPERVISE = Bilingual(zh="督促复核应当容错而不予容错的认定", en="Look at the refusal of a tolerance that is owed")
RECEIPT = "receive_case"
"""The duty of an organ to receive a case that was handed over to it, or not (A-48)."""
DECISION_ON_JURISDICTION = "decide_jurisdiction"
"""The duty of a higher organ to say who has a case (A-48)."""
_RECEIVE = Bilingual(zh="接收案件", en="Receive the case, or say why not")
_DECIDE_JURISDICTION = Bilingual(zh="决定案件管辖", en="Say which organ has the case")
_END = "end"
"""Where a lead goes after which there is no step."""
_SAME_DAY = Within(amount=0, unit=TermUnit.same_day)
_CONCLUDE = Bilingual(zh="公示期满，作出公示结论", en="Conclude the publicity, whose time has passed")
_NEXT_WORKING_DAY = Within(
    amount=1, unit=TermUnit.working_days, force=Force.ADVISORY, standing=Standing.DEFAULT, cite=("A-23",)
)
_EVALUATE = Bilingual(zh="纠错评估", en="Evaluate the correction")
PROMPTLY = Within(amount=10, unit=TermUnit.promptly, force=Force.ADVISORY, standing=Standing.DEFAULT, cite=("A-16",))
"""The term of what a text wants done and gives no time for: our default, a reminder and never a breach (A-16)."""


@dataclass(frozen=True, slots=True)
class _Term:
    """What a term is about and where its values come from."""

    duty: str
    name: Bilingual
    responsible: str
    within: Within
    sources: tuple[Sourced | None, ...]
    step: str | None = None
    subject: UUID | None = None
    demand: int | None = None
    reappraisal: UUID | None = None
    answers: UUID | None = None
    linked: LinkedDueDate | None = None
    due_on: date | None = None
    round: int = 1
    rounds: int | None = None


class Plan(TypedDict):
    """The fields of a `Planned` event, which each kind of it has beside its own."""

    due_on: date
    provisional: bool
    calendar_version: int
    locality: str | None
    not_before: date | None
    alarms: tuple[Alarm, ...]


def open_step(act: Act, step_id: str) -> Events:
    """Open a step and, where it has one, its term; the trigger day is that of the act that led here."""
    if step_id == _END:
        return []
    step = act.context.pack.step(step_id)
    events: Events = [StepOpened(on=act.on, step=step_id, step_kind=step.kind, organs=_untold(act, step))]
    if step.within and step.kind is not StepKind.PUBLICITY:  # whose days count from the day the text is public
        responsible = act.organ_of(_answerable(act.context.pack, step.body or ""))
        events.append(_opened(act, _Term(step_id, step.name, responsible, step.within, (step.within, step), step_id)))
    return events


def lead_on(act: Act, step_id: str, outcome: str) -> Events:
    """Go on from a step by one of its outcomes, with the duties and notices that it opens then."""
    step, linked = act.context.pack.step(step_id), act.due_with(step_id)
    opened: Events = []
    for rule in step.duties:
        if rule.follows(outcome):
            whom = act.subjects() if rule.per == "subject" else (None,)
            opened += [open_duty(act, rule, subject=each, linked=linked) for each in whom]
    return [*opened, *open_step(act, step.next(outcome))]


def _untold(act: Act, step: Step) -> tuple[str, ...]:
    """Who acts in a step that has no term, which would say who answers for it, and no team, which is named later.

    Of those asked for their advice all are told, also beside the one that answers for its term.
    """
    body = act.context.pack.bodies[step.body] if step.body else None
    if (step.within and step.kind is not StepKind.ADVICE) or body is None or isinstance(body, TeamBody):
        return ()
    return tuple(act.organ_of(role) for role in roles_of(body))


def open_publicity(act: Act, step_id: str) -> DutyOpened:
    """Open the time in which something is public and whoever likes may object (ZS-26)."""
    step = act.context.pack.step(step_id)
    within = step.within or _SAME_DAY
    responsible = act.organ_of(_answerable(act.context.pack, step.body or ""))
    return _opened(act, _Term(step_id, step.name, responsible, within, (within, step), step_id))


def open_conclusion(act: Act, step_id: str, ended_on: date) -> DutyOpened:
    """Ask the organ to conclude a publicity; the day after its last one is day one (A-23)."""
    responsible = act.organ_of(_answerable(act.context.pack, act.context.pack.step(step_id).body or ""))
    term = _Term(CONCLUSION, _CONCLUDE, responsible, _NEXT_WORKING_DAY, (_NEXT_WORKING_DAY,))
    return _opened(replace(act, on=ended_on), term)


def open_settling(act: Act, rule: Disagreement, role: str, answers: UUID) -> DutyOpened:
    """Ask the organ that a disagreement goes to, or its committee, to settle it: promptly, where no term is given."""
    within = rule.within or PROMPTLY
    return _opened(act, _Term(DISAGREEMENT, _SETTLE, act.organ_of(role), within, (within, rule), answers=answers))


def open_duty(
    act: Act,
    rule: Owed,
    *,
    subject: UUID | None = None,
    demand: int | None = None,
    linked: LinkedDueDate | Within | None = None,
) -> DutyOpened:
    """Open a duty; one without a term of its own takes that of its linked (A-05), or is to be done promptly (A-16).

    Args:
        act: what opens it.
        rule: the pack's.
        subject: whom it concerns, if one.
        demand: which correction demand it is of.
        linked: the duty it goes with, or the term that one would have.
    """
    goes_with = linked if isinstance(linked, LinkedDueDate) and rule.within is None else None
    within = rule.within or (linked if isinstance(linked, Within) else _SAME_DAY if goes_with else PROMPTLY)
    responsible = SUBJECT if rule.by == SUBJECT else act.organ_of(rule.by)
    term = _Term(
        rule.duty,
        rule.name,
        responsible,
        within,
        (PROMPTLY if within is PROMPTLY else rule.within, rule),
        subject=subject,
        demand=demand,
        linked=goes_with,
        rounds=rule.repeats.times if rule.repeats else None,
    )
    return _opened(act, term)


def open_demanded(act: Act, rule: DutyRule, demand: DemandFact, linked: LinkedDueDate | Within | None) -> DutyOpened:
    """Open the duty of a correction demand (R-10): by the day that the decision set, which binds, else in its term.

    A day that comes too soon after the feedback is put off to the next working day.
    """
    if demand.due_on is None:
        return open_duty(act, rule, subject=demand.subject, demand=demand.number, linked=linked)
    due_on = max(demand.due_on, add_working_days(act.on, 1, act.context.calendar))
    responsible = SUBJECT if rule.by == SUBJECT else act.organ_of(rule.by)
    term = _Term(
        rule.duty,
        rule.name,
        responsible,
        _SAME_DAY,
        (rule,),
        subject=demand.subject,
        demand=demand.number,
        due_on=due_on,
    )
    return _opened(act, term)


def open_again(act: Act, rule: Owed, before: DutyOpened, within: Within) -> DutyOpened:
    """Open a duty once more, for the same subject and demand: what failed is corrected again, a visit is repeated."""
    term = _Term(
        rule.duty,
        rule.name,
        before.responsible,
        within,
        (within, rule),
        subject=before.subject,
        demand=before.demand,
        round=before.round + 1,
        rounds=before.rounds,
    )
    return _opened(act, term)


def open_evaluation(act: Act, rule: Correction, by: str, corrected: DutyOpened) -> DutyOpened:
    """Open the duty to evaluate what a subject has put right (ZS-35)."""
    within = rule.within or PROMPTLY
    term = _Term(
        EVALUATION,
        _EVALUATE,
        act.organ_of(by),
        within,
        (within, rule),
        subject=corrected.subject,
        demand=corrected.demand,
        round=corrected.round,
    )
    return _opened(act, term)


def open_appeal_term(act: Act, level: Reappraisal, organ: str, reappraisal: UUID) -> DutyOpened:
    """Open the term within which an appeal is decided (A-19)."""
    name = Bilingual(zh=f"作出{level.name.zh}决定", en=f"Decide the {level.name.en}")
    term = _Term(level.id, name, organ, level.within, (level.within, level), reappraisal=reappraisal)
    return _opened(act, term)


def open_appeal_acceptance(
    act: Act, level: Reappraisal, rule: AppealAcceptance, organ: str, reappraisal: UUID
) -> DutyOpened:
    """Open the term within which it is said whether an appeal is taken up."""
    name = Bilingual(zh=f"决定是否受理{level.name.zh}", en=f"Say whether the {level.name.en} is taken up")
    sources = (rule.within, rule, level)
    return _opened(act, _Term(level.acceptance_duty, name, organ, rule.within, sources, reappraisal=reappraisal))


def open_supervision(act: Act, organ: str) -> DutyOpened:
    """Ask the organ above to look at a refusal of what the procedure owes (A-57)."""
    within = PROMPTLY.model_copy(update={"cite": ("A-57",)})
    return _opened(act, _Term(SUPERVISION, _SUPERVISE, organ, within, (within,)))


def open_receipt(act: Act, organ: str) -> DutyOpened:
    """Ask an organ to receive a case that was handed over to it (A-48)."""
    rule = act.context.pack.handover
    return _opened(act, _Term(RECEIPT, _RECEIVE, organ, rule.receive, (rule.receive, rule)))


def open_decision_on_jurisdiction(act: Act, organ: str) -> DutyOpened:
    """Ask a higher organ to say who has a case (A-48)."""
    rule = act.context.pack.handover
    return _opened(act, _Term(DECISION_ON_JURISDICTION, _DECIDE_JURISDICTION, organ, rule.decide, (rule.decide, rule)))


def open_window(act: Act, duty: str, name: Bilingual, responsible: str, rule: Supplement | Shelving) -> DutyOpened:
    """Open a term that something stands still for: a supplement, a shelved case."""
    return _opened(act, _Term(duty, name, responsible, rule.within, (rule.within, rule)))


def open_prompt_duty(  # noqa: PLR0913 - what a duty is about, and where its values come from
    act: Act,
    duty: str,
    name: Bilingual,
    responsible: str,
    rule: DutyRule | Consumer | Clarification,
    *,
    subject: UUID,
    answers: UUID | None = None,
) -> DutyOpened:
    """Open a duty that is done promptly where its rule gives no term (A-16).

    Args:
        act: what opens it.
        duty: what it is called in code.
        name: what people call it.
        responsible: the organ.
        rule: the pack's.
        subject: whom it concerns.
        answers: the event it answers, if its own act must settle it.
    """
    within = rule.within or PROMPTLY
    return _opened(act, _Term(duty, name, responsible, within, (within, rule), subject=subject, answers=answers))


def plan(act: Act, duty: OpenDuty, due: DueDate, not_before: date | None) -> Plan:
    """A running duty's plan anew, with the alarms of its ladder."""
    return _plan(act, due, duty.opened.force, not_before)


def deciding_role(pack: Pack) -> str:
    """The role that answers for the determination: the lead of its body, or the committee itself."""
    step = next(step for step in pack.tolerance.steps.values() if step.kind is StepKind.DETERMINATION)
    return _answerable(pack, step.body or "")


def _opened(act: Act, term: _Term) -> DutyOpened:
    calendar, linked = act.context.calendar, term.linked
    given = linked.due_on if linked else term.due_on
    due = until(act.on, given, calendar) if given else due_date(act.on, term.within.term, calendar)
    return DutyOpened(
        on=act.on,
        duty=term.duty,
        name=term.name,
        step=term.step,
        reappraisal=term.reappraisal,
        subject=term.subject,
        demand=term.demand,
        answers=term.answers,
        responsible=term.responsible,
        starts_on=act.on,
        amount=term.within.amount,
        unit=term.within.unit,
        goes_with=linked.duty if linked else None,
        force=term.within.force,
        standing=act.context.pack.standing_of(*term.sources),
        cite=next((source.cite for source in term.sources if source and source.cite), ()),
        round=term.round,
        rounds=term.rounds,
        **_plan(act, due, term.within.force, term.due_on),
    )


def _plan(act: Act, due: DueDate, force: Force, not_before: date | None) -> Plan:
    return Plan(
        due_on=due.due_on,
        provisional=due.provisional,
        calendar_version=due.calendar_version,
        locality=act.context.locality,
        not_before=not_before,
        alarms=alarms(due.due_on, force, act.context.pack.ladder, act.context.calendar),
    )


def _answerable(pack: Pack, body_id: str) -> str:
    return answerable(pack.bodies[body_id])
