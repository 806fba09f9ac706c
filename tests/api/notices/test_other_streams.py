"""Acts on risk filings, work records and meetings over HTTP, and who is told of each: exactly those, once."""

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import cast
from uuid import UUID, uuid4

import httpx2
import pytest

from activities.law import ORGANS
from activities.risk_filings import RiskFilingActivities
from deploy.roles.notices import NoticeFollower
from domain.notices.kinds import NoticeKind
from domain.notices.timing import Choice
from eventlog.notices import choices, outbox
from eventlog.pool import Pool
from eventlog.reference import install
from policies.packs.loader import pack_bytes
from projections.cases import case_page
from projections.projector.barrier import wait_until_current
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient, FilingAtHand, MeetingAtHand, RecordAtHand, StreamAtHand
from tests.api.meetings.test_meetings import entry, notice, ripe
from tests.api.positions import (
    CONTACT,
    DISCIPLINE,
    ENDORSER,
    FINANCE,
    HR,
    MEMBERS,
    ORGANISATION,
    OTHER_CONTACT,
    SECRETARY,
    SUPERVISOR,
)
from tests.api.reports.test_reports import MONTH
from tests.api.reports.test_reports import body as report_body
from tests.api.risk_filings.test_risk_filings import REPLY
from tests.api.risk_filings.test_risk_filings import body as filing
from tests.api.work_records.test_work_records import PACK_NAME as WITH_RECORDS
from tests.api.work_records.test_work_records import body as record
from tests.domain.stories import records
from tests.workflows.filings import install_pack
from workflows.worker import filings_worker

UNIT = {CONTACT, ENDORSER}
TAKES_IN = {f"county-a-discipline-{each}" for each in ("head", "officer-1", "officer-2", "officer-3")}
KEEPS_COMMITTEE = {SECRETARY, "county-a-committee-head"}
SITS = {*KEEPS_COMMITTEE, *MEMBERS}
ABOVE = {f"prefecture-organization-{each}" for each in ("head", "officer-1", "officer-2", "officer-3")}
Lines = set[tuple[int, str, str]]


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that runs, with nobody who delivers: what is told waits."""

    api: ApiClient
    pool: Pool
    follower: NoticeFollower

    async def told(self, stream: StreamAtHand, since: int = 0) -> Lines:
        """What was told of a stream after a version: of which event, to whom, as what; each once."""
        await wait_until_current(self.pool, (case_page.MODEL,), timeout_seconds=20)
        while await self.follower.step():
            pass
        found = await self.pool.fetch(
            "SELECT version, person, kind FROM notice WHERE case_id = $1 AND version > $2", stream.id, since
        )
        assert len({(row["version"], row["person"]) for row in found}) == len(found)
        return {(row["version"], row["person"], row["kind"]) for row in found}

    def each(self, version: int, kind: NoticeKind, positions: Collection[str]) -> Lines:
        """That an event told whoever holds some posts the same."""
        return {(version, self.api.installed.actor(position).person, kind.value) for position in positions}


@pytest.fixture(scope="module")
async def office(api: ApiClient, app_pool: Pool, worker_pool: Pool) -> AsyncIterator[Office]:
    """With packs that have the track of filings and kinds of records; deliveries are stopped."""
    await install_pack(app_pool)
    pack = records.PACK.model_copy(update={"pack": WITH_RECORDS})
    await install(app_pool, "pack", WITH_RECORDS, pack_bytes(pack), "test")
    await outbox.switch(app_pool, "p-one", "test", datetime.now(UTC), paused=True)
    async with filings_worker(api.context.temporal, RiskFilingActivities(api.installed.log)):
        yield Office(api, app_pool, NoticeFollower(worker_pool, api.context.temporal, page_size=7))


async def test_a_filing_from_its_receipt_to_its_end(office: Office) -> None:
    """The organ is told what is owed, the group that it confers, the unit what came of it, the organ what it ended."""
    api = office.api
    at_hand = await FilingAtHand.begun(api, CONTACT, filing(api))
    received = await office.told(at_hand)
    await at_hand.act(DISCIPLINE, "deliberation", {"reasons": "情况复杂"})
    conferred = await office.told(at_hand, 2)
    await at_hand.act(DISCIPLINE, "reply", {**REPLY, "minutes": api.documents})
    await at_hand.act(DISCIPLINE, "archive", {"documents": [api.documents]})
    replied = await office.told(at_hand, 3)
    await at_hand.act(CONTACT, "amendment", {"change": "工期顺延"})
    await at_hand.act(CONTACT, "withdrawal", {"matter_ended": True, "reasons": "完工"})
    ended = await office.told(at_hand, 7)

    assert received == office.each(2, NoticeKind.DUTY, TAKES_IN)
    assert conferred == office.each(3, NoticeKind.DUTY, KEEPS_COMMITTEE) | office.each(3, NoticeKind.FILING, UNIT)
    assert replied == office.each(4, NoticeKind.ANSWER, UNIT)
    assert ended == office.each(9, NoticeKind.DUTY, TAKES_IN) | office.each(10, NoticeKind.FILING, TAKES_IN)


async def test_a_record_is_told_to_its_other_party_and_to_nobody_who_may_not_see_it(office: Office) -> None:
    """Whoever wrote it is not told; of a confidential one the unit's own committee is not either."""
    open_ = await RecordAtHand.begun(office.api, CONTACT, record("pre_check", "county-a-committee"))
    await open_.act(CONTACT, "entries", {"statement": "补充材料", "documents": [office.api.documents]})
    await open_.act(SECRETARY, "entries", {"statement": "意见已采纳", "outcome": "ready"})
    await open_.act(SECRETARY, "closing", {"statement": "可以提交"})
    secret = await RecordAtHand.begun(office.api, CONTACT, record("pre_consultation"))
    await secret.act(DISCIPLINE, "entries", {"statement": "已答复"})
    own = await RecordAtHand.begun(office.api, DISCIPLINE, record("consultation"))

    assert await office.told(open_) == (
        office.each(1, NoticeKind.RECORD, KEEPS_COMMITTEE)
        | office.each(2, NoticeKind.RECORD, KEEPS_COMMITTEE)
        | office.each(3, NoticeKind.RECORD, UNIT)
        | office.each(4, NoticeKind.RECORD, UNIT)
    )
    confidential = office.each(1, NoticeKind.RECORD, TAKES_IN) | office.each(2, NoticeKind.RECORD, {CONTACT})
    assert await office.told(secret) == confidential
    assert await office.told(own) == set()


async def test_a_report_is_told_to_whoever_it_goes_to(office: Office) -> None:
    """Those who hand in reports there themselves; each edition once."""
    case = await office.api.file()
    assert (await case.get(ORGANISATION)).status_code == 200
    later = office.api.on(MONTH.following.first)
    done = await later.act(ORGANISATION, "/v1/reports", report_body())
    assert done.status_code == 201, done.text
    report = RecordAtHand(later, UUID(done.json()["links"]["record"].rpartition("/")[2].partition("?")[0]), 3)

    assert await office.told(report) == office.each(2, NoticeKind.REPORT, ABOVE)


async def test_a_meeting_from_its_notice_to_its_minutes(office: Office) -> None:
    """Those who sit in it and the invited; a change tells whoever is invited no more; the minutes those who sit."""
    api = office.api
    case = await ripe(api)
    guest, other = api.installed.actor(FINANCE).person, api.installed.actor(HR).person
    member = api.installed.actor(MEMBERS[0]).person
    at_hand = await MeetingAtHand.begun(api, SECRETARY, notice(case, invited=[guest, member]))
    called = await office.told(at_hand)
    way = f"/meetings/{at_hand.id}"
    led = Markup((await browse(api, "/notices", FINANCE)).text).values("a", "href")
    opened = await browse(api, way, FINANCE)
    opening = {"pack", "organ", "title"}
    change = {name: value for name, value in notice(case, invited=[other]).items() if name not in opening}
    await at_hand.act(SECRETARY, "notice", {**change, "reasons": "改期"})
    moved = await office.told(at_hand, 1)
    pages = [Markup((await browse(api, "/notices", each)).text) for each in (FINANCE, HR)]
    answer = await api.act(SECRETARY, f"/v1/meetings/{at_hand.id}/minutes", entry(api, case))
    assert answer.status_code == 201, answer.text
    entered = await office.told(at_hand, 2)
    off = await MeetingAtHand.begun(api, SECRETARY, notice(await ripe(api)))
    await off.act(SECRETARY, "cancellation", {"reasons": "另行安排"})

    assert called == office.each(1, NoticeKind.MEETING, {*SITS, FINANCE})
    assert way in led
    assert opened.status_code == httpx2.codes.OK
    assert [way in each.values("a", "href") for each in pages] == [False, True]
    assert ["不再请您列席" in each.text for each in pages] == [True, False]
    assert moved == office.each(2, NoticeKind.MEETING, {*SITS, FINANCE, HR})
    assert entered == office.each(3, NoticeKind.MINUTES, SITS - {SECRETARY})
    assert await office.told(off, 1) == office.each(2, NoticeKind.MEETING, SITS)


async def test_what_was_told_is_read_on_the_page_and_leads_there(office: Office) -> None:
    """With the number of the filing, the record, the meeting; nobody else reads it."""
    at_hand = await FilingAtHand.begun(office.api, CONTACT, filing(office.api))
    await office.told(at_hand)
    number = (await at_hand.get(DISCIPLINE)).json()["number"]

    page = await browse(office.api, "/notices", DISCIPLINE)
    listed = (await office.api.get(DISCIPLINE, "/v1/notices")).json()["items"]
    mine = next(one for one in listed if one["case_id"] == str(at_hand.id))
    others = [(await office.api.get(each, "/v1/notices")).json()["items"] for each in (OTHER_CONTACT, SUPERVISOR)]

    assert (mine["stream"], mine["case_number"], mine["kind"]) == ("risk_filing", number, "duty")
    assert f"/risk-filings/{at_hand.id}" in Markup(page.text).values("a", "href")
    assert number in page.text
    assert str(at_hand.id) not in str(others)
    timeline = Markup((await browse(office.api, f"/risk-filings/{at_hand.id}", CONTACT)).text).text
    assert timeline.count("送达已通知4人") == 1


@pytest.fixture
async def mailed(office: Office) -> AsyncIterator[Mapping[str, str]]:
    """Members and keepers with a mailbox, who are quiet all day and have muted what they may."""
    quiet = Choice(quiet_from=time(0), quiet_until=time(23, 59), muted=frozenset(NoticeKind))
    chosen = {
        SECRETARY: quiet,
        MEMBERS[1]: quiet,
        DISCIPLINE: replace_muted(quiet, NoticeKind.RECORD, NoticeKind.MEETING),
    }
    people = {position: office.api.personas[position].person for position in chosen}
    for position, person in people.items():
        await choices.choose(office.pool, person, chosen[position], datetime.now(UTC))
        await choices.ask_to_verify(office.pool, person, b"x", b"x", datetime.now(UTC))
        await choices.verified(office.pool, person, datetime.now(UTC))
    yield people
    await office.pool.execute("UPDATE notice_choice SET mail = NULL")


def replace_muted(choice: Choice, *muted: NoticeKind) -> Choice:
    """A choice with other kinds muted."""
    return choice.model_copy(update={"muted": frozenset(muted)})


async def mails(office: Office, stream: StreamAtHand) -> dict[tuple[str, int], datetime]:
    """The mails of a stream: to whom, of which event, and not before when."""
    found = await office.pool.fetch(
        "SELECT n.position, n.version, d.due_at FROM notice n JOIN notice_delivered m USING (notice_id)"
        " JOIN notice_delivery d USING (delivery_id) WHERE n.case_id = $1 AND d.channel = 'mail'",
        stream.id,
    )
    return {(row["position"], row["version"]): row["due_at"] for row in found}


async def test_what_may_be_muted_is_muted_and_the_rest_waits_for_quiet_hours_unless_it_must_be_told(
    office: Office, mailed: Mapping[str, str]
) -> None:
    """A meeting is mailed at once whatever somebody chose; a filing waits; a record is only shown."""
    meeting = await MeetingAtHand.begun(office.api, SECRETARY, notice(await ripe(office.api)))
    filed = await FilingAtHand.begun(office.api, CONTACT, filing(office.api))
    opened = await RecordAtHand.begun(office.api, CONTACT, record("pre_consultation"))
    for each_ in (meeting, filed, opened):
        await office.told(each_)
    now = datetime.now(UTC)

    at_once = await mails(office, meeting)
    later = await mails(office, filed)

    assert {position for position, _ in at_once} == {SECRETARY, MEMBERS[1]}
    assert all(due <= now for due in at_once.values())
    assert {position for position, _ in later} == {DISCIPLINE}
    assert all(due > now for due in later.values())
    assert await mails(office, opened) == {}
    assert (1, mailed[DISCIPLINE], "record") in await office.told(opened)


async def test_who_has_left_office_is_told_of_nothing_more(office: Office) -> None:
    """A member whose seat was given up, and an officer who left the organ, from the day on which it is published."""
    api, gone = office.api, (MEMBERS[6], "county-a-discipline-officer-3")
    organs = api.installed.organs
    left = organs.model_copy(
        update={
            "seats": tuple(each for each in organs.seats if each.position not in gone),
            "holdings": tuple(each for each in organs.holdings if each.position not in gone),
        }
    )
    case = await ripe(api)
    await install(office.pool, "organs", ORGANS, left.model_dump_json().encode(), "test")
    try:
        filed = await FilingAtHand.begun(api, CONTACT, filing(api))
        meeting = await MeetingAtHand.begun(api, SECRETARY, notice(case))
        told = await office.told(filed) | await office.told(meeting)
    finally:
        await install(office.pool, "organs", ORGANS, organs.model_dump_json().encode(), "test")

    assert told == office.each(2, NoticeKind.DUTY, TAKES_IN - {gone[1]}) | office.each(
        1, NoticeKind.MEETING, SITS - {gone[0]}
    )


async def test_where_nothing_tells_anybody_one_statement_is_asked(office: Office) -> None:
    """However much there is to read; and what tells is found after it."""
    at_hand = await FilingAtHand.begun(office.api, CONTACT, filing(office.api))
    await office.told(at_hand)
    asked: list[str] = []
    pool = office.follower.pool
    counting = replace(office.follower)
    counting.pool = cast("Pool", Counting(pool, asked))
    await at_hand.act(DISCIPLINE, "number", {"number": f"甲纪备〔2026〕{uuid4().int % 10**6}号"})
    await wait_until_current(office.pool, (case_page.MODEL,), timeout_seconds=20)

    looked = [await counting.step() for _ in range(2)]

    assert looked == [True, False]
    assert len(asked) == 2
    await at_hand.act(DISCIPLINE, "reply", REPLY)
    assert await office.told(at_hand, 3) == office.each(4, NoticeKind.ANSWER, UNIT)


class Counting:
    """A pool that says what it is asked."""

    def __init__(self, pool: Pool, asked: list[str]) -> None:
        self._pool = pool
        self._asked = asked

    def __getattr__(self, name: str) -> object:
        """What the pool has, noted."""
        self._asked.append(name)
        return getattr(self._pool, name)
