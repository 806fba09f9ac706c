"""GET /v1/stream: what changes, as references that its reader may follow at that moment, each once."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from pydantic import JsonValue

from api.changes import routes
from eventlog.pool import Pool
from tests.api.client import ApiClient, CaseAtHand, problem_of
from tests.api.positions import CONTACT, HR, ORGANISATION, OTHER_CONTACT, OTHER_COUNTY, OTHER_HR

PATIENCE = 40.0
"""Seconds; where a notification is lost with its connection, the stream looks again after fifteen."""
_STREAM = {"Host": "rongcuo.test", "Accept": "text/event-stream"}


@dataclass(frozen=True, slots=True)
class Told:
    """An event of a stream, as the specification reads it; what has an id alone has no name."""

    id: int
    name: str | None
    data: dict[str, JsonValue]


def parsed(text: str) -> list[Told]:
    """The events of a stream; comments are none."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line and not line.startswith(":"))
        if "id" in fields:
            found.append(Told(int(fields["id"]), fields.get("event"), json.loads(fields.get("data", "{}"))))
    return found


async def ended(api: ApiClient, who: str, since: int, of: str = "cases") -> list[Told]:
    """Everything there is from a place in the log on, for somebody."""
    answer = await api.get(who, f"/v1/stream?of={of}&since={since}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    return parsed(answer.text)


async def place(api: ApiClient) -> int:
    """The next place in the log."""
    told = await ended(api, ORGANISATION, 0)
    return told[-1].id + 1 if told else 0


def of_case(told: list[Told], case: CaseAtHand) -> list[int]:
    """The versions of a case that a stream told of."""
    return [int(str(each.data["version"])) for each in told if each.data.get("case_id") == str(case.id)]


@dataclass(slots=True)
class Listening:
    """Somebody who follows a stream over a connection that stays open."""

    text: str = ""
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, case: CaseAtHand, version: int) -> None:
        """Wait until the stream has told of a version of a case."""
        async with asyncio.timeout(PATIENCE):
            while version not in of_case(parsed(self.text), case):
                self.came.clear()
                await self.came.wait()


@asynccontextmanager
async def listening(api: ApiClient, headers: dict[str, str]) -> AsyncIterator[Listening]:
    """Follow a stream as ASGI: the client of the other tests reads whole answers."""
    found, gone = Listening(), asyncio.Event()

    async def receive() -> dict[str, object]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        body = message.get("body", b"")
        assert isinstance(body, bytes)
        found.text += body.decode()
        found.came.set()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "server": ("rongcuo.test", 80),
        "client": ("127.0.0.1", 1),
        "path": "/v1/stream",
        "raw_path": b"/v1/stream",
        "query_string": b"",
        "headers": [(k.lower().encode(), v.encode()) for k, v in {**headers, **_STREAM}.items()],
    }

    async def follow() -> None:
        app = api.http._transport.app  # type: ignore[attr-defined]  # noqa: SLF001 - the application under the client
        await app(scope, receive, send)
        found.ended.set()

    task = asyncio.create_task(follow())
    try:
        yield found
    finally:
        gone.set()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_each_event_is_told_once_in_the_order_of_the_log(api: ApiClient) -> None:
    """From before a case to now; from the last id on only what came since."""
    before = await place(api)
    case = await api.file()
    await case.read(ORGANISATION)
    first = await ended(api, ORGANISATION, before)
    last = first[-1].id
    nothing = await ended(api, ORGANISATION, last + 1)
    await case.accept()
    await case.read(ORGANISATION)
    answer = await api.get(ORGANISATION, "/v1/stream?since=0", {"Last-Event-ID": str(last)})
    then = parsed(answer.text)

    assert of_case(first, case) + of_case(then, case) == list(range(1, case.version + 1))
    assert [each.id for each in first] == sorted(each.id for each in first)
    assert nothing == []
    shown = next(each for each in then if each.data)
    assert (await api.read(ORGANISATION, str(shown.data["case"])))["version"] >= int(str(shown.data["version"]))
    assert set(shown.data) == {"log_index", "case_id", "version", "case"}


async def test_nobody_is_told_of_what_they_do_not_see(api: ApiClient) -> None:
    """A unit is told of its own; other units and counties are led past it, without a word of it."""
    before = await place(api)
    case = await api.file()
    await case.read(ORGANISATION)

    assert of_case(await ended(api, CONTACT, before), case) == list(range(1, case.version + 1))
    for stranger in (OTHER_CONTACT, OTHER_COUNTY):
        told = await ended(api, stranger, before)
        assert of_case(told, case) == []
        assert told[-1].id >= before + case.version - 1


async def test_a_long_log_is_told_step_by_step(api: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few places are looked at in one step, all is told."""
    case = await api.file()
    await case.read(ORGANISATION)
    whole = await ended(api, ORGANISATION, 0)
    monkeypatch.setattr(routes, "WINDOW", 1)
    in_steps = await ended(api, ORGANISATION, 0)

    assert [each for each in in_steps if each.name] == [each for each in whole if each.name]
    assert len([each for each in in_steps if not each.name]) > 1


async def test_whoever_listens_is_told_and_no_longer_than_they_may_be(api: ApiClient, app_pool: Pool) -> None:
    """An act comes without being asked for; with the token the stream ends."""
    async with listening(api, api.as_(ORGANISATION)) as listener:
        case = await api.file()
        await listener.until(case, case.version)
        await case.accept()
        await listener.until(case, case.version)
        told = of_case(parsed(listener.text), case)
        assert told == list(range(1, case.version + 1))

        token = await app_pool.fetchval(
            "UPDATE machine_token SET revoked_at = now() WHERE position = $1 RETURNING token_id", ORGANISATION
        )
        try:
            await api.act(CONTACT, f"/v1/cases/{case.id}/withdrawal", {"reasons": "撤回"}, seen=case.version)
            async with asyncio.timeout(PATIENCE):
                await listener.ended.wait()
        finally:
            await app_pool.execute("UPDATE machine_token SET revoked_at = NULL WHERE token_id = $1", token)
    assert of_case(parsed(listener.text), case) == told


async def test_personnel_readers_are_told_whose_results_to_ask_for(api: ApiClient) -> None:
    """Subjects of their place and no case; what they then ask for is what stands."""
    before = await place(api)
    case = await api.file()
    await case.tolerate()
    await case.read(ORGANISATION)
    told = await ended(api, HR, before, of="results")
    mine = [each for each in told if str(api.installed.subject) in str(each.data.get("subjects"))]
    answer = await api.read(HR, str(mine[-1].data["results"]))

    assert {each.name for each in mine} == {"results"}
    assert str(case.id) not in json.dumps([each.data for each in told])
    assert {each["subject_id"] for each in answer["items"]} >= {str(api.installed.subject)}
    assert not [each for each in await ended(api, OTHER_HR, before, of="results") if each.name]


async def test_what_was_told_is_kept_as_read(api: ApiClient, app_pool: Pool) -> None:
    """Every reference is in the read log before it goes out, however long the stream."""
    case = await api.file()
    await case.read(ORGANISATION)
    await ended(api, ORGANISATION, 0)
    kept = await app_pool.fetch(
        "SELECT ids FROM read_log WHERE position = $1 AND action = 'read_case' AND sensitivity = 'list'", ORGANISATION
    )
    assert case.id in {each for row in kept for each in row["ids"]}


@pytest.mark.parametrize("given", ["-1", "abc", "1.0", "99999999999999999999", "0x10", " "])
async def test_no_place_of_a_log(api: ApiClient, given: str) -> None:
    """What is no place is refused, wherever it stands."""
    for answer in (
        await api.get(ORGANISATION, f"/v1/stream?since={given}"),
        await api.get(ORGANISATION, "/v1/stream", {"Last-Event-ID": given}),
    ):
        assert (answer.status_code, problem_of(answer).code) == (422, "malformed")


async def test_who_reads_no_results_is_told_of_none(api: ApiClient) -> None:
    """A unit's contact may follow cases and not results; a personnel reader the other way round."""
    for who, of in ((CONTACT, "results"), (HR, "cases")):
        answer = await api.get(who, f"/v1/stream?of={of}")
        assert (answer.status_code, problem_of(answer).code) == (403, "forbidden")
