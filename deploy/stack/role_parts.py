"""Our three roles as parts of the stack: the command of each, what it is told, and when it is ready."""

import asyncio
import os
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final, assert_never

import httpx2
from pydantic import BaseModel, ConfigDict, ValidationError

from deploy.roles.process import KEYLESS, RoleName
from deploy.roles.settings import EXIT_WITH_PARENT, KEY_FILE, READY_FILE, Settings
from deploy.stack.data_directory import DataDirectory
from deploy.stack.embedded_postgres import EmbeddedPostgres
from deploy.stack.ports import HOST
from deploy.stack.supervisor import Part

_HEALTH_TIMEOUT_S: Final = 3.0


def settings_for(role: RoleName, settings: Settings, data: DataDirectory) -> Settings:
    """What one of our roles is told: a login of its own to the database, and of the key if it opens anything.

    Raises:
        KeyMissing: the passwords of the database are gone.
    """
    postgres = EmbeddedPostgres(data)
    if role in KEYLESS:
        settings = replace(settings, key_file=None)
    match role:
        case "worker":
            return replace(settings, database_url=postgres.url("rongcuo_worker"))
        case "project":
            sequencer = postgres.url("rongcuo_sequencer")
            return replace(settings, database_url=postgres.url("rongcuo_projector"), sequencer_url=sequencer)
        case "api":
            return replace(settings, database_url=postgres.url("rongcuo_api"))
        case _:
            assert_never(role)


def role_parts(settings: Settings, data: DataDirectory) -> tuple[Part, ...]:
    """Our three roles, each `rongcuo role NAME`, told all that it needs by its environment."""

    def role(name: RoleName) -> Part:
        ready_file = data.run / f"{name}.ready"
        api = name == "api"
        return Part(
            name=name,
            argv=(sys.executable, "-m", "deploy.cli.main", "role", name),
            environment={
                **{name: value for name, value in os.environ.items() if name != KEY_FILE},
                **settings_for(name, settings, data).to_environment(),
                READY_FILE: str(ready_file),
                EXIT_WITH_PARENT: "1",
            },
            address=f"http://{HOST}:{settings.api_port}" if api else "-",
            log=data.logs / f"{name}.log",
            ready=lambda: _ready(ready_file, settings.api_port if api else None),
            ready_file=ready_file,
        )

    return role("worker"), role("project"), role("api")


class Reconciled(BaseModel):
    """What the API tells of the last comparison of the engine with the log."""

    model_config = ConfigDict(frozen=True)

    ended_at: datetime
    compared: int
    differed: dict[str, int]
    unrepaired: int


class Health(BaseModel):
    """What is read of the API's health (api/health): what the engine differed in, which records cannot be shown."""

    reconciled: Reconciled | None = None
    set_aside: int | None = None
    manipulated: int | None = None


async def answers_health(port: int) -> bool:
    """Whether the API on this port of the loopback address says that it is well."""
    answer = await _health(port)
    return answer is not None and answer.status_code == httpx2.codes.OK


async def health_of(port: int) -> Health | None:
    """What the API on this port tells of its health; None: nothing."""
    answer = await _health(port)
    try:
        return Health.model_validate_json(answer.content) if answer else None
    except ValidationError:  # another program, or another release
        return None


async def _health(port: int) -> httpx2.Response | None:
    try:
        async with httpx2.AsyncClient(timeout=_HEALTH_TIMEOUT_S, trust_env=False) as client:
            return await client.get(f"http://{HOST}:{port}/health")
    except httpx2.TransportError:
        return None


async def _ready(ready_file: Path, port: int | None) -> bool:
    """A role says itself that it is ready; at the API's port another program could answer."""
    said = await asyncio.to_thread(ready_file.exists)
    return said and (port is None or await answers_health(port))
