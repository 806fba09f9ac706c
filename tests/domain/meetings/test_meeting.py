"""Meetings (会议): notice, agenda, minutes that must add up, and corrections that leave what was entered before."""

from datetime import date
from typing import Any

import pytest

from domain import refusals
from domain.act import IN_FUTURE, LATE_ENTRY
from domain.meetings.acts import (
    AGREEMENT_MISSING,
    BEFORE_NOTICE,
    MEETING_OVER,
    NO_MEETING_BODY,
    NOT_A_MEMBER,
    NOT_HELD,
    NOT_ON_AGENDA,
    RECUSAL_REASONS,
)
from domain.meetings.agenda import agenda
from domain.meetings.commands import ConveneMeeting, RecordMeeting
from domain.meetings.decide import MEETING_EXISTS
from domain.meetings.events import MeetingConvened, MeetingCorrected, MeetingRecorded
from domain.meetings.minutes import (
    NO_QUORUM,
    NOT_PRESENT,
    RESULT_DIFFERS,
    VOTES_DIFFER,
    VOTES_MISSING,
    WRONG_ALTERNATE,
    WRONG_ROSTER,
)
from domain.meetings.state import Cancelled, Convened, Held
from domain.refusals import Refusal
from tests.domain.stories import cases, disputes, meetings
from tests.domain.stories.meetings import FIRST, PEOPLE, SECOND, THIRD, attendance, item


def entered(*items: object, **changes: Any) -> meetings.Deed:
    """An entry whose first item is as given; of the others, all who came agree."""
    others = [item(case) for case in (FIRST, SECOND, THIRD)][len(items) :]
    return meetings.recorded(items=[*items, *others], **changes)


def test_a_notice_says_who_meets_when_and_on_what() -> None:
    """Words stay private; the edition is that in force."""
    (event,) = meetings.CONVENED.events

    assert isinstance(event, MeetingConvened)
    assert (event.organ, event.voting, event.jurisdiction) == ("county-a-committee", True, "demo-county-a")
    assert [each.case for each in event.agenda] == [FIRST, SECOND, THIRD]
    assert event.private is not None
    assert (event.private.title, event.private.place) == (cases.MARK, cases.MARK)
    assert agenda(meetings.CONVENED.meeting).next_due == event.planned_on
    assert not agenda(meetings.CONVENED.meeting).alarms


def test_only_the_organ_keeps_its_meetings() -> None:
    """Neither a member nor another organ, at any stage."""
    for given, act in (
        (meetings.NOTHING, meetings.convened),
        (meetings.CONVENED, meetings.recorded),
        (meetings.CONVENED, meetings.changed),
        (meetings.CONVENED, meetings.cancelled),
        (meetings.HELD, meetings.corrected),
    ):
        given.refuses(act(actor=cases.MEMBERS[0]), refusals.NOT_COMPETENT)
        given.refuses(act(actor=cases.ORGANISATION), refusals.NOT_COMPETENT)


def test_an_organ_meets_on_what_the_procedure_has_it_decide() -> None:
    """The audit bureau signs nothing by itself in Nujiang; where it settles disagreements it meets."""
    officer = disputes.CONFERENCE
    body: dict[str, Any] = {"organ": officer.organ, "actor": officer}

    meetings.NOTHING.refuses(meetings.convened(**body), NO_MEETING_BODY)
    (event,) = meetings.NOTHING.knowing(disputes.CONTEXT).when(meetings.convened(**body))
    assert isinstance(event, MeetingConvened)
    assert event.voting is False


def test_a_notice_is_changed_and_called_off_before_the_meeting_alone() -> None:
    """What was held or called off is over."""
    assert meetings.CHANGED.meeting.stage == Convened(date(2026, 2, 13))
    assert list(meetings.CHANGED.meeting.agenda) == [FIRST, SECOND]
    assert isinstance(meetings.CANCELLED.meeting.stage, Cancelled)
    assert meetings.CANCELLED.meeting.closed
    for over in (meetings.HELD, meetings.CANCELLED):
        over.refuses(meetings.changed("2026-02-13"), MEETING_OVER)
        over.refuses(meetings.cancelled("2026-02-13"), MEETING_OVER)
        over.refuses(meetings.recorded("2026-02-13"), MEETING_OVER)
    meetings.CONVENED.refuses(meetings.convened(), MEETING_EXISTS)
    meetings.NOTHING.refuses(meetings.recorded(), refusals.UNKNOWN_MEETING)
    meetings.CHANGED.refuses(meetings.changed().having_seen(1), refusals.STALE)


def test_minutes_are_entered_once_with_attendance_and_every_item() -> None:
    """The state knows the entry by its version; a case not taken up needs no votes."""
    given = meetings.CONVENED.given(entered({"case": FIRST, "taken_up": False}))
    event = given.events[-1]

    assert isinstance(event, MeetingRecorded)
    assert isinstance(given.meeting.stage, Held)
    assert (given.meeting.stage.entry, given.meeting.stage.on.isoformat()) == (2, "2026-02-12")
    assert [each.taken_up for each in event.items] == [False, True, True]
    assert {each.step for each in event.items} == {"approval"}
    assert event.private is not None
    assert cases.MARK not in event.model_dump_json(exclude={"private"})


def test_minutes_entered_later_are_of_the_day_of_the_meeting() -> None:
    """Never in the future, never before the notice, and later only with a reason."""
    on: dict[str, Any] = {"on": "2026-02-12"}
    meetings.CONVENED.refuses(meetings.recorded("2026-02-20", **on), LATE_ENTRY)
    (event,) = meetings.CONVENED.when(meetings.recorded("2026-02-20", **on, late_entry_reason=cases.MARK))
    assert event.on.isoformat() == "2026-02-12"
    meetings.CONVENED.refuses(meetings.recorded("2026-02-10", **on), IN_FUTURE)
    early = meetings.recorded("2026-02-20", on="2026-02-06", late_entry_reason=cases.MARK)
    meetings.CONVENED.refuses(early, BEFORE_NOTICE)
    meetings.NOTHING.refuses(meetings.convened("2026-02-13"), BEFORE_NOTICE)


ALL = list(PEOPLE[:6])
NAMED = [{"member": member, "choice": "agree"} for member in ALL]


@pytest.mark.parametrize(
    ("act", "refusal", "says"),
    [
        (entered(attendance=attendance()[:-1]), WRONG_ROSTER, PEOPLE[-1]),
        (entered(attendance=[*attendance(), {"member": "p001", "state": "present"}]), WRONG_ROSTER, "p001"),
        (entered(attendance=[*attendance(), attendance()[0]]), WRONG_ROSTER, PEOPLE[0]),
        (
            entered(attendance=attendance(PEOPLE, **{PEOPLE[-1]: meetings.ALTERNATE})),
            WRONG_ALTERNATE,
            meetings.ALTERNATE,
        ),
        (entered(attendance=attendance(**{PEOPLE[6]: "p999"})), WRONG_ALTERNATE, "p999"),
        (entered(attendance=attendance(PEOPLE[:4])), NO_QUORUM, "应到7人，到会4人，须到5人"),
        (entered(item(FIRST, votes={"agree": 4, "abstain": 1})), VOTES_DIFFER, "合计5票"),
        (entered(item(FIRST, votes=None)), VOTES_MISSING, "第1项"),
        (entered(item(FIRST, ballots=[*NAMED, {"member": PEOPLE[6], "choice": "agree"}])), NOT_PRESENT, PEOPLE[6]),
        (entered(item(FIRST, ballots=[*NAMED, NAMED[0]])), NOT_PRESENT, PEOPLE[0]),
        (entered(item(FIRST, ballots=NAMED, votes={"agree": 5, "disagree": 1})), VOTES_DIFFER, "第1项"),
        (
            entered(item(FIRST, ballots=NAMED, votes=None, recused=[PEOPLE[0]], recusal_reasons=cases.MARK)),
            NOT_PRESENT,
            PEOPLE[0],
        ),
        (entered(item(FIRST, recused=[PEOPLE[0]], recusal_reasons=cases.MARK)), VOTES_DIFFER, "其中回避1人"),
        (entered(item(FIRST, recused=[PEOPLE[0]], votes={"agree": 5})), RECUSAL_REASONS, "第1项"),
        (entered(item(FIRST, recused=["p001"], recusal_reasons=cases.MARK)), NOT_A_MEMBER, "p001"),
        (entered(item(FIRST, votes={"agree": 3, "disagree": 3})), RESULT_DIFFERS, "过半数为4人"),
        (entered(item(FIRST, result="refused")), RESULT_DIFFERS, "同意6"),
        (entered(item(FIRST), item(SECOND, votes={"agree": 5}), item(THIRD)), VOTES_DIFFER, "第2项"),
    ],
)
def test_minutes_that_contradict_themselves_are_refused_with_the_numbers(
    act: meetings.Deed, refusal: Refusal, says: str
) -> None:
    """What does not add up is told with its item and its numbers; nothing is entered."""
    refused = meetings.CONVENED.refuses(act, refusal)

    assert says in (refused.detail or "")


def test_an_alternate_takes_the_seat_of_a_member_who_did_not_come() -> None:
    """Seven then vote, the alternate among them."""
    came = attendance(**{PEOPLE[6]: meetings.ALTERNATE})
    seven = [item(case, votes={"agree": 7}) for case in (FIRST, SECOND, THIRD)]

    assert meetings.CONVENED.when(meetings.recorded(attendance=came, items=seven))
    meetings.CONVENED.refuses(meetings.recorded(attendance=came), VOTES_DIFFER)


def test_the_entry_is_of_the_agenda() -> None:
    """No case beside it, none left out, none twice."""
    meetings.CONVENED.refuses(meetings.recorded(items=[item(FIRST)]), NOT_ON_AGENDA)
    with pytest.raises(ValueError, match="same case twice"):
        meetings.recorded(items=[item(FIRST), item(FIRST)])
    with pytest.raises(ValueError, match="same case twice"):
        meetings.convened(agenda=[{"case": FIRST, "step": "approval"}] * 2)
    with pytest.raises(ValueError, match="sha256"):
        meetings.recorded(minutes={"number": "示纪〔2026〕7号", "document": {"sha256": "", "title": "x"}})


def test_a_conference_says_whether_all_agree() -> None:
    """It has no seats: whoever came is named; votes are none of its."""
    officer = disputes.CONFERENCE
    given = meetings.NOTHING.knowing(disputes.CONTEXT).given(
        meetings.convened(actor=officer, organ=officer.organ, agenda=[{"case": FIRST, "step": "settle_disagreement"}])
    )
    came = [{"member": officer.person, "state": "present"}]
    plain: dict[str, Any] = {"attendance": came, "actor": officer}

    given.refuses(meetings.recorded(items=[{"case": FIRST}], **plain), AGREEMENT_MISSING)
    assert given.when(meetings.recorded(items=[{"case": FIRST, "agreed": True, "remarks": cases.MARK}], **plain))


def test_a_correction_is_a_new_entry_with_reasons() -> None:
    """What was entered stays in the log; the newest entry counts."""
    event = meetings.CORRECTED.events[-1]

    assert isinstance(event, MeetingCorrected)
    assert event.corrects == 2
    assert event.minutes_id is None
    assert isinstance(meetings.CORRECTED.meeting.stage, Held)
    assert meetings.CORRECTED.meeting.stage.entry == 3
    assert isinstance(meetings.CORRECTED.events[1], MeetingRecorded)
    meetings.CONVENED.refuses(meetings.corrected(), NOT_HELD)


def test_a_number_of_minutes_has_one_spelling() -> None:
    """However its brackets and blanks are typed; another number is another."""
    written = ["示纪〔2026〕7号", "示纪[2026]7", "示纪（2026）第007号"]
    minutes = {**meetings.MINUTES}
    ids = set()
    for number in written:
        (event,) = meetings.CONVENED.when(meetings.recorded(minutes={**minutes, "number": number}))
        assert isinstance(event, MeetingRecorded)
        ids.add(event.minutes_id)
    (other,) = meetings.CONVENED.when(meetings.recorded(minutes={**minutes, "number": "示纪〔2026〕8号"}))
    (again,) = meetings.CONVENED.when(meetings.recorded(number_used_because=cases.MARK))
    assert isinstance(other, MeetingRecorded)
    assert isinstance(again, MeetingRecorded)

    assert len(ids) == 1
    assert other.minutes_id not in ids
    assert again.minutes_id is None


def test_examples_are_of_the_classes() -> None:
    """What the interface shows can be sent."""
    assert ConveneMeeting.model_validate(ConveneMeeting.example).agenda
    assert RecordMeeting.model_validate(RecordMeeting.example).items


@pytest.mark.parametrize("name", meetings.REFUSALS)
def test_what_the_rules_refuse(name: str) -> None:
    """By its code, with what to do."""
    given, act, expected = meetings.REFUSALS[name]

    assert given.refuses(act, expected).todo_zh == expected.todo_zh
