"""`rongcuo organs check`: every fault of a file of the register, with its line and what to do; or what it holds."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from deploy.cli.policy.check import EXIT_FAULTY, FaultShown, told_faults
from deploy.cli.terminal import say
from domain import refusals
from domain.organs import Organs
from domain.values import Bilingual, Frozen
from policies.packs.fault_words import to_do
from policies.packs.loader import load_organs
from policies.packs.located import FaultyFile

_AS_DESCRIBED = Bilingual(
    zh="请按说明更正这一处，可参照 docs/organs.md", en="correct this place as it says; docs/organs.md shows how"
)


class RegisterShown(Frozen):
    """What a sound file holds."""

    name: str
    jurisdictions: int
    organs: int
    positions: int
    people: int
    holdings: int
    seats: int
    delegations: int


class FileShown(Frozen):
    """A file: what it holds, or what is wrong with it."""

    file: str
    holds: RegisterShown | None = None
    faults: tuple[FaultShown, ...] = ()


class FilesShown(Frozen):
    """What `organs check --json` prints."""

    ok: bool
    files: tuple[FileShown, ...]


def check(files: Sequence[Path], console: Console, *, as_json: bool) -> int:
    """Check files and show what was found; returns the exit code."""
    shown = tuple(map(_checked, files))
    found = FilesShown(ok=not any(file.faults for file in shown), files=shown)
    if as_json:
        say(console, found.model_dump_json())
    else:
        for file in found.files:
            say(console, *_told(file))
    return 0 if found.ok else EXIT_FAULTY


def faults_of(faulty: FaultyFile) -> tuple[FaultShown, ...]:
    """The faults of a file, each with what to do: what an act would be refused with, or what its kind says."""
    by_code = {each.code: Bilingual(zh=each.todo_zh, en=each.todo_en) for each in refusals.declared_refusals()}
    return tuple(
        FaultShown(**asdict(fault), todo=by_code.get(fault.kind) or to_do(fault.kind, fault.what, _AS_DESCRIBED))
        for fault in faulty.faults
    )


def _checked(path: Path) -> FileShown:
    try:
        organs = load_organs(path)
    except FaultyFile as faulty:
        return FileShown(file=str(path), faults=faults_of(faulty))
    return FileShown(file=str(path), holds=_held(organs))


def _held(organs: Organs) -> RegisterShown:
    counted = {key: len(getattr(organs, key)) for key in RegisterShown.model_fields if key != "name"}
    return RegisterShown(name=organs.name, **counted)


def _told(file: FileShown) -> Iterator[str]:
    if file.holds is not None:
        held = file.holds
        yield (
            f"{file.file}: {held.name} · {held.organs} 个机关 organs · {held.positions} 个职务 posts · "
            f"{held.people} 人 people · {held.holdings + held.seats} 项任职 appointments · "
            f"{held.delegations} 项授权 delegations"
        )
        return
    yield from told_faults(file.file, file.faults)
    yield f"{file.file}: {len(file.faults)} 处错误 / faults"
