"""The workflow of a case: an inbox, one loop, one clock. It decides nothing and folds nothing (style.md R1, R3)."""

from datetime import datetime
from uuid import UUID

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from activities.cases import CaseActivities
    from activities.letters import Answer, Door, Start, Task
    from domain.agenda import Agenda, NextAlarm
    from domain.commands import Letter, LetterHead, RingAlarm
    from domain.values import CLOCK, alarm_command_id
    from workflows.doors import read_letter
    from workflows.inbox import ATTEMPT, RETRY, Inbox


@workflow.defn(name="Case")
class CaseWorkflow(Inbox):
    """One case from its first letter to its end; a closed case that is written to begins another run."""

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

    async def handle(self, content: RawValue | LetterHead, at: datetime, door: Door) -> Answer:
        """Read one item and have it decided."""
        letter, digest = (content, None) if isinstance(content, Letter) else read_letter(content)
        task = Task(case_id=self._id, letter=letter, unreadable_sha256=digest, at=at, door=door)
        answer: Answer = await workflow.execute_local_activity_method(
            CaseActivities.handle_command, task, start_to_close_timeout=ATTEMPT, retry_policy=RETRY
        )
        return answer

    def ring(self, stream_id: UUID, alarm: NextAlarm) -> Letter:
        """The letter of an alarm that is due."""
        return Letter(
            command_id=alarm_command_id(stream_id, alarm.duty, alarm.due_on, alarm.rung),
            actor=CLOCK,
            body=RingAlarm(duty=alarm.duty, due_on=alarm.due_on, rung=alarm.rung),
        )
