"""The workflow of a risk filing (容错报备): the same inbox, loop and clock as a case has."""

from datetime import datetime
from uuid import UUID

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from activities.messages import Answer, Channel, RiskTask, Start
    from activities.risk_filings import RiskFilingActivities
    from domain.case.agenda import Agenda, NextAlarm
    from domain.messages import CommandMetadata
    from domain.risk_filings.commands import RingRiskAlarm, RiskFilingEnvelope
    from domain.values import CLOCK, alarm_command_id
    from workflows.inbox import ATTEMPT, RETRY, Inbox
    from workflows.messages import read_risk_filing_envelope


@workflow.defn(name="RiskFiling")
class RiskFilingWorkflow(Inbox):
    """One risk filing from the unit's envelope to its end."""

    @workflow.init
    def __init__(self, start: Start) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, _start: Start) -> None:
        """Work until the filing has ended."""
        await self.work()

    async def load_agenda(self, stream_id: UUID) -> Agenda | None:
        """Ask the log for the agenda of the filing."""
        return await workflow.execute_local_activity_method(
            RiskFilingActivities.risk_filing_agenda_of, stream_id, start_to_close_timeout=ATTEMPT, retry_policy=RETRY
        )

    async def handle(self, content: RawValue | CommandMetadata, at: datetime, door: Channel) -> Answer:
        """Read one item and have it decided."""
        envelope, digest = (
            (content, None) if isinstance(content, RiskFilingEnvelope) else read_risk_filing_envelope(content)
        )
        task = RiskTask(case_id=self._id, envelope=envelope, unreadable_sha256=digest, at=at, door=door)
        answer: Answer = await workflow.execute_local_activity_method(
            RiskFilingActivities.handle_risk_filing_command, task, start_to_close_timeout=ATTEMPT, retry_policy=RETRY
        )
        return answer

    def ring(self, stream_id: UUID, alarm: NextAlarm) -> RiskFilingEnvelope:
        """The envelope of an alarm that is due."""
        return RiskFilingEnvelope(
            command_id=alarm_command_id(stream_id, alarm.duty, alarm.due_on, alarm.rung),
            actor=CLOCK,
            body=RingRiskAlarm(term=alarm.duty, due_on=alarm.due_on, rung=alarm.rung),
        )
