"""Keys: one installation key, one derived key per purpose, one random key per case.

Destroying a case's wrapped key makes its private parts unreadable for whoever has no older copy of it, while every
digest stays checkable. Ciphertexts are bound to their place (associated data) and cannot be moved to another one.
"""

import hmac
import os
import struct
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12
_PLACE = struct.Struct(">16sI")


def seal(cipher: AESGCM, content: bytes, place: bytes) -> bytes:
    """AES-256-GCM: random nonce, then ciphertext with tag, bound to `place`."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, content, place)


def unseal(cipher: AESGCM, sealed: bytes, place: bytes) -> bytes:
    """Undo `seal`.

    Raises:
        cryptography.exceptions.InvalidTag: another key, another place, or changed bytes.
    """
    return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place)


def event_place(stream_id: UUID, version: int) -> bytes:
    """The associated data that binds a private part to its event."""
    return _PLACE.pack(stream_id.bytes, version)


def file_key(case_key: bytes, purpose: bytes, of: bytes) -> bytes:
    """The key of a file of a case, or of one that arrives, by what it is of: it goes with the key of the case."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"rongcuo/1/" + purpose + b"/" + of).derive(case_key)


class InstallationKey:
    """The one secret of an installation (32 bytes); everything else is derived from it or wrapped under it."""

    __slots__ = ("_case_wrapping", "_command_digest", "_identity", "_name_digest", "_secret")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError(f"an installation key has {KEY_BYTES} bytes, this one {len(secret)}")
        self._secret = secret
        self._case_wrapping = AESGCM(self.derive("case-keys"))
        self._identity = AESGCM(self.derive("subject-identity"))
        self._name_digest = self.derive("subject-name-digest")
        self._command_digest = self.derive("command-digest")

    @classmethod
    def generate(cls) -> "InstallationKey":
        """Make a new random key."""
        return cls(os.urandom(KEY_BYTES))

    @classmethod
    def from_file(cls, path: Path) -> "InstallationKey":
        """Read the key from a file of exactly 32 bytes."""
        return cls(path.read_bytes())

    def write_new(self, path: Path) -> None:
        """Write the key to a file only its owner can read; an existing file is never overwritten."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(self._secret)
            file.flush()
            os.fsync(descriptor)

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose (HKDF-SHA256, RFC 5869); purposes never share a key."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"rongcuo/1/" + purpose.encode()).derive(self._secret)

    def payload_codec_key(self) -> bytes:
        """The key of the codec that keeps the workflow engine from reading payloads."""
        return self.derive("payload-codec")

    def wrap(self, case_key: bytes, stream_id: UUID) -> bytes:
        """Wrap a case's key for storage, bound to its stream."""
        return seal(self._case_wrapping, case_key, stream_id.bytes)

    def unwrap(self, wrapped: bytes, stream_id: UUID) -> bytes:
        """Unwrap a stored case key; see `unseal` for errors."""
        return unseal(self._case_wrapping, wrapped, stream_id.bytes)

    def seal_identity(self, identity: bytes, subject_id: UUID) -> bytes:
        """Encrypt a subject's identity for the register."""
        return seal(self._identity, identity, subject_id.bytes)

    def unseal_identity(self, sealed: bytes, subject_id: UUID) -> bytes:
        """Decrypt a subject's identity; see `unseal` for errors."""
        return unseal(self._identity, sealed, subject_id.bytes)

    def name_digest(self, normalised_name: str) -> bytes:
        """A keyed digest to look a name up by: without the key nobody can test guesses against the register."""
        return hmac.digest(self._name_digest, normalised_name.encode(), sha256)

    def command_digest(self, digest: bytes) -> bytes:
        """What the ledger keeps of a command's digest: only with the key can the few bodies of a ballot be tried."""
        return hmac.digest(self._command_digest, digest, sha256)

    def is_of_command(self, kept: bytes, digest: bytes) -> bool:
        """Whether that was kept of this digest; earlier releases kept the digest itself."""
        return kept in {self.command_digest(digest), digest}


class CaseKeys:
    """The case keys this process used last, unwrapped and bounded; the least recently used one goes first."""

    __slots__ = ("_capacity", "_ciphers", "_installation")

    def __init__(self, installation: InstallationKey, capacity: int = 4_096) -> None:
        self._installation = installation
        self._capacity = capacity
        self._ciphers: OrderedDict[UUID, AESGCM] = OrderedDict()

    def get(self, stream_id: UUID) -> AESGCM | None:
        """The cipher of a case, if this process knows it."""
        cipher = self._ciphers.get(stream_id)
        if cipher is not None:
            self._ciphers.move_to_end(stream_id)
        return cipher

    def learn(self, stream_id: UUID, wrapped: bytes | None) -> AESGCM | None:
        """Take over what the database holds; None means erased, and then it is forgotten here too."""
        if wrapped is None:
            self._ciphers.pop(stream_id, None)
            return None
        return self.get(stream_id) or self.keep(stream_id, AESGCM(self._installation.unwrap(wrapped, stream_id)))

    def keep(self, stream_id: UUID, cipher: AESGCM) -> AESGCM:
        """Remember a key that is in the database."""
        self._ciphers[stream_id] = cipher
        if len(self._ciphers) > self._capacity:
            self._ciphers.popitem(last=False)
        return cipher
