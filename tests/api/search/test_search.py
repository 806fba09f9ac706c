"""Search at its doors, over a real database: what is found, why, by whom, and what is kept of it."""

import asyncio
from dataclasses import replace
from unittest.mock import patch
from uuid import UUID, uuid4

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.app import create_app
from api.search import views
from eventlog.keys import InstallationKey
from eventlog.pool import Connection, Pool
from eventlog.read_log import ReadLog
from eventlog.subjects import Subject
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient, CaseAtHand, http_client_of, problem_of
from tests.api.positions import (
    CONTACT,
    ENDORSER,
    FINANCE,
    HR,
    MEMBERS,
    OPERATOR,
    ORGANISATION,
    OTHER_CONTACT,
    OTHER_COUNTY,
    SECRETARY,
    SUPERVISOR,
)
from tests.registering import enter

PLACE, UNIT = "demo-county-a", "示例甲县综合行政执法局"
READERS = (
    *(CONTACT, ENDORSER, ORGANISATION, FINANCE, SECRETARY, MEMBERS[0], SUPERVISOR, HR, OPERATOR, OTHER_CONTACT),
    OTHER_COUNTY,
)
NAME = "单小青"

Found = dict[str, list[dict[str, str]]]


async def person(api: ApiClient, name: str = NAME, place: str = PLACE) -> UUID:
    """Somebody in the register."""
    subject = Subject(uuid4(), "person", "government_organ", place, name, unit_name=UNIT)
    return await enter(api.context.subjects, subject)


async def found(api: ApiClient, position: str, q: str, more: str = "") -> Found:
    """What somebody finds, by kinds."""
    answer = await api.get(position, f"/v1/search?q={q}{more}")
    assert answer.status_code == httpx2.codes.OK, answer.text
    return {group["kind"]: group["hits"] for group in answer.json()["groups"]}


async def seen(case: CaseAtHand) -> CaseAtHand:
    """A case that the pages show."""
    assert (await case.get(ORGANISATION)).status_code == httpx2.codes.OK
    return case


def whys(hits: list[dict[str, str]], id_: UUID) -> list[str]:
    """Why something was found."""
    return [hit["why"] for hit in hits if hit["id"] == str(id_)]


async def test_a_case_is_found_by_the_number_of_what_went_out_of_it(api: ApiClient) -> None:
    """However it is typed, by whoever sees the case."""
    case = await api.file()
    await case.accept()
    await seen(case)
    (notice,) = (await api.read(ORGANISATION, f"/v1/dispatches?case_id={case.id}"))["items"]
    typed = notice["number"].replace("〔", "[").replace("〕", "]")

    assert whys((await found(api, ORGANISATION, typed))["case"], case.id) == ["number"]
    assert str(case.id) not in {hit["id"] for hit in (await found(api, OTHER_COUNTY, typed)).get("case", [])}


async def test_a_case_is_found_by_its_number_however_it_is_typed(api: ApiClient) -> None:
    """Brackets, blanks and the sign at the end do not matter, and a part will do; the exact one comes first."""
    case = await seen(await api.file())
    number = (await case.read(ORGANISATION))["number"]
    bare = number.replace("〔", "[").replace("〕", "]").removesuffix("号")
    tail = number.split("〔")[1].removesuffix("号")

    exact = [(await found(api, ORGANISATION, each))["case"][0] for each in (number, bare, f" {bare} ")]
    part = (await found(api, ORGANISATION, tail))["case"]

    assert {(hit["id"], hit["why"]) for hit in exact} == {(str(case.id), "number")}
    assert whys(part, case.id) == ["number"]


async def test_a_number_of_the_office_counts_as_soon_as_it_is_shown(api: ApiClient) -> None:
    """Also where it was given long after the search has begun to remember the case."""
    case = await seen(await api.file())
    number = f"甲组容〔2026〕{uuid4().int % 10**6}号"
    assert "case" not in await found(api, ORGANISATION, number)

    await case.act(ORGANISATION, "number", {"number": number})
    await seen(case)

    assert whys((await found(api, ORGANISATION, number))["case"], case.id) == ["number"]


@pytest.mark.parametrize(
    ("q", "why"), [("应急便道", "title"), ("yingjibiandao", "pinyin"), ("yjbd", "initials"), ("yingjbiand", "pinyin")]
)
async def test_a_case_is_found_by_its_title(api: ApiClient, q: str, why: str) -> None:
    """By words of it, and by their pinyin."""
    case = await seen(await api.file(title="关于应急便道抢修的容错申请"))

    assert whys((await found(api, ORGANISATION, q, "&limit=200"))["case"], case.id) == [why]


async def test_an_erased_title_finds_nothing(api: ApiClient, owner: Connection) -> None:
    """Although the search remembers it."""
    case = await seen(await api.file(title="关于吊桥索具更换的申请"))
    assert whys((await found(api, ORGANISATION, "吊桥索具"))["case"], case.id) == ["title"]

    await owner.execute("DELETE FROM case_key WHERE stream_id = $1", case.id)

    assert "case" not in await found(api, ORGANISATION, "吊桥索具")
    assert "case" not in await found(api, ORGANISATION, "diaoqiaosuoju")


@pytest.mark.parametrize(
    ("q", "why"),
    [(NAME, "name"), ("小青", "name"), ("shanxiaoqing", "pinyin"), ("sxq", "initials"), ("danxq", "pinyin")],
)
async def test_a_person_is_found_by_name_and_pinyin(api: ApiClient, q: str, why: str) -> None:
    """With the cases they are in; a list goes on masking who it is."""
    id_ = await person(api)
    case = await seen(await api.file(subjects=[str(id_)]))

    hits = await found(api, ORGANISATION, q, "&limit=100")

    assert whys(hits["subject"], id_) == [why]
    assert whys(hits["case"], case.id) == ["subject"]
    assert NAME not in "".join(str(hit["text"]) for hit in hits["case"])


async def test_an_entry_counts_at_once_and_so_does_a_merge(api: ApiClient) -> None:
    """Another name since a day, and a duplicate, which leads to who it stands for."""
    first = await person(api, "区云飞")
    assert whys((await found(api, ORGANISATION, "ouyunfei"))["subject"], first) == ["pinyin"]

    second = await person(api, "区云霏")
    await api.merge(ORGANISATION, second, first)
    hits = (await found(api, ORGANISATION, "区云霏"))["subject"]

    assert [hit["id"] for hit in hits] == [str(first)]


async def test_nobody_is_passed_over_however_long_their_entry_takes(api: ApiClient, app_pool: Pool) -> None:
    """An entry whose transaction ends after later ones were read."""
    held = Subject(uuid4(), "person", "government_organ", PLACE, "仇长久", unit_name=UNIT)
    register = api.context.subjects
    async with app_pool.acquire() as slow, slow.transaction():
        await slow.execute("SELECT pg_current_xact_id()")
        quick = await person(api, "仇快来")
        assert whys((await found(api, ORGANISATION, "qiukuailai"))["subject"], quick) == ["pinyin"]
        await enter(type(register)(slow, register._key), held)  # type: ignore[arg-type]  # noqa: SLF001 - a connection is asked as a pool is
        assert "subject" not in await found(api, ORGANISATION, "qiuchangjiu")

    assert whys((await found(api, ORGANISATION, "qiuchangjiu"))["subject"], held.subject_id) == ["pinyin"]


async def test_looking_for_people_is_kept_and_counted(
    api: ApiClient, app_pool: Pool, installation_key: InstallationKey
) -> None:
    """Each person told is a look-up; what was typed is kept sealed; a number looks nobody up."""
    name = f"解{chr(0x4E00 + uuid4().int % 5000)}{chr(0x4E00 + uuid4().int % 5000)}"
    ids = [await person(api, name), await person(api, name)]
    answer = await api.get(ORGANISATION, f"/v1/search?q={name}")
    number = await api.get(ORGANISATION, "/v1/search?q=容2026-999999")
    query = "SELECT action, sensitivity, look_ups, ids, private FROM read_log WHERE request_id = $1 AND look_ups > 0"
    (row,) = await app_pool.fetch(query, answer.headers["x-request-id"])
    context = replace(api.context, read_log=ReadLog(app_pool, installation_key, look_ups_an_hour=3))
    narrow = replace(api, context=context, http=http_client_of(context))
    limited = await narrow.get("county-a-organization-head", f"/v1/search?q={name}")
    again = await narrow.get("county-a-organization-head", f"/v1/search?q={name}")

    assert (row["action"], row["sensitivity"], row["look_ups"]) == ("read_subjects", "register", 2)
    assert set(row["ids"]) == set(ids)
    assert name.encode() not in bytes(row["private"])
    assert await app_pool.fetch(query, number.headers["x-request-id"]) == []
    assert {limited.status_code, again.status_code} == {200, 429}
    assert problem_of(again).code == "too_many_look_ups"


async def test_the_page_says_why_and_how(api: ApiClient) -> None:
    """Groups with reasons; nothing found is told with what to try; the box stands on every page but this one."""
    case = await seen(await api.file(title="关于渡槽加固的申请"))
    page = await browse(api, "/search?q=ducaojiagu", ORGANISATION)
    nothing = await browse(api, "/search?q=没有这样的事", ORGANISATION)
    empty = await browse(api, "/search", ORGANISATION)
    elsewhere = await browse(api, "/cases", ORGANISATION)

    for each, path in ((page, "found"), (nothing, "nothing"), (empty, "empty")):
        Markup(each.text).require_safe_and_whole(path)
        assert 'id="seek"' not in each.text
    assert f"/cases/{case.id}" in page.text
    assert "拼音" in Markup(page.text).text
    assert "没有找到“没有这样的事”" in Markup(nothing.text).text
    assert 'id="seek"' in elsewhere.text
    assert len(page.content) < 150_000


@pytest.mark.parametrize(
    "q", ["<script>alert(1)</script>", "%25_%27--", "*.(", "'" * 90, "zh" * 12, "〇〇", "💥💥", "..", "容" * 100]
)
async def test_odd_things_are_looked_for_as_they_are(api: ApiClient, q: str) -> None:
    """No pattern, no markup, no fault."""
    answer = await api.http.get("/search", params={"q": q}, headers=api.cookie(ORGANISATION))
    twin = await api.http.get("/v1/search", params={"q": q}, headers=api.as_(ORGANISATION))

    assert answer.status_code == httpx2.codes.OK
    assert "<script>alert" not in answer.text
    assert twin.status_code == httpx2.codes.OK


async def test_who_searches_nothing_has_no_box(api: ApiClient) -> None:
    """The security administrator, who reads no list."""
    position = next(each for each in api.personas if each.endswith("security-admin"))
    page = await browse(api, "/accounts", position)

    assert 'id="seek"' not in page.text


WORDS = st.one_of(
    st.sampled_from(
        ["容", "2026", "申请", "shenqing", "sq", "抢修", "qx", NAME, "sxq", "小青", "某", "弃土场", "qtc", "qz"]
    ),
    st.text("容申请单小青弃土场abcdefghijklmnopqrstuvwxyz0123456789〔〕", min_size=1, max_size=6),
)


@given(q=WORDS, position=st.sampled_from(READERS))
@settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_nothing_is_found_that_the_list_does_not_show(searched: ApiClient, q: str, position: str) -> None:
    """For every reader and whatever they type."""
    hits = await found(searched, position, q, "&limit=200")
    lists = {
        "case": "/v1/cases",
        "risk_filing": "/v1/risk-filings",
        "work_record": "/v1/records",
        "meeting": "/v1/meetings",
    }
    ids = {"case": "case_id", "risk_filing": "filing_id", "work_record": "record_id", "meeting": "meeting_id"}
    for kind, path in lists.items():
        if hits.get(kind):
            shown = {line[ids[kind]] async for line in searched.read_on(position, f"{path}?limit=200")}
            assert {hit["id"] for hit in hits[kind]} <= shown


@given(q=WORDS, position=st.sampled_from(READERS), limit=st.integers(1, 3))
@settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_the_best_are_found_however_few_are_looked_at_first(
    searched: ApiClient, q: str, position: str, limit: int
) -> None:
    """The last ones alone where the reader sees enough of them, else all."""
    with patch.object(views, "_ENOUGH", limit + 1):
        few = await found(searched, position, q, f"&limit={limit}")

    assert few == await found(searched, position, q, f"&limit={limit}")


@pytest.fixture
async def searched(api: ApiClient) -> ApiClient:
    """Cases of several places and people."""
    await person(api, NAME, "demo-county-b")
    for changes in ({}, {"subjects": [str(await person(api))]}, {"title": "关于抢修的申请"}):
        await seen(await api.file(**changes))
    return api


async def test_searches_at_once_read_what_is_new_once(api: ApiClient) -> None:
    """A process that has just begun is asked by ten at the same moment: all find it."""
    case = await seen(await api.file(title="关于滑坡监测的申请"))
    fresh = replace(
        api,
        http=httpx2.AsyncClient(
            transport=httpx2.ASGITransport(create_app(api.context)), base_url="http://rongcuo.test"
        ),
    )

    answers = await asyncio.gather(*(found(fresh, ORGANISATION, "滑坡监测") for _ in range(10)))

    assert all(whys(each["case"], case.id) == ["title"] for each in answers)
