"""What a meeting decided of a case corrected to another result (更正会议结果, A-42): proposed, confirmed, decided anew.

Two persons send the same entry: the first proposes the correction, another one carries it out. What the first result
brought about is taken back by events of its own, and the vote is decided anew as it would have been on its day. Where
somebody has since acted on the first result it stands, and is changed by reappraisal or decided anew.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal, assert_never
from uuid import UUID

from domain.acts.results import ResultsEnded, ToleranceRevoked
from domain.acts.voting.approval import Tally
from domain.case.act import Act, Events
from domain.case.decisions import DemandFact, OpinionFact, RoundResult
from domain.case.state import Case, EnteredMeeting, ProposedCorrection
from domain.messages import Event
from domain.refusals import Refused, refusal
from domain.terms.duty import OpenDuty
from domain.terms.events import DutyOpened
from domain.values import Code, FreeText, Means, Sha256, StepId, event_id


class ResultCorrectionProposed(
    Event, group="vote", zh="提出更正会议结果，待另一人复核", en="Correction of a meeting's result proposed"
):
    """提出更正会议结果 (A-42): by corrected minutes the vote has another result; another person has to confirm it.

    Attributes:
        entry: The version of the meeting's entry by which it is corrected.
        takes_place_of: The event of this case that it would take the place of, by its version.
        held_on: The day of the meeting as it is entered now.
        was: What the vote is said to have led to so far.
    """

    facts: ClassVar = {
        "被更正的登记": "takes_place_of",
        "会议纪要": "minutes_number",
        "材料": "minutes",
        "会议日期": "held_on",
        "计票": "tally",
        "原结果": "was",
        "更正后的结果": "result",
    }
    kind: Literal["result_correction_proposed"] = "result_correction_proposed"
    meeting: UUID
    entry: int
    takes_place_of: Annotated[int, Means("version")]
    step: StepId
    minutes_number: str
    minutes: Sha256
    held_on: date
    tally: Tally
    was: Annotated[RoundResult, Means("round_results")]
    result: Annotated[RoundResult, Means("round_results")]
    person: Code


class VoteSetAside(
    Event, group="vote", zh="原会议结果因更正撤销", en="Result of a meeting set aside by its correction"
):
    """撤销原会议结果 (A-42): the case is again before the vote; what the result had opened has ended before.

    Attributes:
        set_aside: The event that told of the meeting, by its version in this case.
        left: The steps that the result had led to.
        opinions: As they were put before the meeting.
        demands: Likewise.
    """

    facts: ClassVar = {"被更正的登记": "set_aside", "环节": "step", "原结果": "result"}
    kind: Literal["vote_set_aside"] = "vote_set_aside"
    meeting: UUID
    set_aside: Annotated[int, Means("version")]
    step: StepId
    result: Annotated[RoundResult, Means("round_results")]
    left: tuple[StepId, ...]
    opinions: tuple[OpinionFact, ...]
    demands: tuple[DemandFact, ...]


TAKEN_EFFECT = refusal("meeting_result_in_effect", 409, "A-42").says("""
    按原登记的会议结果，本案已经办理下去，不能再更正。
    The case has gone on by the result that was entered, and it cannot be corrected any more.
    决定有误的，按复议程序改正，或由该机关另行研究决定；已经作出的后续办理如有差错，先按各自的程序纠正。
    Have a wrong decision changed by reappraisal, or decided anew by that organ; put right first what was done on it.
""")
NEEDS_ANOTHER = refusal("correction_needs_another", 409, "A-42").says("""
    更正会议结果须由另一人复核，提出更正的人不能自己复核。
    A correction that changes a result is confirmed by another person than who proposed it.
    请由本机关另一名秘书或负责人在会议页面核对纪要后记入。
    Have another secretary or the head of the organ hold it against the minutes, and carry it out at the meeting.
""")

_CORRECTED = "meeting_corrected"


def require_nothing_since(act: Act, entered: EnteredMeeting) -> None:
    """Refuse what would pull the ground from under later acts; the refusal names them."""
    if later := list(dict.fromkeys(_later(act, entered))):
        raise Refused(TAKEN_EFFECT, detail=f"此后已办理：{'、'.join(later)}")


def _later(act: Act, entered: EnteredMeeting) -> Iterator[str]:
    """What people have done on a result: steps and duties that it opened, and what is asked for beside them."""
    case, was = act.case, entered.before
    earlier = {str(duty) for duty in was.duties}
    duties = {str(id_): duty.opened.name.zh for id_, duty in case.duties.items()}
    steps = {id_: step.name.zh for id_, step in act.context.pack.tolerance.steps.items()}
    for key, version in case.changed.items():
        if version > entered.reaches and key not in earlier:
            yield duties.get(key) or steps.get(key) or "其他办理"
    beside: tuple[tuple[str, object, object], ...] = (
        ("复议", case.reappraisals, was.reappraisals),
        ("违反结果运用的报告", case.contrary_uses, was.contrary_uses),
        ("澄清", case.clarifications, was.clarifications),
        ("典型案例", (case.digest_draft, case.digest_approved), (was.digest_draft, was.digest_approved)),
        ("移送、提级、指定或交办", (case.handover, case.moved), (was.handover, was.moved)),
        ("过渡适用的选择", case.moved_to, was.moved_to),
    )
    yield from (name for name, now, then in beside if now != then)


def said_in(event: ResultCorrectionProposed) -> ProposedCorrection:
    """What has to be said again by another person, and who has said it."""
    return ProposedCorrection(
        event.entry, event.held_on, event.minutes, dict(event.tally), event.result, event.doers(event.person)
    )


def take_back(act: Act, meeting: UUID, entered: EnteredMeeting, reasons: str | None) -> Events:
    """Take back, today, all that a result brought about, and put its case before the vote again.

    The term of the step runs on as it was: if the vote leads to nothing now, it may have passed long ago.
    """
    case, was, today = act.case, entered.before, replace(act, on=act.today)
    since = range(was.version + 1, entered.reaches + 1)
    opened = [event_id(case.id, version) for version in since]
    events: Events = [
        ToleranceRevoked(on=today.on, subject=subject, granted_version=version)
        for subject, version in case.granted_at.items()
        if version in since
    ]
    events += [ResultsEnded(on=today.on, subject=subject) for subject in case.results if subject not in was.results]
    events += [today.cancel(duty, _CORRECTED) for duty in opened if duty in case.open_duties]
    set_aside = VoteSetAside(
        on=today.on,
        private=FreeText(reasons=reasons),
        meeting=meeting,
        set_aside=entered.version,
        step=entered.step,
        result=_result(entered),
        left=tuple(step for step, state in case.steps.items() if was.steps.get(step) != state and step != entered.step),
        opinions=tuple(was.opinions.values()),
        demands=was.demands,
    )
    terms = [_again(duty, act.on) for duty in was.open_duties.values() if entered.step in (duty.opened.step, duty.name)]
    return [*events, set_aside, *terms]


def _again(duty: OpenDuty, on: date) -> DutyOpened:
    """A term as it ran when it was met: its length and last day, and of its alarms those that had not rung."""
    plan = duty.plan
    return duty.opened.model_copy(
        update={
            "on": on,
            "private": None,
            "for_person": None,
            "amount": duty.term.amount,
            "due_on": plan.due_on,
            "provisional": plan.provisional,
            "calendar_version": plan.calendar_version,
            "locality": plan.locality,
            "not_before": plan.due_on if duty.pauses else plan.not_before,  # another calendar knows nothing of pauses
            "alarms": duty.ahead,
        }
    )


def _result(entered: EnteredMeeting) -> RoundResult:
    if entered.result is None:
        raise TypeError("a meeting that voted on nothing has no result")
    return entered.result


def evolve(case: Case, event: ResultCorrectionProposed | VoteSetAside) -> Case:
    """The case after a correction was proposed, or after the result of a meeting was set aside."""
    entered = case.meetings[event.meeting]
    match event:
        case ResultCorrectionProposed():
            entered = replace(entered, proposed=said_in(event))
            return replace(case, meetings={**case.meetings, event.meeting: entered})
        case VoteSetAside():
            return _as_before(case, event, entered)
        case _:
            assert_never(event)


def _as_before(case: Case, event: VoteSetAside, entered: EnteredMeeting) -> Case:
    """The case as the meeting found it, but for what goes on whatever was decided; who looked at it is behind."""
    back = replace(
        entered.before,
        version=case.version,
        duties=case.duties,
        results=case.results,
        suspended=case.suspended,
        granted_at=case.granted_at,
        office_number=case.office_number,
        dispatched=case.dispatched,
        paperwork=case.paperwork,
        documents=case.documents,
        handed_in=case.handed_in,
        known=case.known,
        changed={**case.changed, **dict.fromkeys((event.step, *event.left), case.version)},
    )
    nothing_decided = replace(entered, result="undecided", proposed=None)
    return replace(back, meetings={**case.meetings, event.meeting: nothing_decided})
