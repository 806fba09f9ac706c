"""The folds of a case page's parts that follow from results: who took note of them, uses reported, clarifications."""

from typing import assert_never
from uuid import UUID

from domain.acts.results import ACKNOWLEDGEMENT, ConsumerFact
from domain.case import events
from projections.cases.view import AcknowledgementView, CasePage, ClarificationView, ContraryUseView, ReferralView
from projections.projector.logged import LoggedEvent
from projections.projector.rows import changed


def after_the_end(page: CasePage) -> str:
    """What runs when no step does; as `domain.case.Case.stage` defines it."""
    if any(view.issued_on is None for view in page.clarifications):
        return "clarification"
    return "contrary_use" if any(view.decided_on is None for view in page.contrary_uses) else "closed"


def awaiting(page: CasePage, duty_id: UUID, event: events.DutyOpened) -> CasePage:
    """Put the duty to take note beside the organ that has it."""
    if event.duty != ACKNOWLEDGEMENT:
        return page
    wanted = (event.subject, event.responsible, None, False)
    views = tuple(
        changed(view, duty_id=duty_id) if (view.subject, view.organ, view.duty_id, view.ended) == wanted else view
        for view in page.acknowledgements
    )
    return changed(page, acknowledgements=views)


def acknowledgements_after(
    page: CasePage, logged: LoggedEvent, event: events.ResultsApplied | events.ResultsEnded | events.ResultsAcknowledged
) -> CasePage:
    """Follow who must take note of which result, and who did."""
    views = page.acknowledgements
    match event:
        case events.ResultsAcknowledged():
            told = {"version": logged.version, "acknowledged_on": event.on, "objects": event.objects}
            views = tuple(changed(view, **told) if view.duty_id == event.duty_id else view for view in views)
        case events.ResultsApplied():
            views = (*_ended(page, event.subject), *(_awaited(logged, event, each) for each in event.consumers))
        case events.ResultsEnded():
            views = _ended(page, event.subject)
        case _:
            assert_never(event)
    return changed(page, acknowledgements=views)


def contrary_uses_after(
    page: CasePage, logged: LoggedEvent, event: events.ContraryUseReported | events.ContraryUseDecided
) -> CasePage:
    """Follow a report; a closed case is open again with it."""
    match event:
        case events.ContraryUseReported():
            view = ContraryUseView(
                contrary_use_id=logged.id,
                version=logged.version,
                subject=event.subject,
                area=event.area,
                reported_on=event.on,
            )
            return changed(page, contrary_uses=(*page.contrary_uses, view), closed=False, closed_on=None)
        case events.ContraryUseDecided():
            told = {"decided_version": logged.version, "found": event.found, "decided_on": event.on}
            views = tuple(
                changed(view, **told) if view.contrary_use_id == event.contrary_use else view
                for view in page.contrary_uses
            )
            return changed(page, contrary_uses=views)
        case _:
            assert_never(event)


def clarifications_after(
    page: CasePage,
    logged: LoggedEvent,
    event: events.ClarificationOpened | events.ClarificationIssued | events.FalseAccusationReferred,
) -> CasePage:
    """Follow a clarification; a closed case is open again with it, not with a referral."""
    if isinstance(event, events.ClarificationOpened):
        opened = ClarificationView(
            clarification_id=logged.id,
            version=logged.version,
            subject=event.subject,
            ground=event.ground,
            opened_on=event.on,
        )
        return changed(page, clarifications=(*page.clarifications, opened), closed=False, closed_on=None)
    views = tuple(
        _followed(view, logged, event) if view.clarification_id == event.clarification else view
        for view in page.clarifications
    )
    return changed(page, clarifications=views)


def _followed(
    view: ClarificationView, logged: LoggedEvent, event: events.ClarificationIssued | events.FalseAccusationReferred
) -> ClarificationView:
    if isinstance(event, events.FalseAccusationReferred):
        referral = ReferralView(version=logged.version, on=event.on, to=event.to, to_justice=event.to_justice)
        return changed(view, referral=referral)
    return changed(
        view,
        issued_version=logged.version,
        form=event.form,
        reach=event.reach,
        consent=event.consent,
        recipients=event.recipients,
        issued_on=event.on,
    )


def _ended(page: CasePage, subject: UUID) -> tuple[AcknowledgementView, ...]:
    return tuple(changed(view, ended=True) if view.subject == subject else view for view in page.acknowledgements)


def _awaited(logged: LoggedEvent, event: events.ResultsApplied, consumer: ConsumerFact) -> AcknowledgementView:
    return AcknowledgementView(
        applied_version=logged.version,
        subject=event.subject,
        role=consumer.role,
        organ=consumer.organ,
        areas=consumer.areas,
    )
