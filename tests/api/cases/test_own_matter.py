"""A subject with an account and a post of an applicant follows their own case, and acts in it for themselves (A-51)."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx2
import pytest
from pydantic import JsonValue

from api.registers.subjects import SubjectDetail, SubjectPerson
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.positions import CONTACT, DISCIPLINE, FINANCE, MEMBERS, ORGANISATION, SECRETARY

APPLICANT = "county-a-enforcement-applicant"
PLACE: Body = {"sector": "government_organ", "jurisdiction": "demo-county-a"}


async def registered(api: ApiClient, name: str) -> UUID:
    """A person of the unit."""
    return await api.register(CONTACT, name)


async def linked(api: ApiClient, subject: UUID, person: str | None) -> None:
    """The register says who a subject is."""
    said = SubjectPerson(person=person)
    await api.speaking_as(ORGANISATION).put(f"/v1/subjects/{subject}/person", said, SubjectDetail)


@pytest.fixture
async def me(api: ApiClient) -> AsyncIterator[UUID]:
    """The registered subject that the applicant is."""
    person = api.installed.actor(APPLICANT).person
    name = next(each.name for each in api.installed.organs.people if each.id == person)
    subject = await registered(api, name)
    await linked(api, subject, person)
    yield subject
    await linked(api, subject, None)


async def case_of(api: ApiClient, me: UUID, *others: UUID) -> CaseAtHand:
    """A case that I applied for, about me and others."""
    return await api.file(applicant=str(me), subjects=[str(me), *map(str, others)])


async def listed(api: ApiClient) -> set[str]:
    """The cases that I find."""
    return {str(line.case_id) async for line in api.speaking_as(APPLICANT).cases()}


async def test_i_see_my_own_case_and_no_other(api: ApiClient, me: UUID) -> None:
    """In the list, the file, the page and the history; another's of the same unit is not there for me."""
    mine = await case_of(api, me)
    other = await case_of(api, await registered(api, "旁人甲"))
    await mine.read(ORGANISATION)
    await other.read(ORGANISATION)

    assert await listed(api) == {str(mine.id)}
    assert (await mine.get(APPLICANT)).status_code == httpx2.codes.OK
    for path in (f"/v1/cases/{other.id}", f"/v1/cases/{other.id}/events", f"/v1/cases/{uuid4()}"):
        assert (await api.get(APPLICANT, path)).status_code == httpx2.codes.NOT_FOUND
    page = await api.http.get(f"/cases/{mine.id}", headers=api.cookie(APPLICANT))
    assert page.status_code == httpx2.codes.OK, page.text
    assert (await api.http.get(f"/cases/{other.id}", headers=api.cookie(APPLICANT))).status_code == 404
    assert (await api.http.get("/cases", headers=api.cookie(APPLICANT))).text.count(f"/cases/{mine.id}") > 0
    assert (await api.get(APPLICANT, "/v1/corrections")).status_code == httpx2.codes.FORBIDDEN


async def test_who_is_linked_no_longer_sees_nothing(api: ApiClient, me: UUID) -> None:
    """From the next request on, in the list as well."""
    other = await registered(api, "旁人乙")
    case = await api.file(applicant=str(other), subjects=[str(me), str(other)])
    assert (await case.get(APPLICANT)).status_code == httpx2.codes.OK

    person = api.installed.actor(APPLICANT).person
    await linked(api, me, None)
    assert (await case.get(APPLICANT)).status_code == httpx2.codes.NOT_FOUND
    assert str(case.id) not in await listed(api)
    await linked(api, me, person)
    assert str(case.id) in await listed(api)


async def test_neither_others_nor_what_is_inner_is_told(api: ApiClient, me: UUID) -> None:
    """Voters, their roster, evidence, the team, findings, opinions not decided, and the other subjects: none of it."""
    case = await api.file(applicant=str(me), subjects=[str(me), str(api.installed.subject)])
    await case.accept()
    team: JsonValue = [
        api.installed.actor(position).model_dump(mode="json") for position in (ORGANISATION, DISCIPLINE, FINANCE)
    ]
    await case.act(ORGANISATION, "team", {"members": team})
    heard: Body = {"subject": str(api.installed.subject), "mode": "oral", "statement": "别人的申辩"}
    await case.act(ORGANISATION, "defences", heard)
    whole = await case.read(ORGANISATION)
    shown = await case.get(APPLICANT)
    history = await api.get(APPLICANT, f"/v1/cases/{case.id}/events")
    page = await api.http.get(f"/cases/{case.id}", headers=api.cookie(APPLICANT))

    assert [each["facts"]["subject_id"] for each in shown.json()["subjects"]] == [str(me)]
    assert whole["team"]
    assert [shown.json()[part] for part in ("team", "defences", "evidence", "proposals", "findings")] == [[]] * 5
    for answer in (shown, history, page):
        assert str(api.installed.subject) not in answer.text
        assert "别人的申辩" not in answer.text
        assert api.installed.actor(FINANCE).person not in answer.text
    assert "team_formed" not in {each["kind"] for each in history.json()["events"]}


async def test_i_am_told_what_is_asked_of_me_and_hand_it_in(api: ApiClient, me: UUID) -> None:
    """What is missing stands in my history, the term in my inbox; what I hand in is mine to read."""
    case = await case_of(api, me)
    await case.act(ORGANISATION, "supplement-request", {"missing": "缺会议记录，请补正"})
    await case.read(ORGANISATION)
    inbox = (await api.read(APPLICANT, "/v1/inbox"))["items"]
    history = (await api.read(APPLICANT, f"/v1/cases/{case.id}/events"))["events"]

    assert [(each["case_id"], each["code"]) for each in inbox] == [(str(case.id), "supplement")]
    assert inbox[0]["due_on"]
    asked = next(each for each in history if each["kind"] == "supplement_requested")
    assert asked["words"]["statement"] == "缺会议记录，请补正"
    papers: JsonValue = [api.documents]
    await case.act(APPLICANT, "supplement", {"evidence": papers, "remarks": "补交会议记录"})
    await case.read(ORGANISATION)
    history = (await api.read(APPLICANT, f"/v1/cases/{case.id}/events"))["events"]
    assert history[-1]["words"]["statement"] == "补交会议记录"
    assert (await api.read(APPLICANT, "/v1/inbox"))["items"] == []


async def test_i_state_my_defence_and_not_anothers(api: ApiClient, me: UUID) -> None:
    """In writing, during the investigation."""
    case = await api.file(applicant=str(me), subjects=[str(me), str(api.installed.subject)])
    await case.accept()
    path = f"/v1/cases/{case.id}/defence-statements"
    await case.read(ORGANISATION)
    offered = (await api.read(APPLICANT, f"/v1/cases/{case.id}/acts"))["offered"]
    assert [(each["kind"], each["about"]) for each in offered] == [("submit_defence", {"subject": str(me)})]
    others = await api.act(APPLICANT, path, {"subject": str(api.installed.subject), "statement": "替别人陈述"})
    own = await api.act(APPLICANT, path, {"subject": str(me), "statement": "本人陈述"})

    assert problem_of(others).code == "not_ones_own"
    assert own.status_code == httpx2.codes.CREATED, own.text
    assert own.json()["events"] == ["defence_recorded"]


async def test_of_what_is_not_mine_to_do_nothing_is_let_in(api: ApiClient, me: UUID) -> None:
    """Handling is forbidden, and other cases are not there."""
    mine, other = await case_of(api, me), await case_of(api, await registered(api, "旁人丙"))
    receipt: Body = {"subject": str(me)}

    for act, body in (("acceptance", {"accepted": True, "reasons": "齐全"}), ("ballots", {})):
        answer = await api.act(APPLICANT, f"/v1/cases/{mine.id}/{act}", body, seen=1)  # type: ignore[arg-type]  # JSON
        assert problem_of(answer).code == "forbidden"
    assert problem_of(await api.act(APPLICANT, f"/v1/cases/{other.id}/receipts", receipt)).code == "not_found"
    assert problem_of(await api.act(APPLICANT, f"/v1/cases/{mine.id}/receipts", receipt)).code == "nothing_to_receive"


async def test_the_vote_on_my_case_is_none_of_my_business(api: ApiClient) -> None:
    """Neither that it runs, nor who votes, nor how it went; once it is decided, what was decided on me."""
    case = await api.file(subjects=[str(api.installed.subject)])
    await api.installed.pool.execute(
        "INSERT INTO subject_person VALUES ($1, 1, $2, '', now())",
        api.installed.subject,
        api.installed.actor(APPLICANT).person,
    )
    await case.accept()
    await case.investigate()
    await case.determine()
    round_ = await case.open_round()
    during = await case.read(APPLICANT)
    member = api.installed.actor(MEMBERS[0]).person
    assert (during["round"], during["subjects"][0]["opinion"]) == (None, None)
    await case.act(SECRETARY, "round-closure", {"round": round_})
    await case.approve()
    after, history = await case.get(APPLICANT), await api.get(APPLICANT, f"/v1/cases/{case.id}/events")

    assert after.json()["subjects"][0]["opinion"]["outcome"] == "exempt"
    assert member not in after.text + history.text
    assert not {"ballot_cast", "round_opened", "round_closed", "determination_issued"} & {
        each["kind"] for each in history.json()["events"]
    }
    assert "case_approved" in {each["kind"] for each in history.json()["events"]}
    await api.installed.pool.execute(
        "INSERT INTO subject_person VALUES ($1, 2, NULL, '', now())", api.installed.subject
    )
