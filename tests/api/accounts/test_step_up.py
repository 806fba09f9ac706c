"""Votes, signatures, approvals and changes of the register ask for whoever has lately shown who they are (A-52)."""

import re
import time
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit
from uuid import uuid4

import pyotp
import pytest

from api.auth.policy import FRESH, IN_PERSON
from api.commands.registry import CASE_ROUTES
from api.http.problems import STEP_UP_NEEDED
from api.identity.second_factor import step_of
from tests.api.accounts.fake_provider import ISSUER, FakeProvider
from tests.api.accounts.office import ADMIN, OFFICER, OFFICER_POSITION, OTHER, PASSWORD, WRONG, Browser, Office, said
from tests.api.client import problem_of
from tests.api.positions import MEMBERS

HOLDER = f"{OFFICER} {OFFICER_POSITION}"
FORM = {"name": "月报 <甲&乙>", "holder": HOLDER, "scope": "read", "days": "30", "addresses": ""}
VOTE = f"/v1/cases/{uuid4()}/ballots"


async def go_stale(office: Office) -> None:
    """Everybody signed in, or showed who they are, longer ago than an installation lets them sign by."""
    await office.pool.execute("UPDATE session SET verified_at = verified_at - interval '16 minutes'")


async def tokens(office: Office) -> int:
    """How many tokens were made."""
    return int(await office.pool.fetchval("SELECT count(*) FROM machine_token"))


def hidden(answer: str, name: str) -> list[str]:
    """The values of a hidden field of a page."""
    return [unescape(each) for each in re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)">', answer)]


@pytest.fixture
async def admin(office: Office) -> Browser:
    """An administrator who signed in a while ago."""
    browser = await office.signed_in(ADMIN, "admin")
    await go_stale(office)
    return browser


async def test_what_was_filled_in_waits_for_the_password(office: Office, admin: Browser) -> None:
    """Not done; the page asks for the password and carries the form; then one click sends what was filled in."""
    stopped = await admin.post("/tokens", **FORM)
    assert stopped.status_code == 401
    assert "再次验证身份" in said(stopped)
    assert await tokens(office) == 0
    before = admin.session

    verified = await admin.post(
        "/step-up", password=PASSWORD, to=hidden(stopped.text, "to")[0], sent=hidden(stopped.text, "sent")[0]
    )
    assert verified.status_code == 200, verified.text
    assert admin.session != before
    carried = {name: hidden(verified.text, name)[0] for name in FORM}
    assert carried == FORM
    assert 'action="/tokens"' in verified.text
    done = await admin.post("/tokens", **carried)
    assert (done.status_code, await tokens(office)) == (200, 1)
    kinds = [row["kind"] for row in await office.pool.fetch("SELECT kind FROM account_event ORDER BY at DESC LIMIT 2")]
    assert kinds == ["token_made", "verified_again"]


async def test_who_signed_in_just_now_is_asked_nothing(office: Office) -> None:
    """And what only reads is never stopped."""
    browser = await office.signed_in(ADMIN, "admin")
    made = await browser.post("/tokens", **FORM)
    await go_stale(office)
    read = await browser.get("/tokens")

    assert (made.status_code, read.status_code) == (200, 200)


async def test_how_long_is_the_installations_to_say(office: Office) -> None:
    """Half an hour, where it says so."""
    patient = office.with_context(step_up=timedelta(minutes=30))
    browser = await patient.signed_in(ADMIN, "admin")
    await go_stale(office)

    assert (await browser.post("/tokens", **FORM)).status_code == 200


async def test_a_wrong_password_changes_nothing_and_loses_nothing(admin: Browser) -> None:
    """The form is still there; whoever tries on and on has to wait as at the sign-in."""
    stopped = await admin.post("/tokens", **FORM)
    asked = {"to": hidden(stopped.text, "to")[0], "sent": hidden(stopped.text, "sent")[0]}
    wrong = await admin.post("/step-up", password=WRONG, **asked)

    assert wrong.status_code == 401
    assert hidden(wrong.text, "sent") == [asked["sent"]]
    assert (await admin.post("/tokens", **FORM)).status_code == 401
    answers = [(await admin.post("/step-up", password=WRONG, **asked)).status_code for _ in range(8)]
    assert answers[-1] == 429
    assert (await admin.post("/step-up", password=PASSWORD, **asked)).status_code == 429


async def test_it_is_never_another_sites_nor_a_strangers(office: Office, admin: Browser) -> None:
    """No form of another site, nobody without a session, and not by the password of somebody else."""
    await office.account(OTHER, "other", "another long password")
    foreign = await admin.http.post("/step-up", data={"password": PASSWORD}, headers={"Origin": "https://evil.test"})
    stranger = await office.browser().post("/step-up", password=PASSWORD)
    others = await admin.post("/step-up", password="another long password", to="/tokens")  # noqa: S106 - of nobody

    assert (foreign.status_code, stranger.status_code, others.status_code) == (403, 401, 401)
    assert (await admin.post("/tokens", **FORM)).status_code == 401


async def test_it_leads_nowhere_but_here(admin: Browser) -> None:
    """What another put into the form is no address of ours."""
    answer = await admin.post("/step-up", password=PASSWORD, to="https://evil.test/", sent="a=b")

    assert "evil" not in answer.text
    assert (await admin.post("/step-up", password=PASSWORD, to="//evil.test")).headers["location"] == "/"


async def test_an_old_session_is_good_for_nothing_afterwards(office: Office, admin: Browser) -> None:
    """The id changes: one that somebody saw before opens nothing that was opened by the password."""
    seen, thief = admin.session, office.browser()
    assert (await admin.post("/step-up", password=PASSWORD, to="/tokens")).status_code == 303
    thief.carry(seen)

    assert (await thief.get("/tokens")).headers["location"].startswith("/sign-in")


async def test_a_code_is_asked_for_where_there_is_one_and_used_once(office: Office, admin: Browser) -> None:
    """The password alone does not do; a code that was used does not again."""
    account = await office.accounts.of(ADMIN)
    assert account
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret).now()
    step = step_of(secret, code, 0)
    assert step
    await office.accounts.turn_on_codes(account, secret, step - 1)
    alone = await admin.post("/step-up", password=PASSWORD, to="/tokens")
    both = await admin.post("/step-up", password=PASSWORD, code=code, to="/tokens")
    again = await admin.post("/step-up", password=PASSWORD, code=code, to="/tokens")

    assert (alone.status_code, both.status_code, again.status_code) == (401, 303, 401)


async def test_files_cannot_be_carried_and_it_says_so(admin: Browser) -> None:
    """What a page cannot hold has to be chosen again."""
    headers = {"Origin": "http://rongcuo.test"}
    answer = await admin.http.post("/tokens", files={"name": ("a.txt", b"x")}, headers=headers)

    assert answer.status_code == 401
    assert "重新选择" in said(answer)


@pytest.mark.parametrize("act", sorted(IN_PERSON))
async def test_no_machine_token_votes_or_signs(office: Office, act: str) -> None:
    """401 with what is asked for (RFC 9470), and what to do instead; nothing was looked at."""
    path = next(route.path for route in CASE_ROUTES if route.kind == act).replace("{case_id}", str(uuid4()))
    position = {"cast_ballot": MEMBERS[0], "sign_document": "province-organization-head"}.get(act, OFFICER_POSITION)
    person = next(each.person for each in (*office.organs.holdings, *office.organs.seats) if each.position == position)
    token = await office.token(person, position)
    answer = await office.browser().http.post(f"/v1{path}", json={}, headers=token)

    assert problem_of(answer).code == STEP_UP_NEEDED.code == "insufficient_user_authentication"
    assert answer.status_code == 401
    assert 'error="insufficient_user_authentication"' in answer.headers["www-authenticate"]


def test_what_is_asked_of_whom() -> None:
    """Votes, signatures, approvals, organs and people, accounts and hooks."""
    assert {
        *("cast_ballot", "sign_off", "endorse_application"),
        *("approve_calendar", "approve_pack", "approve_organs", "propose_organs", "enter_people", "appoint_people"),
        *("approve_import", "approve_digest", "manage_accounts", "sign_document", "approve_hook"),
    } == FRESH


async def test_in_a_demonstration_nothing_is_asked(demonstration: Office) -> None:
    """Whoever clicked on a persona has no password to give."""
    browser = demonstration.browser()
    position = "prefecture-operations-security-admin"
    await browser.post("/sign-in/persona", person=ADMIN, position=position)
    await go_stale(demonstration)

    assert (await browser.post("/tokens", **FORM)).status_code == 200


async def test_once_somebody_has_an_account_the_demonstration_is_over(demonstration: Office) -> None:
    """A persona's session that is still there signs nothing any more."""
    browser = demonstration.browser()
    position = "prefecture-operations-security-admin"
    await browser.post("/sign-in/persona", person=ADMIN, position=position)
    await demonstration.account(OFFICER, "officer")
    await go_stale(demonstration)

    assert (await browser.post("/tokens", **FORM)).status_code == 401


class TestAtTheProvider:
    """Who signs in at the office's identity provider shows there who they are."""

    @pytest.fixture
    def idp(self) -> FakeProvider:
        """A provider at which the administrator is signed in."""
        return FakeProvider()

    @pytest.fixture
    async def office(self, office: Office, idp: FakeProvider) -> Office:
        """An office whose administrator signs in there."""
        office = office.with_context(provider=idp.provider())
        await office.pool.execute(
            "INSERT INTO account (account_id, person, oidc_issuer, oidc_subject)"
            " VALUES (gen_random_uuid(), $1, $2, $3), (gen_random_uuid(), $4, $2, 'emp-other')",
            ADMIN,
            ISSUER,
            idp.subject,
            OTHER,
        )
        return office

    async def signed_in(self, office: Office, idp: FakeProvider) -> Browser:
        """Somebody who was there and came back."""
        browser = office.browser()
        there = (await browser.get("/sign-in/provider?next=/tokens")).headers["location"]
        assert (await browser.get(idp.authorize(there))).status_code == 303
        return browser

    async def test_a_sign_in_that_says_no_hour_is_not_lately(self, office: Office, idp: FakeProvider) -> None:
        """The provider may have known its user for hours."""
        silent = await self.signed_in(office, idp)
        assert (await silent.post("/tokens", **FORM)).status_code == 401
        idp.claims["auth_time"] = int(time.time())
        told = await self.signed_in(office, idp)

        assert (await told.post("/tokens", **FORM)).status_code == 200

    async def test_there_anew_and_on_with_the_form(self, office: Office, idp: FakeProvider) -> None:
        """The provider is asked to ask; the page keeps the form meanwhile, and the position stays."""
        browser = await self.signed_in(office, idp)
        stopped = await browser.post("/tokens", **FORM)
        assert hidden(stopped.text, "name") == [FORM["name"]]
        assert "/step-up/provider" in stopped.text
        there = (await browser.get("/step-up/provider")).headers["location"]
        assert "prompt=login" in urlsplit(there).query
        assert "max_age=0" in urlsplit(there).query
        idp.claims["auth_time"] = int(time.time())
        back = await browser.get(idp.authorize(there))

        assert back.headers["location"] == "/step-up/done"
        assert "回到原来的窗口" in said(await browser.get("/step-up/done"))
        assert (await browser.post("/tokens", **FORM)).status_code == 200

    @pytest.mark.parametrize(
        ("changes", "subject"),
        [
            ({}, None),
            ({"auth_time": 1_000_000_000}, None),
            ({"auth_time": "now"}, "emp-other"),
            ({"auth_time": 1e300}, None),
        ],
        ids=["it does not say", "long ago", "somebody else", "no hour at all"],
    )
    async def test_what_does_not_show_it_is_not_believed(
        self, office: Office, idp: FakeProvider, changes: dict[str, object], subject: str | None
    ) -> None:
        """Nothing is opened by it, and the session goes on as it was."""
        browser = await self.signed_in(office, idp)
        there = (await browser.get("/step-up/provider")).headers["location"]
        idp.claims |= {name: int(time.time()) if value == "now" else value for name, value in changes.items()}
        idp.subject = subject or idp.subject
        refused = await browser.get(idp.authorize(there))

        assert refused.status_code == 403
        assert (await browser.get("/tokens")).status_code == 200
        assert (await browser.post("/tokens", **FORM)).status_code == 401

    async def test_an_answer_is_taken_once(self, office: Office, idp: FakeProvider) -> None:
        """Replayed, it opens nothing."""
        browser = await self.signed_in(office, idp)
        there = (await browser.get("/step-up/provider")).headers["location"]
        idp.claims["auth_time"] = int(time.time())
        back = idp.authorize(there)
        first = await browser.get(back)
        await go_stale(office)
        again = await browser.get(back)

        assert (first.status_code, again.status_code) == (303, 403)
        assert (await browser.post("/tokens", **FORM)).status_code == 401
