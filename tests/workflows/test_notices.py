"""Notices from the log to their recipients: on a real engine, a real database, and local receivers."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.notices import hooks
from domain.case.commands import CheckDocument, DraftDocument, RequestSupplement, SignDocument, WithdrawDocument
from domain.notices.timing import Choice
from eventlog.keys import InstallationKey
from eventlog.notices import choices, outbox
from eventlog.pool import Pool
from eventlog.sequencer import Sequencer
from projections.deadlines import deadline_board
from projections.projector.projector import Projector
from tests.conftest import Database, ProjectorOver
from tests.notices.receiver import Receiver
from tests.notices.told import Telling
from tests.notices.worker_process import Orders, alive
from tests.workflows.engine import Installation
from workflows.notices import PAUSES, Delivery, NoticeDelivery, delivery_workflow_id, start_deliveries
from workflows.worker import notices_worker

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def projector(projector_over: ProjectorOver) -> Projector:
    """A projector."""
    return projector_over()


@pytest.fixture
async def telling(  # noqa: PLR0913, PLR0917 - what an installation is made of
    engine: Client,
    app_pool: Pool,
    worker_pool: Pool,
    installed: Installation,
    installation_key: InstallationKey,
    sequencer: Sequencer,
    projector: Projector,
    database: Database,
) -> AsyncIterator[Telling]:
    """An installation with nothing on its way; what the tests before left is stopped."""
    telling = Telling(engine, app_pool, worker_pool, installed, installation_key, sequencer, projector, database)
    await telling.shown()
    while await telling.follower.step():
        pass
    yield telling
    await telling.forget()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver on this machine."""
    async with Receiver().serving() as receiver:
        yield receiver


async def test_an_application_is_told_to_those_who_examine_it_once(telling: Telling, receiver: Receiver) -> None:
    """The officers and heads of the organ that takes it in, each once; the unit that filed it is not told of itself."""
    await telling.hook(receiver.url)
    (case,) = await telling.file()
    async with telling.working():
        await telling.settled("delivered")

    notices = await telling.notices()
    people = Counter((each["person"], each["position"]) for each in notices if each["kind"] == "duty")
    assert {each["case_id"] for each in notices} == {case}
    posts = ("head", "officer-1", "officer-2", "officer-3")
    assert {position for _, position in people} == {f"county-a-organization-{each}" for each in posts}
    assert set(people.values()) == {1}
    assert sorted(receiver.ids) == sorted({*receiver.ids})
    assert {each.event["id"] for each in receiver.received} == {str(each["notice_id"]) for each in notices}
    assert [outcome for outcome, _ in await telling.attempts()] == ["delivered"] * len(notices)


async def test_a_draft_is_told_to_those_who_may_do_the_next_thing_with_it_once(telling: Telling) -> None:
    """To check it: not to who wrote it. To sign it: to the head alone. Of what was given up meanwhile nobody hears."""
    (case,) = await telling.file()
    await telling.act(case, "officer-1", RequestSupplement(missing="缺一份材料"))
    draft = DraftDocument(document="supplement_notice", title="补正通知书", text="请补正。")
    await telling.act(case, "officer-1", draft)
    id_ = await telling.newest_document(case)
    to_check = await telling.told_of(case)
    await telling.act(case, "officer-2", CheckDocument(draft=id_, passed=True))
    to_sign = await telling.told_of(case)
    await telling.act(case, "head", SignDocument(draft=id_))
    to_issue = await telling.told_of(case)
    await telling.act(case, "officer-2", DraftDocument(document="application", title="申请书", text="申请。"))
    given_up = WithdrawDocument(official=await telling.newest_document(case), reasons="不用了")
    await telling.act(case, "officer-2", given_up)
    named = {each["name"] for each in await telling.notices() if each["kind"] == "check_document"}

    assert to_check == Counter({("check_document", post): 1 for post in ("head", "officer-2", "officer-3")})
    assert to_sign - to_check == Counter({("sign_document", "head"): 1})
    assert to_issue - to_sign == Counter({("issue_document", f"officer-{n}"): 1 for n in (1, 2, 3)})
    assert await telling.told_of(case) == to_issue
    assert ["补正通知书" in str(name) for name in named] == [True]


async def test_a_page_of_the_log_is_told_once_however_many_follow(telling: Telling, receiver: Receiver) -> None:
    """Two followers with the same page: one keeps it, the other does nothing."""
    await telling.hook(receiver.url)
    await telling.file(2)
    one, other = telling.follower, telling.follower
    before = await telling.worker_pool.fetchval("SELECT log_index FROM notice_progress")

    assert await one.step()
    assert not await outbox.keep(telling.worker_pool, before, before + 1, [], [])
    while await other.step():
        pass

    notices = await telling.notices()
    assert len({each["notice_id"] for each in notices}) == len(notices)


async def test_a_hook_of_another_place_is_not_told(telling: Telling, receiver: Receiver) -> None:
    """It is told of the organs of its place and below, and an unapproved one of nothing."""
    await telling.hook(receiver.url, "demo-county-b")
    await telling.hook(receiver.url, approved=False)
    await telling.file()
    await telling.follow()

    assert await telling.notices()
    assert not await telling.states()


async def test_a_failure_is_tried_again_under_the_same_id(telling: Telling, receiver: Receiver) -> None:
    """5xx, then a dropped connection, then received: three attempts, one message."""
    receiver.answers = lambda number: ("503", "200")[number] if number < 2 else "200"
    await telling.hook(receiver.url)
    await telling.file()
    async with telling.working():
        await telling.settled("delivered")

    tried = Counter(receiver.ids)
    assert max(tried.values()) == 2
    assert ("failed", "503 sorry") in await telling.attempts()


async def test_410_disables_the_hook_and_stops_what_waits(telling: Telling, receiver: Receiver) -> None:
    """Everything that was on its way there is stopped; nothing is sent again."""
    receiver.answers = lambda _: "410"
    hook = await telling.hook(receiver.url)
    await telling.file(3)
    async with telling.working():
        await telling.settled("stopped")

    state = await telling.pool.fetchval("SELECT state FROM notice_hook WHERE hook_id = $1", hook)
    assert state == "disabled"
    assert len(receiver.ids) == len({*receiver.ids})


async def test_while_deliveries_are_stopped_nothing_goes_out_and_then_all_does(
    telling: Telling, receiver: Receiver
) -> None:
    """The switch is a fact in the database; what waits is sent once it is turned back."""
    await telling.hook(receiver.url)
    await telling.switch(paused=True)
    await telling.file()
    async with telling.working():
        await telling.settled("queued")
        assert not receiver.received
        await telling.switch(paused=False)
        await telling.settled("delivered")

    assert sorted(receiver.ids) == sorted({*receiver.ids})


async def test_what_was_under_way_when_it_is_stopped_waits_too(telling: Telling, receiver: Receiver) -> None:
    """A workflow that finds the switch turned puts its message back, and ends."""
    await telling.hook(receiver.url)
    await telling.file()
    follower = telling.follower
    while await follower.step():
        pass
    await telling.switch(paused=True)
    async with notices_worker(telling.client, telling.activities, task_queue=telling.queue):
        await telling.settled("queued")
    assert not receiver.received
    await telling.switch(paused=False)


async def test_a_message_is_begun_once_and_delivered_once_whoever_begins_it(
    telling: Telling, receiver: Receiver
) -> None:
    """Begun twice at once, and again after it was delivered: it went out once."""
    await telling.hook(receiver.url)
    await telling.file()
    await telling.follow()
    waiting = await outbox.waiting(telling.worker_pool, "queued", None, 99)
    deliveries = [Delivery(delivery_id=each.delivery_id, due_at=each.due_at) for each in waiting]
    async with notices_worker(telling.client, telling.activities, task_queue=telling.queue):
        for _ in range(2):
            await start_deliveries(telling.client, deliveries, task_queue=telling.queue)
        await telling.settled("delivered")
        await start_deliveries(telling.client, deliveries, task_queue=telling.queue)
        for each in deliveries:
            await telling.client.get_workflow_handle(delivery_workflow_id(each.delivery_id)).result()

    assert sorted(receiver.ids) == sorted(str(each.delivery_id) for each in deliveries)


async def test_after_three_days_it_is_given_up(
    skipping: WorkflowEnvironment, telling: Telling, receiver: Receiver
) -> None:
    """Ten attempts by the schedule, then it has failed, for operators to see."""
    receiver.answers = lambda _: "500"
    await telling.hook(receiver.url)
    await telling.file()
    await telling.follow()
    message = (await outbox.waiting(telling.worker_pool, "queued", None, 1))[0]
    async with notices_worker(skipping.client, telling.activities, task_queue=telling.queue):
        handle = await skipping.client.start_workflow(
            NoticeDelivery.run,
            Delivery(delivery_id=message.delivery_id, due_at=datetime.now(UTC)),
            id=delivery_workflow_id(message.delivery_id),
            task_queue=telling.queue,
        )
        outcome = await handle.result()
        described = await handle.describe()

    assert described.close_time is not None
    took = described.close_time - described.start_time
    assert outcome == "failed"
    assert len(receiver.ids) == len(PAUSES)
    assert len({*receiver.ids}) == 1
    assert timedelta(days=2) < took < timedelta(days=4)
    state = await telling.pool.fetchval("SELECT state FROM notice_delivery WHERE delivery_id = $1", message.delivery_id)
    assert state == "failed"


async def test_an_answer_that_comes_too_late_is_no_answer_and_the_notice_is_told_once(
    telling: Telling, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hook answers 200 after the time is over: it is tried again under the same id, and was told once."""
    monkeypatch.setattr(hooks, "SECONDS_MAX", 0.5)
    receiver.answers = lambda number: "late" if number == 0 else "200"
    await telling.hook(receiver.url)
    await telling.file()
    async with telling.working():
        await telling.settled("delivered")

    tried = Counter(receiver.ids)
    outcomes = Counter(outcome for outcome, _ in await telling.attempts())
    assert sorted(tried.values()) == [1, 1, 1, 2]
    assert outcomes == {"failed": 1, "delivered": 4}
    assert len(await telling.notices()) == 4


async def test_a_receiver_that_redirects_inward_gets_it_itself_once_it_is_repaired(
    telling: Telling, receiver: Receiver
) -> None:
    """Nothing goes where it points, and nothing is lost."""
    async with Receiver().serving() as inner:
        receiver.answers = lambda number: f"302 {inner.url}" if number == 0 else "200"
        await telling.hook(receiver.url)
        await telling.file()
        async with telling.working():
            await telling.settled("delivered")

    assert inner.received == []
    assert sorted(Counter(receiver.ids).values()) == [1, 1, 1, 2]


async def owed(telling: Telling, cases: Sequence[UUID]) -> dict[UUID, date]:
    """The day by which each case has to be examined."""
    running = await deadline_board.running(telling.pool, after=UUID(int=0), limit=1_000)
    return {each.case_id: each.due_on for each in running if each.case_id in cases}


async def test_dates_that_a_calendar_moves_are_told_once_each_in_one_mail(telling: Telling) -> None:
    """To whoever owes them, a notice for each; by mail in one message, at the end of the hour."""
    person = telling.installed.actor("county-a-organization-officer-1").person
    await choices.choose(telling.pool, person, Choice(working_days=False, quiet_from=time(0), quiet_until=time(0)), NOW)
    await choices.ask_to_verify(telling.pool, person, b"x", b"x", NOW)
    await choices.verified(telling.pool, person, NOW)
    cases = await telling.file(3)
    await telling.follow()
    before = {each["notice_id"] for each in await telling.notices()}
    dates = await owed(telling, cases)

    await telling.roll_out(cases, days_off=3)
    await telling.follow()
    again = await telling.worker_pool.fetchval("SELECT log_index FROM notice_progress")
    await telling.follow()

    moved = [each for each in await telling.notices() if each["notice_id"] not in before]
    now = await owed(telling, cases)
    assert {each["kind"] for each in moved} == {"moved"}
    assert Counter(each["case_id"] for each in moved) == dict.fromkeys(cases, 4)
    assert {(each["case_id"], each["due_on"]) for each in moved} == set(now.items())
    assert all(now[case] > dates[case] for case in cases)
    assert again == await telling.worker_pool.fetchval("SELECT log_index FROM notice_progress")
    mails = await telling.pool.fetch(
        "SELECT delivery_id, due_at FROM notice_delivery JOIN notice_delivered USING (delivery_id)"
        " JOIN notice n USING (notice_id) WHERE n.kind = 'moved' AND channel = 'mail'"
    )
    assert len(mails) == len(cases)
    [(_, due)] = {(each["delivery_id"], each["due_at"]) for each in mails}
    assert due > datetime.now(UTC)
    await choices.forget_mail(telling.pool, person)


async def test_through_two_kills_each_notice_is_told_once(
    telling: Telling, receiver: Receiver, database: Database, tmp_path: Path
) -> None:
    """Who follows and delivers is killed twice on the way: every notice came, under one id; an id may come again."""
    await telling.hook(receiver.url)
    await telling.file(12)
    key_file = tmp_path / "key"
    telling.key.write_new(key_file)
    orders = Orders(
        address=telling.client.service_client.config.target_host,
        database=database.dsn("rongcuo_worker"),
        queue=telling.queue,
        key_file=str(key_file),
    )
    for received in (5, 25):
        async with alive(orders):
            await receiver.has(received)
    async with alive(orders):
        await telling.settled("delivered", count=48, patience_seconds=90)

    notices = {str(each["notice_id"]) for each in await telling.notices()}
    messages = {each.id: each.event["id"] for each in receiver.received}
    assert len(notices) == 48
    assert {*messages.values()} == notices
    assert len(messages) == len(notices)
