"""What a case page shows of what follows a decision: corrections, reappraisals, uses of results, clarifications.

Ids, codes and dates only, as in `view`.
"""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.pack.steps import REAPPRAISAL
from domain.values import Code, Frozen

CorrectionState = Literal["open", "under_evaluation", "done", "passed", "dropped"]
"""Owed, being evaluated; done where nobody evaluates, found enough, or without object since the outcome changed."""


class MeasureTaken(Frozen):
    """督促整改: a measure against weak or refused correction; its reasons are in the event of that version."""

    measure: Code
    refused: bool
    on: date
    version: int


class CorrectionView(Frozen):
    """整改要求: where a demand stands.

    Attributes:
        demand: Its number in the decision, whose words are in the proposal.
        duty_id: What runs for it now, or ran last: correcting, or evaluating.
        responsible: Who must act now: `subject`, or the evaluating organ.
        round: How often it was to be corrected.
        failed: How often that was not enough.
        evaluated_version: The event with the reasons of the last evaluation.
    """

    demand: int
    subject: UUID
    duty_id: UUID
    responsible: Code
    state: CorrectionState = "open"
    round: int = 1
    failed: int = 0
    due_on: date
    provisional: bool = False
    missed: bool = Field(default=False, description="the term that runs now, or ran last, was missed")
    done_on: date | None = None
    evaluated_on: date | None = None
    evaluated_version: int | None = None
    measures: tuple[MeasureTaken, ...] = ()


class ReappraisalView(Frozen):
    """复议、申诉: who asked on which route, and how it was decided; the reasons are in the event of that version.

    Attributes:
        level: At which level, as the pack calls it.
        organs: Who decides it; none: the body of its level.
        awaits_acceptance: Whether it has yet to be said if it is taken up.
        ground: Why it was not taken up.
    """

    reappraisal_id: UUID
    version: int
    route: Code
    subject: UUID
    opened_on: date
    level: Code = REAPPRAISAL
    organs: tuple[Code, ...] = ()
    awaits_acceptance: bool = False
    ground: Code | None = None
    result: Literal["upheld", "changed", "reopened", "not_accepted"] | None = None
    decided_on: date | None = None


class AcknowledgementView(Frozen):
    """知悉结果运用: an organ that uses a result; what it objects is in the event of that version.

    `applied_version` is that of the result. No organ: nobody here plays the role, and nobody is waited for.
    """

    applied_version: int
    subject: UUID
    role: Code
    organ: Code | None
    areas: tuple[Code, ...]
    duty_id: UUID | None = None
    ended: bool = False
    version: int | None = None
    acknowledged_on: date | None = None
    objects: bool = False


class ContraryUseView(Frozen):
    """违反结果运用的报告: its words are in the event of that version, the reasons of the decision in another."""

    contrary_use_id: UUID
    version: int
    subject: UUID
    area: Code
    reported_on: date
    decided_version: int | None = None
    found: bool | None = None
    decided_on: date | None = None


class ReferralView(Frozen):
    """移送诬告陷害: to an organ, to justice, or both; the reasons are in the event of that version."""

    version: int
    on: date
    to: Code | None
    to_justice: bool


class ClarificationView(Frozen):
    """澄清正名: on which ground, how and to whom it was issued, and whether the accusation was referred."""

    clarification_id: UUID
    version: int
    subject: UUID
    ground: Code
    opened_on: date
    issued_version: int | None = None
    form: Code | None = None
    reach: Literal["unit", "wider"] | None = None
    consent: bool = False
    recipients: tuple[Code, ...] = ()
    issued_on: date | None = None
    referral: ReferralView | None = None


class DigestView(Frozen):
    """案例文稿: what waits to be approved, and what is in the collection; each by the version it was written at."""

    draft: int | None = None
    approved: int | None = None
    published: bool = False
