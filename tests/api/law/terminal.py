"""A shell in whose environment an API runs."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import structlog
from typer.testing import CliRunner, Result

from deploy.cli.main import app


@dataclass(slots=True)
class Terminal:
    """A shell, and a data directory with tokens."""

    directory: Path
    COMMAND: ClassVar[str]

    async def rongcuo(self, *arguments: str) -> Result:
        """Run the command while the API is served beside it."""
        whole = (self.COMMAND, *arguments, "--data", str(self.directory))
        with structlog.testing.capture_logs():  # the API's lines, which would mix with those of the command
            return await asyncio.to_thread(CliRunner().invoke, app, whole)
