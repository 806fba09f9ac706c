"""Precedents (案例, ZS-33, ZS-41, R-18): a concluded case told without names, written by one and approved by another.

Whether the words name nobody is checked by the API, which can read names; nothing of them is known here.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import Field

from domain import refusals
from domain.case.act import Act, Events
from domain.case.state import Case, CaseDigest, DoneStep, OpenReappraisal
from domain.guards import guard
from domain.messages import Command, Event
from domain.pack.steps import StepKind
from domain.people.duties import APPROVERS
from domain.refusals import Refused, refusal
from domain.values import Code, Flag, FreeText, Line, Means, OrganId, Text, Version


class WriteDigest(Command, path="digest", summary="Write the digest", tag="precedents"):
    """撰写案例 (ZS-33, R-18): tell a concluded case without names, for those who decide the next one like it."""

    example: ClassVar = {
        "title": "先行先试中因经验不足造成的选址失误",
        "facts": "某乡镇为解决灌溉用水先行敷设管线，选址前经集体讨论，冬季管线冻裂。",
        "reasoning": "属首次试点，集体决策，没有谋取私利，损失已经挽回，符合先行先试情形。",
        "lesson": "寒冷地区管线选址应当先行论证冻土条件。",
    }
    kind: Literal["write_digest"] = "write_digest"
    title: Line
    facts: Text
    reasoning: Text
    lesson: Text


class ApproveDigest(Command, path="digest-approval", summary="Approve the digest", tag="precedents"):
    """审定案例 (ZS-41, R-18): another person lets a digest into the collection; `publish` shows it to units too."""

    example: ClassVar = {"digest": 31, "publish": True}
    kind: Literal["approve_digest"] = "approve_digest"
    digest: Annotated[Version, Field(description="version at which the digest was written")]
    publish: Flag


class WithdrawDigest(Command, path="digest-withdrawal", summary="Withdraw the digest", tag="precedents"):
    """撤下案例 (R-14, R-18): take a digest out of the collection, or a draft back."""

    example: ClassVar = {"digest": 31, "reasons": "细节可能使人认出当事单位，改写后再行审定。"}
    kind: Literal["withdraw_digest"] = "withdraw_digest"
    digest: Annotated[Version, Field(description="version at which the digest was written")]
    reasons: Text


class DigestWritten(Event, group="procedure", zh="写成案例", en="Digest written"):
    """写成案例 (ZS-33, R-18): a concluded case told without names; known by its version, its words are private."""

    kind: Literal["digest_written"] = "digest_written"
    organ: OrganId
    person: Code


class DigestApproved(Event, group="procedure", zh="案例审定", en="Digest approved"):
    """案例审定 (ZS-41, R-18): the digest written at that version is in the collection, `published` to units too."""

    facts: ClassVar = {"文稿": "digest", "范围": "published"}
    kind: Literal["digest_approved"] = "digest_approved"
    digest: Annotated[int, Means("version")]
    published: Annotated[bool, Means("digest_reach")]
    organ: OrganId
    person: Code


class DigestWithdrawn(Event, group="procedure", zh="案例撤下", en="Digest withdrawn"):
    """案例撤下 (R-14, R-18): the digest written at that version is in the collection no longer."""

    facts: ClassVar = {"文稿": "digest"}
    kind: Literal["digest_withdrawn"] = "digest_withdrawn"
    digest: Annotated[int, Means("version")]
    organ: OrganId
    person: Code


KEY = "digest"
"""Under which a case keeps the last change of its digest."""
_HANDLING = frozenset({StepKind.DETERMINATION})
_DECIDING = frozenset({StepKind.DETERMINATION, StepKind.APPROVAL})


NOT_CONCLUDED = refusal("not_concluded", 409, "ZS-33", "R-18").says("""
    案件尚未作出结论并书面反馈，或正在复议，还不能写成案例。
    The case has no outcome that was served yet, or is being reappraised: it cannot be told as a precedent.
    请在书面反馈之后、复议办结之后再撰写或审定。
    Write or approve the digest after the feedback was served and every reappraisal is decided.
""")
NO_DIGEST = refusal("no_such_digest", 409, "R-18").says("""
    没有这一稿案例，或它已被新稿取代、已撤下。
    There is no such digest, or a newer draft has replaced it, or it was withdrawn.
    请查看案卷中现有的案例文稿。
    See which digest the case has now.
""")
OWN_DIGEST = refusal("own_digest", 409, "R-18").says("""
    案例不得由撰写人自己审定。
    Whoever wrote a digest may not approve it.
    请由另一名有权审定的人员办理。
    Have another person who may approve do it.
""")


@guard(WriteDigest)
def _may_write(act: Act) -> None:
    act.require_role(*_roles(act, _HANDLING))
    act.require_fresh(KEY)
    _require_concluded(act)


def write(act: Act, command: WriteDigest) -> Events:
    """Write, or write anew, the digest of a case whose outcome was served (ZS-33)."""
    _may_write(act)
    private = FreeText(title=command.title, statement=command.facts, reasons=command.reasoning, lesson=command.lesson)
    return [DigestWritten(on=act.on, private=private, organ=act.actor.organ, person=act.actor.person)]


def _digests(act: Act) -> Iterable[int]:
    """The versions at which what is drafted and what is in the collection were written."""
    return {each.version for each in (act.case.digest_draft, act.case.digest_approved) if each}


@guard(ApproveDigest, digest=_digests)
def _may_approve(act: Act, digest: int) -> CaseDigest:
    _require_approver(act)
    act.require_fresh(KEY)
    _require_concluded(act)
    written = [each for each in (act.case.digest_draft, act.case.digest_approved) if each]
    found = next((each for each in written if each.version == digest), None)
    if found is None:
        raise Refused(NO_DIGEST)
    if not found.writers.isdisjoint(act.actor.persons):
        raise Refused(OWN_DIGEST)
    act.require_not_before(found.on)
    return found


def approve(act: Act, command: ApproveDigest) -> Events:
    """Let a digest into the collection, or change who may read one that is there: never by its writer (ZS-41)."""
    digest = _may_approve(act, command.digest)
    approved = DigestApproved(
        on=act.on, digest=digest.version, published=command.publish, organ=act.actor.organ, person=act.actor.person
    )
    return [approved]


@guard(WithdrawDigest, digest=_digests)
def _may_withdraw(act: Act, digest: int) -> None:
    act.require_role(*_roles(act, _DECIDING))
    act.require_fresh(KEY)
    if digest not in _digests(act):
        raise Refused(NO_DIGEST)
    act.require_not_before(act.case.acted_on.get(KEY))


def withdraw(act: Act, command: WithdrawDigest) -> Events:
    """Take a digest out of the collection, or a draft back; the record of it stays (R-14)."""
    _may_withdraw(act, command.digest)
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
    steps = [step for step in act.context.pack.tolerance.steps.values() if step.kind in kinds and step.body]
    return tuple(dict.fromkeys(role for step in steps for role in act.body_roles(step)))


def _require_approver(act: Act) -> None:
    act.require_role(*_roles(act, _DECIDING))
    position = act.context.organs.position(act.actor.position)
    if position is None or position.duty not in APPROVERS:
        raise Refused(refusals.NOT_COMPETENT)


def _require_concluded(act: Act) -> None:
    """Refuse while the outcome was not served, or is looked at again; a digest is not dated before it."""
    case = act.case
    served = [id_ for id_, state in case.steps.items() if state == DoneStep(StepKind.SERVICE)]
    going_on = any(state.kind is not StepKind.SETTLEMENT for state in case.open_steps.values())
    reappraised = any(isinstance(state, OpenReappraisal) for state in case.reappraisals.values())
    if not served or going_on or reappraised:
        raise Refused(NOT_CONCLUDED)
    decided = case.acted_on.get("reappraisal")
    act.require_not_before(decided, *(case.acted_on.get(step) for step in served))


def evolve(case: Case, event: DigestWritten | DigestApproved | DigestWithdrawn) -> Case:
    """The case after its digest was written, approved or withdrawn."""
    draft, approved = case.digest_draft, case.digest_approved
    match event:
        case DigestWritten():
            draft = CaseDigest(case.version, event.doers(event.person), event.on)
        case DigestApproved():
            if draft is not None and draft.version == event.digest:
                draft, approved = None, draft
        case DigestWithdrawn():
            draft, approved = (None if each and each.version == event.digest else each for each in (draft, approved))
        case _:
            assert_never(event)
    return replace(case, digest_draft=draft, digest_approved=approved).touched(KEY, event.on)
