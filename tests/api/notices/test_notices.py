"""Notices at their doors: the list, the settings, hooks by two administrators, deliveries, and a calendar read back."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import httpx2
import icalendar
import pytest

from activities.notices.addresses import AllowList
from api.notices.page import is_mail
from domain.notices.kinds import OBLIGED, Asked, NoticeKind
from eventlog.notices import choices, feeds, outbox
from eventlog.notices.feeds import revised
from eventlog.notices.outbox import Queued, Told
from eventlog.pool import Pool
from tests.api.browsing import browse
from tests.api.client import PUBLIC_URL, ApiClient, http_client_of
from tests.api.positions import CONTACT, OPERATOR, ORGANISATION

PROPOSER, APPROVER = "prefecture-operations-system-admin", "prefecture-operations-security-admin"
HOOK = {"name": "短信网关", "url": "https://sms.example.gov.cn/notices", "place": "demo-prefecture"}
ADDRESS = re.compile(r"/calendar-feeds/[A-Za-z0-9_\-]{43}\.ics")


async def tell(pool: Pool, api: ApiClient, position: str, kind: NoticeKind = NoticeKind.DUTY) -> Told:
    """Tell whoever holds a position something, and queue a mail of it."""
    who = api.personas[position]
    before = await pool.fetchval("SELECT log_index FROM notice_progress")
    event = uuid4()
    told = Told(
        notice_id=outbox.notice_id_of(event, who.person, position),
        log_index=before + 1,
        case_id=uuid4(),
        version=1,
        obliged=False,
        asked=Asked(kind=kind, about=event, code="examination", organ=who.organ, due_on=date(2026, 12, 8)),
        organ=who.organ,
        person=who.person,
        position=position,
    )
    delivery = outbox.delivery_id_of(told.notice_id, "mail")
    queued = Queued(delivery, "mail", "mail", who.person, None, datetime.now(UTC), told.notice_id)
    assert await outbox.keep(pool, before, before + 1, [told], [queued])
    return told


async def send(api: ApiClient, position: str, path: str, **filled: str) -> httpx2.Response:
    """Send a form of ours."""
    return await api.http.post(path, data=filled, headers={"Origin": PUBLIC_URL, **api.cookie(position)})


async def test_one_sees_what_one_was_told_and_nobody_else_does(api: ApiClient, app_pool: Pool) -> None:
    """In JSON and on the page; read once, it stays read."""
    told = await tell(app_pool, api, ORGANISATION)

    mine = await api.read(ORGANISATION, "/v1/notices")
    other = await api.read(CONTACT, "/v1/notices")
    page = await browse(api, "/notices", ORGANISATION)
    strange = await api.get(CONTACT, f"/v1/notices/{told.notice_id}")
    marked = await api.act(ORGANISATION, "/v1/notices/read", {"log_index": told.log_index})
    later = await api.read(ORGANISATION, "/v1/notices")

    assert [each["notice_id"] for each in mine["items"]] == [str(told.notice_id)]
    assert mine["unread"] == 1
    assert other["items"] == []
    assert strange.status_code == 404
    assert "有新的办理事项" in page.text
    assert marked.json() == {"read": 1, "unread": 0}
    assert later["items"][0]["read_at"] is not None


async def test_a_hook_takes_two_administrators(api_alone: ApiClient) -> None:
    """Proposed by one, approved by the other; its secret is shown when it is made, and never again."""
    context = replace(api_alone.context, hook_hosts=AllowList.of("sms.example.gov.cn", ""))
    api = replace(api_alone, context=context, http=http_client_of(context))

    made = await api.act(PROPOSER, "/v1/hooks", HOOK)
    hook = made.json()["hook"]["hook_id"]
    by_proposer = await api.act(PROPOSER, f"/v1/hooks/{hook}/approval", {})
    by_officer = await api.act(ORGANISATION, "/v1/hooks", HOOK)
    approved = await api.act(APPROVER, f"/v1/hooks/{hook}/approval", {})
    listed = await api.read(PROPOSER, "/v1/hooks")
    rotated = await api.act(PROPOSER, f"/v1/hooks/{hook}/secrets", {})
    disabled = await api.act(APPROVER, f"/v1/hooks/{hook}/disabling", {})

    assert made.status_code == 201, made.text
    assert made.json()["secret"].startswith("whsec_")
    assert made.json()["hook"]["state"] == "proposed"
    assert (by_proposer.status_code, by_officer.status_code) == (403, 403)
    assert approved.json()["state"] == "active", approved.text
    assert "secret" not in listed["items"][0]
    assert rotated.json()["hook"]["two_secrets"]
    assert rotated.json()["secret"] != made.json()["secret"]
    assert disabled.json()["state"] == "disabled"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "https://elsewhere.example/"),
        ("url", "https://user@sms.example.gov.cn/"),
        ("url", "file:///etc/passwd"),
        ("place", "nowhere"),
        ("name", ""),
    ],
)
async def test_a_hook_that_cannot_be_is_refused_at_its_field(api_alone: ApiClient, field: str, value: str) -> None:
    """A host that nobody named, a user in the address, another scheme, a place that is none, no name."""
    context = replace(api_alone.context, hook_hosts=AllowList.of("sms.example.gov.cn", ""))
    api = replace(api_alone, context=context, http=http_client_of(context))

    answer = await api.act(PROPOSER, "/v1/hooks", {**HOOK, field: value})

    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [f"/{field}"]


async def test_operators_see_what_failed_and_send_it_again(api: ApiClient, app_pool: Pool) -> None:
    """By JSON and by the page; the switch is kept with its reason."""
    told = await tell(app_pool, api, ORGANISATION)
    delivery = outbox.delivery_id_of(told.notice_id, "mail")
    await outbox.given_up(app_pool, delivery)

    by_officer = await api.get(ORGANISATION, "/v1/deliveries")
    failed = await api.read(OPERATOR, "/v1/deliveries?state=failed")
    page = await browse(api, "/notices/deliveries", OPERATOR)
    again = await send(api, OPERATOR, f"/notices/deliveries/{delivery}/redelivery")
    twice = await api.act(OPERATOR, f"/v1/deliveries/{delivery}/redelivery", {})
    stopped = await api.act(OPERATOR, "/v1/deliveries/switch", {"paused": True, "reason": "网关检修"})
    health = (await api.http.get("/health")).json()
    operations = await browse(api, "/operations", OPERATOR)
    went_on = await send(api, OPERATOR, "/notices/deliveries/switch", do="go_on", reason="检修完毕")

    assert by_officer.status_code == 403
    assert str(delivery) in {each["delivery_id"] for each in failed["items"]}
    assert "重发" in page.text
    assert (again.status_code, twice.status_code) == (303, 404)
    assert stopped.json()["paused"]
    assert health["notices_paused"] is True
    assert "发送已暂停" in operations.text
    assert went_on.status_code == 303
    assert not await outbox.is_paused(app_pool)


async def test_an_address_is_used_once_its_owner_shows_that_mail_arrives(api: ApiClient, app_pool: Pool) -> None:
    """A code goes there; a wrong one is refused, the right one verifies, and what was chosen is kept."""
    person = api.personas[ORGANISATION].person

    asked = await send(api, ORGANISATION, "/notices/mail", mail="zhang@county-a.example")
    kept = await choices.of_person(app_pool, person)
    assert kept is not None
    assert kept.code is not None
    assert not kept.reachable
    assert kept.mail is not None
    assert b"zhang" not in kept.mail
    code = api.context.seals.unseal(kept.code, outbox.choice_id_of(person))
    assert code is not None
    wrong = await send(api, ORGANISATION, "/notices/mail/code", code="000000" if code != "000000" else "1")
    right = await send(api, ORGANISATION, "/notices/mail/code", code=code)
    chosen = await send(
        api,
        ORGANISATION,
        "/notices/settings",
        quiet_from="21:00",
        quiet_until="07:30",
        digest_after="3",
        working_days="yes",
        **{f"send_{kind}": "yes" for kind in NoticeKind if kind not in {*OBLIGED, NoticeKind.DUTY}},
    )
    page = await browse(api, "/notices/settings", ORGANISATION)
    kept = await choices.of_person(app_pool, person)

    assert (asked.status_code, wrong.status_code, right.status_code, chosen.status_code) == (303, 422, 303, 303)
    assert kept is not None
    assert kept.reachable
    assert kept.choice.digest_after == 3
    assert kept.choice.muted == {NoticeKind.DUTY}
    assert "zhang@county-a.example" in page.text


async def test_a_code_cannot_be_guessed(api: ApiClient, app_pool: Pool) -> None:
    """After five guesses even the right one is refused."""
    person = api.personas[CONTACT].person
    await send(api, CONTACT, "/notices/mail", mail="li@county-a.example")
    kept = await choices.of_person(app_pool, person)
    assert kept is not None
    assert kept.code is not None
    code = api.context.seals.unseal(kept.code, outbox.choice_id_of(person)) or ""
    for _ in range(5):
        await send(api, CONTACT, "/notices/mail/code", code="x")

    assert (await send(api, CONTACT, "/notices/mail/code", code=code)).status_code == 422


@pytest.mark.parametrize(
    "text",
    [
        *("", "zhang", "zhang@", "@county.example", "a b@county.example", "a@b", "张@county.example"),
        *("a@county.example\nBcc: x@y.example", "a@county.example, c@d.example", "a@" + "x" * 300 + ".example"),
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """Nothing of it reaches a header."""
    assert not is_mail(text)


@pytest.mark.parametrize("filled", [{"digest_after": "0"}, {"digest_after": "x"}, {"quiet_from": "25:00"}, {}])
async def test_settings_that_cannot_be_change_nothing(api: ApiClient, filled: dict[str, str]) -> None:
    """And say so."""
    sound = {"quiet_from": "21:00", "quiet_until": "07:00"}

    answer = await send(api, ORGANISATION, "/notices/settings", **{**sound, **filled})

    assert answer.status_code == 422
    assert "没有保存" in answer.text


def test_a_date_that_changes_is_the_same_entry_and_one_that_ends_is_cancelled() -> None:
    """SEQUENCE rises with each change and stays where there is none; what comes back is confirmed again."""
    one, other = UUID(int=1), UUID(int=2)
    at, day = datetime(2026, 11, 30, tzinfo=UTC), date(2026, 12, 8)

    first = revised({}, [(one, day, "a"), (other, day, "b")], at)
    same = revised(first, [(one, day, "a"), (other, day, "b")], at + timedelta(hours=1))
    moved = revised(same, [(one, day + timedelta(days=1), "a")], at)
    again = revised(moved, [(one, day + timedelta(days=1), "a"), (other, day, "b")], at)

    assert same == first
    assert (moved[one].due_on, moved[one].sequence) == (date(2026, 12, 9), 1)
    assert (moved[other].cancelled, moved[other].sequence) == (True, 1)
    assert revised(moved, [(one, day + timedelta(days=1), "a")], at) == moved
    assert (again[other].cancelled, again[other].sequence) == (False, 2)


async def test_a_calendar_is_read_back_by_a_library(api: ApiClient, app_pool: Pool) -> None:
    """The deadlines of the reader's own tasks as whole days; revoked, its address shows nothing."""
    case = await api.file()
    await case.read(ORGANISATION)
    made = await send(api, ORGANISATION, "/notices/calendar")
    address = ADDRESS.search(made.text)
    assert address is not None
    shown = await api.http.get(address[0])
    read = icalendar.Calendar.from_ical(shown.content)
    events = list(read.walk("VEVENT"))
    mine = next((each for each in events if str(case.id) in str(each.get("url"))), None)
    assert mine is not None, shown.text
    again = icalendar.Calendar.from_ical((await api.http.get(address[0])).content)
    kept = await feeds.of_owner(app_pool, api.personas[ORGANISATION].person, ORGANISATION)
    await send(api, ORGANISATION, "/notices/calendar/revocation")
    gone = await api.http.get(address[0])

    assert shown.headers["content-type"] == "text/calendar; charset=utf-8"
    assert read["x-wr-timezone"] == "Asia/Shanghai"
    assert mine["dtstart"].params["VALUE"] == "DATE"
    assert mine.decoded("dtend") - mine.decoded("dtstart") == timedelta(days=1)
    assert (mine["status"], mine["sequence"]) == ("CONFIRMED", 0)
    assert {str(each["uid"]) for each in again.walk("VEVENT")} == {str(each["uid"]) for each in events}
    assert kept is not None
    assert kept.read_at is not None
    assert gone.status_code == 404
