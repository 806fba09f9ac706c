"""Local days off (地方放假) in a case: counted where the place has them, refused where the calendar lacks them."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from activities.cases import CaseActivities
from activities.law import ORGANS
from activities.messages import NotAdmitted, Task
from domain.case.events import DutyOpened
from domain.terms.calendar import LocalDay, Overlay
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.reference import install
from tests.workflows.engine import EVERY_YEAR, Installation, installation

_FESTIVAL = tuple(LocalDay(day=date(2026, 12, day), name="阔时节", source="地方通知（测试）") for day in (21, 22, 23))
_LOCAL = EVERY_YEAR.model_copy(update={"overlays": (Overlay(name="nujiang", days=_FESTIVAL),)})
_FILED = date(2026, 12, 7)


@pytest.fixture
async def installed(app_pool: Pool, worker_log: EventLog, installation_key: InstallationKey) -> Installation:
    """An installation whose calendar carries one place's festival, and whose prefecture has it for all its counties."""
    return await installation(app_pool, installation_key, _LOCAL, log=worker_log)


async def places_with(pool: Pool, installed: Installation, overlay: str) -> None:
    """Give the prefecture an overlay; its counties have none of their own."""
    places = tuple(
        each.model_copy(update={"overlay": overlay}) if each.id == "demo-prefecture" else each
        for each in installed.organs.jurisdictions
    )
    organs = installed.organs.model_copy(update={"jurisdictions": places})
    await install(pool, "organs", ORGANS, organs.model_dump_json().encode(), "test")


def filing(installed: Installation) -> Task:
    """An application of a unit in county A, handed in on a day of December."""
    return Task(
        case_id=uuid4(),
        envelope=installed.application(_FILED),
        at=datetime(2026, 12, 7, 3, tzinfo=UTC),
        door="update",
    )


async def test_a_place_counts_without_its_festival(installed: Installation, app_pool: Pool) -> None:
    """Fifteen working days from 7 December 2026, three of them a festival of the prefecture the county belongs to."""
    nowhere, somewhere = filing(installed), filing(installed)
    activities = CaseActivities(installed.log)
    await activities.handle_command(nowhere)
    await places_with(app_pool, installed, "nujiang")
    await activities.handle_command(somewhere)
    terms = [
        next(event for event in await installed.events(task.case_id) if isinstance(event, DutyOpened))
        for task in (nowhere, somewhere)
    ]

    assert [(term.due_on, term.locality) for term in terms] == [
        (date(2026, 12, 28), None),
        (date(2026, 12, 31), "nujiang"),
    ]


async def test_a_missing_local_calendar_is_never_taken_for_the_national_one(
    installed: Installation, app_pool: Pool
) -> None:
    """The organs name a place whose days the calendar does not carry: nothing is counted, and people are told why."""
    await places_with(app_pool, installed, "elsewhere")
    task = filing(installed)
    answer = await CaseActivities(installed.log).handle_command(task)

    assert isinstance(answer, NotAdmitted)
    assert (answer.refusal.code, answer.refusal.detail) == ("locality_missing", "elsewhere")
    assert await installed.events(task.case_id) == []
