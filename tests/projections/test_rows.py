"""A read model costs nothing for the events that it does not handle."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, NoReturn

import pytest

from domain.case import events
from domain.case.events import AnyEvent
from eventlog.pool import Connection, Pool
from projections.cases import case_page
from projections.inbox import inbox
from projections.matters import bans
from projections.projector.logged import Logged, LoggedEvent
from projections.projector.projector import READ_MODELS, Projector
from projections.projector.read_model import Projection
from projections.projector.table import Connection as Writer
from projections.projector.table import StreamRow, Table, changed
from projections.results import result_application
from tests.projections.conftest import Show
from tests.projections.stories import MEMBERS, Story

OPENED = Story()
OPENED.opened()
HEARD = events.DefenceRecorded(on=date(2026, 3, 3), step="investigation", subject=OPENED.subjects[0], mode="oral")
_ROW = "SELECT r::text FROM read_model.case_page_v7 r WHERE case_id = $1"
_WRITTEN_BY = "SELECT duty_id, xmin::text FROM read_model.deadline_board_v6 WHERE case_id = $1 ORDER BY duty_id"


_COLUMNS = """
SELECT attname, format_type(atttypid, NULL) = 'jsonb' AS document FROM pg_attribute
WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""


class Untouchable(Connection):
    """A connection on which any statement is one too many."""

    def __init__(self) -> None:
        """Connect to nothing."""

    async def fetch(self, query: str, *_args: object, **_options: object) -> NoReturn:
        """Refuse to read."""
        raise AssertionError(query)

    async def execute(self, query: str, *_args: object, **_options: object) -> NoReturn:
        """Refuse to write."""
        raise AssertionError(query)

    def __del__(self) -> None:
        """Nothing was opened."""


def logged(*told: AnyEvent) -> Sequence[LoggedEvent]:
    """Events as they stand in the log."""
    at = datetime(2026, 3, 3, tzinfo=UTC)
    return [Logged(index, OPENED.id, index + 1, at, event) for index, event in enumerate(told)]


@pytest.mark.parametrize("model", [inbox.MODEL, result_application.MODEL, bans.MODEL])
async def test_a_batch_that_a_read_model_passes_over_is_no_statement(model: Projection) -> None:
    """A defence asks nothing of an organ, puts nothing in force and bars nothing."""
    await model.write(Untouchable(), logged(HEARD))


async def test_only_the_rows_that_differ_are_written(show: Show, app_pool: Pool) -> None:
    """A ballot and a finding touch no deadline; a duty that is met touches its own alone."""
    story = Story()
    duty = story.determined(story.investigated(story.accepted(story.opened())))
    await show(story)
    before = await app_pool.fetch(_WRITTEN_BY, story.id)
    story.ballot(story.round_opened(), MEMBERS[0])
    await show(story)
    voted = await app_pool.fetch(_WRITTEN_BY, story.id)
    story.met(duty)
    await show(story)
    met = await app_pool.fetch(_WRITTEN_BY, story.id)

    assert voted == before
    assert [row["duty_id"] for row in met if row not in before] == [duty]
    assert len(met) == len(before) > 1


@pytest.mark.parametrize(
    "table", [table for model in READ_MODELS for table in model.tables], ids=lambda table: table.name
)
async def test_the_columns_are_those_of_the_statement_that_makes_the_table(
    app_pool: Pool, projector: Projector, table: Table[Any]
) -> None:
    """In which a rebuild copies its rows: each once, those that hold documents told apart."""
    await projector.prepare()
    found = await app_pool.fetch(_COLUMNS, f"read_model.{table.file}")

    assert {row["attname"]: row["document"] for row in found} == {
        name: kind == "jsonb" for name, kind in table.columns.items()
    }


async def test_a_window_without_end_is_the_same_copied_as_inserted(show: Show, projector_pool: Pool) -> None:
    """A reader of the last day there is knows it as a date; one of infinity knows no date."""
    story, table = Story(), case_page.MODEL.table
    story.opened()
    await show(story)
    found = await table.get(projector_pool, story.id)
    assert found is not None
    row, seen = changed(found, appeal_open_until=date.max), list[str]()
    async with projector_pool.acquire() as connection:
        for write in (table.replace(connection, [found], [row]), _copied(table, connection, row)):
            await write
            seen.append(await connection.fetchval(_ROW, story.id))

    assert seen[0] == seen[1]
    assert await table.get(projector_pool, story.id) == row


async def _copied(table: Table[Any], connection: Writer, row: StreamRow) -> None:
    await table.replace(connection, [row], [])
    await table.copy(connection, [row])
