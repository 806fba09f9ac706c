"""Entering a case from paper in one act (补录纸质案件): how it began, and how it ended where it has.

What the paper says was decided is recorded as it was; how it was come to (who voted, what each organ signed) is on the
paper and not asked for. Tolerance is granted here by the same functions as in any case, so the ban counts it (NJ-31).
"""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from domain import refusals
from domain.act import IN_FUTURE, BaseAct
from domain.acts.clock import HistoryClosed
from domain.acts.determination import OPINIONS_INCOMPLETE, Opinion, opinion_facts
from domain.acts.filing import HISTORY_NOT_ALLOWED, BeginCase, FactNumber, case_opened, settle
from domain.acts.matters import (
    MATTER_UNKNOWN,
    RecurrenceExceptionFound,
    SameMatterConfirmed,
    barring_slot,
    grants,
    nothing_tolerated,
    second_tolerance,
)
from domain.acts.results import results_in_force
from domain.acts.terms import open_step
from domain.case.act import Act, Events, Evolve
from domain.case.decisions import Grant, OpinionFact
from domain.case.lifecycle import CaseClosed
from domain.case.state import Case, initial
from domain.messages import EXAMPLE_SUBJECT, Event
from domain.pack.steps import RouteKind
from domain.refusals import Refused, refusal
from domain.registers import RegisterEntries
from domain.values import Code, Day, FreeText, Frozen, Line, Means, Text

Ending = Literal["decided", "not_accepted", "withdrawn"]


class PaperConclusion(Frozen):
    """How a case on paper ended. Where it was reappraised, the opinions are those that stand since."""

    ending: Ending
    on: Day
    accepted_on: Day | None = None
    decided_by: Line | None = Field(default=None, description="who decided, as the paper calls it")
    number: FactNumber | None = Field(default=None, description="the number of the decision")
    opinions: tuple[Opinion, ...] = Field(default=(), max_length=200)
    served_on: Day | None = None
    demands: Text | None = Field(default=None, description="what had to be put right")
    corrected_on: Day | None = None
    reappraisal: Literal["upheld", "changed"] | None = None
    reappraised_on: Day | None = None
    archive: FactNumber | None = Field(default=None, description="the number under which the paper is kept")

    @model_validator(mode="after")
    def _reappraised_whole(self) -> Self:
        if (self.reappraisal is None) != (self.reappraised_on is None):
            raise PydanticCustomError("reappraisal_half", "a reappraisal has a result and a day, or neither")
        return self

    @property
    def later_days(self) -> tuple[date, ...]:
        """The days that cannot be before the conclusion."""
        return tuple(day for day in (self.served_on, self.corrected_on, self.reappraised_on) if day)

    @property
    def ended_on(self) -> date:
        """The last day of the case."""
        return max((self.on, *self.later_days))


class EnterPaperCase(
    BeginCase, path="/cases/from-paper", summary="Enter a case from paper", tag="filing", operation="cases.enter_paper"
):
    """补录纸质案件: a case that was on paper, whole where it has ended; else the clock stays held until 补录完毕."""

    example: ClassVar = {
        "pack": "nujiang",
        "to_organ": "county-a-organization",
        "number": "甲容〔2021〕3号",
        "route": "application",
        "received_on": "2021-03-02",
        "title": "补录：村道改线先行先试失误",
        "statement": "改线后遇滑坡，路基部分重做，损失已挽回。",
        "subjects": [EXAMPLE_SUBJECT],
        "ground": "s2",
        "error_class": "technical_inexperience",
        "occurred_on": "2020-09-10",
        "conclusion": {
            "ending": "decided",
            "on": "2021-04-20",
            "number": "甲容定〔2021〕3号",
            "opinions": [{"subject": EXAMPLE_SUBJECT, "outcome": "exempt", "liabilities": ["accountability"]}],
            "served_on": "2021-04-23",
        },
    }
    kind: Literal["enter_paper_case"] = "enter_paper_case"
    history: Literal[True] = Field(default=True, description="always: it is entered afterwards from paper")
    number: FactNumber = Field(description="of the case on paper: a fact, kept in clear; one number begins one case")
    route: Literal["application", "accountability", "own_motion", "clue_transfer"] = "application"
    received_on: Day = Field(description="the day on which the case began on paper")
    earlier_matter: UUID | None = Field(default=None, description="the matter of an earlier case, where it is the same")
    exception: Code | None = Field(default=None, description="the cause for which a second tolerance was granted")
    exception_reasons: Text | None = None
    conclusion: PaperConclusion | None = None

    @property
    def way(self) -> RouteKind:
        """As the paper says."""
        return RouteKind(self.route)

    @property
    def reference(self) -> str:
        """The number of the case on paper."""
        return self.number

    @property
    def names_matters(self) -> tuple[UUID, ...]:
        """The matter of the earlier case."""
        return (self.earlier_matter,) if self.earlier_matter else ()


class PaperCaseConcluded(Event, group="decision", zh="补录纸质案件结论", en="Conclusion entered from paper"):
    """补录纸质案件结论: how the case ended on paper, with the grants that count against a second tolerance."""

    facts: ClassVar = {
        "结果": "ending",
        "意见": "opinions",
        "决定文号": "number",
        "受理": "accepted_on",
        "书面反馈": "served_on",
        "整改完成": "corrected_on",
        "复议": "reappraisal",
        "复议决定": "reappraised_on",
        "档号": "archive",
    }
    kind: Literal["paper_case_concluded"] = "paper_case_concluded"
    ending: Annotated[Ending, Means("paper_endings")]
    opinions: tuple[OpinionFact, ...] = ()
    grants: tuple[Grant, ...] = ()
    number: str | None = None
    accepted_on: date | None = None
    served_on: date | None = None
    corrected_on: date | None = None
    reappraisal: Annotated[Literal["upheld", "changed"], Means("reappraisal_results")] | None = None
    reappraised_on: date | None = None
    archive: str | None = None

    @property
    def registers(self) -> RegisterEntries:
        """Its grants."""
        return RegisterEntries(grants=self.grants)


CORRECTION_RUNS = refusal("paper_correction_runs", 409, "NJ-24", "R-10").says("""
    有整改要求而没有完成日期，案件还没有办结。
    Something is to be put right and no day says that it was: the case has not ended.
    请填写整改完成日期；确未完成的，按在办案件补录，其余事项在案卷中办理。
    Give the day; if it is really not done, enter the case as running and go on in its file.
""")
NOT_RECURRENT = refusal("paper_exception_without_matter", 409, "NJ-31", "A-12").says("""
    填写了二次容错的例外原因，但没有在先的同类容错。
    A cause for a second tolerance is given, and no earlier tolerance of the same error.
    请核对同一事项的前案；不是二次容错的，不要填写例外原因。
    Check the earlier case of the matter; where it is no second tolerance, give no cause.
""")


def enter(case_id: UUID, command: EnterPaperCase, entering: BaseAct, evolve: Evolve) -> Events:
    """Open the case on the day of the paper, and end it as the paper says; who enters it acts today."""
    begun = settle(command, first := _on_paper(command, entering))
    if entering.actor.organ != begun.receiver.id:
        raise Refused(HISTORY_NOT_ALLOWED)
    opened = case_opened(case_id, command, first, begun)
    act = Act(first.actor, first.at, first.on, None, first.context, initial(case_id, opened), evolve)
    if command.conclusion is None:
        return [opened, *_same_matter(act, command), *open_step(act, begun.route.first)]
    events = _same_matter(act, command)
    concluded = replace(act.after(events), on=command.conclusion.on)
    events += _concluded(concluded, command, command.conclusion)
    return [opened, *events, HistoryClosed(on=entering.on), CaseClosed(on=command.conclusion.ended_on)]


def _on_paper(command: EnterPaperCase, entering: BaseAct) -> BaseAct:
    """The act as of the day of the paper, whose days come one after another and none of them tomorrow."""
    conclusion = command.conclusion
    days = [command.occurred_on, command.received_on]
    if conclusion:
        days += [day for day in (conclusion.accepted_on, conclusion.on) if day]
        if any(day < conclusion.on for day in conclusion.later_days):
            raise Refused(refusals.BEFORE_OPENING, detail=str(conclusion.on))
        days.append(conclusion.ended_on)
    for earlier, later in pairwise(days):
        if later < earlier:
            raise Refused(refusals.BEFORE_OPENING, detail=f"{earlier} > {later}")
    if days[-1] > entering.on:
        raise Refused(IN_FUTURE, detail=str(days[-1]))
    return replace(entering, on=command.received_on)


def _same_matter(act: Act, command: EnterPaperCase) -> Events:
    if command.earlier_matter is None:
        return []
    root = act.context.matters.roots.get(command.earlier_matter)
    if root is None or root == act.case.matter_id:
        raise Refused(MATTER_UNKNOWN)
    return [SameMatterConfirmed(on=act.on, matter_id=act.case.matter_id, earlier_matter=root)]


def _concluded(act: Act, command: EnterPaperCase, conclusion: PaperConclusion) -> Events:
    """What the paper says was decided, what it grants, and what has been in force since.

    Who took note of a result is on the paper; nobody is asked to do so years later.
    """
    if conclusion.ending != "decided":
        if conclusion.opinions:
            raise Refused(OPINIONS_INCOMPLETE)
        return [_told(act, conclusion, (), ())]
    opinions = opinion_facts(act.case, act.context.pack, conclusion.opinions)
    tolerated = any(opinion.outcome.tolerated for opinion in opinions)
    if tolerated and conclusion.demands and conclusion.corrected_on is None:
        raise Refused(CORRECTION_RUNS)
    events = _exception(act, command)
    act = act.after(events)
    granted = grants(act, opinions)
    if granted and (slot := barring_slot(act)):
        raise second_tolerance(act, slot)
    since = conclusion.reappraised_on if conclusion.reappraisal == "changed" else conclusion.on
    in_force = results_in_force(replace(act, on=since or conclusion.on), opinions)
    applied = [each.model_copy(update={"consumers": ()}) for each in in_force]
    return [*events, _told(act, conclusion, opinions, granted), *applied]


def _exception(act: Act, command: EnterPaperCase) -> Events:
    """The finding for which a second tolerance was granted on paper (NJ-31, A-12)."""
    if command.exception is None:
        return []
    if command.exception not in {item.id for item in act.context.pack.ban.exceptions}:
        raise Refused(refusals.UNKNOWN_ITEM, detail=command.exception)
    if barring_slot(act) is None:
        raise Refused(NOT_RECURRENT)
    private = FreeText(reasons=command.exception_reasons) if command.exception_reasons else None
    return [RecurrenceExceptionFound(on=act.on, private=private, cause=command.exception, evidence=())]


def _told(
    act: Act, conclusion: PaperConclusion, opinions: tuple[OpinionFact, ...], granted: tuple[Grant, ...]
) -> PaperCaseConcluded:
    demands = (conclusion.demands,) if conclusion.demands else ()
    written = bool(demands or conclusion.decided_by)
    return PaperCaseConcluded(
        on=act.on,
        private=FreeText(demands=demands, organ_named=conclusion.decided_by) if written else None,
        ending=conclusion.ending,
        opinions=opinions,
        grants=granted,
        number=conclusion.number,
        accepted_on=conclusion.accepted_on,
        served_on=conclusion.served_on,
        corrected_on=conclusion.corrected_on,
        reappraisal=conclusion.reappraisal,
        reappraised_on=conclusion.reappraised_on,
        archive=conclusion.archive,
    )


def evolve(case: Case, event: PaperCaseConcluded) -> Case:
    """The case after its conclusion was entered."""
    match event.ending:
        case "decided":
            return case.granted(event.opinions, event.grants)
        case "not_accepted":
            return replace(nothing_tolerated(case), not_accepted_on=event.on)
        case "withdrawn":
            return replace(case, withdrawn=True)
