"""What the workflow of a delivery asks for: one attempt to deliver a message, kept with its answer."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal, Protocol, assert_never
from uuid import UUID

import structlog
from temporalio import activity

from activities.notices.hooks import Answer, Hook, HookSender
from activities.notices.mail import MailServer
from activities.notices.organs import NewestOrgans
from domain.notices.lapsing import LAPSES, Lapse, lapse_of
from domain.terms.deadlines import SHANGHAI
from eventlog.notices import outbox
from eventlog.notices.outbox import Message, Outcome
from eventlog.pool import Pool

Attempted = Literal["delivered", "failed", "stopped", "lapsed", "paused"]
"""What came of an attempt: it failed and is tried again, or it is over; or deliveries are stopped, and it was none."""

_NO_MAIL = Answer("stopped", "没有配置邮件服务器 / no mail server is configured")
_NO_ADDRESS = Answer("stopped", "没有经验证的邮箱 / there is no verified address")
_HOOK_OFF = Answer("stopped", "这个接收地址已停用 / the hook is disabled")

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


_BEAT_SECONDS = 3.0


async def _beat() -> None:
    """Let the engine hear that this worker is alive, so that another soon goes on where it is not."""
    while True:
        activity.heartbeat()
        await asyncio.sleep(_BEAT_SECONDS)


class Opens(Protocol):
    """Opens what is sealed for an id."""

    def unseal(self, sealed: bytes, of: UUID) -> str | None:
        """The text; None: another key, or changed bytes."""


class DeliveryActivities:
    """The activities of a delivery. What fails in them is no recipient's answer, and is tried again by the engine."""

    def __init__(
        self, pool: Pool, seals: Opens, hooks: HookSender, mail: MailServer | None, now: Callable[[], datetime]
    ) -> None:
        self._pool = pool
        self._seals = seals
        self._hooks = hooks
        self._mail = mail
        self._now = now
        self._organs = NewestOrgans(pool)

    @activity.defn
    async def deliver_notice(self, delivery_id: UUID) -> Attempted:
        """One attempt to deliver a message, if it is not delivered yet and deliveries go on.

        A worker that dies between the answer and its record leaves it open: the message goes out again under the same
        id, by which its recipient knows it.
        """
        message = await outbox.message(self._pool, delivery_id)
        if message is None:
            return "stopped"
        match message.state:
            case "delivered" | "stopped" | "lapsed" as over:
                return over
            case "queued" | "under_way" | "failed" if message.paused:
                await outbox.put_back(self._pool, delivery_id)
                return "paused"
            case "queued" | "under_way" | "failed":
                return await self._attempt(message)
            case _:
                assert_never(message.state)

    @activity.defn
    async def give_notice_up(self, delivery_id: UUID) -> None:
        """Say that a message could not be delivered; operators see it, and may deliver it again."""
        await outbox.given_up(self._pool, delivery_id)
        _logger.error("notice given up", delivery=str(delivery_id))

    async def _attempt(self, message: Message) -> Outcome:
        """Send what has not lapsed, and keep what came of it."""
        lapsed = await self._lapsed(message)
        message = replace(message, notices=[each for each in message.notices if each.notice_id not in lapsed])
        began = time.monotonic()
        beating = asyncio.create_task(_beat())
        try:
            answer = _nobody(lapsed) if lapsed and not message.notices else await self._sent(message)
        finally:
            beating.cancel()
        if answer.gone and message.hook_id is not None:
            await outbox.disable_hook(self._pool, message.hook_id, answer.said)
        seconds = round(time.monotonic() - began, 3)
        await outbox.attempted(self._pool, message.delivery_id, answer.outcome, answer.said, seconds, lapsed)
        _logger.info("notice sent", delivery=str(message.delivery_id), channel=message.channel, outcome=answer.outcome)
        return answer.outcome

    async def _lapsed(self, message: Message) -> Mapping[UUID, Lapse]:
        """Which notices of a mail are of somebody who acts in that post no more today; a hook is nobody in a post."""
        if message.channel == "hook" or not message.notices:
            return {}
        organs, today = await self._organs.get(), self._now().astimezone(SHANGHAI).date()
        found = {each.notice_id: lapse_of(organs, each.person, each.position, today) for each in message.notices}
        return {notice_id: lapse for notice_id, lapse in found.items() if lapse is not None}

    async def _sent(self, message: Message) -> Answer:
        if message.channel == "hook":
            return await self._to_hook(message)
        return await self._by_mail(message)

    async def _to_hook(self, message: Message) -> Answer:
        if message.hook_id is None or message.url is None or message.hook_state != "active":
            return _HOOK_OFF
        sealed = [each for each in (message.secret, message.earlier) if each]
        secrets = [self._seals.unseal(each, message.hook_id) for each in sealed]
        hook = Hook(message.url, [each for each in secrets if each])
        return await self._hooks.send(message.delivery_id, hook, message.notices, self._now())

    async def _by_mail(self, message: Message) -> Answer:
        if self._mail is None:
            return _NO_MAIL
        to = self._opened(message, message.mail)
        if message.purpose == "code":
            code = self._opened(message, message.code)
            if to is None or code is None:
                return _NO_ADDRESS
            return await self._mail.send(self._mail.code(message.delivery_id, to, code))
        if to is None or not message.verified or not message.notices:
            return _NO_ADDRESS
        return await self._mail.send(self._mail.mail(message.delivery_id, to, message.notices))

    def _opened(self, message: Message, sealed: bytes | None) -> str | None:
        if sealed is None or message.person is None:
            return None
        return self._seals.unseal(sealed, outbox.choice_id_of(message.person))


def _nobody(lapsed: Mapping[UUID, Lapse]) -> Answer:
    """That a message tells nobody any more, and why."""
    return Answer("lapsed", "；".join(f"{LAPSES[each].zh} / {LAPSES[each].en}" for each in sorted({*lapsed.values()})))
