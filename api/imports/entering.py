"""Entering the cases of an approved file, a batch at a time: whoever is ended in the middle goes on where it was.

Each case is decided and appended by the handler of all commands, in one append; no workflow begins with it. A case that
has ended never needs one; one that still runs gets its run with its next act, or from the hourly comparison
(docs/workflows.md). The ids of a file's commands are made of the file and the row, so nothing is entered twice.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import assert_never
from uuid import UUID

from pydantic import TypeAdapter

from activities.commands import CommandHandler
from activities.messages import NotAdmitted, Recorded, Task, Unavailable
from api.imports.cases import PaperCase, PaperSubject
from api.imports.columns import BY_FIELD
from api.imports.examining import Entrance, envelope_of, matter_of, refusal_fault
from api.imports.people import Known, New, People, Uncertain
from api.imports.reading import RowFault, fault_of
from domain.case.commands import CommandEnvelope
from domain.case.events import AnyEvent
from domain.case.state import Case
from domain.identity import case_id_of_number
from domain.refusals import CASE_EXISTS
from domain.streams import CASE
from eventlog.imports import CaseImport, CaseImports, Settled, WaitingRow, id_in
from eventlog.log import EventLog
from eventlog.shapes import KeyReused
from eventlog.subjects import Namesakes, RegisterCommand, Registered, Subject, SubjectRegister

_FAULTS = TypeAdapter(tuple[RowFault, ...])


class NotNow(Exception):  # noqa: N818 - says what is the matter
    """The log could not be reached in time; what was entered until then stands, and the rest waits."""


class _Unsettled(Exception):  # noqa: N818 - a row that people must look at
    """A row that cannot be entered as it stands."""

    def __init__(self, fault: RowFault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def faults_json(faults: Sequence[RowFault]) -> bytes:
    """The faults of a row as they are kept."""
    return _FAULTS.dump_json(tuple(faults))


class Entry:
    """Enters the cases of files into one log."""

    def __init__(
        self, log: EventLog, register: SubjectRegister, imports: CaseImports, clock: Callable[[], datetime]
    ) -> None:
        self._register = register
        self._imports = imports
        self._clock = clock
        self._handler: CommandHandler[Case, AnyEvent, CommandEnvelope] = CommandHandler(log, CASE, clock)

    async def enter(self, file: CaseImport, limit: int) -> list[Settled]:
        """Enter the next cases of a file; none are left when there are fewer than asked for.

        Raises:
            NotNow: not all of them, since the log is away.
        """
        rows = await self._imports.waiting(file.file_sha256, limit)
        cases = [PaperCase.model_validate_json(row.content) for row in rows]
        names = {subject.name for case in cases for subject in case.subjects}
        people = People(file.file_sha256, file.jurisdiction, await self._register.find_any(names))
        settled: list[Settled] = []
        try:
            for row, case in zip(rows, cases, strict=True):
                settled.append(await self._settle(file, row, case, people))
        finally:
            if settled:
                await self._imports.settle(file.file_sha256, settled, self._clock())
        return settled

    async def _settle(self, file: CaseImport, row: WaitingRow, case: PaperCase, people: People) -> Settled:
        try:
            ids = [await self._subject(file, subject, people) for subject in case.subjects]
        except _Unsettled as unsettled:
            return Settled(row.line, "refused", faults_json([unsettled.fault]))
        entrance = Entrance(file.pack, file.organ, file.jurisdiction, file.actor, file.access_rules)
        earlier = case.earlier_number and matter_of(case_id_of_number(file.organ, case.earlier_number))
        envelope = envelope_of(case, entrance, file.file_sha256, ids, earlier or None)
        task = Task(case_id=row.case_id, at=self._clock(), door="import", envelope=envelope)
        answer = await self._handler.handle(task, envelope)
        match answer:
            case Recorded():
                return Settled(row.line, "entered")
            case NotAdmitted() if answer.refusal.code == CASE_EXISTS.code:
                return Settled(row.line, "known")
            case NotAdmitted():
                return Settled(row.line, "refused", faults_json([refusal_fault(answer.refusal, row.line)]))
            case Unavailable():
                raise NotNow
            case _:
                assert_never(answer)

    async def _subject(self, file: CaseImport, wanted: PaperSubject, people: People) -> UUID:
        """The id of a subject, who is registered first where nobody is.

        Raises:
            _Unsettled: it is not certain who it is.
        """
        match who := people.who(wanted):
            case Known():
                return who.subject.subject_id
            case Uncertain():
                raise _Unsettled(_uncertain(wanted, who.told))
            case New():
                if not await self._registered(file, wanted, who.subject):
                    raise _Unsettled(_uncertain(wanted, wanted.name))
                people.bring(who.subject)
                return who.subject.subject_id
            case _:
                assert_never(who)

    async def _registered(self, file: CaseImport, wanted: PaperSubject, subject: Subject) -> bool:
        """Register a subject; False: somebody registered one of the name since the file was looked over."""
        actor = file.actor.model_dump_json()
        digest = hashlib.sha256((actor + wanted.model_dump_json(exclude={"row"})).encode()).digest()
        key = id_in(file.file_sha256, f"register:{subject.subject_id}")
        command = RegisterCommand(key, digest, actor.encode(), self._clock())
        match outcome := await self._register.register(subject, command, another=wanted.another):
            case Registered():
                return True
            case Namesakes():
                return False
            case KeyReused():  # two rows of the file that differ in what else they say of one subject
                return True
            case _:
                assert_never(outcome)


def _uncertain(wanted: PaperSubject, told: str) -> RowFault:
    column = BY_FIELD["subjects.name"].heading
    return fault_of("duplicate_person", wanted.row, column=column, detail=told)
