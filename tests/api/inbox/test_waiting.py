"""How much waits, beside the names of the parts of the site: as the page of tasks counts it, and at a bounded cost."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.inbox.desk import Days, desk
from api.inbox.tasks import COUNTED_MAX, Tab, counts
from api.inbox.waiting import numbers, waiting_statement
from eventlog.pool import Connection, Pool
from tests.api.browsing import browse
from tests.api.client import ApiClient, CaseAtHand
from tests.api.positions import CONTACT, DISCIPLINE, OPERATOR, ORGANISATION
from tests.conftest import Database, superuser_of

OFFICER_2, HEAD = "county-a-organization-officer-2", "county-a-organization-head"
_TASKS = """
INSERT INTO read_model.inbox_v5
SELECT (jsonb_populate_record(i, jsonb_build_object('about', gen_random_uuid()))).*
FROM read_model.inbox_v5 i, generate_series(1, $2::int)
WHERE i.about = (SELECT about FROM read_model.inbox_v5 WHERE case_id = $1 AND what = 'duty' LIMIT 1)
"""
_TAKEN = """
INSERT INTO task_now SELECT about, what, organ, level, 1, 'claim', $1, $2, NULL, '{}', now() FROM read_model.inbox_v5 i
WHERE organ = $3 AND done_on IS NULL AND what = 'duty' ON CONFLICT DO NOTHING
"""
_NOTICES = """
INSERT INTO notice (notice_id, log_index, case_id, version, kind, about, code, obliged, organ, person, position)
SELECT gen_random_uuid(), n, $1, 1, 'duty', $1, 'duty', false, $2, $3, $4 FROM generate_series(1, $5::int) n
"""


async def shown(api: ApiClient, position: str, name: str) -> str:
    """The number beside a part of the site; empty: there is none."""
    page = (await browse(api, "/help", position)).text
    link = re.search(rf'<a href="/{name}"[^>]*>(.*?)</a>', page)
    assert link is not None, page
    found = re.search(r'class="count">([^<]*)<', link[1])
    return found[1] if found else ""


async def open_tasks(api: ApiClient, position: str) -> int:
    """How many the page of tasks counts that ask something of somebody."""
    today = api.context.clock().date()
    mine = desk(api.installed.organs, api.personas[position], Days(today, today, today))
    found = await counts(api.context, mine)
    return sum(found[tab].count for tab in (Tab.MINE, Tab.UNCLAIMED, Tab.VOTES, Tab.NOTICES) if tab in found)


async def drafted(case: CaseAtHand) -> None:
    """The notice of acceptance of a case is drafted, and shown."""
    body = {"document": "acceptance_notice", "title": "受理通知书", "text": "决定受理。"}
    await case.act(ORGANISATION, "official-documents", body)
    await case.get(ORGANISATION)


async def test_it_is_what_the_tabs_hold(api: ApiClient) -> None:
    """For whoever drafted something, who is to check it, who is asked for something else, and who has nothing."""
    case = await api.file()
    await case.accept()
    await case.get(ORGANISATION)
    before = {position: await open_tasks(api, position) for position in (ORGANISATION, OFFICER_2)}
    await drafted(case)
    people = (ORGANISATION, OFFICER_2, HEAD, DISCIPLINE, CONTACT, OPERATOR)
    told = {position: await shown(api, position, "inbox") for position in people}

    assert told == {position: str(count) if (count := await open_tasks(api, position)) else "" for position in people}
    assert await open_tasks(api, OFFICER_2) == before[OFFICER_2] + 1
    assert await open_tasks(api, ORGANISATION) == before[ORGANISATION]


async def test_many_are_told_as_so_many_and_more(api: ApiClient, database: Database) -> None:
    """Of tasks and of notices, which stop at the same number; what is read is not counted."""
    case, who = await api.file(), api.personas[ORGANISATION]
    await case.get(ORGANISATION)
    async with superuser_of(database.server, database.name) as superuser:
        await superuser.execute(_NOTICES, case.id, who.organ, who.person, ORGANISATION, 7)
        few = await shown(api, ORGANISATION, "notices")
        await superuser.execute(_NOTICES, case.id, who.organ, who.person, ORGANISATION, 300)
        await superuser.execute(_TASKS, case.id, 150)
        many = await shown(api, ORGANISATION, "inbox"), await shown(api, ORGANISATION, "notices")
        await superuser.execute("UPDATE notice SET read_at = now()")
        read = await shown(api, ORGANISATION, "notices")

    assert few == "7"
    assert many == ("99+", "99+")
    assert read == ""


@pytest.fixture(scope="module")
async def costs(api: ApiClient, database: Database, api_pool: Pool) -> tuple[int, int]:
    """How many rows the statement touches in an organ with many tasks that others have, and with four times as many."""
    case = await api.file()
    await case.get(ORGANISATION)
    async with superuser_of(database.server, database.name) as superuser:
        return await _cost(api, superuser, api_pool, case, 2_000), await _cost(api, superuser, api_pool, case, 6_000)


async def _cost(api: ApiClient, superuser: Connection, pool: Pool, case: CaseAtHand, more: int) -> int:
    who, other = api.personas[ORGANISATION], api.personas[OFFICER_2]
    await superuser.execute(_TASKS, case.id, more)
    await superuser.execute(_TAKEN, other.person, OFFICER_2, who.organ)
    await superuser.execute(_NOTICES, case.id, who.organ, who.person, ORGANISATION, more)
    for table in ("read_model.inbox_v5", "read_model.document_task_v1", "task_now", "notice"):
        await superuser.execute(f"VACUUM ANALYZE {table}")
    today = api.context.clock().date()
    mine = desk(api.installed.organs, who, Days(today, today, today))
    statement, arguments = waiting_statement(unit=mine.unit), (*mine.arguments, who.person)
    [found] = json.loads(await pool.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", *arguments))
    return sum(round(each["Actual Rows"] * each["Actual Loops"]) for each in _scans(found["Plan"]))


def _scans(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Relation Name" in plan:
        yield plan
    for below in plan.get("Plans", ()):
        yield from _scans(below)


async def test_it_costs_no_more_where_an_organ_has_more(costs: tuple[int, int]) -> None:
    """Nor where somebody has more notices."""
    few, more = costs

    assert more <= 1.2 * few + 25
    assert more < 4 * COUNTED_MAX


@pytest.mark.parametrize(
    ("count", "more", "said"),
    [(0, False, None), (0, True, None), (3, False, "3"), (3, True, "3+"), (100, False, "99+")],
)
def test_where_there_may_be_more_it_says_so(count: int, more: bool, said: str | None) -> None:
    """Of nothing nothing is said."""
    assert numbers({"inbox": (count, more)}).get("inbox") == said
