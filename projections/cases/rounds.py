"""The rounds (表决) of a case page: a ballot leaves a count behind, never its choice."""

from typing import assert_never

from domain.case import events
from projections.cases.view import CaseRow, ClosedRoundView, OpenRoundView
from projections.projector.logged import LoggedEvent
from projections.projector.table import changed, made_of

RoundEvent = events.RoundOpened | events.BallotCast | events.MemberRecused | events.RoundClosed


def evolve(page: CaseRow, logged: LoggedEvent, event: RoundEvent) -> CaseRow:
    """Follow a round."""
    if isinstance(event, events.RoundOpened):
        return changed(
            page,
            round=made_of(OpenRoundView, event, round_id=logged.id, opened_on=event.on, awaited=event.entitled),
        )
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


def _without(round_: OpenRoundView, member: str, recused: tuple[str, ...]) -> OpenRoundView:
    awaited = tuple(other for other in round_.awaited if other != member)
    cast = len(round_.entitled) - len(awaited) - len(recused)
    return changed(round_, awaited=awaited, recused=recused, cast=cast)
