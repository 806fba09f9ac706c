"""`rongcuo accounts` and `rongcuo tokens`: what whoever may enter the machine does with them, beside the pages.

They speak to the database, not to the API: they are for when nobody can sign in yet, or any more.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

from rich.console import Console
from rich.table import Table

from api.identity import machine_tokens, sessions
from api.identity.account_events import note
from api.identity.accounts import INVITATION_HOURS, SET_UP_HOURS, Account, Accounts
from api.identity.credentials import Credentials
from api.identity.demonstration import is_demonstration
from api.identity.machine_tokens import DAYS_MAX, Scope, Wanted
from api.identity.networks import NoNetwork, networks_of
from api.identity.personas import Offices
from api.identity.seals import Seals
from api.installed import Installed
from deploy.cli.running import settings_of
from deploy.cli.terminal import EXIT_REFUSED, EXIT_UNREACHED, say
from deploy.roles.entrance import public_url
from deploy.roles.settings import Settings, SettingsRefused
from domain.terms.deadlines import SHANGHAI
from eventlog.outages import OUTAGE
from eventlog.pool import Pool, create_pool

_BY = "cli"
_FORM = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class _Office:
    """An installation, as far as accounts go."""

    pool: Pool
    accounts: Accounts
    offices: Offices
    url: str


@asynccontextmanager
async def _office(settings: Settings) -> AsyncIterator[_Office]:
    async with await create_pool(settings.database_url, application="rongcuo accounts", max_size=2) as pool:
        seals = Seals(settings.installation_key)
        offices = await Credentials(pool, Installed(pool)).offices_now(datetime.now(SHANGHAI).date())
        yield _Office(pool, Accounts(pool, seals), offices, public_url(settings))


async def set_up_words(settings: Settings, url: str) -> tuple[str, ...]:
    """What a start says while nobody has an account: where to make the first one, and a fresh code for it."""
    async with _office(settings) as office:
        if await is_demonstration(office.pool) or await office.accounts.are_any():
            return ()
        code = await office.accounts.invite(None, "rongcuo up")
    return (
        f"还没有账号。首次设置 / nobody has an account yet; set up: {url}/set-up",
        f"设置代码，{SET_UP_HOURS} 小时内用一次 / the code, good once within {SET_UP_HOURS} h: {code}",
    )


def set_up(data: Path, console: Console) -> int:
    """Print a fresh code for the first account."""

    async def ask(office: _Office) -> int:
        if await office.accounts.are_any():
            say(console, "已有账号，由管理员发邀请 / there are accounts: an administrator invites")
            return EXIT_REFUSED
        code = await office.accounts.invite(None, _BY)
        say(console, f"{office.url}/set-up", code)
        return 0

    return _done(data, console, ask)


def show_accounts(data: Path, console: Console) -> int:
    """List who has an account."""

    async def ask(office: _Office) -> int:
        table = Table("编号 id", "姓名 name", "登录名 signs in as", "账号 account")
        for person, account in sorted((await office.accounts.all()).items()):
            table.add_row(person, office.offices.names.get(person, ""), account.login or "", _state(account))
        console.print(table)
        return 0

    return _done(data, console, ask)


def invite(data: Path, console: Console, person: str) -> int:
    """Print a link by which a person makes an account, or another password."""

    async def ask(office: _Office) -> int:
        if not _known(office, person, console):
            return EXIT_REFUSED
        code = await office.accounts.invite(person, _BY)
        await note(office.pool, "invited", person, method="cli")
        say(console, f"{office.url}/invitation?{urlencode({'code': code})}")
        say(console, f"{INVITATION_HOURS} 小时内用一次 / good once within {INVITATION_HOURS} h")
        return 0

    return _done(data, console, ask)


def close(data: Path, console: Console, person: str) -> int:
    """Close a person's account and end all their sessions."""

    async def ask(office: _Office) -> int:
        done = await office.accounts.disable(person)
        ended = await sessions.end_all(office.pool, person)
        if done:
            await note(office.pool, "account_disabled", person, method="cli")
        say(
            console,
            f"{'已停用 / closed' if done else '没有可停用的账号 / no open account'}；结束登录 / sessions: {ended}",
        )
        return 0 if done else EXIT_REFUSED

    return _done(data, console, ask)


def break_glass(data: Path, console: Console, person: str) -> int:
    """Make a person's account the break-glass account."""

    async def ask(office: _Office) -> int:
        if not await office.accounts.set_break_glass(person):
            say(console, "此人没有密码账号，请先邀请 / no account with a password: invite first")
            return EXIT_REFUSED
        await note(office.pool, "break_glass_set", person, method="cli")
        return 0

    return _done(data, console, ask)


def show_tokens(data: Path, console: Console) -> int:
    """List the machine tokens."""

    async def ask(office: _Office) -> int:
        table = Table("编号 id", "用途 for", "职务 position", "范围 scope", "地址 from", "到期 until", "最近使用 used")
        for each in await machine_tokens.listed(office.pool):
            until = "已撤销 revoked" if each.revoked_at else _told(each.expires_at)
            good_from = " ".join(map(str, each.addresses)) or "不限 anywhere"
            used = _told(each.used_at)
            table.add_row(str(each.token_id), each.name, each.position, each.scope, good_from, until, used)
        console.print(table)
        return 0

    return _done(data, console, ask)


def make_token(data: Path, console: Console, wanted: Wanted) -> int:
    """Make a machine token and print it alone on a line, the only time."""

    async def ask(office: _Office) -> int:
        holder = office.offices.persona(wanted.person, wanted.position)
        if holder is None or not 0 < wanted.days <= DAYS_MAX:
            say(console, f"此人今天不担任该职务，或天数不在 1 至 {DAYS_MAX} / not in that position today, or too long")
            return EXIT_REFUSED
        made = await machine_tokens.make(office.pool, wanted, _BY)
        await note(office.pool, "token_made", wanted.person, method="cli", about=wanted.name)
        say(console, made.token)
        return 0

    return _done(data, console, ask)


def wanted_token(  # noqa: PLR0913, PLR0917 - what a token is made of
    name: str, person: str, position: str, scope: Scope, days: int, addresses: Sequence[str] = ()
) -> Wanted:
    """A token as it is asked for.

    Raises:
        NoNetwork: an address that it is to be good from is none.
    """
    return Wanted(name, person, position, None, scope, days, networks_of(",".join(addresses)))


def said_of(none: NoNetwork) -> str:
    """What is wrong with an address, and what was probably meant."""
    meant = f"，您要的可能是 {none.meant} / you may mean {none.meant}" if none.meant else ""
    return f"“{none.written}”不是地址或网段 / neither an address nor a network{meant}"


def revoke_token(data: Path, console: Console, token_id: UUID) -> int:
    """Revoke a machine token."""

    async def ask(office: _Office) -> int:
        revoked = await machine_tokens.revoke(office.pool, token_id, _BY)
        if revoked is None:
            say(console, "没有这个有效的令牌 / no such token that holds")
            return EXIT_REFUSED
        await note(office.pool, "token_revoked", revoked.person, method="cli", about=revoked.name)
        return 0

    return _done(data, console, ask)


def _done(data: Path, console: Console, ask: Callable[[_Office], Awaitable[int]]) -> int:
    async def ask_once() -> int:
        async with _office(settings_of(data, "api")) as office:
            return await ask(office)

    try:
        return asyncio.run(ask_once())
    except SettingsRefused as refused:
        say(console, *refused.faults)
    except OUTAGE as away:
        say(console, f"数据库无应答 / the database does not answer: {type(away).__name__}")
    return EXIT_UNREACHED


def _known(office: _Office, person: str, console: Console) -> bool:
    if person not in office.offices.names:
        say(console, f"名册里没有 {person} / the register does not know {person}")
        return False
    return True


def _state(account: Account) -> str:
    if account.disabled:
        return "已停用 closed"
    marks = (
        ("密码 password", account.login),
        ("统一身份认证 provider", account.at_provider),
        ("应急 break-glass", account.break_glass),
    )
    return "、".join(name for name, holds in marks if holds)


def _told(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).strftime(_FORM) if at else "-"
