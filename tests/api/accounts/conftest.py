"""The office of these tests: a fresh register for each test, and nothing held against anybody's address."""

from collections.abc import AsyncIterator

import pytest
from argon2 import PasswordHasher

from api.identity import passwords
from eventlog.pool import Connection, Pool
from tests.api.accounts.office import Office
from tests.api.client import ApiClient
from tests.conftest import ProjectorOver

_EMPTY = """
DELETE FROM session; DELETE FROM sign_in_attempt; DELETE FROM invitation; DELETE FROM recovery_code;
DELETE FROM machine_token; DELETE FROM oidc_attempt; DELETE FROM account; DELETE FROM installation
"""


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an installation digests passwords, but quickly; the parameters themselves are tested on their own."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", quick)
    monkeypatch.setattr(passwords, "_NOBODYS", quick.hash("of nobody"))


@pytest.fixture(scope="module")
async def readable(api_alone: ApiClient, projector_over: ProjectorOver) -> ApiClient:
    """The API with its read models, all empty."""
    projector = projector_over()
    await projector.prepare()
    await projector.open_to_readers()
    return api_alone


@pytest.fixture
async def office(readable: ApiClient, owner: Connection, app_pool: Pool) -> AsyncIterator[Office]:
    """Nobody has an account yet."""
    await owner.execute(_EMPTY)
    office = Office(readable.context, readable.installed.organs, app_pool)
    await office.publish(office.organs)
    yield office
    await office.publish(office.organs)


@pytest.fixture
async def demonstration(office: Office, owner: Connection) -> Office:
    """The same as a demonstration."""
    await owner.execute("INSERT INTO installation (demonstration) VALUES (true)")
    return office.with_context(demonstration=True)
