"""Plays the risk filing (容错报备) of a scenario through its own domain, beside the case if there is one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from domain.case.agenda import NextAlarm
from domain.case.context import DecisionContext
from domain.risk_filings.agenda import agenda
from domain.risk_filings.commands import RingRiskAlarm, RiskFilingCommand, RiskFilingEnvelope
from domain.risk_filings.decide import decide
from domain.risk_filings.events import RiskFilingEvent, RiskFilingTermOpened
from domain.risk_filings.state import RiskFiling, fold
from domain.values import CLOCK as CLOCK_ACTOR
from domain.values import Actor, event_id
from policies.scenario_language.place import CASE_ID

FILING_ID = uuid5(CASE_ID, "risk-filing")


@dataclass
class FilingPlayer:
    """The risk filing under way: its state, and all that has come of it."""

    filing: RiskFiling | None = None
    events: list[RiskFilingEvent] = field(default_factory=list)

    @property
    def alarms(self) -> tuple[NextAlarm, ...]:
        """Its next alarms, the first one first."""
        return agenda(self.filing).alarms if self.filing else ()

    @property
    def stage(self) -> str | None:
        """The stage in one word; None before there is a filing."""
        return self.filing.stage_name if self.filing else None

    @property
    def terms(self) -> Mapping[UUID, RiskFilingTermOpened]:
        """Every term it has had, by its id."""
        numbered = enumerate(self.events, 1)
        return {event_id(FILING_ID, n): event for n, event in numbered if isinstance(event, RiskFilingTermOpened)}

    def send(
        self, actor: Actor, body: RiskFilingCommand, now: datetime, context: DecisionContext
    ) -> list[RiskFilingEvent]:
        """Decide one command.

        Raises:
            Refused: The rules do not admit it.
        """
        envelope = RiskFilingEnvelope(command_id=UUID(int=len(self.events) + 1), actor=actor, body=body)
        events = decide(FILING_ID, self.filing, envelope, now, context)
        self.events += events
        self.filing = fold(FILING_ID, self.events)
        return events

    def ring(self, alarm: NextAlarm, now: datetime, context: DecisionContext) -> list[RiskFilingEvent]:
        """Let the clock ring."""
        body = RingRiskAlarm(term=alarm.duty, due_on=alarm.due_on, rung=alarm.rung)
        return self.send(CLOCK_ACTOR, body, now, context)
