"""Lived through on a time-skipping engine: a Spring Festival, a late notice, an amendment, an unannounced New Year."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.cases import CaseActivities
from activities.messages import NotAdmitted, Recorded
from domain.case.events import DeadlineConfirmed, DeadlineMissed, DeadlineReplanned
from domain.terms.deadlines import SHANGHAI, end_of_day
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Pool
from tests.workflows.engine import OneCase, installation
from tests.workflows.lived import (
    NEXT_YEAR,
    Life,
    after_working_days,
    calendar,
    make_up,
    off,
    publish,
    saturday_after,
    saturday_before,
    worked,
)
from workflows.worker import case_worker

_MINUTE = timedelta(minutes=1)
_TERM = 15


@pytest.fixture
async def life(
    skipping: WorkflowEnvironment, app_pool: Pool, worker_log: EventLog, installation_key: InstallationKey
) -> AsyncIterator[Life]:
    """A case with a worker, in an installation whose calendar a test publishes first."""
    installed = await installation(app_pool, installation_key, calendar(announced_until=NEXT_YEAR), log=worker_log)
    queue = f"lived-{uuid4()}"
    async with case_worker(skipping.client, CaseActivities(installed.log), task_queue=queue):
        yield Life(skipping, installed, OneCase(skipping.client, queue))


def at(day: date, hour: int = 0) -> datetime:
    """An hour of a day in Shanghai."""
    return datetime.combine(day, time(hour), tzinfo=SHANGHAI)


async def test_a_whole_spring_festival_is_lived_through(life: Life, app_pool: Pool) -> None:
    """Nine days off, two make-up Saturdays: the reminder, the miss and every rung come on the day counted by hand."""
    first, last = date(NEXT_YEAR, 2, 10), date(NEXT_YEAR, 2, 18)
    listed = (*make_up(saturday_before(first)), *off(first, last), *make_up(saturday_after(last)))
    await publish(app_pool, calendar(*listed, announced_until=NEXT_YEAR))
    await life.wait_until(date(NEXT_YEAR, 2, 1))
    term = await life.file()
    await life.wait_until(date(NEXT_YEAR, 4, 20))

    due_on = after_working_days(date(NEXT_YEAR, 2, 1), _TERM, listed)
    reminded = max(
        day
        for day in (due_on - timedelta(days=n) for n in range(1, 30))
        if worked(day, listed) and after_working_days(day, 3, listed) == due_on
    )
    rungs = [("level-1", 0), ("level-2", 3), ("level-3", 5), ("level-4", 10)]
    expected = [
        ("remind-3", at(reminded, 9)),
        ("missed", end_of_day(due_on)),
        *((rung, end_of_day(after_working_days(due_on, days, listed))) for rung, days in rungs),
    ]
    acts = await life.acts()

    assert term.due_on == due_on
    assert not term.provisional
    assert [rung for rung, _, _ in acts] == [rung for rung, _ in expected]
    assert all(instant <= seen < instant + _MINUTE for (_, instant), (_, _, seen) in zip(expected, acts, strict=True))


async def test_a_new_year_not_yet_announced_is_reminded_of_but_never_breached_until_it_is(
    life: Life, app_pool: Pool
) -> None:
    """The term reaches an unannounced year; the notice comes in time and moves the date, which now can be missed."""
    filed = date(NEXT_YEAR, 12, 15)
    new_year = off(date(NEXT_YEAR + 1, 1, 1), date(NEXT_YEAR + 1, 1, 6))
    await publish(app_pool, calendar(announced_until=NEXT_YEAR))
    await life.wait_until(filed)
    estimated = await life.file()
    await life.wait_until(date(NEXT_YEAR, 12, 28))
    version = await publish(app_pool, calendar(*new_year, announced_until=NEXT_YEAR + 1))
    answer = await life.replan(version)
    await life.wait_until(date(NEXT_YEAR + 1, 3, 1))

    due_on = after_working_days(filed, _TERM, new_year)
    moved = [event for event in await life.events() if isinstance(event, DeadlineReplanned)]
    missed = [event for event in await life.events() if isinstance(event, DeadlineMissed)]
    again = await life.replan(version)

    assert estimated.provisional
    assert estimated.due_on < due_on
    assert isinstance(answer, Recorded)
    assert [(event.was, event.due_on, event.provisional) for event in moved] == [(estimated.due_on, due_on, False)]
    assert [event.due_on for event in missed] == [due_on]
    assert {due for _, due, _ in await life.acts()} <= {estimated.due_on, due_on}
    assert isinstance(again, NotAdmitted)
    assert again.refusal.code == "nothing_to_replan"


async def test_a_late_notice_finds_nobody_in_breach_of_an_estimate(life: Life, app_pool: Pool) -> None:
    """The notice comes after the estimated date: nothing was missed by then, and people still get a working day."""
    await publish(app_pool, calendar(announced_until=NEXT_YEAR))
    await life.wait_until(date(NEXT_YEAR, 12, 15))
    estimated = await life.file()
    late = estimated.due_on + timedelta(days=10)
    await life.wait_until(late)
    before = await life.acts()
    new_year = off(date(NEXT_YEAR + 1, 1, 1), date(NEXT_YEAR + 1, 1, 3))
    version = await publish(app_pool, calendar(*new_year, announced_until=NEXT_YEAR + 1))
    await life.replan(version)
    await life.wait_until(late + timedelta(days=40))

    moved = [event for event in await life.events() if isinstance(event, DeadlineReplanned)]
    promised = after_working_days(late, 1, new_year)
    missed = [(due, seen) for rung, due, seen in await life.acts() if rung == "missed"]

    assert [rung for rung, _, _ in before] == ["remind-3"]
    assert [(event.due_on, event.not_before) for event in moved] == [(promised, promised)]
    assert [due for due, _ in missed] == [promised]
    assert all(end_of_day(promised) <= seen < end_of_day(promised) + _MINUTE for _, seen in missed)


async def test_an_amendment_in_the_middle_of_the_year_moves_the_date_and_rings_each_rung_once(
    life: Life, app_pool: Pool
) -> None:
    """Days are exchanged after the reminder went out: the new date has its own reminder, the old one rings no more."""
    filed = date(NEXT_YEAR, 4, 6)
    await publish(app_pool, calendar(announced_until=NEXT_YEAR))
    await life.wait_until(filed)
    term = await life.file()
    await life.wait_until(term.due_on - timedelta(days=1))
    first = await life.acts()
    longer = off(term.due_on, term.due_on + timedelta(days=6))
    version = await publish(app_pool, calendar(*longer, announced_until=NEXT_YEAR))
    await life.replan(version)
    await life.wait_until(date(NEXT_YEAR, 7, 1))

    due_on = after_working_days(filed, _TERM, longer)
    rungs = [(rung, due) for rung, due, _ in await life.acts()]

    assert [(rung, due) for rung, due, _ in first] == [("remind-3", term.due_on)]
    assert due_on > term.due_on
    assert rungs[1:] == [(rung, due_on) for rung in ("remind-3", "missed", "level-1", "level-2", "level-3", "level-4")]
    assert len(set(rungs)) == len(rungs)


async def test_a_date_that_comes_back_rings_nothing_twice(life: Life, app_pool: Pool) -> None:
    """An amendment is taken back: the first date holds again, and its reminder is not sent again."""
    plain = calendar(announced_until=NEXT_YEAR)
    await publish(app_pool, plain)
    await life.wait_until(date(NEXT_YEAR, 4, 6))
    term = await life.file()
    await life.wait_until(term.due_on - timedelta(days=1))
    exchanged = off(term.due_on, term.due_on)
    await life.replan(await publish(app_pool, calendar(*exchanged, announced_until=NEXT_YEAR)))
    await life.replan(await publish(app_pool, plain))
    await life.wait_until(date(NEXT_YEAR, 7, 1))

    rungs = [(rung, due) for rung, due, _ in await life.acts()]
    kinds = [event.kind for event in await life.events() if isinstance(event, DeadlineReplanned | DeadlineConfirmed)]

    assert kinds == ["deadline_replanned", "deadline_replanned"]
    assert rungs.count(("remind-3", term.due_on)) == 1
    assert rungs[-5:] == [(rung, term.due_on) for rung in ("missed", "level-1", "level-2", "level-3", "level-4")]
