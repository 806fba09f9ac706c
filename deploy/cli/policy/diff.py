"""`rongcuo policy diff`: what differs between two editions of a procedure, in words and by its parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from pydantic import BaseModel, JsonValue
from rich.console import Console

from deploy.cli.policy.check import faults_of, told_faults
from deploy.cli.policy.words import group_words, is_list, key_words, term_words, value_words
from deploy.cli.terminal import EXIT_REFUSED, both, say
from domain.pack.pack import Pack
from domain.pack.terms import Within
from domain.values import Bilingual, Frozen, Sha256
from policies.packs.comparing import Change, How, Place, compare, part_at
from policies.packs.loader import load_pack, pack_sha256
from policies.packs.located import FaultyFile

EXIT_DIFFERS = 1

_SIGNS = {How.ADDED: "+", How.REMOVED: "-", How.CHANGED: "~", How.REORDERED: "~"}
_LENGTH = {"amount", "unit"}
_OF_THE_WHOLE = {"cite", "standing", "pack", "edition", "name", "source", "calendar"}


@dataclass(frozen=True, slots=True)
class Named:
    """An edition as it was named: a file, or `name@version` of the stack of a data directory, read as a position."""

    called: str
    data: Path
    position: str | None


class NoEdition(Exception):  # noqa: N818 - says what is the matter
    """An edition cannot be had; the text says why."""


class EditionShown(Frozen):
    """Which edition was compared."""

    called: str
    pack: str
    edition: str
    sha256: Sha256


class Difference(Frozen):
    """What `policy diff --json` prints."""

    same: bool
    before: EditionShown
    after: EditionShown
    changes: tuple[Change, ...]


def diff(before: Named, after: Named, console: Console, *, as_json: bool) -> int:
    """Show what differs between two editions; returns the exit code: 0 nothing, 1 something, 2 nobody can tell."""
    try:
        packs = _read(before), _read(after)
    except NoEdition as missing:
        say(console, str(missing))
        return EXIT_REFUSED
    changes = compare(*packs)
    if as_json:
        shown = [_shown(named, pack) for named, pack in zip((before, after), packs, strict=True)]
        found = Difference(same=not changes, before=shown[0], after=shown[1], changes=changes)
        say(console, found.model_dump_json())
    else:
        say(console, *_told(changes, *packs))
    return EXIT_DIFFERS if changes else 0


def _read(named: Named) -> Pack:
    file = Path(named.called)
    if "@" in named.called and not file.exists():
        return _installed(named)
    try:
        return load_pack(file)
    except FaultyFile as faulty:
        raise NoEdition("\n".join(told_faults(named.called, faults_of(faulty)))) from None


def _installed(named: Named) -> Pack:
    """An edition of the running stack, by its number or its name; of two drafts of a name, the newer.

    Raises:
        NoEdition: It cannot be had.
    """
    from api.law.pack_versions import Packs  # noqa: PLC0415 - files are compared without the API's modules
    from deploy.cli.api_client import Caller, NoApi, speaking, told  # noqa: PLC0415 - as above
    from rongcuo_client import Refused  # noqa: PLC0415 - as above

    name, _, which = named.called.partition("@")
    try:
        with speaking(Caller(named.data, named.position)) as api:
            lines = [line for line in api.get("/v1/packs", Packs).items if line.pack == name]
            found = next((line for line in lines if which in {str(line.version), line.edition}), None)
            if found is None:
                known = ", ".join(f"{name}@{line.version} ({line.edition})" for line in lines) or "-"
                raise NoEdition(f"{named.called}: 没有这一版本，现有 / no such edition; there are: {known}")
            return api.get(f"/v1/packs/{name}/{found.version}", Pack)
    except NoApi as missing:
        raise NoEdition(str(missing)) from None
    except Refused as refused:
        raise NoEdition(told(refused)) from None


def _shown(named: Named, pack: Pack) -> EditionShown:
    return EditionShown(called=named.called, pack=pack.pack, edition=pack.edition, sha256=pack_sha256(pack))


def _told(changes: tuple[Change, ...], before: Pack, after: Pack) -> Iterator[str]:
    if not changes:
        yield f"{before.pack} {before.edition}: 内容相同 / the same"
        return
    yield f"{before.pack} {before.edition} → {after.pack} {after.edition}: {len(changes)} 处不同 / differences"
    for group, of_group in groupby(changes, lambda change: _group(change.at)):
        yield group_words(group)
        yield from _told_group(list(of_group), group, (before, after))


def _told_group(changes: list[Change], group: Place, packs: tuple[Pack, Pack]) -> Iterator[str]:
    if not is_list(group):
        yield from (f"  {line}" for line in _lines(changes, group, packs))
        return
    for item, of_item in groupby(changes, lambda change: change.at[: len(group) + 1]):
        yield from _told_item(list(of_item), item, packs)


def _group(at: Place) -> Place:
    """The named list a place is in, else the part of the pack; none for what is said of the whole pack."""
    if at[0] in _OF_THE_WHOLE:
        return ()
    return next((at[:depth] for depth in (2, 1) if is_list(at[:depth])), at[:1])


def _told_item(changes: list[Change], item: Place, packs: tuple[Pack, Pack]) -> Iterator[str]:
    """What became of one entry of a named list: it came, it went, or parts of it changed."""
    if changes[0].at != item or changes[0].how is How.REORDERED:
        yield f"  ~ {_titled(item, packs)}" if changes[0].at != item else f"  {_line(changes[0], item[:-1], packs)}"
        yield from (f"      {line}" for line in _lines(changes, item, packs) if changes[0].at != item)
    else:
        yield f"  {_whole(changes[0], _titled(item, packs))}"


def _lines(changes: list[Change], under: Place, packs: tuple[Pack, Pack]) -> Iterator[str]:
    """A line a difference; the two halves of a length of time are one."""
    told = (_line(change, under, packs) for change in changes)
    yield from dict.fromkeys(told)


def _line(change: Change, under: Place, packs: tuple[Pack, Pack]) -> str:
    at, before, after = change.at, change.before, change.after
    terms = [part_at(pack, at[:-1]) for pack in packs]
    if at[-1] in _LENGTH and all(isinstance(term, Within) for term in terms):
        lengths = [term_words(term.amount, term.unit.value) for term in terms if isinstance(term, Within)]
        return f"~ {_path(at[:-1], under)}: {lengths[0]} → {lengths[1]}"
    if change.how is How.REORDERED:
        return f"~ {_path(at, under)}: 次序 order: {value_words(before)} → {value_words(after)}"
    if change.how is How.CHANGED:
        return f"~ {_path(at, under)}: {value_words(before, at[-1])} → {value_words(after, at[-1])}"
    value = after if change.how is How.ADDED else before
    if value == at[-1]:
        return f"{_SIGNS[change.how]} {_path(at[:-1], under)}: {value}"
    if isinstance(value, dict) and "name" in value:
        return _whole(change, f"{_path(at[:-1], under)}: {_titled(at, packs)}")
    return f"{_SIGNS[change.how]} {_path(at, under)}: {value_words(value, at[-1])}"


def _path(at: Place, under: Place) -> str:
    keys = at[len(under) :] or at[-1:]
    return " › ".join(map(key_words, keys))


def _titled(at: Place, packs: tuple[Pack, Pack]) -> str:
    """An entry by its name and its id."""
    part = next((found for found in (part_at(pack, at) for pack in reversed(packs)) if found is not None), None)
    name = getattr(part, "name", part)
    words = both(name) if isinstance(name, Bilingual) else ""
    if isinstance(part, BaseModel) and hasattr(part, "zh"):
        words = f"{part.zh} {getattr(part, 'en', '')}"
    return f"{words} [{at[-1]}]" if words else at[-1]


def _whole(change: Change, title: str) -> str:
    """A whole entry that came or went, without what its title says already."""
    value = change.after if change.how is How.ADDED else change.before
    if not isinstance(value, dict):
        return f"{_SIGNS[change.how]} {title}: {value_words(value)}"
    more: JsonValue = {key: each for key, each in value.items() if key not in {"name", "id", "zh", "en"} and each}
    return f"{_SIGNS[change.how]} {title}{': ' + value_words(more) if more else ''}"
