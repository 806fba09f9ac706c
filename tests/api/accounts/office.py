"""An office for tests: people with accounts, and browsers that keep cookies as browsers do."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from html import unescape
from typing import Self
from uuid import UUID

import httpx2

from api.app import create_app
from api.auth.context import AppContext
from api.identity import machine_tokens
from api.identity.accounts import Accounts
from api.identity.machine_tokens import Scope, Wanted
from domain.organs import Holding, Organs
from domain.terms.deadlines import SHANGHAI
from eventlog.pool import Pool
from eventlog.reference import install
from tests.api.client import PUBLIC_URL

PASSWORD = "大雁 书架 灯塔 第七 渡口"  # noqa: S105 - of nobody
WRONG = "wrong wrong wrong"
OFFICER, OFFICER_POSITION = "p032", "county-a-organization-officer-1"
OTHER, OTHER_POSITION = "p033", "county-a-organization-officer-2"
ADMIN, ADMIN_POSITION = "p163", "prefecture-operations-security-admin"
AUDITOR = "p164"


@dataclass(slots=True)
class Browser:
    """A browser: one address, one jar of cookies; it does not follow redirects by itself."""

    http: httpx2.AsyncClient = field(repr=False)

    async def get(self, path: str, **headers: str) -> httpx2.Response:
        """Open a page."""
        return await self.http.get(path, headers=headers)

    async def post(self, path: str, **fields: str) -> httpx2.Response:
        """Send a form of a page of ours."""
        return await self.http.post(path, data=fields, headers={"Origin": PUBLIC_URL})

    async def sign_in(self, login: str, password: str = PASSWORD, **more: str) -> httpx2.Response:
        """Sign in with a name and a password."""
        return await self.post("/sign-in", login=login, password=password, **more)

    def carry(self, session: str | None) -> None:
        """Keep a session that it was not given."""
        self.http.cookies.set("rongcuo", session or "", domain="rongcuo.test", path="/")

    @property
    def session(self) -> str | None:
        """The session that it keeps."""
        return self.http.cookies.get("rongcuo")


@dataclass(slots=True)
class Office:
    """An installation without a demonstration, and who has accounts in it.

    `owned` may install law, which the API may not.
    """

    context: AppContext = field(repr=False)
    organs: Organs = field(repr=False)
    owned: Pool = field(repr=False)

    @property
    def pool(self) -> Pool:
        """Its database."""
        return self.context.pool

    @property
    def today(self) -> date:
        """The day where the office is."""
        return self.context.clock().astimezone(SHANGHAI).date()

    @property
    def accounts(self) -> Accounts:
        """Its accounts."""
        return Accounts(self.context.pool, self.context.seals)

    def browser(self, address: str = "127.0.0.1") -> Browser:
        """A fresh browser at an address."""
        transport = httpx2.ASGITransport(create_app(self.context), client=(address, 1234))
        return Browser(httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL))

    def with_context(self, **changes: object) -> Self:
        """The same office, told otherwise from outside."""
        return replace(self, context=replace(self.context, **changes))  # type: ignore[arg-type]  # fields of the context

    async def account(self, person: str, login: str, password: str = PASSWORD) -> UUID:
        """An account with a password."""
        return await self.accounts.with_password(person, login, password)

    async def signed_in(self, person: str, login: str) -> Browser:
        """Somebody with an account, signed in on a fresh device."""
        await self.account(person, login)
        browser = self.browser()
        answer = await browser.sign_in(login)
        assert answer.status_code == httpx2.codes.SEE_OTHER, answer.text
        return browser

    def name_of(self, person: str) -> str:
        """What somebody is called."""
        return next(each.name for each in self.organs.people if each.id == person)

    async def token(self, person: str, position: str, scope: Scope = "act") -> dict[str, str]:
        """The header of a fresh machine token."""
        made = await machine_tokens.make(self.pool, Wanted("test", person, position, None, scope, 30), "test")
        return {"Authorization": f"Bearer {made.token}"}

    async def publish(self, organs: Organs) -> None:
        """Publish another version of the register."""
        await install(self.owned, "organs", "organs", organs.model_dump_json().encode(), "test")

    async def let_go(self, person: str, position: str) -> None:
        """Somebody leaves a position: they held it until yesterday."""
        today = self.today

        def ended(holding: Holding) -> Holding:
            leaves = (holding.person, holding.position) == (person, position)
            return holding.model_copy(update={"until": today.replace(year=today.year - 1)}) if leaves else holding

        held = tuple(ended(each) for each in self.organs.holdings)
        await self.publish(self.organs.model_copy(update={"holdings": held}))


def said(answer: httpx2.Response) -> str:
    """The words of a page."""
    return unescape(re.sub(r"<[^>]+>", "", answer.text))
