"""Uploads under way: what has arrived so far, sealed as it arrives, so that nothing lies in clear on a disk.

A file of records: its length, a random nonce, and what came, bound to the upload and to its place in it. How much has
arrived is read from the file itself; what a broken write left at its end is cut off with the next one. One process at
a time writes to an upload.
"""

import errno
import fcntl
import io
import os
import shutil
import struct
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from eventlog.files.sealing import SEGMENT_BYTES, Changed

_LENGTH: Final = struct.Struct(">I")
_PLACE: Final = struct.Struct(">16sQ")
_NONCE_BYTES: Final = 12
_OVERHEAD: Final = _LENGTH.size + _NONCE_BYTES + 16
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
RESERVE_BYTES: Final = 512 * 1024 * 1024
"""What is left free on the disk: the database may lie on it as well."""


class Busy(Exception):  # noqa: N818 - says what is the matter
    """Another request writes to this upload."""


class NoRoom(Exception):  # noqa: N818 - says what is the matter
    """The disk is full, or nearly; what has arrived stays."""


class Staging:
    """The directory of the uploads under way of one installation; the file of each is called by its id."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def begin(self, upload: UUID, size: int) -> None:
        """Begin an upload, unless it would not fit.

        Raises:
            NoRoom: it would not.
        """
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(self._root).free < 2 * size + RESERVE_BYTES:  # the part, and the file made of it
            raise NoRoom
        with _room():
            self._path(upload).touch(mode=0o600)

    @contextmanager
    def writing(self, upload: UUID, key: bytes) -> Iterator["Part"]:
        """Hold an upload to write to it; what was written is on the disk when the block is left, however it is left.

        Raises:
            FileNotFoundError: it has ended.
            Busy: another request holds it.
            NoRoom: the disk is full.
        """
        with _room(), self._path(upload).open("r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy from None
            part = Part(file, upload, key)
            try:
                yield part
            finally:
                part.flush()

    def offset(self, upload: UUID) -> int:
        """How many bytes have arrived."""
        try:
            with self._path(upload).open("rb") as file:
                return sum(length for _, _, length in _records(file))
        except FileNotFoundError:
            return 0

    @contextmanager
    def reading(self, upload: UUID, key: bytes) -> Iterator[BinaryIO]:
        """What has arrived, to be read in any order.

        Raises:
            FileNotFoundError: nothing has.
        """
        with (
            self._path(upload).open("rb") as file,
            io.BufferedReader(_Reader(file, upload, key), SEGMENT_BYTES) as plain,
        ):
            yield plain

    def remove(self, upload: UUID) -> None:
        """Forget an upload."""
        self._path(upload).unlink(missing_ok=True)

    def present(self) -> Iterator[UUID]:
        """The uploads of which something has arrived."""
        yield from (UUID(path.stem) for path in self._root.glob("*.part"))

    def _path(self, upload: UUID) -> Path:
        return self._root / f"{upload}.part"


class Part:
    """An upload that is written to.

    Attributes:
        offset: How many bytes have arrived.
    """

    def __init__(self, file: BinaryIO, upload: UUID, key: bytes) -> None:
        self._file = file
        self._upload = upload
        self._cipher = AESGCM(key)
        self._held = bytearray()
        records = list(_records(file))
        self.offset = sum(length for _, _, length in records)
        end = records[-1][0] + records[-1][2] + _OVERHEAD if records else 0
        file.seek(end)
        file.truncate()

    def write(self, content: bytes) -> None:
        """Take what came next.

        Raises:
            NoRoom: the disk is full; what was taken before stays.
        """
        self._held += content
        self.offset += len(content)
        while len(self._held) >= SEGMENT_BYTES:
            self._seal(bytes(self._held[:SEGMENT_BYTES]))
            del self._held[:SEGMENT_BYTES]

    def flush(self) -> None:
        """Have everything on the disk."""
        if self._held:
            self._seal(bytes(self._held))
            self._held.clear()
        with _room():
            self._file.flush()
            os.fsync(self._file.fileno())

    def _seal(self, content: bytes) -> None:
        at = self.offset - len(self._held)
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, content, _PLACE.pack(self._upload.bytes, at))
        with _room():
            self._file.write(_LENGTH.pack(len(content)) + nonce + sealed)


class _Reader(io.RawIOBase):
    """An upload as a file in clear."""

    def __init__(self, file: BinaryIO, upload: UUID, key: bytes) -> None:
        self._file = file
        self._upload = upload
        self._cipher = AESGCM(key)
        self._records = list(_records(file))
        self._starts = [start for _, start, _ in self._records]
        self._size = sum(length for _, _, length in self._records)
        self._at = 0
        self._opened: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # what a buffer is, io does not say
        if self._at >= self._size:
            return 0
        number = bisect_right(self._starts, self._at) - 1
        begin = self._at - self._starts[number]
        found = self._record(number)[begin : begin + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def _record(self, number: int) -> bytes:
        if self._opened[0] != number:
            at, start, length = self._records[number]
            self._file.seek(at + _LENGTH.size)
            nonce = self._file.read(_NONCE_BYTES)
            sealed = self._file.read(length + 16)
            try:
                opened = self._cipher.decrypt(nonce, sealed, _PLACE.pack(self._upload.bytes, start))
            except InvalidTag:
                raise Changed from None
            self._opened = (number, opened)
        return self._opened[1]


def _records(file: BinaryIO) -> Iterator[tuple[int, int, int]]:
    """Each whole record: where it stands, where what it holds stands in the upload, and how long that is."""
    size = file.seek(0, os.SEEK_END)
    at = start = 0
    while at + _OVERHEAD <= size:
        file.seek(at)
        (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
        if at + length + _OVERHEAD > size:
            return
        yield at, start, length
        at, start = at + length + _OVERHEAD, start + length


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom from error
        raise
