"""A message by mail (SMTP, RFC 5321); one attempt, over TLS unless the server is on this machine.

A mail says that something waits, what kind of thing, and until when: no subject of a case, no words of it.
"""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Literal
from uuid import UUID

import aiosmtplib

from activities.notices.hooks import Answer
from domain.catalogue import COLLECTIONS
from domain.notices.kinds import KINDS, STREAMS, NoticeKind
from domain.values import Bilingual
from eventlog.notices.outbox import MessageNotice

SECONDS_MAX = 25.0
"""How long the server may take, from the connection to its answer to the message."""
_COMMAND_SECONDS = 15.0
_PERMANENT = 500
"""Answers from here on are for good (RFC 5321, 4.2.1)."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that mail is handed to.

    Attributes:
        security: TLS from the first byte, by STARTTLS, or none at all: then the server is on this machine.
        tls: what its certificate is held against.
        public_url: where people come in; None: mails say no address.
    """

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    sender: str
    tls: ssl.SSLContext
    user: str | None = None
    password: str | None = None
    public_url: str | None = None

    async def send(self, message: EmailMessage) -> Answer:
        """Hand a mail over; whatever the server does, it ends.

        What counts is its answer to the message itself: once it has taken that, it does not matter how it leaves.
        """
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            tls_context=self.tls if self.security != "none" else None,
            local_hostname="rongcuo.invalid",
            timeout=_COMMAND_SECONDS,
        )
        try:
            async with asyncio.timeout(SECONDS_MAX):
                await client.connect()
                if self.user is not None:
                    await client.login(self.user, self.password or "")
                _, said = await client.send_message(message)
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            return _failed(error)
        finally:
            client.close()
        return Answer("delivered", said)

    def mail(self, delivery: UUID, to: str, notices: Sequence[MessageNotice]) -> EmailMessage:
        """A mail that tells some notices: one, or a digest."""
        lines = [_line(each, self.public_url) for each in notices]
        first = KINDS[NoticeKind(notices[0].kind)]
        subject = f"容错纠错：{first.zh} / {first.en}"
        if len(notices) > 1:
            subject = f"容错纠错：{len(notices)} 项提醒 / {len(notices)} notices"
        return self._written(delivery, to, subject, lines)

    def code(self, delivery: UUID, to: str, code: str) -> EmailMessage:
        """A mail that brings the code by which an address is verified."""
        lines = (
            f"您的验证码是 {code}，一小时内有效。请在“通知设置”中填写。如非本人操作，请忽略。",
            f"Your code is {code}, good for one hour. If you did not ask for it, ignore this mail.",
        )
        return self._written(delivery, to, f"容错纠错：验证码 {code} / code {code}", lines)

    def _written(self, delivery: UUID, to: str, subject: str, lines: Sequence[str]) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = subject
        mail["From"] = self.sender
        mail["To"] = Address(addr_spec=to)
        mail["Message-ID"] = f"<{delivery}@rongcuo.invalid>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content("\n".join((*lines, "", _FOOT)) + "\n", cte="base64")
        return mail


_FOOT = (
    "本邮件由系统发出，请勿回复；可在“通知设置”中更改。\n"
    "Sent by a program; change what you are sent under “Notice settings”."
)


def _line(notice: MessageNotice, public_url: str | None) -> str:
    """A notice in one line of a mail: what it is, of which case, filing, record or meeting by its id, until when."""
    kind = KINDS[NoticeKind(notice.kind)]
    name = Bilingual.model_validate_json(notice.name) if notice.name else None
    about = f"“{name.zh}” / {name.en}" if name else ""
    day = "会期 on" if notice.stream == "meeting" else "期限 due"
    due = f"{day} {notice.due_on}" if notice.due_on else ""
    of = STREAMS[notice.stream]
    where = f"{of.zh} {of.en} {str(notice.case_id)[:8]}"
    if public_url:
        where = f"{public_url}/{COLLECTIONS[notice.stream]}/{notice.case_id}"
    return "；".join(each for each in (f"{kind.zh} / {kind.en}", about, due, where) if each)


def _failed(error: Exception) -> Answer:
    """What came of an attempt that a server refused, or in which it was not there."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused) and error.recipients:
        error = error.recipients[0]
    if isinstance(error, TimeoutError):
        return Answer("failed", "邮件服务器没有按时答复 / the mail server did not answer in time")
    told = f"{type(error).__name__}: {error}"
    of_recipient = isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError)
    if of_recipient and isinstance(error, aiosmtplib.SMTPResponseException) and error.code >= _PERMANENT:
        return Answer("stopped", told)
    return Answer("failed", told)
