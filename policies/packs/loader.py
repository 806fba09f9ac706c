"""The only way into packs and organs: YAML in, the types that domain declares out, every fault on its line.

An installed edition is the canonical JSON of a pack, known by its SHA-256: neither comments nor the order of keys
in the YAML change it.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from importlib.resources import as_file, files
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from domain.faults import Fault
from domain.organs import Organs
from domain.pack.effects import faults_of_effect
from domain.pack.pack import Pack
from domain.pack.terms import Standing
from domain.people.soundness import faults_of
from domain.values import Bilingual, Code
from policies.packs.earlier_facts import faults_of_earlier
from policies.packs.layering import Bases, Extends, layer_on
from policies.packs.located import Between, FaultyFile, Read, no_fault, parse_model, read_model
from policies.packs.plain_yaml import read_yaml


class Edition(BaseModel):
    """What an installed edition is called: read from its content without judging the rest of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    pack: Code
    edition: Code
    name: Bilingual
    standing: Standing


def load_pack(path: Path, bases: Bases | None = None) -> Pack:
    """Read and check an edition of a procedure; one that extends another is laid over what `bases` finds.

    Without `bases`, the editions that come with the software are what a file may extend.

    Raises:
        FaultyFile: With every fault of the file and its line.
    """
    return read_model(Pack, path, layer_on(bases or bundled_base), faults_of_file)


def faults_of_file(pack: Pack) -> Iterator[Fault]:
    """What a file says and nothing would do, of the edition and of what it is for earlier facts."""
    yield from faults_of_effect(pack)
    yield from faults_of_earlier(pack)


def parse_pack(
    raw: bytes,
    source: str,
    check: Callable[[Pack], Iterable[Between]] = no_fault,
    bases: Bases | None = None,
    *,
    read: Read = read_yaml,
) -> Pack:
    """Read and check the bytes of an edition; `source` names it in its faults, `check` adds what only others know.

    Raises:
        FaultyFile: With every fault and its line.
    """

    def between(pack: Pack) -> Iterator[Between]:
        yield from faults_of_file(pack)
        yield from check(pack)

    return parse_model(Pack, raw, source, between, layer_on(bases or bundled_base), read=read)


def bundled_base(extends: Extends) -> Pack | None:
    """The edition of that name that comes with the software."""
    with as_file(files("policies") / "packs") as folder:
        return base_in(folder)(extends)


def base_in(folder: Path, above: frozenset[Extends] = frozenset()) -> Bases:
    """Find editions among the files of a folder; those that extend others are laid over those of the same folder.

    `above` are the editions on the way here: one that extends itself in the end has no base.
    """

    def find(extends: Extends) -> Pack | None:
        for path in () if extends in above else sorted(folder.rglob("*.yaml")):
            if _called(path) == extends:
                return _base(path, base_in(folder, above | {extends}))
        return None

    return find


def _base(path: Path, bases: Bases) -> Pack:
    """Read a file that another extends; its faults are its own, told under its whole name."""
    try:
        return load_pack(path, bases)
    except FaultyFile as faulty:
        raise FaultyFile(str(path), faulty.faults) from faulty


class _Header(BaseModel):
    """What a file says it is, whatever else it holds; a file that extends another may leave its pack's name to it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    pack: Code | None = None
    edition: Code | None = None
    extends: Extends | None = None


def _called(path: Path) -> Extends | None:
    try:
        header = read_model(_Header, path)
    except FaultyFile:
        return None  # not a pack, or none that could be a base; whoever asked says that there is no such edition
    pack = header.pack or (header.extends.pack if header.extends else None)
    return Extends(pack=pack, edition=header.edition) if pack and header.edition else None


def load_organs(path: Path) -> Organs:
    """Read and check the register of an installation.

    Raises:
        FaultyFile: With every fault of the file and its line.
    """
    return read_model(Organs, path, check=_unsound)


def parse_organs(raw: bytes, source: str, *, read: Read = read_yaml) -> Organs:
    """Read and check the bytes of a register; `source` names it in its faults.

    Raises:
        FaultyFile: With every fault and its line.
    """
    return parse_model(Organs, raw, source, _unsound, read=read)


def organs_bytes(organs: Organs) -> bytes:
    """The content of a version of the register as it is kept: JSON in UTF-8, in the order of its parts."""
    return organs.model_dump_json().encode()


def _unsound(organs: Organs) -> Iterator[Between]:
    for fault in faults_of(organs):
        says = fault.refusal
        yield fault.at, f"{says.zh.rstrip('。')}（{fault.detail}）。{says.en}", says.code


def bundled_packs() -> Iterator[Pack]:
    """Read the editions that come with the software, in the order of their file names."""
    with as_file(files("policies") / "packs") as folder:
        for path in sorted(folder.glob("*/*.yaml")):
            yield load_pack(path)


def bundled_pack(name: str) -> Pack:
    """Read the first bundled edition of a pack.

    Raises:
        KeyError: No pack of that name comes with the software.
    """
    for pack in bundled_packs():
        if pack.pack == name:
            return pack
    raise KeyError(name)


def edition_of(content: bytes) -> Edition:
    """What the content of an installed edition is called."""
    return Edition.model_validate_json(content)


def pack_bytes(pack: Pack) -> bytes:
    """The content of an edition as it is installed: JSON with sorted keys, without blanks, in UTF-8."""
    value = pack.model_dump(mode="json", by_alias=True)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def pack_sha256(pack: Pack) -> str:
    """The hash an installed edition is known by, in lower-case hexadecimal."""
    return sha256(pack_bytes(pack)).hexdigest()
