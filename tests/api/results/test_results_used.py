"""Results taken note of, used against somebody, and clarified: through the API, in lists, and on the case page."""

import pytest

from domain.values import event_id
from eventlog.reference import install
from policies.packs.loader import pack_bytes
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.positions import CONTACT, DISCIPLINE, HR, ORGANISATION, OTHER_CONTACT, OTHER_COUNTY, OTHER_HR
from tests.domain.stories.results_used import PACK


@pytest.fixture(scope="module")
async def tolerated(api: ApiClient) -> CaseAtHand:
    """A case approved under a pack that knows users of results, contrary use and clarification."""
    await install(api.installed.pool, "pack", "nujiang", pack_bytes(PACK), "test")
    case = await api.file()
    await case.tolerate()
    return case


async def shown(case: CaseAtHand) -> Markup:
    """The case page, once it shows what was done last."""
    await case.read(ORGANISATION)
    answer = await browse(case.api, f"/cases/{case.id}", ORGANISATION)
    assert answer.status_code == 200, answer.text
    return Markup(answer.text)


async def noted(api: ApiClient, who: str = HR) -> dict[str, dict[str, object]]:
    """Who took note of the subject's result, as personnel readers see it."""
    answer = await api.read(who, f"/v1/results?subject={api.installed.subject}")
    (item,) = answer["items"]
    return {each["organ"]: each for each in item["acknowledgements"]}


async def test_organs_that_use_a_result_take_note_of_it(api: ApiClient, tolerated: CaseAtHand) -> None:
    """A personnel reader needs no look at the case to acknowledge; another objects; both are shown to readers."""
    await shown(tolerated)
    before = await noted(api)
    duty, other = (before[f"county-a-{organ}"]["duty_id"] for organ in ("organization", "discipline"))
    path = f"/v1/cases/{tolerated.id}/result-acknowledgements"
    answers = [
        await api.act(HR, path, {"duty": str(duty)}),
        await api.act(DISCIPLINE, path, {"duty": str(other), "objection": "对免除的责任有异议"}),
    ]
    again = await api.act(HR, path, {"duty": str(duty)})
    tolerated.version = answers[-1].json()["version"]
    page = await shown(tolerated)
    after = await noted(api)

    assert [answer.json()["events"] for answer in answers] == [["results_acknowledged", "duty_met"]] * 2
    assert (again.status_code, problem_of(again).code) == (409, "no_such_duty")
    assert [before[organ]["state"] for organ in before] == ["awaited", "awaited"]
    assert {organ: each["state"] for organ, each in after.items()} == {
        "county-a-organization": "acknowledged",
        "county-a-discipline": "objected",
    }
    assert "结果运用单位知悉情况" in page.text
    assert "对免除的责任有异议" in page.text
    assert "适用于所在单位" not in page.text  # the subject is a unit itself


async def test_a_use_against_a_subject_is_reported_decided_and_listed(api: ApiClient, tolerated: CaseAtHand) -> None:
    """The unit reports, the supervisor decides; the list is as wide as what a caller may see."""
    body: Body = {
        "subject": str(api.installed.subject),
        "area": "awards",
        "by_organ": "某评选办公室",
        "what_happened": "评优时以容错事项为由取消资格",
        "evidence": [api.documents],
    }
    answer = await api.act(CONTACT, f"/v1/cases/{tolerated.id}/contrary-uses", body)
    report = str(event_id(tolerated.id, answer.json()["first_version"]))
    tolerated.version = answer.json()["version"]
    await shown(tolerated)
    waiting = await listed(api, "contrary-uses?decided=false")
    decision: Body = {"contrary_use": report, "found": True, "reasons": "属实", "document": api.documents}
    wrong = await api.act(
        ORGANISATION, f"/v1/cases/{tolerated.id}/contrary-use-decisions", decision, seen=tolerated.version
    )
    await tolerated.act(DISCIPLINE, "contrary-use-decisions", decision)
    page = await shown(tolerated)

    assert [(each["area"], each["organ"], each["found"]) for each in waiting] == [
        ("awards", "county-a-discipline", None)
    ]
    assert (wrong.status_code, problem_of(wrong).code) == (403, "not_competent")
    assert [each["found"] for each in await listed(api, "contrary-uses", HR)] == [True]
    assert [each["found"] for each in await listed(api, "contrary-uses", CONTACT)] == [True]
    assert await listed(api, "contrary-uses", OTHER_HR) == []
    assert await listed(api, "contrary-uses", OTHER_CONTACT) == []
    assert "某评选办公室" in page.text
    assert "违反结果运用，责令整改" in page.text


async def test_a_clarification_goes_as_far_as_its_subject_consents(api: ApiClient, tolerated: CaseAtHand) -> None:
    """Refused without consent, issued with it, and the false accusation referred; all of it on the page."""
    subject = str(api.installed.subject)
    opened = await api.act(
        CONTACT,
        f"/v1/cases/{tolerated.id}/clarifications",
        {"subject": subject, "ground": "untrue", "statement": "反映的问题不属实"},
    )
    clarification = str(event_id(tolerated.id, opened.json()["first_version"]))
    tolerated.version = opened.json()["version"]
    wide: Body = {
        "clarification": clarification,
        "form": "letter",
        "scope": "全县范围",
        "reach": "wider",
        "document": api.documents,
        "recipients": ["county-a-enforcement"],
    }
    refused = await api.act(
        ORGANISATION, f"/v1/cases/{tolerated.id}/clarification-issues", wide, seen=tolerated.version
    )
    await tolerated.act(ORGANISATION, "clarification-issues", {**wide, "consent": True})
    reasons: Body = {"reasons": "涉嫌犯罪", "document": api.documents}
    referral: Body = {"clarification": clarification, "to_justice": True, **reasons}
    await tolerated.act(ORGANISATION, "false-accusation-referrals", referral)
    page = await shown(tolerated)
    (line,) = await listed(api, f"clarifications?state=issued&case_id={tolerated.id}")

    assert (refused.status_code, problem_of(refused).code, problem_of(refused).clause) == (
        409,
        "consent_missing",
        ("A-24",),
    )
    assert (line["reach"], line["consent"], line["referred_to_justice"]) == ("wider", True, True)
    assert await listed(api, "clarifications", OTHER_COUNTY) == []
    assert "全县范围" in page.text
    assert "移送司法机关" in page.text


async def test_what_may_not_be_read_is_not_there(api: ApiClient, tolerated: CaseAtHand) -> None:
    """A personnel reader opens no case and lists no clarifications; another unit may not act in the case."""
    lists = await api.get(HR, "/v1/clarifications")
    body: Body = {"subject": str(api.installed.subject), "ground": "untrue", "statement": "x"}
    foreign = await api.act(OTHER_CONTACT, f"/v1/cases/{tolerated.id}/clarifications", body)

    assert (lists.status_code, problem_of(lists).code) == (403, "forbidden")
    assert foreign.status_code == 404


async def listed(api: ApiClient, path: str, who: str = ORGANISATION) -> list[dict[str, object]]:
    """The items of a list."""
    answer = await api.get(who, f"/v1/{path}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, object]] = answer.json()["items"]
    return items


@pytest.mark.usefixtures("tolerated")
async def test_the_page_of_the_procedure_lists_their_terms(api: ApiClient) -> None:
    """Promptly where the pack gives no number, told as our own default."""
    text = Markup((await browse(api, "/procedures/nujiang", CONTACT)).text).text

    assert "知悉结果运用（组织人事部门）" in text
    assert "监督结果运用，责令整改" in text
    assert "作出澄清澄清正名及时（10个工作日）自启动澄清次日起参考期限，只提醒A-16本系统默认" in text
