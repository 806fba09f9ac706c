"""Matters and the ban on a second tolerance (事项、二次容错): sameness, exception, and what bars a grant (NJ-31)."""

from uuid import UUID

from domain import refusals
from domain.acts.proposals import EXCEPTION, propose
from domain.case.act import Act, Events
from domain.case.commands import ConfirmSameMatter, DenySameMatter, FindException
from domain.case.context import ANY_ERROR, Slot, ban_key
from domain.case.events import (
    ExceptionDecision,
    Grant,
    OpinionFact,
    RecurrenceExceptionFound,
    SameMatterConfirmed,
    SameMatterDenied,
    ToleranceBarred,
)
from domain.case.state import OpenReappraisal
from domain.pack.steps import StepKind
from domain.refusals import Refused
from domain.values import FreeText

_BEFORE_APPROVAL = frozenset({StepKind.ACCEPTANCE, StepKind.INVESTIGATION, StepKind.DETERMINATION})


def confirm_same(act: Act, command: ConfirmSameMatter) -> Events:
    """Confirm that the matter was registered before; what was tolerated in it now counts here (A-08)."""
    _require_open_question(act)
    root = act.known.matters.roots.get(command.earlier_matter)
    if root is None or root == _root(act):
        raise Refused(refusals.MATTER_UNKNOWN)
    return [
        SameMatterConfirmed(
            on=act.on, private=FreeText(reasons=command.reasons), matter_id=_root(act), earlier_matter=root
        )
    ]


def deny_same(act: Act, command: DenySameMatter) -> Events:
    """Deny, with reasons, that the matter is one of the candidates (A-08)."""
    _require_open_question(act)
    if {_root(act), act.case.matter_id} & set(command.candidates):
        raise Refused(refusals.MATTER_UNKNOWN)
    return [SameMatterDenied(on=act.on, private=FreeText(reasons=command.reasons), candidates=command.candidates)]


def find_exception(act: Act, command: FindException) -> Events:
    """Propose the finding that a special factor caused the recurrence (NJ-31, A-12)."""
    if command.cause not in {item.id for item in act.known.pack.ban.exceptions}:
        raise Refused(refusals.UNKNOWN_ITEM, detail=command.cause)
    _require_undecided(act)
    _require_barred(act)
    body_id = act.known.pack.reappraisal.body
    evidence = tuple(document.sha256 for document in command.evidence)
    private = FreeText(reasons=command.reasons, document_titles=tuple(document.title for document in command.evidence))
    return propose(act, EXCEPTION, body_id, ExceptionDecision(cause=command.cause, evidence=evidence), private)


def carry_out_exception(act: Act, decision: ExceptionDecision) -> Events:
    """Record the finding once all organs have signed it."""
    _require_undecided(act)
    _require_barred(act)
    return [RecurrenceExceptionFound(on=act.on, cause=decision.cause, evidence=decision.evidence)]


def barring_slot(act: Act) -> Slot | None:
    """The earlier tolerated occurrence that bars this case, unless its own recurrence was excepted (NJ-31)."""
    if act.case.exception_version is not None:
        return None
    return act.known.matters.slot(_key(act), act.case.opened.occurrence_id)


def barred(act: Act, step: str, slot: Slot) -> ToleranceBarred:
    """The event that says what bars the case, and by which article."""
    return ToleranceBarred(
        on=act.on,
        step=step,
        matter_id=_root(act),
        ban_key=_key(act),
        earlier_case=slot.case_id,
        earlier_occurrence=slot.occurrence_id,
        cite=act.known.pack.ban.cite,
    )


def second_tolerance(act: Act, slot: Slot) -> Refused:
    """The refusal that names the article and the earlier case."""
    return Refused(refusals.SECOND_TOLERANCE, cite=act.known.pack.ban.cite, earlier_case=slot.case_id)


def grants(act: Act, opinions: tuple[OpinionFact, ...]) -> tuple[Grant, ...]:
    """The grants that opinions amount to: one per subject and liability waived."""
    return tuple(
        Grant(
            subject=opinion.subject,
            outcome=opinion.outcome,
            liability=liability,
            matter_id=_root(act),
            occurrence_id=act.case.opened.occurrence_id,
            ban_key=_key(act),
            exception_version=act.case.exception_version,
        )
        for opinion in opinions
        if opinion.outcome in act.known.pack.ban.bars
        for liability in opinion.liabilities
    )


def _root(act: Act) -> UUID:
    return act.known.matters.roots.get(act.case.matter_id, act.case.matter_id)


def _key(act: Act) -> str:
    by_class = "error_class" in act.known.pack.ban.key
    return ban_key(_root(act), act.case.opened.error_class if by_class else ANY_ERROR)


def _require_barred(act: Act) -> None:
    if barring_slot(act) is None:
        raise Refused(refusals.NOT_BARRED)


def _require_open_question(act: Act) -> None:
    act.require_role(*act.known.pack.deciders)
    act.require_fresh("matter")
    if not any(state.kind in _BEFORE_APPROVAL for state in act.case.open_steps.values()):
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)


def _require_undecided(act: Act) -> None:
    """An exception bears on a decision to come: the tolerance itself, or a reappraisal."""
    undecided = _BEFORE_APPROVAL | {StepKind.APPROVAL}
    reappraised = any(isinstance(state, OpenReappraisal) for state in act.case.reappraisals.values())
    if not reappraised and not any(state.kind in undecided for state in act.case.open_steps.values()):
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
