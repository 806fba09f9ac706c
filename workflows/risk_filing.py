"""The workflow of a risk filing (容错报备): its reply, its validity, its ladder. As a case's, it decides nothing."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.messages import RiskTask, Start
    from activities.risk_filings import RiskFilingActivities
    from domain.streams import RISK_FILING
    from workflows.inbox import Inbox, StreamActivities

_ACTIVITIES = StreamActivities(
    RISK_FILING,
    RiskTask,
    RiskFilingActivities.risk_filing_agenda_of,
    RiskFilingActivities.handle_risk_filing_command,
)


@workflow.defn(name="RiskFiling")
class RiskFilingWorkflow(Inbox):
    """One risk filing from the unit's envelope to its end."""

    @workflow.init
    def __init__(self, start: Start) -> None:
        super().__init__(start, _ACTIVITIES)

    @workflow.run
    async def run(self, _start: Start) -> None:
        """Work until the filing has ended."""
        await self.work()
