"""A query of results and its receipt at both doors: every answer, namesakes, rights, refusals, receipts forged."""

import asyncio
import re
from uuid import UUID, uuid4

import httpx2
import pytest
from pydantic import JsonValue

from api.http.limits import LOOK_UPS_OF_PERSON
from api.result_queries.words import ANSWERS, MEANS
from domain.result_queries.answer import AnswerKind
from eventlog.pool import Connection
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.positions import CONTACT, HR, MEMBERS, OPERATOR, ORGANISATION, OTHER_HR, SUPERVISOR
from tests.api.result_queries.asked import NUMBER, UNIT, ask, query, registered, unheard

ENFORCEMENT = "示例甲县综合行政执法局"
FAR_HR, ABOVE, FAR_SUPERVISOR = (
    "prefecture-organization-hr",
    "prefecture-discipline-supervisor",
    "county-b-discipline-supervisor",
)


@pytest.fixture(scope="module")
async def tolerated(api: ApiClient) -> CaseAtHand:
    """The enforcement bureau has a result in force."""
    case = await api.file()
    await case.tolerate()
    await case.read(ORGANISATION)
    return case


async def opened(api: ApiClient, name: str, **more: JsonValue) -> str:
    """Somebody whose case is open."""
    id_ = await registered(api, name, **more)
    case = await api.file(applicant=id_, subjects=[id_])
    await case.read(ORGANISATION)
    return id_


def told(answer: httpx2.Response) -> dict[str, object]:
    """The answer of a receipt."""
    assert answer.status_code == httpx2.codes.CREATED, answer.text
    found: dict[str, object] = answer.json()["answer"]
    return found


async def test_a_result_in_force_is_told_with_its_effect(api: ApiClient, tolerated: CaseAtHand) -> None:
    """Conclusion, areas, day, number, what follows for the purpose; nothing of votes, papers or people."""
    body = query(ENFORCEMENT, unit=ENFORCEMENT, number="9001")
    receipt = await ask(api, body)
    answer = told(receipt)
    result = receipt.json()["answer"]["results"][0]
    other = told(await ask(api, {**body, "purpose": "pay"}))

    assert (answer["kind"], answer["influence"], result["outcome"]) == ("in_force", "barred", "exempt")
    assert {area["id"] for area in result["areas"]} == {"assessments", "no_veto", "promotion", "eligibility", "awards"}
    assert result["number"]
    assert other["influence"] == "not_named"
    assert set(result) == {"outcome", "since", "number", "areas"}
    assert str(tolerated.id) not in receipt.text
    assert re.fullmatch(r"\d{4}-\d{6}", receipt.json()["number"])


async def test_an_open_case_says_nothing_for_or_against(api: ApiClient) -> None:
    """Neither a number nor anything else of it."""
    name = unheard()
    await opened(api, name)

    answer = told(await ask(api, query(name)))

    assert answer == {"kind": "in_progress", "results": [], "influence": None, "remarks": []}


async def test_no_record_is_no_innocence(api: ApiClient) -> None:
    """Whether registered without a case, or not at all; the page says what it does not mean."""
    name = unheard()
    await registered(api, name)
    answers = [told(await ask(api, query(each))) for each in (name, unheard())]
    number = (await ask(api, query(unheard()))).json()["number"]
    text = Markup((await browse(api, f"/hr/receipts/{number}", HR)).text).text

    assert [each["kind"] for each in answers] == ["none", "none"]
    assert "这不说明其有无失误" in text
    assert "清白" not in text


async def test_what_lies_elsewhere_is_not_looked_into(api: ApiClient) -> None:
    """The same answer whether anybody is registered there or not; a unit that nobody knows is no other place's."""
    name, elsewhere = unheard(), "示例乙县双河乡人民政府"
    there = next(each.name.zh for each in api.installed.organs.organs if each.id == "county-b-shuanghe")
    await opened_elsewhere(api, name, there)
    registered_there = told(await ask(api, query(name, unit=there)))
    nobody = told(await ask(api, query(unheard(), unit=there)))
    unknown = told(await ask(api, query(name, unit=f"{elsewhere}某所")))
    above = told(await ask(api, query(name, unit=there), FAR_HR))

    assert registered_there == nobody == {"kind": "no_right", "results": [], "influence": None, "remarks": []}
    assert unknown["kind"] == "none"
    assert above["kind"] == "none"  # the prefecture may look: registered, and no case


async def opened_elsewhere(api: ApiClient, name: str, unit: str) -> None:
    """Somebody of county B."""
    of_county_b: Body = {"unit_name": unit, "identifier": NUMBER, "jurisdiction": "demo-county-b"}
    await api.register("county-b-organization-officer-1", name, **of_county_b)


async def test_of_namesakes_the_reader_chooses(api: ApiClient) -> None:
    """Nothing is answered before; who has another number in another unit is not shown, and no number is."""
    name = unheard()
    one = await opened(api, name, identifier="")
    two = await registered(api, name, identifier="")
    await registered(api, name, unit_name="另一单位", identifier="99998888")
    first = await ask(api, query(name))
    problem = problem_of(first)
    chosen = told(await ask(api, query(name, subject=one)))
    other = told(await ask(api, query(name, subject=two)))
    none = told(await ask(api, query(name, none_of_them=True)))
    stranger = await ask(api, query(name, subject=str(uuid4())))

    assert (first.status_code, problem.code) == (409, "result_namesakes")
    assert {str(each.subject_id) for each in problem.candidates} == {one, two}
    assert NUMBER not in first.text
    assert (chosen["kind"], chosen["remarks"]) == ("in_progress", ["chosen"])
    assert other["kind"] == "none"
    assert (none["kind"], none["remarks"]) == ("none", ["none_of_them"])
    assert (stranger.status_code, problem_of(stranger).code) == (422, "malformed")


async def test_the_page_leads_through_the_same(api: ApiClient) -> None:
    """Form, choice, receipt; the choice shows whether unit and number agree, and what was typed stays."""
    name = unheard()
    one = await opened(api, name, unit_name="某镇人民政府")
    page = await browse(api, "/hr", HR)
    fields = {**query(name), "key": str(uuid4())}
    asked = await sent(api, "/hr", fields)
    markup = Markup(asked.text)
    answered = await sent(api, "/hr", {**fields, "subject": one})
    receipt = await browse(api, answered.headers["location"], HR)

    Markup(page.text).require_safe_and_whole("/hr")
    assert asked.status_code == 409
    assert "单位不符，编号相符" in markup.text
    assert name in markup.values("input", "value")
    assert answered.status_code == 303
    Markup(receipt.text).require_safe_and_whole("/hr/receipts")
    assert "办理中，尚无结论" in Markup(receipt.text).text


async def sent(api: ApiClient, path: str, fields: Body, who: str = HR) -> httpx2.Response:
    """A form as a browser sends it."""
    headers = {**api.cookie(who), "Sec-Fetch-Site": "same-origin"}
    return await api.http.post(path, data={name: str(value) for name, value in fields.items()}, headers=headers)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"purpose": "curiosity"}, 422, "purpose_missing"),
        ({"purpose": None}, 422, "malformed"),
        ({"reference": " "}, 422, "malformed"),
        ({"reference": None}, 422, "malformed"),
        ({"unit": None}, 422, "malformed"),
        ({"number": "12"}, 422, "malformed"),
        ({"name": "···"}, 422, "malformed"),
        ({"votes": True}, 422, "malformed"),
    ],
)
async def test_all_of_it_is_required(api: ApiClient, change: Body, status: int, code: str) -> None:
    """At both doors; on the page the form comes back with what was typed."""
    body = {name: value for name, value in {**query(unheard()), **change}.items() if value is not None}
    answer = await ask(api, body)
    page = await sent(api, "/hr", {**body, "key": str(uuid4())})

    assert (answer.status_code, problem_of(answer).code) == (status, code)
    assert page.status_code == status
    Markup(page.text).require_safe_and_whole("/hr")
    assert set(map(str, body.values())) & set(Markup(page.text).values("input", "value"))


async def test_the_same_key_is_the_same_receipt(api: ApiClient) -> None:
    """Sent twice, also at once: one receipt, one look-up more at most; another query under the key is refused."""
    name, key = unheard(), uuid4()
    answers = await asyncio.gather(*(ask(api, query(name), key=key) for _ in range(3)))
    other = await ask(api, query(unheard()), key=key)

    assert {answer.json()["number"] for answer in answers} == {answers[0].json()["number"]}
    assert (other.status_code, problem_of(other).code) == (422, "key_reused")


@pytest.mark.parametrize("who", [CONTACT, ORGANISATION, SUPERVISOR, MEMBERS[0], OPERATOR])
async def test_only_personnel_readers_ask(api: ApiClient, who: str) -> None:
    """Who handles cases has the page of results; a unit, an operator nothing; no receipt is made."""
    before = await api.context.pool.fetchval("SELECT count(*) FROM result_query")
    name = unheard()
    answers = [
        await ask(api, query(name), who),
        await browse(api, "/hr", who),
        await sent(api, "/hr", {**query(name), "key": str(uuid4())}, who),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert await api.context.pool.fetchval("SELECT count(*) FROM result_query") == before


async def test_who_may_read_and_check_a_receipt(api: ApiClient) -> None:
    """The asker and supervisors of the place read it; whoever of these posts holds the code checks it; no unit does."""
    name = unheard()
    await registered(api, name)
    receipt = (await ask(api, query(name))).json()
    number, code = receipt["number"], receipt["code"]
    readers = (HR, SUPERVISOR, ABOVE, OTHER_HR, FAR_SUPERVISOR, CONTACT, ORGANISATION)
    read = {who: (await api.get(who, f"/v1/result-queries/{number}")).status_code for who in readers}
    checked = {who: await verified(api, number, code, who) for who in (HR, SUPERVISOR, OTHER_HR, FAR_SUPERVISOR)}
    unit = await api.get(CONTACT, f"/v1/result-queries/{number}/verification?code={code}")

    assert list(read.values()) == [200, 200, 200, 404, 404, 403, 403]
    assert {each["state"] for each in checked.values()} == {"stands"}
    assert checked[HR]["receipt"] == receipt
    assert checked[OTHER_HR]["receipt"]["name"] != name  # type: ignore[index]  # a county elsewhere reads no name
    assert unit.status_code == 403


async def verified(api: ApiClient, number: str, code: str, who: str = SUPERVISOR) -> dict[str, object]:
    """What is said of a receipt."""
    answer = await api.http.get(
        f"/v1/result-queries/{number}/verification", params={"code": code}, headers=api.as_(who)
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_a_forged_receipt_is_none(api: ApiClient, owner: Connection) -> None:
    """Another number with a true code, another code, a row changed by the database's owner: told alike."""
    one, two = (await ask(api, query(unheard()))).json(), (await ask(api, query(unheard()))).json()
    number, code = one["number"], one["code"]
    typed = f" {code.lower().replace('-', ' ')} "
    tries = [(two["number"], code), (number, "AAAA-BBBB-CCCC-DDDD"), ("2026-999999", code), (f"1999{number[4:]}", code)]
    tries += [(f"0{number}", code), (number.replace("-", "-0"), code), ("x", code), (f"{number}1", code)]
    unknown = [await verified(api, *each) for each in tries]
    genuine = await verified(api, number, typed)
    await owner.execute("ALTER TABLE result_query DISABLE TRIGGER append_only")
    await owner.execute(
        "UPDATE result_query SET content = set_byte(content, 40, get_byte(content, 40) # 1) WHERE serial = $1",
        int(number[5:]),
    )
    await owner.execute("ALTER TABLE result_query ENABLE ALWAYS TRIGGER append_only")

    assert unknown == [{"state": "unknown", "receipt": None}] * len(tries)
    assert genuine["state"] == "stands"
    assert await verified(api, number, code) == {"state": "unknown", "receipt": None}
    assert (await api.get(HR, f"/v1/result-queries/{number}")).status_code == 404
    assert (await browse(api, f"/hr/receipts/{number}", HR)).status_code == 404


async def test_a_receipt_whose_answer_changed_says_so(api: ApiClient) -> None:
    """Genuine as before; what the answer would be now is not told without asking."""
    name = unheard()
    id_ = await registered(api, name)
    receipt = (await ask(api, query(name))).json()
    none = await verified(api, receipt["number"], receipt["code"])
    case = await api.file(applicant=id_, subjects=[id_])
    await case.read(ORGANISATION)
    changed = await verified(api, receipt["number"], receipt["code"])
    page = await browse(api, f"/hr/verification?number={receipt['number']}&code={receipt['code']}", SUPERVISOR)

    assert (none["state"], changed["state"]) == ("stands", "changed")
    assert changed["receipt"] == none["receipt"]
    Markup(page.text).require_safe_and_whole("/hr/verification")
    assert "情况已有变化" in page.text


async def test_merged_renamed_moved_and_retired(api: ApiClient) -> None:
    """The answer is of who it is now, by every name and unit there was; what became of them is remarked."""
    name, new, unit = unheard(), unheard(), "某镇人民政府"
    id_ = await opened(api, name)
    double = await registered(api, f"{name}甲", identifier="", unit_name=unit)
    reasons: Body = {"into": id_, "reasons": "重复登记"}
    assert (await api.act(ORGANISATION, f"/v1/subjects/{double}/merge", reasons)).status_code == 201
    merged = told(await ask(api, query(f"{name}甲", unit=unit)))
    for what, body in (
        ("names", {"name": new, "on": "2026-03-01"}),
        ("states", {"state": "moved", "on": "2026-03-02", "unit_name": "新单位"}),
        ("states", {"state": "retired", "on": "2026-03-03"}),
    ):
        answer = await api.act(ORGANISATION, f"/v1/subjects/{id_}/{what}", body)
        assert answer.status_code == 201, answer.text
    found = [told(await ask(api, query(each, unit=place))) for each in (name, new) for place in (UNIT, "新单位", unit)]

    assert merged["kind"] == "in_progress"
    assert {each["kind"] for each in found} == {"in_progress"}
    assert [each["remarks"] for each in found] == [["renamed", "retired"]] * len(found)


async def test_each_answer_is_kept_before_it_is_told(api: ApiClient, owner: Connection) -> None:
    """With person, purpose and subject; what cannot be kept is not told, and no receipt of it stands."""
    name = unheard()
    id_ = await registered(api, name)
    answer = await ask(api, query(name))
    (row,) = await api.context.pool.fetch(
        "SELECT * FROM read_log WHERE request_id = $1", answer.headers["x-request-id"]
    )
    before = await api.context.pool.fetchval("SELECT count(*) FROM result_query")
    await owner.execute("REVOKE INSERT ON read_log FROM rongcuo_api")
    try:
        lost = await ask(api, query(name))
    finally:
        await owner.execute("GRANT INSERT ON read_log TO rongcuo_api")
    page = await browse(api, "/reads?sensitivity=results", SUPERVISOR)

    assert (row["person"], row["purpose"], row["look_ups"]) == (api.installed.actor(HR).person, "promotion", 1)
    assert (row["ids"], row["action"], row["basis"]) == ([UUID(id_)], "query_results", ["result-queriers"])
    assert lost.status_code == 500
    assert await api.context.pool.fetchval("SELECT count(*) FROM result_query") == before
    assert "提拔任用、职级职称晋升" in page.text


async def test_look_ups_are_limited(api: ApiClient) -> None:
    """Whoever has asked for three hundred within the hour is told when to go on; no receipt is made."""
    who = api.personas[OTHER_HR]
    await api.context.pool.execute(
        "INSERT INTO read_log (at, request_id, person, position, organ, reader_place, action, sensitivity, ids, count,"
        " look_ups, basis, result)"
        " VALUES (now(), 'x', $1, $2, $3, $4, 'query_results', 'results', '{}', 0, $5, '{}', 'told')",
        who.person, who.position, who.organ, who.jurisdiction, LOOK_UPS_OF_PERSON,
    )  # fmt: skip
    answer = await ask(api, query(unheard()), OTHER_HR)
    page = await sent(api, "/hr", {**query(unheard()), "key": str(uuid4())}, OTHER_HR)
    checked = await api.get(OTHER_HR, "/v1/result-queries/2026-000001/verification?code=AAAA")

    assert (answer.status_code, problem_of(answer).code) == (429, "too_many_look_ups")
    assert int(answer.headers["retry-after"]) > 0
    assert page.status_code == 429
    assert checked.status_code == 429
    assert not await api.context.pool.fetchval("SELECT count(*) FROM result_query WHERE person = $1", who.person)


async def test_supervisors_see_how_many_were_asked(api: ApiClient) -> None:
    """By organ, reader and purpose, of their place; who asks sees no such page."""
    await ask(api, query(unheard(), purpose="awards"))
    page = await browse(api, "/reads/result-queries", SUPERVISOR)
    elsewhere = await browse(api, "/reads/result-queries", FAR_SUPERVISOR)
    nothing = await browse(api, "/reads/result-queries?first=2020-01-01&last=2020-12-31", SUPERVISOR)
    refused = await browse(api, "/reads/result-queries", HR)
    odd = await browse(api, "/reads/result-queries?first=9999-99-99&last=0001-01-01", SUPERVISOR)

    Markup(page.text).require_safe_and_whole("/reads/result-queries")
    assert "评先评优、表彰奖励" in page.text
    assert api.personas[HR].name_zh in page.text
    assert "评先评优、表彰奖励" not in elsewhere.text
    assert "这段时间没有结果运用查询" in nothing.text
    assert (refused.status_code, odd.status_code) == (403, 200)


async def test_the_old_page_leads_personnel_readers_here(api: ApiClient) -> None:
    """They ask with purpose and receipt; who handles cases finds it as before."""
    answer = await browse(api, "/results?name=x", HR)
    section = Markup((await browse(api, "/hr", HR)).text).values("a", "href")

    assert (answer.status_code, answer.headers["location"]) == (303, "/hr")
    assert "/results" not in section
    assert (await browse(api, "/results", ORGANISATION)).status_code == 200


def test_every_answer_has_words() -> None:
    """What it is called, and what it means."""
    assert set(ANSWERS) == set(AnswerKind) == set(MEANS)


async def test_the_pages_are_in_the_language_of_the_reader(api: ApiClient) -> None:
    """Headings, labels and answers in English for whoever chose it; what was typed, and names, as they are."""
    name = unheard()
    await opened(api, name)
    receipt = (await ask(api, query(name))).json()
    code = f"/hr/verification?number={receipt['number']}&code={receipt['code']}"
    paths = {"/hr": HR, f"/hr/receipts/{receipt['number']}": HR, code: HR, "/reads/result-queries": SUPERVISOR}
    for path, who in paths.items():
        cookie = {"Cookie": f"{api.cookie(who)['Cookie']}; language=en"}
        text = (await api.http.get(path, headers=cookie)).text
        headings = re.findall(r"<(?:h[12]|label|dt)[^>]*>(.*?)</", text, re.DOTALL)

        assert '<html lang="en">' in text
        assert headings
        assert not [each for each in headings if re.search(r"[\u3400-\u9fff]", each)], (path, headings)
