"""What all read models share: rows folded in memory and written with at most three statements a batch and table.

A read model names the events it handles in the signature of its fold, once: `evolve` is closed over that union by
mypy, and what it does not name passes the read model by.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar, get_args, get_type_hints
from uuid import UUID

from domain.messages import kind_of
from projections.projector.logged import Logged, Sent
from projections.projector.numbering import Numbering
from projections.projector.table import Connection, R, Rows, StreamRow, Table

C = TypeVar("C", bound=StreamRow)

AnyTable = Table[Any]


@dataclass(frozen=True)
class Register:
    """Enters what went out with some events, which is told without their facts.

    Attributes:
        series_of: mark, series and year in which a document is counted.
        next_serials: those of them that have no number yet, in their order, each with its serial.
        row_of: the row of a document with a serial.
    """

    series_of: Callable[[Sent], tuple[str, str, int]]
    next_serials: Callable[[Connection, Sequence[Sent]], Awaitable[Sequence[tuple[Sent, int]]]]
    row_of: Callable[[Sent, int], Any]


class Projection(Protocol):
    """What the runner needs of a read model."""

    @property
    def name(self) -> str:
        """Its name; that of its table."""

    @property
    def version(self) -> int:
        """Its version; that of its table."""

    @property
    def tables(self) -> Sequence[AnyTable]:
        """Its tables, made and dropped together."""

    @property
    def numbering(self) -> Numbering[Any] | None:
        """What gives its streams their numbers."""

    @property
    def opens(self) -> frozenset[str]:
        """The kinds of event that begin its rows, where a stream has one."""

    async def enter(self, connection: Connection, sent: Sequence[Sent]) -> None:
        """Enter what went out with some events, before these are written, in the caller's transaction."""

    async def write(self, connection: Connection, events: Sequence[Logged[Any]]) -> None:
        """Bring its tables from before these events to after them, in the caller's transaction."""


@dataclass(frozen=True)
class ChildRows(Generic[C]):
    """A table filled from a page: no fold of its own, a function of some parts of the page.

    Attributes:
        parts: the fields of the page that its rows are made of; while none of them changes, no row does.
        rows_of: the rows of a stream, from its id and these parts.
    """

    table: Table[C]
    parts: tuple[str, ...]
    rows_of: Callable[..., Iterable[C]]

    async def write(self, connection: Connection, pages: Iterable[tuple[StreamRow | None, StreamRow]]) -> None:
        """Write the rows that differ between pages before a batch and after it."""
        stale, fresh = list[C](), list[C]()
        for before, after in pages:
            gone, come = self._changes(before, after)
            stale += gone
            fresh += come
        await self.table.replace(connection, stale, fresh)

    def all_of(self, pages: Iterable[StreamRow]) -> list[C]:
        """The rows of pages that had none before."""
        made = (self.rows_of(page.stream, *(getattr(page, part) for part in self.parts)) for page in pages)
        return [row for rows in made for row in rows]

    def _changes(self, before: StreamRow | None, after: StreamRow) -> tuple[list[C], list[C]]:
        parts = [getattr(after, part) for part in self.parts]
        parts_before = [getattr(before, part) for part in self.parts] if before else None
        if parts_before and all(was is now for was, now in zip(parts_before, parts, strict=True)):
            return [], []
        old = {row.key: row for row in self.rows_of(after.stream, *parts_before)} if parts_before else {}
        new = {row.key: row for row in self.rows_of(after.stream, *parts)}
        gone = [row for key, row in old.items() if new.get(key) != row]
        return gone, [row for key, row in new.items() if old.get(key) != row]


@dataclass(frozen=True)
class ReadModel(Generic[R]):
    """A read model: its table, its fold, and the tables filled from its rows.

    Attributes:
        fold: changes the rows of one stream by one event of it; pure but for that.
        handles: the types of events that it folds; of no other it takes any notice.
        begins: the types of those that begin a row, where a stream has one.
        numbering: gives new rows their numbers, which their own streams cannot know.
        children: the tables filled from its row, where a stream has one.
        register: enters what went out, whose rows are no fold.
        settle: completes its row, where a stream has one, by the last event of it in a batch: with what follows from
            the row itself, and need not be made of it after each event.
    """

    table: Table[R]
    fold: Callable[[Rows[R], Logged[Any]], None]
    handles: frozenset[type]
    begins: frozenset[type] = frozenset()
    numbering: Numbering[Any] | None = None
    children: tuple[ChildRows[Any], ...] = ()
    register: Register | None = None
    settle: Callable[[R, Logged[Any]], R] | None = None

    @property
    def name(self) -> str:
        """That of its table."""
        return self.table.name

    @property
    def version(self) -> int:
        """That of its table."""
        return self.table.version

    @property
    def tables(self) -> Sequence[AnyTable]:
        """Its own and those of its children."""
        return (self.table, *(child.table for child in self.children))

    @cached_property
    def opens(self) -> frozenset[str]:
        """The kinds of event that begin its rows."""
        return frozenset(map(kind_of, self.begins))

    async def enter(self, connection: Connection, sent: Sequence[Sent]) -> None:
        """Enter what went out, if it keeps a register of that."""
        if self.register and sent:
            new = await self.register.next_serials(connection, sent)
            await self.table.replace(connection, (), [self.register.row_of(*each) for each in new])

    def fold_all(self, streams: Mapping[UUID, Rows[R]], events: Iterable[Logged[Any]]) -> None:
        """Change the rows of some streams by events of them; those that it does not handle are passed over."""
        fold, handles, settle = self.fold, self.handles, self.settle
        last = dict[Rows[R], Logged[Any]]()
        stream, rows = None, Rows[R]()
        for logged in events:
            if type(logged.event) in handles:
                if logged.case_id is not stream:  # the next of the same stream need not be looked up, which is dear
                    stream = logged.case_id
                    rows = streams[stream]
                fold(rows, logged)
                last[rows] = logged
        if settle:
            for rows, logged in last.items():
                rows.put(settle(rows[()], logged))

    async def write(self, connection: Connection, events: Sequence[Logged[Any]]) -> None:
        """Load the rows of the batch's streams, fold, write what changed; no statement for what it does not handle."""
        events = [logged for logged in events if type(logged.event) in self.handles]
        if not events:
            return
        streams = await self.table.load(connection, {logged.case_id for logged in events})
        self.fold_all(streams, events)
        stale = [row for rows in streams.values() for row in rows.stale]
        fresh: Sequence[R] = [row for rows in streams.values() for row in rows.fresh]
        if self.numbering:
            fresh = await self.numbering.complete(connection, fresh)
        await self.table.replace(connection, stale, fresh)
        for child in self.children:
            await child.write(connection, [(rows.was(()), rows[()]) for rows in streams.values()])


def of_many_rows(
    table: Table[R], evolve: Callable[[Rows[R], Logged[Any], Any], None], register: Register | None = None
) -> ReadModel[R]:
    """A read model with any number of rows a stream; `evolve` changes them, by an event of the type it names."""

    def fold(rows: Rows[R], logged: Logged[Any]) -> None:
        evolve(rows, logged, logged.event)

    return ReadModel(table, fold, handled_by(evolve), register=register)


def of_one_row(  # noqa: PLR0913, PLR0917 - the parts of a read model
    table: Table[R],
    initial: Callable[[Logged[Any], Any], R],
    evolve: Callable[[R, Logged[Any], Any], R],
    numbering: Numbering[Any] | None = None,
    children: tuple[ChildRows[Any], ...] = (),
    settle: Callable[[R, Logged[Any]], R] | None = None,
) -> ReadModel[R]:
    """A read model with one row a stream: `initial` makes it of the first event, `evolve` changes it by later ones."""
    begins = handled_by(initial)

    def fold(rows: Rows[R], logged: Logged[Any]) -> None:
        event = logged.event
        rows.put(initial(logged, event) if type(event) in begins else evolve(rows[()], logged, event))

    return ReadModel(table, fold, begins | handled_by(evolve), begins, numbering, children, settle=settle)


def handled_by(fold: Callable[..., object]) -> frozenset[type]:
    """The types of events in the annotation of `event`."""
    hint = get_type_hints(fold)["event"]
    return frozenset(get_args(hint) or (hint,))
