"""Joint organs that disagree, and an application taken back: through the API and on the page (A-13, NJ-10)."""

from uuid import UUID

import pytest

from eventlog.reference import install
from policies.packs.loader import pack_bytes
from tests.api.browsing import browse
from tests.api.client import ApiClient, Body, CaseAtHand
from tests.api.positions import CONTACT, DISCIPLINE, MEMBERS, ORGANISATION, OTHER_CONTACT, SECRETARY
from tests.domain.stories.disputes import CONFERENCE, PACK

REASONS = "两机关对是否受理认识不一。"


@pytest.fixture
async def disputed(api: ApiClient) -> CaseAtHand:
    """An acceptance that the discipline organ disputed, by a pack that says where it goes."""
    pack = PACK.model_copy(update={"pack": "conferring"})
    await install(api.installed.pool, "pack", "conferring", pack_bytes(pack), "test")
    case = await api.file(pack="conferring")
    await case.act(ORGANISATION, "acceptance", {"accepted": True, "reasons": "材料齐全"})
    file = await case.read(ORGANISATION)
    proposal = file["proposals"][0]["proposal_id"]
    await case.act(DISCIPLINE, "sign-offs", {"proposal": proposal, "consents": False, "reasons": REASONS})
    return case


def settling(api: ApiClient, *, agreed: bool) -> Body:
    """What the conference says."""
    return {"step": "acceptance", "agreed": agreed, "reasons": "经研究", "minutes": api.documents}


async def page_of(api: ApiClient, case_id: UUID, version: int) -> str:
    """The case page, once it shows a version."""
    await api.get(ORGANISATION, f"/v1/cases/{case_id}?seen={version}")
    return (await browse(api, f"/cases/{case_id}", ORGANISATION)).text


async def test_a_disagreement_is_shown_and_settled_by_a_vote(api: ApiClient, disputed: CaseAtHand) -> None:
    """The conference finds it in its inbox, passes it on, and what the committee upholds is accepted."""
    page = await page_of(api, disputed.id, disputed.version)
    inbox = (await api.read(CONFERENCE.position, "/v1/inbox"))["items"]
    again = await api.act(
        ORGANISATION,
        f"/v1/cases/{disputed.id}/acceptance",
        {"accepted": True, "reasons": "再次提出"},
        seen=disputed.version,
    )
    await disputed.act(CONFERENCE.position, "disagreement-settlements", settling(api, agreed=False))
    await disputed.act(SECRETARY, "rounds", {})
    file = await disputed.read(SECRETARY)
    round_id = file["round"]["round_id"]
    for member in MEMBERS[:5]:
        await disputed.act(member, "ballots", {"round": round_id, "choice": "agree"})
    await disputed.act(SECRETARY, "round-closure", {"round": round_id})
    after = await page_of(api, disputed.id, disputed.version)

    assert "会同意见不一致" in page
    assert "处理之前，该环节不得另行提出意见" in page
    assert [item["code"] for item in inbox if item["case_id"] == str(disputed.id)] == ["settle_disagreement"]
    assert (again.status_code, again.json()["code"]) == (409, "disagreement_open")
    assert "未达成一致，提交下一层级" in after
    assert "表决支持原意见，视同会签" in after
    assert "处理之前，该环节不得另行提出意见" not in after


async def test_agreement_is_said_by_the_organ_that_has_it(api: ApiClient, disputed: CaseAtHand) -> None:
    """Neither of the two organs says so itself."""
    own = await api.act(
        ORGANISATION,
        f"/v1/cases/{disputed.id}/disagreement-settlements",
        settling(api, agreed=True),
        seen=disputed.version,
    )
    await disputed.act(CONFERENCE.position, "disagreement-settlements", settling(api, agreed=True))
    await disputed.accept()
    file = await disputed.read(ORGANISATION)

    assert own.status_code == 403
    assert file["stage"] == "investigation"
    assert [level["result"] for level in file["disagreements"][0]["levels"]] == ["agreed"]


async def test_an_application_is_taken_back_by_its_own_unit(api: ApiClient) -> None:
    """Another unit has no say; the page says that nothing was concluded, and the case is closed."""
    case = await api.file()
    await case.accept()
    body: Body = {"reasons": "已自行整改，不再申请。"}
    stranger = await api.act(OTHER_CONTACT, f"/v1/cases/{case.id}/withdrawal", body)
    answer = await api.act(CONTACT, f"/v1/cases/{case.id}/withdrawal", body)
    version = answer.json()["version"]
    page = await page_of(api, case.id, version)
    file = await api.read(CONTACT, f"/v1/cases/{case.id}?seen={version}")
    subject = str(api.installed.subject)
    results = (await api.read(ORGANISATION, f"/v1/results?subject={subject}"))["items"]
    twice = await api.act(CONTACT, f"/v1/cases/{case.id}/withdrawal", body)

    assert (stranger.status_code, answer.status_code) == (404, 201)
    assert (file["closed"], file["stage"]) == (True, "closed")
    assert "申请已撤回" in page
    assert "既不视为有利，也不视为不利" in page
    assert all(each["case_id"] != str(case.id) for each in results[0]["results"])
    assert twice.json()["code"] == "wrong_step"


async def test_an_application_not_accepted_has_a_conclusion_and_its_ground(api: ApiClient) -> None:
    """What was decided stands where people look for the outcome, not that there is none yet."""
    case = await api.file()
    await case.propose_and_sign(
        "acceptance", {"accepted": False, "refusal_ground": "out_of_scope", "reasons": "不在适用范围"}
    )

    page = await page_of(api, case.id, case.version)

    assert "<strong>不予受理</strong>" in page
    assert "不予受理：不属于适用范围。" in page
    assert "尚无结论，既不视为有利" not in page


async def test_a_round_without_a_ballot_warns_whoever_would_close_it(api: ApiClient) -> None:
    """Closed now it has no result; with the first ballot the warning goes."""
    case = await api.file()
    await case.accept()
    await case.investigate()
    await case.determine()
    round_ = await case.open_round()
    empty = await page_of(api, case.id, case.version)
    await case.act(MEMBERS[0], "ballots", {"round": round_, "choice": "agree"})
    begun = await page_of(api, case.id, case.version)

    assert "还没有人投票" in empty
    assert "还没有人投票" not in begun
