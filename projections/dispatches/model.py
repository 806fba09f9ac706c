"""Read model: the register of documents that went out (发文登记, A-59): what, out of what, when, its number.

A number, 甲组容受〔2026〕3号, counts the documents of one kind of an organ and year in the order of the log, so that
every rebuild gives the same ones, without gaps. A row is made of what the log tells of an event beside its facts: it
stays, and those after it are what they are, where a stream is set aside.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal
from uuid import UUID

from domain.case.events import NumberRecorded
from domain.catalogue import DISPATCHES
from domain.identity import canonical_number
from domain.risk_filings.events import RiskFilingNumberRecorded
from domain.values import Code, Frozen
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.logged import Logged, Sent
from projections.projector.numbering import written
from projections.projector.read_model import Register, of_many_rows
from projections.projector.table import Connection, Rows, StreamRow, Table, changed, read

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class DispatchRow(StreamRow):
    """发文: a document that went out with an event, and the number it bears.

    Attributes:
        version: of the event.
        number_keys: every number it bears or bore, in the one spelling by which it is found.
    """

    STREAM: ClassVar = "stream_id"
    KEY: ClassVar = ("version",)

    stream_id: UUID
    version: int
    log_index: int
    sent_kind: Code
    mark: str
    series: str
    year: int
    serial: int
    number: str
    office_number: str | None = None
    number_keys: tuple[str, ...]
    sent_on: date


class DispatchView(Frozen):
    """发文: a document that went out with the event of a version, and the number it bears: ours, or the office's."""

    version: int
    sent_kind: Code
    number: str
    office_number: str | None = None
    sent_on: date


class SentLine(StreamRow):
    """发文: a document that went out, with the case or risk filing that it went out of.

    Attributes:
        version: of the event with which it did.
        number: ours, or the office's.
    """

    STREAM: ClassVar = "stream_id"

    number: str
    office_number: str | None = None
    sent_kind: Code
    sent_on: date
    of: Literal["case", "risk_filing"]
    stream_id: UUID
    stream_number: str
    pack: Code
    version: int
    log_index: int


def _series_of(sent: Sent) -> tuple[str, str, int]:
    return DISPATCHES[sent.kind].mark, sent.series, sent.on.year


async def _next_serials(connection: Connection, sent: Sequence[Sent]) -> Sequence[tuple[Sent, int]]:
    """Those that have no number yet, each with its serial, in the order of the log."""
    counted = [(*_series_of(each), each.stream_id, each.version) for each in sent]
    found = await connection.fetch(_SQL["next_serials"], *map(list, zip(*counted, strict=True)))
    return [(sent[row["place"]], row["serial"]) for row in found]


def _row(sent: Sent, serial: int) -> DispatchRow:
    mark, series, year = _series_of(sent)
    number = written(series, mark, year, serial)
    return DispatchRow(
        stream_id=sent.stream_id,
        version=sent.version,
        log_index=sent.log_index,
        sent_kind=sent.kind,
        mark=mark,
        series=series,
        year=year,
        serial=serial,
        number=number,
        number_keys=(canonical_number(number),),
        sent_on=sent.on,
    )


_Numbered = NumberRecorded | RiskFilingNumberRecorded


def evolve(rows: Rows[DispatchRow], _logged: Logged[_Numbered], event: _Numbered) -> None:
    """Show the number that the office gave a document; it is found by every number it bore."""
    if event.dispatched is None:
        return
    row = rows[event.dispatched,]
    keys = tuple(dict.fromkeys((*row.number_keys, event.canonical)))
    rows.put(changed(row, number=event.number, office_number=event.number, number_keys=keys))


_TABLE = Table("dispatches", 2, DispatchRow, _SQL["create"], lasting=True)


MODEL = of_many_rows(_TABLE, evolve, register=Register(_series_of, _next_serials, _row))


async def of_stream(pool: Pool, stream_id: UUID) -> tuple[DispatchView, ...]:
    """What went out of a stream, the earliest first."""
    return await read(pool, DispatchView, _SQL["of_stream"], stream_id)


async def sent_version(pool: Pool, stream_id: UUID) -> int:
    """The version of the event with which something went out of a stream last, as far as it is registered."""
    version: int = await pool.fetchval(_SQL["sent_version"], stream_id)
    return version
