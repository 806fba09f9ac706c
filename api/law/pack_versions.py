"""The editions of procedure packs: published ones and drafts, who stands behind each, and how many cases run on it."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from api.labels.naming import Names
from api.law.version_states import VersionState, Who, named, state_of
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.pack.playing import unplayed
from domain.pack.terms import Standing
from domain.values import Bilingual, Code, Frozen, Sha256
from eventlog import reference
from eventlog.pool import Pool
from eventlog.queries import load_queries
from eventlog.reference import Listed
from policies.packs.loader import Edition, edition_of

_SQL = load_queries(Path(__file__).with_name("packs.sql"))


class RoleUnplayed(Frozen):
    """没有机关承担的角色: a role of a procedure that no organ plays in a place, or (none) in any."""

    pack: Code
    role: Code
    name: Bilingual
    jurisdiction: Code | None


class PackLine(Frozen):
    """An edition in the list; a running case keeps the one it began under.

    Attributes:
        unplayed: roles that no organ plays where the edition would hold; told when it is proposed or published.
        version: its number within the pack, in the order of proposing; the newest published one is what new cases
            begin under.
        base_version: the published version it was proposed after, 0 for a pack's first; none without a draft.
        sha256: of its content, as cases are pinned to it.
        open_cases: how many open cases are pinned to it.
        note: where it comes from.
        decided_by: who published it, or took it back.
    """

    pack: Code
    edition: Code
    name: Bilingual
    version: int
    state: VersionState
    standing: Standing
    sha256: Sha256
    open_cases: int = Field(ge=0)
    base_version: int | None = None
    note: str | None = None
    proposed_by: Who | None = None
    proposed_at: datetime | None = None
    decided_by: Who | None = None
    decided_at: datetime | None = None
    unplayed: tuple[RoleUnplayed, ...] = ()


class Packs(Frozen):
    """Every edition of every pack, by pack, the newest first."""

    items: tuple[PackLine, ...]


async def lines(pool: Pool, names: Names) -> tuple[PackLine, ...]:
    """Every edition, published or drafted."""
    found = await reference.versions(pool, "pack")
    cases = {row["pack_sha256"]: row["cases"] for row in await pool.fetch(_SQL["open_cases"])}
    newest = newest_published(found)
    return tuple(_line(each, newest.get(each.name, 0), cases.get(each.sha256.hex(), 0), names) for each in found)


def roles_unplayed(pack: Pack, organs: Organs) -> tuple[RoleUnplayed, ...]:
    """The roles of an edition that no organ plays."""
    return tuple(
        RoleUnplayed(pack=pack.pack, role=role, name=Bilingual(zh=called.zh, en=called.en), jurisdiction=place)
        for role, place in unplayed(pack, organs)
        for called in (pack.roles[role],)
    )


def newest_published(found: list[Listed]) -> Mapping[str, int]:
    """The number of the newest published version of each pack that has one."""
    newest: dict[str, int] = {}
    for each in found:
        if each.published:
            newest[each.name] = max(each.version, newest.get(each.name, 0))
    return newest


@lru_cache(maxsize=256)
def edition_named(content: bytes) -> Edition:
    """What a stored edition is called; it never changes, so it is read once."""
    return edition_of(content)


def _line(found: Listed, newest: int, open_cases: int, names: Names) -> PackLine:
    edition, draft = edition_named(found.content), found.draft
    decided = (draft.end.by, draft.end.at) if draft and draft.end else found.published
    return PackLine(
        pack=edition.pack,
        edition=edition.edition,
        name=edition.name,
        version=found.version,
        state=state_of(found.version, draft, newest, published=found.published is not None),
        standing=edition.standing,
        sha256=found.sha256.hex(),
        open_cases=open_cases,
        base_version=draft.base_version if draft else None,
        note=draft.note if draft else None,
        proposed_by=named(draft.proposed_by, names) if draft else None,
        proposed_at=draft.proposed_at if draft else None,
        decided_by=named(decided[0], names) if decided else None,
        decided_at=decided[1] if decided else None,
    )
