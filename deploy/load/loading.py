"""Loads a data set: registers its subjects, appends its cases through the log, and goes on where it was ended.

Everything of a case follows from its number and the day up to which its life goes, which the first case tells.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

from activities.law import ORGANS
from api.identity.demonstration import is_demonstration
from deploy.load.copies import Copied, Template
from deploy.load.lives import Course, History, Lot, lot
from deploy.load.rehearsal import Rehearsal
from deploy.roles.settings import Settings
from domain.organs import Organs
from domain.terms.deadlines import SHANGHAI
from eventlog.entry import GENESIS
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.meta import Meta
from eventlog.pool import Pool, create_pool
from eventlog.shapes import Append, Recorded
from eventlog.subjects import Namesakes, RegisterCommand, Subject, SubjectRegister

AT_ONCE = 16
"""Cases written at the same time, each on a connection of its own."""

_SET = uuid5(NAMESPACE_URL, "rongcuo:bench-load")
_CHUNK = 400
_STATEMENT_SECONDS = 60.0
_REACHED = """
SELECT DISTINCT ON (stream_id) stream_id, version, leaf FROM event WHERE stream_id = ANY ($1::uuid[])
ORDER BY stream_id, version DESC
"""

Told = Callable[[int, int], None]
"""Is told how many cases and events more are there."""


class NotLoaded(Exception):  # noqa: N818 - says what is the matter
    """The data set cannot be written here: it is no demonstration, or what stands there is something else."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a case was written before: its last version, and the leaf of it."""

    version: int = 0
    leaf: bytes = GENESIS


def case_id(number: int) -> UUID:
    """The id of the case of a number."""
    return uuid5(_SET, f"case:{number}")


async def at_once(work: Callable[[], Coroutine[None, None, None]]) -> None:
    """Let several do the same work; the first that fails ends all, and what it met is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work())
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None


class Loading:
    """The data set of one installation.

    Attributes:
        open_cases: those written that are still under way.
    """

    def __init__(self, log: EventLog, pool: Pool, register: SubjectRegister, rehearsal: Rehearsal, as_of: date) -> None:
        self._log, self._pool, self._register, self._rehearsal = log, pool, register, rehearsal
        self._as_of = as_of
        self._templates: dict[Course | History, Template] = {}
        self._stage = asyncio.Lock()
        self.open_cases: list[UUID] = []

    async def load(self, cases: int, told: Told) -> None:
        """Write the cases up to a number that are not there yet, some at once.

        Raises:
            NotLoaded: what stands under one of their ids is something else.
        """
        for start in range(0, cases, _CHUNK):
            numbers = range(start, min(start + _CHUNK, cases))
            reached = await self._reached(numbers)
            waiting = iter(numbers)

            async def write(waiting: Iterable[int] = waiting, reached: Mapping[UUID, Reached] = reached) -> None:
                for number in waiting:
                    told(1, await self._case(number, reached.get(case_id(number), Reached())))

            await at_once(write)

    async def _reached(self, numbers: Iterable[int]) -> Mapping[UUID, Reached]:
        rows = await self._pool.fetch(_REACHED, [case_id(number) for number in numbers])
        return {row["stream_id"]: Reached(row["version"], row["leaf"]) for row in rows}

    async def _case(self, number: int, reached: Reached) -> int:
        """Write what is missing of a case; returns how many events that is."""
        what = lot(number, self._as_of)
        template = await self._template(what.course)
        copied = _copied(number, what, template)
        if template.rehearsed.open:
            self.open_cases.append(copied.case_id)
        if reached.version >= template.rehearsed.version:
            return 0
        if not reached.version:
            await self._register_all(copied, what, template)
        leaf, written = reached.leaf, 0
        for append in template.copies(copied):
            if append.expected_version >= reached.version:
                leaf = await self._append(append._replace(prev_leaf=leaf))
                written += len(append.events)
        return written

    async def _template(self, course: Course | History) -> Template:
        async with self._stage:
            if course not in self._templates:
                self._templates[course] = Template(await self._rehearsal.play(course))
            return self._templates[course]

    async def _append(self, append: Append) -> bytes:
        outcome = await self._log.append(append)
        if not isinstance(outcome, Recorded) or outcome.last_leaf is None:
            raise NotLoaded(f"{append.stream_id} {append.expected_version}: {outcome}")
        return outcome.last_leaf

    async def _register_all(self, copied: Copied, what: Lot, template: Template) -> None:
        at = template.rehearsed.appends[0].recorded_at
        for index, (old, sample) in enumerate(template.rehearsed.subjects.items()):
            name = what.name + (f"（{index + 1}）" if index else "")
            subject = Subject(
                subject_id=copied.subjects[old],
                kind=sample.kind,
                sector=sample.sector,
                jurisdiction=sample.jurisdiction,
                name=name if sample.kind == "person" else f"{sample.name}第{what.title.rpartition('第')[2][:-2]}组",
            )
            key = uuid5(subject.subject_id, "registered")
            command = RegisterCommand(key, sha256(key.bytes).digest(), template.rehearsed.appends[0].actor, at)
            if isinstance(await self._register.register(subject, command, another=True), Namesakes):
                raise NotLoaded(f"{subject.subject_id} was not registered")


def _copied(number: int, what: Lot, template: Template) -> Copied:
    id_ = case_id(number)
    subjects = {old: uuid5(id_, str(old)) for old in template.rehearsed.subjects}
    return Copied(id_, subjects, what.title, f"载〔{2000 + number // 10_000}〕{number % 10_000 + 1}号")


@asynccontextmanager
async def loading(worker: Settings, api: Settings) -> AsyncIterator[Loading]:
    """A data set as it stands in an installation.

    Args:
        worker: who appends.
        api: who registers subjects.

    Raises:
        NotLoaded: it is no demonstration.
    """
    key: InstallationKey = worker.installation_key
    entering = partial(
        create_pool,
        application="rongcuo bench",
        max_size=AT_ONCE + 4,
        statement_seconds=_STATEMENT_SECONDS,
        durable=False,  # what a power cut undoes is loaded again
    )
    async with await entering(worker.database_url) as pool, await entering(api.database_url) as registering:
        if not await is_demonstration(registering):
            raise NotLoaded("no demonstration")
        log = EventLog(pool, key)
        begun = await log.read_firsts([case_id(number) for number in range(AT_ONCE)])
        told = Meta.model_validate_json(begun[0].meta).request_id if begun else ""
        as_of = date.fromisoformat(told.rpartition(" ")[2]) if told else datetime.now(SHANGHAI).date()
        law = (await log.load(_SET, _SET)).reference
        rehearsal = Rehearsal(law, Organs.model_validate_json(law["organs", ORGANS].content), as_of)
        with _no_search_for_circles():
            yield Loading(log, pool, SubjectRegister(registering, key), rehearsal, as_of)


@contextmanager
def _no_search_for_circles() -> Iterator[None]:
    """Leave out garbage collection, which looks through all that was rehearsed: what is loaded holds no circles."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
