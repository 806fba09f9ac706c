"""A table of a read model: its rows, and the statements that are the same for every table.

Every row belongs to one stream of the log, so a batch needs only the rows of its own streams. A row's fields are its
table's columns.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from operator import attrgetter
from pathlib import Path
from types import NoneType
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar, get_args
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic import BaseModel, TypeAdapter

from domain.values import Frozen
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.tally import Tally

Connection = asyncpg.Connection | PoolConnectionProxy

API: tuple[str, ...] = ("rongcuo_api",)
API_AND_WORKER = (*API, "rongcuo_worker")
"""The database roles that read a table: those of the processes that do; the projector owns it."""

SERVED = "read_model"
"""The schema of the tables that are read."""

_COPIED_FROM = 50
"""Of more rows it is cheaper to ask what the columns are, and copy them."""

_SQL = load_queries(Path(__file__).with_suffix(".sql"))
_COLUMN = re.compile(r'^ +"?([a-z0-9_]+)"? +([a-z0-9\[\]]+)', re.MULTILINE)
_INDEX = re.compile(r"CREATE (?:UNIQUE )?INDEX (\w+)")
_DOCUMENT = "jsonb"
_SLOTS = ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
_set_values, _set_given, _set_extra, _set_private = (vars(BaseModel)[slot].__set__ for slot in _SLOTS)
"""What a model holds, set past the check by which a frozen one refuses."""


class StreamRow(Frozen):
    """A row of a read model, which is also what the API answers; it belongs to one stream of the log."""

    STREAM: ClassVar[str]
    """The column that holds the id of its stream."""
    KEY: ClassVar[tuple[str, ...]] = ()
    """The columns that tell it from the other rows of its stream in the same table; none where there is one row."""

    @property
    def stream(self) -> UUID:
        """The id of its case, risk filing or work record."""
        stream: UUID = getattr(self, self.STREAM)
        return stream

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What tells it from the other rows of its stream."""
        return tuple([getattr(self, column) for column in self.KEY]) if self.KEY else ()


class Row(StreamRow):
    """A row that belongs to a case."""

    STREAM: ClassVar[str] = "case_id"

    case_id: UUID


class Miscount(NamedTuple):
    """What a tally has wrong: which rows, as JSON, how many it says there are, and how many there are."""

    tally: str
    alike: str
    kept: int
    counted: int


R = TypeVar("R", bound=StreamRow)
M = TypeVar("M", bound=BaseModel)


def changed(model: M, **fields: object) -> M:
    """Copy a frozen model with some fields changed.

    Raises:
        TypeError: the model has no such field; `model_copy` alone would lose the value in silence.
    """
    kind, before, given = type(model), model.__dict__, model.__pydantic_fields_set__
    after = before | fields
    if len(after) != len(before):
        raise TypeError(f"{kind.__name__} has no {', '.join(sorted(after.keys() - before.keys()))}")
    # what `model_copy` gives of a model without extra or private parts, in a sixth of the time
    copy = object.__new__(kind)
    _set_values(copy, after)
    _set_given(copy, given if fields.keys() <= given else given | fields.keys())
    _set_extra(copy, None)
    _set_private(copy, None)
    return copy


def made_of(model: type[M], source: BaseModel, **fields: object) -> M:
    """A model with the fields that a fact has by the same names, and these; so that no field is listed a third time."""
    told = source.__dict__
    return model.model_validate({name: told[name] for name in _alike(model, type(source))} | fields)


@cache
def _alike(model: type[BaseModel], source: type[BaseModel]) -> tuple[str, ...]:
    """The fields that two models have by the same names."""
    return tuple(name for name in model.__pydantic_fields__ if name in source.__pydantic_fields__)


class Rows(Generic[R]):
    """The rows of one stream in one table while a batch is folded."""

    __slots__ = ("_before", "_now")

    def __init__(self, loaded: Iterable[R] = ()) -> None:
        self._before: dict[Hashable, R] = {row.key: row for row in loaded}
        self._now = dict(self._before)

    def __iter__(self) -> Iterator[R]:
        """The rows as they stand; they may be changed meanwhile."""
        return iter(tuple(self._now.values()))

    def __getitem__(self, key: Hashable) -> R:
        return self._now[key]

    def put(self, *rows: R) -> None:
        """Add rows, or replace those with the same keys."""
        for row in rows:
            self._now[row.key] = row

    def drop(self, *rows: R) -> None:
        """Remove rows."""
        for row in rows:
            del self._now[row.key]

    def was(self, key: Hashable) -> R | None:
        """A row as the table holds it, before the batch."""
        return self._before.get(key)

    @property
    def stale(self) -> list[R]:
        """The rows to take out of the table: changed or gone."""
        return [row for key, row in self._before.items() if self._now.get(key) is not row]

    @property
    def fresh(self) -> list[R]:
        """The rows to put into the table: changed or new."""
        return [row for key, row in self._now.items() if self._before.get(key) is not row]


@dataclass(frozen=True)
class Table(Generic[R]):
    """A table and its statements.

    Attributes:
        name: the first part of its name in the database.
        version: the last part of it; a changed table or fold is a new version, filled beside the old one.
        create: the statements that make it.
        readers: the database roles that may read it.
        lasting: whether its rows stay where their stream is set aside: they are known whatever can be read of it.
        tallies: what is counted of its rows, made, opened and dropped with it.
        schema: where it lies; another than `SERVED` while it is filled beside the one that is read.
    """

    name: str
    version: int
    row: type[R]
    create: str
    readers: tuple[str, ...] = API
    lasting: bool = False
    tallies: tuple[Tally, ...] = ()
    schema: str = SERVED

    def in_schema(self, schema: str) -> "Table[R]":
        """The same table in another schema."""
        return replace(self, create=self.create.replace(f"{self.schema}.", f"{schema}."), schema=schema)

    @property
    def file(self) -> str:
        """Its name in its schema."""
        return f"{self.name}_v{self.version}"

    @property
    def definition(self) -> tuple[str, list[str]]:
        """The statement that makes it with its keys, and those that give it indexes and tallies once it is full."""
        table, *others = self._statements
        tallies = (f"{each['create']};\n{each['follow']}" for each in self._counted)
        looked_at = ", ".join(f'"{name}"' for name, kind in self.columns.items() if kind != _DOCUMENT)
        return table, [*others, *tallies, f"ANALYZE {self.schema}.{self.file} ({looked_at})"]

    @cached_property
    def indexes(self) -> Mapping[str, str]:
        """The statements that give it its indexes, by the names of these."""
        return {found[1]: each for each in self._statements if (found := _INDEX.match(each))}

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """Its columns, each with its type, as the statement that makes it has them."""
        return dict(_COLUMN.findall(self._statements[0]))

    @property
    def _statements(self) -> list[str]:
        return [each.strip() for each in self.create.split(";\n") if each.strip()]

    @property
    def names(self) -> tuple[str, ...]:
        """Its own name in its schema and those of its tallies."""
        return (self.file, *(tally.file(self.version) for tally in self.tallies))

    @property
    def _counted(self) -> list[Mapping[str, str]]:
        table = f"{self.schema}.{self.file}"
        return [tally.sql(table, self.version, ", ".join(self.readers)) for tally in self.tallies]

    def moved_to(self, schema: str) -> list[str]:
        """The statements that move it with its tallies to another schema, where none of that name is."""
        there = self.in_schema(schema)
        follow = [each["follow"] for each in there._counted]  # noqa: SLF001 - the same table
        leave = [each["leave"] for each in self._counted]
        return [*leave, *(f"ALTER TABLE {self.schema}.{name} SET SCHEMA {schema}" for name in self.names), *follow]

    @cached_property
    def sql(self) -> Mapping[str, str]:
        """Its statements by name; `make` is `create` and what makes its tallies."""
        stream = self.row.STREAM
        told_apart = "".join(f" AND t.{column} {self._same(column)} old.{column}" for column in self.row.KEY)
        words = {
            "name": self.name,
            "version": str(self.version),
            "table": f"{self.schema}.{self.file}",
            "stream": stream,
            "readers": ", ".join(self.readers),
            "is_the_row": f"t.{stream} = old.{stream}{told_apart}",
        }
        own = {name: statement.format(**words) for name, statement in _SQL.items()}
        counted = self._counted
        return own | {
            "make": ";\n".join((self.create, *(f"{each['create']};\n{each['follow']}" for each in counted))),
            "open": ";\n".join((own["open"], *(each["open"] for each in counted))),
            "drop": ";\n".join((own["drop"], *(each["drop"] for each in counted))),
        }

    def _same(self, column: str) -> str:
        """How a column is compared: as an index can, wherever it is never empty."""
        may_be_empty = NoneType in get_args(self.row.model_fields[column].annotation)
        return "IS NOT DISTINCT FROM" if may_be_empty else "="

    async def load(self, connection: Connection, streams: Collection[UUID]) -> Mapping[UUID, Rows[R]]:
        """The rows of some streams."""
        loaded: dict[UUID, list[R]] = defaultdict(list)
        for found in await connection.fetch(self.sql["load"], list(streams)):
            row = self.row.model_validate_json(found[0])
            loaded[row.stream].append(row)
        return {stream: Rows(loaded[stream]) for stream in streams}

    async def replace(self, connection: Connection, stale: Collection[R], fresh: Sequence[R]) -> None:
        """Take rows out and put rows in."""
        if stale:
            await connection.execute(self.sql["remove"], _as_json(stale, {self.row.STREAM, *self.row.KEY}))
        if len(fresh) > _COPIED_FROM:
            await self.copy(connection, fresh)
        elif fresh:
            await connection.execute(self.sql["insert"], _as_json(fresh))

    async def miscounted(self, pool: Pool | Connection, limit: int = 10) -> tuple[Miscount, ...]:
        """Where its tallies say another number than there are rows, in one snapshot each; nowhere, if all is well."""
        found = list[Miscount]()
        for tally, statements in zip(self.tallies, self._counted, strict=True):
            rows = await pool.fetch(statements["differences"], limit)
            found += [Miscount(tally.name, *row.values()) for row in rows]
        return tuple(found)

    async def copy(self, connection: Connection, rows: Sequence[R]) -> None:
        """Put many rows in at once, which is far cheaper a row than `replace`."""
        without_end = [row for row in rows if self._without_end(row)]
        if without_end:  # the driver would copy the last day there is as infinity, which no date is when it is read
            await connection.execute(self.sql["insert"], _as_json(without_end))
            rows = [row for row in rows if not self._without_end(row)]
        if not rows:
            return
        columns = self.columns
        of = attrgetter(*columns)
        as_json = [
            (at, _json_of(self.row, name)) for at, (name, kind) in enumerate(columns.items()) if kind == _DOCUMENT
        ]
        records = [list(of(row)) for row in rows]
        for record in records:
            for at, written in as_json:
                if (value := record[at]) is not None:
                    record[at] = written(value).decode() if value != () else "[]"
        await connection.copy_records_to_table(
            self.file, schema_name=self.schema, columns=list(columns), records=records
        )

    @cached_property
    def _dates(self) -> tuple[str, ...]:
        return tuple(name for name, kind in self.columns.items() if kind == "date")

    def _without_end(self, row: R) -> bool:
        """Whether a date of a row is the last one there is."""
        return any(getattr(row, name) == date.max for name in self._dates)

    async def get(self, pool: Pool, stream: UUID) -> R | None:
        """The row of a stream, in a table that has one of each."""
        found = await pool.fetchval(self.sql["get"], stream)
        return None if found is None else self.row.model_validate_json(found)

    async def numbers_of(self, pool: Pool, streams: Collection[UUID]) -> Mapping[UUID, str]:
        """What some streams are called, in a table that keeps a number of each, as far as it has them."""
        return {row["stream"]: row["number"] for row in await pool.fetch(self.sql["numbers_of"], list(streams))}

    async def shown_version(self, pool: Pool, stream: UUID) -> int | None:
        """The version of a stream that the pages show; 0 while they do not know it, None while it is set aside."""
        version: int | None = await pool.fetchval(self.sql["shown_version"], stream)
        return version


async def read(pool: Pool, model: type[M], statement: str, *arguments: object) -> tuple[M, ...]:
    """What a statement finds, which gives one object a row."""
    return tuple(model.model_validate_json(row[0]) for row in await pool.fetch(statement, *arguments))


@cache
def _json_of(row: type[BaseModel], column: str) -> Callable[[Any], bytes]:
    """How the values of a field become JSON."""
    kind: Any = row.model_fields[column].annotation
    return TypeAdapter[object](kind).dump_json


def _as_json(rows: Iterable[BaseModel], fields: set[str] | None = None) -> str:
    return f"[{','.join(row.model_dump_json(include=fields) for row in rows)}]"
