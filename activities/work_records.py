"""Handling one command of a work record: load, decide, append, as with cases, but with no workflow around it.

Nothing rings in a work record, so nothing has to wait for an instant; the door calls this directly. The expected
version keeps two commands apart, and the ledger of commands makes a repeated one harmless (docs/decisions/0024).
"""

from dataclasses import replace
from datetime import datetime
from functools import reduce
from typing import assert_never
from uuid import UUID

import structlog

from activities.law import Law, find_linked
from activities.messages import Answer, Channel, NotAdmitted, Recorded, Stamped, Unavailable
from activities.recording import digest_of, earlier, meta_of, new_event, refuse
from domain import refusals
from domain.case.context import DecisionContext
from domain.refusals import Refused
from domain.work_records.agenda import agenda
from domain.work_records.commands import OpenRecord, WorkRecordCommand, WorkRecordEnvelope
from domain.work_records.decide import decide
from domain.work_records.events import WORK_RECORD_EVENT, WorkRecordEvent
from domain.work_records.state import WorkRecord, evolve, fold
from eventlog import shapes as eventlog
from eventlog.log import EventLog
from eventlog.shapes import Append, Loaded

_CONFLICTS_MAX = 5
_DOOR: Channel = "update"
"""By request, answered at once: what an Update is to a case."""

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class WorkRecords:
    """The records of one installation, over its log. A record has few events, so none is remembered."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._law = Law(log)

    async def handle(self, record_id: UUID, envelope: WorkRecordEnvelope, at: datetime) -> Answer:
        """Decide one command and record its outcome, at most once per command id (docs/workflows.md#decided-once).

        Returns:
            `Unavailable` when others changed the record five times in a row; the caller may send it again.
        """
        for _ in range(_CONFLICTS_MAX):
            if answer := await self._try(record_id, envelope, at):
                return answer
        _logger.warning("too many conflicts", record_id=str(record_id), command_id=str(envelope.command_id))
        return Unavailable()

    async def _try(self, record_id: UUID, envelope: WorkRecordEnvelope, at: datetime) -> Answer | None:
        """One load, decide, append; None after a conflict."""
        body = envelope.body
        about = [body.about] if isinstance(body, OpenRecord) and body.about else []
        loaded = await self._log.load(record_id, envelope.command_id, subject_ids=about, matter_ids=about)
        record = fold(record_id, [WORK_RECORD_EVENT.validate_json(event.payload) for event in loaded.events])
        now = agenda(record) if record else None
        if loaded.earlier:
            return earlier(now, loaded, digest_of(envelope))
        try:
            known = replace(await self._known(loaded, record, body), linked=await find_linked(self._log, body))
            events = decide(record_id, record, envelope, at, known)
        except Refused as refused:
            await refuse(self._log, Stamped(case_id=record_id, at=at, door=_DOOR), envelope, refused.refusal)
            return NotAdmitted(refusal=refused.refusal, agenda=now)
        outcome = await self._log.append(_append(at, envelope, loaded, known, events))
        match outcome:
            case eventlog.Recorded(repeated=False):
                after = _after(record_id, record, events)
                kinds = tuple(event.kind for event in events)
                return Recorded(
                    first_version=outcome.first_version, version=after.version, events=kinds, agenda=agenda(after)
                )
            case eventlog.Conflict() | eventlog.Recorded() | eventlog.Refused():
                return None  # the next load sees what was first: the event, or the ledger's row
            case eventlog.KeyReused():
                return NotAdmitted(refusal=refusals.KEY_REUSED, agenda=now)
            case eventlog.DuplicateGrant() | eventlog.SecondTolerance():
                raise TypeError(f"work record {record_id}: a record grants nothing")
            case _:
                assert_never(outcome)

    async def _known(self, loaded: Loaded, record: WorkRecord | None, body: WorkRecordCommand) -> DecisionContext:
        if record is None and not isinstance(body, OpenRecord):
            raise Refused(refusals.UNKNOWN_RECORD)
        return await self._law.known(loaded, record, body)


def _after(record_id: UUID, record: WorkRecord | None, events: list[WorkRecordEvent]) -> WorkRecord:
    after = reduce(evolve, events, record) if record else fold(record_id, events)
    if after is None:
        raise TypeError(f"work record {record_id}: a decision without events")
    return after


def _append(
    at: datetime, envelope: WorkRecordEnvelope, loaded: Loaded, known: DecisionContext, events: list[WorkRecordEvent]
) -> Append:
    """All that a decision writes."""
    return Append(
        stream_id=loaded.stream_id,
        expected_version=loaded.version,
        prev_leaf=loaded.last_leaf,
        command_id=envelope.command_id,
        digest=digest_of(envelope),
        actor=envelope.actor.model_dump_json().encode(),
        meta=meta_of(envelope, _DOOR, known, loaded),
        recorded_at=at,
        events=[new_event(event, event.kind) for event in events],
    )
