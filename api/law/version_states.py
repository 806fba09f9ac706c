"""What a version of the law is now, and who stands behind it; the same for calendars and for procedure packs."""

from enum import StrEnum
from typing import Annotated

from fastapi import Path

from api.http import parameters
from api.labels.naming import Names
from domain.values import INT4_MAX, Frozen
from eventlog.reference import Draft

Number = Annotated[parameters.Number, Path(ge=1, le=INT4_MAX, description="number of a version")]


class VersionState(StrEnum):
    """What a version is now: the one counted by, an earlier one, open, open but overtaken, or taken back."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    DRAFT = "draft"
    OUTDATED = "outdated"
    WITHDRAWN = "withdrawn"


class Who(Frozen):
    """A person by id and name; what the software did by itself has the name of its command for both."""

    person: str
    name: str


def state_of(version: int, draft: Draft | None, newest: int, *, published: bool) -> VersionState:
    """The state of a version; `newest` is the number of the newest published one, 0 where there is none."""
    if published:
        return VersionState.CURRENT if version == newest else VersionState.SUPERSEDED
    if draft is None or draft.end:
        return VersionState.WITHDRAWN
    return VersionState.DRAFT if draft.base_version == newest else VersionState.OUTDATED


def named(person: str, names: Names) -> Who:
    """Somebody by id, with their name."""
    return Who(person=person, name=names.person(person))
