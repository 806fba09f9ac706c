"""`rongcuo status`: asks each part whether it works, instead of believing the record."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict
from rich.console import Console
from rich.table import Table

from deploy.cli.terminal import say
from deploy.stack.data_directory import DataDirectory, KeyMissing, PartRecord, StackRecord
from deploy.stack.embedded_postgres import EmbeddedPostgres
from deploy.stack.embedded_temporal import EmbeddedTemporal
from deploy.stack.processes import is_alive
from deploy.stack.role_parts import Reconciled, answers_health, health_of

EXIT_UP: Final = 0
EXIT_PARTLY: Final = 1
EXIT_STOPPED: Final = 3

_CHECK_MAX_S: Final = 5.0
_WORDS: Final = {
    "up": "[green]正常 up[/]",
    "starting": "[yellow]启动中 starting[/]",
    "silent": "[red]无应答 silent[/]",
    "ended": "[red]已退出 ended[/]",
}


class PartStatus(BaseModel):
    """One part, as it was found just now."""

    model_config = ConfigDict(frozen=True)

    part: str
    state: Literal["up", "starting", "silent", "ended"]
    pid: int | None
    address: str
    since: str | None


class StackStatus(BaseModel):
    """The whole stack, as it was found just now."""

    model_config = ConfigDict(frozen=True)

    state: Literal["up", "partly", "stopped"]
    api_url: str | None = None
    supervisor_pid: int | None = None
    parts: tuple[PartStatus, ...] = ()
    reconciled: Reconciled | None = None
    set_aside: int = 0
    manipulated: int = 0


def status(data: Path, console: Console, *, as_json: bool) -> int:
    """Print the state of the stack; returns the exit code: 0 all up, 1 partly, 3 not running."""
    found = asyncio.run(inspect(data))
    if as_json:
        say(console, found.model_dump_json())
    elif found.state == "stopped":
        console.print("未在运行 / not running")
    else:
        console.print(_table(found))
        if found.reconciled:
            say(console, _line(found.reconciled))
        if found.set_aside:
            say(console, _told(found))
    return {"up": EXIT_UP, "partly": EXIT_PARTLY, "stopped": EXIT_STOPPED}[found.state]


async def inspect(data: Path) -> StackStatus:
    """Ask every part at once; each has a few seconds to answer."""
    directory = DataDirectory(data)
    record = directory.running()
    if record is None:
        return StackStatus(state="stopped")
    recorded = {part.name: part for part in record.parts}
    names = record.part_names or tuple(recorded)
    parts = tuple(await asyncio.gather(*(_inspect(name, recorded.get(name), record, directory) for name in names)))
    health = await health_of(record.api_port)
    set_aside = (health.set_aside if health else None) or 0
    return StackStatus(
        state="up" if parts and all(part.state == "up" for part in parts) and not set_aside else "partly",
        api_url=record.api_url,
        supervisor_pid=record.supervisor.pid,
        parts=parts,
        reconciled=health.reconciled if health else None,
        set_aside=set_aside,
        manipulated=(health.manipulated if health else None) or 0,
    )


async def _inspect(name: str, part: PartRecord | None, record: StackRecord, data: DataDirectory) -> PartStatus:
    if part is None:
        return PartStatus(part=name, state="starting", pid=None, address="-", since=None)
    state: Literal["up", "silent", "ended"] = "silent"
    if not is_alive(part.process):
        state = "ended"
    elif await _answers(name, record, data):
        state = "up"
    return PartStatus(part=name, state=state, pid=part.process.pid, address=part.address, since=part.since)


async def _answers(name: str, record: StackRecord, data: DataDirectory) -> bool:
    try:
        async with asyncio.timeout(_CHECK_MAX_S):
            match name:
                case "postgres":
                    return await EmbeddedPostgres(data).roles_may_enter()
                case "temporal":
                    return await EmbeddedTemporal(data, record.temporal_port).answers()
                case "api":
                    return await answers_health(record.api_port)
                case _:
                    return (data.run / f"{name}.ready").exists()
    except (TimeoutError, KeyMissing):
        return False


def _told(found: StackStatus) -> str:
    """What no part is down for, and nobody may overlook."""
    changed = (
        f"，其中 {found.manipulated} 件被改动过 / {found.manipulated} of them were changed" if found.manipulated else ""
    )
    return (
        f"{found.set_aside} 件的记录不能显示 / {found.set_aside} records cannot be shown{changed}；"
        "逐件见 / see: rongcuo projections list"
    )


def _table(found: StackStatus) -> Table:
    table = Table("部分 part", "状态 state", "pid", "地址 address", "自 since")
    for part in found.parts:
        pid = str(part.pid) if part.pid else "-"
        since = f"{datetime.fromisoformat(part.since).astimezone():%m-%d %H:%M:%S}" if part.since else "-"
        table.add_row(part.part, _WORDS[part.state], pid, part.address, since)
    return table


def _line(found: Reconciled) -> str:
    """How many runs of the engine differed from the log when they were last compared."""
    at, differed = f"{found.ended_at.astimezone():%m-%d %H:%M}", sum(found.differed.values())
    return (
        f"{at} 引擎与日志对照 {found.compared} 件，不一致 {differed}，未恢复 {found.unrepaired}"
        f" / engine held against the log: {found.compared}, differed {differed}, not repaired {found.unrepaired}"
    )
