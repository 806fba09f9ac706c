"""Files as they are kept: sealed in segments, each bound to its place, so that a part can be read and none exchanged.

A file's key is made of its case's key and its SHA-256 (eventlog/keys.py). So a segment needs no random nonce: the same
key never seals other content, and the same file of a case is sealed to the same bytes whoever hands it in. The last
segment is marked: what was cut off does not open (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizar).
"""

from collections.abc import Generator, Iterator
from itertools import chain
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SEGMENT_BYTES: Final = 256 * 1024
_MAGIC: Final = b"RCFILE1\n"
_TAG_BYTES: Final = 16
_SEALED_BYTES: Final = SEGMENT_BYTES + _TAG_BYTES


class Changed(Exception):  # noqa: N818 - says what is the matter
    """The bytes that are kept are not those that were put there, or were cut off."""


def sealed_size(size: int) -> int:
    """How many bytes a file of so many takes."""
    return len(_MAGIC) + size + _TAG_BYTES * max(1, -(-size // SEGMENT_BYTES))


def seal_file(key: bytes, plain: BinaryIO) -> Iterator[bytes]:
    """A file as it is kept, segment by segment."""
    return _sealed(key, iter(lambda: plain.read(SEGMENT_BYTES), b""))


def seal_again(key: bytes, other: bytes, kept: Iterator[bytes]) -> Iterator[bytes]:
    """A file that is kept under one key, as it is kept under another; never whole in clear.

    Raises:
        Changed: it is not what was put there.
    """
    return _sealed(other, open_file(key, kept))


def _sealed(key: bytes, segments: Iterator[bytes]) -> Iterator[bytes]:
    cipher, number = AESGCM(key), 0
    yield _MAGIC
    segment = next(segments, b"")
    for following in segments:
        yield cipher.encrypt(_nonce(number, last=False), segment, _MAGIC)
        segment, number = following, number + 1
    yield cipher.encrypt(_nonce(number, last=True), segment, _MAGIC)


def open_file(key: bytes, kept: Iterator[bytes]) -> Generator[bytes, None, None]:
    """The file again; nothing of a segment is given out before it is known to be whole.

    Raises:
        Changed: it is not what was put there; what was given out before was.
    """
    cipher, number = AESGCM(key), 0
    held = b"".join(_head(kept))
    if not held.startswith(_MAGIC):
        raise Changed
    held = held[len(_MAGIC) :]
    for part in chain((b"",), kept):
        held += part
        while len(held) > _SEALED_BYTES:
            yield _opened(cipher, number, held[:_SEALED_BYTES], last=False)
            held, number = held[_SEALED_BYTES:], number + 1
    yield _opened(cipher, number, held, last=True)


def _head(kept: Iterator[bytes]) -> Iterator[bytes]:
    """So much of a file that its beginning can be looked at."""
    read = 0
    while read < len(_MAGIC) and (part := next(kept, b"")):
        read += len(part)
        yield part


def _opened(cipher: AESGCM, number: int, segment: bytes, *, last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(number, last=last), segment, _MAGIC)
    except InvalidTag:
        raise Changed from None


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
