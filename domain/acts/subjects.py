"""Changing the subjects of a case (变更当事人, YN-03): before anything is decided, by who the pack says."""

from dataclasses import replace
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain import refusals
from domain.acts.filing import subject
from domain.acts.grounds import require_ground_for
from domain.acts.proposals import require_not_disputed
from domain.case.act import Act, Events
from domain.case.state import Case
from domain.context import DecisionContext
from domain.guards import guard
from domain.localities import leading_place
from domain.messages import EXAMPLE_ID, EXAMPLE_SUBJECT, Command, Event
from domain.pack.steps import StepKind
from domain.refusals import Refused, refusal
from domain.values import FreeText, SubjectFacts, SubjectId, Text, distinct_subjects


class ChangeSubjects(Command, path="subjects", summary="Take subjects in or out", tag="investigation"):
    """变更当事人 (YN-03): take subjects into the case or out of it, before anything is decided."""

    example: ClassVar = {
        "add": [EXAMPLE_ID],
        "remove": [EXAMPLE_SUBJECT],
        "reasons": "责任在县政府，由乡镇个人归并为县政府。",
    }
    kind: Literal["change_subjects"] = "change_subjects"
    add: tuple[UUID, ...] = Field(default=(), max_length=200)
    remove: tuple[UUID, ...] = Field(default=(), max_length=200)
    reasons: Text

    @property
    def names_subjects(self) -> tuple[UUID, ...]:
        """Those who are taken in."""
        return self.add


class SubjectsChanged(Event, group="procedure", zh="变更当事人", en="Subjects changed"):
    """变更当事人 (YN-03): from here these are in the case, and those are out of it."""

    facts: ClassVar = {"加入": "added", "退出": "removed"}
    kind: Literal["subjects_changed"] = "subjects_changed"
    added: tuple[SubjectFacts, ...]
    removed: tuple[SubjectId, ...]

    @property
    def brings(self) -> frozenset[UUID]:
        """Who came in."""
        return frozenset(each.subject_id for each in self.added)


_UNDECIDED = frozenset({StepKind.ACCEPTANCE, StepKind.INVESTIGATION, StepKind.DETERMINATION})


NO_SUBJECT_CHANGE = refusal("no_subject_change", 409).says("""
    该程序不允许变更当事人。
    This procedure does not allow the subjects to be changed.
    请按原当事人办理，或另行立案。
    Go on with the subjects as they are, or begin another case.
""")
SUBJECTS_WRONG = refusal("subjects_wrong", 409).says("""
    变更后的当事人不对：至少保留一人，加入的不得重复，退出的须在案。
    The change of subjects is wrong: one must remain, nobody is added twice, and who leaves must be in the case.
    请核对加入和退出的当事人。
    Check who is added and who leaves.
""")


@guard(ChangeSubjects)
def _may_change(act: Act) -> None:
    rule = act.context.pack.subject_change
    if rule is None:
        raise Refused(NO_SUBJECT_CHANGE)
    act.require_role(rule.by)
    if act.case.shelved:
        raise Refused(refusals.SHELVED)
    steps = [id_ for id_, state in act.case.open_steps.items() if state.kind in _UNDECIDED]
    if not steps:
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    act.require_fresh(*steps)
    if set(steps) & set(act.case.proposals):
        raise Refused(refusals.ALREADY_PROPOSED)
    require_not_disputed(act, *steps)


def change(act: Act, command: ChangeSubjects) -> Events:
    """Take subjects in, registered and led by this jurisdiction, and let others go; one at least remains (A-26)."""
    _may_change(act)
    now = {each.subject_id for each in act.case.subjects}
    added, remove = distinct_subjects(subject(each, act.context) for each in command.add), set(command.remove)
    nobody_left = not added and remove >= now
    staying = {_stands_for(each, act.context) for each in now - remove}
    if not (added or remove) or {each.subject_id for each in added} & (now | staying) or remove - now or nobody_left:
        raise Refused(SUBJECTS_WRONG)
    _require_led_here(act, added)
    require_ground_for(act.case.ground, added, act.context.pack)
    return [
        SubjectsChanged(
            on=act.on, private=FreeText(reasons=command.reasons), added=added, removed=tuple(dict.fromkeys(remove))
        )
    ]


def _require_led_here(act: Act, added: tuple[SubjectFacts, ...]) -> None:
    """Refuse whoever would bring the case before another organ: of mixed authorities the higher one leads (A-48)."""
    before = {each.jurisdiction for each in act.case.subjects}
    led_by = leading_place(act.context.organs, before | {each.jurisdiction for each in added})
    if added and led_by not in {act.case.jurisdiction, leading_place(act.context.organs, before)}:
        raise Refused(refusals.WRONG_LEVEL)


def _stands_for(subject_id: UUID, context: DecisionContext) -> UUID:
    """Who a subject of the case is by now: it may have been found to be a duplicate since it came in."""
    facts = context.subjects.get(subject_id)
    return facts.subject_id if facts else subject_id


def evolve(case: Case, event: SubjectsChanged) -> Case:
    """The case after its subjects changed; an opinion on one who left goes with it."""
    subjects = tuple(each for each in case.subjects if each.subject_id not in event.removed) + event.added
    opinions = {id_: opinion for id_, opinion in case.opinions.items() if id_ not in event.removed}
    return replace(case, subjects=subjects, opinions=opinions).steps_touched(event.on)
