"""Runs of open cases that somebody ended, took back or forged, on a real engine: all come back from the log."""

import asyncio
import shutil
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, ScheduleUpdate, ScheduleUpdateInput
from temporalio.common import RawValue
from temporalio.testing import WorkflowEnvironment

from activities.cases import CaseActivities
from activities.messages import Recorded
from activities.risk_filings import RiskFilingActivities
from deploy.roles import reconciliation
from deploy.roles.reconciliation import DIGEST, ROLL_OUT, Engine, NoWorker, reconcile
from domain.case.commands import DecideAcceptance, DenySameMatter, SignOff
from domain.values import event_id
from eventlog import reconciliations
from eventlog.keys import InstallationKey, seal
from eventlog.log import EventLog
from tests.conftest import EVERY_PROCESS, Database, Server, fresh_database, pool_as
from tests.workflows.engine import CODEC_KEY, SHORT_POLLS, Installation, OneCase, installation, kinds
from tests.workflows.filings import OneFiling, install_pack
from tests.workflows.misfortunes import HEALS_BY_ITSELF, MISFORTUNES, failed, terminated, unreplayable
from tests.workflows.open_cases import OpenCases, next_weekdays, projecting
from tests.workflows.strangers import at
from workflows.client import CASE, RISK_FILING
from workflows.codec import EARLIER_ENCODING
from workflows.digest import SCHEDULE, keep_schedule
from workflows.messages import SIGNAL, as_payload, data_converter
from workflows.reconcile import BEHIND, MISSING
from workflows.roll_out import roll_out_handle
from workflows.visibility import ATTRIBUTES
from workflows.worker import case_worker, filings_worker

ORGANISATION, DISCIPLINE = "county-a-organization-officer-1", "county-a-discipline-officer-1"
PATIENCE = timedelta(seconds=3)
_SECONDS = 20


@dataclass(slots=True)
class Watched:
    """An installation with a database of its own, on queues of its own."""

    engine: Engine
    installed: Installation
    database: Database

    async def case(self, *denials: str) -> OneCase:
        """A filed case, with so many acts after the filing."""
        case = OneCase(self.engine.client, self.engine.kinds[0].task_queue)
        for envelope in (
            self.installed.application(),
            *(self.installed.envelope(ORGANISATION, DenySameMatter(reasons=reasons)) for reasons in denials),
        ):
            answer = await case.submit(envelope)
            assert isinstance(answer, Recorded)
        return case

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Workers for cases and filings."""
        engine, log = self.engine, self.installed.log
        cases, filings = (kind.task_queue for kind in engine.kinds)
        async with (
            case_worker(engine.client, CaseActivities(log), task_queue=cases),
            filings_worker(engine.client, RiskFilingActivities(log), task_queue=filings),
        ):
            yield


@asynccontextmanager
async def installed_apart(server: Server) -> AsyncIterator[Callable[[Client], Watched]]:
    """An installation with a database of its own in which nothing is wrong, on whatever engine."""
    database, key = await fresh_database(server), InstallationKey.generate()
    async with pool_as(database, EVERY_PROCESS) as installing, pool_as(database, "rongcuo_worker") as pool:
        installed = await installation(installing, key, log=EventLog(pool, key))
        await install_pack(installing)
        cases, filings, chores = (f"test-{uuid4()}" for _ in range(3))
        kinds = (replace(CASE, task_queue=cases), replace(RISK_FILING, task_queue=filings))

        def on(client: Client) -> Watched:
            engine = Engine(client, pool, installed.log, kinds, chores, patience=PATIENCE, pace_seconds=0)
            return Watched(engine, installed, database)

        async with projecting(database):
            yield on


@pytest.fixture
async def watched(engine: Client, server: Server) -> AsyncIterator[Watched]:
    """Such an installation on the engine of the tests."""
    async with installed_apart(server) as on:
        watched = on(engine)
        await keep_schedule(engine, task_queue=watched.engine.chores_queue)
        yield watched


@asynccontextmanager
async def engine_on(file: Path) -> AsyncIterator[Client]:
    """A Temporal dev server on a file."""
    async with await WorkflowEnvironment.start_local(
        data_converter=data_converter(CODEC_KEY),
        search_attributes=ATTRIBUTES,
        dev_server_existing_path=str(Path(sys.executable).with_name("temporal")),
        dev_server_database_filename=str(file),
        dev_server_log_level="error",
        dev_server_extra_args=SHORT_POLLS,
    ) as environment:
        yield environment.client


async def test_twenty_of_twenty_runs_come_back(watched: Watched) -> None:
    """However it was broken, each has a run again with the agenda of its log; one that was well is let be."""
    async with watched.working():
        cases = [await watched.case("无相同事项") for _ in range(20)]
        well = await watched.case()
        before = [await case.agenda() for case in cases]
        run_id = (await well.handle.describe()).run_id
    for case, misfortune in zip(cases[:4], (failed, unreplayable) * 2, strict=True):
        await misfortune(case)
    async with watched.working():
        happening = [*zip(cases[4:], cycle(MISFORTUNES), strict=False)]
        await asyncio.gather(*(MISFORTUNES[name](case) for case, name in happening))

        found = await reconcile(watched.engine)
        after = [await case.agenda() for case in cases]
        again = await reconcile(watched.engine)

    kept = await reconciliations.last(watched.engine.pool)
    assert after == before
    broken = Counter(name for _, name in happening if name != HEALS_BY_ITSELF) + Counter(failed=2, stuck=2)
    assert (found.compared, found.differed, found.unrepaired) == (21, broken, 0)
    assert (again.compared, again.differed, again.unrepaired) == (21, Counter(), 0)
    assert kept is not None
    assert (kept.compared, kept.differed, kept.unrepaired) == (21, {}, 0)
    assert (await well.handle.describe()).run_id == run_id


async def test_a_filing_comes_back_as_a_filing(watched: Watched) -> None:
    """Each kind has its own workflow, on its own queue."""
    filing = OneFiling(watched.engine.client, watched.engine.kinds[1].task_queue, installed=watched.installed)
    async with watched.working():
        await filing.file()
        before = await filing.agenda()
        await filing.handle.terminate()

        found = await reconcile(watched.engine)
        after = await filing.agenda()

    assert found.differed == Counter(terminated=1)
    assert after == before


@pytest.mark.parametrize("begun_again", [False, True])
async def test_what_was_signalled_to_a_run_that_somebody_ended_is_recorded(
    watched: Watched, *, begun_again: bool
) -> None:
    """A committee's act was answered 202 and nobody had worked on it yet; also where a later act began another run."""
    async with watched.working():
        case = await watched.case()
        proposed = await case.submit(
            watched.installed.envelope(ORGANISATION, DecideAcceptance(accepted=True, reasons="符合"))
        )
    assert isinstance(proposed, Recorded)
    signature = SignOff(proposal=event_id(case.id, proposed.version), consents=True)
    await case.signal(watched.installed.envelope(DISCIPLINE, signature))
    await terminated(case)
    async with watched.working():
        if begun_again:
            await case.submit(watched.installed.envelope(ORGANISATION, DenySameMatter(reasons="无相同事项")))

        await reconcile(watched.engine)
        await case.submit(watched.installed.envelope(ORGANISATION, DenySameMatter(reasons="再次核对")))

    assert kinds(await watched.installed.events(case.id)).count("application_accepted") == 1


async def test_what_was_signalled_under_the_seal_of_an_earlier_release_is_recorded(watched: Watched) -> None:
    """An upgrade finds a signature that nobody had worked on, sealed as releases before did: bound to nothing."""
    installed = watched.installed
    async with watched.working():
        case = await watched.case()
        proposed = await case.submit(installed.envelope(ORGANISATION, DecideAcceptance(accepted=True, reasons="符合")))
    assert isinstance(proposed, Recorded)
    signature = SignOff(proposal=event_id(case.id, proposed.version), consents=True)
    envelope = as_payload(installed.envelope(DISCIPLINE, signature), SIGNAL).payload
    sealed = seal(AESGCM(CODEC_KEY), envelope.SerializeToString(), b"")
    run = await at(case)
    await run.signal("approve", RawValue(Payload(metadata={"encoding": EARLIER_ENCODING}, data=sealed)))
    await unreplayable(case)
    async with watched.working():
        found = await reconcile(watched.engine)
        await case.submit(installed.envelope(ORGANISATION, DenySameMatter(reasons="无相同事项")))

    assert found.differed == Counter(stuck=1)
    assert kinds(await installed.events(case.id)).count("application_accepted") == 1


async def test_an_older_file_of_the_engine_that_somebody_restored_is_brought_up_to_the_log(
    server: Server, tmp_path: Path
) -> None:
    """What was recorded since it does not know, nor a case that was filed since, nor the Schedule."""
    engines, older = tmp_path / "engine", tmp_path / "older"
    engines.mkdir()
    file = engines / "temporal.db"
    deny = DenySameMatter(reasons="无相同事项")
    async with installed_apart(server) as on:
        async with engine_on(file) as client, on(client).working():
            case = await on(client).case()
        shutil.copytree(
            engines, older
        )  # with its write-ahead log, if the server was ended before it could fold that in
        async with engine_on(file) as client, on(client).working():
            await replace(case, engine=client).submit(on(client).installed.envelope(ORGANISATION, deny))
            later = await on(client).case()
        shutil.rmtree(engines)
        shutil.copytree(older, engines)
        async with engine_on(file) as client, on(client).working():
            found = await reconcile(on(client).engine)
            agendas = [await replace(each, engine=client).agenda() for each in (case, later)]

    assert (found.differed, found.unrepaired) == (Counter({BEHIND: 1, MISSING: 1, DIGEST: 1}), 0)
    assert [agenda.version for agenda in agendas if agenda] == [4, 3]


async def test_a_schedule_that_somebody_deleted_or_changed_comes_back(watched: Watched) -> None:
    """The digest's; one that its operator paused stays so."""
    handle = watched.engine.client.get_schedule_handle(SCHEDULE)

    def elsewhere(found: ScheduleUpdateInput) -> ScheduleUpdate:
        schedule = found.description.schedule
        return ScheduleUpdate(replace(schedule, spec=replace(schedule.spec, calendars=[])))

    async with watched.working():
        await handle.pause()
        while not (await handle.describe()).schedule.state.paused:  # noqa: ASYNC110 - the engine tells nobody when it is
            await asyncio.sleep(0.05)
        paused = await reconcile(watched.engine)
        await handle.update(elsewhere)
        changed = await reconcile(watched.engine)
        still_paused = (await handle.describe()).schedule.state.paused
        await handle.delete()
        deleted = await reconcile(watched.engine)
        again = await reconcile(watched.engine)

    assert paused.differed == Counter()
    assert still_paused
    assert changed.differed == deleted.differed == Counter({DIGEST: 1})
    assert (changed.unrepaired, deleted.unrepaired, again.differed) == (0, 0, Counter())


async def test_a_roll_out_that_was_lost_begins_again(watched: Watched) -> None:
    """A case is behind the newest calendar, and the engine knows of no roll-out, or of one that was ended."""
    engine = watched.engine
    queues = engine.kinds[0].task_queue, engine.chores_queue
    opened = OpenCases(engine.client, engine.pool, watched.installed, *queues)
    async with watched.working(), opened.working():
        await watched.case()
        version = await opened.publish(*next_weekdays(3))
        lost = await reconcile(engine)
        on_its_way = await reconcile(engine)
        await roll_out_handle(engine.client, "cn", version).terminate()
        ended = await reconcile(engine)
        await roll_out_handle(engine.client, "cn", version).terminate()  # other tests roll out under the same numbers

    assert lost.differed == ended.differed == Counter({ROLL_OUT: 1})
    assert on_its_way.differed == Counter()


async def test_without_a_worker_nothing_is_touched(watched: Watched) -> None:
    """Every run would seem silent; so it is said that nobody works."""
    async with watched.working():
        case = await watched.case()
    run_id = (await case.handle.describe()).run_id
    nobody = tuple(replace(kind, task_queue=f"nobody-{uuid4()}") for kind in watched.engine.kinds)

    with pytest.raises(NoWorker):
        await reconcile(replace(watched.engine, kinds=nobody))

    assert (await case.handle.describe()).run_id == run_id


async def test_the_worker_goes_on_comparing_though_it_could_not_at_first(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody worked on the queues yet; it tries again, and what it finds is kept."""
    monkeypatch.setattr(reconciliation, "_WORKER_SECONDS", 0.1)
    monkeypatch.setattr(reconciliation, "AGAIN", timedelta(seconds=0.1))
    engine = watched.engine
    tried = asyncio.Event()

    async def noted(*_: object) -> None:
        tried.set()
        raise NoWorker

    with monkeypatch.context() as nobody_works:
        nobody_works.setattr(reconciliation, "_require_worker", noted)
        keeping = asyncio.create_task(reconciliation.keep_reconciled(engine))
        await asyncio.wait_for(tried.wait(), _SECONDS)
    async with watched.working():
        async with asyncio.timeout(_SECONDS):
            while await reconciliations.last(engine.pool) is None:  # noqa: ASYNC110 - it notifies nobody
                await asyncio.sleep(0.05)
    assert not keeping.done()
    keeping.cancel()
