"""Signing in with the office's identity provider: what is believed of it, and signing out on both sides."""

import json
import time
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import structlog

from tests.api.accounts.fake_provider import CLIENT, ISSUER, KEY, LOGOUT, STRANGE_KEY, FakeProvider, _key, shared_secret
from tests.api.accounts.office import ADMIN, OFFICER, OTHER, PASSWORD, Browser, Office

SUBJECT = "emp-0032"


@pytest.fixture
def idp() -> FakeProvider:
    """A provider at which the officer is signed in."""
    return FakeProvider()


@pytest.fixture
async def bound(office: Office, idp: FakeProvider) -> Office:
    """An office whose officer signs in there."""
    office = office.with_context(provider=idp.provider())
    await office.pool.execute(
        "INSERT INTO account (account_id, person, oidc_issuer, oidc_subject) VALUES (gen_random_uuid(), $1, $2, $3)",
        OFFICER,
        ISSUER,
        SUBJECT,
    )
    return office


async def there(browser: Browser, wanted: str = "/cases") -> str:
    """Go to the provider; the address that the browser is sent to."""
    answer = await browser.get(f"/sign-in/provider?next={wanted}")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def signed_in(office: Office, idp: FakeProvider) -> Browser:
    """Somebody who was there and came back."""
    browser = office.browser()
    answer = await browser.get(idp.authorize(await there(browser)))
    assert answer.status_code == 303, answer.text
    return browser


async def test_there_and_back(bound: Office, idp: FakeProvider) -> None:
    """With a code, PKCE, state and nonce, to the page that was wanted."""
    browser = bound.browser()
    address = await there(browser, "/deadlines")
    asked = parse_qs(urlsplit(address).query)
    answer = await browser.get(idp.authorize(address))

    assert address.startswith(f"{ISSUER}/authorize?")
    assert {"code_challenge", "state", "nonce"} <= asked.keys()
    assert (answer.status_code, answer.headers["location"]) == (303, "/deadlines")
    assert (await browser.get("/cases")).status_code == 200
    assert await bound.pool.fetchval("SELECT method FROM session") == "oidc"


@pytest.mark.parametrize(
    "changes", [{"state": "another"}, {"state": ""}, {"iss": "https://elsewhere.test"}, {"code": ""}]
)
async def test_what_came_back_wrong_signs_nobody_in(bound: Office, idp: FakeProvider, changes: dict[str, str]) -> None:
    """A forged state, another issuer (RFC 9207), no code; the way to try again is shown."""
    browser = bound.browser()
    answer = await browser.get(idp.authorize(await there(browser), **changes))

    assert (answer.status_code, "请重新登录" in answer.text) == (403, True)
    assert browser.session is None
    assert idp.redeemed == []


async def test_what_came_back_comes_back_once(bound: Office, idp: FakeProvider) -> None:
    """Replayed in the same browser, carried to another one, or begun in none."""
    browser, other = bound.browser(), bound.browser()
    back = idp.authorize(await there(browser))
    carried = await other.get(back)
    first, again = await browser.get(back), await browser.get(back)
    await there(other)
    begun_elsewhere = await other.get(back)

    assert [each.status_code for each in (carried, first, again, begun_elsewhere)] == [403, 303, 403, 403]


async def test_a_code_of_another_attempt_is_refused_by_the_provider(bound: Office, idp: FakeProvider) -> None:
    """The verifier is of this attempt (PKCE): an injected code opens nothing."""
    attacker, victim = bound.browser(), bound.browser()
    stolen = parse_qs(urlsplit(idp.authorize(await there(victim))).query)["code"][0]
    answer = await attacker.get(idp.authorize(await there(attacker), code=stolen))

    assert (answer.status_code, attacker.session) == (403, None)


HOUR = 3600
WRONG: list[dict[str, Any]] = [
    {"iss": "https://elsewhere.test"},
    {"iss": None},
    {"aud": "another client"},
    {"aud": None},
    {"aud": [CLIENT, "another"]},
    {"aud": [CLIENT, "another"], "azp": "another"},
    {"azp": "another"},
    {"exp": time.time() - HOUR},
    {"exp": None},
    {"exp": "soon"},
    {"iat": time.time() + HOUR},
    {"iat": time.time() - HOUR},
    {"iat": None},
    {"nonce": "another"},
    {"nonce": None},
    {"sub": ""},
    {"sub": None},
    {"sub": 7},
    {"sub": "x" * 256},
]


@pytest.mark.parametrize("claims", WRONG, ids="-".join)  # without values: some are of now
async def test_an_id_token_that_is_not_ours_is_not_believed(
    bound: Office, idp: FakeProvider, claims: dict[str, Any]
) -> None:
    """Another issuer, client, time, attempt, or nobody."""
    idp.claims = claims
    browser = bound.browser()
    answer = await browser.get(idp.authorize(await there(browser)))

    assert (answer.status_code, "登录没有完成" in answer.text, browser.session) == (403, True, None)


@pytest.mark.parametrize("seconds", [-90, 90])
async def test_clocks_may_differ_a_little(bound: Office, idp: FakeProvider, seconds: int) -> None:
    """By a minute and a half either way."""
    now = time.time() + seconds
    idp.claims = {"iat": now, "exp": now + 60}

    assert (await signed_in(bound, idp)).session


def unsigned(claims: dict[str, Any]) -> str:
    """A token with algorithm none."""
    parts = [json.dumps(each).encode() for each in ({"alg": "none", "typ": "JWT"}, claims)]
    return ".".join([*(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), ""])


@pytest.mark.parametrize("how", ["none", "shared secret", "strange key", "nonsense", "empty", "key in the head"])
async def test_a_token_that_the_provider_did_not_sign_is_not_believed(
    bound: Office, idp: FakeProvider, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Algorithm none, an algorithm for secrets, another key under the same name, a key that the token brings itself."""
    match how:
        case "none":
            monkeypatch.setattr(FakeProvider, "signed", lambda _self, claims: unsigned(dict(claims)))
        case "shared secret":
            idp.key, idp.header, idp.algorithms = shared_secret(), {"alg": "HS256"}, ["HS256"]
        case "strange key":
            idp.key = STRANGE_KEY
        case "key in the head":
            idp.key, idp.header = STRANGE_KEY, {"jwk": STRANGE_KEY.as_dict(private=False)}
        case _:
            monkeypatch.setattr(FakeProvider, "signed", lambda _self, _claims: "a.b" if how == "nonsense" else "")
    browser = bound.browser()
    answer = await browser.get(idp.authorize(await there(browser)))

    assert (answer.status_code, browser.session) == (403, None)


async def test_a_new_key_of_the_provider_is_read_when_it_is_seen(
    bound: Office, idp: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys are changed without telling anybody; unknown ones have them read again, though not at every token."""
    await signed_in(bound, idp)
    fresh = _key("k2")
    idp.key, idp.header, idp.published = fresh, {"kid": "k2"}, [KEY, fresh]
    monkeypatch.setattr("api.identity.oidc._KEYS_SECONDS", 0.0)

    assert (await signed_in(bound, idp)).session


async def test_whoever_has_no_account_is_told_so(office: Office, idp: FakeProvider) -> None:
    """To be known there gives nothing here; groups and roles that the provider tells are nothing either."""
    idp.claims = {"groups": ["admin"], "roles": ["security_admin"], "preferred_username": "p028"}
    browser = (bound := office.with_context(provider=idp.provider())).browser()
    answer = await browser.get(idp.authorize(await there(browser)))

    assert (answer.status_code, "还没有账号" in answer.text, browser.session) == (403, True, None)
    assert await bound.pool.fetchval("SELECT count(*) FROM account") == 0


async def test_an_invitation_binds_an_account(office: Office, idp: FakeProvider) -> None:
    """Once; afterwards the provider opens it, and nobody else's."""
    bound = office.with_context(provider=idp.provider())
    code = await bound.accounts.invite(OFFICER, "test")
    browser = bound.browser()
    sent = await browser.post("/invitation", code=code)
    joined = await browser.get(idp.authorize(sent.headers["location"]))
    later = await signed_in(bound, idp)
    other = await bound.accounts.invite(OTHER, "test")
    taken = bound.browser()
    refused = await taken.get(idp.authorize((await taken.post("/invitation", code=other)).headers["location"]))

    assert (joined.status_code, (await later.get("/cases")).status_code) == (303, 200)
    assert (refused.status_code, "绑定另一账号" in refused.text, taken.session) == (409, True, None)


@pytest.mark.parametrize(
    ("claim", "opens"), [(OFFICER, True), ("nobody", False), (7, False), (None, False), (["p032"], False)]
)
async def test_a_claim_may_name_the_person(office: Office, idp: FakeProvider, claim: object, *, opens: bool) -> None:
    """Where the installation says which; and then only the same subject, whoever bears the name later."""
    bound = office.with_context(provider=idp.provider(person_claim="employee"))
    idp.claims = {"employee": claim}
    browser = bound.browser()
    answer = await browser.get(idp.authorize(await there(browser)))
    idp.subject = "somebody else"
    other = bound.browser()
    impostor = await other.get(idp.authorize(await there(other)))

    assert (browser.session is not None) is opens
    assert answer.status_code == (303 if opens else 403)
    assert (impostor.status_code, other.session) == (409 if opens else 403, None)


async def test_passwords_open_nothing_but_the_break_glass_account(office: Office, idp: FakeProvider) -> None:
    """Its use is loud: a warning in the log, a row in the table, a line on every page."""
    await office.account(OFFICER, "officer")
    await office.account(ADMIN, "admin")
    bound = office.with_context(provider=idp.provider())
    before = await bound.browser().sign_in("admin")
    await bound.accounts.set_break_glass(ADMIN)
    glass, officer = bound.browser(), bound.browser()
    with structlog.testing.capture_logs() as lines:
        opened, closed = await glass.sign_in("admin"), await officer.sign_in("officer")

    assert (before.status_code, opened.status_code, closed.status_code) == (401, 303, 401)
    assert [line["log_level"] for line in lines if line["event"] == "break-glass account used"] == ["warning"]
    assert (
        await bound.pool.fetchval(
            "SELECT person FROM account_event WHERE kind = 'break_glass_used' ORDER BY at DESC LIMIT 1"
        )
        == ADMIN
    )
    assert "正在使用应急账号" in (await glass.get("/accounts")).text
    assert "应急账号登录" in (await bound.browser().get("/sign-in")).text


async def test_signing_out_leads_to_the_provider(bound: Office, idp: FakeProvider) -> None:
    """With the ID token as a hint, and back here; the page may lead there (form-action)."""
    browser = await signed_in(bound, idp)
    page = await browser.get("/cases")
    answer = await browser.post("/sign-out")
    address = urlsplit(answer.headers["location"])
    asked = parse_qs(address.query)

    assert f"form-action 'self' {ISSUER}" in page.headers["content-security-policy"]
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{ISSUER}/logout"
    assert asked["client_id"] == [CLIENT]
    assert asked["post_logout_redirect_uri"] == ["http://rongcuo.test/sign-in"]
    assert asked["id_token_hint"][0].count(".") == 2
    assert (await browser.get("/cases")).status_code == 303


async def told(office: Office, token: str) -> int:
    """What the provider is answered, which has no cookie and is on no page."""
    answer = await office.browser("10.9.9.9").http.post("/sign-in/provider/logout", data={"logout_token": token})
    return answer.status_code


@pytest.mark.parametrize("named", ["sub", "sid", "both"])
async def test_signing_out_at_the_provider_ends_the_session_here(bound: Office, idp: FakeProvider, named: str) -> None:
    """At the next request; a session that began later stays, however often the same is told."""
    browser = await signed_in(bound, idp)
    sid = {} if named == "sub" else {"sid": f"sid of {SUBJECT}"}
    token = idp.logout_token(iat=int(time.time()) + 1, **sid, **({"sub": None} if named == "sid" else {}))
    status = await told(bound, token)
    ended = (await browser.get("/cases")).status_code
    later = await signed_in(bound, idp)
    await bound.pool.execute("UPDATE session SET began_at = now() + interval '2 seconds'")
    replayed = await told(bound, token)

    assert (status, ended, replayed) == (200, 303, 200)
    assert (await later.get("/cases")).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"events": None},
        {"events": {}},
        {"events": {"other": {}}},
        {"nonce": "x"},
        {"sub": None},
        {"iss": "https://elsewhere.test"},
        {"aud": "another"},
        {"iat": time.time() - HOUR},
        {"exp": time.time() - HOUR},
    ],
    ids="-".join,
)
async def test_what_is_no_logout_token_ends_nothing(bound: Office, idp: FakeProvider, changes: dict[str, Any]) -> None:
    """An ID token among others."""
    browser = await signed_in(bound, idp)

    assert await told(bound, idp.logout_token(**changes)) == 400
    assert (await browser.get("/cases")).status_code == 200


async def test_a_logout_token_of_nobody_is_refused(bound: Office, idp: FakeProvider) -> None:
    """Not signed, or nothing at all."""
    browser = await signed_in(bound, idp)
    claims = {"iss": ISSUER, "aud": CLIENT, "iat": int(time.time()), "sub": SUBJECT, "events": {LOGOUT: {}}}

    assert [await told(bound, token) for token in (unsigned(claims), "", "x", "a.b.c", "\x00")] == [400] * 5
    assert (await browser.get("/cases")).status_code == 200


async def test_while_the_provider_is_away_it_is_said_so(bound: Office, idp: FakeProvider) -> None:
    """On the way there, on the way back, and when somebody signs out, who is signed out here all the same."""
    browser = await signed_in(bound, idp)
    other = bound.browser()
    back = idp.authorize(await there(other))
    idp.away = True
    answers = [
        await other.get(back),
        await bound.with_context(provider=idp.provider()).browser().get("/sign-in/provider"),
    ]
    out = await browser.post("/sign-out")

    assert {(answer.status_code, "没有应答" in answer.text) for answer in answers} == {(503, True)}
    assert out.status_code == 303
    assert (await browser.get("/cases")).status_code == 303


async def test_a_closed_account_is_not_opened_by_the_provider(bound: Office, idp: FakeProvider) -> None:
    """Whatever it says."""
    await bound.accounts.disable(OFFICER)
    browser = bound.browser()
    answer = await browser.get(idp.authorize(await there(browser)))

    assert (answer.status_code, browser.session) == (403, None)


async def test_without_a_provider_there_is_no_such_address(office: Office) -> None:
    """None of the three."""
    browser = office.browser()
    answers = [
        await browser.get("/sign-in/provider"),
        await browser.get("/sign-in/provider/back?code=x&state=y"),
        await browser.http.post("/sign-in/provider/logout", data={"logout_token": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert (await browser.sign_in("x", PASSWORD)).status_code == 401
