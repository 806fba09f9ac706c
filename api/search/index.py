"""What a process of the interface remembers to search in: numbers, titles, names and their pinyin.

Titles and names are kept sealed, and an index of them in the database would tell whoever reads it what they are:
digests of beginnings or of pinyin are few enough to be tried and counted. So they are remembered in the one process
that has the keys, and written nowhere (decision 65). Nothing is told from here: what is found is read anew, as far as
the reader sees.

Each search first reads what came since the last one: of the streams those that events belong to which the read models
have folded meanwhile; of the register the entries that came by transactions since, so that nothing is passed over.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar, get_args
from uuid import UUID

import asyncpg

from api.auth.context import AppContext
from api.auth.visibility import OPENINGS
from api.search.haystack import Haystack
from api.search.pinyin import reading_of, readings_of
from domain.identity import canonical_name, canonical_number
from eventlog.queries import load_queries
from projections.cases import case_page
from projections.dispatches import model as dispatches
from projections.meetings import model as meetings
from projections.projector.barrier import folded_to
from projections.risk_filings import model as risk_filings
from projections.work_records import model as work_records

StreamKind = Literal["case", "risk_filing", "work_record", "meeting"]

T = TypeVar("T")

SQL = load_queries(Path(__file__).with_suffix(".sql"))
MODELS = (case_page.MODEL, dispatches.MODEL, risk_filings.MODEL, work_records.MODEL, meetings.MODEL)
"""Whose rows are searched: no further than each of them has read."""
_PAGE = 200
_NOTHING_READ = -1


def _shown(name: str) -> str:
    return f"{SQL['shown']}\n{SQL[name]}"


@dataclass(frozen=True, slots=True)
class StreamTexts:
    """The texts by which streams of a kind are found.

    Attributes:
        numbers: ours and the office's, and those of what went out of them.
        titles: as the lists show them.
        title_pinyin: how these are read.
    """

    numbers: Haystack[UUID] = field(default_factory=Haystack)
    titles: Haystack[UUID] = field(default_factory=Haystack)
    title_pinyin: Haystack[UUID] = field(default_factory=Haystack)


@dataclass(slots=True)
class SearchIndex:
    """The texts that are searched, each in the one spelling by which it is compared.

    Attributes:
        streams: those of streams, by their kinds.
        names: of entries of the register of subjects, those of earlier entries too.
        name_pinyin: every way in which they may be read.
    """

    streams: Mapping[StreamKind, StreamTexts] = field(
        default_factory=lambda: {kind: StreamTexts() for kind in get_args(StreamKind)}
    )
    names: Haystack[UUID] = field(default_factory=Haystack)
    name_pinyin: Haystack[UUID] = field(default_factory=Haystack)
    _read_to: int = _NOTHING_READ
    _entered_since: int = 0
    _set_aside: frozenset[UUID] = frozenset()
    _names_of: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self, context: AppContext, look: Callable[["SearchIndex"], T], *, names: bool) -> T:
        """Read what came since the last search, and look; one search at a time, beside the requests of others.

        The register is read only where names are looked for.
        """
        async with self._turn:
            await self._read_streams(context)
            if names:
                await self._read_register(context)
            return await asyncio.to_thread(look, self)

    async def _read_streams(self, context: AppContext) -> None:
        pool = context.pool
        set_aside = frozenset(row["stream_id"] for row in await pool.fetch(SQL["set_aside"]))
        read_to = await folded_to(pool, MODELS)
        if self._read_to == _NOTHING_READ:
            after = _NOTHING_READ
            while rows := await pool.fetch(_shown("shown_after"), after, _PAGE):
                await self._put(context, rows)
                after = rows[-1]["opened_index"]
        elif (read_to is not None and read_to > self._read_to) or set_aside != self._set_aside:
            found = await pool.fetch(SQL["touched"], self._read_to, max(read_to or 0, self._read_to))
            ids = sorted({row["stream_id"] for row in found} | (self._set_aside - set_aside))
            for at in range(0, len(ids), _PAGE):
                await self._put(context, await pool.fetch(_shown("shown_among"), ids[at : at + _PAGE]))
        self._set_aside = set_aside
        self._read_to = max(self._read_to, _NOTHING_READ if read_to is None else read_to)

    async def _put(self, context: AppContext, rows: Sequence[asyncpg.Record]) -> None:
        titles = await OPENINGS.titles(context.event_log, [row["id"] for row in rows if not row["on_paper"]])
        for row in rows:
            stream, texts = row["id"], self.streams[row["kind"]]
            title = titles.get(stream) or ""
            texts.numbers.put(stream, _numbers(row))
            texts.titles.put(stream, _line(canonical_name(title)))
            texts.title_pinyin.put(stream, _line(reading_of(title)))

    async def _read_register(self, context: AppContext) -> None:
        async for entries, since in context.subjects.entered_since(self._entered_since, _PAGE):
            for each in entries:
                known = self._names_of.get(each.subject_id, ())
                names = tuple(dict.fromkeys((*known, *map(canonical_name, (each.name, *each.aliases)))))
                self._names_of[each.subject_id] = names
                self.names.put(each.subject_id, names)
                self.name_pinyin.put(each.subject_id, [reading for name in names if (reading := readings_of(name))])
            self._entered_since = since


def _line(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _numbers(row: asyncpg.Record) -> tuple[str, ...]:
    """Every number that finds a stream which is shown, in the one spelling by which it is compared."""
    return tuple(dict.fromkeys(map(canonical_number, (*row["number_keys"], *(row["sent_keys"] or ())))))
