"""The page of tasks as a browser without scripts has it: tabs, groups, forms, what is empty, and who was faster."""

import re
from uuid import uuid4

import httpx2
import pytest

from tests.api.browsing import Markup, browse
from tests.api.client import PUBLIC_URL, ApiClient, CaseAtHand
from tests.api.positions import CONTACT, HR, MEMBERS, ORGANISATION

COLLEAGUE = "county-a-organization-officer-2"
HEAD = "county-a-organization-head"


@pytest.fixture(scope="module", autouse=True)
async def case(api: ApiClient) -> CaseAtHand:
    """An application that waits to be accepted, on the pages."""
    filed = await api.file()
    await filed.read(ORGANISATION)
    return filed


async def send(api: ApiClient, position: str, query: str, **fields: str) -> httpx2.Response:
    """Send the form of a page."""
    headers = {**api.cookie(position), "Origin": PUBLIC_URL}
    return await api.http.post(f"/inbox?{query}", data={"key": str(uuid4()), **fields}, headers=headers)


def button(page: str, act: str) -> str:
    """The value of the first button of a row that does something."""
    found = re.search(rf'value="({act} task:[^"]+)"', page)
    assert found is not None, page
    return found[1]


def ticked(page: str) -> dict[str, str]:
    """All boxes of a page, ticked."""
    return dict(re.findall(r'name="(task:[^"]+)" value="(\d+)"', page))


async def test_pages_are_whole_and_tabs_are_addresses(api: ApiClient) -> None:
    """Every tab, with what is empty said; one script, which is a file of ours."""
    for position in (ORGANISATION, MEMBERS[0], CONTACT):
        for view in ("mine", "unclaimed", "votes", "notices", "later", "done"):
            path = f"/inbox?view={view}"
            answer = await browse(api, path, position)
            markup = Markup(answer.text)

            assert answer.status_code == httpx2.codes.OK
            assert markup.values("script", "src")[-1].startswith("/static/inbox.js?v=")
            assert [tag for tag, _ in markup.tags].count("h1") == 1
            assert [tag for tag, _ in markup.tags].count("main") == 1
            assert "None" not in markup.text
            assert ("没有" in markup.text) != bool(re.search(r"<tbody>", answer.text)), path


async def test_without_a_tab_there_is_something_to_see(api: ApiClient) -> None:
    """The first tab that has something; its count stands in the title."""
    page = (await browse(api, "/inbox", ORGANISATION)).text

    title = re.search(r"<title>本单位待领（(\d+)）· 我的待办", page)
    assert title is not None
    assert int(title[1]) == len(ticked(page))


async def test_claiming_by_a_button_of_the_row(api: ApiClient) -> None:
    """It moves to the other tab; whoever had the page open before is told who was faster, and when, in the row."""
    before = (await browse(api, "/inbox?view=unclaimed", ORGANISATION)).text
    claim = button(before, "claim")

    won = await send(api, ORGANISATION, "view=unclaimed", do=claim)
    lost = await send(api, COLLEAGUE, "view=unclaimed", do=claim)
    mine = await browse(api, won.headers["location"].replace("unclaimed", "mine"), ORGANISATION)

    assert won.status_code == httpx2.codes.SEE_OTHER
    assert "已认领1项" in mine.text
    assert lost.status_code == httpx2.codes.CONFLICT
    name = api.personas[ORGANISATION].name_zh
    assert re.search(rf"已由{name}于\d\d-\d\d \d\d:\d\d认领", lost.text)


async def test_several_at_once_are_passed_on(api: ApiClient) -> None:
    """With what was typed kept where it is refused; then with a reason."""
    await (await api.file()).read(ORGANISATION)
    unclaimed = (await browse(api, "/inbox?view=unclaimed", HEAD)).text
    await send(api, HEAD, "view=unclaimed", do="claim", **ticked(unclaimed))
    mine = (await browse(api, "/inbox?view=mine", HEAD)).text
    boxes = ticked(mine)
    [to] = re.findall(rf'<option value="([^"]+/{COLLEAGUE})"', mine)

    refused = await send(api, HEAD, "view=mine", do="forward", to=to, **boxes)
    passed = await send(api, HEAD, "view=mine", do="forward", to=to, reason="出差", **boxes)
    theirs = (await browse(api, "/inbox?view=mine", COLLEAGUE)).text

    assert refused.status_code == httpx2.codes.UNPROCESSABLE_CONTENT
    assert "转办理由" in refused.text
    assert f'<option value="{to}" selected>' in refused.text
    assert refused.text.count(" checked>") == len(boxes)
    assert passed.status_code == httpx2.codes.SEE_OTHER
    assert theirs.count("转办理由：出差") == len(boxes)
    assert f"（{api.personas[HEAD].name_zh}转办）" in theirs


async def test_filters_stand_in_the_address_as_chips(api: ApiClient) -> None:
    """Each is taken away by itself; what is filtered out says so."""
    page = (await browse(api, "/inbox?view=unclaimed&due=overdue&stage=acceptance", ORGANISATION)).text

    assert "没有符合条件的待办" in page
    assert 'href="/inbox?view=unclaimed&amp;stage=acceptance"' in page
    assert 'href="/inbox?view=unclaimed&amp;due=overdue"' in page


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"do": "claim"},
        {"do": "vote task:vote:0:county-a-committee:00000000-0000-4000-8000-000000000000@0"},
        {"do": "claim task:duty:0:county-a-organization:00000000-0000-4000-8000-00000000000g@0"},
        {"do": "claim task:duty:999999999999:x:00000000-0000-4000-8000-000000000000@99999999999999999999"},
        {"do": "claim @"},
        {"do": "snooze", "until": "2026-02-30"},
        {"do": "forward", "to": "/", "reason": "\u200b"},
        {"do": "<script>alert(1)</script>"},
    ],
    ids=str,
)
async def test_what_no_page_of_ours_sends_is_refused(api: ApiClient, fields: dict[str, str]) -> None:
    """Clearly, and nothing of it runs."""
    answer = await send(api, ORGANISATION, "view=mine", **fields)

    assert answer.status_code in {404, 409, 422}
    assert "<script>alert" not in answer.text


async def test_a_form_of_another_site_is_refused(api: ApiClient) -> None:
    """As every form is."""
    headers = {**api.cookie(ORGANISATION), "Origin": "http://elsewhere.test"}

    answer = await api.http.post("/inbox", data={"key": str(uuid4()), "do": "claim"}, headers=headers)

    assert answer.status_code == httpx2.codes.FORBIDDEN


async def test_who_has_no_tasks_is_told_so(api: ApiClient) -> None:
    """Readers of results have no inbox; nor is it among the parts of their pages."""
    answer = await browse(api, "/inbox", HR)

    assert answer.status_code == httpx2.codes.FORBIDDEN
    assert 'href="/inbox"' not in answer.text


async def test_what_came_since_is_counted(api: ApiClient) -> None:
    """From the place in the log that the page knew; asked without the wish for a stream, it answers once."""
    page = (await browse(api, "/inbox?view=unclaimed", ORGANISATION)).text
    [address] = Markup(page).values("p", "data-from")
    before = await api.http.get(address, headers=api.cookie(ORGANISATION))
    await (await api.file()).read(ORGANISATION)
    after = await api.http.get(address, headers=api.cookie(ORGANISATION))
    theirs = await api.http.get(address, headers=api.cookie(CONTACT))

    assert before.headers["content-type"].startswith("text/event-stream")
    assert [each.text.splitlines()[1] for each in (before, after, theirs)] == ["data: 0", "data: 1", "data: 0"]
