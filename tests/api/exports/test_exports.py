"""Any list as a file: what the list holds, as filtered and as far as one sees it; in words, with dates as dates."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from itertools import product
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from openpyxl import load_workbook

from api.exports.columns import columns_of, item_of, nested_in
from api.exports.fields import TECHNICAL, column_of
from api.http.routing import ListRoute
from api.web.frame import PageRoute
from tests.api.addresses import every_route
from tests.api.browsing import browse
from tests.api.client import ApiClient, problem_of
from tests.api.positions import CONTACT, HR, OPERATOR, ORGANISATION, OTHER_COUNTY, SECRETARY, SUPERVISOR

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTS = {
    "/v1/cases": ORGANISATION, "/v1/deadlines": ORGANISATION, "/v1/corrections": ORGANISATION,
    "/v1/reappraisals": ORGANISATION, "/v1/contrary-uses": ORGANISATION, "/v1/clarifications": ORGANISATION,
    "/v1/bans": ORGANISATION, "/v1/risk-filings": ORGANISATION, "/v1/records": ORGANISATION,
    "/v1/reports": ORGANISATION,
    "/v1/precedents": ORGANISATION, "/v1/inbox": ORGANISATION, "/v1/digests": ORGANISATION, "/v1/packs": ORGANISATION,
    "/v1/calendars": ORGANISATION, "/v1/set-aside": OPERATOR,
}  # fmt: skip
"""Lists that need no parameter, and somebody who reads each."""


def table(content: bytes) -> list[dict[str, object]]:
    """The rows of an XLSX file under its headings, which stand below a title and two notes."""
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    headings = [str(cell.value) for cell in sheet[4]]
    return [dict(zip(headings, (cell.value for cell in line), strict=False)) for line in sheet.iter_rows(min_row=5)]


def list_routes() -> Iterator[ListRoute]:
    """All routes of lists."""
    return (route for route in every_route() if isinstance(route, ListRoute))


async def test_no_list_loses_a_field_unseen() -> None:
    """Each field has a column, or is technical and said to be."""
    routes = list(list_routes())
    unsaid: set[str] = set()
    for route in routes:
        item = item_of(route.response_model)
        if item is None:
            continue
        assert columns_of(item), route.path
        for name in item.model_fields.keys() - nested_in(item):
            if column_of(item.__name__, name) is None and not {name, f"{item.__name__}.{name}"} & TECHNICAL:
                unsaid.add(f"{item.__name__}.{name}")

    assert len(routes) > 15
    assert unsaid == set()


@pytest.mark.parametrize("path", sorted(LISTS))
async def test_every_list_is_given_as_a_file(api: ApiClient, path: str) -> None:
    """By parameter or by Accept; what one may not read is refused as ever."""
    by_parameter = await api.get(LISTS[path], f"{path}?format=xlsx")
    by_accept = await api.get(LISTS[path], path, {"Accept": XLSX})
    as_csv = await api.get(LISTS[path], path, {"Accept": "text/csv"})
    stranger = await api.http.get(f"{path}?format=xlsx")
    plain = await api.read(LISTS[path], path)
    rows = list(csv.reader(io.StringIO(as_csv.content.decode("utf-8-sig"))))

    assert [answer.status_code for answer in (by_parameter, by_accept, as_csv, stranger)] == [200, 200, 200, 401]
    assert by_parameter.headers["content-type"] == by_accept.headers["content-type"] == XLSX
    assert "attachment" in by_parameter.headers["content-disposition"]
    assert len(table(by_parameter.content)) >= len(plain["items"])
    assert len(rows) == len(table(by_parameter.content)) + 1
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in heading) or heading == "SHA-256" for heading in rows[0])


async def test_a_file_holds_all_pages_of_the_list_as_filtered(api: ApiClient) -> None:
    """In its words: places, organs and stages by name, days as days."""
    case = await api.file(title='=HYPERLINK("http://x")')
    await case.read(ORGANISATION)
    numbers = [line["number"] async for line in api.read_on(ORGANISATION, "/v1/cases?state=open&limit=2")]
    rows = table((await api.get(ORGANISATION, "/v1/cases?state=open&limit=2&format=xlsx")).content)
    none = table((await api.get(ORGANISATION, "/v1/cases?jurisdiction=demo-county-b&format=xlsx")).content)
    newest = rows[0]

    assert [line["编号"] for line in rows] == numbers
    assert newest["标题"] == '=HYPERLINK("http://x")'
    assert (newest["地区"], newest["受理机关"], newest["已办结"]) == ("示例甲县", "示例甲县委组织部", "否")
    assert isinstance(newest["立案日期"], datetime)
    assert none == []


async def test_a_file_holds_what_its_reader_sees_and_no_more(api: ApiClient) -> None:
    """Another county sees nothing of it, a unit its own; who reads results alone reads no cases."""
    case = await api.file()
    await case.read(ORGANISATION)
    own = table((await api.get(CONTACT, "/v1/cases?format=xlsx")).content)
    other = table((await api.get(OTHER_COUNTY, "/v1/cases?format=xlsx")).content)
    reader = await api.get(HR, "/v1/cases?format=csv")

    assert {line["系统编号"] for line in own} >= {str(case.id)}
    assert str(case.id) not in {line["系统编号"] for line in other}
    assert (reader.status_code, problem_of(reader).code) == (403, "forbidden")


async def test_a_list_that_is_too_long_is_refused_with_what_to_do(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it is sent."""
    case = await api.file()
    await case.read(ORGANISATION)
    monkeypatch.setattr("api.exports.export.EXPORT_ROWS_MAX", 0)
    answer = await api.get(ORGANISATION, "/v1/cases?format=xlsx")

    assert (answer.status_code, problem_of(answer).code) == (422, "export_too_large")


async def test_another_format_is_none(api: ApiClient) -> None:
    """It is told which there are."""
    answer = await api.get(ORGANISATION, "/v1/cases?format=pdf")

    assert (answer.status_code, problem_of(answer).errors[0].pointer) == (422, "query:format")


async def test_each_page_of_a_list_leads_to_its_file(api: ApiClient) -> None:
    """With the filters of the page; whoever has not signed in is led there first."""
    case = await api.file()
    await case.read(ORGANISATION)
    page = await browse(api, "/cases?state=open&stage=&watch=1", ORGANISATION)
    link = "/export/cases?state=open&amp;format=xlsx"
    answer = await browse(api, link.replace("&amp;", "&"), ORGANISATION)
    strange = await api.http.get("/export/cases?format=xlsx", follow_redirects=False)
    no_list = await browse(api, "/export/nothing?format=xlsx", ORGANISATION)
    no_format = await browse(api, "/export/cases", ORGANISATION)

    assert link in page.text
    assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX)
    assert table(answer.content)
    assert strange.status_code == 303
    assert (no_list.status_code, no_format.status_code) == (404, 404)


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("/deadlines?state=overdue", "/export/deadlines?state=overdue&amp;format=xlsx"),
        ("/corrections?state=all", "/export/corrections?state=all&amp;format=csv"),
        ("/risk-filings", "/export/risk-filings?format=xlsx"),
        ("/records?kind=consultation", "/export/records?format=xlsx"),
        ("/precedents?q=x", "/export/precedents?q=x&amp;format=xlsx"),
        ("/results?name=示例甲县综合行政执法局", "/export/results?subject="),
        ("/subjects?name=示例甲县综合行政执法局", "/export/subjects?name="),
        ("/digests", "/export/digests?format=xlsx"),
    ],
)
async def test_a_list_page_that_shows_something_leads_to_its_file(api: ApiClient, page: str, link: str) -> None:
    """A page without a line has nothing to export; none of them fails."""
    answer = await browse(api, page, ORGANISATION)

    assert answer.status_code == 200
    assert link in answer.text or "export" not in answer.text


OF_NO_PAGE = {
    "/access": "an explanation, rule by rule, of one question",
    "/bans": "pages tell of a ban in its cases",
    "/clarifications": "pages tell of a clarification in its case",
    "/contrary-uses": "pages tell of a report in its case",
    "/inbox": "what one has to do is no ledger",
    "/organs/versions": "versions are told by the command line",
    "/people": "found by a name on the page of the register, which shows the person",
    "/people/{}/open-work/{}": "shown where an appointment ends",
    "/reappraisals": "pages tell of a reappraisal in its case",
}
"""Lists that no page shows as a list, and why; whoever asks for them as JSON is given them as a file."""
TEMPLATES = Path(__file__).parents[3] / "api"
_ASKED = re.compile(r"\bexport\(frame, ([^,)]+)")
_PARAMETER = re.compile(r"{[^}]+}")


def exported_by_pages() -> set[str]:
    """The lists to whose files the pages lead, with {} where an id stands."""
    templates = (path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    asked = (parts for template in templates for parts in _ASKED.findall(template) if parts != "path")
    return {"/" + "".join(json.loads(p) if p[0] == '"' else "{}" for p in re.split(r"\s*~\s*", e)) for e in asked}


async def test_each_list_has_a_page_that_leads_to_its_file() -> None:
    """Derived from the routes: a new list has its link, or is said to be of no page."""
    listed = {
        _PARAMETER.sub("{}", route.path).removeprefix("/v1") for route in list_routes() if item_of(route.response_model)
    }

    assert listed - exported_by_pages() == OF_NO_PAGE.keys()
    assert exported_by_pages() - listed == set()


def test_each_page_that_turns_over_leads_to_its_file() -> None:
    """What has a second page is a list."""
    templates = [path for path in TEMPLATES.rglob("*.html") if "{{ pages(frame" in path.read_text(encoding="utf-8")]

    assert templates
    assert [path.name for path in templates if not _ASKED.search(path.read_text(encoding="utf-8"))] == []


async def test_each_link_of_each_page_gives_its_file(api: ApiClient) -> None:
    """All pages without a parameter, and that of a case: as many rows as the list has for its reader, as filtered."""
    case = await api.file()
    await case.read(ORGANISATION)
    pages = {f"/cases/{case.id}", "/cases?state=open&watch=1", "/deadlines?state=all", "/procedures/nujiang", "/reads"}
    pages |= {route.path for route in page_routes()}
    followed = set[str]()
    for page, who in product(sorted(pages), (ORGANISATION, SECRETARY, SUPERVISOR, OPERATOR)):
        found = await browse(api, page, who)
        for link in re.findall(r'href="(/export/[^"]+xlsx)"', found.text):
            address = unescape(link)
            path, _, query = address.removeprefix("/export/").partition("?")
            listed = await api.read(who, f"/v1/{path.replace('.', '/')}?{query.replace('format=xlsx', 'limit=100')}")
            answer = await browse(api, address, who)
            assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX), address
            assert len(table(answer.content)) >= len(listed["items"]), address
            followed.add(address.partition("?")[0])

    assert followed >= {"/export/cases", "/export/deadlines", "/export/packs", "/export/reads", "/export/rules"}


def page_routes() -> Iterator[APIRoute]:
    """The pages that need no parameter."""
    for route in every_route():
        if isinstance(route, PageRoute) and route.methods == {"GET"} and "{" not in route.path:
            yield route
