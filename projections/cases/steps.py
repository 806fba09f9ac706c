"""The steps (环节) of a case page, and the opinions beside its subjects."""

from collections.abc import Iterable
from datetime import date

from domain.acts.voting.corrected_results import VoteSetAside
from domain.case.decisions import OpinionFact
from domain.pack.results import Outcome
from domain.pack.steps import StepKind
from projections.cases.view import CaseRow, StepView
from projections.projector.table import changed


def step_opened(page: CaseRow, step: str, kind: StepKind, on: date) -> CaseRow:
    """Open a step, or open it again in its old place."""
    steps = {view.step: view for view in page.steps}
    steps[step] = StepView(step=step, kind=kind, state="open", opened_on=on)
    return changed(page, steps=tuple(steps.values()))


def step_done(page: CaseRow, step: str, on: date) -> CaseRow:
    """Close a step."""
    steps = tuple(changed(view, state="done", closed_on=on) if view.step == step else view for view in page.steps)
    return changed(page, steps=steps)


def all_steps_done(page: CaseRow, on: date) -> CaseRow:
    """Close every step still open."""
    for view in page.steps:
        if view.state == "open":
            page = step_done(page, view.step, on)
    return page


def before_the_vote(page: CaseRow, event: VoteSetAside) -> CaseRow:
    """Before the vote again: what its result led to is no step of the case, unless it had been gone through before."""
    again = event.result == "returned"
    steps = tuple(
        changed(view, state="open", closed_on=None) if view.step == event.step else view
        for view in page.steps
        if again or view.step not in event.left
    )
    page = changed(page, steps=steps, closed=False, closed_on=None, approved_on=None, barred_by=None)
    for step in event.left:
        page = step_done(page, step, event.on)
    return changed(with_opinions(page, event.opinions, decided=False), demands=event.demands)


def with_opinions(page: CaseRow, opinions: Iterable[OpinionFact], *, decided: bool) -> CaseRow:
    """Put opinions beside their subjects, as proposed or as decided."""
    by_subject = {opinion.subject: opinion for opinion in opinions}
    subjects = tuple(
        changed(view, opinion=opinion, decided=decided)
        if (opinion := by_subject.get(view.facts.subject_id)) is not None
        else view
        for view in page.subjects
    )
    return changed(page, subjects=subjects)


def nothing_tolerated(page: CaseRow) -> CaseRow:
    """Decide that no subject is tolerated, and demand nothing."""
    refused = (
        changed(subject.opinion, outcome=Outcome.NOT_TOLERATED, liabilities=())
        for subject in page.subjects
        if subject.opinion is not None
    )
    return changed(with_opinions(page, refused, decided=True), demands=())
