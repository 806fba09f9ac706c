"""`rongcuo hooks` and `rongcuo deliveries`: what administrators and operators do at a terminal, and what is refused."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from activities.notices.addresses import AllowList
from deploy.cli.api_client import TOKEN
from deploy.cli.terminal import API_URL
from eventlog.notices import outbox
from eventlog.pool import Pool
from tests.api.client import ApiClient
from tests.api.notices.test_notices import APPROVER, HOOK, PROPOSER, tell
from tests.api.positions import OPERATOR, ORGANISATION
from tests.api.shell import Shell, shell_before

DONE, UNREACHED, REFUSED, SOME_FAILED = 0, 1, 2, 3
CREATE = ("hooks", "create", HOOK["name"], HOOK["url"], "--place", HOOK["place"])


@pytest.fixture
async def at(api: ApiClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Shell]:
    """A shell before an API that may tell one host."""
    told = replace(api, context=replace(api.context, hook_hosts=AllowList.of("sms.example.gov.cn", "")))
    async with shell_before(told, monkeypatch, tmp_path) as shell:
        yield shell


async def test_a_hook_from_its_proposal_to_its_end(at: Shell) -> None:
    """Two administrators; a secret is shown when it is made, and in no list."""
    at.speak(PROPOSER)
    made = await at.run(*CREATE, "--json")
    assert made.code == DONE, made.out
    secret, hook = str(made.found["secret"]), made.found["hook"]
    assert isinstance(hook, dict)
    own = await at.run("hooks", "approve", hook["hook_id"])
    at.speak(APPROVER)
    approved = await at.run("hooks", "approve", hook["hook_id"])
    listed = [await at.run("hooks", "list", *words) for words in ((), ("--json",))]
    at.speak(PROPOSER)
    rotated = await at.run("hooks", "rotate", hook["hook_id"])
    disabled = await at.run("hooks", "disable", hook["hook_id"])
    assert [each.code for each in (own, approved, *listed, rotated, disabled)] == [
        REFUSED,
        DONE,
        DONE,
        DONE,
        DONE,
        DONE,
    ]
    assert all(hook["hook_id"] in each.out and "whsec_" not in each.out for each in listed)
    assert secret.startswith("whsec_")
    assert "whsec_" in rotated.out
    assert secret not in rotated.out


@pytest.mark.parametrize(
    "words",
    [
        ("hooks", "create", "x", "https://elsewhere.example/", "--place", HOOK["place"]),
        ("hooks", "create", "x", HOOK["url"], "--place", "nowhere"),
        ("hooks", "create", "", HOOK["url"], "--place", HOOK["place"]),
        ("hooks", "create", "a\x1b[2J", HOOK["url"], "--place", HOOK["place"]),
        ("hooks", "approve", str(UUID(int=1))),
        ("hooks", "approve", "nonsense"),
        ("deliveries", "list", "--state", "nonsense"),
        ("deliveries", "redeliver", str(UUID(int=1))),
        ("deliveries", "stop", "--reason", ""),
    ],
)
@pytest.mark.parametrize("who", [PROPOSER, OPERATOR, ORGANISATION])
async def test_what_cannot_be_is_refused(at: Shell, words: tuple[str, ...], who: str) -> None:
    """By whoever: told in words, with the exit code of a refusal."""
    at.speak(who)
    ended = await at.run(*words)
    assert ended.code == REFUSED, ended.out
    assert "Traceback" not in ended.out + ended.error
    assert ended.out + ended.error


async def test_messages_that_failed_are_sent_again(at: Shell, app_pool: Pool) -> None:
    """While one has failed the list says so by its exit code; the switch stops all, and lets them go on."""
    told = await tell(app_pool, at.api, ORGANISATION)
    delivery = outbox.delivery_id_of(told.notice_id, "mail")
    await outbox.given_up(app_pool, delivery)
    at.speak(OPERATOR)
    failed = [await at.run("deliveries", "list", *words) for words in ((), ("--json",))]
    again = await at.run("deliveries", "redeliver", str(delivery))
    after = await at.run("deliveries", "list")
    stopped = await at.run("deliveries", "stop", "--reason", "网关检修")
    seen = await at.run("deliveries", "list")
    went_on = await at.run("deliveries", "go-on", "--reason", "检修完毕")
    assert [each.code for each in (*failed, again, after, stopped, seen, went_on)] == [
        SOME_FAILED,
        SOME_FAILED,
        DONE,
        DONE,
        DONE,
        DONE,
        DONE,
    ]
    assert all(str(delivery) in each.out for each in failed)
    assert "暂停" in seen.out
    assert failed[1].found["failed"] == 1


async def test_nobody_answers_or_knows_who_asks(at: Shell) -> None:
    """A token that is none, an address at which nothing is, and none at all."""
    at.speak(OPERATOR)
    at.monkeypatch.setenv(TOKEN, f"nonsense{uuid4().hex}")
    nobody = await at.run("deliveries", "list")
    at.monkeypatch.setenv(API_URL, "http://127.0.0.1:1")
    nothing = await at.run("hooks", "list")
    at.monkeypatch.delenv(API_URL)
    nowhere = await at.run("deliveries", "list")
    assert (nobody.code, nothing.code, nowhere.code) == (REFUSED, UNREACHED, UNREACHED)
