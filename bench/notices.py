"""A thousand notices to a local receiver, through two kills of the worker: none lost, and none told twice.

An embedded stack with its real roles, on fresh data. A system administrator proposes a hook, a security administrator
approves it, units file applications, and twice, with a third and with two thirds of the messages received, the worker
is killed; the stack starts it again. Where a worker dies between the receiver's answer and its record, the message goes
out again under the same `webhook-id`: that is counted by itself (`sent_again`), for a receiver knows it by its id.
"""

import asyncio
import json
import os
import time
from collections import defaultdict
from dataclasses import dataclass, field

import httpx2
import psutil

from api.identity.demonstration import tokens_of
from bench.commands import fresh_stack
from bench.measured import Plain
from deploy.demo.cast import Cast
from deploy.demo.procedure import COUNTY_A
from deploy.demo.scenes import Scenes
from deploy.roles.notices import TELLING_KINDS
from deploy.stack.role_parts import settings_for
from deploy.stack.stack import Stack
from eventlog.pool import Pool, create_pool

NOTICES = int(os.environ.get("NOTICES", "1000"))
PROPOSER, APPROVER = "prefecture-operations-system-admin", "prefecture-operations-security-admin"

_AT_ONCE = 4
_PATIENCE_SECONDS = 300.0
_LOOK_SECONDS = 0.05
_OPEN = """SELECT (SELECT log_index FROM notice_progress) < (
      SELECT max(log_index) FROM sequenced JOIN event USING (stream_id, version) WHERE type = ANY ($1::text[]))
    OR EXISTS (SELECT FROM notice_delivery WHERE state IN ('queued', 'under_way'))"""
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(slots=True)
class Receiver:
    """What came: for each message by its `webhook-id` the notice it tells, and how often it came."""

    notices: dict[str, str] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a message and say so."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
            body = await reader.readexactly(int(headers["content-length"]))
            self.notices[headers["webhook-id"]] = json.loads(body)["id"]
            self.times[headers["webhook-id"]] += 1
            writer.write(_ANSWER)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the worker was killed: it sends it again
        finally:
            writer.close()

    async def has(self, count: int) -> None:
        """Wait until so many messages have come."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while len(self.times) < count:  # noqa: ASYNC110 - what comes over a socket notifies nobody
                await asyncio.sleep(_LOOK_SECONDS)


async def measure() -> list[Plain]:
    """Notices that did not come, and those that came under more than one id."""
    os.environ |= {"RONGCUO_HOOK_HOSTS": "127.0.0.1", "RONGCUO_HOOK_INSIDE": "127.0.0.0/8"}
    receiver = Receiver()
    server = await asyncio.start_server(receiver.answer, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    async with server, fresh_stack() as stack:
        return await _delivered(stack, receiver, f"http://127.0.0.1:{port}/notices")


async def _delivered(stack: Stack, receiver: Receiver, url: str) -> list[Plain]:
    await _hook(stack, url)
    worker = settings_for("worker", stack.settings, stack.data)
    async with (
        httpx2.AsyncClient(timeout=60.0, trust_env=False) as http,
        await create_pool(worker.database_url, max_size=2) as pool,
    ):
        scenes = await Scenes.begin(Cast(stack.api_url, tokens_of(stack.settings.tokens_file), http=http))
        began = time.perf_counter()
        filing = asyncio.create_task(_file(pool, scenes))
        for third in (1, 2):
            await receiver.has(NOTICES * third // 3)
            _kill_worker()
        await filing
        await _settled(pool)
        seconds = time.perf_counter() - began
        kept = {str(row["notice_id"]) for row in await pool.fetch("SELECT notice_id FROM notice")}
    told = set(receiver.notices.values())
    settings = {
        "notices": len(kept),
        "kills": 2,
        "sent_again": sum(receiver.times.values()) - len(receiver.times),
        "seconds": round(seconds, 1),
    }
    lost, doubled = len(kept - told), len(receiver.notices) - len(told)
    return [
        Plain("notices_lost", "notices", [lost], 0, settings),
        Plain("notices_doubled", "notices", [doubled], 0, settings),
    ]


async def _hook(stack: Stack, url: str) -> None:
    """A hook, proposed by one administrator and approved by the other."""
    tokens = {each.position: each.token for each in tokens_of(stack.settings.tokens_file)}
    async with httpx2.AsyncClient(base_url=stack.api_url, timeout=60.0, trust_env=False) as http:
        hook = {"name": "bench", "url": url, "place": "demo-prefecture"}
        proposer, approver = ({"Authorization": f"Bearer {tokens[each]}"} for each in (PROPOSER, APPROVER))
        made = (await http.post("/v1/hooks", json=hook, headers=proposer)).raise_for_status().json()
        path = f"/v1/hooks/{made['hook']['hook_id']}/approval"
        (await http.post(path, headers=approver)).raise_for_status()


async def _file(pool: Pool, scenes: Scenes) -> None:
    """File applications until they tell as many notices."""
    while await pool.fetchval("SELECT count(*) FROM notice") < NOTICES:
        titles = (f"应急抢修道路未先完成招标{number}" for number in range(_AT_ONCE))
        await asyncio.gather(*(scenes.case(COUNTY_A, title, days_ago=20) for title in titles))


def _kill_worker() -> None:
    """Kill the worker; the stack starts another."""
    for child in psutil.Process().children(recursive=True):
        if child.cmdline()[-2:] == ["role", "worker"]:
            child.kill()
            return
    raise RuntimeError("there is no worker")


async def _settled(pool: Pool) -> None:
    """Wait until nothing is on its way, and the log is followed to its end."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while await pool.fetchval(_OPEN, TELLING_KINDS):  # noqa: ASYNC110 - nobody is notified of a delivery
            await asyncio.sleep(1.0)


if __name__ == "__main__":
    print(json.dumps([each.as_json() for each in asyncio.run(measure())], indent=2))
