"""Corrections through the API and on pages: a ledger on the case, and what is tolerated and not yet put right."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

import pytest

from domain.acts.determination import CorrectionDemand
from domain.case.commands import (
    AnyCommand,
    CastBallot,
    CloseRound,
    CompleteDuty,
    DecideAcceptance,
    DenySameMatter,
    EscalateCorrection,
    EvaluateCorrection,
    FormTeam,
    OpenRound,
    ProposeDetermination,
    RecordDefence,
    ReportInvestigation,
    ServeFeedback,
    SignOff,
)
from domain.case.state import Case
from eventlog.reference import install
from policies.calendars.seed import national_calendar
from policies.packs.loader import pack_bytes
from tests.api.browsing import Scene
from tests.api.client import ApiClient
from tests.api.played import Recorder
from tests.api.positions import (
    CONTACT,
    DISCIPLINE,
    FINANCE,
    MEMBERS,
    ORGANISATION,
    OTHER_CONTACT,
    OTHER_COUNTY,
    SECRETARY,
)
from tests.domain.stories import cases, clocks, corrections

TODAY = date(2026, 3, 25)
DEMAND = "修订管线选址的论证办法"


@dataclass(slots=True)
class Tolerated(Scene):
    """One tolerated case: the first demand failed once and was urged, the second waits for its evaluation."""

    case_id: UUID


def at(day: str) -> datetime:
    """Ten in the morning of a day, in Shanghai."""
    return datetime.combine(date.fromisoformat(day), time(2), tzinfo=UTC)


@pytest.fixture(scope="module")
async def scene(api_alone: ApiClient, recorder: Recorder) -> Tolerated:
    """The national calendar, a pack that has corrections evaluated, and a case played by it."""
    pool = api_alone.installed.pool
    await install(pool, "calendar", "cn", national_calendar().model_dump_json().encode(), "test")
    await install(
        pool,
        "pack",
        "nujiang",
        pack_bytes(corrections.context(corrections.CORRECTION, corrections.VISITS).pack),
        "test",
    )
    return Tolerated(api_alone.on(TODAY), await _played(recorder))


async def _played(recorder: Recorder) -> UUID:
    case_id, envelope = uuid4(), recorder.installed.application(date(2026, 1, 20))
    subject, document = recorder.installed.subject, recorder.installed.document

    async def act(position: str, body: AnyCommand, day: str) -> Case:
        await recorder.act(case_id, position, body, at(day))
        case = await recorder.case(case_id)
        assert case is not None
        return case

    async def signed(case: Case, day: str) -> Case:
        [proposal] = case.proposals.values()
        return await act(DISCIPLINE, SignOff(proposal=proposal.id, consents=True), day)

    await recorder.act(case_id, envelope.actor, envelope.body, at("2026-01-20"))
    await signed(
        await act(ORGANISATION, DecideAcceptance(accepted=True, reasons="材料齐全"), "2026-02-04"), "2026-02-04"
    )
    members = tuple(recorder.installed.actor(position) for position in (ORGANISATION, DISCIPLINE, FINANCE))
    case = await act(ORGANISATION, FormTeam(members=members), "2026-02-05")
    await act(ORGANISATION, DenySameMatter(reasons="无相同事项"), "2026-02-05")
    await act(FINANCE, RecordDefence(subject=subject, mode="oral", statement="无异议"), "2026-02-06")
    await act(DISCIPLINE, cases.findings(case.opened.ground), "2026-02-09")
    await act(ORGANISATION, ReportInvestigation(report=document, summary="属实"), "2026-02-10")
    demands = (
        CorrectionDemand(subject=subject, demand=DEMAND),
        CorrectionDemand(subject=subject, demand="补齐台账", due_on=date(2026, 4, 30)),
    )
    proposed = ProposeDetermination(opinions=(cases.opinion(subject),), demands=demands, reasons="条件齐备")
    await signed(await act(ORGANISATION, proposed, "2026-02-11"), "2026-02-11")
    case = await act(SECRETARY, OpenRound(), "2026-02-12")
    assert case.round is not None
    for member in MEMBERS:
        await act(member, CastBallot(round=case.round.id, choice="agree"), "2026-02-12")
    await act(SECRETARY, CloseRound(round=case.round.id), "2026-02-12")
    case = await act(ORGANISATION, ServeFeedback(notice=document), "2026-02-13")
    first, second = (id_ for id_, duty in case.open_duties.items() if duty.opened.demand)
    visit = next(id_ for id_, duty in case.open_duties.items() if duty.opened.duty == "visit")
    done = CompleteDuty(duty=first, evidence=(document,), remarks="已修订")
    case = await act(CONTACT, done, "2026-02-25")
    failed = EvaluateCorrection(duty=clocks.newest(case, "correction_evaluation"), passed=False, reasons="未经集体审议")
    case = await act(ORGANISATION, failed, "2026-03-04")
    urged = EscalateCorrection(
        duty=clocks.newest(case, "correction"), measure="criticism", reasons="整改不力", document=document
    )
    await act(DISCIPLINE, urged, "2026-03-10")
    await act(CONTACT, done.model_copy(update={"duty": second}), "2026-03-12")
    await act(ORGANISATION, done.model_copy(update={"duty": visit}), "2026-03-12")
    await recorder.show()
    return case_id


async def test_the_case_page_has_a_ledger_of_its_corrections(scene: Tolerated) -> None:
    """Words, whose it is, the day, the state, how often, what was done; and which of how many visits."""
    page = await scene.page(f"/cases/{scene.case_id}")

    for said in (DEMAND, "待整改", "待评估", "第2次，1次评估未通过", "措施criticism", "未通过", "第2次，共3次"):
        assert said in page.text, said
    assert page.text.count("本程序不作评估") == 0
    assert "None" not in page.text


async def test_who_may_not_read_words_sees_the_ledger_without_them(scene: Tolerated) -> None:
    """The unit reads its own case: numbers and states, no words of others."""
    page = await scene.page(f"/cases/{scene.case_id}", CONTACT)

    assert "整改台账" in page.text
    assert DEMAND not in page.text


async def test_a_day_set_by_the_decision_is_explained_as_such(scene: Tolerated) -> None:
    """No days are counted: it is a day."""
    file = await scene.api.read(ORGANISATION, f"/v1/cases/{scene.case_id}")
    duty = next(each for each in file["duties"] if each["duty"] == "correction" and each["demand"] == 2)
    page = await scene.page(f"/cases/{scene.case_id}/deadlines/{duty['duty_id']}/explain")
    proof = await scene.api.read(ORGANISATION, f"/v1/cases/{scene.case_id}/deadlines/{duty['duty_id']}/certificate")

    assert (duty["due_on"], proof["due_on"]) == ("2026-04-30", "2026-04-30")
    assert "期限由决定指定，止于2026-04-30" in page.text
    assert "候至" not in page.text


@pytest.mark.parametrize(
    ("state", "demands"),
    [
        ("uncorrected", [2, 1]),
        ("overdue", []),
        ("under_evaluation", [2]),
        ("failed", [1]),
        ("urged", [1]),
        ("settled", []),
        ("all", [2, 1]),
    ],
)
async def test_the_lists_and_the_page_show_the_same(scene: Tolerated, state: str, demands: list[int]) -> None:
    """By the day that comes first; the page has every list but that of all."""
    answer = await scene.api.get(ORGANISATION, f"/v1/corrections?state={state}")
    items = answer.json()["items"]

    assert [item["demand"] for item in items] == demands
    if state != "all":
        page = await scene.page(f"/corrections?state={state}")
        assert page.values("th", "scope").count("row") == len(demands)
        assert str(len(demands)) in page.words
    assert DEMAND not in answer.text


async def test_a_list_reads_on_page_by_page(scene: Tolerated) -> None:
    """Following `next` gives every demand once."""
    first = await scene.api.read(ORGANISATION, "/v1/corrections?limit=1")
    then = await scene.api.read(ORGANISATION, f"/v1/corrections?limit=1&next={first['next']}")

    assert [item["demand"] for item in (*first["items"], *then["items"])] == [2, 1]


@pytest.mark.parametrize(("position", "sees"), [(CONTACT, 2), (DISCIPLINE, 2), (OTHER_CONTACT, 0), (OTHER_COUNTY, 0)])
async def test_a_list_reaches_as_far_as_the_cases(scene: Tolerated, position: str, sees: int) -> None:
    """Whoever may read a case sees its corrections, and nobody else."""
    items = (await scene.api.read(position, "/v1/corrections"))["items"]

    assert len(items) == sees


async def test_an_empty_page_says_what_will_be_there(scene: Tolerated) -> None:
    """Another county has no corrections yet."""
    page = await scene.page("/corrections", OTHER_COUNTY)

    assert "还没有整改要求" in page.text
    assert page.values("a", "href").count("/corrections") == 1


async def test_the_procedure_says_how_corrections_are_evaluated(scene: Tolerated) -> None:
    """In the picture and in the table of terms."""
    page = await scene.page("/procedures/nujiang")

    for said in ("纠错评估与督促", "评估未通过，再次整改", "完成后6个月内再办一次，共3次", "拒不整改"):
        assert said in page.text, said
