"""How much waits for a reader, beside the name of each part of the site: tasks, and notices that are not read.

One statement a page, which looks at no more rows than the tabs of the page of tasks count, whatever an organ has open.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from asyncpg import UndefinedTableError
from starlette.requests import Request

from api.auth.context import context_of, today_of
from api.auth.policy import allowed
from api.identity.personas import Persona
from api.inbox.desk import Days, desk
from api.inbox.tasks import at_least, bounded_statement, pool_of
from api.installed import installed_of
from eventlog.notices import reading
from eventlog.queries import load_queries

_SQL = load_queries(Path(__file__).with_suffix(".sql"))

SHOWN_MAX = 99


async def waiting_for(request: Request, who: Persona) -> Mapping[str, str]:
    """How much waits for somebody, by the names of the parts of the site; nothing where nothing does."""
    context, today = context_of(request), today_of(request)
    if not allowed(who, "read_inbox").allow:
        if not allowed(who, "read_own_duties").allow:
            return {}
        return numbers({"notices": (await reading.unread(context.by_key, who.person, who.position), False)})
    mine = desk(await installed_of(request).organs(), who, Days(today, today, today))
    try:
        [row] = await pool_of(context, mine).fetch(waiting_statement(unit=mine.unit), *mine.arguments, who.person)
    except UndefinedTableError:  # the read models of this release are not made yet: no page is without them for that
        return {}
    return numbers({"inbox": (row["tasks"], row["more"]), "notices": (row["notices"], False)})


@cache
def waiting_statement(*, unit: bool) -> str:
    """The statement that counts what waits, for whoever acts for subjects or for an organ.

    How much is shown is written out, so that the server knows how little that is before it knows the arguments.
    """
    return bounded_statement(_SQL["waiting"].replace("{shown}", str(SHOWN_MAX + 1)), unit=unit)


def numbers(found: Mapping[str, tuple[int, bool]]) -> dict[str, str]:
    """What is shown of counts, each with whether there may be more; of what is nothing, nothing."""
    shown = {name: (min(count, SHOWN_MAX), more or count > SHOWN_MAX) for name, (count, more) in found.items()}
    return {name: at_least(count, more=more) for name, (count, more) in shown.items() if count}
