"""Checking the whole log: each event against its entry, its stream, the order of the log and the ledger of commands.

What decisions rest on is held against its hashes as well. It reads page by page and writes nothing. What is appended
meanwhile is checked or not, and never taken for a fault.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from uuid import UUID

import asyncpg

from eventlog.entry import GENESIS, leaf_hash
from eventlog.integrity import Fault, Manipulated, check_private, checked
from eventlog.pool import Pool
from eventlog.queries import load_queries

Part = Literal["events", "order", "ledger"]
"""What is gone through: all events by their streams, all places of the log, all commands that were recorded."""

PAGE = 2_000
LISTED_MAX = 100
"""Most streams told one by one; all are counted."""

_NIL = UUID(int=0)
_LEAST_VERSION = -(2**31)
_SQL = load_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class Found:
    """The first thing that does not hold in a stream; `log_index` where it was found in the order of the log."""

    stream_id: UUID
    version: int
    fault: Fault
    log_index: int | None = None

    @property
    def holds(self) -> int:
        """The last version of the stream up to which everything holds; 0: nothing of it does."""
        return max(self.version - 1, 0)


@dataclass(slots=True)
class Report:
    """What a check of the whole log found.

    Attributes:
        events: how many were checked.
        streams: of how many streams.
        places: how many have a place in the order of the log.
        commands: how many recorded commands the ledger holds.
        first: the first thing found, in the order in which the log is gone through.
        faults: the first thing found in each stream, by the stream; at most `LISTED_MAX` of them.
        streams_hurt: the number of streams in which something was found.
        shortened_to: the last place of the log, where somebody has read further: events were deleted at its end.
        law: packs, calendars and organs whose content does not have its hash.
        gaps: how many places of the log are not there, `first_gap` the first of them.
    """

    events: int = 0
    streams: int = 0
    places: int = 0
    commands: int = 0
    first: Found | None = None
    faults: dict[UUID, Found] = field(default_factory=dict)
    streams_hurt: int = 0
    shortened_to: int | None = None
    law: tuple[str, ...] = ()
    gaps: int = 0
    first_gap: int | None = None
    _hurt: set[UUID] = field(default_factory=set)

    @property
    def whole(self) -> bool:
        """Whether everything holds."""
        return not (self.streams_hurt or self.gaps or self.law) and self.shortened_to is None

    def add(self, found: Found) -> None:
        """Note what was found; of each stream the first thing counts."""
        self.first = self.first or found
        if found.stream_id in self._hurt:
            return
        self._hurt.add(found.stream_id)
        self.streams_hurt = len(self._hurt)
        if len(self.faults) < LISTED_MAX:
            self.faults[found.stream_id] = found


Told = Callable[[Part, int, int], None]
"""Is told how far it is: the part, how many are done, and about how many there are."""


async def verify(pool: Pool, told: Told = lambda *_: None, *, page: int = PAGE) -> Report:
    """Check the whole log.

    Args:
        pool: as a role that may read the log.
        told: after every page.
        page: rows read at a time.
    """
    report = Report()
    size = await pool.fetchrow(_SQL["numbered"])
    assert size is not None  # noqa: S101 - it has one row
    await _check_events(pool, report, page, lambda done: told("events", done, size["events"]))
    await _check_places(pool, report, page, lambda done: told("order", done, size["places"]))
    await _check_commands(pool, report, page, lambda done: told("ledger", done, done))
    changed = await pool.fetch(_SQL["law"])
    report.law = tuple(f"{row['kind']} {row['name']} {row['version']}" for row in changed)
    if size["read"] > size["last"]:
        report.shortened_to = size["last"]
    return report


async def _check_events(pool: Pool, report: Report, size: int, told: Callable[[int], None]) -> None:
    """Each event by itself, and the chain of each stream; behind its first fault a stream is passed over."""
    stream, expected, leaf, hurt = _NIL, 1, GENESIS, False
    async for page in _pages(pool, "events", (_NIL, _LEAST_VERSION), ("stream_id", "version"), size):
        for row in page:
            if row["stream_id"] != stream:
                stream, expected, leaf, hurt = row["stream_id"], 1, GENESIS, False
                report.streams += 1
            report.events += 1
            if hurt:
                continue
            try:
                leaf = _check_event(row, expected, leaf)
            except Manipulated as manipulated:
                report.add(Found(stream, manipulated.version, manipulated.fault))
                hurt = True
            expected += 1
        told(report.events)


def _check_event(row: asyncpg.Record, expected: int, predecessor: bytes) -> bytes:
    """The leaf of an event in which everything holds."""
    if row["version"] != expected:
        raise Manipulated(row["stream_id"], expected, "missing")
    entry = checked((row["entry"], row["columns"], row["payload"], row["payload_salt"]), predecessor)
    check_private(entry, row["private"], row["private_salt"])
    leaf = leaf_hash(row["entry"])
    if leaf != row["leaf"]:
        raise Manipulated(entry.stream_id, entry.version, "chain")
    if not row["in_ledger"]:
        raise Manipulated(entry.stream_id, entry.version, "ledger")
    return leaf


async def _check_places(pool: Pool, report: Report, size: int, told: Callable[[int], None]) -> None:
    """Every place holds an event, in the order in which they were committed, and none is left out."""
    before: tuple[int, int, int] = (0, 0, 0)
    expected = 0
    async for page in _pages(pool, "places", (-1,), ("log_index",), size):
        for row in page:
            report.places += 1
            if row["log_index"] != expected:
                report.gaps += row["log_index"] - expected
                report.first_gap = expected if report.first_gap is None else report.first_gap
            expected = row["log_index"] + 1
            place = row["stream_id"], row["version"]
            if not row["there"]:
                report.add(Found(*place, "missing", row["log_index"]))
                continue
            position = row["epoch"], row["xid"], row["id"]
            follows = row["version"] == 1 or (
                row["predecessor_index"] is not None and row["predecessor_index"] < row["log_index"]
            )
            if position <= before or not follows:
                report.add(Found(*place, "order", row["log_index"]))
            before = position
        told(report.places)


async def _check_commands(pool: Pool, report: Report, size: int, told: Callable[[int], None]) -> None:
    """Every command that was recorded has its events."""
    async for page in _pages(pool, "commands", (_NIL,), ("command_id",), size):
        for row in page:
            report.commands += 1
            first, last = row["first_version"], row["last_version"]
            if row["found"] != last - first + 1:
                report.add(Found(row["stream_id"], first, "ledger"))
        told(report.commands)


async def _pages(
    pool: Pool, query: str, after: Iterable[object], key: tuple[str, ...], size: int
) -> AsyncIterator[list[asyncpg.Record]]:
    while page := await pool.fetch(_SQL[query], *after, size):
        yield page
        after = tuple(page[-1][column] for column in key)
