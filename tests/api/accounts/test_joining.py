"""Accounts are made by codes that open once: the first administrator's at set-up, everybody else's by invitation."""

import asyncio
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.api.accounts.office import ADMIN, OFFICER, OTHER, PASSWORD, Browser, Office, said

FORM = {"login": "管理员", "password": PASSWORD, "again": PASSWORD}


async def invited(admin: Browser, person: str) -> str:
    """The code of the link that an administrator is shown."""
    answer = await admin.post(f"/accounts/{person}/invitation")
    link = next(word for word in said(answer).split() if "/invitation?" in word)
    return parse_qs(urlsplit(link).query)["code"][0]


async def test_the_first_administrator_sets_up(office: Office) -> None:
    """With the code of the first start, who is then signed in; afterwards there is no such page."""
    code = await office.accounts.invite(None, "rongcuo up")
    browser = office.browser()
    shown = await browser.get("/set-up")
    done = await browser.post("/set-up", code=code, person=ADMIN, **FORM)
    again = await office.browser().post("/set-up", code=code, person=ADMIN, **FORM)

    assert shown.status_code == 200
    assert (done.status_code, (await browser.get("/accounts")).status_code) == (303, 200)
    assert (again.status_code, (await office.browser().get("/set-up")).status_code) == (404, 404)


async def test_only_an_administrator_is_first(office: Office) -> None:
    """Others are not offered, and not taken; the code is not used up by the attempt."""
    code = await office.accounts.invite(None, "rongcuo up")
    browser = office.browser()
    shown = await browser.get("/set-up")
    refused = await browser.post("/set-up", code=code, person=OFFICER, **FORM)

    assert f'value="{OFFICER}"' not in shown.text
    assert (refused.status_code, "请选择您是谁" in refused.text) == (422, True)
    assert (await browser.post("/set-up", code=code, person=ADMIN, **FORM)).status_code == 303


async def test_an_invitation_opens_once(office: Office) -> None:
    """Shown twice, used once; by whoever is first."""
    admin = await office.signed_in(ADMIN, "admin")
    code = await invited(admin, OFFICER)
    browsers = [office.browser() for _ in range(3)]
    shown = [(await each.get(f"/invitation?code={code}")).status_code for each in browsers]
    answers = await asyncio.gather(
        *(each.post("/invitation", code=code, **{**FORM, "login": f"经办{at}"}) for at, each in enumerate(browsers))
    )

    assert shown == [200, 200, 200]
    assert sorted(answer.status_code for answer in answers) == [303, 403, 403]
    assert (await office.browser().get(f"/invitation?code={code}")).status_code == 403


async def test_a_later_invitation_takes_the_place_of_an_earlier_one(office: Office) -> None:
    """The password and the second factor before go with it."""
    admin = await office.signed_in(ADMIN, "admin")
    await office.account(OFFICER, "officer")
    first, second = await invited(admin, OFFICER), await invited(admin, OFFICER)
    old = await office.browser().post("/invitation", code=first, **FORM)
    fresh = "另 一个 全新 的 密码"
    new = await office.browser().post("/invitation", code=second, **{**FORM, "password": fresh, "again": fresh})

    assert (old.status_code, new.status_code) == (403, 303)
    assert (await office.browser().sign_in("officer")).status_code == 401
    assert (await office.browser().sign_in("管理员", fresh)).status_code == 303


@pytest.mark.parametrize("kind", ["set-up", "invitation"])
async def test_a_code_is_good_for_a_while_and_for_its_purpose(office: Office, kind: str) -> None:
    """Too old, made up, or of the other kind: one answer that says what to do."""
    of_other = await office.accounts.invite(OFFICER if kind == "set-up" else None, "test")
    own = await office.accounts.invite(None if kind == "set-up" else OFFICER, "test")
    await office.pool.execute("DELETE FROM invitation WHERE false")
    made_up = [
        await office.browser().post(f"/{kind}", code=code, person=ADMIN, **FORM) for code in ("x", of_other, "\x00")
    ]

    assert {answer.status_code for answer in made_up} == {403}
    assert all("这个代码无效" in answer.text for answer in made_up)
    assert (await office.browser().post(f"/{kind}", code=own, person=ADMIN, **FORM)).status_code == 303


async def test_guessing_codes_is_slowed_down(office: Office) -> None:
    """As guessing passwords is."""
    browser = office.browser()
    codes = [(await browser.post("/invitation", code=f"guess {at}", **FORM)).status_code for at in range(10)]

    assert codes[0] == 403
    assert codes[-1] == 429


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"password": "eleven chars"[:11], "again": "eleven chars"[:11]}, "至少 12 个字符"),
        ({"password": "é" * 11, "again": "é" * 11}, "至少 12 个字符"),
        ({"password": "aaaaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaaaa"}, "太容易猜"),
        ({"password": "管理员管理员管理员密码一二", "again": "管理员管理员管理员密码一二"}, "太容易猜"),
        ({"password": "长" * 30 + "短的词语" * 50, "again": "x"}, "至多"),
        ({"again": PASSWORD + "x"}, "不一致"),
        ({"login": "a"}, "2 至 64"),
        ({"login": "a\x00b"}, "2 至 64"),
        ({"login": "x" * 65}, "2 至 64"),
        ({"login": "officer"}, "已被使用"),
        ({"login": "ＯＦＦＩＣＥＲ"}, "已被使用"),
    ],
)
async def test_what_is_filled_in_wrongly_costs_no_code(office: Office, changes: dict[str, str], told: str) -> None:
    """It is said what to mend, and the same code opens afterwards."""
    await office.account(OTHER, "officer")
    code = await office.accounts.invite(OFFICER, "test")
    browser = office.browser()
    answer = await browser.post("/invitation", code=code, **{**FORM, **changes})

    assert answer.status_code in {409, 422}
    assert told in answer.text
    assert "<title>错误：" in answer.text
    assert (await browser.post("/invitation", code=code, **FORM)).status_code == 303


async def test_only_digests_of_codes_are_kept(office: Office) -> None:
    """Whoever reads the table opens nothing."""
    code = await office.accounts.invite(OFFICER, "test")

    assert code not in str(await office.pool.fetch("SELECT * FROM invitation"))
