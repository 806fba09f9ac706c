"""A running term by another edition (过渡适用): the rule it has there, and what that rule would do to its day.

Nothing here knows a clock or a page.
"""

from dataclasses import dataclass, replace
from datetime import date

from domain.acts.standstill import SHELVING, SUPPLEMENT
from domain.pack.pack import Pack
from domain.pack.steps import AppealAcceptance, Reappraisal, Shelving, Step, Supplement
from domain.pack.terms import Force
from domain.terms.calendar import Calendar
from domain.terms.deadlines import Term, TermUnit
from domain.terms.events import TermRule
from domain.terms.replanning import RunningTerm, effect
from domain.values import Code, Frozen


@dataclass(frozen=True, slots=True)
class TermNow:
    """A running term of a case.

    Attributes:
        duty: Its code in the pack.
        step: The step whose term it is, if one's.
        of_reappraisal: Whether it is the term of a reappraisal.
        rule: The rule it has now; its `edition` says nothing here.
        paused: Its clock stands still.
    """

    duty: str
    step: str | None
    of_reappraisal: bool
    rule: TermRule
    extended_by: int
    paused: bool
    running: RunningTerm


class TermEffect(Frozen):
    """What moving a case would do to one of its terms: another day, another length, an end, or a beginning.

    Attributes:
        was: The due date now; None where the term would only begin.
        due_on: The due date then; None where it would end.
    """

    duty: Code
    was: date | None
    was_amount: int | None
    was_unit: TermUnit | None
    due_on: date | None
    amount: int | None
    unit: TermUnit | None
    provisional: bool = False


def rule_by(pack: Pack, term: TermNow) -> TermRule | None:
    """The rule that an edition gives a running term; None where it gives it none.

    A duty that follows from an outcome keeps the rule it was opened by.
    """
    holder = _holder(pack, term)
    if holder is None:
        return term.rule.model_copy(update={"edition": pack.edition})
    within = holder.within
    if within is None:
        return None
    return TermRule(
        edition=pack.edition,
        amount=within.amount,
        unit=within.unit,
        force=within.force,
        standing=pack.standing_of(within, holder),
        cite=within.cite or holder.cite,
    )


def running_by(term: TermNow, rule: TermRule) -> RunningTerm:
    """A running term with another rule; what it was extended by is added, and a subject's own window only grows."""
    return replace(
        term.running,
        term=Term(amount=rule.amount + term.extended_by, unit=rule.unit),
        of_subject=term.running.of_subject or rule.force is Force.WINDOW,
    )


def effect_on(term: TermNow, rule: TermRule | None, calendar: Calendar, today: date) -> TermEffect | None:
    """What another rule, or none, would do today to a running term; None where all stays."""
    then = effect(running_by(term, rule), calendar, today) if rule else None
    if then and rule and not then.moved and same_length(rule, term.rule):
        return None
    return TermEffect(
        duty=term.duty,
        was=term.running.due_on,
        was_amount=term.rule.amount,
        was_unit=term.rule.unit,
        due_on=then.due_on if then else None,
        amount=rule.amount if rule else None,
        unit=rule.unit if rule else None,
        provisional=then.provisional if then else False,
    )


def same_length(one: TermRule, other: TermRule) -> bool:
    """Whether two rules are of the same length."""
    return (one.amount, one.unit) == (other.amount, other.unit)


def _holder(pack: Pack, term: TermNow) -> Step | Reappraisal | AppealAcceptance | Shelving | Supplement | None:
    """What of an edition the length of a running term stands in."""
    if term.step is not None:
        return pack.tolerance.steps.get(term.step)
    if term.of_reappraisal:
        accepted = (level.acceptance for level in pack.levels if level.acceptance_duty == term.duty)
        return pack.level(term.duty) or next(accepted, None)
    if term.duty == SHELVING:
        return pack.shelving
    return _supplement(pack) if term.duty == SUPPLEMENT else None


def _supplement(pack: Pack) -> Supplement | None:
    return next((step.supplement for step in pack.tolerance.steps.values() if step.supplement), None)
