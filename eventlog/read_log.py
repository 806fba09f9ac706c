"""Who was told what, and why (查阅记录): rows beside the log, added and never changed.

Rows of many requests that are answered at the same moment go in with one statement, and each request waits until its
own are committed: what is told has its row. Rows of lists alone do not wait for the disk (decision 49).
"""

import asyncio
import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.values import Frozen
from eventlog.keys import InstallationKey, seal, unseal
from eventlog.pool import Connection, Pool
from eventlog.queries import load_queries

Sensitivity = Literal[
    "case", "words", "ballots", "results", "register", "list", "certificate", "export", "reads", "access"
]
Result = Literal["told", "refused", "hidden", "none", "limited"]
"""What became of it: answered; refused; not there for the reader, though it exists; not there; too many asked."""

KEPT_MONTHS: Final = 36
"""How long rows are kept (ours); the Cybersecurity Law, article 21, asks for six months at least."""
KEPT_MONTHS_MIN: Final = 6
_ROWS_A_STATEMENT: Final = 500
_IDS_MAX: Final = 200

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads: a person, in a position of an organ; `for_person` holds it, where another acts in it."""

    person: str
    position: str
    organ: str
    place: str
    for_person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one answer tells of one kind of thing, or that nothing was told.

    Attributes:
        place: the jurisdiction in which it lies.
        action: as the access rules call it.
        resource: what kind of thing the ids are of.
        count: how many there were, of which the first have their ids here.
        look_ups: how many people or units were looked up by it.
        purpose: what for, as the procedure calls it.
        basis: the access rules that permit it or forbid it.
        asked: what was asked for in words; kept sealed, because it may be a name.
    """

    at: datetime
    request_id: str
    reader: Reader
    action: str
    sensitivity: Sensitivity
    result: Result
    place: str | None = None
    resource: str | None = None
    ids: tuple[UUID, ...] = ()
    count: int = 0
    look_ups: int = 0
    purpose: str | None = None
    basis: tuple[str, ...] = ()
    asked: Mapping[str, str] | None = None

    @property
    def of_list(self) -> bool:
        """Whether it tells which things there are, and nothing that stands inside one; no refusal and no look-up."""
        return self.sensitivity == "list" and self.result == "told" and not self.look_ups


class ReadRow(Frozen):
    """查阅记录: who read what, when, in which post, on what ground, and what became of it."""

    id: int
    at: datetime
    request_id: str
    person: str
    position: str
    organ: str
    for_person: str | None
    reader_place: str
    place: str | None
    action: str
    sensitivity: Sensitivity
    resource: str | None
    ids: tuple[UUID, ...]
    count: int
    look_ups: int
    purpose: str | None
    basis: tuple[str, ...]
    result: Result
    asked: dict[str, str] | None


class TooManyLookUps(Exception):  # noqa: N818 - named for what happened
    """Somebody has looked up as many people within the hour as anybody may; nothing may be told."""

    def __init__(self, free_at: datetime) -> None:
        super().__init__(str(free_at))
        self.free_at = free_at


class ReadLog:
    """The read log of one installation.

    Args:
        pool: of a role that may add rows.
        key: of the installation.
        look_ups_an_hour: how many people one person may look up within an hour.
    """

    def __init__(self, pool: Pool, key: InstallationKey, *, look_ups_an_hour: int) -> None:
        self._pool = pool
        self._cipher = AESGCM(key.derive("read-log"))
        self._look_ups_an_hour = look_ups_an_hour
        self._waiting: list[tuple[Sequence[Read], asyncio.Future[datetime | None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, reads: Sequence[Read]) -> None:
        """Keep what one answer tells; when this returns, the rows are committed.

        They survive a crash of the server as well, but for those of a list, of which the last second may be lost.

        Raises:
            TooManyLookUps: the row of it stands, and nothing may be told.
            asyncpg.PostgresError, OSError, TimeoutError: it is not known whether they are, so nothing may be told.
        """
        written: asyncio.Future[datetime | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((reads, written))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        free_at = await asyncio.shield(written)
        if free_at is not None:
            raise TooManyLookUps(free_at)

    async def read(  # noqa: PLR0913 - each is one filter of the list
        self,
        places: Sequence[str],
        *,
        persons: Sequence[str] | None = None,
        about: UUID | None = None,
        sensitivity: Sensitivity | None = None,
        result: Result | None = None,
        before: int | None = None,
        limit: int,
    ) -> tuple[ReadRow, ...]:
        """What readers of some jurisdictions read, and what lies in these was read by anybody, the newest first."""
        rows = await self._pool.fetch(_SQL["read"], places, persons, about, sensitivity, result, before, limit)
        return tuple(self._row(json.loads(row[0])) for row in rows)

    async def _write_all(self) -> None:
        """Write what waits, together, until nothing does."""
        try:
            while self._waiting:
                batch = self._next_batch()
                try:
                    limited = await self._write_batch([reads for reads, _ in batch])
                except BaseException as error:  # whoever waits is told, whatever it was
                    for _, written in batch:
                        if not written.done():
                            written.set_exception(error if isinstance(error, Exception) else TimeoutError())
                    if not isinstance(error, Exception):
                        raise
                else:
                    for index, (_, written) in enumerate(batch):
                        if not written.done():
                            written.set_result(limited.get(index))
        finally:
            self._writing = None

    def _next_batch(self) -> list[tuple[Sequence[Read], asyncio.Future[datetime | None]]]:
        rows, taken = 0, 0
        for reads, _ in self._waiting:
            rows += len(reads)
            if taken and rows > _ROWS_A_STATEMENT:
                break
            taken += 1
        batch, self._waiting = self._waiting[:taken], self._waiting[taken:]
        return batch

    async def _write_batch(self, answers: Sequence[Sequence[Read]]) -> Mapping[int, datetime]:
        """Write the rows of some answers; of those that are limited, until when."""
        numbered = [(index, read) for index, reads in enumerate(answers) for read in reads]
        rows = [{**self._columns(read), "number": number} for number, (_, read) in enumerate(numbered)]
        commit = "off" if all(read.of_list for _, read in numbered) else None
        found = await self._pool.fetch(_SQL["write"], json.dumps(rows), self._look_ups_an_hour, commit)
        return {numbered[row["number"]][0]: row["free_at"] or numbered[row["number"]][1].at for row in found}

    def _columns(self, read: Read) -> dict[str, object]:
        reader = {name: value for name, value in asdict(read.reader).items() if name != "place"}
        kept = ("request_id", "place", "action", "sensitivity", "resource", "count", "look_ups", "purpose", "result")
        sealed = None
        if read.asked:
            words = json.dumps(dict(read.asked), ensure_ascii=False).encode()
            sealed = base64.b64encode(seal(self._cipher, words, _place(read.request_id))).decode()
        return {
            **reader,
            **{name: getattr(read, name) for name in kept},
            "reader_place": read.reader.place,
            "at": read.at.isoformat(),
            "ids": [str(id_) for id_ in read.ids[:_IDS_MAX]],
            "basis": list(read.basis),
            "private": sealed,
        }

    def _row(self, columns: dict[str, object]) -> ReadRow:
        sealed = columns.pop("private")
        asked = None
        if isinstance(sealed, str):
            asked = self._unsealed(base64.b64decode(sealed), str(columns["request_id"]))
        return ReadRow.model_validate({**columns, "asked": asked})

    def _unsealed(self, sealed: bytes, request_id: str) -> object:
        try:
            return json.loads(unseal(self._cipher, sealed, _place(request_id)))
        except InvalidTag:
            return {"?": "?"}  # changed since, or sealed under another key: the row tells the rest


async def remove(owner: Connection, months: int) -> int:
    """Take away what is older than so many months; returns how many rows that was.

    Args:
        owner: a connection as the owner; nobody else has the right.
        months: at least six.

    Raises:
        ValueError: fewer.
    """
    if months < KEPT_MONTHS_MIN:
        raise ValueError(f"reads are kept for {KEPT_MONTHS_MIN} months at least")
    removed: int = await owner.fetchval(_SQL["remove"], months)
    return removed


def _place(request_id: str) -> bytes:
    """What binds what was asked to its request."""
    return b"read_log:" + request_id.encode()
