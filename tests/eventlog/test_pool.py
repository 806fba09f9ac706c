"""Pools: which plans their connections keep."""

import pytest

from eventlog.pool import PlanCacheMode, create_pool
from tests.conftest import Database

_ASKED = "SELECT count(*) FROM event WHERE stream_id = $1"
_PLANS = "SELECT generic_plans > 0, custom_plans > 0 FROM pg_prepared_statements WHERE statement = $1"


@pytest.mark.parametrize(
    ("mode", "once", "each_time"),
    [("force_generic_plan", True, False), ("force_custom_plan", False, True), ("auto", True, True)],
)
async def test_plans_are_kept_or_made_anew_as_the_pool_says(
    database: Database, mode: PlanCacheMode, once: bool, each_time: bool
) -> None:
    """Whatever is asked often: by itself the server decides by what it takes a plan to cost (decision 82)."""
    async with await create_pool(database.dsn("rongcuo_api"), max_size=1, plan_cache_mode=mode) as pool:
        for _ in range(10):
            await pool.fetchval(_ASKED, "00000000-0000-0000-0000-000000000000")

        assert tuple(await pool.fetchrow(_PLANS, _ASKED) or ()) == (once, each_time)
