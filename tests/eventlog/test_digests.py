"""The digests of working days: kept as they were, whoever asks for a change."""

from datetime import date

import asyncpg
import pytest

from eventlog import digests
from eventlog.pool import Connection, Pool

DAY = date(2026, 3, 2)
CHANGES = ["UPDATE digest SET content = '{}' WHERE day = $1", "DELETE FROM digest WHERE day = $1"]


@pytest.mark.parametrize("change", CHANGES)
async def test_a_digest_is_never_changed(app_pool: Pool, owner: Connection, change: str) -> None:
    """The application has no right to, and a trigger stops the owner."""
    await digests.keep(app_pool, DAY, 7, '{"day": "2026-03-02"}')
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app_pool.execute(change, DAY)
    with pytest.raises(asyncpg.InsufficientPrivilegeError) as raised:
        await owner.execute(change, DAY)
    found = await digests.get(app_pool, DAY)

    assert raised.value.constraint_name == "append_only"
    assert found is not None
    assert (found.log_index, found.content) == (7, '{"day": "2026-03-02"}')


async def test_nobody_empties_the_table(owner: Connection) -> None:
    """Not even the owner."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await owner.execute("TRUNCATE digest")


async def test_digests_are_listed_the_latest_first(app_pool: Pool) -> None:
    """All of them, or those before a day."""
    days = [date(2026, 5, day) for day in (6, 8, 7)]
    for day in days:
        await digests.keep(app_pool, day, 1, "{}")

    assert [kept.day for kept in await digests.before(app_pool, None, 2)] == [days[1], days[2]]
    assert [kept.day for kept in await digests.before(app_pool, days[2], 1)] == [days[0]]
