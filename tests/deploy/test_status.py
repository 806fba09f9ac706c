"""`rongcuo status` tells what no part is down for."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from rich.console import Console

from deploy.cli.status import EXIT_PARTLY, EXIT_UP, status
from deploy.stack.data_directory import DataDirectory, PartRecord, StackRecord
from deploy.stack.processes import identity_of


@contextmanager
def api(health: dict[str, object]) -> Iterator[int]:
    """An API that is well and tells of its health; its port."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = json.dumps(health).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name for it
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def running(data: Path, port: int) -> None:
    """A stack of one part, which is this process."""
    us = identity_of(os.getpid())
    assert us is not None
    directory = DataDirectory(data)
    directory.create()
    part = PartRecord(name="api", process=us, address="", since="2026-11-29T09:00:00+08:00", stop_signal=15)
    directory.write_record(
        StackRecord(
            supervisor=us,
            since=part.since,
            part_names=("api",),
            api_url="",
            api_port=port,
            temporal_port=1,
            parts=(part,),
        )
    )


@pytest.mark.parametrize(
    ("health", "code", "told"),
    [
        ({"status": "ok", "set_aside": 0, "manipulated": 0}, EXIT_UP, ""),
        ({"status": "degraded", "set_aside": 2, "manipulated": 0}, EXIT_PARTLY, "2 件的记录不能显示"),
        ({"status": "degraded", "set_aside": 2, "manipulated": 1}, EXIT_PARTLY, "其中 1 件被改动过"),
        ({"status": "ok"}, EXIT_UP, ""),  # another release
    ],
)
def test_records_that_cannot_be_shown_are_told(tmp_path: Path, health: dict[str, object], code: int, told: str) -> None:
    """How many, and how many of them were changed, though every part is up; the exit code is that of a part down."""
    console = Console(record=True, width=200)
    with api(health) as port:
        running(tmp_path, port)
        assert status(tmp_path, console, as_json=False) == code
    shown = console.export_text()

    assert told in shown
    assert ("不能显示" in shown) is bool(told)
