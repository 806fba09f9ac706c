"""What the events of a duty make of its case: the duty itself, the correction demand and the publicity it is of."""

from dataclasses import replace

from domain.case import correction
from domain.case.state import Case
from domain.terms import duty as duties
from domain.terms.duty import DutyEvent, DutyOfPeople, OpenDuty, SettledDuty
from domain.terms.events import DutyMet, DutyOpened
from domain.values import event_id

DutyFact = DutyOpened | DutyEvent
"""All that happens to a duty."""


def evolve(case: Case, event: DutyFact) -> Case:
    """The case after an event of a duty; one of the clock puts nobody behind."""
    if isinstance(event, DutyOpened):
        return _opened(case, event)
    before = case.duties[event.duty_id]
    if not isinstance(before, OpenDuty):
        raise TypeError(f"case {case.id}: {event.kind} about a settled duty")
    after = duties.evolve(before, event)
    case = replace(case, duties={**case.duties, event.duty_id: after})
    if isinstance(after, SettledDuty):
        case = _settled(case, after.opened, event)
    return case.touched(str(event.duty_id), event.on) if isinstance(event, DutyOfPeople) else case


def _opened(case: Case, event: DutyOpened) -> Case:
    id_ = event_id(case.id, case.version)
    case = replace(case, duties={**case.duties, id_: duties.initial(event)})
    if event.demand is None:
        return case
    state = correction.opened(case.corrections.get(event.demand), id_, event)
    return replace(case, corrections={**case.corrections, event.demand: state})


def _settled(case: Case, opened: DutyOpened, event: DutyEvent) -> Case:
    """A demand is done or dropped with its duty; the time for objections to what is public has passed with its own."""
    met = isinstance(event, DutyMet)
    if not met and case.publicity and opened.step == case.publicity.step:
        case = replace(case, publicity=replace(case.publicity, ended_on=event.on))
    state = None if opened.demand is None else case.corrections.get(opened.demand)
    if opened.demand is None or state is None:
        return case
    state = correction.settled(state, event.duty_id, met=met)
    return replace(case, corrections={**case.corrections, opened.demand: state})
