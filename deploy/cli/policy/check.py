"""`rongcuo policy check`: every fault of a pack's file with its line and what to do; or what the file holds."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from api.law.pack_versions import RoleUnplayed, roles_unplayed
from deploy.cli.drafts import told_unplayed
from deploy.cli.terminal import say
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.pack.steps import Step
from domain.pack.terms import Sourced, Standing, Within
from domain.values import Bilingual, Frozen
from policies.packs.comparing import parts
from policies.packs.fault_phrases import in_chinese
from policies.packs.fault_words import to_do
from policies.packs.layering import Bases
from policies.packs.loader import base_in, bundled_base, load_organs, load_pack, pack_sha256
from policies.packs.located import FaultyFile

EXIT_FAULTY = 1


class FaultShown(Frozen):
    """One fault: where it stands, from 1, what is wrong, and what to do."""

    line: int
    column: int
    where: str
    what: str
    kind: str
    todo: Bilingual


class PackShown(Frozen):
    """What a sound file holds; `defaults` is how many of its values say that they are ours.

    `unplayed` are the roles that no organ of a register plays, where one was named.
    """

    pack: str
    edition: str
    sha256: str
    steps: int
    terms: int
    defaults: int
    unplayed: tuple[RoleUnplayed, ...] = ()


class FileShown(Frozen):
    """A file: what it holds, or what is wrong with it."""

    file: str
    holds: PackShown | None = None
    faults: tuple[FaultShown, ...] = ()


class FilesShown(Frozen):
    """What `policy check --json` prints."""

    ok: bool
    files: tuple[FileShown, ...]


def check(
    files: Sequence[Path], console: Console, *, as_json: bool, base: Path | None = None, organs: Path | None = None
) -> int:
    """Check files and show what was found; returns the exit code.

    `base` is where the editions are that they extend, `organs` a register whose organs should play their roles.
    """
    bases = base_in(base) if base else bundled_base
    try:
        register = load_organs(organs) if organs else None
    except FaultyFile as faulty:
        say(console, *told_faults(str(organs), faults_of(faulty)))
        return EXIT_FAULTY
    found = FilesShown(ok=True, files=tuple(_checked(file, bases, register) for file in files))
    found = found.model_copy(update={"ok": not any(file.faults for file in found.files)})
    if as_json:
        say(console, found.model_dump_json())
    else:
        for file in found.files:
            say(console, *_told(file))
    return 0 if found.ok else EXIT_FAULTY


def told_faults(file: str, faults: Sequence[FaultShown]) -> Iterator[str]:
    """Three lines a fault: where and what, as compilers print it; what to do; and both in English."""
    for fault in faults:
        where, zh = f"{fault.where}: " if fault.where else "", in_chinese(fault.what)
        yield f"{file}:{fault.line}:{fault.column}: {where}{zh or fault.what}"
        yield f"    {fault.todo.zh}"
        yield f"    {fault.what}: {fault.todo.en}" if zh else f"    {fault.todo.en}"


def faults_of(faulty: FaultyFile) -> tuple[FaultShown, ...]:
    """The faults of a file, each with what to do."""
    return tuple(FaultShown(**asdict(fault), todo=to_do(fault.kind, fault.what)) for fault in faulty.faults)


def _checked(path: Path, bases: Bases, register: Organs | None) -> FileShown:
    try:
        pack = load_pack(path, bases)
    except FaultyFile as faulty:
        file = path if faulty.source == path.name else faulty.source  # the edition it extends has the faults
        return FileShown(file=str(file), faults=faults_of(faulty))
    return FileShown(file=str(path), holds=_held(pack, register))


def _held(pack: Pack, register: Organs | None) -> PackShown:
    found = [part for _, part in parts(pack)]
    return PackShown(
        pack=pack.pack,
        edition=pack.edition,
        sha256=pack_sha256(pack),
        steps=sum(isinstance(part, Step) for part in found),
        terms=sum(isinstance(part, Within) for part in found),
        defaults=sum(isinstance(part, Sourced) and part.standing is Standing.DEFAULT for part in found),
        unplayed=roles_unplayed(pack, register) if register else (),
    )


def _told(file: FileShown) -> Iterator[str]:
    if file.holds is not None:
        holds = file.holds
        yield (
            f"{file.file}: {holds.pack} {holds.edition} · {holds.steps} 个步骤 steps · {holds.terms} 个期限 terms · "
            f"{holds.defaults} 处默认 defaults (ours) · sha256 {holds.sha256}"
        )
        yield from told_unplayed(holds.unplayed)
        return
    yield from told_faults(file.file, file.faults)
    yield f"{file.file}: {len(file.faults)} 处错误 / faults"
