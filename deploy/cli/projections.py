"""`rongcuo projections`: streams that a read model set aside, tried again; a read model built anew."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
from rich.console import Console

from api.labels.records import FAULTS, READ_MODELS, REASONS
from deploy.cli.running import settings_of
from deploy.cli.terminal import EXIT_REFUSED, EXIT_UNREACHED, both, say
from deploy.roles.settings import Settings, SettingsRefused
from eventlog.log_reader import LogReader
from eventlog.pool import create_pool
from projections.projector.projector import Projector
from projections.projector.set_aside import SetAside

EXIT_FINE: Final = 0

_STATEMENT_SECONDS: Final = 60.0

Work = Callable[[Projector], Awaitable[Sequence[SetAside]]]


def retry(data: Path, streams: Sequence[str], console: Console) -> int:
    """Try streams again, all that are set aside where none is named; returns the exit code: 1 when one stays aside.

    A stream is named by its id, or by what its id begins with; the exit code is 2 where none is set aside by that name.
    """

    async def work(projector: Projector) -> Sequence[SetAside]:
        left: list[SetAside] = []
        for stream in _named(streams, dict.fromkeys(each.stream_id for each in await projector.missing())):
            left += await projector.retry(stream)
        return left

    return _done(data, work, console)


def rebuild(data: Path, name: str, console: Console) -> int:
    """Empty a read model and fold the whole log into it again; returns the exit code: 2 when there is none."""

    async def work(projector: Projector) -> Sequence[SetAside]:
        await projector.rebuild(name)
        return ()

    return _done(data, work, console)


def show(data: Path, console: Console) -> int:
    """Tell what is set aside, the longest waiting first; returns the exit code: 1 when something is."""

    async def work(projector: Projector) -> Sequence[SetAside]:
        return await projector.missing()

    return _done(data, work, console)


def _done(data: Path, work: Work, console: Console) -> int:
    try:
        left = asyncio.run(_work(settings_of(data, "project"), work))
    except SettingsRefused as refused:
        say(console, "未在运行 / not running; " + "; ".join(refused.faults))
        return EXIT_UNREACHED
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        say(console, f"数据库不可用 / the database cannot be reached: {type(error).__name__}: {error}")
        return EXIT_UNREACHED
    except ValueError as unknown:
        say(console, f"没有这个名称 / {unknown}")
        return EXIT_REFUSED
    if left:
        say(console, "不能显示 / set aside:", *(f"  {_told(each)}" for each in left))
        return EXIT_UNREACHED
    say(console, "都已显示 / everything is shown")
    return EXIT_FINE


async def _work(settings: Settings, work: Work) -> Sequence[SetAside]:
    async with await create_pool(
        settings.database_url, application="rongcuo projections", max_size=3, statement_seconds=_STATEMENT_SECONDS
    ) as pool:
        return await work(Projector(pool, LogReader(pool)))


def _named(names: Sequence[str], aside: Iterable[UUID]) -> list[UUID]:
    """The streams that are set aside by these names, or all.

    Raises:
        ValueError: none is, by one of them.
    """
    found = {name: [stream for stream in aside if str(stream).startswith(name.lower())] for name in names or ("",)}
    if unknown := [name for name, streams in found.items() if name and not streams]:
        raise ValueError(f"nothing is set aside by the name {', '.join(unknown)}")
    return list(dict.fromkeys(stream for streams in found.values() for stream in streams))


def _told(aside: SetAside) -> str:
    fault = next((both(words) for name, words in FAULTS.items() if name == aside.detail), aside.detail)
    model = both(READ_MODELS[aside.read_model])
    return (
        f"{aside.stream_id} 第 {aside.version} 版 / version {aside.version}: {model}: "
        f"{both(REASONS[aside.reason])}: {fault}; {aside.tries} 次 / times"
    )
