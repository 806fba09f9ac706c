"""What several organs decide together, on a case page: what awaits signatures (会同), and where they disagree."""

from typing import assert_never

from domain.case import events
from projections.cases.view import CasePage, CaseRow, DisagreementLevelView, DisagreementView, ProposalView
from projections.projector.logged import LoggedEvent
from projections.projector.table import changed, made_of

JointActEvent = (
    events.JointActProposed
    | events.JointActSigned
    | events.JointActDisputed
    | events.DisagreementOpened
    | events.DisagreementSettled
)


def evolve(page: CaseRow, logged: LoggedEvent, event: JointActEvent) -> CaseRow:
    """Follow a joint act from its proposal to the last signature, or its disagreement from body to body."""
    proposals = {view.proposal_id: view for view in page.proposals}
    match event:
        case events.JointActProposed(awaited=()):  # an organ alone awaits nobody
            return page
        case events.JointActProposed():
            proposals[logged.id] = made_of(ProposalView, event, proposal_id=logged.id, version=logged.version)
        case events.JointActSigned():
            view = proposals.pop(event.proposal)
            if awaited := tuple(organ for organ in view.awaited if organ != event.organ):
                proposals[event.proposal] = changed(view, awaited=awaited)
        case events.JointActDisputed():
            del proposals[event.proposal]
        case events.DisagreementOpened():
            return _disagreement_opened(page, logged, event)
        case events.DisagreementSettled():
            return _disagreement_settled(page, logged, event)
        case _:
            assert_never(event)
    return changed(page, proposals=tuple(proposals.values()))


def disagreement_open(page: CasePage) -> bool:
    """Whether joint organs disagree and nobody has settled it; with a withdrawal there is nothing left to settle."""
    return page.withdrawn_on is None and any(view.levels[-1].result is None for view in page.disagreements)


def _disagreement_opened(page: CaseRow, logged: LoggedEvent, event: events.DisagreementOpened) -> CaseRow:
    levels = (DisagreementLevelView(level=event.level, organ=event.organ),)
    view = made_of(DisagreementView, event, version=logged.version, opened_on=event.on, levels=levels)
    return changed(page, disagreements=(*page.disagreements, view))


def _disagreement_settled(page: CaseRow, logged: LoggedEvent, event: events.DisagreementSettled) -> CaseRow:
    """Only the last one can be open."""
    *ended, view = page.disagreements
    *before, level = view.levels
    settled = changed(level, version=logged.version, result=event.result, settled_on=event.on, minutes=event.minutes)
    levels = (*before, settled)
    if event.passed_to is not None:
        levels = (*levels, DisagreementLevelView(level=event.level + 1, organ=event.passed_to))
    return changed(page, disagreements=(*ended, changed(view, levels=levels)))
