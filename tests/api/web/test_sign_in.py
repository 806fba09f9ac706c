"""Signing in to the pages: a pasted token, a cookie out of reach, and forms of no other site."""

import pytest

from api.auth.attempts import Attempts
from tests.api.client import PUBLIC_URL, ApiClient, http_client_of
from tests.api.positions import ORGANISATION

OWN = {"Origin": PUBLIC_URL}


async def test_a_stranger_is_led_to_sign_in_and_back(api_alone: ApiClient) -> None:
    """The page that was wanted is where signing in leads; the cookie is for no script and no other site."""
    sent_away = await api_alone.http.get("/deadlines?state=overdue")
    form = {"token": api_alone.tokens[ORGANISATION], "next": "/deadlines?state=overdue"}
    signed_in = await api_alone.http.post("/sign-in", data=form, headers=OWN)
    cookie = signed_in.headers["set-cookie"]

    assert (sent_away.status_code, sent_away.headers["location"]) == (
        303,
        "/sign-in?next=%2Fdeadlines%3Fstate%3Doverdue",
    )
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/deadlines?state=overdue")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    api_alone.http.cookies.clear()


async def test_a_wrong_token_is_told_so(api_alone: ApiClient) -> None:
    """The form comes back with what is wrong, and no cookie."""
    answer = await api_alone.http.post("/sign-in", data={"token": "rongcuo_dev_no"}, headers=OWN)

    assert (answer.status_code, "令牌无效" in answer.text) == (401, True)
    assert "<title>错误：" in answer.text
    assert "set-cookie" not in answer.headers


async def test_a_token_in_an_address_opens_nothing(api_alone: ApiClient) -> None:
    """Addresses end up in histories and logs, so no page takes a token from one."""
    token = api_alone.tokens[ORGANISATION]
    pages = [await api_alone.http.get(f"{path}?token={token}") for path in ("/cases", "/sign-in")]

    assert [page.status_code for page in pages] == [303, 200]
    assert not [page for page in pages if "set-cookie" in page.headers]
    assert token not in pages[1].text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elsewhere.test"},
        {"Origin": PUBLIC_URL, "Sec-Fetch-Site": "cross-site"},
        {"Origin": PUBLIC_URL, "Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
async def test_forms_of_other_sites_are_refused(api_alone: ApiClient, headers: dict[str, str], path: str) -> None:
    """A form that names no origin, or another, changes nothing."""
    form = {"token": api_alone.tokens[ORGANISATION]}
    answer = await api_alone.http.post(path, data=form, headers=headers)

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


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
        "/\uff0felsewhere.test",
        "///elsewhere.test",
        "javascript:alert(1)",
        "data:text/html,x",
        "cases",
        "/cases#x",
        "/cases\r\nSet-Cookie: a=b",
        "",
        "/sign-out",
    ],
)
async def test_signing_in_leads_nowhere_else(api_alone: ApiClient, wanted: str) -> None:
    """Only addresses of this site are followed: by the form as it is shown, and by whoever sends another one."""
    form = {"token": api_alone.tokens[ORGANISATION], "next": wanted}
    shown = await api_alone.http.get("/sign-in", params={"next": wanted})
    answer = await api_alone.http.post("/sign-in", data=form, headers=OWN)
    api_alone.http.cookies.clear()

    assert answer.headers["location"] == "/"
    assert shown.status_code == 422 or 'name="next" value="/"' in shown.text


async def test_failed_attempts_are_limited(api_alone: ApiClient) -> None:
    """The same wrong token soon, and any from one address a little later, is not looked at for a minute."""
    async with http_client_of(api_alone.context) as http:
        same = [(await http.post("/sign-in", data={"token": "wrong"}, headers=OWN)).status_code for _ in range(6)]
        others = [(await http.post("/sign-in", data={"token": f"{n}"}, headers=OWN)).status_code for n in range(15)]
        late = await http.post("/sign-in", data={"token": api_alone.tokens[ORGANISATION]}, headers=OWN)

    assert same == [401] * 5 + [429]
    assert others == [401] * 15
    assert (late.status_code, "登录失败次数过多" in late.text) == (429, True)
    assert 0 < int(late.headers["retry-after"]) <= 60
    assert "set-cookie" not in late.headers


def test_attempts_are_forgotten_after_a_minute() -> None:
    """Each for itself; and however many try, what is remembered has a bound."""
    now = 0.0
    attempts = Attempts(lambda: now)
    for at in range(20):
        now = float(at)
        attempts.failed("here", f"wrong {at}")
    waits = [attempts.wait_seconds("here", "right"), attempts.wait_seconds("elsewhere", "right")]
    now = 60.0
    after = attempts.wait_seconds("here", "right")
    for at in range(30_000):
        attempts.failed(f"address {at}", "wrong")

    assert (waits, after) == ([41, 0], 0)
    assert attempts.remembered <= 10_000


async def test_a_form_of_many_fields_is_refused(api_alone: ApiClient) -> None:
    """No form of ours has more than ten."""
    answer = await api_alone.http.post("/sign-in", content="a=b&" * 1_000, headers=OWN)

    assert answer.status_code == 422


async def test_signing_out_forgets_the_token(api_alone: ApiClient) -> None:
    """The cookie is taken away at once."""
    answer = await api_alone.http.post("/sign-out", headers={"Sec-Fetch-Site": "same-origin"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert "Max-Age=0" in answer.headers["set-cookie"]
