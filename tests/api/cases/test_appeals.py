"""Two levels of appeal in the browser, each by its own name: new evidence, acceptance, decision, suspended results."""

from dataclasses import replace
from datetime import date
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx2
import pytest
from pydantic import JsonValue

from api.forms.paths import form_path
from domain.values import event_id
from eventlog.reference import install
from eventlog.subjects import Subject
from policies.packs.loader import pack_bytes
from tests.api.browsing import Markup, Scene
from tests.api.client import ApiClient, CaseAtHand
from tests.api.forms.filling_in import FormAtHand
from tests.api.positions import CONTACT, HR, ORGANISATION
from tests.domain.stories.appeals import TWO_LEVELS_NAME, two_levels
from tests.registering import enter
from tests.workflows.lived import after_working_days

REVIEWERS = ("county-a-organization-officer-2", "county-a-discipline-officer-2")
ABOVE = "prefecture-organization-officer-1"
UNIT = "示例乡农业服务中心"
KNOWN, NEW = "a" * 64, "b" * 64


@pytest.fixture(scope="module")
async def place(api: ApiClient) -> ApiClient:
    """Everything that runs, where that procedure holds."""
    await install(api.installed.pool, "pack", TWO_LEVELS_NAME, pack_bytes(two_levels()), "test")
    return api


@pytest.fixture
async def concluded(place: ApiClient) -> CaseAtHand:
    """A case that was decided, and whose decision its subject received, who has no other."""
    unit = Subject(uuid4(), "unit", "government_organ", "demo-county-a", UNIT)
    await enter(place.context.subjects, unit)
    alone = replace(place, installed=replace(place.installed, subject=unit.subject_id))
    case = await alone.file(pack=TWO_LEVELS_NAME)
    await case.conclude()
    await case.act(CONTACT, "receipts", {"subject": subject_of(alone)})
    return case


@pytest.fixture
async def reviewed(concluded: CaseAtHand) -> CaseAtHand:
    """A case whose first appeal was decided: upheld."""
    await concluded.act(
        CONTACT, "reappraisals", {"route": "request", "subject": subject_of(concluded.api), "reasons": "认定偏重。"}
    )
    first, second = REVIEWERS
    appeal: JsonValue = str(await newest_appeal(concluded))
    await concluded.act(first, "reappraisal-decision", {"reappraisal": appeal, "reasons": "事实清楚，予以维持。"})
    await concluded.act(
        second, "sign-offs", {"proposal": str(event_id(concluded.id, concluded.version)), "consents": True}
    )
    return concluded


def subject_of(api: ApiClient) -> str:
    """Whom the case is about."""
    return str(api.installed.subject)


async def events(case: CaseAtHand, kind: str) -> list[dict[str, JsonValue]]:
    """The facts of the events of a kind, and which entry each is."""
    found = (await case.api.read(ORGANISATION, f"/v1/cases/{case.id}/events"))["events"]
    return [each["facts"] | {"version": each["version"]} for each in found if each["kind"] == kind]


async def newest_appeal(case: CaseAtHand) -> UUID:
    """The id of the appeal that was asked for last."""
    opened = await events(case, "reappraisal_opened")
    return event_id(case.id, int(str(opened[-1]["version"])))


async def shown(case: CaseAtHand, position: str, part: str = "") -> Markup:
    """The page of a case with everything done so far."""
    case.version = await case.stored_version()
    await case.read(position)
    return await Scene(case.api).page(f"/cases/{case.id}{part}", position)


async def form_of(case: CaseAtHand, position: str, kind: str) -> FormAtHand:
    """The form of an act on a case that is shown as it is now."""
    await shown(case, position)
    form = await FormAtHand.opened(case.api, position, form_path("case", case.id, kind))
    assert form.answer.status_code == httpx2.codes.OK, form.answer.text
    return form


async def recorded(form: FormAtHand) -> str:
    """Check an act, record it; what its receipt says."""
    return (await Scene(form.api).page(await form.recorded(), form.position)).text


def with_evidence(form: FormAtHand, sha256: str, title: str) -> FormAtHand:
    """Fill in a document as evidence, in the row that was added."""
    return form.fill({"/evidence/0/sha256": sha256, "/evidence/0/title": title, "/evidence/0/paper": "原件存档"})


async def complaint(case: CaseAtHand) -> FormAtHand:
    """The form of a complaint with a row for evidence."""
    form = await form_of(case, CONTACT, "request_reappraisal")
    await form.send("add:/evidence")
    return form.fill({"/route": "request", "/subject": subject_of(case.api), "/reasons": "有新的鉴定意见。"})


async def complained(case: CaseAtHand) -> None:
    """Complain, on new evidence."""
    await recorded(with_evidence(await complaint(case), NEW, "新的鉴定意见"))


async def taken_up(case: CaseAtHand) -> str:
    """The organ above takes a complaint up; the receipt."""
    form = await form_of(case, ABOVE, "decide_appeal_acceptance")
    told = {"/reappraisal": str(await newest_appeal(case)), "/accepted": "yes", "/reasons": "有新证据。"}
    return await recorded(form.fill(told))


def offered(page: Markup, kind: str) -> list[str]:
    """The addresses at which a page offers an act."""
    return [each for each in page.values("a", "href") if f"/acts/{kind}" in each]


async def test_the_first_appeal_is_asked_for_by_its_form(concluded: CaseAtHand) -> None:
    """Offered once, by the name of its level; checked, recorded, and told so on its receipt and on the page."""
    before = await shown(concluded, CONTACT)
    form = await form_of(concluded, CONTACT, "request_reappraisal")
    receipt = await recorded(
        form.fill({"/route": "request", "/subject": subject_of(concluded.api), "/reasons": "认定偏重。"})
    )
    after = await shown(concluded, REVIEWERS[0])

    assert len(offered(before, "request_reappraisal")) == 1
    assert f"申请复核，{UNIT}" in before.text
    assert "可提起复核至" in before.text
    assert "层级复核" in receipt
    assert "作出复核决定" in receipt
    assert "环节复核" in after.text
    assert "目前环节：复核" in after.text
    assert len(offered(after, "decide_reappraisal")) == 1


async def test_a_decision_opens_the_next_level_by_its_name_and_term(reviewed: CaseAtHand) -> None:
    """Fifteen working days for a complaint, on the page, in the form and in the timeline."""
    (decided,) = await events(reviewed, "reappraisal_decided")
    until = after_working_days(date.fromisoformat(str(decided["on"])), 15, ())
    page = await shown(reviewed, CONTACT)
    timeline = await shown(reviewed, ORGANISATION, "?part=timeline")
    form = Markup((await form_of(reviewed, CONTACT, "request_reappraisal")).answer.text)

    assert (decided["next_level"], decided["appeal_until"]) == ("complaint", until.isoformat())
    assert f"可提起申诉至{until.isoformat()}" in page.text
    assert f"提出申诉，{UNIT}" in page.text
    assert f"申请复核，{UNIT}" not in page.text
    assert "提出申诉" in form.text
    assert "申请复核" not in form.text
    assert "层级复核结果维持" in timeline.text
    assert "下一级申诉" in timeline.text


async def test_a_complaint_brings_new_evidence(reviewed: CaseAtHand) -> None:
    """What was in the file is refused beside its field, and nothing typed is lost; what is new is recorded."""
    form = with_evidence(await complaint(reviewed), KNOWN, "原有的材料")
    await form.send("check")
    refused, kept = form.answer, form.value("/reasons")
    receipt = await recorded(with_evidence(form, NEW, "新的鉴定意见"))
    (_, opened) = await events(reviewed, "reappraisal_opened")

    assert refused.status_code == httpx2.codes.CONFLICT
    assert 'href="#f-evidence"' in refused.text
    assert 'id="f-evidence-fault1"' in refused.text
    assert "这一级须有新证据" in Markup(refused.text).text
    assert kept == "有新的鉴定意见。"
    assert (opened["level"], opened["organs"]) == ("complaint", ["prefecture-organization"])
    assert "层级申诉" in receipt
    assert "决定是否受理申诉责任示例州委组织部" in receipt


async def test_the_organ_above_takes_it_up_before_anything_is_found_or_decided(reviewed: CaseAtHand) -> None:
    """By a form of its own; then its term runs, and whoever it was told to may decide."""
    await complained(reviewed)
    waiting = await shown(reviewed, ABOVE)
    receipt = await taken_up(reviewed)
    page = await shown(reviewed, ABOVE)

    assert [len(offered(waiting, kind)) for kind in ("decide_appeal_acceptance", "decide_reappraisal")] == [1, 0]
    assert offered(waiting, "record_findings") == []
    assert "待决定是否受理" in waiting.text
    assert "层级申诉" in receipt
    assert "作出申诉决定责任示例州委组织部" in receipt
    assert [len(offered(page, kind)) for kind in ("decide_appeal_acceptance", "decide_reappraisal")] == [0, 1]
    assert "环节申诉" in page.text


async def answered(case: CaseAtHand) -> str:
    """What somebody who uses results is answered about the subject."""
    (item,) = (await case.api.read(HR, f"/v1/results?subject={subject_of(case.api)}"))["items"]
    return str(item["answer"])


async def test_results_are_suspended_until_it_is_decided(reviewed: CaseAtHand) -> None:
    """In progress for whoever asks, said as what it is to whoever handles cases; upheld, in force again."""
    await complained(reviewed)
    asked = await answered(reviewed)
    await taken_up(reviewed)
    during = await shown(reviewed, ORGANISATION)
    suspended = await answered(reviewed)
    told = await Scene(reviewed.api).page(f"/results?name={quote(UNIT)}", ORGANISATION)
    form = await form_of(reviewed, ABOVE, "decide_reappraisal")
    receipt = await recorded(form.fill({"/reappraisal": str(await newest_appeal(reviewed)), "/reasons": "予以维持。"}))
    after = await shown(reviewed, ORGANISATION)

    assert (asked, suspended, await answered(reviewed)) == ("in_force", "in_progress", "in_force")
    assert "暂停运用（复议、申诉期间）" in during.text
    assert "容错结论正在复议、申诉，期间暂停运用" in told.text
    assert "尚无结论" not in told.text
    assert "层级申诉结果维持" in receipt
    assert "暂停运用" not in after.text
