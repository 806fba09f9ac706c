"""`rongcuo projections`: what is set aside, how read models stand, building them anew, holding them against the log."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest
from rich.console import Console

from deploy.cli.projections import Rebuilt, drop, rebuild, retry, show, status, switch, verify_rows
from deploy.cli.terminal import EXIT_REFUSED, EXIT_UNREACHED
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.sequencer import Sequencer
from projections.cases import case_page
from projections.inbox import inbox
from projections.projector.projector import READ_MODELS, Projector
from projections.rebuilding.rebuild import claimed
from projections.rebuilding.status import BuildStatus, Status
from projections.rebuilding.verification import Checked
from tests.conftest import Database, ProjectorOver
from tests.deploy.conftest import nothing_runs
from tests.projections.choking import choking
from tests.projections.stories import Story, tolerated
from tests.projections.tables import contents
from tests.sequencing import number_all


@pytest.fixture(scope="module")
async def stories(
    app_pool: Pool, log: EventLog, projector_over: ProjectorOver, sequencer: Sequencer
) -> tuple[Story, Story]:
    """Two cases in the log."""
    told = tolerated(Story()), tolerated(Story())
    for story in told:
        await story.record(log)
    await number_all(app_pool, sequencer)
    await projector_over().catch_up()
    return told


@pytest.fixture
def installed(
    database: Database, installation_key: InstallationKey, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Path:
    """A data directory in which nothing runs; the environment names the database."""
    return nothing_runs(database.dsn("rongcuo_projector"), installation_key, monkeypatch, tmp_path)


async def test_what_is_set_aside_is_listed_and_taken_back(
    app_pool: Pool, projector_over: ProjectorOver, stories: tuple[Story, Story], installed: Path
) -> None:
    """Listed with its reason, one by one or all at once; the rows are those of before."""
    live = await contents(app_pool)
    for model in (case_page.MODEL, inbox.MODEL):
        await projector_over((choking(model, "raises", {each.id for each in stories}),)).rebuild(model.name)
    codes, told = await _run(show, installed)
    one, first = await _run(retry, installed, [str(stories[0].id)[:8]])
    every, rest = await _run(retry, installed, [])
    after = await _run(show, installed)

    assert codes == EXIT_UNREACHED
    assert all(word in told for word in (str(stories[0].id), str(stories[1].id), "案卷与期限", "待办", "choking.py"))
    assert (one, every, after[0]) == (0, 0, 0)
    assert "都已显示" in first
    assert "都已显示" in rest
    assert await contents(app_pool) == live


async def test_what_stays_aside_is_told(
    projector_over: ProjectorOver, stories: tuple[Story, Story], installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1 when a stream still cannot be shown, with how often it was tried."""
    model = choking(case_page.MODEL, "raises", {stories[0].id})
    await projector_over((model,)).rebuild("case_page")
    with monkeypatch.context() as unrepaired:
        models = (model, *READ_MODELS[1:])
        unrepaired.setattr("deploy.cli.projections.Projector", lambda pool, log: Projector(pool, log, models))
        code, told = await _run(retry, installed, [str(stories[0].id)])
    built, _ = await _run(rebuild, installed, ["case_page"])

    assert code == EXIT_UNREACHED
    assert "2 次 / times" in told
    assert (built, (await _run(show, installed))[0]) == (0, 0)


async def test_nothing_to_do_is_fine_and_what_is_unknown_is_told(installed: Path) -> None:
    """All that is set aside may be nothing; a stream that is not set aside is told, and which read models there are."""
    assert (await _run(retry, installed, []))[0] == 0
    assert (await _run(retry, installed, [str(uuid4())]))[0] == EXIT_REFUSED
    code, told = await _run(rebuild, installed, ["deadlines"])

    assert code == EXIT_REFUSED
    assert "deadline_board" in told


async def test_without_a_database_it_says_so(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing runs and nothing is named, or nothing answers there."""
    monkeypatch.setenv("RONGCUO_DATABASE_URL", "postgresql://rongcuo_projector@127.0.0.1:1/none")
    assert (await _run(show, installed))[0] == EXIT_UNREACHED
    monkeypatch.delenv("RONGCUO_DATABASE_URL")
    assert (await _run(show, installed))[0] == EXIT_UNREACHED


async def test_how_they_stand_is_told(projector_pool: Pool, stories: tuple[Story, Story], installed: Path) -> None:
    """To people and to machines; what is built beside, and tables of other releases."""
    await projector_pool.execute("CREATE TABLE read_model.inbox_v0 ()")
    built, said = await _run(rebuild, installed, ["inbox"], switch=False, count=1)
    waiting = await _run(status, installed, as_json=False)
    told = Status.model_validate_json((await _run(status, installed, as_json=True))[1])
    served = await _run(switch, installed)
    nothing = await _run(switch, installed)
    dropped = await _run(drop, installed)

    assert (built, waiting[0], served[0], nothing[0], dropped[0]) == (0, 0, 0, EXIT_REFUSED, 0)
    assert "等待切换" in said
    assert "等待切换" in waiting[1]
    assert told.build == BuildStatus(read_models=("inbox",), of=told.end, waits=True)
    assert told.outdated == ("inbox_v0",)
    assert told.end + 1 == sum(story.version for story in stories)
    assert "inbox_v0" in dropped[1]


@pytest.mark.usefixtures("stories")
async def test_a_rebuild_by_processes_is_told_to_machines(app_pool: Pool, installed: Path) -> None:
    """Of all read models where none is named."""
    live = await contents(app_pool)
    code, told = await _run(rebuild, installed, [], count=2, as_json=True)
    done = Rebuilt.model_validate_json(told)

    assert (code, done.switched, len(done.read_models)) == (0, True, len(READ_MODELS))
    assert await contents(app_pool) == live


async def test_rows_are_held_against_the_log(app_pool: Pool, stories: tuple[Story, Story], installed: Path) -> None:
    """1 names the first row that differs, which a rebuild mends; 2 says that nothing was checked."""
    right = await _run(verify_rows, installed, as_json=False)
    await app_pool.execute(
        f"UPDATE read_model.{case_page.MODEL.table.file} SET closed = NOT closed WHERE case_id = $1",  # noqa: S608 - our own name
        stories[0].id,
    )
    wrong = await _run(verify_rows, installed, as_json=False)
    found = Checked.model_validate_json((await _run(verify_rows, installed, as_json=True))[1])
    await _run(rebuild, installed, ["case_page"])
    mended = await _run(verify_rows, installed, as_json=False)

    assert (right[0], wrong[0], mended[0]) == (0, 1, 0)
    assert all(word in wrong[1] for word in (str(stories[0].id), "closed", "内容不同"))
    assert found.difference is not None
    assert found.difference.stream_id == stories[0].id


@pytest.mark.usefixtures("stories")
async def test_a_second_rebuild_is_refused(installed: Path, projector_pool: Pool) -> None:
    """While one is running, of whatever kind."""
    async with claimed(projector_pool):
        codes = [await _run(rebuild, installed, ["inbox"]), await _run(verify_rows, installed, as_json=False)]

    assert [code for code, _ in codes] == [EXIT_REFUSED, EXIT_REFUSED]
    assert all("正在重建" in told for _, told in codes)


async def _run(command: object, data: Path, *arguments: object, **options: object) -> tuple[int, str]:
    console = Console(record=True, width=300)
    assert callable(command)
    code = await asyncio.to_thread(command, data, *arguments, console, **options)
    return int(str(code)), console.export_text()
