"""`rongcuo documents verify FILE`: whether a file was issued here, or is the stamped scan, and whether it stands.

It is asked of the log itself: no interface need run, and nobody signs in.
"""

import asyncio
import hashlib
from pathlib import Path
from typing import Final

import asyncpg
from rich.console import Console

from api.documents.verification import STANDINGS, Verified, issued_as
from api.installed import Installed
from deploy.cli.running import settings_of
from deploy.cli.terminal import both, say
from deploy.roles.settings import Settings, SettingsRefused
from eventlog.log import EventLog
from eventlog.pool import create_pool

EXIT_STANDS: Final = 0
EXIT_NOT: Final = 1
EXIT_NOT_CHECKED: Final = 2


def documents_verify(data: Path, file: Path, console: Console) -> int:
    """Hold a file against what was issued; returns the exit code."""
    try:
        with file.open("rb") as opened:
            sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
        found = asyncio.run(_found(settings_of(data, "api"), sha256))
    except SettingsRefused as refused:
        say(console, "未在运行，未能核验 / not running, not checked; " + "; ".join(refused.faults))
        return EXIT_NOT_CHECKED
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        say(console, f"未能核验 / not checked: {type(error).__name__}: {error}")
        return EXIT_NOT_CHECKED
    say(console, f"SHA-256 {sha256}")
    if found is None:
        say(console, "不是本系统印发的文件 / this file was not issued here")
        return EXIT_NOT
    say(
        console,
        f"{both(found.kind)}，{found.number or '无文号 / no number'}，{both(found.organ)}，{found.issued_on}",
        *(["盖章件的扫描件 / the scan of the stamped paper"] if sha256 != found.sha256 else []),
        both(STANDINGS[found.standing]),
    )
    return EXIT_STANDS if found.standing == "stands" else EXIT_NOT


async def _found(settings: Settings, sha256: str) -> Verified | None:
    async with await create_pool(settings.database_url, application="rongcuo documents verify", max_size=1) as pool:
        organs = await Installed(pool).organs()
        return await issued_as(EventLog(pool, settings.installation_key), pool, organs, sha256)
