"""The rounds (表决) of a case page: a ballot leaves a count behind, never its choice."""

from typing import assert_never

from domain.case import events
from projections.cases.view import CaseRow, ClosedRoundView, OpenRoundView
from projections.projector.logged import LoggedEvent
from projections.projector.table import changed

RoundEvent = events.RoundOpened | events.BallotCast | events.MemberRecused | events.RoundClosed


def evolve(page: CaseRow, logged: LoggedEvent, event: RoundEvent) -> CaseRow:
    """Follow a round."""
    if isinstance(event, events.RoundOpened):
        return changed(page, round=_opened(logged, event))
    round_ = page.round
    if round_ is None or round_.round_id != event.round_id:
        raise TypeError(f"case {page.case_id}: {event.kind} outside its round")
    match event:
        case events.BallotCast():
            return changed(page, round=_without(round_, event.member, round_.recused))
        case events.MemberRecused():
            return changed(page, round=_without(round_, event.member, (*round_.recused, event.member)))
        case events.RoundClosed():
            return changed(page, round=None, rounds=(*page.rounds, _closed(round_, event)))
        case _:
            assert_never(event)


def _opened(logged: LoggedEvent, event: events.RoundOpened) -> OpenRoundView:
    return OpenRoundView(
        round_id=logged.id,
        step=event.step,
        committee=event.committee,
        opened_on=event.on,
        quorum=event.quorum,
        entitled=event.entitled,
        awaited=event.entitled,
    )


def _without(round_: OpenRoundView, member: str, recused: tuple[str, ...]) -> OpenRoundView:
    awaited = tuple(other for other in round_.awaited if other != member)
    cast = len(round_.entitled) - len(awaited) - len(recused)
    return changed(round_, awaited=awaited, recused=recused, cast=cast)


def _closed(round_: OpenRoundView, event: events.RoundClosed) -> ClosedRoundView:
    return ClosedRoundView(
        round_id=round_.round_id,
        step=round_.step,
        committee=round_.committee,
        opened_on=round_.opened_on,
        closed_on=event.on,
        quorum=round_.quorum,
        tally=event.tally,
        result=event.result,
    )
