"""An assessment that has grown, on its page: free text, the negative list, exceptions, examinations."""

from dataclasses import replace
from datetime import UTC, date, datetime

import httpx2
import pytest
from pydantic import JsonValue

from domain.pack.assessment import FREE_TEXT
from domain.pack.pack import Pack
from eventlog.reference import install
from policies.packs.loader import pack_bytes
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient, Body, CaseAtHand, http_client_of, problem_of
from tests.api.positions import CONTACT, DISCIPLINE, FINANCE, ORGANISATION, SECRETARY
from tests.domain.stories import assessments, cases

STATEMENT = "因防汛抢险先行动工，属于情况紧急。"


async def under(api: ApiClient, pack: Pack, **changes: JsonValue) -> CaseAtHand:
    """A case accepted under a pack, with its team."""
    await install(api.installed.pool, "pack", "nujiang", pack_bytes(pack), "test")
    case = await api.file(**changes)
    await case.accept()
    actors = [api.installed.actor(position) for position in (ORGANISATION, DISCIPLINE, FINANCE)]
    await case.act(ORGANISATION, "team", {"members": [actor.model_dump(mode="json") for actor in actors]})
    return case


async def investigated(case: CaseAtHand, pack: Pack, **results: str) -> None:
    """Everything that must be found is found, and reported."""
    subject = str(case.api.installed.subject)
    await case.act(ORGANISATION, "matter-denial", {"reasons": "无相同事项"})
    await case.act(FINANCE, "defences", {"subject": subject, "mode": "oral", "statement": "无异议"})
    found: list[JsonValue] = []
    for of, items in pack.assessment.examined(FREE_TEXT if pack is assessments.HIDDEN else "s4").items():
        for item in items:
            result = assessments.told(results, of, item.id)
            evidence: JsonValue = [case.api.documents] if result == "excepted" else []
            reasons = f"{of}：已逐项核实。"
            found.append({"of": of, "item": item.id, "result": result, "reasons": reasons, "evidence": evidence})
    await case.act(FINANCE, "findings", {"findings": found})
    await case.act(ORGANISATION, "investigation-report", {"report": case.api.documents, "summary": "失误属实"})


async def refused(case: CaseAtHand, position: str, act: str, body: Body) -> tuple[int, str]:
    """The status and code of an act that is not admitted."""
    answer = await case.api.act(position, f"/v1/cases/{case.id}/{act}", body, seen=case.version)
    return answer.status_code, problem_of(answer).code


async def shown(case: CaseAtHand, position: str = ORGANISATION) -> Markup:
    """The page of a case as it is now."""
    await case.read(position)
    page = await browse(case.api, f"/cases/{case.id}", position)
    assert page.status_code == httpx2.codes.OK
    return Markup(page.text)


def determination(case: CaseAtHand) -> Body:
    """The subject is exempt."""
    opinion: JsonValue = {
        "subject": str(case.api.installed.subject),
        "outcome": "exempt",
        "liabilities": ["accountability"],
    }
    return {"opinions": [opinion], "no_correction_reasons": "已全部补救", "reasons": "条件齐备"}


def check(api: ApiClient, *, passed: bool) -> Body:
    """A legality check."""
    return {"passed": passed, "opinion": {**api.documents, "title": "审查意见书"}, "reasons": "与上位规定核对。"}


async def test_a_case_is_checked_consulted_on_and_excepted(api: ApiClient) -> None:
    """What was checked, who was heard and which criterion was excepted stands on the page and in the timeline."""
    case = await under(api, assessments.GROWN)
    hearing: Body = {"form": "hearing", "record": {**api.documents, "title": "听证笔录"}, "summary": "双方到会。"}
    await case.act(FINANCE, "consultations", hearing)
    meeting = await refused(case, FINANCE, "consultations", {**hearing, "form": "group_meeting"})
    await investigated(case, assessments.GROWN, not_arbitrary="excepted")
    unchecked = await refused(case, ORGANISATION, "determination", determination(case))
    await case.act(DISCIPLINE, "legality-checks", check(api, passed=False))
    failing = await refused(case, ORGANISATION, "determination", determination(case))
    warned = (await shown(case)).text
    await case.act(DISCIPLINE, "legality-checks", check(api, passed=True))
    await case.propose_and_sign("determination", determination(case))
    page = await shown(case)
    file = await case.read(ORGANISATION)

    assert meeting == (409, "consultation_not_admitted")
    assert (unchecked, failing) == ((409, "legality_not_checked"), (409, "legality_check_failed"))
    assert "更正并重新审查通过之前，不得认定" in warned
    assert "更正并重新审查通过之前，不得认定" not in page.text
    assert "听证会（调查核实）：听证笔录" in page.text
    assert "合法性审查（未通过）：审查意见书" in page.text
    assert "合法性审查（通过）：审查意见书" in page.text
    assert "例外适用应急处置：以事后报告代替" in page.text
    assert {"负面清单", "安全生产责任事故", "不存在"} <= set(page.words)
    assert {"合法性审查意见", "会商论证记录", "审查结论"} <= set(page.words)
    assert "1项例外适用" in page.text
    assert "2项：0项存在，2项不存在" in page.text
    assert [each["passed"] for each in file["legality_checks"]] == [False, True]
    assert [each["form"] for each in file["consultations"]] == ["hearing"]


async def test_what_the_negative_list_names_is_not_tolerated(api: ApiClient) -> None:
    """The refusal names the situation and its article; the page marks it against the subject."""
    case = await under(api, assessments.GROWN)
    await investigated(case, assessments.GROWN, safety_accident="met")
    await case.act(ORGANISATION, "legality-checks", check(api, passed=True))
    answer = await api.act(ORGANISATION, f"/v1/cases/{case.id}/determination", determination(case), seen=case.version)
    problem = problem_of(answer)
    page = await shown(case)

    assert (answer.status_code, problem.code, problem.clause) == (409, "negative_list_applies", ("ZS-03",))
    assert "安全生产责任事故" in answer.text
    assert "安全生产责任事故✕ 存在不得容错" in page.text


async def test_a_ground_that_no_list_gives_is_stated_and_reviewed(api: ApiClient) -> None:
    """The words are asked for, kept private, shown to who may read them, and found on with reasons (A-33)."""
    await install(api.installed.pool, "pack", "nujiang", pack_bytes(assessments.HIDDEN), "test")
    listed = await api.act(CONTACT, "/v1/cases", api.application())
    silent = await api.act(CONTACT, "/v1/cases", api.application(ground=FREE_TEXT))
    case = await under(api, assessments.HIDDEN, ground=FREE_TEXT, ground_statement=STATEMENT)
    await investigated(case, assessments.HIDDEN, ground="not_met")
    page, elsewhere = await shown(case), await shown(case, SECRETARY)

    assert (listed.status_code, problem_of(listed).code) == (422, "unknown_item")
    assert (silent.status_code, problem_of(silent).code) == (422, "ground_statement_missing")
    for each in (page, elsewhere):
        assert {STATEMENT, "自述情形（清单未公开）", "情形说明"} <= set(each.words)
    assert "✕ 不符合不得容错ground：已逐项核实。BT-05" in page.text
    assert "自述情形（清单未公开）：ground：已逐项核实。" in page.text
    assert await refused(case, ORGANISATION, "determination", determination(case)) == (409, "criterion_blocks")
    stored = await api.installed.pool.fetchval("SELECT string_agg(convert_from(payload, 'UTF8'), '') FROM event")
    assert STATEMENT not in stored


@pytest.mark.parametrize("act", ["legality-checks", "consultations"])
async def test_only_those_who_examine_may_knock(api: ApiClient, act: str) -> None:
    """A unit's contact is told who may; a committee may where it decides the step, so the case's own rules say no."""
    case = await under(api, assessments.GROWN)
    body: Body = {"form": "hearing", "record": api.documents, "summary": "到会。"}
    sent = check(api, passed=True) if act == "legality-checks" else body

    assert await refused(case, CONTACT, act, sent) == (403, "forbidden")
    assert await refused(case, SECRETARY, act, sent) == (403, "not_competent")


async def test_the_page_of_a_procedure_tells_its_lists_and_limits(api: ApiClient) -> None:
    """Editions with the day of their review, what must not be tolerated, exceptions, and what is not known (R-01)."""
    dated = assessments.LIST.model_copy(update={"effective_from": date(2026, 1, 5)})
    pages = []
    for pack in (assessments.grown(lists=(dated,)), assessments.hidden(items=8)):
        await install(api.installed.pool, "pack", "nujiang", pack_bytes(pack), "test")
        day = replace(api.context, clock=lambda: datetime(2027, 1, 8, 4, tzinfo=UTC))
        async with http_client_of(day) as http:
            pages.append(Markup((await browse(replace(api, http=http), "/procedures/nujiang", CONTACT)).text).text)
    grown, hidden = pages

    assert "某县容错清单（2016）" in grown
    assert "12个月内复核更新R-01本系统默认2027-01-05前逾期3个工作日" in grown
    assert "来源：虚构" in grown
    assert "负面清单，不得容错安全生产责任事故（某县容错清单）ZS-03" in grown
    assert "的例外：应急处置的，以事后报告代替R-03" in grown
    assert "情形清单（共8项）未公开，以文字写明并附理由BT-05" in hidden
    assert "原文点名的清单没有附文" in hidden
    assert [page.count("安全生产责任事故") for page in pages] == [2, 0]  # in the picture and in the table
    assert "性质建议条款" in grown
    assert "认定的清单" not in Markup((await _nujiang(api)).text).text


async def _nujiang(api: ApiClient) -> httpx2.Response:
    """The page of a procedure that has none of it."""
    await install(api.installed.pool, "pack", "nujiang", pack_bytes(cases.PACK), "test")
    return await browse(api, "/procedures/nujiang", CONTACT)
