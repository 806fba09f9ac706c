"""Small doors: HEAD, entity tags, request ids, addresses that are none, accidents, too much of anything."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
import pytest
import structlog

from api.app import create_app
from tests.api.addresses import every_route
from tests.api.client import PUBLIC_URL, ApiClient, problem_of
from tests.api.positions import CONTACT, OPERATOR, ORGANISATION

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
async def broken(api_alone: ApiClient) -> AsyncIterator[httpx2.AsyncClient]:
    """The API whose database cannot be reached, and a route that fails by a mistake."""
    away: Any = _Away()
    app = create_app(replace(api_alone.context, pool=away, by_key=away))

    async def mistake() -> None:
        raise RuntimeError("机密：王五")

    app.add_api_route("/mistake", mistake)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC_URL) as client:
        yield client


_ASKED_BY_PROGRAMS = ("/v1", "/static", "/problems", "/health", "/evidence/uploads")


def _readable() -> Iterator[str]:
    """The address of every GET, filled in with what may or may not be there."""
    for route in every_route():
        if "GET" in (route.methods or ()):
            yield route.path.format_map(_Filled())


class _Filled(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return {"code": "forbidden", "name": "style.css", "version": "1"}.get(name, str(uuid4()))


async def test_head_wherever_get_is(api: ApiClient) -> None:
    """The same status and headers, and no content: also for pages, files, problems and what is not there."""
    cookie = api.cookie(ORGANISATION)
    headers = {**api.as_(ORGANISATION), **cookie}
    changing = {"x-request-id", "content-length"}
    paths = [*_readable(), "/openapi.json", "/nowhere"]
    for path in paths:
        got = await api.http.get(path, headers=headers)
        head = await api.http.head(path, headers=headers)

        assert head.status_code == got.status_code, path
        assert head.content == b"", path
        assert head.headers.keys() == got.headers.keys(), path
        same = [name for name in got.headers if name not in changing]
        assert [head.headers[name] for name in same] == [got.headers[name] for name in same], path
    assert len(paths) > 40


async def test_another_method_is_told_which_there_are(api_alone: ApiClient) -> None:
    """HEAD is named with GET."""
    answer = await api_alone.http.delete("/health")

    assert (answer.status_code, problem_of(answer).code) == (405, "method_not_allowed")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("*", 304),
        (" * ", 304),
        ("{etag}", 304),
        ("W/{etag}", 304),
        ('"other", {etag}', 304),
        ('W/"other",W/{etag}', 304),
        ('"other"', 200),
        ("{bare}", 200),
        ('"x{bare}"', 200),
        ('"*"', 200),
        ("", 200),
    ],
)
async def test_if_none_match(api_alone: ApiClient, given: str, status: int) -> None:
    """Any, one of a list, weak or strong (RFC 9110, 13.1.2); a tag that only contains another is another."""
    path = "/v1/packs/nujiang/1"
    etag = (await api_alone.get(ORGANISATION, path)).headers["etag"]
    sent = given.format(etag=etag, bare=etag.strip('"'))
    answer = await api_alone.get(ORGANISATION, path, {"If-None-Match": sent})

    assert answer.status_code == status
    assert answer.headers["etag"] == etag


@pytest.mark.parametrize("path", ["/nowhere", "/v1/nowhere", "/static/none", "/cases/none/none", "/a%2Fb"])
async def test_an_unknown_address(api_alone: ApiClient, path: str) -> None:
    """A page for a browser, a problem for a program."""
    page = await api_alone.http.get(path, headers=BROWSER)
    answer = await api_alone.http.get(path)

    assert (answer.status_code, problem_of(answer).code) == (404, "not_found")
    _require_page(page, 404, "没有这个对象")


async def test_an_accident(broken: httpx2.AsyncClient) -> None:
    """A browser gets a page with the request's id, a program a problem; neither gets what failed."""
    page, answer = await broken.get("/mistake", headers=BROWSER), await broken.get("/mistake")

    assert (answer.status_code, problem_of(answer).code) == (500, "internal_error")
    _require_page(page, 500, "系统内部出错")
    assert "王五" not in page.text + answer.text


async def test_pages_while_the_database_is_away(api_alone: ApiClient, broken: httpx2.AsyncClient) -> None:
    """Every page says so as a page, also to a browser that asks for nothing in particular."""
    cookie = api_alone.cookie(ORGANISATION)
    pages = [path for path in _readable() if not path.startswith(_ASKED_BY_PROGRAMS)]
    away = 0
    for path in pages:
        page = await broken.get(path, headers=cookie)
        if page.status_code == httpx2.codes.SERVICE_UNAVAILABLE:
            _require_page(page, 503, "暂时读不到")
            assert int(page.headers["retry-after"]) > 0
            away += 1
        elif page.status_code != httpx2.codes.SEE_OTHER:
            _require_page(page, page.status_code, "")
            assert page.status_code in {403, 404}, path  # what may be said without asking the database
    assert away > 10


async def test_a_page_tells_which_parameter_is_wrong(api_alone: ApiClient) -> None:
    """What is told to programs in errors is told on the page."""
    cookie = api_alone.cookie(ORGANISATION)
    page = await api_alone.http.get("/cases?next=none", headers=cookie)

    _require_page(page, 422, "query:next")


@pytest.mark.parametrize("given", ["r-1", "a b", "x" * 65, "a\tb", "", "王五", "x" * 5_000])
async def test_a_request_has_our_own_id(api_alone: ApiClient, given: str) -> None:
    """The id in answers, log and events is made here; the caller's is logged beside it, short and plain."""
    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as lines:
        answer = await api_alone.http.post("/v1/cases", headers={b"X-Request-Id": given.encode()})

    ours = answer.headers["x-request-id"]
    told = next(line for line in lines if line["event"] == "request")
    assert (len(ours), told["request_id"]) == (32, ours)
    theirs = told.get("client_request_id", "")
    assert len(theirs) <= 64
    assert theirs.replace("-", "").isalnum() or not theirs
    assert given != "r-1" or theirs == "r-1"


@pytest.mark.parametrize("path", ["/v1/cases", "/v1/subjects", "/v1/calendars", "/v1/packs"])
@pytest.mark.parametrize(
    "body",
    [
        json.dumps({f"k{n}": 1 for n in range(60_000)}),
        json.dumps({"subjects": ["no id"] * 60_000}),
        json.dumps({"evidence": [{}] * 60_000}),
        json.dumps([[]] * 60_000),
        "[" * 500_000,
        '{"a":' * 100_000,
        json.dumps({"x" * 900_000: 1}),
    ],
    ids=["unknown keys", "wrong values", "missing fields", "a list", "nested lists", "nested objects", "a long key"],
)
async def test_a_body_with_too_many_faults(api_alone: ApiClient, path: str, body: str) -> None:
    """The first twenty are told, in an answer that is short whatever came."""
    who = {"/v1/calendars": OPERATOR, "/v1/packs": OPERATOR, "/v1/subjects": CONTACT, "/v1/cases": CONTACT}[path]
    headers = {**api_alone.as_(who), "Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
    answer = await api_alone.http.post(path, content=body.encode(), headers=headers)

    assert answer.status_code == 422
    assert 1 <= len(problem_of(answer).errors) <= 20
    assert len(answer.content) < 20_000


@pytest.mark.parametrize(
    "headers",
    [{"X-A": "y" * 40_000}, {f"X-{n}": "y" * 100 for n in range(400)}, {"Cookie": "a=" + "b" * 40_000}],
    ids=["one long header", "many headers", "a long cookie"],
)
async def test_a_head_that_is_too_large(api_alone: ApiClient, headers: dict[str, str]) -> None:
    """It is refused before anything of it is looked at; so is an address of that length."""
    answers = [
        await api_alone.http.get("/health", headers=headers),
        await api_alone.http.get("/health?q=" + "y" * 40_000),
    ]

    assert [(answer.status_code, problem_of(answer).code) for answer in answers] == [(431, "head_too_large")] * 2


def _require_page(answer: httpx2.Response, status: int, words: str) -> None:
    assert answer.status_code == status, answer.url
    assert answer.headers["content-type"] == "text/html; charset=utf-8", answer.url
    assert words in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]


class _Away:
    """A pool whose server is gone: whatever is asked of it."""

    def __getattr__(self, _: str) -> object:
        raise asyncpg.CannotConnectNowError("the database system is starting up")
