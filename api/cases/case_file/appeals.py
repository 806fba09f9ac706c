"""Appeals on the page of a case: at which level a subject is, until when it may go on, and what each is called."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from api.cases.case_file.sources import Sources
from api.http.language import told
from api.labels.due_words import DueLabel, due_label
from domain.acts.appeals.levels import OF_SUBJECT
from domain.pack.steps import REAPPRAISAL
from domain.values import Bilingual

_APPEALS = Bilingual(zh="复议、申诉", en="Appeals")


def appeals_called(of: Sources) -> Bilingual:
    """What the appeals of the procedure are called together."""
    return _APPEALS if len(of.pack.levels) > 1 else of.names.appeal(_first(of))


def stage_called(of: Sources, stage: str) -> Bilingual:
    """What a stage is called; that of an appeal by the levels under way."""
    running = dict.fromkeys(view.level for view in of.page.reappraisals if view.result is None)
    if stage != REAPPRAISAL or not running:
        return of.names.step(stage)
    names = [of.names.appeal(level) for level in running]
    return Bilingual(zh="、".join(each.zh for each in names), en=", ".join(each.en for each in names))


def next_level(of: Sources, subject: UUID) -> str:
    """The level to which a subject may appeal now: the one after the last of its own that was decided."""
    decided = [
        each.level
        for each in of.page.reappraisals
        if each.subject == subject and each.route in OF_SUBJECT and each.result in {"upheld", "changed"}
    ]
    after = of.pack.level_after(decided[-1]) if decided else None
    return after.id if after else _first(of)


def _first(of: Sources) -> str:
    levels: Iterator[str] = (level.id for level in of.pack.levels)
    return next(levels, REAPPRAISAL)


def appeal_labels(of: Sources) -> Mapping[UUID, DueLabel]:
    """How far the end of each subject's window of appeal is; one that has passed is nothing to hurry for."""
    labels: dict[UUID, DueLabel] = {}
    for view in of.page.subjects:
        until, provisional = view.appeal_until, view.appeal_provisional
        if until is not None:
            label = due_label(until, of.today, of.calendar, provisional=provisional, advisory=True)
            passed = until < of.today and not provisional
            labels[view.facts.subject_id] = (
                DueLabel(told("期间已满", "the period is over"), "quiet") if passed else label
            )
    return labels
