"""The registers: organs as installed, subjects, and the ledger of commands."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID, uuid5

import asyncpg
from fastapi import Query, Request, Response
from pydantic import Field

from api.auth.callers import Caller, caller, require
from api.auth.context import Context, context_of
from api.auth.policy import Resource, places_under
from api.commands.gateway import outcome_of
from api.http.problems import CONFLICT, MALFORMED, NOT_FOUND, FieldFault, Particulars, ProblemRaised, of_refusal
from api.http.replies import json_reply
from api.http.requests import body_of, command_id
from api.http.routing import JsonRouter
from api.installed import installed_of
from domain import refusals
from domain.organs import Organs
from domain.refusals import Refusal
from domain.values import Code, Frozen
from eventlog.subjects import RegisteredSubject, Subject

router = JsonRouter(prefix="/v1")

Name = Annotated[str, Field(min_length=1, max_length=100)]


class OrgansNow(Frozen):
    """The organs of the installation, as its newest version has them."""

    version: int
    organs: Organs


class RegisterSubject(Frozen):
    """登记当事人: a person or a unit, with what rules may know of it; the name stays in the register."""

    kind: Literal["person", "unit"]
    name: Name
    aliases: tuple[Name, ...] = Field(default=(), max_length=20)
    sector: Code
    jurisdiction: Code
    unit_name: Name | None = None
    identifier: Name | None = None


class SubjectEntry(Frozen):
    """A registered subject."""

    subject_id: UUID
    version: int
    kind: Literal["person", "unit"]
    name: str
    aliases: tuple[str, ...]
    sector: Code
    jurisdiction: Code
    unit_name: str | None


class Subjects(Frozen):
    """Subjects that bear or bore a name, as far as the caller may see."""

    items: tuple[SubjectEntry, ...]


class CommandOutcome(Frozen):
    """What became of a command: its first and only outcome."""

    command_id: UUID
    state: Literal["recorded", "refused"]
    case_id: UUID | None
    recorded_at: datetime
    first_version: int | None = None
    version: int | None = None
    events: tuple[str, ...] = ()
    refusal: Refusal | None = None


@router.read("/organs", "organs.get", "Get the organs", OrgansNow, tags=["law"])
async def get_organs(request: Request, who: Caller) -> Response:
    """Organs, positions with their dated holders, committee seats."""
    require(request, who, "read_law")
    version, organs = await installed_of(request).organs_now()
    return json_reply(OrgansNow(version=version, organs=organs))


@router.read("/subjects", "subjects.find", "Find subjects by name", Subjects, tags=["subjects"])
async def find_subjects(
    request: Request, who: Caller, context: Context, name: Annotated[str, Query(min_length=1, max_length=100)]
) -> Response:
    """Subjects that bear exactly this name or alias."""
    require(request, who, "read_subjects")
    places = places_under(await installed_of(request).organs(), who.jurisdiction)
    found = [entry for entry in await context.subjects.find(name) if entry.subject.jurisdiction in places]
    return json_reply(Subjects(items=tuple(map(_entry, found))))


@router.post(
    "/subjects",
    operation_id="subjects.register",
    summary="Register a subject",
    tags=["subjects"],
    status_code=201,
    response_model=SubjectEntry,
)
async def register_subject(request: Request) -> Response:
    """Register a person or a unit; the same key gives the same subject."""
    who = await caller(request)
    require(request, who, "register_subject")
    key = command_id(request)
    body = await body_of(request, RegisterSubject)
    organs = await installed_of(request).organs()
    if body.jurisdiction not in {place.id for place in organs.jurisdictions}:
        fault = FieldFault(pointer="/jurisdiction", code="unknown", message="no such jurisdiction")
        raise ProblemRaised(MALFORMED, Particulars(errors=(fault,)))
    require(request, who, "register_subject", Resource(body.jurisdiction), organs)
    wanted = Subject(subject_id=uuid5(key, "subject"), **body.model_dump())
    register = context_of(request).subjects
    entry = (await register.get([wanted.subject_id])).get(wanted.subject_id)
    if entry is None:
        try:
            await register.register(wanted)
        except asyncpg.UniqueViolationError:
            raise ProblemRaised(CONFLICT) from None
        entry = (await register.get([wanted.subject_id]))[wanted.subject_id]
    if entry.subject != wanted:
        raise ProblemRaised(of_refusal(refusals.KEY_REUSED))
    return json_reply(_entry(entry), 201)


@router.read("/commands/{id}", "commands.get", "Get the outcome of a command", CommandOutcome, tags=["commands"])
async def get_command(who: Caller, context: Context, id: UUID) -> Response:  # noqa: A002 - the name in the path
    """What became of a command, to whoever sent it; 404 while nobody knows."""
    row = await context.event_log.outcome(id)
    if row is None or row.actor != who.actor.model_dump_json().encode():
        raise ProblemRaised(NOT_FOUND)
    outcome = await outcome_of(context.event_log, row)
    shared = {"command_id": id, "state": row.outcome, "case_id": row.stream_id, "recorded_at": row.recorded_at}
    if isinstance(outcome, Refusal):
        return json_reply(CommandOutcome(**shared, refusal=outcome))
    return json_reply(
        CommandOutcome(**shared, first_version=outcome.first_version, version=outcome.version, events=outcome.events)
    )


def _entry(entry: RegisteredSubject) -> SubjectEntry:
    """The entry without what only officials may look up: the identifier."""
    known = asdict(entry.subject)
    del known["identifier"]
    return SubjectEntry(version=entry.version, **known)
