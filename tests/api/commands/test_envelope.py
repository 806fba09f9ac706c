"""What surrounds every request: ids, accidents, languages, the description of problems, health."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from starlette.types import Message

from api.app import create_app
from api.http.problems import PROBLEMS
from tests.api.client import PUBLIC_URL, ApiClient, problem_of
from tests.api.positions import ORGANISATION


@pytest.fixture
async def broken(api_alone: ApiClient) -> AsyncIterator[httpx2.AsyncClient]:
    """The API with two routes that fail: one by a mistake, one because the database is away."""
    app = create_app(api_alone.context)

    async def mistake() -> None:
        raise RuntimeError("机密：王五")

    async def away() -> None:
        raise ConnectionRefusedError

    app.add_api_route("/mistake", mistake)
    app.add_api_route("/away", away, methods=["GET", "POST"])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC_URL) as client:
        yield client


async def test_a_mistake_is_told_without_its_words(broken: httpx2.AsyncClient) -> None:
    """An unexpected failure is a problem with a request id of ours, and nothing of what failed."""
    answer = await broken.get("/mistake", headers={"X-Request-Id": "r-1"})

    assert (answer.status_code, problem_of(answer).code) == (500, "internal_error")
    assert len(answer.headers["x-request-id"]) == 32
    assert "王五" not in answer.text


async def test_a_database_that_is_away_says_try_again(broken: httpx2.AsyncClient) -> None:
    """What may be sent again is told so; who only reads is told to come back, and of no key."""
    answers = [await broken.post("/away"), await broken.get("/away"), await broken.head("/away")]

    assert [answer.status_code for answer in answers] == [503] * 3
    assert [problem_of(answer).code for answer in answers[:2]] == ["unavailable", "not_readable_now"]
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)
    assert "Idempotency-Key" not in answers[1].text


async def test_a_request_that_a_stopping_role_cuts_off_says_try_again(api_alone: ApiClient) -> None:
    """Nobody knows what becomes of it, and that is what its sender is told."""
    app, begun, sent = create_app(api_alone.context), asyncio.Event(), list[Message]()

    async def slow() -> None:
        begun.set()
        await asyncio.get_running_loop().create_future()

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    host = [(b"host", PUBLIC_URL.removeprefix("http://").encode())]
    scope = {"type": "http", "method": "GET", "path": "/slow", "headers": host, "query_string": b""}
    app.add_api_route("/slow", slow)
    answering = asyncio.create_task(app(scope, receive, send))
    async with asyncio.timeout(20):
        await begun.wait()
    answering.cancel()
    await asyncio.wait([answering])

    assert answering.cancelled()
    assert sent[0]["status"] == 503


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        (None, "没有令牌，或令牌无效、过期、已撤销。"),
        ("zh-CN,en;q=0.5", "没有令牌，或令牌无效、过期、已撤销。"),
        ("en-GB,zh;q=0.5", "There is no token, or it is not valid, too old, or revoked."),
        ("fr,de", "没有令牌，或令牌无效、过期、已撤销。"),
    ],
)
async def test_the_title_is_in_the_language_asked_for(api_alone: ApiClient, asked: str | None, title: str) -> None:
    """Chinese unless English is asked for; both sentences are always there."""
    answer = await api_alone.http.get("/v1/cases", headers={"Accept-Language": asked} if asked else {})

    assert problem_of(answer).title == title


@pytest.mark.parametrize("code", sorted(PROBLEMS))
async def test_every_type_of_problem_leads_to_its_description(api_alone: ApiClient, code: str) -> None:
    """The address in `type` answers programs and people."""
    answer = await api_alone.http.get(f"/problems/{code}")
    page = await api_alone.http.get(f"/problems/{code}", headers={"Accept": "text/html"})

    assert answer.json()["code"] == code
    assert answer.json()["sentences"]["zh"] in page.text
    assert page.headers["content-type"].startswith("text/html")


_WELL = {
    "status": "ok",
    "postgres": "ok",
    "temporal": "ok",
    "clocks_given_up": 0,
    "reconciled": None,
    "set_aside": 0,
    "manipulated": 0,
    "notices_failed": 0,
    "notices_paused": False,
}


async def test_health_looks_at_both_servers(api_alone: ApiClient) -> None:
    """Well means that both servers answer now."""
    answer = await api_alone.http.get("/health")

    assert (answer.status_code, answer.json()) == (200, _WELL)


async def test_health_says_which_server_is_away(api_alone: ApiClient) -> None:
    """With PostgreSQL away the role says so with 503."""
    away: Any = _Away()
    app = create_app(replace(api_alone.context, pool=away, by_key=away))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC_URL) as client:
        answer = await client.get("/health")

    assert answer.status_code == 503
    unknown = dict.fromkeys(("reconciled", "set_aside", "manipulated", "notices_failed", "notices_paused"))
    away = {"status": "unavailable", "postgres": "unavailable", "temporal": "ok", "clocks_given_up": 0, **unknown}
    assert answer.json() == away


async def test_a_body_that_grows_too_large_is_cut_off(api_alone: ApiClient) -> None:
    """A body without announced length is counted as it comes in."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1_000):
            yield b" " * 4_096

    headers = {**api_alone.as_(ORGANISATION), "Content-Type": "application/json", "Idempotency-Key": "0" * 32}
    answer = await api_alone.http.post("/v1/cases", content=endless(), headers=headers)

    assert (answer.status_code, problem_of(answer).code) == (413, "too_large")


async def test_the_description_is_public(api_alone: ApiClient) -> None:
    """Programs find the description without a token."""
    answer = await api_alone.http.get("/openapi.json")

    assert json.loads(answer.content)["openapi"].startswith("3.1")


class _Away:
    """A pool whose server is gone."""

    async def fetchval(self, _: str) -> None:
        raise ConnectionRefusedError

    async def fetchrow(self, _: str, *_arguments: object) -> None:
        raise ConnectionRefusedError
