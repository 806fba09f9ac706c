"""How much waits for a reader, beside the name of each part of the site: tasks, and notices that are not read.

One statement a page, which looks at no more than so many rows, whatever an organ has open.
"""

from collections.abc import Mapping
from pathlib import Path

from asyncpg import UndefinedTableError
from starlette.requests import Request

from api.auth.context import context_of, today_of
from api.auth.policy import allowed
from api.identity.personas import Persona
from api.inbox.desk import Days, Desk, desk
from api.inbox.tasks import bounded_statement
from api.installed import installed_of
from eventlog.notices import reading
from eventlog.queries import load_queries

_SQL = load_queries(Path(__file__).with_suffix(".sql"))

SHOWN_MAX = 99
LOOKED_AT_MAX = 200
"""Of what an organ has open, and of a unit's cases, so many are looked at; where it has more, there may be more."""


async def waiting_for(request: Request, who: Persona) -> Mapping[str, str]:
    """How much waits for somebody, by the names of the parts of the site; nothing where nothing does."""
    pool, today = context_of(request).pool, today_of(request)
    if not allowed(who, "read_inbox").allow:
        if not allowed(who, "read_own_duties").allow:
            return {}
        return numbers({"notices": (await reading.unread(pool, who.person, who.position), False)})
    mine = desk(await installed_of(request).organs(), who, Days(today, today, today))
    arguments = (*mine.arguments, who.person, LOOKED_AT_MAX, SHOWN_MAX + 1)
    try:
        [row] = await pool.fetch(waiting_statement(mine), *arguments)
    except UndefinedTableError:  # the read models of this release are not made yet: no page is without them for that
        return {}
    return numbers({"inbox": (row["tasks"], row["more"]), "notices": (row["notices"], False)})


def waiting_statement(mine: Desk) -> str:
    """The statement that counts what waits at a desk."""
    looked = _SQL["looked_by_unit" if mine.unit else "looked"]
    asked = _SQL["waiting"].replace("{not_looked}", _SQL["not_looked"] if mine.unit else "")
    return bounded_statement(looked, asked)


def numbers(found: Mapping[str, tuple[int, bool]]) -> dict[str, str]:
    """What is shown of counts, each with whether there may be more; of what is nothing, nothing."""
    shown = {name: (min(count, SHOWN_MAX), more or count > SHOWN_MAX) for name, (count, more) in found.items()}
    return {name: f"{count}{'+' if more else ''}" for name, (count, more) in shown.items() if count}
