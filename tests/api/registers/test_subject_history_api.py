"""The history of subjects through the API: renamed, retired, succeeded; told to open cases, changing none."""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import httpx2
import pytest
from pydantic import JsonValue

from tests.api.browsing import browse
from tests.api.client import ApiClient, Body, problem_of
from tests.api.positions import CONTACT, HR, OPERATOR, ORGANISATION, OTHER_COUNTY, SUPERVISOR
from tests.api.registers.test_subject_register_api import candidates, found, person, registered, unheard

PAPER = "甲编发〔2026〕3号"


def unit(name: str | None = None) -> Body:
    """A unit of county A."""
    place = {"sector": "government_organ", "jurisdiction": "demo-county-a"}
    return {"kind": "unit", "name": name or f"示例局{uuid4().hex[:8]}", **place}


async def changed(  # noqa: PLR0913, PLR0917 - a request
    api: ApiClient, id_: str, what: str, body: Body, who: str = ORGANISATION, key: UUID | None = None
) -> httpx2.Response:
    """What is answered to a change of a subject."""
    return await api.act(who, f"/v1/subjects/{id_}/{what}", body, key=key or uuid4())


async def succeeded(api: ApiClient, old: list[str], new: list[str], on: str = "2026-03-01", **more: JsonValue) -> Body:
    """What is answered to a reform."""
    body: Body = {"predecessors": [*old], "successors": [*new], "on": on, "document": PAPER, **more}
    answer = await api.act(ORGANISATION, "/v1/successions", body)
    return {**answer.json(), "status_code": answer.status_code}


async def test_who_is_renamed_is_found_by_every_name(api: ApiClient) -> None:
    """However typed; the newest is shown as it was written, and both stand in the history with their day."""
    old, new = unheard(), unheard()
    id_ = await registered(api, person(old))
    answer = await changed(api, id_, "names", {"name": new, "on": "2026-03-01", "document": PAPER})
    entry = await api.read(ORGANISATION, f"/v1/subjects/{id_}")
    [line] = answer.json()["items"]

    assert (answer.status_code, entry["name"], entry["version"]) == (201, new, 2)
    assert [await found(api, name) for name in (old, new, new.replace("·", "•"), f" {old}")] == [[id_]] * 4
    assert (line["kind"], line["on"], line["before"], line["after"], line["document"]) == (
        "renamed",
        "2026-03-01",
        old,
        new,
        PAPER,
    )


async def test_the_same_key_and_body_change_once(api: ApiClient) -> None:
    """Sent at the same moment too; another body under the key is refused, and nothing of it is written."""
    id_, key, name = await registered(api, person(unheard())), uuid4(), unheard()
    body: Body = {"name": name, "on": "2026-03-01"}
    answers = await asyncio.gather(*(changed(api, id_, "names", body, key=key) for _ in range(4)))
    again = await changed(api, id_, "names", body, key=key)
    other = await changed(api, id_, "names", {**body, "name": unheard()}, key=key)

    assert [answer.status_code for answer in (*answers, again)] == [201] * 5
    assert len(again.json()["items"]) == 1
    assert (other.status_code, problem_of(other).code) == (422, "key_reused")
    assert (await api.read(ORGANISATION, f"/v1/commands/{key}"))["state"] == "recorded"


async def test_changes_at_once_are_decided_one_after_the_other(api: ApiClient) -> None:
    """Of different subjects all stand; of one, each knows of the other."""
    ids = [await registered(api, person(unheard())) for _ in range(4)]
    retired: Body = {"state": "retired", "on": "2026-03-01"}
    answers = await asyncio.gather(*(changed(api, id_, "states", retired) for id_ in ids))
    dead: Body = {"state": "deceased", "on": "2026-04-01"}
    ends = await asyncio.gather(*(changed(api, ids[0], "states", dead) for _ in range(3)))

    assert [answer.status_code for answer in answers] == [201] * 4
    assert sorted(answer.status_code for answer in ends) == [201, 409, 409]


async def test_the_name_of_another_is_told(api: ApiClient) -> None:
    """Nothing is written until it is said outright that it is another."""
    name = unheard()
    other, id_ = await registered(api, person(name)), await registered(api, person(unheard()))
    body: Body = {"name": name.replace("·", "•"), "on": "2026-03-01"}
    answer = await changed(api, id_, "names", body)
    before = await found(api, name)
    said = await changed(api, id_, "names", {**body, "another_person": True})

    assert (answer.status_code, problem_of(answer).code) == (409, "subject_namesakes")
    assert [str(each.subject_id) for each in problem_of(answer).candidates] == [other]
    assert (before, said.status_code) == ([other], 201)
    assert set(await found(api, name)) == {other, id_}


@pytest.mark.parametrize(
    ("kind", "what", "body", "status", "code"),
    [
        ("person", "names", {"name": "·", "on": "2026-03-01"}, 422, "malformed"),
        ("person", "names", {"name": "某某", "on": "2099-03-01"}, 422, "date_in_future"),
        ("person", "states", {"state": "retired", "on": "2026-02-30"}, 422, "malformed"),
        ("person", "states", {"state": "promoted", "on": "2026-03-01"}, 422, "malformed"),
        ("person", "states", {"state": "abolished", "on": "2026-03-01"}, 422, "subject_change_kind"),
        ("unit", "states", {"state": "deceased", "on": "2026-03-01"}, 422, "subject_change_kind"),
        ("person", "states", {"state": "moved", "on": "2026-03-01"}, 422, "unit_of_who_moved"),
        ("person", "states", {"state": "retired", "on": "2026-03-01", "unit_name": "某局"}, 422, "unit_of_who_moved"),
        ("unit", "names", {"name": "某局" * 60, "on": "2026-03-01"}, 422, "malformed"),
    ],
)
async def test_what_contradicts_itself(  # noqa: PLR0913, PLR0917 - one row of the table
    api: ApiClient, kind: str, what: str, body: Body, status: int, code: str
) -> None:
    """It is refused with what to do, and nothing of it stands."""
    id_ = await registered(api, person(unheard()) if kind == "person" else unit())
    answer = await changed(api, id_, what, body)

    assert (answer.status_code, problem_of(answer).code) == (status, code)
    assert (await api.read(ORGANISATION, f"/v1/subjects/{id_}/history"))["items"] == []


async def test_a_succession_is_recorded_once_and_in_no_circle(api: ApiClient) -> None:
    """A loop, a day before the unit was there, a unit that was succeeded already."""
    one, two, three = [await registered(api, unit()) for _ in range(3)]
    first = await succeeded(api, [one], [two])
    back = await succeeded(api, [two], [one], "2026-04-01")
    early = await changed(api, two, "names", {"name": unheard(), "on": "2026-02-28"})
    again = await succeeded(api, [one], [three], "2026-04-01")
    onward = await succeeded(api, [two], [three], "2026-04-01")

    assert (first["status_code"], first["predecessors"], first["subject_id"]) == (201, [one], two)
    assert (back["status_code"], back["code"]) == (409, "succession_loop")
    assert (early.status_code, problem_of(early).code) == (409, "subject_before_it_existed")
    assert (again["status_code"], again["code"]) == (409, "subject_ended")
    assert onward["predecessors"] == sorted([one, two])
    assert (await api.read(ORGANISATION, f"/v1/subjects/{one}/history"))["successors"] == sorted([two, three])


async def test_what_was_recorded_in_error_is_taken_back(api: ApiClient) -> None:
    """The last first; the name is what it was, the entry stays on record, and the unit may be succeeded anew."""
    old, one, two = f"示例局{uuid4().hex[:8]}", await registered(api, unit()), await registered(api, unit())
    id_ = await registered(api, unit(old))
    renamed = (await changed(api, id_, "names", {"name": f"{old}之二", "on": "2026-01-01"})).json()["items"][0]
    reform = await succeeded(api, [id_], [one])
    change = reform["items"][0]["change_id"]  # type: ignore[index, call-overload]
    early = await changed(api, id_, f"changes/{renamed['change_id']}/taking-back", {"reasons": "看错"})
    late = await changed(api, id_, f"changes/{change}/taking-back", {"reasons": "看错"})
    name = await changed(api, id_, f"changes/{renamed['change_id']}/taking-back", {"reasons": "看错"})
    anew = await succeeded(api, [id_], [two])

    assert (early.status_code, problem_of(early).code) == (409, "not_the_last_change")
    assert (late.status_code, late.json()["state"]) == (201, None)
    assert [each["standing"] for each in name.json()["items"]] == [False, False, True, True]
    assert (await api.read(ORGANISATION, f"/v1/subjects/{id_}"))["name"] == old
    assert (anew["status_code"], anew["predecessors"]) == (201, [id_])
    assert (await api.read(ORGANISATION, f"/v1/subjects/{one}/history"))["predecessors"] == []


async def test_a_merged_entry_is_not_changed_and_its_history_is_the_others(api: ApiClient) -> None:
    """What befell the duplicate befell who it stands for."""
    duplicate, root = await registered(api, person(unheard())), await registered(api, person(unheard()))
    await changed(api, duplicate, "states", {"state": "retired", "on": "2026-03-01"})
    await api.merge(ORGANISATION, duplicate, root)
    answer = await changed(api, duplicate, "states", {"state": "deceased", "on": "2026-04-01"})
    shown = await api.read(ORGANISATION, f"/v1/subjects/{root}/history")

    assert (answer.status_code, problem_of(answer).code) == (409, "subject_merged")
    assert (shown["state"], shown["state_since"]) == ("retired", "2026-03-01")


@pytest.mark.parametrize(
    ("who", "status"), [(CONTACT, 403), (HR, 403), (OPERATOR, 403), (SUPERVISOR, 403), (OTHER_COUNTY, 404)]
)
async def test_who_may_not_change_the_register(api: ApiClient, who: str, status: int) -> None:
    """Units and readers do not; out of reach nobody learns of it."""
    id_, other = await registered(api, unit()), await registered(api, unit())
    body: Body = {"predecessors": [id_], "successors": [other], "on": "2026-03-01", "document": PAPER}
    answers = [
        await changed(api, id_, "names", {"name": "某局", "on": "2026-03-01"}, who),
        await changed(api, id_, "states", {"state": "abolished", "on": "2026-03-01"}, who),
        await changed(api, id_, f"changes/{uuid4()}/taking-back", {"reasons": "看错"}, who),
        await api.act(who, "/v1/successions", body),
    ]

    assert [answer.status_code for answer in answers] == [status] * 4


async def test_a_retirement_is_told_to_the_open_case_and_changes_nothing(api: ApiClient) -> None:
    """The answer names the case, the case says so, and goes on as before."""
    id_ = await registered(api, person(unheard()))
    case = await api.file(subjects=[id_], applicant=id_)
    await case.read(ORGANISATION)
    answer = await changed(api, id_, "states", {"state": "retired", "on": "2026-03-01"})
    page = await browse(api, f"/cases/{case.id}", ORGANISATION)
    await case.accept()

    assert [each["case_id"] for each in answer.json()["open_cases"]] == [str(case.id)]
    assert "2026-03-01 起：退休" in page.text.replace('<time datetime="2026-03-01">2026-03-01</time>', "2026-03-01")
    assert "不终止、不中止、不改变任何案件" in page.text


async def test_a_succession_that_makes_two_cases_of_one_unit_tells_it(api: ApiClient) -> None:
    """The tolerance of the earlier unit is a candidate in the later one's case, and is told with the succession."""
    old, new = str(api.installed.subject), await registered(api, unit())
    tolerated = await api.file()
    await tolerated.conclude()
    later = await api.file(subjects=[new], applicant=new)
    await later.read(ORGANISATION)
    before = await candidates(api, later)
    reform = await succeeded(api, [old], [new])
    page = await browse(api, f"/cases/{later.id}", ORGANISATION)

    assert str(tolerated.id) not in before
    assert {str(tolerated.id), str(later.id)} <= {each["case_id"] for each in reform["repeats"]}  # type: ignore[index, union-attr, call-overload]
    assert (await candidates(api, later))[str(tolerated.id)] == ("same_situation", True)
    assert "尚未确认或否认" in page.text


async def test_functions_go_to_another_unit_and_both_remain(api: ApiClient) -> None:
    """The case named goes with them and says so, another does not; earlier tolerances are looked at with both units."""
    old, new = await registered(api, unit()), await registered(api, unit())
    of_old = replace(api, installed=replace(api.installed, subject=UUID(old)))
    tolerated = await of_old.file()
    await tolerated.conclude()
    going, staying = await of_old.file(), await of_old.file()
    await staying.read(ORGANISATION)
    later = await api.file(subjects=[new], applicant=new)
    await later.read(ORGANISATION)
    before = await candidates(api, later)
    said: Body = {"to": new, "functions": "市容执法", "on": "2026-03-01", "document": PAPER, "cases": [str(going.id)]}
    answer = await changed(api, old, "function-transfers", said)
    other = await api.read(ORGANISATION, f"/v1/subjects/{new}/history")
    pages = {each.id: (await browse(api, f"/cases/{each.id}", ORGANISATION)).text for each in (going, staying)}
    shown = (await browse(api, f"/subjects/{old}", ORGANISATION)).text

    assert answer.status_code == 201, answer.text
    assert (answer.json()["state"], answer.json()["successors"]) == (None, [])
    assert [entry["functions"] for entry in other["items"]] == ["市容执法"]
    assert other["items"][0]["cases"] == [str(going.id)]
    assert str(tolerated.id) not in before
    assert (await candidates(api, later))[str(tolerated.id)] == ("same_situation", True)
    assert "本案随职能划转" in pages[going.id]
    assert "本案随职能划转" not in pages[staying.id]
    assert "市容执法" in shown
    taken = f"changes/{answer.json()['items'][-1]['change_id']}/taking-back"
    assert (await changed(api, old, taken, {"reasons": "误登"})).status_code == 201
    assert str(tolerated.id) not in await candidates(api, later)


async def test_only_open_cases_of_the_unit_go_with_its_functions(api: ApiClient) -> None:
    """Not another unit's, not one that is closed, not one that there is not."""
    old, new = await registered(api, unit()), await registered(api, unit())
    other = await api.file()
    await other.read(ORGANISATION)
    said: Body = {"to": new, "functions": "市容执法", "on": "2026-03-01", "document": PAPER}
    for case in (str(other.id), str(uuid4())):
        refused = await changed(api, old, "function-transfers", {**said, "cases": [case]})
        assert problem_of(refused).code == "not_its_case"
    itself = await changed(api, old, "function-transfers", {**said, "to": old})
    assert problem_of(itself).code == "functions_shape"
