"""`rongcuo access explain` says whether somebody may, why, and who else; `rongcuo reads remove` removes what is old."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from rich.console import Console

from deploy.cli.access import EXIT_ALLOWED, EXIT_DENIED, access_explain
from deploy.cli.reads import remove_old
from deploy.cli.terminal import EXIT_REFUSED, EXIT_UNREACHED
from domain.case.events import CaseOpened
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Connection, Pool
from eventlog.read_log import Read, Reader, ReadLog
from projections.projector.projector import Projector
from tests.api.positions import CONTACT, ORGANISATION, OTHER_COUNTY
from tests.projections.stories import Story
from tests.workflows.engine import installation


@pytest.fixture(scope="module")
async def case(app_pool: Pool, installation_key: InstallationKey, log: EventLog) -> Story:
    """A case of county A, entered at the counter."""
    await installation(app_pool, installation_key)
    await Projector(app_pool, log).prepare()
    story = Story(filed_by="county-a-organization")
    story.opened()
    opened = story.told[0]
    assert isinstance(opened, CaseOpened)
    story.told[0] = opened.model_copy(update={"jurisdiction": "demo-county-a", "to_organ": "county-a-organization"})
    await story.record(log)
    return story


async def asked(
    data: Path, question: tuple[str, str, str], on: str | None = None, *, as_json: bool = False
) -> tuple[int, str]:
    """The exit code and what was said."""
    console = Console(record=True, width=5000)
    code = await asyncio.to_thread(access_explain, data, console, *question, on=on, position=None, as_json=as_json)
    return code, console.export_text()


async def test_it_says_yes_by_which_rule_and_no_with_who_may(data: Path, case: Story) -> None:
    """Each rule with why it does not fit; the exit code is the answer."""
    yes, by = await asked(data, (ORGANISATION, "decide_acceptance", str(case.id)))
    no, why = await asked(data, (CONTACT, "受理", str(case.id)))
    far, there = await asked(data, (OTHER_COUNTY, "read_case", str(case.id)), as_json=True)

    assert (yes, no, far) == (EXIT_ALLOWED, EXIT_DENIED, EXIT_DENIED)
    assert "joint-acts" in by
    assert "可以 / allowed" in by
    assert "谁可以 / who may: 示例甲县委组织部" in why
    (found,) = json.loads(there)["items"]
    assert found["allow"] is False
    assert {post["organ"] for post in found["who_may"]} >= {"county-a-organization"}


@pytest.mark.parametrize(
    ("question", "on"),
    [
        (("nobody", "read_case", ""), None),
        ((ORGANISATION, "sing_off", ""), None),
        ((ORGANISATION, "read_case", "容〔1999〕9号"), None),
        ((ORGANISATION, "read_case", "11111111-1111-4111-8111-111111111111"), None),
        ((ORGANISATION, "read_case", ""), "tomorrow"),
        ((ORGANISATION, "read_case", ""), "1990-01-01"),
    ],
)
async def test_what_there_is_not_is_told(
    data: Path, case: Story, question: tuple[str, str, str], on: str | None
) -> None:
    """No such person, action, case or day: one line, and no answer."""
    person, action, number = question

    code, said = await asked(data, (person, action, number or str(case.id)), on)

    assert code == EXIT_REFUSED
    assert len(said.splitlines()) == 1


async def test_where_nothing_runs_nothing_is_said(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even no."""
    monkeypatch.delenv("RONGCUO_DATABASE_URL")

    assert (await asked(data, (ORGANISATION, "read_case", str(uuid4()))))[0] == EXIT_UNREACHED


async def test_old_reads_are_removed(
    data: Path, app_pool: Pool, owner: Connection, installation_key: InstallationKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the owner, as many as are old enough; without an owner nothing is."""
    reader = Reader(person="p1", position="post", organ="organ", place="here")
    now = datetime.now(UTC)
    reads = [
        Read(at=at, request_id="r", reader=reader, action="read_case", sensitivity="case", result="told")
        for at in (now, now - timedelta(days=400))
    ]
    await ReadLog(app_pool, installation_key, look_ups_an_hour=1).write(reads)
    console = Console(record=True, width=300)

    code = await asyncio.to_thread(remove_old, data, console, 12)
    monkeypatch.delenv("RONGCUO_OWNER_URL")
    without = await asyncio.to_thread(remove_old, data, console, 12)

    assert (code, without) == (0, EXIT_UNREACHED)
    assert "1 条" in console.export_text()
    assert await owner.fetchval("SELECT count(*) FROM read_log") == 1
