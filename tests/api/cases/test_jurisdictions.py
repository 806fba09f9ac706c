"""A case that goes from county to county: through the engine, who sees what of it, where it is listed and counted."""

from itertools import product
from typing import Any

import pytest
from pydantic import JsonValue

from eventlog.reference import install
from policies.packs.loader import bundled_pack, pack_bytes
from tests.api.addresses import every_route
from tests.api.browsing import browse
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.positions import CONTACT, DISCIPLINE, ORGANISATION, OTHER_COUNTY, SUPERVISOR

HEAD_A, HEAD_B, PREFECTURE = "county-a-organization-head", "county-b-organization-head", "prefecture-organization-head"
SUPERVISOR_B = "county-b-discipline-supervisor"
DISCIPLINE_B = "county-b-discipline-officer-1"
_PAPER: JsonValue = {"sha256": "b" * 64, "title": "移送函", "paper": "原件存档"}
_WHY = "当事人调任乙县，不再由本县管理。"


async def registered(api: ApiClient, name: str, jurisdiction: str = "demo-county-a", by: str = ORGANISATION) -> str:
    """A new person of a place."""
    return str(await api.register(by, name, jurisdiction=jurisdiction))


async def filed(api: ApiClient, name: str, **changes: JsonValue) -> tuple[CaseAtHand, str]:
    """A case of county A on a new person."""
    subject = await registered(api, name)
    return await api.file(applicant=subject, subjects=[subject], **changes), subject


async def gone_to_b(api: ApiClient, subject: str) -> None:
    """The register says that county B manages the person from now on."""
    moved = await api.act(ORGANISATION, f"/v1/subjects/{subject}/authority", {"jurisdiction": "demo-county-b"})
    assert moved.status_code == 201, moved.text
    assert moved.json()["version"] == 2


def transfer(to: str = "county-b-organization") -> Body:
    """The letter of transfer."""
    return {"to_organ": to, "reasons": _WHY, "document": _PAPER}


async def listed(api: ApiClient, position: str, path: str) -> list[str]:
    """The cases in a list."""
    return [str(line["case_id"]) async for line in api.read_on(position, path)]


async def test_a_transfer_from_county_to_county(api: ApiClient) -> None:
    """Sent, it is there for both; received, the new county has all of it and the old one what there was."""
    case, subject = await filed(api, "闻人岳")
    await gone_to_b(api, subject)
    unseen = await api.get(OTHER_COUNTY, f"/v1/cases/{case.id}")
    await case.act(HEAD_A, "transfer", transfer())
    awaited = await case.get(OTHER_COUNTY)
    in_b = await listed(api, OTHER_COUNTY, "/v1/cases")
    asked = (await api.read(OTHER_COUNTY, "/v1/inbox?organ=county-b-organization"))["items"]
    rests = await api.act(
        ORGANISATION, f"/v1/cases/{case.id}/acceptance", {"accepted": True, "reasons": "可"}, seen=case.version
    )
    sent = case.version
    await case.act(OTHER_COUNTY, "handover-answer", {"accepts": True})
    await case.act(OTHER_COUNTY, "acceptance", {"accepted": True, "reasons": "乙县受理的内部理由。"})
    by_b = await case.read(OTHER_COUNTY)
    by_a = (await case.get(ORGANISATION)).json()  # who has let it go sees it as it was
    history_a = (await api.read(ORGANISATION, f"/v1/cases/{case.id}/events?limit=1000"))["events"]
    history_b = (await api.read(OTHER_COUNTY, f"/v1/cases/{case.id}/events?limit=1000"))["events"]

    assert (unseen.status_code, awaited.status_code) == (404, 200)
    assert str(case.id) in in_b
    assert [item["code"] for item in asked if item["case_id"] == str(case.id)] == ["receive_case"]
    assert problem_of(rests).code == "handover_pending"
    assert (by_b["jurisdiction"], by_b["to_organ"]) == ("demo-county-b", "county-b-organization")
    assert [move["by"] for move in by_b["moves"]] == ["transfer"]
    assert (by_a["jurisdiction"], by_a["version"], by_a["number"]) == ("demo-county-a", sent, by_b["number"])
    assert [event["version"] for event in history_a] == list(range(1, sent + 2))
    assert history_a[-1]["kind"] == "jurisdiction_changed"
    assert [event["version"] for event in history_b] == list(range(1, case.version + 1))
    assert "乙县受理的内部理由" not in str(history_a)


async def owed(api: ApiClient, who: str, case: CaseAtHand) -> set[str]:
    """What the board of deadlines lists of a case."""
    lines: list[Any] = [line async for line in api.read_on(who, "/v1/deadlines?limit=100")]
    return {line["duty"]["duty"] for line in lines if line["case_id"] == str(case.id)}


async def test_it_is_listed_and_counted_in_one_place(api: ApiClient) -> None:
    """Cases, deadlines, inbox and figures of the old county know it no more; what has left stands by itself."""
    before = {who: (await api.get(who, "/v1/statistics/yearly")).text for who in (SUPERVISOR, SUPERVISOR_B)}
    case, subject = await filed(api, "澹台竹")
    await gone_to_b(api, subject)
    await case.act(HEAD_A, "transfer", transfer())
    await case.read(OTHER_COUNTY)
    awaited = {who: await owed(api, who, case) for who in (ORGANISATION, OTHER_COUNTY)}
    await case.act(OTHER_COUNTY, "handover-answer", {"accepts": True})
    await case.read(OTHER_COUNTY)
    lists = ("/v1/cases", "/v1/deadlines")
    in_a = [await listed(api, ORGANISATION, path) for path in lists]
    in_b = [await listed(api, OTHER_COUNTY, path) for path in lists]
    left_a = await listed(api, ORGANISATION, "/v1/handed-over-cases")
    left_b = await listed(api, OTHER_COUNTY, "/v1/handed-over-cases")
    page = (await browse(api, "/cases", ORGANISATION)).text
    file_a = (await browse(api, f"/cases/{case.id}", ORGANISATION)).text
    file_b = (await browse(api, f"/cases/{case.id}", OTHER_COUNTY)).text

    assert awaited == {ORGANISATION: set(), OTHER_COUNTY: {"receive_case"}}
    assert [str(case.id) in ids for ids in in_a] == [False, False]
    assert [str(case.id) in ids for ids in in_b] == [True, True]
    assert (str(case.id) in left_a, str(case.id) in left_b) == (True, False)
    assert "移出案件" in page
    assert "本案已由其他机关办理" in file_a
    assert "管辖变更" in file_b
    assert before[SUPERVISOR] == (await api.get(SUPERVISOR, "/v1/statistics/yearly")).text
    assert before[SUPERVISOR_B] != (await api.get(SUPERVISOR_B, "/v1/statistics/yearly")).text


async def test_the_old_county_acts_no_more_and_the_unit_still_does(api: ApiClient) -> None:
    """Whoever had it is told that they are not competent; the applicant's unit sees and takes back its own."""
    case, subject = await filed(api, "公良舟")
    await gone_to_b(api, subject)
    await case.act(HEAD_A, "transfer", transfer())
    await case.act(OTHER_COUNTY, "handover-answer", {"accepts": True})
    accepts: Body = {"accepted": True, "reasons": "可"}
    refused = await api.act(ORGANISATION, f"/v1/cases/{case.id}/acceptance", accepts, seen=case.version)
    certificate = await api.get(ORGANISATION, f"/v1/cases/{case.id}/agenda")
    unit = await case.get(CONTACT)
    await case.act(CONTACT, "withdrawal", {"reasons": "已自行整改。"})

    assert (refused.status_code, problem_of(refused).code) == (403, "not_competent")
    assert certificate.status_code == 404
    assert unit.json()["jurisdiction"] == "demo-county-b"
    assert (await case.read(OTHER_COUNTY))["closed"]


async def test_nobody_takes_it_and_the_superior_designates(api: ApiClient) -> None:
    """Declined it is out of the other county's sight again; designated it is there for good."""
    case, subject = await filed(api, "宇文堤")
    await gone_to_b(api, subject)
    await case.act(HEAD_A, "transfer", transfer())
    await case.act(HEAD_B, "handover-answer", {"accepts": False, "reasons": "到任手续未办结。"})
    declined = (await case.get(OTHER_COUNTY)).json()  # who declined sees it as it was
    again = await api.act(HEAD_A, f"/v1/cases/{case.id}/transfer", transfer(), seen=case.version)
    await case.act(PREFECTURE, "designation", transfer())
    await case.act(OTHER_COUNTY, "handover-answer", {"accepts": True})
    by_b = await case.read(OTHER_COUNTY)

    assert declined["handover"]["by"] == "transfer"
    assert problem_of(again).code == "handover_pending"
    assert (by_b["to_organ"], by_b["moves"][-1]["by"]) == ("county-b-organization", "designation")


async def test_who_may_decide_it(api: ApiClient) -> None:
    """Officers do not transfer; a county neither raises a prefecture's case nor another county's."""
    case, _ = await filed(api, "司寇岸")
    by_officer = await api.act(ORGANISATION, f"/v1/cases/{case.id}/transfer", transfer(), seen=case.version)
    raised: Body = {"reasons": "误操作", "document": _PAPER}
    from_b = await api.act(HEAD_B, f"/v1/cases/{case.id}/elevation", raised, seen=case.version)
    await case.act(PREFECTURE, "elevation", {"reasons": "案情重大。", "document": _PAPER})
    from_a = await api.act(HEAD_A, f"/v1/cases/{case.id}/elevation", raised, seen=case.version)

    assert (by_officer.status_code, problem_of(by_officer).code) == (403, "forbidden")
    assert from_b.status_code == 404
    assert (from_a.status_code, problem_of(from_a).code) == (403, "not_above")


@pytest.fixture
async def localities(api: ApiClient) -> ApiClient:
    """County A and county B have each their own law, which holds there alone."""
    nujiang = bundled_pack("nujiang")
    for county in ("a", "b"):
        local = nujiang.model_copy(update={"pack": f"law-of-{county}", "jurisdiction": f"demo-county-{county}"})
        await install(api.installed.pool, "pack", local.pack, pack_bytes(local), "test")
    return api


async def test_two_localities_know_nothing_of_each_other(localities: ApiClient) -> None:
    """Each case gets the law of its place; whatever list or search one county walks, nothing of the other is in it."""
    api, names = localities, {"a": "呼延甲", "b": "赫连乙"}
    here, subject_a = await filed(api, names["a"], pack=None, title="甲县的标题")
    subject_b = await registered(api, names["b"], "demo-county-b", OTHER_COUNTY)
    signed: JsonValue = {"kind": "refused", "refusal_reasons": "负责人拒签"}
    there = await CaseAtHand.begun(
        api,
        OTHER_COUNTY,
        api.application(
            pack=None,
            to_organ="county-b-organization",
            title="乙县的标题",
            applicant=subject_b,
            subjects=[subject_b],
            endorsement=signed,
        ),
    )
    far = await api.act(CONTACT, "/v1/cases", api.application(pack="nujiang"))
    pages = {"a": await here.read(ORGANISATION), "b": await there.read(OTHER_COUNTY)}
    walked = [route.path for route in every_route() if "GET" in (route.methods or ()) and "{" not in route.path]
    readers = {
        "a": (ORGANISATION, DISCIPLINE, SUPERVISOR, CONTACT),
        "b": (OTHER_COUNTY, DISCIPLINE_B, SUPERVISOR_B, "county-b-shuanghe-contact"),
    }
    told = {"a": (str(here.id), subject_a, "甲县的标题"), "b": (str(there.id), subject_b, "乙县的标题")}
    leaks, found = list[tuple[str, str, str]](), set[str]()
    for county, other in (("a", "b"), ("b", "a")):
        queries = ("", *(f"?name={names[each]}&subject={told[each][1]}&limit=200" for each in (county, other)))
        for who, path, query in product(readers[county], walked, queries):
            answer = await (api.get(who, path + query) if path.startswith("/v1") else browse(api, path + query, who))
            said = _without(answer.text, query)
            found |= {each for each in told[county] if each in said}
            asked = {told[other][1]} if path.endswith("/reads") else set()  # what one's own people have asked for here
            leaks += [(who, path + query, each) for each in told[other] if each in said and each not in asked]

    assert {county: page["pack"] for county, page in pages.items()} == {"a": "law-of-a", "b": "law-of-b"}
    assert problem_of(far).code == "not_law_here"
    assert leaks == []
    assert found >= {told[each][n] for each in told for n in (0, 2)}
    assert len(walked) > 20


def _without(text: str, query: str) -> str:
    """An answer without what was asked, which forms and links show again."""
    for value in query.removeprefix("?").split("&"):
        text = text.replace(value.partition("=")[2], "") if value and not value.startswith("limit") else text
    return text


async def test_another_law_is_taken_in_its_own_words(localities: ApiClient) -> None:
    """From county A to county B the case begins anew under the law of county B, with the same number and run."""
    api = localities
    case, subject = await filed(api, "鲜于渡", pack=None)
    number = (await case.read(ORGANISATION))["number"]
    await gone_to_b(api, subject)
    await case.act(HEAD_A, "transfer", transfer())
    await case.act(OTHER_COUNTY, "handover-answer", {"accepts": True})
    page = await case.read(OTHER_COUNTY)
    agenda = await api.read(OTHER_COUNTY, f"/v1/cases/{case.id}/agenda")
    shown = (await browse(api, f"/cases/{case.id}", OTHER_COUNTY)).text
    certificates = {
        duty["state"]: (await browse(api, f"/cases/{case.id}/deadlines/{duty['duty_id']}/explain", OTHER_COUNTY)).text
        for duty in page["duties"]
        if duty["duty"] == "acceptance"
    }

    assert certificates.keys() == {"cancelled", "open"}
    assert "立案时的程序" in certificates["open"]
    assert "立案时的程序" not in certificates["cancelled"]
    assert "先后适用的程序" in shown
    assert (page["pack"], page["number"]) == ("law-of-b", number)
    assert [(step["step"], step["state"]) for step in page["steps"]] == [("acceptance", "open")]
    assert (agenda["jurisdiction"], [each["name"] for each in agenda["deadlines"]]) == ("demo-county-b", ["acceptance"])
    assert "自接收之日起重新计算" in shown


async def test_where_nothing_says_which_law_holds(api: ApiClient) -> None:
    """In county C five procedures hold alike: whoever names none is asked to."""
    subject = await registered(api, "万俟湾", "demo-city-c", PREFECTURE)
    body = api.application(
        pack=None, to_organ="city-c-organization", applicant=subject, subjects=[subject], endorsement=None
    )
    answer = await api.act("city-c-organization-officer-1", "/v1/cases", body)

    assert (answer.status_code, problem_of(answer).code) == (409, "ambiguous_law")
