"""What is open in somebody's own name in a post (移交清单), which whoever follows in the post takes over.

All else is the organ's, and stays in its inbox whoever is in office.
"""

from datetime import date
from pathlib import Path
from typing import Literal
from uuid import UUID

from domain.values import Code, Frozen
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.inbox.inbox import ALL
from projections.projector.table import read

_OPEN_WORK = load_queries(Path(__file__).with_suffix(".sql"))["open_work"].replace("{all}", ALL)


class OpenWork(Frozen):
    """One thing open in somebody's name.

    Attributes:
        what: a place in a joint team, a vote not cast, an endorsement asked for, a reminder of a missed term, or a task
            of the organ that they have claimed.
    """

    case_id: UUID
    case_number: str | None
    what: Literal["team", "vote", "endorsement", "told", "claimed"]
    due_on: date | None
    stage: Code | None


async def open_work_of(pool: Pool, person: str, position: str, organ: str) -> tuple[OpenWork, ...]:
    """What is open in the name of a person in a post of an organ, the earliest due first."""
    return await read(pool, OpenWork, _OPEN_WORK, person, position, organ)
