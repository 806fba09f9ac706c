"""`rongcuo calendar import`: a notice, or the calendar of this software, becomes a draft of the next version.

Nothing counts by a draft: a second person publishes it (`rongcuo calendar approve`).
"""

from pathlib import Path

from rich.console import Console

from api.http.problems import CALENDAR_UNCHANGED
from api.labels.words import DAY_KINDS
from api.law.calendar_drafts import CalendarDraft
from api.law.calendar_versions import ChangedDays
from deploy.cli.api_client import Caller, answered
from deploy.cli.terminal import EXIT_REFUSED, both, say

_BUNDLED = b'{"bundled": true}'


def import_notice(file: Path, caller: Caller, console: Console, *, as_json: bool) -> int:
    """Draft the newest calendar with a notice applied; returns the exit code."""
    try:
        content = file.read_bytes()
    except OSError as error:
        say(console, f"{file.name}: 读不到 / cannot be read: {error.strerror}")
        return EXIT_REFUSED
    return _propose(content, file.name, caller, console, as_json=as_json)


def import_bundled(caller: Caller, console: Console, *, as_json: bool) -> int:
    """Draft the calendar of this software in place of the newest; local days stay. Returns the exit code."""
    return _propose(_BUNDLED, "", caller, console, as_json=as_json)


def told_changes(changes: tuple[ChangedDays, ...]) -> list[str]:
    """The days that change, a line each."""
    lines = [f"{sum(len(each.days) for each in changes)} 天有变 / days changed"]
    for each in changes:
        where = f" [{each.locality}]" if each.locality else ""
        lines += [f"  {day.day} {both(DAY_KINDS[day.kind])}{where}" for day in each.days]
    return lines


def _propose(content: bytes, source: str, caller: Caller, console: Console, *, as_json: bool) -> int:
    return answered(
        caller,
        console,
        lambda api: api.hand_in("/v1/calendars", CalendarDraft, content),
        _print_draft,
        as_json=as_json,
        source=source,
        fine=CALENDAR_UNCHANGED.code,
    )


def _print_draft(done: CalendarDraft, console: Console) -> None:
    draft = done.draft
    by = draft.proposed_by.name if draft.proposed_by else "-"
    until = draft.announced_until
    lines = [
        f"草案 {draft.version}，由 {by} 在版本 {draft.base_version} 上提出，公布至 {until}",
        f"draft {draft.version}, made from version {draft.base_version}, announced until {until}",
        *told_changes(done.changes),
        f"尚不生效。下一步看影响 / nothing counts by it yet. Next: rongcuo calendar preview {draft.version}",
    ]
    say(console, *lines)
