"""One act on a risk filing while it is being decided: who, when, on what, knowing what; and what each rule may ask."""

from dataclasses import dataclass
from datetime import date, datetime

from domain import refusals
from domain.case.act import UNITS
from domain.case.context import DecisionContext
from domain.organs import Organs
from domain.pack.pack import RiskFilingTrack
from domain.refusals import Refused, refusal
from domain.risk_filings.events import RiskFilingEvent
from domain.risk_filings.state import RiskFiling
from domain.terms.deadlines import SHANGHAI, working_days_between
from domain.values import Actor

Events = list[RiskFilingEvent]


@dataclass(frozen=True, slots=True)
class RiskAct:
    """An act on an existing filing.

    Attributes:
        at: The instant the loop gave it.
        on: The business date, never after `at`.
        seen: The version the actor saw, if the door asks for one.
    """

    filing: RiskFiling
    actor: Actor
    at: datetime
    on: date
    seen: int | None
    context: DecisionContext

    @property
    def today(self) -> date:
        """The day of `at` in Shanghai."""
        return self.at.astimezone(SHANGHAI).date()

    @property
    def recorded_late_days(self) -> int:
        """Working days between the business date and the day of recording."""
        return max(0, working_days_between(self.on, self.today, self.context.calendar))

    @property
    def track(self) -> RiskFilingTrack:
        """The rules the filing was received under."""
        return track_of(self.context)

    def require_fresh(self) -> None:
        """Refuse an act on what somebody changed since the actor looked."""
        if self.seen is not None and self.filing.changed > self.seen:
            raise Refused(refusals.STALE)

    def require_organ(self) -> None:
        """Refuse whoever does not act for the organ the filing went to."""
        if self.actor.organ != self.filing.opened.to_organ:
            raise Refused(refusals.NOT_COMPETENT, detail=self.name_of(self.filing.opened.to_organ))

    def require_unit(self) -> None:
        """Refuse whoever does not act for the unit that filed, or its own committee."""
        if not of_one_house(self.context.organs, self.actor.organ, self.filing.opened.unit):
            raise Refused(refusals.NOT_COMPETENT, detail=self.name_of(self.filing.opened.unit))

    def require_stage(self, *admitted: str) -> None:
        """Refuse an act that has no place at this stage."""
        if self.filing.stage_name not in admitted:
            raise Refused(refusals.RISK_FILING_STAGE, detail=self.filing.stage_name)

    def name_of(self, organ_id: str) -> str | None:
        """What an organ is called."""
        organ = self.context.organs.organ(organ_id)
        return organ.name.zh if organ else None


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


def of_one_house(organs: Organs, one: str, other: str) -> bool:
    """Whether two organs are a unit and its own party committee, or the same: they speak for the same unit."""
    pair = [organs.organ(one), organs.organ(other)]
    if one == other or None in pair:
        return one == other
    return all(organ is not None and organ.role in UNITS for organ in pair) and any(
        organ is not None and organ.superior == partner for organ, partner in zip(pair, (other, one), strict=True)
    )
