"""Which cases a new calendar still has to reach."""

from datetime import date
from uuid import UUID

from domain.case import events
from eventlog.pool import Pool
from projections.deadlines import deadline_board
from tests.projections.conftest import Show
from tests.projections.stories import Story, tolerated

_NIL = UUID(int=0)
_DUE = date(2026, 3, 23)


async def behind(pool: Pool, version: int, *stories: Story) -> list[bool]:
    """Whether each of some cases is behind a version of the calendar."""
    found = await deadline_board.behind(pool, version, after=_NIL, limit=1_000)
    return [story.id in found for story in stories]


async def test_a_case_is_behind_until_each_running_term_was_held_against_the_calendar(
    show: Show, app_pool: Pool
) -> None:
    """Moved or confirmed alike; a clock that stands still, and a duty that is met, wait for no calendar."""
    moved, confirmed, stopped, met = (Story() for _ in range(4))
    duties = [story.opened() for story in (moved, confirmed, stopped, met)]
    second = moved.duty("notice", due_on=_DUE)
    window = stopped.duty("supplement", due_on=_DUE, responsible="subject")
    stopped.paused(duties[2], window)
    met.met(duties[3])
    await show(moved, confirmed, stopped, met)
    before = await behind(app_pool, 2, moved, confirmed, stopped, met)
    moved.replanned(duties[0], _DUE, date(2026, 3, 24))
    confirmed.confirmed(duties[1], _DUE)
    stopped.met(window)
    await show(moved, confirmed, stopped)
    half = await behind(app_pool, 2, moved, confirmed)
    moved.confirmed(second, _DUE)
    await show(moved)

    assert await behind(app_pool, 1, moved, confirmed, stopped, met) == [False] * 4
    assert before == [True, True, True, False]
    assert half == [True, False]
    assert await behind(app_pool, 2, moved, confirmed, stopped) == [False, False, False]
    assert await behind(app_pool, 3, moved, confirmed, stopped) == [True, True, False]


async def test_an_open_window_of_appeal_is_behind_too(show: Show, app_pool: Pool) -> None:
    """Though the case is closed: its subject must learn of the later day."""
    story = tolerated(Story())
    story.tell(
        events.ReceiptConfirmed(
            on=story.on, subject=story.subjects[0], appeal_until=date(2099, 1, 5), provisional=True, calendar_version=1
        )
    )
    await show(story)
    before = await behind(app_pool, 2, story)
    story.appeal_replanned(date(2099, 1, 5), date(2099, 1, 6))
    await show(story)

    assert before == [True]
    assert await behind(app_pool, 2, story) == [False]


async def test_the_list_goes_on_after_its_last_case(show: Show, app_pool: Pool) -> None:
    """By id, a page at a time, each case once."""
    stories = [Story() for _ in range(3)]
    for story in stories:
        story.opened()
        story.duty("notice", due_on=_DUE)
    await show(*stories)
    found: list[UUID] = []
    while page := await deadline_board.behind(app_pool, 2, after=found[-1] if found else _NIL, limit=2):
        found += page

    assert len(set(found)) == len(found)
    assert {story.id for story in stories} <= set(found)
    assert found == sorted(found)
