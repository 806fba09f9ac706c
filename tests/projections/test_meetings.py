"""The read model of meetings over a real log, and what a case page shows of a vote taken at one."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from domain.case import events
from domain.pack.results import Outcome
from domain.pack.steps import StepKind
from eventlog.pool import Pool
from projections.cases import case_page
from projections.matters import bans
from projections.meetings import model as meetings_model
from projections.meetings.model import MeetingRow
from tests.domain.stories import meetings
from tests.projections.conftest import Show
from tests.projections.stories import Decided, Story

COUNTY, COMMITTEE = "demo-county-a", "county-a-committee"


class Meeting(Decided[meetings.Given]):
    """A meeting."""

    def __init__(self, *deeds: meetings.Deed) -> None:
        super().__init__(meetings.NOTHING, *deeds)


async def _row(pool: Pool, meeting: Meeting) -> MeetingRow:
    row = await meetings_model.get(pool, meeting.id)
    assert row is not None
    return row


async def test_a_meeting_is_followed_to_its_entry(show: Show, app_pool: Pool) -> None:
    """Notice, change, minutes, correction: the newest stands, with how often it was corrected."""
    meeting = Meeting(meetings.convened())
    await show(meeting)
    first = await _row(app_pool, meeting)
    two = [meetings.item(each) for each in (meetings.FIRST, meetings.SECOND)]
    await show(meeting.then(meetings.changed(), meetings.recorded("2026-02-13", items=two)))
    held = await _row(app_pool, meeting)
    late: dict[str, Any] = {"on": "2026-02-13", "items": two}
    await show(meeting.then(meetings.corrected("2026-02-16", **late)))
    last = await _row(app_pool, meeting)

    assert (first.state, first.planned_on, len(first.cases), first.entry) == ("convened", date(2026, 2, 12), 3, None)
    assert (held.state, held.planned_on, held.cases) == (
        "held",
        date(2026, 2, 13),
        (meetings.FIRST, meetings.SECOND),
    )
    assert held.entry is not None
    assert last.entry is not None
    assert (held.entry.version, last.entry.version, last.corrected) == (3, 4, 1)
    assert last.number == f"会〔2026〕{last.serial}号"


async def test_lists_are_of_places_and_organs(show: Show, app_pool: Pool) -> None:
    """By place or organ, or whom they invite; by state, by a case on the agenda."""
    meeting = Meeting(meetings.convened(invited=["p9"]), meetings.cancelled())
    await show(meeting)

    async def found(places: tuple[str, ...], organs: tuple[str, ...], state: str | None, case: UUID | None) -> bool:
        rows = await meetings_model.listed(app_pool, places, organs, state=state, case_id=case)
        return meeting.id in {row.meeting_id for row in rows}

    async def invited(person: str | None) -> bool:
        return meeting.id in {row.meeting_id for row in await meetings_model.listed(app_pool, (), (), invited=person)}

    assert await found((COUNTY,), (), None, None)
    assert await found((), (COMMITTEE,), "cancelled", meetings.THIRD)
    assert not await found((), (COMMITTEE,), "held", None)
    assert not await found((), (COMMITTEE,), None, uuid4())
    assert not await found(("demo-county-b",), ("county-b-committee",), None, None)
    assert await invited("p9")
    assert not await invited("p8")
    assert not await invited(None)


async def test_a_case_page_shows_the_vote_of_a_meeting(show: Show, app_pool: Pool) -> None:
    """As a closed round with its minutes; a correction takes the place of what is shown, also one that decides."""
    meeting, story = uuid4(), Story()
    story.determined(story.investigated(story.accepted(story.opened())))
    story.round_closed(story.met_on("undecided", meeting), "undecided")
    await show(story)
    first = await case_page.get(app_pool, story.id)
    story.round_closed(story.met_on("approved", meeting, corrects=True), "approved")
    await show(story)
    second = await case_page.get(app_pool, story.id)

    assert first is not None
    assert second is not None
    assert [(each.meeting, each.result, each.minutes_number) for each in first.rounds] == [
        (meeting, "undecided", "示纪〔2026〕7号")
    ]
    assert [(each.meeting, each.result, each.minutes_number, each.entry) for each in second.rounds] == [
        (meeting, "approved", "示纪〔2026〕8号", 3)
    ]
    assert (await case_page.of_cases(app_pool, [story.id, uuid4()])).keys() == {story.id}


async def test_a_vote_set_aside_leaves_nothing_of_what_it_decided(show: Show, app_pool: Pool) -> None:
    """Approved by the first entry: the page awaits the other person, then stands before the vote, and nothing bars."""
    meeting, story = uuid4(), Story()
    story.determined(story.investigated(story.accepted(story.opened())))
    story.round_closed(story.met_on("approved", meeting), "approved")
    opinions = story.opinions(Outcome.EXEMPT)
    story.tell(events.CaseApproved(on=story.on, step="approval", opinions=opinions, grants=story.grants(opinions)))
    version = story.version
    story.step("feedback", StepKind.SERVICE, due_on=date(2026, 5, 8))
    await show(story)
    decided = await case_page.get(app_pool, story.id)
    story.tell(events.ToleranceRevoked(on=story.on, subject=story.subjects[0], granted_version=version))
    story.result_corrected("approved", "refused", meeting, "feedback", opinions=opinions)
    await show(story)
    back = await case_page.get(app_pool, story.id)

    assert decided is not None
    assert back is not None
    assert decided.approved_on is not None
    assert (back.approved_on, back.stage, back.closed) == (None, "approval", False)
    assert "feedback" not in {step.step for step in back.steps}
    assert [(subject.decided, subject.opinion) for subject in back.subjects] == [(False, opinions[0])]
    (proposed,) = (each.proposed for each in back.rounds)
    assert proposed is not None
    assert (proposed.result, proposed.entry, proposed.person) == ("refused", 4, "p-secretary")
    matter = await bans.matter(app_pool, story.matter)
    assert matter is not None
    assert not matter.bans
