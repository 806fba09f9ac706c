"""Our three roles as parts of the stack: the command of each, what it is told, and when it is ready."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Final

import httpx2

from deploy.roles.settings import EXIT_WITH_PARENT, READY_FILE, Settings
from deploy.stack.data_directory import DataDirectory
from deploy.stack.ports import HOST
from deploy.stack.supervisor import Part

_HEALTH_TIMEOUT_S: Final = 3.0


def role_parts(settings: Settings, data: DataDirectory) -> tuple[Part, ...]:
    """Our three roles, each `rongcuo role NAME`, told everything by its environment."""

    def role(name: str) -> Part:
        ready_file = data.run / f"{name}.ready"
        api = name == "api"
        return Part(
            name=name,
            argv=(sys.executable, "-m", "deploy.cli.main", "role", name),
            environment={
                **os.environ,
                **settings.to_environment(),
                READY_FILE: str(ready_file),
                EXIT_WITH_PARENT: "1",
            },
            address=f"http://{HOST}:{settings.api_port}" if api else "-",
            log=data.logs / f"{name}.log",
            ready=lambda: _ready(ready_file, settings.api_port if api else None),
            ready_file=ready_file,
        )

    return role("worker"), role("project"), role("api")


async def answers_health(port: int) -> bool:
    """Whether the API on this port of the loopback address says that it is well."""
    try:
        async with httpx2.AsyncClient(timeout=_HEALTH_TIMEOUT_S, trust_env=False) as client:
            answer = await client.get(f"http://{HOST}:{port}/health")
    except httpx2.TransportError:
        return False
    return bool(answer.status_code == httpx2.codes.OK)


async def _ready(ready_file: Path, port: int | None) -> bool:
    """A role says itself that it is ready; at the API's port another program could answer."""
    said = await asyncio.to_thread(ready_file.exists)
    return said and (port is None or await answers_health(port))
