"""Both sides of the command benchmark: commands over HTTP to a running stack, and no-op Updates to the same server."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import cycle
from uuid import UUID, uuid4

from temporalio.client import Client as Temporal

from api.commands.registry import ROUTES
from bench import noop
from bench.wire import Connection
from deploy.demo.cast import Cast
from deploy.demo.procedure import COUNTY_A
from deploy.demo.scenes import Scenes
from domain.acts.investigation import FindingEntry
from domain.case.commands import FormTeam, RecordDefence, RecordFindings
from domain.pack.pack import Pack
from projections.cases.view import CasePage
from rongcuo_client import Recorded

OFFICER = COUNTY_A.officer("organization")
"""Whoever sends the commands."""

_CREATED = 201
_LOOKS_MAX = 15
_PATHS = {route.body: route.path for route in ROUTES}


class LostCommand(Exception):  # noqa: N818 - says what happened
    """A command that was answered as recorded is not in the log, or more is there than was answered."""


@dataclass(slots=True)
class Case:
    """A case under investigation, and what was recorded in it for the benchmark."""

    id: UUID
    subject: UUID
    version: int
    sent: int = 0
    recorded: dict[UUID, int] = field(default_factory=dict)


@dataclass(slots=True)
class Round:
    """Seconds that each act of a round took, and how long the round was."""

    elapsed: float
    taken: list[float]

    @property
    def rate(self) -> float:
        """Acts per second."""
        return len(self.taken) / self.elapsed


Act = Callable[[], Awaitable[None]]


async def timed(acts: list[Act], seconds: float) -> Round:
    """Repeat each act, one after another, all of them side by side."""
    taken: list[float] = []
    started = time.perf_counter()

    async def repeat(act: Act) -> None:
        before = time.perf_counter()
        while before < started + seconds:
            await act()
            now = time.perf_counter()
            taken.append(now - before)
            before = now

    await asyncio.gather(*map(repeat, acts))
    return Round(time.perf_counter() - started, taken)


class Ours:
    """Commands over HTTP, through the public API of the stack.

    Cases are begun by the client that comes with the software; what is timed is sent by a lean connection, for whoever
    measures shares the machine with what is measured, and the client's own work would count as the server's.
    """

    def __init__(self, api_url: str, cast: Cast, scenes: Scenes, token: str, pack: Pack) -> None:
        self._url, self._cast, self._scenes, self._token, self._pack = api_url, cast, scenes, token, pack
        self.cases: list[Case] = []

    async def round(self, clients: int, cases: int, seconds: float) -> Round:
        """Send commands to fresh cases, then wait until the read models show them."""
        fresh = await asyncio.gather(*(self.case() for _ in range(cases)))
        connections = [await Connection.open(self._url) for _ in range(clients)]
        shares = [fresh[at::clients] for at in range(clients)]
        measured = await timed(list(map(self._act, shares, connections)), seconds)
        for connection in connections:
            await connection.close()
        for case in fresh:
            await self.shown(case)
        return measured

    async def shown(self, case: Case) -> None:
        """Wait until the read models are level, so that nothing of this round is done in the other side's."""
        for _ in range(_LOOKS_MAX):  # each waits two seconds at most
            path = f"/v1/cases/{case.id}?seen={case.version}"
            if (await self._cast.get(COUNTY_A.secretary, path, CasePage)).version >= case.version:
                return
        raise LostCommand(f"case {case.id} is not shown at version {case.version}")

    async def case(self) -> Case:
        """A case under investigation by a team of three."""
        live = await self._scenes.case(COUNTY_A, "应急抢修道路未先完成招标", days_ago=20)
        await live.perform("new_matter", "accept")
        team = (OFFICER, COUNTY_A.officer("discipline"), f"{COUNTY_A.place}-audit-officer-1")
        formed = await self._cast.act(
            OFFICER, live.id, FormTeam(members=tuple(self._cast.actor(position) for position in team))
        )
        page = await self._cast.see(COUNTY_A.secretary, live.id)
        case = Case(live.id, page.subjects[0].facts.subject_id, formed.version)
        self.cases.append(case)
        return case

    def _act(self, cases: list[Case], connection: Connection) -> Act:
        turns = cycle(cases)

        async def act() -> None:
            case = next(turns)
            await self.send(case, connection, case.version)

        return act

    async def send(self, case: Case, connection: Connection, seen: int) -> None:
        """Send the next command of a case, by somebody who has seen a version of it.

        Raises:
            LostCommand: it was not recorded.
        """
        command, key = self._command(case), uuid4()
        headers = {**self.keyed(key), "If-Match": f'"v{seen}"'}
        path = f"/v1{_PATHS[type(command)].format(case_id=case.id)}"
        status, body = await connection.post(path, headers, command.model_dump_json(exclude_none=True).encode())
        if status != _CREATED:
            raise LostCommand(f"{status}: {body.decode()}")
        case.recorded[key] = Recorded.model_validate_json(body, extra="ignore").version
        case.version = max(case.version, case.recorded[key])

    def keyed(self, key: UUID) -> dict[str, str]:
        """The headers of a command."""
        return {"Authorization": f"Bearer {self._token}", "Idempotency-Key": str(key)}

    def _command(self, case: Case) -> RecordDefence | RecordFindings:
        """The next command of a case: defences and findings by turns, no two alike."""
        number, case.sent = case.sent, case.sent + 1
        if number % 2:
            statement = f"当事人第{number}次陈述：事发当日已报告主管负责人，并采取了补救措施，未造成进一步损失。"
            return RecordDefence(subject=case.subject, mode="oral", statement=statement)
        factors = self._pack.assessment.factors
        finding = FindingEntry(
            of="factor",
            item=factors[number // 2 % len(factors)].id,
            result="met" if number % 3 else "not_met",
            reasons=f"第{number}份材料与询问记录相互印证",
        )
        return RecordFindings(findings=(finding,))


class Baseline:
    """No-op Updates from a client in this process, as the HTTP client is."""

    _BODY = "当事人陈述：事发当日已报告主管负责人，并采取了补救措施，未造成进一步损失。"

    def __init__(self, temporal: Temporal) -> None:
        self._temporal = temporal

    async def round(self, clients: int, workflows: int, seconds: float) -> Round:
        """Send Updates to fresh workflows."""
        handles = await noop.start(self._temporal, workflows)
        measured = await timed([self._act(handles[at::clients]) for at in range(clients)], seconds)
        await noop.stop(handles)
        return measured

    def _act(self, handles: list[noop.Handle]) -> Act:
        turns = cycle(handles)

        async def act() -> None:
            await next(turns).execute_update(noop.NoopWorkflow.submit, self._BODY)

        return act
