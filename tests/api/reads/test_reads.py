"""Who read what is kept before it is told: at the doors of the API, over a real database."""

from dataclasses import replace
from uuid import uuid4

import httpx2
import pytest

from api.http.limits import LOOK_UPS_OF_PERSON
from eventlog.keys import InstallationKey
from eventlog.pool import Connection, Pool
from eventlog.read_log import ReadLog
from eventlog.reference import install
from policies.packs.loader import bundled_pack, pack_bytes
from tests.api.browsing import Scene, browse
from tests.api.client import ApiClient, http_client_of, problem_of
from tests.api.positions import CONTACT, ORGANISATION, OTHER_COUNTY

HR, SUPERVISOR = "county-a-organization-hr", "county-a-discipline-supervisor"
ELSEWHERE, PREFECTURE = "county-b-discipline-supervisor", "prefecture-discipline-supervisor"
READ_REQUESTS = (
    "SELECT person, action, sensitivity, result, count, look_ups, purpose, basis FROM read_log WHERE request_id = $1"
)


async def kept(api: ApiClient, answer: httpx2.Response) -> list[tuple[str, str, int]]:
    """What is kept of an answer: sensitivity, result and count of each row."""
    rows = await api.context.pool.fetch(READ_REQUESTS, answer.headers["x-request-id"])
    return [(row["sensitivity"], row["result"], row["count"]) for row in rows]


async def test_results_of_a_subject_are_kept_with_who_asked(api: ApiClient) -> None:
    """Person, rule and subject stand in the row."""
    subject = api.installed.subject

    answer = await api.get(HR, f"/v1/results?subject={subject}")
    (row,) = await api.context.pool.fetch(READ_REQUESTS, answer.headers["x-request-id"])

    assert answer.status_code == httpx2.codes.OK
    assert (row["person"], row["sensitivity"], row["result"]) == (api.installed.actor(HR).person, "results", "told")
    assert row["basis"] == ["result-readers"]
    assert row["look_ups"] == 1


async def test_what_cannot_be_kept_is_not_told(api: ApiClient, owner: Connection) -> None:
    """No row, no answer: sensitive reads, lists and pages alike; an act needs none and goes on."""
    case = await api.file()
    await case.read(ORGANISATION)
    paths = (f"/v1/results?subject={api.installed.subject}", f"/v1/cases/{case.id}/events", "/v1/cases")
    await owner.execute("REVOKE INSERT ON read_log FROM rongcuo_api")
    try:
        told = [await api.get(SUPERVISOR, path) for path in paths]
        page = await browse(api, f"/cases/{case.id}", SUPERVISOR)
        act = await api.act(
            ORGANISATION,
            f"/v1/cases/{case.id}/acceptance",
            {"accepted": True, "reasons": "材料齐全"},
            seen=case.version,
        )
    finally:
        await owner.execute("GRANT INSERT ON read_log TO rongcuo_api")

    assert [answer.status_code for answer in told] == [500, 500, 500]
    assert page.status_code == httpx2.codes.INTERNAL_SERVER_ERROR
    assert "弃土场" not in "".join([*(answer.text for answer in told), page.text])
    assert act.status_code == httpx2.codes.CREATED


async def test_opening_a_case_its_words_and_a_list_are_kept(api: ApiClient) -> None:
    """Each with how near it goes; a unit reads its own words, and that is no one's inside."""
    case = await api.file()
    await case.read(SUPERVISOR)

    opened = await api.get(SUPERVISOR, f"/v1/cases/{case.id}")
    events = await api.get(SUPERVISOR, f"/v1/cases/{case.id}/events")
    page = await browse(api, f"/cases/{case.id}", SUPERVISOR)
    own = await api.get(CONTACT, f"/v1/cases/{case.id}/events")
    listed = await api.get(SUPERVISOR, "/v1/cases")

    assert await kept(api, opened) == [("case", "told", 1)]
    assert await kept(api, events) == [("ballots", "told", 1)]
    assert ("ballots", "told", 1) in await kept(api, page)
    assert await kept(api, own) == [("case", "told", 1)]
    assert await kept(api, listed) == [("list", "told", len(listed.json()["items"]))]


async def test_a_refusal_and_what_is_hidden_are_kept(api: ApiClient) -> None:
    """Refused, hidden, or not there: told as before, and the log knows which it was."""
    case = await api.file()
    await case.read(ORGANISATION)

    refused = await api.get(CONTACT, f"/v1/results?subject={api.installed.subject}")
    hidden = await api.get(OTHER_COUNTY, f"/v1/cases/{case.id}")
    none = await api.get(OTHER_COUNTY, f"/v1/cases/{uuid4()}")
    act = await api.act(OTHER_COUNTY, f"/v1/cases/{case.id}/acceptance", {})

    assert await kept(api, refused) == [("access", "refused", 0)]
    assert await kept(api, hidden) == [("access", "hidden", 1)]
    assert await kept(api, none) == [("access", "none", 1)]
    assert await kept(api, act) == [("access", "hidden", 1)]
    assert (hidden.status_code, none.status_code) == (404, 404)


async def test_an_act_that_is_let_in_leaves_no_row(api: ApiClient) -> None:
    """It is in the event log, with everything."""
    case = await api.file()

    answer = await api.act(
        ORGANISATION, f"/v1/cases/{case.id}/acceptance", {"accepted": True, "reasons": "材料齐全"}, seen=case.version
    )

    assert answer.status_code == httpx2.codes.CREATED
    assert await kept(api, answer) == []


async def test_what_was_read_leads_to_its_page(api: ApiClient) -> None:
    """By its number, to the thing and to who else read it; the number of a document that went out finds its case."""
    case = await api.file()
    await case.accept()
    number = (await case.read(ORGANISATION))["number"]
    sent = (await api.read(ORGANISATION, f"/v1/dispatches?case_id={case.id}"))["items"][0]["number"]
    page = await Scene(api).page("/reads", SUPERVISOR)
    narrowed = [await Scene(api).page(f"/reads?about={given}", SUPERVISOR) for given in (number, sent)]
    unknown = await Scene(api).page("/reads?about=容〔2019〕99号", SUPERVISOR)

    links = page.values("a", "href")
    assert f"/cases/{case.id}" in links
    assert f"/reads?about={case.id}" in links
    assert (await browse(api, f"/cases/{case.id}", SUPERVISOR)).status_code == httpx2.codes.OK
    for each in narrowed:
        things = {link for link in each.values("a", "href") if link.startswith("/cases/")}
        assert things == {f"/cases/{case.id}"}
        assert number in each.text
    assert "没有编号为“容〔2019〕99号”" in unknown.text


async def test_supervisors_see_who_read_what_and_that_is_kept(api: ApiClient) -> None:
    """Per case and per person, as JSON and as a page; of their own place; nobody else does."""
    case = await api.file()
    await case.read(ORGANISATION)
    person = api.installed.actor(ORGANISATION).person

    of_case = await api.get(SUPERVISOR, f"/v1/reads?about={case.id}")
    of_person = await api.get(SUPERVISOR, f"/v1/reads?person={person}&limit=1")
    following = await api.get(SUPERVISOR, of_person.links["next"]["url"])
    page = await browse(api, f"/reads?about={case.id}", SUPERVISOR)
    elsewhere = await api.read(ELSEWHERE, f"/v1/reads?about={case.id}")
    refused = await api.get(ORGANISATION, f"/v1/reads?about={case.id}")

    assert {line["person"] for line in of_case.json()["items"]} == {person}
    assert [line["person"] for line in of_person.json()["items"]] == [person]
    assert following.json()["items"][0]["id"] < of_person.json()["items"][0]["id"]
    assert "查阅案件" in page.text
    assert elsewhere["items"] == []
    assert problem_of(refused).policy == ("reads-readers", "audit-administrators")
    assert await kept(api, of_case) == [("reads", "told", len(of_case.json()["items"]))]


async def test_the_page_says_in_words_what_was_read_and_by_what_rule(api: ApiClient) -> None:
    """A subject by its name, a refusal of something that is no case, the rule as the table says it; no rule's id."""
    case = await api.file()
    await api.get(ORGANISATION, f"/v1/subjects/{api.installed.subject}")
    await api.get(OTHER_COUNTY, f"/v1/cases/{uuid4()}")
    await api.act(OTHER_COUNTY, f"/v1/cases/{case.id}/acceptance", {})
    page = await browse(api, "/reads", PREFECTURE)
    name = (await api.context.subjects.get([api.installed.subject]))[api.installed.subject].subject.name

    assert page.status_code == httpx2.codes.OK
    assert f">{name}</a>" in page.text
    assert "依据：组织、纪检、党委及监督人员，限本地区及其下级" in page.text
    assert "result-readers" not in page.text
    assert "case-readers" not in page.text


async def test_look_ups_are_limited(api: ApiClient, app_pool: Pool, installation_key: InstallationKey) -> None:
    """Whoever looks up too many is told when they may again, and nothing else; others go on."""
    reads = ReadLog(app_pool, installation_key, look_ups_an_hour=2)
    narrow = replace(api, context=(context := replace(api.context, read_log=reads)), http=http_client_of(context))
    head = "county-a-organization-head"

    answers = [await narrow.get(head, "/v1/subjects?name=综合行政执法局") for _ in range(3)]
    page = await browse(narrow, "/results?name=综合行政执法局", head)
    case_list = await narrow.get(head, "/v1/cases")

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert problem_of(answers[2]).code == "too_many_look_ups"
    assert 0 < int(answers[2].headers["retry-after"]) <= 3600
    assert page.status_code == httpx2.codes.TOO_MANY_REQUESTS
    assert case_list.status_code == httpx2.codes.OK
    assert await kept(api, answers[2]) == [("register", "limited", 0)]
    assert LOOK_UPS_OF_PERSON > 2


@pytest.fixture
async def asking(api: ApiClient, app_pool: Pool) -> ApiClient:
    """An installation one of whose procedures asks what look-ups are for."""
    items = [{"id": "appointment", "name": {"zh": "干部选拔任用", "en": "appointment"}}]
    pack = bundled_pack("nujiang").model_copy(update={"pack": "asks", "jurisdiction": "demo-county-a"})
    asked = type(pack).model_validate(
        {**pack.model_dump(by_alias=True), "inquiry": {"of": ["results", "register"], "purposes": items}}
    )
    await install(app_pool, "pack", "asks", pack_bytes(asked), "test")
    return replace(api, http=http_client_of(api.context))


async def test_a_look_up_says_what_it_is_for_where_the_procedure_asks(asking: ApiClient) -> None:
    """Without it there is no answer; with it, as a parameter, a header or on the page, it is kept with the row."""
    path = f"/v1/results?subject={asking.installed.subject}"

    missing = await asking.get(HR, path)
    wrong = await asking.get(HR, f"{path}&purpose=curiosity")
    given = await asking.get(HR, f"{path}&purpose=appointment")
    by_header = await asking.get(HR, "/v1/subjects?name=某", {"X-Purpose": "appointment"})
    asked_page = await browse(asking, "/results?name=某", ORGANISATION)
    answered = await browse(asking, "/results?name=某&purpose=appointment", ORGANISATION)
    elsewhere = await asking.get("county-b-organization-hr", "/v1/subjects?name=某")
    query = await browse(asking, "/hr", HR)

    assert (missing.status_code, problem_of(missing).code) == (422, "purpose_missing")
    assert "appointment" in (problem_of(missing).detail or "")
    assert problem_of(wrong).code == "malformed"
    assert (given.status_code, by_header.status_code, elsewhere.status_code) == (200, 200, 200)
    (row,) = await asking.context.pool.fetch(READ_REQUESTS, given.headers["x-request-id"])
    assert row["purpose"] == "appointment"
    assert "请先选查询目的" in asked_page.text
    assert 'value="appointment"' in query.text
    assert "请先选查询目的" not in answered.text
    assert await kept(asking, missing) == []
    assert await kept(asking, asked_page) == []
