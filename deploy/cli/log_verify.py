"""`rongcuo log verify`: whether the event log is what was recorded; names the first thing that does not hold."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import asyncpg
from pydantic import BaseModel, ConfigDict
from rich.console import Console

from api.labels.records import FAULTS
from deploy.cli.running import settings_of
from deploy.cli.terminal import both, say
from deploy.roles.settings import SettingsRefused
from domain.values import Bilingual
from eventlog.integrity import Fault
from eventlog.pool import create_pool
from eventlog.verification import Found, Part, Report, Told, verify

EXIT_WHOLE: Final = 0
EXIT_MANIPULATED: Final = 1
EXIT_NOT_CHECKED: Final = 2

_STATEMENT_SECONDS: Final = 60.0
_EVERY: Final = 50_000
"""How many rows between two lines of progress, where there is no terminal."""

PARTS: Final[Mapping[Part, Bilingual]] = {
    "events": Bilingual(zh="事件", en="events"),
    "order": Bilingual(zh="顺序", en="order"),
    "ledger": Bilingual(zh="命令台账", en="ledger"),
}


class FoundLine(BaseModel):
    """What does not hold in one stream, and up to which version it does."""

    model_config = ConfigDict(frozen=True)

    stream_id: str
    version: int
    log_index: int | None
    fault: Fault
    holds_to_version: int


class VerifyReport(BaseModel):
    """What a check of the whole log found."""

    model_config = ConfigDict(frozen=True)

    whole: bool
    events: int
    streams: int
    commands: int
    streams_hurt: int
    first: FoundLine | None
    faults: tuple[FoundLine, ...]
    law: tuple[str, ...]
    first_gap: int | None
    shortened_to: int | None


def log_verify(data: Path, console: Console, *, as_json: bool) -> int:
    """Check the log of a data directory or of the environment; returns the exit code."""
    try:
        settings = settings_of(data, "worker")
        report = asyncio.run(_verify(settings.database_url, _progress(console, quiet=as_json)))
    except SettingsRefused as refused:
        say(console, "未在运行，未能核查 / not running, not checked; " + "; ".join(refused.faults))
        return EXIT_NOT_CHECKED
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        say(
            console,
            f"数据库不可用，未能核查 / the database cannot be read, not checked: {type(error).__name__}: {error}",
        )
        return EXIT_NOT_CHECKED
    if as_json:
        say(console, _as_model(report).model_dump_json())
    else:
        say(console, *_lines(report))
    return EXIT_WHOLE if report.whole else EXIT_MANIPULATED


async def _verify(database_url: str, told: Told) -> Report:
    async with await create_pool(
        database_url, application="rongcuo log verify", max_size=1, statement_seconds=_STATEMENT_SECONDS
    ) as pool:
        return await verify(pool, told)


def _progress(console: Console, *, quiet: bool) -> Told:
    """On a terminal a line that is written over, elsewhere one every so often."""
    next_at = _EVERY

    def told(part: Part, done: int, of: int) -> None:
        nonlocal next_at
        if quiet:
            return
        line = f"{both(PARTS[part])}: {done}" + (f" / {of}" if of > done else "")
        if console.is_terminal:
            console.print(line, end="\r", highlight=False)
        elif done >= next_at:
            next_at = done + _EVERY
            say(console, line)

    return told


def _lines(report: Report) -> list[str]:
    if report.whole:
        counts = f"{report.streams} 件、{report.events} 个事件、{report.commands} 条命令"
        counted = f"{report.events} events of {report.streams} streams, {report.commands} commands"
        return [f"日志完整：{counts}均与登记时一致 / the log is whole: {counted}"]
    lines: list[str] = []
    if report.first is not None:
        lines.append(f"第一处不符 / first: {_told(report.first)}")
    if report.first_gap is not None:
        since = report.first_gap
        lines.append(
            f"日志自序号 {since} 起缺 {report.gaps} 处 / {report.gaps} places of the log are gone, from {since} on"
        )
    if report.shortened_to is not None:
        lines.append(
            f"日志止于序号 {report.shortened_to}，而读模型已读到其后 / "
            f"the log ends at {report.shortened_to}, and was longer when it was read"
        )
    lines += [f"{law}：内容与其摘要不符 / its content does not have its digest" for law in report.law]
    hurt = report.streams_hurt
    lines += [f"  {_told(found)}" for found in report.faults.values()]
    lines.append(f"不符的 {hurt} 件，其余各件成立 / {hurt} streams do not hold, all others do")
    lines.append("请先保全现场，再从备份恢复被改动的行 / secure the evidence, then restore the rows from a backup")
    return lines


def _told(found: Found) -> str:
    holds = (
        f"第 1 至 {found.holds} 版成立 / versions 1 to {found.holds} hold" if found.holds else "无一版成立 / none holds"
    )
    return f"{found.stream_id} 第 {found.version} 版 / version {found.version}: {both(FAULTS[found.fault])}; {holds}"


def _as_model(report: Report) -> VerifyReport:
    return VerifyReport(
        whole=report.whole,
        events=report.events,
        streams=report.streams,
        commands=report.commands,
        streams_hurt=report.streams_hurt,
        first=_line(report.first) if report.first else None,
        faults=tuple(map(_line, report.faults.values())),
        law=report.law,
        first_gap=report.first_gap,
        shortened_to=report.shortened_to,
    )


def _line(found: Found) -> FoundLine:
    return FoundLine(
        stream_id=str(found.stream_id),
        version=found.version,
        log_index=found.log_index,
        fault=found.fault,
        holds_to_version=found.holds,
    )
