"""Commands of the terminal against an API that is served on a port."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn

from api.app import create_app
from api.identity.demonstration import PersonaToken, TokensFile
from deploy.cli.api_client import TOKEN
from deploy.cli.terminal import API_URL
from tests.api.client import ApiClient
from tests.conftest import ProjectorOver


@pytest.fixture(scope="module")
async def address(api_alone: ApiClient, projector_over: ProjectorOver) -> AsyncIterator[str]:
    """Where the API answers."""
    context = api_alone.context
    await projector_over().prepare()
    server = uvicorn.Server(uvicorn.Config(create_app(context), log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listening:  # whoever connects early waits in its queue
        serving = asyncio.create_task(server._serve([listening]))  # noqa: SLF001 - without its signal handlers
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await serving


@pytest.fixture
def tokens_directory(api_alone: ApiClient, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data directory of whoever may read the tokens; the environment says where the API is."""
    known = [
        PersonaToken(**who.model_dump(), token=api_alone.tokens[position])
        for position, who in api_alone.personas.items()
    ]
    (tmp_path / "tokens").write_text(TokensFile(personas=tuple(known)).model_dump_json(), "utf-8")
    monkeypatch.setenv(API_URL, address)
    monkeypatch.delenv(TOKEN, raising=False)
    return tmp_path
