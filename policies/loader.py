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

from domain.organs import Organs
from domain.pack import Pack, Standing
from domain.values import Bilingual, Code
from policies.located import Location, parse_model, read_model


class Edition(BaseModel):
    """What an installed edition is called: read from its content without judging the rest of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    pack: Code
    edition: Code
    name: Bilingual
    standing: Standing


def load_pack(path: Path) -> Pack:
    """Read and check an edition of a procedure.

    Raises:
        FaultyFile: With every fault of the file and its line.
    """
    return read_model(Pack, path)


def parse_pack(raw: bytes, source: str, check: Callable[[Pack], Iterable[tuple[Location, str]]] | None = None) -> Pack:
    """Read and check the bytes of an edition; `source` names it in its faults, `check` adds what only others know.

    Raises:
        FaultyFile: With every fault and its line.
    """
    return parse_model(Pack, raw, source, check) if check else parse_model(Pack, raw, source)


def load_organs(path: Path) -> Organs:
    """Read and check the organs of an installation.

    Raises:
        FaultyFile: With every fault of the file and its line.
    """
    return read_model(Organs, path)


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
