"""What pages, lists and figures show of a case that goes from organ to organ: it is in one place at a time."""

from datetime import date

from domain.case import events
from eventlog.pool import Pool
from policies.calendars.seed import national_calendar
from projections.cases import case_page
from projections.cases.view import CasePage
from projections.inbox import inbox
from projections.statistics import statistics
from projections.statistics.statistics import Asked
from tests.projections.conftest import Show
from tests.projections.jurisdiction_stories import ABOVE, BESIDE, handed_about, moved, sent
from tests.projections.stories import ORGANIZATION, Story

CALENDAR = national_calendar()


async def page_of(pool: Pool, story: Story) -> CasePage:
    """The page of a story's case."""
    page = await case_page.get(pool, story.id)
    assert page is not None
    return page


async def asked(pool: Pool, story: Story, organ: str) -> list[str]:
    """What an organ is asked to do in one case."""
    return [item.code for item in await inbox.for_organs(pool, (organ,)) if item.case_id == story.id]


async def filed(pool: Pool, place: str) -> int:
    """How many applications of the year a place counts."""
    asked = Asked([place], date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31))
    return sum(each.filed for each in (await statistics.figures_by_place(pool, asked, CALENDAR)).values())


async def test_while_it_awaits_its_receipt(show: Show, app_pool: Pool) -> None:
    """The page says who has to answer, and the place it goes to sees it; it is where it was."""
    story = Story()
    duty = story.opened()
    sent(story, events.CaseTransferred, ORGANIZATION, BESIDE)
    story.duty("receive_case", due_on=date(2026, 3, 9), responsible=BESIDE)
    story.tell(events.DutyCancelled(on=story.on, duty_id=duty, because="moved"))
    await show(story)
    page = await page_of(app_pool, story)
    coming_to = await app_pool.fetchval("SELECT coming_to FROM read_model.case_page_v7 WHERE case_id = $1", story.id)

    assert page.handover is not None
    assert (page.handover.awaits, page.handover.organ, page.handover.rests) == ("receipt", BESIDE, True)
    assert (page.jurisdiction, page.to_organ, page.moves, coming_to) == ("nujiang", ORGANIZATION, (), "beside")
    assert await asked(app_pool, story, BESIDE) == ["receive_case"]


async def test_a_duty_changes_hands_with_its_day(show: Show, app_pool: Pool) -> None:
    """In the inbox and on the page; nobody owes it twice."""
    story = Story()
    duty = story.opened()
    moved(story, "elevation", ORGANIZATION, ABOVE)
    story.tell(events.DutyReassigned(on=story.on, duty_id=duty, was=ORGANIZATION, responsible=ABOVE))
    await show(story)
    (view,) = (await page_of(app_pool, story)).duties

    assert (view.responsible, view.due_on, view.state) == (ABOVE, date(2026, 3, 23), "open")
    assert await asked(app_pool, story, ORGANIZATION) == []
    assert await asked(app_pool, story, ABOVE) == ["acceptance"]


async def test_it_is_counted_where_it_is(show: Show, app_pool: Pool) -> None:
    """Once, wherever it has been; who took part before takes part no more, the places it left are marked."""
    places = ("nujiang", "above", "beside")
    before = {place: await filed(app_pool, place) for place in places}
    story = handed_about(Story())
    await show(story)
    after = {place: await filed(app_pool, place) for place in places}
    page = await page_of(app_pool, story)
    concerned = await app_pool.fetchval("SELECT concerned FROM read_model.case_page_v7 WHERE case_id = $1", story.id)

    assert {place: after[place] - before[place] for place in places} == {"nujiang": 0, "above": 0, "beside": 1}
    assert [move.by for move in page.moves] == ["elevation", "hand_down", "designation"]
    assert [(step.step, step.state) for step in page.steps] == [("acceptance", "open")]
    assert {mark for mark in concerned if mark.startswith(("left:", "part:"))} == {
        "left:nujiang",
        "left:above",
        f"part:{BESIDE}",
    }
    assert page.handover is None
