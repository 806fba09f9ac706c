"""The workflow of a case: an inbox, one loop, one clock. It decides nothing and folds nothing (docs/workflows.md)."""

from datetime import datetime
from uuid import UUID

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from activities.cases import CaseActivities
    from activities.messages import Answer, Channel, Start, Task
    from domain.case.agenda import Agenda, NextAlarm
    from domain.case.commands import CommandEnvelope, RingAlarm
    from domain.messages import CommandMetadata
    from domain.values import CLOCK, alarm_command_id
    from workflows.inbox import ATTEMPT, RETRY, Inbox
    from workflows.messages import read_envelope


@workflow.defn(name="Case")
class CaseWorkflow(Inbox):
    """One case from its first envelope to its end; a closed case that is written to begins another run."""

    @workflow.init
    def __init__(self, start: Start) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, _start: Start) -> None:
        """Work until the case is over."""
        await self.work()

    async def load_agenda(self, stream_id: UUID) -> Agenda | None:
        """Ask the log for the agenda of the case."""
        return await workflow.execute_local_activity_method(
            CaseActivities.agenda_of, stream_id, start_to_close_timeout=ATTEMPT, retry_policy=RETRY
        )

    async def handle(self, content: RawValue | CommandMetadata, at: datetime, door: Channel) -> Answer:
        """Read one item and have it decided."""
        envelope, digest = (content, None) if isinstance(content, CommandEnvelope) else read_envelope(content)
        task = Task(case_id=self._id, envelope=envelope, unreadable_sha256=digest, at=at, door=door)
        answer: Answer = await workflow.execute_local_activity_method(
            CaseActivities.handle_command, task, start_to_close_timeout=ATTEMPT, retry_policy=RETRY
        )
        return answer

    def ring(self, stream_id: UUID, alarm: NextAlarm) -> CommandEnvelope:
        """The envelope of an alarm that is due."""
        return CommandEnvelope(
            command_id=alarm_command_id(stream_id, alarm.duty, alarm.due_on, alarm.rung),
            actor=CLOCK,
            body=RingAlarm(duty=alarm.duty, due_on=alarm.due_on, rung=alarm.rung),
        )
