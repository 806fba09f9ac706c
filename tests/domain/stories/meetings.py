"""Deeds on meetings of county A's committee, and what its cases take in of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from domain import refusals
from domain.acts.voting.meetings import EnterMeetingResult
from domain.context import DecisionContext, LinkedStream
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
from domain.meetings.commands import (
    CancelMeeting,
    ChangeNotice,
    ConveneMeeting,
    CorrectMeeting,
    MeetingEnvelope,
    RecordMeeting,
)
from domain.meetings.decide import MEETING_EXISTS
from domain.meetings.events import MeetingEvent
from domain.meetings.minutes import (
    NO_QUORUM,
    NOT_PRESENT,
    RESULT_DIFFERS,
    VOTES_DIFFER,
    VOTES_MISSING,
    WRONG_ALTERNATE,
    WRONG_ROSTER,
)
from domain.meetings.state import Meeting
from domain.messages import Command
from domain.organs import Organs
from domain.refusals import Refusal
from domain.streams import MEETING
from domain.values import Actor
from tests.domain import given, scenario
from tests.domain.given import instant
from tests.domain.stories import cases, disputes
from tests.domain.stories.cases import MARK, MEMBERS

MEETING_ID = uuid5(NAMESPACE_URL, "rongcuo:tests:meeting")
FIRST, SECOND, THIRD = (uuid5(NAMESPACE_URL, f"rongcuo:tests:agenda-{n}") for n in (1, 2, 3))
COMMITTEE = "county-a-committee"
OF_COMMITTEE = LinkedStream("meeting", COMMITTEE)
PEOPLE = tuple(member.person for member in MEMBERS)
AGENDA = [{"case": each, "step": "approval"} for each in (FIRST, SECOND, THIRD)]
MINUTES = {"number": "示纪〔2026〕7号", "document": cases.document("会议纪要").model_dump()}

HEAD = cases.post("county-a-committee-head")
"""Another person than the secretary who keeps the committee's meetings."""

ALTERNATE = cases.CONTEXT.organs.people[0].id
"""Somebody who stands in for the last member."""


def with_alternate(organs: Organs, person: str = ALTERNATE) -> Organs:
    """The organs with an alternate of the last member, in a post of their own."""
    last = next(seat for seat in organs.seats if seat.person == PEOPLE[-1] and seat.committee == COMMITTEE)
    post = f"{COMMITTEE}-alternate"
    position = next(each for each in organs.positions if each.id == last.position).model_copy(update={"id": post})
    seat = last.model_copy(update={"person": person, "position": post, "alternate_for": last.position})
    return organs.model_copy(update={"positions": (*organs.positions, position), "seats": (*organs.seats, seat)})


CONTEXT: DecisionContext = replace(cases.CONTEXT, organs=with_alternate(cases.ORGANS))

Deed = given.Deed[Meeting]


class Given(given.Given[Meeting, MeetingEvent, MeetingEnvelope]):
    """What has happened in a meeting so far, and what is known beside it."""

    @property
    def meeting(self) -> Meeting:
        """The meeting, which exists."""
        return self.begun

    def refuses(self, act: Deed, expected: Refusal) -> Refusal:
        """Compare why a deed is refused, and give it with its particulars."""
        actual = self.refused(act)
        assert actual.code == expected.code
        return actual


def deed(actor: Actor, body: Command, day: str) -> Deed:
    """Somebody does something on a meeting on a day."""
    return Deed(actor, body, instant(day))


def attendance(present: Sequence[str] = PEOPLE[:6], **alternates: str) -> list[Mapping[str, object]]:
    """Who came; the others were on leave, unless somebody stands in for them."""
    return [
        {
            "member": member,
            "state": "present" if member in present else "on_leave",
            "alternate": alternates.get(member),
        }
        for member in PEOPLE
    ]


def item(case: UUID, **changes: object) -> Mapping[str, object]:
    """All six who came agree."""
    return {"case": case, "votes": {"agree": 6}, "result": "approved", **changes}


def convened(day: str = "2026-02-09", actor: Actor = cases.SECRETARY, **changes: object) -> Deed:
    """The secretary gives notice of a meeting on three cases."""
    body = {
        "pack": "nujiang",
        "organ": COMMITTEE,
        "title": MARK,
        "planned_on": "2026-02-12",
        "starts_at": "09:30",
        "place": MARK,
        "agenda": AGENDA,
        **changes,
    }
    return deed(actor, ConveneMeeting.model_validate(body), day)


def changed(day: str = "2026-02-10", actor: Actor = cases.SECRETARY, **changes: object) -> Deed:
    """The secretary changes the notice: another day, two cases."""
    body = {
        "planned_on": "2026-02-13",
        "place": MARK,
        "agenda": [{"case": each, "step": "approval"} for each in (FIRST, SECOND)],
        "reasons": MARK,
        **changes,
    }
    return deed(actor, ChangeNotice.model_validate(body), day)


def cancelled(day: str = "2026-02-11", actor: Actor = cases.SECRETARY) -> Deed:
    """The secretary calls the meeting off."""
    return deed(actor, CancelMeeting(reasons=MARK), day)


def _entry(**changes: object) -> Mapping[str, object]:
    items = [item(each) for each in (FIRST, SECOND, THIRD)]
    return {"minutes": MINUTES, "attendance": attendance(), "items": items, **changes}


def recorded(day: str = "2026-02-12", actor: Actor = cases.SECRETARY, **changes: object) -> Deed:
    """The secretary enters the minutes on the day of the meeting."""
    return deed(actor, RecordMeeting.model_validate(_entry(**changes)), day)


def corrected(day: str = "2026-02-13", actor: Actor = cases.SECRETARY, **changes: object) -> Deed:
    """The secretary corrects the entry a day later; it stays of the day of the meeting."""
    late = {"on": "2026-02-12", "late_entry_reason": MARK, "reasons": MARK}
    return deed(actor, CorrectMeeting.model_validate(_entry(**{**late, **changes})), day)


NOTHING = Given(MEETING, MEETING_ID, CONTEXT)
CONVENED = NOTHING.given(convened())
HELD = CONVENED.given(recorded())
CORRECTED = HELD.given(corrected(remarks=MARK))
CHANGED = CONVENED.given(changed())
CANCELLED = CONVENED.given(cancelled())
EVERYTHING = {"corrected": CORRECTED, "changed": CHANGED, "called off": CANCELLED}


def entered(day: str = "2026-02-12", actor: Actor = cases.SECRETARY, **changes: object) -> scenario.Deed:
    """A case takes in what the meeting decided: the six who came agree."""
    body = {
        "meeting": MEETING_ID,
        "entry": 2,
        "step": "approval",
        "minutes": MINUTES,
        "attendance": attendance(),
        "votes": {"agree": 6},
        **changes,
    }
    linked = OF_COMMITTEE if actor.organ == COMMITTEE else LinkedStream("meeting", actor.organ)
    return scenario.Deed(actor, EnterMeetingResult.model_validate(body), instant(day), linked=linked)


def of_day(act: scenario.Deed, day: str) -> scenario.Deed:
    """The same, entered later than the day of the meeting."""
    assert isinstance(act.body, Command)
    update = {"on": date.fromisoformat(day), "late_entry_reason": MARK}
    return replace(act, body=act.body.model_copy(update=update))


RIPE = cases.DETERMINED.knowing(CONTEXT)
"""The committee has to decide."""
DECIDED = RIPE.given(entered())
"""It decided at a meeting."""


def another_result(actor: Actor = cases.SECRETARY) -> scenario.Deed:
    """By corrected minutes the same meeting voted it down."""
    votes = {"votes": {"agree": 1, "disagree": 5}, "result": "refused"}
    return of_day(entered("2026-02-13", actor, entry=3, corrects=MARK, **votes), "2026-02-12")


RESULT_CORRECTED = DECIDED.given(another_result(), another_result(HEAD))
"""Corrected by one person, confirmed by another."""


def first(**changes: object) -> list[Mapping[str, object]]:
    """The items of an entry, of which the first is told otherwise."""
    return [item(FIRST, **changes), item(SECOND), item(THIRD)]


REFUSALS: dict[str, tuple[Given, Deed, Refusal]] = {
    "notice by a member": (NOTHING, convened(actor=MEMBERS[0]), refusals.NOT_COMPETENT),
    "notice of a day that has passed": (NOTHING, convened("2026-02-13"), BEFORE_NOTICE),
    "an organ that decides nothing in a meeting": (
        NOTHING,
        convened(actor=disputes.CONFERENCE, organ=disputes.CONFERENCE.organ),
        NO_MEETING_BODY,
    ),
    "notice of a known meeting": (CONVENED, convened(), MEETING_EXISTS),
    "minutes of no meeting": (NOTHING, recorded(), refusals.UNKNOWN_MEETING),
    "minutes of a meeting that was called off": (CANCELLED, recorded(), MEETING_OVER),
    "minutes entered twice": (HELD, recorded(), MEETING_OVER),
    "a correction of nothing": (CONVENED, corrected(), NOT_HELD),
    "a case left out": (CONVENED, recorded(items=first()[:2]), NOT_ON_AGENDA),
    "a member left out": (CONVENED, recorded(attendance=attendance()[1:]), WRONG_ROSTER),
    "an alternate beside the member": (
        CONVENED,
        recorded(attendance=attendance(PEOPLE, **{PEOPLE[-1]: ALTERNATE})),
        WRONG_ALTERNATE,
    ),
    "too few came": (CONVENED, recorded(attendance=attendance(PEOPLE[:4])), NO_QUORUM),
    "votes of fewer than came": (CONVENED, recorded(items=first(votes={"agree": 5})), VOTES_DIFFER),
    "no votes": (CONVENED, recorded(items=first(votes=None)), VOTES_MISSING),
    "a vote of somebody absent": (
        CONVENED,
        recorded(items=first(votes=None, ballots=[{"member": PEOPLE[-1], "choice": "agree"}])),
        NOT_PRESENT,
    ),
    "another result than the numbers have": (CONVENED, recorded(items=first(result="refused")), RESULT_DIFFERS),
    "a recusal without reasons": (CONVENED, recorded(items=first(recused=[PEOPLE[0]])), RECUSAL_REASONS),
    "a recusal of a stranger": (
        CONVENED,
        recorded(items=first(recused=["nobody"], recusal_reasons=MARK)),
        NOT_A_MEMBER,
    ),
    "a conference that does not say whether all agree": (
        NOTHING.knowing(disputes.CONTEXT).given(
            convened(actor=disputes.CONFERENCE, organ=disputes.CONFERENCE.organ, agenda=AGENDA[:1])
        ),
        recorded(
            actor=disputes.CONFERENCE,
            items=[{"case": FIRST}],
            attendance=[{"member": disputes.CONFERENCE.person, "state": "present"}],
        ),
        AGREEMENT_MISSING,
    ),
}
"""For each refusal of a meeting what has happened before, and the deed refused."""
