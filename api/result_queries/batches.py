"""Lists of queries (批量查询): taken in, answered in the background a few rows at a time, taken back, given out.

Rows are claimed by whoever answers them, so that several processes answer a list together and one that dies leaves its
rows waiting. What goes on goes on by itself; after a restart, when the process begins or somebody looks at the list.
Whether its sender may still ask is looked up for every few rows.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import structlog
from fastapi import Request

from api.auth.callers import Hidden, require
from api.auth.context import AppContext, context_of
from api.auth.disclosure import disclose
from api.auth.policy import allowed
from api.http.problems import IMPORT_FAULTY, FieldFault, Particulars, ProblemRaised, of_refusal
from api.identity.credentials import Credentials
from api.identity.personas import Persona
from api.installed import Installed, installed_of
from api.result_queries.asking import Inquirer, LookedUp, answers, gathered, look_up, new_receipt, told_of
from api.result_queries.list_file import ListRow, read_list
from api.tables.faults import FAULTS
from api.tables.package import Unreadable
from domain import refusals
from domain.characters import shown
from domain.pack.results import Purpose
from domain.terms.deadlines import SHANGHAI
from domain.values import Code, Frozen, Name
from eventlog.outages import OUTAGE
from eventlog.read_log import Reader, TooManyLookUps
from eventlog.result_queries.batches import Batch, NewBatch, Row, query_id
from eventlog.result_queries.receipts import Receipt
from eventlog.shapes import KeyReused

_ROWS_AT_ONCE: Final = 20
_LISTS_AT_ONCE: Final = 2
_OPEN_MAX: Final = 100
_PAUSE_MIN: Final = timedelta(seconds=1)

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)

State = Literal["running", "paused", "done", "cancelled", "stopped"]


class ListSent(Frozen):
    """批量结果运用查询 (A-58): what all rows of a list are for, and under which number."""

    purpose: Code
    reference: Name


class _Kept(Frozen):
    """What is kept of a list beside its rows."""

    purpose: Purpose
    reference: str
    file_name: str


class ListState(Frozen):
    """A list as it stands: `paused` until its sender may look up more."""

    batch_id: UUID
    state: State
    purpose: Purpose
    reference: str
    file_name: str
    sent_at: datetime
    resumes_at: datetime | None
    rows: int
    answered: int
    to_choose: int
    faulty: int
    waiting: int


@dataclass(frozen=True, slots=True)
class AnsweredList:
    """A list with what became of each row."""

    state: ListState
    rows: Sequence[tuple[Row, ListRow, Receipt | None]]


class Answering:
    """Answers the rows of lists, a few lists at a time; one of each process that serves the interface."""

    def __init__(self, context: AppContext, installed: Installed, credentials: Credentials) -> None:
        self._context = context
        self._installed = installed
        self._credentials = credentials
        self._tasks: dict[UUID, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(_LISTS_AT_ONCE)

    def go_on(self, batch_id: UUID) -> None:
        """Answer what waits of a list, unless this process does already."""
        if batch_id not in self._tasks:
            task = self._tasks[batch_id] = asyncio.create_task(self._answer(batch_id))
            task.add_done_callback(lambda _: self._tasks.pop(batch_id, None))

    async def resume(self) -> None:
        """Go on with all lists that wait, as after a restart."""
        for batch_id in await self._context.batches.open(_OPEN_MAX):
            self.go_on(batch_id)

    async def stop(self) -> None:
        """Leave off; what is not answered waits."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer(self, batch_id: UUID) -> None:
        try:
            pause: timedelta | None = timedelta()
            while pause is not None:
                await asyncio.sleep(pause.total_seconds())
                pause = await self._few(batch_id)
        except OUTAGE:  # it goes on when somebody looks at it, and with the next start
            _logger.warning("list of queries left off", batch=str(batch_id), exc_info=True)
        except Exception:
            _logger.exception("list of queries left off", batch=str(batch_id))
            raise

    async def _few(self, batch_id: UUID) -> timedelta | None:
        """Answer the next rows; returns how long to wait before the next ones, None where there are none."""
        batch = await self._context.batches.get(batch_id)
        if batch is None or batch.ended or not batch.waiting:
            return None
        now = self._context.clock()
        if batch.resumes_at and batch.resumes_at > now:
            return max(_PAUSE_MIN, batch.resumes_at - now)
        inquirer = await self._inquirer(batch.reader)
        if inquirer is None:
            await self._context.batches.end(batch_id, "stopped", now)
            return None
        async with self._room:
            free_at = await self._claim_and_answer(batch, inquirer)
        if free_at is not None or batch.resumes_at:
            await self._context.batches.pause(batch_id, free_at)
        return timedelta() if free_at is None else max(_PAUSE_MIN, free_at - now)

    async def _claim_and_answer(self, batch: Batch, inquirer: Inquirer) -> datetime | None:
        """Answer some rows; until when the rest has to wait, where too many were looked up."""
        async with self._context.batches.claimed(batch.batch_id, _ROWS_AT_ONCE) as claim:
            earlier = await self._context.receipts.of_keys([query_id(batch.batch_id, row.line) for row in claim.rows])
            known = [row for row in claim.rows if query_id(batch.batch_id, row.line) in earlier]
            claim.settled += [_answered(batch, row) for row in known]
            settled, free_at = await self._told(batch, inquirer, [row for row in claim.rows if row not in known])
            claim.settled += settled
        if not claim.rows:  # somebody else holds what waits
            return self._context.clock() + _PAUSE_MIN
        return free_at

    async def _told(self, batch: Batch, inquirer: Inquirer, rows: Sequence[Row]) -> tuple[list[Row], datetime | None]:
        """Look up some rows, keep that they were, and then their answers."""
        if not rows:
            return [], None
        kept = _Kept.model_validate_json(batch.content)
        asked = [ListRow.model_validate_json(row.content).question for row in rows]
        looked = await look_up(inquirer, asked)
        told = await answers(inquirer, [(each, each.meant, kept.purpose) for each in looked])
        at = self._context.clock()
        reads = [
            inquirer.read(
                query_id(batch.batch_id, row.line).hex, at, kept.purpose.id, each.name, kept.reference, *_ids(found)
            )
            for row, each, found in zip(rows, asked, looked, strict=True)
        ]
        outcomes = await gathered(reads, self._context)
        settled, free_at = list[Row](), None
        for row, question, found, answer, outcome in zip(rows, asked, looked, told, outcomes, strict=True):
            if isinstance(outcome, TooManyLookUps):
                free_at = max(free_at or outcome.free_at, outcome.free_at)
            elif outcome is not None:
                raise outcome
            elif found.undecided:
                settled.append(Row(row.line, "to_choose", row.content))
            else:
                what = told_of(inquirer, question, kept.purpose, kept.reference, at, found.meant, answer)
                key = query_id(batch.batch_id, row.line)
                await self._context.receipts.record(new_receipt(inquirer, key, key.bytes, what, batch.batch_id))
                settled.append(_answered(batch, row))
        return settled, free_at

    async def _inquirer(self, reader: Reader) -> Inquirer | None:
        """Whoever sent a list, if they may still ask."""
        offices = await self._credentials.offices_now(self._context.clock().astimezone(SHANGHAI).date())
        who = offices.persona(reader.person, reader.position, reader.for_person)
        if who is None or not allowed(who, "query_results").allow:
            return None
        return await Inquirer.of(self._context, self._installed, who)


async def send_list(  # noqa: PLR0913, PLR0917 - a request with its file
    request: Request, who: Persona, key: UUID, sent: ListSent, content: bytes, name: str
) -> ListState:
    """Take a list in, once for each key and file; it is answered from now on.

    Raises:
        ProblemRaised: 403; 422 the file cannot be read, the purpose is none, or the key was used for another list.
    """
    require(request, who, "query_results")
    context = context_of(request)
    inquirer = await Inquirer.of(context, installed_of(request), who)
    purpose = inquirer.purpose(sent.purpose)
    try:
        rows = await asyncio.to_thread(read_list, content)
    except Unreadable as unreadable:
        words = FAULTS[unreadable.fault]
        said = f"{words.says.zh} {words.says.en} {unreadable.detail}".strip()
        fault = FieldFault(pointer="/file", code=unreadable.fault, message=said, todo=words.todo)
        raise ProblemRaised(IMPORT_FAULTY, Particulars(detail=said, errors=(fault,))) from None
    kept = _Kept(purpose=purpose, reference=sent.reference, file_name=shown(name[:100]) or "名单")
    new = NewBatch(
        batch_id=key,
        asked_digest=hashlib.sha256(
            who.actor.model_dump_json().encode() + sent.model_dump_json().encode() + content
        ).digest(),
        reader=inquirer.reader,
        purpose=purpose.id,
        content=kept.model_dump_json().encode(),
        sent_at=context.clock(),
    )
    begun = await context.batches.begin(
        new,
        [Row(line, "faulty" if each.fault else "waiting", each.model_dump_json().encode()) for line, each in rows],
    )
    if isinstance(begun, KeyReused):
        raise ProblemRaised(of_refusal(refusals.KEY_REUSED))
    _answering(request).go_on(key)
    return state_of(begun, context.clock())


async def list_state(request: Request, who: Persona, batch_id: UUID) -> ListState:
    """How far a list is, for who sent it; what waits goes on.

    Raises:
        ProblemRaised: 403; 404 there is none such for the reader.
    """
    found = await _own(request, who, batch_id)
    if found.waiting and found.ended is None:
        _answering(request).go_on(batch_id)
    return state_of(found, context_of(request).clock())


async def cancel_list(request: Request, who: Persona, batch_id: UUID) -> ListState:
    """Answer no more of a list; what is answered stands. Cancelling twice changes nothing."""
    await _own(request, who, batch_id)
    context = context_of(request)
    await context.batches.end(batch_id, "cancelled", context.clock())
    return state_of(await _own(request, who, batch_id), context.clock())


async def answered_list(request: Request, who: Persona, batch_id: UUID) -> AnsweredList:
    """A list with its answers, for who sent it; that it goes out is kept first."""
    context, found = context_of(request), await _own(request, who, batch_id)
    rows = await context.batches.rows(batch_id)
    receipts = await context.receipts.of_keys([row.query_id for row in rows if row.query_id])
    asked = {"words": _Kept.model_validate_json(found.content).reference}
    disclose(request, who, "query_results", "export", resource="subject", count=len(receipts), asked=asked)
    told = [
        (row, ListRow.model_validate_json(row.content), receipts.get(row.query_id) if row.query_id else None)
        for row in rows
    ]
    return AnsweredList(state_of(found, context.clock()), told)


async def newest_lists(request: Request, who: Persona, limit: int) -> Sequence[ListState]:
    """The lists that somebody sent last."""
    context = context_of(request)
    found = [await context.batches.get(id_) for id_ in await context.batches.newest_of(who.person, limit)]
    return [state_of(each, context.clock()) for each in found if each is not None]


async def _own(request: Request, who: Persona, batch_id: UUID) -> Batch:
    require(request, who, "query_results")
    found = await context_of(request).batches.get(batch_id)
    if found is None or found.reader.person != who.person or found.reader.position != who.position:
        raise Hidden(who, "query_results", exists=found is not None)
    return found


def state_of(batch: Batch, now: datetime) -> ListState:
    """A list as it is told."""
    kept = _Kept.model_validate_json(batch.content)
    paused = batch.resumes_at is not None and batch.resumes_at > now
    state: State = batch.ended or ("done" if not batch.waiting else "paused" if paused else "running")
    return ListState(
        batch_id=batch.batch_id,
        state=state,
        purpose=kept.purpose,
        reference=kept.reference,
        file_name=kept.file_name,
        sent_at=batch.sent_at,
        resumes_at=batch.resumes_at if state == "paused" else None,
        rows=sum(batch.counts.values()),
        answered=batch.counts.get("answered", 0),
        to_choose=batch.counts.get("to_choose", 0),
        faulty=batch.counts.get("faulty", 0),
        waiting=batch.waiting,
    )


def _answering(request: Request) -> Answering:
    found: Answering = request.app.state.answering
    return found


def _answered(batch: Batch, row: Row) -> Row:
    return Row(row.line, "answered", row.content, query_id(batch.batch_id, row.line))


def _ids(found: LookedUp) -> Sequence[UUID]:
    """Whom an answer tells of: who is meant, or those it may be."""
    return [found.meant] if found.meant else [each.subject.subject_id for each in found.those]
