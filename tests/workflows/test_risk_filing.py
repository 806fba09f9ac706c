"""The workflow of a risk filing on a real engine and a real log: the same messages, inbox and clock as a case's."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.messages import NotAdmitted, Recorded
from activities.risk_filings import RiskFilingActivities
from domain.risk_filings.commands import ArchiveRisk, LinkRiskToCase, ReplyToRisk, WithdrawRisk
from domain.terms.deadlines import SHANGHAI
from eventlog.pool import Pool
from tests.workflows.engine import Installation, OneCase
from tests.workflows.filings import CONTACT, DISCIPLINE, OneFiling, envelope, file_risk, install_pack
from workflows.visibility import JURISDICTION, STAGE
from workflows.worker import filings_worker

FILED = ReplyToRisk(result="filed", reasons="程序完备")


@pytest.fixture(scope="module")
async def with_track(installed: Installation, app_pool: Pool) -> Installation:
    """An installation whose second pack has the track."""
    await install_pack(app_pool)
    return installed


@pytest.fixture
async def filing(engine: Client, with_track: Installation) -> AsyncIterator[OneFiling]:
    """A case on a filing of its own, with a worker on a queue of its own."""
    queue = f"filings-{uuid4()}"
    async with filings_worker(engine, RiskFilingActivities(with_track.log), task_queue=queue):
        yield OneFiling(engine, queue, installed=with_track)


async def test_a_filing_is_recorded_and_its_reply_is_on_the_agenda(filing: OneFiling) -> None:
    """Filing starts the workflow, and the engine can be asked for the deadline."""
    answer = await filing.file()
    agenda = await filing.agenda()
    shown = (await filing.handle.describe()).typed_search_attributes

    assert isinstance(answer, Recorded)
    assert answer.events == ("risk_filing_received", "risk_filing_term_opened")
    assert agenda is not None
    assert [deadline.name for deadline in agenda.deadlines] == ["reply"]
    assert (shown.get(STAGE), shown.get(JURISDICTION)) == ("reply", "demo-county-a")


async def test_a_procedure_without_the_track_refuses_and_leaves_nothing(filing: OneFiling) -> None:
    """Nujiang has none: a clear refusal, a row in the ledger, no events, no running workflow."""
    sent = envelope(filing.installed, CONTACT, file_risk(filing.installed, pack="nujiang"))
    await filing.client.signal_and_start(filing.id, sent)
    await filing.handle.result()
    row = await filing.installed.log.outcome(sent.command_id)

    assert row is not None
    assert row.refusal is not None
    assert b'"no_risk_filing"' in row.refusal
    assert await filing.events() == []


async def test_a_filing_goes_from_reply_to_archive_to_its_end(filing: OneFiling) -> None:
    """Three steps, then the unit tells that the matter has ended, and the workflow completes."""
    await filing.file()
    await filing.act(DISCIPLINE, FILED)
    await filing.act(DISCIPLINE, ArchiveRisk())
    ended = await filing.act(CONTACT, WithdrawRisk(matter_ended=True, reasons="改造完成"))
    await filing.handle.result()

    assert isinstance(ended, Recorded)
    assert ended.events[-1] == "risk_filing_closed"
    assert [event.kind for event in await filing.events()][-2:] == ["risk_filing_archived", "risk_filing_closed"]


async def test_a_case_that_begins_later_is_linked_even_after_the_end(filing: OneFiling, case: OneCase) -> None:
    """The link names a case that exists; a closed filing begins another run for it. No other stream is a case."""
    await filing.file()
    await filing.act(CONTACT, WithdrawRisk(reasons="不再实施"))
    await filing.handle.result()
    await case.submit(filing.installed.application())

    itself = await filing.act(DISCIPLINE, LinkRiskToCase(case_id=filing.id))
    linked = await filing.act(DISCIPLINE, LinkRiskToCase(case_id=case.id))

    assert isinstance(itself, NotAdmitted)
    assert itself.refusal.code == "unknown_case"
    assert isinstance(linked, Recorded)
    assert linked.events == ("risk_filing_linked",)


async def test_an_envelope_to_a_case_is_none_to_a_filing(filing: OneFiling) -> None:
    """What does not parse is refused and kept, and the filing goes on."""
    await filing.file()
    await filing.client.signal_and_start(filing.id, filing.installed.application())

    assert isinstance(await filing.act(DISCIPLINE, FILED), Recorded)
    assert "case_opened" not in [event.kind for event in await filing.events()]


async def test_the_same_command_is_recorded_once(filing: OneFiling) -> None:
    """Handed in twice under one id, a reply gets one answer twice."""
    await filing.file()
    sent = envelope(filing.installed, DISCIPLINE, FILED)
    both = [await filing.update(sent) for _ in range(2)]

    assert isinstance(both[0], Recorded)
    assert both[0] == both[1]


async def test_an_unanswered_filing_climbs_the_ladder_by_the_engines_clock(
    skipping: WorkflowEnvironment, with_track: Installation
) -> None:
    """Nobody replies for sixty days: reminder, miss, and every rung, each once and without anybody's help."""
    client, queue = skipping.client, "filings-skipping"
    async with filings_worker(client, RiskFilingActivities(with_track.log), task_queue=queue):
        filing = OneFiling(client, queue, installed=with_track)
        today = (await skipping.get_current_time()).astimezone(SHANGHAI).date()
        await filing.file_by_signal(today)
        await skipping.sleep(timedelta(days=60))
        kinds = [event.kind.removeprefix("risk_filing_") for event in await filing.events()]

    assert kinds == ["received", "term_opened", "reminder_sent", "reply_missed", *["escalated"] * 4]
