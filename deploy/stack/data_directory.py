"""The one directory an embedded stack lives in: its paths, its lock, its keys and the record of what runs.

lock                 held (flock) by the `rongcuo up` that owns the directory
stack.json           what runs: process ids, addresses, ports; and the place it was written at
keys/                the installation key and the passwords of PostgreSQL; 0700, files 0600
tokens               who may call the API
documents/           documents of cases, sealed, and what has arrived of those under way
postgres/  socket/   PostgreSQL and its socket; temporal.db is the Temporal server's
logs/  run/          one log a part; one file a role that is ready
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict

from deploy.stack.processes import ProcessIdentity, is_alive

KEY_BYTES: Final = 32


class AlreadyRunning(Exception):  # noqa: N818 - not an error: somebody else has it
    """Another `rongcuo up` holds this data directory."""

    def __init__(self, record: "StackRecord | None") -> None:
        self.record = record
        super().__init__("the data directory is in use")


class KeyMissing(Exception):  # noqa: N818 - says what is the matter
    """There is data, but the key it was written under is gone; a new key could never read it."""


class IsCopy(Exception):  # noqa: N818 - says what is the matter
    """This directory was copied from another one; nothing was touched in either."""

    def __init__(self, original: Path | None) -> None:
        self.original = original
        super().__init__(f"a copy of {original or 'another data directory'}")


class Place(BaseModel):
    """Where a data directory lies: its path and what the system knows it by.

    A copy has another inode than its original, and a moved directory keeps its own; at the same path may lie a backup
    that was put back.
    """

    model_config = ConfigDict(frozen=True)

    path: Path
    device: int
    inode: int

    def is_the_same(self, other: "Place") -> bool:
        """Whether both are one directory, wherever it was moved to."""
        return (self.device, self.inode) == (other.device, other.inode)


class PartRecord(BaseModel):
    """One running part, as written in stack.json."""

    model_config = ConfigDict(frozen=True)

    name: str
    process: ProcessIdentity
    address: str
    since: str
    stop_signal: int


class StackRecord(BaseModel):
    """What stack.json says: who supervises, where things answer, and which processes belong to it.

    `place` is where it was written; a record of an earlier release does not say it.
    """

    model_config = ConfigDict(frozen=True)

    place: Place | None = None
    supervisor: ProcessIdentity
    since: str
    part_names: tuple[str, ...]
    api_url: str
    public_url: str | None = None
    api_port: int
    temporal_port: int
    parts: tuple[PartRecord, ...] = ()

    def ports(self) -> set[int]:
        """The ports it gave to its parts."""
        return {self.api_port, self.temporal_port}

    def lives(self) -> bool:
        """Whether any of its processes runs."""
        return any(map(is_alive, (self.supervisor, *(part.process for part in self.parts))))


class DataDirectory:
    """Paths below one root, and the few files that are ours to write."""

    def __init__(self, root: Path) -> None:
        self.root = root.expanduser().resolve()
        self.keys = self.root / "keys"
        self.logs = self.root / "logs"
        self.run = self.root / "run"
        self.tokens = self.root / "tokens"
        self.postgres = self.root / "postgres"
        self.documents = self.root / "documents"
        self.temporal_db = self.root / "temporal.db"
        self.installation_key = self.keys / "installation.key"
        self._record = self.root / "stack.json"

    def create(self) -> None:
        """Make what is missing, closed to other users; started by root, PostgreSQL's own user may pass through."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for private in (self.keys, self.logs, self.run):
            private.mkdir(mode=0o700, exist_ok=True)
            private.chmod(0o700)

    def ensure_installation_key(self) -> None:
        """Make the installation key on the first start; never write over one.

        Raises:
            KeyMissing: there is a database already, so its key existed and was lost.
        """
        if self.installation_key.exists():
            return
        if self.postgres.exists():
            raise KeyMissing(
                f"数据库已存在，但缺少 {self.installation_key.name}，请从备份恢复 keys/ "
                "/ the database exists but its key is gone: restore keys/ from your backup"
            )
        write_private(self.installation_key, secrets.token_bytes(KEY_BYTES))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the directory for as long as the block runs; the system lets go of it however this process ends.

        Raises:
            AlreadyRunning: another process holds it.
        """
        lock = FileLock(self.root / "lock", mode=0o600, blocking=False)
        try:
            lock.acquire()
        except Timeout:
            raise AlreadyRunning(self.record()) from None
        try:
            yield
        finally:
            lock.release()

    def record(self) -> StackRecord | None:
        """What stack.json says, or None when there is none (it is replaced whole, so it is never half)."""
        with suppress(FileNotFoundError):
            return StackRecord.model_validate_json(self._record.read_bytes())
        return None

    def place(self) -> Place:
        """Where this directory lies now."""
        there = self.root.stat()
        return Place(path=self.root, device=there.st_dev, inode=there.st_ino)

    def copied_from(self) -> StackRecord | None:
        """The record of the directory that this one was copied from; None where it is no copy.

        A directory is a copy when its record was written in another one: with another inode, and either at another path
        or by processes that still run. So one that was moved is none, nor is a backup put back in its place.
        """
        record = self.record()
        if record is None or record.place is None or record.place.is_the_same(self.place()):
            return None
        return record if record.place.path != self.root or record.lives() else None

    def running(self) -> StackRecord | None:
        """What stack.json says, if the `rongcuo up` that wrote it here still runs."""
        record = self.record()
        return record if record and not self.copied_from() and is_alive(record.supervisor) else None

    def require_own(self) -> None:
        """Refuse a copy: what its record names belongs to its original. Call it while holding the lock.

        Raises:
            IsCopy: of another directory; or it may be one, because a record of an earlier release does not say where it
                was written, and what it names still runs.
        """
        if original := self.copied_from():
            raise IsCopy(original.place.path if original.place else None)
        record = self.record()
        if record is not None and record.place is None and record.lives():
            raise IsCopy(None)

    def adopt(self) -> None:
        """Make a copy a data directory of its own: forget what its original runs, and what that locked here."""
        for left in (self._record, self.postgres / "postmaster.pid", *self.root.glob("socket/.s.PGSQL.*")):
            left.unlink(missing_ok=True)

    def write_record(self, record: StackRecord) -> None:
        """Replace stack.json in one step."""
        write_private(self._record, record.model_dump_json(indent=2).encode())


def write_private(path: Path, content: bytes) -> None:
    """Write a file readable by its owner only: whole or not at all, even when the power fails."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with suppress(FileNotFoundError):
        fresh.unlink()
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
