"""Official numbers (编号): a mark, the year and a serial, as in 容〔2026〕1号, given in the order of the log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, Self, TypeVar
from uuid import UUID

from pydantic import Field

from domain.identity import canonical_number
from domain.office_numbers import NumberGiven
from domain.values import Code
from projections.projector.logged import Logged
from projections.projector.table import Connection, StreamRow, Table, changed


class NumberedRow(StreamRow):
    """A stream with its number, the law it is under and the place it is of."""

    version: int
    number: str = ""
    series: str = ""
    year: int
    serial: int = 0
    opened_index: int
    pack: Code
    edition: Code
    pack_sha256: str
    jurisdiction: Code
    changed_at: datetime

    def with_number(self, number: str, serial: int) -> Self:
        """The row with the number given to it."""
        return changed(self, number=number, serial=serial)


class OfficeNumberedRow(NumberedRow):
    """One that the office may have given a number, which is shown instead of ours (登记文号, A-45)."""

    MARK: ClassVar[str]

    office_number: str | None = None
    number_keys: tuple[str, ...] = Field(
        default=(), description="every number it bears or bore, in the one spelling by which it is found"
    )

    @property
    def own_number(self) -> str:
        """The number that we gave, whatever the office gave since."""
        return written(self.series, self.MARK, self.year, self.serial)

    def with_number(self, number: str, serial: int) -> Self:
        """The row with our number, by which it is found, and which it bears as long as the office gave none."""
        keys = tuple(dict.fromkeys((canonical_number(number), *self.number_keys)))
        return changed(self, number=self.office_number or number, serial=serial, number_keys=keys)

    def with_office_number(self, given: NumberGiven) -> Self:
        """The row with the number that the office gave; it is found by every number it bore."""
        keys = tuple(dict.fromkeys((*self.number_keys, given.canonical)))
        return changed(self, number=given.number, office_number=given.number, number_keys=keys)


class _Numbered(Protocol):
    """What gets a number: the row of a stream, its `serial` 0 until it has one."""

    @property
    def stream(self) -> UUID: ...
    @property
    def series(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def serial(self) -> int: ...
    @property
    def opened_index(self) -> int: ...
    def with_number(self, number: str, serial: int) -> Self: ...


N = TypeVar("N", bound=_Numbered)


def first_fields(row: type[StreamRow], logged: Logged[Any]) -> dict[str, object]:
    """What the row of a stream says of its beginning, with the series and the year that it is numbered in."""
    return {
        row.STREAM: logged.case_id,
        "version": logged.version,
        "series": logged.series,
        "year": logged.event.on.year,
        "opened_index": logged.log_index,
        "changed_at": logged.recorded_at,
    }


class Number(NamedTuple):
    """What a number is made of besides the mark of its kind."""

    series: str
    year: int
    serial: int


def written(series: str, mark: str, year: int, serial: int) -> str:
    """A number as it is written: the mark of the organ, if it has one, that of the kind of stream, year and serial."""
    return f"{series}{mark}〔{year}〕{serial}号"


@dataclass(frozen=True)
class Numbering(Generic[N]):
    """Gives the streams of a table the next numbers of their series and years, in the order of the log.

    A series is told by the mark of an organ, as the entry that begins the stream has it; then comes `mark`, that of the
    kind of stream. So what a number is made of never changes, whatever becomes of the organ or of its mark.
    A stream that is set aside has its number as well: those after it must be what they are once it is taken back.
    """

    mark: str
    table: Table[Any]

    async def complete(self, connection: Connection, rows: Sequence[N]) -> Sequence[N]:
        """The rows with their numbers; those that have one keep it."""
        new = sorted((row for row in rows if not row.serial), key=lambda row: row.opened_index)
        if not new:
            return rows
        serials = await self.next_serials(connection, [(row.stream, row.series, row.year) for row in new])
        return self.numbered(rows, serials)

    def numbered(self, rows: Iterable[N], serials: Mapping[UUID, int]) -> Sequence[N]:
        """The rows with their numbers, by the serials of those that have none yet."""
        return tuple(
            row
            if row.serial
            else row.with_number(written(row.series, self.mark, row.year, serials[row.stream]), serials[row.stream])
            for row in rows
        )

    async def kept_for(self, connection: Connection, stream: UUID, begins: tuple[str, int] | None) -> Number | None:
        """The number to keep for a stream without a row: the one of the row it has still, or the next of its series.

        Args:
            connection: in the transaction that sets the stream aside.
            stream: its id.
            begins: series and year of its first event, if that is new and can be told.
        """
        has = await connection.fetchrow(self.table.sql["number"], stream)
        if has is not None:
            return Number(has["series"], has["year"], has["serial"])
        if begins is None:
            return None
        return Number(*begins, (await self.next_serials(connection, [(stream, *begins)]))[stream])

    async def next_serials(self, connection: Connection, new: Sequence[tuple[UUID, str, int]]) -> Mapping[UUID, int]:
        """The serials of streams that have none yet, each with its series and year, in their order."""
        found = await connection.fetch(self.table.sql["next_serials"], *map(list, zip(*new, strict=True)))
        return {row["stream_id"]: row["serial"] for row in found}
