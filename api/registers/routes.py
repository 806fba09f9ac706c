"""The registers: organs as installed, subjects, and the ledger of commands."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import Request, Response

from api.auth.callers import Caller, caller, require
from api.auth.context import Context
from api.auth.purposes import require_purpose
from api.auth.subjects import roster_for
from api.commands.gateway import outcome_of
from api.http.problems import NOT_FOUND, ProblemRaised
from api.http.replies import json_reply
from api.http.requests import body_of, command_id
from api.http.routing import JsonRouter
from api.installed import installed_of
from api.registers.subjects import (
    RegisterSubject,
    SubjectDetail,
    SubjectEntry,
    detail_of,
    disclose_subject,
    found_by_name,
    register,
)
from domain.organs import Organs
from domain.refusals import Refusal
from domain.values import Frozen, Name

router = JsonRouter(prefix="/v1")


class OrgansNow(Frozen):
    """The organs of the installation, as its newest version has them."""

    version: int
    organs: Organs


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
    """Organs, positions with their dated holders, committee seats; to a unit, the holders of its own posts alone."""
    require(request, who, "read_law")
    version, organs = await installed_of(request).organs_now()
    return json_reply(OrgansNow(version=version, organs=roster_for(who, organs)))


@router.read("/subjects", "subjects.find", "Find subjects by name", Subjects, tags=["subjects"])
async def find_subjects(request: Request, who: Caller, name: Name) -> Response:
    """Subjects that bear this name or alias, or bore it, however it is typed; a unit finds its own people alone."""
    require(request, who, "read_subjects")
    await require_purpose(request, who, "register")
    return json_reply(Subjects(items=await found_by_name(request, who, name)))


@router.read("/subjects/{subject_id}", "subjects.get", "Get a subject", SubjectDetail, tags=["subjects"])
async def get_subject(request: Request, who: Caller, subject_id: UUID) -> Response:
    """A subject with its duplicates, and those of its cases that may be of one matter, one of them tolerated."""
    shown = await detail_of(request, who, subject_id)
    disclose_subject(request, who, shown)
    return json_reply(shown)


@router.post(
    "/subjects",
    operation_id="subjects.register",
    summary="Register a subject",
    tags=["subjects"],
    status_code=201,
    response_model=SubjectEntry,
)
async def register_subject(request: Request) -> Response:
    """Register a person or a unit, once for each key; those of the same name in the same unit are told with 409.

    Whom a unit registers is of that unit.
    """
    who = await caller(request)
    require(request, who, "register_subject")
    return json_reply(await register(request, who, command_id(request), await body_of(request, RegisterSubject)), 201)


@router.read("/commands/{id}", "commands.get", "Get the outcome of a command", CommandOutcome, tags=["commands"])
async def get_command(who: Caller, context: Context, id: UUID) -> Response:  # noqa: A002 - the name in the path
    """What became of a command, to whoever sent it; 404 while nobody knows."""
    row = await context.event_log.outcome(id)
    if row is None or row.actor != who.actor.model_dump_json().encode():
        raise ProblemRaised(NOT_FOUND)
    shared = {"command_id": id, "state": row.outcome, "case_id": row.stream_id, "recorded_at": row.recorded_at}
    if row.stream_id is None and row.refusal is None:  # a change of the register of subjects has no events
        return json_reply(CommandOutcome(**shared))
    outcome = await outcome_of(context.event_log, row)
    if isinstance(outcome, Refusal):
        return json_reply(CommandOutcome(**shared, refusal=outcome))
    return json_reply(
        CommandOutcome(**shared, first_version=outcome.first_version, version=outcome.version, events=outcome.events)
    )
