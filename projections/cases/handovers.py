"""Which organ has a case (管辖), on its page: handed over, received or not, decided by a superior."""

from typing import assert_never

from domain.acts.jurisdiction.handing_over import HandedOver
from domain.case import events
from domain.case.lifecycle import MovedBy
from projections.cases.handover_views import HandoverView, MoveView
from projections.cases.view import CaseRow
from projections.projector.logged import LoggedEvent
from projections.projector.table import changed, made_of

HandoverEvent = (
    events.CaseTransferred
    | events.CaseHandedDown
    | events.OrganDesignated
    | events.HandoverDeclined
    | events.ReferredToSuperior
    | events.CaseElevated
    | events.JurisdictionChanged
)


def evolve(page: CaseRow, logged: LoggedEvent, event: HandoverEvent) -> CaseRow:  # noqa: PLR0911 - one arm an event
    """Follow a case from organ to organ."""
    match event:
        case events.CaseTransferred():
            return _sent(page, logged, event, "transfer")
        case events.CaseHandedDown():
            return _sent(page, logged, event, "hand_down")
        case events.OrganDesignated():
            return _sent(page, logged, event, "designation")
        case events.HandoverDeclined():
            if event.passed_to is None:
                return changed(page, handover=None, coming_to=None)
            return _asked(page, logged, event.passed_to, rests=True)
        case events.ReferredToSuperior():
            return _asked(page, logged, event.organ, rests=False)
        case events.CaseElevated():
            return page
        case events.JurisdictionChanged():
            return _arrived(page, logged, event)
        case _:
            assert_never(event)


def _sent(page: CaseRow, logged: LoggedEvent, event: HandedOver, by: MovedBy) -> CaseRow:
    view = HandoverView(
        version=logged.version, awaits="receipt", by=by, organ=event.to_organ, since=event.on, rests=True
    )
    return changed(page, handover=view, coming_to=event.jurisdiction)


def _asked(page: CaseRow, logged: LoggedEvent, organ: str, *, rests: bool) -> CaseRow:
    view = HandoverView(version=logged.version, awaits="superior", organ=organ, since=logged.event.on, rests=rests)
    return changed(page, handover=view, coming_to=None)


def _arrived(page: CaseRow, logged: LoggedEvent, event: events.JurisdictionChanged) -> CaseRow:
    """In its new place; what is begun anew shows nothing of what was found before: that is in the history."""
    move = made_of(MoveView, event, version=logged.version, from_jurisdiction=page.jurisdiction)
    page = changed(
        page,
        moves=(*page.moves, move),
        handover=None,
        coming_to=None,
        jurisdiction=event.jurisdiction,
        to_organ=event.to_organ,
        pack=event.pack,
        edition=event.edition,
        pack_sha256=event.pack_sha256,
        ground=event.ground,
        error_class=event.error_class,
        team=page.team if event.from_organ == event.to_organ else (),
    )
    if event.clock == "continues":
        return page
    return changed(
        page,
        steps=(),
        team=(),
        accepted=None,
        refusal_ground=None,
        supplement_asked_on=None,
        denied_matters=None,
        exception=None,
        defences=(),
        findings=(),
        legality_checks=(),
        consultations=(),
        advice=(),
        report=None,
        handed_in=(),
        demands=(),
        subjects=tuple(changed(subject, opinion=None, decided=False) for subject in page.subjects),
    )
