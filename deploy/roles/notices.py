"""Following the log for notices: a page of it becomes notices and messages, and each message a workflow.

The next page is read when all messages of the one before are begun, so that an engine that is away, or slow, holds the
reading back and not the memory. Where it read up to stands beside what it told, in one transaction: several may run.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import structlog
from temporalio.client import Client

from api.identity.personas import Offices, Persona
from api.installed import Installed
from api.notices.recipients import Register
from domain.acts.official_documents import PaperworkEvent
from domain.acts.terms import SUBJECT
from domain.documents.kinds import KIND_NAMES
from domain.notices.asked import OBLIGED, Asked, Happened, NoticeKind, Telling, asked
from domain.notices.timing import WINDOW, Choice, digest_ends, tell_at
from domain.organs import Organs
from domain.pack.playing import parts_in
from domain.terms.calendar import Calendar
from domain.terms.deadlines import SHANGHAI
from eventlog import persons
from eventlog.listening import Listener
from eventlog.log_reader import LogReader
from eventlog.notices import choices, outbox
from eventlog.notices.outbox import Queued, Told, Waiting
from eventlog.outages import raise_if_cancelled
from eventlog.pool import Pool
from projections.cases import case_page
from projections.official_documents import paperwork
from projections.official_documents.paperwork import DocumentTask
from projections.projector.barrier import folded_to
from projections.projector.logged import Logged, decode
from workflows.messages import NOTICES_QUEUE
from workflows.notices import Delivery, start_deliveries

PAGE_SIZE = 200
"""Events read at once, and messages begun at once."""
_GLANCE_SECONDS = 15.0
"""How long nothing may be heard before it is looked: a notification that was lost costs time, and nothing else."""
_AGAIN_SECONDS = 2.0
_SWEEP = timedelta(hours=1)
"""How often messages under way are begun again: one whose workflow the engine lost is delivered after all, and of the
others nothing changes."""
_LATE = timedelta(minutes=1)
"""How long after its hour a digest goes out: what was told in the hour's last second is kept by then."""

_MODELS = (case_page.MODEL, paperwork.MODEL)

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class _Law:
    """What is published and who is in office, read again once that has changed, or the day has."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._installed = Installed(pool)
        self._known: tuple[tuple[int, date], Register] | None = None

    async def read(self, now: datetime) -> tuple[Organs, Register, Calendar]:
        """The register and the calendar of now."""
        day = now.astimezone(SHANGHAI).date()
        published: int = await self._pool.fetchval("SELECT count FROM publication")
        self._installed.seen(published)
        organs, calendar = await self._installed.organs(), await self._installed.calendar()
        if self._known is None or self._known[0] != (published, day):
            packs = await self._installed.newest_packs()
            self._known = (published, day), Register(Offices(organs, day, parts_in(packs.values())))
        return organs, self._known[1], calendar


@dataclass(slots=True)
class NoticeFollower:
    """Follows the log of one installation, and tells people what they are told of it."""

    pool: Pool
    client: Client
    task_queue: str = NOTICES_QUEUE
    page_size: int = PAGE_SIZE
    _law: _Law = field(init=False)

    def __post_init__(self) -> None:
        """Read the law when it is first asked for."""
        self._law = _Law(self.pool)

    async def run(self) -> None:
        """Follow until cancelled; an absence of the database or the engine is waited out."""
        woken = asyncio.Event()
        listeners = [Listener(self.pool, channel, lambda _: woken.set()) for channel in ("read_model", "notices")]
        swept = datetime.min.replace(tzinfo=UTC)
        try:
            while True:
                raise_if_cancelled()
                woken.clear()
                try:
                    for each in listeners:
                        await each.listen()
                    if datetime.now(UTC) > swept + _SWEEP:
                        await self.begin("under_way")
                        swept = datetime.now(UTC)
                    if await self.step():
                        continue
                except Exception:  # whatever it is, cases go on; it is told each time, and tried again
                    _logger.warning("notices wait", exc_info=True)
                    await asyncio.sleep(_AGAIN_SECONDS)
                    continue
                await _woken(woken)
        finally:
            for each in listeners:
                await each.close()

    async def step(self) -> bool:
        """Begin what is queued, then read one page; whether there was one."""
        await self.begin("queued")
        before = await outbox.progress(self.pool)
        reached = await folded_to(self.pool, _MODELS)
        if reached is None or reached <= before:
            return False
        after = min(before + self.page_size, reached)
        page = [each for each in await LogReader(self.pool).read_log(before, after - before) if each.log_index <= after]
        batch = decode(page)
        for each in batch.obstacles.values():
            _logger.warning("event tells nobody", stream_id=str(each.stream_id), version=each.version, why=each.reason)
        found = [(each, one) for each in batch.events if isinstance(each.event, Telling) for one in _asked(each)]
        found += await self._of_documents(batch.events)
        told, queued = await self._told_and_queued(found) if found else ([], [])
        if await outbox.keep(self.pool, before, after, told, queued):
            _logger.info("notices", events=len(page), told=len(told))
        return True

    async def begin(self, state: Literal["queued", "under_way"]) -> None:
        """Have a workflow for every message in a state."""
        if await outbox.is_paused(self.pool):
            return
        last: Waiting | None = None
        while page := await outbox.waiting(self.pool, state, last, self.page_size):
            deliveries = [Delivery(delivery_id=each.delivery_id, due_at=each.due_at) for each in page]
            await start_deliveries(self.client, deliveries, task_queue=self.task_queue)
            if state == "queued":
                await outbox.begun(self.pool, [each.delivery_id for each in page])
            last = page[-1]

    async def _of_documents(self, events: Sequence[Logged[Any]]) -> list[tuple[Logged[Any], Asked]]:
        """What was asked of whom by what was done with official documents: the tasks that came with it and are open."""
        done = {each.log_index: each for each in events if isinstance(each.event, PaperworkEvent)}
        if not done:
            return []
        tasks = await paperwork.open_since(self.pool, {each.case_id for each in done.values()}, done)
        return [(done[task.opened_index], _of_task(task)) for task in tasks]

    async def _told_and_queued(self, found: Sequence[tuple[Logged[Any], Asked]]) -> tuple[list[Told], list[Queued]]:
        """What some events tell, and the messages that bring it, by the law of one moment."""
        now = datetime.now(UTC)
        organs, register, calendar = await self._law.read(now)
        told = await self._told(found, register)
        return told, await self._queued(told, organs, calendar, now) if told else []

    async def _told(self, found: Sequence[tuple[Logged[Any], Asked]], register: Register) -> list[Told]:
        cases = await case_page.concerned(self.pool, {each.case_id for each, _ in found})
        applicants = await persons.of_streams(self.pool, {each.case_id for each, one in found if one.organ == SUBJECT})
        told: list[Told] = []
        for each, one in found:
            case = cases.get(each.case_id)
            if case is not None and not case.history_open:  # what is entered from paper is long past
                whom = register.told(one, case.marks, applicants.get(each.case_id, ()), each.doers)
                told += (_notice(each, one, persona) for persona in whom)
        return told

    async def _queued(self, told: Sequence[Told], organs: Organs, calendar: Calendar, now: datetime) -> list[Queued]:
        """The messages that bring some notices, by the channels of whoever they tell and by the hooks."""
        hooks = await choices.active_hooks(self.pool)
        people = sorted({each.person for each in told})
        chosen = await choices.of_people(self.pool, people)
        lately = dict(await outbox.sent_lately(self.pool, people, now - WINDOW))
        queued: list[Queued] = []
        for each in told:
            organ = organs.organ(each.organ)
            place = organ.jurisdiction if organ else ""
            queued += (_to_hook(each, hook.hook_id, now) for hook in hooks if organs.within(place, hook.place))
            kept = chosen.get(each.person)
            if kept is not None and kept.reachable and (each.obliged or each.asked.kind not in kept.choice.muted):
                sent = lately.get(each.person, 0)
                mail = _by_mail(each, kept.choice, sent, now, calendar)
                lately[each.person] = sent + 1
                queued.append(mail)
        return queued


def _asked(logged: Logged[Telling]) -> tuple[Asked, ...]:
    return asked(Happened(id=logged.id, organ=logged.organ), logged.event)


def _of_task(task: DocumentTask) -> Asked:
    return Asked(
        kind=NoticeKind(task.what),
        about=task.about,
        code=task.code,
        organ=task.organ,
        name=KIND_NAMES[task.document_kind],
        duty=task.signed_by,
        apart=task.acted,
    )


def _notice(logged: Logged[Any], one: Asked, whom: Persona) -> Told:
    return Told(
        notice_id=outbox.notice_id_of(logged.id, whom.person, whom.position),
        log_index=logged.log_index,
        case_id=logged.case_id,
        version=logged.version,
        obliged=one.kind in OBLIGED,
        asked=one,
        organ=whom.organ,
        person=whom.person,
        position=whom.position,
    )


def _to_hook(told: Told, hook_id: UUID, now: datetime) -> Queued:
    recipient = f"hook:{hook_id}"
    delivery = outbox.delivery_id_of(told.notice_id, recipient)
    return Queued(delivery, outbox.HOOK, recipient, None, hook_id, now, told.notice_id)


def _by_mail(told: Told, choice: Choice, sent: int, now: datetime, calendar: Calendar) -> Queued:
    ends = None if told.obliged else digest_ends(now, sent, choice)
    if ends is None:
        delivery, begins = outbox.delivery_id_of(told.notice_id, outbox.MAIL), now
    else:
        delivery, begins = outbox.digest_id_of(told.person, ends), ends + _LATE
    due = tell_at(begins, choice, calendar, obliged=told.obliged)
    return Queued(delivery, outbox.MAIL, outbox.MAIL, told.person, None, due, told.notice_id)


async def _woken(woken: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(_GLANCE_SECONDS):
            await woken.wait()
    except TimeoutError:
        return
