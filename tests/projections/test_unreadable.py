"""An event of a later release stops the projector; in a database of its own, since nothing is read after it."""

from datetime import date

import pytest

from domain.case.events import SCHEMA_VERSION
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.sequencer import Sequencer
from eventlog.shapes import NewEvent
from projections.cases import case_page
from projections.projector.logged import UnreadableEvent, decode
from projections.projector.projector import Projector
from tests.eventlog.appends import first, following
from tests.projections.conftest import Show
from tests.projections.stories import Story
from tests.sequencing import number_all


async def test_an_unknown_event_stops_the_projector(
    show: Show, log: EventLog, projector: Projector, app_pool: Pool, sequencer: Sequencer
) -> None:
    """What came before it is shown, nothing behind it is, and every further try says where it stands."""
    before, behind = Story(), Story()
    before.opened()
    behind.opened()
    await show(before)
    later = NewEvent("case_teleported", 1, b'{"kind":"case_teleported","on":"2026-03-02"}', None, date(2026, 3, 2))
    await log.append(await following(log, before.id, later))
    await behind.record(log)
    await number_all(app_pool, sequencer)
    for _ in range(2):
        with pytest.raises(UnreadableEvent, match=f"{before.id} version {before.version + 1}.*case_teleported"):
            await projector.catch_up()

    assert await case_page.shown_version(app_pool, before.id) == before.version
    assert await case_page.shown_version(app_pool, behind.id) == 0


async def test_a_later_schema_of_a_known_event_is_not_guessed_at(
    log: EventLog, app_pool: Pool, sequencer: Sequencer
) -> None:
    """Bytes that happen to parse are refused when their schema is a later one."""
    payload = b'{"kind":"case_closed","on":"2026-03-02"}'
    append = first(NewEvent("case_closed", SCHEMA_VERSION + 1, payload, None, date(2026, 3, 2)))
    await log.append(append)
    await number_all(app_pool, sequencer)
    [stored] = [event for event in await log.read_log(-1, 500) if event.stream_id == append.stream_id]
    batch, unreadable = decode([stored])

    assert batch.events == []
    assert "later schema" in str(unreadable)
