"""The activities of a case; their names stand in histories and stay."""

from uuid import UUID

from temporalio import activity

from activities.commands import Clock, CommandHandler
from activities.messages import Answer, Task
from domain.agenda import Agenda
from domain.streams import CASE
from eventlog.log import EventLog


class CaseActivities:
    """The activities of a case, over one log."""

    def __init__(self, log: EventLog, clock: Clock | None = None) -> None:
        self._handler = CommandHandler(log, CASE, clock)

    @activity.defn
    async def agenda_of(self, case_id: UUID) -> Agenda | None:
        """The agenda of a case from its log alone."""
        return await self._handler.agenda_for_run(case_id)

    @activity.defn
    async def handle_command(self, task: Task) -> Answer:
        """Decide one command on a case and record its outcome."""
        return await self._handler.handle(task, task.envelope)
