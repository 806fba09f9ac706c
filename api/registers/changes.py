"""The history of a subject as the interface has it (当事人沿革): names, states, successions, and what they bear on.

Nothing recorded here changes a case: the answer tells which open cases it bears on, and people decide (A-46).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, assert_never
from uuid import UUID

from fastapi import Request
from pydantic import Field

from api.auth.context import AppContext, context_of, today_of
from api.auth.policy import allowed
from api.auth.scope import listed, scope_of
from api.http.problems import (
    CONFLICT,
    SUBJECT_MERGED,
    SUBJECT_NAME_SAME,
    ProblemRaised,
    of_refusal,
)
from api.identity.personas import Persona
from api.registers.subjects import (
    Findable,
    SubjectDetail,
    detail_of,
    namesakes_told,
    register_command,
    require_of_others,
    require_reached,
)
from domain import refusals
from domain.refusals import Refused
from domain.subjects.history import ChangeKind, State, SubjectChange
from domain.subjects.rules import NOT_ITS_CASE, NOT_THE_LAST_CHANGE, SUCCESSION_MAX, UNIT_OF_WHO_MOVED, admit
from domain.values import Day, Flag, Frozen, Line, Text
from eventlog.shapes import Conflict, KeyReused
from eventlog.subject_changes import ChangeDetail, Connected, Renamed
from eventlog.subjects import Namesakes, RegisterCommand, Registered, Subject
from projections.cases.view import CaseLine
from projections.matters.bans import Occurrence

_TRIES = 5
"""Others may record something of the register meanwhile; each time it is decided anew."""
_OPEN_CASES_MAX = 50
CASES_MOVED_MAX = 500

Paper = Annotated[Line | None, Field(description="the paper it rests on: its number or title; sealed as names are")]


class RenameSubject(Frozen):
    """更名: a subject has another name since a day; by the earlier ones it is found as before."""

    name: Findable
    on: Day
    document: Paper = None
    another_person: Flag = Field(default=False, description="said outright: nobody else who bears that name is meant")


class RecordState(Frozen):
    """登记调动、退休、离开公职、去世、撤销 (A-46): what a subject is since a day; no case changes by it."""

    state: State
    on: Day
    unit_name: Findable | None = Field(default=None, description="the new unit of who moved, and of no one else")
    document: Paper = None
    reasons: Text | None = None


class RecordSuccession(Frozen):
    """登记机构改革 (A-09, A-46): one unit became another, several became one, or one became several."""

    predecessors: tuple[UUID, ...] = Field(min_length=1, max_length=SUCCESSION_MAX)
    successors: tuple[UUID, ...] = Field(min_length=1, max_length=SUCCESSION_MAX)
    on: Day
    founded: Flag = Field(default=True, description="the successors began with it; false: they had been there before")
    document: Line = Field(description="the paper of the reform: its number or title; sealed as names are")
    reasons: Text | None = None


class MoveFunctions(Frozen):
    """登记职能划转 (A-46): some functions of a unit are another's since a day, and both units remain.

    The cases named go with them: what the unit owes in these the other one does. All else stays with the unit.
    """

    to: UUID
    functions: Line = Field(description="which functions; sealed as names are")
    on: Day
    document: Line = Field(description="the paper of the transfer: its number or title; sealed as names are")
    cases: tuple[UUID, ...] = Field(default=(), max_length=CASES_MOVED_MAX)
    reasons: Text | None = None


class TakeBackChange(Frozen):
    """更正: the last change of a subject was recorded in error; it stays on record, and counts for nothing."""

    reasons: Text


class ChangeEntry(Frozen):
    """A change of a subject; `before` and `after` are names of a renamed one, units of one who moved."""

    change_id: UUID
    kind: ChangeKind
    on: date
    recorded_at: datetime
    subjects: tuple[UUID, ...]
    successors: tuple[UUID, ...]
    founded: bool
    before: str | None
    after: str | None
    document: str | None
    reasons: str | None
    takes_back: UUID | None
    functions: str | None = None
    cases: tuple[UUID, ...] = Field(default=(), description="those that went with the functions")
    standing: bool = Field(description="false: it was taken back")


class SubjectHistory(Frozen):
    """当事人沿革: what became of a subject, the earliest first, and what it bears on.

    Attributes:
        state: the change by which it is no more what it was.
        predecessors: the units that it came of, at any distance.
        successors: the units that came of it, at any distance.
        open_cases: cases about it that are not closed, as far as the reader sees them.
        repeats: cases of it, its predecessors and successors that may be of one matter, one of them tolerated (A-08).
    """

    subject_id: UUID
    items: tuple[ChangeEntry, ...]
    state: ChangeKind | None
    state_since: date | None
    predecessors: tuple[UUID, ...]
    successors: tuple[UUID, ...]
    open_cases: tuple[CaseLine, ...]
    repeats: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A change with what goes with it, as it follows from what the register says at the moment."""

    change: SubjectChange
    detail: ChangeDetail
    renamed: Renamed | None = None


async def history_of(request: Request, who: Persona, shown: SubjectDetail) -> SubjectHistory:
    """What became of a subject that the reader may see, by whichever of its ids."""
    connected = await context_of(request).subject_changes.connected([shown.subject_id])
    root, history = connected.roots[shown.subject_id], connected.history
    taken_back, state = {each.takes_back for each in history.recorded}, history.state(root)
    words = allowed(who, "change_subject").allow
    concerned = [each for each in history.recorded if root in each.subjects or root in each.successors]
    return SubjectHistory(
        subject_id=root,
        items=tuple(
            _entry(each, connected.details[each.change_id], standing=each.change_id not in taken_back, words=words)
            for each in concerned
        ),
        state=state.kind if state else None,
        state_since=state.on if state else None,
        predecessors=tuple(sorted(history.before(root))),
        successors=tuple(sorted(history.after(root))),
        open_cases=await _open_cases(request, who, connected.lineage(root)),
        repeats=shown.repeats,
    )


async def rename(request: Request, who: Persona, key: UUID, subject_id: UUID, body: RenameSubject) -> SubjectHistory:
    """Give a subject another name, once for each key and body.

    Raises:
        ProblemRaised: 403; 404 it is not the caller's to know; 409 another bears the name, it is the name it has, it
            was merged, or it contradicts what was recorded.
    """
    await _reached(request, who, subject_id)

    def wanted(_: Connected, entry: Subject, at: datetime) -> _Wanted:
        if entry.name == body.name:
            raise ProblemRaised(SUBJECT_NAME_SAME)
        detail = ChangeDetail(document=body.document, before=entry.name, after=body.name)
        subject = replace(entry, name=body.name)
        renamed = Renamed(subject, new_name=True, unlike=body.another_person)
        return _Wanted(SubjectChange(key, "renamed", body.on, (subject_id,), at), detail, renamed)

    command = register_command(context_of(request), who, key, body, f"{subject_id} names")
    await _record(request, who, command, (subject_id,), wanted)
    return await history_of(request, who, await detail_of(request, who, subject_id))


async def record_state(
    request: Request, who: Persona, key: UUID, subject_id: UUID, body: RecordState
) -> SubjectHistory:
    """Say what a subject is since a day, once for each key and body.

    Raises:
        ProblemRaised: 403; 404; 409 it was merged, or it contradicts what was recorded; 422 it is not of that kind.
    """
    await _reached(request, who, subject_id)
    if (body.state == "moved") is (body.unit_name is None):
        raise ProblemRaised(of_refusal(UNIT_OF_WHO_MOVED))

    def wanted(_: Connected, entry: Subject, at: datetime) -> _Wanted:
        detail = ChangeDetail(body.document, body.reasons)
        change = SubjectChange(key, body.state, body.on, (subject_id,), at)
        if body.unit_name is None:
            return _Wanted(change, detail)
        detail = replace(detail, before=entry.unit_name, after=body.unit_name)
        return _Wanted(change, detail, Renamed(replace(entry, unit_name=body.unit_name), new_name=False))

    command = register_command(context_of(request), who, key, body, f"{subject_id} states")
    await _record(request, who, command, (subject_id,), wanted)
    return await history_of(request, who, await detail_of(request, who, subject_id))


async def record_succession(request: Request, who: Persona, key: UUID, body: RecordSuccession) -> SubjectHistory:
    """Say which units took the place of which, once for each key and body; the answer is of the first successor.

    Raises:
        ProblemRaised: 403; 404 one of them is not the caller's to know; 409 a loop, a day before a unit was there, one
            that was merged or succeeded before; 422 not of units, or several by several.
    """
    named = (*body.predecessors, *body.successors)
    for each in dict.fromkeys(named):
        await _reached(request, who, each)

    def wanted(_connected: Connected, _entry: Subject, at: datetime) -> _Wanted:
        change = SubjectChange(
            key, "succeeded", body.on, body.predecessors, at, successors=body.successors, founds=body.founded
        )
        return _Wanted(change, ChangeDetail(body.document, body.reasons))

    command = register_command(context_of(request), who, key, body, "succession")
    await _record(request, who, command, named, wanted)
    return await history_of(request, who, await detail_of(request, who, body.successors[0]))


async def move_functions(
    request: Request, who: Persona, key: UUID, subject_id: UUID, body: MoveFunctions
) -> SubjectHistory:
    """Say which functions of a unit are another's since a day, once for each key and body.

    The answer names cases that may be of one matter: bans go with the matter, and are looked at again with both units.

    Raises:
        ProblemRaised: 403; 404 one of them is not the caller's to know; 409 one is no more, or was not there yet; 422
            not from one unit to another, or a case that is none of its open ones.
    """
    context, named = context_of(request), (subject_id, body.to)
    for each in named:
        await _reached(request, who, each)
    command = register_command(context, who, key, body, f"{subject_id} function-transfers")
    if not await _is_recorded(context, command):
        connected = await context.subject_changes.connected([subject_id])
        open_cases = await _open_cases(request, who, connected.ids(subject_id), CASES_MOVED_MAX)
        if not {line.case_id for line in open_cases}.issuperset(body.cases):
            raise ProblemRaised(of_refusal(NOT_ITS_CASE))

    def wanted(_connected: Connected, _entry: Subject, at: datetime) -> _Wanted:
        change = SubjectChange(key, "functions_moved", body.on, (subject_id,), at, successors=(body.to,))
        cases = tuple(map(str, body.cases))
        return _Wanted(change, ChangeDetail(body.document, body.reasons, functions=body.functions, cases=cases))

    await _record(request, who, command, named, wanted)
    return await history_of(request, who, await detail_of(request, who, subject_id))


async def take_back(  # noqa: PLR0913, PLR0917 - a change of a subject, by both ids
    request: Request, who: Persona, key: UUID, subject_id: UUID, change_id: UUID, body: TakeBackChange
) -> SubjectHistory:
    """Take back what was recorded of a subject in error, the last first, once for each key and body.

    Raises:
        ProblemRaised: 403; 404; 409 there is none such, or something was recorded upon it.
    """
    await _reached(request, who, subject_id)

    def wanted(connected: Connected, entry: Subject, at: datetime) -> _Wanted:
        wrong = next((each for each in connected.history.standing if each.change_id == change_id), None)
        if wrong is None or subject_id not in wrong.subjects:
            raise Refused(NOT_THE_LAST_CHANGE)
        before = connected.details[change_id].before
        change = SubjectChange(key, "taken_back", wrong.on, wrong.subjects, at, takes_back=change_id)
        restored: Renamed | None = None
        if wrong.kind == "renamed" and before is not None:
            restored = Renamed(replace(entry, name=before), new_name=False)
        elif wrong.kind == "moved":
            restored = Renamed(replace(entry, unit_name=before), new_name=False)
        return _Wanted(change, ChangeDetail(reasons=body.reasons), restored)

    command = register_command(context_of(request), who, key, body, f"{subject_id} {change_id}")
    await _record(request, who, command, (subject_id,), wanted)
    return await history_of(request, who, await detail_of(request, who, subject_id))


async def _reached(request: Request, who: Persona, subject_id: UUID) -> None:
    """Require that the caller finds an entry, may change it, and that it stands for itself."""
    entry = await require_reached(request, who, "change_subject", subject_id)
    if entry.merged_into is not None:
        raise ProblemRaised(SUBJECT_MERGED)


async def _record(
    request: Request,
    who: Persona,
    command: RegisterCommand,
    named: tuple[UUID, ...],
    wanted: Callable[[Connected, Subject, datetime], _Wanted],
) -> None:
    """Record what is wanted, decided on what the register says now; the same command again changes nothing."""
    context = context_of(request)
    if await _is_recorded(context, command):
        return
    await require_of_others(context, who, *named)
    for _ in range(_TRIES):
        connected = await context.subject_changes.connected(named)
        entry = (await context.subjects.get(named[:1]))[named[0]]
        try:
            want = wanted(connected, entry.subject, command.recorded_at)
            admit(want.change, connected.history, connected.kinds, today_of(request))
        except (Refused, ProblemRaised) as refused:
            if await _is_recorded(context, command):  # by the same request, sent twice at once
                return
            raise (refused if isinstance(refused, ProblemRaised) else _problem(refused)) from None
        outcome = await context.subject_changes.record(want.change, want.detail, command, connected.seen, want.renamed)
        match outcome:
            case Registered():
                return
            case KeyReused():
                raise ProblemRaised(of_refusal(refusals.KEY_REUSED))
            case Namesakes():
                raise await namesakes_told(request, who, outcome)
            case Conflict():
                continue
            case _:
                assert_never(outcome)
    raise ProblemRaised(CONFLICT)


async def _is_recorded(context: AppContext, command: RegisterCommand) -> bool:
    """Whether this very command was recorded before; another one under its key ends the request."""
    recorded = await context.subject_changes.is_recorded(command)
    if isinstance(recorded, KeyReused):
        raise ProblemRaised(of_refusal(refusals.KEY_REUSED))
    return recorded


def _problem(refused: Refused) -> ProblemRaised:
    return ProblemRaised(of_refusal(refused.refusal))


async def _open_cases(
    request: Request, who: Persona, ids: Sequence[UUID], limit: int = _OPEN_CASES_MAX
) -> tuple[CaseLine, ...]:
    if not allowed(who, "read_case").allow:
        return ()
    scope = await scope_of(request, who, "read_case")
    return await listed(context_of(request).pool, scope, "open_of_subjects", CaseLine, ids, limit)


def _entry(change: SubjectChange, detail: ChangeDetail, *, standing: bool, words: bool) -> ChangeEntry:
    """A change as it may be told: papers and reasons are for those alone who may record them."""
    return ChangeEntry(
        change_id=change.change_id,
        kind=change.kind,
        on=change.on,
        recorded_at=change.recorded_at,
        subjects=change.subjects,
        successors=change.successors,
        founded=change.founds,
        before=detail.before,
        after=detail.after,
        document=detail.document if words else None,
        reasons=detail.reasons if words else None,
        takes_back=change.takes_back,
        functions=detail.functions,
        cases=tuple(map(UUID, detail.cases)),
        standing=standing,
    )
