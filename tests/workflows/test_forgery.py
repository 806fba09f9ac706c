"""What somebody without our key sends to the engine, or copies from one place of it to another: none is believed."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from google.protobuf import duration_pb2
from temporalio.api.command.v1 import Command, RecordMarkerCommandAttributes, StartTimerCommandAttributes
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.api.enums.v1 import CommandType, EventType
from temporalio.api.sdk.v1.external_storage_pb2 import ExternalStorageReference
from temporalio.api.workflowservice.v1 import PollWorkflowTaskQueueResponse
from temporalio.client import Client, WorkflowFailureError, WorkflowQueryFailedError, WorkflowUpdateFailedError
from temporalio.common import RawValue
from temporalio.service import RPCError

from activities.cases import CaseActivities
from activities.messages import NotAdmitted, Recorded, Unavailable
from domain import refusals
from domain.agenda import Agenda
from domain.case.commands import DecideAcceptance, DenySameMatter, SignOff
from domain.values import event_id
from eventlog.pool import Pool
from tests.workflows.engine import Installation, OneCase, kinds
from tests.workflows.misfortunes import answer_task
from tests.workflows.strangers import at, impostor, plain, seen, stranger
from workflows.codec import ENCODING, PURPOSE, SEALED, VALUE, activity_answer
from workflows.junk import JUNK
from workflows.messages import SIGNAL, UPDATE, NotOurs, answer_to, as_payload, connect, is_for
from workflows.reconcile import Logged, Reconciler
from workflows.worker import case_worker

ORGANISATION, DISCIPLINE = "county-a-organization-officer-1", "county-a-discipline-officer-1"
_JUNK = 50
_REFERENCE = ExternalStorageReference.DESCRIPTOR.full_name.encode()
_PATIENCE_SECONDS = 20
_A_MOMENT = timedelta(seconds=2)


def _deny(installed: Installation, reasons: str = "无相同事项") -> RawValue:
    return as_payload(installed.envelope(ORGANISATION, DenySameMatter(reasons=reasons)), UPDATE)


async def _known_agenda(case: OneCase) -> Agenda:
    """The agenda of a run that has just begun, as soon as it knows it."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not (agenda := await case.agenda()):  # noqa: ASYNC110 - a worker reads it, and notifies nobody
            await asyncio.sleep(0.05)
    return agenda


async def _refused(app_pool: Pool) -> int:
    """How many refusals the ledger holds."""
    found: int = await app_pool.fetchval("SELECT count(*) FROM command WHERE outcome = 'refused'")
    return found


async def test_junk_neither_enters_the_ledger_nor_the_history_of_updates(
    case: OneCase, installed: Installation, app_pool: Pool
) -> None:
    """Readable and unreadable, marked as sealed by its sender or not: counted, and gone; the case goes on."""
    await case.submit(installed.application())
    refused, counted, run = await _refused(app_pool), JUNK.count, await at(case)
    envelope = _deny(installed, "伪造").payload.data
    marked = Payload(metadata={"encoding": b"json/plain", SEALED: SIGNAL, PURPOSE: SIGNAL}, data=envelope)
    torn = Payload(metadata={"encoding": ENCODING, PURPOSE: UPDATE}, data=b"torn")

    for number in range(_JUNK):
        await run.signal("approve", plain(b"%d" % number))
    await run.signal("approve", RawValue(marked))
    for update in (plain(envelope), RawValue(marked), RawValue(torn)):
        with pytest.raises(WorkflowUpdateFailedError):
            await run.execute_update("submit", update)
    answer = await case.update(installed.envelope(ORGANISATION, DenySameMatter(reasons="无相同事项")))

    updates = [e for e in await seen(case) if e.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED]
    assert isinstance(answer, Recorded)
    assert kinds(await installed.events(case.id)).count("same_matter_denied") == 1
    assert await _refused(app_pool) == refused
    assert JUNK.count >= counted + _JUNK + 4
    assert len(updates) <= 2


@pytest.mark.parametrize(
    "metadata",
    [
        {"encoding": b"json/external-storage-reference"},
        {"encoding": b"json/protobuf", "messageType": _REFERENCE},
        {"__temporal_external_storage_reference": b"true"},
        {},
    ],
)
async def test_what_the_sdk_itself_stumbles_over_stops_no_case(
    case: OneCase, installed: Installation, metadata: dict[str, bytes]
) -> None:
    """It takes some payloads for references to a storage that we do not have, before any codec sees them."""
    await case.submit(installed.application())
    strange = RawValue(Payload(metadata=metadata, data=b"{}"))

    run = await at(case)
    for given in ([strange], [], [strange, strange]):
        await run.signal("approve", args=given)
        for query in ("agenda", "no such query"):
            with suppress(WorkflowQueryFailedError, RPCError):
                await run.query(query, args=given, result_type=RawValue, rpc_timeout=_A_MOMENT)
    await run.signal("no such signal", strange)
    for update in ("submit", "no such update"):
        for given in ([], [strange, strange]):
            with pytest.raises(WorkflowUpdateFailedError):
                await run.execute_update(update, args=given)
    answer = await case.update(installed.envelope(ORGANISATION, DenySameMatter(reasons="无相同事项")))

    assert isinstance(answer, Recorded)


async def test_an_envelope_is_for_its_case_and_its_door(case: OneCase, installed: Installation, engine: Client) -> None:
    """A signature copied from one case to another, and handed in again as an Update, is no act of anybody."""
    other = OneCase(engine, case.task_queue)
    for each in (case, other):
        await each.submit(installed.application())
        await each.submit(installed.envelope(ORGANISATION, DecideAcceptance(accepted=True, reasons="符合")))
    proposal = event_id(case.id, 4)
    await case.signal(installed.envelope(DISCIPLINE, SignOff(proposal=proposal, consents=True)))
    signalled = next(e for e in await seen(case) if e.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
    copied = RawValue(signalled.workflow_execution_signaled_event_attributes.input.payloads[0])
    counted = JUNK.count

    await (await at(other)).signal("approve", copied)
    for each in (case, other):
        with pytest.raises(WorkflowUpdateFailedError):
            await (await at(each)).execute_update("submit", copied)
    await other.update(installed.envelope(ORGANISATION, DenySameMatter(reasons="无相同事项")))

    assert JUNK.count >= counted + 3
    assert "application_accepted" not in kinds(await installed.events(other.id))


@pytest.mark.parametrize("arguments", [0, 1, 2])
async def test_a_start_that_is_not_ours_begins_nothing_that_rings(
    case: OneCase, installed: Installation, arguments: int
) -> None:
    """Whatever it is given, a run asks the log for its agenda; where there is no such case it leaves."""
    await case.submit(installed.application())
    before = await case.agenda()
    await case.handle.terminate()
    alarm = {"duty": str(uuid4()), "due_on": "2026-01-01", "rung": "missed", "at": "2026-01-01T00:00:00Z"}
    agenda = {"version": 9, "closed": False, "stage": "x", "jurisdiction": "x", "alarms": [alarm], "deadlines": []}
    given = [{"case_id": str(case.id), "agenda": agenda}] * arguments
    client = await stranger(case.engine)
    nobody = case.kind.id_of(uuid4())
    strange = RawValue(Payload(metadata={"encoding": b"json/external-storage-reference"}, data=b"{}"))

    for id_ in (case.handle.id, nobody):
        await client.start_workflow("Case", args=given, id=id_, task_queue=case.task_queue, memo={"memo": strange})

    assert await _known_agenda(case) == before
    raw = await case.engine.get_workflow_handle(nobody, result_type=RawValue).result()
    assert is_for(raw, VALUE)


@pytest.mark.parametrize("name", ["case-", "case-x", "filing-{id}", "case-{ID}", "{id}"])
async def test_a_run_that_is_called_as_no_case_is_fails_at_once(case: OneCase, name: str) -> None:
    """Also one that has the id of a case in other letters: a case has one clock."""
    id_ = uuid4()
    client = await stranger(case.engine)
    run = await client.start_workflow(
        "Case", id=name.format(id=id_, ID=str(id_).upper()) + "", task_queue=case.task_queue
    )

    with pytest.raises(WorkflowFailureError):
        await run.result()


def _recorded(command_id: UUID) -> bytes:
    answer = Recorded(first_version=1, version=3, events=("case_opened", "step_opened", "duty_opened"), agenda=None)
    return as_payload(answer, answer_to(command_id)).payload.data


async def test_a_refusal_that_is_not_ours_is_not_believed(engine: Client, installed: Installation) -> None:
    """A stranger works on the queue and turns everything away: nobody knows yet."""
    case = OneCase(engine, f"test-{uuid4()}")

    async with impostor(case, None):
        told = await case.submit(installed.application())
        with pytest.raises(WorkflowQueryFailedError):
            await case.client.agenda(case.id)

    assert told == Unavailable()


async def test_an_answer_that_is_not_ours_is_not_believed(engine: Client, installed: Installation) -> None:
    """A stranger works on the queue and says that it is recorded: nobody knows yet, and the ledger has nothing."""
    case = OneCase(engine, f"test-{uuid4()}")
    filed = installed.application()
    answer = Payload(
        metadata={"encoding": b"json/plain", SEALED: answer_to(filed.command_id), PURPOSE: answer_to(filed.command_id)},
        data=_recorded(filed.command_id),
    )

    async with impostor(case, answer):
        told = await case.submit(filed)
        with pytest.raises(NotOurs):
            await case.client.agenda(case.id)

    assert told == Unavailable()
    assert await installed.log.outcome(filed.command_id) is None


async def test_an_answer_is_for_its_command_alone(engine: Client, installed: Installation) -> None:
    """What our worker answered to one command is no answer to the next, though it is of the same case."""
    case = OneCase(engine, f"test-{uuid4()}")
    async with case_worker(engine, CaseActivities(installed.log), task_queue=case.task_queue):
        await case.submit(installed.application())
        completed = next(
            e for e in await seen(case) if e.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED
        )
        await case.handle.terminate()
    copied = completed.workflow_execution_update_completed_event_attributes.outcome.success.payloads[0]
    deny = installed.envelope(ORGANISATION, DenySameMatter(reasons="无相同事项"))

    async with impostor(case, copied):
        told = await case.submit(deny)

    assert told == Unavailable()
    assert await installed.log.outcome(deny.command_id) is None


async def test_another_installation_is_a_stranger(engine: Client, case: OneCase, installed: Installation) -> None:
    """Sealed, but under another key."""
    await case.submit(installed.application())
    other = await connect(engine.service_client.config.target_host, engine.namespace, bytes(32))

    with pytest.raises(WorkflowUpdateFailedError):
        await other.get_workflow_handle(case.handle.id).execute_update("submit", _deny(installed))

    assert "same_matter_denied" not in kinds(await installed.events(case.id))


async def test_a_command_of_a_newer_release_is_refused_to_its_sender(case: OneCase, installed: Installation) -> None:
    """It is sealed by us, and this worker cannot read it: the sender is told so, and the ledger has it."""
    await case.submit(installed.application())
    newer = json.loads(_deny(installed).payload.data)
    newer["body"]["kind"] = "of_a_newer_release"
    payload = Payload(metadata={"encoding": b"json/plain", PURPOSE: UPDATE}, data=json.dumps(newer).encode())

    raw = await case.handle.execute_update("submit", RawValue(payload), result_type=RawValue)

    assert raw.payload.metadata[SEALED] == answer_to(UUID(newer["command_id"]))
    assert NotAdmitted.model_validate_json(raw.payload.data).refusal == refusals.UNREADABLE


def _marker(task: PollWorkflowTaskQueueResponse, result: Payload, completed_at: datetime) -> Command:
    """What a worker would note of the first local activity of a run, the question for its agenda."""
    began_at = task.history.events[0].event_time.ToDatetime(UTC)
    seconds = {"seconds": int(completed_at.timestamp()), "nanos": 0}
    noted = {
        "seq": 1,
        "attempt": 1,
        "activity_id": f"agenda@{began_at.isoformat()}#1",
        "activity_type": "agenda_of",
        "complete_time": seconds,
        "backoff": None,
        "original_schedule_time": seconds,
        "activation_index": 1,
    }
    details = {
        "data": Payloads(payloads=[Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(noted).encode())]),
        "result": Payloads(payloads=[result]),
    }
    return Command(
        command_type=CommandType.COMMAND_TYPE_RECORD_MARKER,
        record_marker_command_attributes=RecordMarkerCommandAttributes(
            marker_name="core_local_activity", details=details
        ),
    )


def _rings(before: Agenda) -> Payload:
    """An agenda by which every deadline has come."""
    past = tuple(each.model_copy(update={"at": datetime(2020, 1, 1, tzinfo=UTC)}) for each in before.alarms)
    agenda = before.model_copy(update={"alarms": past, "version": 99})
    marked = {"encoding": b"json/plain", SEALED: activity_answer("agenda"), PURPOSE: activity_answer("agenda")}
    return Payload(metadata=marked, data=agenda.model_dump_json().encode())


@pytest.mark.parametrize("copied", [False, True])
async def test_an_answer_of_an_activity_that_somebody_noted_is_not_believed(
    engine: Client, installed: Installation, *, copied: bool
) -> None:
    """Somebody takes the first task of a run and notes an agenda: made up, or an earlier answer of the same case."""
    case = OneCase(engine, f"test-{uuid4()}")
    activities = CaseActivities(installed.log)
    async with case_worker(engine, activities, task_queue=case.task_queue):
        await case.submit(installed.application())
        before = await _known_agenda(case)
        noted = next(e for e in await seen(case) if e.event_type == EventType.EVENT_TYPE_MARKER_RECORDED)
    await case.handle.terminate()
    earlier = noted.marker_recorded_event_attributes.details["result"].payloads[0]
    result = earlier if copied else _rings(before)

    await case.client.restart(case.id)
    await answer_task(case, lambda task: _marker(task, result, datetime.now(UTC)))
    logged = Logged(activities.agenda_of, _known(installed))
    async with case_worker(engine, activities, task_queue=case.task_queue):
        found = await Reconciler(case.client, logged).reconcile(case.id)
        after = await _known_agenda(case)

    assert found is not None
    assert found.repaired
    assert after == before
    assert kinds(await installed.events(case.id)) == ["case_opened", "step_opened", "duty_opened"]


def _known(installed: Installation) -> Callable[[UUID], Awaitable[bool]]:
    async def knows(command_id: UUID) -> bool:
        return await installed.log.outcome(command_id) is not None

    return knows


async def test_a_clock_that_somebody_set_forward_rings_nothing_and_is_set_right(
    engine: Client, installed: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A marker also tells the run what time it is: somebody lets it be a year later, and waits as the run would."""
    monkeypatch.setattr("workflows.clock.TRY_AGAIN", timedelta(seconds=1))
    case = OneCase(engine, f"test-{uuid4()}")
    activities = CaseActivities(installed.log, lambda: datetime.now(UTC))
    async with case_worker(engine, activities, task_queue=case.task_queue):
        await case.submit(installed.application())
        before = await _known_agenda(case)
    await case.handle.terminate()
    later = datetime.now(UTC) + timedelta(days=365)
    timer = Command(
        command_type=CommandType.COMMAND_TYPE_START_TIMER,
        start_timer_command_attributes=StartTimerCommandAttributes(
            timer_id="1", start_to_fire_timeout=duration_pb2.Duration(seconds=1)
        ),
    )

    await case.client.restart(case.id)
    run_id = (await case.handle.describe()).run_id
    await answer_task(case, lambda task: _marker(task, _rings(before), later), timer)
    async with case_worker(engine, activities, task_queue=case.task_queue):
        meanwhile = await case.update(installed.envelope(ORGANISATION, DenySameMatter(reasons="无相同事项")))
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while (await case.handle.describe()).run_id == run_id:  # noqa: ASYNC110 - the engine tells nobody
                await asyncio.sleep(0.05)
        after = await _known_agenda(case)
        await case.update(installed.envelope(ORGANISATION, DenySameMatter(reasons="再次核对")))

    stored = await installed.log.read_stream(case.id)
    assert isinstance(meanwhile, Recorded)
    assert after.alarms == before.alarms
    assert [each.type for each in stored[3:]] == ["same_matter_denied"] * 2
    assert all(each.recorded_at <= datetime.now(UTC) for each in stored)
