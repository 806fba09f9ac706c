"""The certificate of a due date through the API: by the ledger and the calendar it was counted by, verified offline."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from pydantic import JsonValue, TypeAdapter

from activities.cases import CaseActivities
from activities.messages import Task
from deploy.verify_deadline import main as verify
from domain.case.commands import CommandEnvelope, Replan
from domain.terms.calendar import is_weekend
from domain.terms.deadlines import SHANGHAI
from domain.values import CLOCK, event_id
from eventlog.reference import install
from tests.api.browsing import browse
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.positions import CONTACT, DISCIPLINE, ORGANISATION, OTHER_COUNTY, SECRETARY
from tests.workflows.engine import EVERY_YEAR

OBJECT: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])
TODAY = datetime.now(UTC).astimezone(SHANGHAI).date()


def ago(days: int) -> Body:
    """The business date of an act entered late, and why."""
    return {"on": (TODAY - timedelta(days=days)).isoformat(), "late_entry_reason": "系统停机期间在纸上办理"}


async def duties(case: CaseAtHand) -> dict[str, dict[str, JsonValue]]:
    """The duties of a case by their codes."""
    file = await case.read(ORGANISATION)
    return {duty["duty"]: duty for duty in file["duties"]}


async def certificate(api: ApiClient, case: CaseAtHand, duty: str, position: str = ORGANISATION) -> httpx2.Response:
    """The certificate of a duty."""
    id_ = (await duties(case))[duty]["duty_id"]
    return await api.get(position, f"/v1/cases/{case.id}/deadlines/{id_}/certificate")


async def verified(api: ApiClient, answer: httpx2.Response, folder: Path) -> int:
    """What the verifier says of a certificate and the calendar file it links to, knowing nothing else."""
    calendar = await api.get(ORGANISATION, answer.links["describedby"]["url"])
    (folder / "certificate.json").write_bytes(answer.content)
    (folder / "calendar.json").write_bytes(calendar.content)
    return verify([str(folder / "certificate.json"), str(folder / "calendar.json")])


def counted(content: dict[str, JsonValue]) -> Sequence[str]:
    """The days that a certificate counts."""
    days = content["days"]
    assert isinstance(days, list)
    return [str(day["day"]) for day in days if isinstance(day, dict) and day["counted"] is not None]


async def test_a_term_with_a_pause_is_certified_and_verified(api: ApiClient, tmp_path: Path) -> None:
    """While the clock stands there is no date but what is left; when it goes on, the same number of days is counted."""
    endorsement = {**OBJECT.validate_python(api.application()["endorsement"]), "signed_on": ago(20)["on"]}
    case = await api.file(**ago(20), endorsement=endorsement)
    await case.act(ORGANISATION, "supplement-request", {"missing": "补交会议记录", **ago(16)})
    still = await certificate(api, case, "acceptance")
    stood = OBJECT.validate_json(still.content)
    await case.act(CONTACT, "supplement", {"evidence": [api.documents], **ago(6)})
    again = await certificate(api, case, "acceptance")
    content = OBJECT.validate_json(again.content)

    assert (stood["due_on"], stood["left"]) == (None, 15 - len(counted(stood)))
    assert content["pauses"] == [{"since": ago(16)["on"], "until": ago(6)["on"]}]
    assert content["due_on"] == (await duties(case))["acceptance"]["due_on"]
    assert len(counted(content)) == 15
    assert not [day for day in counted(content) if str(ago(16)["on"]) < day <= str(ago(6)["on"])]
    assert [await verified(api, answer, tmp_path) for answer in (still, again)] == [0, 0]


async def test_what_is_due_with_another_duty_has_that_ones_certificate(api: ApiClient, tmp_path: Path) -> None:
    """The notice of acceptance has no term of its own; the term it goes with is met, and can be proved all the same."""
    case = await api.file()
    await case.accept()
    notice, acceptance = [await certificate(api, case, duty) for duty in ("acceptance_notice", "acceptance")]
    known = await duties(case)

    assert notice.content == acceptance.content
    assert str(known["acceptance"]["duty_id"]) in notice.headers["content-location"]
    assert known["acceptance"]["state"] == "met"
    assert notice.json()["due_on"] == known["acceptance_notice"]["due_on"]
    assert await verified(api, notice, tmp_path) == 0


async def test_a_decision_ends_a_pause_and_its_notice_is_certified_too(api: ApiClient, tmp_path: Path) -> None:
    """Accepted while papers were still awaited: the term goes on, and what is due with it has its date."""
    case = await api.file()
    await case.act(ORGANISATION, "supplement-request", {"missing": "补交会议记录"})
    await case.accept()
    answer = await certificate(api, case, "acceptance_notice")
    content = answer.json()

    assert content["due_on"] == (await duties(case))["acceptance_notice"]["due_on"]
    assert content["pauses"] == [{"since": TODAY.isoformat(), "until": TODAY.isoformat()}]
    assert await verified(api, answer, tmp_path) == 0


async def test_a_date_moved_by_a_new_calendar_is_certified_by_it(api: ApiClient, tmp_path: Path) -> None:
    """After a roll-out the certificate rests on the new version, and the pages say what the date was before."""
    case = await api.file()
    was = (await duties(case))["acceptance"]["due_on"]
    holiday = {"day": _next_weekday().isoformat(), "kind": "statutory"}
    later = {**EVERY_YEAR.model_dump(mode="json"), "days": [holiday]}
    version = await install(api.installed.pool, "calendar", "cn", json.dumps(later).encode(), "test")
    envelope = CommandEnvelope(command_id=uuid4(), actor=CLOCK, body=Replan(calendar_version=version))
    task = Task(case_id=case.id, envelope=envelope, at=datetime.now(UTC), door="clock")
    await CaseActivities(api.installed.log).handle_command(task)
    case.version += 1
    answer = await certificate(api, case, "acceptance")
    pages = [
        (await browse(api, path, ORGANISATION)).text
        for path in ("/deadlines", f"/cases/{case.id}", answer.headers["content-location"][3:-11] + "explain")
    ]

    assert answer.json()["calendar"]["version"] == version
    assert answer.json()["due_on"] == (await duties(case))["acceptance"]["due_on"] != was
    assert await verified(api, answer, tmp_path) == 0
    assert [str(was) in page for page in pages] == [True, True, True]
    assert f'原定 <time datetime="{was}">' in pages[0]
    assert f"因日历更新改期，原定{was}" in pages[1]


async def test_an_extension_is_in_the_certificate_and_on_the_page(api: ApiClient, tmp_path: Path) -> None:
    """The committee makes a term longer; the certificate counts it, the page says how much and who approved."""
    case = await api.file()
    await case.accept()
    term = (await duties(case))["investigation"]
    body: Body = {"duty": term["duty_id"], "by": 5, "reasons": "案情复杂", "document": api.documents}
    await case.act(SECRETARY, "extensions", body)
    answer = await certificate(api, case, "investigation")
    page = (await browse(api, f"/cases/{case.id}", ORGANISATION)).text
    explained = (await browse(api, f"/cases/{case.id}/deadlines/{term['duty_id']}/explain", ORGANISATION)).text

    assert (answer.json()["extended_by"], len(counted(answer.json()))) == (5, 35)
    assert answer.json()["due_on"] == (await duties(case))["investigation"]["due_on"]
    assert answer.json()["due_on"] > str(term["due_on"])
    assert await verified(api, answer, tmp_path) == 0
    assert "延长5个工作日，批准机关：示例甲县委常委会" in page
    assert "30个工作日，延长5个工作日，止于" in explained


async def test_a_certificate_is_not_sent_twice(api: ApiClient) -> None:
    """The ETag is that of its content: who has it gets 304 until the term changes."""
    case = await api.file()
    first = await certificate(api, case, "acceptance")
    path, tag = first.headers["content-location"], first.headers["etag"]
    same = await api.get(ORGANISATION, path, {"If-None-Match": tag})
    await case.act(ORGANISATION, "supplement-request", {"missing": "补交会议记录"})
    other = await api.get(ORGANISATION, path, {"If-None-Match": tag})

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert (other.status_code, other.headers["etag"] == tag) == (200, False)


async def test_it_is_read_as_the_case_is(api: ApiClient) -> None:
    """The unit reads it; another county, another case and an unknown duty give the same answer, in JSON and as page."""
    case, other = await api.file(), await api.file()
    duty = (await duties(case))["acceptance"]["duty_id"]
    path = f"/cases/{case.id}/deadlines/{duty}"
    own = await certificate(api, case, "acceptance", CONTACT)
    hidden = [
        (OTHER_COUNTY, path),
        (DISCIPLINE, f"/cases/{case.id}/deadlines/{uuid4()}"),
        (DISCIPLINE, f"/cases/{other.id}/deadlines/{duty}"),
        (DISCIPLINE, f"/cases/{uuid4()}/deadlines/{duty}"),
        (DISCIPLINE, f"/cases/{case.id}/deadlines/{event_id(case.id, 1)}"),
    ]
    answers = [await api.get(position, f"/v1{there}/certificate") for position, there in hidden]
    pages = [
        await browse(api, f"{there}/{what}", position)
        for position, there in (*hidden, (DISCIPLINE, f"/cases/{case.id}/deadlines/none"))
        for what in ("explain", "certificate.json", "calendar.json")
    ]

    assert own.status_code == 200
    assert {(answer.status_code, problem_of(answer).code) for answer in answers} == {(404, "not_found")}
    assert {page.status_code for page in pages} == {404}


async def test_a_certificate_names_the_calendar_of_its_time_and_place(api: ApiClient, tmp_path: Path) -> None:
    """A later calendar changes nothing of it; where local festivals count, it links to the calendar that has them."""
    before = await api.file()
    first = await certificate(api, before, "acceptance")
    festival = {"day": _next_weekday().isoformat(), "name": "阔时节", "source": "a local notice"}
    later = {**EVERY_YEAR.model_dump(mode="json"), "overlays": [{"name": "lisu", "days": [festival]}]}
    organs = api.installed.organs.model_dump(mode="json")
    places = [
        {**each, "overlay": "lisu"} if each["id"] == "demo-county-a" else each for each in organs["jurisdictions"]
    ]
    pool = api.installed.pool
    await install(pool, "calendar", "cn", json.dumps(later).encode(), "test")
    await install(pool, "organs", "organs", json.dumps({**organs, "jurisdictions": places}).encode(), "test")
    after = await api.file()
    second = await certificate(api, after, "acceptance")

    assert (await certificate(api, before, "acceptance")).content == first.content
    assert second.json()["calendar"]["name"] == "cn+lisu"
    assert second.json()["calendar"]["version"] > first.json()["calendar"]["version"]
    assert festival["day"] not in counted(second.json())
    assert second.links["describedby"]["url"].endswith("?locality=lisu")
    assert [await verified(api, answer, tmp_path) for answer in (first, second)] == [0, 0]


@pytest.mark.parametrize("file", ["certificate.json", "calendar.json"])
async def test_the_page_hands_out_both_files(api: ApiClient, tmp_path: Path, file: str) -> None:
    """A browser, which has no token to send, gets what the verifier needs under the names the page tells."""
    case = await api.file()
    duty = (await duties(case))["acceptance"]["duty_id"]
    path = f"/cases/{case.id}/deadlines/{duty}"
    files = {name: await browse(api, f"{path}/{name}", CONTACT) for name in ("certificate.json", "calendar.json")}
    for name, answer in files.items():
        (tmp_path / name).write_bytes(answer.content)
    page = (await browse(api, f"{path}/explain", CONTACT)).text

    disposition = files[file].headers["content-disposition"]
    assert disposition.split('"')[1] in page
    assert verify([str(tmp_path / "certificate.json"), str(tmp_path / "calendar.json")]) == 0


def _next_weekday() -> date:
    """The first day from tomorrow on that is neither Saturday nor Sunday."""
    return next(day for n in range(1, 4) if not is_weekend(day := TODAY + timedelta(days=n)))
