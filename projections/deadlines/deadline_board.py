"""The deadline board (期限督办): the duties of case pages, one row each.

Whether a duty is overdue is derived from the day the caller names, never stored. A provisional term is no breach
(decision 11), a clock that stands still is due on no day, and a case still being entered from paper has no
clock yet, so none of these ever counts as overdue.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.values import Code
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.cases.duties import DutyView
from projections.projector.read_model import ChildRows
from projections.projector.table import API_AND_WORKER, Row, Table, made_of, read

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class Deadline(Row):
    """A duty on the board; `level` is the highest rung of the ladder reached, 0 for none.

    `place` is where it counts, if not where its case is.
    """

    KEY: ClassVar = ("duty_id",)

    duty_id: UUID
    organ: Code
    place: Code | None = None
    state: Literal["open", "met", "cancelled"]
    due_on: date
    provisional: bool
    missed: bool
    level: int
    paused: bool
    checked_version: int
    duty: DutyView
    case_number: str | None = Field(default=None, description="joined when read")


def _rows(case_id: UUID, duties: tuple[DutyView, ...]) -> Iterator[Deadline]:
    for duty in duties:
        yield made_of(
            Deadline,
            duty,
            case_id=case_id,
            organ=duty.responsible,
            level=max((rung.level for rung in duty.escalations), default=0),
            paused=duty.paused_because is not None,
            duty=duty,
        )


ROWS = ChildRows(Table("deadline_board", 5, Deadline, _SQL["create"], readers=API_AND_WORKER), ("duties",), _rows)


async def behind(pool: Pool, version: int, *, after: UUID, limit: int) -> tuple[UUID, ...]:
    """List cases with a running term, or an open window of appeal, that was not yet held against a calendar version.

    A clock that stands still is not among them: it is counted anew when it goes on. By id; begin after the nil id.
    """
    return tuple(row["case_id"] for row in await pool.fetch(_SQL["behind"], version, after, limit))


async def running(pool: Pool, *, after: UUID, limit: int) -> tuple[Deadline, ...]:
    """List every open duty whose clock runs, by id; begin after the nil id."""
    return await read(pool, Deadline, _SQL["running"], after, limit)
