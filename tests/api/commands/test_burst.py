"""Many acts at once on one stream: each is answered, none is turned away, and nothing is done twice."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import httpx2

from api.app import create_app
from api.commands.gateway import Gateway
from api.commands.turns import Turns
from tests.api.client import PUBLIC_URL, ApiClient, Body, http_client_of, problem_of
from tests.api.positions import COMMITTEE_HEAD, CONTACT, ORGANISATION

BURST = 60
ACCEPT: Body = {"accepted": True, "reasons": "材料齐全"}


def _statuses(answers: list[httpx2.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


async def test_sixty_at_once_on_one_case(api: ApiClient) -> None:
    """One of sixty that all act on the same step is recorded; the others are told that they are stale.

    Patience begins with one's turn: without a queue some would still be waiting with the SDK when it ends.
    """
    case = await api.file()
    path = f"/v1/cases/{case.id}/acceptance"
    async with http_client_of(replace(api.context, patience=timedelta(seconds=4))) as http:
        impatient = replace(api, http=http)
        answers = await asyncio.gather(*(impatient.act(ORGANISATION, path, ACCEPT, seen=3) for _ in range(BURST)))

    assert _statuses(answers) == {201: 1, 412: BURST - 1}
    assert await case.stored_version() == 4


async def test_two_processes_of_the_api_at_one_case(api: ApiClient) -> None:
    """Together they hand in more than the engine takes at a time; all are answered all the same."""
    case = await api.file()
    path = f"/v1/cases/{case.id}/acceptance"
    async with http_client_of(api.context) as http, http_client_of(api.context) as other:
        both = [replace(api, http=each) for each in (http, other)]
        answers = await asyncio.gather(
            *(each.act(ORGANISATION, path, ACCEPT, seen=3) for _ in range(BURST) for each in both)
        )

    assert _statuses(answers) == {201: 1, 412: 2 * BURST - 1}


async def test_sixty_at_once_under_one_key(api: ApiClient) -> None:
    """One request that is sent sixty times at once is done once, and answered sixty times alike."""
    case, key, filing = await api.file(), uuid4(), uuid4()
    path, application = f"/v1/cases/{case.id}/acceptance", api.application()

    acts = await asyncio.gather(*(api.act(ORGANISATION, path, ACCEPT, seen=3, key=key) for _ in range(BURST)))
    filed = await asyncio.gather(*(api.act(CONTACT, "/v1/cases", application, key=filing) for _ in range(BURST)))

    assert (_statuses(acts), len({answer.text for answer in acts})) == ({201: BURST}, 1)
    assert (_statuses(filed), len({answer.text for answer in filed})) == ({201: BURST}, 1)
    assert await case.stored_version() == 4


async def test_sixty_at_once_on_a_closed_case(api: ApiClient) -> None:
    """A case whose workflow has ended begins it anew for them, one after another or together."""
    case = await api.file()
    await case.refuse_acceptance()
    path = f"/v1/cases/{case.id}/acceptance"

    answers = await asyncio.gather(*(api.act(ORGANISATION, path, ACCEPT, seen=3) for _ in range(BURST)))

    assert set(_statuses(answers)) <= {409, 412}


async def test_sixty_ballots_at_once(api: ApiClient) -> None:
    """Acts by Signal are told what became of them as well."""
    case = await api.file()
    ballot: Body = {"round": str(uuid4()), "choice": "agree"}
    path = f"/v1/cases/{case.id}/ballots"

    answers = await asyncio.gather(*(api.act(COMMITTEE_HEAD, path, ballot) for _ in range(BURST)))

    assert {problem_of(answer).code for answer in answers} == {"no_open_round"}


async def test_a_ballot_is_answered_when_it_is_recorded(api: ApiClient) -> None:
    """The answer comes with the outcome: nobody waits for the next look, nor for the end of patience."""
    patient = replace(api.context, ledger_patience=timedelta(minutes=5))
    case = await api.file()
    async with http_client_of(patient) as http, asyncio.timeout(60):
        answer = await replace(api, http=http).act(
            COMMITTEE_HEAD, f"/v1/cases/{case.id}/ballots", {"round": str(uuid4()), "choice": "agree"}
        )

    assert problem_of(answer).code == "no_open_round"


async def test_a_full_line_is_told_to_come_again(api: ApiClient) -> None:
    """Past the bound the answer is 503 with a time to wait, and says that nothing was taken in; later it is done."""
    app, key = create_app(api.context), uuid4()
    app.state.gateway = Gateway(api.context, Turns(at_once=1, waiting_max=0))
    application = api.application()
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC_URL) as http:
        small = replace(api, http=http)
        both = await asyncio.gather(*(small.act(CONTACT, "/v1/cases", application, key=key) for _ in range(2)))
        again = await small.act(CONTACT, "/v1/cases", application, key=key)

    done, busy = sorted(both, key=lambda answer: answer.status_code)
    assert (done.status_code, busy.status_code, problem_of(busy).code) == (201, 503, "busy")
    assert int(busy.headers["retry-after"]) > 0
    assert again.text == done.text
