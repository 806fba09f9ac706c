"""Which of the registered subjects a caller is (本人), who sees and acts in their own matter and in nothing else."""

from uuid import UUID

from starlette.requests import Request

from api.auth.context import context_of
from api.auth.policy import Action, Reach, reach_as_seen
from api.identity.personas import Persona
from eventlog import persons


async def own_subjects(request: Request, who: Persona, action: Action) -> frozenset[UUID] | None:
    """The registered subjects that somebody is, by every id of each, who does this in their own matter alone.

    None: they do it otherwise, and nothing is looked up.
    """
    if reach_as_seen(who, action) is not Reach.OWN_MATTER:
        return None
    return await persons.subjects_of(context_of(request).pool, who.person)
