"""The packs, calendars and organs that are published, as one process knows them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import asyncpg

from eventlog.pool import Pool
from eventlog.queries import load_queries
from eventlog.rows import shaped
from eventlog.shapes import Reference

Newest = Mapping[tuple[str, str], Reference]
"""The newest version by (kind, name)."""

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class Published:
    """The newest version of each name, and every edition of a pack that was asked for.

    Attributes:
        count: How often anything had been published when `newest` was read; None: it never was.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.count: int | None = None
        self._newest: Newest = MappingProxyType({})
        self._packs: dict[bytes, bytes] = {}  # by hash: editions are few and never change

    async def at(self, count: int, changed: Sequence[asyncpg.Record] | None) -> Newest:
        """The newest versions at the moment of a load.

        Args:
            count: how often anything was published by then.
            changed: rows of `reference_data` without content; None: they are those that `newest` was read from.
        """
        if changed is None:
            return self._newest
        known = {each.sha256: each.content for each in self._newest.values()}
        unknown = [row["sha256"] for row in changed if row["sha256"] not in known]
        known |= {row["sha256"]: row["content"] for row in await self._pool.fetch(_SQL["contents"], unknown)}
        newest = {(row["kind"], row["name"]): shaped(Reference, row, content=known[row["sha256"]]) for row in changed}
        if self.count is None or count >= self.count:
            self.count, self._newest = count, newest
        return newest

    async def pack(self, sha256: bytes) -> bytes | None:
        """The content of a published edition of a procedure, by its hash; None: no edition has it."""
        if sha256 not in self._packs:
            content = await self._pool.fetchval(_SQL["pack"], sha256)
            if content is None:
                return None
            self._packs[sha256] = content
        return self._packs[sha256]
