"""What a meeting decided of a case (会议研究), entered after it was held: by the same rules as a round of votes (A-42).

The case takes in its part of the minutes: who held the seats, who left the room, the votes; what comes of them follows
from the tally, as in a round. Of an organ that does not vote it takes in how a disagreement was settled.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain import refusals
from domain.acts.disagreement import SettleDisagreement, may_settle, settle, voting_body
from domain.acts.voting.approval import RoundClosed, Tally, conclude
from domain.acts.voting.corrected_results import (
    NEEDS_ANOTHER,
    TAKEN_EFFECT,
    ResultCorrectionProposed,
    require_nothing_since,
    said_in,
    take_back,
)
from domain.acts.voting.rounds import Exclusion, as_keeper, excluded_from
from domain.case.act import Act, Events
from domain.case.decisions import RoundResult
from domain.case.state import DISAGREEMENT, Case, EnteredMeeting
from domain.guards import NOTHING, guard
from domain.meetings.minutes import (
    Attendance,
    Attendances,
    Attending,
    Members,
    Minutes,
    NamedVote,
    NamedVotes,
    StatedResult,
    Votes,
    attending,
    require_result,
    tally_of,
)
from domain.messages import EXAMPLE_DOCUMENT, EXAMPLE_ID, Command, Event
from domain.pack.steps import VoteBody
from domain.refusals import Refused, refusal
from domain.secrecy import Secret
from domain.values import Code, Flag, FreeText, Means, OrganId, Sha256, StepId, Text, Version


class EnterMeetingResult(
    Command, path="meeting-results", summary="Enter what a meeting decided of a case", tag="approval", seen=False
):
    """登记会议研究结果 (NJ-18, A-14, A-42): what the entry of a meeting sends to each case on its agenda."""

    example: ClassVar = {
        "on": "2026-03-02",
        "late_entry_reason": "会议纪要印发后补记。",
        "meeting": EXAMPLE_ID,
        "entry": 2,
        "step": "approval",
        "minutes": {"number": "示纪〔2026〕7号", "document": EXAMPLE_DOCUMENT},
        "attendance": [{"member": "p031", "state": "present"}, {"member": "p032", "state": "on_leave"}],
        "votes": {"agree": 5, "disagree": 1},
        "result": "approved",
    }
    kind: Literal["enter_meeting_result"] = "enter_meeting_result"
    meeting: UUID
    entry: Version = Field(description="the version of the entry of the meeting that this is taken from")
    step: Code
    minutes: Minutes
    attendance: Attendances
    recused: Members = ()
    recusal_reasons: Text | None = None
    votes: Votes | None = None
    ballots: NamedVotes = ()
    result: StatedResult | None = None
    agreed: Flag | None = None
    remarks: Text | None = None
    corrects: Text | None = Field(default=None, description="why an earlier entry of the same meeting is corrected")

    @property
    def links_to(self) -> UUID:
        """The meeting."""
        return self.meeting


class RecordedMeeting(Event, group="vote", zh="会议研究", en="Decided at a meeting"):
    """会议研究 (NJ-18, A-14, A-42): what the minutes of a meeting say of this case; its id is that of the round.

    Attributes:
        entry: The version of the meeting's entry that it was taken from.
        entitled: Who had a vote: each seat's holder, or the alternate, but those excluded.
        ballots: How each voted, where the minutes say so; sealed in the log as a ballot is.
        reaches: The version of the case after all that this entry brought about.
        corrects: Whether it takes the place of an earlier entry of the same meeting.
        takes_place_of: The event that told of that entry, by its version.
    """

    facts: ClassVar = {
        "会议机关": "committee",
        "会议纪要": "minutes_number",
        "材料": "minutes",
        "应到": "entitled",
        "不参加表决": "excluded",
        "到会要求": "quorum",
        "计票": "tally",
        "更正": "corrects",
        "被更正的登记": "takes_place_of",
    }
    kind: Literal["recorded_meeting"] = "recorded_meeting"
    meeting: UUID
    entry: int
    step: StepId
    committee: OrganId
    minutes_number: str
    minutes: Sha256
    quorum: Annotated[str | None, Means("quorum")] = None
    attendance: tuple[Attendance, ...]
    entitled: Annotated[tuple[Code, ...], Means("people")]
    excluded: tuple[Exclusion, ...] = ()
    ballots: Secret[tuple[NamedVote, ...]] = ()
    tally: Tally | None = None
    result: RoundResult | None = None
    reaches: int
    corrects: Annotated[bool, Means("meeting_corrections")] = False
    takes_place_of: Annotated[int | None, Means("version")] = None

    @property
    def replaces(self) -> int | None:
        """What told of the earlier entry."""
        return self.takes_place_of


MEETING_ENTERED = refusal("meeting_entered", 409, "A-42").says("""
    本案已经登记过这次会议的结果。
    What this meeting decided of the case was entered already.
    无需再次登记；登记有误的，请在会议页面更正。
    Nothing to do; correct a wrong entry at the meeting.
""")
UNKNOWN_MEETING_OF_ORGAN = refusal("not_its_meeting", 409, "A-42").says("""
    没有这个机关的这次会议。
    The organ that decides this has no such meeting.
    请先登记会议，再登记其结果。
    Give notice of the meeting first, and enter its minutes there.
""")
MUST_RECUSE = refusal("member_must_recuse", 409, "A-14", "A-41").says("""
    到会的委员中有人不得参加本案表决，纪要没有记载其回避。
    Among those present somebody has no vote in this case, and the minutes do not say that they left the room.
    请核对纪要，把该委员登记为回避并相应核对票数；确实参加了表决的，须另行召集会议重新表决。
    Enter that member as recused and check the votes; where they did vote, another meeting has to vote again.
""")


def _entered_or_new(act: Act) -> Iterable[UUID]:
    return (*act.case.meetings, NOTHING)


@guard(EnterMeetingResult, meeting=_entered_or_new)
def _may_enter(act: Act, meeting: UUID) -> None:
    """What was taken in without a result may be followed by one, else only be corrected."""
    before = act.case.meetings.get(meeting)
    if act.case.round is not None:
        raise Refused(refusals.ROUND_OPEN)
    if before is not None and before.result != "undecided":
        if before.result is None:
            raise Refused(TAKEN_EFFECT, detail="会同意见不一致已经处理")
        require_nothing_since(act, before)
        act.require_organ(before.committee)
    elif act.case.disagreement is not None and voting_body(act) is None:
        may_settle(act, act.case.disagreement.step)
    else:
        as_keeper(act)


def enter(act: Act, command: EnterMeetingResult) -> Events:
    """Take in what a meeting decided of this case, once for each meeting; a correction with reasons."""
    linked = act.context.linked
    if linked is None or linked.name != "meeting" or linked.to_organ != act.actor.organ:
        raise Refused(UNKNOWN_MEETING_OF_ORGAN)
    before = act.case.meetings.get(command.meeting)
    if before is not None and (command.corrects is None or command.entry <= before.entry):
        raise Refused(MEETING_ENTERED)
    _may_enter(act, command.meeting)
    if before is not None and before.result != "undecided":
        return _corrected(act, command, before)
    disputed = act.case.disagreement
    if command.step == DISAGREEMENT and disputed is not None and voting_body(act) is None:
        return _settled(act, command)
    return _voted(act, command)


def _voted(act: Act, command: EnterMeetingResult) -> Events:
    """As a round is opened, voted in and closed, all at once."""
    step_id, body = as_keeper(act)
    if step_id != command.step:
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    act.require_not_before(act.case.acted_on.get(step_id))
    attended = attending(act.context, act.organ_of(body.committee), act.on, command.attendance, voting=True)
    excluded = _excluded(act, step_id, body, attended, command)
    tally = tally_of(body, attended, [each.member for each in excluded], command.votes, command.ballots)
    rest = conclude(act, step_id, act.next_id(0), tally, ())
    closed = next(event for event in rest if isinstance(event, RoundClosed))
    require_result(tally, command.result, {closed.result})
    event = _event(act, command, step_id, body, attended, excluded, tally, closed.result)
    return [event.model_copy(update={"reaches": act.case.version + 1 + len(rest)}), *rest]


def _settled(act: Act, command: EnterMeetingResult) -> Events:
    """As an organ settles a disagreement or passes it on; nobody of them is a party."""
    disputed = act.case.disagreement
    attended = attending(act.context, act.actor.organ, act.on, command.attendance, voting=False)
    act.require_no_party(*sorted(attended.present - set(command.recused)))
    if disputed is None or command.agreed is None or command.remarks is None:
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    said = SettleDisagreement(
        step=disputed.step, agreed=command.agreed, reasons=command.remarks, minutes=command.minutes.document
    )
    rest = settle(act, said)
    event = _event(act, command, DISAGREEMENT, None, attended, _newly_recused(command), None, None)
    return [*rest, event.model_copy(update={"reaches": act.case.version + 1 + len(rest)})]


def _corrected(act: Act, command: EnterMeetingResult, before: EnteredMeeting) -> Events:
    """Take in other numbers, before the next act: at once where the result stays, else once another person confirms.

    Which it is follows from deciding anew: as if what the meeting is said to have decided had never been.
    """
    if not set(command.recused).isdisjoint(act.actor.persons):
        raise Refused(refusals.CONFLICT_OF_INTEREST)
    taken_back = take_back(act, command.meeting, before, command.corrects)
    decided = _voted(act.after(taken_back), command)
    event = next(each for each in decided if isinstance(each, RecordedMeeting))
    if (event.result, act.on) == (before.result, before.on):
        return [event.model_copy(update={"reaches": before.reaches})]
    if before.step == DISAGREEMENT:
        raise Refused(TAKEN_EFFECT, detail="会同意见不一致已经处理")
    if before.before.granted_at and event.result not in {"approved", "refused"}:
        raise Refused(TAKEN_EFFECT, detail="此前的容错认定已由原登记的决定终止")
    proposal = _proposal(act, event, before)
    said = said_in(proposal)
    if before.proposed is None or replace(before.proposed, persons=said.persons) != said:
        return [proposal]
    if not before.proposed.persons.isdisjoint(act.actor.persons):
        raise Refused(NEEDS_ANOTHER)
    return [*taken_back, *decided]


def _proposal(act: Act, event: RecordedMeeting, before: EnteredMeeting) -> ResultCorrectionProposed:
    """The first of two persons says that the vote has another result, or was taken on another day."""
    if event.tally is None or event.result is None or before.result is None:
        raise TypeError(f"case {act.case.id}: a vote without a result")
    return ResultCorrectionProposed(
        on=act.today,
        private=event.private,
        meeting=event.meeting,
        entry=event.entry,
        takes_place_of=before.version,
        step=event.step,
        minutes_number=event.minutes_number,
        minutes=event.minutes,
        held_on=event.on,
        tally=event.tally,
        was=before.result,
        result=event.result,
        person=act.actor.person,
    )


def _excluded(
    act: Act, step_id: str, body: VoteBody, attended: Attending, command: EnterMeetingResult
) -> tuple[Exclusion, ...]:
    """Who of those holding seats has no vote; whoever came and has none must have left the room, by the minutes.

    Who recused by an earlier entry of this very meeting, and by its correction did not, has a vote.
    """
    earlier = act.case.meetings.get(command.meeting)
    mistaken = (earlier.recused if earlier else frozenset()) - set(command.recused)
    known = excluded_from(act, step_id, body, attended.roster)
    before = tuple(each for each in known if each.because != "recused" or each.member not in mistaken)
    sitting = [each for each in before if each.member in attended.present and each.member not in command.recused]
    act.require_no_party(*(each.member for each in sitting if each.because == "party"))
    if sitting:
        raise Refused(MUST_RECUSE, detail="、".join(each.member for each in sitting))
    out = {each.member for each in before}
    return (*before, *(each for each in _newly_recused(command) if each.member not in out))


def _newly_recused(command: EnterMeetingResult) -> tuple[Exclusion, ...]:
    return tuple(Exclusion(member=member, because="recused") for member in dict.fromkeys(command.recused))


def _event(  # noqa: PLR0913, PLR0917 - what minutes say of a case
    act: Act,
    command: EnterMeetingResult,
    step_id: str,
    body: VoteBody | None,
    attended: Attending,
    excluded: tuple[Exclusion, ...],
    tally: Tally | None,
    result: RoundResult | None,
) -> RecordedMeeting:
    out = {each.member for each in excluded}
    earlier = act.case.meetings.get(command.meeting)
    return RecordedMeeting(
        on=act.on,
        private=FreeText(
            statement=command.remarks,
            reasons=command.corrects,
            recusal_reasons=(command.recusal_reasons,) if command.recusal_reasons else (),
            document_titles=(command.minutes.document.title,),
        ),
        meeting=command.meeting,
        entry=command.entry,
        step=step_id,
        committee=act.actor.organ,
        minutes_number=command.minutes.number,
        minutes=command.minutes.document.sha256,
        quorum=body.quorum if body else None,
        attendance=command.attendance,
        entitled=tuple(member for member in attended.roster if member not in out),
        excluded=excluded,
        ballots=command.ballots,
        tally=tally,
        result=result,
        reaches=0,
        corrects=earlier is not None,
        takes_place_of=earlier.version if earlier else None,
    )


def evolve(case: Case, event: RecordedMeeting) -> Case:
    """The case after a meeting was entered: who left the room stays out, as after a round (A-14).

    What an earlier entry of the same meeting said of recusals ends with it.
    """
    earlier = case.meetings.get(event.meeting)
    others = case.recused_now - (earlier.recused if earlier else frozenset())
    recused = frozenset(each.member for each in event.excluded if each.because == "recused")
    entered = EnteredMeeting(
        entry=event.entry,
        version=case.version,
        step=event.step,
        committee=event.committee,
        on=event.on,
        result=event.result,
        reaches=event.reaches,
        recused=recused - others,
        before=earlier.before if earlier and earlier.decided else case,
    )
    case = replace(case, meetings={**case.meetings, event.meeting: entered})
    if others | recused != case.recused_now:
        case = replace(case, recused={**case.recused, case.determination: others | recused})
    return case.acted(event.step, event.on)
