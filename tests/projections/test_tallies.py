"""Tallies say how many rows of a table are alike, whoever wrote the rows and however."""

from uuid import UUID

import pytest

from eventlog.pool import Pool
from projections.cases import case_page
from projections.projector.projector import READ_MODELS, Projector
from projections.projector.table import Miscount
from tests.projections.conftest import Show
from tests.projections.stories import Story
from tests.projections.test_rebuild import every_kind_of_case

_COUNTED = tuple(table for model in READ_MODELS for table in model.tables if table.tallies)


async def _miscounted(pool: Pool) -> list[Miscount]:
    return [wrong for table in _COUNTED for wrong in await table.miscounted(pool)]


@pytest.fixture(scope="module", autouse=True)
async def played(show: Show) -> tuple[Story, ...]:
    """Stories in which every event occurs, folded three events at a time."""
    stories = every_kind_of_case()
    await show(*stories)
    return stories


async def test_they_agree_with_their_rows_however_the_log_was_cut(app_pool: Pool) -> None:
    """Nearly every tally has something to count; no finding of the stories is on a criterion."""
    empty = {
        tally.name
        for table in _COUNTED
        for tally in table.tallies
        if not await app_pool.fetchval(f"SELECT count(*) FROM read_model.{tally.name}_v{table.version} WHERE n > 0")  # noqa: S608 - our own names
    }
    assert empty <= {"decided_alike"}
    assert await _miscounted(app_pool) == []


async def test_a_stream_that_is_forgotten_is_not_counted(
    projector_pool: Pool, app_pool: Pool, played: tuple[Story, ...]
) -> None:
    """As when it is set aside; and again when its rows come back."""
    for table in _COUNTED:
        rows = [row[0] for row in await projector_pool.fetch(table.sql["load"], [played[0].id])]
        await projector_pool.execute(table.sql["forget"], [played[0].id])
        assert await _miscounted(app_pool) == []
        await projector_pool.execute(table.sql["insert"], f"[{','.join(rows)}]")
    assert await _miscounted(app_pool) == []


async def test_one_that_disagrees_is_found_and_a_rebuild_mends_it(
    projector_pool: Pool, app_pool: Pool, projector: Projector
) -> None:
    """What it says and what there is are told by what the rows have the same."""
    found = await app_pool.fetch("SELECT pack_sha256, n FROM read_model.open_cases_v1 ORDER BY n DESC LIMIT 1")
    sha256, before = found[0]["pack_sha256"], found[0]["n"]
    await projector_pool.execute("UPDATE read_model.open_cases_v1 SET n = n + 7 WHERE pack_sha256 = $1", sha256)

    assert await _miscounted(app_pool) == [Miscount("open_cases", f'{{"pack_sha256": "{sha256}"}}', before + 7, before)]

    await projector.rebuild(case_page.MODEL.name)

    assert await _miscounted(app_pool) == []


async def test_rows_that_were_there_before_are_counted_when_it_is_made(projector_pool: Pool, app_pool: Pool) -> None:
    """A table that was filled in bulk gets its tallies afterwards."""
    [table] = [table for table in _COUNTED if table.name == "case_lines"]
    for tally in table.tallies:
        statements = tally.sql(f"read_model.{table.name}_v{table.version}", table.version, "rongcuo_api")
        for statement in ("drop", "create", "follow", "open"):
            await projector_pool.execute(statements[statement])

    assert await _miscounted(app_pool) == []
    assert isinstance(await app_pool.fetchval("SELECT case_id FROM read_model.case_lines_v1 LIMIT 1"), UUID)
