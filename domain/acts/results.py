"""Result application (结果运用, NJ-32 to NJ-36): what a tolerant outcome protects, when that ends, and who takes note.

Each organ that uses results acknowledges them or objects (R-07, R-13); A-21 and A-37 say when results end and for whom.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, ClassVar, Literal, assert_never
from uuid import UUID

from domain import refusals
from domain.acts.terms import open_prompt_duty
from domain.case.act import Act, Events
from domain.case.decisions import OpinionFact
from domain.case.state import Case, ResultInForce
from domain.guards import guard
from domain.messages import EXAMPLE_ID, Command, Event
from domain.pack.results import Consumer, Outcome
from domain.refusals import Refused
from domain.registers import RegisterEntries, RevokedGrants
from domain.terms.duty import OpenDuty
from domain.values import Bilingual, Code, DutyId, FreeText, Frozen, Means, OrganId, SubjectId, Text


class AcknowledgeResults(
    Command, path="result-acknowledgements", summary="Acknowledge a result, or object", tag="results", seen=False
):
    """知悉结果运用 (R-07, R-13): an organ that uses results acknowledges them, or objects in writing."""

    example: ClassVar = {"duty": EXAMPLE_ID, "objection": "本机关对所免除的责任有不同意见，书面说明附后。"}
    kind: Literal["acknowledge_results"] = "acknowledge_results"
    duty: UUID
    objection: Text | None = None


class AreaFact(Frozen):
    """An area in which the result applies (结果运用领域), with its rule."""

    id: Code
    name: Bilingual
    cite: tuple[str, ...]
    protects: Literal["subject", "unit"] = "subject"


class ConsumerFact(Frozen):
    """An organ that uses the result (结果运用单位), and its areas; no organ: nobody here plays the role."""

    role: Code
    organ: Code | None
    areas: tuple[Code, ...]


class ResultsApplied(Event, group="result", zh="结果运用生效", en="Results in force"):
    """结果运用 (NJ-32 to NJ-36, A-37): from here nothing may be held against the subject in these areas."""

    facts: ClassVar = {"容错对象": "subject", "结论": "outcome", "适用": "areas", "须知悉": "consumers"}
    kind: Literal["results_applied"] = "results_applied"
    subject: SubjectId
    outcome: Outcome
    areas: tuple[AreaFact, ...]
    consumers: tuple[ConsumerFact, ...] = ()


class ToleranceRevoked(Event, group="decision", zh="撤销原容错认定", en="Tolerance revoked"):
    """撤销容错认定 (A-21): the old decision is kept; the grants made at `granted_version` end."""

    facts: ClassVar = {"容错对象": "subject", "原决定": "granted_version"}
    kind: Literal["tolerance_revoked"] = "tolerance_revoked"
    subject: SubjectId
    granted_version: Annotated[int, Means("version")]

    @property
    def registers(self) -> RegisterEntries:
        """The end of those grants."""
        return RegisterEntries(revoked=RevokedGrants(self.granted_version, self.subject))


class ResultsEnded(Event, group="result", zh="结果运用终止", en="Results ended"):
    """结果运用终止 (A-21): the tolerance no longer stands; past uses stay on record."""

    facts: ClassVar = {"容错对象": "subject"}
    kind: Literal["results_ended"] = "results_ended"
    subject: SubjectId


class ResultsSuspended(Event, group="result", zh="结果运用暂停（复议、申诉期间）", en="Results suspended by an appeal"):
    """暂停结果运用 (A-62): while an appeal runs the result is applied neither for nor against the subject."""

    facts: ClassVar = {"容错对象": "subject"}
    kind: Literal["results_suspended"] = "results_suspended"
    subject: SubjectId
    reappraisal: UUID


class ResultsResumed(Event, group="result", zh="结果运用恢复", en="Results applied again"):
    """恢复结果运用 (A-62): the appeal is over and the result stands; from here it is applied as before."""

    facts: ClassVar = {"容错对象": "subject"}
    kind: Literal["results_resumed"] = "results_resumed"
    subject: SubjectId
    reappraisal: UUID


class ResultsAcknowledged(Event, group="result", zh="知悉结果运用", en="Result acknowledged"):
    """知悉结果运用 (R-07, R-13): an organ that uses the result has taken note of it; what it objects is private."""

    facts: ClassVar = {"机关": "organ", "容错对象": "subject", "意见": "objects"}
    kind: Literal["results_acknowledged"] = "results_acknowledged"
    duty_id: DutyId
    subject: SubjectId
    organ: OrganId
    objects: Annotated[bool, Means("objection")]


ACKNOWLEDGEMENT = "acknowledge_results"
"""The duty of an organ that uses results to take note of one."""

_TAKE_NOTE = Bilingual(zh="知悉结果运用", en="Acknowledge the result")
_CHANGED = "outcome_changed"
_PERSON = "person"


def apply_results(act: Act, opinions: tuple[OpinionFact, ...]) -> Events:
    """Open the areas for each subject the pack protects, and the duty of each organ that uses them to take note."""
    return [event for applied in results_in_force(act, opinions) for event in (applied, *_taking_note(act, applied))]


def results_in_force(act: Act, opinions: tuple[OpinionFact, ...]) -> list[ResultsApplied]:
    """The areas that are open for each subject the pack protects."""
    results = act.context.pack.results
    kinds = {subject.subject_id: subject.kind for subject in act.case.subjects}
    protected = (
        _applied(act, opinion, kinds[opinion.subject])
        for opinion in opinions
        if opinion.outcome in results.outcomes and kinds[opinion.subject] in results.subjects
    )
    return [applied for applied in protected if applied.areas]


def end_earlier(act: Act, *subjects: UUID) -> Events:
    """End what was granted before, of some subjects or of all: a new decision takes its place (A-21)."""
    events: Events = []
    for subject, version in act.case.granted_at.items():
        if not subjects or subject in subjects:
            events.append(ToleranceRevoked(on=act.on, subject=subject, granted_version=version))
            events.append(ResultsEnded(on=act.on, subject=subject))
            events += cancel_acknowledgements(act, subject)
    return events


def suspend(act: Act, subject: UUID, reappraisal: UUID) -> Events:
    """Suspend the result of a subject while an appeal runs, if one is in force."""
    if subject not in act.case.results:
        return []
    return [ResultsSuspended(on=act.on, subject=subject, reappraisal=reappraisal)]


def resume(act: Act, subject: UUID, reappraisal: UUID) -> Events:
    """Apply a suspended result again once the appeal is over, or end it where the outcome has none any more."""
    if subject not in act.case.suspended:
        return []
    if act.case.opinions[subject].outcome in act.context.pack.results.outcomes:
        return [ResultsResumed(on=act.on, subject=subject, reappraisal=reappraisal)]
    return [ResultsEnded(on=act.on, subject=subject)]


def cancel_acknowledgements(act: Act, subject: UUID) -> Events:
    """End the duties to take note of a result that has ended (A-21)."""
    return [
        act.cancel(id_, _CHANGED)
        for id_, duty in act.case.open_duties.items()
        if duty.opened.duty == ACKNOWLEDGEMENT and duty.opened.subject == subject
    ]


def _to_take_note(act: Act) -> Iterable[UUID]:
    return (id_ for id_, duty in act.case.open_duties.items() if duty.opened.duty == ACKNOWLEDGEMENT)


@guard(AcknowledgeResults, duty=_to_take_note)
def _may_acknowledge(act: Act, duty: UUID) -> tuple[OpenDuty, UUID]:
    """The duty, and whose result it is."""
    running = act.case.open_duties.get(duty)
    if running is None or running.opened.duty != ACKNOWLEDGEMENT or running.opened.subject is None:
        raise Refused(refusals.NO_DUTY)
    act.require_responsible(running)
    act.require_fresh(str(duty))
    act.require_not_before(running.opened.on)
    return running, running.opened.subject


def acknowledge(act: Act, command: AcknowledgeResults) -> Events:
    """Take note of a result; an objection is recorded with it and changes nothing by itself (R-07)."""
    duty, subject = _may_acknowledge(act, command.duty)
    acknowledged = ResultsAcknowledged(
        on=act.on,
        private=FreeText(statement=command.objection) if command.objection else None,
        duty_id=command.duty,
        subject=subject,
        organ=act.actor.organ,
        objects=command.objection is not None,
    )
    return [acknowledged, act.meet(command.duty, duty)]


def _applied(act: Act, opinion: OpinionFact, kind: str) -> ResultsApplied:
    """One subject's result; an area that protects the unit somebody works in is of persons alone (ZS-06)."""
    areas = tuple(
        AreaFact(id=area.id, name=area.name, cite=area.cite, protects=area.protects)
        for area in act.context.pack.results.areas
        if area.protects == "subject" or kind == _PERSON
    )
    consumers = {rule.role: rule for rule in act.context.pack.results.consumers}
    used = tuple(fact for rule in consumers.values() if (fact := _consumer(act, rule, areas)).areas)
    return ResultsApplied(on=act.on, subject=opinion.subject, outcome=opinion.outcome, areas=areas, consumers=used)


def _taking_note(act: Act, applied: ResultsApplied) -> Events:
    """The duties of the organs that use a result to take note of it; a role that nobody plays is not waited for."""
    rules = {rule.role: rule for rule in act.context.pack.results.consumers}
    return [
        open_prompt_duty(act, ACKNOWLEDGEMENT, _TAKE_NOTE, fact.organ, rules[fact.role], subject=applied.subject)
        for fact in applied.consumers
        if fact.organ
    ]


def _consumer(act: Act, rule: Consumer, areas: tuple[AreaFact, ...]) -> ConsumerFact:
    """Who uses which of these areas; a role that no organ plays is named all the same, and nobody is waited for."""
    organ = act.context.organs.in_role(rule.role, act.case.jurisdiction)
    used = tuple(area.id for area in areas if not rule.areas or area.id in rule.areas)
    return ConsumerFact(role=rule.role, organ=organ.id if organ else None, areas=used)


ResultEvent = ResultsApplied | ResultsEnded | ResultsSuspended | ResultsResumed | ResultsAcknowledged | ToleranceRevoked


def evolve(case: Case, event: ResultEvent) -> Case:
    """The case after a result came into force, was suspended or ended; who took note shows in the duty alone."""
    match event:
        case ResultsApplied():
            in_force = ResultInForce(event.on, frozenset(area.id for area in event.areas))
            return _with_result(case, event.subject, in_force)
        case ResultsEnded():
            return _with_result(case, event.subject)
        case ResultsSuspended():
            return _with_result(case, event.subject, suspended=case.results[event.subject])
        case ResultsResumed():
            return _with_result(case, event.subject, case.suspended[event.subject])
        case ResultsAcknowledged():
            return case
        case ToleranceRevoked():
            return replace(case, granted_at={s: v for s, v in case.granted_at.items() if s != event.subject})
        case _:
            assert_never(event)


def _with_result(
    case: Case, subject: UUID, in_force: ResultInForce | None = None, *, suspended: ResultInForce | None = None
) -> Case:
    """With the result of a subject in force, suspended, or neither."""
    results = {s: result for s, result in case.results.items() if s != subject}
    stayed = {s: result for s, result in case.suspended.items() if s != subject}
    results |= {subject: in_force} if in_force else {}
    stayed |= {subject: suspended} if suspended else {}
    return replace(case, results=results, suspended=stayed)
