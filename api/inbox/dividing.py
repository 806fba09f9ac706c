"""What people do with tasks: claim, assign, pass on, give back, put off, mark as read; never vote, and never an act.

Each task is changed on the version that was seen. Of several some may be changed and others not; who was faster with
those, and when, is told.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, assert_never
from uuid import UUID, uuid5

from fastapi import Request
from pydantic import Field

from api.auth.context import context_of
from api.http.problems import (
    MALFORMED,
    NOT_FOR_THEM,
    PUT_OFF_TOO_LONG,
    TASK_NOT_SO,
    TASK_NOT_THERE,
    FieldFault,
    Particulars,
    ProblemRaised,
)
from api.identity.personas import Persona
from api.inbox.desk import Desk, colleagues, desk, desk_of
from api.inbox.task_acts import Change, SeenTask, TaskKey, change_tasks, mark_read
from api.inbox.tasks import Tab, Task, named
from api.installed import installed_of
from domain.values import INT4_MAX, Code, Day, Frozen, Name, Whole
from projections.inbox.inbox import What

TASKS_MAX = 50
"""That many are done at once: a page."""

Seen = Annotated[Whole, Field(ge=0, le=INT4_MAX)]
Done = Literal["claim", "assign", "forward", "release", "snooze", "wake", "read"]
_MINE = frozenset({Tab.MINE, Tab.LATER})


class TaskSeen(Frozen):
    """A task, and how many changes of it were seen (`changes` of a task)."""

    about: UUID
    what: What
    organ: Code
    level: Seen = 0
    seen: Seen = 0

    @property
    def key(self) -> TaskKey:
        """What tells it from all others."""
        return TaskKey(self.about, self.what.value, self.organ, self.level)


class Holder(Frozen):
    """A person in a post."""

    person: Code
    position: Code


class TasksDivided(Frozen):
    """What to do with some tasks: 认领、分派、转办、退回、稍后提醒、取消提醒、阅知."""

    act: Done
    tasks: tuple[TaskSeen, ...] = Field(min_length=1, max_length=TASKS_MAX)
    to: Holder | None = Field(default=None, description="to whom it is assigned or forwarded")
    until: Day | None = Field(default=None, description="snooze: the day on which it comes back")
    reason: Name | None = Field(default=None, description="forward: why")


class Divided(Frozen):
    """Which tasks were changed, and which somebody else had changed before: these as they stand now."""

    done: tuple[TaskSeen, ...]
    taken: tuple[Task, ...] = ()
    gone: tuple[TaskSeen, ...] = Field(default=(), description="those that are not among the caller's any more")


async def divide(request: Request, who: Persona, key: UUID, wanted: TasksDivided) -> Divided:
    """Do something with some tasks, once for each key.

    Raises:
        ProblemRaised: 403 no inbox; 404 none of the tasks is the caller's; 409, 422 what cannot be done with them.
    """
    mine, context = await desk_of(request, who), context_of(request)
    about = [each.about for each in wanted.tasks]
    found = await named(context.pool, mine, about)
    there = [(each, found[each.key]) for each in wanted.tasks if each.key in found]
    gone = tuple(each for each in wanted.tasks if each.key not in found)
    if not there:
        raise ProblemRaised(TASK_NOT_THERE)
    if wanted.act == "read":
        return await _read(request, mine, there, gone)
    holder = await _holder(request, mine, wanted, [task for _, task in there])
    for seen, task in there:
        _require_fits(mine, wanted, seen, task)
    change = Change(
        act=wanted.act,
        actor=who.actor,
        at=context.clock(),
        person=holder.person if holder else None,
        position=holder.position if holder else None,
        until=wanted.until if wanted.act == "snooze" else None,
        reason=wanted.reason,
    )
    tasks = [
        SeenTask(seen.key, task.case_id, seen.seen, uuid5(key, "/".join(map(str, seen.key)))) for seen, task in there
    ]
    changed = await change_tasks(context.pool, context.seals, tasks, change)
    done = tuple(seen for (seen, _), was in zip(there, changed, strict=True) if was)
    lost = [seen.key for (seen, _), was in zip(there, changed, strict=True) if not was]
    now: Mapping[TaskKey, Task] = await named(context.pool, mine, [each.about for each in lost]) if lost else {}
    return Divided(done=done, taken=tuple(now[each] for each in lost if each in now), gone=gone)


async def _read(
    request: Request, mine: Desk, there: Sequence[tuple[TaskSeen, Task]], gone: tuple[TaskSeen, ...]
) -> Divided:
    if any(task.tab not in {Tab.NOTICES, Tab.DONE} for _, task in there):
        raise ProblemRaised(TASK_NOT_SO)
    context, notices = context_of(request), [(seen.key, task.case_id) for seen, task in there]
    await mark_read(context.pool, notices, mine.holder, mine.who.actor, context.clock())
    return Divided(done=tuple(seen for seen, _ in there), gone=gone)


async def _holder(request: Request, mine: Desk, wanted: TasksDivided, tasks: Sequence[Task]) -> Holder | None:
    """Who has the tasks from then on.

    Raises:
        ProblemRaised: 409 they are not for whoever was named; 422 nobody was, or no reason, or no day.
    """
    match wanted.act:
        case "claim" | "snooze" | "wake":
            _require_day(mine, wanted, tasks)
            return Holder(person=mine.holder, position=mine.who.position)
        case "release" | "read":
            return None
        case "assign" | "forward":
            if wanted.to is None:
                raise _missing("/to")
            if wanted.act == "forward" and wanted.reason is None:
                raise _missing("/reason")
            await _require_theirs(request, mine, wanted.to, tasks)
            return wanted.to
        case _:
            assert_never(wanted.act)


async def _require_theirs(request: Request, mine: Desk, to: Holder, tasks: Sequence[Task]) -> None:
    """The tasks must be for the post named, and nobody's own matter (A-39): they are asked for at that desk."""
    organs = await installed_of(request).organs()
    other = next((p for p in colleagues(organs, mine) if (p.person, p.position) == (to.person, to.position)), None)
    if other is None:
        raise ProblemRaised(NOT_FOR_THEM)
    theirs = desk(organs, other, mine.days)
    found = await named(context_of(request).pool, theirs, [task.about for task in tasks])
    if any(task.key_of not in found or not theirs.does(task) for task in tasks):
        raise ProblemRaised(NOT_FOR_THEM)


def _require_day(mine: Desk, wanted: TasksDivided, tasks: Sequence[Task]) -> None:
    if wanted.act != "snooze":
        return
    if wanted.until is None:
        raise _missing("/until")
    if wanted.until <= mine.days.today or any(task.counts_to < wanted.until for task in tasks):
        raise ProblemRaised(PUT_OFF_TOO_LONG)


def _require_fits(mine: Desk, wanted: TasksDivided, seen: TaskSeen, task: Task) -> None:
    """What was seen as it is now must be such that this can be done with it; what has changed since is told instead.

    Raises:
        ProblemRaised: 409.
    """
    if task.changes != seen.seen and mine.does(task):
        return
    by_name = task.position is not None
    fits = {
        "claim": task.tab is Tab.UNCLAIMED,
        "assign": mine.divides and mine.does(task) and not by_name,
        "forward": task.tab in _MINE and not by_name,
        "release": task.tab in _MINE and not by_name and task.handler is not None,
        "snooze": task.tab in _MINE,
        "wake": task.tab is Tab.LATER,
        "read": False,
    }
    if not fits[wanted.act]:
        raise ProblemRaised(TASK_NOT_SO)


def _missing(pointer: str) -> ProblemRaised:
    fault = FieldFault(pointer=pointer, code="missing", message="Field required")
    return ProblemRaised(MALFORMED, Particulars(errors=(fault,)))
