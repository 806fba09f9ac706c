"""PUT /v1/subjects/{id}/person: who a subject is among those who hold positions (当事人任职, A-39)."""

from uuid import UUID

from fastapi import Request, Response

from api.auth.callers import caller
from api.http.replies import json_reply
from api.http.requests import body_of
from api.http.routing import JsonRouter
from api.registers.subjects import SubjectDetail, SubjectPerson, link, require_reached

router = JsonRouter(prefix="/v1")


@router.put(
    "/subjects/{subject_id}/person",
    operation_id="subjects.link",
    summary="Say which official a subject is",
    tags=["subjects"],
    response_model=SubjectDetail,
)
async def link_subject(request: Request, subject_id: UUID) -> Response:
    """From then on that person has no part in handling the subject's cases, and reads none of their inner words."""
    who = await caller(request)
    await require_reached(request, who, "link_subject", subject_id)
    body = await body_of(request, SubjectPerson)
    return json_reply(await link(request, who, subject_id, body.person))
