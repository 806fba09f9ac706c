"""What follows from a decision: outcomes, duties, correction, the use of results, clarification, the ban."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from domain.pack.terms import Item, Sourced, Within, Wording
from domain.terms.deadlines import Term, TermUnit
from domain.values import Code, Whole, is_absent, is_empty


class Outcome(StrEnum):
    """How a determination ends for one subject; listed from the mildest to the gravest."""

    EXEMPT = "exempt"
    REDUCED = "reduced"
    LIGHTER = "lighter"
    NOT_TOLERATED = "not_tolerated"

    @property
    def gravity(self) -> int:
        """0 for the mildest; used to see aggravation."""
        return list(Outcome).index(self)

    @property
    def tolerated(self) -> bool:
        """Whether the error is tolerated at all."""
        return self is not Outcome.NOT_TOLERATED


class SubjectChange(Sourced):
    """变更当事人 (YN-03): who may take subjects into a case or out of it, before anything is decided."""

    by: Code


class Disposition(Item):
    """问责处理意见 (BT-08): how accountability ends for a subject, and with which outcomes of tolerance it goes."""

    outcomes: tuple[Outcome, ...] = Field(min_length=1)


class Repeats(Sourced):
    """定期重复 (NS-20, ZS-34): when the duty is met, the next one is due within `every`, until there were so many."""

    every: Term
    times: Whole = Field(ge=2, le=100, description="how often in all, the first one included")

    @model_validator(mode="after")
    def _takes_time(self) -> Self:
        if self.every.unit is TermUnit.same_day:
            raise ValueError("what is repeated needs a time from one to the next, not the same day")
        return self


class Owed(Sourced):
    """What somebody owes (职责、告知). `by` is a role, or `subject`.

    No term of its own: it goes with that of what it follows (A-05); where that has none, promptly (A-16). Where
    something goes to `recipients`, it is done with a proof of each (BT-14).
    """

    duty: Code
    name: Wording
    by: Code
    within: Within | None = None
    repeats: Repeats | None = None
    recipients: tuple[Item, ...] = ()


class DutyRule(Owed):
    """A duty that an outcome opens (后续职责); no outcome named: each of them does.

    `opens` says when: with the feedback, or with the decision itself.
    """

    per: Literal["case", "subject", "demand"]
    outcomes: tuple[Outcome, ...] = ()
    opens: Literal["feedback", "decision"] = "feedback"

    def follows(self, outcome: Outcome | None) -> bool:
        """Whether an outcome opens it; where nothing has come of a case, none does."""
        return outcome is not None and (not self.outcomes or outcome in self.outcomes)


class StepDuty(Owed):
    """A duty or notice that the end of a step opens (环节的职责、告知), after some of its outcomes, or any."""

    per: Literal["case", "subject"] = "case"
    after: tuple[Code, ...] = ()

    def follows(self, outcome: str) -> bool:
        """Whether an outcome of its step opens it."""
        return not self.after or outcome in self.after


class Correction(Sourced):
    """纠错评估与督促整改 (ZS-35, BT-21, BT-22, NS-16): what becomes of the duty that is opened per correction demand.

    `evaluated_by` evaluates what was done; nobody: doing it ends it. What fails is corrected again, within `again` or
    the duty's own term. `supervised_by`, else who evaluates, takes `measures` against weak correction, listed from the
    mildest; where correction was refused, or with a measure that `refers`, `referral` opens for the subject.
    `ordered_by` may order correction at any time while the case runs, whatever is determined later, if anything is.
    """

    ordered_by: Code | None = Field(default=None, exclude_if=is_absent)
    evaluated_by: Code | None = None
    within: Within | None = None
    again: Within | None = None
    supervised_by: Code | None = None
    measures: tuple[Item, ...] = ()
    referral: DutyRule | None = None
    refers: tuple[Code, ...] = Field(
        default=(), description="measures with which the referral opens though correction is only weak or late (NS-16)"
    )

    @property
    def supervisor(self) -> str | None:
        """The role that takes measures."""
        return self.supervised_by or self.evaluated_by


class ResultArea(Item):
    """An area of results (结果运用领域): it protects the subject, or the unit that a person works in (ZS-06)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    protects: Literal["subject", "unit"] = Field(default="subject", alias="for")


class Consumer(Sourced):
    """A user of results (结果运用单位): a role that must acknowledge them, in some areas or all; no term = promptly."""

    role: Code
    areas: tuple[Code, ...] = ()
    within: Within | None = None


class Results(Sourced):
    """Result application (结果运用): for which outcomes and kinds of subject, in which areas, used by whom.

    `contrary_use` is the duty to decide a reported use against a subject (R-13); without it none can be reported.
    """

    outcomes: tuple[Outcome, ...] = ()
    subjects: tuple[Code, ...] = ()
    areas: tuple[ResultArea, ...] = ()
    consumers: tuple[Consumer, ...] = ()
    contrary_use: DutyRule | None = None


class Purpose(Item):
    """查询目的: what a look-up is for, and which areas of results (结果运用领域) speak of it."""

    areas: tuple[Code, ...] = Field(default=(), exclude_if=is_empty)


class Inquiry(Sourced):
    """查询目的 (A-31): which look-ups of people have to say what they are for, and for what they may be made."""

    of: tuple[Literal["results", "register"], ...] = Field(
        min_length=1, description="what may be read of a subject; the register of subjects"
    )
    purposes: tuple[Purpose, ...] = Field(min_length=1)


class Clarification(Sourced):
    """The clarification track (澄清正名) (NJ-29): who clarifies, on which grounds, in which forms; no term = promptly.

    `without_consent` is how far it may go unless the subject consents to more: the own unit and the users of results,
    or any scope (A-24).
    """

    by: Code
    grounds: tuple[Item, ...] = Field(min_length=1)
    forms: tuple[Item, ...] = Field(min_length=1)
    within: Within | None = None
    without_consent: Literal["unit", "wider"] = "unit"


class Ban(Sourced):
    """No second tolerance (不予二次容错): the key, what it bars, and the causes of recurrence that lift it."""

    key: tuple[Literal["matter"]] | tuple[Literal["matter"], Literal["error_class"]] = ("matter",)
    bars: tuple[Outcome, ...] = ()
    exceptions: tuple[Item, ...] = ()
