"""Contrary use of results (违反结果运用, NJ-39, R-13): reported while a result protects, decided by who supervises."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, ClassVar, Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.acts.terms import open_prompt_duty
from domain.case.act import Act, Events
from domain.case.state import Case, DecidedContraryUse, OpenContraryUse, ResultInForce
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, EXAMPLE_ID, EXAMPLE_SUBJECT, Capacity, Command, Event
from domain.pack.results import DutyRule
from domain.refusals import Refused, refusal
from domain.terms.duty import OpenDuty
from domain.values import (
    Code,
    Document,
    Flag,
    FreeText,
    Line,
    Means,
    Sha256,
    SubjectId,
    Text,
    digests,
    event_id,
    titles,
)


class ReportContraryUse(
    Command,
    path="contrary-uses",
    summary="Report a use against a result",
    tag="results",
    seen=False,
    capacity=Capacity.PARTY,
):
    """报告违反结果运用 (NJ-39, R-13): something was held against a subject in an area that a result protects."""

    example: ClassVar = {
        "subject": EXAMPLE_SUBJECT,
        "area": "promotion",
        "by_organ": "某单位组织人事部门",
        "what_happened": "职级晋升时以已经容错的事项为由不予推荐。",
        "evidence": [EXAMPLE_DOCUMENT],
    }
    kind: Literal["report_contrary_use"] = "report_contrary_use"
    subject: UUID
    area: Code
    by_organ: Line
    what_happened: Text
    evidence: tuple[Document, ...] = Field(min_length=1)


class DecideContraryUse(
    Command, path="contrary-use-decisions", summary="Decide a report of contrary use", tag="results"
):
    """处理违反结果运用的报告 (NJ-39): found or not, with reasons; `contrary_use` is the report's id."""

    example: ClassVar = {
        "contrary_use": EXAMPLE_ID,
        "found": True,
        "reasons": "推荐记录显示以已容错事项为由，责令纠正。",
        "document": EXAMPLE_DOCUMENT,
    }
    kind: Literal["decide_contrary_use"] = "decide_contrary_use"
    contrary_use: UUID
    found: Flag
    reasons: Text
    document: Document


class ContraryUseReported(Event, group="result", zh="报告违反结果运用", en="Contrary use reported"):
    """报告违反结果运用 (NJ-39, R-13): the id of this event is the report's id; by whom and what is private."""

    facts: ClassVar = {"容错对象": "subject", "领域": "area", "材料": "evidence"}
    kind: Literal["contrary_use_reported"] = "contrary_use_reported"
    subject: SubjectId
    area: Annotated[Code, Means("area")]
    evidence: tuple[Sha256, ...]


class ContraryUseDecided(Event, group="result", zh="处理违反结果运用的报告", en="Report of contrary use decided"):
    """处理违反结果运用的报告 (NJ-39): whether the use was contrary to the result."""

    facts: ClassVar = {"结论": "found", "材料": "document"}
    kind: Literal["contrary_use_decided"] = "contrary_use_decided"
    contrary_use: UUID
    found: Annotated[bool, Means("contrary_use")]
    document: Sha256


NO_CONTRARY_USE = refusal("no_contrary_use_rule", 409, "R-13").says("""
    本案适用的程序没有受理违反结果运用报告的规定。
    The procedure of this case has no rule for reports of contrary use.
    请向办理机关反映；需要在此办理的，须先有规定。
    Turn to the organs that handle the case; reporting it here needs a rule first.
""")
RESULT_NOT_IN_FORCE = refusal("result_not_in_force", 409, "NJ-39", "A-21").says("""
    该当事人在这一领域没有生效的结果运用。
    No result is in force for this subject in this area.
    请核对当事人、领域和结果运用的状态。
    Check the subject, the area, and how the result stands.
""")
NO_CONTRARY_USE_REPORT = refusal("no_such_contrary_use_report", 409, "NJ-39").says("""
    没有待处理的这一报告。
    No such report awaits a decision.
    请查看案件中违反结果运用的报告。
    See the reports of contrary use in the case.
""")


@guard(ReportContraryUse, subject=Act.subjects)
def _may_report(act: Act, subject: UUID) -> tuple[DutyRule, ResultInForce]:
    pack, rule = act.context.pack, act.context.pack.results.contrary_use
    if rule is None:
        raise Refused(NO_CONTRARY_USE)
    act.require_concerned(*pack.handling_roles, *(consumer.role for consumer in pack.results.consumers), rule.by)
    act.require_subject(subject)
    result = act.case.results.get(subject)
    if result is None:
        raise Refused(RESULT_NOT_IN_FORCE)
    act.require_not_before(result.on)
    return rule, result


def report(act: Act, command: ReportContraryUse) -> Events:
    """Report that something was held against a subject; whoever the pack names must decide it."""
    rule, result = _may_report(act, command.subject)
    if command.area not in result.areas:
        raise Refused(RESULT_NOT_IN_FORCE, detail=command.area)
    reported = ContraryUseReported(
        on=act.on,
        private=FreeText(
            organ_named=command.by_organ,
            statement=command.what_happened,
            document_titles=titles(command.evidence),
        ),
        subject=command.subject,
        area=command.area,
        evidence=digests(command.evidence),
    )
    responsible, answers = act.organ_of(rule.by), act.next_id(0)
    duty = open_prompt_duty(act, rule.duty, rule.name, responsible, rule, subject=command.subject, answers=answers)
    return [reported, duty]


def _open_reports(act: Act) -> Iterable[UUID]:
    return (id_ for id_, state in act.case.contrary_uses.items() if isinstance(state, OpenContraryUse))


@guard(DecideContraryUse, contrary_use=_open_reports)
def _may_decide(act: Act, contrary_use: UUID) -> tuple[UUID, OpenDuty]:
    state = act.case.contrary_uses.get(contrary_use)
    found = next(
        ((id_, duty) for id_, duty in act.case.open_duties.items() if duty.opened.answers == contrary_use), None
    )
    if not isinstance(state, OpenContraryUse) or found is None:
        raise Refused(NO_CONTRARY_USE_REPORT)
    id_, duty = found
    act.require_responsible(duty)
    act.require_fresh(str(id_))
    act.require_not_before(state.on)
    return id_, duty


def decide_report(act: Act, command: DecideContraryUse) -> Events:
    """Decide a report, whether or not the result is still in force: what was done was done while it was (A-21)."""
    id_, duty = _may_decide(act, command.contrary_use)
    decided = ContraryUseDecided(
        on=act.on,
        private=FreeText(reasons=command.reasons, document_titles=(command.document.title,)),
        contrary_use=command.contrary_use,
        found=command.found,
        document=command.document.sha256,
    )
    return [decided, act.meet(id_, duty)]


def evolve(case: Case, event: ContraryUseReported | ContraryUseDecided) -> Case:
    """The case after a report or its decision; a closed one is open again until it is decided."""
    match event:
        case ContraryUseReported():
            reported = {event_id(case.id, case.version): OpenContraryUse(event.on)}
            return replace(case, contrary_uses={**case.contrary_uses, **reported}, closed=False)
        case ContraryUseDecided():
            return replace(case, contrary_uses={**case.contrary_uses, event.contrary_use: DecidedContraryUse()})
        case _:
            assert_never(event)
