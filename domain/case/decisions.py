"""What joint bodies and committees decide, as facts: several acts propose, carry out and reappraise them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.pack.results import Outcome
from domain.values import Code, Frozen, Sha256


class AcceptanceDecision(Frozen):
    """A proposed acceptance or refusal."""

    kind: Literal["acceptance"] = "acceptance"
    accepted: bool
    refusal_ground: Code | None = None


class ExceptionDecision(Frozen):
    """A proposed finding on the cause of a recurrence."""

    kind: Literal["exception"] = "exception"
    cause: Code
    evidence: tuple[Sha256, ...]


class OpinionFact(Frozen):
    """The opinion on one subject."""

    subject: UUID
    outcome: Outcome
    liabilities: tuple[Code, ...]
    measures: tuple[Code, ...]
    form: int | None
    disposition: Code | None = None


class DemandFact(Frozen):
    """A correction demand: its number in the decision, whom it binds, its day if one is set; its words are private."""

    number: int
    subject: UUID
    due_on: date | None = None


class DeterminationDecision(Frozen):
    """A proposed determination."""

    kind: Literal["determination"] = "determination"
    opinions: tuple[OpinionFact, ...]
    demands: tuple[DemandFact, ...]


class ApprovalDecision(Frozen):
    """A proposed approval by an organ, its refusal, or a return."""

    kind: Literal["approval"] = "approval"
    result: Literal["approved", "refused", "returned"]


class ReappraisalDecision(Frozen):
    """A proposed decision on a reappraisal; no opinions and no reopening = upheld."""

    kind: Literal["reappraisal"] = "reappraisal"
    reappraisal: UUID
    opinions: tuple[OpinionFact, ...]
    reopen: bool


RoundResult = Literal["approved", "refused", "returned", "undecided", "inquorate"]
"""What a vote led to (A-07)."""

Decision = Annotated[
    AcceptanceDecision | ExceptionDecision | DeterminationDecision | ApprovalDecision | ReappraisalDecision,
    Field(discriminator="kind"),
]


class Grant(Frozen):
    """容错认定生效: per occurrence, subject and liability waived."""

    subject: UUID
    outcome: Outcome
    liability: Code
    matter_id: UUID
    occurrence_id: UUID
    ban_key: str
    exception_version: int | None
