"""How a case begins, goes from step to step, and ends: the events that no single act owns."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.messages import Event
from domain.pack.steps import StepKind
from domain.values import Code, Frozen, Sha256, SubjectFacts


class EndorsementFact(Frozen):
    """How the application was endorsed (签字背书, NJ-11, A-11)."""

    kind: Literal["signed", "substitute", "refused"]
    signatory: Code | None = None
    signed_on: date | None = None
    document: Sha256 | None = None


class CaseOpened(Event):
    """立案 / 立案（收到申请） (NJ-10, BT-04, YN-05, ZS-11): the case began.

    Day 0 of the first term is `on`, the day of receipt. What an organ began has no applicant and no endorsement.
    """

    kind: Literal["case_opened"] = "case_opened"
    pack: Code
    edition: Code
    pack_sha256: Sha256
    route: Code
    history: bool
    jurisdiction: Code
    to_organ: Code
    applicant: UUID | None
    subjects: tuple[SubjectFacts, ...]
    matter_id: UUID
    occurrence_id: UUID
    occurred_on: date
    ground: Code
    error_class: Code
    endorsement: EndorsementFact | None
    evidence: tuple[Sha256, ...]
    after_accountability: Code | None
    reference: str | None = Field(default=None, description="the number of the accountability or the clue")


class StepOpened(Event):
    """环节开始."""

    kind: Literal["step_opened"] = "step_opened"
    step: Code
    step_kind: StepKind


class CaseClosed(Event):
    """办结: every step is done and every duty met."""

    kind: Literal["case_closed"] = "case_closed"
