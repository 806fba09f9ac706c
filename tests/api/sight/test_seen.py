"""What of a case, of the registers and of the inbox is whose to see: each told by what was wrong once."""

from uuid import uuid4

from pydantic import JsonValue

from tests.api.browsing import browse
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.positions import (
    CONTACT,
    ENDORSER,
    FINANCE,
    MEMBERS,
    OPERATOR,
    ORGANISATION,
    OTHER_CONTACT,
    OTHER_COUNTY,
    SECRETARY,
)

AUDIT = "county-a-audit-officer-1"


def person(name: str, unit: str | None = None) -> Body:
    """An official of county A to be registered."""
    body: Body = {"kind": "person", "name": name, "sector": "government_organ", "jurisdiction": "demo-county-a"}
    return {**body, "unit_name": unit} if unit else body


async def test_who_votes_is_not_for_the_applicant_nor_for_who_only_helped(api: ApiClient) -> None:
    """Roster, recusals and who has voted: in file, history, inbox and page, before the close and after, for no unit."""
    case = await api.file()
    await case.accept()
    await case.investigate()
    await case.determine()
    round_ = await case.open_round()
    await case.act(MEMBERS[0], "recusals", {"round": round_, "reasons": "系当事人近亲属。"})
    await case.act(MEMBERS[1], "ballots", {"round": round_, "choice": "agree"})
    people = [api.installed.actor(member).person for member in MEMBERS]
    names = [person.name for person in api.installed.organs.people if person.id in people]
    paths = (f"/v1/cases/{case.id}?seen={case.version}", f"/v1/cases/{case.id}/events?limit=1000")

    before = {who: [(await api.get(who, path)).text for path in paths] for who in (CONTACT, FINANCE, SECRETARY)}
    pages = {who: (await browse(api, f"/cases/{case.id}", who)).text for who in (CONTACT, FINANCE, SECRETARY)}
    inbox = (await api.get(OPERATOR, "/v1/inbox?organ=county-a-committee&limit=200")).text
    for member in MEMBERS[1:]:
        await case.act(member, "ballots", {"round": round_, "choice": "agree"})
    await case.act(SECRETARY, "round-closure", {"round": round_})
    after = (await api.get(CONTACT, paths[1])).text

    assert all(name in pages[SECRETARY] for name in names)
    assert all(person in "".join(before[SECRETARY]) for person in people)
    assert [(who, p) for who in (CONTACT, FINANCE) for p in people if p in "".join(before[who])] == []
    assert [(who, n) for who in (CONTACT, FINANCE) for n in names if n in pages[who]] == []
    assert [person for person in people if person in inbox or person in after] == []
    assert "近亲属" not in "".join(before[CONTACT]) + pages[CONTACT] + after


async def test_a_member_sees_what_came_before_the_committee(api: ApiClient) -> None:
    """Before it does, the case is not there for a member, nor in any list; then it is, with its words."""
    case = await api.file()
    await case.read(ORGANISATION)
    before = await api.get(MEMBERS[0], f"/v1/cases/{case.id}")
    not_listed = [line["case_id"] async for line in api.read_on(MEMBERS[0], "/v1/cases")]
    await case.accept()
    await case.investigate()
    await case.determine()
    after = await case.get(MEMBERS[0])
    listed = [line["case_id"] async for line in api.read_on(MEMBERS[0], "/v1/cases")]
    words = (await api.read(MEMBERS[0], f"/v1/cases/{case.id}/events"))["events"][0]["words"]

    assert (before.status_code, after.status_code) == (404, 200)
    assert str(case.id) not in not_listed
    assert str(case.id) in listed
    assert words["statement"]


async def test_a_related_department_sees_the_cases_it_takes_part_in(api: ApiClient) -> None:
    """Finance of the team reads the words of its case; audit, and finance of the prefecture, know of none."""
    case = await api.file()
    await case.accept()
    await case.investigate()
    await case.read(ORGANISATION)
    others = (AUDIT, "prefecture-finance-officer-1", "prefecture-audit-officer-1")

    own = (await api.read(FINANCE, f"/v1/cases/{case.id}/events"))["events"]
    seen = {who: (await api.get(who, f"/v1/cases/{case.id}")).status_code for who in others}
    listed = {who: (await api.read(who, "/v1/cases"))["items"] for who in others}

    assert own[0]["words"]["statement"]
    assert seen == dict.fromkeys(others, 404)
    assert listed == {who: [] for who in others}


async def test_another_countys_office_is_told_of_nothing(api: ApiClient) -> None:
    """Whatever it asks of a case it may not see, and whatever is wrong with how it asks, there is no such case."""
    case = await api.file()
    acts = ("acceptance", "withdrawal", "team", "matter-denial", "sign-offs", "feedback", "digest")

    told = [await api.act(OTHER_COUNTY, f"/v1/cases/{case.id}/{act}", {}) for act in acts]
    none = [await api.act(OTHER_COUNTY, f"/v1/cases/{uuid4()}/{act}", {}) for act in acts]

    assert {problem_of(answer).code for answer in told} == {"not_found"}
    assert [answer.json().keys() for answer in told] == [answer.json().keys() for answer in none]
    assert await case.stored_version() == 3


async def test_a_counter_case_is_its_units_and_no_others(api: ApiClient) -> None:
    """Entered at the counter without a unit's signature: the unit named sees it and takes it back, another does not."""
    unsigned: JsonValue = {"kind": "refused", "refusal_reasons": "负责人拒签"}
    nobodys = api.application(endorsement=unsigned)
    named = api.application(endorsement=unsigned, unit="county-a-enforcement")
    wrong = api.application(endorsement=unsigned, unit="county-b-shuanghe")
    none = await CaseAtHand.begun(api, ORGANISATION, nobodys)
    ours = await CaseAtHand.begun(api, ORGANISATION, named)
    refused = await api.act(ORGANISATION, "/v1/cases", wrong)
    asked: Body = {"reasons": "不再申请"}

    nobody = await api.act(CONTACT, f"/v1/cases/{none.id}/withdrawal", asked)
    other = await api.act(OTHER_CONTACT, f"/v1/cases/{ours.id}/withdrawal", asked)
    seen = await ours.get(CONTACT)
    own = await api.act(CONTACT, f"/v1/cases/{ours.id}/withdrawal", asked)

    assert (nobody.status_code, other.status_code, seen.status_code, own.status_code) == (404, 404, 200, 201)
    assert (refused.status_code, problem_of(refused).code) == (409, "not_its_unit")


async def test_a_unit_finds_its_own_people(api: ApiClient) -> None:
    """Of two officials of one name a unit finds its own; whom it enters is of it; the roster names its own posts."""
    officials = {
        unit: (await api.act(ORGANISATION, "/v1/subjects", person("司马青", unit))).json()
        for unit in ("示例甲县综合行政执法局", "示例甲县青石乡人民政府")
    }
    found = (await api.read(CONTACT, "/v1/subjects?name=司马青"))["items"]
    entered = (await api.act(CONTACT, "/v1/subjects", person("诸葛明"))).json()
    others = await api.act(CONTACT, "/v1/subjects", person("诸葛亮亮", "示例甲县青石乡人民政府"))
    again = (await api.read(CONTACT, "/v1/subjects?name=诸葛明"))["items"]
    roster = (await api.read(CONTACT, "/v1/organs"))["organs"]

    assert [each["subject_id"] for each in found] == [officials["示例甲县综合行政执法局"]["subject_id"]]
    assert entered["unit_name"] == "示例甲县综合行政执法局"
    assert (others.status_code, problem_of(others).code) == (403, "forbidden")
    assert [each["subject_id"] for each in again] == [entered["subject_id"]]
    assert {held["position"] for held in roster["holdings"]} == {CONTACT, ENDORSER, "county-a-enforcement-applicant"}
    assert len(roster["people"]) == 3
    assert roster["seats"] == []


async def test_what_a_unit_owes_is_in_its_inbox(api: ApiClient) -> None:
    """Papers that were asked for are the subjects' to hand in: their unit's contact finds it, and its head too."""
    case = await api.file()
    await case.act(ORGANISATION, "supplement-request", {"missing": "会议记录"})
    await case.read(ORGANISATION)

    inboxes = {who: (await api.read(who, "/v1/inbox"))["items"] for who in (CONTACT, ENDORSER, OTHER_CONTACT)}

    assert [item["code"] for item in inboxes[CONTACT] if item["case_id"] == str(case.id)] == ["supplement"]
    assert inboxes[ENDORSER] == inboxes[CONTACT]
    assert str(case.id) not in {item["case_id"] for item in inboxes[OTHER_CONTACT]}
