"""Handling one command of a risk filing: load, decide, append, as with cases."""

from dataclasses import replace
from functools import reduce
from typing import assert_never
from uuid import UUID

import structlog
from temporalio import activity

from activities.law import Law, find_linked
from activities.messages import Answer, NotAdmitted, Recorded, RiskTask, Unavailable
from activities.recording import digest_of, earlier, meta_of, new_event, refuse, refuse_unreadable
from domain import refusals
from domain.case.agenda import Agenda
from domain.case.context import DecisionContext
from domain.refusals import Refusal, Refused
from domain.risk_filings.agenda import agenda
from domain.risk_filings.commands import FileRisk, RiskFilingCommand, RiskFilingEnvelope
from domain.risk_filings.decide import decide
from domain.risk_filings.events import RISK_FILING_EVENT, RiskFilingEvent, RiskFilingReceived
from domain.risk_filings.state import RiskFiling, evolve, fold
from eventlog import shapes as eventlog
from eventlog.log import EventLog
from eventlog.shapes import Append, Loaded, NewMatter

_CONFLICTS_MAX = 5
_NIL = UUID(int=0)

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class RiskFilingActivities:
    """The activities of a risk filing, over one log. A filing has a dozen events, so none is remembered."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._law = Law(log)

    @activity.defn
    async def risk_filing_agenda_of(self, filing_id: UUID) -> Agenda | None:
        """The agenda of a filing from its log alone; None when it has no events (refused, or none)."""
        filing = _filing(await self._log.load(filing_id, _NIL))
        return agenda(filing) if filing else None

    @activity.defn
    async def handle_risk_filing_command(self, task: RiskTask) -> Answer:
        """Decide one command and record its outcome, at most once per command id (docs/workflows.md#decided-once).

        Returns:
            `Unavailable` when others changed the filing five times in a row; the caller may send it again.
        """
        if task.envelope is None:
            return await refuse_unreadable(self._log, task)
        for _ in range(_CONFLICTS_MAX):
            if answer := await self._try(task, task.envelope):
                return answer
        _logger.warning("too many conflicts", filing_id=str(task.case_id), command_id=str(task.envelope.command_id))
        return Unavailable()

    async def _try(self, task: RiskTask, envelope: RiskFilingEnvelope) -> Answer | None:
        """One load, decide, append; None after a conflict."""
        body = envelope.body
        loaded = await self._log.load(
            task.case_id, envelope.command_id, subject_ids=body.subjects if isinstance(body, FileRisk) else ()
        )
        filing = _filing(loaded)
        now = agenda(filing) if filing else None
        if loaded.earlier:
            return earlier(now, loaded, digest_of(envelope))
        try:
            known = replace(await self._known(loaded, filing, body), linked=await find_linked(self._log, body))
            events = decide(task.case_id, filing, envelope, task.at, known)
        except Refused as refused:
            return await self._refuse(task, envelope, refused.refusal, now)
        outcome = await self._log.append(_append(task, envelope, loaded, known, events))
        match outcome:
            case eventlog.Recorded(repeated=False):
                after = _after(task.case_id, filing, events)
                kinds = tuple(event.kind for event in events)
                return Recorded(
                    first_version=outcome.first_version, version=after.version, events=kinds, agenda=agenda(after)
                )
            case eventlog.Conflict() | eventlog.Recorded() | eventlog.Refused():
                return None  # the next load sees what was first: the event, or the ledger's row
            case eventlog.KeyReused():
                return NotAdmitted(refusal=refusals.KEY_REUSED, agenda=now)
            case eventlog.DuplicateGrant() | eventlog.SecondTolerance():
                raise TypeError(f"risk filing {task.case_id}: a filing grants nothing")
            case _:
                assert_never(outcome)

    async def _known(self, loaded: Loaded, filing: RiskFiling | None, body: RiskFilingCommand) -> DecisionContext:
        if filing is None and not isinstance(body, FileRisk):
            raise Refused(refusals.UNKNOWN_RISK_FILING)
        return await self._law.known(loaded, filing, body)

    async def _refuse(
        self, task: RiskTask, envelope: RiskFilingEnvelope, refusal: Refusal, now: Agenda | None
    ) -> Answer:
        await refuse(self._log, task, envelope, refusal)
        return NotAdmitted(refusal=refusal, agenda=now)


def _filing(loaded: Loaded) -> RiskFiling | None:
    return fold(loaded.stream_id, [RISK_FILING_EVENT.validate_json(event.payload) for event in loaded.events])


def _after(filing_id: UUID, filing: RiskFiling | None, events: list[RiskFilingEvent]) -> RiskFiling:
    after = reduce(evolve, events, filing) if filing else fold(filing_id, events)
    if after is None:
        raise TypeError(f"risk filing {filing_id}: a decision without events")
    return after


def _append(
    task: RiskTask, envelope: RiskFilingEnvelope, loaded: Loaded, known: DecisionContext, events: list[RiskFilingEvent]
) -> Append:
    """All that a decision writes: its events, and the matter that a filing registers."""
    return Append(
        stream_id=task.case_id,
        expected_version=loaded.version,
        prev_leaf=loaded.last_leaf,
        command_id=envelope.command_id,
        digest=digest_of(envelope),
        actor=envelope.actor.model_dump_json().encode(),
        meta=meta_of(envelope, task.door, known, loaded),
        recorded_at=task.at,
        events=[new_event(event, event.kind) for event in events],
        matters=[
            NewMatter(event.matter_id, offset)
            for offset, event in enumerate(events)
            if isinstance(event, RiskFilingReceived)
        ],
    )
