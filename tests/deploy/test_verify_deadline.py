"""The offline verifier: a program of its own that needs nothing but Python, and believes nothing."""

import ast
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy import verify_deadline
from deploy.verify_deadline import Json, Object, main, verify
from domain.certificate import certify
from domain.deadlines import Term, TermUnit
from policies.calendar_seed import national_calendar

CHINA = national_calendar().model_copy(update={"version": 1})
SCRIPT = Path(verify_deadline.__file__)


def certificate(unit: TermUnit = TermUnit.working_days, amount: int = 7) -> Object:
    """NJ feedback over Spring Festival, as the file says it."""
    content: Object = json.loads(certify(date(2026, 2, 12), Term(amount=amount, unit=unit), CHINA).model_dump_json())
    return content


def calendar() -> Object:
    """The calendar, as the file says it."""
    content: Object = json.loads(CHINA.canonical_bytes())
    return content


def written(folder: Path, name: str, content: Json) -> str:
    """Write a file, not in the way that is hashed; returns its path."""
    path = folder / name
    path.write_text(json.dumps(content, indent=3), "utf-8")
    return str(path)


def changed(value: Json, path: tuple[str | int, ...], fresh: Json) -> Json:
    """Give a document with one value replaced."""
    if not path:
        return fresh
    first, *rest = path
    match value, first:
        case dict(), str():
            return {**value, first: changed(value.get(first), tuple(rest), fresh)}
        case list(), int():
            return [changed(each, tuple(rest), fresh) if n == first else each for n, each in enumerate(value)]
        case _:
            raise AssertionError(path)


def test_it_needs_only_the_standard_library() -> None:
    """It imports no package and none of our rooms, so that it is a second implementation."""
    imported = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(SCRIPT.read_text("utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported <= sys.stdlib_module_names


def test_it_runs_as_a_plain_script(tmp_path: Path) -> None:
    """With a Python that has no packages at all it says that the certificate holds."""
    paths = written(tmp_path, "c.json", certificate()), written(tmp_path, "k.json", calendar())
    run = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-I", "-S", "-X", "utf8", str(SCRIPT), *paths], capture_output=True, check=False, timeout=60
    )

    assert (run.returncode, run.stdout.decode()) == (0, "属实 / holds: 2026-02-28\n")


@pytest.mark.parametrize(
    ("path", "fresh", "told"),
    [
        (("due_on",), "2026-02-27", "due_on: is"),
        (("provisional",), True, "provisional: is true, must be false"),
        (("start",), "2026-02-13", "due_on: is"),
        (("term", "amount"), 8, "due_on: is"),
        (("calendar", "sha256"), "0" * 64, "calendar.sha256: is"),
        (("calendar", "version"), 2, "calendar.version: is 2, must be 1"),
        (("days", 1, "counted"), True, "days[1].counted: is true, must be 1"),
        (("days", 3, "counted"), 3, "days[3].counted: is 3, must be null"),
        (("days", 3, "kind"), "weekday", "days[3].kind: is"),
        (("days", 3, "source"), "hearsay", "days[3].source: is"),
        (("days", 3, "status"), "estimated", "days[3].status: is"),
        (("days",), [], "days: has 0 entries, must have 17"),
        (("signed_by",), "nobody", "signed_by: does not belong here"),
    ],
)
def test_any_changed_value_is_found(
    path: tuple[str | int, ...], fresh: Json, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever was altered after the fact, it exits 1 and names it."""
    forged = written(tmp_path, "c.json", changed(certificate(), path, fresh))
    code = main([forged, written(tmp_path, "k.json", calendar())])

    assert code == 1
    assert told in capsys.readouterr().out


def test_it_speaks_on_a_terminal_without_chinese(tmp_path: Path) -> None:
    """Neither our own words nor half a character in a forged file end it with a traceback."""
    forged = written(tmp_path, "c.json", changed(certificate(), ("days", 1, "source"), "\ud800"))
    run = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-S", str(SCRIPT), forged, written(tmp_path, "k.json", calendar())],
        env={"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert run.returncode == 1
    assert b"does not hold: days[1].source" in run.stdout
    assert run.stderr == b""


def test_another_calendar_does_not_verify_it() -> None:
    """A calendar in which one make-up Saturday is missing has another hash and another due date."""
    listed = calendar()["days"]
    assert isinstance(listed, list)
    other = calendar()
    other["days"] = [each for each in listed if isinstance(each, dict) and each["day"] != "2026-02-14"]
    faults = verify(certificate(), other)

    assert any(fault.startswith("calendar.sha256") for fault in faults)
    assert any(fault.startswith("due_on") for fault in faults)


@pytest.mark.parametrize(
    ("the_certificate", "the_calendar"),
    [
        ("{", "{}"),
        ("[]", "{}"),
        ('{"start": 1, "start": 2}', "{}"),
        ("{}", "{}"),
        ('{"start": "2026-13-01", "term": {"amount": 1, "unit": "months"}}', "{}"),
        ('{"start": "2026-01-01", "term": {"amount": true, "unit": "months"}}', "{}"),
        ('{"start": "2026-01-01", "term": {"amount": 1, "unit": "moons"}}', "{}"),
        ('{"start": "2026-01-01", "term": {"amount": 99999, "unit": "months"}}', "{}"),
        ('{"start": "2026-01-01", "term": {"amount": 0, "unit": "months"}}', "{}"),
        ('{"start": "2026-01-01", "term": {"amount": 1, "unit": "months"}}', "{}"),
        (
            '{"start": "9999-12-31", "term": {"amount": 1, "unit": "months"}}',
            '{"name": "cn", "version": 1, "years": {}, "days": []}',
        ),
        (
            '{"start": "2026-01-01", "term": {"amount": 1, "unit": "months"}}',
            '{"name": "cn", "version": 1, "years": {}, "days": [{"day": "2026-01-01", "kind": "worked"}]}',
        ),
        (
            '{"start": "2026-01-01", "term": {"amount": 1, "unit": "months"}}',
            '{"name": "cn", "version": 1, "years": {"now": "x"}, "days": []}',
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    the_certificate: str, the_calendar: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Broken input is neither true nor false: exit 2, with a word on what is wrong."""
    (tmp_path / "c.json").write_text(the_certificate)
    (tmp_path / "k.json").write_text(the_calendar)
    code = main([str(tmp_path / "c.json"), str(tmp_path / "k.json")])

    assert code == 2
    assert capsys.readouterr().err


def test_missing_files_and_arguments_are_refused(tmp_path: Path) -> None:
    """Nothing to verify is not the same as verified."""
    assert main([]) == 2
    assert main([str(tmp_path / "none"), str(tmp_path / "none")]) == 2


@given(
    st.dates(date(2004, 1, 1), date(2031, 12, 31)),
    st.integers(1, 40),
    st.sampled_from([TermUnit.working_days, TermUnit.calendar_days, TermUnit.months, TermUnit.promptly]),
)
def test_two_implementations_agree(start: date, amount: int, unit: TermUnit) -> None:
    """Ours bisects tables of ordinals, the script walks from day to day; they give the same certificate."""
    made = certify(start, Term(amount=amount, unit=unit), CHINA)

    assert verify(json.loads(made.model_dump_json()), json.loads(CHINA.canonical_bytes())) == []
