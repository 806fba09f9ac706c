"""The ladder under what happens to programs: two workers at once, restarts, a downtime longer than two rungs.

A worker that is gone cannot be skipped over in time, so these cases have rungs a moment apart on a real engine.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.cases import CaseActivities
from activities.messages import Recorded
from domain.case.commands import CommandEnvelope, RequestSupplement, SubmitSupplement
from domain.case.events import SCHEMA_VERSION, AnyEvent, DutyOpened, DutyResumed
from domain.terms.events import Alarm
from domain.values import CLOCK
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.meta import Meta
from eventlog.pool import Pool
from eventlog.shapes import Append, NewEvent
from tests.workflows.engine import CODEC_KEY, Installation, OneCase, installation
from tests.workflows.lived import NEXT_YEAR, OF_THE_CLOCK, Life, after_working_days, calendar
from workflows.messages import connect
from workflows.worker import case_worker

_RUNGS = ("remind-3", "missed", "level-1", "level-2", "level-3", "level-4")
_FILED = date(NEXT_YEAR, 3, 1)
_MOMENT = timedelta(seconds=1)
_PATIENCE_SECONDS = 30
_META = Meta(actor=CLOCK, request_id="", pack_sha256="", calendar_version=1, organs_version=1, door="import")


class Ladder:
    """A case whose rungs are a moment apart, on a real engine; workers come and go."""

    def __init__(self, client: Client, installed: Installation) -> None:
        self.case = OneCase(client, f"ladder-{uuid4()}")
        self.installed = installed
        self.begins = datetime.now(UTC) + timedelta(seconds=2)

    def instant(self, rung: str) -> datetime:
        """When a rung is due: the miss and level 1 at once, as in a pack."""
        return self.begins + _MOMENT * {name: max(0, n - (n > 1)) for n, name in enumerate(_RUNGS)}[rung]

    def worker(self, client: Client | None = None) -> Worker:
        """One more worker, which remembers nothing."""
        activities = CaseActivities(self.installed.log)
        return case_worker(client or self.case.engine, activities, task_queue=self.case.task_queue)

    async def start(self, events: list[AnyEvent]) -> None:
        """Record a case as filed, but for the instants of its alarms, and start its workflow from the log."""
        alarms = tuple(Alarm(rung=rung, at=self.instant(rung)) for rung in _RUNGS)
        near = [e.model_copy(update={"alarms": alarms}) if isinstance(e, DutyOpened) else e for e in events]
        await append(self.installed.log, self.case, near)
        await self.case.client.restart(self.case.id)

    async def rungs(self) -> list[str]:
        """What rang so far."""
        events = await self.installed.events(self.case.id)
        return [event.rung for event in events if isinstance(event, OF_THE_CLOCK)]

    async def until(self, rung: str) -> None:
        """Wait until a rung is recorded."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while rung not in await self.rungs():  # noqa: ASYNC110 - a worker records it, and notifies nobody
                await asyncio.sleep(0.05)


async def append(log: EventLog, case: OneCase, events: list[AnyEvent]) -> None:
    """Record the first events of a case as they are."""
    command_id = uuid4()
    loaded = await log.load(case.id, command_id)
    await log.append(
        Append(
            stream_id=case.id,
            expected_version=0,
            prev_leaf=loaded.last_leaf,
            command_id=command_id,
            digest=hashlib.sha256(command_id.bytes).digest(),
            actor=b"{}",
            meta=_META.model_dump_json().encode(),
            recorded_at=datetime.now(UTC),
            events=[
                NewEvent(e.kind, SCHEMA_VERSION, e.model_dump_json(exclude={"private"}).encode(), None, e.on)
                for e in events
            ],
        )
    )


@pytest.fixture
async def ladder(engine: Client, installed: Installation) -> AsyncIterator[Ladder]:
    """A case that was filed, with rungs a moment apart and no worker yet."""
    filed = OneCase(engine, f"filed-{uuid4()}")
    async with case_worker(engine, CaseActivities(installed.log), task_queue=filed.task_queue):
        answer = await filed.submit(installed.application())
    assert isinstance(answer, Recorded)
    ladder = Ladder(engine, installed)
    await ladder.start(await installed.events(filed.id))
    yield ladder
    await ladder.case.handle.terminate()


async def test_two_workers_ring_each_rung_once(ladder: Ladder) -> None:
    """Whoever gets the task, the command id of an alarm is the same, and the ledger takes it once."""
    client = ladder.case.engine
    other = await connect(client.service_client.config.target_host, client.namespace, CODEC_KEY)
    async with AsyncExitStack() as both:
        await both.enter_async_context(ladder.worker())
        await both.enter_async_context(ladder.worker(other))
        await ladder.until("level-4")

    assert await ladder.rungs() == [*_RUNGS]


async def test_a_restart_between_rungs_repeats_none(ladder: Ladder) -> None:
    """Each rung is rung by a worker of its own, which begins with the history alone."""
    for rung in _RUNGS:
        async with ladder.worker():
            await ladder.until(rung)

    assert await ladder.rungs() == [*_RUNGS]


async def test_a_downtime_over_two_rungs_raises_only_the_highest(ladder: Ladder) -> None:
    """Nobody is told three times at once: the miss is recorded with the highest rung; those between are past."""
    async with ladder.worker():
        await ladder.until("remind-3")
    await asyncio.sleep((ladder.instant("level-3") - datetime.now(UTC)).total_seconds() + 0.1)  # the downtime itself
    async with ladder.worker():
        await ladder.until("level-4")

    assert await ladder.rungs() == ["remind-3", "missed", "level-3", "level-4"]


@pytest.fixture
async def life(
    skipping: WorkflowEnvironment, app_pool: Pool, worker_log: EventLog, installation_key: InstallationKey
) -> AsyncIterator[Life]:
    """A case with a worker on an engine that skips time."""
    every_weekday = calendar(announced_until=NEXT_YEAR + 1)
    weekdays = await installation(app_pool, installation_key, every_weekday, log=worker_log)
    case = OneCase(skipping.client, f"still-{uuid4()}")
    async with case_worker(skipping.client, CaseActivities(weekdays.log), task_queue=case.task_queue):
        yield Life(skipping, weekdays, case)


async def test_the_ladder_is_silent_while_the_clock_stands_still(life: Life) -> None:
    """Papers are asked for and come a week later: no rung of the old date rings, those of the new one do."""
    await life.wait_until(_FILED)
    term = await life.file()
    await life.wait_until(term.due_on - timedelta(days=7))
    asked = await life.case.update(ask(life.installed))
    stopped = await life.today()
    await life.wait_until(stopped + timedelta(days=8))
    came = await life.today()
    await life.case.update(hand_in(life.installed))
    await life.wait_until(came + timedelta(days=90))

    resumed = next(event for event in await life.events() if isinstance(event, DutyResumed))
    acceptance = [(rung, due) for rung, due, _ in await life.acts() if due in (term.due_on, resumed.due_on)]

    assert isinstance(asked, Recorded)
    assert resumed.due_on == after_working_days(came, left(term, stopped), ())
    assert acceptance == [(rung, resumed.due_on) for rung in _RUNGS]


async def test_papers_that_never_come_let_the_clock_go_on_by_itself(life: Life) -> None:
    """The applicant's time ends with nobody doing anything: the term goes on as of that day."""
    await life.wait_until(_FILED)
    term = await life.file()
    await life.wait_until(_FILED + timedelta(days=2))
    await life.case.update(ask(life.installed))
    stopped = await life.today()
    await life.wait_until(_FILED + timedelta(days=120))

    window = next(e for e in await life.events() if isinstance(e, DutyOpened) and e.duty == "supplement")
    resumed = next(event for event in await life.events() if isinstance(event, DutyResumed))

    assert resumed.on == window.due_on == after_working_days(stopped, 10, ())
    assert resumed.due_on == after_working_days(window.due_on, left(term, stopped), ())
    assert [rung for rung, due, _ in await life.acts() if due == resumed.due_on] == [*_RUNGS]


def left(term: DutyOpened, stopped: date) -> int:
    """How many working days of a term are left after the day it was stopped, found by counting on."""
    return sum(after_working_days(stopped, n, ()) <= term.due_on for n in range(1, term.amount + 1))


def ask(installed: Installation) -> CommandEnvelope:
    """The organisation department asks for papers."""
    return installed.envelope("county-a-organization-officer-1", RequestSupplement(missing="会议记录"))


def hand_in(installed: Installation) -> CommandEnvelope:
    """The unit brings them."""
    return installed.envelope("county-a-enforcement-contact", SubmitSupplement(evidence=(installed.document,)))
