"""The event log: load, append, read. The only writer of events and of what must be consistent with them.

Loading is one statement outside any transaction; appending is one call, one transaction. The expected version and the
leaf of the predecessor make load, decide, append safe without locks. Any call may end in a time-out or a lost
connection: the caller sends the same command id again, and the ledger tells what became of the first try.
"""

import asyncio
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from eventlog import rows
from eventlog.entry import GENESIS
from eventlog.integrity import Manipulated
from eventlog.keys import KEY_BYTES, CaseKeys, InstallationKey
from eventlog.log_reader import LogReader
from eventlog.pool import PinnedConnections, Pool
from eventlog.published import Published
from eventlog.queries import load_queries
from eventlog.secret_facts import SECRET_FACTS, SecretFacts
from eventlog.shapes import (
    Append,
    BanSlot,
    Conflict,
    DuplicateGrant,
    Grant,
    KeyReused,
    LedgerRow,
    Loaded,
    MinutesNumberTaken,
    NumberTaken,
    Outcome,
    Recorded,
    RecordedEvent,
    Refused,
    SecondTolerance,
    StoredEvent,
    SubjectFacts,
)

EXCEPTION_FINDING = "recurrence_exception_found"
"""Event type of a finding on the cause of a recurrence (NJ-31, A-12)."""

OUTCOME_CHANNEL = "outcome"
"""Where `announce` is heard: the payload is a command id."""

_SQL = load_queries(Path(__file__).parent / "queries.sql")
_LOAD, _APPEND, _REFUSE, _OUTCOME = _SQL["load"], _SQL["append"], _SQL["refuse"], _SQL["outcome"]
_DEADLOCK_TRIES = 5


class BrokenRule(RuntimeError):  # noqa: N818 - named for what happened
    """The append breaks a rule of the log that no race can explain: its author decided wrongly. Nothing was written."""


class CaseErased(RuntimeError):  # noqa: N818 - named for what happened
    """The case's key was erased, so no private part can be added to it. Nothing was written."""


class EventLog(LogReader):
    """The log of one installation with its key, over a pool of connections: what is sealed is opened.

    Args:
        pool: made by `eventlog.pool.create_pool`.
        key: of the installation.
    """

    def __init__(self, pool: Pool, key: InstallationKey) -> None:
        super().__init__(pool)
        self._pinned = PinnedConnections(pool)
        self._key = key
        self._case_keys = CaseKeys(key)
        self._secrets = SecretFacts(key)
        self._published = Published(pool)

    async def load(
        self,
        stream_id: UUID,
        command_id: UUID,
        *,
        subject_ids: Sequence[UUID] = (),
        matter_ids: Sequence[UUID] = (),
        known_leaf: bytes | None = None,
    ) -> Loaded:
        """Load a stream and what a decision in it must know, in one statement and one snapshot.

        The first load after anything was published needs another one, for the contents.

        Args:
            stream_id: may not exist yet.
            command_id: looked up in the ledger.
            subject_ids: subjects whose facts are wanted.
            matter_ids: matters wanted besides those the stream registered.
            known_leaf: the last leaf the caller knows the stream by; while it is the last, and the command is new, the
                events are not loaded again (`Loaded.known`).

        Raises:
            Manipulated: the events are not what was recorded.
        """
        row = await self._pinned.fetchrow(
            _LOAD, stream_id, command_id, self._published.count, subject_ids, matter_ids, known_leaf
        )
        assert row is not None  # noqa: S101 - a function with OUT parameters gives one row
        known = row["last_version"] is not None and not row["entries"]
        events: tuple[RecordedEvent, ...] = ()
        if not known:
            async with self._found_changed():
                events = rows.recorded_events(stream_id, row, self._secrets)
                self._learn(stream_id, len(events), row["wrapped"])
        return Loaded(
            stream_id=stream_id,
            version=row["last_version"] or 0,
            last_leaf=row["leaf"] or GENESIS,
            known=known,
            events=events,
            earlier=rows.ledger_row(row["earlier"][0]) if row["earlier"] else None,
            reference=await self._published.at(row["publications"], row["reference"]),
            subjects={s["subject_id"]: rows.shaped(SubjectFacts, s) for s in row["subjects"] or ()},
            persons=frozenset(row["persons"] or ()),
            roots={m["matter_id"]: m["merged_into"] or m["matter_id"] for m in row["matters"] or ()},
            slots=tuple(rows.shaped(BanSlot, slot) for slot in row["slots"] or ()),
            grants=tuple(rows.shaped(Grant, grant) for grant in row["grants"] or ()),
        )

    async def append(self, append: Append) -> Outcome:
        """Append the events of one command and what goes with them, all or nothing.

        The same command id again gives its first outcome, whatever has happened to the stream since.

        Raises:
            BrokenRule: the append contradicts itself or the log in a way no race can explain.
            CaseErased: a private part for a case whose key is gone.
            ValueError: no events, or one that does not fit an entry.
        """
        if not append.events:
            raise ValueError("an append has at least one event")
        cipher, wrapped = await self._cipher_for(append)
        kept = append._replace(digest=self._key.command_digest(append.digest))
        arguments, last_leaf = rows.append_arguments(kept, self._secrets, cipher, wrapped, (EXCEPTION_FINDING,))
        try:
            await self._call_append(arguments)
        except asyncpg.PostgresError as error:
            if error.constraint_name is None:
                raise
            return await self._why_not(append, error)
        if wrapped is not None and cipher is not None:
            self._case_keys.keep(append.stream_id, cipher)
        last_version = append.expected_version + len(append.events)
        return Recorded(append.expected_version + 1, last_version, repeated=False, last_leaf=last_leaf)

    async def refuse(  # noqa: PLR0913 - one row, named field by field
        self,
        *,
        command_id: UUID,
        stream_id: UUID | None,
        actor: bytes,
        digest: bytes,
        refusal: bytes,
        recorded_at: datetime,
    ) -> Outcome:
        """Enter a refusal (JSON) into the ledger; an earlier outcome of the command id wins and is returned."""
        try:
            kept = self._key.command_digest(digest)
            await self._pool.execute(_REFUSE, command_id, stream_id, actor, kept, refusal.decode(), recorded_at)
        except asyncpg.UniqueViolationError:
            row = await self.outcome(command_id)
            assert row is not None  # noqa: S101 - the ledger never forgets
            return self._first_outcome(row, stream_id, digest)
        return Refused(refusal)

    async def outcome(self, command_id: UUID) -> LedgerRow | None:
        """What the ledger holds for a command id."""
        row = await self._pool.fetchrow(_OUTCOME, command_id)
        return None if row is None else rows.ledger_row(row)

    def is_outcome_of(self, row: LedgerRow, stream_id: UUID | None, digest: bytes) -> bool:
        """Whether a row of the ledger is of the command with this digest on this stream; else its id was reused."""
        return row.stream_id == stream_id and self._key.is_of_command(row.digest, digest)

    async def outcomes(self, command_ids: Sequence[UUID]) -> Mapping[UUID, LedgerRow]:
        """What the ledger holds for some command ids, with one statement."""
        found = await self._pool.fetch(_SQL["outcomes"], command_ids)
        return {row["command_id"]: rows.ledger_row(row) for row in found}

    async def announce(self, command_id: UUID) -> None:
        """Tell whoever waits that the ledger has the outcome of a command.

        A statement of its own after the outcome is committed: a NOTIFY inside an append would make all appends of the
        server commit one after another.
        """
        await self._pool.execute(_SQL["announce"], OUTCOME_CHANNEL, str(command_id))

    async def read_stream(self, stream_id: UUID, *, after_version: int = 0, limit: int = 1_000) -> list[StoredEvent]:
        """A page of a stream in its order, private parts decrypted; the next one starts after its last version.

        Raises:
            Manipulated: an event of the page is not what was recorded, or one is missing.
        """
        page, numbered = await self._page_of(stream_id, after_version, limit)
        async with self._found_changed():
            events = [rows.stored_event(row, self._case_keys, self._secrets) for row in page]
            reached = after_version + len(events)
            if len(events) < limit and numbered > reached:
                raise Manipulated(stream_id, reached + 1, "missing")
        return events

    async def read_beginning(self, stream_id: UUID, *, with_types: Sequence[str] = ()) -> list[StoredEvent]:
        """The first event of a stream and, in their order, those of some types; with one statement.

        Raises:
            Manipulated: one of them is not what was recorded, or the first is missing.
        """
        page = await self._pool.fetch(_SQL["read_beginning"], stream_id, with_types)
        async with self._found_changed():
            events = [rows.stored_event(row, self._case_keys, self._secrets) for row in page]
        # Without a first event there is no such stream, or it was taken away: reading the stream tells which.
        return events if events and events[0].version == 1 else await self.read_stream(stream_id, limit=1)

    async def _page_of(self, stream_id: UUID, after_version: int, limit: int) -> tuple[list[asyncpg.Record], int]:
        """A page of a stream as it is stored, and the last version that had a place in the log at that moment.

        A page without a row tells no such version. So it is asked for, and the page once more: an event may have come
        between.
        """
        page = await self._pool.fetch(_SQL["read_stream"], stream_id, after_version, limit)
        if page:
            return page, page[0]["numbered"] or 0
        numbered = await self._pool.fetchval(_SQL["numbered"], stream_id) or 0
        if numbered > after_version:
            page = await self._pool.fetch(_SQL["read_stream"], stream_id, after_version, limit)
        return page, page[0]["numbered"] if page else numbered

    async def leaf_of(self, stream_id: UUID, version: int) -> bytes | None:
        """The leaf of an event in the log, which commits to it and to all before it; None when there is no such event.

        Raises:
            Manipulated: it is not what was recorded.
        """
        found = await self._pool.fetch(_SQL["read_at"], [stream_id], [version])
        async with self._found_changed():
            return next((rows.leaf_of(row) for row in found), None)

    async def log_index(self, stream_id: UUID, version: int) -> int | None:
        """The place of an event in the whole log; None: it has none yet, or there is no such event."""
        index: int | None = await self._pool.fetchval(_SQL["log_index"], stream_id, version)
        return index

    async def event_at(self, log_index: int) -> tuple[UUID, int] | None:
        """The stream and the version of the event at a place in the whole log; None: there is none."""
        row = await self._pool.fetchrow(_SQL["event_at"], log_index)
        return (row["stream_id"], row["version"]) if row else None

    async def case_of_issued(self, sha256: str) -> UUID | None:
        """The case out of which a document of this digest was issued, or where it is a stamped scan; None: none."""
        found: UUID | None = await self._pool.fetchval(_SQL["case_of_issued"], sha256)
        return found

    async def read_firsts(self, stream_ids: Sequence[UUID]) -> list[StoredEvent]:
        """The first event of each of some streams, private part decrypted, with one statement; for lists."""
        return await self.read_at(dict.fromkeys(stream_ids, 1))

    async def read_at(self, places: Mapping[UUID, int]) -> list[StoredEvent]:
        """One event of each of some streams, by its version, private part decrypted, with one statement; for lists.

        An event that is not what was recorded is left out: a list is of other streams too.
        """
        events: list[StoredEvent] = []
        for row in await self._pool.fetch(_SQL["read_at"], list(places.keys()), list(places.values())):
            with suppress(Manipulated):
                async with self._found_changed():
                    events.append(rows.stored_event(row, self._case_keys, self._secrets))
        return events

    async def streams_not_ended(self, beginning: str, ending: str, *, after: UUID, limit: int) -> list[UUID]:
        """A page of the streams that begin with one type of event and whose last is not of type `ending`, by id.

        Begin after the nil id.
        """
        found = await self._pool.fetch(_SQL["streams_not_ended"], ending, after, limit, beginning)
        return [row["stream_id"] for row in found]

    async def published_edition(self, sha256: bytes) -> bytes | None:
        """The content of a published edition of a procedure, by its hash; None: no edition has it."""
        return await self._published.pack(sha256)

    async def recorded_edition(self, sha256: bytes) -> bytes:
        """The content of an edition of a procedure that a stream says it has, by its hash.

        Raises:
            KeyError: no edition has this hash.
        """
        content = await self.published_edition(sha256)
        if content is None:
            raise KeyError(sha256.hex())
        return content

    async def subjects(self, subject_ids: Sequence[UUID]) -> Mapping[UUID, SubjectFacts]:
        """What a decision may know of some subjects, by the ids asked for; an unknown id is missing."""
        found = await self._pool.fetch(_SQL["subjects"], subject_ids)
        return {row["subject_id"]: rows.shaped(SubjectFacts, row) for row in found}

    async def begun(self, stream_ids: Sequence[UUID]) -> frozenset[UUID]:
        """Those of some streams that have begun, with one statement."""
        return frozenset(row["stream_id"] for row in await self._pool.fetch(_SQL["begun"], stream_ids))

    async def begun_by(self, case_id: UUID) -> UUID:
        """The case that goes with a number: of the id the number gives, or begun before numbers gave that one."""
        earlier: UUID | None = await self._pool.fetchval(_SQL["begun_by"], case_id)
        return earlier or case_id

    async def _cipher_for(self, append: Append) -> tuple[AESGCM | None, bytes | None]:
        """The case's cipher where one is needed; with a stream's first append a new key, wrapped for storage."""
        stream_id = append.stream_id
        if append.expected_version == 0:
            case_key = os.urandom(KEY_BYTES)
            return AESGCM(case_key), self._key.wrap(case_key, stream_id)
        if all(event.private is None and event.type not in SECRET_FACTS for event in append.events):
            return None, None
        cipher = self._case_keys.get(stream_id)
        if cipher is None:
            wrapped = await self._pool.fetchval(_SQL["case_key"], stream_id)
            async with self._found_changed():
                cipher = self._learn(stream_id, append.expected_version, wrapped)
        if cipher is None and any(event.private is not None for event in append.events):
            raise CaseErased(f"case {stream_id} was erased or never begun; no private part can be added")
        return cipher, None

    def _learn(self, stream_id: UUID, version: int, wrapped: bytes | None) -> AESGCM | None:
        """The cipher of a case, from its key as the database has it."""
        try:
            return self._case_keys.learn(stream_id, wrapped)
        except InvalidTag:
            raise Manipulated(stream_id, version, "key") from None

    async def _call_append(self, arguments: tuple[object, ...]) -> None:
        """Call `append_events`; a deadlock's victim wrote nothing and tries again, bounded."""
        for attempt in range(1, _DEADLOCK_TRIES + 1):
            try:
                await self._pinned.fetchrow(_APPEND, *arguments)
            except asyncpg.DeadlockDetectedError:
                if attempt == _DEADLOCK_TRIES:
                    raise
                await asyncio.sleep(0.005 * attempt)
            else:
                return

    async def _why_not(self, append: Append, error: asyncpg.PostgresError) -> Outcome:
        """Tell violations apart by the name of the constraint. The ledger comes first: the first outcome wins."""
        earlier = await self.outcome(append.command_id)
        if earlier is not None:
            return self._first_outcome(earlier, append.stream_id, append.digest)
        match error.constraint_name:
            case "event_pkey" | "event_chain" | "matter_root" | "case_key_pkey":
                return Conflict()
            case "ban_slot_pkey":
                stream_id, occurrence_id = (error.detail or "").split()
                return SecondTolerance(UUID(stream_id), UUID(occurrence_id))
            case "tolerance_grant_once" | "tolerance_grant_pkey":
                return DuplicateGrant()
            case "minutes_number_once":
                return MinutesNumberTaken()
            case "office_number_pkey":
                return NumberTaken()
            case "case_key_erased":
                self._case_keys.learn(append.stream_id, None)
                raise CaseErased(f"case {append.stream_id} was erased; no private part can be added") from error
            case rule:
                raise BrokenRule(f"{rule}: {error}") from error

    def _first_outcome(self, row: LedgerRow, stream_id: UUID | None, digest: bytes) -> Outcome:
        """What the ledger answers to a command id it has seen before."""
        if not self.is_outcome_of(row, stream_id, digest):
            return KeyReused()
        if row.refusal is not None:
            return Refused(row.refusal)
        assert row.first_version is not None and row.last_version is not None  # noqa: PT018, S101 - a CHECK of `command`
        return Recorded(row.first_version, row.last_version, repeated=True)
