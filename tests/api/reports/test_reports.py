"""Periodic reports at the door: owed once a period has ended, handed in once, adding up, exported, and told to whom."""

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx2
import pytest
from openpyxl import load_workbook
from pydantic import JsonValue

from api.reports.owed import ReportLine
from api.reports.views import Report
from api.statistics.views import Indicators
from domain.pack.terms import Force, Standing
from domain.reports.periods import Period
from domain.terms.deadlines import SHANGHAI
from tests.api.browsing import Markup, browse
from tests.api.client import PUBLIC_URL, ApiClient, Body, problem_of
from tests.api.positions import CONTACT, DISCIPLINE, FINANCE, HR, ORGANISATION, OTHER_COUNTY, SUPERVISOR

ABOVE = "prefecture-organization-officer-1"
ORGAN, BESIDE, SUPERIOR = "county-a-organization", "county-b-organization", "prefecture-organization"
MONTH = Period.of("month", datetime.now(UTC).astimezone(SHANGHAI).date())
REPORT = f"/v1/reports/{ORGAN}/{MONTH}"


@dataclass(slots=True)
class Office:
    """Two cases of county A filed this month, and the same API in the first days of the next."""

    api: ApiClient
    later: ApiClient
    overdue: ApiClient

    async def report(self, position: str = ORGANISATION, path: str = REPORT) -> Report:
        """A report that is there, once the month is over."""
        answer = await self.later.get(position, path)
        assert answer.status_code == 200, answer.text
        return Report.model_validate_json(answer.text)


@pytest.fixture(scope="module")
async def office(api: ApiClient) -> Office:
    """A month with something in it."""
    for _ in range(2):
        case = await api.file()
        assert (await case.get(ORGANISATION)).status_code == 200
    first = MONTH.following.first
    return Office(api, api.on(first), api.on(first + timedelta(days=30)))


def body(organ: str = ORGAN, period: str = str(MONTH), **changes: JsonValue) -> Body:
    """A report that is in order, but for what a test changes."""
    return {"pack": "nujiang", "organ": organ, "period": period, **changes}


async def lines(api: ApiClient, position: str, query: str = "") -> list[ReportLine]:
    """The reports that somebody is shown."""
    shown = api.read_on(position, f"/v1/reports?{query}")
    return [ReportLine.model_validate_json(json.dumps(line)) async for line in shown]


async def test_nothing_is_owed_while_the_period_runs(office: Office) -> None:
    """Its figures so far can be seen; handed in they cannot be."""
    told = await office.api.read(ORGANISATION, REPORT)
    refused = await office.api.act(ORGANISATION, "/v1/reports", body())

    assert (told["ended"], told["report"]) == (False, None)
    assert sum(line["filed"] for line in told["whole"]["applications"]) >= 2
    assert await lines(office.api, ORGANISATION) == []
    assert (refused.status_code, problem_of(refused).code) == (409, "period_not_over")
    assert problem_of(refused).detail == MONTH.last.isoformat()


async def test_what_is_owed_stands_where_it_is_looked_for(office: Office) -> None:
    """In the inbox of the organ, on the board of whoever supervises, on the page of reports, with the day and why."""
    elsewhere = await lines(office.later, ORGANISATION, f"organ={BESIDE}&state=owed")
    owed = next(each for each in await lines(office.later, SUPERVISOR) if each.period == str(MONTH))
    inbox = (await office.later.read(DISCIPLINE, "/v1/inbox"))["reports"]
    own = (await office.later.read(OTHER_COUNTY, "/v1/inbox"))["reports"]
    board = (await office.later.read(SUPERVISOR, "/v1/deadlines"))["reports"]
    late = (await office.overdue.read(SUPERVISOR, "/v1/deadlines?state=overdue"))["reports"]

    assert elsewhere == []
    assert (owed.organ, owed.to_organ, owed.report_state) == (ORGAN, SUPERIOR, "owed")
    assert (owed.cite, owed.standing, owed.force) == (("A-53",), Standing.DEFAULT, Force.ADVISORY)
    assert owed.due_on > MONTH.last
    assert inbox == []
    assert {each["organ"] for each in own} == {BESIDE}
    assert [each["organ"] for each in board if each["period"] == str(MONTH)] == [ORGAN]
    assert {each["report_state"] for each in late if each["period"] == str(MONTH)} == {"overdue"}
    page = await browse(office.later, "/reports", ORGANISATION)
    tasks = await browse(office.later, "/inbox", OTHER_COUNTY)
    assert f"/reports/{BESIDE}/{MONTH}" in Markup(tasks.text).values("a", "href")
    deadlines = await browse(office.overdue, "/deadlines", SUPERVISOR)
    assert f"{MONTH.name.zh}月报" in Markup(page.text).text
    assert "期满之次日起5个工作日内" in page.text
    assert "应报送的定期报告" in deadlines.text
    assert "逾期" in deadlines.text


async def test_a_place_above_is_its_own_and_the_sum_of_those_below(office: Office) -> None:
    """Whatever is counted; and what a county says of itself is what the prefecture says of it."""
    above = await office.report(ABOVE, f"/v1/reports/{SUPERIOR}/{MONTH}")
    county, parts = await office.report(), [above.own, *(each.figures for each in above.below)]

    [of_county] = [each.figures for each in above.below if each.jurisdiction == "demo-county-a"]
    assert of_county == county.whole
    assert len(above.below) == 3
    for part in ("corrections", "bans", "reappraisals"):
        for name, count in getattr(above.whole, part):
            assert count == sum(getattr(getattr(each, part), name) for each in parts), (part, name)
    for outcome, subjects in above.whole.outcomes.items():
        assert subjects == sum(each.outcomes[outcome] for each in parts)
    for field in ("filed", "accepted", "not_accepted", "undecided"):
        assert _filed(above.whole, field) == sum(_filed(each, field) for each in parts)
    assert sum(line.due for line in above.whole.deadlines) == sum(line.due for each in parts for line in each.deadlines)
    assert above.trend[-1].filed == _filed(above.whole, "filed") >= 2


def _filed(indicators: Indicators, field: str) -> int:
    return sum(getattr(line, field) for line in indicators.applications)


async def test_a_report_is_handed_in_once_and_stands(office: Office) -> None:
    """With the figures that were seen, under one number; what comes later changes the page and not the report."""
    seen = await office.report()
    stale = await office.later.act(ORGANISATION, "/v1/reports", body(figures_sha256="0" * 64))
    key = uuid4()
    given = body(figures_sha256=seen.figures_sha256, remarks="按期报送。")
    done = await office.later.act(ORGANISATION, "/v1/reports", given, key=key)
    await office.later.get(ORGANISATION, done.json()["links"]["record"])
    case = await office.api.file()
    await case.read(ORGANISATION)
    again = await office.later.act(ORGANISATION, "/v1/reports", given, key=key)
    twice = await office.later.act(ORGANISATION, "/v1/reports", body())
    after = await office.report()

    assert (stale.status_code, problem_of(stale).code) == (412, "figures_changed")
    assert (done.status_code, again.status_code) == (201, 201)
    assert done.json() == again.json()
    assert done.json()["events"] == ["work_record_opened", "work_record_report_handed_in", "work_record_closed"]
    assert (twice.status_code, problem_of(twice).code) == (409, "report_handed_in")
    assert after.whole == seen.whole
    assert (after.changed_since, after.figures_sha256) == (True, seen.figures_sha256)
    assert after.report is not None
    assert after.report.report_state == "handed_in"
    assert str(after.report.record_id) == done.json()["record_id"]
    inbox = (await office.later.read(ORGANISATION, "/v1/inbox"))["reports"]
    owed = await lines(office.later, ORGANISATION, "state=owed")
    assert str(MONTH) not in {*(each["period"] for each in inbox), *(each.period for each in owed)}
    record = await browse(office.later, f"/records/{done.json()['record_id']}", ORGANISATION)
    assert f"/reports/{ORGAN}/{MONTH}" in record.text
    assert "按期报送。" in record.text


@pytest.mark.parametrize(
    ("position", "given", "status", "code"),
    [
        (ORGANISATION, body("nowhere"), 422, "unknown_reporter"),
        (ORGANISATION, body(BESIDE), 403, "not_competent"),
        (DISCIPLINE, body("county-a-discipline"), 409, "report_not_owed"),
        (ORGANISATION, body(period=str(Period.of("year", MONTH.following.first))), 409, "period_not_over"),
        (ORGANISATION, body(period="2020-05"), 409, "period_before_procedure"),
        (ORGANISATION, body(period="2999"), 409, "period_not_over"),
        (ORGANISATION, body(period="2026-13"), 422, "malformed"),
        (ABOVE, body(SUPERIOR, pack="no-such-pack"), 422, "unknown_pack"),
        (SUPERVISOR, body("county-a-discipline"), 403, "forbidden"),
        (CONTACT, body(), 403, "forbidden"),
    ],
)
async def test_what_cannot_be_handed_in(office: Office, position: str, given: Body, status: int, code: str) -> None:
    """Each says what and why, in two languages, and nothing is kept of it."""
    answer = await office.later.act(position, "/v1/reports", given)
    problem = problem_of(answer)

    assert (answer.status_code, problem.code) == (status, code)
    assert problem.sentences.zh
    assert problem.todo.en


@pytest.mark.parametrize(
    ("position", "path", "status"),
    [
        (ORGANISATION, f"/v1/reports/{BESIDE}/{MONTH}", 404),
        (ORGANISATION, f"/v1/reports/{SUPERIOR}/{MONTH}", 404),
        (ORGANISATION, f"/v1/reports/nowhere/{MONTH}", 404),
        (ABOVE, REPORT, 200),
        (SUPERVISOR, REPORT, 200),
        (FINANCE, REPORT, 404),
        (FINANCE, f"/v1/reports/county-a-finance/{MONTH}", 200),
        (HR, REPORT, 403),
        (CONTACT, REPORT, 403),
        (ORGANISATION, f"/v1/reports/{ORGAN}/2999-12", 422),
        (ORGANISATION, f"/v1/reports/{ORGAN}/2026-1", 422),
        (ORGANISATION, f"/v1/reports/{ORGAN}/{MONTH}?format=pdf", 422),
        (ORGANISATION, f"/v1/reports/{ORGAN}/2019", 200),
    ],
)
async def test_who_reads_which_report(office: Office, position: str, path: str, status: int) -> None:
    """As far as the tree of places reaches; what is not there and what is not one's own are answered alike."""
    answer = await office.later.get(position, path)

    assert answer.status_code == status, answer.text


async def test_a_report_as_a_file_says_what_its_json_says(office: Office) -> None:
    """A line a count, a column a level, the last the sum of the others; the same in both formats."""
    path = f"/v1/reports/{SUPERIOR}/{MONTH}"
    told = await office.report(ABOVE, path)
    xlsx = await office.later.get(ABOVE, f"{path}?format=xlsx")
    text = await office.later.get(ABOVE, f"{path}?format=csv")
    sheet = load_workbook(io.BytesIO(xlsx.content)).active
    assert sheet is not None
    rows = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=5)]
    read = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
    counts = {(line[0], line[1]): line[2:] for line in rows[1:]}

    assert rows[0] == read[0] == ["类别", "项目", "本级", "示例甲县", "示例乙县", "示例丙市", "合计"]
    assert [["" if cell is None else str(cell) for cell in line] for line in rows] == read
    assert counts["申请与受理", "申请（立案）"][-1] == _filed(told.whole, "filed")
    for (_, name), line in counts.items():
        if "中位数" not in str(name):
            *parts, whole = [int(str(cell)) for cell in line]
            assert whole == sum(parts), name
    assert told.figures_sha256 in str(sheet["A3"].value)


async def test_no_report_names_anybody(office: Office) -> None:
    """No official, no subject, no case, no vote: neither in JSON nor on the page."""
    organs = office.api.installed.organs
    named = {person.name for person in organs.people} | {person.id for person in organs.people}
    page = Markup((await browse(office.later, f"/reports/{ORGAN}/{MONTH}", SUPERVISOR)).text).text
    reader = office.api.personas[SUPERVISOR].name_zh
    told = (await office.later.get(SUPERVISOR, REPORT)).text

    assert [name for name in named if name in told] == []
    assert [name for name in named - {reader} if name in page] == []
    assert str(office.api.installed.subject) not in told + page
    assert not any(word in told for word in ("ballot", "agree", "vote", "case_id", "subject"))


def form(api: ApiClient, position: str) -> dict[str, str]:
    """How a browser sends a form."""
    return {**api.cookie(position), "Origin": PUBLIC_URL, "Content-Type": "application/x-www-form-urlencoded"}


async def test_a_page_shows_figures_trends_and_the_form(office: Office) -> None:
    """Without a script: the figures, the way back, and the form; once it is handed in, the form is gone."""
    path = f"/reports/{BESIDE}/{MONTH}"
    shown = Markup((await browse(office.later, path, OTHER_COUNTY)).text)
    shown.require_safe_and_whole(path)
    fields = {str(each["name"]): str(each["value"]) for tag, each in shown.tags if tag == "input" and "value" in each}
    sent = await office.later.http.post(
        path, content="&".join(f"{n}={v}" for n, v in fields.items()), headers=form(office.later, OTHER_COUNTY)
    )
    after = Markup((await browse(office.later, sent.headers["location"], OTHER_COUNTY)).text)
    once_more = await office.later.http.post(
        path,
        content="&".join(f"{n}={v}" for n, v in {**fields, "key": str(uuid4()), "remarks": "again"}.items()),
        headers=form(office.later, OTHER_COUNTY),
    )

    assert {"key", "pack", "figures_sha256"} <= fields.keys()
    assert "/reports" in shown.values("a", "href")
    assert "趋势" in shown.text
    assert (sent.status_code, sent.headers["location"]) == (303, f"{path}?seen=3")
    assert "已报送" in after.text
    assert "figures_sha256" not in after.values("input", "name")
    assert once_more.status_code == 409
    assert "一期只报送一次" in once_more.text
    foreign = await office.later.http.post(path, content="", headers=office.later.cookie(OTHER_COUNTY))
    assert foreign.status_code == 403


async def test_charts_can_be_heard(office: Office) -> None:
    """Every picture has its title and description, bars hatched and not coloured alone, and a table of its figures."""
    path = f"/reports/{ORGAN}/{MONTH}"
    shown = Markup((await browse(office.later, path, ORGANISATION)).text)
    pictures = [each for tag, each in shown.tags if tag == "svg" and each.get("role") == "img"]
    tags = [tag for tag, _ in shown.tags]

    assert pictures
    assert all(str(each["aria-labelledby"]).split()[0] in shown.values("title", "id") for each in pictures)
    assert tags.count("desc") == tags.count("title") - 1 == len(pictures)
    assert "pattern" in tags
    shown.require_safe_and_whole(path)


async def test_whoever_owes_nothing_is_told_why(office: Office) -> None:
    """An empty page says what would stand there."""
    empty = await browse(office.api, "/reports", ORGANISATION)
    none = await browse(office.api, "/reports", FINANCE)

    assert "现在没有应报送而未报送的报告" in empty.text
    assert "没有须报送定期报告的机关" in none.text
    assert (await browse(office.api, "/reports", CONTACT)).status_code == httpx2.codes.FORBIDDEN
    assert (await browse(office.later, f"/reports/{ORGAN}/2999", ORGANISATION)).status_code == 422
    assert (await browse(office.later, f"/reports/{ORGAN}/never", ORGANISATION)).status_code == 404


async def test_a_correction_is_an_edition_and_all_of_them_stay(office: Office) -> None:
    """Only once figures have changed, with reasons, by the organ that reported, at the version that was seen."""
    path = f"/v1/reports/{SUPERIOR}/{MONTH}"
    done = await office.later.act(ABOVE, "/v1/reports", body(SUPERIOR))
    record = done.json()["record_id"]
    corrections, given = f"/v1/records/{record}/corrections", body(SUPERIOR, reasons="补录的案件改变了本期数字。")
    await office.later.get(ABOVE, f"/v1/records/{record}?seen=3")
    same = await office.later.act(ABOVE, corrections, given, seen=3)
    case = await office.api.file()
    await case.read(ORGANISATION)
    first = await office.report(ABOVE, path)
    elsewhere = await office.later.act(ORGANISATION, corrections, given, seen=3)
    unreasoned = await office.later.act(ABOVE, corrections, body(SUPERIOR), seen=3)
    another = await office.later.act(ABOVE, corrections, {**given, "period": "2026"}, seen=3)
    corrected = await office.later.act(ABOVE, corrections, given, seen=3)
    stale = await office.later.act(ABOVE, corrections, given, seen=3)
    await office.later.get(ABOVE, f"/v1/records/{record}?seen=4")
    after, before = await office.report(ABOVE, path), await office.report(ABOVE, f"{path}?edition=1")
    page = Markup((await browse(office.later, f"/reports/{SUPERIOR}/{MONTH}", ABOVE)).text)
    earlier = await office.later.get(ABOVE, f"{path}?edition=1&format=csv")
    latest = await office.later.get(ABOVE, f"{path}?format=csv")
    as_file = await browse(office.later, f"/reports/{SUPERIOR}/{MONTH}/file?edition=1&format=csv", ABOVE)

    assert (first.changed_since, [each.edition for each in first.editions]) == (True, [1])
    assert (problem_of(same).code, problem_of(another).code) == ("report_unchanged", "not_a_report")
    assert (elsewhere.status_code, unreasoned.status_code, stale.status_code) == (404, 422, 412)
    assert corrected.json()["events"] == ["work_record_report_corrected"]
    assert [(each.edition, each.reasons) for each in after.editions] == [(1, None), (2, given["reasons"])]
    assert (after.changed_since, after.figures_sha256) == (False, after.editions[1].figures_sha256)
    assert _filed(after.whole, "filed") == _filed(before.whole, "filed") + 1
    assert (before.whole, before.figures_sha256) == (first.whole, first.figures_sha256)
    assert f"/reports/{SUPERIOR}/{MONTH}?edition=1" in page.values("a", "href")
    assert "补录的案件改变了本期数字。" in page.text
    assert earlier.content == as_file.content
    assert earlier.content != latest.content


async def test_the_table_is_in_english_for_whoever_reads_english_and_its_file_is_not(office: Office) -> None:
    """Lines, columns and hints; a file goes to others, whoever takes it."""
    path = f"/reports/{ORGAN}/{MONTH}"
    page = await browse(office.later, f"{path}?lang=en", SUPERVISOR)
    file = await browse(office.later, f"{path}/file?format=csv&lang=en", SUPERVISOR)
    office.later.http.cookies.clear()
    lines = re.findall(r'<th scope="row" data-label="[^"]*">(.*?)</th>', page.text)

    assert "Applications (cases opened)" in lines
    assert not [line for line in lines if re.search(r"[\u3400-\u9fff]", line)]
    assert "申请（立案）" in file.content.decode("utf-8-sig")
