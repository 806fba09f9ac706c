"""The activities of a risk filing; their names stand in histories and stay."""

from uuid import UUID

from temporalio import activity

from activities.commands import Clock, CommandHandler
from activities.messages import Answer, RiskTask
from domain.agenda import Agenda
from domain.streams import RISK_FILING
from eventlog.log import EventLog


class RiskFilingActivities:
    """The activities of a risk filing, over one log."""

    def __init__(self, log: EventLog, clock: Clock | None = None) -> None:
        self._handler = CommandHandler(log, RISK_FILING, clock)

    @activity.defn
    async def risk_filing_agenda_of(self, filing_id: UUID) -> Agenda | None:
        """The agenda of a risk filing from its log alone."""
        return await self._handler.agenda_for_run(filing_id)

    @activity.defn
    async def handle_risk_filing_command(self, task: RiskTask) -> Answer:
        """Decide one command on a risk filing and record its outcome."""
        return await self._handler.handle(task, task.envelope)
