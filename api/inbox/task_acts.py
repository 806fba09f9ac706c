"""How organs divide their work: claims, forwards and reminders of tasks, and notices read (decision 58).

None of it is an act of a case, and none of it says who may act: it is written as the log is, by a function of the
owner that only adds, and each change is made on the version of the task that its maker has seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal, NamedTuple
from uuid import UUID

from api.identity.seals import Seals
from domain.values import Actor
from eventlog.pool import Pool
from eventlog.queries import load_queries

_SQL = load_queries(Path(__file__).with_suffix(".sql"))

TaskAct = Literal["claim", "assign", "forward", "release", "snooze", "wake"]


class TaskKey(NamedTuple):
    """What tells a task from all others, as the inbox has it (projections/inbox/inbox.py)."""

    about: UUID
    what: str
    organ: str
    level: int


@dataclass(frozen=True, slots=True)
class SeenTask:
    """A task of a case, and how many changes of it somebody has seen; the id makes sending it twice one change."""

    key: TaskKey
    case_id: UUID
    seen: int
    command_id: UUID


@dataclass(frozen=True, slots=True)
class Change:
    """What is done with some tasks: by whom, when, and who has them from then on."""

    act: TaskAct
    actor: Actor
    at: datetime
    person: str | None = None
    position: str | None = None
    until: date | None = None
    reason: str | None = None


async def change_tasks(pool: Pool, seals: Seals, tasks: Sequence[SeenTask], change: Change) -> list[bool]:
    """Change some tasks with one statement, each by itself; False: somebody was faster with that one."""
    reason = change.reason
    found = await pool.fetch(
        _SQL["change"],
        [each.key.about for each in tasks],
        [each.key.what for each in tasks],
        [each.key.organ for each in tasks],
        [each.key.level for each in tasks],
        [each.seen for each in tasks],
        [each.case_id for each in tasks],
        [each.command_id for each in tasks],
        change.act,
        change.person,
        change.position,
        change.until,
        change.actor.model_dump_json(),
        change.at,
        [None if reason is None else seals.seal(reason, each.command_id) for each in tasks],
    )
    done = {row["nth"]: row["done"] for row in found}
    return [done[nth] for nth in range(1, len(tasks) + 1)]


async def mark_read(
    pool: Pool, notices: Sequence[tuple[TaskKey, UUID]], person: str, actor: Actor, at: datetime
) -> None:
    """Keep that whoever holds the actor's post has read some notices, each of a case; once."""
    await pool.execute(
        _SQL["read"],
        [key.about for key, _ in notices],
        [key.organ for key, _ in notices],
        [key.level for key, _ in notices],
        [case_id for _, case_id in notices],
        person,
        actor.position,
        actor.model_dump_json(),
        at,
    )


async def reasons_of(pool: Pool, seals: Seals, tasks: Sequence[tuple[TaskKey, int]]) -> Mapping[TaskKey, str]:
    """Why some tasks came to who has them, each after so many changes; a reason that does not open is told as none."""
    rows = await pool.fetch(
        _SQL["reasons"],
        [key.about for key, _ in tasks],
        [key.what for key, _ in tasks],
        [key.organ for key, _ in tasks],
        [key.level for key, _ in tasks],
        [number for _, number in tasks],
    )
    opened = (
        (TaskKey(row["about"], row["what"], row["organ"], row["level"]), seals.unseal(row["reason"], row["command_id"]))
        for row in rows
    )
    return {key: reason for key, reason in opened if reason is not None}
