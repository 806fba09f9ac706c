"""Handling one command of a case: load, decide, append. The one place that catches `Refused` (docs/workflows.md)."""

from dataclasses import dataclass
from functools import reduce
from typing import assert_never
from uuid import UUID

import structlog
from temporalio import activity

from activities.law import Law
from activities.messages import Answer, NotAdmitted, Recorded, Task, Unavailable
from activities.recording import digest_of, earlier, meta_of, new_event, refuse, refuse_unreadable
from domain import refusals
from domain.acts.filing import Opening
from domain.case.agenda import Agenda, agenda
from domain.case.commands import AnyCommand, ChangeSubjects, CommandEnvelope, ConfirmSameMatter, FileApplication
from domain.case.context import DecisionContext
from domain.case.decide import decide
from domain.case.events import (
    EVENT,
    AnyEvent,
    CaseApproved,
    CaseDecided,
    CaseOpened,
    ReappraisalDecided,
    SameMatterConfirmed,
    ToleranceRevoked,
)
from domain.case.evolve import evolve, fold
from domain.case.state import Case
from domain.refusals import Refusal, Refused
from eventlog import shapes as eventlog
from eventlog.log import EventLog
from eventlog.shapes import Append, Loaded, MatterMerge, NewGrant, NewMatter, Revocation

_CONFLICTS_MAX = 5
_FOLDED_MAX = 2_000
_NIL = UUID(int=0)

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class CaseActivities:
    """The activities of a case, over one log."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._law = Law(log)
        self._folded = _Folded()

    @activity.defn
    async def agenda_of(self, case_id: UUID) -> Agenda | None:
        """The agenda of a case from its log alone; None when it has no events (a refused filing, or none)."""
        remembered = self._folded.remembered(case_id)
        loaded = await self._log.load(case_id, _NIL, known_leaf=remembered.leaf if remembered else None)
        case = self._folded.case(loaded, remembered)
        return agenda(case) if case else None

    @activity.defn
    async def handle_command(self, task: Task) -> Answer:
        """Decide one command and record its outcome, at most once per command id (docs/workflows.md#decided-once).

        Returns:
            `Unavailable` when others changed the case five times in a row; the caller may send it again.
        """
        if task.envelope is None:
            return await refuse_unreadable(self._log, task)
        for _ in range(_CONFLICTS_MAX):
            if answer := await self._try(task, task.envelope):
                return answer
        _logger.warning("too many conflicts", case_id=str(task.case_id), command_id=str(task.envelope.command_id))
        return Unavailable()

    async def _try(self, task: Task, envelope: CommandEnvelope) -> Answer | None:
        """One load, decide, append; None after a conflict."""
        body, remembered = envelope.body, self._folded.remembered(task.case_id)
        loaded = await self._log.load(
            task.case_id,
            envelope.command_id,
            subject_ids=_subjects_of(body),
            matter_ids=(body.earlier_matter,) if isinstance(body, ConfirmSameMatter) else (),
            known_leaf=remembered.leaf if remembered else None,
        )
        case = self._folded.case(loaded, remembered)
        if loaded.earlier:
            return earlier(agenda(case) if case else None, loaded, digest_of(envelope))
        try:
            known = await self._law.known(loaded, case, body)
            events = decide(task.case_id, case, envelope, task.at, known)
        except Refused as refused:
            return await self._refuse(task, envelope, refused.refusal, case)
        outcome = await self._log.append(_append(task, envelope, loaded, known, events))
        match outcome:
            case eventlog.Recorded(repeated=False):
                after = _after(task.case_id, case, events)
                self._folded.keep(after, outcome.last_leaf)
                kinds = tuple(event.kind for event in events)
                return Recorded(
                    first_version=outcome.first_version, version=after.version, events=kinds, agenda=agenda(after)
                )
            case eventlog.DuplicateGrant():
                return await self._refuse(task, envelope, Refused(refusals.DUPLICATE_GRANT).refusal, case)
            case eventlog.Conflict() | eventlog.SecondTolerance() | eventlog.Recorded() | eventlog.Refused():
                return None  # the next load sees what was first: the event, the taken slot, or the ledger's row
            case eventlog.KeyReused():
                return NotAdmitted(refusal=refusals.KEY_REUSED, agenda=agenda(case) if case else None)
            case _:
                assert_never(outcome)

    async def _refuse(self, task: Task, envelope: CommandEnvelope, refusal: Refusal, case: Case | None) -> Answer:
        await refuse(self._log, task, envelope, refusal)
        return NotAdmitted(refusal=refusal, agenda=agenda(case) if case else None)


@dataclass(frozen=True, slots=True)
class _Remembered:
    """A case, and the leaf of its last event."""

    leaf: bytes
    case: Case


class _Folded:
    """The cases folded last, so that a command need not load and fold a long stream again.

    A leaf commits to its event and, by the chain, to all before it: what it stands for cannot have changed.
    """

    def __init__(self) -> None:
        self._cases: dict[UUID, _Remembered] = {}

    def remembered(self, case_id: UUID) -> _Remembered | None:
        """What this process knows of a case."""
        return self._cases.get(case_id)

    def case(self, loaded: Loaded, remembered: _Remembered | None) -> Case | None:
        """The case as loaded; `remembered` is what its leaf was asked for by."""
        if loaded.known and remembered:
            return remembered.case
        case = fold(loaded.stream_id, [EVENT.validate_json(event.payload) for event in loaded.events])
        if case is not None:
            self.keep(case, loaded.last_leaf)
        return case

    def keep(self, case: Case, leaf: bytes | None) -> None:
        """Remember a case as it is now; the longest untouched makes room."""
        self._cases.pop(case.id, None)
        if leaf is not None:
            self._cases[case.id] = _Remembered(leaf, case)
        if len(self._cases) > _FOLDED_MAX:
            del self._cases[next(iter(self._cases))]


def _after(case_id: UUID, case: Case | None, events: list[AnyEvent]) -> Case:
    after = reduce(evolve, events, case) if case else fold(case_id, events)
    if after is None:
        raise TypeError(f"case {case_id}: a decision without events")
    return after


def _subjects_of(command: AnyCommand) -> tuple[UUID, ...]:
    """The subjects whose facts a command may be decided on."""
    if isinstance(command, ChangeSubjects):
        return command.add
    if not isinstance(command, Opening):
        return ()
    return (command.applicant, *command.subjects) if isinstance(command, FileApplication) else command.subjects


def _append(
    task: Task, envelope: CommandEnvelope, loaded: Loaded, known: DecisionContext, events: list[AnyEvent]
) -> Append:
    """All that a decision writes: its events, and the grants, matters and revocations they carry."""
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
        grants=[
            NewGrant(
                event_offset=offset,
                matter_id=grant.matter_id,
                occurrence_id=grant.occurrence_id,
                subject_id=grant.subject,
                liability=grant.liability,
                ban_key=grant.ban_key,
                exception_version=grant.exception_version,
            )
            for offset, event in enumerate(events)
            if isinstance(event, CaseApproved | CaseDecided | ReappraisalDecided)
            for grant in event.grants
        ],
        matters=[NewMatter(e.matter_id, offset) for offset, e in enumerate(events) if isinstance(e, CaseOpened)],
        merges=[MatterMerge(e.matter_id, e.earlier_matter) for e in events if isinstance(e, SameMatterConfirmed)],
        revocations=[
            Revocation(event.granted_version, event.subject, offset)
            for offset, event in enumerate(events)
            if isinstance(event, ToleranceRevoked)
        ],
    )
