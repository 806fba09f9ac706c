"""The door itself, on a socket: whoever is slow, sends too much, or comes too often is told so and does not stay."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response

from api.http import middleware
from api.http.entrance import Entrance
from api.http.middleware import RequestMiddleware
from api.http.problems import ProblemRaised
from api.http.replies import problem_reply
from deploy.roles import bounded_http
from deploy.roles.bounded_http import BoundedHttp

PATIENCE_SECONDS = 20
SOON = 0.1


@asynccontextmanager
async def door() -> AsyncIterator[int]:
    """A server that says how long a body was; its port."""
    app = FastAPI()
    app.state.public_url = ""
    app.state.entrance = Entrance(frozenset({"here"}), tls_only=False)

    @app.post("/")
    async def length(request: Request) -> int:
        return len(await request.body())

    async def tell(request: Request, raised: ProblemRaised) -> Response:
        return problem_reply(request, raised)

    app.add_middleware(RequestMiddleware, tell=tell)
    config = uvicorn.Config(app, port=0, http=BoundedHttp, ws="none", log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await serving


async def said(port: int, *pieces: bytes) -> tuple[int, dict[str, str], bytes]:
    """What the server answers to some bytes, before it closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
    async with asyncio.timeout(PATIENCE_SECONDS):
        answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, body


POST = b"POST / HTTP/1.1\r\nHost: here\r\n"


async def test_what_is_in_order_is_answered() -> None:
    """A head in two pieces and a body in two pieces are one request; a second one may follow on the same connection."""
    first = [b"POST / HT", b"TP/1.1\r\nHost: here\r\nContent-Length: 6\r\n\r\nabc", b"def"]
    last = POST + b"Content-Length: 2\r\nConnection: close\r\n\r\nab"
    async with door() as port:
        status, _, body = await said(port, *first, last)

    assert (status, body.startswith(b"6")) == (200, True)
    assert body.endswith(b"2")


@pytest.mark.parametrize(
    "pieces",
    [(), (b"POST",), (b"\r\n",), (POST,), (POST + b"X-A: b\r\n",)],
    ids=["nothing", "half a word", "a blank line", "half a head", "most of a head"],
)
async def test_a_head_that_does_not_come_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, pieces: tuple[bytes, ...]
) -> None:
    """Whoever opens a connection and keeps it open without a request is sent away (slowloris)."""
    monkeypatch.setattr(bounded_http, "HEAD_SECONDS", SOON)
    async with door() as port:
        status, headers, body = await said(port, *pieces)

    assert (status, json.loads(body)["code"]) == (408, "too_slow")
    assert headers["content-type"] == "application/problem+json"


async def test_a_head_that_drips_is_not_waited_for_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """The seconds are those of the whole head, however often another byte of it comes."""
    monkeypatch.setattr(bounded_http, "HEAD_SECONDS", SOON)
    async with door() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(POST)
        reading = asyncio.create_task(reader.read())
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not reading.done():
                writer.write(b"X: y\r\n")
                await asyncio.wait([reading], timeout=SOON / 10)
        writer.close()

    assert reading.result().startswith(b"HTTP/1.1 408")


async def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request whose body stops half-way is answered, and its connection closed."""
    monkeypatch.setattr(middleware, "BODY", replace(middleware.BODY, seconds=SOON))
    async with door() as port:
        status, headers, _ = await said(port, POST + b"Content-Length: 10\r\n\r\nabc")

    assert (status, headers["connection"]) == (408, "close")


@pytest.mark.parametrize(
    "head",
    [POST + b"X: " + b"y" * 200_000, POST + b"X: y\r\n" * 40_000, b"POST /" + b"y" * 200_000],
    ids=["one long line", "many lines", "a long address"],
)
async def test_a_head_that_never_ends_is_cut_off(head: bytes) -> None:
    """It is not kept in memory until it ends."""
    async with door() as port:
        status, _, body = await said(port, head)

    assert (status, json.loads(body)["code"]) == (431, "head_too_large")


@pytest.mark.parametrize("junk", [b"\x16\x03\x01\x02\x00\x01\x00", b"HELLO\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"])
async def test_what_is_no_http_is_told_so(junk: bytes) -> None:
    """Also to whoever speaks TLS to it."""
    async with door() as port:
        status, _, body = await said(port, junk)

    assert (status, json.loads(body)["code"]) == (400, "no_http")


async def test_no_more_connections_than_there_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """One too many is told to come again, those that are there stay, and when one has gone another may come."""
    monkeypatch.setattr(bounded_http, "CONNECTIONS_MAX", 2)
    request = POST + b"Content-Length: 0\r\nConnection: close\r\n\r\n"
    async with door() as port:
        open_ = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        status, headers, body = await said(port, request)
        open_[0][1].write(request)
        async with asyncio.timeout(PATIENCE_SECONDS):
            served = await open_[0][0].read()
        again, *_ = await said(port, request)
        for _, writer in open_:
            writer.close()

    assert (status, json.loads(body)["code"], int(headers["retry-after"]) > 0) == (503, "too_many_connections", True)
    assert served.startswith(b"HTTP/1.1 200")
    assert again == 200
