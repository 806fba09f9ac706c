"""The clock of a case: one durable timer, set to the first alarm of the agenda and left alone while right."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.agenda import Agenda, NextAlarm

TRY_AGAIN = timedelta(seconds=30)
"""How long a signal or an alarm waits after it could not be recorded, so that the loop stays free."""

REFUSALS_MAX = 5
"""How often an alarm may be refused before it is given up. An absence of the log counts for nothing: it ends."""

_GIVES_UP = "refused-alarms-are-given-up"
"""The patch that names this change: runs of before that were refused more often go on as their history has it."""


class Clock:
    """Wakes when an alarm or a retry is due; the loop then asks what has come due."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self._wakes_at: datetime | None = None
        self._quiet_until = workflow.now()
        self._woke = False
        self._refusals: Counter[NextAlarm] = Counter()
        self._given_up: set[NextAlarm] = set()

    def quiet(self) -> None:
        """Ring no alarm for a while: the last one was not recorded."""
        self._quiet_until = workflow.now() + TRY_AGAIN

    def refused(self, alarm: NextAlarm, code: str) -> None:
        """Note that the rules refused an alarm; after the last time it is given up, and rings no more."""
        self._refusals[alarm] += 1
        workflow.logger.warning("alarm %s of duty %s refused: %s", alarm.rung, alarm.duty, code)
        if self._refusals[alarm] >= REFUSALS_MAX and workflow.patched(_GIVES_UP):
            self._given_up.add(alarm)
            workflow.logger.error("alarm %s of duty %s given up: %s", alarm.rung, alarm.duty, code)

    def forget_refusals(self) -> None:
        """Ask for every alarm again: something was recorded, and may have changed what is refused."""
        self._refusals.clear()
        self._given_up.clear()

    @property
    def given_up(self) -> int:
        """How many alarms of the agenda are asked for no more."""
        return len(self._given_up)

    def set(self, agenda: Agenda | None, retry_at: datetime | None) -> None:
        """Set the timer to the first alarm or the retry, whichever comes first."""
        wakes = [retry_at] if retry_at else []
        if first := next(self._asked(agenda), None):
            wakes.append(max(first.at, self._quiet_until))
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
        if now < self._quiet_until:
            return []
        return [alarm for alarm in self._asked(agenda) if alarm.at <= now]

    def _asked(self, agenda: Agenda | None) -> Iterator[NextAlarm]:
        """The alarms that were not given up, in order."""
        return (alarm for alarm in (agenda.alarms if agenda else ()) if alarm not in self._given_up)

    async def _sleep_until(self, at: datetime) -> None:
        await workflow.sleep(max(at - workflow.now(), timedelta(0)))
        self._task, self._wakes_at, self._woke = None, None, True
