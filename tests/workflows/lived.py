"""What tests that live through months share: calendars of years to come, a case to wait on, and what its clock did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from temporalio.testing import WorkflowEnvironment

from activities.messages import Answer
from domain.case.commands import CommandEnvelope, Replan
from domain.case.events import AnyEvent, DeadlineMissed, DutyOpened, EscalationRaised, ReminderSent
from domain.terms.calendar import Calendar, DayKind, ListedDay, is_weekend
from domain.terms.deadlines import SHANGHAI
from domain.values import CLOCK
from eventlog.pool import Pool
from eventlog.reference import install
from tests.workflows.engine import Installation, OneCase

OF_THE_CLOCK = ReminderSent | DeadlineMissed | EscalationRaised

NEXT_YEAR = datetime.now(SHANGHAI).year + 1
"""A year that lies wholly ahead of whatever day the tests run on."""


def off(first: date, last: date) -> tuple[ListedDay, ...]:
    """Days off, both ends included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(ListedDay(day=day, kind=DayKind.statutory) for day in days)


def make_up(*days: date) -> tuple[ListedDay, ...]:
    """Weekend days worked."""
    return tuple(ListedDay(day=day, kind=DayKind.make_up) for day in days)


def saturday_before(day: date) -> date:
    """The last Saturday before a day."""
    return day - timedelta(days=(day.weekday() + 2) % 7 or 7)


def saturday_after(day: date) -> date:
    """The first Saturday after a day."""
    return day + timedelta(days=(5 - day.weekday()) % 7 or 7)


def calendar(*listed: ListedDay, announced_until: int) -> Calendar:
    """A calendar of these days; years after `announced_until` are not announced."""
    years = dict.fromkeys(range(2000, announced_until + 1), "通知（测试）")
    return Calendar(name="cn", version=0, years=years, days=tuple(sorted(listed, key=lambda each: each.day)))


async def publish(pool: Pool, new: Calendar) -> int:
    """Let a calendar be the newest; returns its version."""
    return await install(pool, "calendar", "cn", new.model_dump_json().encode(), "test")


def worked(day: date, listed: Iterable[ListedDay]) -> bool:
    """Whether a day is worked, found without any of our counting."""
    kinds = {each.day: each.kind for each in listed}
    return kinds[day] is DayKind.make_up if day in kinds else not is_weekend(day)


def after_working_days(start: date, amount: int, listed: Iterable[ListedDay]) -> date:
    """The day on which so many working days after `start` are full, counted one by one."""
    listed, day = tuple(listed), start
    while amount:
        day += timedelta(days=1)
        amount -= worked(day, listed)
    return day


@dataclass(slots=True)
class Life:
    """A case on a time-skipping engine, and the way to a day."""

    environment: WorkflowEnvironment
    installed: Installation
    case: OneCase

    async def today(self) -> date:
        """The engine's day in Shanghai."""
        return (await self.environment.get_current_time()).astimezone(SHANGHAI).date()

    async def wait_until(self, day: date, hour: int = 10) -> None:
        """Skip to an hour of a day in Shanghai."""
        now = await self.environment.get_current_time()
        await self.environment.sleep(datetime.combine(day, time(hour), tzinfo=SHANGHAI) - now)

    async def file(self) -> DutyOpened:
        """File an application today; returns the term of acceptance, once the case knows it."""
        await self.case.open_by_signal(self.installed.application(await self.today()))
        while not (events := await self.installed.events(self.case.id)):  # the log fills when a worker has run
            await self.environment.sleep(timedelta(seconds=1))
        return next(event for event in events if isinstance(event, DutyOpened))

    async def replan(self, version: int) -> Answer:
        """What a roll-out of a calendar asks."""
        return await self.case.update(
            CommandEnvelope(command_id=uuid4(), actor=CLOCK, body=Replan(calendar_version=version))
        )

    async def events(self) -> list[AnyEvent]:
        """What has happened."""
        return await self.installed.events(self.case.id)

    async def acts(self) -> list[tuple[str, date, datetime]]:
        """What the clock did: rung, due date, and the instant it was recorded."""
        stored = await self.installed.log.read_stream(self.case.id)
        return [
            (event.rung, event.due_on, row.recorded_at.astimezone(SHANGHAI))
            for event, row in zip(await self.events(), stored, strict=True)
            if isinstance(event, OF_THE_CLOCK)
        ]
