"""One attempt to send a mail, over real sockets: what it says, and what is believed of a server."""

import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from activities.notices import mail
from activities.notices.hooks import Answer
from activities.notices.mail import MailServer
from deploy.stack.ports import free_port
from domain.notices.kinds import STREAMS
from domain.streams import StreamName
from eventlog.notices.outbox import MessageNotice
from tests.notices.mailbox import Mailbox

DELIVERY = UUID("11111111-1111-4111-8111-111111111111")
CASE = UUID("22222222-2222-4222-8222-222222222222")
TOLD = MessageNotice(
    notice_id=UUID(int=3),
    stream="case",
    case_id=CASE,
    case_version=3,
    kind="duty",
    name='{"zh": "受理审查", "en": "Examination"}',
    due_on="2026-12-08",
    organ="county-a-organization",
    person="p-zhang",
    position="officer-1",
    told_at=datetime(2026, 11, 30, 1, 2, 3, tzinfo=UTC),
)
TO = "zhang@county-a.example"


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    """A mail server on this machine."""
    async with Mailbox().serving() as mailbox:
        yield mailbox


def server(port: int) -> MailServer:
    """The mail server as settings name it."""
    return MailServer("127.0.0.1", port, "none", "rongcuo@county-a.example", ssl.create_default_context())


async def send(port: int, *notices: MessageNotice) -> Answer:
    """One attempt."""
    return await server(port).send(server(port).mail(DELIVERY, TO, notices or (TOLD,)))


async def test_a_mail_says_what_waits_and_until_when_and_nothing_of_the_case(mailbox: Mailbox) -> None:
    """The kind of thing, its duty, the day, and where to look; the id stays the same however often it is sent."""
    public = replace(server(mailbox.port), public_url="https://rongcuo.example")

    answer = await public.send(public.mail(DELIVERY, TO, [TOLD]))

    (came,) = mailbox.mails
    assert answer == Answer("delivered", "taken")
    assert came["Message-ID"] == f"<{DELIVERY}@rongcuo.invalid>"
    assert came["To"] == TO
    assert came["Subject"] == "容错纠错：有新的办理事项 / Something to be done"
    assert came["Auto-Submitted"] == "auto-generated"
    assert came.get_content().splitlines()[0] == (
        "有新的办理事项 / Something to be done；“受理审查” / Examination；期限 due 2026-12-08；"
        f"https://rongcuo.example/cases/{CASE}"
    )


@pytest.mark.parametrize(
    ("stream", "kind", "where"),
    [
        ("meeting", "meeting", f"会期 on 2026-12-08；https://rongcuo.example/meetings/{CASE}"),
        ("risk_filing", "answer", f"期限 due 2026-12-08；https://rongcuo.example/risk-filings/{CASE}"),
        ("work_record", "record", f"期限 due 2026-12-08；https://rongcuo.example/records/{CASE}"),
    ],
)
async def test_a_mail_leads_to_what_it_is_of(mailbox: Mailbox, stream: StreamName, kind: str, where: str) -> None:
    """To the meeting, the filing or the record; without a public address it names the beginning of its id."""
    public = replace(server(mailbox.port), public_url="https://rongcuo.example")
    told = TOLD._replace(stream=stream, kind=kind)

    await public.send(public.mail(DELIVERY, TO, [told]))
    await send(mailbox.port, told)

    there, here = (mail.get_content().splitlines()[0] for mail in mailbox.mails)
    assert there.endswith(where)
    assert here.endswith(f"{STREAMS[stream].zh} {STREAMS[stream].en} {str(CASE)[:8]}")


async def test_several_notices_come_in_one_mail(mailbox: Mailbox) -> None:
    """A line each."""
    await send(mailbox.port, TOLD, TOLD._replace(kind="vote"), TOLD._replace(kind="sign"))

    (came,) = mailbox.mails
    assert came["Subject"] == "容错纠错：3 项提醒 / 3 notices"
    assert len([line for line in came.get_content().splitlines() if str(CASE)[:8] in line]) == 3


async def test_a_server_that_takes_it_and_goes_away_has_it(mailbox: Mailbox) -> None:
    """250, then the connection drops: it is delivered, and not sent again."""
    mailbox.drops = "MAIL_IN"

    assert await send(mailbox.port) == Answer("delivered", "taken")


@pytest.mark.parametrize(
    ("at", "says", "outcome"),
    [
        ("RCPT", "450 later", "failed"),
        ("RCPT", "550 no such user", "stopped"),
        ("DATA", "451 later", "failed"),
        ("MAIL_IN", "452 full", "failed"),
        ("MAIL_IN", "554 refused", "stopped"),
        ("MAIL", "550 not you", "failed"),
        ("HELLO", "554 go away", "failed"),
        ("EHLO", "nonsense", "failed"),
    ],
)
async def test_what_a_server_refuses_for_now_is_tried_again(mailbox: Mailbox, at: str, says: str, outcome: str) -> None:
    """A recipient or message that is refused for good is not; what is wrong with us may be repaired."""
    mailbox.says = {at: says}

    answer = await send(mailbox.port)

    assert answer.outcome == outcome
    assert answer.said
    assert not mailbox.mails


async def test_a_server_that_does_not_answer_is_not_waited_for(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor one that nobody reaches."""
    monkeypatch.setattr(mail, "SECONDS_MAX", 0.5)
    mailbox.silent = "MAIL"

    assert (await send(mailbox.port)).outcome == "failed"
    assert (await send(1)).outcome == "failed"


async def test_a_server_that_offers_no_tls_gets_nothing(mailbox: Mailbox) -> None:
    """Where the operator says STARTTLS, mail does not go in clear."""
    over_tls = replace(server(mailbox.port), security="starttls")

    answer = await over_tls.send(over_tls.mail(DELIVERY, TO, [TOLD]))

    assert answer.outcome == "failed"
    assert not mailbox.mails


async def test_another_implementation_takes_it() -> None:
    """aiosmtpd, which checks what it is told more closely than ours."""

    class Keep(Message):
        def handle_message(self, message: object) -> None:
            kept.append(message)

    kept: list[object] = []
    controller = Controller(Keep(), hostname="127.0.0.1", port=free_port((), set()))
    controller.start()
    try:
        answer = await send(controller.port)
    finally:
        controller.stop()

    assert answer.outcome == "delivered"
    assert len(kept) == 1


def test_what_is_hostile_in_an_address_is_no_header() -> None:
    """A line feed in an address begins no header of its own."""
    with pytest.raises(ValueError, match="CR or LF"):
        server(1).mail(DELIVERY, "a@b.example\nBcc: c@d.example", [TOLD])
