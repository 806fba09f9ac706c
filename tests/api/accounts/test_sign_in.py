"""Signing in with a name and a password: a fresh session, one answer to whatever is wrong, no form of another site."""

import asyncio
import re
import unicodedata
from itertools import pairwise

import httpx2
import pytest

from api.identity import passwords
from api.identity.attempts import NAME_FROM_ADDRESS
from tests.api.accounts.office import ADMIN, OFFICER, OFFICER_POSITION, OTHER, PASSWORD, Office, said
from tests.api.client import PUBLIC_URL

OWN = {"Origin": PUBLIC_URL}


async def test_a_stranger_is_led_to_sign_in_and_back(office: Office) -> None:
    """The page that was wanted is where signing in leads; the cookie is for no script and no other site's form."""
    await office.account(OFFICER, "经办甲")
    browser = office.browser()
    sent_away = await browser.get("/deadlines?state=overdue")
    signed_in = await browser.sign_in("经办甲", next="/deadlines?state=overdue")
    cookie = signed_in.headers["set-cookie"]

    assert (sent_away.status_code, sent_away.headers["location"]) == (
        303,
        "/sign-in?next=%2Fdeadlines%3Fstate%3Doverdue",
    )
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/deadlines?state=overdue")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert (await browser.get("/account")).status_code == 200


async def test_over_tls_the_cookie_is_of_this_host_alone(office: Office) -> None:
    """Its name says so (RFC 6265bis), and no plain connection carries it."""
    await office.account(OFFICER, "officer")
    secure = office.with_context(public_url="https://rongcuo.test")
    transport = httpx2.ASGITransport(secure.browser().http._transport.app)  # type: ignore[attr-defined]  # noqa: SLF001 - the same application
    async with httpx2.AsyncClient(transport=transport, base_url="https://rongcuo.test") as http:
        form = {"login": "officer", "password": PASSWORD}
        answer = await http.post("/sign-in", data=form, headers={"Origin": "https://rongcuo.test"})
        cookie = answer.headers["set-cookie"]
        page = await http.get("/account")

    assert cookie.startswith("__Host-rongcuo=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert page.status_code == 200


@pytest.mark.parametrize("typed", ["ＯＦＦＩＣＥＲ", " officer ", "Officer", "of\u200bficer"])
async def test_a_name_is_found_however_it_is_typed(office: Office, typed: str) -> None:
    """Width, case, blanks and what nobody sees make no difference."""
    await office.account(OFFICER, "officer")

    assert (await office.browser().sign_in(typed)).status_code == 303


@pytest.mark.parametrize("login", ["阿依古丽·示例", "𠮷田", "Ǆoković", "مدير النظام", "o'brien--", "经办 甲"])
async def test_names_of_every_script(office: Office, login: str) -> None:
    """A name is what its bearer writes; a password opens in whichever Unicode form a keyboard sends it."""
    await office.account(OFFICER, login, "Ängström café 十二")
    answer = await office.browser().sign_in(login, unicodedata.normalize("NFD", "Ängström café 十二"))

    assert answer.status_code == 303


async def test_whatever_is_wrong_is_told_alike(office: Office) -> None:
    """An unknown name, a wrong password, a closed account, a missing code: one answer, and no cookie."""
    await office.account(OFFICER, "officer")
    await office.account(OTHER, "closed")
    await office.accounts.disable(OTHER)
    tried = [("nobody", PASSWORD), ("officer", "wrong wrong wrong"), ("closed", PASSWORD), ("", ""), ("\x00", "\ud800")]
    answers = [
        await office.browser(f"10.0.0.{at}").sign_in(name, word.encode("utf-8", "replace").decode())
        for at, (name, word) in enumerate(tried)
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert all("登录名、密码或动态口令不正确" in answer.text for answer in answers)
    assert all("<title>错误：" in answer.text for answer in answers)
    alike = {
        re.sub(r"\d\d:\d\d:\d\d", "", said(answer)).replace(name, "")
        for answer, (name, _) in zip(answers, tried, strict=True)
    }
    assert len(alike) <= 2
    assert not [answer for answer in answers if "set-cookie" in answer.headers]


async def test_an_unknown_name_is_verified_as_a_known_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same work is done for both, so that the time tells nobody which names there are."""
    verified: list[str] = []
    plain = passwords._verified  # noqa: SLF001 - counted

    def counted(word: str, kept: str) -> bool:
        verified.append(kept)
        return plain(word, kept)

    monkeypatch.setattr(passwords, "_verified", counted)
    await office.account(OFFICER, "officer")
    await office.browser("10.1.0.1").sign_in("nobody")
    await office.browser("10.1.0.2").sign_in("officer", "wrong wrong wrong")

    unknown, known = verified
    assert unknown.split("$")[:4] == known.split("$")[:4]
    assert unknown != known


async def test_a_session_known_before_opens_nothing(office: Office) -> None:
    """Whoever makes a browser carry a session of their own choice finds it replaced by a fresh one (fixation)."""
    await office.account(OFFICER, "officer")
    attacker = await office.signed_in(OTHER, "other")
    planted = attacker.session or ""
    victim = office.browser()
    victim.carry(planted)
    await victim.sign_in("officer")

    assert victim.session not in {None, planted}
    assert (await attacker.get("/account")).status_code == 303
    kept = await office.pool.fetch("SELECT id_digest FROM session")
    assert planted.encode() not in {row["id_digest"] for row in kept}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elsewhere.test"},
        {"Origin": "null"},
        {"Origin": PUBLIC_URL, "Sec-Fetch-Site": "cross-site"},
        {"Origin": PUBLIC_URL, "Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize(
    "path",
    ["/sign-in", "/sign-out", "/sign-in/persona", "/set-up", "/invitation", "/position", "/account/password",
     "/account/second-factor", "/account/second-factor/off", "/account/sessions/end", "/tokens",
     f"/accounts/{OFFICER}/invitation", f"/accounts/{OFFICER}/change"],
)  # fmt: skip
async def test_forms_of_other_sites_are_refused(office: Office, headers: dict[str, str], path: str) -> None:
    """A form that names no origin, or another, changes nothing."""
    browser = await office.signed_in(ADMIN, "admin")
    before = browser.session
    answer = await browser.http.post(path, data={"login": "admin", "password": PASSWORD}, headers=headers)

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert browser.session == before


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.test",
        "//elsewhere.test",
        "/\\elsewhere.test",
        "\\\\elsewhere.test",
        "/\t/elsewhere.test",
        "/\n//elsewhere.test",
        "/\r/elsewhere.test",
        "\t//elsewhere.test",
        " //elsewhere.test",
        "/\x00/elsewhere.test",
        "/ /elsewhere.test",
        "/\u200b/elsewhere.test",
        "/／elsewhere.test",
        "///elsewhere.test",
        "javascript:alert(1)",
        "data:text/html,x",
        "cases",
        "/cases#x",
        "/cases\r\nSet-Cookie: a=b",
        "",
        "/sign-out",
        "/set-up",
    ],
)
async def test_signing_in_leads_nowhere_else(office: Office, wanted: str) -> None:
    """Only addresses of this site are followed: by the form as it is shown, and by whoever sends another one."""
    await office.account(OFFICER, "officer")
    shown = await office.browser().http.get("/sign-in", params={"next": wanted})
    answer = await office.browser().sign_in("officer", next=wanted)

    assert answer.headers["location"] == "/"
    assert shown.status_code == 422 or 'name="next" value="/"' in shown.text


async def test_whoever_fails_again_and_again_waits_longer_and_longer(office: Office) -> None:
    """The wait doubles; the right password is not looked at meanwhile either, and other addresses are not held back."""
    await office.account(OFFICER, "officer")
    browser = office.browser()
    free = [(await browser.sign_in("officer", "wrong wrong wrong")).status_code for _ in range(NAME_FROM_ADDRESS.free)]
    waits = []
    for _ in range(4):
        await browser.sign_in("officer", "wrong wrong wrong")
        late = await browser.sign_in("officer")
        waits.append(int(late.headers["retry-after"]))
        assert (late.status_code, "登录失败次数过多" in late.text) == (429, True)
        await office.pool.execute("UPDATE sign_in_attempt SET wait_until = now()")
    elsewhere = await office.browser("10.0.0.9").sign_in("officer")

    assert set(free) == {401}
    assert all(2 * before <= after <= 2 * before + 2 for before, after in pairwise(waits))
    assert elsewhere.status_code == 303


async def test_many_at_once_are_no_more_than_one_after_another(office: Office) -> None:
    """An attempt is counted before it is looked at."""
    await office.account(OFFICER, "officer")
    browser = office.browser()
    answers = await asyncio.gather(*(browser.sign_in("officer", "wrong wrong wrong") for _ in range(20)))

    assert sum(answer.status_code == 401 for answer in answers) == NAME_FROM_ADDRESS.free + 1


async def test_a_success_forgets_the_failures_of_the_name(office: Office) -> None:
    """Whoever mistyped begins anew after they got it right."""
    await office.account(OFFICER, "officer")
    browser = office.browser()
    for _ in range(3):
        for _ in range(NAME_FROM_ADDRESS.free - 1):
            await browser.sign_in("officer", "wrong wrong wrong")
        assert (await browser.sign_in("officer")).status_code == 303


async def test_who_holds_no_position_is_told_so(office: Office) -> None:
    """The account is in order and opens nothing."""
    await office.account(OFFICER, "officer")
    await office.let_go(OFFICER, OFFICER_POSITION)
    answer = await office.browser().sign_in("officer")

    assert (answer.status_code, "没有担任任何职务" in answer.text) == (403, True)
    assert "set-cookie" not in answer.headers


async def test_a_form_of_many_fields_is_refused(office: Office) -> None:
    """No form of ours has more than ten."""
    answer = await office.browser().http.post("/sign-in", content="a=b&" * 1_000, headers=OWN)

    assert answer.status_code == 422


async def test_a_form_sent_after_the_session_ended_is_not_lost(office: Office) -> None:
    """It is said that nothing was done, and how to send it again; a page is wanted again after signing in."""
    answer = await office.browser().post("/subjects", name="张三")

    assert (answer.status_code, "没有办理" in answer.text, "新窗口登录" in answer.text) == (401, True, True)


async def test_no_secret_is_kept_or_logged(
    office: Office, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither password nor session stands anywhere in the tables or in what is written to the log."""
    browser = await office.signed_in(OFFICER, "officer")
    await browser.sign_in("officer", "a wrong password")
    tables = ("account", "session", "account_event", "sign_in_attempt", "invitation")
    rows = "".join([str(await office.pool.fetch(f"SELECT * FROM {table}")) for table in tables])  # noqa: S608 - our tables
    told = rows + caplog.text + "".join(capsys.readouterr())

    assert browser.session
    assert not [secret for secret in (PASSWORD, "a wrong password", browser.session) if secret in told]
