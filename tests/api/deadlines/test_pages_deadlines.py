"""Pages of deadlines as of a day before the Spring Festival: the board, what lies ahead, and how dates came about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from domain.case.commands import DecideAcceptance, ExtendTerm, RequestSupplement, ShelveCase, SignOff, SubmitSupplement
from domain.pack.steps import Shelving
from domain.pack.terms import Within
from domain.terms.deadlines import TermUnit
from eventlog.reference import install
from policies.calendars.seed import national_calendar
from policies.packs.loader import bundled_packs, pack_bytes
from tests.api.browsing import Markup, Scene, browse
from tests.api.client import ApiClient
from tests.api.played import Recorder
from tests.api.positions import CONTACT, DISCIPLINE, OPERATOR, ORGANISATION, OTHER_COUNTY, SECRETARY

TODAY = date(2026, 2, 10)
NOBODY_YET = "city-c-organization-officer-1"


@dataclass(slots=True)
class SixCases(Scene):
    """Cases as they stand on a day: overdue, due today, stopped, going on again, extended, shelved."""

    late: UUID
    today: UUID
    stopped: UUID
    resumed: UUID
    extended: UUID
    shelved: UUID

    async def explained(self, case_id: UUID, duty: str = "acceptance") -> Markup:
        """How a due date came about."""
        return await self.page(f"/cases/{case_id}/deadlines/{await self.duty(case_id, duty)}/explain")

    async def duty(self, case_id: UUID, duty: str) -> str:
        """The id of a duty."""
        file = await self.api.read(ORGANISATION, f"/v1/cases/{case_id}")
        return str(next(each["duty_id"] for each in file["duties"] if each["duty"] == duty))


def at(day: str) -> datetime:
    """Ten in the morning of a day, in Shanghai."""
    return datetime.combine(date.fromisoformat(day), time(2), tzinfo=UTC)


@pytest.fixture(scope="module")
async def cases(api_alone: ApiClient, recorder: Recorder) -> SixCases:
    """The national calendar, a pack that knows shelving, and six cases."""
    pool = api_alone.installed.pool
    [nujiang] = [pack for pack in bundled_packs() if pack.pack == "nujiang"]
    within = Within(amount=60, unit=TermUnit.working_days)
    shelving = Shelving(by="organization", within=within, cite=("A-22",))
    await install(pool, "calendar", "cn", national_calendar().model_dump_json().encode(), "test")
    await install(pool, "pack", "nujiang", pack_bytes(nujiang.model_copy(update={"shelving": shelving})), "test")
    played = SixCases(
        api_alone.on(TODAY),
        late=await _filed(recorder, "2026-01-05"),
        today=await _filed(recorder, "2026-01-20"),
        stopped=await _filed(recorder, "2026-02-02"),
        resumed=await _filed(recorder, "2026-01-26"),
        extended=await _accepted(recorder, "2026-01-06", "2026-01-12"),
        shelved=await _accepted(recorder, "2026-01-06", "2026-01-13"),
    )
    document = recorder.installed.document
    asked = RequestSupplement(missing="会议记录")
    await recorder.act(played.stopped, ORGANISATION, asked, at("2026-02-04"))
    await recorder.act(played.resumed, ORGANISATION, asked, at("2026-01-28"))
    await recorder.act(played.resumed, CONTACT, SubmitSupplement(evidence=(document,)), at("2026-02-04"))
    longer = ExtendTerm(
        duty=await _open(recorder, played.extended, "investigation"), by=5, reasons="案情复杂", document=document
    )
    await recorder.act(played.extended, SECRETARY, longer, at("2026-01-30"))
    await recorder.act(played.shelved, ORGANISATION, ShelveCase(reasons="另案未决"), at("2026-02-02"))
    await recorder.show()
    return played


async def _filed(recorder: Recorder, day: str) -> UUID:
    """An application of a day, and what the clock says to it until today."""
    case_id, envelope = uuid4(), recorder.installed.application(date.fromisoformat(day))
    agenda = await recorder.act(case_id, envelope.actor, envelope.body, at(day))
    if day < "2026-01-06":
        await recorder.ring(case_id, agenda, at(TODAY.isoformat()))
    return case_id


async def _accepted(recorder: Recorder, filed: str, day: str) -> UUID:
    """An application accepted on a day."""
    case_id = await _filed(recorder, filed)
    await recorder.act(case_id, ORGANISATION, DecideAcceptance(accepted=True, reasons="材料齐全"), at(day))
    case = await recorder.case(case_id)
    assert case is not None
    [proposal] = case.proposals.values()
    await recorder.act(case_id, DISCIPLINE, SignOff(proposal=proposal.id, consents=True), at(day))
    return case_id


async def _open(recorder: Recorder, case_id: UUID, duty: str) -> UUID:
    case = await recorder.case(case_id)
    assert case is not None
    return next(id_ for id_, each in case.open_duties.items() if each.opened.duty == duty)


def _cells(page: Markup) -> Sequence[str]:
    """The classes of the days in the months of a certificate."""
    return [look for look in page.values("td", "class") if look in LOOKS]


LOOKS = {"trigger", "counted", "makeup", "weekend", "holiday", "paused", "last"}


async def test_every_page_of_deadlines_is_safe_and_whole(cases: SixCases) -> None:
    """No script, no style of its own, one heading, nothing left unsaid by accident."""
    duty = await cases.duty(cases.resumed, "acceptance")
    await cases.require_safe_and_whole(
        "/deadlines",
        "/deadlines?state=paused",
        "/deadlines/load",
        f"/cases/{cases.stopped}",
        f"/cases/{cases.shelved}",
        f"/cases/{cases.resumed}/deadlines/{duty}/explain",
    )


async def test_the_figures_count_what_their_lists_show(cases: SixCases) -> None:
    """A clock that stands still is neither overdue nor near, and has a list of its own; so says the API."""
    page = await cases.page("/deadlines?organ=")
    figures = page.figures[:6]
    states = ("overdue", "today", "soon", "paused", "provisional", "all")
    lists = [await cases.page(f"/deadlines?state={state}&organ=") for state in states]
    items = [(await cases.api.read(ORGANISATION, f"/v1/deadlines?state={state}"))["items"] for state in states]

    assert figures == [len(each) for each in items]
    assert figures == [each.values("th", "scope").count("row") for each in lists]
    # overdue the term of 5 January, and two notices due with the terms of 6 January; due today that of 20 January
    assert figures[:2] == [3, 1]


@pytest.mark.parametrize("days", [-1, 0, 1])
async def test_a_stopped_clock_is_due_on_no_day(cases: SixCases, days: int) -> None:
    """Around the day it was planned for before it was stopped, it is in no list but two: of the stopped, of all."""
    [stopped] = [
        item
        for item in (await cases.api.read(ORGANISATION, "/v1/deadlines?state=paused"))["items"]
        if item["case_id"] == str(cases.stopped)
    ]
    then = cases.api.on(date.fromisoformat(stopped["due_on"]) + timedelta(days=days))
    found = {
        state: (await then.read(ORGANISATION, f"/v1/deadlines?state={state}"))["items"]
        for state in ("overdue", "today", "soon", "paused", "all")
    }
    page = Markup((await browse(then, "/deadlines?organ=", ORGANISATION)).text)
    on_its_day = await then.get(ORGANISATION, f"/v1/deadlines?day={stopped['due_on']}")

    assert [state for state, items in found.items() if stopped["duty_id"] in str(items)] == ["paused", "all"]
    assert page.figures[:4] == [len(found[state]) for state in ("overdue", "today", "soon", "paused")]
    assert stopped["duty_id"] not in on_its_day.text


async def test_a_stopped_clock_says_why_since_when_and_what_is_left(cases: SixCases) -> None:
    """On the board, the stage bar, among the duties, in the list of cases; two of fifteen days were used before."""
    board = await cases.page("/deadlines?state=paused&organ=")
    case = await cases.page(f"/cases/{cases.stopped}")
    listed = await cases.page("/cases")

    assert "已中止计时（等待申请人补正材料）自2026-02-04起；余13个工作日" in board.text
    assert "已用2个" in case.text
    assert case.text.count("已中止计时2026-02-04起，等待申请人补正材料；余13个工作日") == 2
    assert "中止计时" in listed.text
    assert "一次性告知补正：2026-02-04告知申请人，尚未收到；申请人的期间至2026-02-25剩" in case.text
    assert "/explain" in "".join(board.values("a", "href"))


async def test_a_clock_that_went_on_shows_its_pause(cases: SixCases) -> None:
    """The days of the pause are not used, and what was left is what is left."""
    case = await cases.page(f"/cases/{cases.resumed}")

    assert "已用6个" in case.text
    assert "曾中止计时：2026-01-28～2026-02-04" in case.text
    assert "已收到补正材料1份" in case.text
    assert "2026-02-28到期" in case.text


async def test_a_shelved_case_says_that_nothing_is_concluded(cases: SixCases) -> None:
    """Neither for nor against anybody, and until when; the investigation stands still meanwhile."""
    case = await cases.page(f"/cases/{cases.shelved}")

    assert "暂缓认定（搁置），自2026-02-02起：尚无结论，既不视为有利，也不视为不利。" in case.text
    assert "至迟于2026-05-07再次核查并作出决定" in case.text
    assert "已中止计时2026-02-02起，暂缓认定；余16个工作日" in case.text


async def test_every_date_of_a_duty_leads_to_its_certificate(cases: SixCases) -> None:
    """On a case as on the board; operators, who read no cases, get dates without links."""
    case = await cases.page(f"/cases/{cases.extended}")
    file = await cases.api.read(ORGANISATION, f"/v1/cases/{cases.extended}")
    board = await cases.page("/deadlines?organ=")
    operators = await cases.page("/deadlines", OPERATOR)

    explained = {address for address in case.values("a", "href") if address.endswith("/explain")}
    assert explained == {f"/cases/{cases.extended}/deadlines/{duty['duty_id']}/explain" for duty in file["duties"]}
    assert len({address for address in board.values("a", "href") if address.endswith("/explain")}) == len(
        (await cases.api.read(ORGANISATION, "/v1/deadlines"))["items"]
    )
    assert not [address for address in operators.values("a", "href") if address.startswith("/cases")]


@pytest.mark.parametrize(
    ("scene", "duty", "says"),
    [
        (
            "today",
            "acceptance",
            ("自2026-01-20收件次日起算15个工作日，止于2026-02-10 24:00（北京时间）", "中间周末6日不计。"),
        ),
        (
            "resumed",
            "acceptance",
            (
                "自2026-01-26收件次日起算15个工作日，止于2026-02-28 24:00（北京时间）",
                "中间周末2日、放假9日（2026-02-15至2026-02-23）不计",
                "调休上班2日（2026-02-14、2026-02-28）计入",
                "2026-01-29至2026-02-04中止计时（等待申请人补正材料）不计。",
            ),
        ),
        (
            "stopped",
            "acceptance",
            (
                "自2026-02-02收件次日起算15个工作日",
                "2026-02-04起中止计时（等待申请人补正材料），余13个工作日，恢复计时前没有届满日。",
            ),
        ),
        (
            "extended",
            "investigation",
            (
                "自2026-01-12受理次日起算30个工作日，延长5个工作日，止于2026-03-06 24:00（北京时间）",
                "中间周末9日、放假9日（2026-02-15至2026-02-23）不计",
                "调休上班2日（2026-02-14、2026-02-28）计入。",
            ),
        ),
        ("stopped", "supplement", ("自2026-02-04告知补正次日起算10个工作日，止于2026-02-25 24:00（北京时间）",)),
    ],
)
async def test_one_sentence_says_how_a_date_came_about(
    cases: SixCases, scene: str, duty: str, says: tuple[str, ...]
) -> None:
    """From the trigger to the last day, with all that was left out on the way."""
    page = await cases.explained(getattr(cases, scene), duty)

    [said] = [word for word in page.words if word.startswith("自2026-")]
    assert said.split("；")[: len(says)] == list(says)


async def test_a_certificate_is_a_picture_and_a_table(cases: SixCases) -> None:
    """Every day once in the months and once in the table, with its reason; the numbers count to the term's length."""
    page = await cases.explained(cases.resumed)
    cells = _cells(page)
    numbers = page.figures
    rows = [word for word in page.words if re.fullmatch(r"第\d+日(，届满)?", word)]

    assert {look: cells.count(look) for look in LOOKS} == {
        "trigger": 1, "counted": 13, "makeup": 1, "weekend": 2, "holiday": 9, "paused": 7, "last": 1,
    }  # fmt: skip
    assert rows == [*(f"第{n}日" for n in range(1, 15)), "第15日，届满"]
    assert set(range(1, 16)) <= set(numbers)
    assert "rongcuo deadline verify certificate-" in page.text
    assert page.text.count("起算日，不计") >= 1


async def test_the_map_counts_what_the_lists_show(cases: SixCases) -> None:
    """Twenty working days with the rest days between, a make-up day marked; every number leads to a list so long."""
    load = await cases.api.read(ORGANISATION, "/v1/deadlines/load")
    page = await cases.page("/deadlines/load")
    links = {
        attrs["href"]: attrs.get("aria-label")
        for tag, attrs in page.tags
        if tag == "a" and (attrs.get("href") or "").startswith("/deadlines?")
    }
    kinds = [day["kind"] for day in load["days"] if day["day"] in {"2026-02-14", "2026-02-28"}]
    days = [day["day"] for day in load["days"] if day["working"]]

    assert (load["days"][0]["day"], len(days), kinds) == (TODAY.isoformat(), 20, ["make_up", "make_up"])
    assert page.words.count("班") == 3  # two days and the legend
    assert {"organ": "county-a-organization", "day": None, "count": 3} in load["items"]
    for address, says in links.items():
        listed = await cases.page(str(address))
        assert f"{listed.values('th', 'scope').count('row')}项" == str(says).partition("：")[2], address


async def test_ages_are_compared_with_limits(cases: SixCases) -> None:
    """By step: how many, median and ninth decile without the days that stood still, and who is over the limit."""
    ageing = (await cases.api.read(ORGANISATION, "/v1/deadlines/ageing"))["items"]
    page = await cases.page("/deadlines/load")
    known = {
        item["step"]: [item[name] for name in ("amount", "count", "paused", "median_days", "p90_days", "over")]
        for item in ageing
    }

    assert known == {"acceptance": [15, 4, 1, 6, 26, 1], "investigation": [30, 2, 1, 14, 21, 0]}
    assert "1（25%）" in page.words
    assert page.values("svg", "aria-label")[0] == "中位数6个工作日，九成不超过26个工作日，期限15个工作日"


async def test_what_lies_out_of_sight_is_not_counted(cases: SixCases) -> None:
    """Another county counts none of it; an operator of the prefecture counts it without reading a case."""
    load = (await cases.api.read(OTHER_COUNTY, "/v1/deadlines/load"))["items"]
    ageing = (await cases.api.read(OTHER_COUNTY, "/v1/deadlines/ageing"))["items"]
    empty = await cases.page("/deadlines/load", NOBODY_YET)
    operators = (await cases.api.read(OPERATOR, "/v1/deadlines/load"))["items"]
    unit = await cases.api.get(CONTACT, "/v1/deadlines/load")

    assert (load, ageing) == ([], [])
    assert "没有到期的期限，也没有逾期" in empty.text
    assert sum(item["count"] for item in operators) > 0
    assert unit.status_code == 403


async def test_the_list_is_filtered_by_day(cases: SixCases) -> None:
    """A day that is none filters nothing; the API says that it is none."""
    today = await cases.page(f"/deadlines?day={TODAY.isoformat()}")
    nothing = await cases.page("/deadlines?day=2026-02-16")
    wrong = await cases.page("/deadlines?day=tomorrow")
    listed = (await cases.api.read(ORGANISATION, f"/v1/deadlines?day={TODAY.isoformat()}"))["items"]
    refused = await cases.api.get(ORGANISATION, "/v1/deadlines?day=tomorrow")

    assert {item["due_on"] for item in listed} == {TODAY.isoformat()}
    assert today.values("th", "scope").count("row") == len(listed) == 1
    assert "没有符合条件的期限" in nothing.text
    assert wrong.values("th", "scope").count("row") > 1
    assert refused.status_code == 422


async def test_certificates_and_the_map_are_in_english_for_whoever_reads_english(cases: SixCases) -> None:
    """The sentence, what each day is, the months, the heads of the map; names of organs stay as they are."""
    han = re.compile(r"[\u3400-\u9fff]")
    for case_id, duty in ((cases.late, "acceptance"), (cases.stopped, "acceptance"), (cases.extended, "investigation")):
        path = f"/cases/{case_id}/deadlines/{await cases.duty(case_id, duty)}/explain?lang=en"
        page = await browse(cases.api, path, ORGANISATION)
        sentence = re.findall(r'<p class="verdict">(.*?)</p>', page.text)
        squares = re.findall(r'<td class="\w+" title="([^"]*)"', page.text)
        months = re.findall(r'<table class="month">\s*<caption>(.*?)</caption>', page.text)
        assert len(sentence) == 1
        assert squares
        assert months
        assert not [text for text in (*sentence, *squares, *months) if han.search(text)]
    board = await browse(cases.api, "/deadlines/load?lang=en", ORGANISATION)
    assert "January 2026" in board.text or "February 2026" in board.text
    cases.api.http.cookies.clear()
