"""`rongcuo calendar show | due | export`: what the calendar says, with or without a running stack."""

from calendar import isleap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import Field, ValidationError
from rich.console import Console
from rich.table import Table

from api.labels.words import DAY_KINDS
from deploy.cli.calendar.source import CalendarSource, NoCalendar
from deploy.cli.terminal import EXIT_REFUSED, both, say
from domain.terms.calendar import Calendar, CalendarDay, DayKind
from domain.terms.certificate import CalendarPin, Certificate, CertifiedDay, certify
from domain.terms.deadlines import Pause, Term, TermUnit, check_pauses, due_date
from domain.values import Frozen

_WEEKDAYS = "一二三四五六日"
_STATUS = {"official": "", "estimated": "估算 estimated"}


@dataclass(frozen=True, slots=True)
class Question:
    """From when, and how long, as it was typed: the term may be none, the pauses no dates."""

    start: date
    amount: int
    unit: TermUnit
    extended_by: int = 0
    pauses: tuple[str, ...] = ()


class BadPause(ValueError):  # noqa: N818 - says what is the matter
    """A pause that was typed cannot be."""

    def __init__(self, why: str) -> None:
        super().__init__(f"--pause 应为 FROM..UNTIL，先后有序 / is FROM..UNTIL, one after another: {why}")


class YearShown(Frozen):
    """What `calendar show --json` prints: every day of a year."""

    calendar: CalendarPin
    announced_until: date | None
    year: int
    working_days: int
    days: tuple[CalendarDay, ...]


class DueShown(Frozen):
    """What `calendar due --json` prints."""

    due_on: date
    provisional: bool
    calendar: str = Field(description="Name of the calendar counted by.")
    calendar_version: int


def show(source: CalendarSource, year: int, console: Console, *, as_json: bool) -> int:
    """Print the days of a year that do not simply follow the week, or all of them as JSON; returns the exit code."""
    try:
        calendar = source.load()
    except NoCalendar as missing:
        return _refuse(console, missing)
    first = date(year, 1, 1)
    shown = YearShown(
        calendar=_pin(calendar),
        announced_until=calendar.announced_until,
        year=year,
        working_days=len(calendar.working_ordinals(year)),
        days=tuple(calendar.day(first + timedelta(days=n)) for n in range(365 + isleap(year))),
    )
    if as_json:
        say(console, shown.model_dump_json())
    else:
        _print_year(shown, console)
    return 0


def due(source: CalendarSource, question: Question, console: Console, *, as_json: bool, explain: bool) -> int:
    """Print the last day of a term and whether it is provisional, or its certificate; returns the exit code."""
    try:
        calendar = source.load()
        term = Term(amount=question.amount, unit=question.unit)
        pauses = _pauses(question)
        whole = Term(amount=term.amount + question.extended_by, unit=term.unit)
        found = due_date(question.start, whole, calendar, pauses=pauses)
        certificate = None
        if explain:
            extended_by = question.extended_by
            certificate = certify(question.start, term, calendar, extended_by=extended_by, pauses=pauses)
    except (NoCalendar, BadPause) as fault:
        return _refuse(console, fault)
    except ValidationError as error:
        return _refuse(console, "; ".join(each["msg"] for each in error.errors()))
    except (OverflowError, ValueError) as error:
        return _refuse(console, f"超出日历范围 / beyond any calendar: {error}")
    if as_json and certificate is not None:
        say(console, certificate.model_dump_json())
    elif as_json:
        shown = DueShown(
            due_on=found.due_on,
            provisional=found.provisional,
            calendar=calendar.name,
            calendar_version=calendar.version,
        )
        say(console, shown.model_dump_json())
    else:
        if certificate is not None:
            _print_certificate(certificate, console)
        say(console, f"due_on: {found.due_on}\nprovisional: {str(found.provisional).lower()}")
        say(console, f"calendar: {calendar.name} version {calendar.version}")
    return 0


def export(source: CalendarSource, console: Console) -> int:
    """Print the calendar as the file that `rongcuo deadline verify` takes; returns the exit code."""
    try:
        calendar = source.load()
    except NoCalendar as missing:
        return _refuse(console, missing)
    say(console, calendar.canonical_bytes().decode())
    return 0


def _pauses(question: Question) -> tuple[Pause, ...]:
    """Read the pauses that were typed.

    Raises:
        BadPause: one is not written like 2026-01-22..2026-01-26, or they cannot be.
    """
    try:
        typed = [each.partition("..") for each in question.pauses]
        pauses = tuple(
            Pause(since=date.fromisoformat(since), until=date.fromisoformat(until)) for since, _, until in typed
        )
        check_pauses(question.start, Term(amount=question.amount, unit=question.unit), pauses)
    except ValueError as error:
        raise BadPause(str(error)) from error
    return pauses


class _Sources:
    """Footnotes: long titles stand once, below the table."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def note(self, source: str) -> str:
        return f"({self._numbers.setdefault(source, len(self._numbers) + 1)})"

    def print(self, console: Console) -> None:
        for source, number in self._numbers.items():
            say(console, f"({number}) {source}")


def _print_year(shown: YearShown, console: Console) -> None:
    table = Table("日期 day", "星期", "安排 kind", "", "依据 source")
    sources = _Sources()
    for each in shown.days:
        if each.kind not in (DayKind.weekend, DayKind.weekday):
            weekday, status = _WEEKDAYS[each.day.weekday()], _STATUS[each.status]
            table.add_row(str(each.day), weekday, both(DAY_KINDS[each.kind]), status, sources.note(each.source))
    console.print(table)
    sources.print(console)
    pin = shown.calendar
    lines = [
        f"{shown.year}: {shown.working_days} 个工作日 / working days",
        f"calendar: {pin.name} version {pin.version}, announced until {shown.announced_until}",
    ]
    if any(each.status == "estimated" for each in shown.days):
        lines.append("该年放假通知尚未装入，以上为估算 / no notice of that year is installed: this is an estimate")
    say(console, *lines)


def _print_certificate(certificate: Certificate, console: Console) -> None:
    table = Table("日期 day", "星期", "第几日 counted", "说明 why", "", "依据 source")
    sources = _Sources()
    for each, counted in zip(certificate.days, _counting(certificate), strict=True):
        weekday = _WEEKDAYS[each.day.weekday()]
        table.add_row(
            str(each.day), weekday, counted, both(DAY_KINDS[each.kind]), _STATUS[each.status], sources.note(each.source)
        )
    console.print(table)
    sources.print(console)


def _counting(certificate: Certificate) -> Iterable[str]:
    """What the term makes of each day: its number, or why it has none."""
    yield "起算日不计 trigger"
    yield from (_count(each) for each in certificate.days[1:])


def _count(each: CertifiedDay) -> str:
    if each.paused:
        return "中止 paused"
    return "不计 skipped" if each.counted is None else str(each.counted)


def _pin(calendar: Calendar) -> CalendarPin:
    return CalendarPin(name=calendar.name, version=calendar.version, sha256=calendar.sha256())


def _refuse(console: Console, why: object) -> int:
    say(console, str(why))
    return EXIT_REFUSED
