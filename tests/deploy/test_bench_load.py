"""`rongcuo bench load`: believable cases in the log of a demonstration, whole however often the load is ended."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID, uuid5

import httpx2
import pytest
from rich.console import Console

from api.identity.demonstration import tokens_of
from deploy.cli.bench import EXIT_LOADED, bench_load
from deploy.cli.log_verify import EXIT_WHOLE, log_verify
from deploy.cli.projections import EXIT_FINE, show
from deploy.cli.running import settings_of
from deploy.cli.terminal import EXIT_REFUSED
from deploy.demo.sample_cases import sample_organs
from deploy.load.copies import Copied, Template
from deploy.load.lives import PLACES, Course, History, histories, lives, lot
from deploy.load.loading import loading
from deploy.load.rehearsal import NUMBER, STREAM, TITLE, Rehearsal
from deploy.roles.installation import prepare_demonstration
from deploy.stack.ports import free_port
from deploy.stack.progress import Progress
from deploy.stack.stack import Plan, Stack, running
from domain.case.events import EVENT
from domain.streams import CASE
from eventlog.keys import InstallationKey
from eventlog.shapes import Append, Reference
from policies.calendars.seed import national_calendar
from policies.packs.loader import bundled_packs, organs_bytes, pack_bytes
from tests.conftest import Server, fresh_database, pool_as

AS_OF = date(2026, 11, 30)
CASES = 30
READER = "county-a-organization-officer-1"
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@cache
def rehearsal() -> Rehearsal:
    """A rehearsal under what a demonstration installs, without any database."""
    calendar, organs = national_calendar(), sample_organs()
    installed = {
        ("calendar", calendar.name): calendar.model_dump_json().encode(),
        ("organs", "organs"): organs_bytes(organs),
        **{("pack", pack.pack): pack_bytes(pack) for pack in bundled_packs()},
    }
    law = {at: Reference(*at, 1, bytes([index]) * 32, content) for index, (at, content) in enumerate(installed.items())}
    return Rehearsal(law, organs, AS_OF)


@pytest.fixture(scope="module")
async def stack() -> AsyncIterator[Stack]:
    """A whole demonstration, in a folder that no other session closes."""
    with tempfile.TemporaryDirectory(prefix="rongcuo-test-", ignore_cleanup_errors=True) as folder:
        plan = Plan(data=Path(folder) / "data", prepare=prepare_demonstration, api_port=free_port((), set()))
        async with running(plan, Progress(Console(quiet=True))) as stack:
            yield stack


@pytest.mark.parametrize("life", lives().lives)
async def test_a_copy_is_what_would_have_been_decided(life: str) -> None:
    """Copied to itself it is the same to the byte; copied to another case it names nothing of the first one."""
    on_paper = next(iter(lives().lives[life].parts.values()))
    rehearsed = await rehearsal().play(Course(life, PLACES[0], date(2026, 3, 2) - timedelta(days=on_paper)))
    template = Template(rehearsed)
    itself = template.copies(Copied(STREAM, {each: each for each in rehearsed.subjects}, TITLE, NUMBER))
    other = UUID(int=7)
    subjects = {each: uuid5(other, str(each)) for each in rehearsed.subjects}
    copies = template.copies(Copied(other, subjects, "别的题目", "〔2021〕7号"))

    assert [each.events for each in itself] == [each.events for each in rehearsed.appends]
    assert [each.command_id for each in itself[:1]] != [each.command_id for each in copies[:1]]
    assert TITLE.encode() not in b"".join(event.private or b"" for each in copies for event in each.events)
    assert not ids_in(itself) & ids_in(copies)
    case = CASE.fold(other, [EVENT.validate_json(event.payload) for each in copies for event in each.events])
    assert case is not None
    assert case.closed is not rehearsed.open
    assert {each.subject_id for each in case.subjects} == set(subjects.values())


def ids_in(appends: list[Append]) -> set[str]:
    """Every id of an event, a duty, a matter or a subject that some appends write."""
    written = b" ".join(event.payload for each in appends for event in each.events).decode()
    return set(_ID.findall(written))


async def test_every_history_is_played_to_its_end() -> None:
    """The samples of all procedures are cases that have ended."""
    stage = rehearsal()

    assert len(histories()) > 6
    assert [label for label in histories() if (await stage.play(History(label))).open] == []


async def test_the_data_set_has_cases_of_every_kind() -> None:
    """Many lives, places and beginnings; the same whenever they are asked for."""
    lots = [lot(number, AS_OF) for number in range(3_000)]
    courses = [each.course for each in lots if isinstance(each.course, Course)]

    assert {each.life for each in courses} == set(lives().lives)
    assert {each.places for each in courses} == set(PLACES)
    assert len({each.begins for each in courses}) > 500
    assert any(isinstance(each.course, History) for each in lots)
    assert lots[-1] == lot(2_999, AS_OF)


class _Ended(Exception):  # noqa: N818 - says what happened
    """Somebody ends a load."""


def _end(_cases: int, _events: int) -> None:
    raise _Ended


async def test_a_load_that_is_ended_goes_on_and_all_is_whole(stack: Stack) -> None:
    """Ended in the middle of a case, then loaded by the command: the log, the read models and a page have them all."""
    data = stack.data.root
    async with loading(settings_of(data, "worker"), settings_of(data, "api")) as load:
        with pytest.raises(_Ended):
            await load.load(CASES, _end)
    output = Console(record=True, width=150)

    assert await asyncio.to_thread(bench_load, data, output, CASES, clocks=True) == EXIT_LOADED, output.export_text()
    assert f"{CASES}/{CASES}" in output.export_text()
    assert await asyncio.to_thread(log_verify, data, Console(quiet=True), as_json=False) == EXIT_WHOLE
    assert await asyncio.to_thread(show, data, Console(quiet=True)) == EXIT_FINE
    async with loading(settings_of(data, "worker"), settings_of(data, "api")) as again:
        await again.load(CASES, lambda _, written: pytest.fail(f"{written} written twice") if written else None)
        assert 0 < len(again.open_cases) < CASES
    reader = next(each for each in tokens_of(stack.settings.tokens_file) if each.position == READER)
    choice = {"person": reader.person, "position": reader.position, "next": "/"}
    async with httpx2.AsyncClient(base_url=stack.api_url, trust_env=False, timeout=20) as http:
        await http.post("/sign-in/persona", data=choice, headers={"Origin": stack.api_url})
        page = await http.get("/cases?history=true")
    assert page.status_code == httpx2.codes.OK
    assert any(lot(number, AS_OF).title in page.text for number in range(CASES))


async def test_only_a_demonstration_is_loaded(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An office's own log is never filled with made-up cases."""
    database = await fresh_database(server)
    key = tmp_path / "key"
    InstallationKey.generate().write_new(key)
    for name, value in {
        "RONGCUO_DATABASE_URL": database.dsn("rongcuo_api"),
        "RONGCUO_TEMPORAL_ADDRESS": "127.0.0.1:1",
        "RONGCUO_KEY_FILE": str(key),
        "RONGCUO_TOKENS_FILE": "none",
    }.items():
        monkeypatch.setenv(name, value)
    refused = await asyncio.to_thread(bench_load, tmp_path / "data", Console(quiet=True), 1, clocks=False)

    assert refused == EXIT_REFUSED
    async with pool_as(database, "rongcuo_owner") as pool:
        assert await pool.fetchval("SELECT count(*) FROM event") == 0
