"""A mail server of the tests: one that takes everything, or that says this or that at one point, or goes away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass(slots=True)
class Mailbox:
    """Speaks SMTP. `says` is what it answers to a command instead of yes; `drops` is after which it closes."""

    says: dict[str, str] = field(default_factory=dict)
    drops: str = ""
    silent: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    port: int = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Mailbox"]:
        """Serve meanwhile."""
        server = await asyncio.start_server(self._speak, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    async def _speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self._answer("HELLO", "220 here").encode())
        while line := await reader.readline():
            command = line.decode().split()[0].upper() if line.split() else ""
            if command == self.silent:
                await asyncio.sleep(60)
            if command == "DATA" and "DATA" not in self.says:
                writer.write(b"354 go on\r\n")
                content = await reader.readuntil(b"\r\n.\r\n")
                if "MAIL_IN" not in self.says:
                    self.mails.append(_read(content))
                command = "MAIL_IN"
            writer.write(self._answer(command, "221 bye" if command == "QUIT" else "250 taken").encode())
            await writer.drain()
            if command == self.drops:
                return

    def _answer(self, command: str, usual: str) -> str:
        return self.says.get(command, usual) + "\r\n"


def _read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content.removesuffix(b"\r\n.\r\n"), policy=default)
    if not isinstance(message, EmailMessage):
        raise TypeError(message)
    return message
