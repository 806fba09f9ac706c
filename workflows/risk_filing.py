"""The workflow of a risk filing (容错报备): the same inbox, loop and clock as a case has."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.messages import RiskTask
    from activities.risk_filings import RiskFilingActivities
    from domain.streams import RISK_FILING
    from workflows.inbox import Inbox, StreamActivities


@workflow.defn(name="RiskFiling")
class RiskFilingWorkflow(Inbox):
    """One risk filing from the unit's envelope to its end."""

    activities = StreamActivities(
        RISK_FILING,
        RiskTask,
        RiskFilingActivities.risk_filing_agenda_of,
        RiskFilingActivities.handle_risk_filing_command,
    )

    @workflow.run
    async def run(self, *_given: object) -> None:
        """Work until the filing has ended; nothing it is given at its start is believed."""
        await self.work()
