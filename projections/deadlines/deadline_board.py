"""The deadline board (期限督办): the duties of case pages, one row each.

Whether a duty is overdue is derived from the day the caller names, never stored. A provisional term is no breach
(decision 11), a clock that stands still is due on no day, and a case still being entered from paper has no
clock yet, so none of these ever counts as overdue.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import ClassVar, Final, Literal
from uuid import UUID

from pydantic import Field

from domain.notices.kinds import Owed
from domain.values import Bilingual, Code
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.cases.duties import DutyView
from projections.cases.parties import is_part
from projections.projector.read_model import ChildRows
from projections.projector.table import API_AND_WORKER, Row, Table, made_of, read
from projections.projector.tally import Tally

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


class DeadlineRow(Deadline):
    """The whole row: with what it is listed and counted by, which is nobody's to read.

    Attributes:
        jurisdiction: where its case is.
        seen_by: the place where it counts; of an open duty also the marks of the organs that take part in its case.
    """

    pack: Code
    jurisdiction: Code
    history_open: bool
    seen_by: tuple[str, ...]


def _rows(  # noqa: PLR0913, PLR0917 - the parts of the page that it is made of
    case_id: UUID,
    duties: tuple[DutyView, ...],
    pack: Code,
    jurisdiction: Code,
    history_open: bool,
    concerned: tuple[str, ...],
) -> Iterator[DeadlineRow]:
    parts = tuple(mark for mark in concerned if is_part(mark))
    for duty in duties:
        yield made_of(
            DeadlineRow,
            duty,
            case_id=case_id,
            organ=duty.responsible,
            level=max((rung.level for rung in duty.escalations), default=0),
            paused=duty.paused_because is not None,
            duty=duty,
            pack=pack,
            jurisdiction=jurisdiction,
            history_open=history_open,
            seen_by=(duty.place or jurisdiction, *(parts if duty.state == "open" else ())),
        )


_ALIKE = ("pack", "duty", "name", "force", "missed", "state")
TALLIES = (
    Tally("open_duties", ("seen_by", "organ", "due_on", "paused", "provisional", "history_open"), _SQL["open_duties"]),
    Tally(
        "open_terms",
        (
            *("seen_by", "pack", "step", "name", "amount", "unit", "force", "starts_on", "pauses"),
            *("paused", "provisional", "due_on"),
        ),
        _SQL["open_terms"],
    ),
    Tally("met_terms", ("place", "met_on", "pack", "step", "name", "starts_on", "pauses"), _SQL["met_terms"]),
    Tally("terms_of_days", ("place", "due_on", *_ALIKE), _SQL["terms_of_days"]),
    Tally("terms_of_months", ("place", "due_month", *_ALIKE), _SQL["terms_of_months"]),
    Tally("demanded", ("place", "demanded_month", "state", "overdue_after"), _SQL["demanded"]),
    Tally("held_against", ("checked_version",), _SQL["held_against"]),
)

ROWS = ChildRows(
    Table("deadline_board", 6, DeadlineRow, _SQL["create"], readers=API_AND_WORKER, tallies=TALLIES),
    ("duties", "pack", "jurisdiction", "history_open", "concerned"),
    _rows,
)
UNSHOWN: Final = tuple(name for name in DeadlineRow.model_fields if name not in Deadline.model_fields)
"""The columns of a row that nobody is told."""


async def behind(pool: Pool, version: int, *, after: UUID, limit: int) -> tuple[UUID, ...]:
    """List cases with a running term, or an open window of appeal, that was not yet held against a calendar version.

    A clock that stands still is not among them: it is counted anew when it goes on. By id; begin after the nil id.
    """
    return tuple(row["case_id"] for row in await pool.fetch(_SQL["behind"], version, after, limit))


async def running(pool: Pool, *, after: UUID, limit: int) -> tuple[Deadline, ...]:
    """List every open duty whose clock runs, by id; begin after the nil id."""
    return await read(pool, Deadline, _SQL["running"], after, limit, UNSHOWN)


async def owed(pool: Pool, duty_ids: Collection[UUID]) -> Mapping[UUID, Owed]:
    """Who owes some duties now; who is through with one, or rid of it, owes it no more."""
    rows = await pool.fetch(_SQL["owed"], list(duty_ids)) if duty_ids else []
    return {row["duty_id"]: Owed(row["organ"], Bilingual.model_validate_json(row["name"])) for row in rows}
