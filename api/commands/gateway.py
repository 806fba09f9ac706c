"""Handing an envelope to its case: one call to the engine for an Update; a Signal, then a look into the ledger.

An Update has a fresh id each time it is handed in. The engine would answer a known one without looking at its body,
and would repeat "not known yet" for ever; the ledger of commands knows better on both counts.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar, assert_never
from uuid import UUID

import structlog
from temporalio.client import RPCTimeoutOrCancelledError, WorkflowHandle
from temporalio.common import RawValue
from temporalio.service import RPCError, RPCStatusCode

from activities.messages import Answer, NotAdmitted, Recorded, Unavailable
from activities.recording import digest_of
from activities.work_records import WorkRecords
from api.http.context import AppContext
from api.http.problems import BUSY_HEADERS, NOT_FOUND, UNAVAILABLE, Particulars, ProblemRaised
from domain import refusals
from domain.case.agenda import Agenda
from domain.case.commands import CommandEnvelope
from domain.messages import CommandMetadata
from domain.refusals import Refusal
from domain.work_records.commands import WorkRecordEnvelope
from eventlog.log import LedgerRow
from workflows.case import CaseWorkflow
from workflows.client import CASE, Kind, case_handle, signal_and_start, submit_and_start
from workflows.inbox import Inbox
from workflows.messages import as_payload

_POLL_SECONDS = 0.025
_AWAY = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.ABORTED,
    }
)

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """The events stand."""

    first_version: int
    version: int
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pending:
    """Kept by the engine; the outcome is not known yet."""


Outcome = Done | Refusal | Pending
_T = TypeVar("_T")


async def file(here: AppContext, case_id: UUID, envelope: CommandMetadata, kind: Kind = CASE) -> Outcome:
    """Hand in an application, or a risk filing: the workflow begins with it."""
    start = submit_and_start(here.temporal, case_id, as_payload(envelope), patience=here.patience, kind=kind)
    return _outcome(await _within_patience(here, start))


async def submit(here: AppContext, case_id: UUID, envelope: CommandMetadata, kind: Kind = CASE) -> Outcome:
    """Hand in any other command by Update; a closed case's workflow begins another run for it.

    Raises:
        ProblemRaised: 404, there is no such case; 503, nobody knows yet.
    """
    raw = as_payload(envelope)
    try:
        answer = await _within_patience(here, _submit(here, case_id, raw, kind))
    except _NotRunning:
        await _require_stream(here, case_id, kind)
        start = submit_and_start(here.temporal, case_id, raw, patience=here.patience, kind=kind)
        answer = await _within_patience(here, start)
    return _outcome(answer)


async def approve(here: AppContext, case_id: UUID, envelope: CommandEnvelope) -> Outcome:
    """Hand in an act of a committee by Signal, which is kept though no worker runs, and look for its outcome.

    Raises:
        ProblemRaised: 404, there is no such case; 503, the engine cannot be reached.
    """
    raw = as_payload(envelope)
    try:
        await _within_patience(here, _signal(here, case_id, raw))
    except _NotRunning:
        await _require_stream(here, case_id, CASE)
        await _within_patience(here, signal_and_start(here.temporal, case_id, raw, patience=here.patience))
    row = await _entered(here, envelope.command_id)
    return Pending() if row is None else await _from_ledger(here, case_id, envelope, row)


async def keep(here: AppContext, records: WorkRecords, record_id: UUID, envelope: WorkRecordEnvelope) -> Outcome:
    """Have a command on a work record decided here and now: no workflow runs for it, so nobody need be asked.

    Raises:
        ProblemRaised: 503, nobody knows yet.
    """
    return _outcome(await _within_patience(here, records.handle(record_id, envelope, here.clock())))


async def agenda_of(here: AppContext, case_id: UUID) -> Agenda | None:
    """The agenda as the engine has it; None when the engine no longer knows the case.

    Raises:
        ProblemRaised: 503, no worker answers.
    """
    handle = case_handle(here.temporal, case_id)
    try:
        agenda: Agenda | None = await _within_patience(
            here, handle.query(CaseWorkflow.agenda, rpc_timeout=here.patience)
        )
    except _NotRunning:
        return None
    return agenda


class _NotRunning(Exception):  # noqa: N818 - never leaves this module
    """No run of this case takes messages: it is closed, or there is no such case."""


async def _within_patience(here: AppContext, call: Awaitable[_T]) -> _T:
    """Wait as long as people would, and tell what went wrong apart."""
    try:
        async with asyncio.timeout(here.patience.total_seconds()):
            return await call
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise _NotRunning from None
        if error.status not in _AWAY:
            raise
        raise _unavailable(error.status.name) from None
    except (TimeoutError, RPCTimeoutOrCancelledError):
        raise _unavailable("patience") from None


def _unavailable(because: str) -> ProblemRaised:
    _logger.warning("outcome not known", because=because)
    return ProblemRaised(UNAVAILABLE, Particulars(headers=BUSY_HEADERS))


async def _submit(here: AppContext, case_id: UUID, raw: RawValue, kind: Kind) -> Answer:
    handle: WorkflowHandle[Inbox, None] = here.temporal.get_workflow_handle(kind.id_of(case_id))
    answer: Answer = await handle.execute_update(Inbox.submit, raw, rpc_timeout=here.patience)
    return answer


async def _signal(here: AppContext, case_id: UUID, raw: RawValue) -> None:
    await case_handle(here.temporal, case_id).signal(CaseWorkflow.approve, raw, rpc_timeout=here.patience)


async def _require_stream(here: AppContext, case_id: UUID, kind: Kind) -> None:
    """A case's workflow must never begin on the stream of a risk filing, nor the other way round."""
    page = await here.event_log.read_stream(case_id, limit=1)
    if not page or page[0].type != kind.begins:
        raise ProblemRaised(NOT_FOUND)


def _outcome(answer: Answer) -> Outcome:
    match answer:
        case Recorded():
            return Done(answer.first_version, answer.version, answer.events)
        case NotAdmitted():
            return answer.refusal
        case Unavailable():
            raise _unavailable("log away")
        case _:
            assert_never(answer)


async def _entered(here: AppContext, command_id: UUID) -> LedgerRow | None:
    """Look into the ledger every 25 ms until the command is there, or patience ends."""
    loop = asyncio.get_running_loop()
    until = loop.time() + here.ledger_patience.total_seconds()
    while True:
        row = await here.event_log.outcome(command_id)
        if row is not None or loop.time() >= until:
            return row
        await asyncio.sleep(_POLL_SECONDS)


async def _from_ledger(here: AppContext, case_id: UUID, envelope: CommandEnvelope, row: LedgerRow) -> Outcome:
    if row.digest != digest_of(envelope) or row.stream_id != case_id:
        return refusals.KEY_REUSED
    return await outcome_of(here, row)


async def outcome_of(here: AppContext, row: LedgerRow) -> Done | Refusal:
    """What a row of the ledger says."""
    if row.refusal is not None:
        return Refusal.model_validate_json(row.refusal)
    if row.stream_id is None or row.first_version is None or row.last_version is None:
        raise TypeError(f"command {row.command_id}: recorded without events")
    before = row.first_version - 1
    page = await here.event_log.read_stream(row.stream_id, after_version=before, limit=row.last_version - before)
    return Done(row.first_version, row.last_version, tuple(event.type for event in page))
