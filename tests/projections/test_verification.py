"""Rows that are not what the log says are found, and named; a rebuild mends them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from eventlog.pool import Pool
from projections.cases import case_page
from projections.deadlines import deadline_board
from projections.inbox import inbox
from projections.projector.projector import READ_MODELS, Projector
from projections.rebuilding import verification
from projections.rebuilding.rebuild import Rebuild
from projections.rebuilding.verification import BuildWaits, Checked, verify
from tests.conftest import ProjectorOver
from tests.projections.choking import choking
from tests.projections.conftest import Show
from tests.projections.stories import Story, side_by_side
from tests.projections.test_rebuild import every_kind_of_case

_PAGES, _BOARD, _INBOX = case_page.MODEL.table.file, deadline_board.ROWS.table.file, inbox.MODEL.table.file
CHANGES = {
    "another value": (
        "UPDATE {table} SET next_due = '2031-01-02', closed = NOT closed WHERE case_id = $1",
        (_PAGES, "differs", ("next_due", "closed")),
    ),
    "another part of a page": (
        "UPDATE {table} SET duties = '[]' WHERE case_id = $1",
        (_PAGES, "differs", ("duties",)),
    ),
    "a row gone": ("DELETE FROM {table} WHERE case_id = $1", (_BOARD, "missing", ())),
    "a row too many": (
        """INSERT INTO {table} SELECT (jsonb_populate_record(i, '{{"level": 9}}')).*
        FROM {table} i WHERE case_id = $1 LIMIT 1""",
        (_INBOX, "unexpected", ()),
    ),
    "no row at all": (
        "UPDATE {table} SET duties = '[1]' WHERE case_id = $1",
        (_PAGES, "unreadable", ()),
    ),
}


@pytest.fixture(scope="module")
async def cases(number: Show, projector: Projector) -> Sequence[Story]:
    """Cases in which every event occurs, all of them shown."""
    stories = every_kind_of_case()
    for story in side_by_side(stories, (4, 99)):
        await number(story)
    await projector.catch_up()
    return stories


@pytest.mark.parametrize("what", CHANGES)
async def test_what_was_changed_is_named_and_mended(
    projector_pool: Pool, projector: Projector, cases: Sequence[Story], what: str
) -> None:
    """The table, the stream and the columns."""
    statement, expected = CHANGES[what]
    before = await _verified(projector_pool)
    await projector_pool.execute(statement.format(table=f"read_model.{expected[0]}"), cases[0].id)
    found = (await _verified(projector_pool)).difference
    await projector.rebuild(found.table.rpartition("_v")[0] if found else "")

    assert before.difference is None
    assert found is not None
    assert (found.table, found.what, found.columns) == expected
    assert found.stream_id == cases[0].id or what == "no row at all"
    assert (await _verified(projector_pool)).difference is None


@pytest.mark.usefixtures("cases")
async def test_a_tally_that_is_wrong_is_found_and_mended(projector_pool: Pool, projector: Projector) -> None:
    """With what its rows have the same, and both numbers."""
    await projector_pool.execute("UPDATE read_model.open_cases_v1 SET n = n + 7")
    found = (await _verified(projector_pool)).difference
    await projector.rebuild("case_page")

    assert found is not None
    assert (found.table, found.what) == ("open_cases_v1", "miscounted")
    assert (await _verified(projector_pool)).difference is None


async def test_rows_of_no_stream_are_found(projector_pool: Pool, projector: Projector, cases: Sequence[Story]) -> None:
    """Though no part of the log leads to them."""
    nobody = uuid4()
    await projector_pool.execute(
        """INSERT INTO read_model.own_matters_v1
        SELECT (jsonb_populate_record(m, jsonb_build_object('case_id', $1::uuid))).*
        FROM read_model.own_matters_v1 m WHERE case_id = $2 LIMIT 1""",
        nobody,
        cases[0].id,
    )
    found = (await _verified(projector_pool)).difference
    await projector.rebuild("own_matters")

    assert found is not None
    assert (found.table, found.stream_id, found.what) == ("own_matters_v1", nobody, "unexpected")


@pytest.mark.usefixtures("cases")
async def test_a_read_model_that_is_behind_is_right_as_far_as_it_is(
    projector_pool: Pool,
    projector_over: ProjectorOver,
    number: Show,
    projector: Projector,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Behind the log is not wrong; nor is one that goes on while it is looked at, which is looked at again."""
    story, seen = Story(), list[Checked]()
    story.opened()
    await number(story)
    ahead = projector_over((case_page.MODEL,))
    await ahead.catch_up()
    look = verification.check

    async def check(*about: Any) -> Checked:
        if not seen:
            story.accepted(story.duty("acceptance", due_on=story.on))
            await number(story)
            await ahead.catch_up()
        seen.append(await look(*about))
        return seen[-1]

    monkeypatch.setattr(verification, "check", check)
    found = await _verified(projector_pool)
    await projector.catch_up()

    assert (found.difference, found.left) == (None, ())
    assert [each.left for each in seen if each.left] == [(story.id,)]


async def test_what_is_set_aside_is_not_wrong_and_what_should_be_is(
    projector_pool: Pool, projector_over: ProjectorOver, projector: Projector, cases: Sequence[Story]
) -> None:
    """A stream that is set aside is counted; one that the fold cannot take and that has rows is found."""
    bad: set[UUID] = {cases[1].id}
    model = choking(inbox.MODEL, "raises", bad)
    models = [model if each.name == model.name else each for each in READ_MODELS]
    shown = await verify(projector_pool, models, _silent)
    await projector_over((model,)).rebuild("inbox")
    aside = await verify(projector_pool, models, _silent)
    await projector.rebuild("inbox")

    assert shown.difference is not None
    assert (shown.difference.table, shown.difference.what) == (_INBOX, "not_set_aside")
    assert (aside.difference, aside.set_aside) == (None, 1)


@pytest.mark.usefixtures("cases")
async def test_it_takes_no_build_away(projector_pool: Pool) -> None:
    """What was built and waits is switched to, or dropped, first."""
    await Rebuild(projector_pool, [inbox.MODEL]).build()
    with pytest.raises(BuildWaits):
        await _verified(projector_pool)
    await Rebuild(projector_pool, [inbox.MODEL]).switch()


def _silent(_stage: str, _done: int, _of: int) -> None:
    """Nobody looks."""


async def _verified(pool: Pool) -> Checked:
    return await verify(pool, READ_MODELS, _silent)
