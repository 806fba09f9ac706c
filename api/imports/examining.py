"""Looking a file over before anything is written: every case decided as it would be, in the order of entry.

The rules are those of the log, asked with a register that grows in memory: so a second tolerance within the file is
found here as well. Whoever holds a position and is a party is found when the case is entered.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid5

from activities.law import Law
from api.imports.cases import PaperCase
from api.imports.columns import BY_FIELD, Vocabulary
from api.imports.people import Known, New, People, Uncertain
from api.imports.reading import CaseRows, ReadFile, RowFault, fault_of, read_cases
from domain.case.commands import CommandEnvelope
from domain.context import DecisionContext, Matters, Slot
from domain.identity import case_id_of_number
from domain.refusals import Refusal, Refused
from domain.streams import CASE
from domain.values import Actor, Bilingual, SubjectFacts
from eventlog.imports import RowState, command_id
from eventlog.log import EventLog
from eventlog.subjects import Subject, SubjectRegister

_NIL = UUID(int=0)
_EARLIER, _NAME = BY_FIELD["earlier_number"].heading, BY_FIELD["subjects.name"].heading
_OF_EARLIER = frozenset({"second_tolerance", "unknown_matter", "paper_exception_without_matter"})


@dataclass(frozen=True, slots=True)
class Entrance:
    """Under which procedure cases are entered, at which organ, by whom."""

    pack: str
    organ: str
    jurisdiction: str
    actor: Actor
    access_rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entering(Entrance):
    """The same with what may be chosen in the sheet."""

    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Books:
    """What a file is held against."""

    log: EventLog
    register: SubjectRegister


@dataclass(frozen=True, slots=True)
class Examined:
    """A case of the file: what would become of it, and how many of its subjects are new."""

    rows: CaseRows
    state: RowState
    case_id: UUID | None = None
    faults: tuple[RowFault, ...] = ()
    new: int = 0


@dataclass(frozen=True, slots=True)
class ExaminedFile:
    """A file as it would be entered; `cases` stand in the order of entry."""

    file_sha256: bytes
    read: ReadFile
    cases: tuple[Examined, ...]
    new: int
    known: int


async def examine(content: bytes, entering: Entering, books: Books, at: datetime) -> ExaminedFile:
    """Read a file and decide each of its cases in memory.

    Raises:
        Unreadable: it is no such file.
    """
    digest, log, register = sha256(content).digest(), books.log, books.register
    read = await asyncio.to_thread(read_cases, content, entering.vocabulary)
    ordered = sorted(read.cases, key=lambda each: each.case.tolerated_on if each.case else ("", ""))
    cases = [each.case for each in ordered if each.case]
    if not cases:
        return ExaminedFile(digest, read, tuple(Examined(each, "faulty", None, each.faults) for each in ordered), 0, 0)
    names = {subject.name for case in cases for subject in case.subjects}
    people = People(digest, entering.jurisdiction, await register.find_any(names))
    begun = await log.begun([case.id_at(entering.organ) for case in cases])
    earlier = {case_id_of_number(entering.organ, case.earlier_number) for case in cases if case.earlier_number}
    rehearsal = _Rehearsal(entering, await _base(log, entering, cases[0]), people, begun, at)
    await rehearsal.learn(log, await log.begun(sorted(earlier)))
    examined = await asyncio.to_thread(lambda: tuple(map(rehearsal.examine, ordered)))
    return ExaminedFile(digest, read, examined, len(rehearsal.brought), len(rehearsal.known))


async def _base(log: EventLog, entering: Entrance, first: PaperCase) -> DecisionContext:
    """The law under which all cases of the file are decided."""
    command = first.command(entering.pack, entering.organ, [_NIL] * len(first.subjects), None)
    return await Law(log).context(await log.load(_NIL, _NIL), None, command, entering.actor)


@dataclass(slots=True)
class _Rehearsal:
    """Entering a file without writing anything."""

    entering: Entrance
    base: DecisionContext
    people: People
    begun: frozenset[UUID]
    at: datetime
    roots: dict[UUID, UUID] = field(default_factory=dict)
    slots: dict[UUID, list[Slot]] = field(default_factory=dict)
    brought: set[UUID] = field(default_factory=set)
    known: set[UUID] = field(default_factory=set)

    async def learn(self, log: EventLog, earlier: Iterable[UUID]) -> None:
        """Take over what the log knows of the matters of earlier cases."""
        for case_id in earlier:
            loaded = await log.load(case_id, _NIL)
            self.roots.update(loaded.roots)
            taken = [Slot(slot.ban_key, slot.occurrence_id, slot.stream_id) for slot in loaded.slots]
            self.slots[loaded.roots[matter_of(case_id)]] = taken

    def examine(self, rows: CaseRows) -> Examined:
        """What would become of a case."""
        case = rows.case
        if case is None:
            return Examined(rows, "faulty", None, rows.faults)
        case_id = case.id_at(self.entering.organ)
        if case_id in self.begun:
            return Examined(rows, "known", case_id)
        found = [self.people.who(subject) for subject in case.subjects]
        faults = [
            fault_of("duplicate_person", subject.row, column=_NAME, detail=who.told)
            for subject, who in zip(case.subjects, found, strict=True)
            if isinstance(who, Uncertain)
        ]
        matter = self._earlier_matter(case)
        if case.earlier_number and matter is None:
            faults.append(fault_of("earlier_case_unknown", rows.row, column=_EARLIER, detail=case.earlier_number))
        if faults:
            return Examined(rows, "faulty", None, tuple(faults))
        subjects = [who.subject for who in found if isinstance(who, Known | New)]
        try:
            self._decide(case_id, case, subjects, matter)
        except Refused as refused:
            return Examined(rows, "refused", case_id, (refusal_fault(refused.refusal, rows.row),))
        fresh = [who.subject for who in found if isinstance(who, New)]
        for subject in fresh:
            self.people.bring(subject)
        self.brought.update(subject.subject_id for subject in fresh)
        self.known.update({subject.subject_id for subject in subjects} - self.brought)
        return Examined(rows, "waiting", case_id, (), len(fresh))

    def _earlier_matter(self, case: PaperCase) -> UUID | None:
        if case.earlier_number is None:
            return None
        matter = matter_of(case_id_of_number(self.entering.organ, case.earlier_number))
        return matter if matter in self.roots else None

    def _decide(self, case_id: UUID, case: PaperCase, subjects: Sequence[Subject], matter: UUID | None) -> None:
        envelope = envelope_of(case, self.entering, self.people.file_sha256, [s.subject_id for s in subjects], matter)
        own = matter_of(case_id)
        root = own if matter is None else self.roots[matter]
        matters = Matters(roots=self.roots, slots=tuple(self.slots.get(root, ())))
        context = replace(self.base, subjects=facts_of(subjects), matters=matters)
        events = CASE.decide(case_id, None, envelope, self.at, context)
        self.roots[own] = root
        for grant in (grant for event in events for grant in event.registers.grants):
            if grant.exception_version is None:
                self.slots.setdefault(root, []).append(Slot(grant.ban_key, grant.occurrence_id, case_id))


def matter_of(case_id: UUID) -> UUID:
    """The matter that a case registers when it begins."""
    return uuid5(case_id, "matter")


def facts_of(subjects: Iterable[Subject]) -> Mapping[UUID, SubjectFacts]:
    """What a decision may know of subjects."""
    return {
        each.subject_id: SubjectFacts(
            subject_id=each.subject_id, kind=each.kind, sector=each.sector, jurisdiction=each.jurisdiction
        )
        for each in subjects
    }


def envelope_of(
    case: PaperCase, entering: Entrance, file_sha256: bytes, subject_ids: Sequence[UUID], matter: UUID | None
) -> CommandEnvelope:
    """The command that enters a case, under the id that its file and its row give it."""
    return CommandEnvelope(
        command_id=command_id(file_sha256, case.row),
        actor=entering.actor,
        request_id=f"import:{file_sha256.hex()[:32]}:{case.row}",
        access_rules=entering.access_rules,
        body=case.command(entering.pack, entering.organ, subject_ids, matter),
    )


def refusal_fault(refusal: Refusal, row: int) -> RowFault:
    """A refusal of the rules as a fault of a row."""
    detail = "；".join(str(part) for part in (refusal.detail, refusal.earlier_case, *refusal.cite) if part)
    return RowFault(
        row=row,
        column=_EARLIER if refusal.code in _OF_EARLIER else None,
        code=refusal.code,
        says=Bilingual(zh=refusal.zh, en=refusal.en),
        todo=Bilingual(zh=refusal.todo_zh, en=refusal.todo_en),
        detail=detail or None,
    )
