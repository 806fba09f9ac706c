"""What people do with a meeting: give notice, change it, call it off, enter its minutes, correct the entry.

What was decided of a case is for that case to take in (`domain/acts/voting/meetings.py`): here only whether the minutes
add up by themselves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_OID, UUID, uuid5

from domain import refusals
from domain.act import BaseAct
from domain.guards import guard
from domain.identity import canonical_number
from domain.meetings.commands import (
    CancelMeeting,
    ChangeNotice,
    ConveneMeeting,
    CorrectMeeting,
    ItemResult,
    RecordMeeting,
)
from domain.meetings.events import (
    EnteredResult,
    MeetingCancelled,
    MeetingChanged,
    MeetingConvened,
    MeetingCorrected,
    MeetingEvent,
    MeetingRecorded,
)
from domain.meetings.minutes import (
    NO_QUORUM,
    Attending,
    attending,
    possible_results,
    require_result,
    tally_of,
)
from domain.meetings.state import Convened, Held, Meeting
from domain.organs import Organ
from domain.pack.pack import Pack
from domain.pack.steps import OrganBody, VoteBody
from domain.people.duties import KEEPERS
from domain.refusals import Refused, refusal
from domain.values import FreeText

Events = list[MeetingEvent]

_OFFICERS = KEEPERS | {"officer"}
"""Who convenes an organ that does not vote, and keeps its minutes."""


@dataclass(frozen=True, slots=True)
class MeetingAct(BaseAct):
    """An act on a meeting of which notice was given."""

    meeting: Meeting

    def require_convened(self) -> None:
        """Refuse what is done before a meeting, once it was entered or called off."""
        if not isinstance(self.meeting.stage, Convened):
            raise Refused(MEETING_OVER, detail=self.meeting.stage_name)
        self.require_not_before_notice()

    def require_not_before_notice(self) -> None:
        """Refuse a date before the notice."""
        if self.on < self.meeting.opened.on:
            raise Refused(BEFORE_NOTICE, detail=f"{self.on}＜{self.meeting.opened.on}")

    def require_keeper(self) -> None:
        """Refuse whoever does not keep the meetings of its organ."""
        require_keeper(self, self.meeting.opened.organ, voting=self.meeting.opened.voting)


MEETING_OVER = refusal("meeting_over", 409).says("""
    会议已经登记或取消，不能再这样办理。
    The meeting was entered or called off, and does not admit this any more.
    登记有误的，请更正；需要再议的，请另发会议通知。
    Correct a wrong entry; to discuss it again give notice of another meeting.
""")
NOT_HELD = refusal("meeting_not_entered", 409).says("""
    会议还没有登记，无从更正。
    The meeting was not entered yet; there is nothing to correct.
    请先登记会议结果。
    Enter its minutes first.
""")
BEFORE_NOTICE = refusal("meeting_before_notice", 422).says("""
    会议日期早于会议通知。
    The day of the meeting is before its notice.
    请核对会议日期；先开会后补通知的，通知按实际发出的日期登记。
    Check the day; a notice that is entered late bears the day on which it was given.
""")
NOT_ON_AGENDA = refusal("not_on_agenda", 422).says("""
    登记的案件与会议议题不一致：有的不在议题中，或者漏了议题。
    The cases entered are not those of the agenda: one is not on it, or one is left out.
    请先变更会议议题；议而未决或没有上会的，登记为“未研究”。
    Change the agenda first; enter what was not taken up as not taken up.
""")
NO_MEETING_BODY = refusal("no_meeting_body", 409).says("""
    该程序没有由这个机关开会决定的事项。
    In this procedure that organ decides nothing in a meeting.
    请选择适用的程序，或由程序指定的机关召集会议。
    Choose the procedure that holds, or have the organ it names call the meeting.
""")
AGREEMENT_MISSING = refusal("agreement_missing", 422, "A-13").says("""
    没有登记各方是否达成一致，或没有写明研究意见。
    Whether all agree was not stated, or not what was found.
    请登记是否一致，并写明研究意见。
    State whether all agree, and what was found.
""")
RECUSAL_REASONS = refusal("recusal_reasons_missing", 422, "A-14").says("""
    回避须说明理由。
    A recusal needs reasons.
    请写明谁因什么回避。
    Say who recused, and why.
""")
NOT_A_MEMBER = refusal("recused_not_a_member", 422, "A-14").says("""
    登记为回避的人不在会议名册中。
    Whoever is entered as recused holds no seat at this meeting.
    请核对回避人员。
    Check who recused.
""")


def require_keeper(act: BaseAct, organ: str, *, voting: bool) -> None:
    """Refuse whoever does not convene an organ."""
    position = act.context.organs.position(act.actor.position)
    may = KEEPERS if voting else _OFFICERS
    if act.actor.organ != organ or position is None or position.duty not in may:
        raise Refused(refusals.NOT_COMPETENT, detail=act.name_of(organ))


def convene(act: BaseAct, command: ConveneMeeting) -> Events:
    """Give notice of a meeting of one's organ, which the procedure lets decide something."""
    organ = act.context.organs.organ(command.organ)
    if organ is None:
        raise Refused(refusals.NOT_COMPETENT)
    voting = voting_body(act.context.pack, organ) is not None
    require_keeper(act, organ.id, voting=voting)
    act.require_law_of(organ.jurisdiction)
    if not decides_by_meeting(act.context.pack, organ):
        raise Refused(NO_MEETING_BODY, detail=organ.name.zh)
    if command.planned_on < act.on:
        raise Refused(BEFORE_NOTICE, detail=f"{command.planned_on}＜{act.on}")
    return [
        MeetingConvened(
            on=act.on,
            private=FreeText(title=command.title, place=command.place, statement=command.remarks),
            pack=act.context.pack.pack,
            edition=act.context.pack.edition,
            pack_sha256=act.context.pack_sha256,
            jurisdiction=organ.jurisdiction,
            organ=organ.id,
            voting=voting,
            planned_on=command.planned_on,
            starts_at=command.starts_at,
            invited=command.invited,
            agenda=command.agenda,
        )
    ]


@guard(ChangeNotice, CancelMeeting)
def _may_call_off(act: MeetingAct) -> None:
    act.require_keeper()
    act.require_convened()
    act.require_seen(act.meeting.version)


def change_notice(act: MeetingAct, command: ChangeNotice) -> Events:
    """Give another day, place or agenda."""
    _may_call_off(act)
    if command.planned_on < act.meeting.opened.on:
        raise Refused(BEFORE_NOTICE, detail=f"{command.planned_on}＜{act.meeting.opened.on}")
    return [
        MeetingChanged(
            on=act.on,
            private=FreeText(place=command.place, statement=command.remarks, reasons=command.reasons),
            planned_on=command.planned_on,
            starts_at=command.starts_at,
            invited=command.invited,
            agenda=command.agenda,
        )
    ]


def cancel(act: MeetingAct, command: CancelMeeting) -> Events:
    """Call it off."""
    _may_call_off(act)
    return [MeetingCancelled(on=act.on, private=FreeText(reasons=command.reasons))]


@guard(RecordMeeting)
def _may_record(act: MeetingAct) -> None:
    act.require_keeper()
    act.require_convened()


def record(act: MeetingAct, command: RecordMeeting) -> Events:
    """Enter the minutes, once; the business date is the day on which the meeting was held."""
    _may_record(act)
    return [
        MeetingRecorded(
            on=act.on,
            private=_words(command),
            minutes_id=None if command.number_used_because else minutes_id(act.meeting, command),
            minutes_number=command.minutes.number,
            minutes=command.minutes.document.sha256,
            attendance=command.attendance,
            items=_entered(act, command),
            ballots=tuple(item.ballots for item in command.items),
        )
    ]


@guard(CorrectMeeting)
def _may_correct(act: MeetingAct) -> Held:
    act.require_keeper()
    held = act.meeting.stage
    if not isinstance(held, Held):
        raise Refused(NOT_HELD)
    act.require_not_before_notice()
    return held


def correct(act: MeetingAct, command: CorrectMeeting) -> Events:
    """Enter them anew, with reasons; a case takes it in as long as nothing has been done on what was entered."""
    held = _may_correct(act)
    same = canonical_number(held.minutes_number) == canonical_number(command.minutes.number)
    return [
        MeetingCorrected(
            on=act.on,
            private=_words(command, command.reasons),
            corrects=held.entry,
            minutes_id=None if same or command.number_used_because else minutes_id(act.meeting, command),
            minutes_number=command.minutes.number,
            minutes=command.minutes.document.sha256,
            attendance=command.attendance,
            items=_entered(act, command),
            ballots=tuple(item.ballots for item in command.items),
        )
    ]


def minutes_id(meeting: Meeting, command: RecordMeeting | CorrectMeeting) -> UUID:
    """What a number of minutes is known by, however it is written: one of an organ's is used once."""
    of_organ = uuid5(NAMESPACE_OID, f"rongcuo:minutes:{meeting.opened.organ}")
    return uuid5(of_organ, canonical_number(command.minutes.number))


def voting_body(pack: Pack, organ: Organ) -> VoteBody | None:
    """The body of a pack as which an organ votes, if it does."""
    bodies = (body for body in pack.bodies.values() if isinstance(body, VoteBody))
    return next((body for body in bodies if body.committee == organ.role), None)


def decides_by_meeting(pack: Pack, organ: Organ) -> bool:
    """Whether an organ decides something in a meeting: by votes, or by itself (联席会议、协调小组)."""
    alone = (body for body in pack.bodies.values() if isinstance(body, OrganBody))
    return voting_body(pack, organ) is not None or any(body.organ == organ.role for body in alone)


def _entered(act: MeetingAct, command: RecordMeeting | CorrectMeeting) -> tuple[EnteredResult, ...]:
    """The results of all cases on the agenda, each of which adds up by itself."""
    if {item.case for item in command.items} != set(act.meeting.agenda):
        raise Refused(NOT_ON_AGENDA)
    organ = act.context.organs.organ(act.meeting.opened.organ)
    body = voting_body(act.context.pack, organ) if organ else None
    voting = body is not None
    attended = attending(act.context, act.meeting.opened.organ, act.on, command.attendance, voting=voting)
    if body is not None:
        _require_quorum(body, attended)
    return tuple(_results(act, command.items, body, attended))


def _require_quorum(body: VoteBody, attended: Attending) -> None:
    needed = body.quorum_of(len(attended.roster))
    if not attended.roster or len(attended.present) < needed:
        numbers = f"应到{len(attended.roster)}人，到会{len(attended.present)}人，须到{needed}人"
        raise Refused(NO_QUORUM, detail=numbers)


def _results(
    act: MeetingAct, items: Sequence[ItemResult], body: VoteBody | None, attended: Attending
) -> Iterator[EnteredResult]:
    for number, item in enumerate(items, start=1):
        if item.taken_up:
            try:
                _require_consistent(item, body, attended)
            except Refused as refused:
                of_item = f"第{number}项：{refused.refusal.detail or ''}".rstrip("：")
                raise Refused(refused.refusal, cite=refused.refusal.cite, detail=of_item) from None
        yield EnteredResult(
            case=item.case,
            step=act.meeting.agenda[item.case],
            taken_up=item.taken_up,
            recused=item.recused,
            votes=item.votes,
            result=item.result,
            agreed=item.agreed,
        )


def _require_consistent(item: ItemResult, body: VoteBody | None, attended: Attending) -> None:
    """Refuse what contradicts itself; too few left for one case is for that case to say, and the others go on."""
    if item.recused and item.recusal_reasons is None:
        raise Refused(RECUSAL_REASONS)
    if strangers := set(item.recused) - set(attended.roster):
        raise Refused(NOT_A_MEMBER, detail="、".join(sorted(strangers)))
    if body is None:
        if item.agreed is None or item.remarks is None:
            raise Refused(AGREEMENT_MISSING)
        return
    try:
        tally = tally_of(body, attended, item.recused, item.votes, item.ballots)
    except Refused as refused:
        if refused.refusal.code == NO_QUORUM.code:
            return
        raise
    require_result(tally, item.result, possible_results(tally))


def _words(command: RecordMeeting | CorrectMeeting, reasons: str | None = None) -> FreeText:
    return FreeText(
        statement=command.remarks,
        reasons=reasons,
        document_titles=(command.minutes.document.title,),
        number_used_because=command.number_used_because,
        item_remarks=tuple(item.remarks or "" for item in command.items),
        recusal_reasons=tuple(item.recusal_reasons or "" for item in command.items),
    )
