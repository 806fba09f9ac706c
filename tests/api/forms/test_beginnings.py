"""Whoever may begin something finds the way to its form on the list of its kind."""

from tests.api.browsing import Scene
from tests.api.client import ApiClient
from tests.api.positions import CONTACT, DISCIPLINE, HR, MEMBERS, ORGANISATION


async def ways(api: ApiClient, path: str, position: str) -> list[str]:
    """Where the buttons of a list lead on, to something new."""
    links = (await Scene(api).page(path, position)).values("a", "href")
    return [each.rpartition("/")[2] for each in links if each.startswith(f"{path}/new/acts/")]


async def test_lists_lead_to_the_forms_that_begin_something(api: ApiClient) -> None:
    """A unit applies and files risks, organs begin of their own motion and enter paper; others begin nothing."""
    assert await ways(api, "/cases", CONTACT) == ["file_application"]
    assert "begin_by_organ" in await ways(api, "/cases", ORGANISATION)
    assert await ways(api, "/cases", MEMBERS[0]) == []
    assert await ways(api, "/risk-filings", CONTACT) == ["risk_filing_file"]
    assert "work_record_open" in await ways(api, "/records", DISCIPLINE)


async def test_each_of_them_is_there(api: ApiClient) -> None:
    """A way that is shown leads somewhere."""
    for path, position in (("/cases", CONTACT), ("/cases", ORGANISATION), ("/records", DISCIPLINE)):
        for kind in await ways(api, path, position):
            await Scene(api).page(f"{path}/new/acts/{kind}", position)


async def test_who_only_asks_for_results_sees_no_list(api: ApiClient) -> None:
    """The list itself is no way around the rules."""
    assert (await api.http.get("/cases", headers=api.cookie(HR))).status_code == 403
