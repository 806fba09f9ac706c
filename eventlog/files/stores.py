"""Where files are kept: by their case and the SHA-256 of their bytes, in a directory or in a store that speaks S3.

What is kept is sealed before it comes here (eventlog/files/sealing.py). A name is made of an id and a digest and of
nothing that anybody wrote.
"""

import os
import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Final, NamedTuple, Protocol
from uuid import UUID, uuid4

from eventlog.files.staging import FULL, NoRoom

_READ_BYTES: Final = 256 * 1024
_NAME: Final = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([0-9a-f]{64})")


class FileMissing(Exception):  # noqa: N818 - says what is the matter
    """There is no such file."""


class StoreAway(Exception):  # noqa: N818 - says what is the matter
    """The store does not answer, or refuses."""


class FileName(NamedTuple):
    """What a file is kept under."""

    case_id: UUID
    sha256: str

    @property
    def path(self) -> str:
        """Below the root of a store."""
        return f"{self.case_id}/{self.sha256}"


class KeptFile(NamedTuple):
    """A file that is there, and how many bytes it takes."""

    name: FileName
    size: int


class FileStore(Protocol):
    """A store of sealed files; what blocks is called from a thread."""

    def put(self, name: FileName, sealed: Iterator[bytes]) -> None:
        """Keep a file: whole or not at all; the same again takes the place of what is there.

        Raises:
            NoRoom: there is none left.
            StoreAway: the store does not answer.
        """

    def get(self, name: FileName) -> Generator[bytes, None, None]:
        """What is kept, part by part; closed, it lets go of it.

        Raises:
            FileMissing: there is no such file.
            StoreAway: the store does not answer.
        """

    def remove(self, name: FileName) -> None:
        """Remove a file that nobody holds any more, if it is there.

        Raises:
            StoreAway: the store does not answer.
        """

    def files(self) -> Iterator[KeptFile]:
        """Every file that is there.

        Raises:
            StoreAway: the store does not answer.
        """


def named(path: str) -> FileName | None:
    """The name that a path is made of, if it is one of ours."""
    match = _NAME.fullmatch(path)
    return FileName(UUID(match[1]), match[2]) if match else None


class DirectoryStore:
    """Files in a directory, one below for each case; what is there was written to the disk before it had its name."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, name: FileName, sealed: Iterator[bytes]) -> None:
        """Write beside, then rename."""
        path = self._root / name.path
        fresh = path.with_name(f".{uuid4().hex}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for part in sealed:
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
            for directory in (path.parent, self._root):
                _sync(directory)
        except OSError as error:
            if error.errno in FULL:
                raise NoRoom from error
            raise
        finally:
            fresh.unlink(missing_ok=True)

    def get(self, name: FileName) -> Generator[bytes, None, None]:
        """Open it now, so that what is missing is known before anything is answered."""
        try:
            file = (self._root / name.path).open("rb")
        except FileNotFoundError:
            raise FileMissing from None

        def parts() -> Generator[bytes, None, None]:
            with file:
                while part := file.read(_READ_BYTES):
                    yield part

        return parts()

    def remove(self, name: FileName) -> None:
        """Take it out of its directory."""
        (self._root / name.path).unlink(missing_ok=True)

    def files(self) -> Iterator[KeptFile]:
        """Those whose names are ours; what a broken write left has none."""
        for path in sorted(self._root.glob("*/*")):
            if name := named(path.relative_to(self._root).as_posix()):
                yield KeptFile(name, path.stat().st_size)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
