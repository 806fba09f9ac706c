"""Extension (延长期限, A-28): a running term gets longer, as often and as far as its rule allows, by who may say so."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.acts.clarification import CLARIFICATION
from domain.acts.disagreement import rule_of
from domain.acts.results import ACKNOWLEDGEMENT
from domain.acts.standstill import SHELVING, SUPPLEMENT
from domain.acts.terms import plan
from domain.case.act import Act, Events
from domain.case.correction import EVALUATION
from domain.case.state import DISAGREEMENT
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, EXAMPLE_ID, Command
from domain.pack.terms import Extension, Within
from domain.refusals import Refused, refusal
from domain.terms.deadlines import LONGEST_TERM, DueDate, Term, TermUnit, due_date
from domain.terms.duty import OpenDuty
from domain.terms.events import DutyExtended, DutyOpened
from domain.values import Document, FreeText, Text, Whole


class ExtendTerm(Command, path="extensions", summary="Extend a term", tag="deadlines"):
    """延长期限 (A-28): make a running term longer, as often and as far as its rule allows, for reasons each time."""

    example: ClassVar = {
        "duty": EXAMPLE_ID,
        "by": 10,
        "reasons": "涉及部门多，需要补充核查。",
        "document": EXAMPLE_DOCUMENT,
    }
    kind: Literal["extend_term"] = "extend_term"
    duty: UUID
    by: Annotated[Whole, Field(ge=1, le=3650, description="in the term's own unit")]
    reasons: Text
    document: Document


CLOCK_STANDS = refusal("clock_stands", 409, "A-28").says("""
    该期限正在中止计时，不能延长。
    The clock of this term stands still; it cannot be extended now.
    恢复计时后再办理。
    Wait until it goes on.
""")
NO_EXTENSION = refusal("no_extension", 409, "A-28").says("""
    该期限没有可以延长的规定。
    No rule allows this term to be extended.
    请在期限内办理。
    Act within the term.
""")
NO_SECOND_EXTENSION = refusal("no_second_extension", 409, "A-28").says("""
    该期限可以延长的次数已经用完，不得再次延长。
    This term was extended as often as its rule allows.
    请在期限内办理。
    Act within the term.
""")
EXTENSION_AFTER_EXPIRY = refusal("extension_after_expiry", 409, "A-28").says("""
    期限已经届满，不能再延长。
    The term has passed; it can no longer be extended.
    请尽快办理，逾期照实记录。
    Act soon; the lateness stays on record.
""")
EXTENSION_TOO_LONG = refusal("extension_too_long", 409, "A-28").says("""
    延长超过规定的上限。
    The extension goes beyond what the rule allows.
    请在上限之内申请延长。
    Ask for no more than the rule allows.
""")


@guard(ExtendTerm, duty=Act.duties)
def _may_extend(act: Act, duty: UUID) -> tuple[OpenDuty, Extension]:
    running = act.open_duty(duty)
    rule = _rule(act, running)
    if rule is None:
        raise Refused(NO_EXTENSION)
    act.require_role(rule.by)
    act.require_not_moving()
    act.require_fresh(str(duty))
    act.require_not_before(running.opened.on, *(pause.until for pause in running.pauses))
    if running.awaits:
        raise Refused(CLOCK_STANDS)
    if rule.times != "unlimited" and running.extensions >= rule.times:
        raise Refused(NO_SECOND_EXTENSION)
    if running.missed or running.over(act.on):
        raise Refused(EXTENSION_AFTER_EXPIRY)
    return running, rule


def extend(act: Act, command: ExtendTerm) -> Events:
    """Extend a term that has not passed."""
    duty, rule = _may_extend(act, command.duty)
    longest = LONGEST_TERM - duty.term.amount
    at_most = longest if rule.at_most == "unlimited" else min(rule.at_most, longest)
    if command.by > at_most:
        raise Refused(EXTENSION_TOO_LONG, cite=rule.cite, detail=str(at_most))
    due, not_before = _longer(act, duty, command.by)
    extended = DutyExtended(
        on=act.on,
        private=FreeText(reasons=command.reasons, document_titles=(command.document.title,)),
        duty_id=command.duty,
        by=command.by,
        approved_by=act.actor.organ,
        document=command.document.sha256,
        **plan(act, duty, due, not_before),
    )
    return [extended]


def _longer(act: Act, duty: OpenDuty, by: int) -> tuple[DueDate, date | None]:
    """The longer term, and its promised day, if it has one, put off as far."""
    calendar, promised = act.context.calendar, duty.plan.not_before
    more = Term(amount=by, unit=duty.term.unit)
    not_before = due_date(promised, more, calendar).due_on if promised else None
    term = Term(amount=duty.term.amount + by, unit=duty.term.unit)
    due = due_date(duty.opened.starts_on, term, calendar, pauses=duty.pauses, not_before=not_before)
    return due, not_before


def _rule(act: Act, duty: OpenDuty) -> Extension | None:
    """The rule by which a duty may be extended: that of the value its term comes from."""
    pack, opened = act.context.pack, duty.opened
    within: Within | None
    if opened.unit is TermUnit.same_day:  # a day that was given, by the feedback or by the decision
        return None
    if opened.step is not None:
        within = pack.step(opened.step).within
    elif opened.reappraisal is not None:
        within = next((within for level in pack.levels for duty, within in level.terms if duty == opened.duty), None)
    elif opened.duty in _OPENED_BY_AN_ACT:
        within = _OPENED_BY_AN_ACT[opened.duty](act, opened)
    elif opened.answers is not None:
        within = pack.results.contrary_use.within if pack.results.contrary_use else None
    elif opened.round > 1:  # corrected again; what is merely repeated has no rule for it
        again = pack.correction.again if pack.correction and opened.demand is not None else None
        within = again or next((rule.within for rule in pack.duties if opened.demand and rule.per == "demand"), None)
    else:
        rule = pack.duty_rule(opened.duty)
        within = rule.within if rule else None
    return within.extension if within else None


def _of_supplement(act: Act, _: DutyOpened) -> Within | None:
    return next((step.supplement.within for step in act.context.pack.tolerance.steps.values() if step.supplement), None)


def _of_consumer(act: Act, opened: DutyOpened) -> Within | None:
    organs = {act.organ_of(consumer.role): consumer.within for consumer in act.context.pack.results.consumers}
    return organs.get(opened.responsible)


def _of_shelving(act: Act, _: DutyOpened) -> Within | None:
    return act.context.pack.shelving.within if act.context.pack.shelving else None


def _of_evaluation(act: Act, _: DutyOpened) -> Within | None:
    return act.context.pack.correction.within if act.context.pack.correction else None


def _of_clarification(act: Act, _: DutyOpened) -> Within | None:
    return act.context.pack.clarification.within if act.context.pack.clarification else None


def _of_disagreement(act: Act, _: DutyOpened) -> Within | None:
    rule = rule_of(act)
    return rule.within if rule else None


_OPENED_BY_AN_ACT: Mapping[str, Callable[[Act, DutyOpened], Within | None]] = {
    SUPPLEMENT: _of_supplement,
    SHELVING: _of_shelving,
    EVALUATION: _of_evaluation,
    ACKNOWLEDGEMENT: _of_consumer,
    CLARIFICATION: _of_clarification,
    DISAGREEMENT: _of_disagreement,
}
"""Where the terms of the duties stand that acts open by themselves."""
