"""`rongcuo calendar import`: a notice, or the calendar of this software, becomes the next installed version.

From then on new terms are counted by it. Terms already open keep their dates: a roll-out to them is a step of its own.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from deploy.calendar_cli import EXIT_REFUSED, KIND_WORDS
from deploy.calendar_source import NoCalendar, database, database_url, install_next, installed
from domain.calendar import Calendar, CalendarDay, changed_days
from policies.calendar_seed import national_calendar
from policies.located import FaultyFile
from policies.notices import apply_notice, changed_by, read_notice

_BY = "rongcuo calendar import"


@dataclass(frozen=True, slots=True)
class _Imported:
    before_version: int
    before: Calendar
    version: int
    after: Calendar


def import_notice(file: Path, data: Path, console: Console) -> int:
    """Install the newest calendar with a notice applied; returns the exit code."""
    try:
        notice = read_notice(file)
    except FaultyFile as faulty:
        console.out(str(faulty), highlight=False)
        return EXIT_REFUSED
    return _import(
        data,
        lambda calendar: apply_notice(notice, calendar),
        lambda before, after: changed_by(notice, before, after),
        console,
    )


def import_bundled(data: Path, console: Console) -> int:
    """Install the calendar of this software in place of the newest; local days stay. Returns the exit code."""
    return _import(
        data,
        lambda calendar: national_calendar().model_copy(update={"overlays": calendar.overlays}),
        lambda before, after: tuple(changed_days(before, after)),
        console,
    )


def _import(
    data: Path,
    change: Callable[[Calendar], Calendar],
    differing: Callable[[Calendar, Calendar], tuple[CalendarDay, ...]],
    console: Console,
) -> int:
    try:
        done = asyncio.run(_install(database_url(data), change))
    except NoCalendar as missing:
        console.out(str(missing), highlight=False)
        return 1
    if done.version == done.before_version:
        console.out(f"内容相同，仍为版本 {done.version} / nothing new, still version {done.version}", highlight=False)
        return 0
    if done.version != done.before_version + 1:
        console.out(
            f"版本 {done.version}：同时另有人装入，请重新装入被覆盖的通知 "
            f"/ version {done.version}: somebody else imported at the same time; import the notice it covers again",
            highlight=False,
        )
        return 1
    _print_changes(done, differing(done.before, done.after), console)
    return 0


async def _install(url: str | None, change: Callable[[Calendar], Calendar]) -> _Imported:
    if url is None:
        raise NoCalendar("未在运行，无处装入 / not running: there is nowhere to install it")
    async with database(url) as pool:
        newest = await installed(pool)
        after = change(newest.content)
        if after == newest.content:
            return _Imported(newest.version, newest.content, newest.version, after)
        version = await install_next(pool, after, _BY)
    return _Imported(newest.version, newest.content, version, after)


def _print_changes(done: _Imported, days: tuple[CalendarDay, ...], console: Console) -> None:
    until = done.after.announced_until
    lines = [f"已装入版本 {done.version}，公布至 {until} / installed version {done.version}, announced until {until}"]
    lines.append(f"{len(days)} 天有变 / days changed")
    lines += [f"  {each.day} {KIND_WORDS[each.kind]}" for each in days]
    lines.append("已在办期限不变，按新版重排尚未实现 / open terms keep their dates; rolling out is not built yet")
    console.out("\n".join(lines), highlight=False)
