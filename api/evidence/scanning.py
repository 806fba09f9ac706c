"""The operator's own malware check: a command that reads a file from its standard input and answers by its exit code.

0: nothing found. 1: it objects. Anything else, and no answer in time: nobody knows, and the file is kept back. Nothing
of what anybody wrote is in the command, and no shell reads it.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, Final, Literal

import structlog

Verdict = Literal["clean", "malware", "unchecked"]

_PART_BYTES: Final = 1 << 20
_FOUND: Final = 1

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class MalwareCheck:
    """The command with its arguments, and how long it may take."""

    command: Sequence[str]
    seconds: float = 120.0

    async def verdict(self, plain: BinaryIO) -> Verdict:
        """What the command says of a file."""
        try:
            async with asyncio.timeout(self.seconds):
                code = await self._run(plain)
        except (TimeoutError, OSError) as error:
            _logger.warning("malware check away", error=type(error).__name__)
            return "unchecked"
        if code == 0:
            return "clean"
        _logger.warning("malware check objects" if code == _FOUND else "malware check failed", code=code)
        return "malware" if code == _FOUND else "unchecked"

    async def _run(self, plain: BinaryIO) -> int:
        plain.seek(0)
        process = await asyncio.create_subprocess_exec(
            *self.command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            if process.stdin is None:
                raise TypeError("the command was given a standard input")
            with suppress(BrokenPipeError, ConnectionResetError):  # it has seen enough; its code tells
                while part := await asyncio.to_thread(plain.read, _PART_BYTES):
                    process.stdin.write(part)
                    await process.stdin.drain()
                process.stdin.close()
            return await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
