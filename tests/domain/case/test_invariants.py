"""What must hold whatever anybody sends, in whatever state the case is."""

from collections.abc import Sequence

from hypothesis import HealthCheck, settings
from hypothesis import given as for_all

from domain.case.agenda import agenda
from domain.case.correction import EndedCorrection
from domain.case.events import EVENT, AnyEvent, CaseClosed, DeadlineMissed, DutyOpened, EscalationRaised, ReminderSent
from domain.case.evolve import evolve, fold
from domain.case.state import Case
from domain.terms.calendar import Calendar
from domain.terms.certificate import certify
from domain.terms.deadlines import Term, TermUnit
from domain.terms.duty import OpenDuty
from domain.values import event_id
from tests.domain.scenario import CASE_ID, Given, Outcome
from tests.domain.stories.cases import MARK
from tests.domain.stories.random_play import ON_CLOCKS, STARTS, Turn, clock_plays, deed_of, plays, published


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
    owed = {id_ for id_, duty in case.open_duties.items() if duty.opened.demand is not None}
    assert owed == {state.duty for state in case.corrections.values() if not isinstance(state, EndedCorrection)}
    if case.closed:
        assert not case.open_duties
        assert not case.open_steps
    todo = agenda(case)
    assert list(todo.alarms) == sorted(todo.alarms, key=lambda alarm: (alarm.at, alarm.duty.hex))
    assert len({alarm.duty for alarm in todo.alarms}) == len(todo.alarms)
    running = [deadline for deadline in todo.deadlines if not deadline.paused]
    assert todo.next_due == min((deadline.due_on for deadline in running), default=None)
    assert {alarm.duty for alarm in todo.alarms} <= {deadline.duty for deadline in running}
    assert not (todo.closed and todo.alarms)
    assert not (case.history_open and todo.alarms)


def holds_of_the_clocks(case: Case, events: tuple[AnyEvent, ...], calendars: dict[int, Calendar]) -> None:
    """No alarm of a due date rings twice; a clock stands still for what runs; each date is as its ledger proves it."""
    rings = [e for e in events if isinstance(e, ReminderSent | DeadlineMissed | EscalationRaised)]
    assert len({(e.duty_id, e.due_on, e.rung) for e in rings}) == len(rings)
    for duty in case.open_duties.values():
        assert duty.awaits is None or duty.awaits in case.open_duties
        assert (duty.awaits is not None) == bool(duty.pauses and duty.pauses[-1].until is None)
        given = duty.opened.goes_with or duty.opened.unit is TermUnit.same_day
        if not given and duty.checked == duty.plan.calendar_version:
            holds_of_a_due_date(duty, calendars[duty.plan.calendar_version])


def holds_of_a_due_date(duty: OpenDuty, calendar: Calendar) -> None:
    """The certificate of a duty's ledger gives its due date; of one that stands still, as it was before."""
    opened, ended = duty.opened, tuple(pause for pause in duty.pauses if pause.until)
    certificate = certify(
        opened.starts_on,
        Term(amount=opened.amount, unit=opened.unit),
        calendar,
        extended_by=duty.extended_by,
        pauses=ended,
        not_before=duty.plan.not_before,
    )

    assert (certificate.due_on, certificate.provisional) == (duty.due_on, duty.plan.provisional)
    assert all(pause.since <= duty.due_on for pause in ended)
    assert duty.plan.provisional or all(pause.since <= duty.due_on for pause in duty.pauses)


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


def played(play: tuple[str, list[Turn]], names: Sequence[str] = ()) -> None:
    """Play turn by turn; whatever comes of it must hold."""
    start, turns = play
    given, day = STARTS[start], 0
    calendars = {given.context.calendar.version: given.context.calendar}
    for turn in turns:
        day += turn.days
        given = published(turn, given)
        calendars[given.context.calendar.version] = given.context.calendar
        act = deed_of(turn, given, day, names)
        outcome = given.when(act)
        holds_of_an_outcome(given, outcome, given.when(act))
        given = given if outcome.refusal else outcome.given
    if given.events:
        holds_of_a_case(given.case, given.events)
        holds_of_the_clocks(given.case, given.events, calendars)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@for_all(plays)
def test_whatever_is_sent(play: tuple[str, list[Turn]]) -> None:
    """Random commands by random people: each is refused cleanly or folds cleanly."""
    played(play)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@for_all(clock_plays)
def test_however_clocks_are_stopped_extended_and_replanned(play: tuple[str, list[Turn]]) -> None:
    """Pauses, extensions and new calendars in any order: no date that its ledger does not prove, no alarm twice."""
    played(play, ON_CLOCKS)
