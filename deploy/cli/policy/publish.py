"""`rongcuo policy list | install | approve | withdraw`: from a file to the edition that new cases begin under."""

from collections.abc import Callable
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Column, Table

from api.http.problems import EDITION_INSTALLED
from api.labels.words import STANDINGS, word
from api.law.pack_versions import PackLine, Packs
from deploy.cli.api_client import Caller, answered
from deploy.cli.drafts import told_act, told_state, told_unplayed, told_withdrawn
from deploy.cli.policy.check import faults_of, told_faults
from deploy.cli.terminal import EXIT_REFUSED, both, say
from policies.packs.loader import parse_pack
from policies.packs.located import FaultyFile, unreadable
from rongcuo_client import Client


def list_editions(caller: Caller, console: Console, *, as_json: bool) -> int:
    """List every edition and draft; returns the exit code."""
    return answered(caller, console, lambda api: api.get("/v1/packs", Packs), _print_list, as_json=as_json)


def install(file: Path, caller: Caller, console: Console, *, as_json: bool) -> int:
    """Check a file, and draft the edition it holds; a faulty one is sent nowhere. Returns the exit code."""
    try:
        content = _sound(file)
    except FaultyFile as faulty:
        say(console, *told_faults(str(file), faults_of(faulty)))
        return EXIT_REFUSED
    return answered(
        caller,
        console,
        lambda api: api.hand_in("/v1/packs", PackLine, content, "application/yaml"),
        _print_draft,
        as_json=as_json,
        source=str(file),
        fine=EDITION_INSTALLED.code,
    )


def approve(pack: str, version: int, caller: Caller, console: Console, *, as_json: bool) -> int:
    """Publish a draft as a second person; returns the exit code."""
    return answered(caller, console, _ending(pack, version, "approval"), _print_approved, as_json=as_json, by_name=True)


def withdraw(pack: str, version: int, caller: Caller, console: Console, *, as_json: bool) -> int:
    """Take a draft back; returns the exit code."""
    return answered(caller, console, _ending(pack, version, "withdrawal"), _print_withdrawn, as_json=as_json)


def _sound(file: Path) -> bytes:
    """The bytes of a file that holds a pack.

    Raises:
        FaultyFile: With every fault and its line.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise FaultyFile(file.name, (unreadable(error),)) from error
    try:
        parse_pack(content, file.name)
    except FaultyFile as faulty:
        if {fault.kind for fault in faulty.faults} != {"unknown_base"}:  # what only the installation has, it finds
            raise
    return content


def _ending(pack: str, version: int, how: str) -> Callable[[Client], PackLine]:
    return lambda api: api.hand_in(f"/v1/packs/{pack}/{version}/{how}", PackLine)


def _print_draft(line: PackLine, console: Console) -> None:
    by = line.proposed_by.name if line.proposed_by else "-"
    after = f"{line.pack}@{line.base_version}" if line.base_version else None
    lines = [
        f"草案 {line.pack} {line.version}（{line.edition}），由 {by} 提出，尚不生效",
        f"draft {line.version} of {line.pack} ({line.edition}); no case begins under it yet. 下一步 next:",
        *([f"  rongcuo policy diff {after} {line.pack}@{line.version}"] if after else []),
        f"  rongcuo policy approve {line.pack} {line.version} --as POSITION",
    ]
    say(console, *lines, *told_unplayed(line.unplayed))


def _print_approved(line: PackLine, console: Console) -> None:
    who = line.decided_by.name if line.decided_by else "-"
    say(
        console,
        f"{line.pack} {line.version}（{line.edition}）已由 {who} 公布，新案件由此适用；在办案件仍按各自立案时的版本",
        f"{line.pack} {line.version} ({line.edition}) is published: new cases begin under it, open cases keep theirs",
        *told_unplayed(line.unplayed),
    )


def _print_withdrawn(line: PackLine, console: Console) -> None:
    say(console, told_withdrawn(f"{line.pack} {line.version}", f"{line.version} of {line.pack}"))


def _print_list(found: Packs, console: Console) -> None:
    table = Table(
        Column("程序与版本\npack, version", no_wrap=True),
        "状态\nstate",
        Column("性质\nstanding", overflow="fold"),
        *("在办\nopen", "提出\nproposed", "公布或撤回\ndecided", "sha256"),
        box=SIMPLE,
        padding=0,
    )
    for line in found.items:
        table.add_row(
            f"{line.pack} {line.version}\n{line.edition}",
            told_state(line.state),
            both(word(STANDINGS, line.standing)),
            str(line.open_cases),
            told_act(line.proposed_by, line.proposed_at),
            told_act(line.decided_by, line.decided_at),
            line.sha256[:8],
        )
    console.print(table)
