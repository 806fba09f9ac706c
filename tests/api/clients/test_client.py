"""The client against the real API on a socket: acts, lists, files, the stream; answers that are lost; both kinds."""

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.acts.acceptance import DecideAcceptance
from domain.acts.evidence.documents import AddDocument
from domain.acts.filing import FileApplication
from domain.acts.withdrawal import WithdrawApplication
from rongcuo_client import (
    AsyncClient,
    CaseChanged,
    Change,
    Client,
    Malformed,
    NotAllowed,
    NotFound,
    NotOurs,
    Refused,
    RefusedByRules,
    Retry,
    SignInNeeded,
    Unreachable,
)
from rongcuo_client.operations import PART_BYTES
from tests.api.client import ApiClient
from tests.api.positions import CONTACT, HR, ORGANISATION, OTHER_CONTACT
from tests.api.served import Between, between, served

SOON = Retry(first_seconds=0.01, most_seconds=0.2, patience_seconds=20.0)
PATIENCE = 60.0


@pytest.fixture
async def proxy(api: ApiClient) -> AsyncIterator[Between]:
    """The API on a socket, behind a proxy."""
    async with served(api, 0) as port, between(port) as found:
        yield found


class Waiting:
    """The client that waits for each answer, called as if it were the one that is awaited."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._client, name)

        def called(*args: object, **given: object) -> Any:
            if name in {"inbox", "cases", "timeline", "listed", "changes"}:
                return _each(method(*args, **given))
            return asyncio.to_thread(method, *args, **given)

        return called


async def _each(items: Iterator[object]) -> AsyncIterator[object]:
    while (item := await asyncio.to_thread(next, items, None)) is not None:
        yield item


@asynccontextmanager
async def calling(kind: str, url: str, token: str | None, retry: Retry = SOON) -> AsyncIterator[Any]:
    """A client of either kind."""
    if kind == "async":
        async with AsyncClient(url, token, retry=retry) as client:
            yield client
    else:
        with Client(url, token, retry=retry) as blocking:
            yield Waiting(blocking)


both = pytest.mark.parametrize("kind", ["blocking", "async"])


def application(api: ApiClient, **changes: Any) -> FileApplication:
    """An application in order."""
    return FileApplication.model_validate(api.application(**changes))


@both
async def test_a_case_from_its_beginning_to_its_withdrawal(api: ApiClient, proxy: Between, kind: str) -> None:
    """Begun, read as it is after that, decided on what was seen, taken back; the versions need not be named."""
    async with calling(kind, proxy.url, api.tokens[CONTACT]) as unit:
        begun = await unit.begin(application(api))
        case = await unit.case(begun.stream_id)
        assert (case.version, case.closed, case.up_to_date) == (begun.version, False, True)
        assert (await unit.case(case.number)).case_id == begun.stream_id
        assert "withdraw_application" in [act.kind for act in (await unit.acts(begun.stream_id)).offered]

        async with calling(kind, proxy.url, api.tokens[ORGANISATION]) as office:
            await office.case(begun.stream_id)
            await office.act(begun.stream_id, DecideAcceptance(accepted=True, reasons="材料齐全"))
            mine = [task async for task in office.inbox(limit=1)] + [task async for task in office.inbox("unclaimed")]
            assert begun.stream_id in {task.case_id for task in mine}

        withdrawn = await unit.act(begun.stream_id, WithdrawApplication(reasons="已自行整改"))
        assert "application_withdrawn" in withdrawn.events
        assert (await unit.case(begun.stream_id)).closed
        told = [entry async for entry in unit.timeline(begun.stream_id, limit=1)]
        assert [entry.version for entry in told] == list(range(1, withdrawn.version + 1))
        assert told[0].words is not None

        with pytest.raises(RefusedByRules) as refused:
            await unit.act(begun.stream_id, WithdrawApplication(reasons="再次"))
        assert refused.value.code == "wrong_step"
        assert refused.value.request_id
        assert refused.value.problem.todo.zh


@both
async def test_lists_are_read_to_their_end(api: ApiClient, proxy: Between, kind: str) -> None:
    """However short a page is, each line once."""
    for _ in range(3):
        await (await api.file(title=f"申请{uuid4()}")).read(ORGANISATION)
    async with calling(kind, proxy.url, api.tokens[ORGANISATION]) as office:
        whole = [line.case_id async for line in office.cases(limit=200)]
        paged = [line.case_id async for line in office.cases(limit=1)]
        closed = [line.closed async for line in office.cases(state="closed")]
    assert paged == whole
    assert len(set(paged)) == len(paged) >= 3
    assert all(closed)


@both
async def test_an_act_whose_answer_is_lost_is_done_once(api: ApiClient, proxy: Between, kind: str) -> None:
    """The request arrived, the answer did not, twice: sent again under the same key, it is the same act."""
    async with calling(kind, proxy.url, api.tokens[CONTACT]) as unit:
        proxy.losing = 2
        begun = await unit.begin(application(api))
        assert proxy.lost == 2
        proxy.losing = 1
        withdrawn = await unit.act(begun.stream_id, WithdrawApplication(reasons="撤回"))
        told = [entry async for entry in unit.timeline(begun.stream_id)]
    assert proxy.lost == 3
    assert [entry.kind for entry in told].count("case_opened") == 1
    assert [entry.kind for entry in told].count("application_withdrawn") == 1
    assert told[-1].version == withdrawn.version


@both
async def test_who_is_nobody_or_may_not_is_told_so(api: ApiClient, proxy: Between, kind: str) -> None:
    """Each as its own exception, with its code."""
    case = await api.file()
    cases: list[tuple[str | None, type[Refused], str]] = [
        (None, SignInNeeded, "unauthenticated"),
        ("nonsense", SignInNeeded, "unauthenticated"),
        (api.tokens[OTHER_CONTACT], NotFound, "not_found"),
        (api.tokens[HR], NotAllowed, "forbidden"),
    ]
    for token, error, code in cases:
        async with calling(kind, proxy.url, token) as client:
            with pytest.raises(error) as told:
                await client.act(case.id, WithdrawApplication(reasons="撤回"), seen=1)
            assert told.value.code == code
            assert told.value.command_id


@both
async def test_what_is_wrong_with_a_body_is_told_by_its_fields(api: ApiClient, proxy: Between, kind: str) -> None:
    """A fault that the domain's own model lets through: found at the door, told with its place."""
    async with calling(kind, proxy.url, api.tokens[CONTACT]) as unit:
        wrong = application(api).model_copy(update={"title": "\u200b"})
        with pytest.raises(Malformed) as told:
            await unit.begin(wrong)
    assert "/title" in {fault.pointer for fault in told.value.fields}


@both
async def test_where_nothing_runs_it_gives_up_and_says_so(kind: str) -> None:
    """After the attempts that it has, with the key of what nobody did."""
    async with calling(kind, "http://127.0.0.1:1", "t", Retry(attempts=3, first_seconds=0.01)) as client:
        with pytest.raises(Unreachable) as told:
            await client.act(uuid4(), WithdrawApplication(reasons="撤回"), seen=1)
    assert told.value.attempts == 3
    assert isinstance(told.value.command_id, UUID)


@both
async def test_files_go_up_and_come_down(api: ApiClient, proxy: Between, kind: str, tmp_path: Path) -> None:
    """In parts, over connections that break; what comes down is held against its digest."""
    case = await api.file()
    content = b"%PDF-1.7\n" + hashlib.sha256(str(case.id).encode()).digest() * (PART_BYTES // 16) + b"\n%%EOF\n"
    digest, arrived = hashlib.sha256(content).hexdigest(), list[int]()
    async with calling(kind, proxy.url, api.tokens[CONTACT]) as unit:
        uploaded = await unit.upload(io.BytesIO(content), "会议记录.pdf", case_id=case.id, told=_losing(proxy, arrived))
        assert (uploaded.sha256, uploaded.name) == (digest, "会议记录.pdf")
        assert arrived == sorted(arrived)
        assert proxy.lost == 1
        said = {"sha256": digest, "size": len(content), "format": uploaded.format, "title": "会议记录"}
        await unit.act(case.id, AddDocument.model_validate(said))
        await unit.case(case.id)
        assert [each.sha256 for each in (await unit.documents(case.id)).documents] == [digest]
        with (tmp_path / "down").open("w+b") as into:
            assert await unit.download(case.id, digest, into) == len(content)
        assert (tmp_path / "down").read_bytes() == content
        with (tmp_path / "list").open("w+b") as into:
            proxy.losing = 1
            assert await unit.export("/v1/cases", into, kind="csv") > 0
        assert "编号" in (tmp_path / "list").read_bytes().decode("utf-8-sig")


def _losing(proxy: Between, arrived: list[int]) -> Callable[[int, int], None]:
    """After the first part, the answer to the next one is lost."""

    def told(done: int, _size: int) -> None:
        if not arrived:
            proxy.losing = 1
        arrived.append(done)

    return told


@asynccontextmanager
async def answering(*bodies: bytes) -> AsyncIterator[str]:
    """Somebody who says of ten bytes that they come, and sends these; one connection after another."""
    left = list(bodies)

    async def answer(here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        await here.readuntil(b"\r\n\r\n")
        back.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n" + left.pop(0))
        await back.drain()
        back.close()
        await back.wait_closed()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@both
async def test_what_comes_down_in_halves_is_whole_in_the_end(kind: str, tmp_path: Path) -> None:
    """What an attempt wrote that broke off is not kept; what is another file than was asked for is none."""
    whole, into = b"0123456789", (tmp_path / "down").open("w+b")
    with into:
        async with answering(b"xyz45678", whole[:4], whole) as url, calling(kind, url, "t") as client:
            assert await client.download(uuid4(), hashlib.sha256(whole).hexdigest(), into) == len(whole)
        async with answering(b"9876543210") as url, calling(kind, url, "t") as client:
            with pytest.raises(NotOurs):
                await client.download(uuid4(), hashlib.sha256(whole).hexdigest(), into)


@both
async def test_the_stream_survives_a_restart_without_loss_or_doubles(api: ApiClient, kind: str) -> None:
    """The API goes away while somebody follows, things happen meanwhile, it comes back; and connections break."""
    case = await api.file()
    await case.read(ORGANISATION)
    told: list[Change] = []
    came = asyncio.Event()

    async def follow(url: str) -> None:
        async with calling(kind, url, api.tokens[ORGANISATION]) as reader:
            async for change in reader.changes(since=0):
                told.append(change)
                came.set()

    def versions() -> list[int]:
        return [each.version for each in told if isinstance(each, CaseChanged) and each.case_id == case.id]

    async def until(version: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while version not in versions():
                came.clear()
                await came.wait()

    async with served(api, 0) as port:
        async with between(port) as proxy:
            following = asyncio.create_task(follow(proxy.url))
            await until(case.version)
            proxy.losing = 1
            await case.accept()
            await until(case.version)
        following.cancel()
    told_before = len(told)
    following = asyncio.create_task(_resumed(kind, port, api.tokens[ORGANISATION], told, came))
    await case.act(CONTACT, "withdrawal", {"reasons": "撤回"})
    assert len(told) == told_before
    async with served(api, port):
        await until(case.version)
    following.cancel()

    assert versions() == list(range(1, case.version + 1))
    indices = [each.log_index for each in told]
    assert indices == sorted(set(indices))


async def _resumed(kind: str, port: int, token: str, told: list[Change], came: asyncio.Event) -> None:
    """Another process that goes on where the first had got to, while nothing runs yet."""
    async with calling(kind, f"http://127.0.0.1:{port}", token) as reader:
        async for change in reader.changes(after=told[-1].log_index):
            told.append(change)
            came.set()


async def test_a_reader_who_begins_now_loses_nothing_to_a_broken_connection(api: ApiClient) -> None:
    """The place at which it began is known before anything changes."""
    async with (
        served(api, 0) as port,
        between(port) as proxy,
        AsyncClient(proxy.url, api.tokens[ORGANISATION], retry=SOON) as reader,
    ):
        changes = reader.changes()
        first = await anext(changes)
        waiting = asyncio.create_task(_next_case(changes))
        proxy.losing = 1
        case = await api.file(title=f"申请{datetime.now(UTC)}")
        change = await asyncio.wait_for(waiting, PATIENCE)
        assert change.case_id == case.id
        assert change.log_index > first.log_index


async def _next_case(changes: AsyncIterator[Change]) -> CaseChanged:
    async for change in changes:
        if isinstance(change, CaseChanged):
            return change
    raise AssertionError("the stream ended")
