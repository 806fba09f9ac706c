"""The acts on one subject of the register, a route each: who may ask, what is sent, what is done."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.auth.callers import caller
from api.http.replies import json_reply
from api.http.requests import body_of, command_id
from api.identity.personas import Persona
from api.registers.changes import (
    MoveFunctions,
    RecordState,
    RenameSubject,
    SubjectHistory,
    move_functions,
    record_state,
    rename,
)
from api.registers.subjects import (
    MergeSubjects,
    MoveSubject,
    SeparateSubject,
    SubjectDetail,
    SubjectEntry,
    merge,
    move,
    require_reached,
    separate,
)
from domain.values import Frozen

B = TypeVar("B", bound=Frozen)


@dataclass(frozen=True, slots=True)
class SubjectAct(Generic[B]):
    """An act on one subject: its path below the subject, its body, and what does it, once for each key and body."""

    path: str
    summary: str
    description: str
    body: type[B]
    done: Callable[[Request, Persona, UUID, UUID, B], Awaitable[Frozen]]
    answer: type[Frozen] = SubjectHistory
    operation: str = ""
    right: Literal["change_subject", "merge_subjects"] = "change_subject"

    def mount(self, router: APIRouter) -> None:
        """Add its route."""

        async def act(request: Request, subject_id: UUID) -> Response:
            who = await caller(request)
            await require_reached(request, who, self.right, subject_id)
            body = await body_of(request, self.body)
            return json_reply(await self.done(request, who, command_id(request), subject_id, body), 201)

        router.add_api_route(
            f"/subjects/{{subject_id}}/{self.path}",
            act,
            methods=["POST"],
            operation_id=self.operation,
            summary=self.summary,
            description=self.description,
            status_code=201,
            response_model=self.answer,
        )


SUBJECT_ACTS: tuple[SubjectAct[Any], ...] = (
    SubjectAct(
        "names",
        "Rename a subject",
        "From a day on it has another name; it is found by all that it had.",
        RenameSubject,
        rename,
        operation="subjects.rename",
    ),
    SubjectAct(
        "states",
        "Record what became of a subject",
        "Moved, retired, left, deceased; a unit abolished. No case changes by it: the answer names those it bears on.",
        RecordState,
        record_state,
        operation="subjects.state",
    ),
    SubjectAct(
        "function-transfers",
        "Record that functions went to another unit",
        "Both units remain; the open cases named go with the functions, and bans are looked at again with both.",
        MoveFunctions,
        move_functions,
        operation="subjects.move_functions",
    ),
    SubjectAct(
        "authority",
        "Move a subject to another place",
        "From now on another place manages the subject; a case that is not one's own any more is transferred.",
        MoveSubject,
        move,
        SubjectEntry,
        operation="subjects.move",
    ),
    SubjectAct(
        "merge",
        "Merge a duplicate",
        "From now on a duplicate stands for another subject; the answer names cases that may be of one matter (NJ-31).",
        MergeSubjects,
        merge,
        SubjectDetail,
        operation="subjects.merge",
        right="merge_subjects",
    ),
    SubjectAct(
        "separation",
        "Undo a merge",
        "The entry stands for itself again; what was decided meanwhile names who it stood for.",
        SeparateSubject,
        separate,
        SubjectDetail,
        operation="subjects.separate",
        right="merge_subjects",
    ),
)
