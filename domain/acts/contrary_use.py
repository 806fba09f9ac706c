"""Contrary use of results (违反结果运用, NJ-39, R-13): reported while a result protects, decided by who supervises."""

from domain import refusals
from domain.acts.terms import open_prompt_duty
from domain.case.act import Act, Events
from domain.case.commands import DecideContraryUse, ReportContraryUse
from domain.case.events import ContraryUseDecided, ContraryUseReported
from domain.case.state import OpenContraryUse
from domain.refusals import Refused
from domain.values import FreeText


def report(act: Act, command: ReportContraryUse) -> Events:
    """Report that something was held against a subject; whoever the pack names must decide it."""
    pack, rule = act.known.pack, act.known.pack.results.contrary_use
    if rule is None:
        raise Refused(refusals.NO_CONTRARY_USE)
    act.require_concerned(*pack.handling_roles, *(consumer.role for consumer in pack.results.consumers), rule.by)
    if command.subject not in {subject.subject_id for subject in act.case.subjects}:
        raise Refused(refusals.UNKNOWN_SUBJECT)
    result = act.case.results.get(command.subject)
    if result is None or command.area not in result.areas:
        raise Refused(refusals.RESULT_NOT_IN_FORCE, detail=command.area)
    act.require_not_before(result.on)
    reported = ContraryUseReported(
        on=act.on,
        private=FreeText(
            organ_named=command.by_organ,
            statement=command.what_happened,
            document_titles=tuple(document.title for document in command.evidence),
        ),
        subject=command.subject,
        area=command.area,
        evidence=tuple(document.sha256 for document in command.evidence),
    )
    responsible, answers = act.organ_of(rule.by), act.next_id(0)
    duty = open_prompt_duty(act, rule.duty, rule.name, responsible, rule, subject=command.subject, answers=answers)
    return [reported, duty]


def decide_report(act: Act, command: DecideContraryUse) -> Events:
    """Decide a report, whether or not the result is still in force: what was done was done while it was (A-21)."""
    state = act.case.contrary_uses.get(command.contrary_use)
    found = next(
        ((id_, duty) for id_, duty in act.case.open_duties.items() if duty.opened.answers == command.contrary_use), None
    )
    if not isinstance(state, OpenContraryUse) or found is None:
        raise Refused(refusals.NO_CONTRARY_USE_REPORT)
    id_, duty = found
    if act.actor.organ != duty.opened.responsible:
        raise Refused(refusals.NOT_COMPETENT)
    act.require_fresh(str(id_))
    act.require_not_before(state.on)
    decided = ContraryUseDecided(
        on=act.on,
        private=FreeText(reasons=command.reasons, document_titles=(command.document.title,)),
        contrary_use=command.contrary_use,
        found=command.found,
        document=command.document.sha256,
    )
    return [decided, act.meet(id_, duty)]
