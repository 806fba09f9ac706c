"""`rongcuo calendar preview | approve | withdraw | versions`: from a draft to the version that counts."""

from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from api.law.calendar_preview import CalendarPreview, EffectName, PreviewLine
from api.law.calendar_routes import Calendars
from api.law.calendar_versions import CalendarLine
from deploy.cli.api_client import Caller, answered
from deploy.cli.calendar.notice import told_changes
from deploy.cli.drafts import told_act, told_state, told_withdrawn
from deploy.cli.terminal import say
from rongcuo_client import Client

_LISTS: tuple[tuple[EffectName, str], ...] = (
    ("breach_undone", "逾期不再成立（记录保留，由人处理）/ breaches undone (they stay on record for people to judge)"),
    ("reminded", "改期前已发提醒 / moved after a reminder went out"),
    ("newly_near", "变为3个工作日内到期 / newly due within 3 working days"),
    ("moved", "改期 / moved"),
)


def preview(version: int, caller: Caller, console: Console, *, as_json: bool) -> int:
    """Show what publishing would do to open deadlines: counts, then lists; returns the exit code."""
    path = f"/v1/calendars/{version}/preview"
    return answered(caller, console, lambda api: api.get(path, CalendarPreview), _print_preview, as_json=as_json)


def approve(version: int, caller: Caller, console: Console, *, as_json: bool) -> int:
    """Publish a draft as a second person; returns the exit code."""
    ask = _ending(version, "approval")
    return answered(caller, console, ask, _print_approved, as_json=as_json, by_name=True)


def withdraw(version: int, caller: Caller, console: Console, *, as_json: bool) -> int:
    """Take a draft back; returns the exit code."""
    return answered(caller, console, _ending(version, "withdrawal"), _print_withdrawn, as_json=as_json)


def list_versions(caller: Caller, console: Console, *, as_json: bool) -> int:
    """List published versions and drafts; returns the exit code."""
    return answered(caller, console, lambda api: api.get("/v1/calendars", Calendars), _print_versions, as_json=as_json)


def _ending(version: int, how: str) -> Callable[[Client], CalendarLine]:
    return lambda api: api.hand_in(f"/v1/calendars/{version}/{how}", CalendarLine)


def _print_preview(found: CalendarPreview, console: Console) -> None:
    counts, version = found.counts, found.version
    say(console, *told_changes(found.changes))
    table = Table("如果公布 if published", "期限数 terms", title=f"版本 {version} version, {found.today}")
    table.add_row("在办期限 running terms", str(counts.terms))
    table.add_row("日期不变 confirmed", str(counts.confirmed))
    table.add_row("改期 moved", str(counts.moved))
    table.add_row("　其中已发提醒 of these, reminded already", str(counts.reminded))
    table.add_row("　变为3个工作日内到期 newly due within 3 working days", str(counts.newly_near))
    table.add_row("逾期不再成立 breaches undone", str(counts.breach_undone))
    table.add_row("由暂定转为确定 settled, provisional until now", str(counts.settled))
    table.add_row("公布后仍为暂定 still provisional", str(counts.provisional))
    console.print(table)
    for name, title in _LISTS:
        _print_list(title, [line for line in found.lines if line.has(name)], console)
    if found.more:
        say(console, "只列出最早的 / only the earliest are listed")
    say(console, f"由另一人审批 / to be approved by a second person: rongcuo calendar approve {version} --as POSITION")


def _print_list(title: str, lines: list[PreviewLine], console: Console) -> None:
    if not lines:
        return
    table = Table(
        "案件 case", "机关 organ", "事项 duty", "现期限 was", "新期限 then", title=title, title_justify="left"
    )
    for line in lines:
        then = f"{line.effect.due_on}{' 暂定' if line.effect.provisional else ''}"
        table.add_row(line.case_number or str(line.case_id), line.organ, line.name.zh, str(line.effect.was), then)
    console.print(table)


def _print_approved(line: CalendarLine, console: Console) -> None:
    who = line.decided_by.name if line.decided_by else "-"
    say(
        console,
        f"版本 {line.version} 已由 {who} 公布，新的期限按它计算；在办期限正在重排，进度见 /calendar 页面",
        f"version {line.version} is published and counts for new terms; open terms are being replanned, see /calendar",
    )


def _print_withdrawn(line: CalendarLine, console: Console) -> None:
    say(console, told_withdrawn(str(line.version), str(line.version)))


def _print_versions(found: Calendars, console: Console) -> None:
    table = Table("版本 version", "状态 state", "公布至 until", "提出 proposed", "公布或撤回 decided", "sha256")
    for line in found.items:
        table.add_row(
            str(line.version),
            told_state(line.state),
            str(line.announced_until or "-"),
            told_act(line.proposed_by, line.proposed_at),
            told_act(line.decided_by, line.decided_at),
            line.sha256[:12],
        )
    console.print(table)
