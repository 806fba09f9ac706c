"""What must hold whatever anybody sends, in whatever state the case is."""

from hypothesis import HealthCheck, settings
from hypothesis import given as for_all

from domain.agenda import agenda
from domain.case import Case
from domain.events import EVENT, AnyEvent, CaseClosed, DutyOpened
from domain.evolve import evolve, fold
from domain.values import event_id
from tests.domain.random_play import STARTS, Turn, deed_of, plays
from tests.domain.scenario import CASE_ID, Given, Outcome
from tests.domain.story import MARK


def stripped(event: AnyEvent) -> AnyEvent:
    """The event as folds read it: facts alone, through their JSON."""
    return EVENT.validate_json(event.model_dump_json(exclude={"private"}))


def holds_of_an_event(event: AnyEvent) -> None:
    """Facts survive their JSON, with and without what people wrote; nothing they wrote is among them."""
    facts = event.model_dump_json(exclude={"private"})

    assert EVENT.validate_json(event.model_dump_json()) == event
    assert stripped(event) == event.model_copy(update={"private": None})
    assert MARK not in facts


def holds_of_a_case(case: Case, events: tuple[AnyEvent, ...]) -> None:
    """The state is its events' and nobody else's; the agenda agrees with it."""
    assert case.version == len(events)
    assert fold(CASE_ID, [stripped(event) for event in events]) == case
    opened = [n for n, event in enumerate(events, 1) if isinstance(event, DutyOpened)]
    assert list(case.duties) == [event_id(CASE_ID, n) for n in opened]
    assert all(case.opinions[subject].outcome.tolerated for subject in case.granted_at)
    if case.closed:
        assert not case.open_duties
        assert not case.open_steps
    todo = agenda(case)
    assert list(todo.alarms) == sorted(todo.alarms, key=lambda alarm: (alarm.at, alarm.duty.hex))
    assert len({alarm.duty for alarm in todo.alarms}) == len(todo.alarms)
    assert todo.next_due == min((deadline.due_on for deadline in todo.deadlines), default=None)
    assert not (todo.closed and todo.alarms)
    assert not (case.history_open and todo.alarms)


def holds_of_an_outcome(given: Given, outcome: Outcome, again: Outcome) -> None:
    """Deciding is repeatable; a refusal leaves no trace and says what to do; an act leaves at least one event."""
    assert again == outcome
    if outcome.refusal:
        assert outcome.events == ()
        assert MARK not in outcome.refusal.model_dump_json()
        return
    assert outcome.events
    case = given.state
    for event in outcome.events:
        holds_of_an_event(event)
        case = evolve(case, event) if case else fold(CASE_ID, [event])
    assert case == outcome.given.case
    if isinstance(outcome.events[-1], CaseClosed):
        assert outcome.given.case.closed


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@for_all(plays)
def test_whatever_is_sent(play: tuple[str, list[Turn]]) -> None:
    """Random commands by random people: each is refused cleanly or folds cleanly."""
    start, turns = play
    given, day = STARTS[start], 0
    for turn in turns:
        day += turn.days
        act = deed_of(turn, given, day)
        outcome = given.when(act)
        holds_of_an_outcome(given, outcome, given.when(act))
        given = given if outcome.refusal else outcome.given
    if given.events:
        holds_of_a_case(given.case, given.events)
