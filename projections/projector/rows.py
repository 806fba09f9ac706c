"""What all read models share: rows of a case, folded in memory and written with at most three statements a batch.

Every row belongs to one case, so a batch needs only the rows of its own cases. A row's fields are its table's columns.
"""

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic import BaseModel

from domain.values import Frozen
from projections.projector.logged import Family, Logged

Connection = asyncpg.Connection | PoolConnectionProxy


class StreamRow(Frozen):
    """A row of a read model, which is also what the API answers; it belongs to one stream of the log."""

    @property
    @abstractmethod
    def stream(self) -> UUID:
        """The id of its case or risk filing."""

    @property
    @abstractmethod
    def key(self) -> Hashable:
        """What tells the row from the other rows of its stream in the same table."""


class Row(StreamRow):
    """A row that belongs to a case."""

    case_id: UUID

    @property
    def stream(self) -> UUID:
        """Its case."""
        return self.case_id


R = TypeVar("R", bound=StreamRow)
E = TypeVar("E")
M = TypeVar("M", bound=BaseModel)


def changed(model: M, **fields: object) -> M:
    """Copy a frozen model with some fields changed.

    Raises:
        TypeError: the model has no such field; `model_copy` alone would lose the value in silence.
    """
    if unknown := fields.keys() - type(model).__pydantic_fields__.keys():
        raise TypeError(f"{type(model).__name__} has no {', '.join(sorted(unknown))}")
    return model.model_copy(update=fields)


class Rows(Generic[R]):
    """The rows of one case in one read model while a batch is folded."""

    __slots__ = ("_before", "_now")

    def __init__(self) -> None:
        self._before: dict[Hashable, R] = {}
        self._now: dict[Hashable, R] = {}

    def load(self, row: R) -> None:
        """Take over a row as the table holds it."""
        self._before[row.key] = self._now[row.key] = row

    def __iter__(self) -> Iterator[R]:
        """The rows as they stand; they may be changed meanwhile."""
        return iter(tuple(self._now.values()))

    def __getitem__(self, key: Hashable) -> R:
        return self._now[key]

    def put(self, *rows: R) -> None:
        """Add rows, or replace those with the same keys."""
        self._now.update((row.key, row) for row in rows)

    def drop(self, *rows: R) -> None:
        """Remove rows."""
        for row in rows:
            del self._now[row.key]

    @property
    def stale(self) -> list[R]:
        """The rows to take out of the table: changed or gone."""
        return [row for key, row in self._before.items() if self._now.get(key) is not row]

    @property
    def fresh(self) -> list[R]:
        """The rows to put into the table: changed or new."""
        return [row for key, row in self._now.items() if self._before.get(key) is not row]


class _Asked(Exception):  # noqa: N818 - never leaves this module
    """A fold asked for rows."""


class _NotRead(Rows[R]):
    """The rows of a case as if nobody had read them: whoever asks for one, or puts one, is told so."""

    __slots__ = ()

    def __iter__(self) -> Iterator[R]:
        raise _Asked

    def __getitem__(self, key: Hashable) -> R:
        raise _Asked

    def put(self, *rows: R) -> None:  # noqa: ARG002 - as above
        raise _Asked

    def drop(self, *rows: R) -> None:  # noqa: ARG002 - as above
        raise _Asked


class Projection(Protocol):
    """What the runner needs of a read model."""

    @property
    def name(self) -> str:
        """Its name, the first part of its table's name."""

    @property
    def version(self) -> int:
        """Its version, the last part of its table's name; a changed table or fold is a new version."""

    @property
    def sql(self) -> Mapping[str, str]:
        """Its statements by name, `create` and `drop` among them."""

    @property
    def family(self) -> Family:
        """Whose events it folds."""

    async def write(self, connection: Connection, events: Sequence[Logged[Any]]) -> None:
        """Bring its table from before these events of its family to after them, in the caller's transaction."""


async def _as_it_is(_connection: Connection, rows: Sequence[R]) -> Sequence[R]:
    return rows


@dataclass(frozen=True)
class ReadModel(Generic[R, E]):
    """A read model: its table, its fold, its statements.

    Attributes:
        apply: changes the rows of one case by one event of it; pure but for that.
        sql: `create`, `drop`, `load` (cases), `remove` and `insert` (rows as JSON), beside the queries.
        family: whose events it folds; it is shown no others.
        complete: fills in what a new row cannot know from its own case; it sees the table as before the batch.
        removed_by: the fields that `remove` finds a row by, for rows too wide to be sent whole.
    """

    name: str
    version: int
    row: type[R]
    apply: Callable[[Rows[R], Logged[E]], None]
    sql: Mapping[str, str]
    complete: Callable[[Connection, Sequence[R]], Awaitable[Sequence[R]]] = _as_it_is
    family: Family = Family.CASE
    removed_by: frozenset[str] | None = None

    async def write(self, connection: Connection, events: Sequence[Logged[E]]) -> None:
        """Load the rows of the batch's cases, fold, write what changed; no statement where the fold passes over all."""
        events = [logged for logged in events if self.folds(logged)]
        if not events:
            return
        cases = await self._load(connection, {logged.case_id for logged in events})
        for logged in events:
            self.apply(cases[logged.case_id], logged)
        stale = [row for rows in cases.values() for row in rows.stale]
        fresh = await self.complete(connection, [row for rows in cases.values() for row in rows.fresh])
        if stale:
            await connection.execute(self.sql["remove"], _as_json(stale, self.removed_by))
        if fresh:
            await connection.execute(self.sql["insert"], _as_json(fresh))

    def folds(self, logged: Logged[E]) -> bool:
        """Whether the fold looks at rows for an event; most read models pass over most events.

        Asked of the fold itself, so that there is no second list of what it passes over.
        """
        try:
            self.apply(_NotRead(), logged)
        except _Asked:
            return True
        return False

    async def _load(self, connection: Connection, case_ids: Iterable[UUID]) -> Mapping[UUID, Rows[R]]:
        cases: dict[UUID, Rows[R]] = defaultdict(Rows)
        for row in await connection.fetch(self.sql["load"], list(case_ids)):
            loaded = self.row.model_validate_json(row[0])
            cases[loaded.stream].load(loaded)
        return cases


def _as_json(rows: Iterable[BaseModel], fields: frozenset[str] | None = None) -> str:
    included = None if fields is None else set(fields)
    return f"[{','.join(row.model_dump_json(include=included) for row in rows)}]"
