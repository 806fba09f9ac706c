"""Whoever may begin something finds the way to its form on the list of its kind."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.browsing import Scene
from tests.api.client import ApiClient, CaseAtHand, problem_of
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


async def test_a_program_asks_for_the_form_and_checks_what_it_fills_in(api: ApiClient) -> None:
    """With the choices of the procedure; the check tells number and terms of what would begin, and begins nothing."""
    path = "/v1/cases/new/acts/file_application"
    form = await api.read(CONTACT, f"{path}?pack=nujiang")
    key = uuid4()
    checked = await api.act(CONTACT, f"{path}/check", api.application(), key=key)
    kept = await api.get(CONTACT, f"/v1/commands/{key}")
    lacking = await api.act(CONTACT, f"{path}/check", api.application(endorsement=None))
    case = await CaseAtHand.begun(api, CONTACT, api.application(), key=key)
    again = await api.act(CONTACT, f"{path}/check", api.application(), key=key)

    assert form["version"] is None
    assert {each["value"] for each in _field(form, "/ground")["choices"]} >= {"s4"}
    assert (checked.status_code, kept.status_code) == (200, 404), checked.text
    assert checked.json()["events"]
    assert checked.json()["deadlines"]
    assert (lacking.status_code, problem_of(lacking).code) == (409, "endorsement_missing")
    assert again.json()["recorded"] == case.version


@pytest.mark.parametrize(
    ("position", "path", "status"),
    [
        (HR, "/v1/cases/new/acts/file_application", 403),
        (CONTACT, "/v1/cases/new/acts/decide_acceptance", 404),
        (CONTACT, "/v1/cases/new/acts/risk_filing_file", 404),
        (CONTACT, "/v1/risk-filings/new/acts/risk_filing_file", 200),
        (CONTACT, "/v1/cases/new/acts/nonsense", 404),
        (CONTACT, "/v1/cases/old/acts/file_application", 422),
    ],
)
async def test_who_may_begin_nothing_gets_no_form(api: ApiClient, position: str, path: str, status: int) -> None:
    """Nor does what begins nothing, or something else, have one there."""
    assert (await api.get(position, path)).status_code == status


def _field(form: Any, place: str) -> Any:
    return next(each for each in form["fields"] if each["place"] == place)
