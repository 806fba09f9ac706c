"""The workflow of a case. It decides nothing and folds nothing (docs/workflows.md)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.cases import CaseActivities
    from activities.messages import Task
    from domain.streams import CASE
    from workflows.inbox import Inbox, StreamActivities


@workflow.defn(name="Case")
class CaseWorkflow(Inbox):
    """One case from its first envelope to its end; a closed case that is written to begins another run."""

    activities = StreamActivities(CASE, Task, CaseActivities.agenda_of, CaseActivities.handle_command)

    @workflow.run
    async def run(self, *_given: object) -> None:
        """Work until the case is over; nothing it is given at its start is believed."""
        await self.work()
