"""Uploads of documents as rows: who sends what into which case, and what it was found to be; and the keys of files.

A file's key is made of the key of its case: where that was destroyed, no file of it opens any more.
"""

import os
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal
from uuid import UUID, uuid5

import asyncpg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.acts.evidence.documents import FileFormat
from eventlog.files.stores import FileName
from eventlog.keys import KEY_BYTES, InstallationKey, file_key, seal, unseal
from eventlog.pool import Pool
from eventlog.queries import load_queries

UNDER_WAY_MAX: Final = 20
"""Uploads that one person may have under way."""
UNCLAIMED_DAYS: Final = 30
"""How long a file waits in the folder of an organ for a case, or for something that names it (A-61)."""
_FOLDERS: Final = UUID("0c9a1a3e-6d0c-5c43-9f64-2f1f1b1c7a11")
KEPT_DAYS: Final = 7
"""How long an upload waits for somebody to go on with it, or to look after what was kept back."""
_PAGE: Final = 1_000

UploadState = Literal["receiving", "stored", "quarantined", "refused"]
"""Under way; kept in the store; kept back until it can be checked or somebody has looked; not taken."""

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class KeyErased(Exception):  # noqa: N818 - says what is the matter
    """The key of the case was destroyed: nothing more is kept of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An upload as it stands; `fault` says why it was refused or kept back."""

    id: UUID
    case_id: UUID
    organ: str
    person: str
    size: int
    name: str
    begun_at: datetime
    state: UploadState = "receiving"
    sha256: str | None = None
    format: FileFormat | None = None
    fault: str | None = None

    @property
    def expires_at(self) -> datetime:
        """When it is forgotten, if nobody goes on with it."""
        return self.begun_at + timedelta(days=KEPT_DAYS)


def folder_of(organ: str) -> UUID:
    """The folder in which an organ keeps files that no case has yet: it stands where a case would."""
    return uuid5(_FOLDERS, organ)


class CaseFileKeys:
    """The keys of the files and uploads of one case."""

    def __init__(self, case_key: bytes) -> None:
        self._case_key = case_key

    def of_file(self, sha256: str) -> bytes:
        """That of a file, by its content."""
        return file_key(self._case_key, b"file", bytes.fromhex(sha256))

    def of_code(self, version: int) -> bytes:
        """What the code on a document is made with, by the version of the event that it was signed with."""
        return file_key(self._case_key, b"code", version.to_bytes(4, "big"))

    def of_upload(self, upload: UUID) -> bytes:
        """That of what has arrived of an upload."""
        return file_key(self._case_key, b"upload", upload.bytes)


class Uploads:
    """The uploads of one installation, as `rongcuo_api`."""

    def __init__(self, pool: Pool, key: InstallationKey) -> None:
        self._pool = pool
        self._key = key

    async def keys(self, case_id: UUID) -> CaseFileKeys:
        """The keys of the files of a case.

        Raises:
            KeyErased: it has none any more.
        """
        wrapped = await self._pool.fetchval(_SQL["key"], case_id)
        if wrapped is None:
            raise KeyErased(str(case_id))
        return CaseFileKeys(self._key.unwrap(wrapped, case_id))

    async def open_folder(self, organ: str, at: datetime) -> UUID:
        """The folder of an organ, which begins with its first file."""
        id_ = folder_of(organ)
        await self._pool.execute(_SQL["open_folder"], id_, organ, self._key.wrap(os.urandom(KEY_BYTES), id_), at)
        return id_

    async def begin(self, upload: Upload) -> bool:
        """Begin one; False: its person has too many under way."""
        cipher = AESGCM((await self.keys(upload.case_id)).of_upload(upload.id))
        begun = await self._pool.fetchval(
            _SQL["begin"],
            upload.id,
            upload.case_id,
            upload.organ,
            upload.person,
            upload.size,
            seal(cipher, upload.name.encode(), _place(upload.id)),
            upload.begun_at,
            UNDER_WAY_MAX,
        )
        return bool(begun)

    async def get(self, id_: UUID) -> Upload | None:
        """An upload; None: there is none of that id, or the key of its case was destroyed."""
        row = await self._pool.fetchrow(_SQL["get"], id_)
        if row is None:
            return None
        try:
            return _upload(row, await self.keys(row["case_id"]))
        except KeyErased:
            return None

    async def of_case(self, case_id: UUID, person: str) -> list[Upload]:
        """What somebody has under way, uploaded or kept back in a case."""
        rows = await self._pool.fetch(_SQL["of_case"], case_id, person)
        keys = await self.keys(case_id) if rows else None
        return [_upload(row, keys) for row in rows if keys]

    async def end(
        self,
        id_: UUID,
        state: UploadState,
        at: datetime,
        *,
        found: tuple[str, FileFormat] | None = None,
        fault: str | None = None,
    ) -> None:
        """Keep what became of one: what it was found to be, or why it was not taken."""
        sha256, format_ = (bytes.fromhex(found[0]), found[1]) if found else (None, None)
        await self._pool.execute(_SQL["end"], id_, state, sha256, format_, fault, at)

    async def stored(self, name: FileName, organ: str) -> tuple[int, str] | None:
        """Size and format of a content that somebody of an organ has uploaded for a case; None: nobody has."""
        row = await self._pool.fetchrow(_SQL["stored"], name.case_id, bytes.fromhex(name.sha256), organ)
        return (row["size"], row["format"]) if row else None

    async def one_stored(self, name: FileName) -> Upload | None:
        """An upload of a content that is kept under this name; None: there is none."""
        row = await self._pool.fetchrow(_SQL["one_stored"], name.case_id, bytes.fromhex(name.sha256))
        return _upload(row, await self.keys(name.case_id)) if row else None

    async def adopt(self, upload: Upload, at: datetime) -> None:
        """Enter what a case takes over from a folder."""
        cipher = AESGCM((await self.keys(upload.case_id)).of_upload(upload.id))
        await self._pool.execute(
            _SQL["adopt"],
            upload.id,
            upload.case_id,
            upload.organ,
            upload.person,
            upload.size,
            seal(cipher, upload.name.encode(), _place(upload.id)),
            upload.begun_at,
            bytes.fromhex(upload.sha256 or ""),
            upload.format,
            at,
        )

    async def name_by(self, organ: str, digests: Iterable[str], stream_id: UUID) -> None:
        """Keep in the folder of an organ what something that is no case names."""
        contents = [bytes.fromhex(each) for each in digests]
        await self._pool.execute(_SQL["name_by"], folder_of(organ), contents, stream_id)

    async def unclaimed(self, now: datetime) -> list[tuple[UUID, UUID]]:
        """Uploads that lay in folders too long, each with its folder."""
        rows = await self._pool.fetch(_SQL["unclaimed"], now - timedelta(days=UNCLAIMED_DAYS))
        return [(row["id"], row["case_id"]) for row in rows]

    async def discard(self, id_: UUID, folder: UUID) -> tuple[bool, FileName | None]:
        """Take an upload out of a folder; whether it was there, and the content that nobody holds any more."""
        row = await self._pool.fetchrow(_SQL["discard"], id_, folder)
        left = row is not None and row["sha256"] is not None and not row["held"]
        return row is not None, FileName(row["case_id"], row["sha256"]) if row and left else None

    async def remove(self, id_: UUID) -> bool:
        """Forget one that is not kept in the store."""
        return bool(await self._pool.fetchval(_SQL["remove"], id_))

    async def outdated(self, now: datetime) -> list[UUID]:
        """Forget those that nobody went on with; these they were."""
        return [row["id"] for row in await self._pool.fetch(_SQL["outdated"], now - timedelta(days=KEPT_DAYS))]

    async def filed(self) -> AsyncIterator[tuple[FileName, int]]:
        """Every document that the log has in the file of a case, and its size."""
        after = (UUID(int=0), 0)
        while rows := await self._pool.fetch(_SQL["filed"], *after, _PAGE):
            for row in rows:
                yield FileName(row["stream_id"], row["sha256"]), row["size"]
            after = (rows[-1]["stream_id"], rows[-1]["version"])

    async def kept(self) -> set[FileName]:
        """Every content that was uploaded and kept, whether or not it came into a file."""
        return {FileName(row["case_id"], row["sha256"]) for row in await self._pool.fetch(_SQL["kept"])}


def _upload(row: asyncpg.Record, keys: CaseFileKeys) -> Upload:
    id_ = row["id"]
    name = unseal(AESGCM(keys.of_upload(id_)), row["name"], _place(id_)).decode()
    sha256 = row["sha256"]
    return Upload(
        id=id_,
        case_id=row["case_id"],
        organ=row["organ"],
        person=row["person"],
        size=row["size"],
        name=name,
        begun_at=row["begun_at"],
        state=row["state"],
        sha256=sha256.hex() if sha256 else None,
        format=row["format"],
        fault=row["fault"],
    )


def _place(upload: UUID) -> bytes:
    """What a sealed name is bound to; what has arrived is bound to its place as well, which is another."""
    return b"name:" + upload.bytes
