"""`rongcuo calendar` and `rongcuo deadline`, at the door: without a stack, and on a real database."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.cli.api_client import TOKEN
from deploy.cli.calendar.source import NATIONAL, installed
from deploy.cli.main import app
from deploy.cli.terminal import API_URL
from deploy.roles.installation import install_law
from deploy.roles.settings import DATABASE_URL, Settings
from eventlog import reference
from eventlog.pool import create_pool
from policies.calendars.notices import apply_notice, parse_notice
from policies.calendars.seed import national_calendar
from tests.conftest import Database

FESTIVAL = {
    "year": 2026,
    "papers": ["an invented local notice"],
    "locality": "nujiang",
    "days": [{"name": "阔时节", "date": "2026-01-21", "isOffDay": True}],
}
NJ = ("calendar", "due", "--from", "2026-01-20", "--amount", "15", "--unit", "working_days")


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No stack in the working directory, no database in the environment."""
    monkeypatch.chdir(tmp_path)
    for variable in (DATABASE_URL, API_URL, TOKEN):
        monkeypatch.delenv(variable, raising=False)


def rongcuo(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, arguments)


def written(path: Path, content: object) -> str:
    """Write a JSON file; returns its path."""
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return str(path)


def test_due_without_a_stack_counts_by_the_bundled_calendar() -> None:
    """The example of the documentation, for people and for machines."""
    plain, machine = rongcuo(*NJ), rongcuo(*NJ, "--json")

    assert (plain.exit_code, machine.exit_code) == (0, 0)
    assert plain.output.startswith("due_on: 2026-02-10\nprovisional: false\n")
    assert json.loads(machine.output) == {
        "due_on": "2026-02-10",
        "provisional": False,
        "calendar": "cn",
        "calendar_version": 0,
    }


def test_an_explained_deadline_verifies_offline(tmp_path: Path) -> None:
    """What `due --explain --json` and `export` write is what `deadline verify` takes; a forged date is found."""
    certificate, calendar = tmp_path / "certificate.json", tmp_path / "calendar.json"
    certificate.write_text(rongcuo(*NJ, "--explain", "--json").output)
    calendar.write_text(rongcuo("calendar", "export").output)
    true = rongcuo("deadline", "verify", str(certificate), "--calendar", str(calendar))
    certificate.write_text(certificate.read_text().replace('"due_on":"2026-02-10"', '"due_on":"2026-02-11"'))
    false = rongcuo("deadline", "verify", str(certificate), "--calendar", str(calendar))

    assert (true.exit_code, true.output) == (0, "属实 / holds: 2026-02-10\n")
    assert false.exit_code == 1
    assert "due_on" in false.output


def test_explain_shows_every_day_and_names_the_notice() -> None:
    """The readable certificate has a line a day, and the source once below."""
    shown = rongcuo("calendar", "due", "--from", "2026-02-12", "--amount", "7", "--unit", "working_days", "--explain")

    assert all(f"2026-02-{day}" in shown.output for day in range(12, 29))
    assert "make-up" in shown.output
    assert shown.output.count("关于2026年部分节假日安排的通知") == 1


def test_a_term_that_stood_still_and_was_extended_is_explained(tmp_path: Path) -> None:
    """The pauses that are named are shown, counted with or without `--explain`, and verify offline."""
    paused = (*NJ, "--pause", "2026-01-22..2026-01-24", "--pause", "2026-01-24..2026-01-26", "--extended-by", "5")
    plain, shown = rongcuo(*paused), rongcuo(*paused, "--explain")
    certificate, calendar = tmp_path / "certificate.json", tmp_path / "calendar.json"
    certificate.write_text(rongcuo(*paused, "--explain", "--json").output)
    calendar.write_text(rongcuo("calendar", "export").output)
    verified = rongcuo("deadline", "verify", str(certificate), "--calendar", str(calendar))

    assert plain.output.startswith("due_on: 2026-02-26\nprovisional: false\n")
    assert shown.output.count("中止 paused") == 4
    assert (verified.exit_code, verified.output) == (0, "属实 / holds: 2026-02-26\n")


@pytest.mark.parametrize(
    "pauses",
    [
        ("2026-01-22",),
        ("2026-01-22..",),
        ("2026-01-22..soon",),
        ("2026-01-26..2026-01-22",),
        ("2026-01-19..2026-01-22",),
        ("2026-01-22..2026-01-26", "2026-01-25..2026-01-28"),
    ],
)
def test_a_pause_that_cannot_be_is_refused(pauses: tuple[str, ...]) -> None:
    """Not two dates, backwards, before the trigger, overlapping: exit 2, both languages, no date."""
    refused = rongcuo(*NJ, *(word for pause in pauses for word in ("--pause", pause)))

    assert refused.exit_code == 2
    assert refused.output.startswith("--pause 应为 FROM..UNTIL，先后有序 / is FROM..UNTIL")
    assert "due_on" not in refused.output


def test_show_tells_an_estimate_from_a_notice() -> None:
    """The year of a notice lists its days; a year without one says that it is an estimate."""
    official, estimate = rongcuo("calendar", "show", "2026"), rongcuo("calendar", "show", "2027")
    machine = json.loads(rongcuo("calendar", "show", "2026", "--json").output)

    assert "2026-02-14" in official.output
    assert "2026: 248" in official.output
    assert "estimate" not in official.output
    assert "this is an estimate" in estimate.output
    assert (len(machine["days"]), machine["working_days"], machine["announced_until"]) == (365, 248, "2026-12-31")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--amount", "0", "--unit", "working_days"),
        ("--amount", "1", "--unit", "same_day"),
        ("--amount", "3000", "--unit", "fortnights"),
        ("--amount", "0", "--unit", "same_day", "--pause", "2026-01-20..2026-01-21"),
        ("--amount", "0", "--unit", "same_day", "--extended-by", "1"),
        ("--amount", "15", "--unit", "working_days", "--extended-by", "-1"),
        ("--amount", "3650", "--unit", "working_days", "--extended-by", "1"),
        ("--amount", "15", "--unit", "working_days", "--locality", "nujiang"),
        ("--amount", "15", "--unit", "working_days", "--calendar", "missing.json"),
    ],
)
def test_due_refuses_what_it_cannot_count(arguments: tuple[str, ...]) -> None:
    """No such term, an unknown locality, a missing file: exit 2 and no date."""
    refused = rongcuo("calendar", "due", "--from", "2026-01-20", *arguments)

    assert refused.exit_code == 2
    assert "due_on" not in refused.output


def test_due_beyond_the_last_year_is_refused() -> None:
    """A term that leaves the calendar of this world is told, not raised."""
    refused = rongcuo("calendar", "due", "--from", "9999-12-30", "--amount", "9", "--unit", "months")

    assert (refused.exit_code, refused.exception.__class__) == (2, SystemExit)


def test_a_calendar_file_is_used_or_refused(tmp_path: Path) -> None:
    """A file goes before everything else; one that is no calendar is never replaced by another."""
    twice = [{"day": "2026-02-02", "kind": "statutory"}] * 2
    usual = {"name": "mine", "version": 4, "years": {"2026": "n"}, "days": twice[:1]}
    used = rongcuo(*NJ, "--json", "--calendar", written(tmp_path / "mine.json", usual))
    refused = rongcuo(*NJ, "--calendar", written(tmp_path / "bad.json", {**usual, "days": twice}))

    assert json.loads(used.output) == {
        "due_on": "2026-02-11",
        "provisional": False,
        "calendar": "mine",
        "calendar_version": 4,
    }
    assert refused.exit_code == 2
    assert "listed twice" in refused.output


def test_import_needs_something_that_runs(tmp_path: Path) -> None:
    """Without a stack or an address nothing is proposed, and it says so; a file that is not there is told first."""
    refused = rongcuo("calendar", "import", written(tmp_path / "n.json", FESTIVAL))
    missing = rongcuo("calendar", "import", "missing.json")

    assert (refused.exit_code, missing.exit_code) == (1, 2)
    assert "not running" in refused.output
    assert "cannot be read" in missing.output


def test_a_database_that_does_not_answer_is_not_replaced_by_the_bundled_calendar(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where a database is named, no other calendar is taken in silence."""
    monkeypatch.setenv(DATABASE_URL, f"postgresql://rongcuo_api@/none?host={tmp_path}")
    refused = rongcuo(*NJ)

    assert refused.exit_code == 2
    assert "the database cannot be used" in refused.output


@pytest.fixture
def installation(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A database with the law installed, named by the environment."""
    monkeypatch.setenv(DATABASE_URL, database.dsn("rongcuo_api"))
    key = tmp_path / "installation.key"
    key.write_bytes(bytes(32))
    settings = Settings(
        database_url=database.dsn("rongcuo_projector"),
        owner_url=database.dsn("rongcuo_owner"),
        temporal_address="nowhere:1",
        key_file=key,
        tokens_file=tmp_path / "tokens",
    )
    asyncio.run(install_law(settings))
    return settings


def test_a_published_version_is_counted_by_and_stays(installation: Settings) -> None:
    """Commands count by the newest version, a draft changes nothing, and `up` undoes nothing."""
    festival = parse_notice(json.dumps(FESTIVAL).encode(), "festival")

    async def publish_beside_a_draft() -> int:
        assert installation.owner_url is not None
        async with await create_pool(installation.owner_url, max_size=1) as pool:
            before = await installed(pool)
            content = apply_notice(festival, before.content).model_dump_json().encode()
            version = await reference.install(pool, "calendar", NATIONAL, content, "test")
            draft = national_calendar().model_dump_json().encode()
            await reference.propose(pool, "calendar", NATIONAL, draft, base_version=version, note="n", by="p")
            return version

    version = asyncio.run(publish_beside_a_draft())
    asyncio.run(install_law(installation))
    due = json.loads(rongcuo(*NJ, "--json", "--locality", "nujiang").output)

    assert due == {
        "due_on": "2026-02-11",
        "provisional": False,
        "calendar": f"{NATIONAL}+nujiang",
        "calendar_version": version,
    }
