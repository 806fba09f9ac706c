"""The board of deadlines as of a day, in a database of its own so that counts are exact."""

from datetime import date, timedelta

from domain.case import events
from eventlog.pool import Pool
from projections.deadlines import deadline_board
from tests.projections import lists
from tests.projections.conftest import Show
from tests.projections.stories import COMMITTEE, DISCIPLINE, Story

_TODAY, _SOON = date(2026, 3, 24), date(2026, 3, 27)
_STATES = ("overdue", "today", "soon", "paused", "provisional", "all")


async def test_the_board_of_a_day(show: Show, app_pool: Pool) -> None:
    """Each list holds what its name says; what is met is gone, what is provisional, paused or paper never overdue."""
    story, paper = Story(), Story()
    overdue = story.opened()  # due 23 March
    story.missed_and_escalated(overdue, date(2026, 3, 23))
    today = story.duty("talk", due_on=_TODAY)
    soon = story.duty("tracking", due_on=_SOON, responsible=DISCIPLINE)
    later = story.duty("correction", due_on=date(2026, 3, 28), responsible=COMMITTEE)
    provisional = story.duty("announcement", due_on=date(2026, 3, 20), provisional=True)
    story.met(story.duty("talk", due_on=_TODAY))
    story.tell(events.DutyCancelled(on=story.on, duty_id=story.duty("talk", due_on=_TODAY), because="revoked"))
    stopped = story.duty("reappraisal", due_on=date(2026, 3, 20))
    story.paused(stopped, awaits=later)
    resumed = story.duty("reappraisal", due_on=date(2026, 3, 20))
    story.paused(resumed, awaits=later)
    story.resumed(resumed, _SOON)
    entering = paper.opened(history=True)
    await show(story, paper)
    shown = {
        state: {deadline.duty_id for deadline in await lists.deadlines(app_pool, state, today=_TODAY, soon_until=_SOON)}
        for state in _STATES
    }
    [worst] = await lists.deadlines(app_pool, "overdue", today=_TODAY, soon_until=_SOON)

    assert shown == {
        "overdue": {overdue},
        "today": {today},
        "soon": {soon, resumed},
        "paused": {stopped},
        "provisional": {provisional},
        "all": {overdue, today, soon, resumed, later, provisional, stopped, entering},
    }
    assert await lists.deadline_counts(app_pool, today=_TODAY, soon_until=_SOON) == {
        state: len(shown[state]) for state in _STATES
    }
    assert await lists.deadline_counts(app_pool, today=_TODAY, soon_until=_SOON, organ=DISCIPLINE) == {
        **dict.fromkeys(_STATES, 0),
        "soon": 1,
        "all": 1,
    }
    assert (worst.missed, worst.level, worst.case_number) == (True, 2, "容〔2026〕1号")


async def test_the_board_turns_its_pages(show: Show, app_pool: Pool) -> None:
    """Pages follow one another without gap or overlap, also among duties due on one day."""
    story = Story()
    story.opened()
    duties = [story.duty("talk", due_on=date(2026, 4, 1), responsible="nj-paging") for _ in range(5)]
    await show(story)
    seen: list[deadline_board.Deadline] = []
    while page := await lists.deadlines(
        app_pool,
        "all",
        today=_TODAY,
        soon_until=_SOON,
        organ="nj-paging",
        after=(seen[-1].due_on, seen[-1].duty_id) if seen else None,
        limit=2,
    ):
        seen.extend(page)

    assert [deadline.duty_id for deadline in seen] == sorted(duties)


async def test_soon_ends_with_its_last_day(show: Show, app_pool: Pool) -> None:
    """What is due on that day counts, in the list and in the figure; what is due on the day after does not."""
    story = Story()
    story.opened()
    last = story.duty("talk", due_on=_SOON, responsible="nj-edge")
    story.duty("talk", due_on=_SOON + timedelta(days=1), responsible="nj-edge")
    await show(story)
    soon = await lists.deadlines(app_pool, "soon", today=_TODAY, soon_until=_SOON, organ="nj-edge")
    counts = await lists.deadline_counts(app_pool, today=_TODAY, soon_until=_SOON, organ="nj-edge")

    assert [deadline.duty_id for deadline in soon] == [last]
    assert (counts["soon"], counts["all"]) == (1, 2)
