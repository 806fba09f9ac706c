"""Lists as their address says: chips, columns, and views saved under a name, on a real database."""

import asyncio
import csv
import io
import re
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exports.columns import columns_of, item_of
from api.exports.ledger import ledger_of
from api.http.routing import ListRoute
from api.saved_views.lists import LISTS
from tests.api.browsing import Markup, browse
from tests.api.client import PUBLIC_URL, ApiClient
from tests.api.exports.test_exports import list_routes
from tests.api.positions import DISCIPLINE, HR, ORGANISATION, OTHER_COUNTY, SECRETARY

SAVED = re.compile(r"saved=([0-9a-f-]{36})")
COLLEAGUE = "county-a-organization-head"
TWINS = {"inbox": "/v1/tasks"}


async def send(api: ApiClient, path: str, position: str = ORGANISATION, **filled: str) -> httpx2.Response:
    """Send a form of ours."""
    return await api.http.post(path, data=filled, headers={"Origin": PUBLIC_URL, **api.cookie(position)})


async def saved(api: ApiClient, position: str = ORGANISATION, **filled: str) -> str:
    """Save a view; its id."""
    answer = await send(api, "/saved-views", position, **{"list": "cases", "query": "state=closed", **filled})
    assert answer.status_code == httpx2.codes.SEE_OTHER, answer.text
    found = SAVED.search(answer.headers["location"])
    assert found is not None
    return found[1]


def a_name() -> str:
    """A name that no view has yet."""
    return f"办结的{uuid4().hex[:6]}"


@pytest.mark.parametrize("name", sorted(LISTS))
async def test_each_column_of_a_list_is_one_of_its_file(name: str) -> None:
    """So that a file can carry exactly what was chosen."""
    routes = {route.path: route for route in list_routes()}
    route: ListRoute = routes[TWINS.get(name, f"/v1/{name}")]
    item = item_of(route.response_model)
    assert item is not None
    told = {column.path[-1] for column in columns_of(ledger_of(item))}

    assert [
        (column.name, field) for column in LISTS[name].columns for field in column.fields if field not in told
    ] == []


@pytest.mark.parametrize("name", sorted(LISTS))
async def test_every_list_has_its_tools_and_a_region_of_its_own(api: ApiClient, name: str) -> None:
    """Views and columns on each; a table that scrolls can be reached by keyboard and says what it is."""
    reader = SECRETARY if name == "meetings" else ORGANISATION
    page = Markup((await browse(api, f"/{name}", reader)).text)

    page.require_safe_and_whole(name)
    assert "常用视图" in page.text
    assert "选择列" in page.text
    for tag, attributes in page.tags:
        if tag == "div" and "region" in (attributes.get("class") or "").split():
            assert attributes["tabindex"] == "0"
            assert attributes["aria-label"]


async def test_chosen_columns_are_shown_and_exported_and_no_others(api: ApiClient) -> None:
    """The first one always; pages that follow and the file keep the choice."""
    case = await api.file()
    await case.read(ORGANISATION)
    query = "columns=stage&columns=to_organ&columns=nonsense"
    page = await browse(api, f"/cases?{query}", ORGANISATION)
    headings = re.findall(r'<th scope="col">([^<]+)</th>', page.text.split("</thead>")[0])
    (link,) = set(re.findall(r'href="(/export/cases[^"]*format=csv)"', page.text))
    file = await browse(api, link.replace("&amp;", "&"), ORGANISATION)
    plain = await browse(api, "/export/cases?format=csv", ORGANISATION)

    def headings_of(answer: httpx2.Response) -> list[str]:
        return next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert headings == ["编号", "环节", "受理机关"]
    assert sorted(headings_of(file)) == sorted(["编号", "环节", "受理机关"])
    assert len(headings_of(plain)) > len(headings)


async def test_each_chip_takes_one_filter_away(api: ApiClient) -> None:
    """And leaves the others."""
    page = await browse(api, "/cases?state=open&jurisdiction=demo-county-a", ORGANISATION)
    links = re.findall(r'<li>(\S+?)：\S+ <a href="([^"]+)" aria-label="不再按', page.text)

    assert {label: parse_qs(urlsplit(link.replace("&amp;", "&")).query) for label, link in links} == {
        "地区": {"state": ["open"]},
        "办理状态": {"jurisdiction": ["demo-county-a"]},
    }


async def test_a_view_is_saved_followed_changed_and_removed(api: ApiClient) -> None:
    """Its address is what was saved; what was changed since is said, and can be saved or not."""
    name = a_name()
    id_ = await saved(api, name=name, query="state=closed&columns=number&columns=stage&next=5&told=x")
    listed = await browse(api, "/cases", ORGANISATION)
    address = f"/cases?state=closed&amp;columns=number&amp;columns=stage&amp;saved={id_}"
    same = await browse(api, address.replace("&amp;", "&"), ORGANISATION)
    other = await browse(api, f"/cases?state=open&saved={id_}", ORGANISATION)
    changed = await send(api, f"/saved-views/{id_}", do="change", query="state=open")
    after = await browse(api, f"/cases?state=open&saved={id_}", ORGANISATION)
    removed = await send(api, f"/saved-views/{id_}", do="remove", query="state=open")
    gone = await browse(api, f"/cases?state=open&saved={id_}", ORGANISATION)
    twice = await send(api, f"/saved-views/{id_}", do="remove", query="")

    assert address in listed.text
    assert "已改动" not in same.text
    assert "已改动" in other.text
    assert changed.headers["location"] == f"/cases?state=open&saved={id_}"
    assert "已改动" not in after.text
    assert removed.status_code == httpx2.codes.SEE_OTHER
    assert name not in gone.text
    assert twice.status_code == httpx2.codes.NOT_FOUND


async def test_a_list_opens_with_the_usual_view(api: ApiClient) -> None:
    """For who chose it, in that post, where the address says nothing; all can still be seen."""
    id_ = await saved(api, HR.replace("hr", "head"), name=a_name(), usual="yes")
    opened = await browse(api, "/cases", COLLEAGUE)
    all_ = await browse(api, "/cases?saved=none", COLLEAGUE)
    others = await browse(api, "/cases", ORGANISATION)
    await send(api, f"/saved-views/{id_}", COLLEAGUE, do="open_plainly")
    plain = await browse(api, "/cases", COLLEAGUE)

    assert (opened.status_code, opened.headers["location"]) == (303, f"/cases?state=closed&saved={id_}")
    assert {all_.status_code, others.status_code, plain.status_code} == {200}


async def test_a_shared_view_is_for_the_organ_and_its_makers_to_change(api: ApiClient) -> None:
    """Colleagues see it and may open with it; other organs do not know of it; one's own is for nobody else."""
    name = a_name()
    own, shared = await saved(api, name=name), await saved(api, name=name, shared="yes")
    colleague = (await browse(api, "/cases?saved=none", COLLEAGUE)).text
    elsewhere = [(await browse(api, "/cases?saved=none", each)).text for each in (DISCIPLINE, OTHER_COUNTY)]
    change = await send(api, f"/saved-views/{shared}", COLLEAGUE, do="change", query="")
    usual = await send(api, f"/saved-views/{shared}", COLLEAGUE, do="open_with", query="")
    taken = await send(api, "/saved-views", COLLEAGUE, list="cases", query="", name=name, shared="yes")
    foreign = [await send(api, f"/saved-views/{each}", DISCIPLINE, do="open_with", query="") for each in (own, shared)]
    await send(api, f"/saved-views/{shared}", COLLEAGUE, do="open_plainly", query="")

    assert shared in colleague
    assert own not in colleague
    assert not any(each in text for text in elsewhere for each in (own, shared))
    assert change.status_code == httpx2.codes.NOT_FOUND
    assert usual.status_code == httpx2.codes.SEE_OTHER
    assert taken.status_code == httpx2.codes.UNPROCESSABLE_CONTENT
    assert [each.status_code for each in foreign] == [404, 404]


async def test_saving_at_once_under_one_name_makes_one_view(api: ApiClient) -> None:
    """Double clicks and two windows; the last one holds."""
    name = a_name()
    ids = await asyncio.gather(
        *(saved(api, name=name, query=f"state={'open' if n % 2 else 'closed'}") for n in range(8))
    )
    usual = await asyncio.gather(
        *(send(api, f"/saved-views/{ids[0]}", do="open_with" if n % 2 else "open_plainly") for n in range(8))
    )
    await send(api, f"/saved-views/{ids[0]}", do="open_plainly")

    assert len(set(ids)) == 1
    assert {each.status_code for each in usual} == {303}


async def test_no_more_than_a_hundred(api: ApiClient) -> None:
    """Of one owner and list."""
    answers = [await send(api, "/saved-views", SECRETARY, list="meetings", query="", name=f"{n}") for n in range(101)]

    assert [each.status_code for each in answers] == [303] * 100 + [422]


@pytest.mark.parametrize(
    "filled",
    [
        {"list": "nothing"},
        {"list": "reads"},
        {"name": "长" * 61},
        {"name": "\u202e"},
        {"query": "number=" + "容" * 1_000},
        {"query": "x" * 3_000},
        {"name": ""},
        {"shared": "perhaps"},
        {"list": "cases\x00"},
    ],
)
async def test_what_is_no_view_is_refused(api: ApiClient, filled: dict[str, str]) -> None:
    """Clearly, and nothing is kept."""
    answer = await send(api, "/saved-views", **{"list": "cases", "query": "", "name": a_name(), **filled})

    assert answer.status_code in {404, 422}


async def test_other_sites_and_readers_without_the_list_save_nothing(api: ApiClient) -> None:
    """A form of another site; a list that one may not read."""
    headers = {"Origin": "https://elsewhere.example", **api.cookie(ORGANISATION)}
    foreign = await api.http.post("/saved-views", data={"list": "cases", "name": a_name()}, headers=headers)
    unread = await send(api, "/saved-views", HR, list="cases", query="", name=a_name())

    assert foreign.status_code == httpx2.codes.FORBIDDEN
    assert unread.status_code == httpx2.codes.FORBIDDEN


PARAMETERS = st.lists(
    st.tuples(
        st.sampled_from(["state", "stage", "columns", "organ", "day", "saved", "next", "x", "view"]),
        st.text(max_size=4),
    ),
    max_size=8,
)


@given(name=st.sampled_from(sorted(LISTS)), items=PARAMETERS)
def test_the_state_of_a_list_is_written_in_one_way(name: str, items: list[tuple[str, str]]) -> None:
    """Written again it is the same, and it holds nothing but filters, columns and what else is the list's own."""
    page = LISTS[name]
    query = page.query(items)
    read = parse_qs(query, keep_blank_values=True)

    assert page.query([(key, value) for key, values in read.items() for value in values]) == query
    assert set(read) <= {*page.filters, *page.also, "columns"}


@pytest.mark.parametrize("path", ["/search?q=zzzz", "/cases?state=open&columns=title"])
async def test_its_words_are_english_for_whoever_reads_english(api: ApiClient, path: str) -> None:
    """Chips, columns, views and what to try."""
    cookie = {"Cookie": f"{api.cookie(ORGANISATION)['Cookie']}; language=en"}
    page = Markup((await api.http.get(path, headers=cookie)).text)

    assert "Nothing was found for" in page.text if "search" in path else "Saved views" in page.text
    assert "没有找到" not in page.text
    assert "选择列" not in page.text


async def test_views_over_json_are_those_of_the_list(api: ApiClient) -> None:
    """Saved, listed, changed under their name, usual or not, removed; nobody else changes or removes them."""
    name, path = a_name(), "/v1/saved-views"
    body = {"list": "cases", "name": name, "query": "state=closed&nonsense=1", "usual": True}
    first = await api.http.put(path, json=body, headers=api.as_(ORGANISATION))
    again = await api.http.put(
        path, json={**body, "query": "state=open", "usual": False}, headers=api.as_(ORGANISATION)
    )
    listed = (await api.read(ORGANISATION, f"{path}?list=cases"))["views"]
    id_ = first.json()["id"]
    others = await api.http.delete(f"{path}/{id_}", headers=api.as_(COLLEAGUE))
    page = await browse(api, f"/cases?state=open&saved={id_}", ORGANISATION)
    removed = await api.http.delete(f"{path}/{id_}", headers=api.as_(ORGANISATION))
    gone = await api.http.delete(f"{path}/{id_}", headers=api.as_(ORGANISATION))

    assert first.status_code == httpx2.codes.OK, first.text
    assert (first.json()["query"], first.json()["usual"], first.json()["own"]) == ("state=closed", True, True)
    assert (again.json()["id"], again.json()["query"], again.json()["usual"]) == (id_, "state=open", False)
    assert [each for each in listed if each["name"] == name] == [again.json()]
    assert name in page.text
    assert (others.status_code, removed.status_code, gone.status_code) == (404, 204, 404)


async def test_views_over_json_are_refused_as_on_the_page(api: ApiClient) -> None:
    """A list that is none, one that is not the caller's, a name that shows nothing, an address without end."""
    path, put = "/v1/saved-views", {"list": "cases", "name": a_name()}
    unknown = await api.get(ORGANISATION, f"{path}?list=secrets")
    not_theirs = await api.get(HR, f"{path}?list=cases")
    refused = [
        await api.http.put(path, json={**put, **changed}, headers=api.as_(ORGANISATION))
        for changed in ({"list": "secrets"}, {"name": " "}, {"name": "长" * 61}, {"query": "x" * 2_001}, {"usual": 1})
    ]

    assert (unknown.status_code, not_theirs.status_code) == (422, 403)
    assert {each.status_code for each in refused} == {422}
