"""What lies outside the town: the mail server of its people, and another program that is told of everything."""

import asyncio
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

from tests.notices.mailbox import Mailbox
from tests.notices.receiver import Receiver

_PATIENCE_S: Final = 90.0
_LOOKS_EVERY_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Outside:
    """A mailbox and a receiver of hooks, each on a port of its own."""

    mailbox: Mailbox
    receiver: Receiver

    @property
    def settings(self) -> Mapping[str, str]:
        """How an installation reaches them."""
        return {
            "RONGCUO_SMTP_HOST": "127.0.0.1",
            "RONGCUO_SMTP_PORT": str(self.mailbox.port),
            "RONGCUO_SMTP_SECURITY": "none",
            "RONGCUO_SMTP_SENDER": "rongcuo@example.cn",
            "RONGCUO_HOOK_HOSTS": "127.0.0.1",
            "RONGCUO_HOOK_INSIDE": "127.0.0.0/8",
        }

    def code_for(self, address: str) -> str:
        """The code that came to an address last; it is waited for."""
        return self.come(1, lambda: re.findall(r"code (\d{6})", " ".join(self._subjects(address))))[-1]

    def mails(self, address: str, case_id: str) -> list[str]:
        """The ids of the mails to an address about a case, each as often as it came."""
        mails = [mail for mail in tuple(self.mailbox.mails) if mail["To"] == address]
        return [str(mail["Message-ID"]) for mail in mails if case_id[:8] in mail.get_content()]

    def told(self, case_id: str, position: str) -> list[str]:
        """The ids of what the other program was sent about a case and a post, each as often as it came."""
        events = [each.event for each in tuple(self.receiver.received)]
        return [each["id"] for each in events if each["subject"] == case_id and each["data"]["position"] == position]

    @staticmethod
    def come(count: int, found: Callable[[], Sequence[str]]) -> Sequence[str]:
        """What is found, once there is as much of it; or what there is when patience ends."""
        until = time.monotonic() + _PATIENCE_S
        while len(found()) < count and time.monotonic() < until:
            time.sleep(_LOOKS_EVERY_S)  # what comes over a socket notifies nobody
        return found()

    def _subjects(self, address: str) -> list[str]:
        return [str(mail["Subject"]) for mail in tuple(self.mailbox.mails) if mail["To"] == address]


@contextmanager
def outside() -> Iterator[Outside]:
    """Both, served by a thread of their own meanwhile."""
    loop, mailbox, receiver, serving = asyncio.new_event_loop(), Mailbox(), Receiver(), AsyncExitStack()

    async def begin() -> None:
        await serving.enter_async_context(mailbox.serving())
        await serving.enter_async_context(receiver.serving())

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(begin(), loop).result()
        yield Outside(mailbox, receiver)
    finally:
        asyncio.run_coroutine_threadsafe(serving.aclose(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
