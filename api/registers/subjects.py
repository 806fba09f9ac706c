"""The register of subjects as the interface has it: what may be said of an entry, registering, merging, looking up.

JSON and pages are answered from here alike. Nothing of it needs the engine: the register has no clock.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated, Literal, assert_never
from uuid import UUID, uuid5

from fastapi import Request
from pydantic import AfterValidator, Field

from api.auth.callers import Hidden, require
from api.auth.context import AppContext, context_of
from api.auth.disclosure import disclose
from api.auth.policy import Resource, allowed
from api.auth.scope import scope_of, visible_among
from api.auth.subjects import found_by, own_unit_name, require_enters
from api.http.problems import (
    CONFLICT,
    MALFORMED,
    SUBJECT_MERGED,
    SUBJECT_NAMESAKES,
    SUBJECT_NOT_MERGED,
    SUBJECTS_NOT_ALIKE,
    FieldFault,
    NamedSubject,
    Particulars,
    ProblemRaised,
    ProblemType,
    of_refusal,
)
from api.identity.personas import Persona
from api.installed import installed_of
from domain import refusals
from domain.identity import canonical_name
from domain.organs import Organs
from domain.values import Code, Flag, Frozen, Name, Text
from eventlog import persons
from eventlog.persons import LinkedBy
from eventlog.shapes import Conflict, KeyReused
from eventlog.subjects import (
    Changed,
    Family,
    Namesakes,
    NotAlike,
    RegisterCommand,
    Registered,
    RegisteredSubject,
    Subject,
)
from projections.matters import bans
from projections.matters.bans import Occurrence


def _named(written: str) -> str:
    if not canonical_name(written):
        raise ValueError("there is no letter in it by which anybody could be found")
    return written


Findable = Annotated[Name, AfterValidator(_named)]
"""A name by which somebody can be found again."""


class RegisterSubject(Frozen):
    """登记当事人: a person or a unit, with what rules may know of it; the name stays in the register."""

    kind: Literal["person", "unit"]
    name: Findable
    aliases: tuple[Findable, ...] = Field(default=(), max_length=20)
    sector: Code
    jurisdiction: Code
    unit_name: Findable | None = None
    identifier: Findable | None = None
    person: Code | None = Field(default=None, description="who it is among those who hold positions (A-39)")
    another_person: Flag = Field(
        default=False, description="said outright: none of those registered under this name in the same unit"
    )


class MergeSubjects(Frozen):
    """合并重复登记: a person or a unit was registered twice; from now on the duplicate stands for the other."""

    into: UUID
    reasons: Text


class SeparateSubject(Frozen):
    """撤销合并: the two are not the same after all; the entry stands for itself again."""

    reasons: Text


class MoveSubject(Frozen):
    """变更干部管理权限 (NJ-09): another place manages the subject from now on; who has a running case transfers it."""

    jurisdiction: Code


class SubjectPerson(Frozen):
    """当事人任职: the person by whom the organs know a subject, or none."""

    person: Code | None


class SubjectEntry(Frozen):
    """A registered subject; `merged_into` is who a duplicate stands for."""

    subject_id: UUID
    version: int
    kind: Literal["person", "unit"]
    name: str
    aliases: tuple[str, ...]
    sector: Code
    jurisdiction: Code
    unit_name: str | None
    merged_into: UUID | None = None


class SubjectDetail(SubjectEntry):
    """A subject with its duplicates, and those of its cases that may be of one matter (NJ-31, A-08).

    Those of the units that it came of, and that came of it, are its cases here (A-09). One of them was tolerated:
    whether that bars the others is for people to confirm or deny.
    """

    duplicates: tuple[UUID, ...]
    person: Code | None = Field(description="who it is among those who hold positions, as the organs know the person")
    repeats: tuple[Occurrence, ...]


async def found_by_name(request: Request, who: Persona, name: str) -> tuple[SubjectEntry, ...]:
    """Subjects that bear or bore a name, however it is typed, as far as the reader may see."""
    rules = require(request, who, "read_subjects")
    found = await namesakes(request, who, name)
    ids = [each.subject_id for each in found]
    disclose(
        request,
        who,
        "read_subjects",
        "register",
        *ids,
        resource="subject",
        look_ups=1,
        basis=rules,
        asked={"name": name},
    )
    return found


async def namesakes(request: Request, who: Persona, name: str) -> tuple[SubjectEntry, ...]:
    """The same of somebody who is shown anyway: nobody is looked up."""
    return tuple(map(entry_of, await found_by(request, who, await context_of(request).subjects.find(name))))


async def register(request: Request, who: Persona, key: UUID, body: RegisterSubject) -> SubjectEntry:
    """Register a subject, once for each key and body; whom a unit registers is of that unit.

    Raises:
        ProblemRaised: 403; 422 no such place, or the key was used for another body; 409 with those of the same name.
    """
    require(request, who, "register_subject")
    organs = await installed_of(request).organs()
    _require_place(body.jurisdiction, organs)
    body = body.model_copy(update={"unit_name": body.unit_name or own_unit_name(who, organs)})
    wanted = Subject(subject_id=uuid5(key, "subject"), **body.model_dump(exclude={"another_person", "person"}))
    require_enters(request, who, wanted, organs)
    context = context_of(request)
    require_linkable(wanted, body.person, organs)
    require_not_own(who, body.person)
    outcome = await context.subjects.register(
        wanted, register_command(context, who, key, body), another=body.another_person
    )
    await _require_registered(request, who, outcome)
    if body.person is not None and not await persons.get(context.pool, [wanted.subject_id]):
        await persons.link(context.pool, Family((wanted.subject_id,)), body.person, _linking(context, who))
    return entry_of((await context.subjects.get([wanted.subject_id]))[wanted.subject_id])


def _require_place(jurisdiction: str, organs: Organs) -> None:
    if jurisdiction not in {place.id for place in organs.jurisdictions}:
        fault = FieldFault(pointer="/jurisdiction", code="unknown", message="no such jurisdiction")
        raise ProblemRaised(MALFORMED, Particulars(errors=(fault,)))


async def _require_registered(request: Request, who: Persona, outcome: Registered | Namesakes | KeyReused) -> None:
    match outcome:
        case Registered():
            return
        case KeyReused():
            raise ProblemRaised(of_refusal(refusals.KEY_REUSED))
        case Namesakes():
            raise await namesakes_told(request, who, outcome)
        case _:
            assert_never(outcome)


async def move(request: Request, who: Persona, key: UUID, subject_id: UUID, body: MoveSubject) -> SubjectEntry:
    """Say which place manages a subject from now on, once for each key and body; the earlier entry stays on record.

    Raises:
        ProblemRaised: 403; 404 it is not the caller's to know; 409 it was merged, is about the caller, or another one
            of that name is registered there; 422 no such place, or the key was used for another body.
    """
    entry = await require_reached(request, who, "change_subject", subject_id)
    context = context_of(request)
    await require_of_others(context, who, subject_id)
    if entry.merged_into is not None:
        raise ProblemRaised(SUBJECT_MERGED)
    _require_place(body.jurisdiction, await installed_of(request).organs())
    moved = replace(entry.subject, jurisdiction=body.jurisdiction)
    command = register_command(context, who, key, body, f"{subject_id} authority")
    await _require_registered(request, who, await context.subjects.register(moved, command))
    return entry_of((await context.subjects.get([subject_id]))[subject_id])


async def merge(request: Request, who: Persona, key: UUID, subject_id: UUID, body: MergeSubjects) -> SubjectDetail:
    """Merge a duplicate into another subject, once for each key and body; its cases are held against the ban anew.

    Raises:
        ProblemRaised: 403; 404 one of them is not the reader's to know; 409 merged before, or it is about the caller;
            422 a person and a unit.
    """
    require(request, who, "merge_subjects")
    context = context_of(request)
    for id_ in (subject_id, body.into):
        await require_reached(request, who, "merge_subjects", id_)
    await require_of_others(context, who, subject_id, body.into)
    command = register_command(context, who, key, body, str(subject_id))
    _require_changed(await context.subjects.merge(subject_id, body.into, body.reasons, command), SUBJECT_MERGED)
    return await detail_of(request, who, body.into)


async def separate(request: Request, who: Persona, key: UUID, subject_id: UUID, body: SeparateSubject) -> SubjectDetail:
    """Undo the merge of an entry, once for each key and body; what was decided meanwhile names who it stood for.

    Raises:
        ProblemRaised: 403; 404 it is not the reader's to know; 409 it was not merged, or it is about the caller.
    """
    await require_reached(request, who, "merge_subjects", subject_id)
    context = context_of(request)
    await require_of_others(context, who, subject_id)
    command = register_command(context, who, key, body, f"{subject_id} separation")
    _require_changed(await context.subjects.separate(subject_id, body.reasons, command), SUBJECT_NOT_MERGED)
    return await detail_of(request, who, subject_id)


async def require_reached(
    request: Request,
    who: Persona,
    action: Literal["merge_subjects", "link_subject", "change_subject"],
    subject_id: UUID,
) -> RegisteredSubject:
    """An entry that the caller finds and may do this with; whoever does not find it is told that there is none.

    Raises:
        ProblemRaised: 403; 404 it is not the caller's to know.
    """
    require(request, who, action)
    entry = await _visible(request, who, subject_id)
    organs = await installed_of(request).organs()
    if not allowed(who, action, Resource(entry.subject.jurisdiction), organs).allow:
        raise Hidden(who, action, subject_id, exists=True, place=entry.subject.jurisdiction)
    return entry


async def detail_of(request: Request, who: Persona, subject_id: UUID) -> SubjectDetail:
    """One subject, by whichever of its ids.

    Raises:
        ProblemRaised: 403; 404 there is none that the reader may see.
    """
    require(request, who, "read_subjects")
    context = context_of(request)
    entry = await _visible(request, who, subject_id)
    family = (await context.subjects.families([subject_id]))[subject_id]
    connected = await context.subject_changes.connected([subject_id])
    repeats = await _repeats(request, who, connected.lineage(subject_id))
    duplicates = tuple(id_ for id_ in family.ids if id_ != subject_id)
    linked = next(iter((await persons.get(context.pool, family.ids)).values()), None)
    return SubjectDetail(**dict(entry_of(entry)), duplicates=duplicates, person=linked, repeats=repeats)


def disclose_subject(request: Request, who: Persona, shown: SubjectDetail) -> None:
    """Say that the answer tells of one subject."""
    disclose(request, who, "read_subjects", "register", shown.subject_id, resource="subject", place=shown.jurisdiction)


async def link(request: Request, who: Persona, subject_id: UUID, person: str | None) -> SubjectDetail:
    """Say who a subject is among those who hold positions, by whichever of its ids; the same again changes nothing.

    Raises:
        ProblemRaised: 403; 404 there is none that the caller may say it of; 409 it is about the caller, the names
            differ, or somebody else says it now; 422 the organs know no such person, or the subject is a unit.
    """
    entry = await require_reached(request, who, "link_subject", subject_id)
    context = context_of(request)
    family = (await context.subjects.families([subject_id]))[subject_id]
    require_linkable(entry.subject, person, await installed_of(request).organs())
    require_not_own(who, person, *(await persons.get(context.pool, family.ids)).values())
    if not await persons.link(context.pool, family, person, _linking(context, who)):
        raise ProblemRaised(CONFLICT)
    return await detail_of(request, who, subject_id)


def require_linkable(subject: Subject, person: str | None, organs: Organs) -> None:
    """Let a subject be nobody but a person of the organs who bears one of its names.

    Raises:
        ProblemRaised: 422 the organs know no such person, or the subject is a unit; 409 the names differ.
    """
    if person is None:
        return
    names = {canonical_name(each.name) for each in organs.people if each.id == person}
    if not names or subject.kind == "unit":
        what = "no such person" if not names else "a unit holds no position"
        fault = FieldFault(pointer="/person", code="unknown", message=what)
        raise ProblemRaised(MALFORMED, Particulars(errors=(fault,)))
    if names.isdisjoint(map(canonical_name, (subject.name, *subject.aliases))):
        raise ProblemRaised(of_refusal(refusals.PERSON_NAME_DIFFERS))


def require_not_own(who: Persona, *linked: str | None) -> None:
    """Let nobody say of themselves that they are a subject, or that they are none any more.

    Raises:
        ProblemRaised: 409.
    """
    if who.person in linked:
        raise ProblemRaised(of_refusal(refusals.CONFLICT_OF_INTEREST))


def entry_of(entry: RegisteredSubject) -> SubjectEntry:
    """The entry without what only officials may look up: the identifier."""
    known = asdict(entry.subject)
    del known["identifier"]
    return SubjectEntry(version=entry.version, merged_into=entry.merged_into, **known)


async def require_of_others(context: AppContext, who: Persona, *subject_ids: UUID) -> None:
    """Let nobody merge or separate what they are themselves: their own case would be another's (A-39)."""
    linked = await persons.get(context.pool, await context.subjects.all_ids(subject_ids))
    require_not_own(who, *linked.values())


def _require_changed(outcome: Changed, conflict: ProblemType) -> None:
    """End the request where a merge or its undoing does not stand."""
    match outcome:
        case Registered():
            return
        case KeyReused():
            raise ProblemRaised(of_refusal(refusals.KEY_REUSED))
        case Conflict():
            raise ProblemRaised(conflict)
        case NotAlike():
            raise ProblemRaised(SUBJECTS_NOT_ALIKE)
        case _:
            assert_never(outcome)


async def _visible(request: Request, who: Persona, subject_id: UUID) -> RegisteredSubject:
    """An entry that the reader may find; all others do not exist."""
    known = await context_of(request).subjects.get([subject_id])
    found = await found_by(request, who, list(known.values()))
    if not found:
        raise Hidden(who, "read_subjects", subject_id, exists=bool(known))
    return found[0]


async def _repeats(request: Request, who: Persona, subject_ids: Sequence[UUID]) -> tuple[Occurrence, ...]:
    """Those of the cases of some subjects that may be of one matter, as far as the reader may see matters."""
    if not allowed(who, "read_matters").allow:
        return ()
    pool = context_of(request).pool
    found = await bans.repeats(pool, subject_ids)
    scope = await scope_of(request, who, "read_matters")
    seen = await visible_among(pool, scope, [each.case_id for each in found])
    return tuple(each for each in found if each.case_id in seen)


async def namesakes_told(request: Request, who: Persona, found: Namesakes) -> ProblemRaised:
    """That others bear the name, with those of them whom the caller may find."""
    fault = FieldFault(pointer="/another_person", code="namesakes", message="subjects of this name are registered")
    candidates = await _named_subjects(request, who, found.subject_ids)
    return ProblemRaised(SUBJECT_NAMESAKES, Particulars(errors=(fault,), candidates=candidates))


async def _named_subjects(request: Request, who: Persona, subject_ids: tuple[UUID, ...]) -> tuple[NamedSubject, ...]:
    """Those of the same name as far as the caller may find them: that there are others is told by the refusal."""
    known = (await context_of(request).subjects.get(subject_ids)).values()
    found = await found_by(request, who, list(known))
    return tuple(
        NamedSubject(subject_id=each.subject.subject_id, name=each.subject.name, unit_name=each.subject.unit_name)
        for each in found
    )


def _linking(context: AppContext, who: Persona) -> LinkedBy:
    return LinkedBy(who.actor.model_dump_json().encode(), context.clock())


def register_command(
    context: AppContext,
    who: Persona,
    key: UUID,
    body: Frozen,
    about: str = "",
) -> RegisterCommand:
    """What the ledger keeps; its digest is of actor and body, as that of a command on a case."""
    actor = who.actor.model_dump_json()
    digest = hashlib.sha256((actor + about + body.model_dump_json()).encode()).digest()
    return RegisterCommand(key, digest, actor.encode(), context.clock())
