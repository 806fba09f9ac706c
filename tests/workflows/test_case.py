"""The workflow of a case on a real engine and a real log: messages, inbox, answers, beginning and end."""

import hashlib
from uuid import uuid4, uuid5

from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import RawValue

from activities.cases import CaseActivities
from activities.messages import NotAdmitted, Recorded
from domain.case.commands import CloseHistory, DecideAcceptance, DenySameMatter, SignOff
from domain.values import event_id
from tests.workflows.engine import Installation, OneCase, kinds
from workflows.codec import PURPOSE
from workflows.messages import SIGNAL
from workflows.visibility import JURISDICTION, NEXT_DUE, STAGE
from workflows.worker import case_worker

ORGANISATION = "county-a-organization-officer-1"
DISCIPLINE = "county-a-discipline-officer-1"


async def test_a_filed_application_is_recorded_and_its_deadline_runs(case: OneCase, installed: Installation) -> None:
    """Filing starts the workflow, records the events, and the engine can be asked for the deadline."""
    answer = await case.submit(installed.application())
    agenda = await case.agenda()
    shown = (await case.handle.describe()).typed_search_attributes

    assert isinstance(answer, Recorded)
    assert answer.events == ("case_opened", "step_opened", "duty_opened")
    assert agenda is not None
    assert [deadline.name for deadline in agenda.deadlines] == ["acceptance"]
    assert shown.get(STAGE) == "acceptance"
    assert shown.get(JURISDICTION) == "demo-county-a"
    assert shown.get(NEXT_DUE) is not None


async def test_a_refused_filing_leaves_neither_events_nor_a_running_workflow(
    case: OneCase, installed: Installation
) -> None:
    """An application without evidence is refused by the article, and its workflow completes."""
    envelope = installed.application(evidence=False)

    answer = await case.submit(envelope)
    await case.handle.result()
    row = await installed.log.outcome(envelope.command_id)

    assert isinstance(answer, NotAdmitted)
    assert (answer.refusal.code, answer.refusal.cite) == ("evidence_missing", ("NJ-10",))
    assert await installed.events(case.id) == []
    assert row is not None
    assert row.outcome == "refused"


async def test_the_same_command_gets_the_same_answer(case: OneCase, installed: Installation) -> None:
    """A command id sent twice is recorded once and answered twice alike; with another body it is refused."""
    await case.submit(installed.application())
    deny = installed.envelope(ORGANISATION, DenySameMatter(reasons="无相同事项"))
    other = deny.model_copy(update={"body": DenySameMatter(reasons="另有理由")})

    first, again, reused = await case.submit(deny), await case.submit(deny), await case.submit(other)

    assert isinstance(first, Recorded)
    assert again == first
    assert isinstance(reused, NotAdmitted)
    assert reused.refusal.code == "key_reused"
    assert kinds(await installed.events(case.id)).count("same_matter_denied") == 1


async def test_a_signature_by_signal_carries_out_what_was_proposed(case: OneCase, installed: Installation) -> None:
    """One organ proposes by Update, the other signs by Signal; only then is the application accepted."""
    await case.submit(installed.application())
    proposed = await case.submit(installed.envelope(ORGANISATION, DecideAcceptance(accepted=True, reasons="符合")))
    assert isinstance(proposed, Recorded)
    proposal = event_id(case.id, proposed.version)

    await case.signal(installed.envelope(DISCIPLINE, SignOff(proposal=proposal, consents=True)))
    await case.submit(installed.envelope(ORGANISATION, DenySameMatter(reasons="无相同事项")))

    assert "application_accepted" in kinds(await installed.events(case.id))


async def test_a_signal_of_ours_that_cannot_be_read_is_kept_and_refused(
    case: OneCase, installed: Installation, engine: Client
) -> None:
    """Under our seal, as a newer release might send it: it becomes a row of the ledger, and the case goes on."""
    await case.submit(installed.application())
    content = b'{"not": "a letter"}'
    payload = Payload(metadata={"encoding": b"json/plain", PURPOSE: SIGNAL}, data=content)

    await engine.get_workflow_handle(case.handle.id).signal("approve", RawValue(payload))
    await case.submit(installed.envelope(ORGANISATION, DecideAcceptance(accepted=True, reasons="符合")))
    row = await installed.log.outcome(uuid5(case.id, hashlib.sha256(content).hexdigest()))

    assert row is not None
    assert row.refusal is not None
    assert b'"unreadable"' in row.refusal


async def test_a_signal_waits_for_a_worker(engine: Client, installed: Installation) -> None:
    """A committee's act sent while no worker runs is recorded when one comes back."""
    case = OneCase(engine, f"test-{uuid4()}")
    activities = CaseActivities(installed.log)
    async with case_worker(engine, activities, task_queue=case.task_queue):
        await case.submit(installed.application())
        proposed = await case.submit(installed.envelope(ORGANISATION, DecideAcceptance(accepted=True, reasons="符合")))
    assert isinstance(proposed, Recorded)
    signature = SignOff(proposal=event_id(case.id, proposed.version), consents=True)

    await case.signal(installed.envelope(DISCIPLINE, signature))
    async with case_worker(engine, activities, task_queue=case.task_queue):
        await case.submit(installed.envelope(ORGANISATION, DenySameMatter(reasons="无相同事项")))

    assert "application_accepted" in kinds(await installed.events(case.id))


async def test_a_long_case_continues_as_new_and_forgets_nothing(case: OneCase, installed: Installation) -> None:
    """After many envelopes the engine gives the case a fresh history; agenda and ledger go on."""
    await case.submit(installed.application())
    first_run = (await case.handle.describe()).run_id
    envelopes = [installed.envelope(ORGANISATION, DenySameMatter(reasons=f"第{n}次核对")) for n in range(12)]

    answers = [await case.submit(envelope) for envelope in envelopes]
    repeated = await case.submit(envelopes[0])

    assert (await case.handle.describe()).run_id != first_run
    assert repeated == answers[0].model_copy(update={"agenda": getattr(repeated, "agenda", None)})
    assert kinds(await installed.events(case.id)).count("same_matter_denied") == len(envelopes)


async def test_an_open_case_can_be_restarted_from_its_log_alone(case: OneCase, installed: Installation) -> None:
    """After the engine lost the workflow, a run started without an agenda asks the log for it."""
    await case.submit(installed.application())
    before = await case.agenda()
    await case.handle.terminate()

    await case.submit(installed.envelope(ORGANISATION, CloseHistory()))
    after = await case.agenda()

    assert (await case.handle.describe()).status is WorkflowExecutionStatus.RUNNING
    assert after == before
