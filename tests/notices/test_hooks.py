"""One attempt to tell a hook, over real sockets: what it sends, what it believes, and where it does not go."""

import json
import ssl
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from uuid import UUID

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from activities.notices import hooks
from activities.notices.addresses import AddressRefused, AllowList, Target, unmapped
from activities.notices.hooks import Answer, Hook, HookSender
from eventlog.notices.hooks import new_secret
from eventlog.notices.outbox import MessageNotice
from tests.notices.receiver import Receiver

MESSAGE = UUID("11111111-1111-4111-8111-111111111111")
CASE = UUID("22222222-2222-4222-8222-222222222222")
NOTICE = UUID("33333333-3333-4333-8333-333333333333")
HERE = AllowList.of("127.0.0.1, localhost", "127.0.0.0/8, ::1/128")
TOLD = MessageNotice(
    notice_id=NOTICE,
    stream="case",
    case_id=CASE,
    case_version=3,
    kind="duty",
    name=None,
    due_on="2026-12-08",
    organ="county-a-organization",
    person="p-zhang",
    position="officer-1",
    told_at=datetime(2026, 11, 30, 1, 2, 3, tzinfo=UTC),
)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver on this machine."""
    async with Receiver().serving() as receiver:
        yield receiver


async def send(url: str, secrets: Sequence[str] | None = None, allowed: AllowList = HERE) -> Answer:
    """One attempt."""
    sender = HookSender(allowed, "urn:test", ssl.create_default_context())
    return await sender.send(MESSAGE, Hook(url, secrets or [new_secret()]), [TOLD], datetime.now(UTC))


async def test_what_is_sent_is_a_thin_cloud_event_signed_with_both_secrets(receiver: Receiver) -> None:
    """Whoever holds the new secret, or still the one before, can verify it; whoever holds another cannot."""
    now, before, another = new_secret(), new_secret(), new_secret()

    answer = await send(receiver.url, [now, before])

    (came,) = receiver.received
    assert answer == Answer("delivered", "200 ok")
    assert came.headers["content-type"] == "application/cloudevents+json"
    assert came.id == str(MESSAGE)
    assert came.event == {
        "specversion": "1.0",
        "id": str(NOTICE),
        "source": "urn:test",
        "type": "rongcuo.notice.duty",
        "subject": str(CASE),
        "time": "2026-11-30T01:02:03Z",
        "datacontenttype": "application/json",
        "data": {
            "notice": f"/v1/notices/{NOTICE}",
            "case": f"/v1/cases/{CASE}?seen=3",
            "organ": "county-a-organization",
            "person": "p-zhang",
            "position": "officer-1",
            "due_on": "2026-12-08",
        },
    }
    for secret in (now, before):
        Webhook(secret).verify(came.body, came.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(another).verify(came.body, came.headers)


def test_of_another_stream_the_body_says_which() -> None:
    """A filing, a record, a meeting: by its kind, with where it is read."""
    sender = HookSender(HERE, "urn:test", ssl.create_default_context())

    data = sender.body(TOLD._replace(stream="work_record", kind="record"))["data"]

    assert isinstance(data, dict)
    assert data["work_record"] == f"/v1/records/{CASE}?seen=3"
    assert "case" not in data


@pytest.mark.parametrize("status", ["400", "404", "429", "500", "503"])
async def test_what_is_no_success_is_tried_again(receiver: Receiver, status: str) -> None:
    """Also what a client would call its own fault: the other side may be repaired meanwhile."""
    receiver.answers = lambda _: status

    assert await send(receiver.url) == Answer("failed", f"{status} sorry")


async def test_a_redirect_is_a_failure_and_is_not_followed(receiver: Receiver) -> None:
    """A receiver that sends us inward gets nothing from there."""
    async with Receiver().serving() as inner:
        receiver.answers = lambda _: f"302 {inner.url}"

        answer = await send(receiver.url)

    assert answer.outcome == "failed"
    assert not inner.received


async def test_410_ends_it(receiver: Receiver) -> None:
    """The hook wants nothing more."""
    receiver.answers = lambda _: "410"

    assert await send(receiver.url) == Answer("stopped", "410 sorry", gone=True)


@pytest.mark.parametrize("how", ["late", "drip"])
async def test_what_takes_too_long_is_a_failure(receiver: Receiver, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that comes after the time, or that never ends, is not waited for."""
    monkeypatch.setattr(hooks, "SECONDS_MAX", 0.5)
    receiver.answers = lambda _: how

    answer = await send(receiver.url)

    assert answer.outcome == "failed"


async def test_of_a_huge_answer_little_is_read(receiver: Receiver) -> None:
    """What matters is its status."""
    receiver.answers = lambda _: "huge"

    answer = await send(receiver.url)

    assert answer.outcome == "delivered"
    assert len(answer.said) < 300


async def test_a_dropped_connection_and_an_unreachable_server_are_failures(receiver: Receiver) -> None:
    """Nothing is raised, and what happened is told."""
    receiver.answers = lambda _: "drop"
    dropped = await send(receiver.url)
    unreachable = await send("http://127.0.0.1:1/")

    assert (dropped.outcome, unreachable.outcome) == ("failed", "failed")
    assert dropped.said
    assert unreachable.said


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/",
        "ftp://127.0.0.1/",
        "https://user:secret@127.0.0.1/",
        "https://127.0.0.1/#x",
        "http://[::1",
        "http:///x",
        "//127.0.0.1/",
        "https://127.0.0.1.elsewhere.example/",
        "http://127.0.0.1:99999/",
        "",
    ],
)
def test_a_hook_is_at_a_host_that_the_operator_names(url: str) -> None:
    """Everything else is refused, in words."""
    with pytest.raises(AddressRefused):
        HERE.target(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address that must be refused
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_addresses_of_the_inside_are_refused_however_they_are_written(address: str) -> None:
    """Loopback, private, link-local, shared, and IPv4 hidden in IPv6; also beside an address that would do."""
    target = Target("hooks.example", 443, tls=True)
    allowed = AllowList.of("hooks.example", "")

    for found in ([unmapped(address)], [ip_address("93.184.216.34"), unmapped(address)]):
        with pytest.raises(AddressRefused):
            allowed.judge(target, found)


def test_what_the_operator_names_may_be_inside_and_only_that() -> None:
    """One network, and no other."""
    allowed = AllowList.of("hooks.example", "10.1.2.0/24")
    target = Target("hooks.example", 80, tls=False)

    assert allowed.judge(target, [ip_address("10.1.2.7")]) == ip_address("10.1.2.7")
    with pytest.raises(AddressRefused):
        allowed.judge(target, [ip_address("10.1.3.7")])


def test_outside_everything_goes_over_tls() -> None:
    """In clear only where the operator says that it is inside."""
    allowed = AllowList.of("hooks.example", "")
    outside = ip_address("93.184.216.34")

    assert allowed.judge(Target("hooks.example", 443, tls=True), [outside]) == outside
    with pytest.raises(AddressRefused):
        allowed.judge(Target("hooks.example", 80, tls=False), [outside])


async def test_a_name_that_leads_inward_is_refused_when_it_is_resolved(receiver: Receiver) -> None:
    """`localhost` is named as a host, but its address is not: nothing is sent."""
    answer = await send(f"http://localhost:{receiver.port}/", allowed=AllowList.of("localhost", ""))

    assert answer.outcome == "stopped"
    assert not receiver.received


async def test_a_name_is_resolved_once_and_the_connection_goes_there(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is asked for once: a name that answers otherwise the second time is not asked again."""
    asked: list[str] = []
    resolve = AllowList.resolve

    async def counted(self: AllowList, target: Target) -> object:
        asked.append(target.host)
        return await resolve(self, target)

    monkeypatch.setattr(AllowList, "resolve", counted)

    answer = await send(f"http://localhost:{receiver.port}/x?y=1")

    assert answer.outcome == "delivered"
    assert asked == ["localhost"]
    (came,) = receiver.received
    assert came.headers["host"] == f"localhost:{receiver.port}"
    assert came.path == "/x?y=1"


def test_secrets_differ_and_can_be_used() -> None:
    """32 random bytes each, as Standard Webhooks writes them."""
    one, other = new_secret(), new_secret()

    assert one != other
    assert one.startswith("whsec_")
    assert json.dumps(Webhook(one).sign("m", datetime.now(UTC), "{}"))
