"""The folds of a case page after its decision was served: what was made public, who was told of the result."""

from typing import assert_never

from domain.case import events
from domain.pack.steps import StepKind
from projections.cases.parts import step_done
from projections.cases.view import CasePage, FilingView, PublicityView
from projections.projector.logged import LoggedEvent
from projections.projector.rows import changed


def publicities_after(
    page: CasePage,
    logged: LoggedEvent,
    event: events.PublicityStarted | events.ObjectionRaised | events.PublicityConcluded,
) -> CasePage:
    """Follow a publicity from its notice to its conclusion; of an objection only that there is one."""
    if isinstance(event, events.PublicityStarted):
        begun = PublicityView(version=logged.version, step=event.step, notice=event.notice, started_on=event.on)
        return changed(page, publicities=(*page.publicities, begun))
    *earlier, last = page.publicities
    match event:
        case events.ObjectionRaised():
            return changed(page, publicities=(*earlier, changed(last, objections=last.objections + 1)))
        case events.PublicityConcluded():
            ended = changed(last, result=event.result, concluded_on=event.on, leads_to=event.leads_to)
            page = changed(page, publicities=(*earlier, ended))
            return step_done(_investigated_anew(page, event.leads_to), event.step, event.on)
        case _:
            assert_never(event)


def filed(page: CasePage, logged: LoggedEvent, event: events.FiledWithCommittee) -> CasePage:
    """Tell of a filing."""
    told = FilingView(
        version=logged.version, step=event.step, with_organ=event.with_organ, document=event.document, on=event.on
    )
    return step_done(changed(page, filings=(*page.filings, told)), event.step, event.on)


def served_anew(page: CasePage) -> CasePage:
    """A decision that is served has yet to be received, also where an earlier one was."""
    subjects = tuple(
        changed(view, received_on=None, appeal_until=None, appeal_provisional=False, appeal_version=0)
        for view in page.subjects
    )
    return changed(page, subjects=subjects)


def _investigated_anew(page: CasePage, leads_to: str) -> CasePage:
    """What an earlier investigation found counts no more, and is read in the timeline."""
    if not any(view.step == leads_to and view.kind is StepKind.INVESTIGATION for view in page.steps):
        return page
    return changed(page, team=(), defences=(), findings=())
