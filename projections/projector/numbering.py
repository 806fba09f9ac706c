"""Official numbers (编号): a mark, the year and a serial, as in 容〔2026〕1号, given in the order of the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar
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


class Number(NamedTuple):
    """What a number is made of besides its mark."""

    year: int
    serial: int


@dataclass(frozen=True)
class Numbering(Generic[N]):
    """Gives the streams of a table the next numbers of their years, in the order of the log; they begin with `mark`.

    A stream that is set aside has its number as well: those after it must be what they are once it is taken back.
    """

    mark: str
    table: Table[Any]

    async def complete(self, connection: Connection, rows: Sequence[N]) -> Sequence[N]:
        """The rows with their numbers; those that have one keep it."""
        new = sorted((row for row in rows if not row.serial), key=lambda row: row.opened_index)
        if not new:
            return rows
        serials = await self._next(connection, [row.stream for row in new], [row.year for row in new])
        by_stream = {row.stream: row for row in rows}
        for row in new:
            serial = serials[row.stream]
            number = f"{self.mark}〔{row.year}〕{serial}号"
            by_stream[row.stream] = row.model_copy(update={"serial": serial, "number": number})
        return tuple(by_stream.values())

    async def kept_for(self, connection: Connection, stream: UUID, year: int | None) -> Number | None:
        """The number to keep for a stream without a row: the one of the row it has still, or the next of the year.

        Args:
            connection: in the transaction that sets the stream aside.
            stream: its id.
            year: of its first event, if that is new and can be told.
        """
        has = await connection.fetchrow(self.table.sql["number"], stream)
        if has is not None:
            return Number(has["year"], has["serial"])
        if year is None:
            return None
        return Number(year, (await self._next(connection, [stream], [year]))[stream])

    async def _next(self, connection: Connection, streams: Sequence[UUID], years: Sequence[int]) -> Mapping[UUID, int]:
        found = await connection.fetch(self.table.sql["next_serials"], streams, years)
        return {row["stream_id"]: row["serial"] for row in found}
