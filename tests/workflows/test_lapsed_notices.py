"""Mails that wait, for an hour, for the end of a digest or for another attempt, while their readers leave the post."""

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.law import ORGANS
from activities.notices.mail import MailServer
from deploy.roles.channels import tls_of
from domain.notices.timing import Choice
from domain.organs import Delegation, Organs
from domain.terms.deadlines import SHANGHAI
from eventlog.keys import InstallationKey
from eventlog.pool import Pool
from eventlog.reference import install
from eventlog.sequencer import Sequencer
from projections.projector.projector import Projector
from tests.conftest import Database, ProjectorOver
from tests.notices.mailbox import Mailbox
from tests.notices.told import Telling
from tests.workflows.engine import Installation
from workflows.notices import Delivery, NoticeDelivery, delivery_workflow_id
from workflows.worker import notices_worker

OFFICER_1, OFFICER_2 = "county-a-organization-officer-1", "county-a-organization-officer-2"
NOW = datetime.now(UTC)
TODAY = NOW.astimezone(SHANGHAI).date()
TOMORROW = NOW + timedelta(days=1)
AT_ONCE = Choice(quiet_from=time(0), quiet_until=time(0), working_days=False, digest_after=100)
QUIET_ALL_DAY = AT_ONCE.model_copy(update={"quiet_from": time(0, 1, 1), "quiet_until": time(0, 1)})
IN_A_DIGEST = AT_ONCE.model_copy(update={"digest_after": 1})


@pytest.fixture(scope="module")
def projector(projector_over: ProjectorOver) -> Projector:
    """A projector."""
    return projector_over()


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    """A mail server on this machine."""
    async with Mailbox().serving() as mailbox:
        yield mailbox


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
    mailbox: Mailbox,
) -> AsyncIterator[Telling]:
    """An installation that hands mail over, with its first register again after each test."""
    mail = MailServer("127.0.0.1", mailbox.port, "none", "rongcuo@county-a.example", tls_of(None))
    telling = Telling(engine, app_pool, worker_pool, installed, installation_key, sequencer, projector, database, mail)
    await telling.shown()
    while await telling.follower.step():
        pass
    yield telling
    await telling.forget()
    await publish(telling, installed.organs)
    for position in (OFFICER_1, OFFICER_2):
        await telling.pool.execute("UPDATE notice_choice SET mail = NULL WHERE person = $1", person(telling, position))


def person(telling: Telling, position: str) -> str:
    """Who holds a position at first."""
    return telling.installed.actor(position).person


async def publish(telling: Telling, organs: Organs) -> None:
    """Publish another version of the register."""
    await install(telling.pool, "organs", ORGANS, organs.model_dump_json().encode(), "test")


def held_until(organs: Organs, position: str, last_day: date) -> Organs:
    """The register in which whoever holds a position holds it up to a day."""
    held = (
        each.model_copy(update={"until": last_day}) if each.position == position else each for each in organs.holdings
    )
    return organs.model_copy(update={"holdings": tuple(held)})


async def stand_in(telling: Telling) -> None:
    """One officer acts for another as well, until today."""
    own, other = person(telling, OFFICER_2), person(telling, OFFICER_1)
    until_today = Delegation(position=OFFICER_1, delegator=other, delegate=own, since=TODAY, until=TODAY)
    await publish(telling, telling.installed.organs.model_copy(update={"delegations": (until_today,)}))


def told_in(mail: EmailMessage) -> list[str]:
    """The lines of a mail that tell a notice."""
    return [line for line in mail.get_content().splitlines() if "有新的办理事项" in line]


async def lapsed(telling: Telling) -> set[tuple[str, str]]:
    """In which posts notices were not mailed, and why."""
    rows = await telling.pool.fetch("SELECT position, because FROM notice_lapsed JOIN notice USING (notice_id)")
    return {(row["position"], row["because"]) for row in rows}


async def deliver(skipping: WorkflowEnvironment, telling: Telling) -> Mapping[UUID, str]:
    """Have every message tried until it is over, however long that takes; what came of each."""
    rows = await telling.pool.fetch("SELECT delivery_id, due_at FROM notice_delivery WHERE state = 'queued' ORDER BY 2")
    async with notices_worker(skipping.client, telling.activities, task_queue=telling.queue):
        return {
            row["delivery_id"]: await skipping.client.execute_workflow(
                NoticeDelivery.run,
                Delivery(delivery_id=row["delivery_id"], due_at=row["due_at"]),
                id=delivery_workflow_id(row["delivery_id"]),
                task_queue=telling.queue,
            )
            for row in rows
        }


async def test_what_waits_for_the_morning_is_for_who_is_in_the_post_then(
    skipping: WorkflowEnvironment, telling: Telling, mailbox: Mailbox
) -> None:
    """Two officers are told in quiet hours; one holds the post until today, as the register said all along."""
    for each in (OFFICER_1, OFFICER_2):
        await telling.mailbox(person(telling, each), QUIET_ALL_DAY)
    await publish(telling, held_until(telling.installed.organs, OFFICER_1, TODAY))
    await telling.file()
    await telling.follow()
    waiting = {row["due_at"] for row in await telling.pool.fetch("SELECT due_at FROM notice_delivery")}
    telling.now = lambda: min(waiting)

    outcomes = await deliver(skipping, telling)

    assert all(due.astimezone(SHANGHAI).date() > TODAY for due in waiting)
    assert sorted(outcomes.values()) == ["delivered", "lapsed"]
    assert sorted(await telling.states()) == ["delivered", "lapsed"]
    assert [mail["To"] for mail in mailbox.mails] == [f"{person(telling, OFFICER_2)}@county-a.example"]
    assert await lapsed(telling) == {(OFFICER_1, "left")}
    answers = {answer for outcome, answer in await telling.attempts() if outcome == "lapsed"}
    assert answers == {"收件人已不任此职 / its reader acts in this post no more"}


async def test_of_a_digest_what_came_in_a_post_that_was_left_is_left_out(
    skipping: WorkflowEnvironment, telling: Telling, mailbox: Mailbox
) -> None:
    """One officer acts for another until today: of the digest, what they were told in their own post goes out."""
    own = person(telling, OFFICER_2)
    await stand_in(telling)
    await telling.mailbox(own, IN_A_DIGEST)
    await telling.file(3)
    await telling.follow()
    told = [each["position"] for each in await telling.notices() if each["person"] == own]
    telling.now = lambda: TOMORROW

    await deliver(skipping, telling)

    assert sorted(told) == [OFFICER_1] * 3 + [OFFICER_2] * 3
    assert sum(len(told_in(each)) for each in mailbox.mails) == 3
    assert await lapsed(telling) == {(OFFICER_1, "left")}
    assert await telling.pool.fetchval("SELECT count(*) FROM notice_lapsed") == 3
    assert "delivered" in await telling.states()


async def test_what_lapsed_at_one_attempt_stays_out_at_the_next(
    skipping: WorkflowEnvironment, telling: Telling, mailbox: Mailbox
) -> None:
    """A digest whose first attempt fails after one of its posts was left: it goes out as it was tried first."""
    await telling.mailbox(person(telling, OFFICER_2), IN_A_DIGEST)
    await telling.file()
    await telling.follow()
    await stand_in(telling)
    await telling.file()
    await telling.follow()
    attempts = iter([(NOW, "250 yes"), (TOMORROW, "450 later"), (NOW, "250 yes")])

    def now() -> datetime:
        at, mailbox.says["RCPT"] = next(attempts)
        return at

    telling.now = now

    await deliver(skipping, telling)

    assert [outcome for outcome, _ in await telling.attempts()] == ["delivered", "failed", "delivered"]
    assert [len(told_in(each)) for each in mailbox.mails] == [1, 1]
    assert await lapsed(telling) == {(OFFICER_1, "left")}


async def test_between_two_attempts_a_reader_may_leave(
    skipping: WorkflowEnvironment, telling: Telling, mailbox: Mailbox
) -> None:
    """The mail server is away; by the next attempt the officer is on leave: it has lapsed, and not failed."""
    days: Iterator[datetime] = iter([NOW, TOMORROW])
    telling.now = lambda: next(days)
    mailbox.says = {"RCPT": "450 later"}
    leaves = telling.installed.organs.model_dump()
    leaves["leaves"] = [{"person": person(telling, OFFICER_1), "since": TOMORROW.astimezone(SHANGHAI).date()}]
    await publish(telling, Organs.model_validate(leaves))
    await telling.mailbox(person(telling, OFFICER_1), AT_ONCE)
    await telling.file()
    await telling.follow()

    outcomes = await deliver(skipping, telling)

    assert [*outcomes.values()] == ["lapsed"]
    assert [outcome for outcome, _ in await telling.attempts()] == ["failed", "lapsed"]
    assert await lapsed(telling) == {(OFFICER_1, "on_leave")}
    assert mailbox.mails == []
