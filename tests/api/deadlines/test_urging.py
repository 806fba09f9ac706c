"""Urging by hand: one duty as an act of its case, several at once by their page, and where those told find it."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx2
import pytest
from pydantic import JsonValue

from tests.api.browsing import Markup, browse
from tests.api.client import PUBLIC_URL, ApiClient, Body, problem_of
from tests.api.positions import CONTACT, DISCIPLINE, ENDORSER, OPERATOR, ORGANISATION, OTHER_COUNTY, SUPERVISOR

PATH = "/deadlines/urging"
FILED = (datetime.now(UTC).date() - timedelta(days=90)).isoformat()
"""Handed in on paper long ago and entered now: the acceptance was due long ago."""


@pytest.fixture(scope="module")
async def overdue(api: ApiClient) -> tuple[tuple[UUID, str], ...]:
    """Three cases whose acceptance the organisation department owes, each with its duty."""
    signed: JsonValue = {"kind": "signed", "signatory": ENDORSER, "signed_on": FILED, "document": api.documents}
    found = []
    for _ in range(3):
        case = await api.file(on=FILED, late_entry_reason="当日以纸质提交。", endorsement=signed)
        file = await case.read(ORGANISATION)
        found.append((case.id, str(file["duties"][0]["duty_id"])))
    return tuple(found)


async def send(api: ApiClient, position: str, duties: list[str], **filled: str) -> httpx2.Response:
    """The form, as its page sends it."""
    body = {"key": str(uuid4()), **{f"duty:{duty}": "yes" for duty in duties}, **filled}
    return await api.http.post(PATH, data=body, headers={"Origin": PUBLIC_URL, **api.cookie(position)})


def key_of(page: str) -> str:
    """The key that a page carries on."""
    found = re.search(r'name="key" value="([0-9a-f-]{36})"', page)
    assert found is not None
    return found[1]


async def test_several_are_urged_by_an_operator_who_reads_no_case(
    api: ApiClient, overdue: tuple[tuple[UUID, str], ...]
) -> None:
    """Chosen on the board, looked over, recorded case by case; those told find a notice; once a day is all."""
    duties = [duty for _, duty in overdue]
    board = await browse(api, "/deadlines?state=overdue", OPERATOR)
    assert all(f'value="{duty}"' in board.text for duty in duties)
    chosen = await browse(api, f"{PATH}?" + "&".join(f"duty={duty}" for duty in duties), OPERATOR)
    Markup(chosen.text).require_safe_and_whole(PATH)
    checked = await send(api, OPERATOR, duties, do="check", level="1", reasons="请于本周内办结。")
    assert checked.status_code == httpx2.codes.OK
    assert checked.text.count("提醒：告知 ") == len(duties)
    unsaid = await send(api, OPERATOR, duties, do="record", level="1", reasons="请于本周内办结。")
    assert unsaid.status_code == httpx2.codes.UNPROCESSABLE_CONTENT
    filled = {"do": "record", "know": "yes", "level": "1", "reasons": "请于本周内办结。", "key": key_of(checked.text)}
    recorded = await send(api, OPERATOR, duties, **filled)
    twice = await send(api, OPERATOR, duties, **filled)
    again = await send(api, OPERATOR, duties, do="check", level="1", reasons="请于本周内办结。")

    assert "已登记 3 项" in recorded.text
    assert "已登记 3 项" in twice.text
    assert again.text.count("不能督促") >= len(duties)
    for case_id, _ in overdue:
        events = (await api.read(ORGANISATION, f"/v1/cases/{case_id}/events"))["events"]
        assert [each["kind"] for each in events].count("duty_urged") == 1
        await api.get(ORGANISATION, f"/v1/cases/{case_id}?seen={events[-1]['version']}")
    told = (await api.read(ORGANISATION, "/v1/tasks?view=notices"))["items"]
    urged = {each["case_id"] for each in told if each["name"]["zh"].startswith("提醒“")}
    assert {str(case_id) for case_id, _ in overdue} <= urged
    assert (await api.get(OPERATOR, f"/v1/cases/{overdue[0][0]}")).status_code in {403, 404}


async def test_what_is_wrong_with_the_form_is_said_and_nothing_is_lost(
    api: ApiClient, overdue: tuple[tuple[UUID, str], ...]
) -> None:
    """A rung that is none, no words, a script in the words, too many, ids that are none, none at all."""
    duties = [duty for _, duty in overdue]
    no_rung = await send(api, SUPERVISOR, duties, do="check", level="x", reasons="<script>alert(1)</script>")
    no_words = await send(api, SUPERVISOR, duties, do="check", level="1")
    many = await browse(api, f"{PATH}?" + "&".join(f"duty={uuid4()}" for _ in range(51)), SUPERVISOR)
    nonsense = await browse(api, f"{PATH}?duty=x", SUPERVISOR)
    nothing = await browse(api, PATH, SUPERVISOR)

    assert no_rung.status_code == no_words.status_code == many.status_code == httpx2.codes.UNPROCESSABLE_CONTENT
    assert "<script>alert" not in no_rung.text
    assert "alert(1)" in no_rung.text
    assert nonsense.status_code == httpx2.codes.NOT_FOUND
    assert "没有选中期限" in nothing.text


async def test_who_does_not_urge(api: ApiClient, overdue: tuple[tuple[UUID, str], ...]) -> None:
    """A unit not at all; another county's officer sees nothing; the organ that owes it is told to do it."""
    case_id, duty = overdue[0]
    body: Body = {"duty": duty, "level": 1, "reasons": "请办结。"}
    unit = await api.act(CONTACT, f"/v1/cases/{case_id}/urgings", body)
    elsewhere = await api.act(OTHER_COUNTY, f"/v1/cases/{case_id}/urgings", body)
    own = await api.act(ORGANISATION, f"/v1/cases/{case_id}/urgings", body)
    board = await browse(api, f"{PATH}?duty={duty}", OTHER_COUNTY)

    assert (unit.status_code, elsewhere.status_code, own.status_code) == (403, 404, 409)
    assert problem_of(own).code == "own_duty_not_urged"
    assert "没有选中期限" in board.text


async def test_one_is_urged_from_its_case(api: ApiClient) -> None:
    """Offered to a colleague of another organ with the duties that there are; the form has its rungs."""
    case = await api.file()
    duty = (await case.read(DISCIPLINE))["duties"][0]["duty_id"]
    offered = (await api.read(DISCIPLINE, f"/v1/cases/{case.id}/acts"))["offered"]
    form = await browse(api, f"/cases/{case.id}/acts/urge_duty?duty={duty}", DISCIPLINE)
    done = await case.act(DISCIPLINE, "urgings", {"duty": duty, "level": 1, "reasons": "请抓紧办理。"})
    page = await browse(api, f"/cases/{case.id}?seen={case.version}", DISCIPLINE)

    assert [each["about"] for each in offered if each["kind"] == "urge_duty"] == [{"duty": duty}]
    assert "提醒" in form.text
    assert done.events == ("duty_urged",)
    assert "督促办理" in page.text
