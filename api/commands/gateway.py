"""The command gateway: hands an envelope to whatever decides it, and says what became of it.

Cases and risk filings have workflows: most commands go by Update, acts of committees by Signal and a look into the
ledger. Nothing rings in a work record or a meeting, so their commands are decided here and now. Whoever acts on a
stream waits for their turn there (turns.py); patience begins with it.

An Update has a fresh id each time it is handed in. The engine would answer a known one without looking at its body,
and would repeat "not known yet" for ever; the ledger of commands knows better on both counts.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar, assert_never
from uuid import UUID

import structlog
from fastapi import Request
from temporalio.client import RPCTimeoutOrCancelledError
from temporalio.exceptions import TemporalError
from temporalio.service import RPCError, RPCStatusCode

from activities.commands import CommandHandler, Foreseen, Possible
from activities.messages import Answer, NotAdmitted, Recorded, Stamped, Unavailable
from activities.recording import digest_of
from api.auth.context import AppContext
from api.commands.turns import TooManyWaiting, Turns
from api.http.problems import (
    BUSY,
    BUSY_HEADERS,
    DOCUMENT_NOT_WHOLE,
    NOT_FOUND,
    STORE_AWAY,
    UNAVAILABLE,
    Particulars,
    ProblemRaised,
)
from domain import refusals
from domain.acts.evidence.documents import DOCUMENT_NOT_UPLOADED, AddDocument
from domain.agenda import Agenda
from domain.case.commands import CommandEnvelope
from domain.meetings.commands import MeetingEnvelope
from domain.messages import Command, Envelope
from domain.refusals import Refusal
from domain.risk_filings.commands import RiskFilingEnvelope
from domain.streams import CASE, MEETING, RISK_FILING, WORK_RECORD, StreamName, StreamState
from domain.values import Actor, Frozen, documents_in
from domain.work_records.commands import WorkRecordEnvelope
from eventlog.files.folders import take_over
from eventlog.files.sealing import Changed
from eventlog.files.staging import NoRoom
from eventlog.files.stores import FileMissing, FileName, StoreAway
from eventlog.files.uploads import KeyErased
from eventlog.log import EventLog
from eventlog.shapes import LedgerRow
from workflows.client import WORKFLOW_KINDS, StreamClient
from workflows.inbox import Inbox
from workflows.messages import NotOurs

_AWAY = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.ABORTED,
        RPCStatusCode.FAILED_PRECONDITION,  # the tasks of this run fail: it is begun anew within the hour
    }
)

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class Done(Frozen):
    """The events stand."""

    first_version: int
    version: int
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pending:
    """Kept by the engine; the outcome is not known yet."""


class _Asked(Protocol):
    """What tells of a kind of stream what somebody may do there."""

    async def possible(
        self, stream_id: UUID, who: Actor, at: datetime, commands: Collection[type[Command]], /
    ) -> Possible | None:
        """As `CommandHandler` says."""

    async def state_of(self, stream_id: UUID, /) -> StreamState | None:
        """Likewise."""


Outcome = Done | Refusal | Pending
_T = TypeVar("_T")


class Gateway:
    """Where the commands of all kinds of stream are handed in."""

    def __init__(self, context: AppContext, turns: Turns | None = None) -> None:
        self._context = context
        self._cases = CommandHandler(context.event_log, CASE)
        self._filings = CommandHandler(context.event_log, RISK_FILING)
        self._records = CommandHandler(context.event_log, WORK_RECORD)
        self._meetings = CommandHandler(context.event_log, MEETING)
        self._asked: Mapping[StreamName, _Asked] = {
            "case": self._cases,
            "risk_filing": self._filings,
            "work_record": self._records,
            "meeting": self._meetings,
        }
        self._clients: Mapping[StreamName, StreamClient] = {
            kind.stream.name: StreamClient(context.temporal, kind, context.patience) for kind in WORKFLOW_KINDS
        }
        self._turns = turns or Turns()
        self._record_turns = Turns(at_once=1)  # two at once on one would only conflict and be decided anew

    async def begin(self, kind: StreamName, stream_id: UUID, envelope: Envelope) -> Outcome:
        """Hand in the command that begins a stream; its workflow begins with it.

        Raises:
            ProblemRaised: 503, nobody knows yet.
        """
        if isinstance(envelope, WorkRecordEnvelope | MeetingEnvelope):
            return await self._decide_now(stream_id, envelope)
        async with _turn(self._turns, stream_id):
            outcome = _outcome(await self._patiently(self._clients[kind].update_and_start(stream_id, envelope)))
        return outcome if kind == "case" else await self._keep_named(stream_id, envelope, outcome)

    async def submit(self, kind: StreamName, stream_id: UUID, envelope: Envelope) -> Outcome:
        """Hand in any other command by Update; a closed case's workflow begins another run for it.

        Raises:
            ProblemRaised: 404, there is no such stream; 503, nobody knows yet, or too many wait.
        """
        if isinstance(envelope, WorkRecordEnvelope | MeetingEnvelope):
            return await self._decide_now(stream_id, envelope)
        if isinstance(envelope.body, AddDocument) and not await self._was_uploaded(stream_id, envelope.body, envelope):
            return DOCUMENT_NOT_UPLOADED
        client = self._clients[kind]
        async with _turn(self._turns, stream_id):
            try:
                answer = await self._patiently(client.update(stream_id, envelope))
            except _NotRunning:
                await self._require_stream(client, stream_id)
                answer = await self._patiently(client.update_and_start(stream_id, envelope))
        return _outcome(answer) if kind == "case" else await self._keep_named(stream_id, envelope, _outcome(answer))

    async def approve(self, case_id: UUID, envelope: Envelope) -> Outcome:
        """Hand in an act of a committee by Signal, which is kept though no worker runs, and look for its outcome.

        Raises:
            ProblemRaised: 404, there is no such case; 503, the engine cannot be reached.
        """
        with self._context.outcomes.of(envelope.command_id) as known:
            await self._signal(case_id, envelope)
            with suppress(TimeoutError):
                await asyncio.wait_for(known.wait(), self._context.ledger_patience.total_seconds())
        row = await self._context.event_log.outcome(envelope.command_id)
        if row is None:
            return Pending()
        if not self._context.event_log.is_outcome_of(row, case_id, digest_of(envelope)):
            return refusals.KEY_REUSED
        return await outcome_of(self._context.event_log, row)

    async def possible(
        self, kind: StreamName, stream_id: UUID, who: Actor, commands: Collection[type[Command]]
    ) -> Possible | None:
        """What somebody may do now on a stream, of some commands, and why not the rest; None: there is no stream."""
        return await self._asked[kind].possible(stream_id, who, self._context.clock(), commands)

    async def foresee(self, stream_id: UUID, envelope: Envelope) -> Foreseen | Done | Refusal:
        """What would become of a command if it were handed in now; nothing is recorded (docs/decisions).

        Decided here as a worker would, on the log as it is at this moment: an act of somebody else in between may
        change it, and then handing it in says so.
        """
        at = self._context.clock()
        match envelope:
            case CommandEnvelope():
                found = await self._cases.foresee(stream_id, at, envelope)
            case RiskFilingEnvelope():
                found = await self._filings.foresee(stream_id, at, envelope)
            case WorkRecordEnvelope():
                found = await self._records.foresee(stream_id, at, envelope)
            case MeetingEnvelope():
                found = await self._meetings.foresee(stream_id, at, envelope)
            case _:
                raise TypeError(f"no stream takes a {type(envelope).__name__}")
        return found if isinstance(found, Foreseen) else _outcome(found)

    async def state_of(self, kind: StreamName, stream_id: UUID) -> StreamState | None:
        """A stream as its events tell it now, for a form: what may be chosen there depends on it."""
        return await self._asked[kind].state_of(stream_id)

    async def agenda_of(self, case_id: UUID) -> Agenda | None:
        """The agenda as the engine has it; None when the engine no longer knows the case.

        Raises:
            ProblemRaised: 503, no worker answers.
        """
        handle = self._clients["case"].handle(case_id)
        try:
            agenda: Agenda | None = await self._patiently(
                handle.query(Inbox.agenda, rpc_timeout=self._context.patience)
            )
        except _NotRunning:
            return None
        return agenda

    async def _signal(self, case_id: UUID, envelope: Envelope) -> None:
        client = self._clients["case"]
        async with _turn(self._turns, case_id):
            try:
                await self._patiently(client.signal(case_id, envelope))
            except _NotRunning:
                await self._require_stream(client, case_id)
                await self._patiently(client.signal_and_start(case_id, envelope))

    async def _was_uploaded(self, case_id: UUID, body: AddDocument, envelope: Envelope) -> bool:
        """Whether the organ that puts a document in a file has held its content: what one only names is not shown.

        What lies in the folder of that organ is taken over by the case.
        """
        name, organ, files = FileName(case_id, body.sha256), envelope.actor.organ, self._context.files
        held = await files.uploads.stored(name, organ)
        if held is None:
            try:
                taken = await take_over(files, name, organ, self._context.clock())
            except (StoreAway, NoRoom):
                raise ProblemRaised(STORE_AWAY, Particulars(headers=BUSY_HEADERS)) from None
            except (FileMissing, Changed):
                raise ProblemRaised(DOCUMENT_NOT_WHOLE, Particulars(detail=body.sha256)) from None
            except KeyErased:
                raise ProblemRaised(NOT_FOUND) from None
            held = (taken.size, taken.format or "") if taken else None
        return held == (body.size, body.format)

    async def _keep_named(self, stream_id: UUID, envelope: Envelope, outcome: Outcome) -> Outcome:
        """What something that is no case names stays in the folder of its organ."""
        named = [each.sha256 for each in documents_in(envelope.body)] if isinstance(outcome, Done) else []
        if named:
            await self._context.files.uploads.name_by(envelope.actor.organ, named, stream_id)
        return outcome

    async def _decide_now(self, stream_id: UUID, envelope: WorkRecordEnvelope | MeetingEnvelope) -> Outcome:
        async with _turn(self._record_turns, stream_id):
            stamped = Stamped(case_id=stream_id, at=self._context.clock(), door="update")
            if isinstance(envelope, MeetingEnvelope):
                answer = await self._patiently(self._meetings.handle(stamped, envelope))
            else:
                answer = await self._patiently(self._records.handle(stamped, envelope))
        return await self._keep_named(stream_id, envelope, _outcome(answer))

    async def _patiently(self, call: Awaitable[_T]) -> _T:
        """Wait as long as people would, and tell what went wrong apart."""
        try:
            async with asyncio.timeout(self._context.patience.total_seconds()):
                return await call
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                raise _NotRunning from None
            if error.status not in _AWAY:
                raise
            raise _unavailable(error.status.name) from None
        except (TimeoutError, RPCTimeoutOrCancelledError):
            raise _unavailable("patience") from None
        except NotOurs:
            raise _unavailable("not our answer") from None
        except TemporalError as error:  # somebody ended the run under it, or what it is asked fails there
            raise _unavailable(type(error).__name__) from None

    async def _require_stream(self, client: StreamClient, stream_id: UUID) -> None:
        """A case's workflow must never begin on the stream of a risk filing, nor the other way round."""
        page = await self._context.event_log.read_stream(stream_id, limit=1)
        if not page or page[0].type != client.kind.stream.begins:
            raise ProblemRaised(NOT_FOUND)


def gateway_of(request: Request) -> Gateway:
    """The gateway of this application."""
    gateway: Gateway = request.app.state.gateway
    return gateway


async def outcome_of(log: EventLog, row: LedgerRow) -> Done | Refusal:
    """What a row of the ledger says."""
    if row.refusal is not None:
        return Refusal.model_validate_json(row.refusal)
    if row.stream_id is None or row.first_version is None or row.last_version is None:
        raise TypeError(f"command {row.command_id}: recorded without events")
    before = row.first_version - 1
    page = await log.read_stream(row.stream_id, after_version=before, limit=row.last_version - before)
    return _done(row.first_version, row.last_version, [event.type for event in page])


class _NotRunning(Exception):  # noqa: N818 - never leaves this module
    """No run of this stream takes messages: it is closed, or there is no such stream."""


@asynccontextmanager
async def _turn(turns: Turns, stream_id: UUID) -> AsyncIterator[None]:
    """A turn at a stream; whoever gets none has handed in nothing, and is told so."""
    try:
        async with turns.turn(stream_id):
            yield
    except TooManyWaiting:
        _logger.warning("too many wait", stream_id=str(stream_id))
        raise ProblemRaised(BUSY, Particulars(headers=BUSY_HEADERS)) from None


def _unavailable(because: str) -> ProblemRaised:
    _logger.warning("outcome not known", because=because)
    return ProblemRaised(UNAVAILABLE, Particulars(headers=BUSY_HEADERS))


def _outcome(answer: Answer) -> Done | Refusal:
    match answer:
        case Recorded():
            return _done(answer.first_version, answer.version, answer.events)
        case NotAdmitted():
            return answer.refusal
        case Unavailable():
            raise _unavailable("log away")
        case _:
            assert_never(answer)


def _done(first_version: int, version: int, events: Sequence[str]) -> Done:
    return Done(first_version=first_version, version=version, events=tuple(events))
