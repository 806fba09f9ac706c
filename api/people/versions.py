"""Versions of the register of people: which there are, how each came about, and what one changes.

A version comes of an act of one person, or of an import: a whole file, drafted by the system administrator and
published by the security administrator, who see before it what it changes.
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from api.labels.naming import Names
from api.law.pack_versions import RoleUnplayed, roles_unplayed
from api.law.version_states import VersionState, Who, named, state_of
from api.people.words import difference_words
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.people.comparison import Difference, differences
from domain.values import Frozen, Sha256
from eventlog.reference import Listed

CHANGES_MAX = 500
"""Most differences that an answer lists; the count is of all."""


class RegisterVersion(Frozen):
    """A version of the register, published or drafted.

    Attributes:
        base_version: the published version that a draft was made from; none without a draft.
        note: what an import rests on.
        decided_by: who published it, or took it back.
    """

    version: int
    state: VersionState
    sha256: Sha256
    base_version: int | None = None
    note: str | None = None
    proposed_by: Who | None = None
    proposed_at: datetime | None = None
    decided_by: Who | None = None
    decided_at: datetime | None = None


class RegisterVersions(Frozen):
    """Every version that was drafted or installed, the newest first; those that acts made are listed as acts."""

    items: tuple[RegisterVersion, ...]


class ChangeShown(Difference):
    """A difference with what it is about, in Chinese."""

    about: str


class RegisterChanges(Frozen):
    """What a register would change of the newest version."""

    changes: tuple[ChangeShown, ...] = Field(description=f"at most {CHANGES_MAX}")
    more: bool = Field(description="whether there are more")
    unplayed: tuple[RoleUnplayed, ...] = Field(
        description="roles of the newest procedures that nobody would play any more"
    )


class RegisterPreview(RegisterChanges):
    """What a version changes of the newest one; nothing is changed by looking."""

    version: int
    state: VersionState
    sha256: Sha256


def line_of(found: Listed, newest: int, names: Names) -> RegisterVersion:
    """A version as it is told."""
    draft = found.draft
    decided = (draft.end.by, draft.end.at) if draft and draft.end else found.published
    return RegisterVersion(
        version=found.version,
        state=state_of(found.version, draft, newest, published=found.published is not None),
        sha256=found.sha256.hex(),
        base_version=draft.base_version if draft else None,
        note=draft.note if draft else None,
        proposed_by=named(draft.proposed_by, names) if draft else None,
        proposed_at=draft.proposed_at if draft else None,
        decided_by=named(decided[0], names) if decided else None,
        decided_at=decided[1] if decided else None,
    )


def preview(found: Listed, newest: int, now: Organs, packs: Sequence[Pack]) -> RegisterPreview:
    """What a version changes of the newest one, and which roles it would leave to nobody."""
    return RegisterPreview(
        version=found.version,
        state=state_of(found.version, found.draft, newest, published=found.published is not None),
        sha256=found.sha256.hex(),
        **dict(changed(now, Organs.model_validate_json(found.content), packs)),
    )


def changed(now: Organs, then: Organs, packs: Sequence[Pack]) -> RegisterChanges:
    """What another register changes of the newest version, and which roles it would leave to nobody."""
    changes, names = [*differences(now, then)], Names(_both(now, then))
    before = {each for pack in packs for each in roles_unplayed(pack, now)}
    left = tuple(each for pack in packs for each in roles_unplayed(pack, then) if each not in before)
    return RegisterChanges(
        changes=tuple(_shown(each, names) for each in changes[:CHANGES_MAX]),
        more=len(changes) > CHANGES_MAX,
        unplayed=left,
    )


def _both(now: Organs, then: Organs) -> Organs:
    """What either version names, for what is said of the two; nothing else is asked of it."""
    parts = ("jurisdictions", "organs", "departments", "positions", "people")
    merged = {
        key: tuple({each.id: each for each in (*getattr(now, key), *getattr(then, key))}.values()) for key in parts
    }
    return then.model_copy(update=merged)


def _shown(found: Difference, names: Names) -> ChangeShown:
    return ChangeShown(**found.model_dump(), about=difference_words(found, names))
