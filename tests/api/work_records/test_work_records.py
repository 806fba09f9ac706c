"""Work records: who opens, answers, reads; what is confidential; and what pages and a linked case say."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from pydantic import JsonValue

from activities.risk_filings import RiskFilingActivities
from eventlog.pool import Pool
from eventlog.reference import install
from policies.packs.loader import pack_bytes
from tests.api.browsing import browse
from tests.api.client import ApiClient, Body, RecordAtHand, http_client_of, problem_of
from tests.api.positions import (
    CONTACT,
    DISCIPLINE,
    ENDORSER,
    HR,
    OPERATOR,
    ORGANISATION,
    OTHER_CONTACT,
    OTHER_COUNTY,
    SECRETARY,
    SUPERVISOR,
)
from tests.domain.stories import records
from tests.workflows.filings import PACK_NAME as WITH_FILINGS
from tests.workflows.filings import install_pack
from workflows.worker import filings_worker

PACK_NAME = "with-records"
HEAD = "county-a-discipline-head"


@pytest.fixture(scope="module")
async def counter(api: ApiClient, app_pool: Pool) -> ApiClient:
    """Everything that runs, and a pack that has kinds of records; no worker is needed for them."""
    pack = records.PACK.model_copy(update={"pack": PACK_NAME})
    await install(app_pool, "pack", PACK_NAME, pack_bytes(pack), "test")
    return api


@pytest.fixture(scope="module")
async def with_filings(counter: ApiClient, app_pool: Pool) -> AsyncIterator[ApiClient]:
    """The same with risk filings."""
    await install_pack(app_pool)
    async with filings_worker(counter.context.temporal, RiskFilingActivities(counter.installed.log)):
        yield counter


def body(record: str, keeper: str = "county-a-discipline", **changes: JsonValue) -> Body:
    """An opening that is in order, but for what a test changes."""
    return {
        "pack": PACK_NAME,
        "record": record,
        "keeper": keeper,
        "title": "码头岸线调整",
        "statement": "拟提交集体研究",
        **changes,
    }


async def opened(
    api: ApiClient, position: str, record: str, keeper: str = "county-a-discipline", **changes: JsonValue
) -> RecordAtHand:
    """Open a record."""
    return await RecordAtHand.begun(api, position, body(record, keeper, **changes))


async def pre_check(api: ApiClient, **changes: JsonValue) -> RecordAtHand:
    """The unit puts a matter before the committee."""
    return await opened(api, CONTACT, "pre_check", keeper="county-a-committee", **changes)


def _today() -> date:
    return datetime.now(UTC).date()


async def test_a_matter_is_checked_before_it_is_decided(counter: ApiClient) -> None:
    """The unit asks, both write, the keeper states what came of it; the file shows all of it."""
    record = await pre_check(counter)
    added = await record.act(CONTACT, "entries", {"statement": "补充风险评估", "documents": [counter.documents]})
    await record.act(SECRETARY, "entries", {"statement": "意见已采纳", "outcome": "ready"})
    ended = await record.act(SECRETARY, "closing", {"statement": "可以提交"})
    answer = await record.get(CONTACT)
    shown = answer.json()

    assert added.events == ("work_record_entry_added",)
    assert ended.events == ("work_record_closed",)
    assert (shown["state"], shown["outcome"]["id"], shown["entries"], shown["documents"]) == ("closed", "ready", 2, 1)
    assert (shown["title"], shown["number"][:2]) == ("码头岸线调整", "记〔")
    assert answer.headers["etag"] == f'"v{record.version}"'
    assert shown["events"][1]["words"]["statement"] == "补充风险评估"
    assert "补充风险评估" not in str([event["facts"] for event in shown["events"]])


async def test_the_same_key_gives_the_same_answer_and_another_body_does_not(counter: ApiClient) -> None:
    """At most once, as with cases; a refusal is kept too, and no version is taken twice."""
    key, path = uuid4(), "/v1/records"
    first = await counter.act(DISCIPLINE, path, body("consultation"), key=key)
    again = await counter.act(DISCIPLINE, path, body("consultation"), key=key)
    other = await counter.act(DISCIPLINE, path, body("consultation", title="别的"), key=key)
    refused = uuid4()
    entry = f"{path}/{first.json()['record_id']}/entries"
    no = await counter.act(ORGANISATION, entry, {"statement": "无"}, key=refused)
    closing = f"{path}/{first.json()['record_id']}/closing"
    outcome: Body = {"statement": "无", "outcome": "splendid"}
    lost = [await counter.act(DISCIPLINE, closing, outcome, seen=1, key=refused) for _ in range(2)]

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert (other.status_code, problem_of(other).code) == (422, "key_reused")
    assert (no.status_code, problem_of(no).code) == (403, "not_competent")
    assert [problem_of(each).code for each in lost] == ["unknown_record_outcome"] * 2


async def test_acts_at_the_same_time_all_stand(counter: ApiClient) -> None:
    """No engine queues them, and yet each has a version of its own: they take turns, and none is turned away."""
    record = await opened(counter, DISCIPLINE, "consultation")
    path = f"/v1/records/{record.id}/entries"
    answers = await asyncio.gather(*(counter.act(DISCIPLINE, path, {"statement": f"第{n}条"}) for n in range(60)))

    assert [answer.status_code for answer in answers] == [201] * 60
    assert sorted(answer.json()["version"] for answer in answers) == [*range(2, 62)]


async def test_a_procedure_without_records_says_so(counter: ApiClient) -> None:
    """Nujiang has none, and no pack is guessed."""
    none = await counter.act(DISCIPLINE, "/v1/records", body("consultation", pack="nujiang"))
    unknown = await counter.act(DISCIPLINE, "/v1/records", body("consultation", pack="nowhere"))

    assert (none.status_code, problem_of(none).code) == (409, "no_record_kind")
    assert problem_of(unknown).code == "unknown_pack"


async def test_closing_asks_for_what_was_seen(counter: ApiClient) -> None:
    """Entries do not; what was added meanwhile must have been read before the record is closed."""
    record = await opened(counter, DISCIPLINE, "consultation")
    path = f"/v1/records/{record.id}"
    without = await counter.act(DISCIPLINE, f"{path}/closing", {"statement": "无"})
    await record.act(DISCIPLINE, "entries", {"statement": "第一次会商"})
    stale = await counter.act(DISCIPLINE, f"{path}/closing", {"statement": "无"}, seen=1)

    assert (without.status_code, stale.status_code) == (428, 412)


@pytest.mark.parametrize(
    ("who", "open_", "secret"),
    [
        (DISCIPLINE, 200, 200),
        (HEAD, 200, 200),
        (CONTACT, 200, 200),
        (ENDORSER, 200, 404),
        (SUPERVISOR, 200, 200),
        (ORGANISATION, 200, 404),
        (SECRETARY, 200, 404),
        ("province-organization-officer-1", 200, 404),
        (OTHER_CONTACT, 404, 404),
        (OTHER_COUNTY, 404, 404),
        (HR, 403, 403),
        (OPERATOR, 403, 403),
    ],
)
async def test_who_knows_of_a_record(counter: ApiClient, who: str, open_: int, secret: int) -> None:
    """List, file, page and acts reach equally far; a confidential one is for the keeper and whoever opened it."""
    asked = await pre_check(counter)
    private = await opened(counter, CONTACT, "pre_consultation", title="能否先行先试")
    for record, expected in ((asked, open_), (private, secret)):
        await record.read(CONTACT)
        opened_ = await record.get(who)
        shown = await browse(counter, f"/records/{record.id}", who)
        acted = await counter.act(who, f"/v1/records/{record.id}/entries", {"statement": "无"})
        listed = await counter.get(who, "/v1/records?limit=200")
        seen = {line["record_id"] for line in listed.json().get("items", ())}

        assert opened_.status_code == shown.status_code == expected
        assert (str(record.id) in seen) is (expected == 200)
        assert (acted.status_code == 404) is (expected == 404)
        if expected != 200:
            assert "能否先行先试" not in listed.text + shown.text + acted.text


async def test_words_are_for_those_who_wrote_or_answer(counter: ApiClient) -> None:
    """In confidence, both sides read what was written."""
    private = await opened(counter, CONTACT, "pre_consultation")
    await private.act(DISCIPLINE, "entries", {"statement": "依程序集体研究即可"})
    shown = await private.read(CONTACT)

    assert [event["words"]["statement"] for event in shown["events"]] == ["拟提交集体研究", "依程序集体研究即可"]


async def test_others_may_not_act(counter: ApiClient) -> None:
    """Whoever asked states no outcome and closes nothing; another organ opens and adds nothing."""
    record = await pre_check(counter)
    path = f"/v1/records/{record.id}"
    answers = [
        await counter.act(CONTACT, f"{path}/entries", {"statement": "无", "outcome": "ready"}),
        await counter.act(CONTACT, f"{path}/closing", {"statement": "无"}, seen=1),
        await counter.act(DISCIPLINE, f"{path}/entries", {"statement": "无"}),
        await counter.act(CONTACT, "/v1/records", body("consultation")),
        await counter.act(SUPERVISOR, "/v1/records", body("consultation")),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert [problem_of(answer).code for answer in answers] == ["not_competent"] * 4 + ["forbidden"]


async def test_a_list_reads_on_and_narrows(counter: ApiClient) -> None:
    """The newest first, each once; by kind, by state."""
    made = [str((await opened(counter, DISCIPLINE, "consultation", title=f"第{n}次")).id) for n in range(3)]
    await RecordAtHand(counter, UUID(made[-1]), 1).read(DISCIPLINE)
    path = "/v1/records?limit=2&record=consultation"
    seen = [line["record_id"] async for line in counter.read_on(DISCIPLINE, path)]
    closed = (await counter.read(DISCIPLINE, "/v1/records?state=closed&limit=200"))["items"]

    assert seen[:3] == made[::-1]
    assert not {line["record_id"] for line in closed} & set(made)
    assert (await counter.get(DISCIPLINE, "/v1/records?state=nowhere")).status_code == 422


async def test_what_should_have_come_round_is_on_top(counter: ApiClient) -> None:
    """Said in the list, in the file and on both pages; once done again it is late no more."""
    long_ago: dict[str, JsonValue] = {"on": (_today() - timedelta(days=200)).isoformat(), "late_entry_reason": "补记"}
    late = await opened(counter, DISCIPLINE, "consultation", "county-a-discipline", title="久未会商", **long_ago)
    newer = await opened(counter, DISCIPLINE, "consultation", title="刚刚会商")
    await newer.read(DISCIPLINE)
    before = await late.read(DISCIPLINE)
    overdue = (await counter.read(DISCIPLINE, "/v1/records?state=overdue"))["items"]
    listed = await browse(counter, "/records", DISCIPLINE)
    shown = await browse(counter, f"/records/{late.id}", DISCIPLINE)
    await late.act(DISCIPLINE, "entries", {"statement": "本季度会商"})
    after = await late.read(DISCIPLINE)

    assert (before["is_overdue"], after["is_overdue"]) == (True, False)
    assert {line["record_id"] for line in overdue} == {str(late.id)}
    assert "定期工作逾期，早应进行的在前" in listed.text
    assert listed.text.index(f"/records/{late.id}") < listed.text.index(f"/records/{newer.id}")
    assert "逾期" in shown.text


async def test_a_case_shows_the_records_linked_to_it_unless_confidential(counter: ApiClient) -> None:
    """By hand; whoever links must see the case; a confidential one shows the case and is not shown by it."""
    case = await counter.file()
    public = await opened(counter, DISCIPLINE, "consultation", title="季度会商纪要")
    private = await opened(counter, CONTACT, "pre_consultation", title="能否先行先试")
    target: Body = {"to": "case", "target": str(case.id)}
    await public.act(DISCIPLINE, "links", target)
    await private.act(DISCIPLINE, "links", target)
    twice = await counter.act(DISCIPLINE, f"/v1/records/{public.id}/links", target)
    nowhere = await counter.act(DISCIPLINE, f"/v1/records/{public.id}/links", {**target, "target": str(uuid4())})
    wrong = await counter.act(DISCIPLINE, f"/v1/records/{public.id}/links", {**target, "to": "risk_filing"})
    await public.read(DISCIPLINE)
    await private.read(DISCIPLINE)
    await case.read(DISCIPLINE)
    shown = await browse(counter, f"/cases/{case.id}", DISCIPLINE)
    record = await browse(counter, f"/records/{public.id}", DISCIPLINE)
    by_case = (await counter.read(DISCIPLINE, f"/v1/records?case={case.id}"))["items"]
    of_others = (await counter.read(ORGANISATION, f"/v1/records?case={case.id}"))["items"]

    assert problem_of(twice).code == "record_linked"
    assert (nowhere.status_code, wrong.status_code) == (404, 404)
    assert "有关的工作记录" in shown.text
    assert f'href="/records/{public.id}"' in shown.text
    assert "能否先行先试" not in shown.text
    assert str(private.id) not in shown.text
    assert f'href="/cases/{case.id}"' in record.text
    assert {line["record_id"] for line in by_case} == {str(public.id), str(private.id)}
    assert {line["record_id"] for line in of_others} == {str(public.id)}


async def test_a_record_goes_with_a_risk_filing(with_filings: ApiClient) -> None:
    """Named at the opening: the filing shows the record, and the record the filing; another unit's does not exist."""
    filed = await with_filings.act(
        CONTACT,
        "/v1/risk-filings",
        {
            "pack": WITH_FILINGS,
            "to_organ": "county-a-discipline",
            "title": "岸线调整报备",
            "work": "先行施工。",
            "planned_start": (_today() + timedelta(days=30)).isoformat(),
            "risks": ["手续滞后"],
        },
    )
    filing = filed.json()["filing_id"]
    record = await pre_check(with_filings, risk_filing=filing)
    unknown = await with_filings.act(
        CONTACT, "/v1/records", body("pre_check", keeper="county-a-committee", risk_filing=str(uuid4()))
    )
    await record.read(CONTACT)
    await with_filings.get(CONTACT, f"/v1/risk-filings/{filing}?seen={filed.json()['version']}")
    of_filing = await browse(with_filings, f"/risk-filings/{filing}", CONTACT)
    of_record = await browse(with_filings, f"/records/{record.id}", CONTACT)

    assert unknown.status_code == 404
    assert f'href="/records/{record.id}"' in of_filing.text
    assert f'href="/risk-filings/{filing}"' in of_record.text


async def test_a_record_is_no_case_and_a_case_no_record(counter: ApiClient) -> None:
    """Under the other's path neither exists, for reading nor for acting."""
    record, case = await opened(counter, DISCIPLINE, "consultation"), await counter.file()
    answers = [
        await counter.get(DISCIPLINE, f"/v1/cases/{record.id}"),
        await counter.get(DISCIPLINE, f"/v1/risk-filings/{record.id}"),
        await counter.get(DISCIPLINE, f"/v1/records/{case.id}"),
        await counter.act(DISCIPLINE, f"/v1/cases/{record.id}/matter-denial", {"reasons": "无"}, seen=1),
        await counter.act(DISCIPLINE, f"/v1/records/{case.id}/entries", {"statement": "无"}),
        await counter.get(DISCIPLINE, f"/v1/records/{uuid4()}"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6


async def test_no_worker_is_needed(counter: ApiClient) -> None:
    """Nothing waits for an instant, so no engine is asked: a record is kept while it is away."""
    context = replace(counter.context, patience=timedelta(seconds=5))
    async with http_client_of(context) as http:
        headers = {**counter.as_(DISCIPLINE), "Idempotency-Key": str(uuid4())}
        answer = await http.post("/v1/records", json=body("consultation"), headers=headers)

    assert answer.status_code == 201


async def test_the_pages_say_what_a_record_is(counter: ApiClient) -> None:
    """Kind, keeper, whoever asked, what was written and when; a confidential one says who can see it."""
    private = await opened(counter, CONTACT, "pre_consultation", title="能否先行先试", documents=[counter.documents])
    await private.act(DISCIPLINE, "entries", {"statement": "依程序集体研究即可"})
    await private.read(CONTACT)
    shown = await browse(counter, f"/records/{private.id}", CONTACT)
    listed = await browse(counter, "/records?kind=pre_consultation&state=open", CONTACT)

    assert all(words in shown.text for words in ("能否先行先试", "保密咨询", "依程序集体研究即可", "保密，不是案件"))
    assert shown.text.index("拟提交集体研究") < shown.text.index("依程序集体研究即可")
    assert "种类：保密咨询" in listed.text
    assert shown.text.count("<h1>") == listed.text.count("<h1>") == 1
    assert "None" not in shown.text + listed.text


async def test_an_empty_list_says_what_it_is_for(counter: ApiClient) -> None:
    """Whoever has none learns what records are and that one may ask in confidence; no address of the API is shown."""
    shown = await browse(counter, "/records", OTHER_CONTACT)
    none_such = await browse(counter, "/records?state=closed", OTHER_CONTACT)

    assert "这里还没有工作记录" in shown.text
    assert "保密咨询" in shown.text
    assert "/v1/records" not in shown.text
    assert "没有符合条件的工作记录" in none_such.text
