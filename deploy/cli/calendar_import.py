"""`rongcuo calendar import`: a notice, or the calendar of this software, becomes a draft of the next version.

Nothing counts by a draft: a second person publishes it (`deploy.calendar_publish`).
"""

from pathlib import Path

from rich.console import Console

from api.http.problems import CALENDAR_UNCHANGED
from api.law.calendar_versions import ChangedDays
from api.law.calendars import CalendarDraft
from deploy.cli.api_client import Api, Caller, NoApi, Refused
from deploy.cli.calendar import KIND_WORDS
from deploy.cli.terminal import EXIT_REFUSED, EXIT_UNREACHED

_BUNDLED = b'{"bundled": true}'


def import_notice(file: Path, caller: Caller, console: Console, *, as_json: bool) -> int:
    """Draft the newest calendar with a notice applied; returns the exit code."""
    try:
        content = file.read_bytes()
    except OSError as error:
        console.out(f"{file.name}: 读不到 / cannot be read: {error.strerror}", highlight=False)
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
        lines += [f"  {day.day} {KIND_WORDS[day.kind]}{where}" for day in each.days]
    return lines


def _propose(content: bytes, source: str, caller: Caller, console: Console, *, as_json: bool) -> int:
    try:
        with Api(caller) as api:
            done = api.post("/v1/calendars", CalendarDraft, content)
    except NoApi as missing:
        console.out(str(missing), highlight=False)
        return EXIT_UNREACHED
    except Refused as refused:
        console.out(refused.told(source), highlight=False)
        return 0 if refused.problem.code == CALENDAR_UNCHANGED.code else EXIT_REFUSED
    console.out(done.model_dump_json() if as_json else "\n".join(_told(done)), highlight=False)
    return 0


def _told(done: CalendarDraft) -> list[str]:
    draft = done.draft
    by = draft.proposed_by.name if draft.proposed_by else "-"
    until = draft.announced_until
    return [
        f"草案 {draft.version}，由 {by} 在版本 {draft.base_version} 上提出，公布至 {until}",
        f"draft {draft.version}, made from version {draft.base_version}, announced until {until}",
        *told_changes(done.changes),
        f"尚不生效。下一步看影响 / nothing counts by it yet. Next: rongcuo calendar preview {draft.version}",
    ]
