"""`rongcuo projections`: how read models stand, what they do not show, and building them anew beside those served."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from api.labels.records import DIFFERENCES, FAULTS, READ_MODELS, REASONS
from deploy.cli.running import settings_of
from deploy.cli.terminal import EXIT_REFUSED, EXIT_UNREACHED, both, say
from deploy.roles.settings import Settings, SettingsRefused
from domain.values import Frozen
from eventlog.log_reader import LogReader
from eventlog.pool import Pool, create_pool
from policies.packs.words import word_table
from projections.projector.projector import READ_MODELS as ALL
from projections.projector.projector import Projector, named
from projections.projector.set_aside import SetAside
from projections.rebuilding.hands import processes
from projections.rebuilding.rebuild import NothingBuilt, Rebuild, RebuildRunning, Stage, TablesInUse, Told, current
from projections.rebuilding.status import Status, drop_outdated, status_of
from projections.rebuilding.verification import BuildWaits, Checked, Difference, verify

EXIT_FINE: Final = 0
EXIT_DIFFERS: Final = 1
EXIT_UNCHECKED: Final = 2
"""Of `verify` alone, as of `log verify`: whether they differ is not known."""

_STATEMENT_SECONDS: Final = 120.0

_STAGES = word_table(
    numbers=("编号", "numbers"),
    rows=("逐件重算", "folding"),
    indexes=("索引", "indexes"),
    catching_up=("追上新事件", "catching up"),
    switched=("切换", "switching"),
)

Work = Callable[[Settings, Pool], Awaitable[int]]


class Rebuilt(Frozen):
    """What a rebuild did, for machines."""

    read_models: tuple[str, ...]
    events: int
    seconds: float
    switched: bool


def retry(data: Path, streams: Sequence[str], console: Console) -> int:
    """Try streams again, all that are set aside where none is named; returns the exit code: 1 when one stays aside.

    A stream is named by its id, or by what its id begins with; the exit code is 2 where none is set aside by that name.
    """

    async def work(_: Settings, pool: Pool) -> int:
        projector = Projector(pool, LogReader(pool))
        left: list[SetAside] = []
        for stream in _named(streams, dict.fromkeys(each.stream_id for each in await projector.missing())):
            left += await projector.retry(stream)
        return _shown(left, console)

    return _done(data, work, console)


def show(data: Path, console: Console) -> int:
    """Tell what is set aside, the longest waiting first; returns the exit code: 1 when something is."""

    async def work(_: Settings, pool: Pool) -> int:
        return _shown(await Projector(pool, LogReader(pool)).missing(), console)

    return _done(data, work, console)


def status(data: Path, console: Console, *, as_json: bool) -> int:
    """Tell how the read models stand; returns the exit code: 1 when one is behind, or does not show everything."""

    async def work(_: Settings, pool: Pool) -> int:
        found = await status_of(pool, ALL)
        if as_json:
            console.print_json(found.model_dump_json())
        else:
            _print(found, console)
        return EXIT_FINE if found.current else EXIT_UNREACHED

    return _done(data, work, console)


def rebuild(  # noqa: PLR0913 - each is one choice of whoever asks
    data: Path,
    names: Sequence[str],
    console: Console,
    *,
    switch: bool = True,
    count: int = 0,
    as_json: bool = False,
) -> int:
    """Build read models anew beside the served ones, all where none is named; returns the exit code: 2 when refused."""

    async def work(settings: Settings, pool: Pool) -> int:
        models = named(names) if names else ALL
        began = time.perf_counter()
        with _progress(console, quiet=as_json) as told:
            await Projector(pool, LogReader(pool)).prepare()
            rebuilding = Rebuild(pool, models, hands=processes(settings.database_url, count), told=told)
            await (rebuilding.run() if switch else rebuilding.build())
        found = await status_of(pool, ALL)
        done = Rebuilt(
            read_models=tuple(model.name for model in models),
            events=found.end + 1,
            seconds=round(time.perf_counter() - began, 3),
            switched=switch,
        )
        if as_json:
            console.print_json(done.model_dump_json())
        elif switch:
            say(console, f"已重建并切换 / built and served: {', '.join(done.read_models)}; {done.seconds:.0f} s")
        else:
            say(console, "已建好，等待切换 / built; `rongcuo projections switch` serves it")
        return EXIT_FINE

    return _done(data, work, console)


def switch(data: Path, console: Console) -> int:
    """Serve what was built and waits; returns the exit code: 2 when there is nothing."""

    async def work(_: Settings, pool: Pool) -> int:
        build = await current(pool)
        models = [model for model in ALL if build and (model.name, model.version) in build.keys]
        with _progress(console) as told:
            await Rebuild(pool, models, told=told).switch()
        say(console, f"已切换 / served: {', '.join(model.name for model in models)}")
        return EXIT_FINE

    return _done(data, work, console)


def drop(data: Path, console: Console) -> int:
    """Drop tables of other releases, and what was built and is not wanted; returns the exit code."""

    async def work(_: Settings, pool: Pool) -> int:
        dropped = await drop_outdated(pool, ALL)
        say(console, f"已删除 / dropped: {', '.join(dropped)}" if dropped else "没有过时的表 / no outdated tables")
        return EXIT_FINE

    return _done(data, work, console)


def verify_rows(data: Path, console: Console, *, as_json: bool) -> int:
    """Hold every row against the log; returns the exit code: 0 all agree, 1 one differs, 2 not checked."""

    async def work(_: Settings, pool: Pool) -> int:
        with _progress(console, quiet=as_json) as told:
            found = await verify(pool, ALL, told)
        if as_json:
            console.print_json(found.model_dump_json())
        else:
            say(console, *_verified(found))
        return EXIT_DIFFERS if found.difference else EXIT_FINE

    return _done(data, work, console, unreached=EXIT_UNCHECKED)


def _verified(found: Checked) -> Iterator[str]:
    if found.difference:
        yield f"不一致 / differs: {_difference(found.difference)}"
        yield "重建即可修复 / a rebuild mends it: rongcuo projections rebuild"
        return
    yield f"全部一致 / all rows agree: {found.events} 个事件 / events"
    if found.set_aside:
        yield f"暂缺 / set aside: {found.set_aside}"
    if found.left:
        yield f"核对时一直在变，未核对 / went on whenever looked at, not checked: {len(found.left)}"


def _difference(found: Difference) -> str:
    columns = f" ({', '.join(found.columns)})" if found.columns else ""
    return f"{found.table} {found.stream_id or ''} {found.key}: {both(DIFFERENCES[found.what])}{columns}"


def _print(found: Status, console: Console) -> None:
    table = Table("读模型 read model", "版本 version", "读到 at", "落后 behind", "暂缺 set aside")
    for model in found.read_models:
        at = "–" if model.log_index is None else f"{model.log_index + 1}/{found.end + 1}"
        table.add_row(
            f"{both(READ_MODELS[model.name])} {model.name}",
            str(model.version),
            at,
            str(model.behind),
            str(model.set_aside),
        )
    console.print(table)
    if found.build:
        state = "等待切换 / waits for the switch" if found.build.waits else "未建完 / not whole"
        say(console, f"旁建 / built beside: {', '.join(found.build.read_models)}: {state}")
    if found.outdated:
        say(console, f"其他版本的表 / tables of other releases: {', '.join(found.outdated)}")


@contextmanager
def _progress(console: Console, *, quiet: bool = False) -> Iterator[Told]:
    """A bar for each stage, with how many of how many and how long it still takes."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=quiet) as progress:
        bars = {}

        def told(stage: Stage, done: int, of: int) -> None:
            if stage not in bars:
                bars[stage] = progress.add_task(both(_STAGES[stage]), total=of)
            progress.update(bars[stage], completed=done, total=of)

        yield told


def _shown(left: Sequence[SetAside], console: Console) -> int:
    if left:
        say(console, "不能显示 / set aside:", *(f"  {_told(each)}" for each in left))
        return EXIT_UNREACHED
    say(console, "都已显示 / everything is shown")
    return EXIT_FINE


def _done(data: Path, work: Work, console: Console, *, unreached: int = EXIT_UNREACHED) -> int:  # noqa: PLR0911 - one way out for each thing that can be the matter
    try:
        return asyncio.run(_work(settings_of(data, "project"), work))
    except SettingsRefused as refused:
        say(console, "未在运行 / not running; " + "; ".join(refused.faults))
        return unreached
    except RebuildRunning:
        say(
            console,
            "正在重建或核对，同时只能有一个 / a rebuild or check is running already; there can be one at a time",
        )
        return EXIT_REFUSED
    except NothingBuilt:
        say(console, "没有建好的表 / nothing is built that could be served; begin with `rongcuo projections rebuild`")
        return EXIT_REFUSED
    except BuildWaits:
        say(console, "有建好而未切换的表，先切换或删除 / something built waits: switch to it, or drop it, first")
        return EXIT_REFUSED
    except TablesInUse:
        say(console, "表一直被占用，建好的保留着，稍后再切换 / the tables are in use all the time; switch later")
        return unreached
    except asyncpg.DiskFullError as full:
        say(console, f"磁盘已满，正在使用的表没有动 / the disk is full; what is served is untouched: {full}")
        return unreached
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        say(console, f"数据库不可用 / the database cannot be reached: {type(error).__name__}: {error}")
        return unreached
    except ValueError as unknown:
        say(console, f"没有这个名称 / {unknown}")
        return EXIT_REFUSED


async def _work(settings: Settings, work: Work) -> int:
    async with await create_pool(
        settings.database_url,
        application="rongcuo projections",
        max_size=3,
        statement_seconds=_STATEMENT_SECONDS,
        by_key=True,
    ) as pool:
        return await work(settings, pool)


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
