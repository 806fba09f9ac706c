"""The folds of a case page's parts that end otherwise than by a decision: disagreements, a withdrawn application."""

from domain.case import events
from projections.cases.parts import step_done
from projections.cases.view import CasePage, DisagreementLevelView, DisagreementView
from projections.projector.logged import LoggedEvent
from projections.projector.rows import changed


def disagreements_after(
    page: CasePage, logged: LoggedEvent, event: events.DisagreementOpened | events.DisagreementSettled
) -> CasePage:
    """Follow a disagreement from body to body; only the last one can be open."""
    if isinstance(event, events.DisagreementOpened):
        view = DisagreementView(
            version=logged.version,
            step=event.step,
            decision=event.decision,
            opened_on=event.on,
            levels=(DisagreementLevelView(level=event.level, organ=event.organ),),
        )
        return changed(page, disagreements=(*page.disagreements, view))
    *ended, view = page.disagreements
    *before, level = view.levels
    settled = changed(level, version=logged.version, result=event.result, settled_on=event.on, minutes=event.minutes)
    levels = (*before, settled)
    if event.passed_to is not None:
        levels = (*levels, DisagreementLevelView(level=event.level + 1, organ=event.passed_to))
    return changed(page, disagreements=(*ended, changed(view, levels=levels)))


def disagreement_open(page: CasePage) -> bool:
    """Whether joint organs disagree and nobody has settled it; with a withdrawal there is nothing left to settle."""
    return page.withdrawn_on is None and any(view.levels[-1].result is None for view in page.disagreements)


def withdrawn(page: CasePage, event: events.ApplicationWithdrawn) -> CasePage:
    """End every step with nothing concluded: what was only proposed is no longer beside the subjects (A-38)."""
    for view in page.steps:
        if view.state == "open":
            page = step_done(page, view.step, event.on)
    return changed(
        page,
        withdrawn_on=event.on,
        shelved_on=None,
        proposals=(),
        demands=(),
        subjects=tuple(changed(subject, opinion=None, decided=False) for subject in page.subjects),
    )
