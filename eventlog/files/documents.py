"""The documents of one installation: what has arrived of them, what is kept, and what is known of each."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from eventlog.files.staging import Staging
from eventlog.files.stores import DirectoryStore, FileStore
from eventlog.files.uploads import Uploads
from eventlog.keys import InstallationKey
from eventlog.pool import Pool


@dataclass(frozen=True, slots=True)
class DocumentFiles:
    """Rows, what arrives, what is kept.

    Attributes:
        malware_command: The operator's own check of what arrives, with its arguments; none: there is none.
    """

    uploads: Uploads
    staging: Staging
    store: FileStore
    malware_command: tuple[str, ...] = ()

    @classmethod
    def below(
        cls,
        root: Path,
        pool: Pool,
        key: InstallationKey,
        *,
        store: FileStore | None = None,
        malware_command: tuple[str, ...] = (),
    ) -> Self:
        """In a directory; what is kept may be in a store elsewhere."""
        kept = store or DirectoryStore(root / "kept")
        return cls(Uploads(pool, key), Staging(root / "arriving"), kept, malware_command)
