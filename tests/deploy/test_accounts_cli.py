"""`rongcuo accounts`, `tokens`, `documents verify` and `evidence verify`, on a database beside which nothing runs."""

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from typer.testing import CliRunner, Result

from api.identity.accounts import Accounts
from api.identity.seals import Seals
from deploy.cli.main import app
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Pool
from tests.api.positions import ORGANISATION
from tests.workflows.engine import Installation, installation

DONE, UNREACHED, REFUSED = 0, 1, 2


@pytest.fixture(scope="module")
async def installed(app_pool: Pool, installation_key: InstallationKey, log: EventLog) -> Installation:
    """The organs and people of the sample."""
    return await installation(app_pool, installation_key, log=log)


@pytest.fixture
def person(installed: Installation) -> str:
    """Somebody in office."""
    return installed.actor(ORGANISATION).person


async def rongcuo(data: Path, *words: str, env: Mapping[str, str | None] | None = None) -> Result:
    """Run a command on a data directory."""
    return await asyncio.to_thread(CliRunner().invoke, app, [*words, "--data", str(data)], env=env)


async def test_an_account_is_begun_listed_and_closed(
    data: Path, person: str, app_pool: Pool, installation_key: InstallationKey
) -> None:
    """The first by a code, the next by an invitation; a closed one is closed once."""
    accounts = Accounts(app_pool, Seals(installation_key))
    first = await rongcuo(data, "accounts", "set-up")
    invited = await rongcuo(data, "accounts", "invite", person)
    (code,) = re.findall(r"/invitation\?code=(\S+)", invited.output)
    no_password = await rongcuo(data, "accounts", "break-glass", person)
    assert (first.exit_code, invited.exit_code, no_password.exit_code) == (DONE, DONE, REFUSED), invited.output
    assert "/set-up" in first.output
    assert len(code) > 20

    invitation = await accounts.invited(code)
    assert invitation is not None
    assert invitation.person == person
    await accounts.with_password(person, "li.ming", "a long enough pass phrase")
    kept = await rongcuo(data, "accounts", "break-glass", person)
    listed = await rongcuo(data, "accounts", "list", env={"COLUMNS": "200"})
    late = await rongcuo(data, "accounts", "set-up")
    closed = [await rongcuo(data, "accounts", "close", person) for _ in range(2)]
    after = await rongcuo(data, "accounts", "list", env={"COLUMNS": "200"})
    assert [each.exit_code for each in (kept, listed, late, *closed, after)] == [
        DONE,
        DONE,
        REFUSED,
        DONE,
        REFUSED,
        DONE,
    ]
    assert "li.ming" in listed.output
    assert "应急" in listed.output
    assert "已停用" in after.output


@pytest.mark.usefixtures("installed")
async def test_who_is_unknown_has_no_account(data: Path) -> None:
    """Neither invited, nor closed, nor made the one for emergencies."""
    ended = [await rongcuo(data, "accounts", verb, "nobody") for verb in ("invite", "close", "break-glass")]
    assert [each.exit_code for each in ended] == [REFUSED] * 3
    assert "nobody" in ended[0].output


async def test_a_token_is_shown_once_and_revoked_once(data: Path, person: str) -> None:
    """It stands alone on its line; the list has its purpose and never the token itself."""
    purpose = f"接口{uuid4().hex[:6]}"
    who = ("--person", person, "--position", ORGANISATION)
    made = await rongcuo(data, "tokens", "make", purpose, *who, "--days", "30", "--from", "10.1.0.0/16")
    token = made.output.strip()
    listed = await rongcuo(data, "tokens", "list", env={"COLUMNS": "300"})
    (line,) = [each for each in listed.output.splitlines() if purpose in each]
    (token_id,) = re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", line)
    revoked = [await rongcuo(data, "tokens", "revoke", token_id) for _ in range(2)]
    after = await rongcuo(data, "tokens", "list", env={"COLUMNS": "300"})
    assert (made.exit_code, listed.exit_code, [each.exit_code for each in revoked]) == (DONE, DONE, [DONE, REFUSED])
    assert token.startswith("rongcuo_live_")
    assert "\n" not in token
    assert token not in listed.output
    assert "10.1.0.0/16" in line
    assert "revoked" in next(each for each in after.output.splitlines() if purpose in each)


async def test_a_token_of_a_post_that_one_does_not_hold_is_refused(data: Path, person: str) -> None:
    """Nothing is made."""
    wrong = await rongcuo(data, "tokens", "make", "x", "--person", person, "--position", "county-a-audit-officer-1")
    unknown = await rongcuo(data, "tokens", "revoke", str(UUID(int=1)))
    assert (wrong.exit_code, unknown.exit_code) == (REFUSED, REFUSED)
    assert "rongcuo_live_" not in wrong.output


@pytest.mark.usefixtures("installed")
async def test_a_file_that_was_not_issued_here_is_told_so(data: Path, tmp_path: Path) -> None:
    """By its digest; what is no file is refused before anything is asked."""
    file = tmp_path / "通知.pdf"
    file.write_bytes(b"%PDF-1.7\n")
    told = await rongcuo(data, "documents", "verify", str(file))
    nothing = await rongcuo(data, "documents", "verify", str(tmp_path / "nowhere.pdf"))
    assert (told.exit_code, nothing.exit_code) == (1, 2), told.output
    assert "不是本系统印发的文件" in told.output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("accounts", "list"), UNREACHED),
        (("accounts", "invite", "p001"), UNREACHED),
        (("tokens", "list"), UNREACHED),
        (("tokens", "revoke", str(UUID(int=1))), UNREACHED),
        (("documents", "verify", __file__), 2),
        (("evidence", "verify"), 2),
        (("reads", "remove"), 1),
        (("log", "verify"), 2),
    ],
)
@pytest.mark.parametrize("away", ["nothing says where", "nobody answers"])
async def test_where_nothing_can_be_reached_nothing_is_done(
    data: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, away: str
) -> None:
    """Told in a line or two, with an exit code that is none of those of an answer."""
    if away == "nothing says where":
        for name in ("RONGCUO_DATABASE_URL", "RONGCUO_OWNER_URL"):
            monkeypatch.delenv(name)
    else:
        for name in ("RONGCUO_DATABASE_URL", "RONGCUO_OWNER_URL"):
            monkeypatch.setenv(name, "postgresql://rongcuo_api:@127.0.0.1:1/none")
    ended = await rongcuo(data, *words)
    assert ended.exit_code == code, ended.output
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    assert "Traceback" not in ended.output
