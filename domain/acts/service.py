"""Feedback and what it starts (反馈和实施, NJ-19 to NJ-28): service, receipt, and the duties of each outcome."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.acts.appeals.levels import window_of
from domain.acts.correction import submitted
from domain.acts.follow_up import open_follow_up, open_on_receipt, repeated
from domain.acts.investigation import require_ready
from domain.acts.results import ACKNOWLEDGEMENT
from domain.acts.standstill import SHELVING, SUPPLEMENT
from domain.acts.terms import CONCLUSION, SUBJECT, lead_on
from domain.case.act import Act, Events
from domain.case.correction import EVALUATION
from domain.case.state import AppealWindow, Case, DoneStep
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, EXAMPLE_ID, EXAMPLE_SUBJECT, Capacity, Command, Dispatch, Event
from domain.pack.steps import Step, StepKind
from domain.refusals import Refused, refusal
from domain.terms.deadlines import due_date
from domain.terms.duty import OpenDuty
from domain.values import Document, FreeText, Means, Sha256, StepId, SubjectId, Text, digests, titles


class ServeFeedback(Command, path="feedback", summary="Serve the feedback", tag="service"):
    """书面反馈 (NJ-19, A-36): met by dispatch in writing."""

    example: ClassVar = {"notice": EXAMPLE_DOCUMENT}
    kind: Literal["serve_feedback"] = "serve_feedback"
    notice: Document


class ConfirmReceipt(
    Command, path="receipts", summary="Confirm receipt", tag="service", seen=False, capacity=Capacity.PARTY
):
    """签收 (A-36): a subject received the feedback; opens the window of reappraisal."""

    example: ClassVar = {"subject": EXAMPLE_SUBJECT}
    kind: Literal["confirm_receipt"] = "confirm_receipt"
    subject: UUID


class CompleteDuty(Command, path="duty-completions", summary="Complete a duty", tag="service", capacity=Capacity.PARTY):
    """完成后续职责 (NJ-13, NJ-20 to NJ-28): an announcement, a talk, a correction or another is done, with evidence."""

    example: ClassVar = {"duty": EXAMPLE_ID, "evidence": [EXAMPLE_DOCUMENT], "remarks": "已在本单位范围内通报。"}
    kind: Literal["complete_duty"] = "complete_duty"
    duty: UUID
    evidence: tuple[Document, ...] = Field(min_length=1)
    remarks: Text


class FeedbackServed(Event, group="material", zh="发出书面反馈", en="Feedback served"):
    """书面反馈 (NJ-19, A-36)."""

    dispatch: ClassVar = Dispatch("容反", "书面反馈", "Feedback letter")
    facts: ClassVar = {"材料": "notice"}
    kind: Literal["feedback_served"] = "feedback_served"
    step: StepId
    notice: Sha256


class ReceiptConfirmed(Event, group="material", zh="签收书面反馈", en="Feedback received"):
    """签收 (A-36): until `appeal_until` the subject may ask for reappraisal (A-19, A-36)."""

    facts: ClassVar = {"当事人": "subject", "可申请复议至": "appeal_until provisional"}
    kind: Literal["receipt_confirmed"] = "receipt_confirmed"
    subject: SubjectId
    appeal_until: Annotated[date, Means("due")] | None
    provisional: bool
    calendar_version: int = 0


_ENDED_BY_AN_ACT = frozenset({SUPPLEMENT, SHELVING, CONCLUSION, EVALUATION, ACKNOWLEDGEMENT})
"""The duties that an act of their own ends."""


DUTY_BY_STEP = refusal("duty_met_by_act", 409).says("""
    该期限由相应的办理行为完成，不能单独销号。
    This term is met by the act itself and cannot be ticked off.
    请办理相应事项。
    Perform the act it stands for.
""")
RECIPIENT_UNPROVEN = refusal("recipient_unproven", 409, "BT-14").says("""
    送交的对象没有各附一份凭证。
    There is not a proof for each recipient.
    请为每个送交对象附一份签收凭证。
    Attach a receipt of each recipient.
""")
NOT_SERVED = refusal("nothing_to_receive", 409, "NJ-19", "A-36").says("""
    认定结果尚未书面反馈，或该当事人已经签收。
    The written feedback has not been served, or this subject has received it already.
    请先送达书面反馈；已签收的无需重复办理。
    Serve the feedback first; a receipt is recorded once.
""")


@guard(ServeFeedback)
def _may_serve(act: Act) -> tuple[str, Step]:
    step_id, _, step = act.open_step(StepKind.SERVICE)
    act.require_role(*act.body_roles(step))
    act.require_fresh(step_id)
    require_ready(act, step_id)
    return step_id, step


def serve_feedback(act: Act, command: ServeFeedback) -> Events:
    """Send the written feedback, which meets its term by dispatch (A-36), and open what follows (NJ-20 to NJ-28).

    Where the procedure has the term met by receipt, it runs on until the last subject has received it.
    """
    step_id, step = _may_serve(act)
    linked = act.due_with(step_id)
    met = [] if _met_by_receipt(step) else act.meet_step(step_id)
    served = FeedbackServed(
        on=act.on, private=FreeText(document_titles=(command.notice.title,)), step=step_id, notice=command.notice.sha256
    )
    return [served, *met, *open_follow_up(act, linked), *lead_on(act, step_id, "served")]


@guard(ConfirmReceipt, subject=Act.subjects)
def _may_confirm(act: Act, subject: UUID) -> None:
    act.require_unit_or(*act.context.pack.deciders)
    act.require_subject(subject)
    served = [id_ for id_, state in act.case.steps.items() if state == DoneStep(StepKind.SERVICE)]
    if not served or subject in act.case.appeals:
        raise Refused(NOT_SERVED)
    act.require_not_before(*(act.case.acted_on.get(step) for step in served))


def confirm_receipt(act: Act, command: ConfirmReceipt) -> Events:
    """Record that a subject received the feedback; the window of reappraisal begins (A-19, A-36)."""
    _may_confirm(act, command.subject)
    window = window_of(act.context.pack, None)
    due = due_date(act.on, window.term, act.context.calendar) if window else None
    confirmed = ReceiptConfirmed(
        on=act.on,
        subject=command.subject,
        appeal_until=due.due_on if due else None,
        provisional=due.provisional if due else False,
        calendar_version=act.context.calendar.version,
    )
    return [confirmed, *_met_with_receipt(act, command.subject), *open_on_receipt(act, command.subject)]


def _met_by_receipt(step: Step) -> bool:
    return step.within is not None and step.within.met_by == "received"


def _met_with_receipt(act: Act, subject: UUID) -> Events:
    """Settle the terms of feedback that are met by receipt, once the last subject has it."""
    if {*act.subjects()} - {*act.case.appeals, subject}:
        return []
    done = [id_ for id_, state in act.case.steps.items() if state == DoneStep(StepKind.SERVICE)]
    return [event for step in done if _met_by_receipt(act.context.pack.step(step)) for event in act.meet_step(step)]


def _to_complete(act: Act) -> Iterable[UUID]:
    return (id_ for id_, duty in act.case.open_duties.items() if not _ended_by_act(duty))


def _ended_by_act(duty: OpenDuty) -> bool:
    """Whether an act of its own ends a duty."""
    opened = duty.opened
    of_act = opened.duty in _ENDED_BY_AN_ACT or opened.answers is not None
    return opened.step is not None or opened.reappraisal is not None or of_act


@guard(CompleteDuty, duty=_to_complete)
def _may_complete(act: Act, duty: UUID) -> OpenDuty:
    running = act.open_duty(duty)
    if _ended_by_act(running):
        raise Refused(DUTY_BY_STEP)
    act.require_fresh(str(duty))
    act.require_not_before(running.opened.on)
    if running.opened.responsible == SUBJECT:
        act.require_unit_or(*act.context.pack.deciders)
    else:
        act.require_responsible(running)
    return running


def complete_duty(act: Act, command: CompleteDuty) -> Events:
    """Record that a duty was done, with evidence; a term of a step is met by the step's own act."""
    duty = _may_complete(act, command.duty)
    rule = act.context.pack.duty_rule(duty.opened.duty)
    if rule and len({document.sha256 for document in command.evidence}) < len(rule.recipients):
        raise Refused(RECIPIENT_UNPROVEN, detail="、".join(each.name.zh for each in rule.recipients))
    met = act.meet(command.duty, duty, digests(command.evidence))
    met = met.model_copy(
        update={"private": FreeText(statement=command.remarks, document_titles=titles(command.evidence))}
    )
    return [met, *submitted(act, duty), *repeated(act, duty)]


def evolve(case: Case, event: FeedbackServed | ReceiptConfirmed) -> Case:
    """The case after the feedback was served or received; what was received before a new decision opens no window."""
    if isinstance(event, FeedbackServed):
        return replace(case, appeals={}).step_done(event.step, event.on)
    until = event.appeal_until
    window = AppealWindow(event.on, until, event.provisional, event.calendar_version) if until else None
    return replace(case, appeals={**case.appeals, event.subject: window})
