"""Publicity (公示, ZS-26, A-23): nobody is publicised before being told; whoever objects is answered by people.

A time that has passed concludes nothing: it ends the chance to object, and asks the organ for its conclusion.
"""

from typing import Literal
from uuid import UUID

from domain import refusals
from domain.acts.investigation import require_needs
from domain.acts.terms import CONCLUSION, open_conclusion, open_publicity, open_step
from domain.case.act import Act, Events
from domain.case.commands import ConcludePublicity, RaiseObjection, StartPublicity
from domain.case.events import DutyCancelled, ObjectionRaised, PublicityConcluded, PublicityStarted
from domain.case.state import OpenReappraisal, Publicity
from domain.pack.steps import Need, Step, StepKind
from domain.refusals import Refused
from domain.terms.duty import OpenDuty
from domain.values import FreeText

_OVER = "publicity_over"
_DECIDED = "decided"


def start(act: Act, command: StartPublicity) -> Events:
    """Make the redacted text public; from the day after, its days count (ZS-26)."""
    step_id, _, step = act.open_step(StepKind.PUBLICITY)
    act.require_role(*act.body_roles(step))
    act.require_fresh(step_id)
    if act.case.publicity is not None:
        raise Refused(refusals.ALREADY_PUBLIC)
    require_needs(act.case, act.known, step.needs)
    if Need.CONFIRMED_CORRECT in step.needs:
        _require_told(act)
        _require_no_reappraisal(act)
    started = PublicityStarted(
        on=act.on,
        private=FreeText(statement=command.scope, document_titles=(command.notice.title,)),
        step=step_id,
        notice=command.notice.sha256,
    )
    return [started, open_publicity(act, step_id)]


def raise_objection(act: Act, command: RaiseObjection) -> Events:
    """Take in an objection of its time: a unit's own, or what somebody hands in at the counter."""
    step, publicity = _public(act)
    act.require_unit_or(*act.body_roles(step), *(route.to for route in act.known.pack.tolerance.opens))
    act.require_not_before(publicity.on)
    if _over(act, publicity):
        raise Refused(refusals.PUBLICITY_OVER)
    return [
        ObjectionRaised(
            on=act.on,
            private=FreeText(
                statement=command.statement, document_titles=tuple(document.title for document in command.evidence)
            ),
            step=publicity.step,
            evidence=tuple(document.sha256 for document in command.evidence),
        )
    ]


def conclude(act: Act, command: ConcludePublicity) -> Events:
    """Conclude: go on, with reasons to each objection, or back where an objection is upheld, at any time (ZS-26)."""
    step, publicity = _public(act)
    act.require_role(*act.body_roles(step))
    act.require_fresh(publicity.step)
    act.require_not_before(act.case.acted_on.get(publicity.step))
    if Need.CONFIRMED_CORRECT in step.needs:
        _require_no_reappraisal(act)
    _require_answers(command, publicity)
    if not command.upheld and not _over(act, publicity):
        raise Refused(refusals.PUBLICITY_RUNS)
    result: Literal["quiet", "dismissed", "upheld"] = "upheld" if command.upheld else "quiet"
    if command.upheld is False:
        result = "dismissed"
    leads_to = step.next("objection" if command.upheld else "quiet")
    concluded = PublicityConcluded(
        on=act.on,
        private=FreeText(reasons=command.reasons, finding_reasons=command.answers),
        step=publicity.step,
        result=result,
        objections=publicity.objections,
        leads_to=leads_to,
    )
    return [concluded, *_settle(act, publicity), *open_step(act, leads_to)]


def is_window(act: Act, duty: OpenDuty) -> bool:
    """Whether a term is that of what is public now."""
    return act.case.publicity is not None and duty.opened.step == act.case.publicity.step


def end_window(act: Act, duty_id: UUID, duty: OpenDuty) -> Events:
    """End the time for objections, which approves nothing: the organ is asked for its conclusion."""
    ended = DutyCancelled(on=duty.due_on, duty_id=duty_id, because=_OVER)
    return [ended, open_conclusion(act, duty.opened.step or "", duty.due_on)]


def _public(act: Act) -> tuple[Step, Publicity]:
    _, _, step = act.open_step(StepKind.PUBLICITY)
    if act.case.publicity is None:
        raise Refused(refusals.NOT_PUBLIC)
    return step, act.case.publicity


def _over(act: Act, publicity: Publicity) -> bool:
    """Whether the last day has passed, also where the clock has not yet said so; an estimated day never has."""
    if publicity.ended_on is not None:
        return act.on > publicity.ended_on
    window = act.term_of(publicity.step)
    return window is not None and window[1].over(act.on)


def _require_told(act: Act) -> None:
    """Refuse before every subject has received the feedback, and while one may still ask for reappraisal."""
    appeals = act.case.appeals
    if {subject.subject_id for subject in act.case.subjects} - set(appeals):
        raise Refused(refusals.NEEDS_RECEIPT)
    running = [window for window in appeals.values() if window and (act.on <= window.until or window.provisional)]
    if running:
        last = max(window.until for window in running)
        raise Refused(refusals.NEEDS_APPEAL_OVER, detail=last.isoformat())


def _require_no_reappraisal(act: Act) -> None:
    if any(isinstance(state, OpenReappraisal) for state in act.case.reappraisals.values()):
        raise Refused(refusals.NEEDS_REAPPRAISAL_DECIDED)


def _require_answers(command: ConcludePublicity, publicity: Publicity) -> None:
    """Refuse to pass over an objection: each is upheld or answered."""
    if (command.upheld is None) != (publicity.objections == 0):
        raise Refused(refusals.OBJECTIONS_UNDECIDED, detail=str(publicity.objections))
    admitted = {0, publicity.objections} if command.upheld else {publicity.objections}
    if len(command.answers) not in admitted:
        raise Refused(refusals.OBJECTIONS_UNANSWERED, detail=str(publicity.objections))


def _settle(act: Act, publicity: Publicity) -> Events:
    """Settle what runs: the time for objections, or the duty to conclude that came after it."""
    events: Events = []
    for id_, duty in act.case.open_duties.items():
        if duty.opened.step == publicity.step and duty.over(act.on):
            events.append(DutyCancelled(on=duty.due_on, duty_id=id_, because=_OVER))
        elif duty.opened.step == publicity.step:
            events.append(DutyCancelled(on=act.on, duty_id=id_, because=_DECIDED))
        elif duty.opened.duty == CONCLUSION:
            events.append(act.meet(id_, duty))
    return events
