"""`rongcuo reads remove`: take away what is older than reads are kept for; only the owner of the database may."""

import asyncio
from pathlib import Path

import asyncpg
from rich.console import Console

from deploy.cli.running import owner_url_of
from deploy.cli.terminal import EXIT_UNREACHED, say
from deploy.roles.settings import SettingsRefused
from eventlog.read_log import remove

_CONNECT_SECONDS = 10.0


def remove_old(data: Path, console: Console, months: int) -> int:
    """Remove rows, and say how many; returns the exit code."""
    try:
        removed = asyncio.run(_remove(owner_url_of(data), months))
    except SettingsRefused as refused:
        say(console, "未在运行 / not running; " + "; ".join(refused.faults))
        return EXIT_UNREACHED
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        say(
            console,
            f"数据库不可用，没有删除 / the database cannot be reached, nothing was removed: {type(error).__name__}",
        )
        return EXIT_UNREACHED
    say(
        console, f"已删除 {months} 个月以前的查阅记录 {removed} 条 / removed {removed} reads older than {months} months"
    )
    return 0


async def _remove(owner_url: str, months: int) -> int:
    owner = await asyncpg.connect(owner_url, timeout=_CONNECT_SECONDS)
    try:
        return await remove(owner, months)
    finally:
        await owner.close()
