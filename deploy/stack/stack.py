"""The whole stack on one machine: PostgreSQL, migrations, Temporal and our roles, in order."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import asyncpg
import structlog

from deploy.roles.entrance import require_sound
from deploy.roles.settings import LOG_LEVEL, PUBLIC_URL, Settings
from deploy.stack.data_directory import DataDirectory, PartRecord, StackRecord
from deploy.stack.embedded_postgres import NAME as POSTGRES
from deploy.stack.embedded_postgres import EmbeddedPostgres
from deploy.stack.embedded_temporal import NAMESPACE, EmbeddedTemporal
from deploy.stack.ports import HOST, free_port, is_free
from deploy.stack.processes import ProcessIdentity, end, identity_of, wait_fetched
from deploy.stack.progress import Progress
from deploy.stack.role_parts import role_parts, settings_for
from deploy.stack.supervisor import Part, PartFailed, RestartPolicy, Supervisor, log_tail

API_PORT: Final = 8080
TEMPORAL_PORT: Final = 7233
_LOG_MAX_BYTES: Final = 50_000_000
_FETCHED_MAX_S: Final = 5.0
_WRITE_AGAIN_S: Final = 1.0

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()

Prepare = Callable[[Settings], Awaitable[None]]
Roles = Callable[[Settings, DataDirectory], tuple[Part, ...]]
Greeting = Callable[[Settings, str], Awaitable[tuple[str, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to start.

    Attributes:
        data: the data directory; made when it is missing.
        prepare: brings the database up to date, given settings of the owner and the projector; runs before any role.
        api_port: the port the API must have, or None for the last one, 8080 or a free one.
        roles: the parts that are ours, in starting order.
        restarts: how patiently a part that ends is started again.
        greeting: what else is said once everything is ready, given the settings and the address.
        adopt_copy: take a directory that was copied from another one as a data directory of its own.
    """

    data: Path
    prepare: Prepare
    api_port: int | None = None
    roles: Roles = role_parts
    restarts: RestartPolicy = field(default_factory=RestartPolicy)
    greeting: Greeting | None = None
    adopt_copy: bool = False


@dataclass(frozen=True, slots=True)
class Stack:
    """A running stack: every part was ready. Its settings enter the database as the owner and as the projector do."""

    settings: Settings
    api_url: str
    data: DataDirectory

    async def until_stopped(self) -> None:
        """Wait; ends only by cancellation, which is what a signal or a part that gave up brings."""
        await asyncio.get_running_loop().create_future()


@asynccontextmanager
async def running(plan: Plan, progress: Progress) -> AsyncIterator[Stack]:
    """Start the stack, lend it to the block, and stop it in reverse order however the block ends.

    Raises:
        AlreadyRunning: another `up` holds the data directory; nothing was touched.
        IsCopy: it was copied from another one, and the plan does not say that it is a copy; nothing was touched.
        KeyMissing: keys/ does not belong to the data.
        PartFailed: a part did not start.
    """
    data = DataDirectory(plan.data)
    data.create()
    with data.locked():
        foreign_ports = _adopted(plan, data, progress)
        data.require_own()
        _end_leftovers(data, progress)
        data.ensure_installation_key()
        start = _Start(plan, data, progress, foreign_ports)
        try:
            yield await start.all_parts()
        finally:
            with progress.step("停止 / stopping"):
                await start.stop()


class _Start:
    """One start: the order of things, and the record of what runs."""

    def __init__(self, plan: Plan, data: DataDirectory, progress: Progress, foreign_ports: set[int]) -> None:
        self.supervisor = Supervisor(self._started, plan.restarts)
        self._plan, self._data, self._progress = plan, data, progress
        self._postgres = EmbeddedPostgres(data)
        self._record = _first_record(plan, data, foreign_ports)
        self._temporal = EmbeddedTemporal(data, self._record.temporal_port)

    async def all_parts(self) -> Stack:
        settings = Settings(
            database_url="",
            temporal_address=self._temporal.address,
            temporal_namespace=NAMESPACE,
            key_file=self._data.installation_key,
            tokens_file=self._data.tokens,
            documents_dir=self._data.documents,
            api_host=HOST,
            api_port=self._record.api_port,
            log_level=os.environ.get(LOG_LEVEL) or "info",
            **Settings.of_the_entrance(os.environ),
        )
        require_sound(settings)
        progress, postgres = self._progress, self._postgres
        with progress.step("PostgreSQL"):
            for note in await asyncio.to_thread(postgres.initialise):
                progress.note(note)
            roles = self._plan.roles(settings, self._data)
            names = ("postgres", "temporal", *(role.name for role in roles))
            self._record = self._record.model_copy(update={"part_names": names})
            await self._start(postgres.part())
            try:
                await postgres.create_roles_and_database()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                raise PartFailed(
                    POSTGRES, f"角色与数据库 / roles and database: {error}", log_tail(self._data.logs / "postgres.log")
                ) from error
        owner = replace(
            settings,
            database_url=postgres.url("rongcuo_projector"),
            owner_url=postgres.url("rongcuo_owner"),
            eraser_url=postgres.url("rongcuo_eraser"),
        )
        with progress.step("数据库迁移 / migrations"):
            try:
                await self._plan.prepare(owner)
            except Exception as error:
                raise PartFailed("migrations", f"{type(error).__name__}: {error}") from error
        with progress.step("Temporal"):
            await self._start(self._temporal.part())
        with progress.step("、".join(role.name for role in roles)):
            await self._start_together(roles)
        progress.say(f"就绪 / ready: {self._record.api_url}")
        if settings.public_url:
            progress.say(f"公布的网址 / public address: {settings.public_url}")
        if self._plan.greeting:
            told = settings_for("api", settings, self._data)
            for line in await self._plan.greeting(told, settings.public_url or self._record.api_url):
                progress.say(line)
        return Stack(owner, self._record.api_url, self._data)

    async def stop(self) -> None:
        await self.supervisor.stop()
        self._postgres.tidy()

    async def _start_together(self, parts: tuple[Part, ...]) -> None:
        """Start parts that do not need each other; the first that fails ends the start of all."""
        try:
            async with asyncio.TaskGroup() as starting:
                for part in parts:
                    starting.create_task(self._start(part))
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from failures

    async def _start(self, part: Part) -> None:
        if part.log.exists() and part.log.stat().st_size > _LOG_MAX_BYTES:
            part.log.replace(part.log.with_suffix(".log.1"))
        await self.supervisor.start(part)

    def _started(self, part: Part, pid: int) -> None:
        process = identity_of(pid) or ProcessIdentity(pid=pid, started="")  # "": it has ended again already
        others = {known.name: known for known in self._record.parts}
        if part.name in others:
            with suppress(OSError):  # whoever reads it may be gone, or its disk be full: the part runs all the same
                self._progress.note(f"{part.name} 意外退出，已重新启动 / ended and was started again (pid {pid})")
        fresh = PartRecord(
            name=part.name,
            process=process,
            address=part.address,
            since=_now(),
            stop_signal=int(part.stop_signal),
        )
        parts = tuple({**others, part.name: fresh}.values())
        self._record = self._record.model_copy(update={"parts": parts})
        self._write_record()

    def _write_record(self) -> None:
        """Say what runs now; where the disk is full, again and again until it is said: else it names dead processes."""
        try:
            self._data.write_record(self._record)
        except OSError as error:
            _logger.warning("stack.json cannot be written", error=repr(error), retry_seconds=_WRITE_AGAIN_S)
            asyncio.get_running_loop().call_later(_WRITE_AGAIN_S, self._write_record)


def _adopted(plan: Plan, data: DataDirectory, progress: Progress) -> set[int]:
    """Adopt a copy if the plan says that it is one; returns the ports of its original, which it must never take.

    Both have the same keys: whatever of one reached the servers of the other would be believed there.
    """
    original = data.copied_from()
    if original is None or not plan.adopt_copy:
        return set()
    data.adopt()
    progress.note(f"这是副本，今后独立运行 / a copy of {_path_of(original)}, from now on on its own")
    return original.ports()


def _path_of(record: StackRecord) -> str:
    return str(record.place.path) if record.place else "-"


def _end_leftovers(data: DataDirectory, progress: Progress) -> None:
    """End what a killed `up` left behind; we hold the lock, so nobody supervises it any more."""
    record = data.record()
    for part in reversed(record.parts if record else ()):
        if end(part.process, signal.Signals(part.stop_signal), within_s=30.0):
            progress.note(f"{part.name} 由上次运行遗留，已停止 / was left by a killed run and is stopped")
        wait_fetched(part.process.pid, within_s=_FETCHED_MAX_S)


def _first_record(plan: Plan, data: DataDirectory, foreign_ports: set[int]) -> StackRecord:
    last = data.record()
    if plan.api_port is not None and not is_free(plan.api_port):
        raise PartFailed("api", f"端口已被占用 / port {plan.api_port} is taken")
    taken = set(foreign_ports)
    api = plan.api_port or free_port((last.api_port if last else API_PORT, API_PORT), taken)
    temporal = free_port((last.temporal_port if last else TEMPORAL_PORT, TEMPORAL_PORT), taken | {api})
    supervisor = identity_of(os.getpid())
    if supervisor is None:
        raise RuntimeError("this process cannot be found among the running ones")
    record = StackRecord(
        place=data.place(),
        supervisor=supervisor,
        since=_now(),
        part_names=(),
        api_url=f"http://{HOST}:{api}",
        public_url=os.environ.get(PUBLIC_URL) or None,
        api_port=api,
        temporal_port=temporal,
    )
    data.write_record(record)
    return record


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
