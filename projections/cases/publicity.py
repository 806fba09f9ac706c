"""What was made public of a case (公示), and who was told of its result (备案), on its page."""

from typing import assert_never

from domain.case import events
from domain.pack.steps import StepKind
from projections.cases.steps import step_done
from projections.cases.view import CaseRow, FilingView, PublicityView
from projections.projector.logged import LoggedEvent
from projections.projector.table import changed, made_of

PublicityEvent = (
    events.PublicityStarted | events.ObjectionRaised | events.PublicityConcluded | events.FiledWithCommittee
)


def evolve(page: CaseRow, logged: LoggedEvent, event: PublicityEvent) -> CaseRow:
    """Follow a publicity to its conclusion, of an objection only that there is one; tell of a filing."""
    match event:
        case events.PublicityStarted():
            begun = made_of(PublicityView, event, version=logged.version, started_on=event.on)
            return changed(page, publicities=(*page.publicities, begun))
        case events.ObjectionRaised():
            *earlier, last = page.publicities
            return changed(page, publicities=(*earlier, changed(last, objections=last.objections + 1)))
        case events.PublicityConcluded():
            *earlier, last = page.publicities
            ended = changed(last, result=event.result, concluded_on=event.on, leads_to=event.leads_to)
            page = changed(page, publicities=(*earlier, ended))
            return step_done(_investigated_anew(page, event.leads_to), event.step, event.on)
        case events.FiledWithCommittee():
            told = made_of(FilingView, event, version=logged.version)
            return step_done(changed(page, filings=(*page.filings, told)), event.step, event.on)
        case _:
            assert_never(event)


def _investigated_anew(page: CaseRow, leads_to: str) -> CaseRow:
    """What an earlier investigation found counts no more, and is read in the timeline."""
    if not any(view.step == leads_to and view.kind is StepKind.INVESTIGATION for view in page.steps):
        return page
    return changed(page, team=(), defences=(), findings=())
