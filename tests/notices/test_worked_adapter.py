"""The program of docs/notices.md passes notices on to a bot, each once, and nothing that is not ours."""

import asyncio
import re
import ssl
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from activities.notices.hooks import Answer, Hook, HookSender
from deploy.stack.ports import free_port
from eventlog.notices.hooks import new_secret
from eventlog.notices.outbox import MessageNotice
from tests.notices.receiver import Receiver
from tests.notices.told import HERE

GUIDE = Path(__file__).parents[2] / "docs" / "notices.md"
TOLD = MessageNotice(
    notice_id=UUID(int=3),
    stream="case",
    case_id=UUID(int=2),
    case_version=3,
    kind="vote",
    name=None,
    due_on="2026-12-08",
    organ="county-a-committee",
    person="p-zhang",
    position="county-a-committee-member-1",
    told_at=datetime(2026, 11, 30, 1, 2, 3, tzinfo=UTC),
)


async def send(port: int, message: UUID, secret: str) -> Answer:
    """Tell the program of a notice."""
    sender = HookSender(HERE, "urn:test", ssl.create_default_context())
    return await sender.send(message, Hook(f"http://127.0.0.1:{port}/", [secret]), [TOLD], datetime.now(UTC))


@asynccontextmanager
async def adapter(folder: Path, port: int, secret: str, bot: str) -> AsyncIterator[None]:
    """The program of the guide, once it listens."""
    (text,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    path = folder / "bot.py"
    path.write_text(text, encoding="utf-8")
    program = (sys.executable, str(path), str(port), secret, bot, str(folder / "passed_on.sqlite"))
    process = await asyncio.create_subprocess_exec(*program, stdout=DEVNULL, stderr=DEVNULL)
    try:
        async with asyncio.timeout(30):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except ConnectionError:
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    break
        yield
    finally:
        process.kill()
        await process.wait()


async def test_a_notice_reaches_the_bot_once_also_over_a_restart(tmp_path: Path) -> None:
    """The same again is not passed on; what the bot does not take is tried again; what we did not sign is refused."""
    secret, port, first, second = new_secret(), free_port((), set()), uuid4(), uuid4()
    async with Receiver(answers=lambda number: ("bot", "500", "bot")[min(number, 2)]).serving() as bot:
        async with adapter(tmp_path, port, secret, bot.url):
            outcomes = [(await send(port, first, secret)).outcome for _ in range(2)]
            forged = await send(port, uuid4(), new_secret())
            refused = await send(port, second, secret)
        async with adapter(tmp_path, port, secret, bot.url):
            again = [(await send(port, each, secret)).outcome for each in (first, second)]

    assert outcomes == ["delivered", "delivered"]
    assert (forged.outcome, forged.said[:3]) == ("failed", "401")
    assert (refused.outcome, refused.said[:3]) == ("failed", "502")
    assert again == ["delivered", "delivered"]
    said = [each.event["text"]["content"] for each in bot.received]
    assert said == ["有表决待投票（county-a-committee-member-1）期限 2026-12-08"] * 3
