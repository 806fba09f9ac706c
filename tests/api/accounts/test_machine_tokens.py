"""Machine tokens: made and revoked by an administrator, within a scope and a time; only digests are kept."""

import re

import pytest
import structlog

from api.identity.machine_tokens import DAYS_MAX, PREFIX
from tests.api.accounts.office import ADMIN, AUDITOR, OFFICER, OFFICER_POSITION, OTHER_POSITION, Browser, Office, said

FORM = {"name": "月报", "holder": f"{OFFICER} {OFFICER_POSITION}", "scope": "read", "days": "30"}


async def made(browser: Browser, **changes: str) -> str:
    """A token as an administrator is shown it."""
    answer = await browser.post("/tokens", **{**FORM, **changes})
    found = re.search(rf"{PREFIX}[\w-]+", answer.text)
    assert found, answer.text
    return found[0]


async def reads(office: Office, token: str) -> int:
    """What it is answered when it reads."""
    return (await office.browser().get("/v1/cases", Authorization=f"Bearer {token}")).status_code


async def test_a_token_is_made_used_and_revoked(office: Office) -> None:
    """It is shown once; revoked, its next request is refused."""
    admin = await office.signed_in(ADMIN, "admin")
    token = await made(admin)
    before = await reads(office, token)
    listed = (await admin.get("/tokens")).text
    id_ = await office.pool.fetchval("SELECT token_id FROM machine_token")
    revoked = await admin.post(f"/tokens/{id_}/revocation")
    again = await admin.post(f"/tokens/{id_}/revocation")

    assert (before, await reads(office, token)) == (200, 401)
    assert (revoked.status_code, again.status_code) == (303, 404)
    assert "月报" in listed
    assert token not in listed + str(await office.pool.fetch("SELECT * FROM machine_token"))


async def test_a_token_that_reads_does_not_act(office: Office) -> None:
    """It is told so, and what another scope would do."""
    reader, actor = await office.token(OFFICER, OFFICER_POSITION, "read"), await office.token(OFFICER, OFFICER_POSITION)
    answers = [await office.browser().http.post("/v1/cases", json={}, headers=each) for each in (reader, actor)]

    assert [answer.status_code for answer in answers] == [403, 400]
    assert answers[0].json()["code"] == "token_only_reads"


async def test_a_token_ends_by_itself(office: Office) -> None:
    """No token is good for more than a year; the database holds whoever makes one to it."""
    admin = await office.signed_in(ADMIN, "admin")
    token = await made(admin, days=str(DAYS_MAX))
    before = await reads(office, token)
    await office.pool.execute("UPDATE machine_token SET expires_at = now() - interval '1 second'")

    assert (before, await reads(office, token)) == (200, 401)


@pytest.mark.parametrize(
    "changes",
    [
        {"days": "366"},
        {"days": "0"},
        {"days": "-1"},
        {"days": "1e2"},
        {"days": "三十"},
        {"name": "  "},
        {"name": "a\x00b"},
        {"scope": "everything"},
        {"holder": f"{OFFICER} {OTHER_POSITION}"},
        {"holder": "nobody nowhere"},
        {"holder": ""},
    ],
)
async def test_what_is_asked_for_wrongly_is_not_made(office: Office, changes: dict[str, str]) -> None:
    """The form comes back as it was filled in."""
    admin = await office.signed_in(ADMIN, "admin")
    answer = await admin.post("/tokens", **{**FORM, **changes})

    assert (answer.status_code, "没有签发" in answer.text) == (422, True)
    assert await office.pool.fetchval("SELECT count(*) FROM machine_token") == 0


async def test_last_use_is_written_once_a_minute(office: Office) -> None:
    """The first at once, then not at every request."""
    token = await office.token(OFFICER, OFFICER_POSITION)
    used = []
    for back in ("0 seconds", "10 seconds", "61 seconds"):
        await office.pool.execute(f"UPDATE machine_token SET used_at = used_at - interval '{back}'")  # noqa: S608 - ours
        before = await office.pool.fetchval("SELECT used_at FROM machine_token")
        await office.browser().get("/v1/cases", **token)
        used.append(await office.pool.fetchval("SELECT used_at FROM machine_token") != before)

    assert used == [True, False, True]


async def test_whoever_administers_nothing_makes_no_tokens(office: Office) -> None:
    """Neither page is theirs."""
    browser = await office.signed_in(OFFICER, "officer")
    answers = [await browser.get("/tokens"), await browser.post("/tokens", **FORM), await browser.get("/accounts")]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


async def test_the_auditor_reads_and_changes_nothing(office: Office) -> None:
    """Accounts, tokens and what was done; no form is there for them, and none is taken."""
    await office.token(OFFICER, OFFICER_POSITION)
    auditor = await office.signed_in(AUDITOR, "auditor")
    pages = [await auditor.get(path) for path in ("/accounts", f"/accounts/{OFFICER}", "/tokens")]
    id_ = await office.pool.fetchval("SELECT token_id FROM machine_token")
    acts = [
        await auditor.post("/tokens", **FORM),
        await auditor.post(f"/tokens/{id_}/revocation"),
        await auditor.post(f"/accounts/{OFFICER}/invitation"),
        await auditor.post(f"/accounts/{OFFICER}/change", what="disable"),
    ]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert not [page for page in pages if "invitation" in page.text or "/revocation" in page.text]
    assert [act.status_code for act in acts] == [403, 403, 403, 403]


async def test_an_administrator_administers_their_own_place(office: Office) -> None:
    """Not people whose posts lie above or beside it."""
    admin = await office.signed_in(ADMIN, "admin")
    above = await admin.post("/accounts/p001/invitation")
    token = await admin.post("/tokens", **{**FORM, "holder": "p001 province-organization-head"})
    listed = (await admin.get("/accounts")).text

    assert (above.status_code, token.status_code) == (403, 403)
    assert "/accounts/p001" not in listed
    assert f"/accounts/{OFFICER}" in listed


@pytest.mark.parametrize(
    "sent", ["Bearer", "Bearer ", "Basic x", "bearer rongcuo_live_x", "Bearer \xff\xfe", "Bearer a b"]
)
async def test_what_is_no_token_opens_nothing(office: Office, sent: str) -> None:
    """And a session's cookie is no token: a form of another site would bring it."""
    browser = await office.signed_in(OFFICER, "officer")
    answer = await browser.http.get("/v1/cases", headers={b"Authorization": sent.encode("latin-1")})
    by_cookie = await browser.get("/v1/cases")
    by_session = await browser.get("/v1/cases", Authorization=f"Bearer {browser.session}")

    assert [each.status_code for each in (answer, by_cookie, by_session)] == [401, 401, 401]
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def from_(office: Office, address: str, token: str) -> tuple[int, str | None]:
    """What a token is answered from an address: the status, and the code of the problem."""
    answer = await office.browser(address).get("/v1/cases", Authorization=f"Bearer {token}")
    return answer.status_code, answer.json().get("code")


async def test_a_token_is_good_from_its_addresses_alone(office: Office) -> None:
    """Told clearly, logged, and written down once a minute, however often it is tried."""
    admin = await office.signed_in(ADMIN, "admin")
    token = await made(admin, addresses="10.1.2.3、10.20.0.0/16，fd00:1::/32")
    good = ("10.1.2.3", "10.20.255.1", "fd00:1::5", "::ffff:10.20.0.1")
    with structlog.testing.capture_logs() as logged:
        refused = [await from_(office, each, token) for each in ("10.1.2.4", "10.1.2.4", "fd00:2::1", "nowhere", "")]

    assert [await from_(office, each, token) for each in good] == [(200, None)] * 4
    assert refused == [(403, "token_elsewhere")] * 5
    assert next(each["address"] for each in logged if each["event"] == "machine token refused") == "10.1.2.4"
    assert token not in str(logged)
    rows = await office.pool.fetch("SELECT address FROM account_event WHERE kind = 'token_refused' ORDER BY at")
    assert [row["address"] for row in rows] == ["10.1.2.4", "fd00:2::1", "nowhere", ""]
    assert "10.20.0.0/16" in (await admin.get("/tokens")).text
    assert "令牌从未许可的地址使用" in (await admin.get("/accounts")).text


async def test_one_that_names_no_address_is_good_from_anywhere(office: Office) -> None:
    """As before."""
    admin = await office.signed_in(ADMIN, "admin")

    assert await from_(office, "203.0.113.9", await made(admin)) == (200, None)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("10.1.2.3/16", "10.1.0.0/16"),
        ("10.1.2", "不是地址或网段"),
        ("10.1.2.300", "不是地址或网段"),
        ("10.0.0.0/33", "不是地址或网段"),
        ("office.example.gov.cn", "不是地址或网段"),
        ("<b>\u202e", "不是地址或网段"),
        (" ".join(f"10.0.0.{n}" for n in range(21)), "至多 20 个"),
        ("fd00::1/32", "fd00::/32"),
    ],
)
async def test_what_is_no_network_is_told_with_what_was_meant(office: Office, written: str, told: str) -> None:
    """No token, and the form as it was filled in."""
    admin = await office.signed_in(ADMIN, "admin")
    answer = await admin.post("/tokens", **FORM, addresses=written)

    assert answer.status_code == 422
    assert told in said(answer)
    assert 'value="月报"' in answer.text
    assert await office.pool.fetchval("SELECT count(*) FROM machine_token") == 0
