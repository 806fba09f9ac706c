"""A term that somebody extends, over HTTP: who is told of its new day, and in what words."""

from datetime import UTC, datetime
from uuid import UUID

from deploy.roles.notices import NoticeFollower
from domain.notices.kinds import NoticeKind
from domain.notices.timing import Choice
from eventlog.notices import choices, outbox
from eventlog.pool import Pool
from projections.cases import case_page
from projections.projector.barrier import wait_until_current
from tests.api.browsing import browse
from tests.api.client import ApiClient, Body
from tests.api.positions import ORGANISATION, SECRETARY

OFFICER_2 = "county-a-organization-officer-2"
OWES = {f"county-a-organization-{post}" for post in ("head", "officer-1", "officer-2", "officer-3")}


async def test_an_extension_is_told_once_to_those_who_owe_it(api: ApiClient, app_pool: Pool, worker_pool: Pool) -> None:
    """With the new day and the name of what is owed, on the page and in JSON; who muted it is sent no mail."""
    person, now = api.personas[OFFICER_2].person, datetime.now(UTC)
    await choices.choose(app_pool, person, Choice(muted=frozenset({NoticeKind.MOVED})), now)
    await choices.ask_to_verify(app_pool, person, b"x", b"x", now)
    await choices.verified(app_pool, person, now)
    await outbox.switch(app_pool, "p-one", "test", now, paused=True)
    case = await api.file()
    await case.accept()
    duties = (await case.get(ORGANISATION)).json()["duties"]
    duty = next(each for each in duties if each["duty"] == "investigation")
    body: Body = {"duty": duty["duty_id"], "by": 5, "reasons": "案情复杂", "document": api.documents}

    await case.act(SECRETARY, "extensions", body)
    await wait_until_current(worker_pool, (case_page.MODEL,), timeout_seconds=20)
    follower = NoticeFollower(worker_pool, api.context.temporal)
    while await follower.step():
        pass

    moved = await app_pool.fetch("SELECT * FROM notice WHERE kind = 'moved'")
    mails = await app_pool.fetchval(
        "SELECT count(*) FROM notice_delivered JOIN notice USING (notice_id) WHERE kind = 'moved'"
    )
    extended = next(
        each for each in (await case.get(ORGANISATION)).json()["duties"] if each["duty_id"] == duty["duty_id"]
    )
    assert {each["position"] for each in moved} == OWES
    assert len(moved) == len(OWES)
    assert {each["about"] for each in moved} == {UUID(duty["duty_id"])}
    assert {str(each["due_on"]) for each in moved} == {extended["due_on"]}
    assert extended["due_on"] > duty["due_on"]
    assert mails == 0
    page = await browse(api, "/notices", ORGANISATION)
    assert f"期限有变更：{duty['name']['zh']}" in page.text
