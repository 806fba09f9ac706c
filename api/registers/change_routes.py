"""The history of subjects as JSON (当事人沿革): read, and one route for each thing that can be recorded of it."""

from uuid import UUID

from fastapi import Request, Response

from api.auth.callers import Caller, caller, require
from api.http.replies import json_reply
from api.http.requests import body_of, command_id
from api.http.routing import JsonRouter
from api.registers.acts import SUBJECT_ACTS
from api.registers.changes import (
    RecordSuccession,
    SubjectHistory,
    TakeBackChange,
    history_of,
    record_succession,
    take_back,
)
from api.registers.subjects import detail_of, disclose_subject, require_reached

router = JsonRouter(prefix="/v1", tags=["subjects"])


@router.read("/subjects/{subject_id}/history", "subjects.history", "Get the history of a subject", SubjectHistory)
async def get_history(request: Request, who: Caller, subject_id: UUID) -> Response:
    """What became of a subject since which day, and the open cases that it bears on."""
    shown = await detail_of(request, who, subject_id)
    disclose_subject(request, who, shown)
    return json_reply(await history_of(request, who, shown))


for act in SUBJECT_ACTS:
    act.mount(router)


@router.post(
    "/successions",
    operation_id="successions.record",
    summary="Record a succession of units",
    status_code=201,
    response_model=SubjectHistory,
)
async def record_unit_succession(request: Request) -> Response:
    """One unit became another, several became one, or one became several; the ban goes with the matter (A-09)."""
    who = await caller(request)
    require(request, who, "change_subject")
    body = await body_of(request, RecordSuccession)
    return json_reply(await record_succession(request, who, command_id(request), body), 201)


@router.post(
    "/subjects/{subject_id}/changes/{change_id}/taking-back",
    operation_id="subjects.take_back",
    summary="Take back what was recorded in error",
    status_code=201,
    response_model=SubjectHistory,
)
async def take_back_change(request: Request, subject_id: UUID, change_id: UUID) -> Response:
    """The last change of a subject counts for nothing; it stays on record."""
    who = await caller(request)
    await require_reached(request, who, "change_subject", subject_id)
    body = await body_of(request, TakeBackChange)
    return json_reply(await take_back(request, who, command_id(request), subject_id, change_id, body), 201)
