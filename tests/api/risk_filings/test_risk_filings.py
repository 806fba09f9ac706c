"""Risk filings through the API: who files, replies, reads; and what their pages and a later case's page say."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from pydantic import JsonValue

from activities.risk_filings import RiskFilingActivities
from eventlog.pool import Pool
from tests.api.browsing import Scene, browse
from tests.api.client import ApiClient, Body, FilingAtHand, problem_of
from tests.api.positions import CONTACT, DISCIPLINE, ENDORSER, HR, MEMBERS, ORGANISATION, OTHER_CONTACT, OTHER_COUNTY
from tests.workflows.filings import PACK_NAME, install_pack
from workflows.worker import filings_worker

REPLY: Body = {"result": "filed", "reasons": "决策程序完备", "conditions": ["逐户签订承诺书"], "advice": "每周通报"}


@pytest.fixture(scope="module")
async def counter(api: ApiClient, app_pool: Pool) -> AsyncIterator[ApiClient]:
    """Everything that runs, with a worker for filings and a pack that has the track."""
    await install_pack(app_pool)
    async with filings_worker(api.context.temporal, RiskFilingActivities(api.installed.log)):
        yield api


def body(api: ApiClient, **changes: JsonValue) -> Body:
    """A filing that is in order, but for what a test changes."""
    return {
        "pack": PACK_NAME,
        "to_organ": "county-a-discipline",
        "title": "老旧小区改造先行拆除违建",
        "work": "先拆后签。",
        "planned_start": (_today() + timedelta(days=30)).isoformat(),
        "risks": ["住户可能反悔"],
        "dossier": [api.documents],
        **changes,
    }


async def file(api: ApiClient, **changes: JsonValue) -> FilingAtHand:
    """File as the unit's contact."""
    return await FilingAtHand.begun(api, CONTACT, body(api, **changes))


def _today() -> date:
    return datetime.now(UTC).date()


async def test_three_steps_and_what_they_show(counter: ApiClient) -> None:
    """Filed, replied to, archived; the file shows where it stands and who wrote what."""
    filing = await file(counter)
    received = await filing.read(DISCIPLINE)
    await filing.act(DISCIPLINE, "reply", REPLY)
    await filing.act(DISCIPLINE, "archive", {})
    answer = await filing.get(CONTACT)
    shown = answer.json()

    assert (received["stage"], received["title"]) == ("reply", "老旧小区改造先行拆除违建")
    assert (shown["stage"], shown["reply"], shown["filed"]) == ("in_force", "filed", True)
    assert shown["number"].startswith("备〔")
    assert answer.headers["etag"] == f'"v{filing.version}"'
    assert [event["kind"] for event in shown["events"]][-1] == "risk_filing_archived"
    assert shown["events"][0]["words"]["risks"] == ["住户可能反悔"]
    assert "住户可能反悔" not in str([event["facts"] for event in shown["events"]])


async def test_a_procedure_without_the_track_says_so(counter: ApiClient) -> None:
    """Nujiang: a problem with its own code, in both languages, that cites no other place; nothing is left behind."""
    answer = await counter.act(CONTACT, "/v1/risk-filings", body(counter, pack="nujiang"))

    assert (answer.status_code, problem_of(answer).code) == (409, "no_risk_filing")
    assert problem_of(answer).clause == ()


async def test_every_act_has_its_path(counter: ApiClient) -> None:
    """Deliberation, amendment, withdrawal: each records what it says."""
    filing = await file(counter)
    await filing.act(DISCIPLINE, "deliberation", {"reasons": "情况复杂"})
    refused = await counter.act(DISCIPLINE, f"/v1/risk-filings/{filing.id}/reply", dict(REPLY), seen=filing.version)
    await filing.act(DISCIPLINE, "reply", {**REPLY, "minutes": counter.documents})
    await filing.act(DISCIPLINE, "archive", {"documents": [counter.documents]})
    await filing.act(CONTACT, "amendment", {"change": "工期顺延"})
    ended = await filing.act(CONTACT, "withdrawal", {"matter_ended": True, "reasons": "完工"})

    assert problem_of(refused).code == "minutes_missing"
    assert ended.events == ("risk_filing_closed",)
    assert (await filing.read(DISCIPLINE))["closed_because"] == "matter_ended"


async def test_what_was_seen_is_asked_for_and_stale_acts_are_refused(counter: ApiClient) -> None:
    """If-Match is required, as with cases."""
    filing = await file(counter)
    path = f"/v1/risk-filings/{filing.id}/reply"
    without = await counter.act(DISCIPLINE, path, REPLY)
    await filing.act(DISCIPLINE, "reply", REPLY)
    stale = await counter.act(DISCIPLINE, f"/v1/risk-filings/{filing.id}/archive", {}, seen=2)

    assert (without.status_code, stale.status_code) == (428, 412)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (DISCIPLINE, True),
        (MEMBERS[0], False),
        (CONTACT, True),
        (ENDORSER, True),
        (OTHER_CONTACT, False),
        (OTHER_COUNTY, False),
        (HR, None),
    ],
)
async def test_lists_and_files_reach_as_far_as_one_another(counter: ApiClient, who: str, *, sees: bool | None) -> None:
    """Whoever sees it in the list can open it, as JSON and as a page, and nobody else can."""
    filing = await file(counter)
    await filing.read(DISCIPLINE)
    listed = await counter.get(who, "/v1/risk-filings")
    opened = await filing.get(who)
    shown = await browse(counter, f"/risk-filings/{filing.id}", who)

    if sees is None:
        assert listed.status_code == 403
    else:
        assert (str(filing.id) in {line["filing_id"] for line in listed.json()["items"]}) is sees
    assert opened.status_code == shown.status_code == (200 if sees else 404)


async def test_others_may_not_act(counter: ApiClient) -> None:
    """The unit does not reply to itself, another unit does not know of it, an organ does not file."""
    filing = await file(counter)
    path = f"/v1/risk-filings/{filing.id}"
    own = await counter.act(CONTACT, f"{path}/reply", REPLY, seen=2)
    stranger = await counter.act(OTHER_CONTACT, f"{path}/withdrawal", {"reasons": "无"}, seen=2)
    organ = await counter.act(DISCIPLINE, "/v1/risk-filings", body(counter))
    another_organ = await counter.act(ORGANISATION, f"{path}/reply", REPLY, seen=2)

    assert (own.status_code, stranger.status_code, organ.status_code) == (403, 404, 403)
    assert (another_organ.status_code, problem_of(another_organ).code) == (403, "not_competent")


async def test_a_list_reads_on_page_by_page_and_narrows(counter: ApiClient) -> None:
    """The newest first, each once; a stage narrows."""
    filed = [str((await file(counter, title=f"第{n}件")).id) for n in range(3)]
    await FilingAtHand(counter, UUID(filed[-1]), 2).read(DISCIPLINE)
    seen = [line["filing_id"] async for line in counter.read_on(DISCIPLINE, "/v1/risk-filings?limit=2")]
    closed = (await counter.read(DISCIPLINE, "/v1/risk-filings?stage=closed"))["items"]

    assert seen[:3] == filed[::-1]
    assert not {line["filing_id"] for line in closed} & set(filed)
    assert (await counter.get(DISCIPLINE, "/v1/risk-filings?stage=nowhere")).status_code == 422


async def test_a_case_is_no_filing_and_a_filing_no_case(counter: ApiClient) -> None:
    """Under the other's path neither exists, for reading nor for acting; nothing begins to run on its stream."""
    filing, case = await file(counter), await counter.file()
    answers = [
        await counter.get(ORGANISATION, f"/v1/cases/{filing.id}"),
        await counter.get(DISCIPLINE, f"/v1/risk-filings/{case.id}"),
        await counter.act(ORGANISATION, f"/v1/cases/{filing.id}/matter-denial", {"reasons": "无"}, seen=2),
        await counter.act(DISCIPLINE, f"/v1/risk-filings/{case.id}/reply", REPLY, seen=2),
        await counter.get(DISCIPLINE, f"/v1/risk-filings/{uuid4()}"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5


async def test_a_later_case_shows_the_filing_as_evidence(counter: ApiClient) -> None:
    """Linked by hand, or found by the matter once a person confirms it; never said to be a promise."""
    linked, of_matter, case = await file(counter), await file(counter, title="同一事项"), await counter.file()
    await linked.act(ORGANISATION, "case", {"case_id": str(case.id)})
    matter = (await of_matter.read(DISCIPLINE))["matter_id"]
    await case.act(ORGANISATION, "matter-confirmation", {"earlier_matter": matter, "reasons": "系同一工程"})
    await case.read(ORGANISATION)
    await linked.read(DISCIPLINE)
    shown = await browse(counter, f"/cases/{case.id}", ORGANISATION)
    filing = await browse(counter, f"/risk-filings/{linked.id}", DISCIPLINE)
    by_case = (await counter.read(DISCIPLINE, f"/v1/risk-filings?case={case.id}"))["items"]
    nowhere = await counter.act(ORGANISATION, f"/v1/risk-filings/{linked.id}/case", {"case_id": str(uuid4())})

    assert shown.text.count("作为证据，不是免责承诺") == 2
    assert f'href="/risk-filings/{linked.id}"' in shown.text
    assert f'href="/risk-filings/{of_matter.id}"' in shown.text
    assert f'href="/cases/{case.id}"' in filing.text
    assert [line["filing_id"] for line in by_case] == [str(linked.id)]
    assert nowhere.status_code == 404


async def test_the_pages_say_where_a_filing_stands(counter: ApiClient) -> None:
    """State, times, what was written, and the history; a late one is marked."""
    filing = await file(counter, planned_start=(_today() - timedelta(days=1)).isoformat())
    await filing.act(DISCIPLINE, "reply", REPLY)
    await filing.read(DISCIPLINE)
    listed = await browse(counter, "/risk-filings", CONTACT)
    shown = await browse(counter, f"/risk-filings/{filing.id}", CONTACT)
    narrowed = await browse(counter, "/risk-filings?stage=closed", CONTACT)

    assert "事后报备" in listed.text
    assert "待存档" in listed.text
    assert all(words in shown.text for words in ("住户可能反悔", "逐户签订承诺书", "予以备案", "待存档"))
    assert shown.text.count("<h1>") == 1
    assert "None" not in shown.text
    assert str(filing.id) not in narrowed.text
    assert 'href="/risk-filings"' in shown.text


async def test_an_empty_list_says_what_it_is_for(counter: ApiClient) -> None:
    """Whoever has none learns what a filing is and what it is not; the way to its form is no address of the API."""
    shown = await browse(counter, "/risk-filings", OTHER_CONTACT)

    assert "这里还没有报备" in shown.text
    assert "不是免责承诺" in shown.text
    assert "/v1/risk-filings" not in shown.text


async def test_a_long_history_is_read_to_its_end(counter: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many events are read at a time, all are shown."""
    filing = await file(counter)
    await filing.act(DISCIPLINE, "reply", REPLY)
    await filing.act(DISCIPLINE, "archive", {})
    monkeypatch.setattr("api.streams.timeline._EVENTS_A_READ", 2)

    versions = [event["version"] for event in (await filing.read(CONTACT))["events"]]
    markup = (await browse(counter, f"/risk-filings/{filing.id}", DISCIPLINE)).text

    assert versions == list(range(1, filing.version + 1))
    assert all(f'id="e{version}"' in markup for version in versions)


async def test_the_reply_is_a_document_with_a_number(counter: ApiClient) -> None:
    """It stands on its receipt, on the filing, and in the register of documents for whoever sees the filing."""
    filing = await file(counter)
    await filing.act(DISCIPLINE, "reply", REPLY)
    version = 3
    receipt = await Scene(counter).page(f"/risk-filings/{filing.id}/receipts/{version}", CONTACT)
    found = re.search(r"报备反馈文号(容备复〔\d{4}〕\d+号)", receipt.text)
    assert found, receipt.text
    number = found[1]
    await filing.act(DISCIPLINE, "number", {"number": "甲纪办〔2026〕91号", "dispatched": version})
    page = await Scene(counter).page(f"/risk-filings/{filing.id}?seen={filing.version}", DISCIPLINE)
    await filing.read(DISCIPLINE)
    listed = {
        who: (await counter.read(who, f"/v1/dispatches?number={given}"))["items"]
        for who in (DISCIPLINE, CONTACT, OTHER_CONTACT, OTHER_COUNTY)
        for given in (number, "甲纪办[2026]091")
    }
    of_filing = (await counter.read(DISCIPLINE, f"/v1/risk-filings?number={number}"))["items"]
    register = await Scene(counter).page("/dispatches", DISCIPLINE)

    assert "甲纪办〔2026〕91号" in page.text
    assert [line["filing_id"] for line in of_filing] == [str(filing.id)]
    assert [(line["of"], line["stream_id"], line["version"]) for line in listed[DISCIPLINE]] == [
        ("risk_filing", str(filing.id), version)
    ]
    assert listed[CONTACT] == listed[DISCIPLINE]
    assert listed[OTHER_CONTACT] == listed[OTHER_COUNTY] == []
    assert f"/risk-filings/{filing.id}#e{version}" in register.values("a", "href")
