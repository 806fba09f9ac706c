"""A message to a hook: a thin CloudEvents 1.0 body in JSON, with the headers of Standard Webhooks; one attempt.

What it is about is read by whoever is told, with their own rights: the body holds ids and dates, and no words.
"""

import asyncio
import json
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import httpx2
from standardwebhooks import Webhook

from activities.notices.addresses import AddressRefused, AllowList, Target
from domain.catalogue import COLLECTIONS
from eventlog.notices.outbox import MessageNotice, Outcome

SECONDS_MAX = 20.0
"""How long the other side may take, from the connection to the end of its answer."""
BYTES_MAX = 4_096
"""How much of an answer is read: what matters is its status."""
_OK, _REDIRECTS, _GONE, _ERRORS = 200, 300, 410, 400


class Answer(NamedTuple):
    """What came of an attempt, and what the other side said.

    Attributes:
        gone: it wants nothing more (410).
    """

    outcome: Outcome
    said: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Hook:
    """Where a message goes, and what it is signed with: the secret, and the one before while it is being replaced."""

    url: str
    secrets: Sequence[str]


@dataclass(frozen=True, slots=True)
class HookSender:
    """Sends messages to hooks.

    Attributes:
        source: of the events (CloudEvents `source`): the public address, or the name of the installation.
        tls: what certificates are held against.
    """

    allowed: AllowList
    source: str
    tls: ssl.SSLContext

    async def send(self, message: UUID, hook: Hook, notices: Sequence[MessageNotice], now: datetime) -> Answer:
        """One attempt; whatever the other side does, it ends."""
        body = json.dumps(self.body(notices[0])).encode()
        headers = {
            "Content-Type": "application/cloudevents+json",
            "User-Agent": "rongcuo",
            **signed(message, hook.secrets, body, now),
        }
        try:
            target = self.allowed.target(hook.url)
            async with asyncio.timeout(SECONDS_MAX):
                return await self._post(target, hook.url, headers, body)
        except AddressRefused as refused:
            return Answer("stopped", str(refused))
        except TimeoutError:
            return Answer("failed", f"{SECONDS_MAX:.0f} 秒内没有答复 / no answer within {SECONDS_MAX:.0f} s")
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            return Answer("failed", f"{type(error).__name__}: {error}")

    def body(self, notice: MessageNotice) -> dict[str, object]:
        """A notice as a CloudEvent."""
        return {
            "specversion": "1.0",
            "id": str(notice.notice_id),
            "source": self.source,
            "type": f"rongcuo.notice.{notice.kind}",
            "subject": str(notice.case_id),
            "time": notice.told_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "data": {
                "notice": f"/v1/notices/{notice.notice_id}",
                notice.stream: f"/v1/{COLLECTIONS[notice.stream]}/{notice.case_id}?seen={notice.case_version}",
                "organ": notice.organ,
                "person": notice.person,
                "position": notice.position,
                "due_on": notice.due_on,
            },
        }

    async def _post(self, target: Target, url: str, headers: dict[str, str], body: bytes) -> Answer:
        address = await self.allowed.resolve(target)
        parts = urlsplit(url)
        host = f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004 - the version of IP
        there = urlunsplit((parts.scheme, f"{host}:{target.port}", parts.path or "/", parts.query, ""))
        async with (
            httpx2.AsyncClient(verify=self.tls, trust_env=False, follow_redirects=False, timeout=SECONDS_MAX) as http,
            http.stream(
                "POST",
                there,
                content=body,
                headers={**headers, "Host": parts.netloc, "Accept-Encoding": "identity"},
                extensions={"sni_hostname": target.host} if target.tls else {},
            ) as answer,
        ):
            return judged(answer.status_code, await _beginning(answer))


def judged(status: int, said: str) -> Answer:
    """What an answer means: 2xx is received, 410 wants no more, all else is tried again, a redirect too."""
    told = f"{status} {said}".strip()
    if _OK <= status < _REDIRECTS:
        return Answer("delivered", told)
    if status == _GONE:
        return Answer("stopped", told, gone=True)
    if _REDIRECTS <= status < _ERRORS:
        return Answer("failed", f"{status}：不跟随重定向 / redirects are not followed")
    return Answer("failed", told)


def signed(message: UUID, secrets: Sequence[str], body: bytes, now: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks: the same id however often it is sent; a signature for each secret."""
    at = now.astimezone(UTC)
    signatures = (Webhook(each).sign(str(message), at, body.decode()) for each in secrets)
    return {
        "webhook-id": str(message),
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


async def _beginning(answer: httpx2.Response) -> str:
    """What an answer says first, in readable characters; the rest of a huge one is not read."""
    read = b""
    async for part in answer.aiter_raw():
        read += part
        if len(read) >= BYTES_MAX:
            break
    text = read[:BYTES_MAX].decode("utf-8", "replace")
    return "".join(each if each.isprintable() else " " for each in text)[:200]
