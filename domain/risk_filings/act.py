"""One act on a risk filing while it is decided, and what every rule may ask of it."""

from dataclasses import dataclass

from domain import refusals
from domain.act import BaseAct
from domain.context import DecisionContext
from domain.messages import Command
from domain.pack.prevention import RiskFilingTrack
from domain.refusals import Refused, refusal
from domain.risk_filings.events import RiskFilingEvent
from domain.risk_filings.state import RiskFiling

Events = list[RiskFilingEvent]


@dataclass(frozen=True, slots=True)
class RiskAct(BaseAct):
    """An act on an existing filing."""

    filing: RiskFiling

    @property
    def parties(self) -> frozenset[str]:
        """Those it is about, as far as they hold positions, and who filed it."""
        opened = self.filing.opened
        return self.context.persons | opened.doers(opened.filed_by)

    @property
    def track(self) -> RiskFilingTrack:
        """The rules the filing was received under."""
        return track_of(self.context)

    def require_admitted(self, command: type[Command]) -> None:
        """Refuse an act dated before the last one; the clock's are of the days on which something was due."""
        if self.on < self.filing.acted_on and command.endpoint is not None:
            raise Refused(refusals.BEFORE_OPENING)

    def require_fresh(self) -> None:
        """Refuse an act on what somebody changed since the actor looked."""
        self.require_seen(self.filing.changed)

    def require_receiver(self) -> None:
        """Refuse whoever does not act for the organ the filing went to."""
        self.require_organ(self.filing.opened.to_organ)

    def require_unit(self) -> None:
        """Refuse whoever does not act for the unit that filed, or its own committee."""
        unit = self.filing.opened.unit
        if not self.context.organs.same_unit(self.actor.organ, unit):
            raise Refused(refusals.NOT_COMPETENT, detail=self.name_of(unit))

    def require_stage(self, *admitted: str) -> None:
        """Refuse an act that has no place at this stage."""
        if self.filing.stage_name not in admitted:
            raise Refused(refusals.RISK_FILING_STAGE, detail=self.filing.stage_name)


NO_RISK_FILING = refusal("no_risk_filing", 409, "ZS-17").says("""
    该程序没有规定事前容错报备。
    This procedure has no risk filing before the act.
    无需报备；如发生失误，可在事后依程序申请容错。
    There is nothing to file; should an error happen, apply for tolerance afterwards.
""")


def track_of(context: DecisionContext) -> RiskFilingTrack:
    """The pack's rules for risk filings.

    Raises:
        Refused: it has none.
    """
    if context.pack.risk_filing is None:
        raise Refused(NO_RISK_FILING, detail=context.pack.name.zh)
    return context.pack.risk_filing
