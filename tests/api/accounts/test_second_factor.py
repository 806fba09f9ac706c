"""The second factor: turned on by a right code, asked for afterwards; each code once, recovery codes among them."""

import asyncio
import re
import time

import pyotp
import pytest

from api.identity.second_factor import step_of
from tests.api.accounts.office import OFFICER, PASSWORD, WRONG, Browser, Office


async def turned_on(browser: Browser) -> tuple[str, tuple[str, ...]]:
    """The seed and the recovery codes of somebody who has just turned it on."""
    shown = await browser.get("/account/second-factor")
    seed = re.search(r'name="seed" value="(\w+)"', shown.text)
    assert seed
    answer = await browser.post(
        "/account/second-factor", seed=seed[1], code=pyotp.TOTP(seed[1]).now(), password=PASSWORD
    )
    codes = tuple(re.findall(r"<code>([\w-]+)</code>", answer.text))
    assert len(codes) == 10, answer.text
    return seed[1], codes


def code_of(seed: str, steps: int = 0) -> str:
    """The code that a device shows some steps from now."""
    return pyotp.TOTP(seed).at(int(time.time()) + 30 * steps)


async def test_codes_are_asked_for_once_they_are_on(office: Office) -> None:
    """A password alone opens nothing; nor does the code that turned it on, nor one that was used."""
    browser = await office.signed_in(OFFICER, "officer")
    seed, _ = await turned_on(browser)
    alone = await office.browser().sign_in("officer")
    replayed = await office.browser().sign_in("officer", code=code_of(seed))
    fresh = await office.browser().sign_in("officer", code=code_of(seed, 1))
    again = await office.browser().sign_in("officer", code=code_of(seed, 1))

    assert [answer.status_code for answer in (alone, replayed, fresh, again)] == [401, 401, 303, 401]


async def test_a_code_opens_once_however_many_come_at_once(office: Office) -> None:
    """The database decides."""
    seed, _ = await turned_on(await office.signed_in(OFFICER, "officer"))
    code = code_of(seed, 1)
    answers = await asyncio.gather(*(office.browser(f"10.0.0.{at}").sign_in("officer", code=code) for at in range(4)))

    assert sorted(answer.status_code for answer in answers) == [303, 401, 401, 401]


async def test_a_recovery_code_opens_once(office: Office) -> None:
    """However it is typed."""
    browser = await office.signed_in(OFFICER, "officer")
    _, codes = await turned_on(browser)
    typed = codes[0].upper().replace("-", " ")
    answers = [await office.browser().sign_in("officer", code=typed) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 401]
    assert "还有 9 个恢复码" in (await browser.get("/account")).text


async def test_a_wrong_code_turns_nothing_on(office: Office) -> None:
    """Nor does a wrong password; the same seed is shown again."""
    browser = await office.signed_in(OFFICER, "officer")
    seed = pyotp.random_base32()
    code = await browser.post("/account/second-factor", seed=seed, code="000000", password=PASSWORD)
    word = await browser.post("/account/second-factor", seed=seed, code=code_of(seed), password=WRONG)

    assert (code.status_code, seed in code.text, word.status_code) == (403, True, 403)
    assert (await office.browser().sign_in("officer")).status_code == 303


async def test_it_is_turned_off_with_the_password(office: Office) -> None:
    """And not without."""
    browser = await office.signed_in(OFFICER, "officer")
    await turned_on(browser)
    refused = await browser.post("/account/second-factor/off", password=WRONG)
    still = await office.browser().sign_in("officer")
    await browser.post("/account/second-factor/off", password=PASSWORD)

    assert (refused.status_code, still.status_code) == (403, 401)
    assert (await office.browser().sign_in("officer")).status_code == 303


async def test_seeds_are_sealed_and_codes_digested(office: Office) -> None:
    """Whoever reads the tables can make no code."""
    seed, codes = await turned_on(await office.signed_in(OFFICER, "officer"))
    rows = str(await office.pool.fetch("SELECT * FROM account")) + str(
        await office.pool.fetch("SELECT * FROM recovery_code")
    )

    assert seed not in rows
    assert not [code for code in codes if code in rows]


async def test_a_changed_password_ends_other_sessions(office: Office) -> None:
    """The one in which it was changed goes on."""
    browser, other = await office.signed_in(OFFICER, "officer"), office.browser()
    await other.sign_in("officer")
    fresh = "完全 不同 的 一句 话"
    wrong = await browser.post("/account/password", password=WRONG, fresh=fresh, again=fresh)
    short = await browser.post("/account/password", password=PASSWORD, fresh="short", again="short")
    done = await browser.post("/account/password", password=PASSWORD, fresh=fresh, again=fresh)

    assert [answer.status_code for answer in (wrong, short, done)] == [403, 422, 200]
    assert [(await each.get("/account")).status_code for each in (browser, other)] == [200, 303]
    assert (await office.browser().sign_in("officer", fresh)).status_code == 303


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_off_by_a_step(steps: int) -> None:
    """And by no more; what was used before is used up."""
    seed, now = pyotp.random_base32(), 1_800_000_015.0
    at = int(now // 30) + steps
    code = pyotp.TOTP(seed).generate_otp(at)

    assert step_of(seed, code, 0, now) == at
    assert step_of(seed, code, at, now) is None
    assert step_of(seed, pyotp.TOTP(seed).generate_otp(int(now // 30) + 2), 0, now) is None


@pytest.mark.parametrize("code", ["", "１２３４５６", "12345", "abcdef", "000000000000", "\x00"])
def test_what_is_no_code_is_wrong(code: str) -> None:
    """Whatever is typed."""
    assert step_of(pyotp.random_base32(), code, 0, 1_800_000_000.0) is None
