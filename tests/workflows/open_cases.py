"""What tests of a roll-out share: open cases, and what may happen to them."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from temporalio.client import Client

from activities.digest import DigestActivities
from activities.messages import Answer, Recorded, Unavailable
from activities.roll_out import AskToReplan, Behind, RollOutActivities
from deploy.roles.roll_out_targets import ask_to_replan
from domain.case.events import AnyEvent, DeadlineConfirmed, DeadlineReplanned, DutyOpened
from domain.terms.calendar import DayKind, ListedDay
from eventlog.log_reader import LogReader
from eventlog.pool import Pool
from eventlog.reference import install
from eventlog.sequencer import Sequencer
from projections.deadlines import deadline_board
from projections.deadlines.digest import Composer
from projections.projector.projector import Projector
from tests.conftest import Database, pool_as
from tests.workflows.engine import EVERY_YEAR, Installation, OneCase
from tests.workflows.stalling_worker import STALLED, Orders
from workflows.client import CASE, StreamClient
from workflows.roll_out import Progress, roll_out_handle, start_roll_out
from workflows.worker import chores_worker

CALENDAR = "cn"
NIL = UUID(int=0)
PATIENCE = timedelta(seconds=10)
_ROOT = Path(__file__).parents[2]
_ROLL_OUT_SECONDS = 60
_POLL_SECONDS = 0.05
NO_GRACE = timedelta()
"""No act is under way when these calendars are published."""


@dataclass(slots=True)
class OpenCases:
    """Open cases on a queue of their own, and who rolls calendars out to them; the pool is the worker's."""

    client: Client
    pool: Pool
    installed: Installation
    queue: str = field(default_factory=lambda: f"test-{uuid4()}")
    chores: str = field(default_factory=lambda: f"chores-{uuid4()}")
    cases: list[UUID] = field(default_factory=list)

    async def file(self, count: int) -> None:
        """File applications, each of which opens a term."""
        for _ in range(count):
            case = OneCase(self.client, self.queue)
            answer = await case.submit(self.installed.application())
            if not isinstance(answer, Recorded):
                raise AssertionError(answer)  # noqa: TRY004 - not a wrong type but a refused act
            self.cases.append(case.id)
        self.cases.sort()

    async def publish(self, *off: date) -> int:
        """Install a calendar with days off; its version."""
        days = tuple(ListedDay(day=day, kind=DayKind.statutory, source=self.queue) for day in sorted(off))
        content = EVERY_YEAR.model_copy(update={"days": days}).model_dump_json().encode()
        return await install(self.installed.pool, "calendar", CALENDAR, content, "test")

    async def behind(self, version: int, after: UUID, _limit: int) -> tuple[UUID, ...]:
        """The next page of cases whose log shows a term that no newer calendar was held against; at most two."""
        found = [case for case in self.cases if case > after and _checked(await self.planned(case)) < version]
        return tuple(found[:2])

    async def behind_on_board(self, version: int, after: UUID, _limit: int) -> tuple[UUID, ...]:
        """The same list from the read models, without the cases of other tests, on whose queues nobody works now."""
        listed = await deadline_board.behind(self.pool, version, after=after, limit=999)
        return tuple(case for case in listed if case in self.cases)

    async def ask(self, case_id: UUID, command_id: UUID, version: int) -> Answer:
        """Ask one of the cases to plan anew."""
        cases = StreamClient(self.client, CASE, PATIENCE, self.queue)
        return await ask_to_replan([cases], self.installed.log, case_id, command_id, version)

    async def planned(self, case_id: UUID) -> list[AnyEvent]:
        """How the term of a case was planned, from first to last."""
        plans = DutyOpened | DeadlineReplanned | DeadlineConfirmed
        return [event for event in await self.installed.events(case_id) if isinstance(event, plans)]

    async def rolled_out(self, version: int) -> Progress:
        """Roll a version out, or join in where that is under way; what came of it."""
        await start_roll_out(self.client, CALENDAR, version, task_queue=self.chores, grace=NO_GRACE)
        async with asyncio.timeout(_ROLL_OUT_SECONDS):
            return await roll_out_handle(self.client, CALENDAR, version).result()

    async def listed(self, version: int) -> None:
        """Wait until the read models show every case as behind."""
        async with asyncio.timeout(PATIENCE.total_seconds()):
            while True:
                if await self.behind_on_board(version, NIL, 9) == tuple(self.cases):
                    return
                await asyncio.sleep(_POLL_SECONDS)

    @asynccontextmanager
    async def working(self, ask: AskToReplan | None = None, behind: Behind | None = None) -> AsyncIterator[None]:
        """Somebody who rolls out."""
        roll_out = RollOutActivities(behind or self.behind, ask or self.ask, pace_seconds=0)
        digest = DigestActivities(self.pool, Composer(self.pool))
        async with chores_worker(self.client, roll_out, digest, task_queue=self.chores):
            yield


@dataclass(slots=True)
class Away:
    """A case that does not answer the first times."""

    answering: AskToReplan
    case_id: UUID
    times: int
    reached: set[UUID] = field(default_factory=set)

    async def ask(self, case_id: UUID, command_id: UUID, version: int) -> Answer:
        """Ask, but for that case."""
        if case_id == self.case_id and self.times:
            self.times -= 1
            return Unavailable()
        self.reached.add(case_id)
        return await self.answering(case_id, command_id, version)


@asynccontextmanager
async def projecting(database: Database) -> AsyncIterator[None]:
    """Somebody who numbers the log and keeps the read models."""
    stop = asyncio.Event()
    async with pool_as(database, "rongcuo_projector") as pool, asyncio.TaskGroup() as running:
        projector = Projector(pool, LogReader(pool))
        await projector.prepare()
        running.create_task(Sequencer(database.dsn("rongcuo_sequencer")).run(stop))
        running.create_task(projector.run(stop))
        try:
            yield
        finally:
            stop.set()


async def killed_when_stalled(orders: Orders) -> None:
    """Run a worker of its own process until it hangs, and kill it."""
    program = (sys.executable, "-m", "tests.workflows.stalling_worker", orders.model_dump_json())
    process = await asyncio.create_subprocess_exec(*program, stdout=PIPE, cwd=_ROOT)
    if process.stdout is None:
        raise TypeError("a pipe was asked for")
    async with asyncio.timeout(60):
        line = await process.stdout.readline()
    process.kill()
    await process.wait()

    assert line.decode().strip() == STALLED


def next_weekdays(count: int) -> Sequence[date]:
    """So many days after today that are no weekend: days off there move a term of fifteen working days."""
    today = datetime.now(UTC).date()
    days = (today + timedelta(days=ahead) for ahead in range(3, 30))
    return [day for day in days if day.weekday() < 5][:count]


def _checked(plans: Sequence[AnyEvent]) -> int:
    last = plans[-1]
    if isinstance(last, DeadlineConfirmed):
        return last.checked_version
    return last.calendar_version if isinstance(last, DutyOpened | DeadlineReplanned) else 0
