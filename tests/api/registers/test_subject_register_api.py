"""The register of subjects through the API: found however typed, registered once, namesakes told, duplicates merged."""

import asyncio
import json
from uuid import UUID, uuid4

import pytest
from pydantic import JsonValue

from api.registers.subjects import RegisterSubject, SubjectEntry
from tests.api.browsing import browse
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.positions import CONTACT, DISCIPLINE, HR, OPERATOR, ORGANISATION, OTHER_COUNTY

UNIT = "示例甲县综合行政执法局"
RACES = 10


def person(name: str, **more: JsonValue) -> Body:
    """A person of county A."""
    place = {"sector": "government_organ", "jurisdiction": "demo-county-a"}
    return {"kind": "person", "name": name, "unit_name": "青石乡人民政府", **place, **more}


def unheard() -> str:
    """A name that nobody bears yet."""
    return f"阿依古丽·示例{uuid4().hex[:6]}"


async def registered(api: ApiClient, body: Body, who: str = ORGANISATION) -> str:
    """The id of a subject that must be registered."""
    subject = RegisterSubject.model_validate_json(json.dumps(body))
    return str((await api.speaking_as(who).post("/v1/subjects", subject, SubjectEntry)).subject_id)


async def found(api: ApiClient, name: str, who: str = ORGANISATION) -> list[str]:
    """The ids that a look-up gives."""
    answer = await api.http.get("/v1/subjects", params={"name": name}, headers=api.as_(who))
    assert answer.status_code == 200, answer.text
    return [str(entry["subject_id"]) for entry in answer.json()["items"]]


@pytest.mark.parametrize("dot", ["·", "•", "・", "‧", "∙", "⋅", "．", "", " ", "\u200b·", "·\u2060", "\u3000"])
async def test_one_person_is_found_however_the_name_is_typed(api: ApiClient, dot: str) -> None:
    """Middle dots, width, blanks, what nobody sees (F01); the name is shown as it was written."""
    name = unheard()
    id_ = await registered(api, person(name))
    typed = name.replace("·", dot)
    wide = "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in typed)
    entry = await api.read(ORGANISATION, f"/v1/subjects/{id_}")

    assert [await found(api, each) for each in (typed, wide, f" {typed}\u200d ")] == [[id_], [id_], [id_]]
    assert entry["name"] == name


async def test_two_bodies_under_one_key_register_one(api: ApiClient) -> None:
    """One 201; the loser is told that the key is taken, and nothing of it is written (F02)."""
    for _ in range(RACES):
        key, names = uuid4(), [unheard(), unheard()]
        answers = await asyncio.gather(*(api.act(ORGANISATION, "/v1/subjects", person(n), key=key) for n in names))
        stored = [name for name in names if await found(api, name)]

        assert sorted(answer.status_code for answer in answers) == [201, 422]
        assert stored == [answer.json()["name"] for answer in answers if answer.status_code == 201]


async def test_the_ledger_knows_what_became_of_a_registration(api: ApiClient) -> None:
    """Whoever sent it may look it up; the key cannot be used for a case any more."""
    key = uuid4()
    await api.act(ORGANISATION, "/v1/subjects", person(unheard()), key=key)
    outcome = await api.read(ORGANISATION, f"/v1/commands/{key}")
    other = await api.get(DISCIPLINE, f"/v1/commands/{key}")
    case = await api.act(CONTACT, "/v1/cases", api.application(), key=key)

    assert (outcome["state"], outcome["events"], other.status_code) == ("recorded", [], 404)
    assert (case.status_code, problem_of(case).code) == (422, "key_reused")


async def test_namesakes_are_told_and_another_person_is_said_outright(api: ApiClient) -> None:
    """The answer lists who bears the name in the unit; nothing is written until it is said that this is another."""
    name, key = unheard(), uuid4()
    first = await registered(api, person(name))
    typed = person(name.replace("·", "•"), unit_name="青石乡 人民政府")
    answer = await api.act(ORGANISATION, "/v1/subjects", typed, key=key)
    problem = problem_of(answer)
    before = await found(api, name)
    said = await api.act(ORGANISATION, "/v1/subjects", {**typed, "another_person": True}, key=key)

    assert (answer.status_code, problem.code) == (409, "subject_namesakes")
    assert [(str(each.subject_id), each.name) for each in problem.candidates] == [(first, name)]
    assert [fault.pointer for fault in problem.errors] == ["/another_person"]
    assert before == [first]
    assert said.status_code == 201
    assert set(await found(api, name)) == {first, said.json()["subject_id"]}


@pytest.mark.parametrize("another", ["no", "true", 0, 1, None])
async def test_what_is_no_boolean_says_nothing_outright(api: ApiClient, another: JsonValue) -> None:
    """It is true or false, never something that looks like it."""
    answer = await api.act(ORGANISATION, "/v1/subjects", person(unheard(), another_person=another))

    assert (answer.status_code, problem_of(answer).code) == (422, "malformed")


@pytest.mark.parametrize("name", ["·", "…·", "-", "\u3164", "\u2800\u2800", "\u200b"])
async def test_a_name_without_a_letter_is_none(api: ApiClient, name: str) -> None:
    """Nobody could ever be found by it."""
    answer = await api.act(ORGANISATION, "/v1/subjects", person(name))

    assert (answer.status_code, problem_of(answer).code) == (422, "malformed")


async def test_a_merged_duplicate_is_one_with_the_other(api: ApiClient) -> None:
    """Found once under either name; whoever files under the duplicate files for the one it stands for."""
    one, two = unheard(), unheard()
    duplicate, root = await registered(api, person(one)), await registered(api, person(two))
    merged = await api.act(ORGANISATION, f"/v1/subjects/{duplicate}/merge", {"into": root, "reasons": "同一人"})
    case = await api.file(subjects=[duplicate, root], applicant=duplicate)
    shown = await case.read(ORGANISATION)
    entry = await api.read(ORGANISATION, f"/v1/subjects/{duplicate}")

    assert (merged.status_code, merged.json()["duplicates"]) == (201, [duplicate])
    assert [await found(api, name) for name in (one, two)] == [[root], [root]]
    assert ([each["facts"]["subject_id"] for each in shown["subjects"]], shown["applicant"]) == ([root], root)
    assert (entry["name"], entry["merged_into"], entry["duplicates"]) == (one, root, [root])


@pytest.mark.parametrize(
    ("who", "swap", "status", "code"),
    [
        (CONTACT, False, 403, "forbidden"),
        (HR, False, 403, "forbidden"),
        (OPERATOR, False, 403, "forbidden"),
        (OTHER_COUNTY, False, 404, "not_found"),
        (ORGANISATION, True, 409, "subject_merged"),
    ],
)
async def test_who_may_not_merge(api: ApiClient, who: str, status: int, code: str, *, swap: bool) -> None:
    """Units and readers do not, nobody out of reach learns of it, and a duplicate is merged once."""
    one, two = await registered(api, person(unheard())), await registered(api, person(unheard()))
    if swap:
        await api.merge(ORGANISATION, one, two)
    answer = await api.act(who, f"/v1/subjects/{one}/merge", {"into": two, "reasons": "同一人"})

    assert (answer.status_code, problem_of(answer).code) == (status, code)


async def test_a_wrong_merge_is_undone_with_reasons(api: ApiClient) -> None:
    """Who may merge may undo it, once; units may not, and nobody without reasons."""
    one, two = await registered(api, person(unheard())), await registered(api, person(unheard()))
    path: str = f"/v1/subjects/{one}/separation"
    body: Body = {"reasons": "同名的两个人"}
    early = await api.act(ORGANISATION, path, body)
    await api.merge(ORGANISATION, one, two)
    unit, bare = await api.act(CONTACT, path, body), await api.act(ORGANISATION, path, {})
    undone = await api.act(ORGANISATION, path, body)

    assert (early.status_code, problem_of(early).code) == (409, "subject_not_merged")
    assert (unit.status_code, bare.status_code) == (403, 422)
    assert (undone.status_code, undone.json()["subject_id"], undone.json()["duplicates"]) == (201, one, [])
    assert undone.json().get("merged_into") is None


async def test_a_merge_is_once_for_each_key_and_body(api: ApiClient) -> None:
    """Sent again it gives the same answer; with another body the key is taken."""
    one, two, key = await registered(api, person(unheard())), await registered(api, person(unheard())), uuid4()
    path, body = f"/v1/subjects/{one}/merge", {"into": two, "reasons": "同一人"}
    first, again = await api.act(ORGANISATION, path, body, key=key), await api.act(ORGANISATION, path, body, key=key)
    other = await api.act(ORGANISATION, path, {**body, "reasons": "另一理由"}, key=key)

    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert (other.status_code, problem_of(other).code) == (422, "key_reused")


async def test_the_ban_on_a_second_tolerance_sees_through_duplicates(api: ApiClient) -> None:
    """What was tolerated under one entry is suggested in a case under the other, decided before the merge or after."""
    first = await api.file()
    await first.conclude()
    unit: Body = {"kind": "unit", "name": UNIT, "sector": "government_organ", "jurisdiction": "demo-county-a"}
    told = await api.act(CONTACT, "/v1/subjects", unit)
    duplicate = await registered(api, {**unit, "another_person": True}, CONTACT)
    before = await api.file(subjects=[duplicate], applicant=duplicate)
    unseen = await candidates(api, before)
    root = str(api.installed.subject)
    merged = await api.act(ORGANISATION, f"/v1/subjects/{duplicate}/merge", {"into": root, "reasons": "同一单位"})
    after = await api.file(subjects=[duplicate], applicant=duplicate)
    await after.read(ORGANISATION)
    warned = await browse(api, f"/cases/{before.id}", ORGANISATION)
    read = [(await api.read(HR, f"/v1/results?subject={id_}"))["items"][0] for id_ in (root, duplicate)]

    assert problem_of(told).code == "subject_namesakes"
    assert str(first.id) not in unseen
    assert {str(first.id), str(before.id)} <= {each["case_id"] for each in merged.json()["repeats"]}
    assert (await candidates(api, before))[str(first.id)] == ("same_situation", True)
    assert (await candidates(api, after))[str(first.id)] == ("same_situation", True)
    assert {each["answer"] for each in read} == {"in_force"}
    assert "尚未确认或否认" in warned.text
    assert f"/cases/{first.id}" in warned.text


async def candidates(api: ApiClient, case: CaseAtHand) -> dict[str, tuple[str, bool]]:
    """Earlier cases that may be of the same matter: why, and whether tolerated."""
    await case.read(ORGANISATION)
    answer = await api.read(ORGANISATION, f"/v1/matters?candidates_for={case.id}")
    return {
        str(UUID(each["occurrence"]["case_id"])): (each["because"], each["occurrence"]["tolerated"])
        for each in answer["items"]
    }
