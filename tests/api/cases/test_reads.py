"""Reading: lists and pages, what is whose to read, and waiting for what was just done."""

from uuid import uuid4

import httpx2
import pytest

from eventlog.pool import Connection
from tests.api.client import ApiClient, Body, problem_of
from tests.api.positions import (
    CONTACT,
    DISCIPLINE,
    HR,
    MEMBERS,
    OPERATOR,
    ORGANISATION,
    OTHER_CONTACT,
    OTHER_COUNTY,
    OTHER_HR,
    SECRETARY,
)

PREFECTURE = "prefecture-discipline-supervisor"
HEAD = "county-a-enforcement-party-head"


async def test_a_list_reads_on_page_by_page(api: ApiClient) -> None:
    """Following `next` to the end gives every case once, the newest first, with its title."""
    opened = [str((await api.file(title=f"第{n}件")).id) for n in range(5)]
    last = await api.read(ORGANISATION, f"/v1/cases/{opened[-1]}?seen=3")
    seen = [line async for line in api.read_on(ORGANISATION, "/v1/cases?limit=2")]

    ids = [str(line["case_id"]) for line in seen]
    assert len(ids) == len(set(ids))
    assert ids[:5] == opened[::-1]
    assert (seen[0]["title"], seen[0]["number"]) == ("第4件", last["number"])


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (ORGANISATION, True),
        (PREFECTURE, True),
        (SECRETARY, True),
        (CONTACT, True),
        (HEAD, True),
        (OTHER_CONTACT, False),
        (OTHER_COUNTY, False),
        (HR, None),
        (OPERATOR, None),
    ],
)
async def test_lists_and_files_reach_as_far_as_one_another(api: ApiClient, who: str, sees: bool | None) -> None:
    """Whoever sees a case in the list can open it, and nobody else can; some read no cases at all."""
    case = await api.file()
    await case.read(ORGANISATION)

    listed = await api.get(who, "/v1/cases")
    opened = await api.get(who, f"/v1/cases/{case.id}")

    if sees is None:
        assert (listed.status_code, problem_of(listed).code) == (403, "forbidden")
        assert opened.status_code == 404
    else:
        assert (str(case.id) in {line["case_id"] for line in listed.json()["items"]}) is sees
        assert opened.status_code == (200 if sees else 404)


async def test_a_unit_lists_its_case_that_a_higher_place_handles(api: ApiClient) -> None:
    """Who manages the official is who handles the case: its unit finds it in every list in which it can open it."""
    subject = await api.register("prefecture-organization-officer-1", "周九", jurisdiction="demo-prefecture")
    case = await api.file(to_organ="prefecture-organization", subjects=[str(subject)])
    opened = await api.get(CONTACT, f"/v1/cases/{case.id}?seen=3")

    async def listed(who: str, query: str = "") -> set[str]:
        return {line["case_id"] for line in (await api.read(who, f"/v1/cases{query}"))["items"]}

    assert opened.status_code == 200
    assert str(case.id) in await listed(CONTACT)
    assert str(case.id) in await listed(CONTACT, "?jurisdiction=demo-prefecture")
    assert str(case.id) not in await listed(CONTACT, "?jurisdiction=demo-county-a")
    assert str(case.id) not in await listed(OTHER_CONTACT)
    assert str(case.id) not in await listed(ORGANISATION)


async def test_a_unit_sees_its_case_though_its_head_refused_to_sign(api: ApiClient) -> None:
    """An application filed with the refusal of endorsement is still its unit's own."""
    case = await api.file(endorsement={"kind": "refused", "refusal_reasons": "负责人拒签"})
    await case.read(ORGANISATION)

    listed = (await api.read(CONTACT, "/v1/cases"))["items"]

    assert str(case.id) in {line["case_id"] for line in listed}


async def test_a_filter_narrows_and_never_widens(api: ApiClient) -> None:
    """A jurisdiction one may not see gives an empty list; stage and state narrow."""
    case = await api.file()
    await case.read(ORGANISATION)

    async def found(query: str) -> bool:
        items = (await api.read(ORGANISATION, f"/v1/cases?{query}"))["items"]
        return str(case.id) in {line["case_id"] for line in items}

    assert await found("jurisdiction=demo-county-a&stage=acceptance&state=open&history=false")
    assert not await found("jurisdiction=demo-county-b")
    assert not await found("stage=approval")
    assert not await found("state=closed")
    assert not await found("history=true")


async def test_a_file_is_not_sent_twice(api: ApiClient) -> None:
    """The ETag is the version; who has it gets 304 until something changes."""
    case = await api.file()
    path = f"/v1/cases/{case.id}?seen=3"
    first = await api.get(ORGANISATION, path)
    same = await api.get(ORGANISATION, path, {"If-None-Match": first.headers["etag"]})
    await case.act(ORGANISATION, "matter-denial", {"reasons": "无相同事项"})
    other = await api.get(
        ORGANISATION, f"/v1/cases/{case.id}?seen={case.version}", {"If-None-Match": first.headers["etag"]}
    )

    assert (first.headers["etag"], same.status_code, same.content) == ('"v3"', 304, b"")
    assert (other.status_code, other.headers["etag"]) == (200, '"v4"')


async def test_a_version_never_written_is_not_waited_for_in_vain(api: ApiClient) -> None:
    """A page that cannot show the version asked for says so instead of failing."""
    case = await api.file()

    file = await api.read(ORGANISATION, f"/v1/cases/{case.id}?seen=99")

    assert (file["version"], file["up_to_date"]) == (3, False)


async def test_nobody_learns_how_a_member_votes_before_the_close(api: ApiClient) -> None:
    """While a round is open one sees one's own ballot alone; afterwards handlers see all, a unit none."""
    case = await api.file()
    await case.accept()
    await case.investigate()
    await case.determine()
    round_ = await case.open_round()
    for member in MEMBERS[:-1]:
        await case.act(member, "ballots", {"round": round_, "choice": "agree"})
    no: Body = {"round": round_, "choice": "disagree", "reasons": "损失未挽回"}
    await case.act(MEMBERS[-1], "ballots", no)

    open_to_all = {who: await _ballots(api, who, str(case.id)) for who in (MEMBERS[-1], ORGANISATION, SECRETARY)}
    await case.act(SECRETARY, "round-closure", {"round": round_})
    closed = {who: await _ballots(api, who, str(case.id)) for who in (ORGANISATION, CONTACT)}

    assert [_choice(ballot) for ballot in open_to_all[MEMBERS[-1]]] == [None] * 6 + ["disagree"]
    assert [_choice(ballot) for who in (ORGANISATION, SECRETARY) for ballot in open_to_all[who]] == [None] * 14
    assert "损失未挽回" not in str(open_to_all[ORGANISATION])
    assert [_choice(ballot) for ballot in closed[ORGANISATION]] == ["agree"] * 6 + ["disagree"]
    assert [_choice(ballot) for ballot in closed[CONTACT]] == [None] * 7
    assert api.installed.actor(MEMBERS[0]).person not in str(closed[CONTACT])


async def test_a_unit_reads_its_own_words_only(api: ApiClient) -> None:
    """The applicant reads what it wrote; what organs wrote to each other is theirs."""
    case = await api.file()
    await case.act(ORGANISATION, "matter-denial", {"reasons": "经查无相同事项"})

    mine = (await api.read(CONTACT, f"/v1/cases/{case.id}/events"))["events"]
    theirs = (await api.read(DISCIPLINE, f"/v1/cases/{case.id}/events"))["events"]

    assert mine[0]["words"]["title"] == "弃土场整改未先完成招标"
    assert (mine[3]["kind"], mine[3]["words"]) == ("same_matter_denied", None)
    assert theirs[3]["words"]["reasons"] == "经查无相同事项"


async def test_a_history_reads_on_from_any_version(api: ApiClient) -> None:
    """The events of a case come page by page, each with who, when and on which day."""
    case = await api.file()

    first = await api.read(ORGANISATION, f"/v1/cases/{case.id}/events?limit=2")
    rest = await api.read(ORGANISATION, f"/v1/cases/{case.id}/events?after={first['next']}")

    assert [event["version"] for event in (*first["events"], *rest["events"])] == [1, 2, 3]
    assert rest["next"] is None
    assert first["events"][0]["actor"]["position"] == CONTACT
    assert "private" not in first["events"][0]["facts"]


async def test_an_erased_case_keeps_its_facts_and_loses_its_words(api: ApiClient, eraser: Connection) -> None:
    """After erasure title and words are gone from list, file and history; the facts stay."""
    case = await api.file(title="将被消除")
    await case.read(ORGANISATION)
    await eraser.execute("DELETE FROM case_key WHERE stream_id = $1", case.id)

    file = await api.read(ORGANISATION, f"/v1/cases/{case.id}")
    events = (await api.read(ORGANISATION, f"/v1/cases/{case.id}/events"))["events"]
    line = (await api.read(ORGANISATION, "/v1/cases?limit=1"))["items"][0]

    assert (file["title"], line["title"]) == (None, None)
    assert (events[0]["words"], events[0]["words_erased"]) == (None, True)
    assert events[0]["facts"]["ground"] == "s4"


async def test_an_inbox_is_its_organs(api: ApiClient) -> None:
    """One reads the inbox of one's own organ, and of those under one's jurisdiction; an operator reads all there."""
    case = await api.file()
    await case.read(ORGANISATION)
    path = "/v1/inbox?organ=county-a-organization&limit=200"

    own = await api.read(ORGANISATION, "/v1/inbox?limit=200")
    others = {who: await api.get(who, path) for who in (OPERATOR, PREFECTURE, OTHER_COUNTY, CONTACT)}

    assert str(case.id) in {item["case_id"] for item in own["items"]}
    assert {who: answer.status_code for who, answer in others.items()} == {
        OPERATOR: 200,
        PREFECTURE: 200,
        OTHER_COUNTY: 404,
        CONTACT: 404,
    }


async def test_deadlines_are_listed_within_sight(api: ApiClient) -> None:
    """The board shows what runs in one's jurisdiction, page by page, and nothing of another county."""
    case = await api.file()
    await case.read(ORGANISATION)
    cases: list[str] = []
    path = "/v1/deadlines?state=all&limit=2"
    while path:
        answer = await api.get(OPERATOR, path)
        cases += [item["case_id"] for item in answer.json()["items"]]
        path = answer.links.get("next", {}).get("url", "")
    elsewhere = (await api.read(OTHER_COUNTY, "/v1/deadlines?limit=200"))["items"]
    overdue = (await api.read(OPERATOR, "/v1/deadlines?state=overdue"))["items"]

    assert cases.count(str(case.id)) == 1
    assert (elsewhere, overdue) == ([], [])


async def test_results_are_read_in_ones_own_jurisdiction(api: ApiClient) -> None:
    """No record is an answer; a subject of another jurisdiction does not exist."""
    subject = await _register(api, "赵六")

    own = await api.read(HR, f"/v1/results?subject={subject}")
    other = await api.get(OTHER_HR, f"/v1/results?subject={subject}")
    contact = await api.get(CONTACT, f"/v1/results?subject={subject}")

    assert own["items"] == [
        {"subject_id": subject, "name": "赵六", "answer": "none", "results": [], "acknowledgements": []}
    ]
    assert (other.status_code, contact.status_code) == (404, 403)


async def test_a_subject_is_registered_once_under_a_key(api: ApiClient) -> None:
    """The same key gives the same subject; with another name it is refused; a name is found again by its alias."""
    key = uuid4()
    body: Body = _person("钱七", aliases=["钱柒"])

    first = await api.act(ORGANISATION, "/v1/subjects", body, key=key)
    again = await api.act(ORGANISATION, "/v1/subjects", body, key=key)
    other = await api.act(ORGANISATION, "/v1/subjects", {**body, "name": "孙八"}, key=key)
    found = await api.read(DISCIPLINE, "/v1/subjects?name=钱柒")
    elsewhere = await api.read(OTHER_COUNTY, "/v1/subjects?name=钱柒")

    assert (first.status_code, again.json()) == (201, first.json())
    assert first.json()["version"] == 1
    assert (other.status_code, problem_of(other).code) == (422, "key_reused")
    assert [entry["subject_id"] for entry in found["items"]] == [first.json()["subject_id"]]
    assert elsewhere["items"] == []


@pytest.mark.parametrize(
    ("who", "changes", "status", "code"),
    [
        (ORGANISATION, {"jurisdiction": "demo-county-b"}, 403, "forbidden"),
        (ORGANISATION, {"jurisdiction": "atlantis"}, 422, "malformed"),
        (ORGANISATION, {"name": ""}, 422, "malformed"),
        (OPERATOR, {}, 403, "forbidden"),
    ],
)
async def test_a_subject_that_may_not_be_registered(
    api: ApiClient, who: str, changes: Body, status: int, code: str
) -> None:
    """The register takes entries of one's own jurisdiction, in the documented form."""
    answer = await api.act(who, "/v1/subjects", {**_person("周九"), **changes})

    assert (answer.status_code, problem_of(answer).code) == (status, code)


async def test_the_law_is_for_everyone_with_a_token(api: ApiClient) -> None:
    """Packs and organs are read by all who may call at all."""
    packs = await api.read(OPERATOR, "/v1/packs")
    pack = await api.read(HR, "/v1/packs/nujiang")
    organs = await api.read(CONTACT, "/v1/organs")
    nobody = await api.http.get("/v1/packs")

    assert "nujiang" in [line["pack"] for line in packs["items"]]
    assert pack["ban"]["cite"]
    assert organs["version"] == 1
    assert nobody.status_code == httpx2.codes.UNAUTHORIZED


def _person(name: str, aliases: list[str] | None = None) -> Body:
    return {
        "kind": "person",
        "name": name,
        "aliases": [*(aliases or [])],
        "sector": "government_organ",
        "jurisdiction": "demo-county-a",
    }


async def _register(api: ApiClient, name: str) -> str:
    return str(await api.register(ORGANISATION, name))


async def _ballots(api: ApiClient, who: str, case_id: str) -> list[Body]:
    events = (await api.read(who, f"/v1/cases/{case_id}/events?limit=1000"))["events"]
    return [event for event in events if event["kind"] == "ballot_cast"]


def _choice(ballot: Body) -> object:
    facts = ballot["facts"]
    return facts.get("choice") if isinstance(facts, dict) else None
