"""Written feedback on its way: the timeline says 送达 from what arrived alone, and 签收 closes the loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from activities.notices.delivering import DeliveryActivities
from activities.notices.hooks import HookSender
from activities.notices.mail import MailServer
from deploy.roles.channels import tls_of
from deploy.roles.notices import NoticeFollower
from domain.notices.kinds import NoticeKind
from eventlog.notices.hooks import KeptHook, approve, new_secret, propose
from eventlog.pool import Pool
from eventlog.reference import install
from policies.packs.loader import pack_bytes
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient, CaseAtHand
from tests.api.positions import CONTACT, ENDORSER, FINANCE, ORGANISATION
from tests.domain.stories import bodies, cases
from tests.notices.receiver import Receiver
from tests.notices.told import HERE, working

PATIENCE_SECONDS = 30
_TERM = cases.PACK.tolerance.steps["feedback"].within
assert _TERM is not None
_RECEIVED = {"feedback": {"within": _TERM.model_copy(update={"met_by": "received"})}}
MET_BY_RECEIPT = bodies.under(_RECEIVED).context.pack.model_copy(update={"pack": "met-by-receipt"})
"""Where feedback is given only once it was received."""


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Another program on this machine."""
    async with Receiver().serving() as receiver:
        yield receiver


@asynccontextmanager
async def delivering(api: ApiClient, pool: Pool, mail: MailServer | None = None) -> AsyncIterator[None]:
    """Somebody who follows the log and delivers meanwhile."""
    queue, client = f"notices-{uuid4()}", api.context.temporal
    hooks = HookSender(HERE, "urn:test", tls_of(None))
    activities = DeliveryActivities(pool, api.context.seals, hooks, mail, lambda: datetime.now(UTC))
    async with working(client, activities, NoticeFollower(pool, client, task_queue=queue)):
        yield


async def hooked(api: ApiClient, pool: Pool, url: str) -> None:
    """That program is told of everything in the prefecture."""
    hook_id, now = uuid4(), datetime.now(UTC)
    hook = KeptHook(hook_id, "test", url, "demo-prefecture", "proposed", None, "p-one", None, now, now, False)
    await propose(pool, hook, api.context.seals.seal(new_secret(), hook_id))
    assert await approve(pool, hook_id, "p-two", now)


async def arrived(pool: Pool, case_id: UUID, kind: NoticeKind, state: str, count: int) -> int:
    """Wait until so many messages of a kind are in a state; the version of the event that they tell."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = await pool.fetch(
                "SELECT n.version FROM notice n JOIN notice_delivered USING (notice_id)"
                " JOIN notice_delivery d USING (delivery_id) WHERE n.case_id = $1 AND n.kind = $2 AND d.state = $3",
                case_id,
                kind.value,
                state,
            )
            if len(found) == count:
                return int(found[0]["version"])
            await asyncio.sleep(0.05)


async def line(api: ApiClient, case: CaseAtHand, version: int, position: str = ORGANISATION) -> str:
    """What the timeline says of an event."""
    page = await browse(api, f"/cases/{case.id}?part=timeline&seen={case.version}", position)
    _, found, after = page.text.partition(f'id="e{version}"')
    assert found, page.text
    return Markup(after.partition('id="e')[0]).text


async def test_feedback_is_said_to_have_arrived_when_it_has_and_is_signed_for(
    api: ApiClient, app_pool: Pool, worker_pool: Pool, receiver: Receiver
) -> None:
    """Told to the unit's two; not delivered while the other program is away, then delivered; read; and signed for."""
    receiver.answers = lambda _: "410"
    await install(app_pool, "pack", MET_BY_RECEIPT.pack, pack_bytes(MET_BY_RECEIPT), "test")
    case = await api.file(pack=MET_BY_RECEIPT.pack)
    await case.tolerate()
    await case.get(ORGANISATION)
    async with delivering(api, worker_pool):
        await hooked(api, app_pool, receiver.url)
        await case.act(ORGANISATION, "feedback", {"notice": api.documents})
        stopped = await arrived(app_pool, case.id, NoticeKind.RECEIPT, "stopped", 2)
        told = await line(api, case, stopped)
        receiver.answers = lambda _: "200"
        await app_pool.execute("UPDATE notice_hook SET state = 'active', because = NULL")
        await app_pool.execute("UPDATE notice_delivery SET state = 'queued' WHERE state = 'stopped'")
        version = await arrived(app_pool, case.id, NoticeKind.RECEIPT, "delivered", 2)
    there = await line(api, case, version)
    newest = (await api.get(CONTACT, "/v1/notices")).json()["items"][0]
    await api.act(CONTACT, "/v1/notices/read", {"log_index": newest["log_index"]})
    read = await line(api, case, version)
    served = await feedback(case)
    await case.act(CONTACT, "receipts", {"subject": str(api.installed.subject)})
    signed = await feedback(case)
    timeline = (await browse(api, f"/cases/{case.id}?part=timeline&seen={case.version}", ORGANISATION)).text

    assert newest["kind"] == "receipt"
    assert "已通知2人" in told
    assert "送达" not in told.partition("已通知2人")[2]
    assert "接收地址送达2" in there
    assert "已阅1" not in there
    assert "已阅1" in read
    assert (served, signed) == ("open", "met")
    assert "签收" in Markup(timeline).text
    posts = await app_pool.fetch("SELECT position FROM notice WHERE case_id = $1 AND kind = 'receipt'", case.id)
    assert {each["position"] for each in posts} == {CONTACT, ENDORSER}
    assert (await api.get(FINANCE, f"/v1/notices/{newest['notice_id']}")).status_code == 404


async def feedback(case: CaseAtHand) -> str:
    """Where the duty of written feedback stands."""
    duties = (await case.get(ORGANISATION)).json()["duties"]
    state: str = next(each["state"] for each in duties if each["duty"] == "feedback")
    return state
