"""While nobody works on cases: nothing is lost, and everybody is told what to do."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from activities.cases import CaseActivities
from tests.api.client import ApiClient, Body, CaseAtHand, http_client_of, problem_of
from tests.api.positions import COMMITTEE_HEAD, CONTACT, ORGANISATION
from tests.workflows.test_log_away import Silent
from workflows.client import CASE
from workflows.worker import case_worker


@pytest.fixture
async def impatient(api_alone: ApiClient) -> AsyncIterator[ApiClient]:
    """The API alone, which waits a moment only."""
    short = timedelta(milliseconds=400)
    context = replace(api_alone.context, patience=short, ledger_patience=short)
    async with http_client_of(context) as http:
        yield replace(api_alone, context=context, http=http)


async def test_a_filing_without_a_worker_may_be_sent_again(api_alone: ApiClient, impatient: ApiClient) -> None:
    """The answer is 503 with a time to wait; the same key files once when somebody works again."""
    key, body = uuid4(), impatient.application()

    first = await impatient.act(CONTACT, "/v1/cases", body, key=key)
    async with case_worker(api_alone.context.temporal, CaseActivities(api_alone.installed.log)):
        again = await api_alone.act(CONTACT, "/v1/cases", body, key=key)

    assert (first.status_code, problem_of(first).code) == (503, "unavailable")
    assert int(first.headers["retry-after"]) > 0
    assert (again.status_code, again.json()["version"]) == (201, 3)


async def test_a_ballot_without_a_worker_is_kept(api_alone: ApiClient, impatient: ApiClient) -> None:
    """A signal is answered with 202 and the address of its outcome, which is there once somebody works again."""
    worker = case_worker(api_alone.context.temporal, CaseActivities(api_alone.installed.log))
    key, ballot = uuid4(), {"round": str(uuid4()), "choice": "agree"}
    async with worker:
        case = await api_alone.file()

    kept = await impatient.act(COMMITTEE_HEAD, f"/v1/cases/{case.id}/ballots", ballot, key=key)
    pending = await impatient.get(COMMITTEE_HEAD, kept.headers["location"])
    async with case_worker(api_alone.context.temporal, CaseActivities(api_alone.installed.log)):
        done = await api_alone.act(COMMITTEE_HEAD, f"/v1/cases/{case.id}/ballots", ballot, key=key)
    outcome = await impatient.get(COMMITTEE_HEAD, kept.headers["location"])

    assert (kept.status_code, kept.json()["state"]) == (202, "pending")
    assert pending.status_code == 404
    assert (done.status_code, problem_of(done).code) == (409, "no_open_round")
    assert outcome.json()["refusal"]["code"] == "no_open_round"


async def test_an_agenda_without_a_worker_is_unavailable(api_alone: ApiClient, impatient: ApiClient) -> None:
    """The engine's own answer needs a worker too."""
    async with case_worker(api_alone.context.temporal, CaseActivities(api_alone.installed.log)):
        case = await api_alone.file()

    answer = await impatient.get(ORGANISATION, f"/v1/cases/{case.id}/agenda")

    assert (answer.status_code, problem_of(answer).code) == (503, "unavailable")


@pytest.mark.filterwarnings("ignore::temporalio.workflow.UnfinishedUpdateHandlersWarning")  # that is the very matter
async def test_an_act_on_a_run_that_somebody_ends_meanwhile_may_be_sent_again(api_alone: ApiClient) -> None:
    """An Update under way fails with its run; nobody knows what became of it, and the same key counts once."""
    engine, silent = api_alone.context.temporal, Silent()
    async with case_worker(engine, CaseActivities(api_alone.installed.log)):
        case = await api_alone.file()
    key = uuid4()
    body: Body = {"accepted": True, "reasons": "材料齐全"}
    handle = engine.get_workflow_handle(CASE.id_of(case.id))

    async with case_worker(engine, CaseActivities(silent)):
        under_way = asyncio.create_task(api_alone.act(ORGANISATION, _acceptance(case), body, seen=3, key=key))
        await silent.asked.wait()
        await handle.cancel()
        lost = await under_way
    async with case_worker(engine, CaseActivities(api_alone.installed.log)):
        done = await api_alone.act(ORGANISATION, _acceptance(case), body, seen=3, key=key)

    assert (lost.status_code, problem_of(lost).code) == (503, "unavailable")
    assert (done.status_code, done.json()["version"]) == (201, 4)


async def test_an_act_without_a_worker_is_recorded_once(api_alone: ApiClient, impatient: ApiClient) -> None:
    """An Update sent into the void and again under its key counts once."""
    async with case_worker(api_alone.context.temporal, CaseActivities(api_alone.installed.log)):
        case = await api_alone.file()
    key = uuid4()
    body: Body = {"accepted": True, "reasons": "材料齐全"}

    lost = await impatient.act(ORGANISATION, _acceptance(case), body, seen=3, key=key)
    async with case_worker(api_alone.context.temporal, CaseActivities(api_alone.installed.log)):
        done = await api_alone.act(ORGANISATION, _acceptance(case), body, seen=3, key=key)

    assert lost.status_code == 503
    assert (done.status_code, done.json()["version"]) == (201, 4)
    assert await case.stored_version() == 4


def _acceptance(case: CaseAtHand) -> str:
    identifier: UUID = case.id
    return f"/v1/cases/{identifier}/acceptance"
