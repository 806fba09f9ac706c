"""Recompute a deadline certificate offline: python verify_deadline.py CERTIFICATE.json CALENDAR.json.

Needs Python 3.11 and nothing else. It shares no code with the rest of the project on purpose: it is a second reading of
the same rules (tests/conformance/README.md), walking from day to day as one counts on paper.
Exit codes: 0 it holds, 1 it does not hold, 2 a file cannot be used.
"""

import calendar as months
import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple, TextIO

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Object = dict[str, Json]

ESTIMATE = "估算：周末及《全国年节及纪念日放假办法》（2024年修订）所定放假日，该年放假通知尚未公布"
FIXED = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
UNITS = ("working_days", "calendar_days", "months", "same_day", "promptly")
KINDS = ("statutory", "in_lieu", "make_up", "local")
LONGEST = 3650
SATURDAY = 5
ONE_DAY = timedelta(days=1)
ADDED: Object = {"extended_by": 0, "pauses": [], "not_before": None, "left": None}
"""What a certificate says that was issued before it could say so."""


class Unusable(Exception):  # noqa: N818 - says what is the matter
    """A file is not what it should be."""


class Table:
    """The calendar file as a table of days."""

    def __init__(self, content: Object) -> None:
        self.name = text(content, "name")
        self.version = number(content, "version")
        self.hash = hashlib.sha256(canonical(content).encode()).hexdigest()
        self.years = {int(year): notice for year, notice in mapping(content, "years").items()}
        self.listed: dict[date, Object] = {}
        for entry in sequence(content, "days"):
            if not isinstance(entry, dict):
                raise Unusable("an entry of 'days' is not an object")
            if self.listed.setdefault(day(entry, "day"), entry) is not entry:
                raise Unusable(f"{entry['day']} is listed twice")
            if text(entry, "kind") not in KINDS:
                raise Unusable(f"no such kind of day: {entry['kind']}")

    def kind(self, each: date) -> str:
        """Why a day is worked or not."""
        if each in self.listed:
            return text(self.listed[each], "kind")
        if each.year not in self.years and (each.month, each.day) in FIXED:
            return "statutory"
        return "weekend" if each.weekday() >= SATURDAY else "weekday"

    def works(self, each: date) -> bool:
        """Whether a day is worked."""
        return self.kind(each) in ("weekday", "make_up")

    def row(self, each: date, counted: int | None, *, paused: bool) -> Object:
        """One line of a certificate."""
        announced = each.year in self.years
        return {
            "day": each.isoformat(),
            "counted": counted,
            "kind": self.kind(each),
            "working": self.works(each),
            "source": self.listed.get(each, {}).get("source") or self.years.get(each.year, ESTIMATE),
            "status": "official" if announced else "estimated",
            "paused": paused,
        }


class Span(NamedTuple):
    """From when, how long, and when the clock stood still; None: it still does."""

    start: date
    amount: int
    extended_by: int
    unit: str
    pauses: list[tuple[date, date | None]]
    not_before: date | None

    def still(self, each: date) -> bool:
        """Whether a day stands still: the day the clock is stopped does not, the day it goes on does."""
        return any(since < each <= (until or date.max) for since, until in self.pauses)


def recompute(span: Span, table: Table) -> Object:
    """Make the certificate that these facts and this calendar must have."""
    rows: list[Json] = [table.row(span.start, None, paused=False)]
    last = clock = span.start  # the clock is the day it would be, had it never stood still
    whole, reached = span.amount + span.extended_by, 0
    stopped = next((since for since, until in span.pauses if until is None), None)
    while not (ended := ends(span, last, reached, table)) and last != stopped:
        last += ONE_DAY
        still = span.still(last)
        clock += timedelta(days=not still)
        counts = not still and reached < whole and is_counted(span, last, clock, reached, table)
        reached += counts
        rows.append(table.row(last, reached if counts else None, paused=still))
    while ended and span.not_before and last < span.not_before:
        last += ONE_DAY
        rows.append(table.row(last, None, paused=span.still(last)))
    remaining = max(0, (full_month(span.start, whole) - clock).days) if span.unit == "months" else whole - reached
    return {
        "start": span.start.isoformat(),
        "term": {"amount": span.amount, "unit": span.unit},
        "extended_by": span.extended_by,
        "pauses": [{"since": written(since), "until": written(until)} for since, until in span.pauses],
        "not_before": written(span.not_before),
        "calendar": {"name": table.name, "version": table.version, "sha256": table.hash},
        "days": rows,
        "due_on": written(last) if ended else None,
        "left": None if ended else remaining,
        "provisional": any(year not in table.years for year in range(span.start.year, last.year + 1)),
    }


def ends(span: Span, each: date, reached: int, table: Table) -> bool:
    """Whether the term ends on a day: all is counted, and a last day that is off or still moves on (Civil Code 203)."""
    moves_on = span.unit in ("calendar_days", "months") and (span.still(each) or not table.works(each))
    return reached == span.amount + span.extended_by and not moves_on


def is_counted(span: Span, each: date, clock: date, reached: int, table: Table) -> bool:
    """Whether a day on which the clock runs gets the next number."""
    if span.unit == "months":
        return clock == full_month(span.start, reached + 1)
    return span.unit == "calendar_days" or table.works(each)


def full_month(start: date, many: int) -> date:
    """The day on which so many months are full: the same day number, or the month's last (Civil Code 202)."""
    year, month = start.year + (start.month - 1 + many) // 12, (start.month - 1 + many) % 12 + 1
    return date(year, month, min(start.day, months.monthrange(year, month)[1]))


def differences(given: Json, right: Json, where: str = "") -> Iterator[str]:
    """Name every value in which two documents differ."""
    if isinstance(given, dict) and isinstance(right, dict):
        for key in sorted({*given, *right}):
            at = f"{where}.{key}" if where else key
            if key in given and key in right:
                yield from differences(given[key], right[key], at)
            else:
                yield f"{at}: {'missing' if key in right else 'does not belong here'}"
    elif isinstance(given, list) and isinstance(right, list) and len(given) == len(right):
        for index, (one, other) in enumerate(zip(given, right, strict=True)):
            yield from differences(one, other, f"{where}[{index}]")
    elif isinstance(given, list) and isinstance(right, list):
        yield f"{where}: has {len(given)} entries, must have {len(right)}"
    elif canonical(given) != canonical(right):
        yield f"{where}: is {canonical(given)}, must be {canonical(right)}"


def verify(certificate: Object, calendar: Object) -> list[str]:
    """Give what is wrong with a certificate; nothing if it holds.

    Raises:
        Unusable: a file lacks what the count needs.
    """
    given = ADDED | certificate
    if isinstance(rows := given.get("days"), list):
        given["days"] = [{"paused": False} | row if isinstance(row, dict) else row for row in rows]
    span = asked(given)
    try:
        return list(differences(given, recompute(span, Table(calendar))))
    except (OverflowError, RecursionError, ValueError) as error:
        raise Unusable(f"cannot be counted: {error}") from error


def asked(certificate: Object) -> Span:
    """Take what a certificate rests on, and refuse a term or pauses that cannot be."""
    term, start = mapping(certificate, "term"), day(certificate, "start")
    amount, unit, extended_by = number(term, "amount"), text(term, "unit"), number(certificate, "extended_by")
    fits = 0 <= amount <= amount + extended_by <= LONGEST and (amount == 0) == (unit == "same_day")
    if unit not in UNITS or not fits or (extended_by and unit == "same_day"):
        raise Unusable(f"no such term: {amount} and {extended_by} more {unit}")
    pauses: list[tuple[date, date | None]] = []
    earliest = start
    for entry in sequence(certificate, "pauses"):
        if not isinstance(entry, dict):
            raise Unusable("an entry of 'pauses' is not an object")
        since, until = day(entry, "since"), optional_day(entry, "until")
        follows_open = bool(pauses) and pauses[-1][1] is None
        if unit == "same_day" or follows_open or since < earliest or (until or since) < since:
            raise Unusable(f"no such pause: {since} to {until or 'now'}")
        pauses.append((since, until))
        earliest = until or since
    return Span(start, amount, extended_by, unit, pauses, optional_day(certificate, "not_before"))


def read(path: str) -> Object:
    """Read a file that holds one JSON object, no key twice."""
    try:
        content = json.loads(Path(path).read_bytes(), object_pairs_hook=no_key_twice)
    except (OSError, ValueError, RecursionError) as error:
        raise Unusable(f"{path}: {error}") from error
    if not isinstance(content, dict):
        raise Unusable(f"{path}: is not a JSON object")
    return content


def no_key_twice(pairs: list[tuple[str, Json]]) -> Object:
    """Refuse an object that says two things under one name."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return dict(pairs)


def canonical(value: Json) -> str:
    """JSON with sorted keys and without blanks: the form that is hashed, and in which values are compared."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def text(content: Object, key: str) -> str:
    """Take a string."""
    value = content.get(key)
    if not isinstance(value, str):
        raise Unusable(f"{key!r} is missing or no string")
    return value


def number(content: Object, key: str) -> int:
    """Take a whole number."""
    value = content.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unusable(f"{key!r} is missing or no whole number")
    return value


def day(content: Object, key: str) -> date:
    """Take a date written like 2026-01-20."""
    value = text(content, key)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Unusable(f"{key!r} is no date: {value}") from error


def optional_day(content: Object, key: str) -> date | None:
    """Take a date, or null."""
    return None if content.get(key) is None else day(content, key)


def written(each: date | None) -> str | None:
    """Write a date as certificates do, or null."""
    return each.isoformat() if each else None


def mapping(content: Object, key: str) -> Object:
    """Take an object."""
    value = content.get(key)
    if not isinstance(value, dict):
        raise Unusable(f"{key!r} is missing or no object")
    return value


def sequence(content: Object, key: str) -> list[Json]:
    """Take a list."""
    value = content.get(key)
    if not isinstance(value, list):
        raise Unusable(f"{key!r} is missing or no list")
    return value


def say(stream: TextIO, words: str) -> None:
    """Write, whatever characters a forged file contains and this terminal cannot show."""
    encoding = stream.encoding or "utf-8"
    stream.write(words.encode(encoding, "backslashreplace").decode(encoding))


def main(arguments: list[str]) -> int:
    """Verify the certificate and calendar that are named; says the result and returns the exit code."""
    match arguments:
        case [certificate_path, calendar_path]:
            pass
        case _:
            say(sys.stderr, "usage: verify_deadline.py CERTIFICATE.json CALENDAR.json\n")
            return 2
    try:
        certificate = read(certificate_path)
        faults = verify(certificate, read(calendar_path))
    except Unusable as unusable:
        say(sys.stderr, f"{unusable}\n")
        return 2
    if faults:
        say(sys.stdout, "".join(f"不符 / does not hold: {fault}\n" for fault in faults))
        return 1
    left = f"中止计时，余 {certificate.get('left')} / paused, left: {certificate.get('left')}"
    say(sys.stdout, f"属实 / holds: {certificate['due_on'] or left}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
