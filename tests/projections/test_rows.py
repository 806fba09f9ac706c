"""A read model costs nothing for the events that its fold passes over."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from types import FunctionType
from typing import NoReturn

import pytest

from domain.case import events
from domain.case.events import AnyEvent
from eventlog.pool import Connection
from projections.deadlines import deadline_board
from projections.inbox import inbox
from projections.matters import bans
from projections.projector.logged import Logged, LoggedEvent
from projections.projector.rows import Projection, Rows, _NotRead
from tests.projections.stories import Story

OPENED = Story()
OPENED.opened()
HEARD = events.DefenceRecorded(on=date(2026, 3, 3), step="investigation", subject=OPENED.subjects[0], mode="oral")


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


@pytest.mark.parametrize("model", [inbox.MODEL, deadline_board.MODEL, bans.MODEL])
async def test_a_batch_that_a_read_model_passes_over_is_no_statement(model: Projection) -> None:
    """A defence asks nothing of an organ, sets no date and bars nothing."""
    await model.write(Untouchable(), logged(HEARD))


def test_every_way_to_a_row_is_noticed() -> None:
    """A new way to look at rows must be told to the rows that nobody read; else folds that use it are passed over."""
    to_rows = {name for name, way in vars(Rows).items() if isinstance(way, FunctionType)} - {"__init__", "load"}

    assert to_rows <= vars(_NotRead).keys()
