"""People of the sample who are told: cases that ask something of them, and what is known of the messages."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from asyncpg import Record
from temporalio.client import Client

from activities.cases import CaseActivities
from activities.messages import Recorded, Task
from activities.notices.addresses import AllowList
from activities.notices.delivering import DeliveryActivities
from activities.notices.hooks import HookSender
from activities.notices.mail import MailServer
from api.identity.seals import Seals
from deploy.roles.channels import tls_of
from deploy.roles.notices import NoticeFollower
from domain.case.commands import AnyCommand, CommandEnvelope, Replan
from domain.notices.timing import Choice
from domain.streams import CASE
from domain.terms.calendar import DayKind, ListedDay
from domain.values import event_id
from eventlog.keys import InstallationKey
from eventlog.notices.choices import ask_to_verify, choose, verified
from eventlog.notices.hooks import KeptHook, approve, new_secret, propose
from eventlog.notices.outbox import choice_id_of, switch
from eventlog.pool import Pool
from eventlog.reference import install
from eventlog.sequencer import Sequencer
from projections.projector.projector import Projector
from tests.conftest import Database, superuser_of
from tests.sequencing import number_all
from tests.workflows.engine import EVERY_YEAR, Installation
from workflows.worker import notices_worker

HERE = AllowList.of("127.0.0.1", "127.0.0.0/8")
PATIENCE_SECONDS = 30
_POLL_SECONDS = 0.05


@asynccontextmanager
async def working(client: Client, activities: DeliveryActivities, follower: NoticeFollower) -> AsyncIterator[None]:
    """Somebody who follows the log and delivers, for the time of the block."""
    async with notices_worker(client, activities, task_queue=follower.task_queue):
        following = asyncio.create_task(follower.run())
        try:
            yield
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following


async def reached_by_mail(pool: Pool, seals: Seals, person: str, choice: Choice) -> None:
    """Somebody has shown that mail reaches them, and has chosen how they are told."""
    address = seals.seal(f"{person}@county-a.example", choice_id_of(person))
    await choose(pool, person, choice, _now())
    await ask_to_verify(pool, person, address, b"x", _now())
    await verified(pool, person, _now())


@dataclass(slots=True)
class Telling:
    """An installation whose people are told, on a queue of its own."""

    client: Client
    pool: Pool
    worker_pool: Pool
    installed: Installation
    key: InstallationKey
    sequencer: Sequencer
    projector: Projector
    database: Database
    mail: MailServer | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    queue: str = field(default_factory=lambda: f"notices-{uuid4()}")

    @property
    def seals(self) -> Seals:
        """What secrets and addresses are sealed with."""
        return Seals(self.key)

    @property
    def activities(self) -> DeliveryActivities:
        """What delivers."""
        hooks = HookSender(HERE, "urn:test", tls_of(None))
        return DeliveryActivities(self.worker_pool, self.seals, hooks, self.mail, self.now)

    @property
    def follower(self) -> NoticeFollower:
        """Who follows the log."""
        return NoticeFollower(self.worker_pool, self.client, task_queue=self.queue)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Somebody who follows the log and delivers meanwhile."""
        async with working(self.client, self.activities, self.follower):
            yield

    async def hook(self, url: str, place: str = "demo-prefecture", *, approved: bool = True) -> UUID:
        """A hook, proposed by one and approved by another."""
        hook_id, now = uuid4(), _now()
        hook = KeptHook(hook_id, "test", url, place, "proposed", None, "p-one", None, now, now, two_secrets=False)
        await propose(self.pool, hook, self.seals.seal(new_secret(), hook_id))
        if approved:
            assert await approve(self.pool, hook_id, "p-two", now)
        return hook_id

    async def file(self, count: int = 1) -> list[UUID]:
        """Applications filed: each asks the organs that take it in to examine it. Their ids."""
        activities = CaseActivities(self.installed.log, _now)
        filed = [await self.record(activities, self.installed.application()) for _ in range(count)]
        await self.shown()
        return filed

    async def roll_out(self, cases: Sequence[UUID], days_off: int) -> None:
        """Publish a calendar with the next days off, and hold the dates of some cases against it."""
        days = [_now().date() + timedelta(days=ahead + 1) for ahead in range(days_off + 4)]
        off = tuple(ListedDay(day=each, kind=DayKind.statutory, source="test") for each in days)
        version = await self.pool.fetchval("SELECT max(version) FROM reference_data WHERE kind = 'calendar'")
        calendar = EVERY_YEAR.model_copy(update={"version": version, "days": off})
        await install(self.installed.pool, "calendar", "cn", calendar.model_dump_json().encode(), "test")
        activities = CaseActivities(self.installed.log, _now)
        for case in cases:
            await self.record(activities, CASE.of_clock(uuid4(), Replan(calendar_version=version + 1)), case)
        await self.shown()

    async def record(self, activities: CaseActivities, envelope: CommandEnvelope, case_id: UUID | None = None) -> UUID:
        """One command decided and recorded."""
        case = case_id or uuid4()
        task = Task(case_id=case, at=_now(), door="update", envelope=envelope)
        answer = await activities.handle_command(task)
        if not isinstance(answer, Recorded):
            raise AssertionError(answer)  # noqa: TRY004 - not a wrong type but a refused act
        return case

    async def act(self, case_id: UUID, post: str, body: AnyCommand) -> None:
        """Somebody of the organ that takes applications in does something with a case."""
        actor = self.installed.actor(f"county-a-organization-{post}")
        envelope = CommandEnvelope(command_id=uuid4(), actor=actor, body=body)
        await self.record(CaseActivities(self.installed.log, _now), envelope, case_id)

    async def newest_document(self, case_id: UUID) -> UUID:
        """The official document of a case that was drafted last."""
        stored = await self.installed.log.read_stream(case_id)
        return next(event_id(case_id, each.version) for each in reversed(stored) if each.type == "document_drafted")

    async def told_of(self, case_id: UUID) -> Counter[tuple[str, str]]:
        """What was told of the documents of a case to which posts, once the log is read to its end."""
        await self.shown()
        await self.follow()
        told = (each for each in await self.notices() if each["case_id"] == case_id and "document" in each["kind"])
        return Counter((each["kind"], each["position"].removeprefix("county-a-organization-")) for each in told)

    async def shown(self) -> None:
        """Bring the read models up to the log."""
        await number_all(self.pool, self.sequencer)
        await self.projector.catch_up()

    async def follow(self) -> None:
        """Read the log to its end, and leave what it tells waiting."""
        await self.switch(paused=True)
        while await self.follower.step():
            pass
        await self.switch(paused=False)

    async def switch(self, *, paused: bool) -> None:
        """Stop deliveries, or let them go on."""
        await switch(self.pool, "p-one", "test", _now(), paused=paused)

    async def forget(self) -> None:
        """Stop what is on its way, and disable the hooks: a test begins with neither."""
        await self.pool.execute("UPDATE notice_hook SET state = 'disabled'")
        async with superuser_of(self.database.server, self.database.name) as superuser:
            kept = ("notice_delivered", "notice_attempt", "notice_lapsed")
            for table in kept:
                await superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
            await superuser.execute(f"TRUNCATE notice, notice_delivery, {', '.join(kept)}")
            for table in kept:
                await superuser.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")

    async def mailbox(self, person: str, choice: Choice) -> None:
        """Somebody is reached by mail, as they choose."""
        await reached_by_mail(self.pool, self.seals, person, choice)

    async def notices(self) -> list[Record]:
        """All notices."""
        return await self.pool.fetch("SELECT * FROM notice ORDER BY log_index, notice_id")

    async def states(self) -> list[str]:
        """The states of all messages."""
        rows = await self.pool.fetch("SELECT state FROM notice_delivery ORDER BY delivery_id")
        return [row["state"] for row in rows]

    async def attempts(self) -> list[tuple[str, str]]:
        """What came of each attempt, and what was answered, in their order."""
        rows = await self.pool.fetch("SELECT outcome, answer FROM notice_attempt ORDER BY at, number")
        return [(row["outcome"], row["answer"]) for row in rows]

    async def settled(self, *states: str, count: int | None = None, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until every message is in one of some states."""
        async with asyncio.timeout(patience_seconds):
            while True:
                found = await self.states()
                if found and all(each in states for each in found) and (count is None or len(found) == count):
                    return
                await asyncio.sleep(_POLL_SECONDS)


def _now() -> datetime:
    return datetime.now(UTC)
