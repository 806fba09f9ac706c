"""A mail that waits while its reader leaves the post, over HTTP: who is sent it, who hears, and who finds the task."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from activities.notices.mail import MailServer
from api.identity.personas import Offices
from api.installed import Installed
from deploy.roles.channels import tls_of
from deploy.roles.notices import NoticeFollower
from domain.notices.timing import Choice
from eventlog.pool import Pool
from projections.cases import case_page
from projections.projector.barrier import wait_until_current
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient, CaseAtHand
from tests.api.notices.test_arrivals import PATIENCE_SECONDS, delivering, line
from tests.api.people.test_register_acts import SECURITY, SYSTEM, act, done
from tests.api.positions import OPERATOR, ORGANISATION
from tests.api.shell import shell_before
from tests.api.signed_in import sessions_of, tokens_of_all
from tests.notices.mailbox import Mailbox
from tests.notices.told import reached_by_mail

STAYS, LEAVES, AWAY = (ORGANISATION, "county-a-organization-officer-2", "county-a-organization-officer-3")
NOW = datetime.now(UTC)
AT_ONCE = Choice(quiet_from=time(0), quiet_until=time(0), working_days=False, digest_after=100)


async def told(api: ApiClient, pool: Pool) -> CaseAtHand:
    """A case of which people were told, by mails that wait: an operator has stopped deliveries."""
    stopped = await api.act(OPERATOR, "/v1/deliveries/switch", {"paused": True, "reason": "检修"})
    assert stopped.status_code == 200
    case = await api.file()
    await wait_until_current(pool, (case_page.MODEL,), timeout_seconds=20)
    follower = NoticeFollower(pool, api.context.temporal)
    while await follower.step():
        pass
    return case


async def change_hands(api: ApiClient) -> ApiClient:
    """One officer's post goes to somebody new, another officer is on leave; the API with the new one in that post."""
    today = NOW.date()
    await done(api, SYSTEM, act("enter_person", person="p-new", name="接任的人"))
    leaves: dict[str, str] = {
        "person": api.personas[LEAVES].person,
        "position": LEAVES,
        "last_day": (today - timedelta(days=1)).isoformat(),
        "successor": "p-new",
    }
    await done(api, SECURITY, act("end_appointment", **leaves))
    await done(api, SECURITY, act("take_leave", person=api.personas[AWAY].person, since=today.isoformat()))
    organs = await Installed(api.context.pool).organs()
    successor = Offices(organs, today).persona("p-new", LEAVES)
    assert successor is not None
    tokens = await tokens_of_all(api.installed.pool, {LEAVES: successor})
    sessions = await sessions_of(api.installed.pool, [successor])
    personas = {**api.personas, LEAVES: successor}
    return replace(api, personas=personas, tokens={**api.tokens, **tokens}, sessions={**api.sessions, **sessions})


async def over(api: ApiClient, count: int) -> list[dict[str, object]]:
    """Wait until no message waits; those that have lapsed, as operators read them."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if not (await api.read(OPERATOR, "/v1/deliveries"))["waiting"]:
                break
            await asyncio.sleep(0.05)
    found = (await api.read(OPERATOR, "/v1/deliveries?state=lapsed"))["items"]
    assert len(found) == count
    return list(found)


async def test_it_goes_to_nobody_who_left_is_said_so_and_the_successor_finds_the_task(
    api: ApiClient, worker_pool: Pool, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """One officer stays, one has left the post, one is on leave; the unread notice stays on record as theirs."""
    before = {position: api.personas[position].person for position in (STAYS, LEAVES, AWAY)}
    for person in before.values():
        await reached_by_mail(api.installed.pool, api.context.seals, person, AT_ONCE)
    case = await told(api, worker_pool)
    after = await change_hands(api)

    async with Mailbox().serving() as mailbox:
        mail = MailServer("127.0.0.1", mailbox.port, "none", "rongcuo@county-a.example", tls_of(None))
        async with delivering(api, worker_pool, mail):
            await api.act(OPERATOR, "/v1/deliveries/switch", {"paused": False, "reason": "检修完毕"})
            lapsed = await over(api, 2)

    assert [each["To"] for each in mailbox.mails] == [f"{before[STAYS]}@county-a.example"]
    assert {(each["person"], each["answer"], each["notices"], each["lapsed"]) for each in lapsed} == {
        (before[LEAVES], "收件人已不任此职 / its reader acts in this post no more", 1, 1),
        (before[AWAY], "收件人离岗 / its reader is on leave", 1, 1),
    }
    page = Markup((await browse(api, "/notices/deliveries", OPERATOR)).text).text
    assert page.count("不再发送") == 3  # the title of the list, and two lines
    assert "收件人已不任此职" in page
    version = await api.installed.pool.fetchval("SELECT max(version) FROM notice WHERE case_id = $1", case.id)
    assert "已通知4人，邮件送达1，已离任离岗、不发邮件2" in await line(api, case, version)
    async with shell_before(api, monkeypatch, tmp_path_factory.mktemp("shell")) as shell:
        shell.speak(OPERATOR)
        at_terminal = await shell.run("deliveries", "list", "--state", "lapsed")
    assert at_terminal.out.count("不再发送") == 2

    tasks = await after.read(LEAVES, "/v1/inbox")
    mine = await after.read(LEAVES, "/v1/notices")
    kept = await api.installed.pool.fetch("SELECT person, read_at FROM notice WHERE position = $1", LEAVES)
    assert str(case.id) in {each["case_id"] for each in tasks["items"]}
    assert mine["items"] == []
    assert [(row["person"], row["read_at"]) for row in kept] == [(before[LEAVES], None)]
    again = await api.act(OPERATOR, f"/v1/deliveries/{lapsed[0]['delivery_id']}/redelivery", {})
    assert again.status_code == 404
