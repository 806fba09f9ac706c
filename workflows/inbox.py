"""An inbox, one loop, one clock: what the workflows of cases and of risk filings share. It decides and folds nothing.

It may not know the log, a rule, or a time but the engine's. Its state is the agenda that an activity returned last.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import TypeAdapter
from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import ApplicationError, FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.messages import (
        AGENDA,
        AHEAD_OF_TIME,
        ANSWER,
        Answer,
        Channel,
        NotAdmitted,
        Recorded,
        Stamped,
        Unavailable,
    )
    from domain.agenda import Agenda, NextAlarm
    from domain.messages import Envelope
    from domain.streams import StreamKind
    from domain.values import alarm_command_id
    from workflows.clock import TRY_AGAIN, Clock
    from workflows.codec import activity_answer
    from workflows.junk import JUNK
    from workflows.messages import (
        SIGNAL,
        UPDATE,
        NotOurs,
        answer_to,
        as_payload,
        command_id_of,
        is_for,
        read,
        read_envelope,
        stream_id_of,
    )
    from workflows.visibility import Visibility

T = TypeVar("T", bound=Stamped)
P = TypeVar("P")
R = TypeVar("R")

_NO_STREAM = UUID(int=0)
_ATTEMPT = timedelta(seconds=2)
_RETRY = RetryPolicy(maximum_attempts=3, initial_interval=timedelta(milliseconds=100))


@dataclass(frozen=True, slots=True)
class StreamActivities(Generic[T]):
    """What a workflow asks for: the agenda of a stream from the log, and one command decided."""

    stream: StreamKind[Any, Any, Any]
    task: Callable[..., T]
    agenda_of: Callable[[Any, UUID], Awaitable[Agenda | None]]
    handle: Callable[[Any, T], Awaitable[Answer]]


@dataclass(slots=True)
class _Item:
    """One thing in the inbox, who waits for its answer, and the alarm it was made of.

    Attributes:
        unreadable_sha256: The digest of what came sealed and cannot be read; then there is no envelope.
    """

    channel: Channel
    envelope: Envelope | None
    unreadable_sha256: str | None = None
    reply: asyncio.Future[Answer] | None = None
    alarm: NextAlarm | None = None


class Inbox:
    """One stream from its first envelope to its end; a closed one that is written to begins another run."""

    activities: ClassVar[StreamActivities[Any]]

    @workflow.init
    def __init__(self, *_given: object) -> None:
        self._id = stream_id_of(self.activities.stream.name, workflow.info().workflow_id) or _NO_STREAM
        self._agenda: Agenda | None = None
        self._inbox: deque[_Item] = deque()
        self._postponed: deque[tuple[datetime, _Item]] = deque()
        self._clock = Clock()
        self._visibility = Visibility()
        self._ahead_of_time = False
        self._begin_anew = False
        self._asked = 0

    @workflow.update
    async def submit(self, *given: RawValue) -> RawValue:
        """Hand in a command and wait for its answer, which is sealed as the answer to that command."""
        raw = _sealed_update(given)
        item = self._item("update", raw)
        item.reply = asyncio.Future()
        self._inbox.append(item)
        answer = await item.reply
        return as_payload(answer, answer_to(item.envelope.command_id if item.envelope else command_id_of(raw)))

    @submit.validator
    def _require_ours(self, *given: RawValue) -> None:
        """Turn away what we did not seal before it enters the history."""
        _sealed_update(given)

    @workflow.signal
    def approve(self, *given: RawValue) -> None:
        """Hand in an act of a committee: kept though no worker runs. What we did not seal is dropped."""
        if len(given) == 1 and is_for(given[0], SIGNAL):
            self._inbox.append(self._item("signal", given[0]))
        else:
            _drop()

    @workflow.query
    def agenda(self) -> Agenda | None:
        """Every running deadline and the next alarms."""
        return self._agenda

    async def work(self) -> None:
        """Take one item out of the inbox and finish it before the next, until the stream is over.

        Raises:
            ApplicationError: it is called as no workflow of ours is.
        """
        if self._id == _NO_STREAM:
            raise ApplicationError("not the workflow of a stream", non_retryable=True)
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
                workflow.continue_as_new()  # what begins anew asks the log, and believes nothing else

    def _idle(self) -> bool:
        return not self._inbox and not self._postponed and workflow.all_handlers_finished()

    def _may_leave(self) -> bool:
        return self._idle() and (self._agenda is None or self._agenda.closed)

    def _may_continue(self) -> bool:
        return self._idle() and (self._begin_anew or workflow.info().is_continue_as_new_suggested())

    def _take_what_is_due(self) -> None:
        while self._postponed and self._postponed[0][0] <= workflow.now():
            self._inbox.append(self._postponed.popleft()[1])
        if self._ahead_of_time:  # what begins anew lives in the engine's own time again
            self._begin_anew = True
            self._clock.quiet()
        due = self._clock.ringing(self._agenda)
        self._inbox.extend(_Item("clock", self._envelope_of(alarm), alarm=alarm) for alarm in due)

    def _envelope_of(self, alarm: NextAlarm) -> Envelope:
        """What the clock asks; its id is the same whoever asks it, so that no alarm is recorded twice."""
        stream = self.activities.stream
        if stream.ring is None:
            raise TypeError(f"a {stream.name} has no alarms")
        command_id = alarm_command_id(self._id, alarm.duty, alarm.due_on, alarm.rung)
        envelope: Envelope = stream.of_clock(command_id, stream.ring(alarm))
        return envelope

    async def _agenda_from_log(self) -> bool:
        try:
            self._agenda = await _local(self.activities.agenda_of, self._id, self._ask_as("agenda"), AGENDA)
        except (FailureError, NotOurs) as failure:
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
        elif item.channel == "signal" and isinstance(answer, Unavailable):
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
            asked_as = item.envelope.command_id if item.envelope else item.unreadable_sha256
            return await _local(self.activities.handle, self._task(item), self._ask_as(asked_as), ANSWER)
        except (FailureError, NotOurs) as failure:
            if _pass_over(failure, "a command cannot be recorded") == AHEAD_OF_TIME:
                self._ahead_of_time = True
            return Unavailable()

    def _item(self, channel: Channel, raw: RawValue) -> _Item:
        return _Item(channel, *read_envelope(raw, self.activities.stream.envelope))

    def _task(self, item: _Item) -> Any:
        return self.activities.task(
            case_id=self._id,
            envelope=item.envelope,
            unreadable_sha256=item.unreadable_sha256,
            at=workflow.now(),
            door=item.channel,
        )

    def _ask_as(self, what: object) -> str:
        """The id of an activity, by which its answer is for this question of this run and for no other.

        The present instant has no place in it: where a question to the run (a Query) ends a task before the activity
        has answered, a replay takes that task and the next one for one, at the time of the later.
        """
        self._asked += 1
        return f"{what}@{workflow.info().workflow_start_time.isoformat()}#{self._asked}"


def _sealed_update(given: Sequence[RawValue]) -> RawValue:
    """The one payload of an Update of ours. Handlers take any number: a wrong one would fail the task and stall a case.

    Raises:
        ApplicationError: this installation did not seal it for this stream; the Update is rejected.
    """
    if len(given) != 1 or not is_for(given[0], UPDATE):
        _drop()
        raise ApplicationError("not sealed by this installation", non_retryable=True)
    return given[0]


def _drop() -> None:
    """Count a message that we did not seal, once."""
    if not workflow.unsafe.is_replaying():
        JUNK.dropped(workflow.info().workflow_id)


async def _local(activity: Callable[[Any, P], Awaitable[R]], argument: P, asked_as: str, adapter: TypeAdapter[R]) -> R:
    """Ask an activity that runs in this worker.

    Raises:
        FailureError: it failed three times; the log could not be reached.
        NotOurs: its answer stands in the history, but is not what a worker of ours answered to this.
    """
    answer: RawValue = await workflow.execute_local_activity(
        activity.__name__,
        argument,
        result_type=RawValue,
        activity_id=asked_as,
        start_to_close_timeout=_ATTEMPT,
        retry_policy=_RETRY,
    )
    return read(answer, activity_answer(asked_as), adapter)


def _pass_over(failure: FailureError | NotOurs, told: str) -> str:
    """Log a failed activity and go on: a run ends for no failure, since its clock would end with it.

    A local activity that failed comes as any `FailureError`, often as what it raised itself and not as an
    `ActivityError`. Its message may hold what people wrote, so the log gets its type alone.

    Returns:
        That type.

    Raises:
        FailureError: it is a cancellation, which is meant to end the run.
    """
    if is_cancelled_exception(failure):
        raise failure
    cause = failure.__cause__ or failure
    kind = (cause.type if isinstance(cause, ApplicationError) else None) or type(cause).__name__
    workflow.logger.warning("%s: %s", told, kind)
    return kind


def _told(answer: Answer) -> Answer:
    """What the sender is told: without the agenda, which would be kept in the history once more, and read by nobody."""
    return answer if isinstance(answer, Unavailable) else answer.model_copy(update={"agenda": None})
