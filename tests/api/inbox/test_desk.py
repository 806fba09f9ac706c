"""Whose tasks they are when posts change hands: delegations, leavers, successors; by one version of the organs."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from api.identity.personas import Offices, Persona
from api.inbox.desk import Days, desk
from api.inbox.task_acts import Change, SeenTask, TaskKey, change_tasks
from api.inbox.tasks import Filters, Tab, page_of
from domain.organs import Delegation, Organs
from tests.api.client import ApiClient
from tests.api.played import Recorder
from tests.api.positions import ORGANISATION

TODAY = date(2026, 11, 20)
DAYS = Days(TODAY, date(2026, 11, 25), date(2026, 11, 22))
COLLEAGUE = "county-a-organization-officer-2"


@pytest.fixture
async def claimed(api_alone: ApiClient, recorder: Recorder) -> ApiClient:
    """An officer has claimed what the organ owes in a new case."""
    case_id = uuid4()
    envelope = recorder.installed.application(TODAY)
    await recorder.act(case_id, envelope.actor, envelope.body, datetime(2026, 11, 20, 2, tzinfo=UTC))
    await recorder.show()
    officer = api_alone.personas[ORGANISATION]
    [row] = await api_alone.installed.pool.fetch("SELECT * FROM read_model.inbox_v5 WHERE case_id = $1", case_id)
    task = SeenTask(TaskKey(row["about"], row["what"], row["organ"], row["level"]), case_id, 0, uuid4())
    now = datetime.now(UTC)
    claim = Change("claim", officer.actor, now, officer.person, officer.position)
    assert await change_tasks(api_alone.context.pool, api_alone.context.seals, [task], claim) == [True]
    return api_alone


async def tabs(api: ApiClient, organs: Organs, who: Persona) -> Mapping[Tab, int]:
    """How many tasks somebody has under each tab, by some organs."""
    mine = desk(organs, who, DAYS)
    found = {tab: len((await page_of(api.context, mine, Filters(tab), None, 200)).tasks) for tab in Tab}
    return {tab: count for tab, count in found.items() if count}


def ended(organs: Organs, person: str, **more: object) -> Organs:
    """Organs in which somebody has left all posts."""
    left = tuple(
        each.model_copy(update={"until": date(2026, 11, 19)}) if each.person == person else each
        for each in organs.holdings
    )
    return organs.model_copy(update={"holdings": left, **more})


async def test_a_delegate_has_the_tasks_of_whom_they_act_for(claimed: ApiClient) -> None:
    """In that one's post, while it lasts; in their own post they have their own."""
    organs, officer, other = claimed.installed.organs, claimed.personas[ORGANISATION], claimed.personas[COLLEAGUE]
    given = Delegation(
        position=officer.position,
        delegator=officer.person,
        delegate=other.person,
        since=date(2026, 11, 1),
        until=date(2026, 11, 30),
    )
    organs = organs.model_copy(update={"delegations": (given,)})
    acting = Offices(organs, TODAY).persona(other.person, officer.position, officer.person)
    assert acting is not None

    assert await tabs(claimed, organs, acting) == await tabs(claimed, organs, officer)
    assert Tab.MINE in await tabs(claimed, organs, acting)
    assert Tab.MINE not in await tabs(claimed, organs, other)
    assert Offices(organs, date(2026, 12, 1)).persona(other.person, officer.position, officer.person) is None


async def test_what_a_leaver_had_goes_to_whoever_follows(claimed: ApiClient) -> None:
    """In the same post; without a successor it waits for all of the organ again."""
    organs, officer, other = claimed.installed.organs, claimed.personas[ORGANISATION], claimed.personas[COLLEAGUE]
    vacant = ended(organs, officer.person)
    successor = next(
        each.model_copy(update={"person": "p001", "since": TODAY, "until": None})
        for each in organs.holdings
        if each.position == officer.position
    )
    filled = vacant.model_copy(update={"holdings": (*vacant.holdings, successor)})
    follows = Offices(filled, TODAY).persona("p001", officer.position)
    assert follows is not None
    had = (await tabs(claimed, organs, officer))[Tab.MINE]
    waited = (await tabs(claimed, organs, other)).get(Tab.UNCLAIMED, 0)

    assert (await tabs(claimed, filled, follows))[Tab.MINE] == had
    assert (await tabs(claimed, filled, other)).get(Tab.UNCLAIMED, 0) == waited
    assert (await tabs(claimed, vacant, other))[Tab.UNCLAIMED] == waited + had
