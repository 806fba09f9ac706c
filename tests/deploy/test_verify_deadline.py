"""The offline verifier: a program of its own that needs nothing but Python, and believes nothing."""

import ast
import json
import subprocess
import sys
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy import verify_deadline
from deploy.verify_deadline import Json, Object, Unusable, main, verify
from domain.terms.certificate import certify
from domain.terms.deadlines import Pause, Term, TermUnit
from policies.calendars.seed import national_calendar

CHINA = national_calendar().model_copy(update={"version": 1})
SCRIPT = Path(verify_deadline.__file__)


def certificate(unit: TermUnit = TermUnit.working_days, amount: int = 7) -> Object:
    """NJ feedback over Spring Festival, as the file says it."""
    content: Object = json.loads(certify(date(2026, 2, 12), Term(amount=amount, unit=unit), CHINA).model_dump_json())
    return content


def paused(unit: TermUnit = TermUnit.working_days, *, still: bool = False) -> Object:
    """The same, stopped twice, the second time for good if `still`, extended by two and promised for 31 March."""
    first, second = (date(2026, 2, 13), date(2026, 2, 14)), (date(2026, 2, 25), None if still else date(2026, 2, 27))
    made = certify(
        date(2026, 2, 12),
        Term(amount=7, unit=unit),
        CHINA,
        extended_by=2,
        pauses=tuple(Pause(since=since, until=until) for since, until in (first, second)),
        not_before=date(2026, 3, 31),
    )
    content: Object = json.loads(made.model_dump_json())
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


def altered(document: Object, path: tuple[str | int, ...], fresh: Json) -> Object:
    """Give a whole document with one value replaced."""
    first, *rest = path
    assert isinstance(first, str)
    return {**document, first: changed(document.get(first), tuple(rest), fresh)}


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


@pytest.mark.parametrize(
    ("path", "fresh", "told"),
    [
        (("extended_by",), 3, "days[25].counted: is null, must be 10"),
        (("pauses", 0, "until"), "2026-02-15", "days[3].paused: is false, must be true"),
        (("pauses", 1, "since"), "2026-02-24", "days[13].counted: is 3, must be null"),
        (("pauses",), [], "days[2].paused: is true, must be false"),
        (("not_before",), "2026-03-30", "due_on: is"),
        (("not_before",), None, "days: has 48 entries"),
        (("left",), 1, "left: is 1, must be null"),
        (("days", 2, "paused"), False, "days[2].paused: is false, must be true"),
        (("days", 2, "counted"), 2, "days[2].counted: is 2, must be null"),
        (("pauses", 0, "by"), "nobody", "pauses[0].by: does not belong here"),
    ],
)
def test_any_changed_value_of_a_paused_term_is_found(path: tuple[str | int, ...], fresh: Json, told: str) -> None:
    """Whether the pauses, the extension, the promised day or what they made of the days was altered, it names it."""
    genuine, forged = verify(paused(), calendar()), verify(altered(paused(), path, fresh), calendar())

    assert genuine == []
    assert any(fault.startswith(told) for fault in forged)


@pytest.mark.parametrize(
    ("path", "fresh", "told"),
    [
        (("due_on",), "2026-03-31", 'due_on: is "2026-03-31", must be null'),
        (("left",), 4, "left: is 4, must be 6"),
        (("left",), None, "left: is null, must be 6"),
        (("provisional",), True, "provisional: is true, must be false"),
    ],
)
def test_any_changed_value_of_a_clock_that_stands_still_is_found(
    path: tuple[str | int, ...], fresh: Json, told: str
) -> None:
    """There is no due date to claim, and what is left is counted as well."""
    assert verify(paused(still=True), calendar()) == []
    assert verify(altered(paused(still=True), path, fresh), calendar()) == [told]


def test_a_clock_that_stands_still_holds_with_what_is_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no date to print, it prints what is left."""
    code = main([written(tmp_path, "c.json", paused(still=True)), written(tmp_path, "k.json", calendar())])

    assert (code, capsys.readouterr().out) == (0, "属实 / holds: 中止计时，余 6 / paused, left: 6\n")


@pytest.mark.parametrize(
    ("unit", "amount", "stopped", "left"),
    [
        ("working_days", 7, "2026-02-25", 3),
        ("calendar_days", 10, "2026-02-16", 6),
        ("calendar_days", 10, "2026-02-22", 0),
        ("months", 1, "2026-03-10", 2),
        ("months", 10, "2026-12-13", 0),
    ],
)
def test_what_is_left_holds_in_every_unit(unit: TermUnit, amount: int, stopped: str, left: int) -> None:
    """Also nothing, where the term is full on a rest day and only its last day has yet to move."""
    pauses = (Pause(since=date.fromisoformat(stopped)),)
    made = certify(date(2026, 2, 12), Term(amount=amount, unit=TermUnit(unit)), CHINA, pauses=pauses)
    content: Object = json.loads(made.model_dump_json())

    assert verify(content, calendar()) == []
    assert verify(content | {"left": left + 1}, calendar()) == [f"left: is {left + 1}, must be {left}"]


def test_a_certificate_issued_before_there_were_pauses_still_holds(tmp_path: Path) -> None:
    """What a certificate of then does not say means: not extended, never stopped, nothing promised."""
    later = ("extended_by", "pauses", "not_before", "left")
    old: Object = {key: value for key, value in certificate().items() if key not in later}
    rows = old["days"]
    assert isinstance(rows, list)
    old["days"] = [{key: row[key] for key in row if key != "paused"} for row in rows if isinstance(row, dict)]
    files = written(tmp_path, "c.json", old), written(tmp_path, "k.json", calendar())

    assert main([*files]) == 0
    assert verify(altered(old, ("due_on",), "2026-02-27"), calendar()) == [
        'due_on: is "2026-02-27", must be "2026-02-28"'
    ]


@pytest.mark.parametrize(
    ("path", "fresh"),
    [
        (("extended_by",), -1),
        (("extended_by",), None),
        (("extended_by",), 3650),
        (("pauses",), None),
        (("pauses",), ["2026-02-13"]),
        (("pauses", 0, "since"), None),
        (("pauses", 0, "since"), "2026-02-11"),
        (("pauses", 0, "until"), "2026-02-12"),
        (("pauses", 0, "until"), "2026-02-26"),
        (("pauses", 0, "until"), "soon"),
        (("pauses", 0, "until"), None),
        (("not_before",), 20260331),
        (("term",), {"amount": 0, "unit": "same_day"}),
    ],
)
def test_a_term_that_cannot_have_stood_still_like_this_is_refused(path: tuple[str | int, ...], fresh: Json) -> None:
    """Backwards, before the trigger, overlapping, after an open one, no dates: there is nothing to count."""
    with pytest.raises(Unusable):
        verify(altered(paused(), path, fresh), calendar())


@pytest.mark.parametrize("added", [{"extended_by": 1}, {"pauses": [{"since": "2026-02-12", "until": None}]}])
def test_what_is_due_the_same_day_is_neither_extended_nor_paused(added: Object) -> None:
    """Each of the two alone is refused."""
    with pytest.raises(Unusable):
        verify(certificate(TermUnit.same_day, 0) | added, calendar())


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


@settings(deadline=None)
@given(
    st.dates(date(2004, 1, 1), date(2031, 12, 31)),
    st.integers(1, 40),
    st.sampled_from([TermUnit.working_days, TermUnit.calendar_days, TermUnit.months, TermUnit.promptly]),
)
def test_two_implementations_agree(start: date, amount: int, unit: TermUnit) -> None:
    """Ours bisects tables of ordinals, the script walks from day to day; they give the same certificate."""
    made = certify(start, Term(amount=amount, unit=unit), CHINA)

    assert verify(json.loads(made.model_dump_json()), json.loads(CHINA.canonical_bytes())) == []


@settings(deadline=None)
@given(
    st.dates(date(2004, 1, 1), date(2031, 12, 31)),
    st.builds(Term, amount=st.integers(1, 20), unit=st.sampled_from([*TermUnit][:3])),
    st.lists(st.integers(0, 20), max_size=6),
    st.integers(0, 5),
    st.none() | st.integers(0, 200),
)
def test_two_implementations_agree_on_pauses(
    start: date, term: Term, lengths: list[int], extended_by: int, promised: int | None
) -> None:
    """Ours jumps over what stands still, the script steps through it; an odd number of edges leaves the last open."""
    edges = [start + timedelta(days=sum(lengths[: n + 1])) for n in range(len(lengths))]
    pauses = tuple(Pause(since=since, until=until) for since, until in zip_longest(edges[::2], edges[1::2]))
    not_before = None if promised is None else start + timedelta(days=promised)
    made = certify(start, term, CHINA, extended_by=extended_by, pauses=pauses, not_before=not_before)

    assert verify(json.loads(made.model_dump_json()), json.loads(CHINA.canonical_bytes())) == []
