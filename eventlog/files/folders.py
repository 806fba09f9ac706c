"""Files that no case has yet, in the folder of the organ that uploaded them: taken over by a case, or thrown away.

A folder stands where a case would, with a key of its own. What a case takes over is sealed again under that case's key:
so it goes with the case when its words are erased.
"""

import asyncio
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from eventlog.files.documents import DocumentFiles
from eventlog.files.sealing import seal_again
from eventlog.files.stores import FileName
from eventlog.files.uploads import Upload, folder_of


async def take_over(files: DocumentFiles, name: FileName, organ: str, at: datetime) -> Upload | None:
    """Have a case take over a content from the folder of an organ; None: it is not there.

    Raises:
        KeyErased: the case has no key any more.
        FileMissing, Changed, StoreAway, NoRoom: what is the matter with the store.
    """
    held = FileName(folder_of(organ), name.sha256)
    found = await files.uploads.one_stored(held)
    if found is None:
        return None
    before, after = await files.uploads.keys(held.case_id), await files.uploads.keys(name.case_id)

    def moved() -> None:
        kept = files.store.get(held)
        files.store.put(name, seal_again(before.of_file(name.sha256), after.of_file(name.sha256), kept))

    await asyncio.to_thread(moved)
    taken = replace(found, id=uuid4(), case_id=name.case_id)
    await files.uploads.adopt(taken, at)
    return taken


async def discard(files: DocumentFiles, upload: UUID, folder: UUID) -> bool:
    """Take an upload out of a folder, and its content where nobody else holds it; False: something names it.

    Raises:
        StoreAway: the store does not answer; the row is gone, and the content is an orphan until it is looked after.
    """
    gone, content = await files.uploads.discard(upload, folder)
    if content is not None:
        await asyncio.to_thread(files.store.remove, content)
    await asyncio.to_thread(files.staging.remove, upload)
    return gone


async def forget_unclaimed(files: DocumentFiles, now: datetime) -> None:
    """Throw away what nobody claimed in time (A-61)."""
    for upload, folder in await files.uploads.unclaimed(now):
        await discard(files, upload, folder)
