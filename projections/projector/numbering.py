"""Official numbers (编号): a mark, the year and a serial, as in 容〔2026〕1号, given in the order of the log."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Protocol, Self, TypeVar
from uuid import UUID

from domain.values import Code
from projections.projector.logged import Logged
from projections.projector.table import Connection, StreamRow, Table


class NumberedRow(StreamRow):
    """A stream with its number, the law it is under and the place it is of."""

    version: int
    number: str = ""
    year: int
    serial: int = 0
    opened_index: int
    pack: Code
    edition: Code
    pack_sha256: str
    jurisdiction: Code
    changed_at: datetime


class _Numbered(Protocol):
    """What gets a number: the row of a stream, its `serial` 0 until it has one."""

    @property
    def stream(self) -> UUID: ...
    @property
    def year(self) -> int: ...
    @property
    def serial(self) -> int: ...
    @property
    def opened_index(self) -> int: ...
    def model_copy(self, *, update: dict[str, object]) -> Self: ...


N = TypeVar("N", bound=_Numbered)


def first_fields(row: type[StreamRow], logged: Logged[Any]) -> dict[str, object]:
    """What the row of a stream says of its beginning, with the year that it is numbered in."""
    return {
        row.STREAM: logged.case_id,
        "version": logged.version,
        "year": logged.event.on.year,
        "opened_index": logged.log_index,
        "changed_at": logged.recorded_at,
    }


def numbered_by(mark: str, table: Table[Any]) -> Callable[[Connection, Sequence[N]], Awaitable[Sequence[N]]]:
    """Make what gives new rows of a table the next numbers of their years, in log order; they begin with `mark`."""

    async def numbered(connection: Connection, rows: Sequence[N]) -> Sequence[N]:
        new = sorted((row for row in rows if not row.serial), key=lambda row: row.opened_index)
        if not new:
            return rows
        found = await connection.fetch(table.sql["last_serials"], list({row.year for row in new}))
        last: dict[int, int] = {each["year"]: each["serial"] for each in found}
        by_stream = {row.stream: row for row in rows}
        for row in new:
            serial = last[row.year] = last.get(row.year, 0) + 1
            number = f"{mark}〔{row.year}〕{serial}号"
            by_stream[row.stream] = row.model_copy(update={"serial": serial, "number": number})
        return tuple(by_stream.values())

    return numbered
