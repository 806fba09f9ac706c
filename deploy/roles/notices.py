"""Following the log for notices: a page of it becomes notices and messages, and each message a workflow.

The next page is read when all messages of the one before are begun, so that an engine that is away, or slow, holds the
reading back and not the memory. Where it read up to stands beside what it told, in one transaction: several may run.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, get_args
from uuid import UUID

import structlog
from temporalio.client import Client

from api.identity.personas import Offices, Persona
from api.installed import Installed
from api.notices.recipients import Register
from api.notices.streams import around, looks_at, whole_streams
from domain.acts.official_documents import PaperworkEvent
from domain.acts.terms import SUBJECT
from domain.documents.kinds import KIND_NAMES
from domain.messages import kind_of
from domain.notices.asked import Moving, OfCase, OfOtherStream, Telling, asked
from domain.notices.kinds import OBLIGED, Asked, Happened, NoticeKind
from domain.notices.timing import WINDOW, Choice, digest_ends, tell_at
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.pack.playing import parts_in
from domain.streams import stream_of
from domain.terms.calendar import Calendar
from domain.terms.deadlines import SHANGHAI
from eventlog import persons, reference
from eventlog.listening import Listener
from eventlog.log_reader import LOG_START, LogReader
from eventlog.notices import choices, outbox
from eventlog.notices.outbox import Look, Queued, Told, Waiting
from eventlog.outages import raise_if_cancelled
from eventlog.pool import Pool
from projections.cases import case_page
from projections.deadlines import deadline_board
from projections.official_documents import paperwork
from projections.official_documents.paperwork import DocumentTask
from projections.projector.barrier import named
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

_NAMES, _VERSIONS = named((case_page.MODEL, paperwork.MODEL))
"""What must have folded an event before people are told of it; what else is asked of is kept with it."""
TELLING_KINDS = sorted(kind_of(each) for each in (*get_args(Telling), *get_args(PaperworkEvent)))
"""The events that may tell somebody something; a page of the log without one of them is not read."""
_UNKEPT_MAX = 5_000
"""After so many events that tell nobody it is kept that they were looked at, for whoever begins anew."""

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Law:
    """What holds at one moment: who is in office, the calendar, and the procedures."""

    organs: Organs
    register: Register
    calendar: Calendar
    packs: Mapping[str, Pack]


class _Published:
    """What is published and who is in office, read again once that has changed, or the day has."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._installed = Installed(pool)
        self._known: tuple[tuple[int, date], _Law] | None = None

    async def law(self, now: datetime) -> _Law:
        """The law of now."""
        day = now.astimezone(SHANGHAI).date()
        published = await reference.publications(self._pool)
        self._installed.seen(published)
        if self._known is None or self._known[0] != (published, day):
            organs, packs = await self._installed.organs(), await self._installed.newest_packs()
            register = Register(Offices(organs, day, parts_in(packs.values())))
            law = _Law(organs, register, await self._installed.calendar(), packs)
            self._known = (published, day), law
        return self._known[1]


@dataclass(slots=True)
class NoticeFollower:
    """Follows the log of one installation, and tells people what they are told of it."""

    pool: Pool
    client: Client
    task_queue: str = NOTICES_QUEUE
    page_size: int = PAGE_SIZE
    _published: _Published = field(init=False)
    _looked_to: int = field(init=False, default=LOG_START)

    def __post_init__(self) -> None:
        """Read the law when it is first asked for."""
        self._published = _Published(self.pool)

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
        """Begin what is queued, then look at one page; whether there was one."""
        look = await outbox.look(self.pool, _NAMES, _VERSIONS, self._looked_to, TELLING_KINDS, self.page_size)
        if look.queued and not look.paused:
            await self._begin("queued")
        if look.until <= look.after:
            return False
        if look.tells:
            await self._tell(look)
            return True
        self._looked_to = look.until
        if look.until - look.told_to > _UNKEPT_MAX:
            await outbox.keep(self.pool, look.told_to, look.until, [], [])
        return True

    async def _tell(self, look: Look) -> None:
        """Keep what a page of the log tells; where another process was faster, there is another look at it."""
        page = await LogReader(self.pool).read_log(look.after, look.until - look.after)
        batch = decode([each for each in page if each.log_index <= look.until])
        for each in batch.obstacles.values():
            _logger.warning("event tells nobody", stream_id=str(each.stream_id), version=each.version, why=each.reason)
        told, queued = await self._told_and_queued(batch.events)
        if await outbox.keep(self.pool, look.told_to, look.until, told, queued):
            _logger.info("notices", events=len(page), told=len(told))

    async def begin(self, state: Literal["queued", "under_way"]) -> None:
        """Have a workflow for every message in a state, unless deliveries are stopped."""
        if not await outbox.is_paused(self.pool):
            await self._begin(state)

    async def _begin(self, state: Literal["queued", "under_way"]) -> None:
        last: Waiting | None = None
        while page := await outbox.waiting(self.pool, state, last, self.page_size):
            deliveries = [Delivery(delivery_id=each.delivery_id, due_at=each.due_at) for each in page]
            await start_deliveries(self.client, deliveries, task_queue=self.task_queue)
            if state == "queued":
                await outbox.begun(self.pool, [each.delivery_id for each in page])
            last = page[-1]

    async def _told_and_queued(self, events: Sequence[Logged[Any]]) -> tuple[list[Told], list[Queued]]:
        """What some events tell, and the messages that bring it, by the law of one moment."""
        now = datetime.now(UTC)
        law = await self._published.law(now)
        asked_in_cases = [
            *await self._asked_in_cases([each for each in events if isinstance(each.event, OfCase)]),
            *await self._asked_by_documents([each for each in events if isinstance(each.event, PaperworkEvent)]),
        ]
        others = [each for each in events if isinstance(each.event, OfOtherStream)]
        found = [*await self._told_of_cases(asked_in_cases, law), *await self._told_of_others(others, law)]
        told = sorted({each.notice_id: each for each in found}.values(), key=lambda each: each.log_index)
        return told, await self._queued(told, law, now) if told else []

    async def _asked_in_cases(self, events: Sequence[Logged[OfCase]]) -> list[tuple[Logged[Any], Asked]]:
        duties = {each.event.duty_id for each in events if isinstance(each.event, Moving)}
        owed = await deadline_board.owed(self.pool, duties)
        found: list[tuple[Logged[Any], Asked]] = []
        for each in events:
            owes = owed.get(each.event.duty_id) if isinstance(each.event, Moving) else None
            found += ((each, one) for one in asked(Happened(id=each.id, organ=each.organ, owed=owes), each.event))
        return found

    async def _asked_by_documents(self, events: Sequence[Logged[Any]]) -> list[tuple[Logged[Any], Asked]]:
        """What was asked of whom by what was done with official documents: the tasks that came with it and are open."""
        if not events:
            return []
        done = {each.log_index: each for each in events}
        tasks = await paperwork.open_since(self.pool, {each.case_id for each in events}, done)
        return [(done[task.opened_index], _of_task(task)) for task in tasks]

    async def _told_of_cases(self, found: Sequence[tuple[Logged[Any], Asked]], law: _Law) -> list[Told]:
        cases = await case_page.concerned(self.pool, {each.case_id for each, _ in found})
        applicants = await persons.of_streams(self.pool, {each.case_id for each, one in found if one.organ == SUBJECT})
        told: list[Told] = []
        for each, one in found:
            case = cases.get(each.case_id)
            if case is not None and not case.history_open:  # what is entered from paper is long past
                whom = law.register.told(one, case.marks, applicants.get(each.case_id, ()), each.doers)
                told += (_notice(each, one, persona) for persona in whom)
        return told

    async def _told_of_others(self, events: Sequence[Logged[OfOtherStream]], law: _Law) -> list[Told]:
        streams = await whole_streams(self.pool, events)
        told: list[Told] = []
        for each in events:
            events_so_far = streams[each.case_id][: each.version]
            if len(events_so_far) < each.version:
                _logger.warning("event tells nobody", stream_id=str(each.case_id), version=each.version, why="stream")
                continue
            known = around(each.case_id, events_so_far, law.organs)
            looks = looks_at(each.event, known.opened, law.packs, law.organs)
            at = Happened(id=each.id, organ=each.organ, before=known.before, looks=looks)
            whom = law.register.told_of_stream(asked(at, each.event), known.sees, each.doers)
            told += (_notice(each, one, persona) for one, persona in whom)
        return told

    async def _queued(self, told: Sequence[Told], law: _Law, now: datetime) -> list[Queued]:
        """The messages that bring some notices, by the channels of whoever they tell and by the hooks."""
        hooks = await choices.active_hooks(self.pool)
        people = sorted({each.person for each in told})
        chosen = await choices.of_people(self.pool, people)
        lately = dict(await outbox.sent_lately(self.pool, people, now - WINDOW))
        queued: list[Queued] = []
        for each in told:
            organ = law.organs.organ(each.organ)
            place = organ.jurisdiction if organ else ""
            queued += (_to_hook(each, hook.hook_id, now) for hook in hooks if law.organs.within(place, hook.place))
            kept = chosen.get(each.person)
            if kept is not None and kept.reachable and (each.obliged or each.asked.kind not in kept.choice.muted):
                sent = lately.get(each.person, 0)
                mail = _by_mail(each, kept.choice, sent, now, law.calendar)
                lately[each.person] = sent + (not each.asked.together)
                queued.append(mail)
        return queued


def _of_task(task: DocumentTask) -> Asked:
    return Asked(
        kind=NoticeKind(task.what),
        about=task.about,
        code=task.code,
        organ=task.organ,
        name=KIND_NAMES[task.document_kind] if task.document_kind else None,
        duty=task.signed_by,
        apart=task.acted,
    )


def _notice(logged: Logged[Any], one: Asked, whom: Persona) -> Told:
    return Told(
        notice_id=outbox.notice_id_of(logged.id, whom.person, whom.position),
        log_index=logged.log_index,
        stream=stream_of(logged.event.kind),
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
    ends = None if told.obliged else digest_ends(now, sent, choice, together=told.asked.together)
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
