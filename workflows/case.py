"""The workflow of a case: an inbox, one loop, one clock. It decides nothing and folds nothing (style.md R1, R3).

It may not know the log, a rule, or a time but the engine's. Its state is the agenda that an activity returned last.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.cases import CaseActivities
    from activities.letters import Answer, Door, Recorded, Start, Task, Unavailable
    from domain.agenda import Agenda
    from domain.commands import Letter
    from workflows.clock import TRY_AGAIN, Clock
    from workflows.doors import read_letter
    from workflows.visibility import Visibility

_ATTEMPT = timedelta(seconds=2)
_RETRY = RetryPolicy(maximum_attempts=3, initial_interval=timedelta(milliseconds=100))


@dataclass(slots=True)
class _Item:
    """One thing in the inbox, and who waits for its answer."""

    content: RawValue | Letter
    door: Door
    reply: asyncio.Future[Answer] | None = None


@workflow.defn(name="Case")
class CaseWorkflow:
    """One case from its first letter to its end; a closed case that is written to begins another run."""

    @workflow.init
    def __init__(self, start: Start) -> None:
        self._case_id = start.case_id
        self._agenda = start.agenda
        self._inbox: deque[_Item] = deque()
        self._postponed: deque[tuple[datetime, _Item]] = deque()
        self._clock = Clock()
        self._visibility = Visibility()

    @workflow.run
    async def run(self, _start: Start) -> None:
        """Take one item out of the inbox and finish it before the next, until the case is over."""
        while self._agenda is None and not await self._agenda_from_log():
            await workflow.sleep(TRY_AGAIN)  # without end: a case must not be lost because its log was away
        while True:
            self._clock.set(self._agenda, self._postponed[0][0] if self._postponed else None)
            await workflow.wait_condition(
                lambda: bool(self._inbox) or self._clock.due or self._may_leave() or self._may_continue()
            )
            if self._clock.woke():
                self._take_what_is_due()
            if self._inbox:
                await self._finish(self._inbox.popleft())
            elif self._may_leave():
                return
            elif self._may_continue():
                workflow.continue_as_new(Start(case_id=self._case_id, agenda=self._agenda))

    @workflow.update
    async def submit(self, raw: RawValue) -> Answer:
        """Hand in a command and wait for its answer."""
        reply: asyncio.Future[Answer] = asyncio.Future()
        self._inbox.append(_Item(raw, "update", reply))
        return await reply

    @workflow.signal
    def approve(self, raw: RawValue) -> None:
        """Hand in an act of a committee: kept though no worker runs."""
        self._inbox.append(_Item(raw, "signal"))

    @workflow.query
    def agenda(self) -> Agenda | None:
        """Every running deadline and the next alarms."""
        return self._agenda

    def _idle(self) -> bool:
        return not self._inbox and not self._postponed and workflow.all_handlers_finished()

    def _may_leave(self) -> bool:
        return self._idle() and (self._agenda is None or self._agenda.closed)

    def _may_continue(self) -> bool:
        return self._idle() and workflow.info().is_continue_as_new_suggested()

    def _take_what_is_due(self) -> None:
        while self._postponed and self._postponed[0][0] <= workflow.now():
            self._inbox.append(self._postponed.popleft()[1])
        self._inbox.extend(_Item(letter, "clock") for letter in self._clock.ringing(self._case_id, self._agenda))

    async def _agenda_from_log(self) -> bool:
        try:
            self._agenda = await workflow.execute_local_activity_method(
                CaseActivities.agenda_of, self._case_id, start_to_close_timeout=_ATTEMPT, retry_policy=_RETRY
            )
        except ActivityError:
            return False
        if self._agenda:
            self._visibility.show(self._agenda)
        return True

    async def _finish(self, item: _Item) -> None:
        answer = await self._answer(item)
        if item.door == "clock" and not isinstance(answer, Recorded):
            self._clock.quiet()
        elif item.door == "signal" and isinstance(answer, Unavailable):
            self._postponed.append((workflow.now() + TRY_AGAIN, item))
        if not isinstance(answer, Unavailable) and answer.agenda:
            self._agenda = answer.agenda
            self._visibility.show(answer.agenda)
        if item.reply:
            item.reply.set_result(answer)

    async def _answer(self, item: _Item) -> Answer:
        content = item.content
        letter, digest = (content, None) if isinstance(content, Letter) else read_letter(content)
        task = Task(case_id=self._case_id, letter=letter, unreadable_sha256=digest, at=workflow.now(), door=item.door)
        try:
            answer: Answer = await workflow.execute_local_activity_method(
                CaseActivities.handle_command, task, start_to_close_timeout=_ATTEMPT, retry_policy=_RETRY
            )
        except ActivityError:
            return Unavailable()
        return answer
