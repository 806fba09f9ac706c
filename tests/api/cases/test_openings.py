"""Cases that an organ begins, through the API: with an accountability, of its own motion, from a clue."""

from uuid import UUID, uuid4

import pytest
from pydantic import JsonValue

from domain.identity import case_id_of_number
from eventlog.pool import Pool
from eventlog.reference import install
from policies.packs.loader import pack_bytes
from tests.api.browsing import browse
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.positions import CONTACT, DISCIPLINE, ORGANISATION
from tests.domain.stories.direct_decisions import DIRECT

ORGAN = "county-a-discipline"


@pytest.fixture(scope="module", autouse=True)
async def direct(app_pool: Pool) -> None:
    """A procedure in which one organ begins and decides by itself."""
    pack = DIRECT.model_copy(update={"pack": "direct"})
    await install(app_pool, "pack", pack.pack, pack_bytes(pack), "test")


def opening(api: ApiClient, **more: JsonValue) -> Body:
    """What an organ says that begins a case."""
    return {
        "pack": "direct",
        "to_organ": ORGAN,
        "title": "随问责同步考虑容错",
        "statement": "启动问责时同步考虑。",
        "subjects": [str(api.installed.subject)],
        "ground": "s4",
        "error_class": "procedure_flaw",
        "occurred_on": "2026-01-05",
        "evidence": [api.documents],
        **more,
    }


async def test_an_accountability_begins_one_case(api: ApiClient) -> None:
    """Reported again under another key it is refused, and the answer shows the way to the case there is."""
    number = f"甲问责〔2026〕{uuid4().hex[:6]}号"
    first = await api.act(DISCIPLINE, "/v1/accountabilities", opening(api, accountability=number))
    again = await api.act(DISCIPLINE, "/v1/accountabilities", opening(api, accountability=number))
    id_ = case_id_of_number(ORGAN, number)

    assert (first.status_code, UUID(first.json()["case_id"])) == (201, id_)
    assert (again.status_code, problem_of(again).code) == (409, "case_exists")
    links = problem_of(again).links
    assert links is not None
    assert links.case == f"/v1/cases/{id_}"


WIDE = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}


@pytest.mark.parametrize(
    "typed",
    [
        "甲问责[2026]{n}号",
        "甲问责（2026）{n}号",
        "甲问责【2026】{n}号",
        "甲问责〔2026〕第{n}号",
        "甲问责〔2026〕00{n}号",
        "甲问责〔2026〕{n}",
        "甲问责 〔 2026 〕{n} 號",
        "甲问责\u3000［2026］\u2060{n}号",
    ],
)
@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("opens", ["accountability", "clue"])
async def test_a_number_written_differently_begins_nothing_again(
    api: ApiClient, typed: str, opens: str, *, wide: bool
) -> None:
    """Brackets, width, blanks, leading zeros, 第 and 号 are no other number (F03); the answer leads to the case."""
    n = str(uuid4().int % 10**8 + 1)
    written, again = f"甲问责〔2026〕{n}号", typed.format(n=n)
    more: Body = {"route": "clue_transfer", "clue_from": "稽查组"} if opens == "clue" else {}
    path = "/v1/cases/by-organ" if opens == "clue" else "/v1/accountabilities"
    first = await api.act(DISCIPLINE, path, opening(api, **{opens: written}, **more))
    second = await api.act(DISCIPLINE, path, opening(api, **{opens: again.translate(WIDE) if wide else again}, **more))
    links = problem_of(second).links
    shown = await api.read(DISCIPLINE, f"/v1/cases/{first.json()['case_id']}?seen=1")

    assert (first.status_code, second.status_code, problem_of(second).code) == (201, 409, "case_exists")
    assert links is not None
    assert links.case == f"/v1/cases/{first.json()['case_id']}"
    assert shown["reference"] == written


async def test_neighbouring_numbers_begin_cases_of_their_own(api: ApiClient) -> None:
    """Another serial, year or organ is another case."""
    n = uuid4().hex[:6]
    numbers = [f"甲{n}〔2026〕1号", f"甲{n}〔2026〕10号", f"甲{n}〔2025〕1号", f"乙{n}〔2026〕1号"]
    answers = [await api.act(DISCIPLINE, "/v1/accountabilities", opening(api, accountability=each)) for each in numbers]

    assert [answer.status_code for answer in answers] == [201] * len(numbers)


async def test_the_same_key_begins_nothing_again(api: ApiClient) -> None:
    """A repeated request has the first answer."""
    key, body = uuid4(), opening(api, accountability=f"甲问责〔2026〕{uuid4().hex[:6]}号")

    first = await api.act(DISCIPLINE, "/v1/accountabilities", body, key=key)
    again = await api.act(DISCIPLINE, "/v1/accountabilities", body, key=key)

    assert (first.status_code, first.json()) == (201, again.json())


async def test_a_unit_cannot_begin_as_an_organ(api: ApiClient) -> None:
    """Access stops it before any rule is asked."""
    answer = await api.act(CONTACT, "/v1/accountabilities", opening(api, accountability="甲1号"))

    assert (answer.status_code, problem_of(answer).code) == (403, "forbidden")


async def test_who_was_merged_meanwhile_is_not_taken_in_twice(api: ApiClient) -> None:
    """The case has the duplicate: the one it stands for may take its place, not stand beside it."""
    duplicate, root = [str(await api.register(DISCIPLINE, "阿依古丽·示例")) for _ in range(2)]
    body = opening(api, route="own_motion", subjects=[duplicate])
    case = await CaseAtHand.begun(api, DISCIPLINE, body, "/cases/by-organ")
    path = f"/v1/cases/{case.id}/subjects"
    await api.merge(DISCIPLINE, duplicate, root)
    beside = await api.act(DISCIPLINE, path, {"add": [root], "reasons": "加入"}, seen=case.version)
    again = await api.act(DISCIPLINE, path, {"add": [duplicate], "reasons": "加入"}, seen=case.version)
    instead = await api.act(
        DISCIPLINE, path, {"add": [root], "remove": [duplicate], "reasons": "以现行登记为准"}, seen=case.version
    )

    assert [problem_of(answer).code for answer in (beside, again)] == ["subjects_wrong", "subjects_wrong"]
    assert instead.status_code == 201, instead.text


async def test_an_organ_that_the_pack_does_not_name_is_refused(api: ApiClient) -> None:
    """The organisation department begins nothing here."""
    answer = await api.act(ORGANISATION, "/v1/cases/by-organ", opening(api, route="own_motion"))

    assert (answer.status_code, problem_of(answer).code) == (403, "not_competent")


async def test_a_case_from_a_clue_goes_to_its_decision(api: ApiClient) -> None:
    """One organ investigates and decides by itself; the page shows clue, no applicant, and what was decided."""
    begins = opening(api, route="clue_transfer", clue="线索7号", clue_from="稽查组")
    case = await CaseAtHand.begun(api, DISCIPLINE, begins, "/cases/by-organ")
    subject = str(api.installed.subject)
    me = api.installed.actor(DISCIPLINE).model_dump(mode="json")
    await case.act(DISCIPLINE, "team", {"members": [me]})
    await case.act(DISCIPLINE, "matter-denial", {"reasons": "无相同事项"})
    await case.act(DISCIPLINE, "defences", {"subject": subject, "mode": "written", "statement": "无异议"})
    await case.act(DISCIPLINE, "findings", _findings())
    await case.act(DISCIPLINE, "investigation-report", {"report": api.documents, "summary": "属实"})
    opinion: JsonValue = {
        "subject": subject,
        "outcome": "exempt",
        "liabilities": ["accountability"],
        "disposition": "waived",
    }
    body: Body = {"opinions": [opinion], "no_correction_reasons": "已全部补救", "reasons": "条件齐备"}
    decided = await case.act(DISCIPLINE, "determination", body)
    shown = await case.read(DISCIPLINE)
    page = await browse(api, f"/cases/{case.id}?seen={case.version}", DISCIPLINE)

    assert "case_decided" in decided.events
    assert (shown["route"], shown["reference"], shown["applicant"]) == ("clue_transfer", "线索7号", None)
    assert page.status_code == 200
    assert "线索7号" in page.text
    assert "线索移送" in page.text
    assert "签字背书" not in page.text


def _findings() -> Body:
    assessment = DIRECT.assessment
    ground = assessment.ground("s4")
    items = [("condition", each.id) for each in (ground.conditions if ground else ())]
    items += [("criterion", each.id) for each in assessment.criteria]
    items += [("factor", each.id) for each in assessment.factors]
    return {"findings": [{"of": of, "item": item, "result": "met", "reasons": "属实"} for of, item in items]}
