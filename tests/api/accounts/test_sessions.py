"""Sessions: listed, ended one by one and all, gone by themselves; what a position may do ends with it, at once."""

import pytest

from api.identity.credentials import digest_of
from domain.organs import Delegation, Holding
from eventlog.pool import PinnedConnections
from tests.api.accounts.office import (
    ADMIN,
    ADMIN_POSITION,
    OFFICER,
    OFFICER_POSITION,
    OTHER,
    OTHER_POSITION,
    Browser,
    Office,
    said,
)


async def works(browser: Browser) -> bool:
    """Whether its session opens a page."""
    return (await browser.get("/account")).status_code == 200


async def test_signing_out_ends_access_at_the_next_request(office: Office) -> None:
    """On the server, not only in the browser: a copied cookie opens nothing either."""
    browser, thief = await office.signed_in(OFFICER, "officer"), office.browser()
    thief.carry(browser.session)
    before = await works(thief)
    answer = await browser.post("/sign-out")

    assert before
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert not await works(thief)


async def test_closing_an_account_ends_access_at_the_next_request(office: Office) -> None:
    """Whatever sessions it has; and it can be opened again."""
    browser, admin = await office.signed_in(OFFICER, "officer"), await office.signed_in(ADMIN, "admin")
    before = await works(browser)
    await admin.post(f"/accounts/{OFFICER}/change", what="disable")
    closed, refused = await works(browser), await browser.sign_in("officer")
    await admin.post(f"/accounts/{OFFICER}/change", what="enable")

    assert (before, closed, refused.status_code) == (True, False, 401)
    assert (await browser.sign_in("officer")).status_code == 303


async def test_leaving_office_ends_access_at_the_next_request(office: Office) -> None:
    """Of the session and of the machine token; nothing is restarted, nothing waited for."""
    browser, token = await office.signed_in(OFFICER, "officer"), await office.token(OFFICER, OFFICER_POSITION)
    before = await works(browser), (await browser.get("/v1/cases", **token)).status_code
    await office.let_go(OFFICER, OFFICER_POSITION)
    page, answer = await browser.get("/cases"), await browser.get("/v1/cases", **token)
    told = await browser.get("/position")

    assert before == (True, 200)
    assert (page.status_code, page.headers["location"]) == (303, "/position?next=%2Fcases")
    assert answer.status_code == 401
    assert "没有担任任何职务" in told.text


async def test_coming_into_office_gives_access_at_the_next_request(office: Office) -> None:
    """As soon as the register says so."""
    browser = await office.signed_in(OFFICER, "officer")
    also = Holding(person=OFFICER, position=ADMIN_POSITION, since=office.today)
    before = await browser.post("/position", position=ADMIN_POSITION)
    await office.publish(office.organs.model_copy(update={"holdings": (*office.organs.holdings, also)}))
    after = await browser.post("/position", position=ADMIN_POSITION)

    assert (before.status_code, after.status_code) == (422, 303)
    assert (await browser.get("/accounts")).status_code == 200


async def test_changing_position_changes_the_session(office: Office) -> None:
    """What is done in one position is not done by an id that was known in another."""
    also = Holding(person=OFFICER, position=OTHER_POSITION, since=office.today)
    await office.publish(office.organs.model_copy(update={"holdings": (*office.organs.holdings, also)}))
    await office.account(OFFICER, "officer")
    browser = office.browser()
    signed_in = await browser.sign_in("officer", next="/deadlines")
    unchosen = await browser.get("/cases")
    before = browser.session
    chosen = await browser.post("/position", position=OTHER_POSITION, next="/deadlines")
    old = office.browser()
    old.carry(before)

    assert signed_in.headers["location"] == "/position?next=%2Fdeadlines"
    assert unchosen.headers["location"] == "/position?next=%2Fcases"
    assert (chosen.headers["location"], browser.session != before) == ("/deadlines", True)
    assert await works(browser)
    assert not await works(old)
    assert "切换职务" in (await browser.get("/cases")).text


async def test_a_delegate_acts_for_the_holder_while_the_delegation_runs(office: Office) -> None:
    """In the position of the delegator, whose name stands beside; when it has run out, no longer."""
    today = office.today
    term = {"since": today, "until": today}
    given = Delegation(position=OTHER_POSITION, delegator=OTHER, delegate=OFFICER, **term)
    browser = await office.signed_in(OFFICER, "officer")
    before = await browser.post("/position", position=OTHER_POSITION, for_person=OTHER)
    await office.publish(office.organs.model_copy(update={"delegations": (given,)}))
    without_name = await browser.post("/position", position=OTHER_POSITION)
    chosen = await browser.post("/position", position=OTHER_POSITION, for_person=OTHER)
    shown = await browser.get("/account")
    await office.publish(office.organs)
    after = await browser.get("/cases")

    assert [answer.status_code for answer in (before, without_name, chosen)] == [422, 422, 303]
    assert f"代{office.name_of(OTHER)}" in said(shown)
    assert after.headers["location"] == "/position?next=%2Fcases"


async def test_a_position_of_somebody_else_is_not_to_be_had(office: Office) -> None:
    """Only what one holds today."""
    browser = await office.signed_in(OFFICER, "officer")
    answer = await browser.post("/position", position=OTHER_POSITION)

    assert (answer.status_code, "不担任这个职务" in answer.text) == (422, True)
    assert await works(browser)


@pytest.mark.parametrize(
    ("column", "ago", "holds"),
    [
        ("seen_at", "29 minutes", True),
        ("seen_at", "31 minutes", False),
        ("began_at", "11 hours 59 minutes", True),
        ("began_at", "12 hours 1 minute", False),
    ],
)
async def test_a_session_ends_by_itself(office: Office, column: str, ago: str, *, holds: bool) -> None:
    """Half an hour without use, or twelve hours after it began."""
    browser = await office.signed_in(OFFICER, "officer")
    await office.pool.execute(f"UPDATE session SET {column} = now() - interval '{ago}'")  # noqa: S608 - our values

    assert await works(browser) is holds


async def test_that_it_was_used_is_written_once_a_minute(office: Office) -> None:
    """Reading writes nothing as a rule."""
    browser = await office.signed_in(OFFICER, "officer")
    await office.pool.execute("UPDATE session SET seen_at = now() - interval '10 seconds'")
    before = await office.pool.fetchval("SELECT seen_at FROM session")
    await works(browser)
    unchanged = await office.pool.fetchval("SELECT seen_at FROM session")
    await office.pool.execute("UPDATE session SET seen_at = now() - interval '61 seconds'")
    await works(browser)

    assert unchanged == before
    assert await office.pool.fetchval("SELECT now() - seen_at < interval '30 seconds' FROM session")


async def test_sessions_are_listed_and_ended_one_by_one(office: Office) -> None:
    """With the device and the times; others' are nobody's business."""
    first, stranger = await office.signed_in(OFFICER, "officer"), await office.signed_in(OTHER, "other")
    second = office.browser()
    second.http.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) UOSBrowser/108 Chrome/108.0"
    await second.sign_in("officer")
    shown = said(await first.get("/account"))
    id_ = await office.pool.fetchval(
        "SELECT session_id FROM session WHERE id_digest = $1", digest_of(second.session or "")
    )
    foreign = await stranger.post(f"/account/sessions/{id_}/end")
    still = await works(second)
    ended = await first.post(f"/account/sessions/{id_}/end")

    assert "统信浏览器，Linux" in shown
    assert "本机" in shown
    assert (foreign.status_code, still, ended.status_code) == (404, True, 303)
    assert [await works(each) for each in (first, second, stranger)] == [True, False, True]


@pytest.mark.parametrize(("all_", "left"), [("", True), ("yes", False)])
async def test_all_sessions_end_at_once(office: Office, all_: str, *, left: bool) -> None:
    """The others; or this one as well."""
    here = await office.signed_in(OFFICER, "officer")
    elsewhere = [office.browser() for _ in range(3)]
    for each in elsewhere:
        await each.sign_in("officer")
    await here.post("/account/sessions/end", all=all_)

    assert not any([await works(each) for each in elsewhere])
    assert await works(here) is left


async def test_an_administrator_ends_the_sessions_of_others(office: Office) -> None:
    """All of them; whoever administers nothing may not."""
    browser, admin = await office.signed_in(OFFICER, "officer"), await office.signed_in(ADMIN, "admin")
    refused = await browser.post(f"/accounts/{ADMIN}/change", what="end_sessions")
    await admin.post(f"/accounts/{OFFICER}/change", what="end_sessions")

    assert refused.status_code == 403
    assert (await works(browser), await works(admin)) == (False, True)


async def test_a_request_asks_for_its_session_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """One statement, whatever of the page needs it."""
    browser = await office.signed_in(OFFICER, "officer")
    asked: list[str] = []
    plain = PinnedConnections.fetchrow

    async def counted(pinned: PinnedConnections, statement: str, *arguments: object) -> object:
        asked.append(statement)
        return await plain(pinned, statement, *arguments)

    monkeypatch.setattr(PinnedConnections, "fetchrow", counted)

    assert await works(browser)
    assert len([each for each in asked if "FROM session" in each]) == 1
