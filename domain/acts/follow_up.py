"""Follow-up duties (后续职责, NJ-20 to NJ-28): what each outcome opens, and what a changed outcome ends and opens."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from domain.acts.terms import open_again, open_demanded, open_duty
from domain.case.act import Act, Events, LinkedDueDate
from domain.case.correction import EVALUATION, EndedCorrection
from domain.case.decisions import DemandFact, OpinionFact
from domain.case.state import DoneStep
from domain.pack.moments import from_receipt
from domain.pack.results import DutyRule
from domain.pack.steps import StepKind
from domain.pack.terms import Force, Within
from domain.terms.duty import OpenDuty

_CHANGED = "outcome_changed"


def open_follow_up(act: Act, linked: LinkedDueDate | None) -> Events:
    """Open the duties of every outcome; one without a term of its own is due with the feedback (A-05).

    What runs from the receipt opens with that.
    """
    rules = [rule for rule in act.context.pack.duties if rule.opens == "feedback" and not from_receipt(rule.within)]
    return [event for rule in rules for event in _duties(act, rule, linked)]


def open_on_receipt(act: Act, subject: UUID) -> Events:
    """Open what a subject's outcome brings from the day on which they have the feedback in hand."""
    received = {subject: act.case.opinions[subject]} if subject in act.case.opinions else {}
    demands = tuple(demand for demand in act.case.demands if demand.subject == subject)
    theirs = replace(act, case=replace(act.case, opinions=received, demands=demands))
    rules = [rule for rule in act.context.pack.duties if rule.opens == "feedback" and from_receipt(rule.within)]
    return [event for rule in rules for event in _duties(theirs, rule, LinkedDueDate(act.on, None))]


def awaits_receipt(act: Act) -> bool:
    """Whether a duty will open once a subject has received the feedback: until then a case does not close."""
    rules = [rule for rule in act.context.pack.duties if from_receipt(rule.within)]
    if not rules or DoneStep(StepKind.SERVICE) not in act.case.steps.values():
        return False
    missing = set(act.case.opinions) - set(act.case.appeals)
    return any(open_on_receipt(act, subject) for subject in missing)


def open_with_decision(act: Act, opinions: tuple[OpinionFact, ...]) -> Events:
    """Open the duties that begin with the decision itself, each with its own term (BT-17, A-15)."""
    decided = replace(act, case=replace(act.case, opinions={opinion.subject: opinion for opinion in opinions}))
    rules = [rule for rule in act.context.pack.duties if rule.opens == "decision"]
    return [event for rule in rules for event in _duties(decided, rule, None)]


def end_follow_up(act: Act) -> Events:
    """End what an earlier decision opened and is not done yet: a new decision opens its own (ZS-26)."""
    names = {rule.duty for rule in act.context.pack.duties}
    return [
        act.cancel(id_, _CHANGED)
        for id_, duty in act.case.open_duties.items()
        if duty.opened.duty in names and not act.case.is_ordered(duty.opened.demand)
    ]


def adjust_follow_up(act: Act, changed: tuple[OpinionFact, ...], again: tuple[DutyRule, ...]) -> Events:
    """End the duties that a reappraised outcome no longer has, and open those it newly has (A-21)."""
    before = {subject: opinion.outcome for subject, opinion in act.case.opinions.items()}
    after = {**before, **{opinion.subject: opinion.outcome for opinion in changed}}
    rules = {rule.duty: rule for rule in act.context.pack.duties}
    events: Events = []
    for id_, duty in act.case.open_duties.items():
        rule, subject = _outcome_rule(act, duty), duty.opened.subject
        if rule is None:
            continue
        concerned = [after[subject]] if subject else list(after.values())
        if not any(map(rule.follows, concerned)):
            events.append(act.cancel(id_, _CHANGED))
    running = {duty.opened.duty for duty in act.case.open_duties.values()}
    feedback = _feedback_term(act)
    for rule in rules.values():
        new = [s for s, outcome in after.items() if rule.follows(outcome) and not rule.follows(before.get(s))]
        if rule.per == "subject":
            events += [open_duty(act, rule, subject=subject, linked=feedback) for subject in new]
        elif rule.per == "case" and new and rule.duty not in running:
            events.append(open_duty(act, rule, linked=feedback))
        elif rule.per == "demand":
            events += [open_demanded(act, rule, demand, feedback) for demand in _undone(act, new)]
    return [*events, *_of_appeal(act, changed, again, feedback)]


def repeated(act: Act, duty: OpenDuty) -> Events:
    """Open the next of a repeated duty, counted from the day this one was met, until there were enough (NS-20)."""
    rule = act.context.pack.duty_rule(duty.opened.duty)
    repeats = rule.repeats if rule else None
    if rule is None or repeats is None or duty.opened.round >= repeats.times:
        return []
    within = Within(
        amount=repeats.every.amount,
        unit=repeats.every.unit,
        force=rule.within.force if rule.within else Force.STATUTORY,
        cite=repeats.cite,
        standing=repeats.standing,
    )
    return [open_again(act, rule, duty.opened, within)]


def _outcome_rule(act: Act, duty: OpenDuty) -> DutyRule | None:
    """The rule whose outcomes a duty lives by: an evaluation lives by that of the correction it is of."""
    if act.case.is_ordered(duty.opened.demand):
        return None
    if duty.opened.duty == EVALUATION:
        return next((rule for rule in act.context.pack.duties if rule.per == "demand"), None)
    rule = act.context.pack.duty_rule(duty.opened.duty)
    return rule if isinstance(rule, DutyRule) and rule not in act.context.pack.notices else None


def _undone(act: Act, subjects: list[UUID]) -> Iterator[DemandFact]:
    """The demands on subjects that were never opened, or dropped with a tolerance that now stands again."""
    for demand in act.case.demands:
        state = act.case.corrections.get(demand.number)
        dropped = isinstance(state, EndedCorrection) and state.result == "dropped"
        if demand.subject in subjects and (state is None or dropped):
            yield demand


def _of_appeal(
    act: Act, changed: tuple[OpinionFact, ...], rules: tuple[DutyRule, ...], linked: Within | None
) -> Events:
    """What another outcome calls for: restoring what was withheld, looking again at past uses (ZS-45, A-21)."""
    before = {subject: opinion.outcome for subject, opinion in act.case.opinions.items()}
    other = {o.subject: o.outcome for o in changed if before.get(o.subject) is not o.outcome}
    events: Events = []
    for rule in rules:
        subjects = [subject for subject, outcome in other.items() if rule.follows(outcome)]
        if rule.per == "subject":
            events += [open_duty(act, rule, subject=subject, linked=linked) for subject in subjects]
        elif subjects:
            events.append(open_duty(act, rule, linked=linked))
    return events


def _feedback_term(act: Act) -> Within | None:
    """The term feedback would have if the committee had approved today: the decision has no feedback term itself."""
    steps = act.context.pack.tolerance.steps.values()
    return next((step.within for step in steps if step.kind is StepKind.SERVICE), None)


def _duties(act: Act, rule: DutyRule, linked: LinkedDueDate | None) -> Events:
    """The duties that a rule opens: once for the case, per subject with that outcome, or per correction demand."""
    subjects = [opinion.subject for opinion in act.case.opinions.values() if rule.follows(opinion.outcome)]
    match rule.per:
        case "case":
            return [open_duty(act, rule, linked=linked)] if subjects else []
        case "subject":
            return [open_duty(act, rule, subject=subject, linked=linked) for subject in subjects]
        case "demand":
            return [
                open_demanded(act, rule, demand, linked) for demand in act.case.demands if demand.subject in subjects
            ]
