"""Classified cases through the API: refused at the door, kept as stubs whose clocks run; numbers of the office."""

from uuid import uuid4

import pytest
from pydantic import JsonValue

from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.positions import CONTACT, DISCIPLINE, ORGANISATION

STUB: Body = {
    "pack": "nujiang",
    "route": "application",
    "to_organ": "county-a-organization",
    "level": "confidential",
}


async def stub_begun(api: ApiClient) -> CaseAtHand:
    """A stub that the organisation department registers."""
    return await CaseAtHand.begun(api, ORGANISATION, STUB, "/cases/stubs")


async def test_what_lies_above_the_ceiling_stops_at_the_door(api: ApiClient) -> None:
    """Nothing of it reaches the engine or the ledger: the key is free still."""
    key = uuid4()
    answer = await api.act(CONTACT, "/v1/cases", api.application(secrecy="confidential"), key=key)
    kept = await api.get(CONTACT, f"/v1/commands/{key}")
    entered = await api.act(CONTACT, "/v1/cases", api.application(secrecy="internal"), key=key)

    assert (answer.status_code, problem_of(answer).code) == (409, "above_ceiling")
    assert kept.status_code == 404
    assert entered.status_code == 201


async def test_a_stub_is_shown_as_one_and_goes_on(api: ApiClient) -> None:
    """Its level, its organ, its dates; its term is due; a step is ended by its day and outcome."""
    case = await stub_begun(api)
    shown = await case.read(ORGANISATION)
    page = await browse(api, f"/cases/{case.id}", ORGANISATION)
    text = await api.act(DISCIPLINE, f"/v1/cases/{case.id}/shelving", {"reasons": "事由"}, seen=case.version)
    late = {"step": "acceptance", "outcome": "accepted", "late_entry_reason": "事由"}
    reason = await api.act(ORGANISATION, f"/v1/cases/{case.id}/paper-steps", late, seen=case.version)
    await case.act(ORGANISATION, "paper-steps", {"step": "acceptance", "outcome": "accepted"})
    after = await case.read(ORGANISATION)

    assert (shown["secrecy"], shown["on_paper"], shown["subjects"], shown["title"]) == ("confidential", True, [], None)
    assert shown["next_due"] is not None
    Markup(page.text).require_safe_and_whole("/cases")
    assert "涉密案件存根" in page.text
    assert "秘密" in page.text
    assert (text.status_code, problem_of(text).code) == (409, "stub_is_on_paper")
    assert (reason.status_code, problem_of(reason).code) == (422, "no_text_on_a_stub")
    assert after["stage"] == "investigation"


async def test_the_number_of_the_office_is_shown_and_found(api: ApiClient) -> None:
    """Once for an organ and year; the list finds the case by both, in every spelling."""
    one, other, serial = await api.file(), await api.file(), uuid4().int % 100_000
    number = f"甲组〔2026〕第{serial}号"
    own = (await one.read(ORGANISATION))["number"]
    await one.act(ORGANISATION, "number", {"number": number})
    taken = await api.act(ORGANISATION, f"/v1/cases/{other.id}/number", {"number": f"甲组[2026]0{serial}"})
    by_unit = await api.act(CONTACT, f"/v1/cases/{other.id}/number", {"number": number})
    shown = await one.read(ORGANISATION)
    typed = [number, f"甲组(2026){serial}", own, own.replace("〔", "[").replace("〕", "]")]
    found = [(await api.read(ORGANISATION, f"/v1/cases?number={each}"))["items"] for each in typed]
    listed = await browse(api, f"/cases?number={own}", ORGANISATION)

    assert (taken.status_code, problem_of(taken).code, by_unit.status_code) == (409, "number_taken", 403)
    assert (shown["number"], shown["office_number"]) == (number, number)
    assert [[each["case_id"] for each in items] for items in found] == [[str(one.id)]] * 4
    assert number in listed.text


@pytest.mark.parametrize("number", ["张三不服", "", "1\n2", 12])
async def test_what_is_no_number_is_refused(api: ApiClient, number: JsonValue) -> None:
    """It is kept in clear, so it has room for no sentence."""
    case = await api.file()
    answer = await api.act(ORGANISATION, f"/v1/cases/{case.id}/number", {"number": number})

    assert (answer.status_code, problem_of(answer).code) == (422, "malformed")
