"""Conflict of interest at the door: officials who are parties, recusals, and signatures of the head."""

from datetime import datetime
from uuid import UUID, uuid4

import httpx2
import pytest
from pydantic import JsonValue

from domain.terms.deadlines import SHANGHAI
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.positions import CONTACT, ENDORSER, MEMBERS, ORGANISATION, OTHER_COUNTY, SECRETARY

COLLEAGUE = "county-a-organization-officer-2"


def name_of(api: ApiClient, position: str) -> str:
    """What whoever holds a position is called."""
    person = api.installed.actor(position).person
    return next(each.name for each in api.installed.organs.people if each.id == person)


async def registered(api: ApiClient, name: str, kind: str = "person", **more: JsonValue) -> UUID:
    """A subject of county A of that name, said to be another one of it."""
    return await api.register(CONTACT, name, kind=kind, **more)


async def linked(api: ApiClient, subject: UUID, person: str | None, by: str = COLLEAGUE) -> httpx2.Response:
    """Somebody says who a subject is."""
    return await api.http.put(f"/v1/subjects/{subject}/person", json={"person": person}, headers=api.as_(by))


async def case_of(api: ApiClient, subject: UUID) -> CaseAtHand:
    """A case about one subject."""
    return await api.file(applicant=str(subject), subjects=[str(subject)])


ACCEPTS: Body = {"accepted": True, "reasons": "材料齐全"}


async def test_an_official_has_no_part_in_their_own_case(api: ApiClient) -> None:
    """Linked before the case: refused with the rule and what to do; a colleague acts."""
    subject = await registered(api, name_of(api, ORGANISATION))
    assert (await linked(api, subject, api.installed.actor(ORGANISATION).person)).status_code == httpx2.codes.OK
    case = await case_of(api, subject)

    refused = problem_of(await api.act(ORGANISATION, f"/v1/cases/{case.id}/acceptance", ACCEPTS, seen=case.version))

    assert (refused.code, refused.status, refused.clause) == ("conflict_of_interest", 409, ("A-39",))
    assert "其他人员" in refused.todo.zh
    await case.act(COLLEAGUE, "acceptance", ACCEPTS)


async def test_a_link_made_later_holds_at_once(api: ApiClient) -> None:
    """The case runs and its worker remembers it: the next act knows. Taken away again, the next act knows too."""
    subject = await registered(api, name_of(api, ORGANISATION))
    case = await case_of(api, subject)
    await case.act(ORGANISATION, "supplement-request", {"missing": "缺会议记录"})
    denial = {"reasons": "无相同事项"}
    path = f"/v1/cases/{case.id}/matter-denial"

    assert (await linked(api, subject, api.installed.actor(ORGANISATION).person)).status_code == httpx2.codes.OK
    assert problem_of(await api.act(ORGANISATION, path, denial, seen=case.version)).code == "conflict_of_interest"
    assert (await linked(api, subject, None)).status_code == httpx2.codes.OK
    await case.act(ORGANISATION, "matter-denial", denial)


async def test_nobody_links_themselves(api: ApiClient) -> None:
    """Neither into a case, to be kept from it, nor out of their own."""
    subject = await registered(api, name_of(api, ORGANISATION))
    person = api.installed.actor(ORGANISATION).person

    assert problem_of(await linked(api, subject, person, ORGANISATION)).code == "conflict_of_interest"
    await linked(api, subject, person)
    assert problem_of(await linked(api, subject, None, ORGANISATION)).code == "conflict_of_interest"


async def test_nobody_merges_or_separates_what_they_are_themselves(api: ApiClient) -> None:
    """Else their own case became another's; a colleague does, and then only who is merged now counts."""
    person = api.installed.actor(ORGANISATION).person
    own, other = [await registered(api, name_of(api, ORGANISATION)) for _ in range(2)]
    await linked(api, own, person)
    merge, separate = f"/v1/subjects/{own}/merge", f"/v1/subjects/{own}/separation"
    merging: Body = {"into": str(other), "reasons": "同一人"}
    apart: Body = {"reasons": "不是同一人"}
    tried = [problem_of(await api.act(ORGANISATION, merge, merging)).code]
    await api.act(COLLEAGUE, merge, merging)
    tried.append(problem_of(await api.act(ORGANISATION, separate, apart)).code)
    case = await case_of(api, other)
    before = await api.act(ORGANISATION, f"/v1/cases/{case.id}/acceptance", ACCEPTS, seen=case.version)
    separated = await api.act(COLLEAGUE, separate, apart)
    after = await api.act(ORGANISATION, f"/v1/cases/{case.id}/acceptance", ACCEPTS, seen=case.version)

    assert tried == ["conflict_of_interest", "conflict_of_interest"]
    assert problem_of(before).code == "conflict_of_interest"
    assert (separated.status_code, after.status_code) == (httpx2.codes.CREATED, httpx2.codes.CREATED)


async def test_who_may_link_and_whom(api: ApiClient) -> None:
    """Handling organs of the place; a person of the organs, who bears a name of the subject; no unit."""
    person = api.installed.actor(MEMBERS[0]).person
    subject, stranger = await registered(api, name_of(api, MEMBERS[0])), await registered(api, "路人甲")
    unit = await registered(api, name_of(api, MEMBERS[0]), "unit")

    assert (await linked(api, subject, person, CONTACT)).status_code == httpx2.codes.FORBIDDEN
    assert (await linked(api, subject, person, OTHER_COUNTY)).status_code == httpx2.codes.NOT_FOUND
    assert (await linked(api, uuid4(), person)).status_code == httpx2.codes.NOT_FOUND
    assert problem_of(await linked(api, stranger, person)).code == "person_name_differs"
    for wrong, named in ((subject, "p999999"), (unit, person)):
        problem = problem_of(await linked(api, wrong, named))
        assert (problem.status, problem.errors[0].pointer) == (422, "/person")
    assert (await linked(api, subject, person)).json()["person"] == person
    assert (await linked(api, subject, person)).json()["person"] == person


async def test_a_duplicate_is_whoever_it_was_merged_into(api: ApiClient) -> None:
    """The case is about the duplicate, the other entry is linked; and a link said with the registration holds."""
    person = api.installed.actor(ORGANISATION).person
    duplicate = await registered(api, name_of(api, ORGANISATION))
    subject = await registered(api, name_of(api, ORGANISATION), person=person)
    case = await case_of(api, duplicate)
    await case.act(ORGANISATION, "matter-denial", {"reasons": "无相同事项"})
    merged = await api.act(COLLEAGUE, f"/v1/subjects/{duplicate}/merge", {"into": str(subject), "reasons": "同一人"})
    assert merged.status_code == httpx2.codes.CREATED, merged.text

    refused = await api.act(ORGANISATION, f"/v1/cases/{case.id}/acceptance", ACCEPTS, seen=case.version)
    assert problem_of(refused).code == "conflict_of_interest"
    assert (await linked(api, duplicate, None)).json()["person"] is None
    await case.act(ORGANISATION, "acceptance", ACCEPTS)


async def test_a_recusal_holds_until_it_is_lifted(api: ApiClient) -> None:
    """Over HTTP: out in the second round, let in again with reasons, back in the third."""
    case = await api.file()
    await case.accept()
    await case.investigate()
    await case.determine()
    round_ = await case.open_round()
    recused = MEMBERS[6]
    await case.act(recused, "recusals", {"round": round_, "reasons": "系当事人近亲属"})
    await case.act(SECRETARY, "round-closure", {"round": round_})
    second = await case.open_round()
    ballot = {"round": second, "choice": "agree"}
    path = f"/v1/cases/{case.id}/ballots"
    assert problem_of(await api.act(recused, path, ballot)).code == "not_entitled"
    page = (await case.read(ORGANISATION))["round"]
    assert [out["because"] for out in page["excluded"]] == ["recused"]
    await case.act(SECRETARY, "round-closure", {"round": second})

    lift = {"member": api.installed.actor(recused).person, "reasons": "经核实并无亲属关系"}
    await case.act(SECRETARY, "recusal-lifts", lift)
    third = await case.open_round()
    await case.act(recused, "ballots", {"round": third, "choice": "agree"})


@pytest.mark.parametrize("who", [CONTACT, ORGANISATION])
async def test_nobody_files_with_the_heads_signature(api: ApiClient, who: str) -> None:
    """Without a scan, `signed` is the head's own act."""
    own: JsonValue = {"kind": "signed", "signatory": ENDORSER}

    assert problem_of(await api.act(who, "/v1/cases", api.application(endorsement=own))).code == "endorsement_not_own"


async def test_the_head_signs_in_person(api: ApiClient) -> None:
    """By filing, or where the contact filed and asked: it is in the head's inbox, and then on the page."""
    own: JsonValue = {"kind": "signed", "signatory": ENDORSER}
    assert (await api.act(ENDORSER, "/v1/cases", api.application(endorsement=own))).status_code == httpx2.codes.CREATED
    case = await api.file(endorsement={"kind": "requested", "signatory": ENDORSER})
    path = f"/v1/cases/{case.id}/endorsement"

    assert (await case.read(CONTACT))["endorsement"]["kind"] == "requested"
    inbox = (await api.read(ENDORSER, "/v1/inbox?limit=100"))["items"]
    assert [(each["what"], each["position"]) for each in inbox if each["code"] == "endorsement"] == [("sign", ENDORSER)]
    assert problem_of(await api.act(CONTACT, path, {"endorses": True})).code == "endorsement_not_own"
    assert (
        problem_of(await api.act(ORGANISATION, f"/v1/cases/{case.id}/acceptance", ACCEPTS, seen=case.version)).code
        == "endorsement_awaited"
    )
    await case.act(ENDORSER, "endorsement", {"endorses": True})
    endorsement = (await case.read(CONTACT))["endorsement"]
    assert (endorsement["kind"], endorsement["document"]) == ("signed", None)
    assert endorsement["signed_on"] == datetime.now(SHANGHAI).date().isoformat()
    await case.act(ORGANISATION, "acceptance", ACCEPTS)


async def words_of(api: ApiClient, position: str, case: CaseAtHand) -> list[bool]:
    """Whether somebody reads the words of each event of a case that has some."""
    answer = await api.get(position, f"/v1/cases/{case.id}/events")
    assert answer.status_code == httpx2.codes.OK, answer.text
    return [each["words"] is not None for each in answer.json()["events"]]


async def test_a_party_sees_no_more_than_the_applicants_side(api: ApiClient) -> None:
    """Whatever post is used: no deliberation, no roster, no earlier matters; a colleague in the same post reads all."""
    subject = await registered(api, name_of(api, COLLEAGUE))
    case = await case_of(api, subject)
    await case.accept()
    before = await words_of(api, COLLEAGUE, case)

    await linked(api, subject, api.installed.actor(COLLEAGUE).person, ORGANISATION)

    assert await words_of(api, COLLEAGUE, case) == await words_of(api, CONTACT, case)
    assert await words_of(api, ORGANISATION, case) == before
    assert sum(await words_of(api, COLLEAGUE, case)) < sum(before)
    matters = f"/v1/matters?candidates_for={case.id}"
    assert (await api.get(ORGANISATION, matters)).status_code == httpx2.codes.OK
    assert (await api.get(COLLEAGUE, matters)).status_code == httpx2.codes.NOT_FOUND


async def test_a_member_sees_no_roster_of_the_vote_on_the_own_case(api: ApiClient) -> None:
    """Neither on the page, nor in the history, nor in the inbox of the committee; the other members do."""
    case = await api.file()
    await case.accept()
    await case.investigate()
    await case.determine()
    await case.open_round()
    await case.read(SECRETARY)
    member, other = MEMBERS[2], MEMBERS[3]
    await api.installed.pool.execute(
        "INSERT INTO subject_person VALUES ($1, 1, $2, '', now())",
        api.installed.subject,
        api.installed.actor(member).person,
    )

    async def awaited(position: str) -> list[bool]:
        page = (await case.read(position))["round"]
        items = (await api.read(position, "/v1/inbox?limit=200"))["items"]
        return [
            bool(page["awaited"]),
            *(bool(each["awaited"]) for each in items if each["case_id"] == str(case.id) and each["what"] == "vote"),
        ]

    assert await awaited(other) == [True, True]
    assert await awaited(member) == [False, False]
    await api.installed.pool.execute(
        "INSERT INTO subject_person VALUES ($1, 2, NULL, '', now())", api.installed.subject
    )
