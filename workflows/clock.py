"""The clock of a case: one durable timer, set to the first alarm of the agenda and left alone while right."""

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.case.agenda import Agenda, NextAlarm

TRY_AGAIN = timedelta(seconds=30)
"""How long a signal or an alarm waits after it could not be recorded, so that the loop stays free."""


class Clock:
    """Wakes when an alarm or a retry is due; the loop then asks what has come due."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self._wakes_at: datetime | None = None
        self._quiet_until = workflow.now()
        self._woke = False

    def quiet(self) -> None:
        """Ring no alarm for a while: the last one was not recorded."""
        self._quiet_until = workflow.now() + TRY_AGAIN

    def set(self, agenda: Agenda | None, retry_at: datetime | None) -> None:
        """Set the timer to the first alarm or the retry, whichever comes first."""
        wakes = [retry_at] if retry_at else []
        if agenda and agenda.alarms:
            wakes.append(max(agenda.alarms[0].at, self._quiet_until))
        wake = min(wakes, default=None)
        if wake == self._wakes_at:
            return
        if self._task:
            self._task.cancel()
        self._wakes_at = wake
        self._task = asyncio.create_task(self._sleep_until(wake)) if wake else None

    def woke(self) -> bool:
        """Whether the timer has come due; asking resets it."""
        woke, self._woke = self._woke, False
        return woke

    @property
    def due(self) -> bool:
        """Whether the timer has come due since it was last asked."""
        return self._woke

    def ringing(self, agenda: Agenda | None) -> list[NextAlarm]:
        """All alarms that are due now, the next of each duty."""
        now = workflow.now()
        if agenda is None or now < self._quiet_until:
            return []
        return [alarm for alarm in agenda.alarms if alarm.at <= now]

    async def _sleep_until(self, at: datetime) -> None:
        await workflow.sleep(max(at - workflow.now(), timedelta(0)))
        self._task, self._wakes_at, self._woke = None, None, True
