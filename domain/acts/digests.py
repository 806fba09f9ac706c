"""Precedents (案例, ZS-33, ZS-41, R-18): a concluded case told without names, written by one and approved by another.

Whether the words name nobody is checked at the door, where names can be read; here nothing of them is known.
"""

from domain import refusals
from domain.case.act import Act, Events
from domain.case.commands import ApproveDigest, WithdrawDigest, WriteDigest
from domain.case.events import DigestApproved, DigestWithdrawn, DigestWritten
from domain.case.state import DoneStep, OpenReappraisal
from domain.pack.steps import StepKind
from domain.refusals import Refused
from domain.values import FreeText

KEY = "digest"
"""Under which a case keeps the last change of its digest."""
_HANDLING = frozenset({StepKind.DETERMINATION})
_DECIDING = frozenset({StepKind.DETERMINATION, StepKind.APPROVAL})
_APPROVERS = frozenset({"head", "secretary"})


def write(act: Act, command: WriteDigest) -> Events:
    """Write, or write anew, the digest of a case whose outcome was served (ZS-33)."""
    act.require_role(*_roles(act, _HANDLING))
    act.require_fresh(KEY)
    _require_concluded(act)
    private = FreeText(title=command.title, statement=command.facts, reasons=command.reasoning, lesson=command.lesson)
    return [DigestWritten(on=act.on, private=private, organ=act.actor.organ, person=act.actor.person)]


def approve(act: Act, command: ApproveDigest) -> Events:
    """Let a digest into the collection, or change who may read one that is there: never by its writer (ZS-41)."""
    _require_approver(act)
    act.require_fresh(KEY)
    _require_concluded(act)
    written = [each for each in (act.case.digest_draft, act.case.digest_approved) if each]
    digest = next((each for each in written if each.version == command.digest), None)
    if digest is None:
        raise Refused(refusals.NO_DIGEST)
    if digest.writer == act.actor.person:
        raise Refused(refusals.OWN_DIGEST)
    act.require_not_before(digest.on)
    approved = DigestApproved(
        on=act.on,
        digest=digest.version,
        published=command.publish,
        organ=act.actor.organ,
        person=act.actor.person,
    )
    return [approved]


def withdraw(act: Act, command: WithdrawDigest) -> Events:
    """Take a digest out of the collection, or a draft back; the record of it stays (R-14)."""
    act.require_role(*_roles(act, _DECIDING))
    act.require_fresh(KEY)
    if command.digest not in {each.version for each in (act.case.digest_draft, act.case.digest_approved) if each}:
        raise Refused(refusals.NO_DIGEST)
    act.require_not_before(act.case.acted_on.get(KEY))
    withdrawn = DigestWithdrawn(
        on=act.on,
        private=FreeText(reasons=command.reasons),
        digest=command.digest,
        organ=act.actor.organ,
        person=act.actor.person,
    )
    return [withdrawn]


def _roles(act: Act, kinds: frozenset[StepKind]) -> tuple[str, ...]:
    """The roles of the bodies that act in the pack's steps of some kinds."""
    steps = [step for step in act.known.pack.tolerance.steps.values() if step.kind in kinds and step.body]
    return tuple(dict.fromkeys(role for step in steps for role in act.body_roles(step)))


def _require_approver(act: Act) -> None:
    act.require_role(*_roles(act, _DECIDING))
    position = act.known.organs.position(act.actor.position)
    if position is None or position.duty not in _APPROVERS:
        raise Refused(refusals.NOT_COMPETENT)


def _require_concluded(act: Act) -> None:
    """Refuse while the outcome was not served, or is looked at again; a digest is not dated before it."""
    case = act.case
    served = [id_ for id_, state in case.steps.items() if state == DoneStep(StepKind.SERVICE)]
    going_on = any(state.kind is not StepKind.SETTLEMENT for state in case.open_steps.values())
    reappraised = any(isinstance(state, OpenReappraisal) for state in case.reappraisals.values())
    if not served or going_on or reappraised:
        raise Refused(refusals.NOT_CONCLUDED)
    decided = case.acted_on.get("reappraisal")
    act.require_not_before(decided, *(case.acted_on.get(step) for step in served))
