"""The clock of a case, lived through on a time-skipping engine: reminders, the miss, the ladder, and their silence."""

from datetime import datetime, timedelta

from temporalio.testing import WorkflowEnvironment

from activities.cases import CaseActivities
from activities.messages import Recorded
from domain.case.commands import DecideAcceptance, SignOff
from domain.case.events import AnyEvent, DeadlineMissed, DutyOpened, EscalationRaised, ReminderSent
from domain.terms.deadlines import SHANGHAI, end_of_day
from domain.values import event_id
from tests.workflows.engine import Installation, OneCase, kinds
from workflows.worker import case_worker

_LONG = timedelta(days=60)
_OF_THE_CLOCK = ReminderSent | DeadlineMissed | EscalationRaised


async def _recorded_at(installed: Installation, case: OneCase) -> list[tuple[AnyEvent, datetime]]:
    stored = await installed.log.read_stream(case.id)
    events = await installed.events(case.id)
    return [(event, row.recorded_at) for event, row in zip(events, stored, strict=True)]


async def test_an_unanswered_application_is_reminded_missed_and_escalated_by_the_clock_alone(
    skipping: WorkflowEnvironment, installed: Installation
) -> None:
    """Nobody acts for two months: each rung is recorded once, on its day, to the next one up."""
    async with case_worker(skipping.client, CaseActivities(installed.log), task_queue="skipping"):
        case = OneCase(skipping.client, "skipping")
        await _file(case, installed, await skipping.get_current_time())
        await skipping.sleep(_LONG)

    rows = await _recorded_at(installed, case)
    duty = next(event for event, _ in rows if isinstance(event, DutyOpened))
    acts = [(event, at) for event, at in rows if isinstance(event, _OF_THE_CLOCK)]
    planned = {alarm.rung: alarm.at for alarm in duty.alarms}
    told = [event.to.organ for event, _ in acts if isinstance(event, EscalationRaised) and event.to]

    assert kinds([event for event, _ in acts]) == [
        "reminder_sent",
        "deadline_missed",
        *["escalation_raised"] * 4,
    ]
    assert all(planned[event.rung] <= at < planned[event.rung] + timedelta(minutes=1) for event, at in acts)
    assert planned["missed"] == end_of_day(duty.due_on)
    assert told == ["county-a-organization", "county-a-organization", "county-a-discipline", "county-a-committee"]


async def test_a_term_met_in_time_rings_no_more(skipping: WorkflowEnvironment, installed: Installation) -> None:
    """Once the application is accepted, the clock leaves the acceptance term alone."""
    async with case_worker(skipping.client, CaseActivities(installed.log), task_queue="skipping"):
        case = OneCase(skipping.client, "skipping")
        await _file(case, installed, await skipping.get_current_time())
        accept = DecideAcceptance(accepted=True, reasons="符合")
        proposed = await case.update(installed.envelope("county-a-organization-officer-1", accept))
        assert isinstance(proposed, Recorded)
        signature = SignOff(proposal=event_id(case.id, proposed.version), consents=True)
        await case.update(installed.envelope("county-a-discipline-officer-1", signature))
        await skipping.sleep(_LONG)

    rows = await _recorded_at(installed, case)
    acceptance = next(
        event_id(case.id, n) for n, (e, _) in enumerate(rows, 1) if isinstance(e, DutyOpened) and e.step == "acceptance"
    )

    assert not any(isinstance(event, _OF_THE_CLOCK) and event.duty_id == acceptance for event, _ in rows)


async def test_a_history_is_silent_until_it_is_closed(skipping: WorkflowEnvironment, installed: Installation) -> None:
    """A case entered from paper has no agenda: months pass and the clock writes nothing."""
    async with case_worker(skipping.client, CaseActivities(installed.log), task_queue="skipping"):
        case = OneCase(skipping.client, "skipping")
        await _file(case, installed, await skipping.get_current_time(), history=True)
        await skipping.sleep(_LONG)

    assert kinds(await installed.events(case.id)) == ["case_opened", "step_opened", "duty_opened"]


async def _file(case: OneCase, installed: Installation, now: datetime, *, history: bool = False) -> None:
    await case.open_by_signal(installed.application(now.astimezone(SHANGHAI).date(), history=history))
