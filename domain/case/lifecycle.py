"""How a case begins, goes from step to step, and ends: the events that no single act owns."""

from datetime import date
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import Field

from domain.classification import Level
from domain.messages import Event
from domain.organs import Organs
from domain.pack.steps import StepKind
from domain.registers import RegisterEntries
from domain.values import Actor, Code, Frozen, Means, OrganId, Sha256, StepId, SubjectFacts, is_absent, is_empty


class EndorsementFact(Frozen):
    """How the application was endorsed (签字背书, NJ-11, A-11, A-40).

    Attributes:
        kind: By the head of the own committee or of one above; asked of a head who has yet to sign; or refused.
        signatory: The position that signed, or is asked to; `organ` is its committee, which older cases do not tell.
        document: The scan of what was signed on paper; none where the head signed in person.
    """

    kind: Literal["signed", "substitute", "requested", "refused"]
    signatory: Code | None = None
    organ: Code | None = None
    signed_on: date | None = None
    document: Sha256 | None = None


OPENING = "application"
"""Where what comes with the opening of a case is asked for, which is no step; as the moments of a pack call it."""


class HandedIn(Frozen):
    """列明的材料: a document that was handed in under the name by which the procedure asks for it."""

    name: Code
    sha256: Sha256


class CaseOpened(Event, group="procedure", zh="立案", en="Case opened"):
    """立案 / 立案（收到申请） (NJ-10, BT-04, YN-05, ZS-11): the case began.

    Day 0 of the first term is `on`, the day of receipt. What an organ began has no applicant and no endorsement.
    """

    facts: ClassVar = {
        "受理机关": "to_organ",
        "所在单位": "unit",
        "当事人": "subjects",
        "情形": "ground",
        "事发": "occurred_on",
        "签字背书": "endorsement",
        "文号或编号": "reference",
        "另一程序开始": "other_began_on",
        "另一程序结束": "other_ended_on",
        "程序版本": "pack edition pack_sha256",
        "材料": "evidence",
        "列明材料": "documents",
        "密级": "secrecy",
    }
    begins: ClassVar = True
    kind: Literal["case_opened"] = "case_opened"
    pack: Annotated[Code, Means("edition_of_pack")]
    edition: Code
    pack_sha256: Sha256
    route: Code
    history: bool
    jurisdiction: Code
    to_organ: OrganId
    applicant: UUID | None
    subjects: tuple[SubjectFacts, ...]
    matter_id: UUID
    occurrence_id: UUID
    occurred_on: date
    ground: Annotated[Code, Means("ground")]
    error_class: Code
    endorsement: EndorsementFact | None
    evidence: tuple[Sha256, ...]
    documents: tuple[HandedIn, ...] = Field(
        default=(), exclude_if=is_empty, description="those that the procedure asks for by name with the opening"
    )
    after_accountability: Code | None
    reference: str | None = Field(default=None, description="the number of the accountability or the clue")
    risk_filing: UUID | None = Field(
        default=None, exclude_if=is_absent, description="the risk filing that it rests on, which is of its matter"
    )
    other_began_on: date | None = Field(default=None, exclude_if=is_absent)
    other_ended_on: date | None = Field(default=None, exclude_if=is_absent)
    unit: OrganId | None = Field(default=None, description="the unit whose case an organ entered or began")
    filed_by: Code | None = Field(
        default=None, description="the person who filed it for the applicant; none at the counter, and in older cases"
    )

    secrecy: Annotated[Level | None, Means("secrecy")] = Field(
        default=None, description="密级; none where nobody said that it has one"
    )
    on_paper: bool = Field(default=False, description="a stub: what it is about stays on paper (A-47)")

    def recorded_by(self, actor: Actor) -> Self:
        """With who filed it, which older cases tell by their entry alone."""
        if self.filed_by is not None or self.applicant is None or actor.organ == self.to_organ:
            return self
        return self.model_copy(update={"filed_by": actor.person})

    def vouched_by(self, organs: Organs) -> frozenset[str]:
        """Who filed it for the applicant, and who had endorsed it by then (A-39)."""
        found, endorsed = self.doers(self.filed_by) if self.filed_by else frozenset[str](), self.endorsement
        if endorsed and endorsed.signatory and endorsed.signed_on:
            found |= {organs.held_by(endorsed.signatory, endorsed.signed_on) or ""}
        return found - {""}

    @property
    def numbered_by(self) -> str:
        """The organ that took it in."""
        return self.to_organ

    @property
    def edition_pinned(self) -> str:
        """That in force where it began."""
        return self.pack_sha256

    @property
    def brings(self) -> frozenset[UUID]:
        """Its subjects, and who applied."""
        subjects = frozenset(each.subject_id for each in self.subjects)
        return subjects | {self.applicant} if self.applicant else subjects

    @property
    def registers(self) -> RegisterEntries:
        """Its matter."""
        return RegisterEntries(matter=self.matter_id)


class StepOpened(Event, group="procedure", zh="进入环节", en="Step begun"):
    """环节开始."""

    facts: ClassVar = {"环节": "step"}
    kind: Literal["step_opened"] = "step_opened"
    step: StepId
    step_kind: StepKind
    organs: tuple[OrganId, ...] = Field(
        default=(), description="who acts in it, where no term of it and no team says so: for them the case is there"
    )


MovedBy = Literal["transfer", "elevation", "designation", "hand_down"]
"""By what a case comes to another organ: 移送, 提级, 指定管辖, 交办."""
Clock = Literal["restarts", "continues"]
"""What becomes of its terms: they begin anew with what is begun anew, or go on as they are."""


class JurisdictionChanged(Event, group="procedure", zh="管辖机关变更", en="Handled by another organ from here"):
    """管辖机关变更 / 接收 (NJ-09, A-48): from here another organ has the case, and this procedure is its law.

    It is received where it was transferred, designated or handed down; a higher organ that raises it has it at once.

    Attributes:
        clock: `restarts`: it begins anew with the first step; `continues`: it goes on where it was.
        organs: Who acts in the steps under way from here: for them the case is there.
        ground: Of the procedure that holds from here, as `error_class` is.
    """

    facts: ClassVar = {
        "方式": "by",
        "原机关": "from_organ",
        "现机关": "to_organ",
        "计时": "clock",
        "情形": "ground",
        "程序版本": "pack edition pack_sha256",
    }
    kind: Literal["jurisdiction_changed"] = "jurisdiction_changed"
    by: Annotated[MovedBy, Means("moves")]
    from_organ: OrganId
    to_organ: OrganId
    jurisdiction: Code
    clock: Annotated[Clock, Means("clocks_of_moves")]
    organs: tuple[OrganId, ...]
    pack: Annotated[Code, Means("edition_of_pack")]
    edition: Code
    pack_sha256: Sha256
    ground: Annotated[Code, Means("ground")]
    error_class: Code

    @property
    def edition_pinned(self) -> str:
        """That of the place it is in now."""
        return self.pack_sha256


class CaseClosed(Event, group="procedure", zh="办结", en="Case closed"):
    """办结: every step is done and every duty met."""

    ends: ClassVar = True
    kind: Literal["case_closed"] = "case_closed"
