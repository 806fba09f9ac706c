"""What each event of a risk filing, a work record or a meeting tells of whom; and of dates that change."""

from collections.abc import Sequence
from datetime import date
from typing import Any, get_args
from uuid import UUID

import pytest

from domain.acts.terms import SUBJECT
from domain.messages import Event, kind_of
from domain.notices.asked import OfOtherStream, Telling, asked
from domain.notices.kinds import KINDS, Asked, Happened, NoticeKind, Owed
from domain.pack.terms import Force, Standing
from domain.risk_filings.events import RiskFilingTermReplanned
from domain.streams import MEETING, RISK_FILING, WORK_RECORD, StreamKind
from domain.terms.deadlines import TermUnit
from domain.terms.events import DeadlineConfirmed, DeadlineReplanned, DutyPaused, DutyResumed, TermRule
from domain.values import Bilingual, event_id
from tests.domain.stories import cases, filings, meetings, records

DAY = date(2026, 3, 9)
UNIT, TAKES_IN, GROUP = cases.CONTACT.organ, "county-a-discipline", "county-a-committee"
Lines = list[tuple[str, NoticeKind, str]]


def told(
    kind: StreamKind[Any, Any, Any], stream: UUID, events: Sequence[Event], by: Sequence[str | None] = ()
) -> Lines:
    """What some events of one stream tell: the kind of each, of the notice, and the organ that is told."""
    found: Lines = []
    for at, event in enumerate(events):
        if isinstance(event, OfOtherStream):
            organ = by[at] if by else None
            happened = Happened(event_id(stream, at + 1), organ, before=kind.fold(stream, list(events[:at])))
            name = event.kind.partition(f"{kind.name}_")[2]
            found += ((name, one.kind, one.organ) for one in asked(happened, event))
    return found


def of_filing(story: filings.Given) -> Lines:
    """What the events of a risk filing tell."""
    return told(RISK_FILING, filings.FILING_ID, story.events)


def test_a_filing_is_owed_a_reply_and_its_unit_is_told_of_it() -> None:
    """Filed, put before the group, replied to, archived, linked, and expired: each tells whom it concerns, once."""
    filed = [("term_opened", NoticeKind.DUTY, TAKES_IN)]
    to_group = [("sent_to_group", NoticeKind.DUTY, GROUP), ("sent_to_group", NoticeKind.FILING, UNIT)]
    replied = [("replied", NoticeKind.ANSWER, UNIT)]

    assert of_filing(filings.FILED) == filed
    assert of_filing(filings.WITH_GROUP) == [*filed, *to_group]
    assert of_filing(filings.IN_FORCE) == [*filed, *replied]
    assert of_filing(filings.LINKED) == [*filed, *replied]
    assert of_filing(filings.REFUSED) == [*filed, *replied]
    assert of_filing(filings.AMENDED) == [*filed, *replied, ("term_opened", NoticeKind.DUTY, TAKES_IN)]
    assert of_filing(filings.EXPIRED)[-2:] == [
        ("reminder_sent", NoticeKind.REMINDER, UNIT),
        ("closed", NoticeKind.FILING, UNIT),
    ]


def test_what_a_unit_ends_is_told_to_whoever_has_it() -> None:
    """The organ that took it in, and the group that confers on it."""
    ended = ("closed", NoticeKind.FILING, TAKES_IN)

    assert of_filing(filings.IN_FORCE.given(filings.withdrawn()))[-1:] == [ended]
    with_group = of_filing(filings.WITH_GROUP.given(filings.withdrawn("2026-03-05", matter_ended=True)))
    assert with_group[-2:] == [ended, ("closed", NoticeKind.FILING, GROUP)]


def test_an_opinion_goes_to_the_unit_and_the_last_one_to_who_replies() -> None:
    """The next stage is told when its own time begins; one without a time of its own when the filing comes to it."""
    screened = of_filing(filings.SCREENED)
    passed = of_filing(filings.PASSED)
    looks = Happened(UUID(int=1), None, before=filings.STAGED.filing, looks="county-a-discipline")

    assert screened[0] == ("term_opened", NoticeKind.DUTY, "county-a-organization")
    assert ("stage_passed", NoticeKind.FILING, UNIT) in screened
    assert [line for line in passed if line[0] == "stage_passed"][-1] == ("stage_passed", NoticeKind.FILING, TAKES_IN)
    stage = next(each for each in filings.SCREENED.events if each.kind == "risk_filing_stage_passed")
    assert (NoticeKind.DUTY, "county-a-discipline") in {(one.kind, one.organ) for one in asked(looks, stage)}


def test_the_ladder_of_a_filing_is_told_as_that_of_a_case() -> None:
    """A reply that is not given: the reminder, then each rung, by whom the event names."""
    rungs = [line for line in of_filing(filings.UNANSWERED) if line[1] is NoticeKind.ESCALATION]
    named = [each.to for each in filings.UNANSWERED.events if each.kind == "risk_filing_escalated"]

    assert [organ for _, _, organ in rungs] == [to.organ for to in named if to]
    assert rungs


def test_a_record_is_told_to_its_other_party() -> None:
    """Whoever asked and whoever keeps it hear of each other; one that an organ keeps for itself tells nobody."""
    unit, keeper = UNIT, "county-a-committee"
    by = [unit, unit, keeper, keeper]

    assert told(WORK_RECORD, records.RECORD_ID, records.CHECKED.events, by) == [
        ("opened", NoticeKind.RECORD, keeper),
        ("entry_added", NoticeKind.RECORD, keeper),
        ("entry_added", NoticeKind.RECORD, unit),
        ("closed", NoticeKind.RECORD, unit),
    ]
    assert told(WORK_RECORD, records.RECORD_ID, records.ENDED.events, ["county-a-discipline"] * 2) == []


def test_a_report_is_told_to_whoever_it_is_handed_in_to() -> None:
    """Each edition of it."""
    corrected = records.REPORTED.given(records.corrected(figures=records.OTHER_FIGURES))
    by = ["county-a-organization"] * len(corrected.events)

    lines = told(WORK_RECORD, records.RECORD_ID, corrected.events, by)

    assert [(name, organ) for name, _, organ in lines] == [
        ("report_handed_in", "prefecture-organization"),
        ("report_corrected", "prefecture-organization"),
    ]
    assert {kind for _, kind, _ in lines} == {NoticeKind.REPORT}


def of_meeting(story: meetings.Given) -> list[Asked]:
    """What the last event of a meeting tells."""
    *earlier, last = story.events
    before = MEETING.fold(meetings.MEETING_ID, earlier)
    return list(asked(Happened(UUID(int=1), GROUP, before=before), last))


def test_a_meeting_is_told_to_those_who_sit_in_it_and_those_invited() -> None:
    """Called, changed, called off: with the day; who is invited no more is told that. Its minutes to those who sit."""
    called = meetings.NOTHING.given(meetings.convened(invited=["p1", "p2"]))
    moved = called.given(meetings.changed(invited=["p2", "p3"]))

    assert [(one.kind, one.people, str(one.due_on)) for one in of_meeting(called)] == [
        (NoticeKind.MEETING, (), "2026-02-12"),
        (NoticeKind.MEETING, ("p1", "p2"), "2026-02-12"),
    ]
    assert [(one.people, str(one.due_on)) for one in of_meeting(moved)] == [
        ((), "2026-02-13"),
        (("p2", "p3"), "2026-02-13"),
        (("p1",), "None"),
    ]
    assert of_meeting(moved)[-1].name == Bilingual(zh="不再请您列席", en="you are not asked to come any more")
    off = of_meeting(moved.given(meetings.cancelled()))
    assert [(one.people, one.code, str(one.due_on)) for one in off] == [
        ((), "meeting_cancelled", "2026-02-13"),
        (("p2", "p3"), "meeting_cancelled", "2026-02-13"),
    ]
    for story in (meetings.HELD, meetings.CORRECTED):
        assert [(one.kind, one.organ, one.people) for one in of_meeting(story)] == [(NoticeKind.MINUTES, GROUP, ())]


def test_every_event_that_tells_does_tell_somebody_in_some_story() -> None:
    """None stands in the table for nothing; a filing that came in tells by the reply that is owed for it."""
    filed = [*filings.EVERYTHING.values(), filings.FILED.given(filings.withdrawn("2026-03-05"))]
    lines = [line for each in filed for line in tell(RISK_FILING, filings.FILING_ID, each.events)]
    lines += [
        line for each in records.EVERYTHING.values() for line in tell(WORK_RECORD, records.RECORD_ID, each.events)
    ]
    lines += [line for each in meetings.EVERYTHING.values() for line in tell(MEETING, meetings.MEETING_ID, each.events)]

    by_the_reply = {"risk_filing_received", "risk_filing_amended"}
    assert {kind_of(each) for each in get_args(OfOtherStream)} - by_the_reply == set(lines)


def tell(kind: StreamKind[Any, Any, Any], stream: UUID, events: Sequence[Event]) -> list[str]:
    """The kinds of the events that tell somebody."""
    return [f"{kind.name}_{name}" for name, _, _ in told(kind, stream, events)]


@pytest.mark.parametrize("together", [True, False])
def test_a_date_that_moves_is_told_to_whoever_owes_it_now(*, together: bool) -> None:
    """Once for each change; a calendar moves many at once, an edition or an extension this one. Nobody owes: nobody."""
    rule = TermRule(
        edition="e", amount=5, unit=TermUnit.working_days, force=Force.STATUTORY, standing=Standing.DEFAULT, cite=()
    )
    event = DeadlineReplanned(
        on=DAY,
        duty_id=UUID(int=7),
        was=DAY,
        due_on=DAY,
        provisional=False,
        calendar_version=2,
        alarms=(),
        rule=None if together else rule,
    )
    owed = Owed("county-a-organization", Bilingual(zh="受理审查", en="Examination"))

    (one,) = asked(Happened(UUID(int=1), None, owed=owed), event)

    assert (one.kind, one.organ, one.about) == (NoticeKind.MOVED, "county-a-organization", UUID(int=7))
    assert (one.due_on, one.name, one.together) == (DAY, owed.name, together)
    assert asked(Happened(UUID(int=1), None), event) == ()


@pytest.mark.parametrize(
    ("organ", "told_of_it"),
    [("county-a-organization", ["county-a-organization", SUBJECT]), (SUBJECT, [SUBJECT])],
)
def test_a_clock_is_told_to_who_owes_and_to_who_waits(organ: str, told_of_it: list[str]) -> None:
    """Without a day while it stands still, with the new one when it goes on; of what is owed no more to nobody."""
    stopped = DutyPaused(on=DAY, duty_id=UUID(int=7), because="supplement", awaits=UUID(int=8))
    plan = {"due_on": DAY, "provisional": False, "calendar_version": 2, "alarms": ()}
    goes_on = DutyResumed(on=DAY, duty_id=UUID(int=7), because="supplement", **plan)
    owed = Owed(organ, Bilingual(zh="受理审查", en="Examination"))

    for event, kind, due_on in ((stopped, NoticeKind.PAUSED, None), (goes_on, NoticeKind.RESUMED, DAY)):
        found = asked(Happened(UUID(int=1), None, owed=owed), event)
        assert [(one.kind, one.organ, one.due_on) for one in found] == [(kind, each, due_on) for each in told_of_it]
        assert asked(Happened(UUID(int=1), None), event) == ()


def test_a_date_that_stays_is_told_to_nobody() -> None:
    """A calendar that confirms a date of a case, or leaves that of a filing where it was."""
    same = filings.REPLANNED.events[-1]
    assert isinstance(same, RiskFilingTermReplanned)
    assert of_filing(filings.REPLANNED)[-1] == ("term_replanned", NoticeKind.MOVED, TAKES_IN)
    stays = same.model_copy(update={"due_on": same.was})
    at = Happened(UUID(int=1), None, before=filings.FILED.filing)
    assert asked(at, stays) == ()
    assert DeadlineConfirmed not in get_args(Telling)


def test_every_kind_has_a_name() -> None:
    """In both languages."""
    assert set(KINDS) == set(NoticeKind)
    assert all(each.zh != each.en for each in KINDS.values())
