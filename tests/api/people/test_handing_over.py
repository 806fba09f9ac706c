"""When a post changes hands: what is open in somebody's name is listed, and is left to nobody unless that is said."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from deploy.demo.sample_cases import sample_cases
from domain.case.state import Case
from tests.api.client import ApiClient, problem_of
from tests.api.people.test_register_acts import AUDIT, SECURITY, act, done
from tests.api.played import Recorder

TODAY = datetime.now(UTC).date()
LAST_DAY = (TODAY + timedelta(days=3)).isoformat()
SAMPLE = next(sample_cases())


@pytest.fixture(scope="module")
async def investigated(recorder: Recorder) -> Case:
    """A case whose joint team has not reported yet, and another on which not everybody has voted."""
    case_id = await recorder.play(SAMPLE, before="report_investigation")
    await recorder.play(SAMPLE, before="cast_ballot")
    await recorder.show()
    case = await recorder.case(case_id)
    assert case is not None
    return case


def member(case: Case) -> tuple[str, str]:
    """A member of the team of a case, and their post."""
    return next(iter(sorted(case.team_posts.items())))


async def work(api: ApiClient, person: str, position: str, reader: str = AUDIT) -> list[tuple[str, UUID]]:
    """What is open in somebody's name in a post."""
    answer = await api.get(reader, f"/v1/people/{person}/open-work/{position}")
    assert answer.status_code == 200, answer.text
    return [(each["what"], UUID(each["case_id"])) for each in answer.json()["items"]]


async def test_a_place_in_a_team_and_a_vote_not_cast_are_listed(api_alone: ApiClient, investigated: Case) -> None:
    """To administrators, to the person, and to whoever has the post; what the organ has to do is in its inbox."""
    person, position = member(investigated)
    organs = api_alone.installed.organs
    waiting = [seat for seat in organs.seats if seat.committee == "county-b-committee"]
    votes = [await work(api_alone, seat.person, seat.position) for seat in waiting]

    assert ("team", investigated.id) in await work(api_alone, person, position)
    assert ("team", investigated.id) in await work(api_alone, person, position, reader=position)
    assert {what for each in votes for what, _ in each} == {"vote"}
    asked = f"/v1/people/{person}/open-work/{position}"
    assert (await api_alone.get("county-a-organization-head", asked)).status_code == 403
    assert (await api_alone.get(AUDIT, f"/v1/people/{person}/open-work/nothing")).status_code == 404


async def test_no_post_is_left_with_open_work_unless_that_is_said(api_alone: ApiClient, investigated: Case) -> None:
    """Refused with the cases; with a successor, or said outright, it is done."""
    person, position = member(investigated)
    ends = act("end_appointment", person=person, position=position, last_day=LAST_DAY)
    refused = problem_of(await api_alone.act(SECURITY, "/v1/organs/acts", ends))

    assert refused.code == "post_left_with_open_work"
    assert (refused.detail or "").startswith("1: ")
    version = await done(api_alone, SECURITY, {**ends, "leave_open": True})
    history = await api_alone.read(AUDIT, f"/v1/people/{person}")
    assert [each["until"] for each in history["holdings"] if each["position"] == position] == [LAST_DAY]
    assert version > 1
