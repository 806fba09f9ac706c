"""Pools: which plans their connections keep."""

import pytest

from eventlog.pool import create_pool
from tests.conftest import Database

_ASKED = "SELECT count(*) FROM event WHERE stream_id = $1"
_PLANS = "SELECT sum(generic_plans) > 0 FROM pg_prepared_statements WHERE statement = $1"


@pytest.mark.parametrize("planned_anew", [False, True])
async def test_only_lists_are_planned_for_what_they_are_asked_with(database: Database, planned_anew: bool) -> None:
    """Whatever is asked often: a general plan takes every mark for a rare one (decision 82)."""
    async with await create_pool(database.dsn("rongcuo_api"), max_size=1, planned_anew=planned_anew) as pool:
        for _ in range(10):
            await pool.fetchval(_ASKED, "00000000-0000-0000-0000-000000000000")

        assert await pool.fetchval(_PLANS, _ASKED) is not planned_anew
