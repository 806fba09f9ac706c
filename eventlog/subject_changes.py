"""The history of subjects in the register (当事人沿革): read whole for whom it concerns, one change appended at a time.

A change is decided outside, on what was read; if others recorded something meanwhile, it is refused as a conflict and
decided anew.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import asyncpg

from domain.identity import canonical_name
from domain.subjects.history import History, SubjectChange
from domain.subjects.rules import Kind
from eventlog.keys import InstallationKey
from eventlog.pool import Pool
from eventlog.queries import load_queries
from eventlog.shapes import Conflict, KeyReused
from eventlog.subjects import Namesakes, RegisterCommand, Registered, Subject, identity_of, keys_of

_SQL = load_queries(Path(__file__).parent / "subject_changes.sql")


@dataclass(frozen=True, slots=True)
class ChangeDetail:
    """What is written of a change, sealed: the paper it rests on, why, the name or unit before and after.

    Of a transfer of functions which they are, and the ids of the open cases that go with them.
    """

    document: str | None = None
    reasons: str | None = None
    before: str | None = None
    after: str | None = None
    functions: str | None = None
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Connected:
    """Subjects with all that they are connected with by successions and merges.

    Attributes:
        roots: Who each id stands for now.
        kinds: What each of them is.
        history: Their changes, by the ids of who they stand for now.
        details: What is written of each change.
        seen: The place of the last change of the whole register.
    """

    roots: Mapping[UUID, UUID]
    kinds: Mapping[UUID, Kind]
    history: History
    details: Mapping[UUID, ChangeDetail]
    seen: int

    def ids(self, *subjects: UUID) -> list[UUID]:
        """Every id that stands for one of these."""
        wanted = {self.roots.get(each, each) for each in subjects}
        return sorted({id_ for id_, root in self.roots.items() if root in wanted} | wanted)

    def lineage(self, *subjects: UUID) -> list[UUID]:
        """Every id of some subjects, of what they came of, what came of them, and with whom they share functions."""
        roots = [self.roots.get(each, each) for each in subjects]
        line = (*roots, *self.history.before(*roots), *self.history.after(*roots))
        return self.ids(*line, *self.history.shared(*line))


class Renamed(NamedTuple):
    """The next entry of a subject; `unlike` says outright that nobody else who bears the new name is meant."""

    subject: Subject
    new_name: bool
    unlike: bool = False


class SubjectChanges:
    """The history of the subjects of one installation."""

    def __init__(self, pool: Pool, key: InstallationKey) -> None:
        self._pool = pool
        self._key = key

    async def connected(self, subjects: Iterable[UUID]) -> Connected:
        """Some subjects with all that they are connected with; an id that nobody registered is missing."""
        found = await self._pool.fetch(_SQL["connected"], sorted(set(subjects)))
        roots = {row["subject_id"]: row["root"] for row in found}
        seen = found[0]["seen"] if found else 0
        rows = await self._pool.fetch(_SQL["changes"], sorted(roots), seen) if seen else []
        return Connected(
            roots=roots,
            kinds={row["subject_id"]: row["kind"] for row in found},
            history=History(tuple(_change_of(row, roots) for row in rows)),
            details={row["change_id"]: self._detail_of(row) for row in rows},
            seen=seen,
        )

    async def is_recorded(self, command: RegisterCommand) -> bool | KeyReused:
        """Whether this very command was recorded before."""
        kept = await self._pool.fetchval(_SQL["digest"], command.command_id)
        if kept is None:
            return False
        return self._key.is_of_command(kept, command.digest) or KeyReused()

    async def record(
        self,
        change: SubjectChange,
        detail: ChangeDetail,
        command: RegisterCommand,
        seen: int,
        renamed: Renamed | None = None,
    ) -> Registered | Namesakes | Conflict | KeyReused:
        """Append a change that was decided on what was recorded up to `seen`, with the entry that goes with it."""
        place, *_ = change.subjects
        sealed = self._key.seal_identity(json.dumps(asdict(detail), ensure_ascii=False).encode(), place)
        ledger = command.command_id, self._key.command_digest(command.digest), command.actor, command.recorded_at
        said = (
            change.kind,
            change.on,
            change.subjects,
            change.successors,
            change.founds,
            change.takes_back,
            sealed,
            seen,
        )
        try:
            await self._pool.execute(_SQL["change"], *ledger, *said, *self._entry(renamed))
        except asyncpg.PostgresError as error:
            match error.constraint_name:
                case "command_pkey":
                    recorded = await self.is_recorded(command)
                    return recorded if isinstance(recorded, KeyReused) else Registered(repeated=True)
                case "subject_change_seen" | "subject_root" | "subject_pkey" | "subject_change_takes_back_key":
                    return Conflict()
                case "subject_namesake":
                    return Namesakes(tuple(map(UUID, str(error.detail).split())))
                case _:
                    raise
        return Registered()

    def _entry(self, renamed: Renamed | None) -> tuple[object, ...]:
        if renamed is None:
            return (None, None, None, None, None)
        subject = renamed.subject
        looked_for = renamed.new_name and not renamed.unlike
        new_name = self._key.name_digest(canonical_name(subject.name)) if looked_for else None
        sealed = self._key.seal_identity(identity_of(subject), subject.subject_id)
        return (sealed, *keys_of(self._key, subject), new_name)

    def _detail_of(self, row: asyncpg.Record) -> ChangeDetail:
        return ChangeDetail(**json.loads(self._key.unseal_identity(row["detail"], row["subjects"][0])))


def _change_of(row: asyncpg.Record, roots: Mapping[UUID, UUID]) -> SubjectChange:
    """A change by the ids of who its subjects stand for now: they may have been found to be duplicates since."""
    return SubjectChange(
        change_id=row["change_id"],
        kind=row["kind"],
        on=row["valid_on"],
        subjects=tuple(dict.fromkeys(roots.get(each, each) for each in row["subjects"])),
        recorded_at=row["recorded_at"],
        successors=tuple(dict.fromkeys(roots.get(each, each) for each in row["successors"])),
        founds=row["founds"],
        takes_back=row["takes_back"],
    )
