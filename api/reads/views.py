"""The log of reads as far as a reader may see it, for the JSON route and the page alike; that it was read is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from api.auth.callers import require
from api.auth.context import context_of
from api.auth.disclosure import disclose
from api.auth.policy import places_under
from api.identity.personas import Persona
from api.installed import installed_of
from domain.identity import canonical_name
from domain.organs import Organs
from eventlog.read_log import ReadRow, Result, Sensitivity


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the log is asked for.

    Attributes:
        persons: read by one of these; None: by anybody.
        about: a case, a subject, a filing or a record.
    """

    persons: Sequence[str] | None = None
    about: UUID | None = None
    sensitivity: Sensitivity | None = None
    result: Result | None = None


def persons_named(organs: Organs, named: str) -> tuple[str, ...]:
    """The officials who are meant by an id or a name; as it was asked, where there is none."""
    name = canonical_name(named)
    found = (each.id for each in organs.people if each.id == named or (name and canonical_name(each.name) == name))
    return tuple(found) or (named,)


async def read_log_of(
    request: Request, who: Persona, wanted: Wanted, *, before: int | None, limit: int
) -> tuple[ReadRow, ...]:
    """What people of the reader's place and of those under it read, and what lies there was read by anybody.

    Raises:
        Denied: 403, who reads no such log.
    """
    rules = require(request, who, "read_reads")
    places = places_under(await installed_of(request).organs(), who.jurisdiction)
    rows = await context_of(request).read_log.read(
        places,
        persons=wanted.persons,
        about=wanted.about,
        sensitivity=wanted.sensitivity,
        result=wanted.result,
        before=before,
        limit=limit,
    )
    asked = {"person": "、".join(wanted.persons)} if wanted.persons else None
    about = () if wanted.about is None else (wanted.about,)
    disclose(request, who, "read_reads", "reads", *about, count=len(rows), basis=rules, asked=asked)
    return rows
