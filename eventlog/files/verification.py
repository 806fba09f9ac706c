"""Holding the store of files against the log: what is missing, what was changed, what belongs to no document.

Every file that the log has is opened and its digest taken; nothing is written. The log is read before the store: what
comes in meanwhile is not missed.
"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from eventlog.files.documents import DocumentFiles
from eventlog.files.sealing import Changed, open_file, sealed_size
from eventlog.files.stores import FileMissing, FileName
from eventlog.files.uploads import CaseFileKeys, KeyErased

FileFault = Literal["missing", "changed", "orphan", "unfiled", "erased"]
"""In the log and not in the store; not what came in; in the store and nowhere else; uploaded and in no file; of a case
whose key was destroyed, so that nobody can open it."""
FAULTY: Final[frozenset[FileFault]] = frozenset({"missing", "changed", "orphan"})
"""What should not be; what was uploaded and never put in a file, or erased, may."""
LISTED_MAX: Final = 100
_EVERY: Final = 100


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file and what is the matter with it."""

    name: FileName
    fault: FileFault


@dataclass(frozen=True, slots=True)
class FilesReport:
    """What a check found.

    Attributes:
        documents: How many documents the log has in files of cases.
        size: How many bytes they are.
        found: What is the matter, by files.
    """

    documents: int
    size: int
    found: tuple[FoundFile, ...]

    @property
    def whole(self) -> bool:
        """Whether every document is there as it came in, and nothing else is."""
        return not any(each.fault in FAULTY for each in self.found)

    def count(self, fault: FileFault) -> int:
        """How many files have this the matter."""
        return sum(each.fault == fault for each in self.found)


async def verify_files(files: DocumentFiles, told: Callable[[int], None]) -> FilesReport:
    """Check every file; `told` hears how many are done.

    Raises:
        StoreAway: the store cannot be read.
    """
    filed, found, keys, done, size = dict[FileName, int](), list[FoundFile](), _Keys(files), 0, 0
    async for name, length in files.uploads.filed():
        filed[name] = length
    there = {each.name: each.size for each in await asyncio.to_thread(lambda: list(files.store.files()))}
    kept = await files.uploads.kept()
    for name, length in filed.items():
        if fault := await _fault(files, name, length, keys, there.get(name)):
            found.append(FoundFile(name, fault))
        done, size = done + 1, size + length
        if done % _EVERY == 0:
            told(done)
    for name in sorted(there.keys() - filed.keys()):
        found.append(FoundFile(name, "unfiled" if name in kept else "orphan"))
    return FilesReport(len(filed), size, tuple(found))


async def _fault(
    files: DocumentFiles, name: FileName, length: int, keys: "_Keys", there: int | None
) -> FileFault | None:
    if there is None:
        return "missing"
    key = await keys.of(name)
    if key is None:
        return "erased"
    if there != sealed_size(length) or await asyncio.to_thread(_changed, files, name, key):
        return "changed"
    return None


def _changed(files: DocumentFiles, name: FileName, key: bytes) -> bool:
    digest = hashlib.sha256()
    try:
        for part in open_file(key, files.store.get(name)):
            digest.update(part)
    except (Changed, FileMissing):
        return True
    return digest.hexdigest() != name.sha256


class _Keys:
    """The keys of the case that is checked; documents come case by case."""

    def __init__(self, files: DocumentFiles) -> None:
        self._files = files
        self._last: tuple[object, CaseFileKeys | None] = (None, None)

    async def of(self, name: FileName) -> bytes | None:
        if self._last[0] != name.case_id:
            try:
                self._last = name.case_id, await self._files.uploads.keys(name.case_id)
            except KeyErased:
                self._last = name.case_id, None
        keys = self._last[1]
        return keys.of_file(name.sha256) if keys else None
