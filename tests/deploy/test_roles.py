import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.roles.settings import KEY_FILE, Settings
from deploy.stack.data_directory import DataDirectory
from deploy.stack.embedded_postgres import ROLES
from deploy.stack.role_parts import role_parts
from tests.deploy.stack_process import PATIENCE_S, until

WAITING_ROLE = """
import asyncio, os
from deploy.roles.process import run_role
async def wait(settings):
    settings.mark_ready()
    await asyncio.Event().wait()
os._exit(run_role("worker", {"worker": wait}))
"""


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    """All that a role must know."""
    return {
        **os.environ,
        "RONGCUO_DATABASE_URL": "postgresql://nowhere/rongcuo",
        "RONGCUO_SEQUENCER_URL": "postgresql://nowhere/rongcuo",
        "RONGCUO_TEMPORAL_ADDRESS": "127.0.0.1:1",
        "RONGCUO_KEY_FILE": str(tmp_path / "key"),
        "RONGCUO_TOKENS_FILE": str(tmp_path / "tokens"),
        "RONGCUO_READY_FILE": str(tmp_path / "ready"),
        "RONGCUO_DOCUMENTS_DIR": str(tmp_path / "documents"),
        **more,
    }


KEY_TELLING_ROLE = """
import os, sys
from deploy.roles.process import run_role
async def tell(settings):
    print(settings.key_file, file=sys.stderr, flush=True)
os._exit(run_role(sys.argv[1], {sys.argv[1]: tell}))
"""


@pytest.mark.parametrize(("name", "told"), [("project", "None"), ("worker", "key"), ("api", "key")])
def test_the_projector_is_told_of_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str) -> None:
    """Neither by its supervisor, whatever that was told, nor by an environment that names one to every role."""
    monkeypatch.setenv(KEY_FILE, str(tmp_path / "another"))
    settings = Settings.from_environment(environment(tmp_path))
    data = DataDirectory(tmp_path)
    data.create()
    (data.keys / "postgres.json").write_text(json.dumps(dict.fromkeys(ROLES, "password")), "utf-8")
    parts = {part.name: part for part in role_parts(settings, data)}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", KEY_TELLING_ROLE, name],
        capture_output=True,
        text=True,
        check=False,
        env=environment(tmp_path),
        timeout=PATIENCE_S,
    )

    assert parts[name].environment.get(KEY_FILE) == (None if told == "None" else str(tmp_path / "key"))
    assert done.stderr.splitlines()[0].rpartition("/")[2] == told


STOPPING_ROLE = """
import asyncio, os
from deploy.roles.process import run_role
async def stop_slowly(settings):
    settings.mark_ready()
    try:
        await asyncio.Event().wait()
    finally:
        await asyncio.sleep(0.5)
        print('"finished"', flush=True)
os._exit(run_role("worker", {"worker": stop_slowly}))
"""


def test_role_that_is_told_twice_to_stop_finishes_what_is_under_way(tmp_path: Path) -> None:
    """A killed supervisor tells it by a signal and by the end of its input."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", STOPPING_ROLE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(tmp_path, RONGCUO_EXIT_WITH_PARENT="1"),
    ) as role:
        until((tmp_path / "ready").exists, "the role is ready")
        role.send_signal(signal.SIGTERM)
        log, _ = role.communicate(timeout=PATIENCE_S)

    assert b'"finished"' in log


@pytest.mark.parametrize("told", ["by a signal", "by the end of its input"])
def test_role_stops_cleanly(tmp_path: Path, told: str) -> None:
    """SIGTERM and the loss of its supervisor both end a role with exit code 0; its log is JSON, line by line."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", WAITING_ROLE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(tmp_path, RONGCUO_EXIT_WITH_PARENT="1"),
    ) as role:
        until((tmp_path / "ready").exists, "the role is ready")
        try:
            if told == "by a signal":
                role.send_signal(signal.SIGTERM)
                role.wait(PATIENCE_S)
            log, _ = role.communicate(timeout=PATIENCE_S)
        finally:
            role.kill()  # a role that does not stop must not outlive its test

    assert role.returncode == 0
    assert [json.loads(line)["event"] for line in log.splitlines()] == ["role starts", "role stopped"]


def test_role_without_settings_refuses() -> None:
    """It names what is missing and ends with the exit code for a bad configuration."""
    done = subprocess.run(
        [sys.executable, "-m", "deploy.cli.main", "role", "worker"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.defpath},
        timeout=PATIENCE_S,
    )

    assert done.returncode == 78
    assert "RONGCUO_DATABASE_URL is not set" in done.stderr
