"""Precedents through the API: written, kept from naming anybody, approved by another, found by what they say."""

import pytest
from pydantic import JsonValue

from api.cases.anonymity import Concerned, fields_naming, names_of_officials
from deploy.demo.sample_cases import sample_organs
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.positions import CONTACT, DISCIPLINE, HR, ORGANISATION, OTHER_COUNTY, SECRETARY

HEAD = "county-a-organization-head"
OFFICIAL = "county-a-finance-officer-1"
WORDS: dict[str, JsonValue] = {
    "title": "整改中先行施工",
    "facts": "为赶汛期，弃土场整改先行施工，事后补办招标。",
    "reasoning": "集体决策，没有谋取私利，已经补救。",
    "lesson": "应急项目也要留痕，事后及时报告。",
}


@pytest.fixture(scope="module")
async def concluded(api: ApiClient) -> CaseAtHand:
    """A case whose feedback was served."""
    case = await api.file()
    await case.conclude()
    return case


@pytest.fixture(scope="module")
async def collected(concluded: CaseAtHand) -> CaseAtHand:
    """The same case, its digest written and approved for inner use."""
    await concluded.act(ORGANISATION, "digest", WORDS)
    body: Body = {"digest": concluded.version, "publish": False}
    await concluded.act(SECRETARY, "digest-approval", body)
    await concluded.read(ORGANISATION)
    return concluded


async def attempt(api: ApiClient, case: CaseAtHand, position: str, act: str, body: Body) -> tuple[int, str]:
    """The answer to an act that must not be admitted."""
    answer = await api.act(position, f"/v1/cases/{case.id}/{act}", body, seen=case.version)
    return answer.status_code, problem_of(answer).code


async def test_a_digest_that_names_somebody_is_refused_by_field(api: ApiClient, concluded: CaseAtHand) -> None:
    """A subject however it is spaced, an official who acted, a unit that filed; the answer repeats no name (R-14)."""
    organs = api.installed.organs
    official = next(p.name for p in organs.people if p.id == api.installed.actor(OFFICIAL).person)
    unit = "示例甲县综合行政 执法局"
    body: Body = {**WORDS, "facts": f"某日，{unit}先行施工。", "lesson": f"{official}提出的建议可行。"}

    answer = await api.act(ORGANISATION, f"/v1/cases/{concluded.id}/digest", body, seen=concluded.version)
    problem = problem_of(answer)

    assert (answer.status_code, problem.code) == (422, "digest_names_somebody")
    assert [fault.pointer for fault in problem.errors] == ["/facts", "/lesson"]
    assert official not in answer.text
    assert "执法局" not in answer.text
    assert await concluded.stored_version() == concluded.version


async def test_whoever_may_not_see_the_case_learns_nothing_of_names(api: ApiClient, concluded: CaseAtHand) -> None:
    """An officer of another county hears that there is no such case, with or without a name in the words."""
    named: Body = {**WORDS, "facts": "示例甲县综合行政执法局先行施工。"}

    assert await attempt(api, concluded, OTHER_COUNTY, "digest", named) == (404, "not_found")
    assert await attempt(api, concluded, OTHER_COUNTY, "digest", WORDS) == (404, "not_found")


async def test_who_wrote_a_digest_does_not_approve_it(api: ApiClient, collected: CaseAtHand) -> None:
    """Four eyes, and an officer approves nothing."""
    await collected.act(HEAD, "digest", WORDS)
    body: Body = {"digest": collected.version, "publish": True}

    assert await attempt(api, collected, HEAD, "digest-approval", body) == (409, "own_digest")
    assert await attempt(api, collected, DISCIPLINE, "digest-approval", body) == (403, "forbidden")
    withdrawal: Body = {"digest": collected.version, "reasons": "改写"}
    await collected.act(DISCIPLINE, "digest-withdrawal", withdrawal)


async def test_inner_precedents_are_read_where_they_were_decided(api: ApiClient, collected: CaseAtHand) -> None:
    """Those who handle cases here find it; another county and units do not; others read no precedents at all."""
    path = f"/v1/precedents/{collected.id}"
    found = await api.read(ORGANISATION, path)
    answers = {who: (await api.get(who, path)).status_code for who in (OTHER_COUNTY, CONTACT, HR)}

    assert answers == {OTHER_COUNTY: 404, CONTACT: 404, HR: 403}
    assert (found["outcomes"], found["liabilities"], found["published"]) == (["exempt"], ["accountability"], False)
    assert found["words"] == WORDS
    assert {"of": "criterion", "item": "public_motive", "result": "met"} in found["findings"]
    assert not {"jurisdiction", "subjects", "opinions", "applicant", "decided_on"} & set(found)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("ground=s4&outcome=exempt&pack=nujiang&error_class=procedure_flaw", True),
        ("criterion=public_motive&result=met", True),
        ("criterion=public_motive&result=not_met", False),
        ("outcome=lighter", False),
        ("q=赶 汛期", True),
        ("q=无此文字", False),
    ],
)
async def test_precedents_are_found(api: ApiClient, collected: CaseAtHand, query: str, *, found: bool) -> None:
    """By situation, criterion, outcome and words, each way alone."""
    items = (await api.read(DISCIPLINE, f"/v1/precedents?{query}"))["items"]

    assert [item["case_id"] for item in items] == ([str(collected.id)] if found else [])


@pytest.mark.usefixtures("collected")
async def test_what_is_asked_wrongly_is_told(api: ApiClient) -> None:
    """A result without a criterion, a code that is none, a cursor of nobody."""
    for query in ("result=met", "ground=%00", "next=x", "criterion=a'b"):
        answer = await api.get(ORGANISATION, f"/v1/precedents?{query}")
        assert (answer.status_code, problem_of(answer).code) == (422, "malformed"), query


@pytest.mark.usefixtures("collected")
async def test_a_page_leads_to_the_next(api: ApiClient) -> None:
    """The cursor goes on after the last one shown."""
    first = await api.get(ORGANISATION, "/v1/precedents?limit=1")
    rest = await api.read(ORGANISATION, f"/v1/precedents?limit=1&next={first.json()['next']}")

    assert (len(first.json()["items"]), rest["items"], rest["next"]) == (1, [], None)
    assert 'rel="next"' in first.headers["link"]


async def test_published_precedents_are_read_by_units_everywhere(api: ApiClient, collected: CaseAtHand) -> None:
    """Who may read is decided anew, and withdrawn it is gone for everyone (ZS-41, R-14)."""
    digest = (await api.read(ORGANISATION, f"/v1/cases/{collected.id}"))["digest"]["approved"]
    await collected.act(SECRETARY, "digest-approval", {"digest": digest, "publish": True})
    await collected.read(ORGANISATION)
    path = f"/v1/precedents/{collected.id}"
    readers = (ORGANISATION, OTHER_COUNTY, CONTACT, "county-b-shuanghe-contact")
    published = [(await api.get(who, path)).status_code for who in readers]
    await collected.act(SECRETARY, "digest-withdrawal", {"digest": digest, "reasons": "细节过多"})
    await collected.read(ORGANISATION)
    withdrawn = [(await api.get(who, path)).status_code for who in readers]

    assert (published, withdrawn) == ([200] * 4, [404] * 4)


@pytest.mark.usefixtures("collected")
async def test_figures_are_for_those_who_decide(api: ApiClient) -> None:
    """Divergence, use of grounds and the year, as far as one may see; units and personnel readers read none."""
    paths = ("/v1/statistics/divergence", "/v1/statistics/grounds", "/v1/statistics/yearly")
    here = [await api.read(SECRETARY, path) for path in paths]
    other = [await api.read(OTHER_COUNTY, path) for path in paths]
    refused = {(await api.get(who, path)).status_code for who in (CONTACT, HR, OFFICIAL) for path in paths}

    assert (here[0]["items"], here[0]["withheld"], here[0]["fewest_cases"]) == ([], 1, 3)
    assert {g["ground"]: g["cases"] for g in here[1]["items"][0]["grounds"] if g["cases"]} == {"s4": 1}
    assert (here[2]["applications"][0]["filed"], here[2]["outcomes"]["exempt"]) == (1, 1)
    assert {step["step"] for step in here[2]["steps"]} >= {"acceptance", "investigation", "approval", "feedback"}
    assert (other[0]["withheld"], other[1]["items"], other[2]["applications"]) == (0, [], [])
    assert refused == {403}


@pytest.mark.parametrize(
    ("text", "named"),
    [("王建国 同志", True), ("ＷＡＮＧ建国", False), ("王 建 国", True), ("王某", False), ("建国以来", False)],
)
def test_a_name_is_seen_however_it_is_spaced(text: str, *, named: bool) -> None:
    """Compatibility forms and blanks hide nothing; a name of one character is part of too many words."""
    assert bool(fields_naming({"facts": text, "lesson": None}, {"王建国", "王"})) is named


@pytest.mark.parametrize("dot", [*"·•・‧∙⋅．", "", " ", "\u200b·", "·\u2060", "\u3000", "-"])
def test_a_name_of_several_parts_is_seen_whichever_dot_is_typed(dot: str) -> None:
    """A misspelt dot hides nobody, in the register or in the words (F01)."""
    written, typed = "阿依古丽·示例", f"经办人阿依古丽{dot}示例同志。"

    assert fields_naming({"facts": typed}, {written}) == ("facts",)
    assert fields_naming({"facts": f"经办人{written}同志。"}, {written.replace("·", dot)}) == ("facts",)
    assert fields_naming({"facts": "阿依古丽，示例。"}, {written}) == ()


def test_units_that_acted_are_names_and_offices_that_handled_are_not() -> None:
    """A unit's name gives its people away; that the organisation department of a county decided gives nobody away."""
    acted = Concerned(frozenset(), frozenset({"p001"}), frozenset({"county-a-qingshi", "county-a-organization"}))
    organs = sample_organs()
    unit, official = organs.organ("county-a-qingshi"), next(p for p in organs.people if p.id == "p001")

    assert unit is not None
    assert set(names_of_officials(organs, acted)) == {unit.name.zh, official.name}
