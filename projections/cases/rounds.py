"""The rounds (表决) of a case page: a ballot leaves a count behind, never its choice."""

from typing import assert_never

from domain.case import events
from projections.cases.view import CaseRow, ClosedRoundView, OpenRoundView, ProposedResultView
from projections.projector.logged import LoggedEvent
from projections.projector.table import changed, made_of

RoundEvent = (
    events.RoundOpened
    | events.BallotCast
    | events.MemberRecused
    | events.RoundClosed
    | events.RecordedMeeting
    | events.ResultCorrectionProposed
)


def evolve(page: CaseRow, logged: LoggedEvent, event: RoundEvent) -> CaseRow:  # noqa: PLR0911 - one arm an event
    """Follow a round."""
    if isinstance(event, events.RoundOpened):
        return changed(
            page,
            round=made_of(OpenRoundView, event, round_id=logged.id, opened_on=event.on, awaited=event.entitled),
        )
    if isinstance(event, events.RecordedMeeting):
        return _met(page, logged, event)
    if isinstance(event, events.ResultCorrectionProposed):
        proposed = made_of(ProposedResultView, event, version=logged.version, proposed_on=event.on)
        return changed(page, rounds=tuple(_to_confirm(view, event, proposed) for view in page.rounds))
    if isinstance(event, events.RoundClosed) and page.round is None:
        return _decided(page, event)
    round_ = page.round
    if round_ is None or round_.round_id != event.round_id:
        raise TypeError(f"case {page.case_id}: {event.kind} outside its round")
    match event:
        case events.BallotCast():
            return changed(page, round=_without(round_, event.member, round_.recused))
        case events.MemberRecused():
            return changed(page, round=_without(round_, event.member, (*round_.recused, event.member)))
        case events.RoundClosed():
            closed = made_of(ClosedRoundView, round_, closed_on=event.on, tally=event.tally, result=event.result)
            return changed(page, round=None, rounds=(*page.rounds, closed))
        case _:
            assert_never(event)


def _met(page: CaseRow, logged: LoggedEvent, event: events.RecordedMeeting) -> CaseRow:
    """Follow a meeting: the closing of the vote comes after it; a correction takes the place of what is shown of it."""
    if event.tally is None:
        return page
    voted = made_of(
        ClosedRoundView, event, round_id=logged.id, opened_on=event.on, closed_on=event.on, quorum=event.quorum or ""
    )
    if not any(each.meeting == event.meeting for each in page.rounds):
        return changed(page, rounds=(*page.rounds, voted))
    return changed(page, rounds=tuple(voted if each.meeting == event.meeting else each for each in page.rounds))


def _to_confirm(
    view: ClosedRoundView, event: events.ResultCorrectionProposed, proposed: ProposedResultView
) -> ClosedRoundView:
    return changed(view, proposed=proposed) if view.meeting == event.meeting else view


def _decided(page: CaseRow, event: events.RoundClosed) -> CaseRow:
    """The closing of a vote that was taken at a meeting, which shows it already."""
    if not any(each.round_id == event.round_id for each in page.rounds):
        raise TypeError(f"case {page.case_id}: {event.kind} outside its round")
    return page


def _without(round_: OpenRoundView, member: str, recused: tuple[str, ...]) -> OpenRoundView:
    awaited = tuple(other for other in round_.awaited if other != member)
    cast = len(round_.entitled) - len(awaited) - len(recused)
    return changed(round_, awaited=awaited, recused=recused, cast=cast)
