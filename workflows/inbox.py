"""An inbox, one loop, one clock: what the workflows of cases and of risk filings share. It decides and folds nothing.

It may not know the log, a rule, or a time but the engine's. Its state is the agenda that an activity returned last.
"""

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import ApplicationError, FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.messages import Answer, Channel, NotAdmitted, Recorded, Start, Unavailable
    from domain.case.agenda import Agenda, NextAlarm
    from domain.messages import CommandMetadata
    from workflows.clock import TRY_AGAIN, Clock
    from workflows.visibility import Visibility

ATTEMPT = timedelta(seconds=2)
RETRY = RetryPolicy(maximum_attempts=3, initial_interval=timedelta(milliseconds=100))


@dataclass(slots=True)
class _Item:
    """One thing in the inbox, who waits for its answer, and the alarm it was made of."""

    content: RawValue | CommandMetadata
    door: Channel
    reply: asyncio.Future[Answer] | None = None
    alarm: NextAlarm | None = None


class Inbox(ABC):
    """One stream from its first envelope to its end; a closed one that is written to begins another run."""

    def __init__(self, start: Start) -> None:
        self._id = start.case_id
        self._agenda = start.agenda
        self._inbox: deque[_Item] = deque()
        self._postponed: deque[tuple[datetime, _Item]] = deque()
        self._clock = Clock()
        self._visibility = Visibility()

    @abstractmethod
    async def load_agenda(self, stream_id: UUID) -> Agenda | None:
        """Ask the log for the agenda; None when the stream has no events.

        Raises:
            FailureError: the log could not be reached.
        """

    @abstractmethod
    async def handle(self, content: RawValue | CommandMetadata, at: datetime, door: Channel) -> Answer:
        """Read one item and have it decided.

        Raises:
            FailureError: the log could not be reached.
        """

    @abstractmethod
    def ring(self, stream_id: UUID, alarm: NextAlarm) -> CommandMetadata:
        """The envelope of an alarm that is due."""

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

    async def work(self) -> None:
        """Take one item out of the inbox and finish it before the next, until the stream is over."""
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
                workflow.continue_as_new(Start(case_id=self._id, agenda=self._agenda))

    def _idle(self) -> bool:
        return not self._inbox and not self._postponed and workflow.all_handlers_finished()

    def _may_leave(self) -> bool:
        return self._idle() and (self._agenda is None or self._agenda.closed)

    def _may_continue(self) -> bool:
        return self._idle() and workflow.info().is_continue_as_new_suggested()

    def _take_what_is_due(self) -> None:
        while self._postponed and self._postponed[0][0] <= workflow.now():
            self._inbox.append(self._postponed.popleft()[1])
        due = self._clock.ringing(self._agenda)
        self._inbox.extend(_Item(self.ring(self._id, alarm), "clock", alarm=alarm) for alarm in due)

    async def _agenda_from_log(self) -> bool:
        try:
            self._agenda = await self.load_agenda(self._id)
        except FailureError as failure:
            _pass_over(failure, "its agenda cannot be read from the log")
            return False
        if self._agenda:
            self._visibility.show(self._agenda, self._clock.given_up)
        return True

    async def _finish(self, item: _Item) -> None:
        answer = await self._answer(item)
        if item.alarm and not isinstance(answer, Recorded):
            self._clock.quiet()
            if isinstance(answer, NotAdmitted):
                self._clock.refused(item.alarm, answer.refusal.code)
        elif item.door == "signal" and isinstance(answer, Unavailable):
            self._postponed.append((workflow.now() + TRY_AGAIN, item))
        if not isinstance(answer, Unavailable) and answer.agenda:
            if self._agenda is None or answer.agenda.version != self._agenda.version:
                self._clock.forget_refusals()
            self._agenda = answer.agenda
            self._visibility.show(answer.agenda, self._clock.given_up)
        if item.reply:
            item.reply.set_result(_told(answer))

    async def _answer(self, item: _Item) -> Answer:
        try:
            return await self.handle(item.content, workflow.now(), item.door)
        except FailureError as failure:
            _pass_over(failure, "a command cannot be recorded")
            return Unavailable()


def _pass_over(failure: FailureError, told: str) -> None:
    """Log a failed activity and go on: a run ends for no failure, since its clock would end with it.

    A local activity that failed comes as any `FailureError`, often as what it raised itself and not as an
    `ActivityError`. Its message may hold what people wrote, so the log gets its type alone.

    Raises:
        FailureError: it is a cancellation, which is meant to end the run.
    """
    if is_cancelled_exception(failure):
        raise failure
    cause = failure.cause or failure
    kind = cause.type if isinstance(cause, ApplicationError) else type(cause).__name__
    workflow.logger.warning("%s: %s", told, kind)


def _told(answer: Answer) -> Answer:
    """What the sender is told: without the agenda, which would be kept in the history once more, and read by nobody."""
    return answer if isinstance(answer, Unavailable) else answer.model_copy(update={"agenda": None})
