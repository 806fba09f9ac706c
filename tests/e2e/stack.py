"""The demonstration as `rongcuo run` starts it: a process of its own, on data and a port of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deploy.stack.data_directory import DataDirectory
from deploy.stack.ports import free_port

_STOPS_IN_S: Final = 160.0  # longer than `rongcuo down` waits
_UP: Final = "Ctrl-C"
"""What it says last, when the cases of the demonstration are in."""


@contextmanager
def demonstration(data: Path, settings: Mapping[str, str]) -> Iterator[str]:
    """Start it with some settings, and stop it in the end; its address."""
    program, port = Path(sys.executable).with_name("rongcuo"), free_port((), set())
    command = [str(program), "run", "--data", str(data), "--port", str(port)]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **settings}
    ) as process:
        try:
            assert process.stdout is not None
            said = []
            for line in process.stdout:
                said.append(line)
                if _UP in line:
                    break
            record = DataDirectory(data).running()
            if record is None:
                raise AssertionError(f"the demonstration did not start: {''.join(said)}")
            yield record.api_url
        finally:
            process.terminate()
            process.communicate(timeout=_STOPS_IN_S)
