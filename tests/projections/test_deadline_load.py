"""How open duties spread over days and terms, in a database of its own so that counts are exact."""

from datetime import date

import pytest

from eventlog.pool import Pool
from projections.deadlines import deadline_load
from projections.deadlines.deadline_load import DayLoad
from tests.projections.conftest import Show
from tests.projections.stories import COMMITTEE, DISCIPLINE, ORGANIZATION, Story

_TODAY, _UNTIL = date(2026, 3, 24), date(2026, 3, 27)


@pytest.fixture(scope="module", autouse=True)
async def played(show: Show) -> None:
    """Three terms of acceptance that have passed, one of them stopped, one of a paper history; and other duties."""
    late, same, still, paper = Story(), Story(), Story(), Story()
    for story in (late, same):
        story.opened()  # due 23 March
    still.paused(still.opened(), awaits=still.id)
    late.duty("talk", due_on=_TODAY)
    late.duty("talk", due_on=_TODAY)
    late.duty("tracking", due_on=_UNTIL, responsible=DISCIPLINE, provisional=True)
    late.duty("tracking", due_on=date(2026, 3, 20), responsible=DISCIPLINE, provisional=True)
    late.duty("tracking", due_on=date(2026, 3, 28), responsible=COMMITTEE)
    late.met(late.duty("talk", due_on=_TODAY))
    paper.opened(history=True)
    await show(late, same, still, paper)


async def test_duties_are_counted_by_organ_and_day(app_pool: Pool) -> None:
    """What is overdue, and what falls on each day; nothing of what is due on no day, and nothing out of sight."""
    seen = await deadline_load.by_day(app_pool, ["nujiang"], today=_TODAY, until=_UNTIL)
    elsewhere = await deadline_load.by_day(app_pool, ["elsewhere"], today=_TODAY, until=_UNTIL)

    assert seen == (
        DayLoad(organ=DISCIPLINE, day=_UNTIL, count=1),
        DayLoad(organ=ORGANIZATION, day=None, count=2),
        DayLoad(organ=ORGANIZATION, day=_TODAY, count=2),
    )
    assert elsewhere == ()
