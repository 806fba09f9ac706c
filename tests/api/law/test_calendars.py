"""The calendar through the API: proposed, previewed, published by a second person, taken back, and read as a file."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from uuid import uuid4

import httpx2
import pytest
from pydantic import JsonValue

from api.law.calendar_drafts import BundledCalendar
from api.openapi import NOTICE_EXAMPLE
from domain.terms.calendar import Calendar
from eventlog import reference
from policies.calendars.notices import parse_notice
from tests.api.client import ApiClient, problem_of
from tests.api.positions import OPERATOR, ORGANISATION, REVIEWER, SUPERVISOR
from workflows.roll_out import roll_out_handle

CALENDARS = "/v1/calendars"


def festival(day: str, locality: str | None = None) -> dict[str, JsonValue]:
    """A notice of one local holiday; every test has its own locality."""
    return {
        "year": 2026,
        "papers": ["an invented notice"],
        "locality": locality or f"l{uuid4().hex[:8]}",
        "days": [{"name": "阔时节", "date": day, "isOffDay": True}],
    }


async def propose(api: ApiClient, body: Mapping[str, JsonValue], position: str = OPERATOR) -> httpx2.Response:
    """Propose as whoever holds a position."""
    return await api.http.post(CALENDARS, json=body, headers=api.as_(position))


async def draft(api: ApiClient, day: str = "2026-11-30") -> int:
    """The number of a new draft."""
    answer = await propose(api, festival(day))
    assert answer.status_code == 201, answer.text
    return int(answer.json()["draft"]["version"])


async def end(api: ApiClient, version: int, how: str, position: str) -> httpx2.Response:
    """Approve or withdraw."""
    return await api.http.post(f"{CALENDARS}/{version}/{how}", headers=api.as_(position))


async def listed(api: ApiClient) -> dict[int, dict[str, JsonValue]]:
    """The list, by number."""
    answer = await api.read(ORGANISATION, CALENDARS)
    return {line["version"]: line for line in answer["items"]}


async def test_a_notice_becomes_a_draft_and_then_a_version(api_alone: ApiClient) -> None:
    """Proposed by one, published by another; the list says who and when, and what was counted by before."""
    answer = await propose(api_alone, festival("2026-12-21", "nujiang"))
    body = answer.json()
    before = await listed(api_alone)
    version = body["draft"]["version"]
    approved = await end(api_alone, version, "approval", REVIEWER)
    after = await listed(api_alone)

    assert answer.status_code == 201
    assert answer.headers["location"].endswith(f"{CALENDARS}/{version}")
    assert [(each["locality"], [d["day"] for d in each["days"]]) for each in body["changes"]] == [
        ("nujiang", ["2026-12-21"])
    ]
    assert (before[version]["state"], before[version - 1]["state"]) == ("draft", "current")
    assert approved.status_code == 200
    assert approved.json() == after[version]
    assert (after[version]["state"], after[version - 1]["state"]) == ("current", "superseded")
    assert after[version]["proposed_by"] == {"person": "p028", "name": "祁怀远"}
    assert after[version]["decided_by"] == {"person": "p099", "name": "闻人澈"}


async def test_publishing_starts_the_roll_out_and_may_be_repeated(api_alone: ApiClient) -> None:
    """The same approval again answers the same, and would start a roll-out that was lost."""
    version = await draft(api_alone)
    first = await end(api_alone, version, "approval", REVIEWER)
    handle = roll_out_handle(api_alone.context.temporal, "cn", version)
    started = await handle.describe()
    await handle.terminate()
    again = await end(api_alone, version, "approval", REVIEWER)
    anew = await handle.describe()
    await handle.terminate()

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert started.run_id != anew.run_id


async def test_four_eyes(api_alone: ApiClient) -> None:
    """Whoever proposed is refused and told what to do; so is a county's supervisor, whose the whole country is not."""
    version = await draft(api_alone)
    refused = problem_of(await end(api_alone, version, "approval", OPERATOR))
    state = (await listed(api_alone))[version]["state"]
    county = problem_of(await end(api_alone, version, "approval", SUPERVISOR))
    approved = await end(api_alone, version, "approval", REVIEWER)

    assert (refused.status, refused.code, state) == (409, "four_eyes", "draft")
    assert (county.status, county.policy) == (403, ("law-keepers", "law-supervisors"))
    assert approved.status_code == 200


async def test_an_outdated_draft_cannot_be_published(api_alone: ApiClient) -> None:
    """Two notices proposed at once: the second to be published would undo the first, and is refused."""
    one, two = await asyncio.gather(draft(api_alone), draft(api_alone))
    won = await end(api_alone, one, "approval", REVIEWER)
    lost = problem_of(await end(api_alone, two, "approval", REVIEWER))
    state = (await listed(api_alone))[two]["state"]

    assert won.status_code == 200
    assert (lost.status, lost.code, lost.detail, state) == (
        409,
        "draft_outdated",
        f"版本 {one} / version {one}",
        "outdated",
    )


async def test_a_draft_that_was_taken_back_stays_so(api_alone: ApiClient) -> None:
    """Anyone who may propose may take it back; then it has no other end, and its number is not given again."""
    version = await draft(api_alone)
    back = await end(api_alone, version, "withdrawal", REVIEWER)
    again = await end(api_alone, version, "withdrawal", REVIEWER)
    late = problem_of(await end(api_alone, version, "approval", REVIEWER))
    later = await draft(api_alone)

    assert (back.status_code, back.json()["state"], again.json()) == (200, "withdrawn", back.json())
    assert (late.status, late.code, late.detail) == (409, "draft_ended", "withdrawn")
    assert later == version + 1


async def test_the_same_notice_is_the_same_draft(api_alone: ApiClient) -> None:
    """Sent again it is found, published it changes nothing any more."""
    notice = festival("2026-11-30")
    first, again = await propose(api_alone, notice), await propose(api_alone, notice, REVIEWER)
    await end(api_alone, first.json()["draft"]["version"], "approval", REVIEWER)
    nothing = problem_of(await propose(api_alone, notice))

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert (nothing.status, nothing.code) == (409, "calendar_unchanged")


async def test_the_bundled_calendar_keeps_local_days(api_alone: ApiClient) -> None:
    """Proposed like a notice; local days of the version before stay."""
    base = (await reference.installed(api_alone.context.pool))[0]
    answer = await propose(api_alone, {"bundled": True})
    version = answer.json()["draft"]["version"]
    file = Calendar.model_validate_json((await api_alone.get(ORGANISATION, f"{CALENDARS}/{version}")).content)
    before = await reference.get(api_alone.context.pool, "calendar", "cn", base.version)
    await end(api_alone, version, "withdrawal", OPERATOR)

    assert answer.status_code == 201
    assert before is not None
    assert file.overlays == Calendar.model_validate_json(before.content).overlays
    assert file.announced_until == date(2026, 12, 31)


async def test_a_faulty_notice_is_refused_whole_with_lines(api_alone: ApiClient) -> None:
    """Every fault with its line and column, as the reader of files tells them; nothing is drafted."""
    text = json.dumps(festival("2026-11-30", "nujiang"), indent=1).replace("2026-11-30", "2025-11-30")
    text = text.replace('"year": 2026', '"year": 2026, "extra": 1')
    before = await listed(api_alone)
    answer = await api_alone.http.post(
        CALENDARS, content=text, headers={**api_alone.as_(OPERATOR), "Content-Type": "application/json"}
    )
    problem = problem_of(answer)

    assert (problem.status, problem.code) == (422, "notice_faulty")
    assert [(fault.line, fault.pointer) for fault in problem.errors] == [(2, "/extra")]
    assert await listed(api_alone) == before

    twice = festival("2025-11-30", "nujiang")
    whole = problem_of(await propose(api_alone, {**twice, "days": [*_list(twice["days"]), *_list(twice["days"])]}))

    assert [fault.pointer for fault in whole.errors] == ["/days/0/date", "/days/1/date", "/days/1/date"]
    assert all(fault.line == 1 for fault in whole.errors)


def _list(value: JsonValue) -> list[JsonValue]:
    assert isinstance(value, list)
    return value


@pytest.mark.parametrize("body", ["{", "[]", '{"bundled": false}', '{"bundled": true, "year": 2026}', ""])
async def test_what_is_no_proposal_is_refused(api_alone: ApiClient, body: str) -> None:
    """No JSON, no notice, a wish with something else beside it: 422."""
    headers = {**api_alone.as_(OPERATOR), "Content-Type": "application/json"}
    problem = problem_of(await api_alone.http.post(CALENDARS, content=body, headers=headers))

    assert problem.status == 422
    assert problem.errors


async def test_who_may_do_what(api_alone: ApiClient) -> None:
    """Others may read and neither propose nor decide; nobody without a token reads."""
    version = await draft(api_alone)
    refused = [
        await propose(api_alone, festival("2026-11-30"), ORGANISATION),
        await propose(api_alone, festival("2026-11-30"), SUPERVISOR),
        await end(api_alone, version, "approval", ORGANISATION),
        await end(api_alone, version, "withdrawal", SUPERVISOR),
    ]
    await end(api_alone, version, "withdrawal", OPERATOR)

    assert [problem_of(answer).code for answer in refused] == ["forbidden"] * 4
    assert (await api_alone.http.get(CALENDARS)).status_code == 401
    assert problem_of(await api_alone.get(OPERATOR, f"{CALENDARS}/999")).code == "not_found"
    assert problem_of(await end(api_alone, 999, "approval", REVIEWER)).code == "not_found"
    assert problem_of(await end(api_alone, 2**31, "approval", REVIEWER)).status == 422


async def test_a_version_is_a_file_that_certificates_name(api_alone: ApiClient) -> None:
    """Published or drafted, whole or of a locality: canonical bytes, with their SHA-256 as ETag."""
    answer = await propose(api_alone, festival("2026-11-30", "filed"))
    version, digest = answer.json()["draft"]["version"], answer.json()["draft"]["sha256"]
    path = f"{CALENDARS}/{version}"
    whole = await api_alone.get(ORGANISATION, path)
    local = await api_alone.get(ORGANISATION, f"{path}?locality=filed")
    none = problem_of(await api_alone.get(ORGANISATION, f"{path}?locality=nowhere"))
    same = await api_alone.get(ORGANISATION, path, {"If-None-Match": whole.headers["etag"]})
    await end(api_alone, version, "withdrawal", OPERATOR)

    assert whole.headers["etag"] == f'"{digest}"'
    assert hashlib.sha256(whole.content).hexdigest() == digest
    assert Calendar.model_validate_json(whole.content).version == version
    assert hashlib.sha256(local.content).hexdigest() == local.headers["etag"].strip('"')
    assert Calendar.model_validate_json(local.content).name == "cn+filed"
    assert (none.status, none.code, same.status_code) == (404, "not_found", 304)


def test_the_example_of_a_proposal_is_a_notice() -> None:
    """What the description shows can be sent; so can the wish for the bundled calendar."""
    parse_notice(json.dumps(NOTICE_EXAMPLE).encode(), "example")
    BundledCalendar.model_validate({"bundled": True})
