"""Reappraisal (复议, A-19, A-20): asked for in its window, decided by others, never to the harm of who asks."""

from domain import refusals
from domain.act import Act, Events
from domain.acts.determination import opinion_facts, require_no_block
from domain.acts.matters import grants
from domain.acts.proposals import REAPPRAISAL, propose
from domain.acts.results import apply_results
from domain.acts.terms import open_reappraisal_term, open_step
from domain.case import OpenReappraisal
from domain.commands import DecideReappraisal, RequestReappraisal
from domain.events import (
    OpinionFact,
    ReappraisalDecided,
    ReappraisalDecision,
    ReappraisalOpened,
    ResultsEnded,
    ToleranceRevoked,
)
from domain.pack import StepKind
from domain.refusals import Refused
from domain.values import FreeText

_OF_SUBJECT = frozenset({"request", "not_accepted"})


def request(act: Act, command: RequestReappraisal) -> Events:
    """Open a reappraisal by one of the pack's routes, each with its own asker and window."""
    if command.route not in {route.route for route in act.known.pack.reappraisal.opens}:
        raise Refused(refusals.UNKNOWN_ITEM, detail=command.route)
    if command.subject not in {subject.subject_id for subject in act.case.opened.subjects}:
        raise Refused(refusals.UNKNOWN_SUBJECT)
    if command.route in _OF_SUBJECT:
        act.require_unit_or("organization")
    else:
        act.require_role("organization", "discipline", "committee")
    _require_window(act, command)
    if any(isinstance(s, OpenReappraisal) and s.subject == command.subject for s in act.case.reappraisals.values()):
        raise Refused(refusals.REAPPRAISAL_OPEN)
    opened = ReappraisalOpened(
        on=act.on,
        private=FreeText(reasons=command.reasons, document_titles=tuple(d.title for d in command.evidence)),
        route=command.route,
        subject=command.subject,
        evidence=tuple(document.sha256 for document in command.evidence),
    )
    return [opened, open_reappraisal_term(act, act.next_id(0))]


def decide_reappraisal(act: Act, command: DecideReappraisal) -> Events:
    """Propose to uphold, to change opinions, or to reopen a case that was not accepted."""
    if act.actor.person in act.case.handlers:
        raise Refused(refusals.OTHER_HANDLERS)
    facts = opinion_facts(act.case, act.known.pack, command.opinions) if command.opinions else ()
    decision = ReappraisalDecision(reappraisal=command.reappraisal, opinions=facts, reopen=command.reopen)
    _require_admissible(act, decision)
    body_id = act.known.pack.reappraisal.body
    return propose(act, REAPPRAISAL, body_id, decision, FreeText(reasons=command.reasons))


def carry_out(act: Act, decision: ReappraisalDecision) -> Events:
    """Decide: old events stay, grants that fall are revoked first, new ones are made, results follow (A-21)."""
    if act.actor.person in act.case.handlers:
        raise Refused(refusals.OTHER_HANDLERS)
    _require_admissible(act, decision)
    changed = tuple(o for o in decision.opinions if act.case.opinions.get(o.subject) != o)
    revoked: Events = []
    for opinion in changed:
        if (version := act.case.granted_at.get(opinion.subject)) is not None:
            revoked.append(ToleranceRevoked(on=act.on, subject=opinion.subject, granted_version=version))
            revoked.append(ResultsEnded(on=act.on, subject=opinion.subject))
    decided = ReappraisalDecided(
        on=act.on,
        reappraisal=decision.reappraisal,
        result="reopened" if decision.reopen else "changed" if changed else "upheld",
        opinions=changed,
        grants=grants(act, changed),
    )
    met = [
        act.meet(id_, duty)
        for id_, duty in act.case.open_duties.items()
        if duty.opened.reappraisal == decision.reappraisal
    ]
    return [*revoked, decided, *met, *apply_results(act, changed), *(_go_on(act) if decision.reopen else [])]


def _go_on(act: Act) -> Events:
    """Open the step that acceptance would have led to."""
    steps = act.known.pack.tolerance.steps.values()
    return open_step(act, next(step for step in steps if step.kind is StepKind.ACCEPTANCE).next("accepted"))


def _require_window(act: Act, command: RequestReappraisal) -> None:
    if command.route == "not_accepted":
        if not act.case.not_accepted:
            raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
        return
    if act.case.not_accepted or any(s.kind is not StepKind.SETTLEMENT for s in act.case.open_steps.values()):
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    if command.route == "request":
        until = act.case.appeal_until.get(command.subject)
        if until is None or act.on > until:
            raise Refused(refusals.WINDOW_CLOSED)


def _require_admissible(act: Act, decision: ReappraisalDecision) -> None:
    state = act.case.reappraisals.get(decision.reappraisal)
    if not isinstance(state, OpenReappraisal):
        raise Refused(refusals.NO_REAPPRAISAL)
    if decision.reopen and (not act.case.not_accepted or decision.opinions):
        raise Refused(refusals.WRONG_STEP)
    if act.case.not_accepted and decision.opinions:
        raise Refused(refusals.WRONG_STEP)
    if state.route in _OF_SUBJECT and any(_graver(act, opinion) for opinion in decision.opinions):
        raise Refused(refusals.NO_AGGRAVATION)
    require_no_block(act, tuple(o for o in decision.opinions if act.case.opinions.get(o.subject) != o))


def _graver(act: Act, opinion: OpinionFact) -> bool:
    before = act.case.opinions.get(opinion.subject)
    return before is not None and opinion.outcome.gravity > before.outcome.gravity
