"""Extension (延长期限, A-28): a running term gets longer once, as far as its rule allows, by who may approve it."""

from datetime import date

from domain import refusals
from domain.act import Act, Events
from domain.acts.clarification import CLARIFICATION
from domain.acts.results import ACKNOWLEDGEMENT
from domain.acts.standstill import SHELVING, SUPPLEMENT
from domain.acts.terms import plan
from domain.commands import ExtendTerm
from domain.deadlines import DueDate, Term, due_date
from domain.duty import OpenDuty
from domain.events import DutyExtended
from domain.pack import Extension, Within
from domain.refusals import Refused
from domain.values import FreeText


def extend(act: Act, command: ExtendTerm) -> Events:
    """Extend a term that has not passed."""
    duty = act.case.open_duties.get(command.duty)
    if duty is None:
        raise Refused(refusals.NO_DUTY)
    rule = _rule(act, duty)
    if rule is None:
        raise Refused(refusals.NO_EXTENSION)
    act.require_role(rule.by)
    act.require_fresh(str(command.duty))
    act.require_not_before(duty.opened.on, *(pause.until for pause in duty.pauses))
    if duty.awaits:
        raise Refused(refusals.CLOCK_STANDS)
    if duty.extended_by:
        raise Refused(refusals.NO_SECOND_EXTENSION)
    if duty.missed or duty.over(act.on):
        raise Refused(refusals.EXTENSION_AFTER_EXPIRY)
    if command.by > rule.at_most:
        raise Refused(refusals.EXTENSION_TOO_LONG, cite=rule.cite, detail=str(rule.at_most))
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
    calendar, promised = act.known.calendar, duty.plan.not_before
    more = Term(amount=by, unit=duty.term.unit)
    not_before = due_date(promised, more, calendar).due_on if promised else None
    term = Term(amount=duty.term.amount + by, unit=duty.term.unit)
    due = due_date(duty.opened.starts_on, term, calendar, pauses=duty.pauses, not_before=not_before)
    return due, not_before


def _rule(act: Act, duty: OpenDuty) -> Extension | None:
    """The rule by which a duty may be extended: that of the value its term comes from."""
    pack, opened = act.known.pack, duty.opened
    within: Within | None = None
    if opened.step is not None:
        within = pack.step(opened.step).within
    elif opened.reappraisal is not None:
        within = pack.reappraisal.within
    elif opened.duty == SHELVING and pack.shelving:
        within = pack.shelving.within
    elif opened.duty == SUPPLEMENT:
        within = next((step.supplement.within for step in pack.tolerance.steps.values() if step.supplement), None)
    elif opened.duty == ACKNOWLEDGEMENT:
        organs = {act.organ_of(consumer.role): consumer.within for consumer in pack.results.consumers}
        within = organs.get(opened.responsible)
    elif opened.duty == CLARIFICATION and pack.clarification:
        within = pack.clarification.within
    elif opened.answers is not None and pack.results.contrary_use:
        within = pack.results.contrary_use.within
    else:
        within = next((rule.within for rule in pack.duties if rule.duty == opened.duty), None)
    return within.extension if within else None
