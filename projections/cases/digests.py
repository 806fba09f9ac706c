"""The digest (案例文稿) of a concluded case, on its page: a draft, and beside it what is in the collection."""

from typing import assert_never

from domain.case import events
from projections.cases.outcome_views import DigestView
from projections.cases.view import CaseRow
from projections.projector.logged import LoggedEvent
from projections.projector.table import changed

DigestEvent = events.DigestWritten | events.DigestApproved | events.DigestWithdrawn


def evolve(page: CaseRow, logged: LoggedEvent, event: DigestEvent) -> CaseRow:
    """Follow a digest."""
    digest = page.digest or DigestView()
    match event:
        case events.DigestWritten():
            return changed(page, digest=changed(digest, draft=logged.version))
        case events.DigestApproved():
            draft = None if digest.draft == event.digest else digest.draft
            return changed(page, digest=DigestView(draft=draft, approved=event.digest, published=event.published))
        case events.DigestWithdrawn():
            if digest.draft == event.digest:
                return changed(page, digest=changed(digest, draft=None))
            return changed(page, digest=changed(digest, approved=None, published=False))
        case _:
            assert_never(event)
