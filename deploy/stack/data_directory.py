"""The one directory an embedded stack lives in: its paths, its lock, its keys and the record of what runs.

lock                 held (flock) by the `rongcuo up` that owns the directory
stack.json           what runs: process ids, addresses, ports
keys/                the installation key and the passwords of PostgreSQL; 0700, files 0600
tokens               who may call the API
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


class PartRecord(BaseModel):
    """One running part, as written in stack.json."""

    model_config = ConfigDict(frozen=True)

    name: str
    process: ProcessIdentity
    address: str
    since: str
    stop_signal: int


class StackRecord(BaseModel):
    """What stack.json says: who supervises, where things answer, and which processes belong to it."""

    model_config = ConfigDict(frozen=True)

    supervisor: ProcessIdentity
    since: str
    part_names: tuple[str, ...]
    api_url: str
    api_port: int
    temporal_port: int
    temporal_http_port: int
    parts: tuple[PartRecord, ...] = ()


class DataDirectory:
    """Paths below one root, and the few files that are ours to write."""

    def __init__(self, root: Path) -> None:
        self.root = root.expanduser().resolve()
        self.keys = self.root / "keys"
        self.logs = self.root / "logs"
        self.run = self.root / "run"
        self.tokens = self.root / "tokens"
        self.postgres = self.root / "postgres"
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

    def running(self) -> StackRecord | None:
        """What stack.json says, if the `rongcuo up` that wrote it still runs."""
        record = self.record()
        return record if record and is_alive(record.supervisor) else None

    def write_record(self, record: StackRecord) -> None:
        """Replace stack.json in one step."""
        write_private(self._record, record.model_dump_json(indent=2).encode())


def write_private(path: Path, content: bytes) -> None:
    """Write a file readable by its owner only: whole or not at all, even when the power fails."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with suppress(FileNotFoundError):
        fresh.unlink()
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
