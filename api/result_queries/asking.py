"""One query of results: who is meant, what is answered, kept before it is told; for pages, JSON and lists alike."""

import asyncio
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, get_args
from uuid import UUID

from pydantic import Field

from api.auth.context import AppContext
from api.auth.disclosure import write_now
from api.auth.policy import allowed, places_under
from api.http.language import say
from api.http.problems import (
    MALFORMED,
    PURPOSE_MISSING,
    FieldFault,
    Particulars,
    ProblemRaised,
    of_refusal,
)
from api.identity.personas import Persona
from api.installed import Installed
from api.registers.subjects import Findable
from api.results.views import SubjectResults, results_of
from domain import refusals
from domain.acts.results import AreaFact
from domain.identity import canonical_name
from domain.organs import Organ, Organs
from domain.pack.results import Purpose
from domain.result_queries.answer import Answer, AnswerKind, Remark, ResultInForceTold, StateRemark, in_force
from domain.result_queries.matching import TAIL_MIN, Compared, Namesake, NumberOrTail, certain, compared
from domain.result_queries.purposes import purposes_in
from domain.values import Code, Flag, Frozen, Name
from eventlog.read_log import Read, Reader
from eventlog.result_queries.receipts import NewReceipt, Receipt
from eventlog.shapes import KeyReused
from eventlog.subject_changes import Connected
from eventlog.subjects import RegisteredSubject, Subject

_STATES: Final[Mapping[str, StateRemark]] = {each: each for each in get_args(StateRemark)}


class Question(Frozen):
    """Who is asked about: a person of a unit, or a unit itself, with a number or the end of one."""

    name: Findable
    unit: Findable
    number: NumberOrTail


class QueryResults(Question):
    """结果运用查询 (A-58): what may be read of somebody, for a purpose and under the number of the letter or file."""

    purpose: Code
    reference: Name
    subject: UUID | None = Field(default=None, description="who is meant, where it may be several")
    none_of_them: Flag = Field(default=False, description="said outright: none of those it may be is meant")

    @property
    def question(self) -> Question:
        """Who is asked about, without what for."""
        return Question(name=self.name, unit=self.unit, number=self.number)


class Told(Frozen):
    """What was asked and answered, as a receipt keeps it: its SHA-256 is the digest of the receipt."""

    asked_at: datetime
    organ: Code
    position: Code
    person: Code
    for_person: Code | None
    purpose: Purpose
    reference: str
    name: str
    unit: str
    number_end: str
    subject_id: UUID | None
    answer: Answer


@dataclass(frozen=True, slots=True)
class Possible:
    """Somebody of that name who may be meant, with what tells them apart, and no number."""

    subject: Subject
    compared: Compared


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What was found by a question: who is meant, or who it may be; `organ` is the unit, where it lies elsewhere."""

    those: tuple[Possible, ...]
    meant: UUID | None
    remarks: Mapping[UUID, tuple[Remark, ...]]
    organ: Organ | None

    @property
    def undecided(self) -> bool:
        """Whether the reader has to say who is meant."""
        return bool(self.those) and self.meant is None

    def subject(self, subject_id: UUID) -> Subject | None:
        """One of those it may be."""
        return next((each.subject for each in self.those if each.subject.subject_id == subject_id), None)


@dataclass(frozen=True, slots=True)
class Inquirer:
    """Who asks, how far they may, and for what."""

    context: AppContext
    organs: Organs
    who: Persona
    places: tuple[str, ...]
    purposes: Mapping[str, Purpose]

    @classmethod
    async def of(cls, context: AppContext, installed: Installed, who: Persona) -> "Inquirer":
        """Somebody, by the law and the organs of this moment."""
        organs = await installed.organs()
        packs = [
            pack
            for pack in (await installed.newest_packs()).values()
            if pack.jurisdiction is None or organs.within(who.jurisdiction, pack.jurisdiction)
        ]
        purposes = {each.id: each for each in purposes_in(packs)}
        return cls(context, organs, who, places_under(organs, who.jurisdiction), purposes)

    @property
    def reader(self) -> Reader:
        """The same as the log of reads names them."""
        return Reader(
            person=self.who.person,
            position=self.who.position,
            organ=self.who.organ,
            place=self.who.jurisdiction,
            for_person=self.who.for_person,
        )

    def purpose(self, id_: str) -> Purpose:
        """What a query is for.

        Raises:
            ProblemRaised: 422, it is none of those there are.
        """
        if id_ in self.purposes:
            return self.purposes[id_]
        named = "；".join(say(each.name) for each in self.purposes.values())
        fault = FieldFault(pointer="/purpose", code="unknown", message=f"is none of {', '.join(self.purposes)}")
        raise ProblemRaised(PURPOSE_MISSING, Particulars(detail=named, errors=(fault,)))

    def read(self, request_id: str, at: datetime, purpose: str, name: str, reference: str, *ids: UUID) -> Read:
        """The row of the log of reads for one question."""
        return Read(
            at=at,
            request_id=request_id,
            reader=self.reader,
            action="query_results",
            sensitivity="results",
            result="told",
            resource="subject",
            ids=ids,
            count=len(ids),
            look_ups=1,
            purpose=purpose,
            basis=allowed(self.who, "query_results").rules,
            asked={"name": name, "reference": reference},
        )


async def ask(inquirer: Inquirer, key: UUID, body: QueryResults, request_id: str) -> Receipt | LookedUp:
    """Answer a query, once for each key and body; where several may be meant, nothing is answered before one is chosen.

    Raises:
        ProblemRaised: 422 the purpose is none, who was chosen is none of those, or the key was used for another query;
            429 too many people were looked up.
    """
    context, purpose = inquirer.context, inquirer.purpose(body.purpose)
    digest = asked_digest(inquirer, body)
    earlier = await context.receipts.earlier(key, digest)
    if earlier is not None:
        return _required(earlier)
    (looked,) = await look_up(inquirer, [body.question])
    meant = _chosen(looked, body)
    at, undecided = context.clock(), meant is None and looked.undecided and not body.none_of_them
    ids = [each.subject.subject_id for each in looked.those] if undecided else [meant] if meant else []
    await write_now(context, [inquirer.read(request_id, at, purpose.id, body.name, body.reference, *ids)])
    if undecided:
        return looked
    (answer,) = await answers(inquirer, [(looked, meant, purpose)])
    told = told_of(inquirer, body.question, purpose, body.reference, at, meant, answer)
    return _required(await context.receipts.record(new_receipt(inquirer, key, digest, told)))


def asked_digest(inquirer: Inquirer, body: Frozen) -> bytes:
    """Of who asks and what: the same key with another question is another query."""
    return hashlib.sha256((inquirer.who.actor.model_dump_json() + body.model_dump_json()).encode()).digest()


def new_receipt(inquirer: Inquirer, key: UUID, digest: bytes, told: Told, batch_id: UUID | None = None) -> NewReceipt:
    """What is kept of an answer."""
    return NewReceipt(
        query_id=key,
        asked_digest=digest,
        asked_at=told.asked_at,
        reader=inquirer.reader,
        purpose=told.purpose.id,
        answer=told.answer.kind,
        content=told.model_dump_json().encode(),
        batch_id=batch_id,
    )


def told_of(  # noqa: PLR0913, PLR0917 - each is a part of the receipt
    inquirer: Inquirer,
    question: Question,
    purpose: Purpose,
    reference: str,
    at: datetime,
    meant: UUID | None,
    answer: Answer,
) -> Told:
    """What was asked and answered; of the number its end alone."""
    return Told(
        asked_at=at,
        organ=inquirer.who.organ,
        position=inquirer.who.position,
        person=inquirer.who.person,
        for_person=inquirer.who.for_person,
        purpose=purpose,
        reference=reference,
        name=question.name,
        unit=question.unit,
        number_end=canonical_name(question.number)[-TAIL_MIN:],
        subject_id=meant,
        answer=answer,
    )


async def look_up(inquirer: Inquirer, questions: Sequence[Question]) -> list[LookedUp]:
    """Who is meant by some questions, in the places of who asks; three statements for all of them."""
    context = inquirer.context
    found = await context.subjects.find_any(each.name for each in questions)
    here = {
        name: [entry for entry in entries if entry.subject.jurisdiction in inquirer.places]
        for name, entries in found.items()
    }
    ids = {entry.subject.subject_id for entries in here.values() for entry in entries}
    if not ids:
        return [_found(inquirer, each, (), {}) for each in questions]
    connected = await context.subject_changes.connected(ids)
    entries = await context.subjects.get(connected.ids(*ids))
    namesakes = {id_: _namesake(id_, connected, entries) for id_ in ids}
    remarks = {id_: _remarks(id_, connected) for id_ in ids}
    return [
        _found(
            inquirer,
            each,
            [(entry.subject, namesakes[entry.subject.subject_id]) for entry in here.get(canonical_name(each.name), ())],
            remarks,
        )
        for each in questions
    ]


async def answers(inquirer: Inquirer, asked: Sequence[tuple[LookedUp, UUID | None, Purpose]]) -> list[Answer]:
    """What is answered where it is settled who is meant, or that nobody is; by the same statements for one and many."""
    context = inquirer.context
    subjects = {meant: subject for looked, meant, _ in asked if meant and (subject := looked.subject(meant))}
    read = await results_of(context.pool, context.subjects, list(subjects.values())) if subjects else ()
    results = {each.subject_id: each for each in read}
    return [_answer(looked, meant, results.get(meant) if meant else None, purpose) for looked, meant, purpose in asked]


def _answer(looked: LookedUp, meant: UUID | None, results: SubjectResults | None, purpose: Purpose) -> Answer:
    if meant is None or results is None:
        remarks: tuple[Remark, ...] = ("none_of_them",) if looked.those else ()
        return Answer(kind=AnswerKind.NO_RIGHT if looked.organ else AnswerKind.NONE, remarks=remarks)
    chosen: tuple[Remark, ...] = () if looked.meant == meant else ("chosen",)
    answer = answer_of(results, purpose)
    return answer.model_copy(update={"remarks": (*chosen, *looked.remarks.get(meant, ()))})


def answer_of(results: SubjectResults, purpose: Purpose) -> Answer:
    """The answer that some results are for a purpose."""
    match results.answer:
        case "in_force":
            return in_force(_told_results(results), purpose)
        case "in_progress":
            return Answer(kind=AnswerKind.IN_PROGRESS)
        case "none":
            return Answer(kind=AnswerKind.NONE)


def _told_results(results: SubjectResults) -> list[ResultInForceTold]:
    """The results in force, each of one decision, with its areas."""
    of_decision: dict[tuple[UUID, int], list[AreaFact]] = {}
    told: dict[tuple[UUID, int], ResultInForceTold] = {}
    for each in results.results:
        if each.state == "in_force" and each.outcome and each.area and each.name:
            key = (each.case_id, each.version)
            area = AreaFact(id=each.area, name=each.name, cite=each.cite, protects=each.protects)
            of_decision.setdefault(key, []).append(area)
            told[key] = ResultInForceTold(
                outcome=each.outcome, since=each.since, number=each.case_number, areas=tuple(of_decision[key])
            )
    return list(told.values())


def _chosen(looked: LookedUp, body: QueryResults) -> UUID | None:
    """Who is meant: beyond doubt, or as the reader says.

    Raises:
        ProblemRaised: 422, who is chosen is none of those it may be.
    """
    if body.none_of_them:
        return None
    if body.subject is None or body.subject == looked.meant:
        return looked.meant
    if looked.subject(body.subject) is None:
        fault = FieldFault(pointer="/subject", code="unknown", message="is none of those of that name it may be")
        raise ProblemRaised(MALFORMED, Particulars(errors=(fault,)))
    return body.subject


def _found(
    inquirer: Inquirer,
    question: Question,
    here: Collection[tuple[Subject, Namesake]],
    remarks: Mapping[UUID, tuple[Remark, ...]],
) -> LookedUp:
    subjects = {namesake.subject_id: subject for subject, namesake in here}
    those = compared((namesake for _, namesake in here), question.unit, question.number)
    return LookedUp(
        those=tuple(Possible(subjects[each.subject_id], each) for each in those),
        meant=certain(those),
        remarks=remarks,
        organ=_elsewhere(inquirer, question.unit),
    )


def _elsewhere(inquirer: Inquirer, unit: str) -> Organ | None:
    """A unit that the register of organs, which everybody may read, knows in another place and in none of these."""
    name = canonical_name(unit)
    same = [each for each in inquirer.organs.organs if canonical_name(each.name.zh) == name]
    return None if any(each.jurisdiction in inquirer.places for each in same) else next(iter(same), None)


def _namesake(root: UUID, connected: Connected, entries: Mapping[UUID, RegisteredSubject]) -> Namesake:
    """A subject with what tells it from others of its name, in each of its entries and before each change of unit."""
    family = [entries[id_].subject for id_ in connected.ids(root) if id_ in entries]
    changes = {"moved"} if connected.kinds.get(root) == "person" else {"renamed"}
    details = [connected.details[each.change_id] for each in connected.history.befell(root) if each.kind in changes]
    units = [each.unit_name if each.kind == "person" else each.name for each in family]
    units += [alias for each in family if each.kind == "unit" for alias in each.aliases]
    units += [name for detail in details for name in (detail.before, detail.after)]
    return Namesake(
        root,
        tuple(dict.fromkeys(each for each in units if each)),
        tuple(dict.fromkeys(each.identifier for each in family if each.identifier)),
    )


def _remarks(root: UUID, connected: Connected) -> tuple[Remark, ...]:
    renamed: tuple[Remark, ...] = (
        ("renamed",) if any(each.kind == "renamed" for each in connected.history.befell(root)) else ()
    )
    state = connected.history.state(root)
    return (*renamed, _STATES[state.kind]) if state is not None and state.kind in _STATES else renamed


def _required(kept: Receipt | KeyReused) -> Receipt:
    if isinstance(kept, KeyReused):
        raise ProblemRaised(of_refusal(refusals.KEY_REUSED))
    return kept


async def gathered(reads: Sequence[Read], context: AppContext) -> list[BaseException | None]:
    """Keep a row for each of several answers at once; each is told by itself whether its answer may be given."""
    return await asyncio.gather(*(context.read_log.write([each]) for each in reads), return_exceptions=True)
