"""The load under which faults strike: clerks who play cases through the API, and note what they were told."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import httpx2

from api.identity.demonstration import PersonaToken
from api.registers.subjects import RegisterSubject
from deploy.demo.cast import Cast
from deploy.demo.procedure import COUNTY_A, COUNTY_B, LiveCase, Places
from domain.messages import Command
from domain.terms.deadlines import SHANGHAI
from rongcuo_client import Recorded, Retry
from rongcuo_client.exchange import Answered, Lost, Request

CLERKS: Final = 4
_LIFE: Final = ("file", "new_matter", "accept", "investigate", "determine", "vote", "close_round", "serve")
_PATIENCE_SECONDS: Final = 120.0
_AGAIN_SECONDS: Final = 0.25
_REQUEST_SECONDS: Final = 20.0
_LATE_DAYS: Final = 45
_LATE_EACH_SECONDS: Final = 3.0
_AGO_DAYS: Final = 30


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


@dataclass(frozen=True, slots=True)
class Patience(Retry):
    """Sends what nobody knows the outcome of again, often and for long, and counts it."""

    told: Told = field(default_factory=Told)

    def pause(self, request: Request, came: Answered | Lost, sent: int, waited: float) -> float | None:
        """As ever."""
        seconds = Retry.pause(self, request, came, sent, waited)
        self.told.repeated += seconds is not None
        return seconds


class Clerk(Cast):
    """Those who act, and note what they were told."""

    def __init__(self, url: str, personas: Iterable[PersonaToken], told: Told, http: httpx2.AsyncClient) -> None:
        patience = Patience(10_000, _AGAIN_SECONDS, _AGAIN_SECONDS, _PATIENCE_SECONDS, told=told)
        super().__init__(url, personas, retry=patience, http=http)
        self._told = told

    async def act(self, position: str, stream_id: UUID | None, command: Command) -> Recorded:
        """Perform an act, and note it."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            recorded = await super().act(position, stream_id, command)
        if recorded.command_id is not None:
            acknowledged = Acknowledged(recorded.stream_id, recorded.first_version, recorded.version)
            self._told.recorded[recorded.command_id] = acknowledged
        return recorded


@asynccontextmanager
async def clerks(api_url: str, personas: Iterable[PersonaToken], told: Told) -> AsyncIterator["Office"]:
    """Clerks at an API."""

    async def kept(answer: httpx2.Response) -> None:
        told.kept += answer.status_code == httpx2.codes.ACCEPTED

    limits = httpx2.Limits(max_connections=4 * CLERKS, keepalive_expiry=1.0)
    timeout = httpx2.Timeout(_REQUEST_SECONDS, pool=None)
    async with httpx2.AsyncClient(
        timeout=timeout, limits=limits, trust_env=False, event_hooks={"response": [kept]}
    ) as http:
        yield await Office.opened(Clerk(api_url, personas, told, http))


class Office:
    """Clerks who play cases, each one after another, from their filing to their end."""

    def __init__(self, cast: Cast, subjects: Mapping[Places, UUID]) -> None:
        self._cast, self._subjects = cast, subjects
        self.played = 0

    @classmethod
    async def opened(cls, cast: Cast) -> "Office":
        """Register a unit in each of two counties."""
        units = ((COUNTY_A, "示例甲县综合行政执法局"), (COUNTY_B, "示例乙县双河乡人民政府"))
        subjects = {
            places: await cast.register(
                places.officer("organization"),
                RegisterSubject(name=name, kind="unit", sector="government_organ", jurisdiction=f"demo-{places.place}"),
            )
            for places, name in units
        }
        return cls(cast, subjects)

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
            case = LiveCase(self._cast, places, self._subjects[places])
            for part in _LIFE:
                if stop.is_set():
                    return
                await case.perform(part, title=f"应急抢修第{self.played}处道路未先完成招标", occurred=_day(_AGO_DAYS))
            self.played += 1

    async def _file_late(self, places: Places, stop: asyncio.Event) -> None:
        """File now and then what was received long ago: its alarms ring at once."""
        received, occurred = _day(_LATE_DAYS), _day(_LATE_DAYS + _AGO_DAYS)
        while not stop.is_set():
            case = LiveCase(self._cast, places, self._subjects[places])
            await case.perform("file_late", title="收件后长期未答复的申请", received=received, occurred=occurred)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LATE_EACH_SECONDS)


def _day(days_ago: int) -> str:
    return (datetime.now(SHANGHAI).date() - timedelta(days=days_ago)).isoformat()
