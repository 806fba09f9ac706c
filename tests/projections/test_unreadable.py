"""An event that cannot be read sets its stream aside, whatever is wrong with it; what comes behind it is shown."""

import asyncio
from collections.abc import Mapping
from datetime import date

import pytest

from domain.case.events import SCHEMA_VERSION
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.shapes import NewEvent
from projections.cases import case_page
from projections.projector import set_aside
from projections.projector.barrier import wait_until_current
from projections.projector.projector import KEYS, READ_MODELS, Projector
from tests.eventlog.appends import following
from tests.projections.conftest import Show, fresh
from tests.projections.stories import Story

_ON = date(2026, 3, 2)
UNREADABLE: Mapping[str, tuple[NewEvent, str]] = {
    "an event of a later release": (
        NewEvent("case_teleported", 1, b'{"kind":"case_teleported","on":"2026-03-02"}', None, _ON),
        "later_release",
    ),
    "a later schema": (
        NewEvent(
            "case_closed", SCHEMA_VERSION + 1, b'{"kind":"case_closed","on":"2026-03-02"}', None, date(2026, 3, 2)
        ),
        "later_release",
    ),
    "broken JSON": (NewEvent("case_closed", 1, b'{"kind":"case_clo', None, _ON), "unreadable"),
    "no text at all": (NewEvent("case_closed", 1, b"\xff\xfe\x00", None, _ON), "unreadable"),
    "a field too few": (NewEvent("case_closed", 1, b'{"kind":"case_closed"}', None, _ON), "unreadable"),
    "of no stream's kind": (NewEvent("risk_filing_x", 1, b"{}", None, _ON), "unreadable"),
}


@pytest.mark.parametrize("what", UNREADABLE)
async def test_what_cannot_be_read_sets_its_stream_aside(
    app_pool: Pool, log: EventLog, show: Show, projector: Projector, what: str
) -> None:
    """What came behind it in the log is shown, and waiting for its page ends at once."""
    event, reason = UNREADABLE[what]
    hurt, behind = Story(), Story()
    hurt.opened()
    behind.opened()
    await show(hurt)
    await log.append(await following(log, hurt.id, event))
    await show(behind)
    lines = await set_aside.listed(app_pool, KEYS, hurt.id)

    assert {(line.reason, line.version) for line in lines} == {(reason, hurt.version + 1)}
    assert "case_page" in {line.read_model for line in lines}
    assert await case_page.shown_version(app_pool, hurt.id) is None
    assert await case_page.shown_version(app_pool, behind.id) == behind.version
    assert [each.tries for each in await projector.retry(hurt.id)] == [2] * len(lines)
    async with asyncio.timeout(20), fresh(app_pool) as read_models:
        assert not await read_models.wait_for(hurt.id, hurt.version + 1, 600)
        await wait_until_current(app_pool, READ_MODELS, timeout_seconds=10)


async def test_text_that_a_release_before_took(app_pool: Pool, show: Show) -> None:
    """U+0000 stands in the log of some installation: its case alone is missing."""
    hurt, well = Story(), Story()
    hurt.opened()
    well.opened()
    hurt.told[0] = hurt.told[0].model_copy(update={"reference": "示\x00问责"})
    await show(hurt, well)
    [line] = await set_aside.listed(app_pool, KEYS, hurt.id)

    assert (line.read_model, line.reason) == ("case_page", "not_written")
    assert (line.version, line.detail) == (1, "UntranslatableCharacterError 22P05")
    assert await case_page.shown_version(app_pool, well.id) == well.version
