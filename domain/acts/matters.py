"""Matters and the ban on a second tolerance (事项、二次容错): sameness, exception, and what bars a grant (NJ-31)."""

from dataclasses import replace
from typing import Annotated, ClassVar, Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain import refusals
from domain.acts.proposals import EXCEPTION, Proposing, may_propose, propose
from domain.case.act import Act, Events
from domain.case.decisions import ExceptionDecision, Grant, OpinionFact
from domain.case.state import Case, OpenReappraisal
from domain.context import ANY_ERROR, Slot, ban_key
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, EXAMPLE_ID, Command, Event
from domain.pack.results import Outcome
from domain.pack.steps import StepKind
from domain.refusals import Refused, refusal
from domain.registers import MergedMatter, RegisterEntries
from domain.values import Code, Document, FreeText, Means, Sha256, StepId, Text, digests, titles


class ConfirmSameMatter(Command, path="matter-confirmation", summary="Confirm an earlier matter", tag="matters"):
    """确认同一事项 (NJ-31, A-08): a person confirms that this is a matter registered earlier."""

    example: ClassVar = {"earlier_matter": EXAMPLE_ID, "reasons": "与在先案件系同一工程的同一标段。"}
    kind: Literal["confirm_same_matter"] = "confirm_same_matter"
    earlier_matter: UUID
    reasons: Text

    @property
    def names_matters(self) -> tuple[UUID, ...]:
        """The earlier one."""
        return (self.earlier_matter,)


class DenySameMatter(Command, path="matter-denial", summary="Deny that the matter is an earlier one", tag="matters"):
    """否认同一事项 (NJ-31, A-08): a person has looked at the candidates and finds the matter to be another."""

    example: ClassVar = {"candidates": [EXAMPLE_ID], "reasons": "工程、地点、年度均不相同。"}
    kind: Literal["deny_same_matter"] = "deny_same_matter"
    candidates: tuple[UUID, ...] = ()
    reasons: Text


class FindException(
    Command, path="exception-finding", summary="Propose an exception for the recurrence", tag="matters"
):
    """例外认定 (NJ-31, A-12): the cause of the recurrence was force majeure or another special factor; joint."""

    example: ClassVar = {"cause": "natural_disaster", "evidence": [EXAMPLE_DOCUMENT], "reasons": "本次系洪灾所致。"}
    kind: Literal["find_exception"] = "find_exception"
    cause: Code
    evidence: tuple[Document, ...] = Field(min_length=1)
    reasons: Text


class SameMatterConfirmed(Event, group="procedure", zh="确认系同一事项", en="Found to be the same matter"):
    """确认同一事项 (NJ-31, A-08)."""

    facts: ClassVar = {"在先事项": "earlier_matter"}
    kind: Literal["same_matter_confirmed"] = "same_matter_confirmed"
    matter_id: UUID
    earlier_matter: Annotated[UUID, Means("matter")]

    @property
    def registers(self) -> RegisterEntries:
        """The matter is the earlier one."""
        return RegisterEntries(merged=MergedMatter(self.matter_id, into=self.earlier_matter))


class SameMatterDenied(Event, group="procedure", zh="认定不是同一事项", en="Found to be another matter"):
    """认定非同一事项 (NJ-31, A-08)."""

    facts: ClassVar = {"比对": "candidates"}
    kind: Literal["same_matter_denied"] = "same_matter_denied"
    candidates: Annotated[tuple[UUID, ...], Means("candidates")]


class ToleranceBarred(Event, group="decision", zh="不予二次容错", en="Second tolerance barred"):
    """不予二次容错 (NJ-31): an earlier tolerated occurrence of the same error in the matter bars this one."""

    facts: ClassVar = {"在先案件": "earlier_case", "依据": "cite"}
    kind: Literal["tolerance_barred"] = "tolerance_barred"
    step: StepId
    matter_id: UUID
    ban_key: str
    earlier_case: Annotated[UUID, Means("case")]
    earlier_occurrence: UUID
    cite: tuple[str, ...]


class RecurrenceExceptionFound(
    Event, group="decision", zh="例外认定（再次发生另有特殊原因）", en="Exception found for the recurrence"
):
    """例外认定 (NJ-31, A-12): about the cause of the recurrence, never of the first occurrence."""

    facts: ClassVar = {"特殊原因": "cause", "材料": "evidence"}
    kind: Literal["recurrence_exception_found"] = "recurrence_exception_found"
    cause: Annotated[Code, Means("exception")]
    evidence: tuple[Sha256, ...]


_WITH_THE_OPENING = 2
"""The version by which a case is of the matter of its risk filing: whether that was tolerated before, nobody asked."""
_BEFORE_APPROVAL = frozenset({StepKind.ACCEPTANCE, StepKind.INVESTIGATION, StepKind.DETERMINATION})


SECOND_TOLERANCE = refusal("second_tolerance", 409, "NJ-31").says("""
    同一事项的同类失误已经容错，不再给予二次容错。
    The same error in this matter has been tolerated before; no second tolerance.
    如本次系不可抗力等特殊因素所致，请先由认定机关作出例外认定；否则应决定不予受理或不予容错。
    If force majeure or another special factor caused the recurrence, have that found first; else do not accept.
""")
MATTER_UNKNOWN = refusal("unknown_matter", 422, "A-08").says("""
    没有登记过这个事项，或它就是本案的事项。
    No such earlier matter is registered, or it is this case's own.
    请从候选事项中选择。
    Choose one of the candidates.
""")


@guard(ConfirmSameMatter, DenySameMatter)
def _may_answer(act: Act) -> None:
    """Whether the matter is an earlier one is open until it is decided, and the deciding organs' to say."""
    act.require_role(*act.context.pack.deciders)
    act.require_not_moving()
    act.require_fresh("matter")
    if not any(state.kind in _BEFORE_APPROVAL for state in act.case.open_steps.values()):
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)


def confirm_same(act: Act, command: ConfirmSameMatter) -> Events:
    """Confirm that the matter was registered before; what was tolerated in it now counts here (A-08)."""
    _may_answer(act)
    root = act.context.matters.roots.get(command.earlier_matter)
    if root is None or root == _root(act):
        raise Refused(MATTER_UNKNOWN)
    return [
        SameMatterConfirmed(
            on=act.on, private=FreeText(reasons=command.reasons), matter_id=_root(act), earlier_matter=root
        )
    ]


def deny_same(act: Act, command: DenySameMatter) -> Events:
    """Deny, with reasons, that the matter is one of the candidates (A-08)."""
    _may_answer(act)
    if {_root(act), act.case.matter_id} & set(command.candidates):
        raise Refused(MATTER_UNKNOWN)
    return [SameMatterDenied(on=act.on, private=FreeText(reasons=command.reasons), candidates=command.candidates)]


@guard(FindException)
def _may_except(act: Act) -> Proposing:
    _require_undecided(act)
    _require_barred(act)
    body = act.context.pack.excepts
    if body is None:
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    return may_propose(act, EXCEPTION, body)


def find_exception(act: Act, command: FindException) -> Events:
    """Propose the finding that a special factor caused the recurrence (NJ-31, A-12)."""
    proposing = _may_except(act)
    if command.cause not in {item.id for item in act.context.pack.ban.exceptions}:
        raise Refused(refusals.UNKNOWN_ITEM, detail=command.cause)
    evidence = digests(command.evidence)
    private = FreeText(reasons=command.reasons, document_titles=titles(command.evidence))
    return propose(act, proposing, ExceptionDecision(cause=command.cause, evidence=evidence), private)


def carry_out_exception(act: Act, decision: ExceptionDecision) -> Events:
    """Record the finding once all organs have signed it."""
    _require_undecided(act)
    _require_barred(act)
    return [RecurrenceExceptionFound(on=act.on, cause=decision.cause, evidence=decision.evidence)]


def barring_slot(act: Act) -> Slot | None:
    """The earlier tolerated occurrence that bars this case, unless its own recurrence was excepted (NJ-31)."""
    if act.case.exception_version is not None:
        return None
    return act.context.matters.slot(_key(act), act.case.opened.occurrence_id)


def barred(act: Act, step: str, slot: Slot) -> ToleranceBarred:
    """The event that says what bars the case, and by which article."""
    return ToleranceBarred(
        on=act.on,
        step=step,
        matter_id=_root(act),
        ban_key=_key(act),
        earlier_case=slot.case_id,
        earlier_occurrence=slot.occurrence_id,
        cite=act.context.pack.ban.cite,
    )


def second_tolerance(act: Act, slot: Slot) -> Refused:
    """The refusal that names the article and the earlier case."""
    return Refused(SECOND_TOLERANCE, cite=act.context.pack.ban.cite, earlier_case=slot.case_id)


def grants(act: Act, opinions: tuple[OpinionFact, ...]) -> tuple[Grant, ...]:
    """The grants that opinions amount to: one per subject and liability waived."""
    return tuple(
        Grant(
            subject=opinion.subject,
            outcome=opinion.outcome,
            liability=liability,
            matter_id=_root(act),
            occurrence_id=act.case.opened.occurrence_id,
            ban_key=_key(act),
            exception_version=act.case.exception_version,
        )
        for opinion in opinions
        if opinion.outcome in act.context.pack.ban.bars
        for liability in opinion.liabilities
    )


def _root(act: Act) -> UUID:
    return act.context.matters.roots.get(act.case.matter_id, act.case.matter_id)


def _key(act: Act) -> str:
    by_class = "error_class" in act.context.pack.ban.key
    return ban_key(_root(act), act.case.error_class if by_class else ANY_ERROR)


def _require_barred(act: Act) -> None:
    if barring_slot(act) is None:
        raise Refused(refusals.NOT_BARRED)


def _require_undecided(act: Act) -> None:
    """An exception bears on a decision to come: the tolerance itself, or a reappraisal."""
    undecided = _BEFORE_APPROVAL | {StepKind.APPROVAL}
    reappraised = any(isinstance(state, OpenReappraisal) for state in act.case.reappraisals.values())
    if not reappraised and not any(state.kind in undecided for state in act.case.open_steps.values()):
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)


def nothing_tolerated(case: Case) -> Case:
    """A case in which nothing is tolerated: no outcome but that, nothing waived, nothing to be corrected."""
    nothing = {"outcome": Outcome.NOT_TOLERATED, "liabilities": ()}
    opinions = {subject: opinion.model_copy(update=nothing) for subject, opinion in case.opinions.items()}
    return replace(case.file_known(), opinions=opinions, demands=())


def evolve(
    case: Case, event: SameMatterConfirmed | SameMatterDenied | RecurrenceExceptionFound | ToleranceBarred
) -> Case:
    """The case after it was found to be of an earlier matter or not, excepted from the ban, or barred by it."""
    match event:
        case SameMatterConfirmed():
            by_filing = case.opened.risk_filing is not None and case.version == _WITH_THE_OPENING
            checked = case.same_matter_checked or not by_filing
            case = replace(case, matter_id=event.earlier_matter, same_matter_checked=checked)
            return case.touched("matter", event.on)
        case SameMatterDenied():
            return replace(case, same_matter_checked=True).touched("matter", event.on)
        case RecurrenceExceptionFound():
            return replace(case, exception_version=case.version)
        case ToleranceBarred():
            return nothing_tolerated(case).step_done(event.step, event.on)
        case _:
            assert_never(event)
