"""Handling commands: what a worker remembers of a case never changes what it answers."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from activities.cases import CaseActivities
from activities.messages import Answer, Channel, NotAdmitted, Recorded, Task, Unavailable
from domain.case.commands import CommandEnvelope, DecideAcceptance, DenySameMatter
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.reading import Unreadable
from eventlog.shapes import NewEvent
from tests.eventlog.appends import following
from tests.workflows.engine import Installation, installation

ORGANISATION = "county-a-organization-officer-1"


@pytest.fixture(scope="module")
async def installed(app_pool: Pool, worker_log: EventLog, installation_key: InstallationKey) -> Installation:
    """An installation on this module's database."""
    return await installation(app_pool, installation_key, log=worker_log)


async def _handle(activities: CaseActivities, case_id: UUID, envelope: CommandEnvelope) -> Answer:
    task = Task(case_id=case_id, envelope=envelope, at=datetime.now(UTC), door="update")
    return await activities.handle_command(task)


async def test_two_workers_on_one_case_see_each_others_events(installed: Installation) -> None:
    """A worker that remembers a case notices what another one appended, and decides on all of it."""
    one, other, case_id = CaseActivities(installed.log), CaseActivities(installed.log), uuid4()
    await _handle(one, case_id, installed.application())
    await _handle(other, case_id, installed.envelope(ORGANISATION, DenySameMatter(reasons="核对")))

    accept = DecideAcceptance(accepted=True, reasons="符合")
    proposed = await _handle(one, case_id, installed.envelope(ORGANISATION, accept))
    again = await _handle(other, case_id, installed.envelope(ORGANISATION, accept))

    assert isinstance(proposed, Recorded)
    assert proposed.first_version == 5
    assert isinstance(again, NotAdmitted)
    assert again.refusal.code == "already_proposed"


async def test_a_remembered_case_has_the_agenda_of_its_log(installed: Installation) -> None:
    """After a row of commands, the agenda a worker answers is the one a fresh worker reads from the log."""
    worker, case_id = CaseActivities(installed.log), uuid4()
    envelopes = [installed.envelope(ORGANISATION, DenySameMatter(reasons=str(n))) for n in range(3)]
    answer = await _handle(worker, case_id, installed.application())
    for envelope in envelopes:
        answer = await _handle(worker, case_id, envelope)

    assert isinstance(answer, Recorded)
    assert answer.agenda == await CaseActivities(installed.log).agenda_of(case_id)
    assert await worker.agenda_of(case_id) == answer.agenda


@pytest.mark.parametrize(("door", "answer"), [("update", NotAdmitted), ("signal", NotAdmitted), ("clock", Unavailable)])
async def test_what_a_later_release_wrote_is_not_guessed_at(
    installed: Installation, door: Channel, answer: type[Answer]
) -> None:
    """People are told so, a signal's refusal is kept for its sender, and an alarm is asked for again."""
    case_id, worker = uuid4(), CaseActivities(installed.log)
    await _handle(worker, case_id, installed.application())
    later = NewEvent("case_teleported", 1, b'{"kind":"case_teleported","on":"2026-03-02"}', None, date(2026, 3, 2))
    await installed.log.append(await following(installed.log, case_id, later))
    envelope = installed.envelope(ORGANISATION, DenySameMatter(reasons="核对"))
    task = Task(case_id=case_id, envelope=envelope, at=datetime.now(UTC), door=door)
    told = await worker.handle_command(task)
    kept = await installed.log.outcome(envelope.command_id)

    assert isinstance(told, answer)
    assert (kept is not None) is (door == "signal")
    if isinstance(told, NotAdmitted):
        assert told.refusal.code == "record_unreadable"
    with pytest.raises(Unreadable, match="case_teleported is not known"):
        await worker.agenda_of(case_id)
