"""The names a page needs: organs, and the subjects on it, in full where the reader may look into the register."""

from collections.abc import Iterable
from uuid import UUID

from starlette.requests import Request

from api.auth.context import context_of
from api.auth.policy import allowed
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import Names


async def names_for(request: Request, who: Persona, subjects: Iterable[UUID]) -> Names:
    """The names of an installation as of now, for one reader."""
    registered = await context_of(request).subjects.get(sorted(subjects))
    return Names(
        await installed_of(request).organs(),
        subjects={id_: entry.subject for id_, entry in registered.items()},
        unmasked=allowed(who, "read_subjects").allow,
    )
