"""What a pack has beside its cases (事前预防): risk filings before the act, and work records of preventive work."""

from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from domain.pack.terms import Item, Sourced, Within
from domain.terms.deadlines import months_later
from domain.values import Code, Flag, Whole, is_empty


class Validity(Sourced):
    """报备有效期 (A-25): how long a risk filing stands at most. No term: nobody has to act by its end."""

    amount: Whole = Field(ge=1, le=3650)
    unit: Literal["calendar_days", "months"]


class RiskStage(Item):
    """报备审查环节: an organ that looks at a filing before it is replied to, gives its opinion, and passes it on.

    Attributes:
        by: The role whose organ does so.
        within: Within what time, from the day the filing came to it; None: no time of its own.
    """

    by: Code
    within: Within | None = None


class RiskFilingTrack(Sourced):
    """容错报备 (ZS-17, ZS-18): a unit tells the accountability organ of a risk before the work starts.

    Attributes:
        by: Roles that may file.
        to: The role filed with, which replies and archives.
        stages: What a filing passes before its reply, in this order; none: it is replied to as it came.
        complex_to: The coordination group that deliberates on complex filings (ZS-22); none: the organ alone.
        reply: Within what time the organ replies, from the day of receipt.
        valid: How long a filing stands at most, from the day of the reply.
        amend: Whether a filing follows a material change; otherwise the unit files anew.
        late: What becomes of a filing that comes after the planned start.
    """

    by: tuple[Code, ...] = Field(min_length=1)
    to: Code
    stages: tuple[RiskStage, ...] = Field(default=(), exclude_if=is_empty)
    complex_to: Code | None = None
    reply: Within
    valid: Validity
    amend: Flag = True
    late: Literal["accepted_flagged", "refused"] = "accepted_flagged"

    @property
    def first_stage(self) -> str | None:
        """The stage that a filing, or a change of it, comes to first."""
        return self.stages[0].id if self.stages else None

    def stage(self, stage_id: str) -> RiskStage:
        """The stage of that id."""
        return next(each for each in self.stages if each.id == stage_id)

    def stage_after(self, stage_id: str) -> str | None:
        """The stage that comes after one; None: it is the last."""
        ids = [each.id for each in self.stages]
        return next(iter(ids[ids.index(stage_id) + 1 :]), None)


class Every(Sourced):
    """每隔 (ZS-21, NS-11): from one time to the next, by the date: nobody's right ends, so no calendar moves it."""

    amount: Whole = Field(ge=1, le=3650)
    unit: Literal["calendar_days", "months"]

    def after(self, on: date) -> date:
        """The day by which it must be done again."""
        return months_later(on, self.amount) if self.unit == "months" else on + timedelta(days=self.amount)


About = Literal["matter", "unit", "person", "none"]
"""What a work record is about."""


class RecordKind(Item):
    """工作记录种类 (ZS-19, ZS-21, ZS-37, NS-11 to NS-13, BT-19): preventive work that an organ does outside any case.

    Attributes:
        by: The role whose organs keep such records.
        asked_by: Roles that may open one with the keeper, because they ask for something.
        about: What it is about; a unit or a person must be named, a registered matter may be.
        confidential: Only the keeper and whoever opened it know of it (R-15).
        every: How long after an entry the next one is due, while the record is open.
        outcomes: What may come of it; where there are some, it is not closed without one.
        documents_needed: Whether it is not closed without a document.
    """

    by: Code
    asked_by: tuple[Code, ...] = ()
    about: About = "none"
    confidential: Flag = False
    every: Every | None = None
    outcomes: tuple[Item, ...] = ()
    documents_needed: Flag = False

    def outcome(self, outcome_id: str) -> Item | None:
        """The outcome of that id, if there is one."""
        return next((each for each in self.outcomes if each.id == outcome_id), None)
