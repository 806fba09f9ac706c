"""The real stack with stand-ins for our three roles: what `rongcuo up` does, run as a process by the tests.

Usage: stack_under_test.py DATA [PORT] - `FAIL` in the environment names a role that ends at once with a message,
`ADOPT_COPY` says that the directory is a copy.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

import asyncpg
from rich.console import Console

from deploy.roles.settings import Settings
from deploy.stack.data_directory import DataDirectory
from deploy.stack.role_parts import role_parts
from deploy.stack.stack import Plan
from deploy.stack.supervisor import Part, RestartPolicy
from deploy.stack.up import up

WAITS = """
import os, pathlib, threading
pathlib.Path(os.environ["RONGCUO_READY_FILE"]).touch()
threading.Event().wait()
"""
SERVES = """
import http.server, os, pathlib
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["RONGCUO_API_PORT"])), Health)
pathlib.Path(os.environ["RONGCUO_READY_FILE"]).touch()
server.serve_forever()
"""
FAILS = "import sys; print(*(f'line {n}' for n in range(30)), sep=chr(10)); sys.exit('no such luck')"


def roles(settings: Settings, data: DataDirectory) -> tuple[Part, ...]:
    """The real parts, each with another program."""

    def stand_in(part: Part) -> Part:
        program = FAILS if os.environ.get("FAIL") == part.name else SERVES if part.name == "api" else WAITS
        return replace(part, argv=(sys.executable, "-c", program))

    return tuple(stand_in(part) for part in role_parts(settings, data))


async def count_starts(settings: Settings) -> None:
    """A migration: one table of the owner, one row a start."""
    connection = await asyncpg.connect(settings.owner_url)
    try:
        await connection.execute("CREATE TABLE IF NOT EXISTS start (n int GENERATED ALWAYS AS IDENTITY)")
        await connection.execute("GRANT SELECT ON start TO rongcuo_api")
        await connection.execute("INSERT INTO start DEFAULT VALUES")
    finally:
        await connection.close()


if __name__ == "__main__":
    plan = Plan(
        data=Path(sys.argv[1]),
        api_port=int(sys.argv[2]) if len(sys.argv) > 2 else None,
        prepare=count_starts,
        roles=roles,
        adopt_copy=bool(os.environ.get("ADOPT_COPY")),
        restarts=RestartPolicy(pause_first_s=0.05),
    )
    code = up(plan, Console())
    sys.stdout.flush()
    os._exit(code)
