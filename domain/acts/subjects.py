"""Changing the subjects of a case (变更当事人, YN-03): before anything is decided, by who the pack says."""

from domain import refusals
from domain.acts.filing import subject
from domain.acts.proposals import require_not_disputed
from domain.case.act import Act, Events
from domain.case.commands import ChangeSubjects
from domain.case.events import SubjectsChanged
from domain.pack.steps import StepKind
from domain.refusals import Refused
from domain.values import FreeText

_UNDECIDED = frozenset({StepKind.ACCEPTANCE, StepKind.INVESTIGATION, StepKind.DETERMINATION})


def change(act: Act, command: ChangeSubjects) -> Events:
    """Take subjects in, each registered and of this jurisdiction, and let others go; one at least remains (A-26)."""
    rule = act.known.pack.subject_change
    if rule is None:
        raise Refused(refusals.NO_SUBJECT_CHANGE)
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
    now = {each.subject_id for each in act.case.subjects}
    add, remove = dict.fromkeys(command.add), set(command.remove)
    nobody_left = not add and remove >= now
    if not (add or remove) or add.keys() & now or remove - now or nobody_left:
        raise Refused(refusals.SUBJECTS_WRONG)
    added = tuple(subject(each, act.known) for each in add)
    if any(each.jurisdiction != act.case.opened.jurisdiction for each in added):
        raise Refused(refusals.WRONG_LEVEL)
    return [
        SubjectsChanged(
            on=act.on, private=FreeText(reasons=command.reasons), added=added, removed=tuple(dict.fromkeys(remove))
        )
    ]
