"""A shell before the API."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.client import ApiClient
from tests.api.shell import Shell, shell_before


@pytest.fixture
async def at(api: ApiClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Shell]:
    """A shell before everything that runs."""
    async with shell_before(api, monkeypatch, tmp_path) as shell:
        yield shell
