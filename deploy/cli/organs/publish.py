"""`rongcuo organs import | preview | approve | withdraw | versions`: from a file to the version that holds."""

from collections.abc import Callable
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from api.people.versions import RegisterPreview, RegisterVersion, RegisterVersions
from api.people.words import CHANGES, PARTS
from deploy.cli.api_client import Caller, answered
from deploy.cli.drafts import told_act, told_state, told_unplayed, told_withdrawn
from deploy.cli.organs.check import faults_of
from deploy.cli.policy.check import told_faults
from deploy.cli.terminal import EXIT_REFUSED, say
from policies.packs.loader import load_organs
from policies.packs.located import FaultyFile
from rongcuo_client import Client

_VERSIONS = "/v1/organs/versions"


def propose(file: Path, caller: Caller, console: Console, *, as_json: bool) -> int:
    """Check a file, and draft the register it holds; a faulty one is sent nowhere. Returns the exit code."""
    try:
        load_organs(file)
    except FaultyFile as faulty:
        say(console, *told_faults(str(file), faults_of(faulty)))
        return EXIT_REFUSED
    content = file.read_bytes()
    return answered(
        caller,
        console,
        lambda api: api.hand_in(_VERSIONS, RegisterVersion, content, "application/yaml"),
        _print_draft,
        as_json=as_json,
        by_name=True,
        source=str(file),
    )


def preview(version: int, caller: Caller, console: Console, *, as_json: bool) -> int:
    """Show what a version changes; returns the exit code."""
    path = f"{_VERSIONS}/{version}/preview"
    return answered(caller, console, lambda api: api.get(path, RegisterPreview), _print_preview, as_json=as_json)


def approve(version: int, caller: Caller, console: Console, *, as_json: bool) -> int:
    """Publish a draft as a second person; returns the exit code."""
    ask = _ending(version, "approval")
    return answered(caller, console, ask, _print_approved, as_json=as_json, by_name=True)


def withdraw(version: int, caller: Caller, console: Console, *, as_json: bool) -> int:
    """Take a draft back; returns the exit code."""
    ask = _ending(version, "withdrawal")
    return answered(caller, console, ask, _print_withdrawn, as_json=as_json, by_name=True)


def list_versions(caller: Caller, console: Console, *, as_json: bool) -> int:
    """List versions and drafts; returns the exit code."""
    return answered(caller, console, lambda api: api.get(_VERSIONS, RegisterVersions), _print_versions, as_json=as_json)


def _ending(version: int, how: str) -> Callable[[Client], RegisterVersion]:
    return lambda api: api.hand_in(f"{_VERSIONS}/{version}/{how}", RegisterVersion)


def _print_draft(line: RegisterVersion, console: Console) -> None:
    say(
        console,
        f"名录草案 {line.version}，尚不生效 / draft {line.version} of the register; nothing changes yet. 下一步 next:",
        f"  rongcuo organs preview {line.version}",
        f"  rongcuo organs approve {line.version} --as POSITION",
    )


def _print_preview(found: RegisterPreview, console: Console) -> None:
    table = Table("事项", "变动 change", "内容 what", "原来 was", "以后 then", box=SIMPLE)
    for each in found.changes:
        table.add_row(
            f"{PARTS[each.part].zh} {each.part}",
            f"{CHANGES[each.change].zh} {each.change}",
            f"{each.about}\n{each.id}{f' {each.person}' if each.person else ''}",
            each.was or "",
            each.now or "",
        )
    if found.changes:
        console.print(table)
    else:
        say(console, "与现行版本相同 / the same as the version that holds")
    if found.more:
        say(console, f"只列出前{len(found.changes)}处 / only the first are listed")
    say(console, *told_unplayed(found.unplayed))


def _print_approved(line: RegisterVersion, console: Console) -> None:
    who = line.decided_by.name if line.decided_by else "-"
    say(
        console,
        f"名录版本 {line.version} 已由 {who} 批准，即日起以它为准",
        f"version {line.version} of the register is published and holds from now on",
    )


def _print_withdrawn(line: RegisterVersion, console: Console) -> None:
    say(console, told_withdrawn(str(line.version), str(line.version)))


def _print_versions(found: RegisterVersions, console: Console) -> None:
    table = Table("版本 version", "状态 state", "提出 proposed", "公布或撤回 decided", "sha256")
    for line in found.items:
        table.add_row(
            str(line.version),
            told_state(line.state),
            told_act(line.proposed_by, line.proposed_at),
            told_act(line.decided_by, line.decided_at),
            line.sha256[:12],
        )
    console.print(table)
