"""The load under which faults strike: clerks who play cases through the API, and note what they were told."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import httpx2

from api.identity.demonstration import PersonaToken
from api.registers.routes import CommandOutcome
from api.registers.subjects import RegisterSubject
from deploy.demo.client import Client, Recorded
from deploy.demo.procedure import COUNTY_A, COUNTY_B, LiveCase, Places
from domain.terms.deadlines import SHANGHAI
from projections.cases.view import CasePage

CLERKS: Final = 4
_LIFE: Final = ("file", "new_matter", "accept", "investigate", "determine", "vote", "close_round", "serve")
_PATIENCE_SECONDS: Final = 120.0
_AGAIN_SECONDS: Final = 0.25
_REQUEST_SECONDS: Final = 20.0
_LATE_DAYS: Final = 45
_LATE_EACH_SECONDS: Final = 3.0
_AGO_DAYS: Final = 30
_KEY: Final = "Idempotency-Key"
_RECORDED, _KEPT, _AWAY = httpx2.codes.CREATED, httpx2.codes.ACCEPTED, httpx2.codes.SERVICE_UNAVAILABLE


class Unheard(Exception):  # noqa: N818 - says what happened
    """A request was not answered in time, or what was answered 202 has no outcome."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a clerk was told: these versions of the stream are the command's."""

    stream: UUID
    first_version: int
    version: int


@dataclass(slots=True)
class Told:
    """All that clerks were told, by the ids of their commands, and how often they had to ask again."""

    recorded: dict[UUID, Acknowledged] = field(default_factory=dict)
    kept: int = 0
    repeated: int = 0


class Patient(httpx2.AsyncBaseTransport):
    """Sends what nobody knows the outcome of again, under the same key; never what was answered 202, which is kept."""

    def __init__(self, told: Told) -> None:
        self._told = told
        limits = httpx2.Limits(max_connections=4 * CLERKS, keepalive_expiry=1.0)
        self._sent = httpx2.AsyncHTTPTransport(limits=limits, trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request as soon as somebody knows."""
        answer = await self._known(request)
        if answer.status_code == _KEPT:
            self._told.kept += 1
            answer = await self._outcome(request)
        if answer.status_code == _RECORDED and request.headers.get(_KEY) and b"first_version" in answer.content:
            recorded = Recorded.model_validate_json(answer.content, extra="ignore")
            acknowledged = Acknowledged(recorded.stream_id, recorded.first_version, recorded.version)
            self._told.recorded[UUID(request.headers[_KEY])] = acknowledged
        return answer

    async def aclose(self) -> None:
        """Close its connections."""
        await self._sent.aclose()

    async def _known(self, request: httpx2.Request) -> httpx2.Response:
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                async with asyncio.timeout(_REQUEST_SECONDS):
                    answer = await self._sent.handle_async_request(request)
                    await answer.aread()
            except (httpx2.TransportError, TimeoutError) as error:
                last = repr(error)
            else:
                if answer.status_code != _AWAY:
                    return answer
                last = "503"
            if time.monotonic() > until:
                raise Unheard(f"{request.method} {request.url.path}: {last} for {_PATIENCE_SECONDS:.0f} s")
            self._told.repeated += 1
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _outcome(self, request: httpx2.Request) -> httpx2.Response:
        """What became of a command that was kept, as an answer like any other."""
        headers = {"Authorization": request.headers["Authorization"], "Host": request.headers["Host"]}
        asked = httpx2.Request("GET", request.url.join(f"/v1/commands/{request.headers[_KEY]}"), headers=headers)
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            answer = await self._known(asked)
            if answer.status_code == httpx2.codes.OK:
                outcome = CommandOutcome.model_validate_json(answer.content)
                status = httpx2.codes.CONFLICT if outcome.refusal else _RECORDED
                return httpx2.Response(status, content=answer.content, request=request)
            await asyncio.sleep(_AGAIN_SECONDS)
        raise Unheard(f"{request.url.path}: answered 202 and never recorded")


class Clerk(Client):
    """A client that waits until a page shows what it did."""

    async def see(self, position: str, case_id: UUID) -> CasePage:
        """The case's page as of everything this client did."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                seen = self._seen.get(case_id, 0)
                page = await super().see(position, case_id)
                if page.version >= seen:
                    return page


@asynccontextmanager
async def clerks(api_url: str, personas: Iterable[PersonaToken], told: Told) -> AsyncIterator["Office"]:
    """Clerks at an API."""
    async with httpx2.AsyncClient(base_url=api_url, timeout=None, transport=Patient(told)) as http:
        yield await Office.opened(Clerk(http, personas))


class Office:
    """Clerks who play cases, each one after another, from their filing to their end."""

    def __init__(self, client: Client, subjects: Mapping[Places, UUID]) -> None:
        self._client, self._subjects = client, subjects
        self.played = 0

    @classmethod
    async def opened(cls, client: Client) -> "Office":
        """Register a unit in each of two counties."""
        units = ((COUNTY_A, "示例甲县综合行政执法局"), (COUNTY_B, "示例乙县双河乡人民政府"))
        subjects = {
            places: await client.register(
                places.officer("organization"),
                RegisterSubject(name=name, kind="unit", sector="government_organ", jurisdiction=f"demo-{places.place}"),
            )
            for places, name in units
        }
        return cls(client, subjects)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Work while the block runs; then finish the part under way, so that cases are left open at every stage.

        Raises:
            ExceptionGroup: of what a clerk met that may not be: a refusal, or no answer at all.
        """
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as working:
            for number in range(CLERKS):
                working.create_task(self._work(COUNTY_A if number % 2 else COUNTY_B, stop))
            working.create_task(self._file_late(COUNTY_A, stop))
            try:
                yield
            finally:
                stop.set()

    async def _work(self, places: Places, stop: asyncio.Event) -> None:
        while not stop.is_set():
            case = LiveCase(self._client, places, self._subjects[places])
            for part in _LIFE:
                if stop.is_set():
                    return
                await case.perform(part, title=f"应急抢修第{self.played}处道路未先完成招标", occurred=_day(_AGO_DAYS))
            self.played += 1

    async def _file_late(self, places: Places, stop: asyncio.Event) -> None:
        """File now and then what was received long ago: its alarms ring at once."""
        received, occurred = _day(_LATE_DAYS), _day(_LATE_DAYS + _AGO_DAYS)
        while not stop.is_set():
            case = LiveCase(self._client, places, self._subjects[places])
            await case.perform("file_late", title="收件后长期未答复的申请", received=received, occurred=occurred)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LATE_EACH_SECONDS)


def _day(days_ago: int) -> str:
    return (datetime.now(SHANGHAI).date() - timedelta(days=days_ago)).isoformat()
